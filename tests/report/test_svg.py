"""Charts as SVG: valid, silent about itself, safe, and made of released numbers only."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from generator.files import svg
from generator.files.sealed import seal
from generator.report.chart_frame import BARS, WIDTH, Kind
from generator.report.chart_words import lines_of, text_width
from generator.report.charts import Bar, Drawing, Group, Panel, Shift, fills

LEVELS = ("Low", "Middle", "High")
HOSTILE = "</text><script>alert(1)</script>\"'&#0; https://evil.example"


def bars(*counts: tuple[int, ...] | None, heading: str = "Time") -> Panel:
    made = tuple(Bar(f"Row {i}", c, sum(c) if c else 0, exact=True) for i, c in enumerate(counts))
    return Panel(LEVELS, (Group(heading, made), Group("Other", made)))


def texts(picture: str) -> list[str]:
    return [e.text or "" for e in ElementTree.fromstring(picture).iter("text")]


def test_a_drawing_shows_every_number_with_zeros() -> None:
    picture = svg.draw(Drawing("before-after", (bars((10, 5, 0), (0, 0, 15)),)))
    numbers = [t for t in texts(picture) if t.isdecimal()]
    assert sorted(numbers) == sorted(["10", "5", "0", "0", "0", "15"] * 2)


def test_percentages_only_where_every_bar_has_thirty_people() -> None:
    large = svg.draw(Drawing("rows", (bars((15, 15, 0), (30, 10, 0)),)))
    assert {"50%", "0%", "75%", "25%"} <= set(texts(large))
    mixed = svg.draw(Drawing("rows", (bars((15, 15, 0), (5, 5, 0)),)))
    assert "%" not in "".join(texts(mixed))


def test_a_withheld_bar_is_words_and_no_part_of_a_bar() -> None:
    whole = svg.draw(Drawing("rows", (bars((5, 5, 5), None),)))
    assert texts(whole).count("Not shown") == 2
    assert whole.count("<path") == 3 + 2 * 3  # the key, and one full bar in each group


def test_change_draws_a_ring_and_a_dot_even_where_nothing_changed() -> None:
    panel = Panel(("Lower", "Same", "Higher"), (Group("", (Bar("Time", (5, 5, 5), 15),)),))
    same = svg.draw(Drawing("change", (panel,), (Shift("Time", 5, 5, 15, 15),), "High"))
    moved = svg.draw(Drawing("change", (panel,), (Shift("Time", 5, 10, 15, 15),), "High"))
    assert "5 → 5" in texts(same)
    assert "5 → 10" in texts(moved)
    assert moved.count("<line") == same.count("<line") + 1
    assert moved.count('stroke-width="2"') == same.count('stroke-width="2"') == 2  # with the key


@pytest.mark.parametrize("kind", sorted(BARS))
def test_only_presentational_attributes_and_no_reference(kind: str) -> None:
    drawing = Drawing(kind, (bars((5, 10, 5), heading=HOSTILE),))  # type: ignore[arg-type]
    picture = svg.draw(drawing)
    root = ElementTree.fromstring(picture)
    allowed = {"svg", "g", "path", "line", "text"}
    assert {e.tag for e in root.iter()} <= allowed
    names = {name for e in root.iter() for name in e.attrib}
    assert not names & {"style", "class", "id", "role", "href", "aria-label", "onload"}
    for element in root.iter():
        assert "http" not in " ".join(element.attrib.values())
    assert "<script" not in picture
    assert root.get("viewBox", "").startswith(f"0 0 {WIDTH} ")


def test_words_stand_where_vega_would_put_them() -> None:
    """The shortcut past Vega's text is held against Vega's own."""
    import vl_convert

    drawing = Drawing("change", (bars((5, 10, 5)),), (Shift("Time", 5, 10, 15, 15),), "High")
    height, data = drawing.laid_out()
    spec = json.loads(drawing.vega_lite)
    vega = vl_convert.vegalite_to_vega(spec)
    for source in vega["data"]:
        if "source" not in source:
            source["values"] = data.get(source["name"], [])
    vega["height"] = height
    full = ElementTree.fromstring(vl_convert.vega_to_svg(vega, allowed_base_urls=[]))
    space = "{http://www.w3.org/2000/svg}"
    theirs = set()
    for text in full.iter(f"{space}text"):
        x, y = re.findall(r"-?[\d.]+", text.get("transform", ""))
        anchor = text.get("text-anchor", "start")
        theirs.add((text.text, round(float(x), 1), round(float(y), 1), anchor))
    ours = set()
    for group in ElementTree.fromstring(svg.draw(drawing)).iter("g"):
        for text in group.iter("text"):
            place = round(float(text.get("x", "")), 1), round(float(text.get("y", "")), 1)
            ours.add((text.text, *place, group.get("text-anchor", "start")))
    assert ours == theirs


def test_charts_drawn_together_are_the_charts_drawn_alone(tmp_path: Path) -> None:
    drawings = [
        Drawing(kind, (bars((n, 5, n % 3), (0, n, 1)),))
        for n in range(1, 8)
        for kind in ("rows", "before-after")
    ]  # type: ignore[misc]
    together = svg.draw_all([*drawings, drawings[0]], tmp_path)
    assert list(together) == drawings
    assert [together[d] for d in drawings] == [svg.draw(d) for d in drawings]
    again = svg.draw_all(drawings, tmp_path)
    assert again == together
    assert len(list(tmp_path.iterdir())) == len(drawings)


def test_the_cache_is_used_and_survives_a_broken_file(tmp_path: Path) -> None:
    drawing = Drawing("rows", (bars((5, 5, 5)),))
    right = svg.draw_all([drawing], tmp_path)[drawing]
    file = tmp_path / f"{svg.fingerprint(drawing)}.svg"
    file.write_bytes(seal(b"<svg kept/>"))
    assert svg.draw_all([drawing], tmp_path)[drawing] == "<svg kept/>"
    for broken in (b"\xff\xfe", b"<svg kept/>"):
        file.write_bytes(broken)
        assert svg.draw_all([drawing], tmp_path)[drawing] == right


def test_names_differ_by_data() -> None:
    one, two = (Drawing("rows", (bars((5, 5, n)),)) for n in (5, 10))
    assert svg.fingerprint(one) != svg.fingerprint(two)


@given(st.lists(st.integers(0, 5000), min_size=3, max_size=3).filter(any))
def test_a_layout_holds_no_number_but_its_bars(counts: list[int]) -> None:
    bar = Bar("Row", tuple(counts), sum(counts), exact=True)
    _, data = Drawing("rows", (Panel(LEVELS, (Group("", (bar,)),)),)).laid_out()
    said = [w["words"] for rows in data.values() for w in rows if "words" in w]
    numbers = {int(n.replace(",", "")) for s in said for n in re.findall(r"\d[\d,]*", str(s))}
    shares = {(200 * c + bar.base) // (2 * bar.base) for c in counts}
    assert numbers <= {*counts, *shares}
    widths = [b["end"] - b["start"] for b in data.get("bars", [])]  # type: ignore[operator]
    assert sum(widths) == pytest.approx(1, abs=0.001)


@given(st.lists(st.integers(0, 99), min_size=3, max_size=3).filter(any))
def test_an_open_bar_is_as_wide_as_its_counts_and_labelled_to_the_nearest_five(
    counts: list[int],
) -> None:
    """A base that its counts miss by one makes no bar shorter or longer."""
    bar = Bar("Row", tuple(counts), sum(counts) + 1)
    _, data = Drawing("rows", (Panel(LEVELS, (Group("", (bar,)),)),)).laid_out()
    widths = [b["end"] - b["start"] for b in data["bars"]]  # type: ignore[operator]
    assert sum(widths) == pytest.approx(1, abs=0.001)
    said = [str(w["words"]) for rows in data.values() for w in rows if "words" in w]
    numbers = [int(word) for word in said if word.isdecimal()]
    assert bar.base >= 30 or all(number % 5 == 0 for number in numbers)


@given(st.lists(st.integers(0, 400), min_size=2, max_size=5).filter(any), st.sampled_from([*BARS]))
def test_no_words_leave_the_drawing(counts: list[int], kind: Kind) -> None:
    levels = tuple(f"Level {i}" for i in range(len(counts)))
    panel = Panel(levels, (Group("", (Bar("A long label of a row", tuple(counts), sum(counts)),)),))
    _, data = Drawing(kind, (panel,)).laid_out()
    for source, reach in (("words", 1.0), ("headings", 1.0), ("numbers", 0.5), ("ends", 0.0)):
        for word in data.get(source, []):
            assert float(word["x"]) + reach * text_width(str(word["words"])) <= WIDTH + 1


@given(st.text(max_size=200), st.integers(30, 440))
def test_words_are_broken_to_fit(words: str, width: int) -> None:
    for line in lines_of(words, width):
        assert text_width(line) <= width or len(line) <= 2


def test_colours_run_from_orange_to_blue_and_differ() -> None:
    for levels in range(2, 6):
        colours = fills(levels, ordered=True)
        assert len(set(colours)) == levels
        assert colours[-1] == "#004B93"
