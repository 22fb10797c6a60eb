"""Copies become rows of response files, and every answer says where it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from generator.definitions.codebook import GAPS, OPTIONAL_COLUMNS, REQUIRED_COLUMNS, Column
from generator.responses.check import day_of
from generator.responses.known_tables import SCAN_SOURCES
from generator.responses.schema import Form
from generator.responses.spelling import UNLINKED
from generator.scan.copies import Copy, Leaf
from generator.scan.decisions import CODE, Decisions

#: How an answer came about.
READ, DECIDED, PRINTED, PAGE_LOST = (
    "read by the program",
    "decided by a person",
    "printed on the page",
    "the page is lost",
)
NO_CODE = "no code can be read"
#: So many signs of a picture's hash name a form without a code.
DIGITS = 8


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for every row: forms, languages, cohort and day."""

    forms: Mapping[str, Form]
    languages: Sequence[str]
    cohort: str
    completed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer as it goes into a column, with its page and how it came about."""

    column: str
    value: str
    leaf: Leaf | None
    how: str


@dataclass(frozen=True, slots=True)
class Tables:
    """A response file's rows for each form by its id, and the sources of all answers."""

    forms: Mapping[str, Sequence[Sequence[str]]]
    sources: Sequence[Sequence[str]]


def tables(copies: Sequence[Copy], decisions: Decisions, setting: Setting) -> Tables:
    """Return the rows of copies of which nothing is open."""
    made: dict[str, list[Sequence[str]]] = {}
    sources: list[Sequence[str]] = [SCAN_SOURCES]
    for copy in copies:
        form = copy.id.form
        known = setting.forms[form]
        columns = [*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS, *known.columns]
        body = made.setdefault(form, [columns])
        respondent = respondent_of(copy)
        how = PRINTED if copy.code_from.id.code else DECIDED if copy.code else NO_CODE
        code = Cell(CODE, respondent, copy.code_from, how)
        cells = [code, *_cells(copy, known, decisions)]
        row = _own(copy, setting) | {cell.column: cell.value for cell in cells}
        body.append([row.get(name, "") for name in columns])
        sources += (_source(cell, respondent, copy, setting) for cell in cells)
    return Tables(made, sources)


def respondent_of(copy: Copy) -> str:
    """Return a copy's code; without one, a name that its first page has in every run."""
    first = copy.pages[min(copy.pages)].scanned
    return copy.code or f"{UNLINKED}{first.picture[:DIGITS].upper()}"


def _own(copy: Copy, setting: Setting) -> dict[str, str]:
    """Return the columns that every form has, the respondent apart."""
    language = copy.id.language
    known = {one.casefold(): one for one in setting.languages}
    return {
        "cohort": setting.cohort,
        "instrument": copy.id.form,
        "version": copy.id.version,
        "mode": "scan",
        "language": known.get(language.casefold(), language.lower()),
        "completed_on": setting.completed_on.isoformat() if setting.completed_on else "",
    }


def _cells(copy: Copy, form: Form, decisions: Decisions) -> Iterator[Cell]:
    """Yield the answers of a copy, in the order of its pages."""
    for number, side in enumerate(copy.paper.sides, start=1):
        leaf = copy.pages.get(number)
        for item in (*side.ticks, *side.fields):
            if item != CODE:
                value, how = _answer(leaf, item, decisions)
                for name, cell in _columns(form, item, value):
                    yield Cell(name, cell, leaf, how)


def _answer(leaf: Leaf | None, item: str, decisions: Decisions) -> tuple[str, str]:
    """Return the answer of an item, as a decision is written, and how it came about."""
    if leaf is None:
        return "", PAGE_LOST
    said = decisions.answer(leaf.scanned.picture, leaf.id.page, item)
    if said is not None:
        return said, DECIDED
    sure = next(one for one in leaf.answers if one.item == item)
    return " ".join(sure.codes), READ


def _columns(form: Form, item: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield the columns of an item with what stands in them."""
    column = form.columns.get(item)
    if column is not None:
        yield item, _tidy(column, value)
        return
    ticked = value.split(" ")
    for name, part in form.columns.items():
        if part.item == item:
            code = name.removeprefix(f"{item}___")
            yield name, value if value in GAPS else str(int(code in ticked))


def _tidy(column: Column, value: str) -> str:
    """Return what was typed as response files hold it."""
    text = " ".join(value.split())
    if column.kind == "date" and (day := day_of(text)):
        return day.isoformat()
    if column.kind == "number" and text.isascii() and text.isdigit():
        return str(int(text))
    return text


def _source(cell: Cell, respondent: str, copy: Copy, setting: Setting) -> Sequence[str]:
    page = cell.leaf.scanned if cell.leaf else None
    place = (page.file, str(page.number), page.picture) if page else ("", "", "")
    about = (respondent, setting.cohort, copy.id.form, cell.column, cell.value)
    return (*about, *place, cell.how)
