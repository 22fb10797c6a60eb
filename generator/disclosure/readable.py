"""Everything in a file that can be read as text, for the leak gate.

Archives are opened and escapes undone; words are put in one plain form, so
that the same sentence is the same bytes however a file writes it.
"""

from __future__ import annotations

import base64
import codecs
import gzip
import html
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

import numpy as np
import numpy.typing as npt

#: No file of ours unpacks to more; what lies beyond is not a page.
LARGEST_UNPACKED = 1 << 28

_ESCAPES = re.compile(rb"[%&\\](?:[0-9a-fA-F]{2}|[\"\\/bfnrtu]|#|[a-zA-Z])")
#: Escapes that may stand for a letter, or against one: all but those of signs, in HTML.
_SIGN = rb"34;|38;|39;|60;|62;|[xX]2[267fF];|[xX]3[cCeE];"
_HIDING = re.compile(
    rb"[%&\\](?:(?<=%)[0-9a-fA-F]{2}|(?<=\\)[bfnrtu]|(?<=&)lowbar|(?<=&)#(?!" + _SIGN + rb"))"
)
_JSON_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|[\"\\/bfnrt])")
_DATA_URI = re.compile(rb"data:image/([a-z+]+)[^,\"'<>\s]{0,60};base64,([A-Za-z0-9+/=%]+)")
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
#: Text in a file of another kind: in UTF-8, and with two bytes a letter.
_RUN = re.compile(rb"(?:[\x20-\x7e]|[\xc3-\xdf][\x80-\xbf]|\xe2\x80[\x80-\xbf]){6,}")
_WIDE = re.compile(rb"(?:[\x20-\x7e]\x00){6,}")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
#: Punctuation outside ASCII (curly quotation marks, dashes, ellipses and the like), as UTF-8.
_PUNCTUATION = re.compile(rb"\xe2\x80[\x80-\xbf]|\xc2[\x80-\xbf]")


def _table(inside: bytes) -> bytes:
    """Return a translation that lowers letters and turns all but some bytes into spaces."""
    plain = bytes(range(256)).lower()
    return bytes(byte if byte in inside else 32 for byte in plain)


#: What can stand inside a word unseen: soft hyphens, places to break a line, marks of direction;
#: and markup that does not end a word. Each begins with a byte that is quickly looked for.
_UNSEEN = tuple(
    re.compile(pattern)
    for pattern in (rb"\xc2\xad", rb"\xe2(?:\x80[\x8b-\x8f]|\x81\xa0)", rb"\xef\xbb\xbf")
)
_TAGS = (
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "dfn", "em", "font", "i", "kbd", "mark", "q",
    "s", "samp", "small", "span", "strong", "sub", "sup", "tspan", "u", "var", "wbr",
)  # fmt: skip
_WITHIN = re.compile(
    rb"(?:<(?:!--[^>]*--|/?(?:%b)(?:\s[^<>]*)?/?)>)+(?=[\w\x80-\xff-])" % "|".join(_TAGS).encode()
)
#: Hyphens, dashes and minus signs, as a word processor puts them for a plain hyphen.
_DASH = re.compile(rb"\xe2(?:\x80[\x90-\x95]|\x88\x92)(?=[A-Za-z0-9])")
_IN_A_WORD = re.compile(rb"[\w\x80-\xff-]")
_HYPHEN = re.compile(rb"([-_])")
#: A code is at most so long, and has at most so many hyphens.
_LONGEST, _MOST_PARTS = 32, 8


def _beginnings() -> npt.NDArray[np.bool_]:
    """Return for each pair of bytes whether such a tag may begin with it."""
    found = np.zeros(1 << 16, dtype=np.bool_)
    for name in (*(f"{tag}{end}" for tag in _TAGS for end in "> /\n\t"), "!--"):
        found[ord(name[0]) << 8 | ord(name[1])] = True
    return found


_INLINE = _beginnings()
_LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789"
_AS_TOKENS = _table(_LETTERS + b"_-")
_AS_PARTS = _table(_LETTERS)
_AS_WORDS = _table(_LETTERS + bytes(range(128, 256)))


