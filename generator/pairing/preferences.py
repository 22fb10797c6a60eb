"""Who is willing to mentor whom: one table, one row for each mentor and mentee.

The file has the columns ``mentor``, ``mentee``, ``willing`` and, where it is
known, ``supervisor`` (the mentee is the mentor's own clinical supervisor).
Nothing is guessed: a pair without a row is a fault, not a "no", since a slip
in a name looks just the same. Names are compared as Unicode writes them best
(NFC), without spaces at the ends and with single spaces inside.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from generator.survey.nearest import did_you_mean, listed, quoted
from generator.survey.problem import Parsed, Problem, SourceLine, in_reading_order
from generator.survey.table import Block, Table

REQUIRED = ("mentor", "mentee", "willing")
COLUMNS = (*REQUIRED, "supervisor")
YES, NO = frozenset({"yes", "y", "1", "true"}), frozenset({"no", "n", "0", "false"})
LONGEST_NAME = 80
#: The most people on one side.
MOST_PEOPLE = 200

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Preferences:
    """Mentors and mentees in the order of their characters' numbers, and pairs of them."""

    mentors: tuple[str, ...]
    mentees: tuple[str, ...]
    willing: frozenset[Pair]
    supervised: frozenset[Pair]


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: who with whom, what was answered, and where it stands."""

    mentor: str
    mentee: str
    willing: bool
    supervisor: bool
    where: SourceLine


def parse_preferences(tables: Sequence[Table]) -> Parsed[Preferences]:
    """Return what the mentors said; no value where any fault stands."""
    if len(tables) != 1:
        where = SourceLine(tables[1].path, sheet=tables[1].sheet) if tables else SourceLine("")
        fault = "Several sheets hold something."
        remedy = "Keep the preferences on 1 sheet, and nothing else in the file."
        return Parsed(None, (Problem(where, "several-sheets", fault, remedy),))
    table = tables[0]
    problems = list(_header_faults(table))
    if problems:
        return Parsed(None, tuple(problems))
    found = list(_rows(table))
    rows = [row for row in found if isinstance(row, _Row)]
    problems = [fault for fault in found if isinstance(fault, Problem)]
    if not rows and not problems:
        fault, remedy = "There is no row below the header.", "Write a row for each pair."
        problems.append(Problem(table.place(table.header_line, 0), "no-rows", fault, remedy))
    problems.extend(_faults_of_rows(rows, whole=not problems))
    if problems:
        return Parsed(None, in_reading_order(problems))
    return Parsed(
        Preferences(
            tuple(sorted({row.mentor for row in rows})),
            tuple(sorted({row.mentee for row in rows})),
            frozenset((row.mentor, row.mentee) for row in rows if row.willing),
            frozenset((row.mentor, row.mentee) for row in rows if row.supervisor),
        )
    )


def clean_name(text: str) -> str:
    r"""Return a name as it is compared.

    >>> clean_name("  Zoe\u0308   Example ")
    'Zoë Example'
    """
    return unicodedata.normalize("NFC", " ".join(text.split()))


# --- the header ---------------------------------------------------------------------------


def _header_faults(table: Table) -> Iterator[Problem]:
    names = [name.casefold() for name in table.header]
    for column, name in enumerate(names):
        place = table.place(table.header_line, column)
        if name and name not in COLUMNS:
            hint = did_you_mean(name, COLUMNS)
            remedy = f"{hint} Otherwise take it out: no reasons and no remarks are kept."
            fault = f"There is no column {quoted(table.header[column])} in a file of preferences."
            yield Problem(place, "unknown-column", fault, remedy.strip())
        if name and name in names[:column]:
            fault, remedy = f"The column '{name}' is here twice.", "Delete one of them."
            yield Problem(place, "repeated-column", fault, remedy)
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        fault = f"The header lacks: {', '.join(missing)}."
        remedy = f"The first row names the columns: {', '.join(COLUMNS)}."
        yield Problem(table.place(table.header_line, 0), "missing-column", fault, remedy)


# --- rows ---------------------------------------------------------------------------------


def _rows(table: Table) -> Iterator[_Row | Problem]:
    """Yield each row, or each fault of it."""
    at = {name.casefold(): column for column, name in enumerate(table.header) if name}
    for block in table.blocks:
        if isinstance(block, Problem):
            yield block
            continue
        for fault in block.faults:
            place = table.place(block.lines[fault.row], fault.column)
            yield Problem(place, fault.rule, fault.fault, fault.remedy)
        yield from _rows_of(table, block, at)


def _rows_of(table: Table, block: Block, at: Mapping[str, int]) -> Iterator[_Row | Problem]:
    faulty = {fault.row for fault in block.faults}
    for number, (cells, line) in enumerate(zip(block.rows, block.lines, strict=True)):
        if not any(cell.strip() for cell in cells) or number in faulty:
            continue
        texts = {name: cells[column] if column < len(cells) else "" for name, column in at.items()}
        places = {name: table.place(line, column) for name, column in at.items()}
        faults = [
            *(p for name in ("mentor", "mentee") for p in _name_faults(texts[name], places[name])),
            *(p for name in at if name[0] in "ws" for p in _answer_faults(texts, places, name)),
        ]
        if len(cells) > len(table.header) and any(c.strip() for c in cells[len(table.header) :]):
            fault, remedy = "The row has more cells than the header.", "Delete the extra cells."
            faults.append(Problem(table.place(line, len(table.header)), "long-row", fault, remedy))
        if faults:
            yield from faults
        else:
            yield _Row(
                clean_name(texts["mentor"]),
                clean_name(texts["mentee"]),
                _said_yes(texts["willing"]),
                _said_yes(texts.get("supervisor", "")),
                places["mentor"],
            )


def _said_yes(text: str) -> bool:
    return text.strip().casefold() in YES


def _name_faults(text: str, where: SourceLine) -> Iterator[Problem]:
    name = clean_name(text)
    if not name:
        fault, remedy = "A name is missing.", "Write it on every row, on merged cells too."
        yield Problem(where, "no-name", fault, remedy)
    elif len(name) > LONGEST_NAME:
        fault = f"The name has {len(name)} characters."
        yield Problem(where, "long-name", fault, f"Shorten it to {LONGEST_NAME}.")
    elif not name.isprintable():
        fault = f"The name {quoted(name)} holds a character that cannot be seen."
        yield Problem(where, "odd-character", fault, "Delete it and type the name again.")


def _answer_faults(
    texts: Mapping[str, str], places: Mapping[str, SourceLine], name: str
) -> Iterator[Problem]:
    said = texts[name].strip().casefold()
    if said in YES or said in NO or (not said and name == "supervisor"):
        return
    fault = f"{quoted(texts[name].strip())} is not an answer." if said else "The answer is missing."
    remedy = "Write yes or no."
    if name == "willing":
        remedy += " A row that the mentor left empty counts as no."
    yield Problem(places[name], "answer", fault, remedy)


# --- all rows together --------------------------------------------------------------------


def _faults_of_rows(rows: Sequence[_Row], *, whole: bool) -> Iterator[Problem]:
    """Yield what only shows when rows are set side by side.

    Missing pairs are looked for only where every row could be read (``whole``).
    """
    first: dict[Pair, _Row] = {}
    for row in rows:
        pair = (row.mentor, row.mentee)
        if pair in first:
            fault = f"{row.mentor} and {row.mentee} have a row already, at {first[pair].where}."
            yield Problem(row.where, "repeated-pair", fault, "Delete 1 of the 2.")
        first.setdefault(pair, row)
    mentors = {row.mentor: row.where for row in reversed(rows)}
    mentees = {row.mentee: row.where for row in reversed(rows)}
    for role, people in (("mentor", mentors), ("mentee", mentees)):
        yield from _alike(role, people)
        if len(people) > MOST_PEOPLE:
            fault = f"There are {len(people)} {role}s. 1 draw takes {MOST_PEOPLE}."
            yield Problem(rows[0].where, "too-many-people", fault, "Draw by department.")
    for name in sorted(mentors.keys() & mentees.keys()):
        fault = f"{name} is a mentor here and a mentee elsewhere."
        remedy = (
            "1 person takes 1 part. If 2 people have the same name, write each name differently."
        )
        yield Problem(mentors[name], "both-sides", fault, remedy)
    if whole and len(mentors) <= MOST_PEOPLE and len(mentees) <= MOST_PEOPLE:
        yield from _missing(mentors, mentees, first.keys())


def _alike(role: str, people: Mapping[str, SourceLine]) -> Iterator[Problem]:
    """Yield names that differ only in capitals, spaces or the width of letters."""
    known: dict[str, str] = {}
    for name, where in sorted(people.items(), key=lambda person: person[1]):
        folded = unicodedata.normalize("NFKC", name).casefold()
        if folded in known:
            fault = f"'{name}' and '{known[folded]}' look like one {role}."
            yield Problem(where, "two-spellings", fault, "Spell the name the same on every row.")
        known.setdefault(folded, name)


def _missing(
    mentors: Mapping[str, SourceLine], mentees: Mapping[str, SourceLine], known: Set[Pair]
) -> Iterator[Problem]:
    asked = {name: {mentor for mentor in mentors if (mentor, name) in known} for name in mentees}
    for mentor, where in mentors.items():
        lacking = [mentee for mentee in sorted(mentees) if (mentor, mentee) not in known]
        if lacking:
            hint = did_you_mean(mentor, mentors.keys() - {mentor}) or _slip(lacking, asked)
            fault = f"{mentor} has no row for {listed(lacking, 6)}."
            remedy = "Write a row for each, with willing no where the form says nothing. " + hint
            yield Problem(where, "no-row", fault, remedy.strip())


def _slip(lacking: Sequence[str], asked: Mapping[str, Set[str]]) -> str:
    """Ask whether a mentee's name is another's with a slip: no mentor has a row for both."""
    for name in lacking:
        apart = [other for other in asked if other != name and not asked[name] & asked[other]]
        hint = did_you_mean(name, apart)
        if hint:
            return f"Or is '{name}' a slip? {hint}"
    return ""
