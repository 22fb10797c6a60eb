"""Everything published about the same answers, as whole numbers and inequalities.

The unknowns are ``x[class, cell]``: how many people of each class are in each
cell. Every printed table bounds sums of them (``inequalities``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt

from generator.disclosure.abreast import Abreast, abreast
from generator.disclosure.codes import shares
from generator.disclosure.published import Cell, Key, Link, Published
from generator.disclosure.rounding import PRECISION, Table

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Placed:
    """A printed table, the classes that it counts, and where its key stands in the cells.

    ``tight`` where something printed beside it holds only as long as nobody
    in the group answers otherwise, for all that is looked into here.
    """

    table: Published
    classes: tuple[int, ...]
    place: int
    tight: bool = False


@dataclass(frozen=True, slots=True)
class System:
    """All published tables of some linked keys, over the classes of people that they tell apart.

    - ``classes``: the atoms of each; ``sizes``: its people
    - ``cells`` and ``keys``: as in ``Link``; of one key alone, its categories
    - ``tables``: what was printed; ``sides``: the same by key, in arrays;
      ``around``: the numbers of the tables that count each class
    """

    keys: tuple[Key, ...]
    cells: tuple[Cell, ...]
    classes: tuple[frozenset[str], ...]
    sizes: tuple[int, ...]
    tables: tuple[Placed, ...]
    sides: tuple[Abreast, ...] = field(compare=False, repr=False)
    around: tuple[tuple[int, ...], ...] = field(compare=False, repr=False)

    def categories(self, place: int) -> int:
        """Return how many categories a key has."""
        return max(cell[place] for cell in self.cells) + 1

    def projection(self, place: int) -> Counts:
        """Return which cells are in which category of a key, (cells, categories) of 0 and 1."""
        return _projection(self.cells, place)

    def column(self, place: int) -> Counts:
        """Return the category of a key that each cell is in, (cells,)."""
        return _column(self.cells, place)

    def missed(self, base: Counts) -> list[int]:
        """Return the numbers of the printed tables that some answers contradict."""
        found = [
            side.missed(base @ self.projection(place)) for place, side in enumerate(self.sides)
        ]
        return np.sort(np.concatenate(found)).tolist() if found else []


@lru_cache(maxsize=1 << 10)
def _column(cells: tuple[Cell, ...], place: int) -> Counts:
    return np.array([cell[place] for cell in cells])


@lru_cache(maxsize=1 << 10)
def _projection(cells: tuple[Cell, ...], place: int) -> Counts:
    found = np.zeros((len(cells), max(cell[place] for cell in cells) + 1), dtype=np.int64)
    found[np.arange(len(cells)), [cell[place] for cell in cells]] = 1
    return found


class HeadcountsUnknownError(ValueError):
    """Sets overlap and nothing says how many people are in the overlap."""


def system(
    link: Link, published: Sequence[Published], sizes: Mapping[str, int] | None = None
) -> System:
    """Return the system of some published tables of a link's keys.

    Parameters
    ----------
    link
        The keys and cells; for a single key, see ``single``.
    published
        Tables of these keys.
    sizes
        People in each atom. Where it is left out, they follow from the
        headcounts of the printed sets, if these nest.

    Raises
    ------
    HeadcountsUnknownError
        Where they do not follow.

    """
    sets = sorted({table.atoms for table in published}, key=lambda s: (-len(s), sorted(s)))
    known: dict[frozenset[str], list[str]] = {}
    number = {members: place for place, members in enumerate(sets)}
    signature: dict[str, list[int]] = {}
    for members in sets:
        for atom in members:
            signature.setdefault(atom, []).append(number[members])
    grouped: dict[tuple[int, ...], list[str]] = {}
    for atom in sorted(signature):
        grouped.setdefault(tuple(signature[atom]), []).append(atom)
    known = {frozenset(atoms): atoms for atoms in grouped.values()}
    classes = tuple(known)
    inside: list[list[int]] = [[] for _ in sets]
    for place, sign in enumerate(grouped):
        for which in sign:
            inside[which].append(place)
    people = {table.atoms: table.people for table in published}
    if sizes is None:
        found = _sizes(inside, [people[members] for members in sets], len(classes))
    else:
        found = tuple(sum(sizes[atom] for atom in atoms) for atoms in classes)
    keep = [place for place, size in enumerate(found) if size > 0]
    renumbered = {old: new for new, old in enumerate(keep)}
    placed = tuple(
        Placed(
            table,
            tuple(
                renumbered[place] for place in inside[number[table.atoms]] if place in renumbered
            ),
            link.keys.index(table.key),
            _tight(table, linked=len(link.keys) > 1),
        )
        for table in published
    )
    return _whole(
        link.keys,
        link.cells,
        tuple(classes[place] for place in keep),
        tuple(found[place] for place in keep),
        placed,
    )


def reduced(found: System, classes: Sequence[int], further: Sequence[Placed]) -> System:
    """Return the system of some classes alone: the tables that count nobody else, and further ones.

    ``further`` have the classes' new numbers.
    """
    number = {old: new for new, old in enumerate(classes)}
    inside = dict.fromkeys(one for which in classes for one in found.around[which])
    mine = [found.tables[one] for one in sorted(inside)]
    placed = [
        Placed(one.table, tuple(number[which] for which in one.classes), one.place, one.tight)
        for one in mine
        if all(which in number for which in one.classes)
    ]
    return _whole(
        found.keys,
        found.cells,
        tuple(found.classes[which] for which in classes),
        tuple(found.sizes[which] for which in classes),
        (*placed, *further),
    )


def _whole(
    keys: tuple[Key, ...],
    cells: tuple[Cell, ...],
    classes: tuple[frozenset[str], ...],
    sizes: tuple[int, ...],
    placed: tuple[Placed, ...],
) -> System:
    sides = tuple(_side(placed, place, len(sizes)) for place in range(len(keys)))
    return System(keys, cells, classes, sizes, placed, sides, _around(placed, len(sizes)))


def _side(placed: Sequence[Placed], place: int, classes: int) -> Abreast:
    numbers = [number for number, one in enumerate(placed) if one.place == place]
    mine = [(placed[number].table, placed[number].classes) for number in numbers]
    return abreast(mine, numbers, classes, len(placed))


def _around(placed: Sequence[Placed], classes: int) -> tuple[tuple[int, ...], ...]:
    found: list[list[int]] = [[] for _ in range(classes)]
    for number, one in enumerate(placed):
        for which in one.classes:
            found[which].append(number)
    return tuple(map(tuple, found))


def _tight(table: Published, *, linked: bool) -> bool:
    if table.figures or table.statistics or table.verdict:
        return True
    return bool(table.codes) and (linked or not codes_leave_open(table.counts, table.codes))


@lru_cache(maxsize=1 << 12)
def codes_leave_open(counts: Table, codes: tuple[Table, ...]) -> bool:
    """Tell whether a printed code table says nothing of how many are in each category.

    It splits the rounded categories. That tells nothing if, however many
    people a category truly has, they could be split so as to print the same.
    """
    return all(
        any(shares(value, split) == printed for split in _splits(printed, people))
        for value, printed in zip(counts, codes, strict=True)
        for people in range(_least(value), (value + PRECISION) * 103 // 100 + 1)
        if value
    )


def _least(value: int) -> int:
    """Return the fewest people that a group of 100 and more prints as a value."""
    return max(0, (value - PRECISION) * 98 // 100)


def _splits(printed: Table, people: int) -> Iterator[Table]:
    """Yield ways to split people over codes that are likely to print a given table."""
    if people:
        yield tuple(share // PRECISION for share in shares(PRECISION * people, printed))
    if people <= 4 * PRECISION:
        for first in product(range(people + 1), repeat=len(printed) - 1):
            if sum(first) <= people:
                yield (*first, people - sum(first))


def single(table: Published) -> Link:
    """Return the link of a key that stands alone."""
    return Link((table.key,), tuple((place,) for place in range(len(table.counts))))


def _sizes(sets: Sequence[Sequence[int]], people: Sequence[int], classes: int) -> tuple[int, ...]:
    """Solve for the people of each class; ``sets`` in order of falling size."""
    left, unknown = list(people), [set(members) for members in sets]
    around: list[list[int]] = [[] for _ in range(classes)]
    for place, members in enumerate(sets):
        for member in members:
            around[member].append(place)
    own: list[int | None] = [None] * classes
    ready = [place for place, members in enumerate(unknown) if len(members) <= 1]
    for place in ready:  # grows while classes are solved
        for member in tuple(unknown[place]):
            own[member] = size = left[place]
            for other in around[member]:
                unknown[other].discard(member)
                left[other] -= size
                if len(unknown[other]) == 1:
                    ready.append(other)
    if any(size is None or size < 0 for size in own) or any(left) or any(unknown):
        raise HeadcountsUnknownError
    return tuple(size or 0 for size in own)
