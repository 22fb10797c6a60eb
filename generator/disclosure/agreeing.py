"""Answers that agree with everything printed: where every search begins.

Our own are known. They print each block's table as it is, but not always the
nearby table that a group above may print, so that some people must be moved
first. Where parts of a large system need that, each is mended by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

import numpy as np

from generator.disclosure.asking import LONG, MOST_CLASSES, NEIGHBOURS, SHORT
from generator.disclosure.given import Given
from generator.disclosure.known import Known, followed, misprinted
from generator.disclosure.parts import kept_by_key, several
from generator.disclosure.refit import refit
from generator.disclosure.repair import repaired
from generator.disclosure.solver import Search, UndecidedError, agrees, answers
from generator.disclosure.system import Counts, Placed, System
from generator.disclosure.witness import Nest, nest


def start_from(
    found: System, known: Known | None = None, near: Known | None = None
) -> Known | Given:
    """Return answers that agree with everything printed; or what is wrong.

    Parameters
    ----------
    found
        The system.
    known
        Answers that print every figure, to look around. Without them, figures
        other than shares cannot be checked, and systems that hold some are not safe.
    near
        Answers that were found around the known ones before.

    """
    if not found.sizes:
        return known or Known(np.zeros((0, len(found.cells)), dtype=np.int64))
    tree = nest(found)
    if near is None and known is not None and tree is not None:
        near = _repaired_in_parts(found, tree, known)
    return _start(found, tree, known, near or known)


def _repaired_in_parts(found: System, tree: Nest, known: Known) -> Known:
    """Return answers with which more tables agree, moved about within parts."""
    if known.guessed or known.pairs is None or not found.missed(known.base):
        return known
    base, joint = known.base.copy(), known.pairs.joint.copy()
    for part in several(tree):
        where = list(part)
        inside = kept_by_key(found, part, known.base)
        if not inside.missed(known.base[where]):
            continue
        mine = Known(base[where], replace(known.pairs, joint=joint[where]))
        better = _start(inside, nest(inside), mine, mine)
        if isinstance(better, Known) and better.pairs is not None:
            base[where], joint[where] = better.base, better.pairs.joint
    return Known(base, replace(known.pairs, joint=joint))


def _start(
    found: System, tree: Nest | None, known: Known | None, near: Known | None
) -> Known | Given:
    """Return answers that agree with everything, or what is wrong."""
    printed = any(placed.tight and placed.table.opaque for placed in found.tables)
    if known is None and printed:
        return Given(None, decided=False)
    try:
        base, wrong = _agreeing(found, tree, near)
    except UndecidedError:
        return Given(None, decided=False)
    if wrong:
        return Given(None, decided=False, misprinted=wrong)
    if base is None:
        return Given(None)
    if known is None or near is None:
        return Known(base)
    after, wrong = followed(found, near, base)
    if near is not known:
        wrong = misprinted(found, after, known)
    after, wrong = refit(found, after, wrong)
    return Given(None, decided=False, misprinted=wrong, near=after) if wrong else after


def _agreeing(
    found: System, tree: Nest | None, known: Known | None
) -> tuple[Counts | None, tuple[Placed, ...]]:
    """Return answers that agree with everything, or None; or tables that could not be met."""
    if known is None:
        return answers(found, effort=LONG), ()
    if agrees(found, known.base):
        return known.base, ()
    start = known.base
    if known.guessed:
        guess = answers(found, search=Search(start, known.guessed), effort=SHORT)
        start = start if guess is None else guess
    if tree is None:
        return answers(found, effort=LONG), ()
    base, wrong = repaired(found, tree, start)
    if not wrong and agrees(found, base):
        return base, ()
    near = dict.fromkeys(
        which
        for placed in wrong
        for which in placed.classes[:: max(1, len(placed.classes) // MOST_CLASSES)]
    )
    for around in dict.fromkeys(_with_neighbours(found, near, n) for n in (0, *NEIGHBOURS)):
        other = _quickly(found, Search(base, around))
        if other is not None and agrees(found, other):
            return other, ()
    if len(found.sizes) > 3 * MOST_CLASSES:
        return None, wrong
    return answers(found, effort=LONG), ()


def _with_neighbours(found: System, classes: Iterable[int], count: int) -> tuple[int, ...]:
    """Return some classes, each with so many of those beside it in the sets around it."""
    near = dict.fromkeys(classes)
    for which in tuple(near):
        around = {found.tables[number].classes for number in found.around[which]}
        beside = (other for inside in sorted(around, key=len) for other in inside)
        near.update(dict.fromkeys(islice((o for o in beside if o not in near), count)))
    return tuple(near)


def _quickly(found: System, search: Search) -> Counts | None:
    try:
        return answers(found, search=search, effort=SHORT)
    except UndecidedError:
        return None
