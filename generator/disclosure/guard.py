"""A release that fails the audit loses the numbers that it fails by, and is audited again.

What goes first is what a reader misses least: figures beside a table, then the
smallest table around the people who would be given away, a change before the
waves it is made of. A table that goes is a gap like any other, so that a gap
never says why it is one. What still fails when nothing of this build is left to
take away (past releases stand) is returned, and stops the build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.analysis.tally import Counts
from generator.disclosure.audit import Finding
from generator.disclosure.participation import Participation
from generator.disclosure.published import Key, Link, Published, category_places
from generator.disclosure.released import Audience, Flow, Released, Withheld
from generator.disclosure.rounding import lr5
from generator.disclosure.rule import LARGE_FROM
from generator.disclosure.shown import Tree

#: Statistics that are no functions of released tables.
EFFECTS = ("rank_biserial", "superiority")
#: The audit is repeated so often, at the most.
MOST_ROUNDS = 60

Column = tuple[Released | Withheld, ...]
Flows = tuple[Flow | Withheld, ...]
#: What an audit finds in some published tables.
Audit = Callable[[Sequence[Published]], tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The tables of one build, and all that is needed to see them as an attacker does.

    - ``tree``, ``cohorts``: the groups, and the ids of the cohorts that they are made of
    - ``titles``: of each node
    - ``columns``, ``flows``: what each node shows, by variable key and by role
    - ``bases``: (nodes, categories) true tables by key, participation included
    """

    audience: Audience
    tree: Tree
    cohorts: tuple[str, ...]
    titles: tuple[str, ...]
    columns: Mapping[Key, Column]
    flows: Mapping[str, Flows]
    roles: Sequence[Participation]
    bases: Mapping[Key, Counts]

    def atoms(self, node: int) -> frozenset[str]:
        """Return the cohorts of a node."""
        return frozenset(self.cohorts[place] for place in self.tree.members(node))

    def published(self) -> Iterator[Published]:
        """Yield every table that is shown."""
        everyone = [self.atoms(node) for node in range(len(self.tree.nodes))]
        shown: list[tuple[Key, Sequence[Released | Flow | Withheld]]] = [
            *self.columns.items(),
            *((one.variable.key, self.flows[one.role]) for one in self.roles),
        ]
        for key, column in shown:
            people = self.bases[key].sum(axis=1)
            for node, table in enumerate(column):
                if not isinstance(table, Withheld):
                    yield self._published(key, everyone[node], int(people[node]), node, table)

    def _published(
        self, key: Key, atoms: frozenset[str], people: int, node: int, table: Released | Flow
    ) -> Published:
        found = Published(
            key, atoms, people, table.counts, table.exact, self.audience, self.titles[node]
        )
        if isinstance(table, Flow) or table.exact or people < LARGE_FROM:
            return found
        effects = {name: table.statistics[name] for name in EFFECTS if name in table.statistics}
        return replace(found, codes=_codes(table), statistics=effects, verdict=table.p_class)

    # --- taking away ------------------------------------------------------------------------

    def without(self, keys: Sequence[Key], atoms: frozenset[str], *, below: bool) -> Shelf:
        """Return the shelf with some tables of a group withheld, or of all groups in it too."""
        nodes = [
            node
            for node in range(len(self.tree.nodes))
            if (self.atoms(node) <= atoms if below else self.atoms(node) == atoms)
        ]
        columns, flows = dict(self.columns), dict(self.flows)
        for one in self.roles:
            if one.variable.key in keys:
                gap = Withheld(one.variable)
                column = flows[one.role]
                flows[one.role] = tuple(gap if n in nodes else t for n, t in enumerate(column))
        for key in keys:
            if key in columns:
                columns[key] = tuple(
                    Withheld(t.variable) if n in nodes else t for n, t in enumerate(columns[key])
                )
                _drop_medians(columns, key, nodes)
        return replace(self, columns=columns, flows=flows)

    def without_figures(self, key: Key, atoms: frozenset[str]) -> Shelf:
        """Return the shelf with nothing but a rounded table for one group and variable."""
        nodes = [n for n in range(len(self.tree.nodes)) if self.atoms(n) == atoms]
        columns = dict(self.columns)
        columns[key] = tuple(
            replace(t, code_counts=None, p_class="", statistics={})
            if n in nodes and isinstance(t, Released)
            else t
            for n, t in enumerate(columns[key])
        )
        _drop_medians(columns, key, nodes)
        return replace(self, columns=columns)


def _codes(table: Released) -> tuple[tuple[int, ...], ...]:
    if table.code_counts is None:
        return ()
    places = category_places(table.variable)
    return tuple(
        tuple(c for c, place in zip(table.code_counts, places, strict=True) if place == category)
        for category in range(len(table.counts))
    )


def _drop_medians(columns: dict[Key, Column], wave: Key, nodes: Sequence[int]) -> None:
    """Take away the medians of a wave from the changes that it is part of."""
    for key, column in columns.items():
        if not key[4] or key[:3] != wave[:3] or wave[4]:
            continue
        name = {key[3]: "median_from", key[4]: "median_to"}.get(wave[3])
        columns[key] = tuple(
            replace(t, statistics={n: v for n, v in t.statistics.items() if n != name})
            if node in nodes and isinstance(t, Released) and name in t.statistics
            else t
            for node, t in enumerate(column)
        )


def guarded(
    shelf: Shelf, others: Sequence[Published], check: Audit, all_links: Sequence[Link]
) -> tuple[Shelf, tuple[Finding, ...]]:
    """Return a build's tables without those that give somebody away.

    Parameters
    ----------
    shelf
        The build.
    others
        What is published beside it: past releases, and the other audience.
    check
        The audit.
    all_links
        As the audit knows them.

    Returns
    -------
    Shelf, tuple of Finding
        What is left, and what it still gives away.

    """
    of_key = {key: link.keys for link in all_links for key in link.keys}
    for _ in range(MOST_ROUNDS):
        findings = check([*others, *shelf.published()])
        if not findings:
            return shelf, ()
        before = shelf
        for finding in findings:
            shelf = _remedied(shelf, finding, of_key.get(finding.key, (finding.key,)))
        if shelf == before:
            return shelf, findings
    return shelf, check([*others, *shelf.published()])


def _remedied(shelf: Shelf, finding: Finding, keys: tuple[Key, ...]) -> Shelf:
    mine = [table for table in shelf.published() if table.key in keys]
    around = [table for table in mine if finding.atoms <= table.atoms]
    around.sort(key=lambda t: (len(t.atoms), -keys.index(t.key)))
    if finding.rule in ("undecided", "contradiction", "figures"):
        named = [t for t in mine if any(_same(t, other) for other in finding.tables) and t.opaque]
        opaque = named or [t for t in around if t.opaque]
        for table in opaque[: len(named) or 1]:
            shelf = shelf.without_figures(table.key, table.atoms)
        if opaque:
            return shelf
    if finding.rule == "contradiction":
        moved = [t for t in mine if not t.exact and t.counts != _own(shelf, t)]
        around = sorted(moved, key=lambda t: len(t.atoms)) or around
    if not around:
        return shelf
    first = around[0]
    exact = first.exact
    return shelf.without(keys if exact else (first.key,), first.atoms, below=exact)


def _same(one: Published, other: Published) -> bool:
    return (one.key, one.atoms) == (other.key, other.atoms)


def _own(shelf: Shelf, table: Published) -> tuple[int, ...]:
    """Return a group's own rounding."""
    node = next(n for n in range(len(shelf.tree.nodes)) if shelf.atoms(n) == table.atoms)
    return lr5([int(count) for count in shelf.bases[table.key][node]])
