"""A workbook to write, as plain data: what stands in its sheets, how it looks, what may be typed.

A feature's room makes ``Sheet``s and ``files.workbook_writer`` a file of them. Formats and
checks are said in XlsxWriter's own words: ``{"bold": True, "bg_color": "#DCE9F5"}`` for
``add_format``, ``{"validate": "list", "source": ["yes", "no"]}`` for ``data_validation``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

#: Text stays text, whatever it looks like; numbers stay numbers; None is an empty cell.
Value = str | int | float | None
Format = Mapping[str, object]
#: A value, or one with a format of its own.
Cell = Value | tuple[Value, Format]
#: First row, first column, last row, last column: all from 0, as XlsxWriter counts.
Area = tuple[int, int, int, int]
#: The cells that a check is for, and the check.
Check = tuple[Sequence[Area], Mapping[str, object]]

#: The format of cells that no spreadsheet makes a number, a date or a formula of.
TEXT: Format = {"num_format": "@"}
WRAPPED: Format = {"text_wrap": True, "valign": "top"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column's width in characters, and the format of all its cells, empty ones too."""

    width: float
    format: Format = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its cells, the format of all of them, its height in points (None: the usual one).

    A cell's format is its column's, then its row's, then its own.
    """

    cells: Sequence[Cell]
    format: Format = field(default_factory=dict)
    height: float | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """How a sheet is printed, on A4 and across: its ``heading`` row, from 0, on every page.

    ``scale`` is in percent; without one all columns stand on one page. Header and footer have
    XlsxWriter's signs: ``&L`` for the left, ``&R`` for the right.
    """

    heading: int = 0
    first_column: bool = False
    area: Area | None = None
    scale: int = 0
    gridlines: bool = False
    header: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``frozen`` rows and columns stay in sight.

    ``locked``: only cells whose format says ``{"locked": False}`` can be typed into, without a
    password. ``hidden``: no menu shows the sheet.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    checks: Sequence[Check] = ()
    frozen: tuple[int, int] = (1, 0)
    paper: Paper = Paper()
    locked: bool = False
    hidden: bool = False
    filtered: bool = False


def height(texts: Iterable[str], widths: Iterable[float]) -> float:
    """Return the height of a row in points, rather too much, for texts in columns of some widths.

    Not every spreadsheet works it out when it opens a file. Excel allows 409 points.

    >>> height(["short", "a" * 50], [10, 20]), height(["a" * 9000], [20])
    (48.0, 393.0)
    """
    cells = zip(texts, widths, strict=True)
    most = max(sum(1 + int(len(line) // wide) for line in text.split("\n")) for text, wide in cells)
    return 15.0 * min(most, 26) + 3
