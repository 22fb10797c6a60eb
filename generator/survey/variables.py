"""The variables of a programme: everything that a table can be about.

A variable is one question put to one role at one wave, or the change between
two waves. Each is published for one population: where a comparison covers a
wave, the people who answered at both of its waves; otherwise everybody who
answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

VariableKind = Literal["wave", "change", "question"]


@dataclass(frozen=True, slots=True)
class Category:
    """One of up to three groups of codes that a small group's table shows."""

    id: str
    label: str
    codes: tuple[str, ...]


#: The categories of every change, in the order in which they are rounded and shown.
CHANGE_CATEGORIES = (
    Category("improved", "Higher after", ()),
    Category("same", "The same", ()),
    Category("worse", "Lower after", ()),
)


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable; role, measure, domain, from and to name it.

    ``kind`` is ``wave`` (a measure at one wave), ``change`` (a measure over
    two waves) or ``question`` (an item of no measure, at one wave).
    ``measure`` is the measure's id, or the item's for a question. ``domain``
    is a domain id or ``total``. ``population`` is the pair of waves at which
    a person must have answered, or the one wave. ``codes`` and ``labels`` are
    the scale's points in order (for a total of seven: ``7`` to ``35``).
    ``ordered`` is False for yes and no.
    """

    kind: VariableKind
    role: str
    measure: str
    domain: str
    from_: str
    to: str
    title: str
    population: tuple[str, ...]
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    categories: tuple[Category, ...]
    ordered: bool = True
    primary: bool = False

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """Return (role, measure, domain, from, to), which is unique in a programme."""
        return (self.role, self.measure, self.domain, self.from_, self.to)
