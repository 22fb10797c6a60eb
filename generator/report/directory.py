"""Where everybody is shown: organisations and cohorts from A to Z, and how many take part.

A reader looks for a name and comes to the page that shows its people, without
JavaScript. Everything here follows from names and from how many answered,
never from what anybody answered: always by name, never by result.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from generator.definitions.suggest import plural
from generator.disclosure.groups import IN_WORDS
from generator.report.closing import notices
from generator.report.outline import FOLDER, Outline
from generator.report.page import Block, Entry, Heading, Link, Listing, Page, Paragraph
from generator.report.quantities import number
from generator.report.view import ListedCohort, ReleasedGroup

ORGANISATIONS, COHORTS = "organisations-a-to-z.md", "cohorts-a-to-z.md"
#: A programme of so many cohorts lists them on the index page; a larger one leads to lists.
ON_THE_INDEX = 60
#: The heading under which names stand that begin with none of the letters from A to Z.
OTHER = "Other"
TOGETHER = "A cohort that is too small to be shown on its own is shown together with others."
EXPLAINED = f"{IN_WORDS} This depends on how many people answered, never on what they answered."
#: How a cohort is shown.
Standing = Literal["alone", "pool", "larger"]
SHOWN: Mapping[Standing, str] = {
    "alone": "shown alone",
    "pool": "shown together with others",
    "larger": "only in a larger group",
}
#: A letter with the entries below it.
Part = tuple[str, tuple[Entry, ...]]


def _home(shared: Outline, cohorts: Iterable[ListedCohort]) -> ReleasedGroup:
    """Return the smallest group that holds all of some cohorts, of those who are in any."""
    group = shared.release.groups[0]
    known = {cohort.id for cohort in cohorts} & group.cohorts
    if known:
        group = shared.groups[shared.release.places[min(known)]]
        while not known <= group.cohorts and group.parent:
            group = shared.groups[group.parent]
    return shared.shown_at(group)


def standing(shared: Outline, cohort: str) -> Standing:
    """Return how a cohort is shown."""
    place = shared.groups.get(shared.release.places.get(cohort, ""))
    if place is None or place.level not in {"cohort", "pool"}:
        return "larger"
    return "alone" if place.level == "cohort" else "pool"


# --- names in their order -----------------------------------------------------------------


def natural(text: str) -> list[tuple[int, str]]:
    """Return a sorting key by which "Cohort 2" comes before "Cohort 10".

    >>> sorted(["Cohort 10", "cohort 2"], key=natural)
    ['cohort 2', 'Cohort 10']
    """
    parts = re.findall(r"[0-9]+|[^0-9]+", text.casefold())
    return [(int(p), "") if p.isdecimal() and p.isascii() else (-1, p) for p in parts]


def a_to_z(cohorts: Iterable[ListedCohort]) -> list[ListedCohort]:
    """Return cohorts by title, those of one title by organisation."""
    return sorted(cohorts, key=lambda one: (natural(one.title), natural(one.organisation), one.id))


def _groups_a_to_z(groups: Iterable[ReleasedGroup]) -> list[ReleasedGroup]:
    return sorted(groups, key=lambda group: (natural(group.title), group.id))


def letter(name: str) -> str:
    """Return the letter under which a name stands in a list from A to Z.

    >>> letter("Évora"), letter("ashby"), letter("7th floor"), letter("")
    ('E', 'A', 'Other', 'Other')
    """
    first = unicodedata.normalize("NFKD", name.strip())[:1].upper()
    return first if "A" <= first <= "Z" else OTHER


def _by_letter(named: Iterable[tuple[str, Entry]]) -> list[Part]:
    """Return each letter with the entries of the names under it, which come sorted."""
    found: dict[str, list[Entry]] = {}
    for name, entry in named:
        found.setdefault(letter(name), []).append(entry)
    letters = sorted(found, key=lambda one: (one == OTHER, one))
    return [(at, tuple(found[at])) for at in letters]


# --- lists of groups ----------------------------------------------------------------------


def below(shared: Outline, group: ReleasedGroup) -> tuple[Entry, ...]:
    """Return the groups right below one, or below those that its page also serves."""
    own = {group.id, *(other.id for other in shared.merged_into(group))}
    found = [g for g in shared.release.groups if g.parent in own and g.id not in own]
    return tuple(Entry((_link(shared, child),)) for child in _groups_a_to_z(found))


def _entry(shared: Outline, group: ReleasedGroup) -> Entry:
    """Return a group with all that lies in it, each place and cohort by name."""
    children = _groups_a_to_z(g for g in shared.release.groups if g.parent == group.id)
    inside = [_entry(shared, child) for child in children]
    return Entry((_link(shared, group),), (*inside, *_cohorts_at(shared, group)))


def _link(shared: Outline, group: ReleasedGroup) -> Link:
    return Link(group.title, shared.address(shared.shown_at(group)))


def _cohorts_at(shared: Outline, group: ReleasedGroup) -> tuple[Entry, ...]:
    """Return the cohorts whose answers are shown in a group and nowhere smaller.

    A pool that has their names in its title says them once.
    """
    if group.level == "cohort" or all(title in group.title for _, title in group.members):
        return ()
    own = (
        title for cohort, title in group.members if shared.release.places.get(cohort) == group.id
    )
    note = "" if group.level == "pool" else " (shown in the whole group only)"
    return tuple(Entry((f"{title}{note}",)) for title in sorted(own, key=natural))


# --- find your organisation, find your cohort ---------------------------------------------


def finding_blocks(shared: Outline) -> Iterator[Block]:
    """Yield the part of the index page by which readers find their own group."""
    yield Heading(2, "Find your organisation or cohort")
    if len(shared.release.listed) > 1:
        yield Paragraph(_covered_by(shared))
        yield Paragraph(EXPLAINED)
    if not _large(shared):
        yield Listing(_entry(shared, shared.release.groups[0]).below)
        return
    places, cohorts = _organisation_parts(shared), number(len(shared.release.listed))
    many = number(sum(len(entries) for _, entries in places))
    yield Paragraph((Link(f"All {many} organisations, A to Z", ORGANISATIONS), "."))
    yield Paragraph((Link(f"All {cohorts} cohorts, A to Z", COHORTS), "."))
    yield Paragraph("Organisations by letter:")
    yield _letters(ORGANISATIONS, places)
    regions = [group for group in shared.release.groups if group.level == "region"]
    if regions:
        yield Heading(2, "Regions")
        links = sorted((_link(shared, one) for one in regions), key=lambda link: link.text)
        yield Listing(tuple(Entry((link,)) for link in links))


def _large(shared: Outline) -> bool:
    """Say whether a release has lists of its own from A to Z."""
    return len(shared.release.listed) > ON_THE_INDEX


def directory_pages(shared: Outline) -> Iterator[Page]:
    """Yield the lists from A to Z of a large release."""
    if not _large(shared):
        return
    words = (
        "Each name links to the page that shows its answers. Small organisations in 1 region "
        "are shown together."
    )
    parts = _organisation_parts(shared)
    yield _list(shared, ORGANISATIONS, "Find your organisation", words, parts)
    words = f"By name. {TOGETHER}"
    yield _list(shared, COHORTS, "Find your cohort", words, _cohort_parts(shared))


def _list(shared: Outline, address: str, title: str, words: str, parts: Sequence[Part]) -> Page:
    """Return a list on one page, which letters lead down."""
    about = f"{title}: an A to Z that leads to the page of each."
    blocks = (
        Heading(1, title),
        *notices(shared.release),
        Paragraph((words,)),
        Paragraph((Link("All results", "index.md"), ".")),
        _letters(address, parts),
        *(block for at, one in parts for block in (Heading(2, at), Listing(one, "names"))),
    )
    return Page(f"{FOLDER}/{address}", title, about, blocks, contents=False)


def _letters(address: str, parts: Sequence[Part]) -> Listing:
    """Return the letters as links to the headings of a list."""
    links = (Link(at, f"{address}#{at.lower()}") for at, _ in parts)
    return Listing(tuple(Entry((link,)) for link in links), "letters")


def _organisation_parts(shared: Outline) -> list[Part]:
    """Return every organisation that takes part; two of one name are told apart by region."""
    found: dict[tuple[str, str], list[ListedCohort]] = {}
    for cohort in shared.release.listed:
        found.setdefault((cohort.organisation, cohort.region), []).append(cohort)
    named = []
    for name, region in sorted(found, key=lambda one: (natural(one[0]), one[1])):
        cohorts = found[name, region]
        where = f", {region}" if region else ""
        link = Link(name, shared.address(_home(shared, cohorts)))
        named.append((name, Entry((link, f"{where} – {plural(len(cohorts), 'cohort')}"))))
    return _by_letter(named)


def _cohort_parts(shared: Outline) -> list[Part]:
    named = []
    for cohort in a_to_z(shared.release.listed):
        place = shared.groups.get(
            shared.release.places.get(cohort.id, ""), shared.release.groups[0]
        )
        how = "" if standing(shared, cohort.id) == "alone" else " (with others)"
        link = Link(cohort.title, shared.address(shared.shown_at(place)))
        named.append((cohort.title, Entry((link, f", {cohort.organisation}{how}"))))
    return _by_letter(named)


# --- who takes part -----------------------------------------------------------------------


def _covered_by(shared: Outline) -> str:
    """Say how many organisations and cohorts take part, and how these are shown.

    Counts of cohorts are counts of places, not of people.
    """
    cohorts = shared.release.listed
    places = len({(one.organisation, one.region) for one in cohorts})
    regions = {one.region for one in cohorts if one.region}
    where = f" in {number(len(regions))} regions" if len(regions) > 1 else ""
    found = Counter(standing(shared, cohort.id) for cohort in cohorts)
    shown = [f"{number(found[one])} {how}" for one, how in SHOWN.items() if found[one]]
    return (
        f"{plural(places, 'organisation')} {'takes' if places == 1 else 'take'} part{where}, with "
        f"{plural(len(cohorts), 'cohort')}: {', '.join(shown)}."
    )
