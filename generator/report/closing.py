"""What stands above and below a page's numbers: banners, limits, what is missing, provenance.

How a results page ends: what is not shown, what its numbers can and cannot
show, downloads, and where it comes from.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from generator.definitions.suggest import plural
from generator.definitions.timeline import day_in_words
from generator.disclosure.rounding import BASE
from generator.disclosure.rule import LARGE_FROM
from generator.disclosure.verdict import TESTABLE
from generator.report.outline import Outline
from generator.report.page import Block, Bullets, Heading, Link, Notice, Paragraph, Words
from generator.report.quantities import listed, lowered, number
from generator.report.view import Release, ReleasedGroup, Withheld

METHODS = "../analysts/methods-in-words.md"
PROTECTION = "../analysts/protecting-people.md"
SMALL = (
    f"Percentages, single areas and a verdict are shown from {LARGE_FROM} people on, before "
    f"rounding. Numbers are to the nearest {BASE}, so a group may read smaller than it is."
)
#: What is not named one by one where it is missing.
KINDS = {"question": "single questions", "theme": "categories of what people wrote"}
#: An open release of more groups has sheets of paper for its places only.
MOST_SHEETS = 1_200
PLACES = frozenset({"programme", "region", "organisation"})
NOT_A_RATING = (
    "Everything here is about how people, as groups, gave and heard feedback. "
    "Nothing on this page rates a consultant, a mentor or a cohort."
)
TOOK_PART = (
    "These are the answers of people who took part, about themselves. Others might have answered "
    "differently, and nobody measured how feedback was given or heard."
)
NO_CAUSE = (
    "Each change is that of people who answered both times. There is no comparison with people "
    "who did not take part: the numbers show a difference between 2 times, not its cause."
)
TOGETHER = (
    "People in 1 cohort meet and talk. Verdicts and tests assume that they answer independently."
)
INEXACT = (
    "All numbers of people are made of numbers that were rounded at random, so that nobody’s "
    "answer can be worked out. Read each as “about”, and 0 as few or none."
)
BY_CHANCE = (
    "Up to about 1 verdict in 20 is higher or lower by chance. Among many people a very small "
    "change is enough for one."
)
UNTESTABLE = (
    f"Where the answers of fewer than {TESTABLE} people changed, no exact test can give p < 0.05."
)
MANY_TESTS = (
    "Each p is for 1 test on its own. Among many, some are small by chance: p (Holm) allows for "
    "the areas of 1 measure."
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
    gap = gaps(shared, group) if group is not None else ""
    said = " ".join(filter(None, (gap, not_shown(shared.release))))
    yield Paragraph((f"{said} ", Link("How people are protected", PROTECTION), "."))
    if group is not None:
        yield Heading(2, "What these numbers can and cannot show")
        own = (UNTESTABLE, MANY_TESTS) if shared.exact else (INEXACT, BY_CHANCE)
        yield Bullets((NOT_A_RATING, TOOK_PART, NO_CAUSE, TOGETHER, *own), style="columns")
    yield Heading(2, "Downloads")
    yield Bullets(_downloads(shared, group))
    yield Heading(2, "How these numbers were made")
    yield Paragraph(_methods(shared))
    yield Paragraph(" ".join(provenance(shared.release)))


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
    kinds = {at.variable.kind for at in found.values()}
    missed += [f"some {words}" for kind, words in KINDS.items() if kind in kinds]
    why = " ".join(dict.fromkeys(at.wording for at in found.values()))
    return f"Missing here: {listed(missed)}. {why}" if missed else ""


def not_shown(release: Release) -> str:
    """Say what the rule keeps back."""
    least = number(release.minimum)
    if release.audience == "restricted":
        return f"A form that fewer than {least} people returned is not shown here."
    return (
        f"No group of fewer than {least} people is shown on its own, and where too few answered "
        f"there is no number. {SMALL}"
    )


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
    found: list[Words] = []
    if group is not None:
        words = f"The numbers on this page (CSV): {group.title}"
        found.append((Link(words, f"data/{shared.stems[group.id]}.csv"), "."))
    if group is not None and (sheet := summary_address(shared, group)):
        words = "This page as a printable summary (PDF)"
        found.append((Link(words, sheet), ": a sheet of A4."))
    everything = Link("All released numbers of all groups", "open-data.md")
    return (*found, (everything, ": as tables, with a codebook."))


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


def provenance(release: Release) -> Iterator[str]:
    """Yield where numbers come from, and what a build of exact pages left out."""
    if release.made_on:
        yield f"Made on {day_in_words(date.fromisoformat(release.made_on))}."
    if release.number:
        yield f"{'Preview of release' if release.preview else 'Release'} {number(release.number)}."
    if release.skipped:
        yield f"{plural(release.skipped, 'row')} with faults left out before anything was counted."


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
