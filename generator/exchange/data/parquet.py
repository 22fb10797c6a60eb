"""Parquet: a file for each form, for pandas, Polars, DuckDB, R's arrow and others.

Gaps are missing, so that no average counts them; why they are is a second table, a row a gap.
Questions and answers' words are in the file's metadata, under ``mentoring``.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from generator.exchange.data.records import CODED_GAPS, DataExport, Field, Records, told_of_all

GAP_COLUMNS = ("respondent", "cohort", "file", "line", "column", "gap", "meaning")


def parquet(every: Sequence[Records]) -> DataExport:
    """Return a table for each form, and one of its gaps, which may have no rows.

    Raises ModuleNotFoundError where pyarrow is not installed.
    """
    files, notes = {}, list(told_of_all(every))
    for one in every:
        files[f"{one.form}.parquet"] = _answers(one)
        files[f"{one.form}-gaps.parquet"] = _gaps(one)
    notes.append("Gaps are missing. FORM-gaps.parquet says which, and why: -97, -98 or -99.")
    notes.append("Questions and answers' words are in the file's metadata, under “mentoring”.")
    return DataExport(files, tuple(notes))


def _answers(one: Records) -> bytes:
    import pyarrow as pa

    made = {field.name: _array(field, one.cells[field.name].tolist()) for field in one.fields}
    table = pa.table(made)
    about = {
        "form": one.form,
        "title": one.title,
        "version": one.version,
        "columns": {field.name: _described(field) for field in one.fields},
    }
    return _written(table.replace_schema_metadata({"mentoring": json.dumps(about)}))


def _described(field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {"question": field.question}
    if field.condition:
        found["condition"] = field.condition
    if field.kind == "code":
        found |= {"answers": dict(zip(field.codes, field.labels, strict=True))}
        found |= {"ordered": field.ordered}
    return found


def _array(field: Field, cells: Sequence[str]) -> Any:
    import pyarrow as pa

    known = [None if one == "" or _is_gap(field, one) else one for one in cells]
    if field.whole:
        kind = pa.int16() if field.kind == "code" else pa.int32()
        return pa.array([None if one is None else int(one) for one in known], kind)
    if field.kind == "date":
        days = [None if one is None else date.fromisoformat(one) for one in known]
        return pa.array(days, pa.date32())
    return pa.array(known, pa.string())


def _is_gap(field: Field, cell: str) -> bool:
    return cell in CODED_GAPS and (not field.own or field.kind == "date")


def _gaps(one: Records) -> bytes:
    import pyarrow as pa

    kinds = {"line": pa.int32(), "gap": pa.int32()}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in GAP_COLUMNS])
    places = one.cells[["respondent", "cohort", "file", "line"]].to_numpy().tolist()
    rows = [
        (*place, int(line), field.name, int(cell), CODED_GAPS[cell])
        for field in one.fields
        for (*place, line), cell in zip(places, one.cells[field.name], strict=True)
        if _is_gap(field, cell)
    ]
    named = [dict(zip(GAP_COLUMNS, row, strict=True)) for row in rows]
    return _written(pa.Table.from_pylist(named, schema))


def _written(table: Any) -> bytes:
    import pyarrow.parquet as pq

    made = io.BytesIO()
    pq.write_table(table, made)
    return made.getvalue()
