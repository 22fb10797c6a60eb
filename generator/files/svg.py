"""The edge that turns charts into pictures, with vl-convert.

A kind of chart is compiled from Vega-Lite to Vega once; after that only rows
are put in. Most of what Vega needs for a chart it needs once a call, so many
charts of a kind are drawn under each other on one sheet and then cut apart; and
letters on a sheet have no size until then, because Vega would ask how wide
each word is, which is nine tenths of its time, and nothing here depends on it.

What comes back is rebuilt from a short list of allowed elements and attributes:
no style, no script, no reference, no inner role or label, so that the SVG may
stand inside a page under a strict policy. An identical chart is drawn once, and
kept in a cache folder under the SHA-256 of its rows and of what draws it.
"""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, Protocol, TypeVar
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from markupsafe import escape

from generator.files import progress
from generator.files.cache import kept, made_by
from generator.files.pool import two_at_a_time

#: Charts on a sheet.
SHEET = 40
#: Fewer new charts than this are not worth starting processes for.
BATCH = 800
#: Letters in a line of a title.
TITLE = 46

_SVG = "{http://www.w3.org/2000/svg}"
_PLACE = re.compile(r"translate\((-?[\d.e-]+),(-?[\d.e-]+)\)")
_BOX = re.compile(r"M(-?[\d.e-]+),(-?[\d.e-]+)h(-?[\d.e-]+)v(-?[\d.e-]+)h-?[\d.e-]+Z")
_CURVE = re.compile(r"[-MLHVCSQAZmlhvcsqaz0-9.,e ]+")
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
#: What may be said of how a shape or a word looks.
_LOOKS = {
    "fill": re.compile(r"#[0-9A-Fa-f]{6}|currentColor"),
    "stroke": re.compile(r"#[0-9A-Fa-f]{6}|currentColor"),
    "stroke-width": re.compile(r"[\d.]+"),
    "opacity": re.compile(r"0\.\d+"),
    "font-weight": re.compile(r"bold"),
    "text-anchor": re.compile(r"middle|end"),
}


class Drawable(Hashable, Protocol):
    """What can be drawn: a kind's specification, whose data is empty, and rows for it."""

    @property
    def vega_lite(self) -> str:
        """Vega-Lite JSON over data named "rows", as high as the parameter "lines" says."""

    def placed(self, first: int) -> tuple[Sequence[Mapping[str, str | float]], int]:
        """Return the rows placed from a step of the y scale on, and the step after them."""


D = TypeVar("D", bound=Drawable)


def draw_all(charts: Iterable[D], cache_folder: Path | None = None) -> dict[D, str]:
    """Return the SVG of every chart.

    Equal charts are drawn once; those in ``cache_folder`` are read from it, and
    new ones written to it. Large batches are shared among spawned processes
    (after a fork, vl-convert's second use hangs).
    """
    names = {chart: f"{fingerprint(chart)}.svg" for chart in charts}
    if cache_folder is None:
        drawn = dict(zip(names, _drawn(list(names)), strict=True))
    else:
        drawn = kept(cache_folder, names, _drawn)
    return {chart: svg.decode() for chart, svg in drawn.items()}


# --- what is kept -------------------------------------------------------------------------


def fingerprint(chart: Drawable) -> str:
    """Return the SHA-256 that names a picture: what it shows and everything that shapes it.

    The specification follows from code and packages, so a build whose charts are all kept need
    not make it.
    """
    recipe = repr((made_by(), chart))
    return hashlib.sha256(recipe.encode()).hexdigest()


# --- sheets ------------------------------------------------------------------------------


def _drawn(charts: Sequence[Drawable]) -> list[bytes]:
    """Return SVG in the order given, sheet by sheet of one kind."""
    kinds = [chart.vega_lite for chart in charts]
    order = sorted(range(len(charts)), key=kinds.__getitem__)
    sheets = [
        (vega_lite, [charts[i] for i in chunk])
        for vega_lite, kind in groupby(order, key=kinds.__getitem__)
        for chunk in _chunks(list(kind))
    ]
    least = 0 if len(charts) >= BATCH else len(sheets) + 1
    drawn = two_at_a_time(_sheet, sheets, least=least)
    words = progress.numbered("Drawing charts, sheet", len(sheets))
    made = (svg for sheet in progress.coming(drawn, words) for svg in sheet)
    placed = dict(zip(order, made, strict=True))
    return [placed[i].encode() for i in range(len(charts))]


def _chunks(indexes: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(indexes), SHEET):
        yield indexes[start : start + SHEET]


def _sheet(sheet: tuple[str, Sequence[Drawable]]) -> list[str]:
    """Draw charts of one kind, whose specification comes first, and return each by itself."""
    vega_lite, charts = sheet
    vega, step = _compiled(vega_lite)
    rows: list[Mapping[str, str | float]] = []
    ends = [0]
    for chart in charts:
        own, end = chart.placed(ends[-1])
        rows += own
        ends.append(end)
    above = vega["padding"]["top"]
    head, marks = _marks(ElementTree.fromstring(_filled(vega, rows, ends[-1])))
    tops = [above + step * end for end in ends]
    cut: list[list[Mark]] = [list(head) for _ in charts]
    for mark in marks:
        place = bisect_right(tops, mark.y) - 1
        cut[place].append(replace(mark, y=mark.y - tops[place] + above))
    below = vega["padding"]["bottom"]
    heights = [above + after - before + below for before, after in pairwise(tops)]
    return [_svg(vega, *one) for one in zip(heights, cut, strict=True)]


