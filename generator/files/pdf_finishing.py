"""The last pass over a PDF: row headers, and stream ends that every reader counts alike.

A PDF stream ends with a line end that is not part of it. Where the stream's
own last byte happens to be a carriage return, it and the line feed after it
look like one line end, and strict PDF/A checkers count a byte too few. One
compressed stream in 256 ends so by chance. Such streams get one harmless byte
more, which gives them another last byte.
"""

from __future__ import annotations

import io
import zlib

import pikepdf

from generator.files.row_headers import mark_row_headers

_AMBIGUOUS = b"\r\nendstream"
_TRIES = 8


def finished(pdf: bytes) -> bytes:
    """Return the PDF with row headers and unambiguous stream ends.

    The bytes depend on nothing but the bytes given.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        mark_row_headers(document)
        _end_streams(document)
        made = _saved(document, pikepdf.ObjectStreamMode.generate)
        if _AMBIGUOUS in made:  # one of the streams that the save itself makes
            made = _saved(document, pikepdf.ObjectStreamMode.disable)
        return made


def _saved(document: pikepdf.Pdf, mode: pikepdf.ObjectStreamMode) -> bytes:
    out = io.BytesIO()
    document.save(out, deterministic_id=True, object_stream_mode=mode)
    return out.getvalue()


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
