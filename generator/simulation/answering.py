"""How invented people answer: a column of a form, as indices into its codes.

An answer to a measure comes from the person's temper, the domain, the cohort,
a leaning of the person to this item that stays, the rise since the first
wave, and a little noise. Some boxes stay empty, some pages too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.definitions.codebook import (
    NOT_ANSWERED,
    NOT_APPLICABLE,
    NOT_SAID,
    UNREADABLE,
    Column,
)
from generator.definitions.programme import Programme, Scale
from generator.simulation import dice

Indices = npt.NDArray[np.int64]

#: Where answers to a question of no measure lie on its scale, from 0 to 1000.
_CENTRES = {"duration": 470, "hindrance": 300, "worry_change": 350, "relationship": 720}
_USUAL_CENTRE = 680
#: Out of a thousand: those for whom a point apart from the scale is true.
_APART = 150
#: Of a thousand boxes: empty, unreadable, not said, not applicable.
_GAPS = ((6, NOT_ANSWERED), (1, UNREADABLE), (2, NOT_SAID), (1, NOT_APPLICABLE))
#: Of a thousand people: who leave a whole block empty, who stop half-way through a form.
_BLOCK_EMPTY, _STOPPED = 12, 15


@dataclass(frozen=True, slots=True)
class Sitting:
    """Some people answering one form; arrays have one length, people.

    ``name`` names the draws of this sitting, ``stable`` those that stay over
    waves. ``level`` is how far the wave lies along the programme for each
    measure, from 0 to 1000.
    """

    name: tuple[str, ...]
    stable: tuple[str, ...]
    everyone: int
    rows: Indices
    temper: dice.Whole
    rise: dice.Whole
    level: Mapping[str, int]

    @property
    def count(self) -> int:
        """How many people answer."""
        return len(self.rows)

    def leaning(self, *name: str) -> dice.Whole:
        """Return a draw for each person that is the same at every wave."""
        return dice.bell(self.everyone, *self.stable, *name)[self.rows]


def coded(column: Column, programme: Programme, sitting: Sitting) -> Indices:
    """Return an index into the column's codes for each person, gaps left to ``with_gaps``."""
    scale = programme.scale(column.scale) if column.scale else None
    if scale is None or not scale.ordered:
        return _choices(column, sitting)
    if column.measure:
        latent = _measure(column, sitting)
        return _on_scale(latent, scale, 480, sitting, column.name)
    latent = (
        sitting.temper * 350 // 1000
        + dice.bell(sitting.count, *sitting.name, column.name) * 8 // 10
    )
    return _on_scale(latent, scale, _CENTRES.get(scale.id, _USUAL_CENTRE), sitting, column.name)


def _measure(column: Column, sitting: Sitting) -> dice.Whole:
    """Return what a person feels about one item of a measure, in thousandths."""
    item = (column.measure, column.domain)
    seed = sitting.stable[0]
    domain = int(dice.bell(1, seed, "domain", *item)[0]) * 300 // 1000
    # From a slight fall to a strong rise, so that domains differ in their change.
    share = int(dice.below(1700, 1, seed, "share", *item)[0]) - 150
    rise = sitting.rise * share // 1000 * sitting.level.get(column.measure, 0) // 1000
    return np.asarray(
        sitting.temper * 600 // 1000
        + sitting.leaning(*item) * 550 // 1000
        + dice.bell(sitting.count, *sitting.name, column.name) * 550 // 1000
        + domain
        + rise
    )


def _on_scale(
    latent: dice.Whole, scale: Scale, centre: int, sitting: Sitting, name: str
) -> Indices:
    """Return points of a scale; those that stand apart are drawn apart."""
    line = np.array([index for index, point in enumerate(scale.points) if not point.apart])
    apart = [index for index, point in enumerate(scale.points) if point.apart]
    last = len(line) - 1
    step = (last * centre + latent * last * 260 // 1000 + 500) // 1000
    found = line[np.clip(step, 0, last)]
    if apart:
        drawn = dice.chance(_APART, sitting.count, *sitting.name, name, "apart")
        found = np.where(drawn, apart[0], found)
    return np.asarray(found)


def _choices(column: Column, sitting: Sitting) -> Indices:
    """Return answers to a plain choice, some more common than others."""
    seed = sitting.stable[0]
    weights = 2 + dice.below(5, len(column.codes), seed, "weights", column.name)
    return dice.weighted(weights.tolist(), sitting.count, *sitting.name, column.name)


def numbers(column: Column, sitting: Sitting) -> Indices:
    """Return whole numbers within the limits, in steps of five, around 45 where that is inside."""
    steps = 9 + dice.bell(sitting.count, *sitting.name, column.name) * 3 // 1000
    return np.clip(steps * 5, column.minimum, column.maximum)


def with_gaps(column: Column, values: Indices, sitting: Sitting, place: int, of: int) -> Indices:
    """Return the values with some not given; ``place`` is the column's place in its form."""
    drawn = dice.below(1000, sitting.count, *sitting.name, column.name, "gap")
    found = values.copy()
    end = 0
    for share, gap in _GAPS:
        found[(drawn >= end) & (drawn < end + share)] = gap
        end += share
    if column.measure:
        empty = dice.chance(_BLOCK_EMPTY, sitting.count, *sitting.name, column.measure, "empty")
        found[empty] = NOT_ANSWERED
    found[stopped_before(sitting, place, of)] = NOT_ANSWERED
    return found


def stopped_before(sitting: Sitting, place: int, of: int) -> npt.NDArray[np.bool_]:
    """Return who laid the form aside before a place in it."""
    stopped = dice.chance(_STOPPED, sitting.count, *sitting.name, "stopped")
    where = 1 + dice.below(max(of - 1, 1), sitting.count, *sitting.name, "where")
    return np.asarray(stopped & (where <= place))
