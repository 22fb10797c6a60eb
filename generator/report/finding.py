"""Find your organisation, find your cohort: lists from A to Z that need no JavaScript.

A reader looks for a name and comes to the page that shows its people. Letters
at the top lead down the page; very long lists have a page for each letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.report.listing import everywhere
from generator.report.notices import notices
from generator.report.outline import FOLDER, Outline
from generator.report.page import Block, Entry, Heading, Link, Listing, Page, Paragraph
from generator.report.quantities import number
from generator.report.whereabouts import (
    Organisation,
    a_to_z,
    by_letter,
    organisations,
    shown_in,
    standing,
)

ORGANISATIONS = "organisations-a-to-z.md"
COHORTS = "cohorts-a-to-z.md"
#: A programme of so many cohorts lists them on the index page; a larger one leads to lists.
ON_THE_INDEX = 60
#: A list of so many names has one page; a longer one has a page for each letter.
ON_ONE_PAGE = 2000
TOGETHER = (
    "A cohort that is too small to be shown on its own is shown together with others. Its name "
    "links to that page."
)

#: A letter with the entries below it.
Part = tuple[str, tuple[Entry, ...]]


def finding_blocks(shared: Outline) -> Iterator[Block]:
    """Yield the part of the index page by which readers find their own group."""
    if not large(shared):
        yield Heading(2, "Find your organisation and cohort")
        yield Paragraph((f"From A to Z. {TOGETHER}",))
        yield Listing(everywhere(shared))
        return
    places, cohorts = organisations(shared), shared.release.listed
    yield Heading(2, "Find your organisation or cohort")
    for address, many, what in (
        (ORGANISATIONS, len(places), "organisations"),
        (COHORTS, len(cohorts), "cohorts"),
    ):
        yield Paragraph((Link(f"All {number(many)} {what}, A to Z", address), "."))
    letters = [at for at, _ in by_letter((one.name, one.name) for one in places)]
    yield Paragraph(("Organisations by letter:",))
    yield _letters(ORGANISATIONS, letters)
    regions = [group for group in shared.release.groups if group.level == "region"]
    if regions:
        yield Heading(2, "Regions")
        links = (Link(one.title, shared.address(shared.shown_at(one))) for one in regions)
        yield Listing(tuple(Entry((link,)) for link in sorted(links, key=lambda link: link.text)))


def large(shared: Outline) -> bool:
    """Say whether a release has lists of its own from A to Z."""
    return len(shared.release.listed) > ON_THE_INDEX


def finding_pages(shared: Outline) -> Iterator[Page]:
    """Yield the lists from A to Z of a large release."""
    if not large(shared):
        return
    yield from _list(
        shared,
        ORGANISATIONS,
        "Find your organisation",
        "Each name links to the page that shows its answers. Small organisations in 1 region are "
        "shown together.",
        _organisation_parts(shared),
    )
    yield from _list(
        shared, COHORTS, "Find your cohort", f"By name. {TOGETHER}", _cohort_parts(shared)
    )


def _list(
    shared: Outline, address: str, title: str, words: str, parts: Sequence[Part]
) -> Iterator[Page]:
    one_page = sum(len(entries) for _, entries in parts) <= ON_ONE_PAGE
    letters = [at for at, _ in parts]
    start: list[Block] = [
        Heading(1, title),
        *notices(shared.release),
        Paragraph((words,)),
        Paragraph((Link("All results", "index.md"), ".")),
        _letters(address, letters, own_pages=not one_page),
    ]
    about = f"{title}: an A to Z that leads to the page of each."
    blocks = [block for part in parts for block in _part(*part)] if one_page else []
    yield Page(f"{FOLDER}/{address}", title, about, (*start, *blocks), contents=False)
    if one_page:
        return
    for at, entries in parts:
        named = f"{title}: {at}"
        yield Page(
            f"{FOLDER}/{_own_page(address, at)}",
            named,
            about,
            (Heading(1, named), *start[1:], *_part(at, entries)),
            contents=False,
        )


def _part(at: str, entries: tuple[Entry, ...]) -> tuple[Block, Block]:
    return Heading(2, at), Listing(entries, "names")


def _letters(address: str, letters: Sequence[str], *, own_pages: bool = False) -> Listing:
    """Return the letters as links down the page, or to a page each."""
    targets = (
        _own_page(address, at) if own_pages else f"{address}#{_anchor(at)}" for at in letters
    )
    links = (Link(at, target) for at, target in zip(letters, targets, strict=True))
    return Listing(tuple(Entry((link,)) for link in links), "letters")


def _anchor(at: str) -> str:
    """Return the id that the site engine gives to a letter's heading."""
    return at.lower()


def _own_page(address: str, at: str) -> str:
    return address.replace("-a-to-z", f"-{_anchor(at)}")


def _organisation_parts(shared: Outline) -> list[Part]:
    found = {f"{one.name}|{one.region}": one for one in organisations(shared)}
    names = [(one.name, key) for key, one in found.items()]
    return [
        (at, tuple(_organisation(shared, found[key]) for key in keys))
        for at, keys in by_letter(names)
    ]


def _organisation(shared: Outline, one: Organisation) -> Entry:
    many = len(one.cohorts)
    size = "1 cohort" if many == 1 else f"{number(many)} cohorts"
    where = f", {one.region}" if one.region else ""
    shown = "" if one.alone else f"; shown as part of {one.group.title}"
    return Entry((Link(one.name, shared.address(one.group)), f"{where} – {size}{shown}"))


def _cohort_parts(shared: Outline) -> list[Part]:
    cohorts = a_to_z(shared.release.listed)
    entries = {}
    for cohort in cohorts:
        link = Link(cohort.title, shared.address(shown_in(shared, cohort.id)))
        alone = standing(shared, cohort.id) == "alone"
        how = "" if alone else " (with others)"
        entries[cohort.id] = Entry((link, f", {cohort.organisation}{how}"))
    return [
        (at, tuple(entries[key] for key in keys))
        for at, keys in by_letter((one.title, one.id) for one in cohorts)
    ]
