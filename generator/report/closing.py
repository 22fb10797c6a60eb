"""How a results page ends: what is not shown, how it was made, downloads, where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from generator.disclosure.released import nearest_five
from generator.disclosure.rounding import BASE
from generator.disclosure.rule import LARGE_FROM
from generator.report.completeness import left_out
from generator.report.limits import limits
from generator.report.outline import Outline
from generator.report.page import (
    Block,
    Bullets,
    DataTable,
    Heading,
    Link,
    More,
    Paragraph,
    Row,
    Words,
)
from generator.report.quantities import lowered, number
from generator.report.sentences import missing
from generator.report.summary_address import summary_address
from generator.report.view import Release, ReleasedGroup, Shown, Withheld

METHODS = "../analysts/methods-in-words.md"
PROTECTION = "../analysts/protecting-people.md"
SMALL = (
    f"Percentages, single areas and a verdict are shown from {LARGE_FROM} people on, counted "
    "before rounding."
)
#: What is counted, not named, where it is missing: its kind, one of it, several.
KINDS = (
    ("question", "1 single question", "single questions"),
    ("theme", "1 category of what people wrote", "categories of what people wrote"),
)
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def closing_blocks(shared: Outline, group: ReleasedGroup | None) -> Iterator[Block]:
    """Yield the closing sections of a group's page, or of the index page (None)."""
    yield Heading(2, "What is not shown")
    yield Paragraph((*_withheld(shared, group), Link("How people are protected", PROTECTION), "."))
    if group is not None:
        yield Heading(2, "What these numbers can and cannot show")
        yield Bullets(tuple((said,) for said in limits(shared, group)), style="columns")
    yield Heading(2, "Downloads")
    yield Bullets(_downloads(shared, group))
    yield Heading(2, "How these numbers were made")
    yield Paragraph(_methods(shared))
    yield from _provenance(shared)


def _withheld(shared: Outline, group: ReleasedGroup | None) -> Iterator[str]:
    """Yield what is missing on a page, once, and what the rule keeps back."""
    if group is not None and (gap := gaps(shared, group)):
        yield f"{gap} "
    yield f"{' '.join(not_shown(shared, group))} "


def gaps(shared: Outline, group: ReleasedGroup) -> str:
    """Name once what a group has no number of; empty where nothing is missing."""
    found = {key: at for key, at in group.tables.items() if isinstance(at, Withheld)}
    kept = {key[:2] for key in group.tables.keys() - found.keys()}
    gone = {key[:2] for key in found}
    missed = []
    for measured in shared.measured:
        if (own := (measured.role, measured.measure)) in gone:
            part = "part of " if own in kept else ""
            missed.append(f"{part}{lowered(measured.title)} ({measured.people})")
    for kind, one, many in KINDS:
        count = sum(at.variable.kind == kind for at in found.values())
        if count:
            missed.append(one if count == 1 else f"{number(count)} {many}")
    return missing(missed, found.values()) if missed else ""


def not_shown(shared: Outline, group: ReleasedGroup | None) -> Iterator[str]:
    """Yield what the rule keeps back, in a sentence or two."""
    least = number(shared.release.minimum)
    if shared.exact:
        yield f"A form that fewer than {least} people returned is not shown here."
        return
    yield (
        f"No group of fewer than {least} people is shown on its own, and where too few answered "
        f"there is no number.{_read_as(shared.release.minimum)}"
    )
    if group is not None and _small(group):
        yield SMALL


def _read_as(least: int) -> str:
    """Say how the smallest groups read where they are printed as fewer than the smallest group.

    >>> _read_as(11), _read_as(20)
    (' Numbers of people are to the nearest 5: a group of 11 or 12 reads “about 10”.', '')
    """
    said = nearest_five(least)
    alike = [str(people) for people in range(least, said + BASE) if nearest_five(people) == said]
    if said >= least:
        return ""
    return (
        f" Numbers of people are to the nearest {BASE}: a group of {' or '.join(alike)} reads "
        f"“about {said}”."
    )


def _small(group: ReleasedGroup) -> bool:
    """Say whether a group shows anything of too few people for percentages."""
    return any(isinstance(t, Shown) and not t.large for t in group.tables.values())


def _methods(shared: Outline) -> Words:
    first = (
        "Answers before and after are joined by survey code, nothing is filled in for a missing "
        f"answer, and there is a total only where all {shared.areas} areas were answered. "
    )
    second = (
        "Every number is worked out from the answers themselves; "
        if shared.exact
        else "Every table of a group is rounded at random, and larger places are sums of these; "
    )
    return (first, second, Link("the methods page explains each number", METHODS), ".")


def _downloads(shared: Outline, group: ReleasedGroup | None) -> tuple[Words, ...]:
    everything: Words = (
        Link("All released numbers of all groups", "open-data.md"),
        ": as tables, with a codebook.",
    )
    if group is None:
        return (everything,)
    own: Words = (
        Link(
            f"The numbers on this page (CSV): {group.title}", f"data/{shared.stems[group.id]}.csv"
        ),
        ".",
    )
    sheet = summary_address(shared, group)
    printed: tuple[Words, ...] = (
        ((Link("This page as a printable summary (PDF)", sheet), ": a sheet of A4."),)
        if sheet
        else ()
    )
    return (own, *printed, everything)


def _provenance(shared: Outline) -> Iterator[Block]:
    release = shared.release
    yield Paragraph((" ".join(provenance(release)),))
    if shared.exact and release.versions:
        rows = tuple(
            Row((form,), (", ".join(versions),)) for form, versions in release.versions.items()
        )
        table = DataTable("Forms and versions of the answers", ("Form", "Version"), rows)
        yield More("Forms and versions of the answers", (table,))


def provenance(release: Release) -> Iterator[str]:
    """Yield where numbers come from; how many files were read is for restricted readers."""
    if release.made_on:
        yield f"Made on {day(release.made_on)}."
    if release.audience == "open":
        if release.preview:
            yield f"Preview of release {number(release.number)}."
            yield "Audience: those who approve it (private)."
            return
        if release.number:
            yield f"Release {number(release.number)}."
        yield "Audience: open to all readers of this site."
        return
    files = "1 file" if release.files == 1 else f"{number(release.files)} files"
    yield f"Response files read: {files}."
    yield left_out(release.skipped)
    yield "Audience: named readers (restricted)."


def day(text: str) -> str:
    """Return an ISO date in words.

    >>> day("2026-03-09")
    '9 March 2026'
    """
    found = date.fromisoformat(text)
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"
