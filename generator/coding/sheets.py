"""The sheets of coding workbooks as data, before they are a file."""

from __future__ import annotations

from collections.abc import Sequence

from generator.coding.units import Unit
from generator.definitions.spreadsheet import (
    TEXT,
    WRAPPED,
    Check,
    Column,
    Format,
    Row,
    Sheet,
    lines_needed,
)
from generator.responses.themes import CODE_BOOK_COLUMNS, Category

CODING, BOOK, GUIDE, AGREEMENT = "Coding", "Code book", "How to code", "Agreement"
CODES = tuple(f"code {number}" for number in range(1, 6))
UNCODABLE_COLUMN, YES = "uncodable", "yes"
FIRST, SECOND = "first coder", "second coder"
UNIT_COLUMNS = ("unit", "form", "role", "wave", "question", "text")
REQUIRED = ("unit", "text", *CODES, UNCODABLE_COLUMN)
OPTIONAL = ("form", "role", "wave", "question", "note", FIRST, SECOND)
#: Rows of the code book that drop-downs offer, empty ones for new categories included.
BOOK_ROWS = 80

_WIDTHS = {
    "unit": 9,
    "form": 20,
    "role": 10,
    "wave": 18,
    "question": 34,
    "text": 70,
    "note": 30,
    FIRST: 24,
    SECOND: 24,
    UNCODABLE_COLUMN: 12,
    "id": 18,
    "label": 30,
    "version": 9,
}
#: The height of a line in points, and the most lines that a row shows: Excel allows 409 points.
_LINE_HEIGHT, _MOST_LINES = 15, 27
_LINE: Format = {**TEXT, **WRAPPED, "bottom": 1, "bottom_color": "#AEB7BD"}
_HEAD: Format = {**_LINE, "bold": True, "font_color": "#FFFFFF", "bg_color": "#003087"}
_MARK: Format = {**_LINE, "bg_color": "#FFF4C2"}


def coding_sheet(
    units: Sequence[Unit],
    codings: Sequence[Sequence[str]] = (),
    extra: Sequence[tuple[str, str]] = (),
    marked: frozenset[int] = frozenset(),
) -> Sheet:
    """Return the sheet in which a coder works.

    ``codings`` are codes to stand there already, ``extra`` what each coder
    gave, in words, both in the order of the units; ``marked`` are rows to look at.
    """
    shown = (FIRST, SECOND) if extra else ()
    header = (*UNIT_COLUMNS, *shown, *CODES, UNCODABLE_COLUMN, "note")
    rows = [header]
    for place, unit in enumerate(units):
        given = list(codings[place]) if codings else []
        unable = [YES] if UNCODABLE_COLUMN in given else [""]
        codes = [code for code in given if code != UNCODABLE_COLUMN]
        codes += [""] * (len(CODES) - len(codes))
        whose = extra[place] if extra else ()
        shown_unit = (unit.id, unit.form, unit.role, unit.wave, unit.question, unit.text)
        rows.append((*shown_unit, *whose, *codes, *unable, ""))
    return _sheet(CODING, rows, _checks(header, len(rows) + 199), marked)


def _checks(header: Sequence[str], last: int) -> list[Check]:
    """Return the drop-downs of codes and of ``uncodable``, for new rows too."""
    words = "Choose an id from the sheet 'Code book'. A new category goes there first."
    source = f"='{BOOK}'!$A$2:$A${BOOK_ROWS + 1}"
    yes = f"Write {YES}, or leave it empty. A text that can be coded needs no entry here."
    offered: dict[str, tuple[str | list[str], str, str]] = {
        **dict.fromkeys(CODES, (source, "No such code", words)),
        UNCODABLE_COLUMN: ([YES], "Only yes", yes),
    }
    # Where blanks are allowed, a list with empty cells in it would let anything pass.
    common = {"validate": "list", "ignore_blank": False, "show_input": False}
    return [
        (
            [(1, place, last, place)],
            {**common, "source": source, "error_title": title, "error_message": words},
        )
        for place, (source, title, words) in (
            (header.index(name), rule) for name, rule in offered.items()
        )
    ]


def book_sheet(book: Sequence[Category]) -> Sheet:
    """Return the sheet with the code book."""
    rows = [tuple(getattr(one, name) for name in CODE_BOOK_COLUMNS) for one in book]
    return table_sheet(BOOK, [CODE_BOOK_COLUMNS, *rows])


def table_sheet(title: str, rows: Sequence[Sequence[str]]) -> Sheet:
    """Return a sheet of plain words and numbers."""
    return _sheet(title, rows)


def guide_sheet(lines: Sequence[str]) -> Sheet:
    """Return a sheet with one sentence a row."""
    return _sheet(GUIDE, [(line,) for line in lines], widths=(110,))


def _sheet(
    title: str,
    rows: Sequence[Sequence[str]],
    checks: Sequence[Check] = (),
    marked: frozenset[int] = frozenset(),
    widths: Sequence[int] = (),
) -> Sheet:
    """Return a sheet whose first row is the heading; it stays in sight, with the first column."""
    widths = widths or [_WIDTHS.get(name, 16 if name in CODES else 28) for name in rows[0]]
    formats = [_HEAD, *(_MARK if row in marked else _LINE for row in range(len(rows) - 1))]
    return Sheet(
        title,
        [Column(width) for width in widths],
        [Row(row, look, _height(row, widths)) for row, look in zip(rows, formats, strict=True)],
        checks,
        frozen=(1, int(len(widths) > 1)),
    )


def _height(row: Sequence[str], widths: Sequence[int]) -> float:
    lines = [lines_needed(text, width) for text, width in zip(row, widths, strict=True)]
    return _LINE_HEIGHT * min(max(lines), _MOST_LINES)


HOW_TO_CODE = (
    "How to code",
    "Work alone. Do not look at the other coder's workbook, and do not talk about single texts.",
    "Read the code book first, then all texts once without coding.",
    "Give each text every category that fits: 1 in each column 'code 1' to 'code 5'.",
    "Choose ids from the drop-down. The sheet 'Code book' has them with their definitions.",
    "If a text cannot be coded, leave its codes empty and write yes under 'uncodable'.",
    "Leave no text without either. Use 'note' for anything that you want to talk about afterwards.",
    "If a category is missing, stop and settle it with the other coder: both use 1 code book.",
    "Do not change, sort apart or delete the columns 'unit' and 'text', and rename no sheet.",
    "A text that raises a concern about safety does not wait: follow 'Raising a concern'.",
    "Keep this workbook private. Nobody may see who wrote what, and you do not know it either.",
)
