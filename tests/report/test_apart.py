"""Answers apart from a scale's order: counted and shown, never ranked or compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.definitions.variables import Category, Variable
from generator.disclosure.rule import Audience
from generator.report import tables
from generator.report.answers import question_blocks
from generator.report.outline import outline
from generator.report.page import Figures
from generator.report.verdicts import Compared, comparison_table, dumbbells, wholes
from generator.report.view import Release
from tests.report import releases

CODES = ("0", "1", "2", "9")
LABELS = ("None now", "Fewer", "More", "Cannot say yet")
SAID = "Cannot say yet"
BANDS = {
    "apart last": (("few", "None or fewer", "0 1"), ("more", "More", "2"), ("x", SAID, "9")),
    "apart first": (("x", SAID, "9"), ("few", "None or fewer", "0 1"), ("more", "More", "2")),
    "mixed": (("few", "None or fewer", "0 1"), ("rest", "More or cannot say", "2 9")),
}


def with_apart(variable: Variable, bands: str = "apart last") -> Variable:
    made = tuple(Category(name, words, tuple(c.split())) for name, words, c in BANDS[bands])
    categories = made if variable.kind != "change" else variable.categories
    return replace(variable, codes=CODES, labels=LABELS, categories=categories, apart=("9",))


def understanding(wave: str = releases.BEFORE, bands: str = "apart last") -> Variable:
    found = next(v for v in releases.variables() if (v.measure, v.from_) == ("understanding", wave))
    return with_apart(found, bands)


@pytest.mark.parametrize(
    ("bands", "ranked"), [("apart last", (0, 1)), ("apart first", (1, 2)), ("mixed", ())]
)
def test_only_categories_without_an_answer_apart_are_ranked(
    bands: str, ranked: tuple[int, ...]
) -> None:
    assert understanding(bands=bands).ranked == ranked


def test_a_change_is_ranked_whole() -> None:
    change = next(v for v in releases.variables() if v.kind == "change")
    assert with_apart(change).ranked == (0, 1, 2)


MEDIANS = {"median_from": 1.0, "median_to": 2.0}


def measured_release(bands: str = "apart last", audience: Audience = "restricted") -> Release:
    """Return a release: 20 answered twice, of whom 8 cannot say at one time."""
    known = tuple(
        with_apart(v, bands) if v.measure == "understanding" else v for v in releases.variables()
    )
    order = [name for name, _, _ in BANDS[bands]]
    group = releases.group(20, audience, "tiny", "programme", known=known)
    fixed = {
        (releases.BEFORE, ""): (4, 8, 8),
        (releases.AFTER, ""): (6, 10, 4),
        (releases.BEFORE, releases.AFTER): (6, 4, 2),
    }
    changed = {
        v.key: replace(
            releases.shown(v, counts_of(fixed[v.from_, v.to], v, order), audience),
            statistics=MEDIANS if v.to and audience == "restricted" else {},
        )
        for v in known
        if v.measure == "understanding"
    }
    group = replace(group, tables={**group.tables, **changed})
    return releases.release((group,), audience, known=known)


def counts_of(fixed: tuple[int, ...], variable: Variable, order: list[str]) -> tuple[int, ...]:
    """Return counts of few, more and apart in the order of the bands; two bands hold one sum."""
    if variable.kind == "change":
        return fixed
    if "rest" in order:
        return fixed[0], fixed[1] + fixed[2]
    return tuple(dict(zip(("few", "more", "x"), fixed, strict=True))[name] for name in order)


def board_row(bands: str, audience: Audience = "restricted") -> list[Compared]:
    shared = outline(releases.programme(), measured_release(bands, audience), "en")
    rows = wholes(shared, shared.release.groups[0])
    return [row for row in rows if row.name.startswith("Understanding")]


@pytest.mark.parametrize("bands", ["apart last", "apart first"])
def test_the_highest_answer_is_never_one_apart(bands: str) -> None:
    """Ring and dot count everybody who answered; higher and lower only who has an order."""
    rows = board_row(bands, "open")
    ((_, who, before, after, said, _),) = dumbbells(rows, who=True).rows
    assert (who, before, after) == ("about 10 mentors: 10 → 10 of 20", 0.5, 0.5)
    assert said == "5 higher, 0 lower\n5 the same"
    made = comparison_table("", rows)
    assert made.rows[0].cells[:6] == ("10 of 20", "10 of 20", "5", "5", "0", "10")
    assert any("“more”" in note for note in made.notes)
    assert "People who chose “Cannot say yet” at either time are not compared." in made.notes


@pytest.mark.parametrize("bands", ["apart last", "apart first"])
def test_the_end_of_a_scale_is_never_an_answer_apart(bands: str) -> None:
    ((_, who, before, after, said, _),) = dumbbells(board_row(bands), who=True).rows
    assert (who, before, after) == ("12 mentors: 1 → 2 of 2", 0.5, 1.0)
    assert said == "6 higher, 2 lower\n4 the same"


def test_where_a_category_mixes_both_nothing_is_called_the_highest() -> None:
    assert board_row("mixed") == []


def test_a_table_of_changes_says_who_is_not_compared() -> None:
    change = next(
        v for v in releases.variables() if (v.measure, v.kind) == ("understanding", "change")
    )
    notes = tables.change_notes([("Mentors", releases.shown(with_apart(change), (6, 4, 2)))])
    assert "People who chose “Cannot say yet” at either time are not compared." in notes
    plain = tables.change_notes([("Mentors", releases.shown(change, (6, 4, 2)))])
    assert not any("not compared" in note for note in plain)


def test_a_question_shows_an_answer_apart_as_any_other() -> None:
    variable = with_apart(replace(releases.question(), ordered=True))
    group = replace(
        measured_release().groups[0],
        tables={variable.key: releases.shown(variable, (5, 6, 7), "restricted")},
        numbers=(),
    )
    release = replace(measured_release(), groups=(group,), variables=(variable,))
    _, figures = question_blocks(outline(releases.programme(), release, "en"), group)
    assert isinstance(figures, Figures)
    (figure,) = figures.figures
    assert [(row[1], row[3]) for row in figure.chart.rows] == [
        ("None or fewer", "5 of 18"),
        ("More", "6 of 18"),
        ("Cannot say yet", "7 of 18"),
    ]
