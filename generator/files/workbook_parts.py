"""A workbook's parts, looked at before anything opens it.

A workbook is a zip of XML files, and either can be built to exhaust memory or
to reach outside: so declared sizes come first, then what no response file
needs (macros, links to other files, document types).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from generator.definitions.problem import Problem, SourceLine

MOST_UNPACKED = 256 * 1024 * 1024
MOST_PARTS = 2_000
#: A part that is larger than this may be at most so many times its packed size.
LARGE_PART, MOST_TIMES = 8 * 1024 * 1024, 200


def check_workbook(content: bytes, shown: str) -> tuple[Problem, ...]:
    """Return why a workbook must not be opened; nothing where it may be."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return tuple(_part_faults(archive, SourceLine(shown)))
    except Exception:  # noqa: BLE001 - a broken zip file raises whatever comes
        return (unreadable(shown),)


def unreadable(shown: str) -> Problem:
    """Return the fault of a workbook that cannot be read."""
    fault = "The workbook is broken: it cannot be read."
    return Problem(SourceLine(shown), "broken-workbook", fault, "Open it and save it again.")


def _part_faults(archive: zipfile.ZipFile, where: SourceLine) -> Iterator[Problem]:
    parts = archive.infolist()
    names = {part.filename.lower() for part in parts}
    unpacked = sum(part.file_size for part in parts)
    bomb = unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS
    bomb |= any(part.file_size > max(LARGE_PART, MOST_TIMES * part.compress_size) for part in parts)
    if bomb:
        fault = f"Unpacked, the workbook would have {unpacked / 1e6:,.0f} MB in {len(parts)} parts."
        remedy = "Copy the rows into a new workbook, or save the sheet as CSV."
        yield Problem(where, "unpacked-size", fault, remedy)
        return
    if "xl/workbook.xml" not in names:
        fault = "This is a zip file, but not an Excel workbook."
        yield Problem(where, "wrong-content", fault, "Save the table as .xlsx or .csv.")
        return
    main = next(part for part in parts if part.filename.lower() == "xl/workbook.xml")
    if b"http://purl.oclc.org/ooxml/" in archive.read(main)[:4096]:
        fault = "The workbook is saved as 'Strict Open XML', which is not read."
        remedy = "Save it as 'Excel workbook (.xlsx)', without the word Strict (File, Save as)."
        yield Problem(where, "other-format", fault, remedy)
        return
    if any("vbaproject" in name or "macrosheets/" in name for name in names):
        remedy = "Save it as 'Excel workbook (.xlsx)', which holds no macros."
        yield Problem(where, "macros", "The workbook holds macros.", remedy)
    if any("externallinks/" in name or "connections.xml" in name for name in names):
        remedy = "Break the links (Data, Edit links), or paste the values into a new workbook."
        yield Problem(where, "external-link", "The workbook is linked to other files.", remedy)
    if any(_has_document_type(archive, part) for part in parts):
        yield unreadable(where.path)


def has_comments(content: bytes) -> bool:
    """Return True where a workbook holds comments on cells, of the old or the new kind."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return any("comments" in name.lower() for name in archive.namelist())


def _has_document_type(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Return True where an XML part could define entities, or hides its text in UTF-16."""
    if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
        return False
    before = b""
    with archive.open(part) as file:
        while piece := file.read(1024 * 1024):
            text = before + piece
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\0" in text:
                return True
            before = piece[-16:]
    return False
