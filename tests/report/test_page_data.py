"""From rows to page data, both audiences: no code, no free text, no number under the rule.

The rows are drawn at random; a reader who knows the rule and none of the code
looks at every value of ``statistics.csv``, every table cell, every chart and every
sentence. That it would see a fault is shown by planting them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings

from generator.analysis.tally import tally
from generator.disclosure.release import Origin, make
from generator.disclosure.released import Audience, Release, Released
from generator.report import charts
from generator.report.charts import Bar, Drawing, Group, Panel
from generator.report.page import (
    Block,
    Bullets,
    DataTable,
    Figure,
    Heading,
    Link,
    More,
    Paragraph,
    Row,
)
from generator.report.pages import ResultPages, result_pages
from generator.survey.codebook import codebooks
from generator.survey.definition import Definitions
from generator.survey.session_form import session_forms
from generator.survey.themes import theme_variables
from generator.survey.variables import variables
from tests.report.page_reading import everything, private_faults
from tests.report.strict_reader import faults
from tests.strategies import Rowed, World, public_words, responses_of, rows_of, tiny, worlds

MINIMUM: dict[Audience, int] = {"open": 10, "restricted": 5}


@cache
def definitions() -> Definitions:
    return tiny()


def released(world: World, audience: Audience) -> tuple[Rowed, Release]:
    """Walk from rows to a release."""
    known = definitions()
    rowed = rows_of(world, known)
    read = responses_of(world, rowed, known)
    programme = known.programme
    asked = (
        *variables(programme, known.instruments),
        *theme_variables(programme, read.themes),
    )
    made = make(
        programme,
        asked,
        tally(programme, codebooks(programme, known.instruments), read),
        read.cohorts,
        audience=audience,
        sessions=session_forms(programme, known.instruments),
        origin=Origin(read.versions, read.files, read.skipped, "2026-03-09"),
    )
    assert made.findings == ()
    return rowed, made.release


def read_strictly(world: World, rowed: Rowed, release: Release, pages: ResultPages) -> list[str]:
    found = faults(pages, release, MINIMUM[release.audience])
    public = public_words(definitions(), world.cohorts)
    found += private_faults(pages, rowed.codes, rowed.words, public)
    said = "\n".join(text for _, text in everything(pages))
    return found + [f"a date of completion: {day}" for day in rowed.dates if day in said]


@pytest.mark.parametrize("audience", ["open", "restricted"])
@given(world=worlds())
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_private_and_no_number_under_the_rule(audience: Audience, world: World) -> None:
    rowed, release = released(world, audience)
    pages = result_pages(definitions().programme, release)
    assert read_strictly(world, rowed, release, pages) == []


# ---- Planted faults: the reader would see them ----

PLAIN = World((14, 22, 9), "spread", 1.0, ("It went rather well for both of us",), 7, True)
LARGE = replace(PLAIN, sizes=(60, 64))


@cache
def walked(audience: Audience, world: World = PLAIN) -> tuple[Rowed, Release]:
    return released(world, audience)


def seen(release: Release, pages: ResultPages | None = None, world: World = PLAIN) -> str:
    """Return what the strict reader says of a release, or of other pages made of it."""
    rowed, _ = walked(release.audience, world)
    made = pages or result_pages(definitions().programme, release)
    return "\n".join(read_strictly(world, rowed, release, made))


@pytest.mark.parametrize("world", [PLAIN, LARGE])
@pytest.mark.parametrize("audience", ["open", "restricted"])
def test_what_the_plants_are_put_into_is_sound(audience: Audience, world: World) -> None:
    assert seen(walked(audience, world)[1], world=world) == ""


def with_table(
    release: Release, change: Callable[[Released], Released], kind: str, group: int = 0
) -> Release:
    """Return a release in which the first table of a kind in one group is another."""
    first = release.groups[group]
    key = next(
        key
        for key, table in first.tables.items()
        if table.variable.kind == kind and isinstance(table, Released)
    )
    table = first.tables[key]
    assert isinstance(table, Released)
    tables = {**first.tables, key: change(table)}
    others = list(release.groups)
    others[group] = replace(first, tables=tables)
    return replace(release, groups=tuple(others))


def statistics(**more: float) -> Callable[[Released], Released]:
    return lambda table: replace(table, statistics={**table.statistics, **more})


def counted(*counts: int) -> Callable[[Released], Released]:
    return lambda table: replace(table, base=sum(counts), counts=counts)


OPEN_PLANTS: dict[str, tuple[str, Callable[[Released], Released], str]] = {
    "exact counts": ("change", counted(21, 15, 9), "no multiples of 5"),
    "too few people": ("change", counted(5, 0, 0), "under the minimum"),
    "a base of its own": ("change", lambda t: replace(t, base=t.base + 5), "do not add up"),
    "a mean": ("wave", statistics(mean=3.2), "may never be shown"),
    "a median of few": ("wave", statistics(median=3.0), "['median'] or codes"),
    "an exact p": ("change", statistics(p_exact=0.0312), "is for restricted pages"),
    "p in digits": ("change", lambda t: replace(t, p_class="0.031"), "p in digits"),
    "an interval": ("change", statistics(superiority_low=0.31), "is for restricted pages"),
    "codes of few": ("wave", lambda t: replace(t, code_counts=(5, 10, 10, 10, 10)), "or codes"),
    "a theme's exact count": ("theme", counted(13, 32), "no multiples of 5"),
    "a question's exact count": ("question", counted(22, 23), "no multiples of 5"),
}


@pytest.mark.parametrize("name", OPEN_PLANTS)
def test_what_is_planted_on_open_pages_is_seen(name: str) -> None:
    kind, change, said = OPEN_PLANTS[name]
    assert said in seen(with_table(walked("open")[1], change, kind))


RESTRICTED_PLANTS: dict[str, tuple[str, Callable[[Released], Released], str]] = {
    "too few people": ("change", counted(2, 1, 1), "under the minimum"),
    "everybody the same": ("change", counted(0, 45, 0), "all, or all but one"),
    "all but one the same": ("wave", counted(1, 0, 44), "all, or all but one"),
    "a minimum": ("wave", statistics(minimum=1.0), "may never be shown"),
    "a maximum": ("wave", statistics(maximum=5.0), "may never be shown"),
    "hinges of few": ("wave", lambda t: replace(statistics(quartile_low=2.0)(t), base=7,
                      counts=(2, 2, 3), code_counts=None), "hinges or an interval"),
    "a shift of few": ("change", lambda t: replace(statistics(shift=1.0)(t), base=7,
                       counts=(2, 2, 3)), "hinges or an interval"),
}  # fmt: skip


@pytest.mark.parametrize("name", RESTRICTED_PLANTS)
def test_what_is_planted_on_restricted_pages_is_seen(name: str) -> None:
    kind, change, said = RESTRICTED_PLANTS[name]
    assert said in seen(with_table(walked("restricted")[1], change, kind))


def test_groups_that_differ_by_few_are_seen() -> None:
    """A group in one with three people more: the difference is three people's answers."""
    release = walked("restricted")[1]

    def less(table: Released) -> Released:
        whole = release.groups[0].tables[table.variable.key]
        assert isinstance(whole, Released)
        return counted(10, 10, whole.base - 23)(table)

    assert "are 3 people" in seen(with_table(release, less, "change", group=-1))


