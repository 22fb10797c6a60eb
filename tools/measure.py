"""How speed and memory are measured: every run is a process of its own, beside a named baseline."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
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


def timed(code: str, times: int = 3) -> Measured:
    """Return the quickest of several runs of some Python that prints its own seconds."""
    seconds = [
        float(subprocess.run(python(code), check=True, capture_output=True, cwd=ROOT).stdout)
        for _ in range(times)
    ]
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Measured(min(seconds), usage.ru_maxrss * 1024 / MEBI)


def python(code: str, *arguments: str) -> list[str]:
    """Return the command that runs some Python with arguments."""
    return [sys.executable, "-c", code, *arguments]


def mentoring(*words: str, home: Path = ROOT) -> list[str]:
    """Return the command that runs our own program, in a programme's folder."""
    return [sys.executable, "-m", "generator", "-C", str(home), *words]


def line(what: str, size: str, ours: Measured, base: Measured, baseline: str, goal: str) -> None:
    """Print one measurement."""
    print(f"{what}  [{size}]")
    print(f"    ours      {ours.seconds:8.2f} s   {ours.memory:7.0f} MiB")
    print(f"    baseline  {base.seconds:8.2f} s   {base.memory:7.0f} MiB   {baseline}")
    print(f"    ratio     {ours.seconds / base.seconds:8.2f}     goal: {goal}", flush=True)


#: Reads every CSV file of a folder, one after the other.
PANDAS = """
import sys, pathlib, pandas
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.csv")):
    pandas.read_csv(path, dtype=str)
"""
#: Reads, checks, scores and tallies a folder of responses for a programme.
TALLY = """
import pathlib, sys
from generator.analysis.tally import tally
from generator.definitions.codebook import codebooks
from generator.inputs import load, read
folder, responses = map(pathlib.Path, sys.argv[1:])
definitions = load(folder, [])
programme = definitions.programme
answers = read(folder, definitions, responses, [])
tally(programme, codebooks(programme, definitions.instruments), answers)
"""
#: Writes the finished pages of a build as a plain mkdocs project.
BARE = """
import pathlib, shutil, sys, yaml
from generator.inputs import Choices
from generator.site_build import generated_site
from generator.report.site import with_slots, with_values
root, responses, bare = map(pathlib.Path, sys.argv[1:])
site = generated_site(root, Choices(responses), []).site
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
