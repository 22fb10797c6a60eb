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
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MEBI = 1 << 20


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of wall clock, and the peak memory in MiB of the process and its largest child."""

    seconds: float
    memory: float


def run(command: list[str], cwd: Path = ROOT) -> Measured:
    """Run a command to its end, without its output; raise where it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) != 0:
        errors = process.stderr.read().decode() if process.stderr else ""
        raise SystemExit(f"{' '.join(command)} failed:\n{errors[-2000:]}")
    return Measured(seconds, usage.ru_maxrss * 1024 / MEBI)


def best(command: list[str], times: int, cwd: Path = ROOT) -> Measured:
    """Return the quickest of several runs."""
    return min((run(command, cwd) for _ in range(times)), key=lambda measured: measured.seconds)


def python(code: str, *arguments: str) -> list[str]:
    """Return the command that runs some Python with arguments."""
    return [sys.executable, "-c", code, *arguments]


def mentoring(*words: str) -> list[str]:
    """Return the command that runs our own program."""
    return [sys.executable, "-m", "generator", "-C", str(ROOT), *words]


def line(what: str, size: str, ours: Measured, base: Measured, baseline: str, goal: str) -> None:
    """Print one measurement."""
    print(f"{what}  [{size}]")
    print(f"    ours      {ours.seconds:8.2f} s   {ours.memory:7.0f} MiB")
    print(f"    baseline  {base.seconds:8.2f} s   {base.memory:7.0f} MiB   {baseline}")
    print(f"    ratio     {ours.seconds / base.seconds:8.2f}     goal: {goal}", flush=True)


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
    count = len(list((ROOT / "instruments").glob("*.yml"))) - 1
    out = str(folder / "forms")
    first = run(mentoring("print", "--output", out))
    large = run(mentoring("print", "--large-print", "--output", out))
    ours = Measured(first.seconds + large.seconds, max(first.memory, large.memory))
    base = run(python(_PLAIN_PAGES, str(2 * count)))
    size = f"{count} forms, standard and large print, two runs of the program"
    line(
        "mentoring print",
        size,
        ours,
        base,
        f"{2 * count} plain, untagged texts of 600 words by Typst",
        "5 s",
    )


_PANDAS = """
import sys, pathlib, pandas
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.csv")):
    pandas.read_csv(path, dtype=str)
"""
_TALLY = """
import pathlib, sys
from generator import build
outcome = build.tallied(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
assert outcome.value is not None, outcome.problems[:5]
"""


def many_rows(folder: Path, scale: int) -> None:
    """Few large files of responses, beside pandas on the same files."""
    _reading(folder / "large", 200, 5000 // scale, "4 times")


def many_files(folder: Path, scale: int) -> None:
    """Many small files of responses, beside pandas on the same files."""
    _reading(folder / "small", 12_500 // scale, 80, "1 time, under 1 GiB")


def _reading(folder: Path, files: int, rows: int, goal: str) -> None:
    from bench_files import write_bench_files

    write_bench_files(ROOT, folder, files, rows)
    base = run(python(_PANDAS, str(folder)))
    ours = run(python(_TALLY, str(ROOT), str(folder)))
    size = f"{files:,} files of {rows:,} rows, read, checked, scored, tallied"
    line("reading", size, ours, base, "pandas.read_csv(dtype=str)", goal)


def second_build(folder: Path, scale: int) -> None:
    """Time a build with nothing changed, beside a bare mkdocs build of the same finished pages."""
    responses, site = str(folder / "trust"), folder / "trust-site"
    run(
        mentoring(
            "simulate",
            "--cohorts",
            "30",
            "--pairs",
            "4-25",
            "--seed",
            "bench",
            "--output",
            responses,
        )
    )
    build = mentoring("build", "--responses", responses, "--site-dir", str(site))
    first = run(build)
    ours = best(build, 3)
    bare = folder / "bare"
    run(python(_BARE, str(ROOT), responses, str(bare)))
    base = best([sys.executable, "-m", "mkdocs", "build", "--quiet"], 3, cwd=bare)
    print(f"first build: {first.seconds:.2f} s, {first.memory:.0f} MiB")
    line(
        "second build",
        "a trust of 30 cohorts",
        ours,
        base,
        "mkdocs build, no plugin of ours",
        "1.5 times",
    )


_BARE = """
import pathlib, shutil, sys, yaml
from generator.assembly import Choices, generated_site
from generator.report.site import with_slots, with_values
root, responses, bare = map(pathlib.Path, sys.argv[1:])
site = generated_site(root, Choices(responses)).value.site
shutil.copytree(root / "site_src", bare / "docs", dirs_exist_ok=True)
for name, text in site.pages.items():
    path = bare / "docs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
for path in (bare / "docs").rglob("*.md"):
    path.write_text(with_values(path.read_text(encoding="utf-8"), site.values), encoding="utf-8")
for name, content in site.files.items():
    path = bare / "docs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
(bare / "mkdocs.yml").write_text(yaml.safe_dump({
    "site_name": "bare", "use_directory_urls": False,
    "theme": {"name": "mkdocs"}, "plugins": ["search"],
}))
"""


def result_pages(folder: Path, scale: int) -> None:
    """Time a site of 500 result pages from nothing, beside pandas reading its responses."""
    responses = str(folder / "many")
    cohorts = 340 // scale
    run(
        mentoring(
            "simulate",
            "--cohorts",
            str(cohorts),
            "--pairs",
            "14-20",
            "--seed",
            "pages",
            "--organisations",
            str(max(1, cohorts // 10)),
            "--output",
            responses,
        )
    )
    shutil.rmtree(ROOT / ".cache", ignore_errors=True)
    site = folder / "many-site"
    ours = run(mentoring("build", "--responses", responses, "--site-dir", str(site)))
    base = run(python(_PANDAS, responses))
    pages = len(list((site / "results").glob("*.html")))
    whole = len(list((site / "results" / "data").glob("*.csv")))
    line(
        "result pages from nothing",
        f"{pages} pages, {whole} with tables and charts",
        ours,
        base,
        "pandas.read_csv",
        "60 s, under 1 GiB",
    )


BENCHES: tuple[Callable[[Path, int], None], ...] = (
    help_text,
    forms,
    many_rows,
    many_files,
    second_build,
    result_pages,
)


def main() -> int:
    """Run the named measurements, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("name", nargs="*", choices=[bench.__name__ for bench in BENCHES] + [[]])
    options = parser.parse_args()
    print(json.dumps({"python": sys.version.split()[0], "cores": os.cpu_count()}))
    with tempfile.TemporaryDirectory(prefix="mentoring-bench-") as folder:
        for bench in BENCHES:
            if not options.name or bench.__name__ in options.name:
                bench(Path(folder), 10 if options.small else 1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
