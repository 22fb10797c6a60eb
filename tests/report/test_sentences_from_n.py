"""From nobody to a hundred thousand people: no text claims what its sample cannot carry.

Answers go through the real release, and the true counts behind it say what may
be claimed: nothing is called unlikely to be chance where an exact test of the
true answers gives 0.05 or more, or where fewer than six people changed.
"""

from __future__ import annotations

import re
from html import unescape

import numpy as np
import numpy.typing as npt
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.analysis.signed_rank import exact_p
from generator.analysis.summary import frequencies
from generator.disclosure.release import release
from generator.disclosure.released import Audience, Release, Released
from generator.report import sentences
from generator.report.html import render
from generator.report.pages import result_pages
from generator.report.sentences import TESTABLE, When
from tests.disclosure import invented

Joint = npt.NDArray[np.int64]

WHEN = When("before", "after")
#: Words that claim more than a test; none of them may stand on any page.
#: Words that no page of results may use: they judge, or name a cause, and nobody was compared.
CLAIMS = re.compile(
    r"\bsignifican|\bprove[sdn]?\b|\bproof\b|\beffective|\bsuccess|\bworks\b|\bimproved\b"
    r"|\bworsened\b|\bled to\b|\bimpact|\bdue to\b|\bthanks to\b|\bas a result\b|\bbenefit"
    r"|\btrend\b|\bcaused\b|\bhelped\b",
    re.I,
)
RARELY = "Chance alone would rarely"
SIZES = (*range(26), 29, 30, 31, 60, 95, 99, 100, 101, 102, 105, 250, 1_000, 10_000, 100_000)


def joint(**cells: int) -> Joint:
    """Return a table of before by after; ``u2=3`` is 3 people who rose by 2, ``d1``, ``s0``."""
    table = np.zeros((5, 5), dtype=np.int64)
    for step, people in cells.items():
        size = int(step[1])
        row, column = {"u": (1, 1 + size), "d": (1 + size, 1), "s": (2, 2)}[step[0]]
        table[row, column] += people
    return table


