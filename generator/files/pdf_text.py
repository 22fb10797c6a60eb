"""The words drawn in a PDF, so that a search can read what a reader reads.

A PDF draws glyphs by number; each font brings a table (``ToUnicode``) from
those numbers to characters, because standards for accessible PDFs demand it.
Here the drawing instructions of every page are followed just far enough to
take the numbers in order and look them up. Where the pen is put somewhere
else, a new line begins. What is drawn in a figure of its own (a form XObject)
is read too. Pixels are not.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Name

#: Operators that show glyphs; the last operand holds them.
_SHOW = frozenset({"Tj", "TJ", "'", '"'})
#: Operators that put the pen elsewhere.
_MOVE = frozenset({"BT", "Td", "TD", "Tm", "T*", "'", '"'})
#: All that is looked at: these, fonts, marks, figures.
_READ = " ".join(sorted({*_SHOW, *_MOVE, "Tf", "BDC", "Do"}))
#: A figure inside figures beyond this depth is no design of ours.
_DEEPEST = 8

_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>")
_RANGE = re.compile(
    rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(?:<([0-9A-Fa-f\s]+)>|\[([^\]]*)\])"
)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]+)>")
#: A place where a long word may break; the letter before it is drawn by itself.
_BREAK = "\u200b"
_BROKEN = re.compile("\u200b\n+([^\n]*)\n+")
_HYPHENED = re.compile(r"\S*-\s*\n\s*\S+")
#: Marks that only say where a line may break.
_UNSEEN = str.maketrans(dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad"))


#: What reading a broken or locked file may raise.
_FAULTS = (
    pikepdf.PdfError,
    pikepdf.PasswordError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
)


class UnreadablePdfError(ValueError):
    """A PDF that is broken, locked by a password, or unlike any that this program makes."""


def text_of(pdf: bytes) -> str:
    """Return all words drawn in a PDF, page by page, a line for each place of the pen.

    A word that a line's end broke at its hyphen follows once more, whole.
    Raises ``UnreadablePdfError`` where the file is broken or locked.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            fonts: dict[tuple[int, int], _Font] = {}
            pages = ["".join(_drawn(page.obj, fonts, 0)) for page in document.pages]
    except _FAULTS as fault:
        raise UnreadablePdfError("The words of this PDF cannot be read.") from fault
    text = _BROKEN.sub(r"\1", "\n".join(pages)).translate(_UNSEEN)
    mended = (re.sub(r"\s+", "", word) for word in _HYPHENED.findall(text))
    return "\n".join([text, *mended])


def written_in(pdf: bytes) -> Iterator[bytes]:
    """Yield what a PDF holds beside its pages: titles, remarks, tags, attached files.

    Strings come as UTF-8, however they are written; streams unpacked, whatever
    packs them. Raises ``UnreadablePdfError`` as ``text_of`` does.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            yield "\n".join(words for each in document.objects for words in _strings(each)).encode(
                "utf-8", "replace"
            )
            for each in document.objects:
                if isinstance(each, pikepdf.Stream) and _is_packed(each):
                    yield each.read_bytes()
    except _FAULTS as fault:
        raise UnreadablePdfError("What is written in this PDF cannot be read.") from fault


def _strings(value: Any) -> Iterator[str]:
    """Yield the strings and names of an object; what it refers to is another object."""
    if isinstance(value, pikepdf.String):
        yield str(value)
    elif isinstance(value, pikepdf.Name):
        yield str(value)[1:]
    elif isinstance(value, Array):
        for part in value:
            if not _is_elsewhere(part):
                yield from _strings(part)
    elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        for name, part in value.items():
            yield name[1:]
            if not _is_elsewhere(part):
                yield from _strings(part)


def _is_elsewhere(part: Any) -> bool:
    return isinstance(part, pikepdf.Object) and part.is_indirect


def _is_packed(stream: pikepdf.Stream) -> bool:
    """Tell whether words of a stream can be read here alone: a file, or packed in another way.

    What is plain or deflated the gate reads by itself; pictures, fonts and the file's own
    tables hold no words.
    """
    kind, packed = str(stream.get("/Type", "")), stream.get("/Filter")
    if kind == "/EmbeddedFile":
        return True
    ways = set(map(str, packed)) if isinstance(packed, Array) else {str(packed or "")}
    pictures = {"/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode", "", "/FlateDecode"}
    return kind not in ("/XRef", "/ObjStm") and not ways & pictures


@dataclass(frozen=True, slots=True)
class _Font:
    """How many bytes a glyph's number takes, and the characters of each number."""

    width: int
    characters: Mapping[int, str] = field(default_factory=dict)

    def read(self, glyphs: bytes) -> str:
        numbers = (
            int.from_bytes(glyphs[at : at + self.width], "big")
            for at in range(0, len(glyphs), self.width)
        )
        return "".join(self.characters.get(number, "\ufffd") for number in numbers)


