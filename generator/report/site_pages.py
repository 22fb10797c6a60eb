"""All results pages of a release, and those about it as a whole, as data and as text.

The page that leads to all others, the pages of groups (``group_page``), release
notes, what can be downloaded, and the charts as pictures for slides. Dates are
those of releases: nothing here says when anybody answered, or whose answers were
new.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from generator.definitions.programme import Programme, in_language
from generator.definitions.suggest import plural
from generator.definitions.timeline import day_in_words
from generator.monitoring.blockers import NO_ANSWERS
from generator.report.charts import Chart
from generator.report.closing import NOT_A_RATING, closing_blocks, notices
from generator.report.data import (
    ARCHIVE,
    DATA,
    PACKAGE,
    WORKBOOK,
    WORKBOOK_TITLE,
    description,
    group_lines,
    heading,
    open_data_files,
)
from generator.report.data_schema import RESOURCES
from generator.report.directory import directory_pages, finding_blocks
from generator.report.group_page import beside, flow_sentences, group_page
from generator.report.kept_pages import (
    Keep,
    PageText,
    Printed,
    made_anew,
    names,
    unpacked,
    without_numbers,
)
from generator.report.outline import FOLDER, INDEX, Outline, outline
from generator.report.page import (
    ALL_RESULTS,
    Block,
    Bullets,
    Figure,
    Heading,
    Link,
    Page,
    Paragraph,
    Words,
    render,
)
from generator.report.quantities import lowered, weight
from generator.report.site import Content, LongFile, SitePart
from generator.report.verdicts import brief, wholes
from generator.report.view import Release, ReleasedGroup

#: So many groups' pages are made, drawn and written before the next.
AT_ONCE = 250
OPEN_DATA, RELEASES = "open-data.md", "releases.md"
NOTHING_YET = (
    f"{NO_ANSWERS} Results appear here when the completed forms have been typed or scanned and "
    "the site has been built with them."
)

NOT_RELEASED = "The results are not yet released. They appear here once they are."
WELCOME = (
    "These pages show how mentors and mentees answered before and after reverse mentoring, as "
    "groups. Find your organisation or your cohort below, or start with the whole programme."
)
#: Where no comparison of the whole programme is shown.
NOT_YET = "Nothing of the whole programme is compared so far."
NONE_YET = "Nothing has been released yet."
WHY = (
    "Results are published in releases. A group’s table never changes once it is published: a "
    "difference could show somebody’s answer. A later release adds groups of people who answered "
    "since, and adds up cohorts and larger places again."
)
#: What can be downloaded, and what it is.
FILES = {
    ARCHIVE: "Everything in 1 archive: all the files below",
    WORKBOOK: WORKBOOK_TITLE,
    **{one.path: one.title for one in RESOURCES},
    PACKAGE: "The same tables described for programs, as a Frictionless data package",
}
USE: tuple[Words, ...] = (
    "results.xlsx is for reading, sorting and filtering. The other files are for programs.",
    "Each line of statistics.csv is 1 number: groups.csv has its unit, codebook.csv its meaning.",
    "A line with the status “withheld” has no number. It never says which rule was the cause.",
    "Do not rank groups, and do not subtract their numbers.",
    (Link("Files and columns", "../analysts/files.md"), " explains each column."),
)
#: The design of pictures for slides, and the name under which it takes its values.
TEMPLATE = Path(__file__).with_name("picture.typ")
#: Draws many charts at once.
DrawAll = Callable[[Iterable[Chart]], Mapping[Chart, str]]
#: Makes pictures for slides, and sheets of paper: their values by address, to bytes by address.
PrintAll = Callable[[Mapping[str, Printed]], Mapping[str, bytes]]
#: Returns a group's sheet of paper by its address, where it has one.
SheetOf = Callable[[Outline, ReleasedGroup], Mapping[str, Printed]]


def results_parts(
    programme: Programme,
    release: Release,
    draw_all: DrawAll,
    print_all: PrintAll,
    sheet_of: SheetOf,
    keep: Keep = made_anew,
) -> Iterator[SitePart]:
    """Yield every results page, chart, picture, sheet and data file of a release in parts.

    ``keep`` is asked for each group's page, with its sheet. Both read names alone of other groups.
    """
    shared = outline(programme, release, programme.languages[0])
    bare = without_numbers(shared)
    table = LongFile()
    table.add(heading())

    def made(new: Sequence[str]) -> Iterator[bytes]:
        groups = [shared.groups[one] for one in new]
        pages = [group_page(bare, group, beside(shared, group)) for group in groups]
        for group, text in zip(groups, _texts(shared, pages, draw_all), strict=True):
            printed = {**text.printed, **sheet_of(bare, group)}
            yield replace(text, printed=printed, lines=group_lines(group).decode()).packed()

    for start in range(0, len(release.groups), AT_ONCE):
        groups = release.groups[start : start + AT_ONCE]
        own = [group for group in groups if shared.shown_at(group) is group]
        found = keep(names(shared, bare, own), made)
        texts = {one: unpacked(page) for one, page in found.items()}
        files = _own_files(shared, groups, texts, table)
        pages = {f"{FOLDER}/{shared.address(group)}": texts[group.id] for group in own}
        yield _part(pages, files, print_all)
    whole, files = about(shared, table)
    written = zip(whole, _texts(shared, whole.values(), draw_all), strict=True)
    yield _part(dict(written), files, print_all)


def _own_files(
    shared: Outline, groups: Iterable[ReleasedGroup], texts: Mapping[str, PageText], table: LongFile
) -> dict[str, Content]:
    """Return the files of groups that have a page; the lines of all are added to the table."""
    files: dict[str, Content] = {}
    for group in groups:
        page = texts.get(group.id)
        lines = page.lines.encode() if page else group_lines(group)
        table.add(lines)
        if page:
            files[f"{DATA}/{shared.stems[group.id]}.csv"] = heading() + lines
    return files


def _texts(shared: Outline, pages: Collection[Page], draw_all: DrawAll) -> Iterator[PageText]:
    """Yield pages as texts; all of their charts are drawn in one go."""
    drawn = draw_all(figure.chart for page in pages for figure in page.figures())
    for page in pages:
        text = render(page, drawn.__getitem__, partial(addresses, page))
        yield PageText(text.markdown, text.slots, dict(pictures(shared, page, drawn)))


def _part(
    texts: Mapping[str, PageText], files: Mapping[str, Content], print_all: PrintAll
) -> SitePart:
    """Return texts of pages, by address, as a part of a site, with what is printed of them."""
    return SitePart(
        {address: text.markdown for address, text in texts.items()},
        {name: html for text in texts.values() for name, html in text.slots.items()},
        {**files, **print_all({k: v for text in texts.values() for k, v in text.printed.items()})},
    )


def no_results(*, answered: bool) -> SitePart:
    """Return the results page of a programme that has no results to show.

    ``answered`` says that there are answers, of which nothing has been released.
    """
    about = "Where the results will be when the forms have come back."
    blocks = (Heading(1, "Results"), Paragraph(NOT_RELEASED if answered else NOTHING_YET))
    page = render(Page(INDEX, "Results", about, blocks), lambda chart: "")
    return SitePart({INDEX: page.markdown}, page.slots)


# --- pictures of charts for slides --------------------------------------------------------


def addresses(page: Page, figure: Figure) -> tuple[tuple[str, str], ...]:
    """Return the pictures of a figure: what each is called, and its address from its page."""
    if not page.pictured:
        return ()
    stem = page.address.removeprefix(f"{FOLDER}/").removesuffix(".md")
    return tuple((kind.upper(), f"charts/{stem}-{figure.name}.{kind}") for kind in ("png", "svg"))


def pictures(
    shared: Outline, page: Page, drawn: Mapping[Chart, str]
) -> Iterator[tuple[str, Printed]]:
    """Yield each picture of a page: its address in the site, and what it shows."""
    for figure in page.figures():
        values = {
            "finding": figure.finding,
            "method": figure.method,
            "source": source(shared, page),
            "svg": drawn[figure.chart],
        }
        for _, address in addresses(page, figure):
            yield f"{FOLDER}/{address}", values


def source(shared: Outline, page: Page) -> str:
    """Return where a picture's numbers are from, and who may see them."""
    release = shared.release
    said = [in_language(shared.programme.title, shared.language), page.title]
    if release.number:
        said.append(f"Release {release.number}")
    if release.preview:
        said.append("Preview, not published")
    if release.invented:
        said.append("Invented data")
    if shared.exact:
        said.append("Restricted: for named readers only")
    return ". ".join(said) + "."