def shapes(n: int) -> dict[str, Joint]:
    """Return answers of n people: the ends of what can happen, and mixtures."""
    third, few = n // 3, min(n, 5)
    six = min(n, 6)
    return {
        "all the same": joint(s0=n),
        "all up": joint(u1=n),
        "all down": joint(d2=n),
        "five up, nobody down": joint(u2=few, s0=n - few),
        "six up, nobody down": joint(u1=six, s0=n - six),
        "half and half": joint(u1=n // 2, d1=n - n // 2),
        "a third each": joint(u1=third, s0=n - 2 * third, d1=third),
        "mostly up": joint(u2=n - third, d1=third),
        "many small up, few large down": joint(u1=n - n // 4, d3=n // 4),
        "hardly anybody": joint(u1=n // 50, s0=n - n // 50 - n // 100, d1=n // 100),
    }


def released(tables: list[Joint], audience: Audience, invited: int | None = None) -> Release:
    """Release cohorts whose mentors and mentees answered alike; nobody may have."""
    sizes = [int(table.sum()) for table in tables]
    listed = invented.cohorts([size if invited is None else invited for size in sizes])
    changes = {(role, "m", "total", *invented.WAVES): np.stack(tables) for role in invented.ROLES}
    people = {
        f"{role}_{wave}": np.array(sizes) for role in invented.ROLES for wave in invented.WAVES
    }
    tally = invented.from_counts(listed, changes=changes, people=people)
    return release(invented.programme(), invented.variables(()), tally, listed, audience=audience)


def page_words(found: Release) -> str:
    words = []
    for page in result_pages(invented.programme(), found).pages.values():
        made = render(page, lambda drawing: '<svg viewBox="0 0 1 1"></svg>')
        text = " ".join([made.markdown, *made.slots.values()])
        words.append(unescape(re.sub(r"<[^>]+>", " ", text)))
    return " ".join(words)


def true_tests(table: Joint) -> tuple[int, float, float]:
    """Return how many changed, the exact signed-rank p, and the exact sign test's p."""
    cells = [(j - i, int(table[i, j])) for i in range(5) for j in range(5)]
    d = frequencies([step for step, _ in cells], [count for _, count in cells])
    up, down = (sum(c for step, c in cells if step * way > 0) for way in (1, -1))
    sign = scipy.stats.binomtest(up, up + down).pvalue if up + down else 1.0
    return up + down, exact_p(d), float(sign)


def verdicts(found: Release) -> list[tuple[Released, str]]:
    return [
        (table, sentences.verdict(table, "answer"))
        for group in found.groups
        for table in group.tables.values()
        if isinstance(table, Released) and table.variable.kind == "change"
    ]


def check(table: Joint, audience: Audience) -> None:
    found = released([table], audience)
    changed, p, sign = true_tests(table)
    for shown, said in verdicts(found):
        by_sign = "sign test" in said
        assert by_sign == (bool(said) and not shown.exact and int(table.sum()) < 100)
        if RARELY in said:
            assert changed >= TESTABLE
            assert (sign if by_sign else p) < 0.05
        if "could well" in said:
            assert (sign if by_sign else p) >= 0.05
        if shown.exact and 0 < changed < TESTABLE:
            assert "no exact test can reach p < 0.05" in said
        if shown.exact and changed == 0:
            assert "nothing to test" in said
    words = page_words(found)
    assert not CLAIMS.search(words), CLAIMS.search(words)
    if changed < TESTABLE:
        assert RARELY not in words
        assert not re.search(r"p\s*<\s*0\.\d+\s*\)", words)


@pytest.mark.parametrize("audience", ["open", "restricted"])
@pytest.mark.parametrize("n", SIZES)
def test_no_size_and_no_shape_claims_too_much(n: int, audience: Audience) -> None:
    for table in shapes(n).values():
        check(table, audience)


@given(
    st.lists(st.integers(0, 40), min_size=9, max_size=9), st.sampled_from(["open", "restricted"])
)
@settings(max_examples=60, deadline=None)
def test_no_mixture_claims_too_much(counts: list[int], audience: Audience) -> None:
    names = ("u1", "u2", "u3", "d1", "d2", "d3", "s0")
    check(joint(**dict(zip(names, counts, strict=False))), audience)


@pytest.mark.parametrize("audience", ["open", "restricted"])
@pytest.mark.parametrize("n", [5, 12, 150])
def test_where_nobody_answered_nothing_is_said(n: int, audience: Audience) -> None:
    found = released([joint()], audience, invited=n)
    assert all(said == "" for _, said in verdicts(found))
    words = page_words(found)
    assert RARELY not in words
    assert "The middle" not in words
    assert "nan" not in words.lower().split()


@pytest.mark.parametrize(
    ("table", "audience", "says"),
    [
        (joint(u1=100_000), "open", "p < 0.001"),
        (joint(s0=100_000), "open", "p is not below 0.05"),
        (joint(u1=50_000, d1=50_000), "open", "p is not below 0.05"),
        (joint(u1=5, s0=195), "open", "p is not below 0.05"),
        (joint(u1=12, s0=4, d1=4), "restricted", "Chance alone could well"),
    ],
)
def test_what_a_sample_can_carry_is_said(table: Joint, audience: Audience, says: str) -> None:
    """The tests above would pass on empty pages; these show that something is said."""
    said = " ".join(words for _, words in verdicts(released([table], audience)))
    assert says in said


def test_small_open_groups_get_a_verdict_where_rounding_allows_one() -> None:
    found = released([joint(u1=25), joint(u1=13, d1=12)], "open")
    said = " ".join(words for _, words in verdicts(found))
    assert RARELY in said
    assert "sign test agrees" in said
