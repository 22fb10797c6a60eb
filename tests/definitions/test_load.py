"""Reading definition files: places, YAML's surprises, models' faults, hostile files."""
# ruff: noqa: E501 - each message stands whole, as its reader sees it

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions import yaml_source
from generator.definitions.instrument import Instrument
from generator.definitions.load import parse_definitions, read_file
from generator.definitions.problem import Problem, RefusedError, format_problem
from generator.definitions.programme import Programme
from generator.definitions.rules import read_definitions
from generator.definitions.yaml_source import plain_value, read_yaml

ToldOf = Callable[[dict[str, str]], list[str]]
FORM = """\
id: small
version: "1.0.0"
title: Small form
kind: unlinked
role: mentor
minutes: 1
purpose: To ask.
when: Now.
sections:
  - id: main
    title: Main
    items:
      - {id: colour, type: short_text, text: "Which colour?"}
"""


def read(content: str | bytes) -> tuple[Instrument | None, list[Problem]]:
    found: list[Problem] = []
    return read_file(content, "small.yml", Instrument, found).model, found


def faults_of_yaml(content: str | bytes) -> list[Problem]:
    found: list[Problem] = []
    with suppress(RefusedError):
        read_yaml(content, "small.yml", found)
    return found


def _lines(content: str | bytes) -> list[str]:
    return [format_problem(problem) for problem in read(content)[1]]


def _with(old: str, new: str) -> str:
    assert old in FORM
    return FORM.replace(old, new, 1)


def test_a_good_form_is_read_whole() -> None:
    form, found = read(FORM)
    assert found == []
    assert form is not None
    assert (form.id, form.version) == ("small", "1.0.0")
    assert [item.type for item in form.items] == ["short_text"]


def test_every_value_keeps_its_place(tiny: dict[str, str]) -> None:
    definitions = parse_definitions(tiny, [])
    place = definitions.at(definitions.programme.scales[1].points[0], "label")
    line = tiny["programme.yml"].splitlines()[place.line - 1]
    assert line[place.column - 1 :] == '"Yes"}'
    visit = definitions.instrument("visit")
    assert visit is not None
    absent = definitions.at(visit.sections[0], "intro")
    assert tiny["visit.yml"].splitlines()[absent.line - 1].strip() == "- id: visit"


@pytest.mark.parametrize(
    "word", ["No", "yes", "ON", "off", "y", "12:30", "2026-05-01", "0o17", "1e3"]
)
def test_words_that_yaml_would_change_stay_text_and_are_named(word: str) -> None:
    form, found = read(_with("title: Main", f"title: {word}"))
    assert form is not None
    assert form.sections[0].title == word
    (problem,) = found
    assert (problem.where.line, problem.where.column, problem.rule) == (11, 12, "yaml-surprise")
    assert problem.remedy == f'Put quotes round it: "{word}".'
    assert _lines(_with("title: Main", f'title: "{word}"')) == []


def test_what_yaml_would_read_is_said() -> None:
    assert _lines(_with("title: Main", "title: No")) == [
        'small.yml:11:12: yaml-surprise: Without quotes many programs read No as false. Put quotes round it: "No".'
    ]
    assert _lines(_with('"1.0.0"', "1.10")) == [
        (
            "small.yml:2:10: yaml-surprise: Without quotes 1.10 is read as the number 1.1, not as text. "
            'Put quotes round it: "1.10", and give all 3 numbers.'
        )
    ]
    assert _lines(_with("title: Main", "title: true")) == [
        (
            "small.yml:11:12: yaml-surprise: Without quotes true is read as the truth value true, not as text. "
            'Put quotes round it: "true".'
        )
    ]


def test_pyyaml_itself_would_change_them() -> None:
    """The reason for a reader of our own, so that we notice if the reason goes away."""
    assert yaml.safe_load("a: No\nb: 1.10\nc: 12:30\na: yes") == {"a": True, "b": 1.1, "c": 750}


def test_a_date_of_a_retention_needs_no_quotes(tiny: dict[str, str]) -> None:
    text = tiny["programme.yml"] + "retention:\n  - {id: forms, what: Forms, until: 2027-01-31}\n"
    found: list[Problem] = []
    programme = read_file(text, "programme.yml", Programme, found).model
    assert found == []
    assert programme is not None
    assert str(programme.retention[0].until) == "2027-01-31"


