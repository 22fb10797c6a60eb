"""Charts: right in place, whole in words, silent about themselves, safe, and never cut off."""
# ruff: noqa: E501 - one line a row

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.files import svg as drawing
from generator.files.cache import write_sealed
from generator.report import altair_charts
from generator.report.altair_charts import BARS, BLUE, TRACK, WIDTH
from generator.report.charts import KINDS, Chart, broken

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
FONTS = ROOT / "generator" / "theme" / "assets" / "fonts"
HOSTILE = (
    "<script>alert(1)</script>",
    '"]]><svg onload="x">&#0;&amp;',
    "</text></svg><img src=https://evil.example>",
    "w" * 500,
    "one two " * 62,
    "👩🏽‍⚕️ 👨‍👩‍👧 sister",
    "לא נוח לתת משוב لا أعرف",
    "a\x00b\x1bc\ufffe\u202ed",
    "{{ x }} ${y} datum.label",
)
BOARD = Chart(
    "dumbbells-people",
    (
        ("Understanding of the role", "35 mentors and 35 mentees", 0.31, 0.93, "20 → 65 of 70\n40 of 70 higher", "higher"),
        ("Importance of feedback", "35 mentors and 35 mentees", 0.4, 0.4, "30 → 30 of 70\n15 of 70 higher", "no clear change"),
        ("Confidence in giving feedback", "35 mentors", 0.25, 0.75, "10 → 25 of 35\n20 of 35 higher", "higher"),
        ("Awareness of junior doctors' views", "35 mentees", 1.0, 0.0, "35 → 0 of 35\n0 of 35 higher", "too few to say"),
    ),
)  # fmt: skip
QUESTION = Chart(
    "bars",
    (
        ("How was the session for you?", "Very poor", 0.0, "0 of 25"),
        ("How was the session for you?", "Excellent", 0.52, "13 of 25"),
        ("Was it useful?", "Yes", 1.0, "25 of 25"),
    ),
)


def drawn(chart: Chart) -> str:
    return drawing.draw_all([chart])[chart]


def words_of(svg: str) -> list[str]:
    """Return each line of words."""
    return [text.text or "" for text in ElementTree.fromstring(svg).iter("text")]


def places(svg: str, radius: str) -> list[float]:
    """Return how far right the circles of a radius stand, those of the key apart."""
    found = re.findall(rf'translate\(([\d.]+),[\d.]+\)" d="M{radius},', svg)
    return [float(x) for x in found]


def on_track(share: float) -> float:
    return TRACK[0] + share * (TRACK[1] - TRACK[0])


@pytest.mark.parametrize("kind", ["dumbbells-people", "dumbbells-scale"])
def test_rings_and_dots_stand_at_their_shares(kind: str) -> None:
    svg = drawn(Chart(kind, BOARD.rows))
    radii = list(dict.fromkeys(re.findall(r'd="M([\d.]+),0A', svg)))
    rings, dots = (places(svg, radius) for radius in radii)
    assert rings[1:] == pytest.approx([on_track(row[2]) for row in BOARD.rows], abs=0.5)
    assert dots[1:] == pytest.approx([on_track(row[3]) for row in BOARD.rows], abs=0.5)
    joins = re.findall(rf'<g stroke="{BLUE}" stroke-width="3">(.*?)</g>', svg)
    ends = [float(x) for x in re.findall(r'x2="([\d.]+)"', joins[0])]
    assert ends == pytest.approx([on_track(row[3]) for row in BOARD.rows], abs=0.5)
    assert float(radii[0]) > float(radii[1]) + 2  # no change stays visible: a ring around a dot


def test_bars_are_as_long_as_their_shares() -> None:
    svg = ElementTree.fromstring(drawn(QUESTION))
    bars = [
        bar
        for group in svg.iter("g")
        if group.get("fill") == BLUE and group.get("opacity") is None
        for bar in group.iter("rect")
    ]
    assert {float(bar.get("x", "")) for bar in bars} == {BARS[0]}
    long = [float(bar.get("width", "")) for bar in bars]
    assert long == pytest.approx([row[2] * (BARS[1] - BARS[0]) for row in QUESTION.rows], abs=0.5)


