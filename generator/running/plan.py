"""``mentoring plan``: which groups could be shown to whom, before anybody is invited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from generator.assembly import load
from generator.disclosure.groups import IN_WORDS
from generator.disclosure.plan import Plan, Shown, expected, invited_for, plan
from generator.disclosure.rule import Rule, rule_of
from generator.files.programme_folder import RECORDS, is_there, shown
from generator.files.response_folder import no_folder, read_cohorts, walk
from generator.survey.cohort import Cohort
from generator.survey.known_tables import COHORTS
from generator.survey.nearest import listed
from generator.survey.problem import Parsed, Problem, SourceLine
from generator.survey.programme import Programme, in_language

#: So many groups are named one by one.
MOST = 40
#: So many cohorts of a group are named.
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Planned:
    """What could be shown if ``rate`` in 100 of those invited answer before and after."""

    rate: int
    titles: Mapping[str, str]
    plurals: Mapping[str, str]
    unknown: tuple[str, ...]
    invited: Mapping[str, int]
    open: Rule
    restricted: Rule
    plan: Plan


def planned(folder: Path, responses: Path, *, rate: int) -> Parsed[Planned]:
    """Return what could be shown, from the list of cohorts alone; no answers are read."""
    loaded = load(folder)
    place = shown(responses, folder)
    if loaded.value is None:
        return Parsed(None, loaded.errors)
    if not is_there(responses):
        return Parsed(None, (no_folder(responses, place),))
    programme, files = loaded.value.programme, walk(responses, place)
    cohorts = read_cohorts(files, programme)
    if cohorts.errors:
        return Parsed(None, cohorts.problems)
    if not cohorts.value:
        where = SourceLine(files.cohorts[0].shown if files.cohorts else place or ".")
        fault = f"No {COHORTS} lists a cohort."
        remedy = f"Write 1 row for each cohort into {RECORDS}/{COHORTS}."
        return Parsed(None, (*files.problems, Problem(where, "no-cohorts", fault, remedy)))
    return _planned(programme, cohorts.value, rate, place)


def _planned(
    programme: Programme, cohorts: tuple[Cohort, ...], rate: int, place: str
) -> Parsed[Planned]:
    language = programme.languages[0]
    roles = tuple(dict.fromkeys(one.role for one in programme.comparisons if one.primary))
    plurals = {
        role.id: in_language(role.plural, language).lower()
        for role in programme.roles
        if role.id in roles
    }
    people = expected(cohorts, roles, rate)
    if not people:
        fault = f"No role has a number of people invited in every row of {COHORTS}."
        columns = listed(f"invited_{name.replace(' ', '_')}" for name in plurals.values())
        remedy = f"Fill in {columns}: how many you mean to invite."
        return Parsed(None, (Problem(SourceLine(place), "not-invited", fault, remedy),))
    rules = [rule_of(programme.release, audience) for audience in ("open", "restricted")]
    made = plan(
        cohorts, people,
        least=rules[0].minimum, large=rules[0].coarse, restricted=rules[1].minimum,
    )  # fmt: skip
    invited = {role: sum(one.invited(role) or 0 for one in cohorts) for role in people}
    titles = {one.id: one.title or one.id for one in cohorts}
    unknown = tuple(plurals[role] for role in roles if role not in people)
    return Parsed(Planned(rate, titles, plurals, unknown, invited, rules[0], rules[1], made))


def screen(found: Planned) -> str:
    """Return the plan in words."""
    return "\n".join(_lines(found))


def _lines(found: Planned) -> Iterator[str]:
    numbers = (f"{many:,} {found.plurals[role]}" for role, many in found.invited.items())
    invited = " and ".join(numbers)
    yield (
        f"If you invite {invited}, and {found.rate} in 100 of them answer before and after, "
        "these groups could be shown."
    )
    for name in found.unknown:
        yield f"The number of {name} invited is not given for every cohort. They are left out here."
    least, large = found.open.minimum, found.open.coarse
    yield f"\nOpen pages, for everybody on the intranet (groups of {least} or more):"
    yield from _groups(found, found.plan.open, found.open.minimum)
    yield f"\nPercentages, the domains and a verdict on open pages ({large} or more):"
    yield from _groups(found, found.plan.large, large)
    yield f"\nRestricted pages, for readers you name ({found.restricted.minimum} or more):"
    yield from _groups(found, found.plan.restricted, found.restricted.minimum)
    yield (
        f"\nTo be shown by itself, a cohort needs at least {invited_for(least, found.rate)} people "
        f"invited in each role, and {invited_for(large, found.rate)} for percentages. {IN_WORDS}"
    )


def _groups(found: Planned, part: Shown, least: int) -> Iterator[str]:
    for group, people in list(zip(part.groups, part.people, strict=True))[:MOST]:
        many = " and ".join(
            f"about {number:,} {found.plurals[role]}{'' if number >= least else ' (too few)'}"
            for role, number in people.items()
        )
        names = _titles(found, group)
        together = f", {len(group)} cohorts together" if len(group) > 1 else ""
        yield f"  {names}{together}: {many}"
    if len(part.groups) > MOST:
        yield f"  and {len(part.groups) - MOST:,} more groups"
    if not part.groups:
        yield f"  None. The whole programme has fewer than {least} in a role."
    elif part.left:
        yield f"  In none of these: {_titles(found, part.left)}"


def _titles(found: Planned, group: Sequence[str]) -> str:
    """Return titles, which may hold commas, set apart by semicolons."""
    titles = [found.titles[name] for name in group]
    more = f" and {len(titles) - SHOWN:,} more" if len(titles) > SHOWN else ""
    return "; ".join(titles[:SHOWN]) + more


def as_json(found: Planned) -> dict[str, Any]:
    """Return the plan for scripts."""
    return {
        "rate": found.rate,
        "invited": dict(found.invited),
        **{
            name: {"groups": list(map(list, part["groups"])), "people": list(part["people"]),
                   "left": list(part["left"])}
            for name, part in asdict(found.plan).items()
        },
    }  # fmt: skip
