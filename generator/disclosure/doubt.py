"""Which counts stay in doubt, and which are given away: one system, all of its classes.

Answers that agree with everything (``agreeing``) are moved about (``walking``)
until every category of every class has been seen with counts that leave it
safe. What has not been seen is asked one by one (``asking``). A large system is
looked at in parts first (``parts``); what they leave open is asked of the whole.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from generator.disclosure.asking import given
from generator.disclosure.given import Given, Item, items
from generator.disclosure.known import Known
from generator.disclosure.parts import kept_together, several
from generator.disclosure.rounding import safe
from generator.disclosure.seen import Enough, Seen
from generator.disclosure.system import System
from generator.disclosure.walking import walk_about
from generator.disclosure.witness import Nest, nest


def given_away(
    found: System,
    start: Known | Given,
    exempt: frozenset[Item] = frozenset(),
    enough: Enough = safe,
) -> tuple[Given, ...]:
    """Return every count of a system that is not safe.

    Parameters
    ----------
    found
        The system.
    start
        Answers that agree with everything (``agreeing.start_from``).
    exempt
        Counts that may be known.
    enough
        Whether possible counts of a class of so many people leave it in doubt.

    """
    if isinstance(start, Given):
        return (start,)
    if not found.sizes:
        return ()
    tree = nest(found)
    if tree is not None:
        exempt |= _shown_in_parts(found, tree, start, exempt, enough)
    wanted = [item for item in items(found) if item not in exempt]
    return _looked_for(found, tree, start, wanted, enough)


def _shown_in_parts(
    found: System, tree: Nest, start: Known, exempt: frozenset[Item], enough: Enough
) -> frozenset[Item]:
    """Return counts that stay in doubt even if every part of a system as a whole stays as it is."""
    shown: set[Item] = set()
    counted = [range(found.categories(place)) for place in range(len(found.keys))]
    for part in several(tree):
        wanted = [
            (at, place, category)
            for place, categories in enumerate(counted)
            for category in categories
            for at, which in enumerate(part)
            if (which, place, category) not in exempt
        ]
        if not wanted:
            continue
        inside = kept_together(found, part, start.base)
        known = Known(start.base[list(part)])
        left = _looked_for(inside, nest(inside), known, wanted, enough, widely=False)
        open_ = {one.item for one in left}
        if None not in open_:
            shown |= {(part[item[0]], *item[1:]) for item in wanted if item not in open_}
    return frozenset(shown)


def _looked_for(
    found: System,
    tree: Nest | None,
    known: Known,
    wanted: Collection[Item],
    enough: Enough,
    *,
    widely: bool = True,
) -> tuple[Given, ...]:
    """Return the wanted counts that are not seen to be safe, by walks and then by questions."""
    seen = Seen(found, enough, {item: set() for item in wanted})
    freedom = np.zeros(len(found.sizes), dtype=np.int64)
    seen.note_answers(known.base)
    if tree is not None and seen.values:
        freedom = walk_about(tree, known, seen)
    return tuple(given(tree, known, seen, freedom, widely=widely))