def test_rows_keep_their_order_and_groups_their_headings() -> None:
    svg = ElementTree.fromstring(drawn(QUESTION))
    found = sorted((float(text.get("y", "")), text.text) for text in svg.iter("text"))
    assert [text for _, text in found if text and not text[0].isdigit()] == [
        "How was the session for you?",
        "Very poor",
        "Excellent",
        "Was it useful?",
        "Yes",
    ]


@pytest.mark.parametrize("chart", [BOARD, QUESTION])
def test_every_word_stands_in_the_picture_once(chart: Chart) -> None:
    columns = dict(zip(KINDS[chart.kind][0], zip(*chart.rows, strict=True), strict=True))
    columns["group"] = tuple(dict.fromkeys(columns.get("group", ())))
    values = (value for column in columns.values() for value in column)
    expected = Counter(word for value in values if isinstance(value, str) for word in value.split())
    expected += Counter(
        {"bars": "", "dumbbells-people": "nobody everybody before after"}[chart.kind].split()
    )
    assert Counter(word for text in words_of(drawn(chart)) for word in text.split()) == expected


def hostile(kind: str, words: str) -> Chart:
    filled = tuple(
        0.5 if name in {"before", "after", "share"} else words for name in KINDS[kind][0]
    )
    return Chart(kind, (filled, filled))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("words", HOSTILE)
