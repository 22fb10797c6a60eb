"""Results pages: pure functions from a release to pages as data.

Read ``group_page`` from top to bottom and you have read a page: who it is
about, the headlines, who took part, each measure, single questions, what is
withheld, how it was made, what can be downloaded and where it comes from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.definitions.programme import Programme
from generator.report.benchmarks import surroundings_blocks, surroundings_part
from generator.report.board import board_blocks
from generator.report.charts import Chart
from generator.report.closing import closing_blocks
from generator.report.completeness import completeness_part
from generator.report.data import group_lines, heading, open_data_files
from generator.report.directory import below, coverage_blocks
from generator.report.domains import domain_blocks
from generator.report.index_page import about_pages, index_page
from generator.report.measures import measure_part
from generator.report.notices import notices
from generator.report.open_data_page import open_data_page
from generator.report.outline import FOLDER, Outline, outline, safe_name
from generator.report.page import (
    Block,
    Heading,
    Link,
    Listing,
    More,
    Page,
    Paragraph,
    Words,
)
from generator.report.participation import participation_blocks
from generator.report.pictures import pictured
from generator.report.quantities import capital, listed, number
from generator.report.questions import question_blocks, question_tables
from generator.report.sessions import session_blocks, session_part
from generator.report.site import Content, LongFile
from generator.report.themes import theme_blocks, theme_part
from generator.report.view import Release, ReleasedGroup, Shown

#: So many groups' pages are made, drawn and written before the next.
AT_ONCE = 250
#: A list of members longer than this stands on the index page only.
NAMED_MEMBERS = 12


@dataclass(frozen=True, slots=True)
class ResultPages:
    """All results pages and files of one release, by source address."""

    pages: Mapping[str, Page]
    files: Mapping[str, Content]

    def charts(self) -> Iterator[Chart]:
        """Yield every chart of every page, so that all can be drawn in one go."""
        for page in self.pages.values():
            yield from (figure.chart for figure in page.figures())


def result_pages(programme: Programme, release: Release, language: str = "en") -> ResultPages:
    """Return every results page and data file of a release.

    Parameters
    ----------
    programme
        For the words: titles of measures, domains, waves and roles.
    release
        What may be published; nothing else reaches a page.
    language
        The language of the programme's words.

    Returns
    -------
    ResultPages
        ``results/index.md``, a page for each group, a short page for each
        cohort that is shown in another group, and ``results/data/*.csv``.

    """
    parts = list(result_parts(programme, release, language))
    return ResultPages(
        {address: page for part in parts for address, page in part.pages.items()},
        {name: bytes(content) for part in parts for name, content in part.files.items()},
    )


def result_parts(
    programme: Programme, release: Release, language: str = "en", at_once: int = AT_ONCE
) -> Iterator[ResultPages]:
    """Yield what ``result_pages`` returns in parts, so that nobody need hold a nation's pages."""
    shared = outline(programme, release, language)
    table = LongFile()
    table.add(heading())
    taken: set[str] = set()
    for start in range(0, len(release.groups), at_once):
        part = _group_pages(shared, release.groups[start : start + at_once], table)
        taken.update(part.pages)
        yield part
    files = open_data_files(shared, table)
    pages = [index_page(shared), *about_pages(shared), open_data_page(shared, files)]
    taken.update(page.address for page in pages)
    yield ResultPages({page.address: page for page in pages}, files)
    yield ResultPages({page.address: page for page in _cohort_pages(shared, taken)}, {})


def _group_pages(shared: Outline, groups: Sequence[ReleasedGroup], table: LongFile) -> ResultPages:
    """Return some groups' pages and files; their lines are added to the whole table."""
    pages: list[Page] = []
    files: dict[str, Content] = {}
    for group in groups:
        lines = group_lines(group)
        table.add(lines)
        if shared.shown_at(group).id == group.id:
            pages.append(group_page(shared, group))
            own = heading() + lines
            files[f"{FOLDER}/data/{shared.stems[group.id]}.csv"] = own
        else:
            pages.append(_leading_page(shared, group))
    return ResultPages({page.address: page for page in pages}, files)


def group_page(shared: Outline, group: ReleasedGroup) -> Page:
    """Return the page of one published group."""
    blocks: list[Block] = [
        Heading(1, f"Results: {group.title}"),
        *notices(shared.release),
        *_introduction(shared, group),
        *board_blocks(shared, group),
        *participation_blocks(shared, group),
        *_counted(shared, group),
        *domain_blocks(shared, group),
        *question_blocks(shared, group),
        *theme_blocks(shared, group),
        *session_blocks(shared, group),
        *surroundings_blocks(shared, group),
        *_within(shared, group),
        *_all_numbers(shared, group),
        *closing_blocks(shared, group),
    ]
    return Page(
        f"{FOLDER}/{shared.address(group)}",
        f"Results: {group.title}",
        f"How mentors and mentees answered before and after reverse mentoring: {group.title}.",
        tuple(blocks),
        contents=False,
        pictured=pictured(shared.release, group),
    )


def _all_numbers(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield every table of a page, each in a part that a reader opens."""
    asked = ((role, tuple(question_tables(shared, group, role))) for role in shared.roles())
    parts = [
        *(measure_part(shared, group, one) for one in shared.measured),
        *(
            More(f"Single questions to {shared.people(role)}", found)
            for role, found in asked
            if found
        ),
        theme_part(shared, group),
        session_part(shared, group),
        surroundings_part(shared, group),
        completeness_part(shared, group),
    ]
    shown = [part for part in parts if part is not None]
    if shown:
        yield Heading(2, "All the numbers")
        yield from shown


def _introduction(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield whose page this is, and the ways on: a line or two, so that the board is seen first."""
    parent = shared.groups.get(group.parent)
    ways: Words = (Link("All results", "index.md"), ".")
    if parent is not None:
        parent = shared.shown_at(parent)
        ways = ("Part of ", Link(parent.title, shared.address(parent)), ". ", *ways)
    yield Paragraph((f"{_about(shared, group)} ", *ways))


def _counted(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield who else is meant by a page's people, and which members no number counts."""
    said = []
    guests = [also.title for also in shared.merged_into(group)]
    if guests:
        said.append(f"These are all the people of {listed(guests)} too.")
    missed = _missed(group)
    if missed:
        said.append(f"Not counted so far, because nobody or too few answered: {listed(missed)}.")
    if said:
        yield Paragraph((" ".join(said),))


def _missed(group: ReleasedGroup) -> list[str]:
    """Return the titles of the members that no table of a group counts."""
    shown = [table for table in group.tables.values() if isinstance(table, Shown)]
    if not shown or not all(table.counted for table in shown):
        return []
    counted = {title for table in shown for title in table.counted}
    return [title for _, title in group.members if title not in counted]


def _about(shared: Outline, group: ReleasedGroup) -> str:
    who = capital(listed([shared.people(role) for role in shared.roles()]) or "people")
    many = len(group.members)
    cohorts = "1 cohort" if many == 1 else f"{number(many)} cohorts"
    if group.level == "cohort":
        return f"{who} of 1 cohort."
    if group.level == "programme":
        return f"{who} of the whole programme, {cohorts}{' so far' if many == 1 else ''}."
    named = f": {listed([title for _, title in group.members])}" if many <= NAMED_MEMBERS else ""
    if group.level == "pool":
        together = "shown together because at least 1 is too small to be shown on its own"
        return f"{who} of {cohorts}, {together}{named}."
    return f"{who} of {cohorts}{named}."


def _within(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    entries = below(shared, group)
    if entries:
        yield Heading(2, "Groups within this one")
        yield from coverage_blocks(shared, group)
        yield Listing(entries)


def _leading_page(shared: Outline, group: ReleasedGroup) -> Page:
    """Return the short page of a group whose people are exactly those of a group above it."""
    shown = shared.shown_at(group)
    return _short_page(
        shared,
        f"{FOLDER}/{shared.address(group)}",
        group.title,
        (
            f"{group.title} has the same people as {shown.title}, so 1 page shows both: ",
            Link(shown.title, shared.address(shown)),
            ".",
        ),
    )


def _cohort_pages(shared: Outline, taken: set[str]) -> Iterator[Page]:
    """Yield a short page for each cohort that is shown in another group."""
    titles = {cohort: title for group in shared.release.groups for cohort, title in group.members}
    titles |= {cohort.id: cohort.title for cohort in shared.release.listed}
    for cohort, place in shared.release.places.items():
        address = f"{FOLDER}/cohort-{safe_name(cohort)}.md"
        if place not in shared.groups or address in taken:
            continue
        taken.add(address)
        shown = shared.shown_at(shared.groups[place])
        title = titles.get(cohort, cohort)
        link = Link(shown.title, shared.address(shown))
        if title in _missed(shared.groups[place]):
            words = f"No answers of {title} are counted yet. Until then, see "
        elif len(shown.members) == 1:
            words = f"{title} is the only cohort of "
        else:
            words = f"{title} is shown together with others, to protect confidentiality: "
        yield _short_page(shared, address, title, (words, link, "."))


def _short_page(shared: Outline, address: str, title: str, words: Words) -> Page:
    blocks: tuple[Block, ...] = (
        Heading(1, f"Results: {title}"),
        *notices(shared.release),
        Paragraph(words),
        Paragraph((Link("All results", "index.md"), ".")),
    )
    return Page(address, f"Results: {title}", f"Where the results of {title} are shown.", blocks)
