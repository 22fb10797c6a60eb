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

from generator.definitions.problem import (
    Problem,
    RefusedError,
    SourceLine,
    in_reading_order,
    refuse,
)
from generator.definitions.suggest import did_you_mean, listed, quoted
from generator.responses.fault_log import FaultLog, check_known, each_row
from generator.responses.table import Table, is_comment, without_comments

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
    remarks = sum(is_comment(row) and any(map(str.strip, row[1:])) for _, row in whole.rows())
    table = without_comments(whole)
    names = tuple(map(str.casefold, table.header))
    # A list names its columns; the first of a matrix may be empty.
    is_list = names[:1] not in ((MENTOR,), ("",)) or len(set(REQUIRED).intersection(names)) > 1
    header = names if is_list else (MENTOR, *map(clean_name, table.header[1:]))
    findings = FaultLog(replace(table, header=header))
    answers = list((_listed if is_list else _matrix)(findings))
    if not answers and not findings.all():
        fault, remedy = "There is no row below the header.", "Write who is willing to mentor whom."
        findings.table_fault("no-rows", fault, remedy)
    single = findings.all()
    found += in_reading_order([*single, *_between_rows(answers, whole=not single)])
    refuse(found)
    return Preferences(
        tuple(sorted({one.mentor for one in answers})),
        tuple(sorted({one.mentee for one in answers})),
        frozenset((one.mentor, one.mentee) for one in answers if one.willing),
        frozenset((one.mentor, one.mentee) for one in answers if one.supervisor),
        remarks,
    )


def clean_name(text: str) -> str:
    r"""Return a name as it is compared.

    >>> clean_name("  Zoe\u0308   Example ")
    'Zoë Example'
    """
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _name_faults(text: str, column: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is wrong with a name in a column: column, rule, fault, remedy."""
    name = clean_name(text)
    if not name:
        fault, remedy = "A name is missing.", "Write it on every row, on merged cells too."
        yield column, "no-name", fault, remedy
    elif len(name) > LONGEST_NAME:
        fault = f"The name has {len(name)} characters."
        yield column, "long-name", fault, f"Shorten it to {LONGEST_NAME}."
    elif not name.isprintable():
        fault = f"The name {quoted(name)} holds a character that cannot be seen."
        yield column, "odd-character", fault, "Delete it and type the name again."


def _matrix(findings: FaultLog) -> Iterator[_Answer]:
    """Yield what each cell of a matrix says; a mentor too many ends it."""
    table, known = findings.table, dict[str, SourceLine]()
    mentees = tuple(dict.fromkeys(filter(None, table.header[1:])))
    _check_mentees(findings, mentees)
    for row, cells in each_row(findings, MENTOR):
        here, mentor = table.place(findings.lines[row], 0), clean_name(cells[MENTOR])
        findings.of_row(row, _name_faults(mentor, MENTOR))
        if mentor and known.setdefault(mentor, here) != here:
            fault = f"{quoted(mentor)} has a row already, at {known[mentor]}."
            findings.row_fault(row, 0, "repeated-row", fault, "Delete one of the two.")
            continue
        for mentee in mentees:
            said = " ".join(cells[mentee].split())
            if said.casefold() in ANSWERS:
                mentee_at = table.place(table.header_line, table.header.index(mentee))
                yield _Answer(mentor, mentee, *ANSWERS[said.casefold()], here, mentee_at)
                continue
            fault = f"{quoted(said)} is no answer." if said else "The answer is missing."
            remedy = f"Write yes, no or {OWN}: no where the mentor left it empty."
            findings.of_row(row, [(mentee, "answer", fault, remedy)])
        if len(known) > MOST_PEOPLE:
            return


def _check_mentees(findings: FaultLog, mentees: Sequence[str]) -> None:
    """Find what is wrong with the mentees' names at the heads of a matrix."""
    header = findings.table.header
    for column, name in list(enumerate(header))[1:]:
        for _, rule, fault, remedy in _name_faults(name, name) if name else ():
            findings.table_fault(rule, fault, remedy, column)
        if name and name in header[1:column]:
            fault, remedy = f"{quoted(name)} has a column already.", "Delete one of the two."
            findings.table_fault("duplicate-column", fault, remedy, column)
    if not mentees:
        fault, remedy = "No mentee is named in the first row.", "Write a name above each column."
        findings.table_fault("no-name", fault, remedy, 1)


def _listed(findings: FaultLog) -> Iterator[_Answer]:
    """Yield what each row of a list says."""
    table = findings.table
    if not check_known(findings, "A list of preferences", REQUIRED, ("supervisor",)):
        remedy = f"The first row of a matrix is '{MENTOR}' and the mentees' names: rows are "
        fault = "It is no matrix of preferences either."
        findings.table_fault("no-matrix", fault, f"{remedy}mentors, columns mentees.")
        return
    for row, cells in each_row(findings, MENTOR):
        findings.of_row(row, _row_faults(cells))
        if row in findings.faulty:
            continue
        mentor, mentee = (clean_name(cells[name]) for name in REQUIRED[:2])
        willing, supervisor = (
            YES_OR_NO.get(cells.get(name, "").casefold(), False) for name in COLUMNS[2:]
        )
        at, mentee_at = (
            table.place(findings.lines[row], table.header.index(name)) for name in REQUIRED[:2]
        )
        yield _Answer(mentor, mentee, willing, supervisor, at, mentee_at)


def _row_faults(cells: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    for column in ("mentor", "mentee"):
        yield from _name_faults(cells[column], column)
    for column in COLUMNS[2:]:
        said = cells.get(column, "no")
        if said.casefold() not in YES_OR_NO and (said or column == "willing"):
            fault = f"{quoted(said)} is no answer." if said else "The answer is missing."
            remedy = "Write yes or no: no where the mentor left it empty."
            yield column, "answer", fault, remedy


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
    for mentor, where in mentors.items():
        lacking = [mentee for mentee in sorted(mentees) if (mentor, mentee) not in known]
        if lacking:
            hint = did_you_mean(mentor, mentors.keys() - {mentor})
            fault = f"{mentor} has no row for {listed(lacking, 6)}."
            remedy = "Write a row for each, with willing no where the form says nothing. " + hint
            yield Problem(where, "no-row", fault, remedy.strip())
