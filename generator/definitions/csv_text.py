"""Tables as CSV: the one writer, and the one guard against cells that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

#: A spreadsheet takes a text that begins with one of these for a formula, unless it is a number.
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    r"""Return rows as CSV, lines ending as in Windows; each cell stays as it is.

    >>> csv_text([["a", "b"], ["-97", "x, y"]])
    'a,b\r\n-97,"x, y"\r\n'
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as a file of CSV in UTF-8 with its mark; each cell stays as it is.

    That is right for answers and survey codes, which must be read again as they are.
    """
    return csv_text(rows).encode("utf-8-sig")


def safe_cell(cell: str) -> str:
    """Return a text that no spreadsheet takes for a formula; a number stays as it is.

    >>> safe_cell("=1+1"), safe_cell("-97"), safe_cell("- 97"), safe_cell("A1")
    ("'=1+1", '-97', "'- 97", 'A1')
    """
    return f"'{cell}" if cell.startswith(_RISKY) and not _NUMBER.fullmatch(cell) else cell


def safe(rows: Iterable[Sequence[object]]) -> Iterable[Sequence[object]]:
    """Yield rows whose texts no spreadsheet takes for a formula."""
    for row in rows:
        yield [safe_cell(cell) if isinstance(cell, str) else cell for cell in row]
