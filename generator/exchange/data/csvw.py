"""CSV on the Web: a CSV for each form, and beside it the description that the W3C laid down."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from generator.exchange.data.records import CODED_GAPS, DataExport, Field, Records, csv_files

Json = dict[str, Any]


def csvw(every: Sequence[Records], language: str) -> DataExport:
    """Return the tables and what describes each; ``language`` is that of the questions."""
    files, notes = csv_files(every)
    for one in every:
        described = json.dumps(_metadata(one, language), indent=2, ensure_ascii=False) + "\n"
        files[f"{one.form}.csv-metadata.json"] = described.encode()
    notes.append("CSVW has no place for answers' words: they stand in dc:description.")
    return DataExport(files, tuple(notes))


def _metadata(one: Records, language: str) -> Json:
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "url": f"{one.form}.csv",
        "dc:title": one.title,
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n", "\n"]},
        "tableSchema": {"columns": [_column(field) for field in one.fields]},
    }


def _column(field: Field) -> Json:
    found: Json = {
        "name": field.name,
        "titles": field.name,
        "dc:title": field.question,
        "datatype": _datatype(field),
        "null": ["", *([] if field.own else CODED_GAPS)],
        "required": field.name in ("respondent", "cohort"),
    }
    return found | ({"dc:description": field.described} if field.described else {})


def _datatype(field: Field) -> Json:
    """Return what may stand in a column; a list of codes is a pattern."""
    if field.kind == "date":
        return {"base": "date", "format": "yyyy-MM-dd"}
    if field.kind == "number":
        return {"base": "integer", "minimum": field.minimum, "maximum": field.maximum}
    if field.kind == "code":
        either = "|".join(re.escape(code) for code in field.codes)
        return {"base": "string", "format": f"^({either})$"}
    return {"base": "string"}
