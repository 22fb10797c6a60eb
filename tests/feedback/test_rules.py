"""Every rule of feedback: its breach is named with place and reason, and sound points pass."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.problem import Problem, tried
from generator.feedback.names import names_in
from generator.feedback.notes import Notes, notes_from_tables, notes_from_yaml
from generator.feedback.rules import RULES, check, signs_in
from generator.files.private_texts import read_notes
from generator.responses.table import Block, Table

ROOT = Path(__file__).parents[2]
DOMAINS = {"time": "time", "strengths": "strengths", "time management": "time"}
GOOD = {
    "mentee": "M01",
    "domain": "strengths",
    "observation": "Explains decisions to the whole team.",
    "effect": "Juniors learn why.",
    "suggestion": "Keep doing this on busy rounds.",
    "contributors": "3",
}
NAMES = ("Dr Ada Okafor-Brien", "Prof. José Niño Castellanos", "Tom Young", "Wei Li")


def yaml_of(*points: dict[str, str], names: tuple[str, ...] = NAMES) -> bytes:
    lines = ["names:", *(f'  - "{name}"' for name in names), "points:"]
    for point in points:
        pairs = [f'{key}: "{value}"' for key, value in point.items()]
        lines += [f"  - {pairs[0]}", *(f"    {pair}" for pair in pairs[1:])]
    return "\n".join(lines).encode()


def yaml_read(content: bytes) -> tuple[list[Problem], Notes | None]:
    found: list[Problem] = []
    return found, tried(found, partial(notes_from_yaml, content, "n.yml"))


def breaches(*points: dict[str, str]) -> list[str]:
    found, notes = yaml_read(yaml_of(*points))
    assert notes is not None
    return [f"{p.where}: {p.rule}" for p in (*found, *check(notes, DOMAINS))]


def test_sound_points_pass() -> None:
    assert breaches(GOOD, {**GOOD, "domain": "Time management", "contributors": "2"}) == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"contributors": "1"}, "contributors"),
        ({"contributors": "0"}, "contributors"),
        ({"contributors": "two"}, "contributors"),
        ({"contributors": ""}, "contributors"),
        ({"contributors": "2.5"}, "contributors"),
        ({"mentee": "../M01"}, "mentee-code"),
        ({"mentee": ""}, "mentee-code"),
        ({"effect": ""}, "blank-text"),
        ({"effect": "x " * 200}, "long-text"),
        ({"observation": "Says “well done” to all."}, "quotation"),
        ({"observation": "Says 'well done' to all."}, "quotation"),
        ({"observation": "Says «well done» to all."}, "quotation"),
        ({"observation": "Is hard to reach on Tuesdays."}, "date"),
        ({"observation": "Was late on 12/3."}, "date"),
        ({"observation": "Rushes at 5pm."}, "date"),
        ({"observation": "Was kind last week."}, "date"),
        ({"observation": "In March replies were late."}, "date"),
        ({"observation": "Rushes on the night shift."}, "shift"),
        ({"observation": "Rushes when on nights."}, "shift"),
        ({"observation": "One person said replies are late."}, "one-person"),
        ({"observation": "Somebody felt left out."}, "one-person"),
        ({"observation": "Never answers my messages."}, "one-person"),
        ({"observation": "I get late replies."}, "one-person"),
        ({"observation": "Forgot patient 943 476 5919."}, "identifier"),
        ({"observation": "Supports Okafor well."}, "name"),
        ({"observation": "Supports the okaforbrien team."}, "name"),
        ({"observation": "Supports Castelanos well."}, "name"),
        ({"observation": "Supports Jose's ideas."}, "name"),
        ({"observation": "Supports Dr Young well."}, "name"),
        ({"observation": "Supports J.N.C. well."}, "name"),
        ({"suggestion": "Ask Wei for help."}, "name"),
        ({"observation": "Listens like Dr K does."}, "name"),
        ({"observation": "Listens as Prof. Xu does."}, "name"),
        ({"observation": "Was hard to reach in Jan and Feb."}, "date"),
        ({"observation": "Began on May 3."}, "date"),
        ({"observation": "Rang back at 2 a.m. and was kind."}, "date"),
        ({"observation": "Rang back at 0200 and was kind."}, "date"),
        ({"observation": "Came at half past eight."}, "date"),
        ({"observation": "Was late two months ago."}, "date"),
        ({"observation": "Was late the other day."}, "date"),
        ({"observation": "Was kind that evening."}, "date"),
        ({"observation": "Was kind on one occasion."}, "date"),
        ({"observation": "Was late on 3-5-2026."}, "date"),
        ({"observation": "Rushes on night duty."}, "shift"),
        ({"observation": "Rushes when on a weekend on call."}, "shift"),
        ({"observation": "According to one trainee, replies are late."}, "one-person"),
        ({"observation": "One of the group felt left out."}, "one-person"),
        ({"observation": "Someone once felt left out."}, "one-person"),
        ({"observation": "Gave me a list of tasks."}, "one-person"),
        ({"observation": "Rushes past bed 12 on rounds."}, "identifier"),
        ({"observation": "Rushes through ward 7 on rounds."}, "identifier"),
    ],
)
def test_each_breach_is_named_at_its_place(change: dict[str, str], rule: str) -> None:
    (column,) = change
    line = 6 + list(GOOD).index(column) + 1
    found = [one for one in breaches({**GOOD, **change}) if "no-strength" not in one]
    assert [re.sub(r":\d+: ", ": ", one) for one in found] == [f"n.yml:{line}: {rule}"]


@pytest.mark.parametrize(
    "text",
    [
        "Juniors' questions are answered, and nobody's too small for a reply.",
        "May be slow to reply when the ward is full; that's understood.",
        "Marches ahead of the team, so that young doctors fall behind.",
        "Long lists are shared out before lunch. Young doctors value that.",
        "Easy to go to at night and when news is bad.",
        "IT problems are met with patience, and ED referrals are seen within 2 hours.",
        "Spends 2.5 hours on rounds, about 1/2 of them at the bedside, and answers calls 24/7.",
        "Sees 10-12 patients, 2/3 of them new, with a ratio of 1:1 and a pressure of 140/90.",
        "Letters wait until the next day. Leads the way in the care of type I diabetes.",
        "Holds one morning a week free for teaching, one junior doctor at a time.",
        "Brings about a shift in how the team talks. The nights are long; help comes at once.",
        "Is brave with bad news, and rarely wrong. The olive branch is offered first.",
        "Rings the ward before rounds. Room is made for questions. A second opinion is welcome.",
        "A few of us wait; most tell the team. Don't change what works in 3 of 4 rounds.",
    ],
)
def test_ordinary_sentences_are_let_through(text: str) -> None:
    assert breaches({**GOOD, "observation": text}) == []


def test_four_points_in_a_domain_are_one_too_many() -> None:
    assert breaches(*[GOOD] * 3) == []
    (found,) = breaches(*[GOOD] * 4)
    assert found.endswith("too-many-points")


def test_a_page_without_strengths_is_only_a_warning() -> None:
    _, notes = yaml_read(yaml_of({**GOOD, "domain": "time"}))
    assert notes is not None
    assert [(p.rule, p.severity) for p in check(notes, DOMAINS)] == [("no-strength", "warning")]


def test_every_rule_has_a_reason_in_its_docstring() -> None:
    assert all(rule.__doc__ for rule in RULES)


WORDS = re.compile(r"[^\W\d_]+")


#: Frequent surnames and first names of British hospitals, many of them one slip from a word.
PEOPLE = Path(__file__).with_name("people.txt").read_text("utf-8").splitlines()


def test_names_raise_few_false_alarms_in_ordinary_prose() -> None:
    """The guidance site is prose about wards that names nobody on the list."""
    pages = [path.read_text("utf-8") for path in (ROOT / "site_src").rglob("*.md")]
    text = "\n".join(re.sub(r"[|#*`\[\]()]", " ", page) for page in pages)
    words = len(WORDS.findall(text))
    alarms = [found.word for found in names_in(text, PEOPLE)]
    assert words > 15_000
    assert len(alarms) <= words / 3_000, alarms
    lower = [word for word in alarms if word.islower()]
    assert not lower


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Okafr helps.", "Ann Okafor"),
        ("The okaforr list.", "Ann Okafor"),
        ("Annas list.", "Anna X"),
        ("Both O’Briens help.", "Siân O'Brien"),
        ("Asks Mueller.", "Zoë Müller"),
        ("Asks Muller.", "Zoë Müller"),
        ("Asks Soren.", "Søren B"),
        ("Asks Soeren.", "Søren B"),
        ("kowalsky's view", "Jan Kowalski"),
        ("Asks Annna.", "Anna X"),
        ("Asks Mohamed.", "Mohammed X"),
        ("Supports A. O. well.", "Ann Okafor"),
        ("Write to ann.okafor today.", "Ann Okafor"),
    ],
)
def test_other_ways_of_writing_a_name(text: str, name: str) -> None:
    assert {found.name for found in names_in(text, [name])} == {name}


@given(
    name=st.sampled_from(["Okafor", "Castellanos", "Niño", "Siobhan", "O'Malley", "Whitfield"]),
    form=st.sampled_from(["{}", "{}'s", "{}’s", "Dr {}"]),
    case=st.sampled_from([str, str.lower, str.upper]),
    before=st.sampled_from(["Supports ", "", "Sits with (", "The team/"]),
)
def test_a_name_is_found_in_every_dress(name: str, form: str, case, before: str) -> None:  # type: ignore[no-untyped-def]
    text = f"{before}{form.format(case(name))} on rounds."
    assert [found.name for found in names_in(text, [f"Ann {name}"])] == [f"Ann {name}"]


@given(
    st.sampled_from(["Castellanos", "Whitfield", "Raghunathan", "Fernandez"]),
    st.integers(1, 7),
    st.sampled_from(["drop", "swap", "double"]),
)
def test_a_slip_of_typing_does_not_hide_a_name(name: str, at: int, slip: str) -> None:
    a, b, rest = name[:at], name[at], name[at + 1 :]
    wrong = {"drop": a + rest, "double": a + b + b + rest, "swap": a + rest[:1] + b + rest[1:]}[
        slip
    ]
    assert list(names_in(f"The team of {wrong} is kind.", [f"Ann {name}"]))


def test_without_names_none_can_be_looked_for() -> None:
    _, notes = yaml_read(yaml_of(GOOD, names=()))
    assert notes is not None
    assert [p.rule for p in check(notes, DOMAINS)] == ["no-names"]


def test_signs_are_told_once_each() -> None:
    found = [rule for rule, *_ in signs_in("On Friday “late”, and on Monday “early”.")]
    assert found == ["quotation", "date"]


# --- the files ----------------------------------------------------------------------------------


def test_faults_of_yaml_speak_of_notes() -> None:
    for content in (b"- a\n", b""):
        assert yaml_read(content)[0][0].remedy.startswith("Begin with 'points:'")
    found, _ = yaml_read(b"points:\n  - mentee: M1\n    domian: time\nnmes: []\n")
    assert [(str(p.where), p.rule) for p in found] == [
        ("n.yml:3:5", "unknown-key"),
        ("n.yml:4:1", "unknown-key"),
    ]
    assert yaml_read(b"names: []\n")[1] is None
    bomb = b"a: &a [x]\npoints: [*a, *a]\n"
    assert [p.rule for p in yaml_read(bomb)[0]] == ["alias"]


def test_a_table_and_a_sheet_of_names_are_read() -> None:
    rows = [["M01", "time", "Sees all.", "Good.", "Keep it.", "3"]]
    points = Table("n.xlsx", tuple(GOOD), [Block(rows, [2])], sheet="points")
    names = Table("n.xlsx", ("name",), [Block([["Ada Okafor"], [" "]], [2, 3])], sheet="names")
    found: list[Problem] = []
    read = notes_from_tables([points, names], found)
    assert found == []
    assert read.names == ("Ada Okafor",)
    (point,) = read.points
    assert str(point.place("contributors")) == "n.xlsx:points!F2"


def test_a_workbook_with_a_formula_is_refused_at_its_cell(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "points"
    book.active.append(list(GOOD))
    book.active.append([*list(GOOD.values())[:-1], "=1+1"])
    book.save(tmp_path / "n.xlsx")
    found: list[Problem] = []
    read_notes(tmp_path / "n.xlsx", "n.xlsx", found)
    assert [(str(p.where), p.rule) for p in found] == [("n.xlsx:points!F2", "formula")]
