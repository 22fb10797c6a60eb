"""The data-entry workbook: a sheet a form, with drop-downs, limits and headings in sight.

A clerk types a bare code, or picks it with its label from the drop-down; both count as the code.
So each list begins with the labelled codes and gaps, which fit the eight lines that a drop-down
shows. Every sheet is locked without a password, its cells for answers apart: what nobody can
sort, merge or paste over need not be found afterwards. Cells for codes and words are text, so
that no spreadsheet makes a date of 3-4. Lists stand on a hidden sheet of their own.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from generator.definitions.codebook import (
    GAPS,
    LABELLED_GAPS,
    Codebook,
    Column,
    codebook,
    gap_labels,
    labelled,
)
from generator.definitions.cohort import Cohort
from generator.definitions.instrument import Instrument
from generator.definitions.load import Definitions, unknown_form
from generator.definitions.problem import Problem, SourceLine
from generator.definitions.programme import Programme
from generator.definitions.spreadsheet import TEXT, WRAPPED, Format, Paper, Row, Sheet
from generator.definitions.spreadsheet import Column as SheetColumn
from generator.definitions.suggest import listed
from generator.definitions.words import Words, fill, words_in
from generator.responses.schema import MODES, READABLE
from generator.responses.table import cell_name
from generator.responses.typed_sheet import headings

#: Fewest rows that a sheet has ready (they fit one printed page), and the most.
FEWEST_ROWS, MOST_ROWS = 40, 2_000
#: Where the rows begin, under the hidden names and the words; rows beyond those that are ready
#: that lists and limits reach to.
FIRST_ROW, BEYOND = 3, 1_000
LISTS = "Lists"
#: Of each kind of column, in characters; and how numbers and dates are shown.
WIDTHS = {"list": 19, "respondent": 18, "number": 15, "date": 15, "text": 44}
FORMATS = {"number": "General", "date": "yyyy-mm-dd;-0;0;@"}
#: Headings of neighbouring questions; the columns that all forms have.
BANDS, OWN_BAND = ("#DCE9F5", "#E9EFE3"), "#E6E6E6"
#: The longest help beside a cell, words where something else was typed, and title of both.
HELP_LENGTH, REFUSAL_LENGTH, TITLE_LENGTH = 255, 225, 32
_GREY: Format = {"font_color": "#595959"}
_CELL: Format = {"font_name": "Arial", "font_size": 11, "align": "left", "valign": "top"}
_NAMES: Format = {**TEXT, "locked": True}
_HEAD: Format = {
    **_NAMES, **WRAPPED, "font_size": 10, "bold": True, "left": 1, "right": 1, "top": 1,
    "left_color": "#7F7F7F", "right_color": "#7F7F7F", "top_color": "#7F7F7F", "bottom": 2,
}  # fmt: skip

#: A number or a date, or one of the gaps; ``{cell}`` is the column's first cell.
_OR_GAP = "=OR(AND(ISNUMBER({cell}),%s),{cell}=-97,{cell}=-98,{cell}=-99)"
_WHOLE = "{cell}>=%d,{cell}<=%d,{cell}=INT({cell})"
_DAY = "{cell}>=DATE(1950,1,1),{cell}<=DATE(2199,12,31)"
#: A short code that stands once in its group, which is the second column.
_CODE = (
    '=AND(LEN({cell})<=32,SUMPRODUCT((SUBSTITUTE($A$3:$A$3003," ","")'
    '=SUBSTITUTE({cell}," ",""))*($B$3:$B$3003=B3))<=1)'
)

Kind = Literal["list", "respondent", "number", "date", "text"]
#: A list's entries, with the letters of the column of ``LISTS`` in which they stand.
Lists = dict[tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """One column: its name, the words above it, what may be typed, and what stands there already.

    ``allowed`` are a list's entries, or a formula about ``{cell}``; anything, where it is empty.
    ``help`` appears beside a chosen cell, ``refusal`` where something else was typed; ``colour``
    is the heading's.
    """

    name: str
    heading: str
    kind: Kind
    allowed: tuple[str, ...] | str = ""
    help: str = ""
    refusal: str = ""
    prefilled: str = ""
    colour: str = OWN_BAND


def read_back(
    definitions: Definitions, wanted: Sequence[str], found: list[Problem]
) -> list[Instrument]:
    """Return the forms whose answers are kept, or those of them that are ``wanted`` by id.

    Of each that is none, a fault is added to ``found``.
    """
    kinds = {form.id: form.kind for form in definitions.instruments}
    kept = [form for form in definitions.instruments if form.kind in READABLE]
    ids = [form.id for form in kept]
    for name in wanted:
        if name not in kinds:
            found.append(unknown_form(name, ids))
        elif name not in ids:
            fault = f"'{name}' is on paper only: it holds names, or is no form."
            remedy = f"Forms whose answers are kept: {listed(ids, limit=20)}."
            found.append(Problem(SourceLine(name), f"{kinds[name]}-form", fault, remedy))
    return [form for form in kept if not wanted or form.id in wanted]


def typed_forms(
    definitions: Definitions, chosen: Iterable[Instrument], language: str = ""
) -> list[tuple[Codebook, str]]:
    """Return forms as codebooks with their titles, as people meet them.

    They are in a ``language`` of the programme, the first unless told.
    """
    programme = definitions.programme.spoken(language or definitions.programme.languages[0])
    waves, roles = ([one.id for one in known] for known in (programme.waves, programme.roles))

    def place(form: Instrument) -> tuple[bool, int, int]:
        wave = waves.index(form.wave) if form.wave in waves else len(waves)
        role = roles.index(form.role) if form.role in roles else len(roles)
        return form.kind != "linked", role, wave

    ordered = sorted(chosen, key=place)
    return [(codebook(programme, form), programme.said(form.title)) for form in ordered]


def entry_sheets(
    programme: Programme,
    forms: Iterable[tuple[Codebook, str]],
    cohorts: Sequence[Cohort],
    language: str = "",
) -> list[Sheet]:
    """Return the workbook's sheets: one for each form, with its title; then the lists, hidden.

    The forms are in a ``language`` of the programme, and so is all that is said beside them.
    """
    lists: Lists = {}
    spoken = programme.spoken(language or programme.languages[0])
    words = words_in(spoken.languages[0], spoken, "entry")
    languages = (programme.languages, language or _only(programme.languages))
    gaps = tuple(gap_labels(spoken))
    sheets = []
    for book, title in forms:
        columns = list(_columns(book, [cohort.id for cohort in cohorts], languages, words, gaps))
        sheets.append(_sheet(book, title, columns, rows_ready(book, cohorts), lists, words))
    return [*sheets, *_lists_sheet(lists)]


def _columns(
    book: Codebook,
    cohorts: Sequence[str],
    languages: tuple[Sequence[str], str],
    words: Words,
    gaps: tuple[str, ...],
) -> Iterator[EntryColumn]:
    """Yield the columns of one form; ``languages`` are those it may be in, and its own.

    Code and group come first and stay in sight; then the answers, in the
    order of the paper, each question in another colour than the last; then what
    is the same in every row.
    """
    heads, items = headings(book), list(dict.fromkeys(column.item for column in book.columns))
    said = (words["code_help"], words["code_refusal"])
    yield EntryColumn("respondent", heads["respondent"], "respondent", _CODE, *said)
    kind: Kind = "list" if cohorts else "text"
    said = (words["cohort_help"], words["cohort_refusal"])
    yield EntryColumn("cohort", heads["cohort"], kind, tuple(cohorts), *said, _only(cohorts))
    for column in book.columns:
        colour = BANDS[items.index(column.item) % len(BANDS)]
        answer = _answer(column, words, gaps)
        yield EntryColumn(column.name, heads[column.name], *answer, colour=colour)
    same = {
        "mode": (MODES, "paper"),
        "language": languages,
        "version": (book.accepts, book.version),
        "instrument": ((book.instrument,), book.instrument),
    }
    for name, (choices, prefilled) in same.items():
        yield EntryColumn(name, heads[name], "list", tuple(choices), "", words["pick"], prefilled)


def rows_ready(book: Codebook, cohorts: Sequence[Cohort]) -> int:
    """Return how many rows a sheet has ready: one for everybody invited, and a few over."""
    # A form of pairs is filled in by one of two: no more of them than the most of a role.
    invited = sum(
        cohort.invited(book.role) or max(cohort.given.values(), default=0) for cohort in cohorts
    )
    return min(max(FEWEST_ROWS, invited + 20), MOST_ROWS)


def _only(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else ""


def _answer(
    column: Column, words: Words, gaps: tuple[str, ...]
) -> tuple[Kind, tuple[str, ...] | str, str, str]:
    """Return what may be typed for an answer, the help, and what is said of anything else."""
    if column.kind == "code":
        gap_help = words["gap_help"]
        entries = [f"{c} {label}" for c, label in zip(column.codes, column.labels, strict=True)]
        said = "\n".join([*entries, gap_help])
        shown = said if len(said) <= HELP_LENGTH else gap_help
        refusal = fill(words["answer_refusal"], gap_help=gap_help)
        return "list", code_choices(column, gaps), shown, refusal
    if column.kind == "number":
        limits = {"minimum": column.minimum, "maximum": column.maximum}
        said, refusal = (fill(words[name], **limits) for name in ("number_help", "number_refusal"))
        return "number", _OR_GAP % (_WHOLE % (column.minimum, column.maximum)), said, refusal
    if column.kind == "date":
        return "date", _OR_GAP % _DAY, words["date_help"], words["date_refusal"]
    return "text", "", words["text_help"], ""


def code_choices(
    column: Column, labelled_gaps: Sequence[str] = tuple(LABELLED_GAPS)
) -> tuple[str, ...]:
    """Return a drop-down's entries: labelled codes and gaps, then the bare ones."""
    shown = [labelled(c, label) for c, label in zip(column.codes, column.labels, strict=True)]
    bare = [*column.codes, *(gap for gap in GAPS if gap)]
    return tuple(dict.fromkeys([*shown, *labelled_gaps, *bare]))


