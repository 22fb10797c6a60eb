"""Signs that nobody sees, taken out of what is read.

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


def seen(text: str) -> str:
    r"""Return a text without signs that are not seen and mean nothing where they stand.

    >>> seen("\ufeffK7RM\u200b,4"), len(seen("\U0001f469\u200d\U0001f52c"))
    ('K7RM,4', 3)
    """
    return text if text.isascii() or not _ANY.search(text) else _UNSEEN.sub("", text)
