"""The atom rule: who may be shown anew, so that no class of people is ever below the minimum.

Sort people by the exact list of published sets that contain them, in all
releases: what two releases say together is never about fewer people than the
smallest such class. A new release may therefore only publish sets that leave
every class at the minimum, and it is made to, one source at a time:

1. **A late batch waits.** People who are in no published set yet, and would
   form a class of their own under the minimum, are left out until there are
   enough of them.
2. **A class is not divided** into parts under the minimum. Where some of its
   people have left or changed their answers, and they or the others are too
   few, the others are left out of what is published anew, and the groups that
   they are part of repeat their last tables. A large open group only leaves
   them out.
3. **A group whose table would divide a class** repeats its last one.

Then it is looked at again, until no class is too small. At the end of that
road nothing is published anew, which is always allowed.

A class that was small before, and that the new sets do not divide, tells
nothing new and stops nothing.

**Participation** is about what people did, and each table of it shows by
itself how many have done nothing since. There only those who moved from one
place to another must be enough, not those who stayed.

**Exact tables** are stricter. A batch, or a part of a class, is told from the
others only if its own table could be shown, and if that it waits would not say
on what it nearly agrees (``gaps``). Once somebody has left a class,
its people are not shown anew: the answers of those who left are not known any
more, so that nobody can tell whether the difference would give them away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.disclosure.crowds import Crowd, SetId, as_set_id, pair, set_sums
from generator.disclosure.past import PastGroup
from generator.disclosure.shown import Tree

Places = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]

#: An open group leaves out people who cannot be shown anew, if they are at most one in so many.
LEFT_OUT_OF = 10

#: The nodes that the ordinary rules would show, given who of the population of today counts.
#: It is given for each table by its name.
Shown = Callable[[Marks], Mapping[str, frozenset[int]]]
#: Whether a table of some people of today (rows of the population) could be shown, given who
#: of the population of today counts.
Tellable = Callable[[str, Places, Marks], bool]


@dataclass(frozen=True, slots=True)
class Family:
    """Releases that one reader sees: classes of people by these, and the smallest allowed."""

    lists: Places
    minimum: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What one source may show.

    - ``admitted``: (population of today,) who counts
    - ``fresh``: nodes that show a new set of people
    - ``same``: nodes whose people are exactly those of a set published before, and which
    - ``waiting``: nodes that some people, or a change, are waiting for
    """

    admitted: Marks
    fresh: frozenset[int] = frozenset()
    same: Mapping[int, PastGroup] | None = None
    waiting: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Ground:
    """What a plan is made on: the groups, the rules, and how strictly they are kept.

    ``cohorts`` is how many there are today.
    ``exact`` is True where tables are shown as they are. Then a group is
    never published without some of its people, and what two releases tell of
    a batch must be a table that could be shown.
    """

    tree: Tree
    cohorts: int
    minimum: int
    restricted_minimum: int
    exact: bool


def decide(
    crowd: Crowd,
    ground: Ground,
    candidates: Marks,
    shown: Shown,
    tellable: Tellable,
) -> Plan:
    """Return what a source may show.

    Parameters
    ----------
    crowd
        The source's people of all times.
    ground
        Groups and rules.
    candidates
        (population of today,) who may count at all.
    shown
        What the ordinary rules show of those admitted.
    tellable
        For exact tables: whether one of some people could be shown.

    """
    return _Work(crowd, ground, candidates, shown, tellable).plan()


