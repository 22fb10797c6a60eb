"""The edge that turns chart specifications into SVG, with vl-convert.

A kind of chart is compiled from Vega-Lite to Vega once; after that only data
is put in. Three things make a national site's ten thousand charts cheap:

* Many charts of one kind go through Vega in one call, and what comes back is
  dealt out again by the number of rows that each put in.
* Words never go through Vega. A text mark has a place and an anchor, which is
  all that SVG needs; Vega would lay out every letter first, which is four
  fifths of its time. Anchor, weight and size are read from the compiled
  specification, and a test holds this shortcut against Vega's own text.
* An identical chart is drawn once, and kept in a cache folder under the
  SHA-256 of its data, of our code and of the versions of Altair and vl-convert.

What comes back from Vega is rebuilt from a short list of allowed elements and
attributes: no style, no script, no reference, no inner role or label, so that
the SVG may stand inside a page under a strict policy.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol, TypeVar
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from markupsafe import escape

from generator.files import progress
from generator.files.sealed import read_sealed, seal
from generator.files.side_by_side import two_at_a_time
from generator.files.writing import write_kept

#: Charts that go through Vega in one call.
SHEET = 40
#: Fewer new charts than this are not worth starting processes for.
BATCH = 800

_SVG = "{http://www.w3.org/2000/svg}"
_STROKE = ("stroke", "stroke-width", "stroke-opacity")
_KEPT = {
    "path": ("d", "transform", "fill", *_STROKE),
    "line": ("x1", "x2", "y1", "y2", "transform", *_STROKE),
}
_PAINT = re.compile(r"#[0-9A-Fa-f]{3,8}|currentColor|none")
_SAFE = re.compile(r"[-+A-Za-z0-9#,. ()]*")
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}

Row = Mapping[str, Any]


class Drawable(Hashable, Protocol):
    """What can be drawn: a specification whose data is empty, and the data."""

    @property
    def vega_lite(self) -> str:
        """Vega-Lite JSON whose data sources are named and empty."""

    def recipe(self) -> str:
        """Return all that the drawing shows as one text, the same for equal drawings."""

    def laid_out(self) -> tuple[int, Mapping[str, Sequence[Row]]]:
        """Return the height in pixels, and the rows of each data source."""


D = TypeVar("D", bound=Drawable)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A compiled kind: Vega without its words, each mark's source, and the words' layers."""

    vega: dict[str, Any]
    sources: tuple[str, ...]
    words: tuple[tuple[str, str, int], ...]  # source, opening tag, baseline's shift


def draw_all(
    drawings: Iterable[D], cache_folder: Path | None = None, processes: int = 2
) -> dict[D, str]:
    """Return the SVG of every drawing.

    Equal drawings are drawn once; those in ``cache_folder`` are read from it,
    and new ones written to it. Large batches are shared among spawned
    processes (after a fork, vl-convert's second use hangs).
    """
    wanted = list(dict.fromkeys(drawings))
    if cache_folder is None:
        return dict(zip(wanted, _drawn(wanted, processes), strict=True))
    names = {drawing: fingerprint(drawing) for drawing in wanted}
    found = _cached(names, cache_folder)
    new = [drawing for drawing in wanted if drawing not in found]
    made = dict(zip(new, _drawn(new, processes), strict=True))
    _store({names[drawing]: svg for drawing, svg in made.items()}, cache_folder)
    return {**found, **made}


def fingerprint(drawing: Drawable) -> str:
    """Return the SHA-256 that names a drawing: what it shows and everything that shapes it.

    The specification follows from Altair's version and the code beside the
    drawing's own, so a build with a warm cache need not make it.
    """
    recipe = (
        _versions(),
        _code(type(drawing).__module__),
        _code(__name__),
        drawing.recipe(),
    )
    return hashlib.sha256("|".join(recipe).encode()).hexdigest()


def draw(drawing: Drawable) -> str:
    """Return one drawing as SVG, without a cache."""
    return _sheet((drawing.vega_lite, [drawing]))[0]


@cache
def _versions() -> str:
    return f"{version('altair')} {version('vl-convert-python')}"


