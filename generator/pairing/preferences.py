"""Who is willing to mentor whom, as a matrix or as a list.

A matrix has a row for each mentor and a column for each mentee: its first row
is ``mentor`` and the mentees' names, its cells are ``yes``, ``no`` or ``own
supervisor`` (willing, and the mentee is the mentor's own clinical supervisor).
A list has one row for each mentor and mentee, in the columns ``mentor``,
``mentee``, ``willing`` and, where it is known, ``supervisor``.
Nothing is guessed: a pair without an answer is a fault, not a "no", since a slip
in a name looks just the same. Names are compared as Unicode writes them best
(NFC), without spaces at the ends and with single spaces inside. Rows that
begin with ``#`` are remarks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from generator.definitions.problem import Problem, RefusedError, SourceLine, in_reading_order
from generator.definitions.suggest import did_you_mean, listed, quoted
from generator.responses.table import Block, Table, is_comment, without_comments

REQUIRED = ("mentor", "mentee", "willing")
COLUMNS = (*REQUIRED, "supervisor")
MENTOR, OWN = "mentor", "own supervisor"
#: What a cell of a list may say.
YES_OR_NO = {
    **dict.fromkeys(("yes", "y", "1", "true"), True),
    **dict.fromkeys(("no", "n", "0", "false"), False),
}
#: What a cell of a matrix may say: willing or not, and own supervisor or not.
ANSWERS = {
    **{word: (willing, False) for word, willing in YES_OR_NO.items()},
    OWN: (True, True),
    f"yes, {OWN}": (True, True),
    f"no, {OWN}": (False, True),
}
LONGEST_NAME = 80
#: The most people on one side.
MOST_PEOPLE = 200

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Preferences:
    """Mentors and mentees in the order of their characters' numbers, and pairs of them.

    ``remarks`` are the rows that were passed over, so that nobody is left out of a draw unseen.
    """

    mentors: tuple[str, ...]
    mentees: tuple[str, ...]
    willing: frozenset[Pair]
    supervised: frozenset[Pair]
    remarks: int = field(default=0, compare=False)


class _Answer(NamedTuple):
    """What was said of a mentor and a mentee, and where each of them is named."""

    mentor: str
    mentee: str
    willing: bool
    supervisor: bool
    where: SourceLine
    mentee_at: SourceLine


def parse_preferences(tables: Sequence[Table], found: list[Problem]) -> Preferences:
    """Return what the mentors said; raises RefusedError where any fault stands.

    ``found`` gets the faults.
    """
    if len(tables) != 1:
        where = SourceLine(tables[1].path, sheet=tables[1].sheet) if tables else SourceLine("")
        fault = "Several sheets hold something."
        remedy = "Keep the preferences on 1 sheet, and nothing else in the file."
        raise RefusedError([*found, Problem(where, "several-sheets", fault, remedy)])
    whole = replace(tables[0], blocks=tuple(tables[0].blocks))
    table = without_comments(whole)
    is_matrix = _is_matrix(table)
    faults = list(_mentee_faults(table) if is_matrix else _header_faults(table))
    if faults and not is_matrix:
        raise RefusedError([*found, *faults])
    answers = list((_matrix if is_matrix else _listed)(table, faults))
    if not answers and not faults:
        fault, remedy = "There is no row below the header.", "Write who is willing to mentor whom."
        faults.append(Problem(table.place(table.header_line, 0), "no-rows", fault, remedy))
    faults.extend(_between_rows(answers, whole=not faults))
    found += in_reading_order(faults)
    if faults:
        raise RefusedError(found)
    return Preferences(
        tuple(sorted({one.mentor for one in answers})),
        tuple(sorted({one.mentee for one in answers})),
        frozenset((one.mentor, one.mentee) for one in answers if one.willing),
        frozenset((one.mentor, one.mentee) for one in answers if one.supervisor),
        _remarks(whole),
    )


def _remarks(table: Table) -> int:
    rows = (row for block in table.blocks if isinstance(block, Block) for row in block.rows)
    return sum(is_comment(row) and any(map(str.strip, row[1:])) for row in rows)


def clean_name(text: str) -> str:
    r"""Return a name as it is compared.

    >>> clean_name("  Zoe\u0308   Example ")
    'Zoë Example'
    """
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _rows(table: Table, faults: list[Problem]) -> Iterator[tuple[Sequence[str], int, Set[int]]]:
    """Yield each row with its line and the columns of it that cannot be read.

    What is wrong there, such as a formula, is added to ``faults``.
    """
    for block in table.blocks:
        if isinstance(block, Problem):
            faults.append(block)
            continue
        unread: dict[int, set[int]] = {}
        for one in block.faults:
            place = table.place(block.lines[one.row], one.column)
            faults.append(Problem(place, one.rule, one.fault, one.remedy))
            unread.setdefault(one.row, set()).add(one.column)
        for number, (cells, line) in enumerate(zip(block.rows, block.lines, strict=True)):
            yield cells, line, unread.get(number, set())


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


# --- a matrix -----------------------------------------------------------------------------


def _is_matrix(table: Table) -> bool:
    """Tell a matrix from a list, which names two of its columns or more."""
    names = [name.casefold() for name in table.header]
    return names[:1] in ([MENTOR], [""]) and len(set(REQUIRED).intersection(names)) < 2


def _matrix(table: Table, faults: list[Problem]) -> Iterator[_Answer]:
    """Yield what each cell of a matrix says; a mentor too many ends it."""
    names = [clean_name(name) for name in table.header]
    mentees = {at: name for at, name in enumerate(names) if at and name not in names[1:at]}
    known: dict[str, SourceLine] = {}
    for cells, line, unread in _rows(table, faults):
        read = {at: cell.strip() for at, cell in enumerate(cells) if at not in unread}
        if not any(read.values()):
            continue
        here, mentor = table.place(line, 0), clean_name(cells[0])
        faults += _name_faults(cells[0], here) if 0 in read else ()
        if mentor and known.setdefault(mentor, here) != here:
            fault = f"{quoted(mentor)} has a row already, at {known[mentor]}."
            faults.append(Problem(here, "repeated-row", fault, "Delete one of the two."))
            continue
        for at in filter(None, read):
            mentee, said = mentees.get(at, ""), " ".join(read[at].split()).casefold()
            if not mentee or said not in ANSWERS:
                faults += _cell_of_matrix(table, line, at, read[at], mentee)
            elif mentor:
                mentee_at = table.place(table.header_line, at)
                yield _Answer(mentor, mentee, *ANSWERS[said], here, mentee_at)
        if len(known) > MOST_PEOPLE:
            return


def _cell_of_matrix(
    table: Table, line: int, column: int, text: str, mentee: str
) -> Iterator[Problem]:
    """Yield what is wrong with a cell that says nothing of a mentor and a mentee."""
    place = table.place(line, column)
    if mentee:
        fault = f"{quoted(text)} is no answer." if text else "The answer is missing."
        remedy = f"Write yes, no or {OWN}. What the mentor left empty counts as no."
        yield Problem(place, "answer", fault, remedy)
    elif text and not any(table.header[column : column + 1]):
        fault = "An answer stands in a column without a mentee's name."
        yield Problem(place, "no-name", fault, "Write the name at its head, or empty the cell.")


def _mentee_faults(table: Table) -> Iterator[Problem]:
    """Yield what is wrong with the mentees' names at the heads of a matrix."""
    known: set[str] = set()
    for column, text in list(enumerate(table.header))[1:]:
        place, name = table.place(table.header_line, column), clean_name(text)
        if name:
            yield from _name_faults(text, place)
        if name and name in known:
            fault, remedy = f"{quoted(name)} has a column already.", "Delete one of the two."
            yield Problem(place, "repeated-column", fault, remedy)
        known.add(name)
    if not known - {""}:
        fault, remedy = "No mentee is named in the first row.", "Write a name above each column."
        yield Problem(table.place(table.header_line, 1), "no-name", fault, remedy)


