"""What is kept of a comparison: how far two people agreed, and what was decided by whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from generator.data_entry.comparison import WHOLE_ROW, Agreement, Comparison
from generator.data_entry.decisions import About, Decision, about
from generator.data_entry.typed import one_spelling
from generator.responses.schema import Form

HISTORY_COLUMNS = (
    "decided_on",
    "instrument",
    "cohort",
    "respondent",
    "column",
    "first",
    "second",
    "decision",
    "value",
    "decided_by",
    "note",
    "place_first",
    "place_second",
)
AGREEMENT_COLUMNS = (
    "instrument",
    "column",
    "compared",
    "agreed",
    "both_empty",
    "share",
    "share_low",
    "share_high",
)
_NUMBER = re.compile(r"-\d+")


def history_rows(
    comparison: Comparison,
    taken: Mapping[About, Decision],
    forms: Mapping[str, Form],
    day: str,
) -> Iterator[tuple[str, ...]]:
    """Yield what was decided of each difference, by whom, with the value that came of it."""
    for one in comparison.differences:
        decision = taken[about(one)]
        column = forms[one.key[0]].columns.get(one.column)
        value = {
            "first": one.first,
            "second": one.second,
            "other": one_spelling(column, one.column, decision.other_value),
        }.get(decision.decision, "")
        row = (
            day,
            *one.key,
            one.column,
            one.first,
            one.second,
            decision.decision,
            "" if one.column == WHOLE_ROW else value,
            decision.decided_by,
            decision.note,
            str(one.first_place or ""),
            str(one.second_place or ""),
        )
        yield tuple(map(_harmless, row))


def _harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; -97 stays as it is."""
    risky = text[:1] in ("=", "+", "-", "@", "\t") and not _NUMBER.fullmatch(text)
    return f"'{text}" if risky else text


def agreement_rows(comparison: Comparison) -> Iterator[tuple[str, ...]]:
    """Yield the agreement of all columns, then of each; no share where neither typed anything."""
    for one in (comparison.overall, *comparison.agreements):
        numbers = (one.agreed / one.compared, *one.interval) if one.compared else ()
        counts = map(str, (one.compared, one.agreed, one.both_empty))
        shares = [f"{number:.4f}" for number in numbers] or ["", "", ""]
        yield (one.form, one.column, *counts, *shares)


def as_json(comparison: Comparison) -> dict[str, object]:
    """Return a comparison for scripts."""
    return {
        "rows_in_both": comparison.rows,
        "differences": [
            {
                **dict(zip(("instrument", "cohort", "respondent"), one.key, strict=True)),
                "column": one.column,
                "first": one.first,
                "second": one.second,
                "place_first": str(one.first_place or ""),
                "place_second": str(one.second_place or ""),
            }
            for one in comparison.differences
        ],
        "agreement": [
            dict(zip(AGREEMENT_COLUMNS, row, strict=True)) for row in agreement_rows(comparison)
        ],
    }


def in_words(comparison: Comparison) -> str:
    """Return the agreement for people: of all answers, then of the columns that differ most."""
    if not comparison.rows:
        return "No row is in both."
    if not comparison.overall.compared:
        return "Nothing was typed in the rows that are in both."
    differing = [one for one in comparison.agreements if one.agreed < one.compared]
    empty = comparison.overall.both_empty
    apart = f" {empty:,} more left empty by both {'is' if empty == 1 else 'are'} not counted."
    lines = [f"Agreement: {_share(comparison.overall)}.{apart if empty else ''}"]
    lines += [f"  {one.form}, {one.column}: {_share(one)}" for one in _worst(differing)]
    return "\n".join(lines)


def _worst(differing: Iterable[Agreement]) -> list[Agreement]:
    return sorted(differing, key=lambda one: one.agreed / one.compared)[:10]


def _share(one: Agreement) -> str:
    """Return a share in words, rounded so that nothing short of all is called 100%.

    >>> _share(Agreement("", "", 2000, 1999, 0))
    '1,999 of 2,000 answers, 99.9% (95% interval 99.7% to 99.9%)'
    """
    shares = (one.agreed / one.compared, *one.interval)
    said, low, high = (f"{int(1000 * share + 1e-9) / 10:.1f}%" for share in shares)
    return f"{one.agreed:,} of {one.compared:,} answers, {said} (95% interval {low} to {high})"
