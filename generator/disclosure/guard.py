"""A release that fails the audit loses the numbers that it fails by, and is audited again.

What goes first is what a reader misses least: figures beside a table, then the
tables of the smallest group around the people who would be given away.

A gap must not say why it is one. Beside two waves that are printed, a missing
change would be one of the few that fail with them. So before, after and change
of a group of under 100 people go **together**: those that fail differ so much
that nobody learns anything from it. And because a group that is missing alone
can be worked out from the group around it, the smallest one **beside** it goes
too.

What still fails when nothing of this build is left to take away (past releases
stand) is returned, and stops the build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.analysis.tally import Counts
from generator.disclosure.audit import Finding, Learnt
from generator.disclosure.chapters import Chapter
from generator.disclosure.participation import Participation
from generator.disclosure.proven import Proven, Removal, fingerprint
from generator.disclosure.published import Key, Link, Published, printed_beside
from generator.disclosure.released import Audience, Flow, Released, Withheld
from generator.disclosure.rounding import lr5
from generator.disclosure.rule import LARGE_FROM
from generator.disclosure.shown import Tree

#: The audit is repeated so often, at the most.
MOST_ROUNDS = 60
#: So many tables are tried, to see whether it is enough that one of them goes.
MOST_TRIED = 4
#: For that only the groups around somebody are looked at: so many, or of so many atoms.
NEAREST, NEAR = 2, 40

Column = tuple[Released | Withheld, ...]
Flows = tuple[Flow | Withheld, ...]
#: What an audit finds in some published tables; it may be told what was ``learnt`` before.
Audit = Callable[..., tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The tables of one build, and all that is needed to see them as an attacker does.

    - ``tree``, ``members``: the groups, and the ids of the cohorts that each is made of
    - ``titles``: of each node
    - ``columns``, ``flows``: what each node shows, by variable key and by role
    - ``bases``: (nodes, categories) true tables by key, participation included
    - ``chapters``: whose answers each node shows, by key, where there are earlier releases
    - ``last``: the last release's table of each node, by key, to be repeated if a new one goes
    - ``repeated``: where that has happened
    """

    audience: Audience
    tree: Tree
    members: tuple[frozenset[str], ...]
    titles: tuple[str, ...]
    columns: Mapping[Key, Column]
    flows: Mapping[str, Flows]
    roles: Sequence[Participation]
    bases: Mapping[Key, Counts]
    chapters: Mapping[Key, Chapter] = field(default_factory=dict)
    last: Mapping[Key, Sequence[Released | None]] = field(default_factory=dict)
    repeated: frozenset[tuple[Key, int]] = frozenset()

    def sets(self, key: Key) -> tuple[frozenset[str] | None, ...]:
        """Return the atoms of each node; None where its table is one of the past."""
        return self.chapters[key].nodes if key in self.chapters else self.members

    def nodes(self, key: Key, atoms: frozenset[str]) -> list[int]:
        """Return the nodes that show a key of some atoms."""
        return [node for node, found in enumerate(self.sets(key)) if found == atoms]

    def is_block(self, key: Key, node: int) -> bool:
        """Tell whether a node shows a key, and no smaller group inside it does."""
        sets, column = self.sets(key), self.columns[key]
        inside = (n for n in range(len(column)) if self._is_inside(n, [node]))
        shown = {sets[n] for n in inside if isinstance(column[n], Released)}
        return shown == {sets[node]}

    def every_key(self) -> list[Key]:
        """Return every key, those of participation last."""
        return [*self.columns, *(one.variable.key for one in self.roles)]

    def published(
        self, keys: Sequence[Key] | None = None, within: frozenset[str] | None = None
    ) -> Iterator[Published]:
        """Yield every table shown for the first time; of some keys, or within some atoms, alone."""
        of_role = {one.variable.key: one.role for one in self.roles}
        for key in self.every_key() if keys is None else keys:
            column: Sequence[Released | Flow | Withheld]
            column = self.flows[of_role[key]] if key in of_role else self.columns.get(key, ())
            if not column:
                continue
            known = self.chapters.get(key)
            people = known.people if known else self.bases[key].sum(axis=1).tolist()
            for node, (table, atoms) in enumerate(zip(column, self.sets(key), strict=True)):
                if atoms is None or isinstance(table, Withheld) or (key, node) in self.repeated:
                    continue
                if within is not None and not atoms <= within:
                    continue
                yield self._published(key, atoms, int(people[node]), self.titles[node], table)

    def _published(
        self, key: Key, atoms: frozenset[str], people: int, title: str, table: Released | Flow
    ) -> Published:
        found = Published(key, atoms, people, table.counts, table.exact, self.audience, title)
        return found if isinstance(table, Flow) else printed_beside(found, table)

    # --- taking away ------------------------------------------------------------------------

    def after(self, removal: Removal) -> Shelf:
        """Return the shelf without what goes.

        Where a group showed a table in the last release, that one is repeated.
        """
        if removal.figures:
            return self._without_figures(removal.keys[0], removal.atoms)
        keys, nodes = removal.keys, self.nodes(removal.keys[0], removal.atoms)
        if removal.below:
            nodes = [n for n in range(len(self.tree.nodes)) if self._is_inside(n, nodes)]
        columns, flows = dict(self.columns), dict(self.flows)
        repeated = set(self.repeated)
        for one in self.roles:
            if one.variable.key in keys:
                gap = Withheld(one.variable)
                column = flows[one.role]
                flows[one.role] = tuple(gap if n in nodes else t for n, t in enumerate(column))
        for key in keys:
            if key in columns:
                again = self._again(key, nodes)
                columns[key] = tuple(
                    again.get(n, Withheld(t.variable)) if n in nodes else t
                    for n, t in enumerate(columns[key])
                )
                repeated |= {(key, node) for node in again}
                _drop_medians(columns, key, nodes)
        return replace(self, columns=columns, flows=flows, repeated=frozenset(repeated))

    def _again(self, key: Key, nodes: Sequence[int]) -> dict[int, Released]:
        """Return the tables of the last release that some nodes repeat."""
        last = self.last.get(key, ())
        found = {node: last[node] for node in nodes if node < len(last)}
        return {node: table for node, table in found.items() if table is not None}

    def _is_inside(self, node: int, others: Sequence[int]) -> bool:
        start, stop = self.tree.start, self.tree.stop
        return any(start[o] <= start[node] and stop[node] <= stop[o] for o in others)

    def _without_figures(self, key: Key, atoms: frozenset[str]) -> Shelf:
        """Return the shelf with nothing but a rounded table for one group and variable."""
        nodes = self.nodes(key, atoms)
        columns = dict(self.columns)
        columns[key] = tuple(
            replace(t, code_counts=None, p_class="", statistics={})
            if n in nodes and isinstance(t, Released)
            else t
            for n, t in enumerate(columns[key])
        )
        _drop_medians(columns, key, nodes)
        return replace(self, columns=columns)


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
    shelf: Shelf,
    others: Sequence[Published],
    check: Audit,
    all_links: Sequence[Link],
    proven: Proven,
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
    proven
        What had to go before from such tables; what goes now is added.

    Returns
    -------
    Shelf, tuple of Finding
        What is left, and what it still gives away.

    """
    left: list[Finding] = []
    for keys, mine in by_link(shelf, others, all_links):
        together = [*mine, *shelf.published(keys)]
        name = fingerprint(together)
        for removal in proven.taken.get(name, ()):
            shelf = shelf.after(removal)
        if name in proven.taken:
            together = [*mine, *shelf.published(keys)]
        shelf, gone, findings = _of_link(shelf, keys, mine, together, check)
        if gone:
            proven.taken[name] = (*proven.taken.get(name, ()), *gone)
        left.extend(findings)
    return shelf, tuple(left)


def by_link(
    shelf: Shelf, others: Sequence[Published], all_links: Sequence[Link]
) -> list[tuple[tuple[Key, ...], list[Published]]]:
    """Return every set of linked keys, with what is published beside the build's own tables."""
    of_key = {key: link.keys for link in all_links for key in link.keys}
    beside: dict[tuple[Key, ...], list[Published]] = {}
    for table in others:
        beside.setdefault(of_key.get(table.key, (table.key,)), []).append(table)
    wanted = dict.fromkeys(of_key.get(key, (key,)) for key in shelf.every_key())
    return [(keys, beside.get(keys, [])) for keys in dict.fromkeys([*wanted, *beside])]


