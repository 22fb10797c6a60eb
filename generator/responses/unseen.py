"""Signs that nobody sees: taken out of what is read, or decoded into what they mean.

Copying from web pages and messages brings zero-width signs, marks of direction
and soft hyphens along. Beside Latin letters, digits and the edges of a cell
they mean nothing and only make two equal codes differ. Between letters of
other writings, and inside emoji, they mean something and stay.
"""

from __future__ import annotations

import re

#: What turns whole runs of text (U+202A to U+202E and so on) is refused elsewhere, not taken out.
_SIGNS = "\u00ad\u200b-\u200f\u2060-\u2064\ufeff"
#: Latin letters with their accents, and punctuation.
_PLAIN = "\0-\u00ac\u00ae-\u036f\u2010-\u2027\u2030-\u205e"
_ANY = re.compile(f"[{_SIGNS}]")
_UNSEEN = re.compile(f"(?<![^{_PLAIN}])[{_SIGNS}]++|(?<![{_SIGNS}])[{_SIGNS}]++(?![^{_PLAIN}])")
#: How a workbook writes a character that XML may not hold.
_ESCAPED = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")
#: A line's end, written so by Windows and not understood by the program that wrote the file.
_LINE_END = re.compile(r"_x000[Dd]_(?:\n|_x000[Aa]_)?")
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f]")


def seen(text: str) -> str:
    r"""Return a text without signs that are not seen and mean nothing where they stand.

    >>> seen("\ufeffK7RM\u200b,4"), len(seen("\U0001f469\u200d\U0001f52c"))
    ('K7RM,4', 3)
    """
    return text if text.isascii() or not _ANY.search(text) else _UNSEEN.sub("", text)


def unescaped(text: str) -> str:
    r"""Return a workbook's text with its escapes decoded, line ends as one sign.

    >>> unescaped("Cold_x000D_\ntea_x0007__x00E9_")
    'Cold\nteaé'
    """
    if "_x" not in text:
        return text
    return _ESCAPED.sub(_decoded, _LINE_END.sub("\n", text))


def _decoded(found: re.Match[str]) -> str:
    units = (int(one, 16).to_bytes(2, "little") for one in found[0][2:-1].split("__x"))
    return _CONTROL.sub("", b"".join(units).decode("utf-16-le", "replace"))


def without_escaped_ends(text: str) -> str:
    r"""Return a CSV file's text without a workbook's escaped line ends; its lines stay as they are.

    >>> without_escaped_ends("Cold_x000D_\ntea_x000D_Hot")
    'Cold\ntea Hot'
    """
    if "_x000" not in text:
        return text
    return re.sub("_x000[Dd]_(\n?)", lambda found: found[1] or " ", text)