@cache
def _code(module: str) -> str:
    """Return a digest of the code beside a module: a changed layout makes new names."""
    path = getattr(sys.modules.get(module), "__file__", None)
    if path is None:
        return module
    digest = hashlib.sha256()
    for source in sorted(Path(path).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _drawn(drawings: Sequence[Drawable], processes: int) -> list[str]:
    """Return SVG in the order given, sheet by sheet of one kind."""
    order = sorted(range(len(drawings)), key=lambda i: drawings[i].vega_lite)
    sheets = [
        (vega_lite, [drawings[i] for i in chunk])
        for vega_lite, kind in groupby(order, key=lambda i: drawings[i].vega_lite)
        for chunk in _chunks(list(kind))
    ]
    least = 0 if len(drawings) >= BATCH and processes > 1 else len(sheets) + 1
    drawn = two_at_a_time(_sheet, sheets, least=least)
    words = progress.numbered("Drawing charts, sheet", len(sheets))
    made = [svg for sheet in progress.coming(drawn, words) for svg in sheet]
    placed = [""] * len(drawings)
    for index, svg in zip(order, made, strict=True):
        placed[index] = svg
    return placed


def _chunks(indexes: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(indexes), SHEET):
        yield indexes[start : start + SHEET]


def _cached(names: Mapping[D, str], folder: Path) -> dict[D, str]:
    """Return the drawings that were kept; one that is not as it was is drawn again."""
    found: dict[D, str] = {}
    for drawing, name in names.items():
        svg = read_sealed(folder / f"{name}.svg")
        if svg is not None:
            found[drawing] = svg.decode()
    return found


def _store(made: Mapping[str, str], folder: Path) -> None:
    for name, svg in made.items():
        write_kept(folder / f"{name}.svg", seal(svg.encode()))


def _sheet(sheet: tuple[str, Sequence[Drawable]]) -> list[str]:
    """Draw charts of one kind, whose specification comes first, and return each by itself."""
    vega_lite, drawings = sheet
    kind = _compiled(vega_lite)
    laid = [drawing.laid_out() for drawing in drawings]
    layers = _marks(kind, [data for _, data in laid])
    width = kind.vega["width"]
    made = []
    for index, (height, data) in enumerate(laid):
        marks = "".join(layer[index] for layer in layers)
        words = "".join(_words(layer, data) for layer in kind.words)
        made.append(f'<svg viewBox="0 0 {width} {height}" fill="none">{marks}{words}</svg>')
    return made


@cache
def _compiled(vega_lite: str) -> _Kind:
    """Compile a kind for still pictures.

    Vega-Lite writes marks that could be updated later, from data filtered of
    gaps. A picture is drawn once from complete data: both are taken out.
    """
    import vl_convert  # here, because a build with a warm cache never needs its 40 MB

    vega: dict[str, Any] = vl_convert.vegalite_to_vega(json.loads(vega_lite))
    origin = {d["name"]: d["source"] for d in vega["data"] if "source" in d}
    marks, sources, words = [], [], []
    for mark in vega["marks"]:
        source = origin.get(mark["from"]["data"], mark["from"]["data"])
        shape = mark["encode"]["update"]
        if mark["type"] == "text":
            words.append((source, *_words_opening(shape)))
            continue
        sources.append(source)
        marks.append({**mark, "from": {"data": source}, "encode": {"enter": shape}})
    still = {**vega, "marks": marks, "data": []}
    still.pop("config", None)  # fonts only, which the words' own tags carry
    return _Kind(still, tuple(sources), tuple(words))


def _words_opening(shape: Mapping[str, Any]) -> tuple[str, int]:
    """Return the opening tag of a layer of words, and how far its middle lies above its base."""
    anchor = _ANCHORS[shape["align"]["value"]]
    weight = shape["fontWeight"]["value"]
    size = shape["fontSize"]["value"]
    bold = "" if weight == "normal" else f' font-weight="{weight}"'
    placed = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<g fill="currentColor" font-size="{size}"{placed}{bold}>', round(0.3 * size)


def _words(layer: tuple[str, str, int], data: Mapping[str, Sequence[Row]]) -> str:
    source, opening, shift = layer
    rows = data.get(source, ())
    if not rows:
        return ""
    inner = "".join(
        f'<text x="{row["x"]:g}" y="{row["y"] + shift:g}"{_fill(row["fill"])}>'
        f"{escape(row['words'])}</text>"
        for row in rows
    )
    return f"{opening}{inner}</g>"


def _fill(paint: str) -> str:
    if paint == "currentColor" or not _PAINT.fullmatch(paint):
        return ""
    return f' fill="{paint}"'


def _marks(kind: _Kind, data: Sequence[Mapping[str, Sequence[Row]]]) -> list[list[str]]:
    """Return, for each layer of marks, its SVG for each chart."""
    import vl_convert

    rows = {s: [row for one in data for row in one.get(s, ())] for s in set(kind.sources)}
    filled = {**kind.vega, "data": [{"name": s, "values": rows[s]} for s in sorted(rows)]}
    svg = vl_convert.vega_to_svg(json.dumps(filled), allowed_base_urls=[])
    groups = [g for g in ElementTree.fromstring(svg).iter(f"{_SVG}g") if _is_layer(g)]
    layers = []
    for source, group in zip(kind.sources, groups, strict=True):
        if len(group) != len(rows[source]):
            raise RuntimeError(f"Vega drew {len(group)} marks of {len(rows[source])} rows")
        elements = iter(group)
        layers.append(["".join(_part(next(elements)) for _ in one.get(source, ())) for one in data])
    return layers


def _is_layer(group: Element) -> bool:
    names = group.get("class", "").split()
    return "role-mark" in names


def _part(element: Element) -> str:
    """Return one mark with its allowed attributes only."""
    tag = element.tag.removeprefix(_SVG)
    if tag not in _KEPT:
        raise RuntimeError(f"Vega drew a {tag}, which no chart here asks for")
    kept = "".join(f' {name}="{value}"' for name, value in _attributes(tag, element))
    return f"<{tag}{kept}/>"


def _attributes(tag: str, element: Element) -> Iterator[tuple[str, str]]:
    for name in _KEPT[tag]:
        value = element.get(name)
        if value is None or not _SAFE.fullmatch(value):
            continue
        if name in {"fill", "stroke"} and not _PAINT.fullmatch(value):
            continue
        yield name, _LONG_NUMBER.sub(lambda n: f"{float(n[0]):.2f}".rstrip("0").rstrip("."), value)