@dataclass(slots=True)
class _Work:
    """A plan in the making."""

    crowd: Crowd
    ground: Ground
    candidates: Marks
    shown: Shown
    tellable: Tellable

    def plan(self) -> Plan:
        crowd, tree = self.crowd, self.ground.tree
        now = crowd.now
        admitted = now.copy()
        admitted[now] = self.candidates[crowd.row[now]]
        broken = np.zeros(len(admitted), dtype=bool)
        dropped: set[int] = set()
        while True:
            broken |= self._broken(admitted)
            if (admitted & broken).any():
                admitted &= ~broken
                continue
            rows = self._rows(admitted)
            stopped = self._stopped(admitted, broken)
            same = same_sets(crowd, self.ground, admitted)
            same = {place: group for place, group in same.items() if place not in stopped}
            by_table = self.shown(rows)
            open_to = frozenset[int]().union(*by_table.values()) - dropped - stopped
            fresh = frozenset(place for place in open_to if place not in same)
            mended = self._mend(fresh, admitted, dropped)
            if not mended and not self._keep_untold(by_table, fresh, admitted, dropped):
                late = (now & ~admitted) | broken
                waiting = frozenset(np.flatnonzero(tree.sums(self._by_cohort(late))).tolist())
                return Plan(rows, fresh, same, waiting)

    def _rows(self, admitted: Marks) -> Marks:
        rows = np.zeros(len(self.candidates), dtype=bool)
        rows[self.crowd.row[admitted]] = True
        return rows

    def _by_cohort(self, who: Marks) -> Places:
        """Count people by cohort of today."""
        cohorts = self.ground.cohorts
        inside = self.crowd.cohort[who]
        return np.bincount(inside[inside < cohorts], minlength=cohorts).astype(np.int64)

    def _broken(self, admitted: Marks) -> Marks:
        """Return everybody in a class that has lost too few to lose them, or keeps too few."""
        broken = np.zeros(len(admitted), dtype=bool)
        for family in families(self.crowd, self.ground):
            everyone = np.bincount(family.lists)
            present = np.bincount(family.lists[admitted], minlength=len(everyone))
            missing = everyone - present
            divided = (missing > 0) & (present > 0)
            divided[:1] = False
            if self.crowd.source.moves:
                few = divided & (missing < family.minimum)
            elif self.ground.exact:
                few = divided  # nobody has the answers of those who left any more
            else:
                few = divided & (np.minimum(missing, present) < family.minimum)
            broken |= few[family.lists]
        return broken

    def _stopped(self, admitted: Marks, broken: Marks) -> frozenset[int]:
        """Return the nodes that lack too many of their people to be published without them."""
        lacking = self.ground.tree.sums(self._by_cohort(broken))
        if self.ground.exact:
            return frozenset(np.flatnonzero(lacking).tolist())
        everyone = self.ground.tree.sums(self._by_cohort(admitted | broken))
        return frozenset(np.flatnonzero(LEFT_OUT_OF * lacking > everyone).tolist())

    def _mend(self, fresh: frozenset[int], admitted: Marks, dropped: set[int]) -> bool:
        """Leave out people, or groups, where a class is too small; False where none is."""
        comp = _joined(self.crowd, self.ground, admitted, fresh)
        stayed = _stayed(self.crowd, self.ground, admitted, fresh)
        changed = False
        for family in families(self.crowd, self.ground):
            for who, old in small_classes(family, comp, stayed):
                if old == 0:
                    admitted[who] = False
                else:
                    dropped |= self._dividing(family.lists == old, admitted, fresh, family.minimum)
                changed = True
        return changed

    def _keep_untold(
        self,
        by_table: Mapping[str, frozenset[int]],
        fresh: frozenset[int],
        admitted: Marks,
        dropped: set[int],
    ) -> bool:
        """Leave out people, or groups, where exact tables would give a part's own table away.

        The part of a class that new sets tell from the others can be worked
        out by subtraction, so that it must be one that could be shown. That is
        asked of each table: one may have been shown where another was not.
        """
        skipped = self.crowd.source.moves or not self.ground.exact or not self.crowd.all.any()
        if skipped or not fresh:
            return False
        found, counting = False, self._rows(admitted)
        for name, every in self.crowd.tables.items():
            comp = _joined(self.crowd, self.ground, admitted, fresh & by_table[name])
            lists, before = pair(every, comp), np.bincount(every)
            was = np.zeros(int(lists.max(initial=0)) + 1, dtype=np.int64)
            was[lists] = every
            whole = (was > 0) & (np.bincount(lists, minlength=len(was)) == before[was])
            for place in np.unique(lists[(lists > 0) & ~whole[lists]]).tolist():
                who, old = lists == place, int(was[place])
                rows = self.crowd.row[who]
                known = bool((rows >= 0).all())  # what those who left had said is not known
                if known and self.tellable(name, rows, counting):
                    continue
                found = True
                if old:
                    dropped |= self._dividing(every == old, admitted, fresh, self.ground.minimum)
                else:
                    admitted[who] = False
        return found

    def _dividing(
        self, members: Marks, admitted: Marks, fresh: frozenset[int], minimum: int
    ) -> set[int]:
        """Return the nodes that divide a class, those first that leave a part too small."""
        inside = self.ground.tree.sums(self._by_cohort(members & admitted))
        everyone = int((members & admitted).sum())
        partial = {place for place in fresh if 0 < inside[place] < everyone}
        few = {p for p in partial if min(inside[p], everyone - inside[p]) < minimum}
        return few or partial or set(fresh)


def _joined(crowd: Crowd, ground: Ground, admitted: Marks, fresh: frozenset[int]) -> Places:
    """Return for each person a number of the smallest fresh node around them; 0 for none.

    Groups nest, so that the smallest one tells all that contain it.
    """
    return np.where(admitted, _around(crowd.cohort, ground, fresh), 0)


