"""Measurements at the size of a nation, and of the exact tests."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from bench_files import write_bench_files
from measure import BARE, PANDAS, ROOT, TALLY, Measured, best, line, mentoring, python, run, timed

COHORTS, ORGANISATIONS, REGIONS, PAIRS = 1500, 217, 7, "4-25"


@dataclass(frozen=True, slots=True)
class Made:
    """A new programme with the invented responses of so many cohorts, and where its site goes."""

    home: Path
    cohorts: int

    @property
    def responses(self) -> Path:
        """The folder of responses."""
        return self.home / "invented"

    @property
    def site(self) -> Path:
        """The folder of the site."""
        return self.home / "invented-site"

    @property
    def build(self) -> list[str]:
        """The command that builds the site."""
        words = ("build", "--responses", str(self.responses), "--site-dir", str(self.site))
        return mentoring(*words, home=self.home)


def made(home: Path, cohorts: int, organisations: int, pairs: str = PAIRS) -> Made:
    """Return a new programme with invented responses."""
    run(mentoring("init", str(home)))
    words = f"simulate --cohorts {cohorts} --pairs {pairs} --seed nation --regions {REGIONS}"
    words += f" --organisations {max(organisations, REGIONS)}"
    run(mentoring(*words.split(), "--output", str(home / "invented"), home=home))
    return Made(home, cohorts)


def from_nothing(one: Made, what: str, goal: str, kind: str = "cohorts") -> Measured:
    """Time the first build of a site, beside pandas reading its responses."""
    ours, base = run(one.build), run(python(PANDAS, str(one.responses)))
    pages = len(list((one.site / "results").glob("*.html")))
    whole = len(list((one.site / "results" / "data").glob("*.csv")))
    size = f"{one.cohorts:,} {kind}, {pages:,} result pages, {whole:,} of them with tables"
    line(what, size, ours, base, "pandas.read_csv", goal)
    return ours


def nation(folder: Path, scale: int) -> None:
    """From response files to a finished open site: from nothing, one file changed, nothing."""
    one = made(folder / "nation", COHORTS // scale, ORGANISATIONS // scale)
    first = from_nothing(one, "a nation from nothing", "90 s")
    for column, what in (("useful_text", "no page shows"), ("experience", "pages show")):
        _change_an_answer(one.responses, column)
        what = f"one file changed, which {what}"
        line(what, "of it", run(one.build), first, "the build from nothing", "15 s")
    again = best(one.build, 2)
    bare = folder / "nation-bare"
    run(python(BARE, str(one.home), str(one.responses), str(bare)))
    plain = run(python("import mkdocs.__main__ as m; m.cli()", "build", "--quiet"), cwd=bare)
    goal = "15 s more than the baseline"
    line("nothing changed", "of it", again, plain, "mkdocs build, no plugin of ours", goal)


def protection(folder: Path, scale: int) -> None:
    """Who counts, groups, rounding, and the sums of every page: a nation on one core."""
    one = made(folder / "protected", COHORTS // scale, ORGANISATIONS // scale)
    tallied = run(python(TALLY, str(one.home), str(one.responses)))
    ours = timed(_PROTECTED.format(home=str(one.home), responses=str(one.responses)))
    size = f"{one.cohorts:,} cohorts, tables and sums of every page"
    line("groups, rounding, sums", size, ours, tallied, "reading and tallying them", "10 s")


def result_pages(folder: Path, scale: int) -> None:
    """Time a site of 500 result pages from nothing."""
    one = made(folder / "many", 340 // scale, 34 // scale, "14-20")
    from_nothing(one, "result pages from nothing", "30 s, under 1 GiB")


def single_pairs(folder: Path, scale: int) -> None:
    """Ten thousand cohorts of one pair, from nothing."""
    one = made(folder / "pairs", 10_000 // scale, 500 // scale, "1-1")
    from_nothing(one, "cohorts of one pair", "4 minutes, 2 GiB", "cohorts of one pair")


def ten_nations(folder: Path, scale: int) -> None:
    """Ten times that nation, from nothing."""
    one = made(folder / "nations", 10 * COHORTS // scale, 10 * ORGANISATIONS // scale)
    from_nothing(one, "ten nations from nothing", "30 minutes, 2 GiB")


_PROTECTED = """
import time
from pathlib import Path
from generator.inputs import load, read
from generator.publication import Answers, outlook, shown
home, responses = Path({home!r}), Path({responses!r})
definitions = load(home, [])
answers = Answers(home, definitions, read(home, definitions, responses, []), responses)
started = time.perf_counter()
shown(answers, outlook(answers), preview=False).release(answers.definitions)
print(time.perf_counter() - started)
"""


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


def _change_an_answer(responses: Path, column: str) -> None:
    """Give one person of one cohort another answer."""
    path = min(responses.rglob("mentor_after_session*.csv"))
    with open(path, encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    place = header.index(column)
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
