"""The page that leads to all results, and the pages about a release as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from generator.report.board import brief, when_of
from generator.report.closing import closing_blocks
from generator.report.comparisons import wholes
from generator.report.directory import COVERAGE, covered, directory_pages, finding_blocks
from generator.report.notices import NOT_A_RATING, notices
from generator.report.outline import INDEX, Outline
from generator.report.page import Block, Bullets, Heading, Link, Page, Paragraph
from generator.report.participation import flow_sentences
from generator.report.release_notes import release_notes_page

WELCOME = (
    "These pages show how mentors and mentees answered before and after reverse mentoring, as "
    "groups. Find your organisation or your cohort below, or start with the whole programme."
)
#: Where no comparison of the whole programme is shown.
NOT_YET = "Nothing of the whole programme is compared so far."


def index_page(shared: Outline) -> Page:
    """Return the page that leads to all others."""
    programme = shared.release.groups[0]
    everybody = Link("Results of the whole programme", shared.address(programme))
    blocks: list[Block] = [
        Heading(1, "Results"),
        *notices(shared.release),
        Paragraph((WELCOME,)),
        Paragraph((NOT_A_RATING,)),
        Heading(2, "In brief"),
        Bullets(tuple((said,) for said in in_brief(shared)), style="brief"),
        Paragraph((everybody, " has every measure and every question.")),
        Heading(2, "Who took part in all"),
        Bullets(tuple((said,) for said in flow_sentences(shared, programme))),
        *finding_blocks(shared),
        *_about_results(shared),
        *closing_blocks(shared, None),
    ]
    return Page(
        INDEX,
        "Results",
        "Results of reverse mentoring: the whole programme, each organisation and each cohort.",
        tuple(block for block in blocks if not (isinstance(block, Bullets) and not block.items)),
    )


def in_brief(shared: Outline) -> list[str]:
    """Return the first sentences of the whole programme's page."""
    programme = shared.release.groups[0]
    rows = wholes(shared, programme)
    return brief(rows, when_of(shared)) if rows else [NOT_YET]


def about_pages(shared: Outline) -> Iterator[Page]:
    """Yield the pages about the release as a whole: who takes part, where, and since when."""
    yield from directory_pages(shared)
    if not shared.exact:
        yield release_notes_page(shared)


def _about_results(shared: Outline) -> Iterator[Block]:
    """Yield links to the pages about the release as a whole."""
    yield Heading(2, "About these results")
    if covered(shared):
        yield Paragraph((Link("Who takes part", COVERAGE), ": organisations and cohorts."))
    if not shared.exact:
        yield Paragraph((Link("Releases", "releases.md"), ": what was published when."))
    title = "The data" if shared.exact else "Open data"
    yield Paragraph((Link(title, "open-data.md"), ": tables, a codebook and what columns mean."))