@cache
def _compiled(vega_lite: str) -> tuple[dict[str, Any], float]:
    """Return a kind's Vega, and how many pixels high a step of its y scale is."""
    import vl_convert  # here, because a build whose charts are all kept never needs its 40 MB

    vega: dict[str, Any] = vl_convert.vegalite_to_vega(json.loads(vega_lite))
    step = next(signal["value"] for signal in vega["signals"] if signal["name"] == "y_step")
    return vega, step


def _filled(vega: Mapping[str, Any], rows: Sequence[Any], lines: int) -> str:
    """Return Vega's SVG of some rows."""
    import vl_convert

    data = [{**d, "values": rows} if d["name"] == "rows" else d for d in vega["data"]]
    signals = [{**s, "value": lines} if s["name"] == "lines" else s for s in vega["signals"]]
    filled = json.dumps({**vega, "data": data, "signals": signals})
    svg: str = vl_convert.vega_to_svg(filled, allowed_base_urls=[])
    return svg


# --- from Vega's SVG to ours --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape or some words: where they are, how they look, and the rest of what they are.

    ``rest`` is the curve of a path, the end of a line or the size of a box, from
    its place; or how far apart lines of words are, and the lines.
    """

    tag: str
    x: float
    y: float
    rest: tuple[str, ...]
    looks: str


def _marks(svg: Element) -> tuple[list[Mark], list[Mark]]:
    """Return what stands over every chart of a sheet, and what stands in its rows."""
    head: list[Mark] = []
    rows: list[Mark] = []
    _gather(svg, 0, 0, head, rows)
    return head, rows


def _gather(element: Element, x: float, y: float, head: list[Mark], rows: list[Mark]) -> None:
    """Put the marks of a group where they belong: axes and keys stand over every chart."""
    dx, dy = _translated(element)
    x, y = x + dx, y + dy
    if element.tag == f"{_SVG}g" or element.tag == f"{_SVG}svg":
        roles = element.get("class", "")
        rows = head if "role-axis" in roles or "role-legend" in roles else rows
        for inner in element:
            _gather(inner, x, y, head, rows)
        return
    mark = _mark(element, x, y)
    if mark is not None:
        rows.append(mark)


def _translated(element: Element) -> tuple[float, float]:
    place = element.get("transform")
    if place is None:
        return 0, 0
    found = _PLACE.fullmatch(place)
    if found is None:
        raise RuntimeError(f"Vega moved a mark by {place}, which no chart here asks for")
    return float(found[1]), float(found[2])


def _mark(element: Element, x: float, y: float) -> Mark | None:
    """Return an element as a mark; None where nothing of it is seen."""
    tag = element.tag.removeprefix(_SVG)
    looks = _looks(element)
    if tag == "text":
        lines = [inner.text or "" for inner in element] or [element.text or ""]
        leading = _short(max((float(inner.get("dy", 0)) for inner in element), default=0))
        return Mark(tag, x, y, (leading, *lines), looks) if any(lines) else None
    if "fill" not in looks and "stroke" not in looks:
        return None
    if tag == "line":
        return Mark(tag, x, y, (element.get("x2", "0"), element.get("y2", "0")), looks)
    if tag == "path":
        curve = element.get("d", "")
        box = _BOX.fullmatch(curve)
        if box:
            return Mark("rect", x + float(box[1]), y + float(box[2]), (box[3], box[4]), looks)
        if _CURVE.fullmatch(curve):
            return Mark(tag, x, y, (curve,), looks)
    raise RuntimeError(f"Vega drew a {tag}, which no chart here asks for")


def _looks(element: Element) -> str:
    """Return how an element looks, as attributes."""
    given = ((name, element.get(name, ""), allowed) for name, allowed in _LOOKS.items())
    return "".join(f' {name}="{said}"' for name, said, allowed in given if allowed.fullmatch(said))


def _svg(vega: Mapping[str, Any], height: float, marks: Iterable[Mark]) -> str:
    """Return a picture; marks that look alike and follow each other say so once.

    Its words have the letters of its axes.
    """
    letters = vega["config"]["axis"]
    font = f'font-family="{escape(letters["labelFont"])}" font-size="{letters["labelFontSize"]}"'
    groups = groupby(marks, key=lambda mark: mark.looks)
    inner = "".join(f"<g{looks}>{''.join(map(_element, alike))}</g>" for looks, alike in groups)
    return f'<svg viewBox="0 0 {vega["width"]} {_short(height)}" {font} fill="none">{inner}</svg>'


def _element(mark: Mark) -> str:
    """Return a mark's element; each line of words is one, so that none runs into the next."""
    x, y = _short(mark.x), _short(mark.y)
    if mark.tag == "text":
        leading, *lines = mark.rest
        return "".join(
            f'<text x="{x}" y="{_short(mark.y + number * float(leading))}">{escape(line)}</text>'
            for number, line in enumerate(lines)
        )
    if mark.tag == "path":
        curve = _NUMBER.sub(lambda number: _short(float(number[0])), mark.rest[0])
        return f'<path transform="translate({x},{y})" d="{curve}"/>'
    a, b = (float(number) for number in mark.rest)
    if mark.tag == "line":
        end = f'x2="{_short(mark.x + a)}" y2="{_short(mark.y + b)}"'
        return f'<line x1="{x}" y1="{y}" {end}/>'
    return f'<rect x="{x}" y="{y}" width="{_short(a)}" height="{_short(b)}"/>'


def _short(number: float) -> str:
    """Return a number with two decimals at most.

    >>> _short(1.0), _short(-0.0001), _short(2.346)
    ('1', '0', '2.35')
    """
    return f"{round(number, 2) + 0:.2f}".rstrip("0").rstrip(".")
