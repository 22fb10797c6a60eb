"""Two codings side by side: how far they agree, code by code, and which texts to talk about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from generator.analysis.agreement import (
    RESAMPLES,
    Decisions,
    Interval,
    Kappa,
    code_alpha,
    decisions,
    kappa,
    percent_agreement,
    pooled_alpha,
    pooled_kappa,
    pooled_kappa_interval,
)
from generator.coding.coding import Coded, Coding
from generator.coding.sheets import (
    AGREEMENT,
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
class OneCode:
    """How two coders agree on one code."""

    code: str
    label: str
    table: Decisions
    percent: float | None
    kappa: Kappa | None
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two coders agree: each code, and all together.

    ``same`` counts the texts that got exactly the same codes from both. The
    interval is that of the pooled kappa, by resampling texts.
    """

    units: int
    same: int
    codes: tuple[OneCode, ...]
    percent: float | None
    kappa: float | None
    interval: Interval | None
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Pair:
    """One text with what each coder gave it."""

    first: Coded
    second: Coded

    @property
    def same(self) -> bool:
        """True where both gave exactly the same codes."""
        return self.first.codes == self.second.codes


def pairs(first: Coding, second: Coding) -> tuple[Pair, ...]:
    """Return the texts that both coded, in the first coder's order."""
    there = {coded.unit.id: coded for coded in second.units}
    return tuple(Pair(one, there[one.unit.id]) for one in first.units if one.unit.id in there)


def compare(first: Coding, second: Coding, draws: Iterable[int] = range(RESAMPLES)) -> Agreement:
    """Return how far two coders agree; both have the same units and the same codes.

    The interval takes a drawing for each of ``draws``, which may tell how far it is.
    """
    found = pairs(first, second)
    codes = first.codes
    labels = {category.id: category.label for category in first.book}
    labels[UNCODABLE] = "Cannot be coded"
    first_marks = np.array([[code in pair.first.codes for code in codes] for pair in found], bool)
    second_marks = np.array([[code in pair.second.codes for code in codes] for pair in found], bool)
    tables = decisions(first_marks, second_marks)
    each = tuple(
        OneCode(
            code,
            labels[code],
            table,
            percent_agreement(table.square),
            kappa(table.square),
            code_alpha(table),
        )
        for code, table in zip(codes, tables, strict=True)
    )
    agreed = sum(table.both + table.neither for table in tables)
    return Agreement(
        units=len(found),
        same=sum(pair.same for pair in found),
        codes=each,
        percent=100 * agreed / (len(codes) * len(found)) if found else None,
        kappa=pooled_kappa(tables),
        interval=pooled_kappa_interval(first_marks, second_marks, draws),
        alpha=pooled_alpha(tables),
    )


def rows(found: Agreement) -> Iterator[tuple[str, ...]]:
    """Yield the agreement as a table, the header first and all codes together last."""
    yield COLUMNS
    for one in found.codes:
        limits = one.kappa.interval if one.kappa else None
        counts = (one.table.both, one.table.first_only, one.table.second_only, one.table.neither)
        yield (
            one.code,
            one.label,
            str(found.units),
            *map(str, counts),
            _number(one.percent, 1),
            _number(one.kappa.value if one.kappa else None),
            *_limits(limits),
            _number(one.alpha),
        )
    yield (
        ALL_CODES,
        "Pooled over the codes",
        str(found.units),
        *("",) * 4,
        _number(found.percent, 1),
        _number(found.kappa),
        *_limits(found.interval),
        _number(found.alpha),
    )


def _number(value: float | None, places: int = 3) -> str:
    return NOT_ESTIMABLE if value is None else f"{value:z.{places}f}"


def _limits(interval: Interval | None) -> tuple[str, str]:
    return (
        (NOT_ESTIMABLE,) * 2 if interval is None else (_number(interval[0]), _number(interval[1]))
    )


def in_words(found: Agreement) -> tuple[str, ...]:
    """Return the agreement for a screen: a line for each code, then what it comes to."""
    lines = [
        f"{'':<20}{'both':>6}{'first':>7}{'second':>8}{'neither':>9}{'agree':>8}{'kappa':>8}{'alpha':>8}"
    ]
    for one in found.codes:
        t = one.table
        counts = f"{t.both:>6}{t.first_only:>7}{t.second_only:>8}{t.neither:>9}"
        value = one.kappa.value if one.kappa else None
        lines.append(
            f"{one.code[:19]:<20}{counts}{_short(one.percent, '%'):>8}"
            f"{_short(value):>8}{_short(one.alpha):>8}"
        )
    low_high = (
        f" (95% interval {found.interval[0]:.2f} to {found.interval[1]:.2f})"
        if found.interval
        else ""
    )
    lines.append("")
    lines.append(f"Both gave exactly the same codes to {found.same} of {found.units} texts.")
    lines.append(
        f"All codes together: agreement {_short(found.percent, '%')}, "
        f"kappa {_short(found.kappa)}{low_high}, alpha {_short(found.alpha)}."
    )
    if any(one.kappa is None for one in found.codes):
        lines.append("–: not estimable, as both gave the code to every text or to none.")
    return tuple(lines)


def _short(value: float | None, sign: str = "") -> str:
    if value is None:
        return "–"
    return f"{value:.0f}%" if sign else f"{value:.2f}"


def to_settle(found: Sequence[Pair]) -> tuple[Pair, ...]:
    """Return all texts, those on which the coders differ first."""
    return tuple(sorted(found, key=lambda pair: pair.same))


def code_words(coded: Coded, order: Sequence[str]) -> str:
    """Return a unit's codes in the code book's order, with semicolons."""
    return "; ".join(code for code in order if code in coded.codes)


def settling_sheets(one: Coding, other: Coding, found: Agreement) -> tuple[Sheet, ...]:
    """Return the sheets of the workbook in which two coders settle what differs."""
    settled = to_settle(pairs(one, other))
    codes = one.codes
    sheet = coding_sheet(
        [pair.first.unit for pair in settled],
        [[c for c in codes if c in pair.first.codes] if pair.same else [] for pair in settled],
        [(code_words(p.first, codes), code_words(p.second, codes)) for p in settled],
        frozenset(place for place, pair in enumerate(settled) if not pair.same),
    )
    guide = (
        "How to settle the differences",
        "The texts on a yellow ground are open. Talk about each, and enter what you agree on.",
        "All others have the codes that both of you gave. Change one only if you both agree.",
        "Keep both coders' own workbooks as they were.",
        "Then: mentoring themes table agreed.xlsx",
    )
    return (
        sheet,
        book_sheet(one.book),
        table_sheet(AGREEMENT, tuple(rows(found))),
        guide_sheet(guide),
    )


def kept_words(lines: Sequence[str], name: str) -> str:
    """Return the agreement over all codes from the lines of its file, whose name is ``name``.

    Without lines the words ask for it.
    """
    last = lines[-1].split(",") if lines else []
    if len(last) != len(COLUMNS) or last[0] != ALL_CODES:
        return "Say how far they agreed (mentoring themes agree)."
    told = dict(zip(COLUMNS, last, strict=True))
    return (
        f"Agreement over all codes {told['percent_agreement']}%, pooled kappa {told['kappa']} "
        f"(95% interval {told['kappa_low']} to {told['kappa_high']}), "
        f"Krippendorff’s alpha {told['alpha']}; each code in {name}."
    )