def pages_with(block: Block, audience: Audience = "open") -> tuple[Release, ResultPages]:
    """Return pages with one more block on the programme's page."""
    release = walked(audience)[1]
    made = result_pages(definitions().programme, release)
    page = made.pages["results/programme.md"]
    changed = {**made.pages, page.address: replace(page, blocks=(*page.blocks, block))}
    return release, ResultPages(changed, made.files)


def cells(*row: str, columns: tuple[str, ...] = ("Lower", "People")) -> DataTable:
    return DataTable("Planted", ("Area", *columns), (Row(("Tea",), row),))


def chart(counts: tuple[int, ...], base: int) -> Figure:
    panel = Panel(("Lower", "Higher"), (Group("", (Bar("Tea", counts, base),)),))
    return Figure(Drawing("rows", (panel,)), "Planted", "", "", (cells("10", "15"),))


SENTENCES: dict[str, tuple[Block, str]] = {
    "a count": (Paragraph(("12 of about 15 mentors gave a higher total.",)), "no rounded number"),
    "a headcount": (Paragraph(("Of 44 mentors, most answered.",)), "no rounded number"),
    "a small base": (Paragraph(("About 5 of about 5 mentors did.",)), "under the minimum"),
    "a share": (Bullets((("73% of about 40 gave a higher total.",),)), "no share"),
    "p in digits": (Paragraph(("It may be chance (p = 0.05).",)), "p in digits"),
    "a median": (Paragraph(("The middle total (median) was 20 both times.",)), "a median of few"),
    "a cell": (cells("7", "15"), "no rounded number"),
    "a base in a cell": (cells("5", "5"), "a base of 5"),
    "a share in a cell": (cells("10 (66%)", "30"), "no share"),
    "a share of few": (cells("10 (67%)", "15"), "no share"),
    "an exact p in a cell": (cells("0.03", "15", columns=("Exact p", "People")), "a column"),
    "another gap": (DataTable("Planted", ("Area", "Lower"), (Row(("Tea",), ("All said no.",),
                    gap=True),)), "a gap that says"),
    "a bar": (chart((7, 8), 15), "in a chart"),
    "a bar of few": (chart((5, 0), 5), "a bar of 5 people"),
    "a heading": (Heading(2, "Answers of 13 mentors"), "no rounded number"),
}  # fmt: skip


