"""A map: which column of a file answers which question, as people confirm it."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from pydantic import Field

from generator.definitions.programme import Model
from generator.exchange.match import By

#: Stands in a map where somebody has to decide, and stops the import.
OPEN: Final = "?"
#: What a map calls respondents who are numbered: nobody is joined over waves.
NUMBER = "number"
#: That bare numbers are the kit's codes, and that every row counts as finished.
BY_CODE, ALL = "by code", "all"


class Line(Model):
    """One column of the file; ``place`` counts from 1, and is None where the name is enough.

    ``confirmed`` is None where nothing has to be; ``identity`` is set where somebody says that
    a heading of names or addresses is to come in.
    """

    column: str
    place: int | None = Field(None, ge=1)
    by: By = "hand"
    confirmed: bool | Literal["?"] | None = None
    identity: Literal["intended"] | None = None


class File(Model):
    """The file that a map was made for; ``rows`` and ``name`` are for people alone."""

    name: str = ""
    sha256: str
    tool: str
    rows: str = ""
    sheet: str = ""


class ImportMap(Model):
    """What is to be taken from a file; what is still to be decided is OPEN.

    ``finished`` is REDCap's column of states, or ALL. ``answers`` translate cells, by target.
    """

    form: str
    file: File
    respondent: Line | str
    cohort: Line | str
    version: Line | str
    language: Line | str = ""
    completed_on: Line | None = None
    finished: Line | Literal["all", "?"] | None = None
    dates: Literal["day-first", "month-first", "?"] | None = None
    numbers: Literal["by code", "?"] | None = None
    columns: dict[str, Line | str]
    answers: dict[str, dict[str, str]] = Field(default_factory=dict)
    not_found: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def own(self) -> dict[str, Line | str]:
        """The columns that every form has: a column of the file, or one text for all."""
        every = {
            "respondent": self.respondent,
            "cohort": self.cohort,
            "version": self.version,
            "language": self.language,
            "completed_on": self.completed_on,
        }
        return {name: one for name, one in every.items() if one}

    @property
    def lines(self) -> dict[str, Line]:
        """Every line that names a column, by its target."""
        every = {**self.own, "finished": self.finished, **self.columns}
        return {name: one for name, one in every.items() if isinstance(one, Line)}


def map_path(file: Path) -> Path:
    """Return where the map of a file stands: beside it.

    >>> map_path(Path("in/Responses.xlsx")).as_posix()
    'in/Responses.xlsx.map.yml'
    """
    return file.with_name(f"{file.name}.map.yml")
