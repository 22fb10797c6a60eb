"""SPSS: a ``.sav`` for each form, with labels, missing values and levels of measurement.

Codes are numbers; codes that are words become 1, 2, 3 … in the order of the definition. -97,
-98 and -99 are missing values with their labels. ReadStat, which writes the file, cuts long
labels in silence, so they are cut here and named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from generator.exchange.data.records import CODED_GAPS, DataExport, Field, Records, told_of_all

MOST_LABEL, MOST_VALUE_LABEL, MOST_TITLE, MOST_TEXT = 256, 120, 64, 32_767
_MARK = "…"
_FORMATS = {"code": "F8.0", "number": "F8.0", "date": "EDATE10"}
_GAP_LABELS: dict[int | float, str] = {int(gap): words for gap, words in CODED_GAPS.items()}


def spss(every: Sequence[Records], scratch: Path) -> DataExport:
    """Return a file for each form; ``scratch`` is a private folder to make them in.

    Raises ModuleNotFoundError where pyreadstat is not installed.
    """
    files, notes = {}, list(told_of_all(every))
    for one in every:
        files[f"{one.form}.sav"] = _sav(one, scratch / "one.sav")
        notes += _notes(one)
    return DataExport(files, tuple(notes))


def _sav(one: Records, path: Path) -> bytes:
    import pyreadstat

    coded = [field for field in one.fields if field.kind == "code"]
    gapped = [f for f in one.fields if f.kind in ("code", "number") and not f.own]
    labels = {field.name: _GAP_LABELS for field in gapped}
    labels |= {field.name: _labels(field) for field in coded}
    pyreadstat.write_sav(
        pd.DataFrame({field.name: _values(field, one.cells[field.name]) for field in one.fields}),
        str(path),
        file_label=cut(one.title, MOST_TITLE),
        column_labels=[cut(field.question, MOST_LABEL) for field in one.fields],
        variable_value_labels=labels,
        missing_ranges={field.name: list(_GAP_LABELS) for field in gapped},
        variable_measure={field.name: _measure(field) for field in one.fields},
        variable_format={f.name: _FORMATS[f.kind] for f in one.fields if f.kind in _FORMATS},
    )
    content = path.read_bytes()
    path.unlink()
    return content


def numbers(field: Field) -> dict[str, int]:
    """Return the number of each code: the code itself, or its place where it is a word.

    >>> numbers(Field("tea", "Tea?", "code", ("yes", "no"), ("Yes", "No")))
    {'yes': 1, 'no': 2}
    """
    if field.whole:
        return {code: int(code) for code in field.codes}
    return {code: place for place, code in enumerate(field.codes, start=1)}


def _values(field: Field, cells: pd.Series) -> Any:
    """Return a column as SPSS holds it: numbers, dates or texts; nothing where nothing stands."""
    if field.kind == "date":
        return pd.Series([_day(cell) for cell in cells], dtype=object)
    if field.kind == "text":
        return pd.Series([cut(cell, MOST_TEXT) for cell in cells], dtype=object)
    known = numbers(field)
    found = [known.get(cell, cell) for cell in cells]
    return pd.Series([None if one == "" else float(one) for one in found], dtype="float64")


def _day(cell: str) -> date | None:
    return None if cell == "" or cell in CODED_GAPS else date.fromisoformat(cell)


def _labels(field: Field) -> dict[int | float, str]:
    known = numbers(field)
    pairs = zip(field.codes, field.labels, strict=True)
    return {known[code]: cut(label, MOST_VALUE_LABEL) for code, label in pairs} | _GAP_LABELS


def _measure(field: Field) -> str:
    if field.kind in ("number", "date"):
        return "scale"
    return "ordinal" if field.ordered else "nominal"


def cut(text: str, most: int) -> str:
    """Return a text that takes no more bytes; one that was cut ends in a mark.

    >>> cut("ŵŵŵŵ", 7), cut("ŵŵŵŵ", 8)
    ('ŵŵ…', 'ŵŵŵŵ')
    """
    whole = text.encode()
    if len(whole) <= most:
        return text
    return whole[: most - len(_MARK.encode())].decode(errors="ignore") + _MARK


# What is lost


def _notes(one: Records) -> Iterator[str]:
    for field in one.fields:
        if field.kind == "code" and not field.whole:
            codes = ", ".join(f"{code} is {number}" for code, number in numbers(field).items())
            yield f"{one.form}, {field.name}: {codes}."
    yield from _cuts(one)
    lost = _counted(one, "date")
    if lost:
        yield f"{one.form}: gaps of dates have no place in SPSS and are empty: {_told(lost)}."
    kept = _counted(one, "text")
    if kept:
        yield f"{one.form}: gaps of texts stand there as texts, not as missing: {_told(kept)}."


def _counted(one: Records, kind: str) -> Mapping[str, int]:
    """Return how many gaps there are in each column of a kind, where there are any."""
    counts = {
        field.name: int(one.cells[field.name].isin(list(CODED_GAPS)).sum())
        for field in one.fields
        if field.kind == kind and not (field.own and kind == "text")
    }
    return {name: many for name, many in counts.items() if many}


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} ({many:,})" for name, many in counts.items())


def _cuts(one: Records) -> Iterator[str]:
    for field in one.fields:
        where = f"{one.form}, {field.name}"
        if len(field.question.encode()) > MOST_LABEL:
            yield f"{where}: the question is cut, as SPSS holds {MOST_LABEL} bytes of it."
        for label in field.labels:
            if len(label.encode()) > MOST_VALUE_LABEL:
                begin = cut(label, 40)
                yield f"{where}: the answer “{begin}” is cut to {MOST_VALUE_LABEL} bytes."
        if field.kind == "text":
            many = sum(len(cell.encode()) > MOST_TEXT for cell in one.cells[field.name])
            if many:
                yield f"{where}: cut to {MOST_TEXT:,} bytes: {many:,}."