@pytest.mark.parametrize("name", SENTENCES)
def test_what_is_planted_in_a_page_is_seen(name: str) -> None:
    block, said = SENTENCES[name]
    release, pages = pages_with(block)
    assert said in seen(release, pages)


def test_a_mark_out_of_place_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar drawn from exact counts under a rounded number tells them to a ruler."""
    segments = charts._segments

    def drawn(canvas: object, counts: tuple[int, ...], *more: object) -> None:
        if sum(counts[:2]) > 1:
            counts = (counts[0] + 1, counts[1] - 1, *counts[2:])
        segments(canvas, counts, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(charts, "_segments", drawn)
    assert "a mark at" in seen(walked("open")[1])


def test_a_file_with_other_numbers_is_seen() -> None:
    release = walked("open")[1]
    pages = result_pages(definitions().programme, release)
    name = "results/data/programme.csv"
    assert b",base,45,45," in pages.files[name]
    files = {**pages.files, name: pages.files[name].replace(b",base,45,45,", b",base,50,50,", 1)}
    assert "other numbers than the whole" in seen(release, ResultPages(pages.pages, files))


@pytest.mark.parametrize("audience", ["open", "restricted"])
def test_private_text_is_seen_wherever_it_is_planted(audience: Audience) -> None:
    rowed, release = walked(audience)
    code, words = min(rowed.codes), min(rowed.words)
    for block in (
        Paragraph((f"Ask {code.upper()} about it.",)),
        Paragraph((Link("More", f"cohort-{code}.md"),)),
        cells(code, "15"),
        replace(chart((5, 10), 15), drawing=Drawing("rows", (Panel((code, "b"), ()),))),
        Heading(3, words.upper()),
        More("More", (Bullets(((f"One said: “{words}”",),)),)),
    ):
        _, pages = pages_with(block, audience)
        assert "a code in" in seen(release, pages) or "words of somebody" in seen(release, pages)
    _, pages = pages_with(Paragraph((f"Typed on {min(rowed.dates)}.",)), audience)
    assert "a date of completion" in seen(release, pages)
    group = replace(release.groups[0], title=f"Ward of {code}")
    assert "a code in" in seen(replace(release, groups=(group, *release.groups[1:])))