# --- how it looks -------------------------------------------------------------------------


def _sheet(
    book: Codebook,
    title: str,
    columns: Sequence[EntryColumn],
    ready: int,
    lists: Lists,
    words: Words,
) -> Sheet:
    last = FIRST_ROW + ready - 1
    body = Row([(one.prefilled, _GREY) if one.prefilled else None for one in columns])
    lines = (textwrap.wrap(one.heading, int(WIDTHS[one.kind] * 0.92)) for one in columns)
    looks = [{"bg_color": one.colour, **(_GREY if one.prefilled else {})} for one in columns]
    heads = [(one.heading, look) for one, look in zip(columns, looks, strict=True)]
    # On paper nobody needs the columns that are the same in every row.
    answers = max(n for n, one in enumerate(columns) if one.colour != OWN_BAND or n < 2)
    return Sheet(
        book.instrument,
        [SheetColumn(WIDTHS[one.kind], _column_format(one)) for one in columns],
        [
            Row([one.name for one in columns], _NAMES, hidden=True),
            Row(heads, _HEAD, 13.5 * max(map(len, lines)) + 6),
            *[body] * ready,
        ],
        [
            ([(FIRST_ROW - 1, place, last + BEYOND - 1, place)], check)
            for place, one in enumerate(columns)
            if (check := _check(one, cell_name(FIRST_ROW, place), lists))
        ],
        frozen=(FIRST_ROW - 1, 2),
        locked=True,
        paper=Paper(
            heading=1,
            first_column=True,
            area=(1, 0, last - 1, answers),
            scale=60,
            gridlines=True,
            header=f"&L{title.replace('&', '&&')}&R{words['confidential']}",
            footer=f"&L{book.instrument}&R{fill(words['page'], page='&P', pages='&N')}",
        ),
    )


