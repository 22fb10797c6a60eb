"""The release rule in force: who may be shown, and from how many people what may be said."""

from __future__ import annotations

from dataclasses import dataclass

from generator.disclosure.released import Audience
from generator.disclosure.rounding import MOST_CATEGORIES, always_safe
from generator.survey.programme import (
    OPEN_LEAST,
    RESTRICTED_APPROVED_LEAST,
    RESTRICTED_LEAST,
    ReleaseRule,
)

#: From so many people a page may give percentages of a rounded table.
PERCENTAGES_FROM = 30
#: From so many people a page may give a class of p, effects, and tables of single codes.
LARGE_FROM = 100
#: Under so many people a restricted page gives no hinges and no codes beside a test.
DETAIL_FROM = 10
#: A scale has up to so many points. A total has more: its counts would be a list of totals.
MOST_CODES = 11

#: Change it when the same answers would be published differently; the ledger keeps it.
POLICY_VERSION = "5"


@dataclass(frozen=True, slots=True)
class Rule:
    """One audience's rule.

    ``minimum`` is the smallest group that may be shown. ``open_minimum`` is
    the open pages' own, in which the groups of a restricted release nest:
    whoever reads both must find no smaller set between them.
    ``approved_by`` and ``reason`` stand where a restricted minimum of 3 or 4
    was approved.
    """

    audience: Audience
    minimum: int
    open_minimum: int
    approved_by: str = ""
    reason: str = ""

    @property
    def exact(self) -> bool:
        """True where tables are shown as they are."""
        return self.audience == "restricted"

    def allows(self, people: int) -> bool:
        """Tell whether a table of so many people may be shown, going by their number alone.

        >>> rule_in_force(ReleaseRule(), "open").allows(9)
        False
        """
        return people >= self.minimum


def rule_in_force(asked: ReleaseRule, audience: Audience) -> Rule:
    """Return the rule for an audience from what a programme file asks for.

    Whatever is asked, open groups have at least 11 people, and restricted ones
    at least 5, or 3 where somebody approved it and gave a reason. An open
    minimum is never below the restricted one, and no rounded table of so many
    people can pin a count (see ``always_safe``).

    >>> rule_in_force(ReleaseRule(restricted_minimum=3), "restricted").minimum
    5
    >>> rule_in_force(ReleaseRule(restricted_minimum=12), "open").minimum
    12
    >>> approved = ReleaseRule(restricted_minimum=3, approved_by="A", reason="B")
    >>> rule_in_force(approved, "restricted").minimum
    3
    """
    approved = bool(asked.approved_by.strip() and asked.reason.strip())
    floor = RESTRICTED_APPROVED_LEAST if approved else RESTRICTED_LEAST
    restricted = max(asked.restricted_minimum, floor)
    opened = max(asked.open_minimum, OPEN_LEAST, restricted)
    while not always_safe(opened, MOST_CATEGORIES):
        opened += 1
    if audience == "open":
        return Rule("open", opened, opened)
    if restricted >= RESTRICTED_LEAST:
        return Rule("restricted", restricted, opened)
    return Rule("restricted", restricted, opened, asked.approved_by.strip(), asked.reason.strip())
