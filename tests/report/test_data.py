"""The data to take away: its description fits the tables, and every number is explained."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from generator.disclosure.rule import Audience
from generator.report.data import archive
from generator.report.outline import outline
from generator.report.page import Link
from generator.report.view import ListedCohort
from tests.report import releases
from tests.report.test_pages import PROGRAMME, links, pages_of, words_of

OPEN = releases.trust((15, 25, 120))
START = "results/data/"


def files(audience: Audience = "open") -> dict[str, bytes]:
    release = OPEN if audience == "open" else releases.trust((9, 12), "restricted")
    return {
        name.removeprefix(START): content
        for name, content in pages_of(release).files.items()
        if name.startswith(START)
    }


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def package(found: dict[str, bytes]) -> dict[str, Any]:
    made = json.loads(found["datapackage.json"])
    assert isinstance(made, dict)
    return made


@pytest.mark.parametrize("audience", ["open", "restricted"])
def test_the_tables_are_as_they_are_described(audience: Audience) -> None:
    """A small validator of Table Schema, written from its text and not from our code."""
    found = files(audience)
    resources = package(found)["resources"]
    for resource in resources:
        content = found[resource["path"]]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert [r["path"] for r in resources if "schema" not in r] == ["results.xlsx"]
    tables = {r["name"]: rows(found[r["path"]]) for r in resources if "schema" in r}
    for resource in (one for one in resources if "schema" in one):
        schema = resource["schema"]
        names = [field["name"] for field in schema["fields"]]
        table = tables[resource["name"]]
        assert table
        for row in table:
            assert list(row) == names
            for field in schema["fields"]:
                cell, limits = row[field["name"]], field.get("constraints", {})
                assert cell or not limits.get("required"), (resource["name"], field["name"], row)
                if cell and field["type"] == "integer":
                    assert re.fullmatch(r"\d+", cell)
                if cell and "enum" in limits:
                    assert cell in limits["enum"]
        for key in schema.get("primaryKey", []):
            assert len({row[key] for row in table}) == len(table)
        for key in schema.get("foreignKeys", []):
            other = tables[key["reference"]["resource"] or resource["name"]]
            known = {row[key["reference"]["fields"][0]] for row in other} | {""}
            assert {row[key["fields"][0]] for row in table} <= known


@pytest.mark.parametrize("audience", ["open", "restricted"])
def test_every_line_is_explained_in_the_codebook(audience: Audience) -> None:
    found = files(audience)
    place = ("role", "measure", "domain", "from", "to", "statistic")
    known = {tuple(row[name] for name in place) for row in rows(found["codebook.csv"])}
    for row in rows(found["statistics.csv"]):
        key = tuple(row[name] for name in place)
        common = ("", "", "", "", "", row["statistic"])
        assert row["status"] == "withheld" or key in known or common in known, key


def test_the_codebook_speaks_the_questions_words() -> None:
    book = rows(files()["codebook.csv"])
    one = next(
        r
        for r in book
        if (r["measure"], r["domain"], r["from"], r["to"], r["statistic"])
        == ("confidence", "technology", "before_session", "", "low")
    )
    assert one["question"] == "How confident are you about… Technology"
    assert one["meaning"] == "Not at all or slightly confident"
    assert one["codes"] == "1 2"
    assert one["people"] == ("mentors who answered both before the session and after the session")
    total = next(r for r in book if r["domain"] == "total" and r["statistic"] == "low")
    assert total["codes"] == " ".join(map(str, range(7, 18)))


def test_places_lead_every_cohort_to_its_group() -> None:
    places = {row["cohort"]: row for row in rows(files()["places.csv"])}
    assert places["P1"]["unit"] == "pool-1"
    assert places["C1"] == {
        "cohort": "C1",
        "title": "Cohort 1",
        "organisation": "North Hospital",
        "region": "",
        "unit": "C1",
    }


def test_the_archive_holds_all_of_it_and_nothing_else() -> None:
    found = files()
    whole = zipfile.ZipFile(io.BytesIO(found["open-data.zip"]))
    inside = {name: whole.read(name) for name in whole.namelist()}
    described = {r["path"] for r in package(found)["resources"]} | {"datapackage.json"}
    assert set(inside) == described
    assert all(found[name] == content for name, content in inside.items())
    assert archive(inside) == found["open-data.zip"]
    tables = {name: content for name, content in inside.items() if name != "results.xlsx"}
    assert len(archive(tables)) * 8 < sum(map(len, tables.values()))  # a workbook is packed already


def test_restricted_readers_get_no_archive_to_pass_on() -> None:
    assert "open-data.zip" not in files("restricted")
    page = pages_of(releases.trust((9, 12), "restricted")).pages["results/open-data.md"]
    assert page.title == "The data"
    assert "for named readers only" in words_of(page)


def test_the_page_leads_to_every_file_and_to_what_columns_mean() -> None:
    made = pages_of(OPEN)
    page = made.pages["results/open-data.md"]
    assert {link.address for link in links(page) if link.address.startswith("data/")} == {
        "data/open-data.zip",
        "data/results.xlsx",
        "data/statistics.csv",
        "data/groups.csv",
        "data/places.csv",
        "data/codebook.csv",
        "data/datapackage.json",
    }
    assert Link("Files and columns", "../analysts/files.md") in links(page)


def test_names_that_a_spreadsheet_would_run_are_made_safe() -> None:
    hostile = (ListedCohort("C1", "=cmd|'x'", "+N", "@R"),)
    release = replace(OPEN, listed=(*hostile, *OPEN.listed[1:]))
    content = pages_of(release).files[f"{START}places.csv"].decode("utf-8-sig")
    for row in csv.reader(io.StringIO(content)):
        assert not any(cell.startswith(("=", "+", "@", "-")) for cell in row)


def test_a_description_names_no_other_host_and_no_day_of_answers() -> None:
    found = files()
    assert b"http" not in found["datapackage.json"]
    assert package(found)["created"] == "2026-03-09T00:00:00Z"
    assert "created" not in package(
        {n.removeprefix(START): c for n, c in pages_of(replace(OPEN, made_on="")).files.items()}
    )
    assert outline(PROGRAMME, OPEN).exact is False


def test_a_number_question_has_its_words_and_its_unit_in_the_codebook() -> None:
    book = rows(files("restricted")["codebook.csv"])
    one = next(r for r in book if (r["measure"], r["statistic"]) == ("minutes", "median"))
    assert one["question"] == "How long?"
    assert one["meaning"] == "Median: the middle answer. In minutes."
    assert not any(r["measure"] == "minutes" for r in rows(files()["codebook.csv"]))
