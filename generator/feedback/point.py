"""A point of feedback: what was seen, what it does, what might help, who stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.definitions.problem import SourceLine

#: The texts of a point, in the order in which they are read.
TEXTS = ("observation", "effect", "suggestion")
COLUMNS = ("mentee", "domain", *TEXTS, "contributors")


@dataclass(frozen=True, slots=True)
class Point:
    """One row of the facilitator's notes, as it was written.

    ``contributors`` is how many mentors stand behind it. ``places`` tells where each of
    ``COLUMNS`` stands in the file; ``where`` is the point's own place.
    """

    mentee: str
    domain: str
    observation: str
    effect: str
    suggestion: str
    contributors: str
    where: SourceLine
    places: Mapping[str, SourceLine] = field(default_factory=dict)

    def place(self, column: str) -> SourceLine:
        """Return where one of the point's values stands."""
        return self.places.get(column, self.where)

    def text(self, column: str) -> str:
        """Return one of ``COLUMNS`` with single blanks.

        >>> Point("M1", "time", " a  b ", "", "", "2", SourceLine("n.yml")).text("observation")
        'a b'
        """
        return " ".join(str(getattr(self, column)).split())


@dataclass(frozen=True, slots=True)
class Notes:
    """All points of one file, and the names that none of them may hold."""

    points: tuple[Point, ...]
    names: tuple[str, ...] = ()
