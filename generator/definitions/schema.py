"""JSON Schemas for editors, from the same models that read the files.

Editors want draft-07; pydantic writes 2020-12, in which definitions have another name, a
reference need not stand alone, and there is a ``discriminator``.
"""

from __future__ import annotations

import json
from typing import Any

from generator.definitions.instrument import Instrument
from generator.definitions.programme import Model, Programme, WordsFile

DRAFT = "http://json-schema.org/draft-07/schema#"

Schema = dict[str, Any]


#: Each schema's file, the model that it is of, and its title.
SCHEMAS: dict[str, tuple[type[Model], str]] = {
    "programme.json": (Programme, "Programme of reverse mentoring"),
    "form.json": (Instrument, "Form of a reverse mentoring programme"),
    "words.json": (WordsFile, "Words of a reverse mentoring programme in another language"),
}


def schema(name: str) -> Schema:
    """Return a JSON Schema (draft-07) by its file's name."""
    model, title = SCHEMAS[name]
    written = _converted(model.model_json_schema(by_alias=True))
    return {"$schema": DRAFT, **written, "title": title}


def schema_text(name: str) -> str:
    """Return a schema as the text of its file: the same bytes on every run."""
    return json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n"


def _converted(value: Any) -> Any:
    """Return a part of a 2020-12 schema as draft-07 has it."""
    if isinstance(value, list):
        return [_converted(part) for part in value]
    if not isinstance(value, dict):
        return value.replace("#/$defs/", "#/definitions/") if isinstance(value, str) else value
    part = {
        "definitions" if key == "$defs" else key: _converted(one)
        for key, one in value.items()
        if not (key == "title" and isinstance(one, str))  # which pydantic made up
        and not (key == "discriminator" and "mapping" in one)
    }
    if "$ref" in part and len(part) > 1:  # draft-07 reads nothing beside a reference
        part["allOf"] = [{"$ref": part.pop("$ref")}]
    if isinstance(part.get("description"), str):
        part["description"] = " ".join(part["description"].replace("``", "'").split())
    return part
