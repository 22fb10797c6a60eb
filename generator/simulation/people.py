"""Invented people: their codes, their temper, and at which waves they answer.

Temper is what makes answers go together: someone who is sure of themselves
about one domain tends to be so about the others, and at every wave. Most
people rise a little over the programme; some stay as they are and some fall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.responses.check_character import check_character
from generator.simulation import dice
from generator.simulation.places import Place

#: Letters and digits that are hard to mistake for one another.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BITS = 30
_STEP = 0x2545_F491  # odd, so that numbering stays one to one

#: Out of a thousand: those who come late, who leave before each wave, who miss one wave, and
#: who miss the last one.
LATE, LEAVING, MISSING, MISSING_LAST = 30, 40, 50, 220


@dataclass(frozen=True, slots=True)
class People:
    """Everybody of one role in one organisation; arrays have one length, people.

    ``cohort`` indexes ``places``. ``temper`` and ``rise`` are in thousandths
    of a standard deviation. ``present`` has a row for each wave.
    """

    role: str
    codes: tuple[str, ...]
    cohort: dice.Whole
    temper: dice.Whole
    rise: dice.Whole
    present: npt.NDArray[np.bool_]

    @property
    def count(self) -> int:
        """How many people there are."""
        return len(self.codes)


def people(seed: str, role: str, places: Sequence[Place], waves: int, first: int) -> People:
    """Return one role's people in some cohorts; ``first`` is the number of the first code."""
    sizes = [place.pairs for place in places]
    cohort = np.repeat(np.arange(len(places)), sizes)
    name = (seed, role, places[0].cohort.id)
    rises = 450 + dice.bell(len(places), *name, "cohort") * 350 // dice.SD
    return People(
        role=role,
        codes=survey_codes("ZQ", seed, first, len(cohort)),
        cohort=cohort,
        temper=dice.bell(len(cohort), *name, "temper"),
        rise=rises[cohort] + dice.bell(len(cohort), *name, "rise") * 550 // dice.SD,
        present=_present(len(cohort), waves, name),
    )


def _present(count: int, waves: int, name: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Return who answers at each wave, shape (waves, count)."""
    here = np.ones(count, dtype=bool)
    late = dice.chance(LATE, count, *name, "late")
    rows = []
    for wave in range(waves):
        if wave:
            here &= ~dice.chance(LEAVING, count, *name, "leaving", str(wave))
        missing = MISSING_LAST if wave == waves - 1 else MISSING
        rows.append(here & ~dice.chance(missing, count, *name, "missing", str(wave)))
    rows[0] &= ~late
    return np.array(rows)


def survey_codes(prefix: str, seed: str, first: int, count: int) -> tuple[str, ...]:
    """Return codes that no two people share, each ending in its check character.

    They look like nothing else that a site holds, so that a single one that
    leaked is found.

    >>> survey_codes("ZQ", "example", 0, 2)
    ('ZQY4Z8JSB', 'ZQGSB5QAE')
    """
    offset = int(dice.below(1 << _BITS, 1, seed, "codes")[0])
    return tuple(
        _code(prefix, (number * _STEP + offset) % (1 << _BITS))
        for number in range(first, first + count)
    )


def _code(prefix: str, number: int) -> str:
    letters = "".join(_LETTERS[number >> shift & 31] for shift in range(_BITS - 5, -1, -5))
    return f"{prefix}{letters}{check_character(prefix + letters)}"
