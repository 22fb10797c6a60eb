"""``themes_codebook.csv``: what the categories of free text are, and what belongs to each.

It may stand beside ``themes.csv``, or as a sheet in a coding workbook. Where
there is none, the categories are those of ``suggested_themes.csv``, to be kept, dropped or
added to. Labels and
definitions end on public pages, so that they are held to a length and to
visible characters.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from generator.definitions.problem import Problem, SourceLine
from generator.definitions.suggest import did_you_mean, quoted
from generator.responses.cohorts import title_fault
from generator.responses.fault_log import FaultLog, check_known, each_row
from generator.responses.table import Table
from generator.responses.themes import CODE_BOOK_COLUMNS, UNCODABLE, Category

FILE = "themes_codebook.csv"
REQUIRED, OPTIONAL = CODE_BOOK_COLUMNS[:2], CODE_BOOK_COLUMNS[2:]
#: How many characters each text of a category may have.
LENGTHS = {"label": 60, "definition": 1_000, "include": 1_000, "exclude": 1_000, "version": 20}
ID = re.compile(r"[a-z][a-z0-9_]{0,39}")

#: Twelve categories to start a code book from.
SUGGESTED: tuple[Category, ...] = tuple(
    Category(**row)
    for row in csv.DictReader(
        Path(__file__).with_name("suggested_themes.csv").read_text("utf-8").splitlines()
    )
)
#: The categories read so far, by id and in order, with the place where each was said first.
_Book = dict[str, tuple[Category, SourceLine]]


def parse_book(
    tables: Iterable[Table], found: list[Problem], file: str = FILE
) -> tuple[Category, ...]:
    """Return the categories of a code book in its order; several tables are one book.

    They are those of the rows that could be read.
    """
    book: _Book = {}
    for table in tables:
        findings = FaultLog(table)
        if check_known(findings, file, REQUIRED, OPTIONAL):
            _parse(findings, book)
        found.extend(findings.all())
    found.extend(_reference_faults(book))
    return tuple(category for category, _ in book.values())


def _parse(findings: FaultLog, book: _Book) -> None:
    for row, cells in each_row(findings, "id"):
        bad = findings.of_row(row, _faults(cells))
        if "id" not in bad:
            # A fault is told once, here, and not again wherever the id stands.
            names = ("id",) if bad else CODE_BOOK_COLUMNS
            texts = {name: cells[name] for name in names if cells.get(name)}
            _add(Category(**{"label": cells["id"], **texts}), row, findings, book)


def _faults(cells: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield the column, rule, fault and remedy of each bad cell of a row."""
    if not ID.fullmatch(cells["id"]) or cells["id"] == UNCODABLE:
        fault = f"{quoted(cells['id'])} is not a category id."
        remedy = "Use 1 to 40 small letters, digits and _, beginning with a letter"
        yield "id", "bad-category", fault, f"{remedy}; '{UNCODABLE}' has its own meaning."
    for name, length in LENGTHS.items():
        needed = name == "label" or cells.get(name)
        if needed and (wrong := title_fault(cells[name], length)):
            remedy = f"Write 1 to {length:,} visible characters on 1 line."
            yield name, "bad-title", f"The {name} {wrong}.", remedy


def _add(category: Category, row: int, findings: FaultLog, book: _Book) -> None:
    column = findings.table.header.index("id")
    here = findings.table.place(findings.lines[row], column)
    known, before = book.setdefault(category.id, (category, here))
    if before != here and (known != category or before.path == here.path):
        fault = f"The category {quoted(category.id)} appears twice."
        remedy = f"The other is at {before}. Keep 1."
        findings.row_fault(row, column, "duplicate-category", fault, remedy)


def _reference_faults(book: _Book) -> Iterator[Problem]:
    """Yield what is wrong with parents and with what categories were merged into."""
    in_use = [name for name, (category, _) in book.items() if not category.merged_into]
    for category, where in book.values():
        for name, other in (("parent", category.parent), ("merged_into", category.merged_into)):
            if other and (other not in in_use or other == category.id):
                fault = f"'{category.id}' has {quoted(other)} as {name}, "
                fault += "which is not another category in use."
                remedy = did_you_mean(other, in_use) or "Name the id of another row."
                yield Problem(where, "unknown-category", fault, remedy)
