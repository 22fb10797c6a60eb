"""Forms for other tools: taken by the tools' own validators, whatever stands in their texts."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from hypothesis import given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from generator.definitions.codebook import codebook
from generator.definitions.load import parse_definitions
from generator.exchange.definitions.limesurvey import COLUMNS, limesurvey, short_names
from generator.exchange.definitions.redcap import HEADINGS
from generator.exchange.definitions.survey import Asked, Survey
from generator.exchange.definitions.targets import TARGETS
from generator.files.programme_folder import read_definitions
from tests.exchange.fhir_rules import every, faults
from tests.exchange.forms import ROOT, all_surveys, in_two, kit, surveys, tiny

ALL = pytest.mark.parametrize("name", all_surveys())
EVERYTHING = "plain everything"


def made(target: str, name: str) -> bytes:
    return TARGETS[target](all_surveys()[name]).content


def notes(target: str, survey: Survey) -> str:
    return "\n".join(TARGETS[target](survey).notes)


def test_a_survey_asks_for_every_column_of_the_codebook_in_its_order() -> None:
    for definitions in (kit(), tiny()):
        for name, survey in surveys(definitions).items():
            form = definitions.instrument(name)
            assert form is not None
            wanted = [column.name for column in codebook(definitions.programme, form).columns]
            assert [c for one in survey.asked for c in one.columns] == wanted


def test_names_of_notes_are_no_columns_and_stand_once() -> None:
    for survey in all_surveys().values():
        names = [one.name for one in survey.asked]
        assert len(set(names)) == len(names)
    assert [one.name for one in all_surveys()[EVERYTHING].asked if one.kind == "note"] == [
        "opening", "intro_main", "note", "note_2",
    ]  # fmt: skip


@pytest.mark.parametrize("target", TARGETS)
@ALL
def test_the_same_form_gives_the_same_words_and_no_sign_of_definitions(
    target: str, name: str
) -> None:
    survey = all_surveys()[name]
    export = TARGETS[target](survey)
    assert export.notes == TARGETS[target](survey).notes
    assert all(line.strip() == line and len(line) > 10 for line in export.notes)
    assert "{{ contact" not in export.content.decode("utf-8", "replace")


# REDCap


def dictionary(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert head == [*HEADINGS.values()]
    return [dict(zip(head, row, strict=True)) for row in rows]


def choices(row: dict[str, str]) -> dict[str, str]:
    cell = row["Choices, Calculations, OR Slider Labels"]
    return dict(one.split(", ", 1) for one in cell.split(" | ")) if cell else {}


@ALL
def test_redcap_has_a_field_for_each_column_and_takes_nothing_for_a_sign(name: str) -> None:
    rows, survey = dictionary(made("redcap", name)), all_surveys()[name]
    fields = [row["Variable / Field Name"] for row in rows]
    assert fields[0] == "record_id"
    assert len(set(fields)) == len(fields)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,99}", field) for field in fields)
    by_name = {row["Variable / Field Name"]: row for row in rows}
    for one in survey.asked:
        for column in [one.name] if one.kind == "several" else one.columns:
            assert list(choices(by_name[column])) == [answer.code for answer in one.answers]
        assert not one.lines or {by_name[line.name]["Matrix Group Name"] for line in one.lines} == {
            one.name
        }
    for row in rows:
        shown = row["Field Label"] + row["Section Header"] + row["Field Note"]
        assert not re.search(r"[\[\]]|<(?!br>)[A-Za-z/!?]", shown), "piping, or a tag"
        assert row["Field Type"] != "yesno"
        default = row["Field Annotation"]
        assert not default or row["Variable / Field Name"] in (
            "instrument", "version", "mode", "language",
        )  # fmt: skip


def test_redcap_says_conditions_in_its_own_words() -> None:
    rows = dictionary(made("redcap", EVERYTHING))
    logic = "Branching Logic (Show field only if...)"
    found = {row["Variable / Field Name"]: row[logic] for row in rows if row[logic]}
    assert found["sureness_tea"] == "[grasp] = '4' or [grasp] = '5'"
    assert found["held_on"] == "[minutes] <> '' and [minutes] <= 30"
    assert found["remark"] == "[minutes] <> '' and [minutes] <> 7"
    assert found["which_tea"] == "[drinks(tea)] = '1'"
    assert found["no_tea"] == "[drinks(tea)] = '0'"
    assert found["drinks_text"].count(" or ") == 2
    assert found["sure_text"].startswith("[sureness_tea] <> '' or [sureness_cake] <> ''")
    assert found["place_text"] == "[place] = 'tea_room' or [place] = 'outside'"
    assert found["mood_text"] == "[mood] = '2' or [mood] = '3'", "9 stands apart, and is no more"


def test_redcap_names_what_it_changed() -> None:
    assert "Square brackets became" in notes("redcap", all_surveys()["hostile everything"])
    assert "Square brackets" not in notes("redcap", all_surveys()[EVERYTHING])
    assert "Missing Data Codes: -97, Not applicable | -98, Preferred not to say | -99" in notes(
        "redcap", all_surveys()[EVERYTHING]
    )
    assert "The file is in English alone. Add by hand: Welsh." in notes(
        "redcap", all_surveys()["two languages everything"]
    )


def test_a_group_is_asked_for_where_there_are_some_to_choose_from() -> None:
    rows = {r["Variable / Field Name"]: r for r in dictionary(made("redcap", "grouped visit"))}
    assert choices(rows["cohort"]) == {"spring-2027": "spring-2027", "autumn_2027": "autumn_2027"}
    assert "respondent" not in rows, "a form that is not joined has no survey code"
    assert "cohort" not in {
        row["Variable / Field Name"] for row in dictionary(made("redcap", "plain visit"))
    }
    for target in set(TARGETS) - {"fhir"}:
        asked, not_asked = (all_surveys()[f"{sort} visit"] for sort in ("grouped", "plain"))
        assert "Nobody is asked for the group" not in notes(target, asked)
        assert "Nobody is asked for the group" in notes(target, not_asked)


# XLSForm


def converted(content: bytes, folder: Path) -> tuple[str, dict[str, list[dict[str, Any]]]]:
    """Return what pyxform makes of a workbook, and the rows of its sheets; no warning."""
    path = folder / "form.xlsx"
    path.write_bytes(content)
    warnings: list[str] = []
    result = convert(str(path), warnings=warnings)
    assert warnings == []
    book, sheets = openpyxl.load_workbook(path), {}
    for sheet in book.worksheets:
        head, *rows = sheet.iter_rows(values_only=True)
        sheets[sheet.title] = [dict(zip(map(str, head), row, strict=True)) for row in rows]
        for row in sheet.iter_rows():
            assert all(cell.data_type in ("s", "n") for cell in row), "no formula"
            assert all(cell.value is None or isinstance(cell.value, str) for cell in row)
    return result.xform, sheets


@ALL
def test_pyxform_converts_every_form_without_a_warning(name: str, tmp_path: Path) -> None:
    xform, sheets = converted(made("xlsform", name), tmp_path)
    survey = all_surveys()[name]
    assert list(sheets) == ["survey", "choices", "settings"]
    names = [row["name"] for row in sheets["survey"] if row["name"]]
    assert len(set(names)) == len(names)
    questions = [row for row in sheets["survey"] if not row["type"].startswith(("begin", "note"))]
    asked = [row["name"] for row in questions if row["type"] != "end group"]
    wanted = [c for one in survey.asked for c in _as_asked(one)]
    own = ["instrument", "version"]
    own += ["respondent"] if survey.code else []
    own += ["cohort"] if survey.cohorts else []
    assert asked == [*own, *wanted]
    for one in survey.asked:
        for answer in one.answers:
            assert f"<name>{answer.code}</name>" in xform or f"<value>{answer.code}" in xform
    assert "username" not in xform
    assert "deviceid" not in xform


def _as_asked(one: Asked) -> Iterator[str]:
    if one.kind == "several":
        yield one.name
    else:
        yield from one.columns


def test_both_languages_stand_in_every_row(tmp_path: Path) -> None:
    xform, sheets = converted(made("xlsform", "two languages everything"), tmp_path)
    for row in [*sheets["survey"], *sheets["choices"]]:
        assert bool(row["label::English (en)"]) == bool(row["label::Cymraeg (cy)"])
    assert 'lang="Cymraeg (cy)"' in xform
    assert "<value>-</value>" not in xform, "what pyxform puts where a translation is missing"


def test_kobo_and_odk_get_conditions_as_expressions(tmp_path: Path) -> None:
    _, sheets = converted(made("xlsform", EVERYTHING), tmp_path)
    found = {row["name"]: row["relevant"] for row in sheets["survey"] if row["relevant"]}
    assert found["grid_sureness"] == "${grasp} = '4' or ${grasp} = '5'"
    assert found["which_tea"] == "selected(${drinks}, 'tea')"
    assert found["no_tea"] == "not(selected(${drinks}, 'tea'))"
    assert found["held_on"] == "${minutes} != '' and ${minutes} <= 30"
    assert found["drinks_text"] == "${drinks} != ''"
    assert found["mood_text"] == "${mood} = '2' or ${mood} = '3'"


def test_a_list_of_a_questions_own_is_not_a_scales(tmp_path: Path) -> None:
    """A scale and a question may have the same id; their answers are not the same."""
    definitions = tiny()
    programme = definitions.programme
    scale = programme.scale("mood").model_copy(update={"id": "place"})
    changed = programme.model_copy(update={"scales": (*programme.scales, scale)})
    survey = surveys(replace(definitions, programme=changed))["everything"]
    _, sheets = converted(TARGETS["xlsform"](survey).content, tmp_path)
    assert "select_one place_2" in {row["type"] for row in sheets["survey"]}


# LimeSurvey


def structure(content: bytes) -> list[dict[str, str]]:
    """Return the rows as LimeSurvey reads them; no cell needs quotes, nothing is an expression."""
    head, *lines = content.decode("utf-8-sig").removesuffix("\r\n").split("\r\n")
    assert tuple(head.split("\t")) == COLUMNS
    rows = [dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in lines]
    for row in rows:
        for name, cell in row.items():
            assert '"' not in cell
            assert "\\" not in cell
            assert name == "validation" or not re.search(r"[{}]", cell)
    return rows


@ALL
def test_limesurvey_gets_the_same_rows_in_each_language(name: str) -> None:
    rows, survey = structure(made("limesurvey", name)), all_surveys()[name]
    body = [row for row in rows if row["class"] in ("G", "Q", "SQ", "A")]
    each = {
        language: [
            (row["class"], row["type/scale"], row["name"] if row["class"] != "G" else "")
            for row in body
            if row["language"] == language
        ]
        for language in survey.languages
    }
    assert all(shape == each[survey.first] for shape in each.values())
    assert len(body) == sum(map(len, each.values()))
    first = [row for row in body if row["language"] == survey.first]
    questions = [row["name"] for row in first if row["class"] == "Q"]
    assert len({q.lower() for q in questions}) == len(questions)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,19}", q) for q in questions)
    assert {row["name"] for row in first if row["class"] == "A"} <= {
        row["name"]
        for row in first
        if row["class"] == "A" and re.fullmatch(r"[A-Za-z0-9]{1,5}", row["name"])
    }
    settings = {row["name"]: row["text"] for row in rows if row["class"] == "S"}
    assert (settings["anonymized"], settings["ipaddr"], settings["refurl"]) == ("Y", "N", "N")


def test_limesurvey_gets_conditions_with_its_own_names() -> None:
    rows = structure(made("limesurvey", EVERYTHING))
    found = {row["name"]: row["relevance"] for row in rows if row["class"] == "Q"}
    assert found["sureness"] == "grasp.NAOK == '4' or grasp.NAOK == '5'"
    assert found["whichtea"] == "drinks_tea.NAOK == 'Y'"
    assert found["notea"] == "drinks_tea.NAOK != 'Y'"
    assert found["heldon"] == "!is_empty(minutes.NAOK) and minutes.NAOK <= 30"
    assert found["placetext"] == "place.NAOK == 'A1' or place.NAOK == 'A3'", "tea_room is A1"
    assert found["suretext"].startswith("!is_empty(sureness_tea.NAOK) or")
    assert found["drinks"] == "1"
    assert "tea_room is A1, online is A2, outside is A3" in notes(
        "limesurvey", all_surveys()[EVERYTHING]
    )


@given(st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,47}", fullmatch=True), unique=True, max_size=40))
def test_short_names_are_short_and_none_stands_twice(names: list[str]) -> None:
    found = short_names(names)
    assert list(found) == names
    assert len({name.lower() for name in found.values()}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,19}", name) for name in found.values())


# Qualtrics


@ALL
def test_qualtrics_gets_its_tags_and_no_others(name: str) -> None:
    survey = all_surveys()[name]
    lines = made("qualtrics", name).decode().splitlines()
    assert lines[0] == "[[AdvancedFormat]]"
    asked = [one.name for one in survey.asked]
    own = ["respondent"] * bool(survey.code) + ["cohort"] * bool(survey.cohorts)
    assert [line[5:-2] for line in lines if line.startswith("[[ID:")] == [*own, *asked]
    assert sum(line.startswith("[[Block:") for line in lines) == len(survey.parts)
    for line in lines:
        assert "[[" not in line.removeprefix("[[")
        assert not line.startswith("[[") or re.fullmatch(r"\[\[[^\[\]]+\]\]", line)
        assert "${" not in line
        assert not re.search(r"<(?!br>)", line)


def test_qualtrics_tells_each_condition_to_set_by_hand() -> None:
    survey = all_surveys()[EVERYTHING]
    told = notes("qualtrics", survey)
    assert "The file holds no conditions. Set by hand: 9." in told
    assert "“Which tea?” only where “Tea” is ticked in “What did you drink?”." in told
    assert "“Why no tea?” only where “Tea” is not ticked in" in told
    assert "“When?” only where the answer to “How long?” is at most 30." in told
    assert "the answer to “How was it?” is “Good” or “Very good”." in told
    assert "a number from 5 to 90" in told


# Word, for Microsoft Forms


@ALL
def test_word_has_numbered_questions_and_lettered_answers_and_nothing_else(name: str) -> None:
    survey = all_surveys()[name]
    book = docx.Document(io.BytesIO(made("word", name)))
    assert not book.tables
    lines = [(one.text, one.style.name) for one in book.paragraphs]
    assert lines[0][1] == "Title"
    assert book.core_properties.title == survey.said(survey.title)[:255]
    end = [style for _, style in lines].index("Heading 1")
    body = [text for text, _ in lines[1:end] if text.strip()]
    questions = [text for text in body if re.match(r"\d+\. ", text)]
    answers = [text for text in body if re.match(r"[A-Z]+\. ", text)]
    assert [int(text.split(".")[0]) for text in questions] == [*range(1, len(questions) + 1)]
    assert len(questions) + len(answers) == len(body)
    words = [text.split(". ", 1)[1] for text in questions]
    for one in survey.asked:
        if one.lines:
            assert [survey.said(line.question) for line in one.lines] == [
                word for word in words if word in {survey.said(line.question) for line in one.lines}
            ]
        elif one.kind != "note":
            assert survey.said(one.text) in words
    told = "\n".join(text for text, _ in lines[end:])
    assert "“Record name” off" in told


def test_who_sets_a_form_up_is_told_that_code_and_group_are_required() -> None:
    """As in REDCap, LimeSurvey and XLSForm, whose files can say so."""
    alone, grouped = (surveys(kit(), some)["follow_up_mentor"] for some in ((), ("a", "b")))
    assert "Question 1: required." in notes("word", alone)
    assert "Question 1: required.\nQuestion 2: required." in notes("word", grouped)
    assert "require an answer to the survey code and to the group." in notes("qualtrics", grouped)
    assert "Nobody is asked for the group" in notes("fhir", grouped)


# FHIR


@ALL
def test_a_questionnaire_keeps_the_rules_of_fhir(name: str) -> None:
    content = made("fhir", name)
    Questionnaire.model_validate_json(content)
    questionnaire, survey = json.loads(content), all_surveys()[name]
    assert faults(questionnaire) == []
    items = {item["linkId"]: item for item in every(questionnaire)}
    wanted = [one for one in survey.asked if one.kind not in ("note", "grid", "several")]
    assert {one.name for one in wanted} <= set(items)
    for one in survey.asked:
        for line in one.lines:
            assert items[line.name]["type"] == "choice"
        if one.kind == "several":
            assert items[one.name]["repeats"] is True


def test_answers_apart_have_no_place_in_the_order() -> None:
    items = {item["linkId"]: item for item in every(json.loads(made("fhir", EVERYTHING)))}
    ordinal = [
        option["valueCoding"].get("extension", [{}])[0].get("valueDecimal")
        for option in items["mood"]["answerOption"]
    ]
    assert ordinal == [1, 2, 3, None]
    assert [rule["answerCoding"]["code"] for rule in items["mood_text"]["enableWhen"]] == ["2", "3"]
    assert items["mood_text"]["enableBehavior"] == "any"
    assert "enableWhen" not in items["no_tea"], "FHIR R4 cannot say it"
    assert "cannot say it, so it is always asked: “Why no tea?”" in notes(
        "fhir", all_surveys()[EVERYTHING]
    )


def _broken() -> dict[str, Callable[[dict[str, Any]], None]]:
    def item(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
        return lambda whole: next(one for one in every(whole) if one["linkId"] == name)

    mood, rule = item("mood"), item("which_tea")
    return {
        "que-0": lambda w: w.update(name="a form"),
        "status": lambda w: w.update(status="ready"),
        "que-1 opening": lambda w: item("note.opening")(w).update(item=[{"linkId": "x"}]),
        "que-1 section.main": lambda w: item("section.main")(w).update(item=[]),
        "que-2": lambda w: mood(w).update(linkId="place"),
        "que-5": lambda w: mood(w).update(type="text"),
        "que-6": lambda w: item("note.opening")(w).update(repeats=True),
        "que-7": lambda w: rule(w)["enableWhen"][0].update(operator="exists"),
        "que-12": lambda w: item("mood_text")(w).pop("enableBehavior"),
        "type": lambda w: mood(w).update(type="radio"),
        "operator": lambda w: rule(w)["enableWhen"][0].update(operator="<>"),
        "target": lambda w: rule(w)["enableWhen"][0].update(question="nowhere"),
        "answer": lambda w: rule(w)["enableWhen"][0].update(answerInteger=1),
        "option": lambda w: rule(w)["enableWhen"][0]["answerCoding"].update(code="beer"),
        "empty": lambda w: mood(w).update(text=""),
    }


@pytest.mark.parametrize("rule", _broken())
def test_the_rules_of_fhir_would_notice(rule: str) -> None:
    whole = json.loads(made("fhir", EVERYTHING))
    _broken()[rule](whole)
    assert any(found.startswith(rule.split()[0]) for found in faults(whole)), faults(whole)


# Any texts at all

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).map(
    lambda text: f"x{text}"
)


@settings(max_examples=10)
@given(st.lists(WORDS, min_size=3, max_size=3))
def test_whatever_stands_in_texts_every_format_keeps_its_shape(words: list[str]) -> None:
    def changed(text: str, _option: bool) -> object:
        return f"{text} {words[len(text) % 3]}"

    survey = surveys(tiny(changed), ("a", "b"))["everything"]
    for row in dictionary(TARGETS["redcap"](survey).content):
        assert not re.search(r"[\[\]]", row["Field Label"])
    structure(limesurvey(survey).content)
    lines = TARGETS["qualtrics"](survey).content.decode().split("\n")
    assert sum(line.startswith("[[ID:") for line in lines) == 2 + len(list(survey.asked))
    assert faults(json.loads(TARGETS["fhir"](survey).content)) == []
    for target in ("xlsform", "word"):
        assert TARGETS[target](survey).content.startswith(b"PK")


def test_a_language_that_is_not_whole_is_left_out_and_named() -> None:
    definitions = tiny(in_two, ("en", "cy"))
    form = definitions.instrument("everything")
    assert form is not None
    whole = surveys(definitions)["everything"]
    assert whole.languages == ("en", "cy")
    half = form.model_copy(update={"title": {"en": "Everything"}})
    others = tuple(half if one.id == form.id else one for one in definitions.instruments)
    survey = surveys(replace(definitions, instruments=others))["everything"]
    assert survey.languages == ("en",)
    for target in TARGETS:
        assert "not yet whole in it: Welsh" in notes(target, survey)


def test_welsh_as_it_lies_beside_the_definitions_is_written_and_says_that_it_is_a_draft(
    tmp_path: Path,
) -> None:
    found = read_definitions(ROOT, [])
    name = "instruments/programme.yml"
    switched_on = "languages: [en, {tag: cy, for: [forms, entry]}]"
    found[name] = found[name].replace("languages: [en]", switched_on, 1)
    welsh = surveys(parse_definitions(found, []))
    ready = [name for name, survey in welsh.items() if survey.languages == ("en", "cy")]
    assert ready == ["mentor_after_session", "mentor_before_session"]
    survey = welsh["mentor_before_session"]
    assert "cod" in survey.code["cy"]
    opening = next(survey.asked)
    assert opening.text["cy"].split("\n")[1] == "Draft, to be checked by a translator."
    assert "Draft" not in opening.text["en"]
    for target in ("xlsform", "limesurvey", "fhir"):
        assert "Checked by no translator yet, and a draft until then: Welsh." in notes(
            target, survey
        )
    _, sheets = converted(TARGETS["xlsform"](survey).content, tmp_path)
    assert all(row["label::Cymraeg (cy)"] for row in sheets["choices"])
    assert "not yet whole in it: Welsh" in notes("redcap", welsh["mentee_after_session"])