def shown_ahead(
    shelf: Shelf,
    sets: Iterable[tuple[tuple[Key, ...], Sequence[Published]]],
    check: Audit,
    proven: Proven,
) -> Proven:
    """Return what can be shown of some sets of linked keys, each by itself.

    ``check`` must add what passes to ``proven``. What comes back only saves time: ``guarded``
    meets the same tables again, or others, and looks at those.
    """
    for keys, mine in sets:
        together = [*mine, *shelf.published(keys)]
        name = fingerprint(together)
        if name not in proven.taken:
            _, gone, _ = _of_link(shelf, keys, mine, together, check)
            if gone:
                proven.taken[name] = gone
    return proven


def _of_link(
    shelf: Shelf,
    keys: tuple[Key, ...],
    beside: Sequence[Published],
    together: Sequence[Published],
    check: Audit,
) -> tuple[Shelf, tuple[Removal, ...], tuple[Finding, ...]]:
    """Return the shelf without what gives somebody away among the tables of linked keys.

    ``together`` are its tables of these keys and those ``beside`` them, as they are now.
    """
    gone: list[Removal] = []
    learnt = Learnt()  # what goes can only add to what is in doubt

    def near(tables: Sequence[Published]) -> tuple[Finding, ...]:
        return check(tables, learnt=Learnt(set(learnt.doubts)))

    for _ in range(MOST_ROUNDS):
        findings = check(together, learnt=learnt)
        before = shelf
        for finding in {one.atoms: one for one in reversed(findings)}.values():
            for removal in _remedies(shelf, finding, keys, beside, near):
                for one in (removal, *_beside(shelf, removal)):
                    shelf = shelf.after(one)
                    gone.append(one)
        if shelf is before or shelf == before:
            return shelf, tuple(gone), findings
        together = [*beside, *shelf.published(keys)]
    return shelf, tuple(gone), check(together, learnt=learnt)


