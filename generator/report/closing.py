"""How a results page ends: what is withheld, how it was made, downloads, where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from generator.disclosure.view import (
    ABSENT,
    Shown,
    ReleasedGroup,
    Withheld,
)
from generator.report.completeness import left_out
from generator.report.outline import Outline, Table
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
from generator.report.quantities import number
from generator.report.sentences import tested_by_signs
from generator.report.summary_address import summary_address

METHODS = "../methods.md"
PROTECTION = "../analysts/protecting-people.md"
UNDER_100 = (
    "Under 100 people there are no medians, and a test’s verdict only where every count that "
    "the rounding allows gives the same one."
)
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def closing_blocks(shared: Outline, group: ReleasedGroup | None) -> Iterator[Block]:
    """Yield the closing sections of a group's page, or of the index page (None)."""
    yield Heading(2, "What is not shown, and why")
    yield from _withheld(shared, group)
    yield Heading(2, "How these numbers were made")
    yield Paragraph(_methods(shared))
    yield Heading(2, "Downloads")
    yield Bullets(_downloads(shared, group))
    yield Heading(2, "Where this comes from")
    yield from _provenance(shared)


def _withheld(shared: Outline, group: ReleasedGroup | None) -> Iterator[Block]:
    minimum = number(shared.release.minimum)
    rule = f"No group of fewer than {minimum} people is shown on its own."
    if shared.exact:
        rule += " Numbers that would show one person’s answer are left out."
    else:
        rule += (
            " All numbers of people are rounded to 5, so that nobody’s answer can be worked out: "
            "read each as “about”."
        )
        if group is not None and _small(group):
            rule += f" {UNDER_100}"
    yield Paragraph((f"{rule} ", Link("How people are protected", PROTECTION), "."))
    groups = (group,) if group is not None else shared.release.groups
    gaps = _gaps(shared, group) if group is not None else ()
    if gaps:
        yield Paragraph((ABSENT,))
        yield Bullets(gaps)
    elif any(isinstance(t, Withheld) for g in groups for t in g.tables.values()):
        yield Paragraph((f"Some pages have gaps, each marked where it is. {ABSENT}",))
    else:
        yield Paragraph(("Nothing else is withheld.",))


def _small(group: ReleasedGroup) -> bool:
    """Say whether a group shows changes of fewer people than medians and tests need."""
    changes = (t for key, t in group.tables.items() if key[-1] and isinstance(t, Shown))
    return any(tested_by_signs(change) for change in changes)


def _gaps(shared: Outline, group: ReleasedGroup) -> tuple[Words, ...]:
    """Return what is missing, measure by measure; never which answer or rule caused it."""
    lines: list[Words] = [
        (f"Invitations and answers of {shared.people(role)}",)
        for role, flow in group.flows.items()
        if isinstance(flow, Withheld)
    ]
    for measured in shared.measured:
        start = (measured.role, measured.measure)
        tables = [t for key, t in group.tables.items() if key[:2] == start]
        lines.extend(_gap_line(tables, f"{measured.title} ({measured.people})", "all of it"))
    for role, asked in shared.questions.items():
        found = [group.tables.get(variable.key) for variable in asked]
        lines.extend(_gap_line(found, f"Single questions to {shared.people(role)}", "all of them"))
    return tuple(lines)


def _gap_line(found: Sequence[Table], title: str, everything: str) -> Iterator[Words]:
    """Yield a line if any of these tables is withheld."""
    if not any(isinstance(t, Withheld) for t in found):
        return
    some = any(isinstance(t, Shown) for t in found)
    yield (f"{title}, {'in part: the tables say which lines' if some else everything}",)


def _methods(shared: Outline) -> Words:
    first = (
        "Answers before and after are joined by survey code, nothing is filled in for a missing "
        "answer, and a total stands only where all seven areas were answered. "
    )
    second = (
        "Medians, quartiles and exact tests are worked out from the answers themselves; "
        if shared.exact
        else "Every table is rounded as a whole before anything is said of it; "
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
    files = "1 file" if release.files == 1 else f"{number(release.files)} files"
    yield Bullets(
        (
            *(((f"Made on {day(release.made_on)}.",),) if release.made_on else ()),
            (f"Response files read: {files}.",),
            (left_out(release.skipped),),
            (
                "Audience: named readers (restricted)."
                if shared.exact
                else "Audience: open to all readers of this site.",
            ),
        )
    )
    if release.versions:
        rows = tuple(
            Row((form,), (", ".join(versions),)) for form, versions in release.versions.items()
        )
        table = DataTable("Forms and versions of the answers", ("Form", "Version"), rows)
        yield More("Forms and versions of the answers", (table,))


def day(text: str) -> str:
    """Return an ISO date in words.

    >>> day("2026-03-09")
    '9 March 2026'
    """
    found = date.fromisoformat(text)
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"
