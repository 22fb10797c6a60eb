"""Speed and memory, shown: each line is a ratio to a named baseline of the same run.

    python tools/bench.py [--small] [NAME ...]

Every measurement runs in a process of its own, so that peak memory is its own
and imports count. ``--small`` divides the sizes by ten, for a quick look; the
claims in the documentation come from the full sizes.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench_nation import (
    exact_tests,
    in_proportion,
    nation,
    protection,
    result_pages,
    single_pairs,
    ten_nations,
)
from measure import BARE, PANDAS, ROOT, TALLY, Measured, best, line, mentoring, python, run

# --- the measurements ---------------------------------------------------------------------


def help_text(folder: Path, scale: int) -> None:
    """``mentoring --help`` beside an empty Python."""
    ours = best([sys.executable, "-m", "generator", "--help"], 5)
    base = best(python("pass"), 5)
    line("mentoring --help", "best of 5", ours, base, "python -c pass", "0.3 s")


_PLAIN_PAGES = """
import sys, typst
for index in range(int(sys.argv[1])):
    typst.compile(b"#set page(paper: \\"a4\\")\\n#lorem(600)", format="pdf")
"""


def forms(folder: Path, scale: int) -> None:
    """All forms in both sizes, beside as many plain documents by Typst alone."""
    count = len(list((ROOT / "instruments").rglob("*.yml"))) - 1
    out = str(folder / "forms")
    first = run(mentoring("print", "--output", out))
    large = run(mentoring("print", "--large-print", "--output", out))
    ours = Measured(first.seconds + large.seconds, max(first.memory, large.memory))
    base = run(python(_PLAIN_PAGES, str(2 * count)))
    size = f"{count} forms, standard and large print, two runs of the program"
    beside = f"{2 * count} plain, untagged texts of 600 words by Typst"
    line("mentoring print", size, ours, base, beside, "5 s")


def many_rows(folder: Path, scale: int) -> None:
    """Few large files of responses, beside pandas on the same files."""
    _reading(folder / "large", 200, 5000 // scale, "4 times")


def many_files(folder: Path, scale: int) -> None:
    """Many small files of responses, beside pandas on the same files."""
    _reading(folder / "small", 12_500 // scale, 80, "1 time, under 1 GiB")


def _reading(folder: Path, files: int, rows: int, goal: str) -> None:
    from bench_files import write_bench_files

    write_bench_files(ROOT, folder, files, rows)
    base = run(python(PANDAS, str(folder)))
    ours = run(python(TALLY, str(ROOT), str(folder)))
    size = f"{files:,} files of {rows:,} rows, read, checked, scored, tallied"
    line("reading", size, ours, base, "pandas.read_csv(dtype=str)", goal)


def second_build(folder: Path, scale: int) -> None:
    """Time a build with nothing changed, beside a bare mkdocs build of the same finished pages."""
    responses, site = str(folder / "trust"), folder / "trust-site"
    words = "simulate --cohorts 30 --pairs 4-25 --seed bench --output"
    run(mentoring(*words.split(), responses))
    build = mentoring("build", "--responses", responses, "--site-dir", str(site))
    first = run(build)
    ours = best(build, 3)
    bare = folder / "bare"
    run(python(BARE, str(ROOT), responses, str(bare)))
    base = best([sys.executable, "-m", "mkdocs", "build", "--quiet"], 3, cwd=bare)
    print(f"first build: {first.seconds:.2f} s, {first.memory:.0f} MiB")
    beside = "mkdocs build, no plugin of ours"
    line("second build", "a trust of 30 cohorts", ours, base, beside, "1.5 times")


_CHARTS = """
import random, sys
from generator.files.svg import draw_all
from generator.report.charts import Chart
draw, topics = random.Random("charts"), "Teaching Conflict Feedback Technology".split()
def domain():
    before, after = draw.randrange(51), draw.randrange(51)
    words = f"{draw.choice(topics)} within the team", f"{draw.randrange(30, 99)} mentors"
    return *words, before / 50, after / 50, f"{before} → {after} of 50\\n9 of 50 higher", "higher"
def answers(chart):
    for question in range(3):
        for answer in ("Very poor", "Poor", "Fair", "Good"):
            share = draw.randrange(101)
            yield f"Question {question} of chart {chart}?", answer, share / 100, f"{share}%"
