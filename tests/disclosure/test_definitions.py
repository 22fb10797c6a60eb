"""What definitions and answers may not do to a ledger: each of these was a hole once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

import tests.disclosure.small as small
from generator.definitions.codebook import codebooks
from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, refuse
from generator.definitions.rules import read_definitions
from generator.definitions.variables import Variable, variables
from generator.disclosure.ledger import Ledger, RedefinedError
from generator.disclosure.newcomers import Source, check_questions
from generator.disclosure.populations import Population, members, role_sizes
from generator.disclosure.release import make
from generator.responses.answers import Responses
from tests.disclosure.small import KEY, RULE, TINY, Crowd, crowd

rng = np.random.default_rng
Edit = Callable[[str], str]


def defs(change: Edit) -> Definitions:
    files = sorted(TINY.glob("*.yml"))
    texts = {f"instruments/{path.name}": change(path.read_text("utf-8")) for path in files}
    found: list[Problem] = []
    made = read_definitions(texts, found)
    refuse(found)
    return made


def source(made: Definitions, people: Crowd) -> Source:
    ids = [one.id for one in people.cohorts]
    answers = {
        name: small._answers(name, rows, ids)
        for name, rows in people.forms.items()
        if rows and name != "mentor_later"
    }
    programme, forms = made.programme, made.instruments
    responses = Responses(tuple(people.cohorts), answers, frozenset(), {}, 0)
    return Source(programme, variables(programme, forms), codebooks(programme, forms), responses)


def test_a_release_after_one_that_waits_for_thirty() -> None:
    whole = crowd([24, 26], rng(5), gaps=0)
    early = whole.copy()
    for rows in early.forms.values():
        for code in [c for c in rows if int(c[-2:]) >= 12]:
            del rows[code]
    whole.release(early.release().ledger)


def twice(first: Edit, then: Edit) -> None:
    people = crowd([16], rng(1), gaps=0, optional=0, present=0.9)
    ledger = make(source(defs(first), people), RULE, Ledger("tiny"), KEY, "d").ledger
    make(source(defs(then), people), RULE, ledger, KEY, "d")


def test_a_wave_is_renamed() -> None:
    def renamed(text: str) -> str:
        text = text.replace("id: after,", "id: later,").replace("wave: after", "wave: later")
        return text.replace("to: after,", "to: later,")

    with pytest.raises(RedefinedError, match="was released"):
        twice(lambda text: text, renamed)


def test_a_first_comparison_comes_later() -> None:
    def without(text: str) -> str:
        for measure in ("grasp", "sureness"):
            ends = "from: before, to: after, primary: true"
            text = text.replace(f"  - {{role: mentor, measure: {measure}, {ends}}}\n", "")
        return text

    with pytest.raises(RedefinedError, match="was released for other people"):
        twice(without, lambda text: text)


def test_a_code_apart_changes_no_base() -> None:
    scale = """  - id: grasping
    title: Grasping
    points:
      - {code: 1, label: Very unsure}
      - {code: 2, label: Unsure}
      - {code: 3, label: In between}
      - {code: 4, label: Sure}
      - {code: 5, label: I have no role, apart: true}
    bands:
      - {id: low, label: Unsure, codes: [1, 2]}
      - {id: high, label: Sure, codes: [3, 4]}
      - {id: none, label: I have no role, codes: [5]}
  - id: yes_no
