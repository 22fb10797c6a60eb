"""A map: which column of a file answers which question, as people confirm it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.definitions.problem import SourceLine
from generator.exchange.match import By

#: Stands in a map where somebody has to decide, and stops the import.
OPEN = "?"
#: What a map calls respondents who are numbered: nobody is joined over waves.
NUMBER = "number"
#: That bare numbers are the kit's codes, and that every row counts as finished.
BY_CODE, ALL = "by code", "all"
DATES = ("day-first", "month-first")


@dataclass(frozen=True, slots=True)
class Line:
    """One column of the file; ``place`` counts from 0, and is None where the name is enough.

    ``confirmed`` is None where nothing has to be; ``intended`` where somebody says that a
    heading of names or addresses is to come in. ``where`` is its place in the map's file.
    """

    column: str
    place: int | None = None
    by: By = "hand"
    confirmed: bool | None = None
    intended: bool = False
    where: SourceLine = field(default=SourceLine(""), compare=False)


@dataclass(frozen=True, slots=True)
class ImportMap:
    """What is to be taken from a file.

    ``own`` are the columns that every form has: a column of the file, or one text for all.
    ``finished`` is REDCap's column of states, or ALL. ``answers`` translate cells, by target.
    ``wheres`` are the places of the keys in the map's file.
    """

    own: Mapping[str, Line | str]
    columns: Mapping[str, Line]
    finished: Line | str = ""
    dates: str = ""
    numbers: str = ""
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    wheres: Mapping[str, SourceLine] = field(default_factory=dict)

    @property
    def lines(self) -> dict[str, Line]:
        """Every line that names a column, by its target."""
        own = {name: one for name, one in self.own.items() if isinstance(one, Line)}
        finished = {"finished": self.finished} if isinstance(self.finished, Line) else {}
        return {**own, **finished, **self.columns}


def map_path(file: Path) -> Path:
    """Return where the map of a file stands: beside it.

    >>> map_path(Path("in/Responses.xlsx")).as_posix()
    'in/Responses.xlsx.map.yml'
    """
    return file.with_name(f"{file.name}.map.yml")
