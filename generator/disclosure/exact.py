"""Restricted pages: exact tables, in groups where nobody's answer can be read off.

An exact table of five people says a lot. It is shown only where at least two
people gave another answer than the most frequent one. A group that open pages
show as well needs three: readers of both know from the rounded table which
answer was the frequent one, so that two others must stay possible. Which
groups show a table is decided in ``together``, so that a gap says no more
than that.
"""

from __future__ import annotations

from collections.abc import Callable

from generator.analysis.tally import Counts
from generator.disclosure.rule import DETAIL_FROM, MOST_CODES, Rule
from generator.disclosure.shown import Shown, Tree, shown_nodes
from generator.survey.variables import Variable

#: So many people, at least, must have given another answer than the most frequent one.
FEWEST_OTHERS = 2
#: The same for a group that open pages may show as well.
FEWEST_OTHERS_IN_OPEN = 3
#: Items about worries, of which not even one person's answer is shown as a count of one.
WORRIES = "worries"


def exact_code_nodes(
    tree: Tree, variable: Variable, tables: Counts, shown: Shown, rule: Rule
) -> tuple[bool, ...]:
    """Decide which of the shown groups give every code beside the categories.

    Under 10 people codes and a test together can give back every person's
    before and after, so that a measure that is compared shows its categories
    only. A parent's codes less its other children's would give them back as
    well, so the same holds for what is left over.
    """
    if is_worry(variable) or variable.kind == "change" or len(variable.codes) > MOST_CODES:
        return (False,) * len(tree.nodes)
    compared = len(variable.population) == 2
    least = max(rule.minimum, DETAIL_FROM) if compared else rule.minimum
    table_allowed = allowed_table(variable, rule)
    return shown_nodes(
        tree,
        tables,
        lambda table: sum(table) >= least and table_allowed(table),
        within=shown,
    ).shown


def allowed_table(variable: Variable, rule: Rule) -> Callable[[tuple[int, ...]], bool]:
    """Return whether an exact table of a variable may be shown.

    Each condition holds for a union of two tables where it holds for both.
    """
    worry = is_worry(variable)

    def allowed(table: tuple[int, ...]) -> bool:
        people = sum(table)
        return (
            rule.allows(people)
            and people - max(table) >= fewest_others(people, rule)
            and not (worry and 1 in table)
        )

    return allowed


def fewest_others(people: int, rule: Rule) -> int:
    """Return how many of a group must have given another answer than the most frequent one."""
    return FEWEST_OTHERS if people < rule.open_minimum else FEWEST_OTHERS_IN_OPEN


def is_worry(variable: Variable) -> bool:
    """Tell whether an item is about worries."""
    return variable.kind == "question" and variable.measure.startswith(WORRIES)
