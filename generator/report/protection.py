"""The numbers of the rule in force, for the hand-written pages that say how people are protected.

They are the constants that make the results pages, so that no page can say another rule than the
one that is applied.
"""

from __future__ import annotations

from generator.definitions.programme import ReleaseRule
from generator.disclosure.released import ABSENT
from generator.disclosure.rounding import BASE, COARSE_BASE, FEWEST
from generator.disclosure.rule import LARGE_FROM, OWN_GROUPS, OWN_PEOPLE, rule_of
from generator.report.quantities import number

#: What follows from rounding groups of 11 and more to base 5, as a test works it out: how many may
#: always be outside an answer, how far a printed number may be off, how many stand behind a 0.
OUTSIDE, MOST_OFF, MOST_HIDDEN = 4, 8, 6


def rule_values(asked: ReleaseRule) -> dict[str, str]:
    """Return every number of the rule by the name that hand-written pages use, ``release.*``.

    The minima are those in force, which may be higher than the floors.
    """
    rule, restricted = rule_of(asked), rule_of(asked, "restricted")
    limits = ReleaseRule.model_json_schema()["properties"]["restricted_minimum"]
    numbers = {
        "open_minimum": rule.minimum,
        "open_least": rule_of(ReleaseRule()).minimum,
        "restricted_minimum": restricted.minimum,
        "restricted_least": rule_of(ReleaseRule(), "restricted").minimum,
        "restricted_approved": limits["minimum"],
        "domains_from": rule.coarse,
        "large_from": LARGE_FROM,
        "rounding": BASE,
        "rounding_wide": COARSE_BASE,
        "fewest": FEWEST,
        "own_people": OWN_PEOPLE,
        "own_groups": OWN_GROUPS,
        "outside": OUTSIDE,
        "most_off": MOST_OFF,
        "most_hidden": MOST_HIDDEN,
    }
    middle = f"{number(rule.minimum)} to {number(LARGE_FROM - 1)}"
    return {
        **{f"release.{name}": number(value) for name, value in numbers.items()},
        "release.middle": middle if rule.minimum < LARGE_FROM else "No group here",
        "release.absent": ABSENT,
    }
