"""The layout: where every box of a printed form lies, for scanning and for filling in.

The page design announces each box where it draws it. Here those marks become
``FORM.layout.json``: millimetres from the page's top left corner, to a
thousandth, with the item (the column in a response file) and the code that a
tick in the box stands for. A box's rectangle is the centre of its border.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from generator.questionnaire.form import FormDocument
from generator.questionnaire.symbol import MARK

Json = dict[str, Any]
Mark = Mapping[str, Any]

#: The version of this file's own format.
FORMAT = 2
PAGE_SIZE = {"width": 210.0, "height": 297.0}
#: Kinds of mark that are boxes to be read, in the words of the layout file.
BOX_KINDS = ("tick", "letter", "digit", "date", "text")
#: Kinds of mark that only say where something begins: for checks of the page design.
BLOCK_KINDS = ("heading", "question", "row", "note")


def sheet_layout(document: FormDocument, marks: Sequence[Mark]) -> Json:
    """Return the layout of a form from the marks of its rendered pages.

    Lengths are millimetres. Each page has ``fiducials`` (four, named by
    corner) and ``qr`` (with its text), both empty where nobody scans the
    form, ``boxes`` and ``blocks``; where a copy of a pack has its number, ``copy``. A box has a
    ``kind`` (tick, letter, digit, date, text), ``item``, rectangle and, by
    kind, ``code`` (tick), ``index`` (letter, digit, date: from 0) or
    ``lines`` (text).
    """
    total = max((mark["page"] for mark in marks), default=1)
    return {
        "format": FORMAT,
        "form": document.id,
        "version": document.version,
        "kind": document.kind,
        "size": document.size,
        "language": document.language,
        "copy": document.copy,
        "code": document.code,
        "marks": MARK,
        **({"draft": True} if document.draft else {}),
        "unit": "mm",
        "page": PAGE_SIZE,
        "pages": [
            _page(number, [mark for mark in marks if mark["page"] == number])
            for number in range(1, total + 1)
        ],
    }


def _page(number: int, marks: Iterable[Mark]) -> Json:
    page: Json = {"number": number, "fiducials": [], "qr": None, "boxes": [], "blocks": []}
    for mark in marks:
        kind = mark["kind"]
        if kind == "fiducial":
            page["fiducials"].append({"corner": mark["corner"], **_rectangle(mark)})
        elif kind == "qr":
            page["qr"] = {"text": mark["text"], **_rectangle(mark)}
        elif kind == "copy":
            page["copy"] = _rectangle(mark)
        elif kind in BOX_KINDS:
            facts = {name: mark[name] for name in ("code", "index", "lines") if name in mark}
            page["boxes"].append({"kind": kind, "item": mark["item"], **facts, **_rectangle(mark)})
        elif kind in BLOCK_KINDS:
            block = {"kind": kind, "item": mark["item"], "x": mark["x"], "y": mark["y"]}
            page["blocks"].append(block)
    return page


def _rectangle(mark: Mark) -> Json:
    return {"x": mark["x"], "y": mark["y"], "width": mark["w"], "height": mark["h"]}
