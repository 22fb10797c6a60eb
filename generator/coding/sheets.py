"""The sheets of coding workbooks as data, before they are a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from generator.coding.units import Unit
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


@dataclass(frozen=True, slots=True)
class Choice:
    """A drop-down of a column: the cells of another sheet, or words; and what it says if broken."""

    column: int
    source: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its first row is the header and stays in sight, with the first column."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    choices: tuple[Choice, ...] = ()
    marked: frozenset[int] = field(default_factory=frozenset)


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
    codes_from = f"'{BOOK}'!$A$2:$A${BOOK_ROWS + 1}"
    words = "Choose an id from the sheet 'Code book'. A new category goes there first."
    choices = [Choice(header.index(code), codes_from, "No such code", words) for code in CODES]
    yes = f"Write {YES}, or leave it empty. A text that can be coded needs no entry here."
    choices.append(Choice(header.index(UNCODABLE_COLUMN), f'"{YES}"', "Only yes", yes))
    return Sheet(CODING, tuple(rows), _widths(header), tuple(choices), marked)


def book_sheet(book: Sequence[Category]) -> Sheet:
    """Return the sheet with the code book."""
    rows = [CODE_BOOK_COLUMNS]
    rows += [tuple(getattr(one, name) for name in CODE_BOOK_COLUMNS) for one in book]
    return Sheet(BOOK, tuple(rows), _widths(CODE_BOOK_COLUMNS))


def table_sheet(title: str, rows: Sequence[Sequence[str]]) -> Sheet:
    """Return a sheet of plain words and numbers."""
    return Sheet(title, tuple(map(tuple, rows)), _widths(rows[0]))


def guide_sheet(lines: Sequence[str]) -> Sheet:
    """Return a sheet with one sentence a row."""
    return Sheet(GUIDE, tuple((line,) for line in lines), (110,))


def _widths(header: Sequence[str]) -> tuple[int, ...]:
    return tuple(_WIDTHS.get(name, 16 if name in CODES else 28) for name in header)


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