def _drawn(owner: pikepdf.Object, fonts: dict[tuple[int, int], _Font], depth: int) -> Iterator[str]:
    """Yield the characters that a page's or a figure's instructions draw, in order."""
    resources = _resources(owner)
    font = _Font(1)
    for step in pikepdf.parse_content_stream(owner, _READ):
        name = str(step.operator)
        if name in _MOVE:
            yield "\n"
        if name == "Tf":
            font = _font(resources.Font[_operands(step)[0]], fonts)
        elif name in _SHOW:
            yield _shown(_operands(step)[-1], font)
        elif name == "BDC":
            yield _instead(_operands(step)[-1])
        elif name == "Do" and depth < _DEEPEST:
            figure = resources.XObject[_operands(step)[0]]
            if figure.get("/Subtype") == Name.Form:
                yield "\n"
                yield from _drawn(figure, fonts, depth + 1)


def _resources(owner: pikepdf.Object) -> pikepdf.Object:
    """Return fonts and figures of a page; a page without any has those of its parent."""
    for _ in range(_DEEPEST):
        if "/Resources" in owner or "/Parent" not in owner:
            break
        owner = owner.Parent
    return owner.get("/Resources", pikepdf.Dictionary())


def _operands(step: Any) -> list[Any]:
    """Return what an instruction works on: numbers, names, strings, arrays."""
    return list(step.operands)


def _instead(marked: pikepdf.Object) -> str:
    """Return what is to be read instead of what follows, which is read as well."""
    text = str(marked.get("/ActualText", "")) if isinstance(marked, pikepdf.Dictionary) else ""
    return _BREAK if _BREAK in text else f"\n{text}\n" if text else ""


def _shown(operand: pikepdf.Object, font: _Font) -> str:
    parts = list(operand) if isinstance(operand, Array) else [operand]
    return "".join(font.read(bytes(part)) for part in parts if isinstance(part, pikepdf.String))


def _font(font: pikepdf.Object, known: dict[tuple[int, int], _Font]) -> _Font:
    if font.objgen not in known or font.objgen == (0, 0):
        width = 2 if font.get("/Subtype") == Name.Type0 else 1
        table = font.get("/ToUnicode")
        characters = _characters(table.read_bytes()) if table is not None else _latin()
        known[font.objgen] = _Font(width, characters)
    return known[font.objgen]


def _latin() -> dict[int, str]:
    """Return the characters of a font without a table, as far as they can be known."""
    return {number: bytes([number]).decode("cp1252", "replace") for number in range(32, 256)}


def _characters(table: bytes) -> dict[int, str]:
    """Return what a ToUnicode table says: single glyphs, and runs of them."""
    found: dict[int, str] = {}
    for part in _CHARS.findall(table):
        found.update((int(_packed(a), 16), _utf16(b)) for a, b in _PAIR.findall(part))
    for part in _RANGES.findall(table):
        for first, last, start, listed in _RANGE.findall(part):
            low, high = int(_packed(first), 16), int(_packed(last), 16)
            if listed:
                texts = [_utf16(text) for text in _HEX.findall(listed)]
                found.update(zip(range(low, high + 1), texts, strict=False))
            else:
                head, end = _utf16(start)[:-1], ord(_utf16(start)[-1])
                found.update((n, head + chr(end + n - low)) for n in range(low, high + 1))
    return found


def _packed(digits: bytes) -> bytes:
    return b"".join(digits.split())


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(_packed(digits).decode()).decode("utf-16-be", "replace")
