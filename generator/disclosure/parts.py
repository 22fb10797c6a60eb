"""A large system cut into parts of neighbours, each looked at by itself.

Who answered what in one organisation hardly bears on another: only what is
printed of both together links them. So a system is cut along its sets into
parts of a few dozen classes, and the people of a part **together** stay as they
are in some answers that agree with everything. Then nothing printed outside of
the part can change, and whatever is found there is found for the whole. The
work grows with the number of parts, and not with its square.

What a part does not settle is left to the whole.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.disclosure.published import Published
from generator.disclosure.system import Counts, Placed, System, reduced
from generator.disclosure.witness import Nest

#: So many classes are a part, at the most; a set with more of its own is one all the same.
LARGEST = 48

#: Classes of a system that lie together.
Part = tuple[int, ...]


def parts(tree: Nest) -> list[Part]:
    """Return all classes of a nested system in parts, those of one set together where they can be.

    Neighbours under one set share a part, so that what one of them gives another can take.
    """
    first = len(tree.parent) - len(tree.leaf)
    below: list[Part] = [()] * len(tree.parent)
    for node in reversed(range(len(below))):
        if node >= first:
            below[node] = (node - first,)
        else:
            below[node] = tuple(which for child in tree.children[node] for which in below[child])
    return [part for part in _cut(tree, below, 0) if part]


def several(tree: Nest) -> list[Part]:
    """Return the parts of a system; none of one that is a single part."""
    found = parts(tree)
    return found if len(found) > 1 else []


def _cut(tree: Nest, below: list[Part], node: int) -> Iterator[Part]:
    if len(below[node]) <= LARGEST:
        yield below[node]
        return
    together: Part = ()
    for child in tree.children[node]:
        if len(below[child]) > LARGEST:
            yield from _cut(tree, below, child)
            continue
        if len(together) + len(below[child]) > LARGEST:
            yield together
            together = ()
        together += below[child]
    yield together


def kept_together(found: System, part: Part, base: Counts) -> System:
    """Return the system of a part whose people together stay in the cells that they are in."""
    pin = _pin(found, part, base, 0)
    if len(found.keys) == 1:
        return reduced(found, part, [pin])
    # An exact table of one key leaves the others free: nobody may move as far as all are concerned.
    return reduced(found, part, [Placed(pin.table, pin.classes, 0, tight=True)])


def kept_by_key(found: System, part: Part, base: Counts) -> System:
    """Return the system of a part whose people together keep the table of each key."""
    return reduced(found, part, [_pin(found, part, base, at) for at in range(len(found.keys))])


def _pin(found: System, part: Part, base: Counts, place: int) -> Placed:
    """Return a table of a part as a whole, as if it were printed."""
    inside = list(part)
    counts = tuple((base[inside].sum(axis=0) @ found.projection(place)).tolist())
    atoms = frozenset[str]().union(*(found.classes[which] for which in part))
    table = Published(found.keys[place], atoms, sum(counts), counts, exact=True, verdict="kept")
    return Placed(table, tuple(range(len(part))), place)
