"""A cohort: the people who take part together, and the organisation that they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from generator.definitions.problem import SourceLine


@dataclass(frozen=True, slots=True)
class Cohort:
    """One row of ``cohorts.csv``.

    ``given`` is how many people were invited, by role: a role that nobody gave
    a number for is absent. ``places`` are where these numbers stand. In the
    roles ``exceeded`` more people answered than that, so the number is no use.
    """

    id: str
    title: str
    organisation: str
    region: str
    given: Mapping[str, int] = field(default_factory=dict, hash=False)
    organisation_code: str = ""
    invented: bool = False
    places: Mapping[str, SourceLine] = field(default_factory=dict, compare=False)
    exceeded: frozenset[str] = frozenset()

    def invited(self, role: str) -> int | None:
        """Return how many people were invited in a role; None where that is not known.

        >>> ward = Cohort("a", "Ward A", "Trust", "North", {"mentor": 6})
        >>> ward.invited("mentor"), ward.invited("mentee")
        (6, None)
        """
        return None if role in self.exceeded else self.given.get(role)

    def compared(self, role: str, people: int) -> Cohort:
        """Return the cohort, with a note where more people of a role answered than were invited."""
        if people <= self.given.get(role, people):
            return self
        return replace(self, exceeded=self.exceeded | {role})


def invited(cohorts: Iterable[Cohort], role: str) -> int | None:
    """Return how many were invited to some cohorts; None where it is not known of one of them."""
    many = [cohort.invited(role) for cohort in cohorts]
    known = [number for number in many if number is not None]
    return sum(known) if len(known) == len(many) else None
