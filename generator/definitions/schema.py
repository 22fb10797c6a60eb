"""JSON Schemas for editors, from the same models that read the files.

Each definition's first line names its schema, so that an editor completes keys,
shows what they are for and marks faults while one types. Editors want draft-07;
pydantic writes 2020-12, from which this differs in three ways that matter here:
definitions have another name, a reference stands alone, and there is no
``discriminator``.
"""

from __future__ import annotations

import json
from typing import Any

from generator.definitions.instrument import Instrument
from generator.definitions.programme import Model, Programme, WordsFile

DRAFT = "http://json-schema.org/draft-07/schema#"

Schema = dict[str, Any]


def programme_schema() -> Schema:
    """Return the JSON Schema (draft-07) of ``programme.yml``."""
    return _draft_07(Programme, "Programme of reverse mentoring")


def form_schema() -> Schema:
    """Return the JSON Schema (draft-07) of a form's file."""
    return _draft_07(Instrument, "Form of a reverse mentoring programme")


def words_schema() -> Schema:
    """Return the JSON Schema (draft-07) of a file of words."""
    return _draft_07(WordsFile, "Words of a reverse mentoring programme in another language")


def schema_text(schema: Schema) -> str:
    """Return a schema as the text of its file: the same bytes on every run."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _draft_07(model: type[Model], title: str) -> Schema:
    written = _converted(model.model_json_schema(by_alias=True))
    assert isinstance(written, dict)  # noqa: S101 - for the type checker
    return {"$schema": DRAFT, **written, "title": title}


def _converted(value: Any) -> Any:
    """Return a part of a 2020-12 schema as draft-07 has it."""
    if isinstance(value, list):
        return [_converted(part) for part in value]
    if not isinstance(value, dict):
        return value.replace("#/$defs/", "#/definitions/") if isinstance(value, str) else value
    part = {_renamed(key): _converted(v) for key, v in value.items() if not _is_dropped(key, v)}
    if "$ref" in part and len(part) > 1:  # draft-07 reads nothing beside a reference
        part["allOf"] = [{"$ref": part.pop("$ref")}]
    if isinstance(part.get("description"), str):
        part["description"] = " ".join(part["description"].replace("``", "'").split())
    return part


def _renamed(key: str) -> str:
    return "definitions" if key == "$defs" else key


def _is_dropped(key: str, value: Any) -> bool:
    """Return whether a keyword is unknown to draft-07, or a title that pydantic made up."""
    return (key == "discriminator" and "mapping" in value) or (
        key == "title" and isinstance(value, str)
    )