def _around(cohort: Places, ground: Ground, fresh: frozenset[int]) -> Places:
    """Return for each cohort's place a number of the smallest fresh node around it, or 0."""
    found = np.zeros(ground.cohorts + 1, dtype=np.int64)  # the last for cohorts of the past
    for place in sorted(fresh):  # parents come first
        found[list(ground.tree.members(place))] = place + 1
    return found[np.minimum(cohort, ground.cohorts)]


def _stayed(crowd: Crowd, ground: Ground, admitted: Marks, fresh: frozenset[int]) -> Marks | None:
    """Return of participation who counts in the new set around the cohort they counted in."""
    if not crowd.source.moves:
        return None
    there, here = (_around(place, ground, fresh) for place in (crowd.home, crowd.cohort))
    return np.asarray(admitted & (there == here))


def families(crowd: Crowd, ground: Ground) -> tuple[Family, ...]:
    """Return the families of sets by which a source's people are sorted.

    Of participation the last sets are a family of their own: those who stayed
    may be few there, and a later release may not tell them from those who
    came with them.
    """
    found = (
        Family(crowd.own, ground.minimum),
        Family(crowd.all, ground.restricted_minimum),
    )
    if not crowd.source.moves:
        return found
    own, other = crowd.lately
    return (*found, Family(own, ground.minimum), Family(other, ground.restricted_minimum))


def same_sets(crowd: Crowd, ground: Ground, admitted: Marks) -> dict[int, PastGroup]:
    """Return the nodes whose people were published as a set before, and as which group."""
    known: dict[SetId, PastGroup] = dict(crowd.published)
    if not known:
        return {}
    sums = ground.tree.sums(set_sums(crowd.cohort[admitted], crowd.words[admitted], ground.cohorts))
    ids = [as_set_id(row) for row in sums]
    return {place: known[found] for place, found in enumerate(ids) if found[0] and found in known}


def small_classes(
    family: Family, comp: Places, stayed: Marks | None = None
) -> list[tuple[Marks, int]]:
    """Return the classes that new sets would leave too small: who they are, and what they were.

    ``comp`` is a number for the new sets that each person is in, 0 for none.
    A class that stays as it was is not among them, however small; nor, where
    ``stayed`` is given, are all of its people who have stayed, if they remain
    together. Who came from elsewhere is new.
    """
    came = np.zeros(len(comp), dtype=bool) if stayed is None else (comp > 0) & ~stayed
    known = np.where(came, 0, family.lists)
    lists = pair(pair(family.lists, comp), came.astype(np.int64))
    sizes, before = np.bincount(lists), np.bincount(known)
    was, joins = np.zeros(len(sizes), dtype=np.int64), np.zeros(len(sizes), dtype=np.int64)
    was[lists], joins[lists] = known, comp
    whole = before[was]
    if stayed is not None:
        here = np.bincount(known[stayed], minlength=len(before))
        whole = np.where(joins > 0, here[was], whole)
    small = (sizes > 0) & (sizes < family.minimum)
    small &= np.where(was == 0, joins > 0, sizes < whole)
    return [(lists == place, int(was[place])) for place in np.flatnonzero(small).tolist()]


def holds(crowd: Crowd, ground: Ground, admitted: Marks, fresh: frozenset[int]) -> bool:
    """Tell whether the atom rule holds for new sets; ``admitted`` is over the people of today."""
    who = crowd.now.copy()
    who[crowd.now] = admitted[crowd.row[crowd.now]]
    comp = _joined(crowd, ground, who, fresh)
    return not any(
        small_classes(family, comp, _stayed(crowd, ground, who, fresh))
        for family in families(crowd, ground)
    )


def dividable(crowds: Sequence[Crowd], ground_minimums: tuple[int, int]) -> frozenset[int]:
    """Return the cohorts that no class of any crowd is divided by into parts that are too small."""
    bad: set[int] = set()
    seen: set[int] = set()
    for crowd in crowds:
        seen |= set(crowd.cohort.tolist())
        for lists, minimum in zip((crowd.own, crowd.all), ground_minimums, strict=True):
            whole = np.bincount(lists)
            parts, counts = np.unique(np.stack([lists, crowd.cohort]), axis=1, return_counts=True)
            rest = whole[parts[0]] - counts
            small = (parts[0] > 0) & (rest > 0) & (np.minimum(counts, rest) < minimum)
            bad |= set(parts[1][small].tolist())
    return frozenset(seen - bad)
