"""All results pages as text: from a release to Markdown, slots and files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from generator.disclosure.released import Release
from generator.report.charts import Drawing
from generator.report.html import render
from generator.report.page import Heading, Page, Paragraph
from generator.report.pages import FOLDER, result_pages
from generator.report.site import GeneratedSite
from generator.survey.programme import Programme

#: Draws many charts at once: SVG by the name that ``name_of`` gives a drawing.
DrawAll = Callable[[Iterable[Drawing]], Mapping[str, str]]
NameOf = Callable[[Drawing], str]


def results_site(
    programme: Programme, release: Release, draw_all: DrawAll, name_of: NameOf
) -> GeneratedSite:
    """Return every results page, chart and data file of a release, without values."""
    made = result_pages(programme, release, programme.languages[0])
    drawn = draw_all(made.drawings())
    pages: dict[str, str] = {}
    slots: dict[str, str] = {}
    for address, page in made.pages.items():
        rendered = render(page, lambda drawing: drawn[name_of(drawing)])
        pages[address] = rendered.markdown
        slots.update(rendered.slots)
    return GeneratedSite(pages, slots, made.files, {})


def no_results() -> GeneratedSite:
    """Return the results page of a programme that has no responses yet."""
    page = Page(
        f"{FOLDER}/index.md",
        "Results",
        "Where the results will stand once the forms have come back.",
        (
            Heading(1, "Results"),
            Paragraph(
                (
                    "There are no results yet. They appear here when the completed forms have been "
                    "typed or scanned and the site has been built with them.",
                )
            ),
        ),
    )
    rendered = render(page, lambda drawing: "")
    return GeneratedSite({page.address: rendered.markdown}, rendered.slots, {}, {})