def _column_format(column: EntryColumn) -> Format:
    written = FORMATS.get(column.kind, TEXT["num_format"])
    wrapped = column.kind == "text"
    return {**_CELL, "num_format": written, "text_wrap": wrapped, "locked": False}


def _check(column: EntryColumn, cell: str, lists: Lists) -> Mapping[str, object]:
    """Return what a spreadsheet refuses in a column, and its help; ``cell`` is the first."""
    title = column.name
    if len(title) > TITLE_LENGTH:
        title = title[: TITLE_LENGTH - 1] + "…"
    said: dict[str, object] = {"show_input": bool(column.help), "show_error": bool(column.refusal)}
    if column.help:
        said |= {"input_title": title, "input_message": column.help[:HELP_LENGTH]}
    if column.refusal:
        said |= {"error_title": title, "error_message": column.refusal[:REFUSAL_LENGTH]}
    if not column.allowed:
        return {"validate": "any", **said} if column.help else {}
    if isinstance(column.allowed, tuple):
        letters = lists.setdefault(column.allowed, cell_name(0, len(lists)).removesuffix("0"))
        source = f"={LISTS}!${letters}$2:${letters}${len(column.allowed) + 1}"
        return {"validate": "list", "source": source, **said}
    # Of codes a warning alone: a form without a group yet, say.
    severe = "warning" if column.kind == "respondent" else "stop"
    value = column.allowed.format(cell=cell)
    return {"validate": "custom", "value": value, "error_type": severe, **said}


def _lists_sheet(lists: Lists) -> list[Sheet]:
    heads = [f"List {letters}" for letters in lists.values()]
    rows = [Row(heads), *map(Row, zip_longest(*lists))]
    columns = [SheetColumn(8, TEXT)] * len(lists)
    return [Sheet(LISTS, columns, rows, locked=True, hidden=True)] if lists else []
