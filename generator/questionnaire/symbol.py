"""The small machine-readable id in the corner of each page.

A scanner must know which form, version, language, size and page lies before
it before it can look for a single box. The text is kept to the characters
that a QR symbol packs best (capitals, digits and ``-.:/``), which keeps its
squares large enough for an office scanner.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import segno

#: The first field of every page's id; a later format gets another.
MARK = "RM1"
#: The pattern laid over every symbol; a reader takes any of the eight.
MASK = 4
_SIZES = {"standard": "S", "large": "L"}


def page_text(
    form: str, version: str, language: str, size: str, page: int, copy_code: str = ""
) -> str:
    """Return the text of a page's symbol; ``copy_code`` is the code of one printed copy, or empty.

    >>> page_text("about_you_mentor", "1.0.0", "en", "standard", 2)
    'RM1:ABOUT-YOU-MENTOR:1.0.0:EN:S:2'
    """
    name = form.upper().replace("_", "-")
    fields = [MARK, name, version, language.upper(), _SIZES[size], str(page)]
    return ":".join([*fields, copy_code] if copy_code else fields)


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
