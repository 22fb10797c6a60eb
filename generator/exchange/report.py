"""What an import tells: in words and for scripts. Headings are named, contents never."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.definitions.suggest import listed, plural
from generator.exchange.drafting import Draft
from generator.exchange.finished import Rows
from generator.exchange.identity import heading_in_words, identity_kind, looks_personal
from generator.exchange.map_model import OPEN
from generator.exchange.source import Heading, Source
from generator.exchange.taking import Taken
from generator.exchange.tool import TOOLS

_LISTED = 24


def first_words(draft: Draft) -> Iterator[str]:
    """Yield what was found in a file, a line each."""
    source, form = draft.source, draft.kit.form
    yield f"{source.shown}: {TOOLS[source.tool].title}, {plural(len(source.rows), 'row')}."
    yield from rows_in_words(draft.rows)
    every, missing = len(form.asked), draft.missing
    ways = Counter(line.by for line in draft.columns.values())
    how = ", ".join(f"{count} by {by}" for by, count in ways.items())
    yield f"{form.book.instrument}: {every - len(missing)} of {every} columns found ({how})."
    if draft.other:
        yield f"The file fits {draft.other} better than {form.book.instrument}: is --form right?"
    if missing:
        yield f"Not found: {listed(missing, _LISTED)}."
    yield from left_out_in_words(draft.left_out, source)
    if not TOOLS[source.tool].gaps:
        yield "The tool cannot say why an answer is missing: an empty cell is not answered."


def rows_in_words(rows: Rows) -> Iterator[str]:
    """Yield which rows are no whole answers."""
    if rows.unfinished:
        yield f"Unfinished: {plural(len(rows.unfinished), 'row')} (--unfinished takes them too)."
    if rows.none:
        yield f"Trials, rejected or empty: {plural(len(rows.none), 'row')}, left out."
    if not rows.told:
        yield "The file does not say which answers are finished: each row counts."


def left_out_in_words(headings: Iterable[Heading], source: Source) -> Iterator[str]:
    """Yield the columns that nothing is taken from, and which of them tell who somebody is."""
    every = list(headings)
    if every:
        yield f"Left out: {listed(map(heading_in_words, every), _LISTED)}."
    held = [one for one in every if any(map(_says_something, source.cells(one.place)))]
    kinds = dict.fromkeys(filter(None, (identity_kind(one.name) for one in held)))
    if kinds:
        yield f"Headings of {listed(kinds)} are among them: switch them off in the tool."
    told = []
    for one in held:
        what = looks_personal(source.cells(one.place))
        # LimeSurvey's seed of what it shuffled is as long a number as a telephone's.
        is_seed = source.tool == "limesurvey" and one.place == 4 and what == "telephone numbers"
        if what and not is_seed:
            told.append(f"{heading_in_words(one)} ({what})")
    if told:
        yield (
            f"These columns really hold them: {listed(told)}. Whoever opens this export can tell "
            "who answered what. Switch them off in the tool, export anew, and delete this file."
        )


def _says_something(cell: str) -> bool:
    """Tell whether a cell holds more than what tools write where nobody gave a name."""
    return bool(cell) and not cell.casefold().startswith("anonym")


def open_places(draft: Draft) -> int:
    """Return how many question marks a map holds."""
    return _open_in(draft.map.model_dump())


def _open_in(value: object) -> int:
    if isinstance(value, Mapping):
        return sum(map(_open_in, value.values()))
    return int(value == OPEN)


def first_facts(draft: Draft, map_: str) -> dict[str, Any]:
    """Return the same for scripts."""
    found = {
        target: {"column": line.column, "by": line.by} for target, line in draft.columns.items()
    }
    return {
        **_facts(draft.source, draft.rows),
        "form": draft.kit.form.book.instrument,
        "found": found,
        "not_found": list(draft.missing),
        "left_out": [heading_in_words(one) for one in draft.left_out],
        "to_decide": open_places(draft),
        "map": map_,
        "imported": 0,
    }


def last_facts(source: Source, rows: Rows, taken: Taken, output: str) -> dict[str, Any]:
    """Return what was imported, for scripts."""
    columns: Mapping[str, int] = taken.places
    facts = {"imported": len(taken.rows), "columns": list(columns), "output": output}
    return {**_facts(source, rows), **facts}


def _facts(source: Source, rows: Rows) -> dict[str, Any]:
    return {
        "file": source.shown,
        "tool": source.tool,
        "rows": len(source.rows),
        "unfinished": len(rows.unfinished),
        "trials": len(rows.none),
    }
