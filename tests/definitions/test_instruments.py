"""The shipped programme, its thirteen survey forms and its sheets, against what they describe."""
# ruff: noqa: E501 - one line a form

from __future__ import annotations

import ast
import re
from pathlib import Path
from textwrap import indent

import pytest

from generator.definitions.instrument import (
    Instrument,
    LongTextItem,
    MeasureBlock,
    NoteItem,
    NumberItem,
    Question,
    item_id,
)
from generator.definitions.load import Definitions, read_file
from generator.definitions.problem import Problem, format_problem
from generator.definitions.programme import Model, Scale
from generator.definitions.rules import FAULTS, WARNINGS, read_definitions
from generator.definitions.rules_wording import WORDING
from generator.definitions.yaml_source import read_yaml
from generator.responses.return_log import OPTIONAL, REQUIRED

ROOT = Path(__file__).parents[2]
README = ROOT / "instruments" / "README.md"

# Kind, role, wave and item ids; a measure's block is written measure_*.
FORMS = {
    "mentor_before_interview": "linked mentor before_interview understanding importance_* confidence_* ability_* worries worries_text easier_text good_text",
    "mentor_after_interview": "linked mentor after_interview understanding importance_* confidence_* worries_change worries_text freedom",
    "mentor_preferences": "named mentor - name",
    "mentor_before_session": "linked mentor before_session understanding importance_* confidence_* worries worries_text expected_minutes",
    "mentor_after_session": "linked mentor after_session understanding importance_* confidence_* worries_change worries_text experience duration seniority_barrier seniority_text relationship relationship_text useful_text improve_text",
    "mentee_before_session": "linked mentee before_session awareness_* importance_* worries worries_text expected_minutes hopes_text",
    "mentee_after_session": "linked mentee after_session awareness_* importance_* worries_change worries_text experience duration usefulness change_practice change_practice_text seniority_barrier relationship appraisal useful_text improve_text",
    "session_record": "unlinked pair session minutes setting finished",
    "about_you_mentor": "unlinked mentor - age_band gender training_stage previous_feedback previous_mentor",
    "about_you_mentee": "unlinked mentee - age_band gender years_consultant previous_mentor",
    "consent": "named participant - take_part recording quotes_inside quotes_published name signature signed_on",
    "follow_up_mentor": "linked mentor follow_up understanding importance_* confidence_* relationship relationship_text useful_text improve_text",
    "follow_up_mentee": "linked mentee follow_up awareness_* importance_* relationship relationship_text useful_text improve_text",
}  # fmt: skip

# Codes of each scale, its bands, and what makes it other than an order from low to high.
SCALES = {
    **dict.fromkeys(("importance", "confidence", "ability", "awareness"), "1 2 3 4 5 | low: 1 2 | middle: 3 | high: 4 5 | summed"),
    **dict.fromkeys(("understanding", "experience", "freedom", "hindrance", "usefulness"), "1 2 3 4 5 | low: 1 2 | middle: 3 | high: 4 5"),
    "duration": "1 2 3 4 5 | too_short: 1 2 | about_right: 3 | too_long: 4 5",
    "worry_change": "0 1 2 3 9 | fewer: 0 1 | same_or_more: 2 3 | none_before: 9 | apart 9",
    "relationship": "1 2 3 | worse: 1 | same: 2 | better: 3",
    "yes_no": "yes no | yes: yes | no: no | unordered",
    "yes_no_unsure": "yes unsure no | yes: yes | unsure: unsure | no: no | unordered",
}  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> Definitions:
    folder = ROOT / "instruments"
    files = {
        f"instruments/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in folder.rglob("*.yml")
    }
    found: list[Problem] = []
    definitions = read_definitions(files, found)
    assert [format_problem(problem) for problem in found] == []
    return definitions


def test_the_survey_forms_are_there_with_their_items(shipped: Definitions) -> None:
    found = {form.id: _outline(form) for form in shipped.instruments if form.kind != "sheet"}
    assert found == FORMS


def test_the_agenda_adds_up_to_45_minutes(shipped: Definitions) -> None:
    agenda = shipped.instrument("session_agenda")
    assert agenda is not None
    table = agenda.sections[0].table
    assert table is not None
    assert [row.label for row in table.printed] == ["5", "25", "10", "5"]


def test_the_return_log_has_the_columns_of_its_file(shipped: Definitions) -> None:
    sheet = shipped.instrument("return_log_sheet")
    assert sheet is not None
    table = sheet.sections[0].table
    assert table is not None
    names = {str(column.title).lower() for column in table.columns}
    # Found out at the data holder's desk, and typed at once: no room is left on the sheet.
    desk = {"set_aside", "withdrawn"}
    assert names - {"form"} | {"instrument"} | desk == {*REQUIRED, *OPTIONAL}


def test_the_timeline_keeps_the_order_that_the_draw_needs(shipped: Definitions) -> None:
    week = {step.id: step.from_ for step in shipped.programme.timeline}
    order = ("invitation", "briefings", "before_interview", "documents", "preferences", "draw")
    weeks = [week[step] for step in (*order, "before_session", "results", "follow_up")]
    assert weeks == sorted(weeks)
    assert week["before_interview"] == week["interview"] == 1


def _outline(form: Instrument) -> str:
    names = [
        f"{item.measure}_*" if isinstance(item, MeasureBlock) else item_id(item)
        for item in form.items
        if not isinstance(item, NoteItem)
    ]
    return " ".join([form.kind, form.role, form.wave or "-", *names])


