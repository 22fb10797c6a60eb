"""Response files of a given number and size, for the benchmarks: simulated once, then repeated.

Every file repeats simulated rows under cohorts and codes of its own, so that
files of any number cost little to make and all rows are different people.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from generator.inputs import load
from generator.simulation.simulate import simulate

FORMS = (
    "mentor_before_interview",
    "mentor_before_session",
    "mentor_after_session",
    "mentee_before_session",
    "mentee_after_session",
)
PEOPLE_A_COHORT = 80
COHORT_COLUMNS = (
    "cohort", "title", "organisation", "region", "invited_mentors", "invited_mentees",
)  # fmt: skip


def write_bench_files(root: Path, folder: Path, files: int, rows: int) -> None:
    """Write ``files`` response files of ``rows`` rows each, and their cohorts.csv."""
    samples = _samples(root)
    cohorts = max(1, rows // PEOPLE_A_COHORT)
    groups = -(-files // len(FORMS))
    folder.mkdir(parents=True)
    with open(folder / "cohorts.csv", "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(COHORT_COLUMNS)
        for group in range(groups):
            for number in range(cohorts):
                name = f"c{group:05d}-{number:02d}"
                organisation = f"Organisation {group // 7}"
                table.writerow([name, name, organisation, f"R{group // 7 % 7}", rows, rows])
    for index in range(files):
        group, form = divmod(index, len(FORMS))
        header, sample = samples[FORMS[form]]
        target = folder / f"g{group // 100:03d}" / f"{group:05d}-{FORMS[form]}.csv"
        target.parent.mkdir(exist_ok=True)
        with open(target, "w", encoding="utf-8-sig", newline="") as file:
            table = csv.writer(file)
            table.writerow(header)
            table.writerows(_people(header, sample, group, FORMS[form], rows, cohorts))


def _people(
    header: list[str], sample: list[list[str]], group: int, form: str, rows: int, cohorts: int
) -> Iterator[list[str]]:
    respondent, cohort = header.index("respondent"), header.index("cohort")
    prefix = form[:6].upper()
    for number, row in enumerate(islice(cycle(sample), rows)):
        own = list(row)
        own[respondent] = f"{prefix}-{group:05d}-{number:05d}"
        own[cohort] = f"c{group:05d}-{number % cohorts:02d}"
        yield own


def _samples(root: Path) -> dict[str, tuple[list[str], list[list[str]]]]:
    loaded = load(root, [])
    samples = {}
    for name, rows in simulate(
        loaded.programme, loaded.instruments, cohorts=40, pairs=(20, 30), seed="bench"
    ):
        form = name.rpartition("/")[2].removesuffix(".csv")
        if form in FORMS:
            header, *people = ([str(cell) for cell in row] for row in rows)
            samples[form] = (header, people)
    return samples
