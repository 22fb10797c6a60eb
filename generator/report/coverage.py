"""Coverage: which organisations take part, and how their cohorts can be shown.

A reader of a national figure wants to know whom it covers. Counts of cohorts
are counts of places, not of people, and follow from how many answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.disclosure.groups import IN_WORDS
from generator.report.notices import notices
from generator.report.outline import FOLDER, Outline
from generator.report.page import (
    Block,
    Bullets,
    DataTable,
    Heading,
    Link,
    Page,
    Paragraph,
    Row,
)
from generator.report.quantities import number
from generator.report.view import ListedCohort, ReleasedGroup
from generator.report.whereabouts import Standing, organisations, standing

ADDRESS = "coverage.md"
COLUMNS = ("Cohorts", "On their own", "In a named pool", "Only in a larger group")
#: How cohorts are shown, in the columns' order.
STANDINGS: tuple[Standing, ...] = ("alone", "pool", "larger")
EXPLAINED = f"{IN_WORDS} This depends on how many people answered, never on what they answered."


def covered(shared: Outline) -> bool:
    """Say whether there is anything to say of coverage."""
    return len(shared.release.listed) > 1


def coverage_page(shared: Outline) -> Page:
    """Return the page on who takes part and how it is shown."""
    cohorts = shared.release.listed
    regions = {cohort.region for cohort in cohorts if cohort.region}
    blocks: list[Block] = [
        Heading(1, "Who takes part"),
        *notices(shared.release),
        Paragraph((coverage_sentence(shared, cohorts),)),
        Paragraph((EXPLAINED,)),
        Paragraph((Link("All results", "index.md"), ".")),
    ]
    if len(regions) > 1:
        blocks += [Heading(2, "By region"), _by_region(shared)]
    blocks += [Heading(2, "By organisation, A to Z"), _by_organisation(shared, several=regions)]
    return Page(
        f"{FOLDER}/{ADDRESS}",
        "Who takes part",
        "Which organisations take part, and how many cohorts are shown on their own or in pools.",
        tuple(blocks),
    )


def coverage_blocks(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the sentence on coverage of a region's page, or of the whole programme's."""
    if group.level not in {"programme", "region"} or not covered(shared):
        return
    inside = {cohort for cohort, _ in group.members}
    whole = group.level == "programme"
    cohorts = [one for one in shared.release.listed if whole or one.id in inside]
    yield Bullets(((coverage_sentence(shared, cohorts),),))


def coverage_sentence(shared: Outline, cohorts: Sequence[ListedCohort]) -> str:
    """Say how many organisations and cohorts take part, and how these are shown."""
    places = {(one.organisation, one.region) for one in cohorts}
    regions = {one.region for one in cohorts if one.region}
    many = (
        "1 organisation takes part"
        if len(places) == 1
        else f"{number(len(places))} " + ("organisations take part")
    )
    where = f" in {number(len(regions))} regions" if len(regions) > 1 else ""
    alone, pool, larger = _counts(shared, cohorts)
    size = "1 cohort" if len(cohorts) == 1 else f"{number(len(cohorts))} cohorts"
    return (
        f"{many}{where}, with {size}: {number(alone)} shown on their own, {number(pool)} in named "
        f"pools and {number(larger)} only in a larger group."
    )


def _counts(shared: Outline, cohorts: Iterable[ListedCohort]) -> tuple[int, int, int]:
    found = [standing(shared, cohort.id) for cohort in cohorts]
    alone, pool, larger = (found.count(one) for one in STANDINGS)
    return alone, pool, larger


def _cells(shared: Outline, cohorts: Sequence[ListedCohort]) -> tuple[str, ...]:
    return tuple(map(number, (len(cohorts), *_counts(shared, cohorts))))


def _by_region(shared: Outline) -> DataTable:
    found: dict[str, list[ListedCohort]] = {}
    for cohort in shared.release.listed:
        found.setdefault(cohort.region, []).append(cohort)
    rows = tuple(
        Row(
            (region or "No region given",),
            (number(len({c.organisation for c in cohorts})), *_cells(shared, cohorts)),
        )
        for region, cohorts in sorted(found.items())
    )
    return DataTable("Cohorts by region", ("Region", "Organisations", *COLUMNS), rows)


def _by_organisation(shared: Outline, *, several: set[str]) -> DataTable:
    """Return a row for each organisation; two of one name are told apart by their region."""
    rows = tuple(
        Row(
            (one.name, one.region) if len(several) > 1 else (one.name,),
            _cells(shared, one.cohorts),
        )
        for one in organisations(shared)
    )
    heads = ("Organisation", "Region") if len(several) > 1 else ("Organisation",)
    return DataTable("Cohorts by organisation", (*heads, *COLUMNS), rows, len(heads))
