"""Measurements at the size of a nation, and of the exact tests."""

from __future__ import annotations

import csv
from pathlib import Path

from bench_files import write_bench_files
from measure import BARE, PANDAS, ROOT, TALLY, best, line, mentoring, python, run, timed

COHORTS, ORGANISATIONS, REGIONS, PAIRS = 1500, 217, 7, "4-25"


def nation(folder: Path, scale: int) -> None:
    """From response files to a finished open site: from nothing, one file changed, nothing."""
    responses, site = folder / "nation", folder / "nation-site"
    home = _programme(folder / "nation-programme")
    cohorts = _simulated(home, responses, COHORTS // scale, ORGANISATIONS // scale)
    build = mentoring("build", "--responses", str(responses), "--site-dir", str(site), home=home)
    first = run(build)
    base = run(python(PANDAS, str(responses)))
    pages = len(list((site / "results").glob("*.html")))
    size = f"{cohorts:,} cohorts, {pages:,} result pages"
    line("a nation from nothing", size, first, base, "pandas.read_csv", "90 s")
    _change_an_answer(responses)
    line("one file changed", size, run(build), first, "the build from nothing", "15 s")
    again = best(build, 2)
    bare = folder / "nation-bare"
    run(python(BARE, str(home), str(responses), str(bare)))
    plain = run(python("import mkdocs.__main__ as m; m.cli()", "build", "--quiet"), cwd=bare)
    goal = "15 s more than the baseline"
    line("nothing changed", size, again, plain, "mkdocs build, no plugin of ours", goal)


def protection(folder: Path, scale: int) -> None:
    """Who counts, groups, rounding, and the sums of every page: a nation on one core."""
    responses, home = folder / "protected", _programme(folder / "protected-programme")
    cohorts = _simulated(home, responses, COHORTS // scale, ORGANISATIONS // scale)
    tallied = run(python(TALLY, str(home), str(responses)))
    ours = timed(_PROTECTED.format(home=str(home), responses=str(responses)))
    size = f"{cohorts:,} cohorts, tables and sums of every page"
    line("groups, rounding, sums", size, ours, tallied, "reading and tallying them", "10 s")


def single_pairs(folder: Path, scale: int) -> None:
    """Ten thousand cohorts of one pair, from nothing."""
    responses, site = folder / "pairs", folder / "pairs-site"
    home = _programme(folder / "pairs-programme")
    cohorts = _simulated(home, responses, 10_000 // scale, 500 // scale, "1-1")
    ours = run(
        mentoring("build", "--responses", str(responses), "--site-dir", str(site), home=home)
    )
    base = run(python(PANDAS, str(responses)))
    pages = len(list((site / "results").glob("*.html")))
    size = f"{cohorts:,} cohorts of one pair, {pages:,} result pages"
    line("cohorts of one pair", size, ours, base, "pandas.read_csv", "4 minutes, 2 GiB")


_PROTECTED = """
import time
from pathlib import Path
from generator.inputs import load, read
from generator.publication import Answers, open_release, outlook
home, responses = Path({home!r}), Path({responses!r})
definitions = load(home, [])
answers = Answers(home, definitions, read(home, definitions, responses).value, responses)
started = time.perf_counter()
open_release(answers, outlook(answers), preview=False)
print(time.perf_counter() - started)
"""


def ten_nations(folder: Path, scale: int) -> None:
    """Ten times that nation, from nothing."""
    responses, site = folder / "nations", folder / "nations-site"
    home = _programme(folder / "nations-programme")
    cohorts = _simulated(home, responses, 10 * COHORTS // scale, 10 * ORGANISATIONS // scale)
    ours = run(
        mentoring("build", "--responses", str(responses), "--site-dir", str(site), home=home)
    )
    base = run(python(PANDAS, str(responses)))
    pages = len(list((site / "results").glob("*.html")))
    size = f"{cohorts:,} cohorts, {pages:,} result pages"
    line("ten nations from nothing", size, ours, base, "pandas.read_csv", "30 minutes, 2 GiB")


def in_proportion(folder: Path, scale: int) -> None:
    """Read, check, score and tally from 10 thousand to 10 million answers."""
    before = None
    for files in (5, 50, 500, 5_000):
        place = folder / f"answers-{files}"
        write_bench_files(ROOT, place, max(5, files // scale), 100)
        answers = _answers(place)
        ours = run(python(TALLY, str(ROOT), str(place)))
        base = before or ours
        line("answers", f"{answers:,}", ours, base, "the line before", "10 times, or less")
        before = ours


def exact_tests(folder: Path, scale: int) -> None:
    """Time exact signed-rank tests, beside scipy's permutation test where it still runs."""
    base = timed(_PERMUTED)
    beside = "scipy.stats.permutation_test, n = 16, all 65,536 signs"
    for what, people, most, goal in (
        ("exact p of totals", 2_000, 28, "0.5 s"),
        ("exact p of one domain", 100_000, 4, "0.2 s"),
    ):
        ours = timed(_EXACT.format(n=people, most=most))
        line(what, f"n = {people:,}", ours, base, beside, goal)


_EXACT = """
import collections, time, numpy as np
from generator.analysis.signed_rank import exact_p
steps = np.random.default_rng(1).integers(-{most}, {most} + 1, {n})
differences = tuple(sorted(collections.Counter(steps.tolist()).items()))
exact_p(((-1, 1), (1, 2)))
started = time.perf_counter()
exact_p(differences)
print(time.perf_counter() - started)
"""
_PERMUTED = """
import time, numpy as np
from scipy.stats import permutation_test, rankdata
d = np.random.default_rng(1).integers(1, 9, 16) * np.array([1, -1] * 8)
ranks = lambda x, axis=-1: np.sum(rankdata(np.abs(x), axis=axis) * (x > 0), axis=axis)
started = time.perf_counter()
permutation_test((d,), ranks, permutation_type="samples", n_resamples=np.inf, vectorized=True)
print(time.perf_counter() - started)
"""


def _programme(home: Path) -> Path:
    run(mentoring("init", str(home)))
    return home


def _simulated(
    home: Path, responses: Path, cohorts: int, organisations: int, pairs: str = PAIRS
) -> int:
    run(
        mentoring(
            "simulate", "--cohorts", str(cohorts), "--pairs", pairs, "--seed", "nation",
            "--organisations", str(max(organisations, REGIONS)), "--regions", str(REGIONS),
            "--output", str(responses), home=home,
        )
    )  # fmt: skip
    return cohorts


def _change_an_answer(responses: Path) -> None:
    """Give one person of one cohort another experience of the session."""
    path = min(responses.rglob("mentor_after_session*.csv"))
    with open(path, encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    place = header.index("experience")
    rows[0][place] = "5" if rows[0][place] != "5" else "4"
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def _answers(place: Path) -> int:
    """Return how many answers stand in response files, empty cells apart."""
    total = 0
    for path in place.rglob("*-*.csv"):
        with open(path, encoding="utf-8-sig", newline="") as file:
            total += sum(sum(map(bool, row)) for row in csv.reader(file))
    return total