def tokens(data: bytes) -> set[bytes]:
    """Return the words of a file that could be codes, and all that stands in them between - and _.

    >>> sorted(tokens(b"row_A-1"))
    [b'1', b'a', b'a-1', b'row', b'row_a', b'row_a-1']
    """
    whole = set(data.translate(_AS_TOKENS).split())
    joined = [token for token in whole if b"-" in token or b"_" in token]
    parts = b" ".join(joined).translate(_AS_PARTS).split()
    return whole.union(parts, *map(_runs, joined))


def _runs(token: bytes) -> Iterator[bytes]:
    """Yield what of a word stands between two hyphens, with hyphens of its own."""
    parts = _HYPHEN.split(token)
    for start in range(0, len(parts), 2):
        for stop in range(start + 3, min(len(parts), start + 2 * _MOST_PARTS) + 1, 2):
            run = b"".join(parts[start:stop])
            if len(run) > _LONGEST:
                break
            yield run


def unbroken(data: bytes) -> bytes:
    """Return a text whose words have nothing inside them but letters and plain hyphens.

    >>> unbroken("K7\u00ad<b>MQ</b>\u20132X <b>a</b>".encode())
    b'K7MQ-2X <b>a</b>'
    """
    data = _without(_tags_inside(data), b"", data)
    if data.isascii():
        return data
    for unseen in _UNSEEN:
        data = _without(unseen.finditer(data), b"", data)
    return _without(_DASH.finditer(data), b"-", data)


def _tags_inside(data: bytes) -> Iterator[re.Match[bytes]]:
    """Yield markup that may stand inside a word, found by how such a tag begins."""
    signs = np.frombuffer(data + b"   ", dtype=np.uint8)
    at = np.flatnonzero(signs[:-3] == ord("<"))
    name = at + 1 + (signs[at + 1] == ord("/"))
    begins = signs[name].astype(np.uint16) << 8 | signs[name + 1]
    done = 0
    for place in at[_INLINE[begins]].tolist():
        found = _WITHIN.match(data, place) if place >= done else None
        if found:
            done = found.end()
            yield found


def _without(found: Iterable[re.Match[bytes]], instead: bytes, data: bytes) -> bytes:
    """Replace what was found where a letter or a hyphen stands before it."""
    kept: list[bytes] = []
    done = 0
    for one in found:
        if one.start() and _IN_A_WORD.match(data, one.start() - 1):
            kept += (data[done : one.start()], instead)
            done = one.end()
    return b"".join((*kept, data[done:])) if kept else data


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
    if path.endswith(".gz") or data.startswith(b"\x1f\x8b\x08"):
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as unpacked:
            yield from views(path.removesuffix(".gz"), unpacked.read(LARGEST_UNPACKED))
    elif data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield archive.comment
            for part in archive.infolist():
                yield part.comment
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
        yield from _otherwise(data)
        for kind, inside in _DATA_URI.findall(data):
            yield from views(kind.decode(), _from_base64(inside))


def _otherwise(data: bytes) -> Iterator[bytes]:
    """Yield a text in UTF-8 where it is written in UTF-16, UTF-32 or as Windows did once."""
    if data.isascii() and b"\x00" not in data:
        return
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    nulls = data[:4096].count(0)
    if not encoding and 3 * nulls > len(data[:4096]):
        encoding = "utf-16-le" if data[1:4096:2].count(0) > data[:4096:2].count(0) else "utf-16-be"
    if not encoding and not nulls:
        try:
            data.decode()
        except UnicodeDecodeError:
            encoding = "cp1252" if _readable(data) else ""
    if encoding:
        yield data.decode(encoding, "replace").encode("utf-8", "replace")


def _from_base64(inside: bytes) -> bytes:
    try:
        return base64.b64decode(unquote(inside.decode()), validate=False)
    except ValueError:
        return b""


def words_inside(data: bytes) -> bytes:
    r"""Return what can be read in a picture's bytes: titles and remarks stand in it as they are.

    >>> words_inside(b"\x89PNG\x00\x00tEXtTitle\x00By K7MQ-2XP9\xff\xd9")
    b'tEXtTitle\nBy K7MQ-2XP9'
    """
    found = dict.fromkeys(_RUN.findall(data))
    found |= dict.fromkeys(_RUN.findall(_WIDE.sub(_without_null, data)))
    return b"\n".join(found)


def _without_null(run: re.Match[bytes]) -> bytes:
    return _without_nulls(run[0])


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
