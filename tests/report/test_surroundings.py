"""A group beside the places around it: from 30 people, in no order, with no word on differences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.disclosure.rule import Audience
from generator.report.outline import outline
from generator.report.page import Block, Figure, Heading
from generator.report.surroundings import NO_ORDER, TITLE, surroundings_blocks
from generator.report.view import Release, Withheld
from tests.report import releases
from tests.report.test_pages import pages_of, words_of


def blocks(release: Release, group: str) -> list[Block]:
    shared = outline(releases.programme(), release)
    return list(surroundings_blocks(shared, shared.groups[group]))


@pytest.mark.parametrize("audience", ["open", "restricted"])
def test_here_stands_above_what_is_around(audience: Audience) -> None:
    heading, _, figure = blocks(releases.trust((40, 25), audience), "C1")
    assert heading == Heading(2, TITLE)
    assert isinstance(figure, Figure)
    heads = [row.headers for row in figure.tables[0].rows]
    assert heads[:3] == [
        ("Confidence in giving feedback (mentors)", place)
        for place in ("Here", "North Hospital", "Everywhere")
    ]
    bars = figure.drawing.panels[0].groups[0].bars
    assert [bar.label for bar in bars] == ["Here", "North Hospital", "Everywhere"]
    assert {bar.exact for bar in bars} == {audience == "restricted"}


def test_nothing_under_thirty_people_and_nothing_for_the_whole() -> None:
    release = releases.trust((40, 25))
    assert blocks(release, "C2") == []
    assert blocks(release, "tiny") == []
    assert NO_ORDER in words_of(pages_of(release).pages["results/cohort-C1.md"])


def test_a_comparison_that_is_withheld_everywhere_is_left_out() -> None:
    release = releases.trust((40, 25))
    first, *others = release.groups
    gone = {k: Withheld(t.variable) for k, t in first.tables.items() if k[1] == "confidence"}
    found = replace(release, groups=(replace(first, tables={**first.tables, **gone}), *others))
    (figure,) = [b for b in blocks(found, "C1") if isinstance(b, Figure)]
    assert {row.headers[0] for row in figure.tables[0].rows} == {
        "Understanding of the role (mentors)"
    }
