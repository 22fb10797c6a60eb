"""The attacker reads a demonstration's ``statistics.csv``, knows all headcounts, finds nothing."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from generator.analysis.category_tables import category_table
from generator.assembly import count, load, read
from generator.cli import main
from generator.disclosure.release import Made, make
from generator.report.statistics_csv import group_lines, statistics_csv
from generator.survey.variables import Variable, variables
from tests.disclosure.attacker import FIVE, Attack, Sight

ROOT = Path(__file__).resolve().parents[2]
#: Families of tables that are attacked: role, measure and domain.
SAMPLE = (
    ("mentor", "confidence", "time"),
    ("mentee", "awareness", "clinical"),
)
Headcounts = dict[str, dict[tuple[str, ...], int]]


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> tuple[Made, Headcounts]:
    """What the open pages of a demonstration would show, and each cohort's people by table."""
    folder = tmp_path_factory.mktemp("demonstration") / "responses"
    words = ["-C", str(ROOT), "simulate", "--cohorts", "14", "--pairs", "4-25"]
    assert main([*words, "--seed", "demonstration", "--output", str(folder)]) == 0
    loaded = load(ROOT)
    assert loaded.value is not None
    found = read(ROOT, loaded.value, folder)
    assert found.value is not None
    wanted = [
        one
        for one in variables(loaded.value.programme, loaded.value.instruments)
        if (one.role, one.measure, one.domain) in SAMPLE
    ]
    tally = count(loaded.value, found.value)
    made = make(loaded.value.programme, wanted, tally, found.value.cohorts, audience="open")
    people: Headcounts = {name: {} for name in tally.cohorts}
    for one in wanted:
        for name, table in zip(tally.cohorts, category_table(one, tally), strict=True):
            people[name][one.key] = int(table.sum())
    return made, people


def printed(made: Made) -> dict[tuple[str, ...], dict[str, dict[str, str]]]:
    """Return what stands in the file: by table, by unit, each statistic."""
    text = statistics_csv(group_lines(group) for group in made.release.groups)
    found: dict[tuple[str, ...], dict[str, dict[str, str]]] = {}
    for line in csv.DictReader(io.StringIO(text.decode("utf-8-sig"))):
        key = tuple(line[name] for name in ("role", "measure", "domain", "from", "to"))
        if line["status"] == "released":
            found.setdefault(key, {}).setdefault(line["unit"], {})[line["statistic"]] = line[
                "value"
            ]
    return found


def families(made: Made) -> list[dict[str, Variable]]:
    """Return each sampled change with the waves that show the same people."""
    every = {one.key: one for one in made.release.variables}
    found = []
    for one in made.release.variables:
        if one.kind != "change":
            continue
        family = {"change": one}
        for view, wave in (("before", one.from_), ("after", one.to)):
            side = every.get((one.role, one.measure, one.domain, wave, ""))
            if side is not None and side.population == one.population:
                family[view] = side
        found.append(family)
    return found


def test_nothing_is_given_away(demonstration: tuple[Made, Headcounts]) -> None:
    made, people = demonstration
    lines = printed(made)
    organisations = [group for group in made.release.groups if group.level == "organisation"]
    attacked = 0
    for family in families(made)[::3][:2]:
        for organisation in organisations[-1:]:
            inside = {name for name, _ in organisation.members}
            sights = []
            for group in made.release.groups:
                members = frozenset(name for name, _ in group.members)
                if not members <= inside:
                    continue
                for view, one in family.items():
                    values = lines.get(one.key, {}).get(group.id)
                    if values:
                        counts = tuple(int(values[c.id]) for c in one.categories)
                        number = sum(people[name][one.key] for name in members)
                        sights.append(Sight(members, view, number, counts))
            if sights:
                attack = Attack(sights, {view: FIVE[view] for view in family}, (5, 5))
                assert not list(attack.given_away(tuple(family)))
                attacked += len(attack.parts)
    assert attacked >= 4
