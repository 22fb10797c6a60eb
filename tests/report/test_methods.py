"""The methods page of the real statistics: every one named, every formula set as print."""

from __future__ import annotations

import re
from html import unescape

import pytest

from generator.analysis.methods import METHODS
from generator.disclosure.methods import METHODS as PROTECTION
from generator.report.methods import TITLES, MethodDoc, methods_page

DOCS = [MethodDoc(m.__name__, m.__name__, m.__doc__ or "") for m in (*METHODS, *PROTECTION)]
PAGE = methods_page(DOCS)
FORMULAS = re.findall(r'<p class="formula">(.*?)</p>', PAGE)


def test_every_method_has_a_title_for_readers() -> None:
    assert {doc.name for doc in DOCS} == set(TITLES)
    assert len(set(TITLES.values())) == len(TITLES)
    assert "## Random rounding of a table" in PAGE
    assert "## Verdict on open pages" in PAGE


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_every_statistic_shows_a_formula(doc: MethodDoc) -> None:
    """A restricted verdict is one test's p against 0.05, in words."""
    shown = '<p class="formula">' in methods_page([doc])
    assert shown is (doc.name != "exact_verdict")


@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas_are_set_as_print(formula: str) -> None:
    shown = unescape(re.sub(r"</?su[bp]>|<br>", "", formula))
    assert "<" not in re.sub(r"<br>|</?su[bp]>", "", formula)
    assert not re.search(r"[*^_]|sqrt|ceil\(|[\ue000-\ue003]|\s-\s", shown), shown
    assert shown.count("(") == shown.count(")")


def test_places_are_lowered_inside_sentences_too() -> None:
    assert "x<sub>1</sub> is the smallest and x<sub>n</sub> the largest" in unescape(PAGE)
    assert "`total_prorated`" in PAGE


@pytest.mark.parametrize(
    ("title", "formula"),
    [
        (
            "Signed-rank test, exact",
            "T = sum over k of R<sub>k</sub> × Binomial(t<sub>k</sub>, 1/2)",
        ),
        ("Rank-biserial correlation", "r = (T<sup>+</sup> − T<sup>−</sup>) / (T<sup>+</sup> + "),
        ("Median, quartiles and mean", "a = ⌈n/2⌉"),
        ("McDonald's omega", "ω = (sum of l<sub>i</sub>)<sup>2</sup> / "),
        ("Probability of superiority", "√(B<sup>2</sup> − 4 × A × C)"),
        ("Margin of a number of people", "5 × √("),
    ],
)
def test_some_formulas_word_for_word(title: str, formula: str) -> None:
    text = unescape(PAGE)
    section = text[text.index(f"## {title}") :]
    assert formula in section[: section.index("In the code:")]