MODEL_FAULTS = [
    (("minutes: 1", "minutes: one"), "6:10: wrong-type: 'minutes' is 'one'. It takes a whole number."),
    (("minutes: 1", "minutes: 1.5"), "6:10: wrong-type: 'minutes' is '1.5'. It takes a whole number."),
    (("minutes: 1", "minutes: true"), "6:10: wrong-type: 'minutes' is 'true'. It takes a whole number."),
    (("minutes: 1", "minutes: 0"), "6:10: out-of-range: 'minutes' is 0. It must be at least 1."),
    (("minutes: 1", "minutes:"), "6:9: wrong-type: There is nothing after 'minutes:'. Give a whole number."),
    (("id: colour", "id: Colour"), "13:14: id-shape: 'Colour' cannot be an id. Use lower-case letters, digits and '_', with a letter first."),
    (('"1.0.0"', '"1.0"'), "2:10: version-shape: '1.0' is not a version. Write 3 numbers in quotes, such as \"1.0.0\"."),
    (("when: Now.\n", ""), "1:1: missing-key: The key 'when' is missing here. Add 'when: …'."),
    (("type: short_text, ", ""), "13:9: missing-key: This item has no 'type'. Add 'type: …', such as 'scale'."),
    (("type: short_text", "type: short_txt"), "13:9: unknown-value: There is no item type 'short_txt'. Did you mean 'short_text'?"),
    (("kind: unlinked", "kind: unlinkd"), "4:7: unknown-value: 'kind' cannot be 'unlinkd'. Did you mean 'unlinked'?"),
    (("purpose:", "purpos: To err.\npurpose:"), "7:1: unknown-key: There is no key 'purpos' here. Did you mean 'purpose'?"),
    (("type: short_text", "type: short_text, lines: 2"), "13:40: unknown-key: There is no key 'lines' here. Known: show_if, hint, id, text, type, height."),
    (("title: Main", "title: [a, b]"), "11:12: wrong-type: 'title' is a list. It takes a text or 1 text for each key, indented below."),
    (("title: Main", "title: {en: 5}"), "11:17: yaml-surprise: Without quotes 5 is read as the number 5, not as text. Put quotes round it: \"5\"."),
    (("sections:\n  - id", "sections:\n    id"), None),
    (("id: small", "id: " + "a" * 60), "1:5: wrong-length: 'id' is too long. It takes at most 48 characters."),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "line"), MODEL_FAULTS)
def test_a_fault_against_the_model(edit: tuple[str, str], line: str | None) -> None:
    lines = _lines(_with(*edit))
    if line is None:  # sections as keys, not as a list
        line = "10:5: wrong-type: 'sections' is a set of keys. It takes a list."
    assert lines == [f"small.yml:{line}"]


YAML_FAULTS = [
    ("id: a\nid: b\n", "2:1: duplicate-key: The key 'id' is here twice; the first is in line 1. Delete 1 of the 2. Otherwise only the last one counts."),
    ("a: &x 1\nb: *x\n", "1:4: alias: An anchor or alias, 'x'. Write the values out; shared words belong in programme.yml."),
    ("a: !!python/object/apply:os.system [ls]\n", "1:4: custom-tag: A YAML tag, 'tag:yaml.org,2002:python/object/apply:os.system'. Delete it; for text, put quotes round the value."),
    ("a: 1\n---\nb: 2\n", "2:1: several-documents: A second YAML document begins here. Keep 1 form in each file, and delete this line of 3 hyphens."),
    ("a: 1\n\tb: 2\n", "2:1: tab: There is a tab here. YAML needs spaces. Replace each tab with 2 spaces."),
    ("", "1:1: empty-file: The file is empty. Write a definition, or delete it."),
    ("# words only\n", "1:1: empty-file: The file is empty. Write a definition, or delete it."),
    ("- a\n", "1:1: yaml-syntax: The file is not a set of keys with values. Begin with lines such as 'id: my_form'; README.md shows a whole form."),
    ("a: b: c\n", "1:5: yaml-syntax: This is not valid YAML: mapping values are not allowed in this context. A text that holds a colon and a space needs quotes."),
    ('a: b\nc: "d\ne: f\ng: "h"\n', "2:4: yaml-syntax: This is not valid YAML: a text in quotation marks runs over the end of its line. Close the quotation mark on this line."),
    ("a: b\nc: 'd\ne: f\n", "2:4: yaml-syntax: This is not valid YAML: a text in quotation marks runs over the end of its line. Close the quotation mark on this line."),
    ("? [a]\n: b\n", "1:3: key-not-text: This key is not a word. A key is a word before a colon; put quotes round a text with brackets."),
    ("a: \x07\n", "1:4: odd-character: A character that cannot be read, U+0007. Delete it, and type what was meant."),
    ('a: "b\\0c"\n', "1:4: odd-character: A character that cannot be read, U+0000. Delete it, and type what was meant."),
    ('a: ["b\\tc\\n", "\\e[2J"]\n', "1:15: odd-character: A character that cannot be read, U+001B. Delete it, and type what was meant."),
    ('a: b\n"c\\u2028": d\n', "2:1: odd-character: A character that cannot be read, U+2028. Delete it, and type what was meant."),
    (b"a: caf\xe9\n", "1:7: not-utf-8: The byte 0xe9 is not UTF-8 text. Save the file as UTF-8."),
    (b"\xff\xfea\x00:\x00", "1:1: not-utf-8: The byte 0xff is not UTF-8 text. Save the file as UTF-8."),
]  # fmt: skip


@pytest.mark.parametrize(("content", "line"), YAML_FAULTS)
def test_a_fault_of_yaml(content: str | bytes, line: str) -> None:
    assert [format_problem(one) for one in faults_of_yaml(content)] == [f"small.yml:{line}"]