"""
    apart = "title: Grasp\n    scale: grasping"
    d = defs(
        lambda text: text.replace("  - id: yes_no\n", scale, 1).replace(
            "title: Grasp\n    scale: sureness", apart
        )
    )
    c = crowd([13], rng(1), gaps=0, optional=0)
    for name in ("mentor_before", "mentor_after"):
        for _, row in c.forms[name].values():
            row["grasp"] = 3
    c.forms["mentor_after"]["mentor-w00-03"][1]["grasp"] = 4
    ledger = make(source(d, c), RULE, Ledger("tiny"), KEY, "d").ledger
    parts = [(part, table.n) for g in ledger.groups for part, table in g.tables.items()]
    found = {people for part, people in parts if part.startswith("grasp")}
    assert found == {13}


def test_somebody_who_moves_between_waves_is_one_person() -> None:
    c = crowd([11, 12], rng(1), optional=0)
    for code, (home, row) in list(c.forms["mentor_after"].items()):
        c.forms["mentor_after"][code] = ("w01" if home == "w00" else "w00", row)
    s = c.source()
    assert role_sizes(s.books, s.responses)["mentor"] == 23


def test_of_sheets_without_a_code_those_of_one_form_count() -> None:
    c = crowd([4], rng(3), gaps=0, optional=0)
    for name, many in (("mentor_before", 3), ("mentor_after", 5)):
        row = next(iter(c.forms[name].values()))
        c.forms[name] |= {f"UNLINKED-{n:03}@w00": row for n in range(many)}
    s = c.source()
    assert role_sizes(s.books, s.responses)["mentor"] == 4 + 5


def test_who_returns_two_forms_of_one_wave_is_one_person() -> None:
    s = crowd([12], rng(3), gaps=0, optional=0.5).source()
    books = {**s.books, "mentor_later": replace(s.books["mentor_later"], wave="after")}
    assert len(members(Population("mentor", ("after",)), books, s.responses)) == 12


def released(*without: str) -> tuple[Ledger, tuple[Variable, ...]]:
    first = crowd([16], rng(1), gaps=0, optional=0).source()
    asked = tuple(one for one in first.variables if one.measure not in without)
    made = make(replace(first, variables=asked), RULE, Ledger("tiny"), KEY, "d")
    assert made.tables
    return made.ledger, asked


def test_a_question_comes_back_under_another_name() -> None:
    ledger, asked = released("worries")
    renamed = [
        replace(one, measure="hold", population=(one.from_,)) if one.measure == "grasp" else one
        for one in asked
    ]
    with pytest.raises(RedefinedError, match="“grasp” was released and is not asked any more"):
        check_questions(ledger, renamed)


def test_a_question_may_go_and_a_new_one_may_come_among_the_same_people() -> None:
    ledger, asked = released()
    check_questions(ledger, [one for one in asked if one.measure != "grasp"])
    renamed = [replace(o, measure="fears") if o.measure == "worries" else o for o in asked]
    check_questions(ledger, renamed)


def test_a_form_is_moved_to_another_wave() -> None:
    ledger, asked = released()
    mine = next(o for o in asked if (o.instrument, o.measure) == ("mentor_after", "worries"))
    moved = replace(mine, from_="later", population=("later",))
    others = [one for one in asked if one is not mine]
    with pytest.raises(RedefinedError, match="“worries” was released for other people"):
        check_questions(ledger, [*others, moved, replace(mine, measure="fears")])


def test_a_question_keeps_the_categories_that_it_was_published_with() -> None:
    ledger, asked = released()
    turned = [
        replace(o, categories=o.categories[::-1]) if o.measure == "worries" else o for o in asked
    ]
    with pytest.raises(RedefinedError, match="“worries” was released with other answers or bands"):
        check_questions(ledger, turned)


def test_a_cohort_that_a_lost_key_closes_keeps_its_id() -> None:
    people = crowd([16, 14], rng(1), gaps=0, optional=0)
    ledger = people.release().ledger
    other = bytes(reversed(KEY))
    people.release(ledger, other)
    people.cohorts[1] = replace(people.cohorts[1], id="w77")
    for rows in people.forms.values():
        for code, (home, row) in rows.items():
            rows[code] = ("w77" if home == "w01" else home, row)
    with pytest.raises(RedefinedError, match="“w01” is closed"):
        people.release(ledger, other)


def test_sheets_without_a_code_are_missed_too() -> None:
    people = crowd([16], rng(1), gaps=0, optional=1)
    rows = people.forms["mentor_later"]
    for number in range(4):
        rows[f"UNLINKED-{number:03}@w00"] = next(iter(rows.values()))
    ledger = people.release().ledger
    assert people.release(ledger).gone == 0
    del rows["UNLINKED-001@w00"], rows["UNLINKED-002@w00"]
    assert people.release(ledger).gone == 2


def test_sheets_without_a_code_of_a_renamed_cohort_never_count_again() -> None:
    people = crowd([16], rng(1), gaps=0, optional=1)
    rows = people.forms["mentor_later"]
    rows |= {f"UNLINKED-{n:03}@w00": next(iter(rows.values())) for n in range(12)}
    ledger = people.release().ledger
    people.cohorts = [replace(people.cohorts[0], id="w77")]
    for form in people.forms.values():
        form |= {code: ("w77", row) for code, (_, row) in form.items()}
    assert people.release(ledger).tables == 0