def test_only_allowed_elements_whatever_the_words(kind: str, words: str) -> None:
    svg = drawn(hostile(kind, words))
    root = ElementTree.fromstring(svg)
    assert {e.tag for e in root.iter()} <= {"svg", "g", "path", "line", "rect", "text"}
    names = {name for e in root.iter() for name in e.attrib}
    shape = {"d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "viewBox"}
    looks = {
        "fill",
        "stroke",
        "stroke-width",
        "opacity",
        "font-weight",
        "font-family",
        "font-size",
        "text-anchor",
    }
    assert names <= shape | looks
    assert root.get("width") is None
    assert not re.search(r"\d\.\d{3}", re.sub(r"<text.*?</text>", "", svg))
    written = "".join(words_of(svg))
    readable = re.sub(r"[\x00\x1b\ufffe\s]", "", words)
    assert readable in re.sub(r"\s", "", written)


def test_a_mark_that_no_chart_asks_for_is_refused() -> None:
    image = ElementTree.fromstring(
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="x" fill="#000000"/></svg>'
    )
    with pytest.raises(RuntimeError, match="Vega drew a image"):
        drawing._marks(image)


def test_paint_that_is_not_a_colour_is_dropped() -> None:
    shape = '<path d="M0,0h1v1h-1Z" fill="url(#x)" stroke="#123456" opacity="1;x"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{shape}</svg>'
    _, marks = drawing._marks(ElementTree.fromstring(svg))
    assert [mark.looks for mark in marks] == [' stroke="#123456"']


@pytest.mark.parametrize("kind", KINDS)
def test_no_rows_and_one_row(kind: str) -> None:
    nothing, one = drawn(Chart(kind, ())), drawn(hostile(kind, "Word"))
    assert "Word" not in nothing
    assert "Word" in one
    height = [float(re.findall(r'viewBox="0 0 360 ([\d.]+)"', svg)[0]) for svg in (nothing, one)]
    assert height[0] < height[1]


def random_charts() -> list[Chart]:
    charts = []
    for n in range(100):
        bars = tuple(
            (f"Question {n // 3}", f"Answer {k} " * (n % 4 + 1), n / 100, f"{n}%")
            for k in range(n % 6)
        )
        charts.append(Chart("bars", bars))
        rows = tuple(
            ("Domain " * (k + 1), "", n / 100, k / 9, f"{n} → {k}", "higher") for k in range(n % 8)
        )
        charts.append(Chart(f"dumbbells-{('people', 'scale')[n % 2]}", rows))
    return charts


def test_charts_drawn_together_are_the_charts_drawn_alone(tmp_path: Path) -> None:
    charts = random_charts()
    together = drawing.draw_all([*charts, charts[0]], tmp_path)
    assert list(together) == list(dict.fromkeys(charts))
    assert len(list(tmp_path.iterdir())) == len(together)
    for chart in charts[::7]:
        assert together[chart] == drawn(chart)
    assert drawing.draw_all(reversed(charts), tmp_path) == together


def test_two_processes_draw_what_one_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    charts = random_charts()
    alone = drawing.draw_all(charts)
    monkeypatch.setattr(drawing, "BATCH", 0)
    assert drawing.draw_all(charts) == alone


def test_the_cache_is_used_and_survives_a_broken_file(tmp_path: Path) -> None:
    right = drawing.draw_all([BOARD], tmp_path)[BOARD]
    file = tmp_path / f"{drawing.fingerprint(BOARD)}.svg"
    write_sealed(file, b"<svg kept/>")
    assert drawing.draw_all([BOARD], tmp_path)[BOARD] == "<svg kept/>"
    for damaged in (b"\xff\xfe", b"<svg kept/>"):
        file.write_bytes(damaged)
        assert drawing.draw_all([BOARD], tmp_path)[BOARD] == right


def test_names_differ_by_what_is_shown() -> None:
    other = Chart(BOARD.kind, BOARD.rows[1:])
    assert drawing.fingerprint(BOARD) != drawing.fingerprint(other)


def test_a_specification_is_altair_with_empty_data() -> None:
    assert set(KINDS) == set(altair_charts.KINDS)
    for kind in KINDS:
        spec = json.loads(Chart(kind, ()).vega_lite)
        assert "vega-lite" in spec["$schema"]
        assert "datasets" not in spec
        assert spec["data"] == {"name": "rows"}


def placed(svg: str) -> set[tuple[str, tuple[str, ...], float, float]]:
    """Return what is drawn and where."""
    head, rows = drawing._marks(ElementTree.fromstring(svg))
    return {(m.tag, m.rest, round(m.x, 1), round(m.y, 1)) for m in (*head, *rows)}


@pytest.mark.parametrize("chart", [BOARD, QUESTION])
def test_words_without_size_stand_where_vega_puts_words_with_size(chart: Chart) -> None:
    sized = altair_charts.specification(chart.kind, altair_charts.SIZE)
    ours, theirs = (
        placed(drawing._filled(drawing._compiled(vega_lite)[0], *chart.placed(0)))
        for vega_lite in (chart.vega_lite, sized)
    )
    assert ours == theirs


@given(st.text(max_size=300), st.integers(5, 60))
@settings(max_examples=200)
def test_words_are_broken_and_none_is_lost(words: str, letters: int) -> None:
    lines = broken(words, letters)
    assert all(len(line) <= letters for line in lines)
    drawn = re.sub(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", words)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", drawn)


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mixed(over: str, ground: str, share: float) -> str:
    pairs = ((int(over[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


@pytest.mark.parametrize(("ground", "ink"), [("#ffffff", "#212b32"), ("#1c252c", "#e8edee")])
def test_marks_are_seen_on_both_schemes(ground: str, ink: str) -> None:
    svg = drawn(QUESTION)
    (opacity,) = re.findall(r'fill="currentColor" opacity="([\d.]+)"><rect', svg)
    for beside in (ground, mixed(ink, ground, float(opacity))):
        bright, dim = sorted((luminance(BLUE), luminance(beside)), reverse=True)
        assert (bright + 0.05) / (dim + 0.05) >= 3


# --- as a browser draws them --------------------------------------------------------------


def said(found: Any, key: str) -> Iterator[str]:
    """Yield every value of a key of a YAML document."""
    if isinstance(found, dict):
        for name, value in found.items():
            if name == key and isinstance(value, str):
                yield value
            yield from said(value, key)
    elif isinstance(found, list):
        for value in found:
            yield from said(value, key)


def shipped_charts() -> list[Chart]:
    """Return charts of every question, answer, domain and measure that is shipped."""
    instruments = ROOT / "instruments"
    programme = yaml.safe_load((instruments / "programme.yml").read_text(encoding="utf-8"))
    forms = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in instruments.glob("*.yml")]
    questions = sorted({text for form in forms for text in said(form.get("sections"), "text")})
    labels = sorted(
        {*said(programme["scales"], "label"), *(a for f in forms for a in said(f, "label"))}
    )
    assert len(questions) > 20
    assert len(labels) > 60
    titles = [*said(programme["domains"], "title"), *said(programme["measures"], "title")]
    assert "Awareness of junior doctors' views" in titles
    verdicts = ("higher", "lower", "no clear change", "too few to say")
    dumbbells = tuple(
        (
            title,
            who,
            n % 11 / 10,
            n % 7 / 6,
            "1,200 → 1,250 of 1,300\n1,100 of 1,300 higher",
            verdicts[n % 4],
        )
        for n, title in enumerate(titles)
        for who in ("", "125 mentors and 125 mentees")
    )
    ends = ("0 of 25", "125 of 250", "100%", "1,250")
    bars = tuple(
        (questions[n % len(questions)], label, n % 11 / 10, ends[n % 4])
        for n, label in enumerate(labels)
    )
    wide = ("GASTROENTEROLOGY AND HEPATOLOGY WARD ROUND TEACHING, CAMPUS", "MMM WWW 000 " * 7)
    bars += tuple((words, words, 1.0, "1,250 of 1,300") for words in wide)
    dumbbells += tuple((words, words, 0.5, 0.5, words, words) for words in wide)
    shipped = [Chart(kind, dumbbells) for kind in ("dumbbells-people", "dumbbells-scale")]
    return [*shipped, Chart("bars", bars), BOARD, QUESTION]


BOXES = """charts => Array.from(document.querySelectorAll('svg'), svg => {
  const view = svg.viewBox.baseVal;
  const boxed = e => {
    const b = e.getBBox(), at = e.getCTM(), to = svg.getCTM().inverse().multiply(at);
    return [e.textContent, b.x + to.e, b.y + to.f, b.x + to.e + b.width, b.y + to.f + b.height];
  };
  const size = Math.min(...Array.from(svg.querySelectorAll('text'),
    e => parseFloat(getComputedStyle(e).fontSize)));
  return {height: view.height, size, texts: Array.from(svg.querySelectorAll('text'), boxed),
    bars: Array.from(svg.querySelectorAll('rect'), boxed)};
})"""


@pytest.fixture
def boxes(browser: Browser, tmp_path: Path) -> list[dict[str, Any]]:
    """Return where each text and bar of the shipped charts lies, in units of its picture."""
    faces = "".join(
        f"@font-face {{ font-family: Arimo; font-weight: {weight}; "
        f"src: url('{(FONTS / f'arimo-latin-{weight}-normal.woff2').as_uri()}') }}"
        for weight in (400, 700)
    )
    drawn = drawing.draw_all(shipped_charts()).values()
    page = tmp_path / "charts.html"
    html = f'<!doctype html><meta charset="utf-8"><style>{faces} svg {{ width: 360px }}</style>'
    page.write_text(html + "".join(drawn), encoding="utf-8")
    opened = browser.new_page(viewport={"width": 390, "height": 800})
    opened.goto(page.as_uri())
    assert opened.evaluate(
        "document.fonts.ready.then(() => document.fonts.check('bold 13px Arimo'))"
    )
    found: list[dict[str, Any]] = opened.evaluate(BOXES)
    opened.close()
    return found


def meet(one: list[Any], other: list[Any]) -> bool:
    return one[1] < other[3] and other[1] < one[3] and one[2] < other[4] and other[2] < one[4]


@pytest.mark.browser
def test_nothing_is_cut_off_and_no_words_meet(boxes: list[dict[str, Any]]) -> None:
    for chart in boxes:
        assert chart["size"] >= 12
        for text in chart["texts"]:
            assert text[1] >= 0, text
            assert text[3] <= WIDTH, text
            assert text[2] >= 0, text
            assert text[4] <= chart["height"], text
        things = [*chart["texts"], *chart["bars"]]
        meeting = [
            (one[0], other[0])
            for at, one in enumerate(chart["texts"])
            for other in things[at + 1 :]
            if meet(one, other)
        ]
        assert meeting == []
