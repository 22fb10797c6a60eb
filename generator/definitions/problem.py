"""A user's mistake is a value: where it stands, what is wrong, what to do.

Checks add problems to a list that their caller owns (``found``), so that every fault of every
file is listed at once. Where work cannot go on, one exception carries all of them to the edge.
One formatter writes them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class SourceLine:
    """A place in a user's file.

    Text files have a line and a column (both from 1); workbooks have a sheet
    and a cell, such as ``C12``. ``path`` is what the user typed or sees,
    relative to the programme's folder where it lies inside it, with forward
    slashes on every system.

    >>> str(SourceLine("instruments/programme.yml", 12, 5))
    'instruments/programme.yml:12:5'
    >>> str(SourceLine("responses/april.xlsx", sheet="mentors", cell="C12"))
    'responses/april.xlsx:mentors!C12'
    """

    path: str
    line: int = 1
    column: int = 1
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        if self.sheet:
            return f"{self.path}:{self.sheet}!{self.cell or 'A1'}"
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault: its place, the rule it breaks, what is wrong and the remedy.

    ``rule`` is a short lower-case name with hyphens, the same in messages,
    documentation and tests. ``fault`` and ``remedy`` are sentences.
    """

    where: SourceLine
    rule: str
    fault: str
    remedy: str
    severity: Severity = "error"


class RefusedError(Exception):
    """Work that cannot go on: ``problems`` are all that was found, an error among them or not."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.fault for problem in self.problems))

    def __reduce__(self) -> tuple[type[RefusedError], tuple[tuple[Problem, ...]]]:
        """Let another process raise it with all of its problems."""
        return RefusedError, (self.problems,)

    @classmethod
    def at(cls, where: Path | str, rule: str, fault: str, remedy: str = "") -> RefusedError:
        """Return it for one fault; a path is shown with forward slashes."""
        path = where.as_posix() if isinstance(where, Path) else where
        return cls([Problem(SourceLine(path), rule, fault, remedy)])


def errors_in(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems that stop work; warnings left out."""
    return tuple(problem for problem in found if problem.severity == "error")


def refuse(found: Sequence[Problem]) -> None:
    """Raise RefusedError with all problems where one of them is an error."""
    if errors_in(found):
        raise RefusedError(found)


@contextmanager
def carrying(found: Sequence[Problem]) -> Iterator[None]:
    """Let what is refused within carry what was found before it, too."""
    try:
        yield
    except RefusedError as refused:
        further = (problem for problem in refused.problems if problem not in found)
        raise RefusedError((*found, *further)) from refused


T = TypeVar("T")


def tried(found: list[Problem], read: Callable[[list[Problem]], T]) -> T | None:
    """Return what a function reads that adds its faults to ``found``; nothing where it refuses.

    For what else is still to be looked at before the work is refused.
    """
    try:
        return read(found)
    except RefusedError as refused:
        found += (problem for problem in refused.problems if problem not in found)
        return None


def needed(value: T | None, found: Sequence[Problem]) -> T:
    """Return what was tried, or raise RefusedError with all that was found."""
    refuse(found)
    if value is None:
        raise RefusedError(found)
    return value


def first_of(found: Iterable[Problem], total: int, limit: int) -> Iterator[Problem]:
    """Yield the first of many problems, and one that says how many more of ``total`` there are."""
    for number, one in enumerate(found):
        if number == limit:
            fault = f"{total - limit:,} more like this from here on."
            yield replace(one, fault=fault, remedy="Correct those above first.")
            return
        yield one


def format_problem(problem: Problem) -> str:
    """Return the one line that every command prints for a problem.

    >>> place = SourceLine("instruments/a.yml", 3, 7)
    >>> format_problem(Problem(place, "unknown-scale", "There is no scale 'agre'.",
    ...                        "Did you mean 'agree'?"))
    "instruments/a.yml:3:7: unknown-scale: There is no scale 'agre'. Did you mean 'agree'?"
    """
    label = f"{problem.rule}: " + ("warning: " if problem.severity == "warning" else "")
    return f"{problem.where}: {label}{problem.fault} {problem.remedy}".rstrip()


def in_reading_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems sorted by place, without repeats; a workbook's sheet by sheet."""
    return tuple(sorted(set(problems), key=lambda one: (one.where.path, one.where.sheet, one)))
