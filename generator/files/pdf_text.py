"""The words in a PDF: those drawn on its pages, as a reader sees them, and all others.

A PDF draws glyphs by number, so that its words do not stand in its bytes; pdfium turns them into
text. Titles, remarks, tags, attached files and whatever else stands beside the pages is read with
pikepdf. Pixels are not read.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from contextlib import closing

import pikepdf
import pypdfium2
from pikepdf import Array, Stream

#: A hyphen at a line's end: whether it belongs to the word pdfium cannot tell.
_HYPHEN = re.compile("[\ufffe\x02]")
#: A place where a long word may break, whether it did or not.
_BREAK = re.compile("\u200b\\s*")
_OCTAL, _HEX = re.compile(rb"\\([0-7]{3})"), re.compile(r"<((?:[0-9a-f]{2})+)>")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_PRINTED = bytes(range(32, 127)) + b"\t\r\n"
#: Streams packed in these ways are read by ``bytes_of``, or are pictures.
_OTHERS = {"", "/FlateDecode", "/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"}
#: What reading a broken or locked file may raise.
_FAULTS = (pypdfium2.PdfiumError, pikepdf.PdfError, pikepdf.PasswordError, ValueError)


class UnreadablePdfError(ValueError):
    """A PDF that is broken, locked by a password, or unlike any that this program makes."""


def text_of(pdf: bytes) -> str:
    """Return all words drawn in a PDF, page by page; twice where a line's end broke a word.

    Raises ``UnreadablePdfError`` where the file is broken or locked.
    """
    try:
        with closing(pypdfium2.PdfDocument(pdf)) as document:
            text = "\n".join(page.get_textpage().get_text_range() for page in document)
    except _FAULTS as fault:
        raise UnreadablePdfError("The words of this PDF cannot be read.") from fault
    kept, mended = (_BREAK.sub("", _HYPHEN.sub(hyphen, text)) for hyphen in ("-", ""))
    return kept if kept == mended else f"{kept}\n{mended}"


def bytes_of(pdf: bytes) -> Iterator[bytes]:
    """Yield what can be read in a PDF's bytes as they are, and in what is deflated in them.

    This needs no sound file, and sees what an editor struck out and left there.
    """
    yield _STREAM.sub(b" ", pdf).replace(b"\x00", b"")
    for packed in _STREAM.findall(pdf):
        try:
            plain = zlib.decompressobj().decompress(packed)
        except zlib.error:
            plain = packed
        if is_text(plain):
            yield plain.replace(b"\x00", b"")


def written_in(pdf: bytes) -> Iterator[bytes]:
    """Yield what a PDF holds beside its pages: titles, remarks and tags; attached files.

    Raises ``UnreadablePdfError`` as ``text_of`` does.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            objects = list(document.objects)
            streams = [each for each in objects if isinstance(each, Stream)]
            tables = [*objects, *(each.stream_dict for each in streams)]
            yield _strings(b"\n".join(each.unparse(resolved=True) for each in tables))
            for each in filter(_is_packed, streams):
                yield each.read_bytes()
    except _FAULTS as fault:
        raise UnreadablePdfError("What is written in this PDF cannot be read.") from fault


def is_text(data: bytes) -> bool:
    """Tell text from a picture or a font by its share of printable characters."""
    sample = data[:4096].replace(b"\x00", b"")
    return 5 * len(sample.translate(None, delete=_PRINTED)) <= len(sample)


def _strings(source: bytes) -> bytes:
    r"""Return a PDF's own way of writing strings in UTF-8.

    >>> _strings(b"/Title (caf\\351) /Alt <feff201c00412013>").decode()
    '/Title (café) /Alt “A–'
    """
    text = _OCTAL.sub(lambda number: bytes([int(number[1], 8) % 256]), source).decode(
        "pdfdoc", "replace"
    )
    return _HEX.sub(lambda string: _decoded(bytes.fromhex(string[1])), text).encode(
        "utf-8", "replace"
    )


def _decoded(string: bytes) -> str:
    wide = string.startswith(b"\xfe\xff")
    return string.decode("utf-16" if wide else "pdfdoc", "replace")


def _is_packed(stream: Stream) -> bool:
    """Tell an attached file, and text that is packed in a way that ``bytes_of`` does not undo."""
    kind, packed = str(stream.get("/Type", "")), stream.get("/Filter")
    ways = set(map(str, packed)) if isinstance(packed, Array) else {str(packed or "")}
    return kind == "/EmbeddedFile" or (kind not in ("/XRef", "/ObjStm") and not ways & _OTHERS)
