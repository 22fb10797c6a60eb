"""Invented cohorts and their people: codes, temper, and at which waves they answer.

Every region, organisation and cohort is marked as invented. Temper is what
makes answers go together: someone who is sure of themselves about one domain
tends to be so about the others, and at every wave. Most people rise a little
over the programme; some stay as they are and some fall.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from generator.definitions.cohort import Cohort
from generator.responses.check_character import check_character
from generator.simulation import dice

_REGIONS = ("Northern", "Southern", "Eastern", "Western", "Central", "Coastal", "Border", "Island")
_TOWNS = (
    "Ashby Moor", "Brackwater", "Calderbrook", "Dunholme", "Elmstead", "Farrowby", "Grayling",
    "Hazelmere Vale", "Ivybridge Cross", "Juniper Hill", "Kestrel Bay", "Larkfield", "Merrow",
    "Norrington", "Oakhaven", "Penwick", "Quarrendon", "Ravensby", "Silverdale", "Thornley",
    "Ulverby", "Violet Bank", "Wychbourne", "Yarrowdale",
)  # fmt: skip
_KINDS = (
    "Teaching Hospitals", "General Hospitals", "University Hospital", "Children's Hospital",
    "Community Hospitals",
)  # fmt: skip
_SPECIALTIES = (
    "Cardiology", "Gastroenterology", "Respiratory medicine", "Renal medicine", "Neurology",
    "Rheumatology", "Dermatology", "Endocrinology", "Haematology", "Oncology", "Geriatrics",
    "Acute medicine", "Emergency medicine", "General surgery", "Orthopaedics", "Urology",
    "Ear nose and throat", "Ophthalmology", "Anaesthetics", "Intensive care", "Paediatrics",
    "Obstetrics", "Psychiatry", "Radiology", "Palliative care",
)  # fmt: skip


#: Letters and digits that are hard to mistake for one another.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BITS = 30
_STEP = 0x2545_F491  # odd, so that numbering stays one to one

#: Out of a thousand: those who come late, who leave before each wave, who miss one wave, and
#: who miss the last one.
LATE, LEAVING, MISSING, MISSING_LAST = 30, 40, 50, 220


class Place(NamedTuple):
    """A cohort with the number of pairs that take part in it."""

    cohort: Cohort
    pairs: int


class People(NamedTuple):
    """Everybody of one role in one organisation; arrays have one length, people.

    ``cohort`` indexes places. ``temper`` and ``rise`` are in thousandths of a
    standard deviation. ``present`` has a row for each wave.
    """

    codes: tuple[str, ...]
    cohort: dice.Whole
    temper: dice.Whole
    rise: dice.Whole
    present: npt.NDArray[np.bool_]


def places(
    seed: str,
    cohorts: int,
    pairs: tuple[int, int],
    organisations: int,
    regions: int,
    roles: Sequence[str],
) -> tuple[Place, ...]:
    """Return cohorts, shared out evenly over organisations and these over regions.

    In each of the ``roles`` a few more people are invited than take part.
    """
    organisations = max(1, min(organisations, cohorts))
    regions = max(1, min(regions, organisations))
    low, high = min(pairs), max(pairs)
    sizes = low + dice.below(high - low + 1, cohorts, seed, "pairs")
    declined = {role: dice.below(5, cohorts, seed, "declined", f"{role}s") for role in roles}
    found = []
    for index in range(cohorts):
        organisation = index * organisations // cohorts
        size = int(sizes[index])
        specialty = _SPECIALTIES[index % len(_SPECIALTIES)]
        group = f", group {index // len(_SPECIALTIES) + 1}" if cohorts > len(_SPECIALTIES) else ""
        cohort = Cohort(
            id=f"{specialty.lower().replace(' ', '-')}-{index + 1:03d}",
            title=f"{specialty}{group} (invented)",
            organisation=_organisation(organisation),
            region=_region(organisation * regions // organisations),
            given={role: size + int(more[index]) for role, more in declined.items()},
            invented=True,
        )
        found.append(Place(cohort, size))
    return tuple(found)


def _organisation(number: int) -> str:
    town, kind = _TOWNS[number % len(_TOWNS)], _KINDS[number // len(_TOWNS) % len(_KINDS)]
    again = number // (len(_TOWNS) * len(_KINDS))
    return f"{town} {kind}{f' {again + 1}' if again else ''} (invented)"


def _region(number: int) -> str:
    again = number // len(_REGIONS)
    return f"{_REGIONS[number % len(_REGIONS)]}{f' {again + 1}' if again else ''} (invented)"


def folder_name(organisation: str) -> str:
    """Return an organisation's folder.

    >>> folder_name("Kestrel Bay Children's Hospital (invented)")
    'kestrel-bay-childrens-hospital'
    """
    plain = organisation.removesuffix(" (invented)").lower().replace("'", "")
    return plain.replace(" ", "-")


def people(seed: str, role: str, places: Sequence[Place], waves: int, first: int) -> People:
    """Return one role's people in some cohorts; ``first`` is the number of the first code."""
    sizes = [place.pairs for place in places]
    cohort = np.repeat(np.arange(len(places)), sizes)
    name = (seed, role, places[0].cohort.id)
    rises = 450 + dice.bell(len(places), *name, "cohort") * 350 // dice.SD
    return People(
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
