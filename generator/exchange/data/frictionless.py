"""Frictionless: a CSV for each form and ``datapackage.json`` (Table Schema, version 1)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from generator.exchange.data.records import CODED_GAPS, DataExport, Field, Records, csv_files

FILE = "datapackage.json"
Json = dict[str, Any]


def frictionless(every: Sequence[Records], name: str) -> DataExport:
    """Return the tables and what describes them, as one package."""
    files, notes = csv_files(every)
    notes.append("Why an answer is missing (-97, -98, -99) is told in each column's description.")
    package = {
        "profile": "tabular-data-package",
        "name": name.replace("_", "-"),
        "resources": [_resource(one) for one in every],
    }
    files[FILE] = (json.dumps(package, indent=2, ensure_ascii=False) + "\n").encode()
    return DataExport(files, tuple(notes))


def _resource(one: Records) -> Json:
    return {
        "profile": "tabular-data-resource",
        "name": one.form.replace("_", "-"),
        "title": one.title,
        "path": f"{one.form}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_described(field) for field in one.fields],
            "missingValues": ["", *CODED_GAPS],
        },
    }


def _described(field: Field) -> Json:
    kind = "integer" if field.whole else "date" if field.kind == "date" else "string"
    found: Json = {"name": field.name, "title": field.question, "type": kind}
    if field.kind == "code":
        found["constraints"] = {"enum": [_value(field, code) for code in field.codes]}
        found["categories"] = [
            {"value": _value(field, code), "label": label}
            for code, label in zip(field.codes, field.labels, strict=True)
        ]
        if field.ordered:
            found["categoriesOrdered"] = True
    elif field.kind == "number":
        found["constraints"] = {"minimum": field.minimum, "maximum": field.maximum}
    return found | ({"description": field.described} if field.described else {})


def _value(field: Field, code: str) -> int | str:
    return int(code) if field.whole else code
