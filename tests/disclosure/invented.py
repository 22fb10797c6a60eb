"""Small invented programmes for the tests of disclosure: people first, then their tally."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from generator.analysis.tally import Tally
from generator.disclosure.blocks import Node, Unit
from generator.disclosure.shown import Tree, lay_out
from generator.survey.cohort import Cohort
from generator.survey.programme import (
    Band,
    Comparison,
    Domain,
    Measure,
    Programme,
    ReleaseRule,
    Role,
    Scale,
    ScalePoint,
    Wave,
)
from generator.survey.variables import CHANGE_CATEGORIES, Category, Variable

THREE = (
    Category("low", "Low", ("1", "2")),
    Category("middle", "Middle", ("3",)),
    Category("high", "High", ("4", "5")),
)
FIVE = ("1", "2", "3", "4", "5")
WAVES = ("before", "after")
ROLES = ("mentor", "mentee")


def programme(rule: ReleaseRule | None = None) -> Programme:
    domains = tuple(
        Domain(id=f"d{place}", title=f"Domain {place}", phrases={}) for place in range(7)
    )
    points = tuple(ScalePoint(code=code, label=f"Point {code}") for code in range(1, 6))
    bands = (
        Band(id="low", label="Low", codes=(1, 2)),
        Band(id="middle", label="Middle", codes=(3,)),
        Band(id="high", label="High", codes=(4, 5)),
    )
    return Programme(
        id="invented",
        version="1.0.0",
        title="Invented programme",
        domains=domains,
        roles=tuple(Role(id=role, title=role, plural=f"{role}s") for role in ROLES),
        waves=tuple(Wave(id=wave, title=wave, phrase=wave) for wave in WAVES),
        scales=(Scale(id="scale", title="Scale", points=points, bands=bands),),
        measures=(
            Measure(
                id="m", title="M", scale="scale", stems=dict.fromkeys(ROLES, "M?"), items="single"
            ),
        ),
        comparisons=tuple(
            Comparison.model_validate(
                {"role": role, "measure": "m", "from": "before", "to": "after", "primary": True}
            )
            for role in ROLES
        ),
        release=rule or ReleaseRule(),
    )


def wave_variable(role: str, wave: str) -> Variable:
    return Variable(
        "wave", role, "m", "total", wave, "", "M", WAVES, FIVE, FIVE, THREE,
        primary=True, instrument=f"{role}_{wave}",
    )  # fmt: skip


def change_variable(role: str) -> Variable:
    return Variable(
        "change", role, "m", "total", *WAVES, "M", WAVES, FIVE, FIVE, CHANGE_CATEGORIES,
        primary=True,
    )  # fmt: skip


def question_variable(role: str, item: str, wave: str = "after") -> Variable:
    return Variable(
        "question", role, item, "total", wave, "", item, (wave,), FIVE, FIVE, THREE,
        instrument=f"{role}_{wave}",
    )  # fmt: skip


def variables(questions: Sequence[str] = ("q",)) -> tuple[Variable, ...]:
    return tuple(
        variable
        for role in ROLES
        for variable in (
            wave_variable(role, "before"),
            wave_variable(role, "after"),
            change_variable(role),
            *(question_variable(role, item) for item in questions),
        )
    )


def cohorts(
    sizes: Sequence[int],
    organisations: Sequence[str] | None = None,
    regions: Sequence[str] | None = None,
) -> list[Cohort]:
    return [
        Cohort(
            id=f"c{place:03}",
            title=f"Cohort {place}",
            organisation=organisations[place] if organisations else "Trust",
            region=regions[place] if regions else "North",
            invited_mentors=size,
            invited_mentees=size,
        )
        for place, size in enumerate(sizes)
    ]


def tally(
    listed: Sequence[Cohort], seed: int, questions: Sequence[str] = ("q",), share: float = 1.0
) -> Tally:
    """Everybody invited answers every question at both waves; a share of them each question."""
    rng = np.random.default_rng(seed)
    count = len(listed)
    changes, answers, people = {}, {}, {}
    for role in ROLES:
        joint = np.zeros((count, 5, 5), dtype=np.int64)
        for place, cohort in enumerate(listed):
            shares = rng.dirichlet(np.full(25, 0.5))
            joint[place] = rng.multinomial(cohort.invited(role), shares).reshape(5, 5)
        changes[role, "m", "total", *WAVES] = joint
        invited = np.array([cohort.invited(role) for cohort in listed], dtype=np.int64)
        for wave in WAVES:
            people[f"{role}_{wave}"] = invited
        for item in questions:
            table = np.zeros((count, 10), dtype=np.int64)
            for place, cohort in enumerate(listed):
                n = int(rng.binomial(cohort.invited(role), share))
                table[place, :5] = rng.multinomial(n, rng.dirichlet(np.full(5, 0.7)))
            answers[f"{role}_after", item] = table
    return from_counts(listed, changes=changes, answers=answers, people=people)


def from_counts(
    listed: Sequence[Cohort],
    *,
    changes: dict[tuple[str, str, str, str, str], np.ndarray] | None = None,
    answers: dict[tuple[str, str], np.ndarray] | None = None,
    people: dict[str, np.ndarray] | None = None,
) -> Tally:
    matched = {(k[0], k[3], k[4]): table.sum(axis=(1, 2)) for k, table in (changes or {}).items()}
    return Tally(
        cohorts=tuple(cohort.id for cohort in listed),
        people=people or {},
        returned=people or {},
        matched=matched,
        answers=answers or {},
        totals={},
        numbers={},
        changes=changes or {},
        total_changes={},
        products={},
    )


def flat_tree(blocks: int) -> Tree:
    """A programme whose children are so many cohorts, each a block."""
    units = [Unit("cohort", f"c{place}", f"C{place}", (place,)) for place in range(blocks)]
    whole = tuple(range(blocks))
    root = Unit("programme", "programme", "P", whole, tuple(units))
    return lay_out(
        Node("programme", (root,), whole, tuple(Node("cohort", (u,), u.cohorts) for u in units))
    )


def two_storey_tree(shape: Sequence[int]) -> Tree:
    """A programme of organisations with so many cohorts each."""
    organisations, place = [], 0
    for number, count in enumerate(shape):
        units = tuple(Unit("cohort", f"c{p}", f"C{p}", (p,)) for p in range(place, place + count))
        inside = tuple(range(place, place + count))
        own = Unit("organisation", f"o{number}", f"O{number}", inside, units)
        organisations.append(
            Node(
                "organisation",
                (own,),
                inside,
                tuple(Node("cohort", (u,), u.cohorts) for u in units),
            )
        )
        place += count
    whole = tuple(range(place))
    root = Unit("programme", "programme", "P", whole, tuple(o.units[0] for o in organisations))
    return lay_out(Node("programme", (root,), whole, tuple(organisations)))
