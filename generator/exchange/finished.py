"""Which rows of a file are whole answers: each tool says so in its own way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from generator.exchange.source import Heading, Source
from generator.exchange.tool import TOOLS, is_time

#: What LimeSurvey writes where an answer was never submitted.
_NEVER = frozenset(("", "N/A"))
#: REDCap's word and code for a whole form.
_COMPLETE = frozenset(("2", "complete"))


@dataclass(frozen=True, slots=True)
class Rows:
    """Places of rows: ``whole`` answers, those that are ``unfinished``, and those that are none.

    ``told`` is False where the file does not say which are finished.
    """

    whole: tuple[int, ...]
    unfinished: tuple[int, ...] = ()
    none: tuple[int, ...] = ()
    told: bool = True


def rows_of(source: Source, form: str, column: Heading | None = None) -> Rows:
    """Return which rows are answers; ``column`` holds REDCap's state where several could."""
    every = range(len(source.rows))
    none = set(_no_answers(source))
    told, is_whole = _state(source, form, column)
    whole = tuple(row for row in every if row not in none and is_whole(row))
    unfinished = tuple(row for row in every if row not in none and not is_whole(row))
    return Rows(whole, unfinished, tuple(sorted(none)), told)


def completes(source: Source, form: str) -> Sequence[Heading]:
    """Return the columns of REDCap's that may say whether this form is complete."""
    named = [heading for heading in source.headings if heading.name.endswith("_complete")]
    own = [heading for heading in named if heading.name == f"{form}_complete"]
    worded = [heading for heading in source.headings if heading.name == "Complete?"]
    return own or [*named, *worded]


def _no_answers(source: Source) -> Sequence[int]:
    """Return the rows that are trials, were rejected, or are empty sheets."""
    name, values = TOOLS[source.tool].none or ("", frozenset())
    heading = source.called(name)
    cells = source.cells(heading.place) if heading else ()
    return [row for row, cell in enumerate(cells) if cell.casefold() in values]


def _state(source: Source, form: str, column: Heading | None) -> tuple[bool, Callable[[int], bool]]:
    """Return whether the file says which rows are finished, and what tells one that is."""
    if source.tool == "limesurvey":
        heading = _submitted(source)
        cells = source.cells(heading.place) if heading else []
        return bool(heading), lambda row: not cells or cells[row] not in _NEVER
    if source.tool == "redcap":
        several = completes(source, form)
        return _by(source, column or (several[0] if len(several) == 1 else None), _COMPLETE)
    if told := TOOLS[source.tool].finished:
        return _by(source, source.called(told[0]), told[1])
    return True, lambda row: True


def _submitted(source: Source) -> Heading | None:
    """Return LimeSurvey's column of when an answer was submitted, whatever its language."""
    coded = (one for one in source.headings if one.name.partition(". ")[0] == "submitdate")
    if named := next(coded, None) or source.called("Date submitted"):
        return named
    second = source.headings[1] if len(source.headings) > 1 else None
    held = set(source.cells(1)) - _NEVER if second else set()
    return second if held and all(map(is_time, held)) else None


def _by(
    source: Source, heading: Heading | None, values: frozenset[str]
) -> tuple[bool, Callable[[int], bool]]:
    if heading is None:
        return False, lambda row: True
    cells = source.cells(heading.place)
    return True, lambda row: cells[row].casefold() in values
