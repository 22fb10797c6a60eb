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
from dataclasses import dataclass, replace

from generator.definitions.problem import Parsed, Problem, SourceLine, in_reading_order
from generator.definitions.suggest import did_you_mean, listed, quoted
from generator.responses.table import Block, Table, is_comment, without_comments

REQUIRED = ("mentor", "mentee", "willing")
COLUMNS = (*REQUIRED, "supervisor")
YES, NO = frozenset({"yes", "y", "1", "true"}), frozenset({"no", "n", "0", "false"})
#: What a cell of a matrix may say: willing or not, and own supervisor or not.
MENTOR, OWN = "mentor", "own supervisor"
ANSWERS = {
    **dict.fromkeys(YES, (True, False)),
    **dict.fromkeys(NO, (False, False)),
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
    mentee_at: SourceLine


def parse_preferences(tables: Sequence[Table]) -> Parsed[Preferences]:
    """Return what the mentors said; no value where any fault stands."""
    if len(tables) != 1:
        where = SourceLine(tables[1].path, sheet=tables[1].sheet) if tables else SourceLine("")
        fault = "Several sheets hold something."
        remedy = "Keep the preferences on 1 sheet, and nothing else in the file."
        return Parsed(None, (Problem(where, "several-sheets", fault, remedy),))
    whole = replace(tables[0], blocks=tuple(tables[0].blocks))
    table = without_comments(whole)
    is_matrix = _is_matrix(table)
    problems = list(_mentee_faults(table) if is_matrix else _header_faults(table))
    if problems and not is_matrix:
        return Parsed(None, tuple(problems))
    found = list(_matrix(table) if is_matrix else _rows(table))
    rows = [row for row in found if isinstance(row, _Row)]
    problems += [fault for fault in found if isinstance(fault, Problem)]
    if not rows and not problems:
        fault, remedy = "There is no row below the header.", "Write who is willing to mentor whom."
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
        ),
        notes=_remarks(whole),
    )


def _remarks(table: Table) -> tuple[str, ...]:
    """Say how many rows were passed over, so that nobody is left out of a draw unseen."""
    blocks = (block for block in table.blocks if isinstance(block, Block))
    rows = (row for block in blocks for row in block.rows if any(map(str.strip, row[1:])))
    number = sum(map(is_comment, rows))
    if not number:
        return ()
    some = "1 row begins with # and was" if number == 1 else f"{number} rows begin with # and were"
    return (f"{some} passed over.",)


def clean_name(text: str) -> str:
    r"""Return a name as it is compared.

    >>> clean_name("  Zoe\u0308   Example ")
    'Zoë Example'
    """
    return unicodedata.normalize("NFC", " ".join(text.split()))


# --- the header ---------------------------------------------------------------------------


def _is_matrix(table: Table) -> bool:
    """Tell a matrix from a list, which names two of its columns or more."""
    names = [name.casefold() for name in table.header]
    return names[:1] in ([MENTOR], [""]) and len(set(REQUIRED).intersection(names)) < 2


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


# --- a matrix -----------------------------------------------------------------------------


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


def _matrix(table: Table) -> Iterator[_Row | Problem]:
    """Yield what each cell of a matrix says, or each fault of it; a mentor too many ends it."""
    names = [clean_name(name) for name in table.header]
    mentees = {at: name for at, name in enumerate(names) if at and name not in names[1:at]}
    known: dict[str, SourceLine] = {}
    for block in table.blocks:
        if isinstance(block, Problem):
            yield block
            continue
        refused = {(fault.row, fault.column) for fault in block.faults}
        for fault in block.faults:
            place = table.place(block.lines[fault.row], fault.column)
            yield Problem(place, fault.rule, fault.fault, fault.remedy)
        for number, (cells, line) in enumerate(zip(block.rows, block.lines, strict=True)):
            columns = [column for column in range(len(cells)) if (number, column) not in refused]
            if any(cells[column].strip() for column in columns):
                yield from _mentor(table, cells, line, columns, mentees, known)
            if len(known) > MOST_PEOPLE:
                return


def _mentor(
    table: Table,
    cells: Sequence[str],
    line: int,
    columns: Sequence[int],
    mentees: Mapping[int, str],
    known: dict[str, SourceLine],
) -> Iterator[_Row | Problem]:
    """Yield what a mentor's row says in the ``columns`` that can be read."""
    here, name = table.place(line, 0), clean_name(cells[0])
    if 0 in columns:
        yield from _name_faults(cells[0], here)
    if name and known.setdefault(name, here) != here:
        fault = f"{quoted(name)} has a row already, at {known[name]}."
        yield Problem(here, "repeated-row", fault, "Delete one of the two.")
        return
    for column in columns[1:] if 0 in columns else columns:
        place, said = table.place(line, column), " ".join(cells[column].split()).casefold()
        mentee = mentees.get(column, "")
        if said and not (mentee or any(table.header[column : column + 1])):
            fault = "An answer stands in a column without a mentee's name."
            yield Problem(place, "no-name", fault, "Write the name at its head, or empty the cell.")
        elif mentee and said not in ANSWERS:
            yield Problem(place, "answer", *_no_answer(cells[column].strip()))
        elif mentee and name:
            at = table.place(table.header_line, column)
            yield _Row(name, mentee, *ANSWERS[said], here, at)


def _no_answer(text: str) -> tuple[str, str]:
    fault = f"{quoted(text)} is no answer." if text else "The answer is missing."
    return fault, f"Write yes, no or {OWN}. What the mentor left empty counts as no."


# --- a list -------------------------------------------------------------------------------


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
                places["mentee"],
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
