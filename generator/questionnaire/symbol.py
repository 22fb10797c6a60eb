"""The small machine-readable id in the corner of each page.

A scanner must know which form, version, language, size and page lies before
it before it can look for a single box. The text is kept to the characters
that a QR symbol packs best (capitals, digits and ``-.:/``), which keeps its
squares large enough for an office scanner.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import segno

#: The first field of every page's id: it says where the marks of the page stand.
MARK = "RM2"
#: The pattern laid over every symbol; a reader takes any of the eight.
MASK = 4
_SIZES = {"standard": "S", "large": "L"}
_COPY = "(?P<copy>[A-Z0-9]{0,8})"
_CODE = "(?P<code>[A-Za-z0-9_-]{0,32})"
_PAGE = "(?P<form>[A-Z0-9-]{1,64}):(?P<version>[0-9.]{1,16}):(?P<language>[A-Z0-9-]{1,35}):"
_PAGE += "(?P<size>[SL]):(?P<page>[1-9][0-9]?)"
_TEXT = re.compile(f"{MARK}:{_PAGE}(?::{_COPY}:{_CODE})?")


@dataclass(frozen=True, slots=True)
class PageId:
    """What the symbol of a printed page says.

    ``language`` is in capitals. ``copy`` numbers the copies of a pack, so that the pages of
    one copy are found together; ``code`` is the survey code or sheet number printed on it.
    Both are empty on forms that anybody may photocopy.
    """

    form: str
    version: str
    language: str
    size: str
    page: int
    copy: str = ""
    code: str = ""


def page_text(of: PageId) -> str:
    """Return the text of a page's symbol.

    >>> page_text(PageId("about_you_mentor", "1.0.0", "en", "standard", 2))
    'RM2:ABOUT-YOU-MENTOR:1.0.0:EN:S:2'
    >>> page_text(PageId("about_you_mentor", "1.0.0", "en", "standard", 2, copy="K7MQ9X"))
    'RM2:ABOUT-YOU-MENTOR:1.0.0:EN:S:2:K7MQ9X:'
    """
    name = of.form.upper().replace("_", "-")
    fields = [MARK, name, of.version, of.language.upper(), _SIZES[of.size], str(of.page)]
    own = [of.copy, of.code] if of.copy or of.code else []
    return ":".join([*fields, *own])


def page_id(text: str) -> PageId | None:
    """Return what a symbol says; none where it is not one of ours.

    >>> page_id("RM2:ABOUT-YOU-MENTOR:1.0.0:EN:S:2::K7MQ-2XP9").code
    'K7MQ-2XP9'
    >>> page_id("https://example.org") is None
    True
    """
    found = _TEXT.fullmatch(text)
    if found is None:
        return None
    facts = {name: value or "" for name, value in found.groupdict().items()}
    return PageId(
        facts["form"].lower().replace("-", "_"),
        facts["version"],
        facts["language"],
        {letter: size for size, letter in _SIZES.items()}[facts["size"]],
        int(facts["page"]),
        facts["copy"],
        facts["code"],
    )


def _made(text: str, version: int | None = None) -> segno.QRCode:
    """Return a symbol with a mask that is told: trying all eight would cost eight times as much."""
    return segno.make(text, error="m", version=version, micro=False, boost_error=False, mask=MASK)


def matrix(text: str) -> tuple[bytearray, ...]:
    """Return a QR symbol's squares row by row, 1 for a dark one; 25 or more to a side."""
    code = _made(text)
    if int(code.version) < 2:
        code = _made(text, version=2)
    squares: tuple[bytearray, ...] = code.matrix
    return squares


@lru_cache(maxsize=1024)
def symbol(text: str) -> dict[str, Any]:
    """Return a QR symbol: its text, modules a side and dark runs (row, first column, length).

    The quiet zone is not part of it; the page design leaves it free. Error
    correction is level M (about 15 in 100 squares may be lost).

    >>> symbol("RM2:A:1.0.0:EN:S:1")["modules"]
    25
    """
    squares = matrix(text)
    runs = []
    for row, cells in enumerate(squares):
        start = None
        for column, dark in enumerate((*cells, 0)):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                runs.append((row, start, column - start))
                start = None
    return {"text": text, "modules": len(squares), "runs": runs}
