"""A file of decisions may hold anything: it is understood, or every fault of it is told."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.problem import Problem
from generator.scan.decisions import Decisions, parse
from tests.scan.test_scan_command import saved

KEYS = st.sampled_from(["picture", "page", "item", "answer", "x"])
VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("0" * 64)
ENTRIES = st.dictionaries(KEYS, VALUES) | st.lists(VALUES, max_size=2) | VALUES


def parsed(content: bytes) -> tuple[Decisions, list[Problem]]:
    found: list[Problem] = []
    return parse(content, "decisions.json", found), found


@given(
    st.binary(max_size=60)
    | st.lists(ENTRIES, max_size=4).map(
        lambda listed: json.dumps({"format": 1, "decisions": listed}).encode()
    )
)
def test_nothing_is_passed_over_in_silence(content: bytes) -> None:
    decisions, found = parsed(content)
    entries = 0
    try:
        entries = len(json.loads(content)["decisions"])
    except (ValueError, TypeError, KeyError):
        assert found
    assert len(decisions.by_key) + len(found) >= min(entries, 1)
    assert all(problem.remedy for problem in found)


@given(
    st.dictionaries(
        st.tuples(
            st.text("0123456789abcdef", min_size=64, max_size=64),
            st.integers(0, 99),
            st.sampled_from(["respondent", "@page", "@lost:2", "worries_text"]),
        ),
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
        max_size=5,
    )
)
def test_what_is_saved_is_read_again(said: dict[tuple[str, int, str], str]) -> None:
    decisions, found = parsed(saved(said).encode())
    assert found == []
    wanted = {
        key: "".join(answer.split()) if key[2] == "respondent" else answer
        for key, answer in said.items()
    }
    assert {key: one.answer for key, one in decisions.by_key.items()} == wanted
    assert [one.where.line for one in decisions.by_key.values()] == list(range(2, len(said) + 2))
