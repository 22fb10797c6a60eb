"""Each rule on words: missing or blank ones, local names, and wording warnings."""
# ruff: noqa: E501 - each message stands whole, as its reader sees it

from __future__ import annotations

from collections.abc import Callable

import pytest

from generator.definitions.problem import format_problem
from generator.definitions.rules import read_definitions

Edits = list[tuple[str, str, str]]  # file, text there, text instead

MENTOR_BEFORE = "mentor_before.yml"
PROGRAMME = "programme.yml"
VISIT = "visit.yml"

CASES: list[tuple[Edits, list[str]]] = [
    (
        [(VISIT, "title: The visit", 'title: ""')],
        [
            "visit.yml:3:8: blank-text: 'title' is blank. Write a text.",
        ],
    ),
    (
        [(VISIT, "title: The visit", "title: {en: The visit, fr: La visite}")],
        [
            "visit.yml:3:28: language: 'title' has a text in fr, which the programme lacks. Add it to 'languages' in programme.yml, or delete the text.",
        ],
    ),
    (
        [(VISIT, "title: The visit", "title: {cy: Ymweliad}")],
        [
            "visit.yml:3:8: language: 'title' has no text in en. Write {en: …}.",
            "visit.yml:3:13: language: 'title' has a text in cy, which the programme lacks. Add it to 'languages' in programme.yml, or delete the text.",
        ],
    ),
    (
        [(PROGRAMME, "status: ready\n", "status: ready\nlanguages: [en, Welsh!]\n")],
        [
            "programme.yml:6:17: language: 'Welsh!' is not a language tag. Write tags such as en, cy or pt-BR.",
        ],
    ),
    (
        [(PROGRAMME, "email: pat@example.org", 'email: ""')],
        [
            "programme.yml:15:12: blank-local: warning: The email of the contact 'organiser' is blank. Fill in 'email'; readers of the site need it.",
        ],
    ),
    (
        [(PROGRAMME, "department: Tea room", 'department: ""')],
        [
            "programme.yml:8:15: blank-local: warning: The department's name is blank. Fill in 'department' under 'local'.",
        ],
    ),
    (
        [
            (
                PROGRAMME,
                "status: ready\n",
                "status: ready\nretention: [{id: forms, what: Forms, until: }]\n",
            )
        ],
        [
            "programme.yml:6:45: blank-local: warning: The date until which 'forms' are kept is blank. Fill in 'until', such as 2028-03-31; the privacy notice names it.",
        ],
    ),
    (
        [
            (
                VISIT,
                "text: Where was it?",
                "text: Where in the whole of the big old house by the blue sea did we two meet to drink our tea on that day?",
            )
        ],
        [
            "visit.yml:19:15: long-question: warning: The question has 24 words; up to 20 are easy to follow. Shorten it, or move part of it into a 'hint'.",
        ],
    ),
    (
        [(VISIT, "text: Where was it?", "text: How warm and clean was it?")],
        [
            "visit.yml:19:15: two-ideas: warning: 'and' may join 2 ideas in 1 question. Ask them separately.",
        ],
    ),
    (
        [(VISIT, "text: Where was it?", "text: Was it not warm?")],
        [
            "visit.yml:19:15: negative: warning: 'not' makes the question negative. Ask it without a negative.",
        ],
    ),
    (
        [
            (
                VISIT,
                "text: Where was it?",
                "text: To what extent did organisational considerations inhibit immediate articulation of deficiencies?",
            )
        ],
        [
            "visit.yml:19:15: hard-words: warning: The reading age is about 29; up to 14 is easy for all. Use shorter words and sentences.",
        ],
    ),
    (
        [
            (
                MENTOR_BEFORE,
                "text: What, if anything, are you worried about?",
                "text: What worries you?",
            )
        ],
        [
            "mentor_before.yml:24:15: leading-question: warning: The open question takes for granted that there is something to say. Begin with 'What, if anything, …'.",
        ],
    ),
    (
        [
            (
                VISIT,
                "sections:",
                "waivers:\n  - {rule: two-idea, item: place, reason: They belong together.}\nsections:",
            )
        ],
        [
            "visit.yml:13:12: unknown-waiver: There is no wording rule 'two-idea' to waive. Did you mean 'two-ideas'?",
        ],
    ),
    (
        [
            (
                VISIT,
                "sections:",
                "waivers:\n  - {rule: two-ideas, item: place, reason: They belong together.}\nsections:",
            )
        ],
        [
            "visit.yml:13:12: unused-waiver: warning: Nothing needs the waiver of 'two-ideas' for 'place'. Delete it.",
        ],
    ),
]


def _name(case: tuple[Edits, list[str]]) -> str:
    return case[1][0].split(": ")[1]


@pytest.mark.parametrize(("edits", "lines"), CASES, ids=map(_name, CASES))
def test_a_fault_is_named_with_place_and_remedy(
    edits: Edits, lines: list[str], tiny_with: Callable[[Edits], dict[str, str]]
) -> None:
    problems = read_definitions(tiny_with(edits)).problems
    assert [format_problem(problem) for problem in problems] == lines
