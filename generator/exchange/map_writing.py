"""A map as YAML: every line can be read, and what is to be decided is a question mark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from generator.exchange.answers import UNKNOWN
from generator.exchange.drafting import Draft
from generator.exchange.finished import completes
from generator.exchange.identity import heading_in_words
from generator.exchange.map_model import OPEN, Line
from generator.exchange.match import grids_of, order_is_refused
from generator.exchange.plain_words import shown_heading

#: So many unknown answers of one question are listed, and so many columns that are left out.
MOST_ANSWERS, MOST_LEFT_OUT = 30, 300


def map_text(draft: Draft, file: str, map_: str = "THIS-FILE") -> str:
    """Return the text of a map, for a file and as the file that it is to become, as typed."""
    return "".join(f"{line}\n" for line in _lines(draft, file, map_))


def _lines(draft: Draft, file: str, map_: str) -> Iterator[str]:
    source, form = draft.source, draft.kit.form.book.instrument
    yield "# Which column of the file answers which question. Look at every line."
    yield '# Then put an answer in the place of each "?" and run:'
    yield f"#   mentoring import {_typed(file)} --form {form} --map {_typed(map_)}"
    better = f"   # the file fits {draft.other} better; if not, write {form}"
    yield f"form: {_text(OPEN)}{better}" if draft.other else f"form: {_text(form)}"
    sheet = f", sheet: {_text(source.sheet)}" if source.sheet else ""
    name = _text(shown_heading(file.rpartition("/")[2]))
    yield (
        f"file: {{name: {name}, sha256: {_text(source.digest)}, "
        f"tool: {_text(source.tool)}, rows: {len(source.rows)}{sheet}}}"
    )
    yield from _own(draft)
    yield from _decisions(draft)
    yield from _columns(draft)
    yield from _answers(draft)
    yield f"not_found: [{', '.join(draft.not_found)}]"
    yield from _left_out(draft)


def _typed(path: str) -> str:
    """Return a path as it is typed: in quotation marks where it holds more than plain signs.

    >>> _typed("in/a-1.csv"), _typed("März (1-4).xlsx")
    ('in/a-1.csv', '"März (1-4).xlsx"')
    """
    shown = shown_heading(path)
    return shown if re.fullmatch(r"[\w./\\:-]+", shown) else f'"{shown}"'


def _own(draft: Draft) -> Iterator[str]:
    cohorts = ", ".join(cohort.id for cohort in draft.kit.cohorts[:12])
    helps = {
        "respondent": 'a column: {column: "…"}; or number, if nobody has a survey code',
        "cohort": f'1 of {cohorts or "those in cohorts.csv"}; or a column: {{column: "…"}}',
    }
    for name, one in draft.chosen.own.items():
        value = _line(one, draft) if isinstance(one, Line) else _text(one)
        yield f"{name}: {value}" + (f"   # {helps[name]}" if one == OPEN else "")
    if "completed_on" not in draft.chosen.own:
        yield '# To take the day too (never the time):  completed_on: {column: "…"}'


def _decisions(draft: Draft) -> Iterator[str]:
    if draft.chosen.finished == OPEN:
        columns = completes(draft.source, draft.kit.form.book.instrument)
        names = ", ".join(dict.fromkeys(map(heading_in_words, columns)))
        yield f"finished: {_text(OPEN)}   # which says whether a form is whole: {names}; or all"
    if draft.taken.dates == UNKNOWN:
        yield f"dates: {_text(OPEN)}   # 03/04/2026 is April: day-first; is March: month-first"
    if draft.taken.bare:
        yield f"# Only numbers in: {', '.join(draft.taken.bare)}. Do they mean this in the tool?"
        yield from _scales(draft)
        yield f"numbers: {_text(OPEN)}   # if so: by code; if not, translate them under answers"


def _scales(draft: Draft) -> Iterator[str]:
    """Yield what the codes of bare numbers mean here, each list once."""
    asked, several = draft.kit.form.by_name, draft.kit.form.several
    seen: dict[str, str] = {}
    for name in draft.taken.bare:
        labels = asked[name].labels if name in asked else several[name][0].options
        words = "; ".join(f"{code} = {shown_heading(said[0])}" for code, said in labels.items())
        seen.setdefault(words, name)
    for words, name in seen.items():
        yield f"#   {name}: {words}"


def _columns(draft: Draft) -> Iterator[str]:
    yield "columns:" if draft.chosen.columns or draft.undecided else "columns: {}"
    if any(line.by == "order" for line in draft.columns.values()):
        yield "  # by: order is a grid whose headings are not whole questions. Compare it with the"
        yield '  # form, line by line; then write yes in the place of "?".'
    for target, line in draft.columns.items():
        yield f"  {target}: {_line(line, draft)}"
    for target, words in draft.undecided.items():
        yield f"  {target}: {_text(OPEN)}   # {words}"
    if draft.missing and order_is_refused(grids_of(draft.kit.form)):
        yield "  # Grids without whole questions are not taken: 2 have the same answers. Export"
        yield "  # the raw data, with variable names or whole questions as headings."


def _line(line: Line, draft: Draft) -> str:
    parts = [f"column: {_text(line.column)}"]
    if line.place is not None:
        parts.append(f"place: {line.place}")
    parts.append(f"by: {line.by}")
    if line.confirmed == OPEN:
        parts.append(f"confirmed: {_text(OPEN)}")
    return f"{{{', '.join(parts)}}}"


def _answers(draft: Draft) -> Iterator[str]:
    unknown = {name: cells for name, cells in draft.taken.unknown.items() if cells}
    if not unknown:
        return
    yield '# Answers or groups that the kit does not have. Put a code, or -99 (unreadable), or ""'
    yield '# (not answered) in the place of each "?".'
    yield "answers:"
    for target, cells in unknown.items():
        codes = _codes(draft, target)
        yield f"  {target}:" + (f"   # {codes}" if codes else "")
        for text in sorted(cells, key=lambda text: (cells[text], text))[:MOST_ANSWERS]:
            yield f"    {_text(' '.join(text.split()))}: {_text(OPEN)}"
        if len(cells) > MOST_ANSWERS:
            yield f"    # … and {len(cells) - MOST_ANSWERS:,} more. Is it the right column?"


def _codes(draft: Draft, target: str) -> str:
    """Return the codes that a target may hold."""
    form = draft.kit.form
    if target == "cohort":
        return ", ".join(cohort.id for cohort in draft.kit.cohorts[:MOST_ANSWERS])
    if target in form.several:
        return ", ".join(one.code for one in form.several[target])
    column = form.by_name[target].column if target in form.by_name else None
    if column is None or not column.codes:
        return f"{column.minimum} to {column.maximum}" if column and column.maximum else ""
    return ", ".join(column.codes)


def _left_out(draft: Draft) -> Iterator[str]:
    yield "# Nothing is taken from these."
    names = map(heading_in_words, draft.left_out[:MOST_LEFT_OUT])
    yield f"left_out: [{', '.join(map(_text, names))}]"


def _text(text: str) -> str:
    r"""Return a text in quotation marks, as YAML and JSON both read it.

    >>> _text('How "much"?')
    '"How \\"much\\"?"'
    """
    return json.dumps(text, ensure_ascii=False)
