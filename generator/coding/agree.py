"""Two codings side by side: how far they agree, code by code, and which texts to talk about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from generator.analysis.agreement import (
    RESAMPLES,
    Decisions,
    Interval,
    decisions,
    kappa,
    krippendorff_alpha,
    percent_agreement,
    pooled_alpha,
    pooled_kappa,
    pooled_kappa_interval,
)
from generator.coding.workbook import (
    AGREEMENT,
    HOW_TO_SETTLE,
    Coded,
    Coding,
    book_sheet,
    coding_sheet,
    guide_sheet,
    table_sheet,
)
from generator.definitions.spreadsheet import Sheet
from generator.responses.themes import UNCODABLE

NOT_ESTIMABLE = "not estimable"
ALL_CODES = "all codes"
COLUMNS = (
    "code", "label", "texts", "both", "first_only", "second_only", "neither",
    "percent_agreement", "kappa", "kappa_low", "kappa_high", "alpha",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """How two coders agree on one code, or on all together.

    ``counts`` say to how many texts both gave it, only the first, only the second, neither; of
    all codes together there are none. ``interval`` is kappa's. None: not estimable.
    """

    code: str
    label: str
    counts: tuple[int, ...]
    percent: float | None
    kappa: float | None
    interval: Interval | None
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two coders agree: each code, and all together.

    ``same`` counts the texts that got exactly the same codes from both. The
    interval of all is that of the pooled kappa, by resampling texts.
    """

    units: int
    same: int
    codes: tuple[Line, ...]
    total: Line


def pairs(first: Coding, second: Coding) -> list[tuple[Coded, Coded]]:
    """Return the texts that both coded, as each did, in the first coder's order."""
    there = {coded.unit.id: coded for coded in second.units}
    return [(one, there[one.unit.id]) for one in first.units if one.unit.id in there]


def compare(first: Coding, second: Coding, draws: Iterable[int] = range(RESAMPLES)) -> Agreement:
    """Return how far two coders agree; both have the same units and the same codes.

    The interval takes a drawing for each of ``draws``, which may tell how far it is.
    """
    found = pairs(first, second)
    codes = first.codes
    labels = {category.id: category.label for category in first.book}
    labels[UNCODABLE] = "Cannot be coded"
    marks, other_marks = (
        np.array([[code in pair[coder].codes for code in codes] for pair in found], bool)
        for coder in (0, 1)
    )
    tables = decisions(marks, other_marks)
    agreed = sum(table.both + table.neither for table in tables)
    total = Line(
        ALL_CODES,
        "Pooled over the codes",
        (),
        100 * agreed / (len(codes) * len(found)) if found else None,
        pooled_kappa(tables),
        pooled_kappa_interval(marks, other_marks, draws),
        pooled_alpha(tables),
    )
    each = (_line(code, labels[code], table) for code, table in zip(codes, tables, strict=True))
    same = sum(one.codes == other.codes for one, other in found)
    return Agreement(len(found), same, tuple(each), total)


def _line(code: str, label: str, table: Decisions) -> Line:
    found = kappa(table.square)
    return Line(
        code,
        label,
        (table.both, table.first_only, table.second_only, table.neither),
        percent_agreement(table.square),
        found.value if found else None,
        found.interval if found else None,
        krippendorff_alpha(table),
    )


def rows(found: Agreement) -> Iterator[tuple[str, ...]]:
    """Yield the agreement as a table, the header first and all codes together last."""
    yield COLUMNS
    for line in (*found.codes, found.total):
        counts = map(str, line.counts or ("",) * 4)
        numbers = (line.kappa, *(line.interval or (None, None)), line.alpha)
        percent = _number(line.percent, 1)
        yield (line.code, line.label, str(found.units), *counts, percent, *map(_number, numbers))


def _number(value: float | None, places: int = 3) -> str:
    return NOT_ESTIMABLE if value is None else f"{value:z.{places}f}"


def in_words(found: Agreement) -> str:
    """Return the agreement for a screen: a line for each code, then what it comes to."""
    table: list[tuple[str, ...]] = [
        ("", "both", "first", "second", "neither", "agree", "kappa", "alpha")
    ]
    table += [(one.code[:19], *map(str, one.counts), *_shorts(one)) for one in found.codes]
    lines = [f"{code:<20}" + "".join(f"{cell:>8}" for cell in cells) for code, *cells in table]
    total, interval = _shorts(found.total), found.total.interval
    limits = f" (95% interval {interval[0]:.2f} to {interval[1]:.2f})" if interval else ""
    lines += [
        "",
        f"Both gave exactly the same codes to {found.same} of {found.units} texts.",
        f"All codes together: agreement {total[0]}, kappa {total[1]}{limits}, alpha {total[2]}.",
    ]
    if any(one.kappa is None for one in found.codes):
        lines.append("–: not estimable, as both gave the code to every text or to none.")
    return "\n".join(lines)


def _shorts(line: Line) -> tuple[str, str, str]:
    """Return agreement, kappa and alpha in few signs."""
    percent = "–" if line.percent is None else f"{line.percent:.0f}%"
    kappa_, alpha = ("–" if one is None else f"{one:.2f}" for one in (line.kappa, line.alpha))
    return percent, kappa_, alpha


def settling_sheets(one: Coding, other: Coding, found: Agreement) -> tuple[Sheet, ...]:
    """Return the sheets of the workbook in which two coders settle what differs.

    All texts are there, those on which they differ first.
    """
    settled = sorted(pairs(one, other), key=lambda pair: pair[0].codes == pair[1].codes)
    given = [[_in_order(coded, one.codes) for coded in pair] for pair in settled]
    sheet = coding_sheet(
        [first.unit for first, _ in settled],
        [first if first == second else [] for first, second in given],
        [("; ".join(first), "; ".join(second)) for first, second in given],
        frozenset(place for place, (first, second) in enumerate(given) if first != second),
    )
    return (
        sheet,
        book_sheet(one.book),
        table_sheet(AGREEMENT, tuple(rows(found))),
        guide_sheet(HOW_TO_SETTLE),
    )


def _in_order(coded: Coded, order: Sequence[str]) -> list[str]:
    return [code for code in order if code in coded.codes]
