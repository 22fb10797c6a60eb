"""All results pages as text: from a release to Markdown, slots and files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from generator.definitions.programme import Programme
from generator.monitoring.blockers import NO_ANSWERS
from generator.report.charts import Chart
from generator.report.outline import FOLDER, outline
from generator.report.page import Heading, Page, Paragraph, render
from generator.report.pages import result_parts
from generator.report.pictures import Picture, PictureAll, addresses, pictures
from generator.report.site import SitePart
from generator.report.view import Release

NOTHING_YET = (
    f"{NO_ANSWERS} Results appear here when the completed forms have been typed or scanned and "
    "the site has been built with them."
)

NOT_RELEASED = "The results are not yet released. They appear here once they are."

#: Draws many charts at once.
DrawAll = Callable[[Iterable[Chart]], Mapping[Chart, str]]


def results_parts(
    programme: Programme, release: Release, draw_all: DrawAll, picture_all: PictureAll
) -> Iterator[SitePart]:
    """Yield every results page, chart, picture and data file of a release in parts."""
    language = programme.languages[0]
    shared = outline(programme, release, language)
    for part in result_parts(programme, release, language):
        drawn = draw_all(part.charts())
        pages: dict[str, str] = {}
        slots: dict[str, str] = {}
        wanted: dict[str, Picture] = {}
        for address, page in part.pages.items():
            rendered = render(page, drawn.__getitem__, partial(addresses, page))
            pages[address] = rendered.markdown
            slots.update(rendered.slots)
            wanted.update(pictures(shared, page, drawn))
        yield SitePart(pages, slots, {**part.files, **picture_all(wanted)})


def no_results(*, answered: bool) -> SitePart:
    """Return the results page of a programme that has no results to show.

    ``answered`` says that there are answers, of which nothing has been released.
    """
    page = Page(
        f"{FOLDER}/index.md",
        "Results",
        "Where the results will be when the forms have come back.",
        (
            Heading(1, "Results"),
            Paragraph((NOT_RELEASED if answered else NOTHING_YET,)),
        ),
    )
    return one_page(page)


def one_page(page: Page) -> SitePart:
    """Return a page without charts as a part of a site."""
    rendered = render(page, lambda chart: "")
    return SitePart({page.address: rendered.markdown}, rendered.slots)
