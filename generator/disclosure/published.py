"""What has been published, as an attacker sees it, and the question it asks of people.

One ``Published`` is one printed table. Its people are a set of **atoms**:
cohorts, or parts of a cohort where a late batch joined it between two
releases, or where a second table also counts people who answered once. Who
belongs to exactly the same published sets cannot be told apart; such people
are one **class**, the smallest set that anybody can learn something about.

Three tables of the same people may share what lies beneath: somebody's answer
before and after decides where they stand in the table before, the table after
and the table of change. A ``Link`` says which, by listing the **cells**: each
possible combination of places in the three.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256

from generator.disclosure.released import Audience, Released
from generator.disclosure.rounding import Table
from generator.disclosure.rule import LARGE_FROM
from generator.survey.variables import Variable

Key = tuple[str, str, str, str, str]
#: Where one person stands in each table of a link; the places follow ``Link.keys``.
Cell = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed number that is a weighted share of a group: a percentage, or superiority.

    ``weights`` times the counts, over the people, lies within ``half`` of
    ``value``.

    >>> Figure("superiority", (1.0, 0.5, 0.0), 0.7, 0.05).weights
    (1.0, 0.5, 0.0)
    """

    name: str
    weights: tuple[float, ...]
    value: float
    half: float


@dataclass(frozen=True, slots=True)
class Published:
    """One printed table, and everything printed from the same answers beside it.

    - ``atoms``: whose answers they are; ``people``: how many, which readers know
    - ``counts``: as printed; ``exact`` where nothing was rounded
    - ``codes``: printed counts of single codes, by category; ``figures``:
      linear ones; ``statistics``: effects, and ``verdict``: a class of p, where
      they are no functions of the rounded table
    - ``audience``: readers of restricted pages read open ones as well
    - ``group``, ``release``: for people to find it by; empty release: this build
    """

    key: Key
    atoms: frozenset[str]
    people: int
    counts: Table
    exact: bool = False
    audience: Audience = "open"
    group: str = ""
    release: str = ""
    codes: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    verdict: str = ""
    statistics: Mapping[str, float] = field(default_factory=dict)

    @property
    def opaque(self) -> bool:
        """True where something is printed that no inequality tells: it must be printed again."""
        return bool(self.codes or self.statistics or self.verdict)


def in_a_line(table: Published) -> str:
    """Return everything that an attacker sees of a table, for fingerprints."""
    return repr(
        (_people(table.atoms), table.key, table.people, table.counts, table.exact, table.audience,
         table.codes, table.figures, table.verdict, sorted(table.statistics.items()))
    )  # fmt: skip


@lru_cache(maxsize=1 << 14)
def _people(atoms: frozenset[str]) -> str:
    return sha256(repr(sorted(atoms)).encode()).hexdigest()


#: Statistics that are no functions of released tables.
EFFECTS = ("rank_biserial", "superiority")


def printed_beside(found: Published, table: Released) -> Published:
    """Return a printed table with what stands beside it and is no function of it."""
    if table.exact or found.people < LARGE_FROM:
        return found
    effects = {name: table.statistics[name] for name in EFFECTS if name in table.statistics}
    return replace(found, codes=_codes(table), statistics=effects, verdict=table.p_class)


def _codes(table: Released) -> tuple[Table, ...]:
    if table.code_counts is None:
        return ()
    places = category_places(table.variable)
    return tuple(
        tuple(c for c, place in zip(table.code_counts, places, strict=True) if place == category)
        for category in range(len(table.counts))
    )


@dataclass(frozen=True, slots=True)
class Link:
    """Tables of the same people that share their answers.

    ``cells`` lists every combination of places that a person can have, in the
    order of ``keys``.
    """

    keys: tuple[Key, ...]
    cells: tuple[Cell, ...]


def links(variables: Sequence[Variable]) -> tuple[Link, ...]:
    """Return a link for each change whose waves are published for the same people.

    A measure whose scale has codes apart is not linked: nobody changes to or
    from these, so that its change is of other people than its waves.
    """
    waves = {(v.role, v.measure, v.domain, v.from_, v.population): v for v in variables if not v.to}
    found = []
    for change in variables:
        if change.kind != "change" or change.apart:
            continue
        name, population = change.key[:3], change.population
        sides = [waves.get((*name, wave, population)) for wave in population]
        beside = [side for side in sides if side is not None]
        if beside:
            keys = (*(side.key for side in beside), change.key)
            found.append(Link(keys, tuple(sorted(set(_cells(sides, len(change.codes)))))))
    return tuple(found)


def further_comparisons(variables: Sequence[Variable]) -> frozenset[Key]:
    """Return the changes from or to a wave that is published beside another change.

    Both changes and their waves together tell more of people who answered at all
    waves than either change with its own, and the audit looks at each alone.
    """
    waves = {(v.role, v.measure, v.domain, v.from_): v for v in variables if not v.to}
    return frozenset(
        change.key
        for change in variables
        if change.kind == "change"
        and any(
            side.population != change.population
            for wave in change.population
            if (side := waves.get((*change.key[:3], wave))) is not None
        )
    )


def _cells(sides: Sequence[Variable | None], codes: int) -> Iterable[Cell]:
    places = [None if side is None else category_places(side) for side in sides]
    for before in range(codes):
        for after in range(codes):
            change = 0 if after > before else 1 if after == before else 2
            pair = (before, after)
            yield (*(p[c] for p, c in zip(places, pair, strict=True) if p is not None), change)


def category_places(variable: Variable) -> list[int]:
    """Return the place of each code's category."""
    return [
        next(place for place, c in enumerate(variable.categories) if code in c.codes)
        for code in variable.codes
    ]