def test_the_pure_reader_finds_the_same_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML comes without libyaml; only the words of a syntax fault may differ."""
    with_c = [faults_of_yaml(content) for content, _ in YAML_FAULTS]
    monkeypatch.setattr(yaml_source, "_LOADER", yaml.SafeLoader)
    for (content, _), others in zip(YAML_FAULTS, with_c, strict=True):
        here = [(one.where, one.rule) for one in faults_of_yaml(content)]
        assert here == [(one.where, one.rule) for one in others]
    assert plain_value(read_yaml(FORM, "f.yml", [])) == yaml.safe_load(FORM)


def test_a_byte_order_mark_and_windows_lines_are_welcome() -> None:
    content = b"\xef\xbb\xbf" + FORM.replace("\n", "\r\n").encode()
    assert read(content) == read(FORM)


def test_of_repeated_keys_the_first_counts() -> None:
    form, found = read(_with("kind: unlinked", "kind: unlinked\nkind: sheet"))
    assert form is not None
    assert form.kind == "unlinked"
    assert [problem.rule for problem in found] == ["duplicate-key"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("[" * 200_000, "too-deep"),
        ("{a: " * 100_000, "too-deep"),
        ("a:\n" + "".join("  " * n + "- \n" for n in range(1, 400)), "too-deep"),
        ("a: [" + "1," * 60_000 + "1]", "too-large"),
        ("a: " + "x" * 1_000_001, "too-large"),
        ("a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(99)), "alias"),
    ],
)
def test_a_hostile_file_is_refused_before_it_costs_much(content: str, rule: str) -> None:
    """Expanded, the bomb would have 2 to the power of 99 values: this test would never end."""
    with pytest.raises(RefusedError) as refused:
        read_yaml(content, "hostile.yml", [])
    assert [problem.rule for problem in refused.value.problems] == [rule]


def test_a_number_of_many_digits_stays_text() -> None:
    assert _lines(_with("minutes: 1", "minutes: " + "9" * 5000))[0].startswith(
        "small.yml:6:10: wrong-type: 'minutes' is '999"
    )


def test_without_a_programme_there_is_nothing_to_check(tiny: dict[str, str]) -> None:
    forms = {f"instruments/{name}": text for name, text in tiny.items() if name != "programme.yml"}
    with pytest.raises(RefusedError) as refused:
        read_definitions(forms, [])
    assert [format_problem(problem) for problem in refused.value.problems] == [
        (
            "instruments/programme.yml:1:1: no-programme: There is no programme.yml among the definitions. "
            "Run the command in a programme's folder, or make one with 'mentoring init'."
        )
    ]


def test_a_second_programme_is_refused_and_other_files_are_passed_over(
    tiny: dict[str, str], told_of: ToldOf
) -> None:
    more = {
        "old/programme.yml": tiny["programme.yml"],
        "README.md": "id: x",
        "schema/form.json": "{",
    }
    (line,) = told_of(tiny | more)
    assert line.startswith("programme.yml:1:1: second-programme: ")


def test_forms_may_stand_in_folders_and_a_repeated_form_is_named(
    tiny: dict[str, str], told_of: ToldOf
) -> None:
    assert told_of({f"forms/{n}" if n == "visit.yml" else n: t for n, t in tiny.items()}) == []
    assert told_of(tiny | {"more/visit.yml": tiny["visit.yml"]})[0] == (
        "visit.yml:1:5: duplicate-id: 'visit' is here twice among the forms; the first is in "
        "more/visit.yml:1:5. Rename or delete one of them."
    )


def test_all_files_are_read_before_anything_is_said(told: Callable[..., list[str]]) -> None:
    lines = told(
        ("visit.yml", "title: The visit", "title: a: b"),
        ("sign_up.yml", "minutes: 1", "minuts: 1"),
    )
    assert [line.split(": ")[:2] for line in lines] == [
        ["sign_up.yml:7:1", "unknown-key"],
        ["visit.yml:3:9", "yaml-syntax"],
    ]


@given(st.one_of(st.text(), st.binary()))
def test_reading_any_content_returns_and_never_raises(content: str | bytes) -> None:
    for model in (Programme, Instrument):
        found: list[Problem] = []
        assert read_file(content, "a.yml", model, found).model is not None or found


def read_or_refused(content: str) -> bool:
    form, found = read(content)
    return form is not None or any(problem.severity == "error" for problem in found)


@given(st.data())
def test_a_form_with_anything_in_it_returns_and_never_raises(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(FORM)))
    stop = data.draw(st.integers(start, min(len(FORM), start + 40)))
    junk = data.draw(st.text(alphabet="ab:-[]{}\n \"'#&*!|>%@`,?0.~é", max_size=30))
    assert read_or_refused(FORM[:start] + junk + FORM[stop:])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_any_value_for_any_key_returns_and_never_raises(value: object) -> None:
    """JSON is YAML, so whatever JSON can say may stand in a definition."""
    text = json.dumps(value)
    for key in ("sections", "role", "accepts", "waivers", "id"):
        content = "\n".join(line for line in FORM.splitlines() if not line.startswith(f"{key}:"))
        assert read_or_refused(f"{key}: {text}\n{content}\n")
    found: list[Problem] = []
    read_file(f"scales: {text}", "programme.yml", Programme, found)
    assert found