def _remedies(
    shelf: Shelf,
    finding: Finding,
    keys: tuple[Key, ...],
    beside: Sequence[Published],
    check: Audit,
) -> list[Removal]:
    """Return what goes for a finding."""
    mine = list(shelf.published(keys))
    around = _candidates(mine, beside, finding, keys)
    if finding.category < 0 and finding.rule in ("undecided", "contradiction", "figures"):
        named = [t for t in mine if any(_same(t, other) for other in finding.tables)]
        opaque = [t for t in named or around if t.opaque]
        if opaque:
            some = opaque if named else opaque[:1]
            return [Removal((table.key,), table.atoms, figures=True) for table in some]
        around = named or around
    if finding.rule == "contradiction":
        moved = [t for t in mine if not t.exact and t.counts != _own(shelf, t)]
        around = sorted(moved, key=lambda t: len(t.atoms)) or around
    near = _near([*beside, *mine], finding)
    figures = [Removal((t.key,), t.atoms, figures=True) for t in around if t.opaque]
    tables = list(dict.fromkeys(all_of(table, keys) for table in around))
    for removal in [*figures[:MOST_TRIED], *(tables[:MOST_TRIED] if len(tables) > 1 else ())]:
        if not _still(shelf.after(removal), finding, keys, beside, check, near):
            return [removal]
    return tables[:1]