charts = [
    Chart("bars", tuple(answers(n))) if n % 2
    else Chart("dumbbells-people", tuple(domain() for _ in range(5)))
    for n in range(int(sys.argv[1]))
]
assert len(set(charts)) == len(charts)
"""
_TOGETHER = f"{_CHARTS}\nassert all(draw_all(charts).values())\n"
_ONE_BY_ONE = f"""{_CHARTS}
import json, vl_convert
from generator.report.altair_charts import SIZE, specification
for chart in charts:
    rows, lines = chart.placed()
    spec = json.loads(specification(chart.kind, SIZE))
    spec["datasets"], spec["params"][0]["value"] = {{"rows": rows}}, lines
    vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
"""


def charts(folder: Path, scale: int) -> None:
    """Time the charts of a nation's pages, none like another, beside a few drawn one by one."""
    count = 10_000 // scale
    ours = run(python(_TOGETHER, str(count)))
    base = run(python(_ONE_BY_ONE, str(count // 100)))
    baseline = f"{count // 100} of them one by one by vl_convert.vegalite_to_svg"
    line("charts", f"{count:,} charts of 2 kinds", ours, base, baseline, "40 s on 2 cores")


_COPIES = """
import io, pathlib, sys
from generator.inputs import load
from generator.packs.codes import new_codes, new_copies
from generator.packs.copies import base, separate, write_bulk
from generator.files.typst_compiler import render
folder, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
definitions = load(pathlib.Path("."), [])
form = next(one for one in definitions.instruments if one.id == "mentor_before_interview")
programme, copies = definitions.programme, list(zip(new_copies(count), new_codes(count)))
"""
_SEPARATE = f"""{_COPIES}
made = base(programme, form, "standard", "en", coded=True)
for place, copy in enumerate(separate([made], [(0, *one) for one in copies])):
    (folder / f"{{place}}.pdf").write_bytes(copy)
"""
_TOGETHER_IN_1 = f"""{_COPIES}
with (folder / "all.pdf").open("wb") as out:
    made = base(programme, form, "standard", "en", coded=True)
    write_bulk(out, "Forms", [made], [(0, *one) for one in copies])
"""
_WHOLE = f"""{_COPIES}
for place, (number, code) in enumerate(copies):
    printed = render(programme, form, "standard", copy=number, code=code)
    (folder / f"{{place}}.pdf").write_bytes(printed.pdf)
"""


def packs(folder: Path, scale: int) -> None:
    """Time copies of a form of 2 pages for a pack, beside few whole ones by Typst."""
    whole = max(100 // scale, 20)
    base = run(python(_WHOLE, str(folder), str(whole)))
    for what, code, count, goal in (
        ("separate copies", _SEPARATE, 2_000 // scale, "1, and 400 pages/s"),
        ("one file to print", _TOGETHER_IN_1, 10_000 // scale, "5, under 500 MiB"),
    ):
        ours = run(python(code, str(folder), str(count)))
        size = f"{count:,} copies of 2 pages, {2 * count / ours.seconds:,.0f} pages/s"
        line(f"pack: {what}", size, ours, base, f"{whole:,} whole copies by Typst", goal)


BENCHES: tuple[Callable[[Path, int], None], ...] = (
    help_text,
    forms,
    many_rows,
    many_files,
    second_build,
    result_pages,
    charts,
    packs,
    exact_tests,
    protection,
    nation,
    single_pairs,
)
#: Only where they are named: they take long.
LONG: tuple[Callable[[Path, int], None], ...] = (in_proportion, ten_nations)


def main() -> int:
    """Run the named measurements, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true")
    every = (*BENCHES, *LONG)
    parser.add_argument("name", nargs="*", choices=[[], *(bench.__name__ for bench in every)])
    options = parser.parse_args()
    print(json.dumps({"python": sys.version.split()[0], "cores": os.cpu_count()}))
    with tempfile.TemporaryDirectory(prefix="mentoring-bench-") as folder:
        for bench in every:
            if bench.__name__ in options.name or (not options.name and bench in BENCHES):
                bench(Path(folder), 10 if options.small else 1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
