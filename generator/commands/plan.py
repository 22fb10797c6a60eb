"""``mentoring plan``: which groups could be shown to whom, before anybody is invited."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from generator.commands.console import DONE, Options, Parser, whole
from generator.definitions.cohort import Cohort
from generator.definitions.problem import RefusedError, refuse
from generator.definitions.programme import Programme
from generator.disclosure.groups import IN_WORDS
from generator.disclosure.plan import Planned, Shown, invited_for, planned
from generator.files.programme_folder import is_there
from generator.files.response_folder import no_cohorts, no_folder, read_lists
from generator.inputs import load

#: So many groups are named one by one.
MOST = 40
#: So many cohorts of a group are named.
SHOWN = 6


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(_run, "plan", "plan --rate 40")
    parser.value(
        "--rate",
        "N",
        "how many in 100 of those invited will answer both times; default: 60",
        type=_rate,
        default=60,
    )
    parser.takes("--responses", "--json")


def _rate(text: str) -> int:
    return whole(text.removesuffix("%"), 100)


def _run(options: Options) -> int:
    definitions = load(options.home, [])
    cohorts, place = _cohorts(options, definitions.programme)
    made = planned(definitions.programme, cohorts, options.rate, place)
    facts = {"rate": made.rate, "invited": dict(made.invited), **asdict(made.plan)}
    print(json.dumps(facts, indent=2) if options.json else "\n".join(_lines(made)))
    return DONE


def _cohorts(options: Options, programme: Programme) -> tuple[tuple[Cohort, ...], str]:
    """Return the cohorts from their list alone, and the folder's name; no answers are read."""
    responses = options.path(options.responses)
    place = options.shown(responses)
    if not is_there(responses):
        raise RefusedError([no_folder(responses, place)])
    lists = read_lists(responses, place, programme)
    refuse(lists.faults)
    if not lists.cohorts:
        raise RefusedError([*lists.files.problems, no_cohorts()])
    return lists.cohorts, place


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
