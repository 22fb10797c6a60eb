"""A group's page: pure functions from a group's released tables to a page as data.

Read ``group_page`` from top to bottom and you have read a page: who it is
about, what changed, who took part, each area, single questions, what people
wrote, other places, all the numbers, what is withheld and where it comes from.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.definitions.programme import TOTAL
from generator.definitions.suggest import plural
from generator.disclosure.rounding import BASE
from generator.disclosure.rule import LARGE_FROM
from generator.report import tables
from generator.report.answers import bar, question_blocks, question_part, theme_blocks, theme_part
from generator.report.charts import Chart
from generator.report.closing import closing_blocks, notices
from generator.report.directory import below
from generator.report.outline import FOLDER, Outline, When
from generator.report.page import (
    ALL_RESULTS,
    Block,
    Bullets,
    Figure,
    Figures,
    Heading,
    Link,
    Listing,
    More,
    Page,
    Paragraph,
    Words,
)
from generator.report.quantities import around, capital, how_many, listed, percent, printed
from generator.report.tables import measure_part
from generator.report.verdicts import board_blocks, domain_blocks
from generator.report.view import Flow, Release, ReleasedGroup, Shown

#: A list of members longer than this stands on the index page only.
NAMED_MEMBERS = 12
#: A release of more pages than this has pictures of the programme and its regions only.
PICTURED = 12
TOOK_PART, BESIDE = "Who took part", "Beside other places"
TO_THE_NEAREST = f"Numbers are to the nearest {BASE}."
NO_ORDER = "Groups differ by chance, and places differ in who takes part. Nothing here is ranked."
#: A main comparison by its name: the tables here, in what the group lies in, and everywhere.
Around = list[tuple[str, list[tuple[str, Shown]]]]
#: What a page says of the places around it: its section, and the part with its table.
Beside = tuple[tuple[Block, ...], More | None]


def group_page(shared: Outline, group: ReleasedGroup, beside: Beside) -> Page:
    """Return the page of one published group; of other groups it reads names alone."""
    around, around_part = beside
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
        *around,
        *_within(shared, group),
        *_all_numbers(shared, group, around_part),
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


def _all_numbers(shared: Outline, group: ReleasedGroup, beside: More | None) -> Iterator[Block]:
    """Yield every table of a page, each in a part that a reader opens."""
    roles = (*shared.roles(), *shared.session_roles())
    parts = [
        *(measure_part(shared, group, one) for one in shared.measured),
        *(question_part(shared, group, role) for role in roles),
        theme_part(shared, group),
        beside,
    ]
    shown = [part for part in parts if part is not None]
    if shown:
        yield Heading(2, "All the numbers")
        yield from shown


def _introduction(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield whose page this is, and the ways on: a line or two, so that the board is seen first."""
    parent = shared.groups.get(group.parent)
    ways: Words = ALL_RESULTS.words
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
    if left := missed(group):
        said.append(f"Not counted so far, because nobody or too few answered: {listed(left)}.")
    if said:
        yield Paragraph(" ".join(said))


def missed(group: ReleasedGroup) -> list[str]:
    """Return the titles of the members that no table of a group counts."""
    shown = [table for table in group.tables.values() if isinstance(table, Shown)]
    if not shown or not all(table.counted for table in shown):
        return []
    counted = {title for table in shown for title in table.counted}
    return [title for _, title in group.members if title not in counted]


def _about(shared: Outline, group: ReleasedGroup) -> str:
    who = capital(listed([shared.people(role) for role in shared.roles()]) or "people")
    titles = [title for _, title in group.members]
    named = f": {listed(titles)}" if group.parent and 1 < len(titles) <= NAMED_MEMBERS else ""
    pooled = ", shown together because at least 1 is too small to be shown on its own"
    together = pooled if group.level == "pool" else ""
    return f"{who} of {plural(len(titles), 'cohort')}{together}{named}."


