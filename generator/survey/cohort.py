"""A cohort: the people who take part together, and the organisation that they belong to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cohort:
    """One row of ``cohorts.csv``."""

    id: str
    title: str
    organisation: str
    region: str
    invited_mentors: int
    invited_mentees: int
    organisation_code: str = ""
    invented: bool = False

    def invited(self, role: str) -> int:
        """Return how many people were invited in a role; 0 for a role without people."""
        return {"mentor": self.invited_mentors, "mentee": self.invited_mentees}.get(role, 0)
