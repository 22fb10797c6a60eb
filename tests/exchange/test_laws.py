"""Laws 7 and 8: order means nothing, and what is left out is nowhere."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from generator.definitions.problem import Problem, RefusedError, tried
from generator.exchange.map_writing import map_text
from tests.exchange.invented import MARK, TOOLS, answers, as_csv, columns
from tests.exchange.test_round_trip import KIT, TINY, TWO, invented
from tests.exchange.walk import Programme, decided, first_step, imported, second_step

CSV_TOOLS = [name for name in TOOLS if not name.startswith("msforms")]
OF_TINY = Programme(TINY)


def table_of(content: bytes) -> list[list[str]]:
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = content.decode("utf-16" if utf16 else "utf-8-sig", "replace")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def permuted(table: list[list[str]], seed: int, kept: int) -> list[list[str]]:
    """The columns in another order; the first ones stay, as they tell which tool it was."""
    order = list(range(kept, len(table[0])))
    random.Random(seed).shuffle(order)
    return [[row[place] for place in (*range(kept), *order)] for row in table]


def rows_from(programme: Programme, form: str, path: Path) -> list[dict[str, str]]:
    return imported(programme, form, path)[1]


@pytest.mark.parametrize("tool", CSV_TOOLS)
def test_the_order_of_columns_means_nothing(tool: str, tmp_path: Path) -> None:
    instrument, cells, rows = invented((TWO, "visit", "cy"), 5)
    table = table_of(TOOLS[tool][1](instrument, cells, rows, "cy").content)
    path = tmp_path / "a.csv"
    results = []
    for seed in range(4):
        path.write_bytes(as_csv(permuted(table, seed, 2) if seed else table))
        results.append(rows_from(TWO, "visit", path))
    assert results[1:] == results[:1] * 3


def test_a_grid_that_goes_by_order_is_not_taken_in_another(tmp_path: Path) -> None:
    form = "mentor_before_session"
    instrument, cells, rows = invented((KIT, form, "en"), 5)
    table = table_of(TOOLS["redcap label"][1](instrument, cells, rows, "en").content)
    path, moved = tmp_path / "a.csv", tmp_path / "b.csv"
    path.write_bytes(as_csv(table))
    kit = KIT.kit(form)
    map_ = decided(map_text(first_step(path, kit), path.name))
    second_step(KIT, path, kit, map_)
    first = table[0].index(next(cell.words for cell in cells if cell.kind == "grid"))
    for line in table:  # the first 2 phrases change places
        line[first], line[first + 1] = line[first + 1], line[first]
    moved.write_bytes(as_csv(table))
    assert set(first_step(moved, kit).missing) == {c.name for c in cells if c.kind == "grid"}
    digest = first_step(moved, kit).source.digest
    old = first_step(path, kit).source.digest
    with pytest.raises(RefusedError) as refused:
        second_step(KIT, moved, kit, map_.replace(old, digest))
    assert {problem.rule for problem in refused.value.problems} == {"column-moved"}


def test_2_grids_that_change_places_stop_at_their_answers(tmp_path: Path) -> None:
    form = "mentor_before_session"
    instrument, cells, rows = invented((KIT, form, "en"), 6)
    table = table_of(TOOLS["redcap label"][1](instrument, cells, rows, "en").content)
    grids = [table[0].index(cell.words) for cell in cells if cell.kind == "grid"]
    start = grids[0]
    for line in table:
        line[start : start + 14] = [*line[start + 7 : start + 14], *line[start : start + 7]]
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv(table))
    with pytest.raises(RefusedError) as refused:
        rows_from(KIT, form, path)
    assert {problem.rule for problem in refused.value.problems} == {"undecided"}


HEADINGS = ("Name", "Correo electrónico", "IP", "notes", "氏名", "", "Any other business?", "k")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    extra=st.lists(
        st.tuples(st.sampled_from(HEADINGS) | st.text(max_size=12), st.text(max_size=9)),
        min_size=1,
        max_size=6,
    ),
    places=st.randoms(use_true_random=False),
    tool=st.sampled_from(CSV_TOOLS),
)
def test_what_is_left_out_is_in_nothing_that_is_written(
    extra: list[tuple[str, str]], places: random.Random, tool: str, tmp_path: Path
) -> None:
    """Law 8: also under headings that nobody thought of, twice the same or none at all."""
    instrument = TINY.instrument("visit")
    assert instrument is not None
    cells = columns(TINY.programme, instrument, "en")
    rows = answers(cells, 4, 7)
    table = table_of(TOOLS[tool][1](instrument, cells, rows, "en").content)
    for heading, content in extra:
        assume("\0" not in heading + content and "\r" not in heading + content)
        place = places.randint(3, len(table[0]))
        for number, line in enumerate(table):
            inside = heading if number < 1 else f"{MARK}{number}{content}"
            line.insert(place, '{"ImportId":"QID9"}' if "ImportId" in line[0] else inside)
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv(table))
    found: list[Problem] = []
    first = tried(found, lambda _: first_step(path, OF_TINY.kit("visit")))
    assert MARK not in str(found)
    if first is None:
        return
    text = map_text(first, "a.csv")
    assert MARK not in text
    if first.missing:
        return  # a heading was by chance that of a question: two hits, none is taken
    _, made = second_step(OF_TINY, path, OF_TINY.kit("visit"), decided(text))
    assert MARK not in str(made)
