"""One file of a tool as text: its headings and its rows, each with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from generator.definitions.problem import SourceLine
from generator.responses.table import CellFault, Table


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the file: its place from 0, its name, and the words below or beside it.

    ``name`` is that of the first row, as messages show it. Where a tool writes the question
    in a second row, ``words`` is that; elsewhere both are the same text.
    """

    place: int
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Source:
    """What a file holds. ``faults`` and ``not_text`` are what only its format shows.

    ``rows`` are as wide as the headings; ``lines`` are their lines in the file. ``not_text``
    says of a row, from 0, what its survey code is where a workbook holds it as no text.
    """

    shown: str
    sheet: str
    digest: str
    tool: str
    headings: tuple[Heading, ...]
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    header_line: int = 1
    faults: Mapping[tuple[int, int], CellFault] = field(default_factory=dict)
    not_text: Mapping[int, str] = field(default_factory=dict)

    def cells(self, place: int) -> list[str]:
        """Return a column's cells, without blanks around them."""
        return [row[place].strip() for row in self.rows]

    def where(self, row: int, place: int) -> SourceLine:
        """Return the place of a cell: both from 0."""
        return Table(self.shown, (), (), sheet=self.sheet).place(self.lines[row], place)

    def head(self, place: int) -> SourceLine:
        """Return the place of a heading: from 0."""
        return Table(self.shown, (), (), sheet=self.sheet).place(self.header_line, place)

    def named(self, name: str) -> list[Heading]:
        """Return the columns of a name."""
        return [heading for heading in self.headings if heading.name == name]

    def called(self, *words: str) -> Heading | None:
        """Return the first column whose name is one of these, or else whose words are."""
        by_name = (heading for heading in self.headings if heading.name in words)
        by_words = (heading for heading in self.headings if heading.words in words)
        return next(by_name, None) or next(by_words, None)
