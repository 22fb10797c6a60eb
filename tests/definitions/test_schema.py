"""The JSON Schemas for editors: up to date, draft-07, and of one mind with the reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from generator.definitions.instrument import Instrument
from generator.definitions.load import read_file
from generator.definitions.problem import Problem
from generator.definitions.programme import Programme
from generator.definitions.schema import SCHEMAS, schema, schema_text
from generator.definitions.yaml_source import plain_value, read_yaml

FOLDER = Path(__file__).parents[2] / "instruments"
FILES = sorted(FOLDER.rglob("*.yml"))


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_shipped_schema_is_the_one_of_the_models(name: str) -> None:
    """Written by ``tools/write_schemas.py``; run it after a change of the models."""
    shipped = (FOLDER / "schema" / name).read_text(encoding="utf-8")
    assert shipped == schema_text(name)


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_is_draft_07_and_nothing_newer(name: str) -> None:
    whole = json.loads((FOLDER / "schema" / name).read_text(encoding="utf-8"))
    Draft7Validator.check_schema(whole)
    assert whole["$schema"] == "http://json-schema.org/draft-07/schema#"
    for part in _parts(whole):
        assert not {"$defs", "prefixItems", "unevaluatedProperties"} & part.keys()
        assert "mapping" not in part.get("discriminator", {})
        assert "$ref" not in part or len(part) == 1


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_is_described_for_who_types(name: str) -> None:
    whole = schema(name)
    models = [whole, *whole.get("definitions", {}).values()]
    bare = [k for m in models for k, v in m["properties"].items() if not v.get("description")]
    assert bare == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_file_names_its_schema_and_keeps_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    first = text.splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    schema_path = path.parent / first.partition("=")[2]
    words = "words.json" if path.parent.name == "words" else "form.json"
    wanted = "programme.json" if path.name == "programme.yml" else words
    assert schema_path.name == wanted
    assert list(_validator(wanted).iter_errors(_value(text))) == []


BROKEN = [
    ("programme.yml", "open_minimum: 11", "open_minimum: 10"),
    ("programme.yml", "summed: true", "summed: perhaps"),
    ("programme.yml", 'version: "1.0.0"', "version: 1.10"),
    ("programme.yml", "from: before_interview, ", ""),
    ("consent.yml", "kind: named", "kind: nameless"),
    ("consent.yml", "type: note", "type: notes"),
    ("consent.yml", "minutes: 5", "minutes: five"),
    ("consent.yml", "title: Consent form", "titel: Consent form"),
    ("consent.yml", "id: take_part", "id: Take part"),
    ("mentor_preferences.yml", "cell: write", "cell: wrote"),
    ("session_record.yml", "        minimum: 0\n", ""),
]


@pytest.mark.parametrize(("name", "old", "new"), BROKEN)
def test_schema_and_reader_refuse_the_same_faults(name: str, old: str, new: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert old in text
    broken = text.replace(old, new, 1)
    is_programme = name == "programme.yml"
    kept = "programme.json" if is_programme else "form.json"
    assert list(_validator(kept).iter_errors(_value(broken)))
    found: list[Problem] = []
    read_file(broken, name, Programme if is_programme else Instrument, found)
    assert [problem for problem in found if problem.severity == "error"]


def _validator(name: str) -> Draft7Validator:
    return Draft7Validator(schema(name))


def _value(text: str) -> Any:
    return plain_value(read_yaml(text, "a.yml", []))


def _parts(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [part for item in value for part in _parts(item)]
    if not isinstance(value, dict):
        return []
    return [value, *(part for item in value.values() for part in _parts(item))]
