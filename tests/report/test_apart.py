"""Answers apart from a scale's order: counted and shown, never ranked, headlined or missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.report import messages, sentences, tables
from generator.report.charts import APART, Drawing
from generator.report.completeness import completeness_blocks
from generator.report.outline import outline
from generator.report.page import More
from generator.report.questions import question_blocks
from generator.report.view import Release, Shown
from generator.survey.variables import Category, Variable
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


def shown(counts: tuple[int, ...], bands: str = "apart last", wave: str = releases.BEFORE) -> Shown:
    return releases.shown(understanding(wave, bands), counts, "restricted")


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


@pytest.mark.parametrize("bands", ["apart last", "apart first"])
def test_no_headline_names_an_answer_apart(bands: str) -> None:
    order = {name: n for n, (name, _, _) in enumerate(BANDS[bands])}
    counts = {"few": 3, "more": 4, "x": 12}
    at = tuple(counts[name] for name in sorted(order, key=order.__getitem__))
    before, after = shown(at, bands), shown(at, bands, releases.AFTER)
    when = sentences.When("before", "after")
    said = [
        sentences.highest(before, after, "mentors", when),
        messages.spread_message([(before, after)]),
        messages.most_message([before], "mentors"),
        messages.questions_message([before], "mentors"),
    ]
    assert "4 of 19 mentors chose “more”" in said[0]
    assert said[1] == "“More”: 4 before, 4 after"
    assert said[2] == "“More”: 4 of 19 mentors"
    assert said[3] == "“None or fewer”: 3 of 19 mentors"


def test_where_a_category_mixes_both_nothing_is_called_the_highest() -> None:
    before, after = shown((3, 9), "mixed"), shown((5, 7), "mixed", releases.AFTER)
    assert sentences.highest(before, after, "mentors", sentences.When("a", "b")) == ""
    assert messages.spread_message([(before, after)]) == "Answers before and after"
    assert messages.most_message([before], "mentors") == "Answers of mentors"
    assert messages.questions_message([before], "mentors") == "Answers to 1 question"
    assert tables.apart_levels([before], fine=False) == frozenset()


def measured_release() -> Release:
    """Return a restricted release: 20 answered twice, of whom 8 cannot say at one time."""
    known = tuple(
        with_apart(v) if v.measure == "understanding" else v for v in releases.variables()
    )
    group = releases.group(20, "restricted", "tiny", "programme", known=known)
    fixed = {
        (releases.BEFORE, ""): (4, 8, 8),
        (releases.AFTER, ""): (6, 10, 4),
        (releases.BEFORE, releases.AFTER): (6, 4, 2),
    }
    changed = {
        v.key: releases.shown(v, fixed[v.from_, v.to], "restricted")
        for v in known
        if v.measure == "understanding"
    }
    group = replace(group, tables={**group.tables, **changed})
    return releases.release((group,), "restricted", known=known)


def test_an_answer_apart_is_not_missing() -> None:
    shared = outline(releases.programme(), measured_release(), "en")
    blocks = completeness_blocks(shared, shared.release.groups[0])
    table = next(block for block in blocks if isinstance(block, More)).blocks[0]
    row = next(r for r in table.rows if r.headers[0].startswith("Understanding"))
    assert row.cells == ("20", "0 (0%)", "20")


def test_a_table_of_changes_says_who_is_not_compared() -> None:
    change = next(
        v for v in releases.variables() if (v.measure, v.kind) == ("understanding", "change")
    )
    notes = tables.change_notes([("Mentors", releases.shown(with_apart(change), (6, 4, 2)))])
    assert "People who chose “Cannot say yet” at either time are not compared." in notes
    plain = tables.change_notes([("Mentors", releases.shown(change, (6, 4, 2)))])
    assert not any("not compared" in note for note in plain)


def test_a_chart_gives_an_answer_apart_a_colour_outside_the_order() -> None:
    shared = outline(releases.programme(), measured_release(), "en")
    asked = replace(releases.question(), ordered=True)
    variable = with_apart(asked)
    group = replace(
        shared.release.groups[0],
        tables={variable.key: releases.shown(variable, (5, 6, 7), "restricted")},
        numbers=(),
    )
    release = replace(shared.release, groups=(group,), variables=(variable,))
    own = outline(releases.programme(), release, "en")
    figure = next(
        block for block in question_blocks(own, group, "mentee") if hasattr(block, "drawing")
    )
    drawing = figure.drawing
    assert isinstance(drawing, Drawing)
    _, data = drawing.laid_out()
    keys = [row["fill"] for row in data["keys"]][:3]
    assert keys == ["#E8A33D", "#004B93", APART]
    plain = replace(drawing, panels=tuple(replace(p, apart=frozenset()) for p in drawing.panels))
    assert drawing.recipe() != plain.recipe()
