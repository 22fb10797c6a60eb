"""Invented regions, organisations and cohorts, every one marked as invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.definitions.cohort import Cohort
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


@dataclass(frozen=True, slots=True)
class Place:
    """A cohort with the number of pairs that take part in it."""

    cohort: Cohort
    pairs: int


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
