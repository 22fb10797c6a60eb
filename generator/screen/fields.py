"""The fields of a form: what of its printed page can be filled in on screen, and what each means.

A field's name says which form it belongs to, so that a file is known by any of its fields,
whatever a program has done to the rest:
``PROGRAMME:FORM:1-0-0:en:S:3f9a2c1b:worries``. Before the item stands a mark of where all boxes
stand and what they mean. Who moves a box, takes one away or gives it another code, without
wanting to, no longer has the mark that its fields tell.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

Json = Mapping[str, Any]
Rectangle = tuple[float, float, float, float]
Kind = Literal["tick", "code", "number", "date", "text"]

#: Points to a millimetre.
POINTS = 72 / 25.4
#: Room in points between a question and the field under it: paper has a line's air there.
UNDER = 3.0
#: The item of the boxes for a survey code or a sheet's number.
CODE = "respondent"
#: The longest survey code.
CODE_LENGTH = 32
#: The parts of a date by the first box of each, with the number of boxes.
DATE_PARTS: Mapping[int, tuple[str, int]] = {0: ("day", 2), 2: ("month", 2), 4: ("year", 4)}
_KINDS: Mapping[str, Kind] = {"letter": "code", "digit": "number"}
_NAME = re.compile(
    r"(?P<programme>[a-z][a-z0-9_]*):(?P<form>[a-z][a-z0-9_]*):(?P<version>\d+-\d+-\d+):"
    r"(?P<language>[A-Za-z0-9-]{1,35}):"
    r"(?P<size>[SL]):(?P<mark>[0-9a-f]{8}):(?P<item>[A-Za-z0-9_]+(?:/[a-z]+)?)"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Which sheet a field belongs to, as its name says; ``mark`` is of all its boxes."""

    programme: str
    form: str
    version: str
    language: str
    size: str
    mark: str

    def name(self, item: str) -> str:
        """Return the name of a field."""
        version = self.version.replace(".", "-")
        whose = (self.programme, self.form, version, self.language, self.size, self.mark)
        return ":".join((*whose, item))


@dataclass(frozen=True, slots=True)
class Field:
    """One rectangle to fill in: its page from 1, its place in points from the lower left corner.

    ``item`` is a column of the response file, with ``/day``, ``/month`` or ``/year`` behind it
    for a part of a date. ``code`` is what a tick stands for, ``length`` the most signs (0: any).
    """

    kind: Kind
    item: str
    page: int
    place: Rectangle
    code: str = ""
    length: int = 0
    lines: int = 1


def parsed_name(name: str) -> tuple[Sheet, str] | None:
    """Return a field's sheet and item; None where the name is not one of ours.

    >>> parsed_name("tea:visit:1-0-0:en:S:3f9a2c1b:minutes")[1]
    'minutes'
    """
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    facts = found.groupdict()
    item = facts.pop("item")
    facts["version"] = facts["version"].replace("-", ".")
    return Sheet(**facts), item


def fields(layout: Json) -> list[Field]:
    """Return the fields of a printed form, page by page."""
    high = layout["page"]["height"]
    return [
        one
        for page in layout["pages"]
        for boxes in _together(page["boxes"])
        for one in _fields(boxes, page["number"], high)
    ]


def sheet(programme: str, layout: Json, made: Iterable[Field]) -> Sheet:
    """Return the sheet of a programme's layout whose fields these are."""
    size = {"standard": "S", "large": "L"}[layout["size"]]
    facts = (programme, layout["form"], layout["version"], layout["language"], size)
    return Sheet(*facts, mark((one.page, one.item, one.code, one.place) for one in made))


def mark(boxes: Iterable[tuple[int, str, str, Sequence[float]]]) -> str:
    """Return the mark of boxes: page, item, code and place of each, to the nearest half point.

    >>> a, b = (1, "tea", "1", (10, 10, 20, 20)), (1, "tea", "2", (30, 10, 40, 20))
    >>> mark([a, b]) == mark([b, a]), mark([a, b]) == mark([a])
    (True, False)
    """
    lines = sorted(
        f"{page} {item} {code} {' '.join(str(round(2 * at)) for at in place)}"
        for page, item, code, place in boxes
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:8]


def _together(boxes: Iterable[Json]) -> Iterator[list[Json]]:
    """Yield the boxes that are filled in together: the letters of a code, the digits of a number.

    A code stands at the top of the first page and at the foot of the others.
    """
    for (kind, *_), group in groupby(boxes, lambda box: (box["kind"], box["item"], box["y"])):
        several = list(group)
        yield from ([box] for box in several) if kind in ("tick", "text") else [several]


def _fields(boxes: Sequence[Json], page: int, high: float) -> Iterator[Field]:
    first = boxes[0]
    kind, item = first["kind"], first["item"]
    if kind == "tick":
        yield Field("tick", item, page, _place(boxes, high), first["code"])
    elif kind == "text":
        x0, y0, x1, y1 = _place(boxes, high)
        yield Field("text", item, page, (x0, y0, x1, y1 - UNDER), lines=first["lines"])
    elif kind == "date":
        for start, (name, count) in DATE_PARTS.items():
            part = [box for box in boxes if start <= box["index"] < start + count]
            yield Field("date", f"{item}/{name}", page, _over(part, high), length=count)
    else:
        length = CODE_LENGTH if item == CODE else len(boxes)
        yield Field(_KINDS[kind], item, page, _over(boxes, high), length=length)


def _over(boxes: Sequence[Json], high: float) -> Rectangle:
    """Return the rectangle that hides some boxes with the outer half of their lines."""
    x0, y0, x1, y1 = _place(boxes, high)
    return x0 - 0.5, y0 - 0.5, x1 + 0.5, y1 + 0.5


def _place(boxes: Sequence[Json], high: float) -> Rectangle:
    """Return the rectangle round some boxes, in whole half points: programs round as they like."""
    left, right = min(b["x"] for b in boxes), max(b["x"] + b["width"] for b in boxes)
    top, bottom = min(b["y"] for b in boxes), max(b["y"] + b["height"] for b in boxes)
    edges = (left, high - bottom, right, high - top)
    x0, y0, x1, y1 = (round(2 * POINTS * edge) / 2 for edge in edges)
    return x0, y0, x1, y1
