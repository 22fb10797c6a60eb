"""The last pass over a PDF: row headers, and stream ends that every reader counts alike.

Typst marks a table's head; the first cell of each row it takes for data. A
screen reader in the middle of a grid should say "how they use technology at
work, very confident", so the first cell becomes a row header here, and the
row's other cells name it beside their column's header.

A PDF stream ends with a line end that is not part of it. Where the stream's
own last byte happens to be a carriage return, it and the line feed after it
look like one line end, and strict PDF/A checkers count a byte too few. One
compressed stream in 256 ends so by chance. Such streams get one harmless byte
more, which gives them another last byte.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, String

_AMBIGUOUS = b"\r\nendstream"
_TRIES = 8


def finished(pdf: bytes) -> bytes:
    """Return the PDF with row headers and unambiguous stream ends.

    The bytes depend on nothing but the bytes given.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        mark_row_headers(document)
        return saved(document)


def saved(document: pikepdf.Pdf) -> bytes:
    """Return a document's bytes with unambiguous stream ends, the same for the same document."""
    _end_streams(document)
    made = b""
    # The save itself makes streams, too, and one of those may end so.
    for mode in (pikepdf.ObjectStreamMode.generate, pikepdf.ObjectStreamMode.disable):
        out = io.BytesIO()
        document.save(out, deterministic_id=True, object_stream_mode=mode)
        made = out.getvalue()
        if _AMBIGUOUS not in made:
            break
    return made


def _end_streams(document: pikepdf.Pdf) -> None:
    """Pad each stream that ends with a carriage return."""
    for thing in document.objects:
        if not isinstance(thing, pikepdf.Stream) or not thing.read_raw_bytes().endswith(b"\r"):
            continue
        plain = thing.read_bytes()
        font = "/Length1" in thing  # a font file says its own length; others are text
        for _ in range(_TRIES):
            plain += b"\0" if font else b"\n"
            packed = zlib.compress(plain, 9)
            if not packed.endswith(b"\r"):
                break
        thing.write(packed, filter=pikepdf.Name.FlateDecode)
        if font:
            thing.Length1 = len(plain)


# --- row headers --------------------------------------------------------------------------


def mark_row_headers(document: pikepdf.Pdf) -> None:
    """Tag each table row's first cell as the row's header, in place."""
    root = document.Root.StructTreeRoot
    tables = [element for element in elements(root.get("/K")) if Name.Table == element.S]
    made: dict[str, pikepdf.Object] = {}
    for index, table in enumerate(tables):
        made.update(_mark_rows(table, index))
    if made:
        ids = NameTree(root.IDTree) if "/IDTree" in root else NameTree.new(document)
        ids.update(made)
        root.IDTree = ids.obj


def elements(node: pikepdf.Object | None) -> Iterator[pikepdf.Object]:
    """Yield every structure element below a node, in reading order."""
    if isinstance(node, Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, Dictionary) and Name.S in node:
        yield node
        yield from elements(node.get("/K"))


def _children(node: pikepdf.Object, *kinds: Name) -> list[pikepdf.Object]:
    children = node.get("/K")
    listed = list(children) if isinstance(children, Array) else [children]
    return [c for c in listed if isinstance(c, Dictionary) and c.get("/S") in kinds]


def _mark_rows(table: pikepdf.Object, table_index: int) -> dict[str, pikepdf.Object]:
    """Tag a table's rows and return the new headers by id."""
    made: dict[str, pikepdf.Object] = {}
    for body in _children(table, Name.TBody):
        for row in _children(body, Name.TR):
            cells = _children(row, Name.TD, Name.TH)
            if len(cells) < 2:
                continue
            name = f"R{table_index:03d}x{len(made):04d}"
            head, *others = cells
            head.S = Name.TH
            head.ID = String(name)
            _table_facts(head).Scope = Name.Row
            for cell in others:
                facts = _table_facts(cell)
                facts.Headers = Array([*facts.get("/Headers", Array()), String(name)])
            made[name] = head
    return made


def _table_facts(cell: pikepdf.Object) -> Any:
    """Return a cell's table attributes, made where there are none."""
    facts = cell.get("/A")
    listed = list(facts) if isinstance(facts, Array) else [] if facts is None else [facts]
    for one in listed:
        if Name.Table == one.get("/O"):
            return one
    new = Dictionary(O=Name.Table)
    cell.A = Array([*listed, new])
    return next(one for one in cell.A if Name.Table == one.get("/O"))
