"""Words as they are compared: exactly, once typing and markup are taken off."""

from __future__ import annotations

import html
import re
import unicodedata

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
#: Quotes and dashes as a keyboard has them; and what REDCap cannot hold in a label.
_SIGNS = str.maketrans(
    dict.fromkeys("‘’‚‛´`", "'")
    | dict.fromkeys("“”„‟", '"')
    | dict.fromkeys("–—‐‑", "-")
    | {"\u00a0": " ", "[": "(", "]": ")", "|": "/"}
)
_NUMBER = re.compile(r"^(?:q\s*)?\d{1,3}\s*[:.)]\s+|^q\d{1,3}\s*[:.)]\s*")
_END = " .…:;?!*。？！：؟"
#: A heading is shown, and written into a map, up to so many letters.
LONGEST = 200


def folded(text: str) -> str:
    """Return a text for comparing: composed, in small letters, without markup and doubled blanks.

    >>> folded("<b>Don’t</b>  &amp; Know")
    "don't & know"
    """
    bare = html.unescape(_TAG.sub(" ", text)) if "<" in text or "&" in text else text
    return " ".join(unicodedata.normalize("NFC", bare).translate(_SIGNS).casefold().split())


def norm(text: str) -> str:
    """Return a question or an answer as all spellings of it are compared.

    A number that the tool put before it and the signs at its end are taken off.

    >>> norm("Q3: How do you feel?"), norm("3. Somewhat important."), norm("3"), norm("2.5 hours")
    ('how do you feel', 'somewhat important', '3', '2.5 hours')
    """
    return _NUMBER.sub("", folded(text)).strip(_END)


def shown_heading(text: str) -> str:
    r"""Return a heading as messages and maps show it: on one line, not endless, no control signs.

    >>> shown_heading("How\n  was it? ")
    'How was it?'
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