# --- about the release as a whole --------------------------------------------------------


def about(shared: Outline, table: Content) -> tuple[dict[str, Page], dict[str, Content]]:
    """Return the pages about a release as a whole and its data files, by their addresses.

    ``table`` is ``statistics.csv`` of all groups.
    """
    files = open_data_files(shared, table)
    pages = [index_page(shared), *about_pages(shared), open_data_page(shared, files)]
    return {page.address: page for page in pages}, files


def index_page(shared: Outline) -> Page:
    """Return the page that leads to all others."""
    programme = shared.release.groups[0]
    everybody = Link("Results of the whole programme", shared.address(programme))
    rows = wholes(shared, programme)
    said = brief(rows, shared.main_times) if rows else [NOT_YET]
    blocks: list[Block] = [
        Heading(1, "Results"),
        *notices(shared.release),
        Paragraph(WELCOME),
        Paragraph(NOT_A_RATING),
        Heading(2, "In brief"),
        Bullets(tuple(said), style="brief"),
        Paragraph((everybody, " has every measure and every question.")),
        Heading(2, "Who took part in all"),
        Bullets(tuple(flow_sentences(shared, programme))),
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


def about_pages(shared: Outline) -> Iterator[Page]:
    """Yield the pages about the release as a whole: who takes part, and since when."""
    yield from directory_pages(shared)
    if not shared.exact:
        yield release_notes_page(shared)


def _about_results(shared: Outline) -> Iterator[Block]:
    """Yield links to the pages about the release as a whole."""
    yield Heading(2, "About these results")
    if not shared.exact:
        yield Paragraph((Link("Releases", RELEASES), ": what was published when."))
    title = "The data" if shared.exact else "Open data"
    yield Paragraph((Link(title, OPEN_DATA), ": tables, a codebook and what columns mean."))


def release_notes_page(shared: Outline) -> Page:
    """Return the page on all releases for this site's readers, the newest first."""
    history = shared.release.history
    blocks: list[Block] = [Heading(1, "Releases"), *notices(shared.release), Paragraph(WHY)]
    blocks += [ALL_RESULTS] if history else [Paragraph(NONE_YET), ALL_RESULTS]
    for note in reversed(history):
        on = f", {day_in_words(date.fromisoformat(note.date))}" if note.date else ""
        new = f"New: {plural(note.groups, 'group')} of {plural(note.cohorts, 'cohort')}."
        published = f"{plural(note.tables, 'table')} published."
        blocks += [Heading(2, f"Release {note.number}{on}"), Bullets((new, published))]
    about = "What each release of these results published."
    return Page(f"{FOLDER}/{RELEASES}", "Releases", about, tuple(blocks))


def open_data_page(shared: Outline, files: Mapping[str, Content]) -> Page:
    """Return the page on what can be downloaded."""
    title = "The data" if shared.exact else "Open data"
    blocks: tuple[Block, ...] = (
        Heading(1, title),
        *notices(shared.release),
        Paragraph(description(shared)),
        ALL_RESULTS,
        Heading(2, "Download"),
        Bullets(tuple(_download(name, files) for name in FILES if f"{DATA}/{name}" in files)),
        Heading(2, "How to use it"),
        Bullets(USE),
    )
    about = "The released numbers as tables, with a codebook and a description for programs."
    return Page(f"{FOLDER}/{OPEN_DATA}", title, about, blocks)


def _download(name: str, files: Mapping[str, Content]) -> Words:
    said = weight(len(files[f"{DATA}/{name}"]))
    return (Link(name, f"data/{name}"), f", {said}: {lowered(FILES[name])}.")
