"""What ``mentoring export`` sets up in a tool, ``mentoring import`` finds again: by its names, and
by its words."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

import pytest
from docx import Document
from openpyxl import load_workbook

from generator.exchange.definitions.limesurvey import limesurvey
from generator.exchange.definitions.qualtrics import qualtrics
from generator.exchange.definitions.redcap import redcap
from generator.exchange.definitions.survey import Survey
from generator.exchange.definitions.survey_making import survey_of
from generator.exchange.definitions.word import word
from generator.exchange.definitions.xlsform import xlsform
from generator.exchange.match import matched
from generator.exchange.source import Heading, Source
from generator.exchange.wording import Form
from tests.exchange.test_round_trip import CASES, Case

FORMS = {f"{form} {language}": (p, form, language) for p, form, language in CASES}
Pairs = Sequence[tuple[str, str]]


def of(case: Case) -> tuple[Survey, Form]:
    programme, name, _ = case
    instrument = programme.definitions.instrument(name)
    assert instrument is not None
    shared = programme.definitions.programme
    return survey_of(instrument, shared, ("ward-a", "ward-b")), programme.kit(name).form


def found(tool: str, headings: Pairs, form: Form) -> set[str]:
    """The form's columns that are found in a file with these headings and words."""
    columns = tuple(Heading(place, name, text) for place, (name, text) in enumerate(headings))
    taken = matched(Source("a.csv", "", "", tool, columns, (), ()), form).taken
    several = {one.name for item in taken if item in form.several for one in form.several[item]}
    return {name for name in taken if name in form.by_name} | several


def missing(tool: str, names: Sequence[str], form: Form) -> set[str]:
    return set(form.by_name) - found(tool, [(name, name) for name in names], form)


@pytest.mark.parametrize("case", FORMS.values(), ids=FORMS)
def test_redcap(case: Case) -> None:
    survey, form = of(case)
    names, labels = ["record_id"], ["Record ID"]
    rows = csv.DictReader(io.StringIO(redcap(survey).content.decode("utf-8-sig"), newline=""))
    for row in list(rows)[1:]:
        name, label = row["Variable / Field Name"], row["Field Label"]
        choices = [c.strip().split(", ", 1) for c in row[_CHOICES].split("|")]
        if row["Field Type"] == "checkbox":
            names += [f"{name}___{code}" for code, _ in choices]
            labels += [f"{label} (choice={words})" for _, words in choices]
        elif row["Field Type"] != "descriptive":
            names.append(name)
            labels.append(label)
    assert missing("redcap", [*names, f"{form.book.instrument}_complete"], form) == set()
    grids = {one.name for one in form.asked if one.shape == "grid"}
    assert missing("redcap", [*labels, "Complete?"], form) <= grids


_CHOICES = "Choices, Calculations, OR Slider Labels"


@pytest.mark.parametrize("case", FORMS.values(), ids=FORMS)
def test_limesurvey(case: Case) -> None:
    survey, form = of(case)
    language = case[2] if case[2] in survey.languages else survey.first
    text = limesurvey(survey).content.decode("utf-8-sig")
    head, *lines = (line.split("\t") for line in text.split("\r\n") if line)
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    names, words, asked = ["id", "submitdate"], ["Response ID", "Date submitted"], {}
    for row in rows:
        if row["language"] != language or row["type/scale"] == "X":
            continue
        if row["class"] == "Q":
            asked = row
        elif row["class"] == "SQ":
            names.append(f"{asked['name']}[{row['name']}]")
            words.append(f"{asked['text']} [{row['text']}]")
            continue
        if row["class"] == "Q" and row["type/scale"] not in "FM":
            names.append(row["name"])
            words.append(row["text"])
    assert missing("limesurvey", names, form) == set()
    assert missing("limesurvey", words, form) == set()
    both = [f"{name}. {text}" for name, text in zip(names, words, strict=True)]
    assert missing("limesurvey", both, form) == set()


@pytest.mark.parametrize("case", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize(("tool", "between"), [("kobo", "/"), ("odk", "-")])
def test_xlsform(case: Case, tool: str, between: str) -> None:
    survey, form = of(case)
    sheet = load_workbook(io.BytesIO(xlsform(survey).content))["survey"]
    head, *rows = ([str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True))
    path: list[str] = []
    names = []
    for row in rows:
        kind, name = row[head.index("type")], row[head.index("name")]
        if kind.startswith("begin"):
            path.append(name)
        elif kind.startswith("end"):
            path.pop()
        elif kind != "note":
            names.append(between.join([*path, name]))
    assert missing(tool, names, form) == set()


@pytest.mark.parametrize("case", [c for c in FORMS.values() if c[2] == "en"])
def test_qualtrics(case: Case) -> None:
    survey, form = of(case)
    text = qualtrics(survey).content.decode()
    headings = []
    for block in text.split("[[Question:")[1:]:
        kind = block.partition("]]")[0]
        match = re.search(r"\[\[ID:(.*?)\]\]\n(.*?)\n(?:\[\[|\n|$)", block, re.S)
        assert match
        tag, words = match[1], match[2].replace("<br>", " ")
        if kind == "Matrix":
            lines = block.partition("[[AdvancedChoices]]")[2].partition("[[AdvancedAnswers]]")[0]
            phrases = [one.strip() for one in lines.split("[[Choice]]")[1:]]
            headings += [(f"{tag}_{n}", f"{words} - {one}") for n, one in enumerate(phrases, 1)]
        elif kind != "DB":
            headings.append((tag, words))
    assert set(form.by_name) - found("qualtrics", headings, form) == set()


@pytest.mark.parametrize("case", [c for c in FORMS.values() if c[2] == "en"])
def test_microsoft_forms(case: Case) -> None:
    """Each line of a grid is a question of its own there, so that its words are found."""
    survey, form = of(case)
    lines = [one.text for one in Document(io.BytesIO(word(survey).content)).paragraphs]
    questions = [match[1] for line in lines if (match := re.match(r"\d+\. (.*)", line, re.S))]
    assert missing("msforms", ["ID", "Start time", "Completion time", *questions], form) == set()
