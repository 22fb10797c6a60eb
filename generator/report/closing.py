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
from generator.report.outline import Measured, Outline, table
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

FEASIBLE = (
    "They can show whether the programme can be run here: who was invited, who came, who answered "
    "both times, and what people said of it."
)
VOLUNTEERS = (
    "These are the answers of people who took part. Other people might have answered differently."
)
#: Where a page shows a change; a question that was asked once is answered by others too.
BOTH_TIMES = "Each change is that of people who answered both times."
NO_COMPARISON = (
    "There is no comparison with people who did not take part: the numbers show a difference "
    "between 2 times, not its cause."
)
OWN_WORDS = (
    "Answers are what people say of themselves. Nobody measured how feedback was given or heard."
)
ROUNDED = (
    "All numbers of people are made of numbers that were rounded at random, so that nobody’s "
    "answer can be worked out. Read each as “about”, and 0 as few or none."
)
#: Where a page gives verdicts.
TOGETHER = (
    "A verdict assumes that people answer independently. People in 1 cohort meet and talk, so "
    "there is more doubt than it says."
)
ONE_IN_TWENTY = "Even if nothing had changed, up to about 1 verdict in 20 would be higher or lower."
NOT_HOW_LARGE = (
    "A verdict does not say that a change is large: among many people a very small one is enough."
)
MANY_TESTS = (
    "Each p is for 1 test on its own. Among many, some are small by chance; p (Holm) allows for "
    "the {areas} areas of 1 measure."
)
#: Half of what lies outside a 95% interval.
TAIL = 0.025


def limits(shared: Outline, group: ReleasedGroup) -> tuple[str, ...]:
    """Return the statements, from the most general to the most particular."""
    changes = _changes(shared, group)
    return (
        NOT_A_RATING,
        *((FEASIBLE,) if shared.exact else ()),
        f"{VOLUNTEERS} {BOTH_TIMES}" if changes else VOLUNTEERS,
        OWN_WORDS,
        NO_COMPARISON,
        *(_exact_limits(changes, shared.areas) if shared.exact else _open_limits(changes)),
    )


def _open_limits(changes: list[tuple[Measured, Shown]]) -> Iterator[str]:
    yield ROUNDED
    if any(found.large for _, found in changes):
        yield from (TOGETHER, ONE_IN_TWENTY, NOT_HOW_LARGE)


def _exact_limits(changes: list[tuple[Measured, Shown]], areas: str) -> Iterator[str]:
    smallest = min(changes, key=lambda pair: pair[1].base, default=None)
    if smallest is None:
        return
    measured, found = smallest
    people = f"{number(found.base)} {measured.people}"
    if found.base < TESTABLE:
        least = 2.0 ** (1 - found.base)
        yield (
            f"With {people}, the exact test cannot give less than p = {least:.4g}, whatever the "
            "answers. By that test none of their results can have p < 0.05."
        )
    else:
        yield (
            f"With {people}, an exact test can reach p < 0.05 only where the answers of "
            f"{TESTABLE} or more changed."
        )
    if found.base < LARGE_FROM:
        low = round(100 * TAIL ** (1 / found.base))
        yield (
            f"1 of {people} more or less moves a share by {percent(1, found.base)} "
            f"percentage points. Even if all {number(found.base)} had answered higher, among many "
            f"people like them it might be no more than {low}% (95% interval, Clopper-Pearson)."
        )
    if any("p_holm" in at.statistics for _, at in changes):
        yield from (TOGETHER, MANY_TESTS.format(areas=areas))


def _changes(shared: Outline, group: ReleasedGroup) -> list[tuple[Measured, Shown]]:
    """Return every released change of the primary comparisons."""
    return [
        (one, at)
        for one in shared.measured
        if one.pair is not None and one.pair.primary
        for domain, _ in one.lines
        if isinstance(
            at := table(group, one.role, one.measure, domain, one.pair.from_, one.pair.to), Shown
        )
        and at.base > 0
    ]


# --- banners ----------------------------------------------------------------------------

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