def all_of(table: Published, keys: tuple[Key, ...]) -> Removal:
    """Return a removal of a table with those linked to it; of an exact one with all below it.

    From 100 people on a rounded table goes alone: it is figures that are at fault there,
    in one of many ways, and the tables beside it do not tell which.
    """
    if not table.exact and table.people >= LARGE_FROM:
        return Removal((table.key,), table.atoms)
    linked = sorted(keys, key=lambda key: key != table.key)
    return Removal(tuple(linked), table.atoms, below=table.exact)


def _beside(shelf: Shelf, removal: Removal) -> tuple[Removal, ...]:
    """Return the removal of the smallest block beside one whose linked tables go, if any.

    Which one that is, headcounts tell. With it the group around both says only what
    they are together. Where only groups of several blocks stand beside it, the smallest
    of these goes, with the smallest block inside it.
    """
    if removal.figures or removal.below or len(removal.keys) == 1:
        return ()
    key, tree = removal.keys[0], shelf.tree
    sets, people = shelf.sets(key), shelf.bases[key].sum(axis=1)

    def smallest(nodes: Sequence[int]) -> list[int]:
        """Return the smallest block of some groups, behind those that it lies in."""
        shown = [node for node in nodes if isinstance(shelf.columns[key][node], Released)]
        blocks = [node for node in shown if shelf.is_block(key, node)]
        if not shown:
            return []
        one = min(blocks or shown, key=lambda node: (people[node], node))
        return [one] if blocks else [one, *smallest(tree.children[one])]

    top = shelf.nodes(key, removal.atoms)[0]
    if not shelf.is_block(key, top):
        return ()
    siblings = next((inside for inside in tree.children if top in inside), ())
    others = smallest([node for node in siblings if node != top])
    known = (sets[node] for node in others)
    return tuple(replace(removal, atoms=atoms) for atoms in known if atoms)


def _candidates(
    mine: Sequence[Published],
    beside: Sequence[Published],
    finding: Finding,
    keys: tuple[Key, ...],
) -> list[Published]:
    """Return the tables that could go: those around some people, else those beside them."""

    def first(table: Published) -> tuple[int, bool, int]:
        other = finding.rule == "undecided" and table.key != finding.key
        return len(table.atoms), other, -keys.index(table.key)

    around = [table for table in mine if finding.atoms <= table.atoms]
    if not around:
        sets = [table.atoms for table in beside if finding.atoms <= table.atoms]
        smallest = min(sets, key=len, default=frozenset[str]())
        around = [table for table in mine if table.atoms & smallest]
    return sorted(around, key=first)


def _near(tables: Sequence[Published], finding: Finding) -> frozenset[str]:
    """Return the people of the smallest groups around a finding's."""
    around = sorted({t.atoms for t in tables if finding.atoms <= t.atoms}, key=len)
    near = [atoms for n, atoms in enumerate(around) if n < NEAREST or len(atoms) <= NEAR]
    return near[-1] if near else frozenset()


def _still(
    shelf: Shelf,
    finding: Finding,
    keys: tuple[Key, ...],
    beside: Sequence[Published],
    check: Audit,
    near: frozenset[str],
) -> bool:
    """Tell whether people are still given away, going by the smallest groups around them alone.

    Quick to see, and wrong at times; the whole is looked at again afterwards.
    """
    tables = [*(t for t in beside if t.atoms <= near), *shelf.published(keys, near)]
    return any(one.atoms >= finding.atoms for one in check(tables))


def _same(one: Published, other: Published) -> bool:
    return (one.key, one.atoms) == (other.key, other.atoms)


def _own(shelf: Shelf, table: Published) -> tuple[int, ...]:
    """Return a group's own rounding."""
    node = shelf.nodes(table.key, table.atoms)[0]
    return lr5([int(count) for count in shelf.bases[table.key][node]])