def _within(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    entries = below(shared, group)
    if entries:
        yield Heading(2, "Groups within this one")
        yield Listing(entries)


def pictured(release: Release, group: ReleasedGroup) -> bool:
    """Say whether a group's page offers its charts as pictures."""
    return len(release.groups) <= PICTURED or group.level in {"programme", "region"}


# --- who took part -----------------------------------------------------------------------


def participation_blocks(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the section on response and matching."""
    if said := flow_sentences(shared, group):
        yield Heading(2, TOOK_PART)
        yield Bullets(tuple(said))


def flow_sentences(shared: Outline, group: ReleasedGroup) -> list[str]:
    """Return each role's participation in words; on open pages the last says how exact they are.

    About 10 may be 11 or 12.
    """
    found = {role: group.flows[role] for role in shared.roles() if role in group.flows}
    said = [flow(one, shared.people(role), _when(shared, role)) for role, one in found.items()]
    if any(not one.exact for one in found.values()):
        said[-1] += f" {TO_THE_NEAREST}"
    return said


def flow(found: Flow, people: str, when: When) -> str:
    """Say how many were invited, and how many answered; no rate without a number invited."""
    invited = f"How many {people} were invited is not known"
    if found.invited is not None:
        invited = f"Invited: {how_many(found.invited, people, exact=found.exact)}"
    times = (found.before, when.before), (found.after, when.after), (found.both, "both times")
    came = [f"{_came(count, found)} {time}" for count, time in times if count is not None]
    answered = f"Answered: {listed(came)}" if came else "How many answered is not shown"
    return f"{invited}. {answered}."


def _came(count: int, flow: Flow) -> str:
    """Return how many answered, with their share of those invited where shares may be given.

    On open pages that is from 30 people on, and the share is that of the numbers as they are
    printed: nobody who works it out again finds another one, or an exact number behind it.
    """
    exact, invited = flow.exact, flow.invited
    words = around(count, exact=exact)
    if not invited or not (exact or min(count, invited) >= LARGE_FROM):
        return words
    return f"{words} ({percent(printed(count, exact=exact), printed(invited, exact=exact))}%)"


def _when(shared: Outline, role: str) -> When:
    pair = next((m.primary for m in shared.measured if m.role == role and m.primary), None)
    return shared.times(pair) if pair else When("before", "after")


# --- beside other places -----------------------------------------------------------------


def beside(shared: Outline, group: ReleasedGroup) -> Beside:
    """Return all that a group's page has of other groups' numbers: a chart, and its table."""
    rows = _compared_around(shared, group)
    if not rows:
        return (), None
    bars = tuple(
        (name, where, *bar(found.counts[0], found))
        for name, places in rows
        for where, found in places
    )
    figure = Figure(
        "beside",
        Chart("bars", bars),
        "How many answered higher, here and around",
        NO_ORDER,
        "For each main comparison a bar here, above the places around. “All the numbers” has its "
        "table.",
    )
    caption = "The main comparisons here and around"
    lines = [(f"{name}: {where}", at) for name, places in rows for where, at in places]
    table = tables.change(caption, lines, "Measure and place")
    return (Heading(2, BESIDE), Figures((figure,))), More(BESIDE, (table,))


def _compared_around(shared: Outline, group: ReleasedGroup) -> Around:
    """Return the main comparisons that are shown both here and everywhere, of 30 people or more."""
    compared = []
    for measured in shared.measured:
        if pair := measured.primary:
            around = _around(shared, group)
            found = [(name, measured.change(at, pair, TOTAL)) for name, at in around]
            places = [(name, at) for name, at in found if isinstance(at, Shown) and at.large]
            if {"Here", "Everywhere"} <= dict(places).keys():
                compared.append((f"{measured.title} ({measured.people})", places))
    return compared


def _around(shared: Outline, group: ReleasedGroup) -> list[tuple[str, ReleasedGroup]]:
    """Return the group, the nearest larger group, and the programme, each of other people."""
    programme = shared.release.groups[0]
    found = [("Here", group)]
    if group.parent:
        near = shared.shown_at(shared.groups[group.parent])
        if near.id not in (group.id, programme.id):
            found.append((near.title, near))
    if programme.id != group.id:
        found.append(("Everywhere", programme))
    return found
