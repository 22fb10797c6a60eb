"""The small machine-readable id in the corner of each page.

A scanner must know which form, version, language, size and page lies before
it before it can look for a single box. The text is kept to the characters
that a QR symbol packs best (capitals, digits and ``-.:/``), which keeps its
squares large enough for an office scanner.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import segno

#: The first field of every page's id; a later format gets another.
MARK = "RM1"
#: The pattern laid over every symbol; a reader takes any of the eight.
MASK = 4
_SIZES = {"standard": "S", "large": "L"}
_NAMES = {short: name for name, short in _SIZES.items()}


@dataclass(frozen=True, slots=True)
class PageId:
    """What a page says of itself; ``copy`` is the printed code of one copy, or empty."""

    form: str
    version: str
    language: str
    size: str
    page: int
    copy: str = ""


def page_text(page: PageId) -> str:
    """Return the text of a page's symbol.

    >>> page_text(PageId("about_you_mentor", "1.0.0", "en", "standard", 2))
    'RM1:ABOUT-YOU-MENTOR:1.0.0:EN:S:2'
    """
    form = page.form.upper().replace("_", "-")
    fields = [MARK, form, page.version, page.language.upper(), _SIZES[page.size], str(page.page)]
    return ":".join([*fields, page.copy] if page.copy else fields)


def read_page_text(text: str) -> PageId | None:
    """Return what a symbol's text says, or None where it is not one of ours.

    >>> read_page_text("RM1:CONSENT:1.0.0:EN:S:2")
    PageId(form='consent', version='1.0.0', language='en', size='standard', page=2, copy='')
    >>> read_page_text("https://example.org") is None
    True
    """
    fields = text.split(":")
    if len(fields) not in (6, 7) or fields[0] != MARK or fields[4] not in _NAMES:
        return None
    if not (fields[5].isascii() and fields[5].isdigit()):
        return None
    form, version, language, size, page = fields[1:6]
    copy = fields[6] if len(fields) == 7 else ""
    form = form.lower().replace("-", "_")
    return PageId(form, version, _tag(language), _NAMES[size], int(page), copy)


def _tag(language: str) -> str:
    """Return a language tag in its usual writing: ``EN-GB`` is ``en-GB``."""
    base, *rest = language.split("-")
    return "-".join([base.lower(), *rest])


def _made(text: str, version: int | None = None) -> segno.QRCode:
    """Return a symbol with a mask that is told: trying all eight would cost eight times as much."""
    return segno.make(text, error="m", version=version, micro=False, boost_error=False, mask=MASK)


@lru_cache(maxsize=1024)
def symbol(text: str) -> dict[str, Any]:
    """Return a QR symbol: its text, modules a side and dark runs (row, first column, length).

    The quiet zone is not part of it; the page design leaves it free. Error
    correction is level M (about 15 in 100 squares may be lost).

    >>> symbol("RM1:A:1.0.0:EN:S:1")["modules"]
    25
    """
    code = _made(text)
    if int(code.version) < 2:
        code = _made(text, version=2)
    runs = []
    for row, cells in enumerate(code.matrix):
        start = None
        for column, dark in enumerate((*cells, 0)):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                runs.append((row, start, column - start))
                start = None
    return {"text": text, "modules": len(code.matrix), "runs": runs}
