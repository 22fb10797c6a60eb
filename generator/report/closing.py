"""What stands above and below a page's numbers: banners, limits, what is missing, provenance.

How a results page ends: what is not shown, what its numbers can and cannot
show, said from how many people they rest on, downloads, and where it comes from.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from generator.disclosure.released import nearest_five
from generator.disclosure.rounding import BASE
from generator.disclosure.rule import LARGE_FROM
from generator.disclosure.verdict import TESTABLE
from generator.report.outline import Measured, Outline
from generator.report.page import (
    Block,
    Bullets,
    DataTable,
    Heading,
    Link,
    More,
    Notice,
    Paragraph,
    Row,
    Words,
    prose,
)
from generator.report.quantities import listed, lowered, number, percent
from generator.report.sentences import missing
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
#: An open release of more groups has sheets of paper for its places only.
MOST_SHEETS = 1_200
PLACES = frozenset({"programme", "region", "organisation"})
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
#: Half of what lies outside a 95% interval.
TAIL = 0.025
NOT_A_RATING = (
    "Everything here is about how people, as groups, gave and heard feedback. "
    "Nothing on this page rates a consultant, a mentor or a cohort."
)
INVENTED = (
    "Every answer on this page was made up to show what results look like. "
    "It says nothing about any real person or place."
)
PREVIEW = (
    "This preview is only for the people who approve it. It is not published, and may still change."
)
PASSING_ON = (
    "Do not pass on figures from this page. You may quote what the open pages show. "
    "Differences between figures can point to 1 person."
)


def closing_blocks(shared: Outline, group: ReleasedGroup | None) -> Iterator[Block]:
    """Yield the closing sections of a group's page, or of the index page (None)."""
    yield Heading(2, "What is not shown")
    yield Paragraph((*_withheld(shared, group), Link("How people are protected", PROTECTION), "."))
    if group is not None:
        yield Heading(2, "What these numbers can and cannot show")
        yield Bullets(tuple(limits(shared, group)), style="columns")
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


def summary_address(shared: Outline, group: ReleasedGroup) -> str | None:
    """Return the address of a group's sheet of paper within the results folder, if it has one.

    All have one that have a page, but in a very large open release only places: typesetting
    takes about 30 ms a sheet, so that 1,200 keep two processors busy for 18 seconds.
    """
    if shared.shown_at(group).id != group.id:
        return None  # its people have the page of the group above it, and that page's sheet
    if not shared.exact and len(shared.groups) > MOST_SHEETS and group.level not in PLACES:
        return None
    return f"{shared.stems[group.id]}-summary.pdf"


def _provenance(shared: Outline) -> Iterator[Block]:
    release = shared.release
    yield Paragraph(" ".join(provenance(release)))
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


def left_out(skipped: int) -> str:
    """Say how many rows with faults were left out of a build.

    >>> left_out(0)
    'No rows were left out.'
    """
    if skipped == 0:
        return "No rows were left out."
    many = "1 row with a fault was" if skipped == 1 else f"{number(skipped)} rows with faults were"
    return f"{many} left out before anything was counted."


def day(text: str) -> str:
    """Return an ISO date in words.

    >>> day("2026-03-09")
    '9 March 2026'
    """
    found = date.fromisoformat(text)
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


# --- what numbers can and cannot show ---------------------------------------------------


def limits(shared: Outline, group: ReleasedGroup) -> tuple[Words, ...]:
    """Return the statements, from the most general to the most particular.

    They are said from how many people the numbers rest on; their words stand in a template.
    """
    exact, changes = shared.exact, _changes(shared, group)
    first = min(changes, key=lambda one: one[1].base, default=None)
    people, fewest = (first[0].people, first[1].base) if first else ("", 0)
    judged = any("p_holm" in t.statistics if exact else t.large for _, t in changes)
    said = prose(
        "limits",
        not_a_rating=NOT_A_RATING,
        exact=exact,
        changed=bool(changes),
        judged=judged,
        people=f"{number(fewest)} {people}",
        fewest=fewest,
        testable=TESTABLE,
        large=LARGE_FROM,
        least_p=f"{2.0 ** (1 - fewest):.4g}",
        step=percent(1, fewest),
        low=round(100 * TAIL ** (1 / max(1, fewest))),
        areas=shared.areas,
    )
    return tuple(one for block in said if isinstance(block, Bullets) for one in block.items)


def _changes(shared: Outline, group: ReleasedGroup) -> list[tuple[Measured, Shown]]:
    """Return every released change of the primary comparisons."""
    return [
        (one, at)
        for one in shared.measured
        if one.primary is not None
        for domain, _ in one.lines
        if isinstance(at := one.change(group, one.primary, domain), Shown) and at.base > 0
    ]


# --- banners ----------------------------------------------------------------------------


def notices(release: Release) -> Iterator[Notice]:
    """Yield what every reader must see first."""
    if release.invented:
        yield Notice("invented", "Invented data", INVENTED)
    if release.preview:
        yield Notice("preview", "Preview", PREVIEW)
    if release.audience == "restricted":
        yield Notice("restricted", "Restricted", _restricted(release))


def _restricted(release: Release) -> str:
    readers = listed(list(release.readers)) if release.readers else "named readers"
    words = (
        f"Only for {readers}. {PASSING_ON} Numbers are exact, for groups of "
        f"{number(release.minimum)} people or more."
    )
    if release.approved_by:
        reason = release.reason.strip().rstrip(".")
        words += f" Groups this small were approved by {release.approved_by}: {reason}."
    return words
