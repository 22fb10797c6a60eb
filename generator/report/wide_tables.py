"""The released numbers as people read tables: a row a group and comparison, or an answer.

Beside the long ``statistics.csv`` they need no pivoting. Numbers are those that
pages print, made by the same functions: on open pages people to the nearest 5,
a percentage from 30 people on, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from generator.definitions.programme import TOTAL, in_language
from generator.definitions.variables import Variable
from generator.report.closing import notices, provenance
from generator.report.outline import Outline
from generator.report.quantities import capital, percent, printed
from generator.report.tables import every_answer
from generator.report.view import ReleasedGroup, Shown, Withheld
from generator.report.workbook import Book, Cell

Row = tuple[Cell, ...]

_WHO = {"Group": 34, "Level": 13, "Role": 10}
_END = {"Not shown": 20, "Unit": 20}
COMPARISONS = {
    **_WHO, "Measure": 34, "Domain": 34, "From": 22, "To": 22, "People": 9, "Before": 9,
    "After": 9, "Before and after are": 46, "Higher": 9, "Same": 9, "Lower": 9, "Higher, %": 10,
    "Verdict": 18, "Margin": 9, **_END,
}  # fmt: skip
QUESTIONS = {
    **_WHO, "When": 22, "Question": 60, "Answer": 34, "People": 9, "Chose it": 9,
    "Chose it, %": 12, "Margin": 9, **_END,
}  # fmt: skip
#: What stands as the domain of a whole measure.
WHOLE = "All"

_SHEETS = (
    f"Comparisons: 1 row for each group, comparison and domain. The domain {WHOLE} is the whole.",
    "Questions: 1 row for each group, question and answer.",
)
_COLUMNS = (
    "People: how many answered; of a comparison, at both times.",
    "Higher, Same, Lower: how many people’s own answers rose, stayed and fell.",
    "Verdict: higher, lower, no clear change, or too few to say.",
)
_OPEN_COLUMNS = (
    "Before, After: how many people gave the answers that the next column names.",
    "Percentages: from 30 people.",
    "Margin: from 30 people, how far rounding may have moved a number of people.",
    "A 0 may hide several people.",
)
_EXACT_COLUMNS = ("Before, After: medians.",)
_REST = (
    "An empty cell has no number; Not shown says why. Unit is the group in groups.csv. Every "
    "other number is in statistics.csv."
)


def results_book(shared: Outline, description: str) -> bytes:
    """Return the workbook of a release; ``description`` is what every reader must know."""
    banner = ", ".join(notice.title for notice in notices(shared.release))
    tables = {"Comparisons": COMPARISONS, "Questions": QUESTIONS}
    book = Book(tuple(_notes(shared, description)), tables, banner)
    for group in shared.release.groups:
        book.add("Comparisons", list(_changes(shared, group)))
        book.add("Questions", list(_answers(shared, group)))
    return book.packed()


def _notes(shared: Outline, description: str) -> Iterator[str]:
    yield f"{in_language(shared.programme.title, shared.language)}: results"
    yield description
    for notice in notices(shared.release):
        if notice.kind != "invented":  # the description says so
            yield f"{notice.title}: {notice.text}"
    yield from provenance(shared.release)
    yield from (*_SHEETS, *_COLUMNS, *(_EXACT_COLUMNS if shared.exact else _OPEN_COLUMNS), _REST)


def _changes(shared: Outline, group: ReleasedGroup) -> Iterator[Row]:
    """Yield a row for each comparison of a group, of a measure's whole or of one domain."""
    measured = {(one.role, one.measure): one for one in shared.measured}
    for table in group.tables.values():
        asked = table.variable
        if asked.kind != "change":
            continue
        one = measured[asked.role, asked.measure]
        domain = {**dict(one.lines), TOTAL: WHOLE}[asked.domain]
        waves = (shared.wave(asked.from_), shared.wave(asked.to))
        start = (*_who(shared, group, asked), one.title, domain, *waves)
        if isinstance(table, Withheld):
            yield (*start, *[None] * 10, table.wording, group.id)
            continue
        people = printed(table.base, exact=table.exact)
        counts = (printed(count, exact=table.exact) for count in table.counts)
        numbers = (people, *_before_after(group, table), *counts, _share(table, table.counts[0]))
        yield (*start, *numbers, table.verdict, _margin(table), None, group.id)


def _before_after(group: ReleasedGroup, table: Shown) -> Row:
    """Return a number before, one after, and what they are.

    Medians where they are exact, else the people who gave the highest answers.
    """
    role, measure, domain, from_, to = table.variable.key
    waves = [group.tables.get((role, measure, domain, wave, "")) for wave in (from_, to)]
    if table.exact:
        medians = (table.statistics.get(name) for name in ("median_from", "median_to"))
        return (*medians, _scale(waves[0].variable) if waves[0] else "Median")
    before, after = waves
    if not isinstance(before, Shown) or not isinstance(after, Shown):
        return None, None, None
    high = before.variable.ranked[-1:]
    counts = [printed(one.counts[at], exact=False) for one in (before, after) for at in high]
    labels = [before.variable.categories[at].label for at in high]
    return (*counts, f"People: {labels[0]}") if high else (None, None, None)


def _scale(asked: Variable) -> str:
    """Return what a median is of, such as a scale from 7 to 35."""
    codes = [code for code in asked.codes if code not in asked.apart]
    return f"Median, on a scale from {codes[0]} to {codes[-1]}"


def _answers(shared: Outline, group: ReleasedGroup) -> Iterator[Row]:
    """Yield a row for each answer to each single question, and for each category of free text."""
    for table in group.tables.values():
        asked = table.variable
        if asked.kind not in {"question", "theme"}:
            continue
        words = f"In their own words: {asked.title}" if asked.kind == "theme" else asked.title
        start = (*_who(shared, group, asked), shared.wave(asked.from_), words)
        if isinstance(table, Withheld):
            yield (*start, *[None] * 5, table.wording, group.id)
            continue
        people, margin = printed(table.base, exact=table.exact), _margin(table)
        for label, count in zip(*every_answer(table), strict=True):
            chose = printed(count, exact=table.exact)
            yield (*start, label, people, chose, _share(table, count), margin, None, group.id)


def _who(shared: Outline, group: ReleasedGroup, asked: Variable) -> Row:
    return group.title, group.level, capital(shared.people(asked.role))


def _share(table: Shown, count: int) -> Cell:
    return percent(count, table.base) if table.exact or table.large else None


def _margin(table: Shown) -> Cell:
    return ceil(table.margin) if table.large and not table.exact else None
