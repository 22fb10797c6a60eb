"""A map as YAML: every line can be read, and what is to be decided is a question mark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from generator.exchange.drafting import Draft
from generator.exchange.finished import completes
from generator.exchange.identity import heading_in_words
from generator.exchange.map_model import OPEN, File, Line
from generator.exchange.match import grids_of, order_is_refused
from generator.exchange.plain_words import shown_heading

#: What stands in a map a line each, in this order.
_HEAD = (
    *("form", "file", "respondent", "cohort", "version", "language", "completed_on"),
    *("finished", "dates", "numbers"),
)
#: So many codes are named beside a line.
_CODES = 30


def map_text(draft: Draft, file: str, map_: str = "THIS-FILE") -> str:
    """Return the text of a map, for a file and as the file that it is to become, as typed."""
    return "".join(f"{line}\n" for line in _lines(draft, file, map_))


def _lines(draft: Draft, file: str, map_: str) -> Iterator[str]:
    form = draft.kit.form.book.instrument
    yield "# Which column of the file answers which question. Look at every line."
    yield '# Then put an answer in the place of each "?" and run:'
    yield f"#   mentoring import {_typed(file)} --form {form} --map {_typed(map_)}"
    helps = _helps(draft)
    for name in _HEAD:
        value = getattr(draft.map, name)
        if name == "numbers" and value:
            yield from _scales(draft)
        if value:
            yield f"{name}: {_value(value)}" + (f"   # {helps[name]}" if value == OPEN else "")
    if not draft.map.completed_on:
        yield '# To take the day too (never the time):  completed_on: {column: "…"}'
    yield from _columns(draft)
    yield from _answers(draft)
    yield f"not_found: [{', '.join(draft.map.not_found)}]"
    yield "# Nothing is taken from these."
    yield f"left_out: [{', '.join(map(_text, draft.map.left_out))}]"


def _typed(path: str) -> str:
    """Return a path as it is typed: in quotation marks where it holds more than plain signs.

    >>> _typed("in/a-1.csv"), _typed("März (1-4).xlsx")
    ('in/a-1.csv', '"März (1-4).xlsx"')
    """
    shown = shown_heading(path)
    return shown if re.fullmatch(r"[\w./\\:-]+", shown) else f'"{shown}"'


def _helps(draft: Draft) -> dict[str, str]:
    """Return what may stand in the place of a question mark, by key."""
    cohorts = ", ".join(cohort.id for cohort in draft.kit.cohorts[:_CODES])
    form = draft.kit.form.book.instrument
    states = dict.fromkeys(map(heading_in_words, completes(draft.source, form)))
    return {
        "form": f"the file fits {draft.other} better; if not, write {form}",
        "respondent": 'a column: {column: "…"}; or number, if nobody has a survey code',
        "cohort": f'1 of {cohorts or "those in cohorts.csv"}; or a column: {{column: "…"}}',
        "finished": f"which says whether a form is whole: {', '.join(states)}; or all",
        "dates": "03/04/2026 is April: day-first; is March: month-first",
        "numbers": "if so: by code; if not, translate them under answers",
    }


def _value(value: str | Line | File) -> str:
    """Return a value of a map as it stands on one line."""
    if isinstance(value, str):
        return _text(value)
    held = value.model_dump(exclude_defaults=True)
    plain = ("by", "place", "rows")
    parts = [f"{key}: {one if key in plain else _text(one)}" for key, one in held.items()]
    return f"{{{', '.join(parts)}}}"


def _scales(draft: Draft) -> Iterator[str]:
    """Yield what the codes of bare numbers mean here, each list once."""
    yield f"# Only numbers in: {', '.join(draft.taken.bare)}. Do they mean this in the tool?"
    asked, several = draft.kit.form.by_name, draft.kit.form.several
    seen: dict[str, str] = {}
    for name in draft.taken.bare:
        labels = asked[name].labels if name in asked else several[name][0].options
        words = "; ".join(f"{code} = {shown_heading(said[0])}" for code, said in labels.items())
        seen.setdefault(words, name)
    for words, name in seen.items():
        yield f"#   {name}: {words}"


def _columns(draft: Draft) -> Iterator[str]:
    columns = draft.map.columns
    yield "columns:" if columns else "columns: {}"
    if any(line.by == "order" for line in draft.columns.values()):
        yield "  # by: order is a grid whose headings are not whole questions. Compare it with the"
        yield '  # form, line by line; then write yes in the place of "?".'
    for target, line in columns.items():
        remark = f"   # {draft.remarks[target]}" if line == OPEN else ""
        yield f"  {target}: {_value(line)}{remark}"
    if draft.missing and order_is_refused(grids_of(draft.kit.form)):
        yield "  # Grids without whole questions are not taken: 2 have the same answers. Export"
        yield "  # the raw data, with variable names or whole questions as headings."


def _answers(draft: Draft) -> Iterator[str]:
    if not draft.map.answers:
        return
    yield '# Answers or groups that the kit does not have. Put a code, or -99 (unreadable), or ""'
    yield '# (not answered) in the place of each "?".'
    yield "answers:"
    for target, cells in draft.map.answers.items():
        codes = _codes(draft, target)
        yield f"  {target}:" + (f"   # {codes}" if codes else "")
        yield from (f"    {_text(text)}: {_text(OPEN)}" for text in cells)
        if more := len(draft.taken.unknown[target]) - len(cells):
            yield f"    # … and {more:,} more. Is it the right column?"


def _codes(draft: Draft, target: str) -> str:
    """Return the codes or the numbers that a target may hold."""
    asked = draft.kit.form.by_name.get(target)
    if asked and asked.column.maximum:
        return f"{asked.column.minimum} to {asked.column.maximum}"
    return ", ".join(draft.kit.codes(target)[:_CODES])


def _text(text: str) -> str:
    r"""Return a text in quotation marks, as YAML and JSON both read it.

    >>> _text('How "much"?')
    '"How \\"much\\"?"'
    """
    return json.dumps(text, ensure_ascii=False)