# --- a list -------------------------------------------------------------------------------


def _listed(table: Table, faults: list[Problem]) -> Iterator[_Answer]:
    """Yield what each row of a list says."""
    at = {name.casefold(): column for column, name in enumerate(table.header) if name}
    width = len(table.header)
    for cells, line, unread in _rows(table, faults):
        if unread or not any(map(str.strip, cells)):
            continue
        row = {
            name: (cells[column] if column < len(cells) else "", table.place(line, column))
            for name, column in at.items()
        }
        wrong = [fault for name, cell in row.items() for fault in _cell_faults(name, *cell)]
        if any(map(str.strip, cells[width:])):
            fault, remedy = "The row has more cells than the header.", "Delete the extra cells."
            wrong.append(Problem(table.place(line, width), "long-row", fault, remedy))
        faults += wrong
        if not wrong:
            (mentor, where), (mentee, mentee_at) = row["mentor"], row["mentee"]
            willing, supervisor = (
                YES_OR_NO.get(row[name][0].strip().casefold(), False) if name in row else False
                for name in ("willing", "supervisor")
            )
            names = clean_name(mentor), clean_name(mentee)
            yield _Answer(*names, willing, supervisor, where, mentee_at)


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
        remedy = f"The first row of a list names the columns: {', '.join(COLUMNS)}. That of a "
        remedy += f"matrix is '{MENTOR}' and the mentees' names: rows are mentors, columns mentees."
        yield Problem(table.place(table.header_line, 0), "missing-column", fault, remedy)


def _cell_faults(column: str, text: str, where: SourceLine) -> Iterator[Problem]:
    said = text.strip()
    if column in ("mentor", "mentee"):
        yield from _name_faults(text, where)
    elif said.casefold() not in YES_OR_NO and (said or column == "willing"):
        fault = f"{quoted(said)} is not an answer." if said else "The answer is missing."
        remedy = "Write yes or no."
        if column == "willing":
            remedy += " A row that the mentor left empty counts as no."
        yield Problem(where, "answer", fault, remedy)


# --- all rows together --------------------------------------------------------------------


def _between_rows(rows: Sequence[_Answer], *, whole: bool) -> Iterator[Problem]:
    """Yield what only shows when rows are set side by side.

    Missing pairs are looked for only where every row could be read (``whole``).
    """
    first: dict[Pair, _Answer] = {}
    for row in rows:
        pair = (row.mentor, row.mentee)
        if pair in first:
            fault = f"{row.mentor} and {row.mentee} have a row already, at {first[pair].where}."
            yield Problem(row.where, "repeated-pair", fault, "Delete 1 of the 2.")
        first.setdefault(pair, row)
    mentors = {row.mentor: row.where for row in reversed(rows)}
    mentees = {row.mentee: row.mentee_at for row in reversed(rows)}
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
