"""Blocks: the smallest groups that are published, and the tree above them.

A cohort that is large enough stands alone. Smaller ones join, in listed
order, into a named pool, so that everyone stays visible somewhere; a remainder
joins the last pool, or the smallest cohort that would stand alone. An
organisation, or a region, that is too small joins its neighbours in the same
way. Every group on every page is a union of blocks, so that no subtraction of
one page from another gives a set smaller than a block.

**Blocks depend on headcounts and never on answers.** One set of blocks serves
both roles: a page then speaks of the same cohorts throughout, a cohort leads
to one page, and a reader who compares the roles' pages finds no second
partition to subtract. It costs a little detail where one role is small.

**Size.** A group's size is its smallest base over the variables published for
it, and over the people invited in each role. Two kinds of variables do not
count, since they would force everyone into a single pool: one that fewer than
half as many people answered, over the whole programme, as the role's most
answered variable (an optional form, say); and, for a group, one that was not
collected at all in cohorts holding more than half of its people. Leaving a
variable out protects it no less: every variable passes ``shown.shown_nodes``,
which withholds it wherever its own base is too small, and as much beside it
as keeps that from being worked out. It only means that the variable has a gap
where the others have none, and that, too, follows from headcounts alone.

**Past releases.** What was published as one block stays together, and stands:
its parts are joined first, and it is never too small again. ``Settled`` says
which these are; a block that may be divided is not among them.

**Restricted groups nest in open ones.** The tree is grown with the open
minimum first; a restricted release then splits the open blocks further. So
the two audiences' groups never cross, and whoever reads both finds no smaller
set between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from generator.disclosure.released import GroupLevel
from generator.survey.cohort import Cohort

#: The size of a set of cohorts, given by their places.
Size = Callable[[tuple[int, ...]], int]


@dataclass(frozen=True, slots=True)
class Unit:
    """A cohort, organisation, region or programme as it was registered, with its parts."""

    level: GroupLevel
    name: str
    title: str
    cohorts: tuple[int, ...]
    parts: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A group that is published: one unit, or several as a pool. Without children, a block."""

    level: GroupLevel
    units: tuple[Unit, ...]
    cohorts: tuple[int, ...]
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """Yield the node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Settled:
    """Blocks of past releases, as places of cohorts.

    ``joined`` are never divided; ``standing`` need no further cohorts either,
    since they have been published as they are.
    """

    joined: tuple[frozenset[int], ...] = ()
    standing: tuple[frozenset[int], ...] = ()

    def groups(self, parts: Sequence[Unit]) -> list[tuple[Unit, ...]]:
        """Return parts in order, those together that share a block which is inside none of them."""
        inside = [frozenset(part.cohorts) for part in parts]
        home = list(range(len(parts)))
        for block in self.joined:
            touched = [place for place, cohorts in enumerate(inside) if cohorts & block]
            homes = {home[place] for place in touched}
            if len(touched) > 1:
                home = [min(homes) if one in homes else one for one in home]
        found: dict[int, tuple[Unit, ...]] = {}
        for part, one in zip(parts, home, strict=True):
            found[one] = (*found.get(one, ()), part)
        return list(found.values())

    def among(self, present: Sequence[int]) -> Settled:
        """Return the blocks by the places that cohorts have in a list of those present."""
        place = {cohort: number for number, cohort in enumerate(present)}

        def found(blocks: Sequence[frozenset[int]]) -> tuple[frozenset[int], ...]:
            return tuple(frozenset(place[c] for c in block if c in place) for block in blocks)

        return Settled(found(self.joined), found(self.standing))

    def stands(self, cohorts: Sequence[int]) -> bool:
        """Tell whether a set of cohorts holds a published block."""
        everyone = set(cohorts)
        return any(block and block <= everyone for block in self.standing)


NOTHING_SETTLED = Settled()


def hierarchy(cohorts: Sequence[Cohort], title: str) -> Unit:
    """Return cohorts within organisations within regions within the programme, in id order.

    A region level stands only where there is more than one region. ``cohorts``
    of the units are places in the sequence given.
    """
    places = sorted(
        range(len(cohorts)),
        key=lambda p: (cohorts[p].region, cohorts[p].organisation, cohorts[p].id),
    )
    regions = []
    for region, inside in groupby(places, key=lambda p: cohorts[p].region):
        organisations = tuple(
            _organisation(name, tuple(members), cohorts)
            for name, members in groupby(inside, key=lambda p: cohorts[p].organisation)
        )
        everyone = tuple(place for unit in organisations for place in unit.cohorts)
        name = region or "No region given"
        regions.append(Unit("region", name, name, everyone, organisations))
    parts = regions[0].parts if len(regions) == 1 else tuple(regions)
    return Unit("programme", "programme", title, tuple(places), parts)


def _organisation(name: str, places: tuple[int, ...], cohorts: Sequence[Cohort]) -> Unit:
    parts = tuple(
        Unit("cohort", cohorts[p].id, cohorts[p].title or cohorts[p].id, (p,)) for p in places
    )
    name = name or "No organisation given"
    return Unit("organisation", name, name, places, parts)


def blocks(
    parts: Sequence[Unit], minimum: int, size: Size, settled: Settled = NOTHING_SETTLED
) -> list[tuple[Unit, ...]]:
    """Group the parts of one parent: those that stand alone, then pools in listed order.

    Returns an empty list where even all of them together are too small.
    """
    together = settled.groups(parts)
    large = [_is_large(_places(group), minimum, size, settled) for group in together]
    singles = [group for group, alone in zip(together, large, strict=True) if alone]
    pools: list[tuple[Unit, ...]] = []
    current: tuple[Unit, ...] = ()
    for group, alone in zip(together, large, strict=True):
        if alone:
            continue
        current = (*current, *group)
        if size(_places(current)) >= minimum:
            pools.append(current)
            current = ()
    if current and pools:
        pools[-1] = (*pools[-1], *current)
    elif current and singles:
        smallest = min(singles, key=lambda single: size(_places(single)))
        singles.remove(smallest)
        pools.append((*smallest, *current))
    # In listed order throughout, so that a block has the same name in every release.
    listed = {id(part): place for place, part in enumerate(parts)}
    ordered = [
        tuple(sorted(group, key=lambda one: listed[id(one)])) for group in (*singles, *pools)
    ]
    return sorted(ordered, key=lambda group: (len(group) > 1, listed[id(group[0])]))


def _is_large(cohorts: tuple[int, ...], minimum: int, size: Size, settled: Settled) -> bool:
    return size(cohorts) >= minimum or settled.stands(cohorts)


def grow(root: Unit, minimum: int, size: Size, settled: Settled = NOTHING_SETTLED) -> Node:
    """Return the tree of published groups for one minimum. The root always stands."""
    return _Grower(minimum, size, settled).node((root,))


def refine(node: Node, minimum: int, size: Size, settled: Settled = NOTHING_SETTLED) -> Node:
    """Split the blocks of a tree further, by a smaller minimum."""
    if node.children:
        children = tuple(refine(child, minimum, size, settled) for child in node.children)
    else:
        parts = node.units if len(node.units) > 1 else node.units[0].parts
        children = _Grower(minimum, size, settled).split(parts)
    return Node(node.level, node.units, node.cohorts, children)


@dataclass(frozen=True, slots=True)
class _Grower:
    """What all groups of a tree are made by."""

    minimum: int
    size: Size
    settled: Settled

    def node(self, group: tuple[Unit, ...]) -> Node:
        if len(group) == 1:
            unit = group[0]
            return Node(unit.level, group, unit.cohorts, self.split(unit.parts))
        return Node("pool", group, _places(group), self.split(group))

    def split(self, parts: Sequence[Unit]) -> tuple[Node, ...]:
        groups = blocks(parts, self.minimum, self.size, self.settled)
        if len(groups) == 1 and len(groups[0]) > 1:
            # All in one: the group above says it already. A large unit among them (it took in a
            # small one) keeps its detail, if the small one's cohorts join blocks one level down.
            inner = tuple(part for unit in parts for part in unit.parts)
            large = any(
                _is_large(unit.cohorts, self.minimum, self.size, self.settled) for unit in parts
            )
            return self.split(inner) if inner and large else ()
        return tuple(self.node(group) for group in groups)


def _places(units: Sequence[Unit]) -> tuple[int, ...]:
    return tuple(place for unit in units for place in unit.cohorts)
