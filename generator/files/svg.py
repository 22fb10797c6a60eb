"""The edge that turns chart specifications into SVG, with vl-convert.

A chart's kind is compiled from Vega-Lite to Vega once; after that only its
data is put in. What comes back from Vega is rebuilt from a short list of
allowed elements and attributes: no style, no script, no reference, no inner
role or label, so that the SVG may stand inside a page under a strict policy.
A mark's description becomes its text: Vega then never lays out a word, which
is four fifths of its time.

The same data gives the same SVG, and a file in the cache folder is named by
the SHA-256 of specification, data and vl-convert's version.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol
from xml.etree.ElementTree import Element  # types only: parsing is defusedxml's

from defusedxml import ElementTree
from markupsafe import escape

#: Changes whenever the rebuilding below changes, so that old cache files are not read.
REBUILD = "1"
#: Fewer new charts than this are not worth starting processes for.
BATCH = 400

_SVG = "{http://www.w3.org/2000/svg}"
_KEPT = {
    "g": ("transform",),
    "path": ("d", "transform", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity"),
    "line": (
        "x1", "x2", "y1", "y2", "transform", "stroke", "stroke-width", "stroke-opacity",
        "stroke-dasharray",
    ),
    "text": ("transform", "text-anchor", "font-weight", "fill"),
}  # fmt: skip
_PAINT = re.compile(r"#[0-9A-Fa-f]{3,8}|currentColor|none|white|black")
_SAFE = re.compile(r"[-A-Za-z0-9#,. ()]*")


class Drawable(Protocol):
    """What can be drawn: a specification with empty data, a height, and the data."""

    @property
    def vega_lite(self) -> str:
        """Vega-Lite JSON whose data sources are named and empty."""

    @property
    def height(self) -> int:
        """Height in pixels."""

    @property
    def data(self) -> Sequence[tuple[str, Sequence[Mapping[str, Any]]]]:
        """Rows by the name of their data source."""


def fingerprint(drawing: Drawable) -> str:
    """Return the SHA-256 that names a drawing: its specification, data and the compiler."""
    digest = hashlib.sha256(f"{REBUILD}|{version('vl-convert-python')}|".encode())
    digest.update(drawing.vega_lite.encode())
    digest.update(json.dumps([drawing.height, drawing.data], sort_keys=True).encode())
    return digest.hexdigest()


def draw(drawing: Drawable) -> str:
    """Return one drawing as SVG, without a cache."""
    import vl_convert  # imported here: 40 MB that a build with a warm cache never needs

    vega = _filled(drawing)
    return rebuilt(vl_convert.vega_to_svg(vega, allowed_base_urls=[]))


def draw_all(
    drawings: Iterable[Drawable], cache_folder: Path | None = None, processes: int = 2
) -> dict[str, str]:
    """Return the SVG of every drawing by its fingerprint.

    Identical drawings are drawn once; those in ``cache_folder`` are read from
    it, and new ones written to it. Large batches are shared among spawned
    processes (a fork hangs after vl-convert's first use).
    """
    wanted = {fingerprint(drawing): drawing for drawing in drawings}
    found = _cached(wanted, cache_folder)
    new = {key: drawing for key, drawing in wanted.items() if key not in found}
    made = dict(zip(new, _drawn(list(new.values()), processes), strict=True))
    if cache_folder is not None:
        _store(made, cache_folder)
    return {**found, **made}


def _drawn(drawings: list[Drawable], processes: int) -> list[str]:
    if len(drawings) < BATCH or processes < 2:
        return [draw(drawing) for drawing in drawings]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        return list(pool.map(draw, drawings, chunksize=50))


def _cached(keys: Iterable[str], folder: Path | None) -> dict[str, str]:
    found: dict[str, str] = {}
    if folder is None or not folder.is_dir():
        return found
    for key in keys:
        try:
            found[key] = (folder / f"{key}.svg").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue  # a file that cannot be read is drawn again
    return found


def _store(made: Mapping[str, str], folder: Path) -> None:
    """Write each file under another name first: a broken build leaves no half SVG."""
    folder.mkdir(parents=True, exist_ok=True)
    for key, svg in made.items():
        part = folder / f"{key}.{os.getpid()}.part"
        part.write_text(svg, encoding="utf-8")
        part.replace(folder / f"{key}.svg")


@cache
def _template(vega_lite: str) -> dict[str, Any]:
    """Return a kind's Vega, for one still picture.

    Vega-Lite writes marks that could be updated later, from data filtered of
    gaps. A picture is drawn once from complete data: without both it takes
    half the time and looks the same.
    """
    import vl_convert

    vega: dict[str, Any] = vl_convert.vegalite_to_vega(json.loads(vega_lite))
    origin = {d["name"]: d["source"] for d in vega["data"] if "source" in d}
    marks = []
    for mark in vega["marks"]:
        name = mark["from"]["data"]
        drawn_once = {"enter": mark["encode"]["update"]}
        marks.append({**mark, "from": {"data": origin.get(name, name)}, "encode": drawn_once})
    return {**vega, "data": [d for d in vega["data"] if "source" not in d], "marks": marks}


def _filled(drawing: Drawable) -> str:
    """Return the compiled Vega as JSON with data and height put in."""
    template = _template(drawing.vega_lite)
    rows = dict(drawing.data)
    sources = [{**source, "values": rows.get(source["name"], ())} for source in template["data"]]
    return json.dumps({**template, "height": drawing.height, "data": sources})


def rebuilt(svg: str) -> str:
    """Return SVG with only allowed parts, described marks turned into text.

    >>> rebuilt('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" '
    ...         'viewBox="0 0 9 9"><g style="x"><text aria-label="5%" fill="#fff"/></g></svg>')
    '<svg viewBox="0 0 9 9" fill="none"><text fill="#fff">5%</text></svg>'
    """
    root = ElementTree.fromstring(svg)
    box = root.get("viewBox", "")
    if not _SAFE.fullmatch(box):
        raise ValueError("vl-convert gave a viewBox that is not four numbers")
    return f'<svg viewBox="{box}" fill="none">{"".join(_part(child) for child in root)}</svg>'


def _part(element: Element) -> str:
    tag = element.tag.removeprefix(_SVG)
    if tag not in _KEPT or element.get("display") == "none" or _is_empty(tag, element):
        return ""
    kept = "".join(f' {name}="{value}"' for name, value in _attributes(tag, element))
    if tag == "g":
        inner = "".join(_part(child) for child in element)
        return f"<g{kept}>{inner}</g>" if kept and inner else inner
    if tag == "text":
        words = element.get("aria-label") or "".join(element.itertext())
        return f"<text{kept}>{escape(words)}</text>" if words else ""
    return f"<{tag}{kept}/>"


def _is_empty(tag: str, element: Element) -> bool:
    """Say whether a path is a group's own background or foreground, or paints nothing."""
    if element.get("class") in {"background", "foreground"}:
        return True
    return tag == "path" and not (element.get("fill") or element.get("stroke"))


def _attributes(tag: str, element: Element) -> Iterable[tuple[str, str]]:
    for name in _KEPT[tag]:
        value = element.get(name)
        if value is None or value in {"translate(0,0)", "start"}:
            continue
        if name in {"fill", "stroke"} and not _PAINT.fullmatch(value):
            continue
        if _SAFE.fullmatch(value):
            yield name, value
