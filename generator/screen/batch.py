"""Filled forms of one folder become rows, and every file that is not used has its reason.

Nothing here reads a disk. A file counts only if all of it is sure: it is ours, unchanged, passes
the check of every response file, and nobody else's row has its code. Which file a row came from
is told to the person who collects, and kept nowhere.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.definitions.codebook import REQUIRED_COLUMNS, Codebook
from generator.definitions.cohort import Cohort
from generator.definitions.csv_text import csv_bytes
from generator.definitions.problem import Problem, SourceLine, errors_in
from generator.responses.read import parse_table, responses
from generator.responses.rows import Rows, put_end_to_end
from generator.responses.schema import Expected
from generator.responses.spelling import UNLINKED, stands_for_no_code, without_gaps
from generator.responses.table import Block, Table
from generator.screen.answers import Answers, NotUsedError, answer_file
from generator.screen.filled_pdf import filled_pdf

#: How every row of a batch came back.
MODE = "screen"
#: So many signs of a digest name a batch, and a form without a code.
DIGITS = 8
_COPY = "Delete the copy."
#: A form of a folder that stands in a response file already, answer for answer.
COLLECTED = "already-collected"
#: What the files of cameras and scanners begin with.
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"II*\0", b"MM\0*", b"RIFF", b"GIF8")


@dataclass(frozen=True, slots=True)
class Filled:
    """One filled form: the file that it came in, that file's digest, and its answers."""

    shown: str
    digest: str
    answers: Answers

    @property
    def respondent(self) -> str:
        """Return the survey code; of a form without one, a name that no other form has."""
        return self.code or f"{UNLINKED}{self.digest[:DIGITS].upper()}"

    @property
    def code(self) -> str:
        """Return the survey code; nothing where a word for a missing one stands in its place."""
        written = self.answers.respondent
        return "" if stands_for_no_code(written) else without_gaps(written)

    @property
    def is_blank(self) -> bool:
        """Say whether there is neither a code nor an answer."""
        return not self.answers.respondent and not any(self.answers.values.values())


@dataclass
class Batch:
    """What a folder holds: the forms that are used, why others are not, what could not be read."""

    used: list[Filled] = field(default_factory=list)
    unused: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Name these forms, whatever their files are called and in whatever order they came."""
        whole = "\n".join(sorted(one.digest for one in self.used))
        return hashlib.sha256(whole.encode()).hexdigest()[:DIGITS]

    def drop(self, one: Filled, rule: str, fault: str, remedy: str) -> None:
        """Do not use a form, and say why."""
        self.used.remove(one)
        self.unused.append(Problem(SourceLine(one.shown), rule, fault, remedy))


def batch(files: Iterable[tuple[str, bytes]], books: Mapping[str, Codebook]) -> Batch:
    """Return what files hold, given as their names and their bytes, in order.

    The same file twice counts once. Of the same form with the same code twice, none counts.
    """
    found, known = Batch(), dict[str, str]()
    for shown, content in files:
        digest = hashlib.sha256(content).hexdigest()
        if digest in known:
            fault = f"This is the same file as {known[digest]}, which is used or named."
            found.unused.append(Problem(SourceLine(shown), "copied-file", fault, _COPY))
            continue
        known[digest] = shown
        try:
            found.used.append(Filled(shown, digest, _read(content, books)))
        except NotUsedError as why:
            problem = Problem(SourceLine(shown), why.rule, why.fault, why.remedy)
            found.unused.append(problem)
    _drop_twice(found)
    for one in [one for one in found.used if one.is_blank]:
        fault = "Nothing is filled in on it: it is a blank form."
        found.drop(one, "no-answers", fault, "Take it out of the folder.")
    found.notes += [f"{one.shown}: {note}." for one in found.used for note in one.answers.notes]
    return found


def _read(content: bytes, books: Mapping[str, Codebook]) -> Answers:
    """Return a file's answers; what it is, its first bytes say, not its name."""
    start = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"%PDF-" in start:
        return filled_pdf(content, books)
    if start.startswith(b"{"):
        return answer_file(content, books)
    if content.startswith(_PICTURES) or content[4:11] in (b"ftyphei", b"ftypmif"):
        fault = "It is a picture."
        raise NotUsedError("picture", fault, "Read it with mentoring scan.")
    if not content:
        raise NotUsedError("broken", "It is empty.", "Ask for the file again.")
    fault = "It is neither a filled PDF nor the answer file of a web form."
    remedy = "Take it out of the folder. Of an e-mail or a zip file, save what is in it."
    raise NotUsedError("not-ours", fault, remedy)


def _drop_twice(found: Batch) -> None:
    same: dict[tuple[str, str], list[Filled]] = defaultdict(list)
    for one in found.used:
        code = one.code.upper().replace("-", "").replace("_", "")
        for key in (("code", code), ("copy", one.answers.copy)):
            if key[1]:
                same[one.answers.form, ":".join(key)].append(one)
    for several in same.values():
        left = [one for one in several if one in found.used]
        for one in left if len(several) > 1 else ():
            others = ", ".join(other.shown for other in several if other is not one)
            fault = f"It is the same person's '{one.answers.form}' as {others}."
            remedy = (
                "If 1 person sent both, delete the older one. If you cannot tell, use neither, "
                "and count them under set_aside in the return log."
            )
            found.drop(one, "same-code", fault, remedy)


