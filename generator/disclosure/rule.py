"""The thresholds in force. All are numbers of people.

=================  ==========================================================
11                 the smallest group on open pages
6                  the fewest answers of which a question has a table
30                 from here percentages, domains, a verdict and the margin
5                  the smallest group on restricted pages; 3 or 4 with approval
5, 10              what tables, and what a large place's own rounding, go by
100 in 8 groups    from here a place has a rounding of its own
=================  ==========================================================

A programme may ask for larger groups in ``programme.yml``, never for smaller
ones than these floors.

>>> rule_of(ReleaseRule()).minimum, rule_of(ReleaseRule(open_minimum=20)).minimum
(11, 20)

Sources: NHS Staff Survey reports (10 or 11 respondents), GP Patient Survey
(10), NHS Digital HES (1 to 7 suppressed, rounding to 5), OpenSAFELY (7 or fewer,
rounding), ONS Longitudinal Study (10), GMC National Training Survey (3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.definitions.programme import OPEN_LEAST, ReleaseRule

Audience = Literal["open", "restricted"]

#: From so many people: percentages, domains, a verdict and the margin.
LARGE_FROM = 30
#: From so many people in so many groups a place has a rounding of its own.
OWN_PEOPLE, OWN_GROUPS = 100, 8


@dataclass(frozen=True, slots=True)
class Rule:
    """One programme's thresholds for one audience.

    ``minimum`` is the smallest group, ``coarse`` the smallest group that the
    domains are shown for. ``approved_by`` and ``reason`` stand where a
    restricted minimum under 5 was approved.
    """

    audience: Audience
    minimum: int
    coarse: int
    approved_by: str = ""
    reason: str = ""


def rule_of(asked: ReleaseRule, audience: Audience = "open") -> Rule:
    """Return the rule for an audience; that no minimum lies under its floor is checked before."""
    if audience == "restricted":
        least = asked.restricted_minimum
        approved = (asked.approved_by.strip(), asked.reason.strip()) if least < 5 else ("", "")
        return Rule(audience, least, least, *approved)
    minimum = max(asked.open_minimum, OPEN_LEAST)
    return Rule(audience, minimum, max(LARGE_FROM, minimum))
