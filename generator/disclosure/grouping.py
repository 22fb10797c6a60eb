"""The published groups of one build: their tree, from headcounts alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from generator.disclosure.admission import Part
from generator.disclosure.atoms import dividable
from generator.disclosure.blocks import NOTHING_SETTLED, Settled, grow, hierarchy, refine
from generator.disclosure.counted import Counted
from generator.disclosure.crowds import Crowd
from generator.disclosure.headcounts import Headcounts, size_of
from generator.disclosure.naming import group_ids, group_title
from generator.disclosure.past import Past
from generator.disclosure.rule import Rule
from generator.disclosure.shown import Tree, lay_out
from generator.survey.cohort import Cohort
from generator.survey.programme import in_language


@dataclass(frozen=True, slots=True)
class Groups:
    """The published groups: their tree, each one's id, and which are blocks of open pages."""

    tree: Tree
    ids: tuple[str, ...]
    open_blocks: frozenset[int] = frozenset()

    def titles(self) -> tuple[str, ...]:
        """Return the title of each node."""
        return tuple(
            group_title(node.level, node.units[0].level, [unit.title for unit in node.units])
            for node in self.tree.nodes
        )

    def parents(self) -> tuple[str, ...]:
        """Return the id of each node's parent; none for the programme."""
        found = [""] * len(self.ids)
        for place, children in enumerate(self.tree.children):
            for child in children:
                found[child] = self.ids[place]
        return tuple(found)

    def places(self, cohorts: Sequence[Cohort]) -> dict[str, str]:
        """Return the smallest group of each cohort; the programme where it has nobody yet."""
        found = {cohort.id: self.ids[0] for cohort in cohorts}
        for place, name in enumerate(self.ids):  # parents first, so that the smallest stays
            found |= {cohorts[member].id: name for member in self.tree.members(place)}
        return found

    def waiting(self, parts: Mapping[str, Part]) -> tuple[str, ...]:
        """Return the ids of the groups that somebody waits to be counted in."""
        places = frozenset[int]().union(*(part.plan.waiting for part in parts.values()))
        homes = frozenset[int]().union(*(part.homes for part in parts.values()))
        places |= {at for at in range(len(self.ids)) if homes.intersection(self.tree.members(at))}
        return tuple(name for place, name in enumerate(self.ids) if place in places)


def groups(
    counted: Counted, rule: Rule, settled: tuple[Settled, Settled] = (NOTHING_SETTLED,) * 2
) -> Groups:
    """Return the published groups; of ``counted`` only the sums over categories are looked at.

    ``settled`` are blocks that must stay together, open and restricted.
    """
    cohorts = counted.cohorts
    nobody = np.zeros((0, len(cohorts)), dtype=np.int64)
    # What of the free text was coded is the coders' choice: it decides about no group.
    asked = [variable for variable in counted.variables if variable.kind != "theme"]
    bases = [counted.tables[variable.key].sum(axis=1) for variable in asked]
    headcounts = Headcounts(
        np.stack(bases) if bases else nobody,
        tuple(variable.role for variable in asked),
        {one.role: one.table.sum(axis=1) for one in counted.roles},
    )
    present = headcounts.anyone()
    size = size_of(headcounts.of(present))
    programme = counted.programme
    root = hierarchy(
        [cohorts[place] for place in present], in_language(programme.title, programme.languages[0])
    )
    opened, narrow = (one.among(present) for one in settled)
    node = grow(root, rule.open_minimum, size, opened)
    outer = {frozenset(one.cohorts) for one in node.walk()}
    least = {frozenset(one.cohorts) for one in node.walk() if not one.children}
    if rule.minimum < rule.open_minimum:
        node = refine(node, rule.minimum, size, narrow)
    tree = lay_out(node)
    open_blocks = {p for p in range(len(tree.nodes)) if frozenset(tree.members(p)) in least}
    inner = {p for p in range(len(tree.nodes)) if frozenset(tree.members(p)) not in outer}
    order = tuple(present[place] for place in tree.order)
    tree = replace(tree, order=order, inner=frozenset(inner))
    return Groups(tree, group_ids(tree), frozenset(open_blocks))


def settled_blocks(
    past: Past, everyone: Sequence[Crowd], cohorts: Sequence[Cohort], rule: Rule, least: int
) -> tuple[Settled, Settled]:
    """Return the blocks of earlier releases that must stay together, open and restricted.

    Open blocks hold restricted ones, so that they divide none of either.
    """
    place = {cohort.id: number for number, cohort in enumerate(cohorts)}
    free = dividable(everyone, (rule.minimum, least))

    def places(blocks: Iterable[frozenset[str]]) -> tuple[frozenset[int], ...]:
        known = [frozenset(place[name] for name in block if name in place) for block in blocks]
        return tuple(block for block in known if not block <= free)

    opened, narrow = places(past.blocks("open")), places(past.blocks("restricted"))
    return Settled((*opened, *narrow), opened), Settled(narrow, narrow)