# --- rows ---------------------------------------------------------------------------------


def header(book: Codebook) -> tuple[str, ...]:
    """Return the columns of a form's file."""
    return (*REQUIRED_COLUMNS, "mode", "language", *(column.name for column in book.columns))


def row(one: Filled, book: Codebook, cohort: str) -> tuple[str, ...]:
    """Return a form's row, in the order of ``header``."""
    of = one.answers
    own = (one.respondent, cohort, of.form, of.version, MODE, of.language)
    return (*own, *(of.values.get(column.name, "") for column in book.columns))


def cells(header: Sequence[str], row: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Return a row's filled cells with their columns: what makes two rows the same.

    >>> sorted(cells(["a", "b", "c"], ["1", " ", "x "]))
    [('a', '1'), ('c', 'x')]
    """
    pairs = zip(header, row, strict=False)
    return frozenset((name, text.strip()) for name, text in pairs if text.strip())


def drop_collected(
    found: Batch,
    books: Mapping[str, Codebook],
    cohort: str,
    there: Mapping[frozenset[tuple[str, str]], str],
) -> None:
    """Drop the forms whose whole row stands in a response file that was collected before.

    ``there`` gives the file of each of those rows, which are as ``cells`` gives them. Where a
    row has all answers of a form and another code, somebody may have corrected it: that is noted.
    """
    left = dict(there)
    for one in list(found.used):
        book = books[one.answers.form]
        own = cells(header(book), row(one, book, cohort))
        left.pop(own, None)
        if own in there:
            found.used.remove(one)
            fault = "It was collected before, with the same answers."
            remedy = "There is nothing to do."
            where = SourceLine(one.shown)
            found.unused.append(Problem(where, COLLECTED, fault, remedy, "warning"))
            found.notes = [note for note in found.notes if not note.startswith(f"{one.shown}: ")]
    alike = {_without_code(one): (dict(one)["respondent"], file) for one, file in left.items()}
    for one in found.used:
        own = cells(header(books[one.answers.form]), row(one, books[one.answers.form], cohort))
        code, file = alike.get(_without_code(own), ("", ""))
        if code and one.code:
            found.notes.append(
                f"{one.shown}: its answers are those of {code} in {file}. If that code was "
                f"corrected there, it is the same form: delete the row of {one.code}."
            )


def _without_code(row: frozenset[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    return frozenset(cell for cell in row if cell[0] != "respondent")


def drop_faulty(found: Batch, against: Expected, cohort: str) -> dict[str, Rows]:
    """Drop the forms that the check of response files refuses; return the others' rows by file."""
    checked = {}
    for one in list(found.used):
        book = against.forms[one.answers.form].codebook
        _, *others = row(one, book, cohort)
        typed = one.answers.respondent if one.code else one.respondent  # faults show what was typed
        block = Block([(typed, *others)], [1])
        told_of: list[Problem] = []
        parsed = parse_table(Table(one.shown, header(book), [block]), against, told_of)
        faults = errors_in(told_of)
        if faults or parsed is None:
            told = faults or [Problem(SourceLine(one.shown), "no-rows", "It holds no answers.", "")]
            found.used.remove(one)
            found.unused += (replace(fault, where=SourceLine(one.shown)) for fault in told)
        else:
            checked[one.shown] = parsed
    return checked


def drop_known(
    found: Batch,
    checked: Mapping[str, Rows],
    there: Mapping[str, Sequence[Rows]],
    cohorts: Sequence[Cohort],
) -> None:
    """Drop the forms whose code stands among earlier answers, or in another cohort.

    ``there`` are the rows by form that are in the responses already.
    """
    before = set(_faults(there, cohorts))
    while found.used:
        parts = {form: list(rows) for form, rows in there.items()}
        for one in found.used:
            parts.setdefault(one.answers.form, []).append(checked[one.shown])
        new = [fault for fault in _faults(parts, cohorts) if fault not in before]
        blamed = {one.shown: fault for fault in new for one in found.used if _names(fault, one)}
        for one in [one for one in found.used if one.shown in blamed]:
            fault = blamed[one.shown]
            found.drop(one, fault.rule, fault.fault, fault.remedy)
        if not blamed:
            return


def _faults(parts: Mapping[str, Sequence[Rows]], cohorts: Sequence[Cohort]) -> tuple[Problem, ...]:
    problems: list[Problem] = []
    together = {form: put_end_to_end(rows) for form, rows in parts.items() if rows}
    responses(together, cohorts, len(parts), problems)
    return errors_in(problems)


def _names(fault: Problem, one: Filled) -> bool:
    """Say whether a fault is of a form, or names its file as the other place."""
    return fault.where.path == one.shown or f": {one.shown}:" in fault.fault


def response_files(found: Batch, books: Mapping[str, Codebook], cohort: str) -> dict[str, bytes]:
    """Return a response file for each form by its name, sorted by code."""
    rows: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for one in found.used:
        rows[one.answers.form].append(row(one, books[one.answers.form], cohort))
    return {
        f"{form}-{MODE}-{found.digest}.csv": csv_bytes([header(books[form]), *sorted(rows[form])])
        for form in sorted(rows)
    }
