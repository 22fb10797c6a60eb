"""The methods page of the real statistics: every one named, every formula set as print."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from generator.analysis.effect import rank_biserial, superiority
from generator.analysis.hodges_lehmann import hodges_lehmann
from generator.analysis.holm import holm
from generator.analysis.methods import METHODS
from generator.analysis.proportion import proportion_interval
from generator.analysis.signed_rank import asymptotic_p, exact_p
from generator.analysis.summary import frequencies, summarise
from generator.disclosure.rounding import window
from generator.disclosure.verdict import METHODS as PROTECTION
from generator.report.methods import methods_page

DOCS = {m.__name__: m.__doc__ or "" for m in (*METHODS, *PROTECTION)}
PAGE = methods_page(DOCS)
SOURCES = Path(__file__).parents[2] / "site_src"
PLAIN = (SOURCES / "analysts/methods-in-words.md").read_text("utf-8")
TYPE = re.compile(
    r"sequence of|sequences\b|array|tuple|shape \(|\(rows|, (?:int|float|str|bool)\b|optional"
    r"|(?:int|float|str|Summary|Shift|Kappa) or None|ValueError|^(?:int|float|str)$"
    r"|int, int|float, float",
    re.MULTILINE,
)


def test_every_method_has_a_title_of_its_own_for_readers() -> None:
    titles = re.findall(r"^## (.+) \{", PAGE, re.MULTILINE)
    assert len(set(titles)) == len(titles) == len(DOCS)
    assert "## Random rounding of a table {" in PAGE


@pytest.mark.parametrize("name", DOCS)
def test_every_statistic_shows_a_formula_as_it_is_typed(name: str) -> None:
    """A restricted verdict is one test's p against 0.05, in words."""
    blocks = re.findall(r"```text\n(.*?)\n```", methods_page({name: DOCS[name]}), re.DOTALL)
    formulas = [one for one in blocks if not one.startswith(">>>")]
    assert bool(formulas) is (name != "exact_verdict")
    assert all(line.strip() in DOCS[name] for one in formulas for line in one.splitlines())


def test_analysts_meet_no_types_and_shapes() -> None:
    text = unescape(re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL))
    assert TYPE.search(text) is None
    docs = "\n".join(DOCS.values())
    assert {"(rows, d) array of int", "sequence of (int, int, int)"} <= set(
        re.findall(r"(?<= : ).+", docs)
    )


def test_what_goes_in_and_what_comes_out_is_said_in_words() -> None:
    section = PAGE[PAGE.index("{: #rounded }") :]
    assert "`counts`\n:   People in each category, c_1 to c_k" in unescape(section)
    assert "### What comes out\n\nR_1 to R_k, which add to M" in unescape(section)
    assert "### When it is refused\n\nFor a table of fewer than 6 people" in section


def test_every_source_is_led_to_whole() -> None:
    """The address of Tango's paper holds brackets, angles and a semicolon."""
    whole = "10.1002/%28SICI%291097-0258%2819980430%2917:8%3C891::AID-SIM780%3E3.0.CO;2-B"
    assert f"(https://doi.org/{whole})" in PAGE


def test_every_method_is_led_to_from_the_pages_that_speak_of_it() -> None:
    linked = {
        anchor
        for path in SOURCES.rglob("*.md")
        for anchor in re.findall(r"methods\.md#([a-z0-9-]+)\)", path.read_text("utf-8"))
    }
    assert linked == set(re.findall(r"\{: #([a-z0-9-]+) \}", PAGE))
    assert "(../methods.md)" in PLAIN


def test_the_plain_page_works_its_example_out_as_the_program_does() -> None:
    rows = re.findall(r"^\| [A-E] \| (\d+) \| (\d+) \| (\d) higher \|$", PLAIN, re.MULTILINE)
    before, after, change = (tuple(map(int, column)) for column in zip(*rows, strict=True))
    assert change == tuple(b - a for a, b in zip(before, after, strict=True))
    first, then = (summarise(frequencies(values)) for values in (before, after))
    assert first is not None
    assert then is not None
    assert f"The median before is {first.median:g}. After, it is {then.median:g}." in PLAIN
    assert f"the hinges are {first.quartile_low:g} and {first.quartile_high:g}." in PLAIN
    risen = frequencies(change)
    assert f"2 divided by 32 is {exact_p(risen)}." in PLAIN
    assert f"In the example that gives {asymptotic_p(risen):.3f}." in PLAIN
    assert f"would be {holm([exact_p(risen)] * 7)[0]}" in PLAIN
    assert f"2 of 64 is {exact_p(((1, 6),)):.3f}" in PLAIN
    fallen = frequencies((*change[:-1], -1))
    assert f"| {rank_biserial(fallen):.2f} |" in PLAIN
    shares, shift = superiority(4, 0, 1), hodges_lehmann(fallen)
    assert shares is not None
    assert shift is not None
    assert f"| {shares[0]:g} |" in PLAIN
    assert f"| {shift.shift:g} points |" in PLAIN
    for count, people in ((4, 5), (40, 50)):
        low, high = (round(100 * limit) for limit in proportion_interval(count, people))
        assert f"from {low}% to {high}%" in PLAIN
    low, high = window(15, (10, 5, 0))[0]
    assert f"The true number lies between {low} and {high}." in PLAIN