def test_the_scales_have_their_codes_and_bands(shipped: Definitions) -> None:
    assert {scale.id: _scale_outline(scale) for scale in shipped.programme.scales} == SCALES


def _scale_outline(scale: Scale) -> str:
    parts = [" ".join(str(point.code) for point in scale.points)]
    parts += [f"{band.id}: {' '.join(map(str, band.codes))}" for band in scale.bands]
    parts += [f"apart {point.code}" for point in scale.points if point.apart]
    parts += ["summed"] * scale.summed + ["unordered"] * (not scale.ordered)
    return " | ".join(parts)


def test_domains_and_comparisons(shipped: Definitions) -> None:
    programme = shipped.programme
    assert [domain.id for domain in programme.domains] == [
        "technology", "clinical", "juniors", "time", "approachability", "strengths", "improvement",
    ]  # fmt: skip
    made = [(c.role, c.measure, c.from_, c.to, c.primary) for c in programme.comparisons]
    assert made == [
        ("mentor", measure, early, "after_session", early == "before_session")
        for measure in ("confidence", "importance", "understanding")
        for early in ("before_interview", "before_session")
    ] + [
        ("mentee", measure, "before_session", "after_session", True)
        for measure in ("awareness", "importance")
    ]


def test_contacts_are_invented(shipped: Definitions) -> None:
    for contact in shipped.programme.contacts:
        assert "(invented)" in contact.name
        assert contact.email.endswith("@example.org")
        assert re.fullmatch(r"020 7946 0\d{3}", contact.phone)  # kept free for drama


def test_every_form_is_ready_at_the_first_version(shipped: Definitions) -> None:
    for form in shipped.instruments:
        assert (form.version, form.accepts, form.status) == ("1.0.0", ("1.0.0",), "ready")


def test_open_questions_lead_nobody_and_minutes_have_limits(shipped: Definitions) -> None:
    items = [i for form in shipped.instruments if form.kind == "linked" for i in form.items]
    for item in items:
        if isinstance(item, LongTextItem):
            assert str(item.text).startswith("What, if anything, ")
        if isinstance(item, NumberItem):
            assert (item.minimum, item.maximum, item.unit) == (0, 600, "minutes")


def test_a_question_is_worded_the_same_wherever_it_is_asked_again(shipped: Definitions) -> None:
    """Before and after an event a word may change (“now”), but not for these scales."""
    repeated = ("experience", "duration", "seniority_barrier", "relationship", "relationship_text")
    texts: dict[str, set[str]] = {}
    for form in shipped.instruments:
        for item in form.items:
            if isinstance(item, Question) and item.id in repeated:
                texts.setdefault(item.id, set()).add(str(item.text))
    assert {name: len(found) for name, found in texts.items()} == dict.fromkeys(repeated, 1)


def test_the_blocks_that_init_blanks_have_one_key_a_line() -> None:
    lines = (ROOT / "instruments/programme.yml").read_text(encoding="utf-8").splitlines()
    for key in ("local:", "contacts:", "retention:"):
        start = lines.index(key) + 1
        block = lines[start : next(n for n in range(start, len(lines)) if not lines[n])]
        assert block
        for line in block:
            assert re.fullmatch(r'  (- |  )?[a-z_]+: ("[^"]*"|[a-z_]+|\d{4}-\d\d-\d\d)', line), line


def test_the_readme_explains_every_rule() -> None:
    explained = set(re.findall(r"^\| `([a-z0-9-]+)` \|", README.read_text("utf-8"), re.M))
    rules = {rule.__name__.replace("_", "-") for rule in (*FAULTS, *WARNINGS, *WORDING)}
    said = {
        node.value
        for path in (ROOT / "generator/definitions").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    named = {text for text in said if re.fullmatch("[a-z]+(?:-[a-z0-9]+)+", text)}
    assert rules - {"unknown-name", "wording"} <= explained
    # Two are told of other files, and two are encodings.
    assert named - explained == {"missing-character", "unknown-form", "utf-8", "utf-8-sig"}


def test_the_readmes_own_examples_are_good(shipped: Definitions) -> None:
    """The whole form is read; the fragments keep the programme free of faults once they are in it."""
    blocks = re.findall(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.S)
    found: list[Problem] = []
    read_file(blocks[0], "instruments/tea_before.yml", Instrument, found)
    for block in blocks[1:]:
        read_yaml(f"example:\n{indent(block, '  ')}", "README.md", found)
    assert found == []
    programme = (ROOT / "instruments/programme.yml").read_text(encoding="utf-8")
    files = {"programme.yml": programme, "tea_before.yml": blocks[0]}
    read_definitions(files, found)
    assert {problem.rule for problem in found} == {
        "unused",
        "comparison-measure",
    }  # the shipped forms are left out here


def _models(model: type[Model]) -> list[type[Model]]:
    return [m for sub in model.__subclasses__() for m in (sub, *_models(sub))]


@pytest.mark.parametrize("model", _models(Model), ids=lambda model: model.__name__)
def test_the_readme_names_every_key_and_item_type(model: type[Model]) -> None:
    text = README.read_text(encoding="utf-8")
    for name, field in model.model_fields.items():
        assert re.search(f"`{field.alias or name}[`:]", text), name
        if name == "type":
            assert f"| `{field.annotation.__args__[0]}` |" in text  # type: ignore[union-attr]
