"""Everything in a file that can be read as text, for the leak gate.

Archives are opened and escapes undone; words are put in one plain form, so
that the same sentence is the same bytes however a file writes it.
"""

from __future__ import annotations

import gzip
import html
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from urllib.parse import unquote

#: No file of ours unpacks to more; what lies beyond is not a page.
LARGEST_UNPACKED = 1 << 28

_ESCAPES = re.compile(rb"[%&\\](?:[0-9a-fA-F]{2}|[\"\\/bfnrtu]|#|[a-zA-Z])")
#: Escapes that may stand for a letter, or against one: all but those of signs, in HTML.
_SIGN = rb"34;|38;|39;|60;|62;|[xX]2[267fF];|[xX]3[cCeE];"
_HIDING = re.compile(
    rb"[%&\\](?:(?<=%)[0-9a-fA-F]{2}|(?<=\\)[bfnrtu]|(?<=&)lowbar|(?<=&)#(?!" + _SIGN + rb"))"
)
_JSON_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|[\"\\/bfnrt])")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
#: Punctuation outside ASCII (curly quotation marks, dashes, ellipses and the like), as UTF-8.
_PUNCTUATION = re.compile(rb"\xe2\x80[\x80-\xbf]|\xc2[\x80-\xbf]")


def _table(inside: bytes) -> bytes:
    """Return a translation that lowers letters and turns all but some bytes into spaces."""
    plain = bytes(range(256)).lower()
    return bytes(byte if byte in inside else 32 for byte in plain)


_LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789"
_AS_TOKENS = _table(_LETTERS + b"_-")
_AS_PARTS = _table(_LETTERS)
_AS_WORDS = _table(_LETTERS + bytes(range(128, 256)))


def tokens(data: bytes) -> set[bytes]:
    """Return the words of a file that could be codes, and their parts between - and _.

    >>> sorted(tokens(b"row_A-1"))
    [b'1', b'a', b'row', b'row_a-1']
    """
    whole = set(data.translate(_AS_TOKENS).split())
    joined = b" ".join(token for token in whole if b"-" in token or b"_" in token)
    return whole.union(joined.translate(_AS_PARTS).split())


def spoken(data: bytes) -> bytes:
    """Return the words of a text in lower case, each with one space before and behind.

    >>> spoken("He said: “Don’t!”".encode())
    b' he said don t '
    """
    if not data.isascii():
        text = unicodedata.normalize("NFKC", data.decode("utf-8", "replace")).lower()
        data = _PUNCTUATION.sub(b" ", text.encode("utf-8", "replace"))
    return b" " + b" ".join(data.translate(_AS_WORDS).split()) + b" "


def has_escapes(data: bytes) -> bool:
    """Tell whether a text has anything that ``unescaped`` would undo."""
    return _ESCAPES.search(data) is not None


def hides_letters(data: bytes) -> bool:
    """Tell whether an escape may change where a word begins or how it is written.

    >>> hides_letters(b"Smith &amp; &#39;Co&#39;"), hides_letters(b"a%20b"), hides_letters(b"&#65;")
    (False, True, True)
    """
    return _HIDING.search(data) is not None


def unescaped(data: bytes) -> bytes:
    """Return a text with the escapes of HTML, JSON and addresses undone, twice over."""
    text = data.decode("utf-8", "replace")
    for _ in range(2):
        text = _JSON_ESCAPE.sub(_json_character, html.unescape(text))
        text = unquote(text, errors="replace")
    return text.encode("utf-8", "replace")


def _json_character(escape: re.Match[str]) -> str:
    what = escape[1]
    if what[0] == "u":
        return chr(int(what[1:], 16))
    return {"b": " ", "f": " ", "n": "\n", "r": "\r", "t": "\t"}.get(what, what)


def views(path: str, data: bytes) -> Iterator[bytes]:
    """Yield everything in a file that can be read as text; a broken archive as it is."""
    try:
        yield from _unpacked(path, data)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile):
        yield data


def _unpacked(path: str, data: bytes) -> Iterator[bytes]:
    if path.endswith(".gz"):
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as unpacked:
            yield from views(path.removesuffix(".gz"), unpacked.read(LARGEST_UNPACKED))
    elif data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.infolist():
                with archive.open(part) as unpacked:
                    yield part.filename.encode()
                    yield from views(part.filename.lower(), unpacked.read(LARGEST_UNPACKED))
    elif data.startswith(b"%PDF"):
        yield _without_nulls(_STREAM.sub(b" ", data))
        for stream in _STREAM.findall(data):
            plain = _inflated(stream)
            if _readable(plain):
                yield _without_nulls(plain)
    else:
        yield data


def _without_nulls(data: bytes) -> bytes:
    """Return strings of two bytes a character as if they had one."""
    return data.replace(b"\x00", b"")


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream, LARGEST_UNPACKED)
    except zlib.error:
        return stream


def _readable(data: bytes) -> bool:
    """Tell text from a picture or a font by its share of printable characters."""
    sample = data[:4096].replace(b"\x00", b"")
    printable = sum(32 <= byte < 127 or byte in b"\t\r\n" for byte in sample)
    return 5 * printable >= 4 * len(sample)
