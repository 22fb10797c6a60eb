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
LABEL_LENGTH, TEXT_LENGTH = 60, 1_000
MOST_CATEGORIES = 60
ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_VERSION = re.compile(r"[A-Za-z0-9._-]{1,20}")

#: Twelve categories to start a code book from.
SUGGESTED: tuple[Category, ...] = tuple(
    Category(**row)
    for row in csv.DictReader(
        Path(__file__).with_name("suggested_themes.csv").read_text("utf-8").splitlines()
    )
)
#: A column, the rule that its cell breaks, the fault and the remedy.
CellFault = tuple[str, str, str, str]


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
        if not findings.whole and len(book) > MOST_CATEGORIES:
            fault = f"More than {MOST_CATEGORIES} categories."
            findings.table_fault("too-many", fault, "Merge those that nobody can tell apart.")
        found.extend(findings.all())
    found.extend(_reference_faults(book))
    return tuple(category for category, _ in book.values())


def _parse(findings: FaultLog, book: _Book) -> None:
    for row, cells in each_row(findings, "id"):
        bad = findings.of_row(row, _faults(cells))
        if not bad:
            _add(Category(**_filled(cells)), row, findings, book)
        elif "id" not in bad:
            # The fault is told once, here, and not again wherever the id stands.
            _add(Category(cells["id"], cells["id"]), row, findings, book)


def _filled(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: cells[name] for name in CODE_BOOK_COLUMNS if cells.get(name)}


def _faults(cells: Mapping[str, str]) -> Iterator[CellFault]:
    if not ID.fullmatch(cells["id"]) or cells["id"] == UNCODABLE:
        fault = f"{quoted(cells['id'])} is not a category id."
        remedy = "Use 1 to 40 small letters, digits and _, beginning with a letter"
        yield "id", "bad-category", fault, f"{remedy}; '{UNCODABLE}' has its own meaning."
    wrong = title_fault(cells["label"], LABEL_LENGTH)
    if wrong:
        remedy = f"Write 1 to {LABEL_LENGTH} visible characters on 1 line."
        yield "label", "bad-title", f"The label {wrong}.", remedy
    for name in ("definition", "include", "exclude"):
        wrong = title_fault(cells[name], TEXT_LENGTH) if cells.get(name) else ""
        if wrong:
            remedy = f"Write up to {TEXT_LENGTH:,} visible characters on 1 line."
            yield name, "bad-title", f"The {name} {wrong}.", remedy
    if cells.get("version") and not _VERSION.fullmatch(cells["version"]):
        fault = f"{quoted(cells['version'])} is not a version."
        yield "version", "bad-version", fault, "Use a number such as 1 or 1.1."


def _add(category: Category, row: int, findings: FaultLog, book: _Book) -> None:
    here = findings.table.place(findings.lines[row], findings.table.header.index("id"))
    known, before = book.setdefault(category.id, (category, here))
    if before == here or (known == category and before.path != here.path):
        return
    fault = f"The category {quoted(category.id)} appears twice."
    column = findings.table.header.index("id")
    remedy = f"The other is at {before}. Keep 1."
    findings.row_fault(row, column, "duplicate-category", fault, remedy)


def _reference_faults(book: _Book) -> Iterator[Problem]:
    """Yield what is wrong with parents and with what categories were merged into."""
    known = {name: category for name, (category, _) in book.items()}
    for category, where in book.values():
        for name, other in (("parent", category.parent), ("merged_into", category.merged_into)):
            if other and (other not in known or other == category.id):
                fault = (
                    f"'{category.id}' has {quoted(other)} as {name}, which is not another category."
                )
                remedy = did_you_mean(other, known) or "Name the id of another row."
                yield Problem(where, "unknown-category", fault, remedy)
        final = known.get(category.merged_into)
        if final is not None and final is not category and final.merged_into:
            fault = f"'{category.id}' was merged into '{final.id}', which was merged itself."
            yield Problem(where, "merged-twice", fault, "Name the category that is in use now.")
