"""Pages a second and memory of reading scans, beside named baselines of the same run."""

from __future__ import annotations

import io
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pikepdf
from measure import ROOT, python
from PIL import Image

from scan_bench.copier import jpeg
from scan_bench.degrade import office, plainly
from scan_bench.filler import fill
from scan_bench.picture import Picture
from scan_bench.run import drawn_side
from scan_bench.sheets import INVENTED, scanned_forms

DPI = 200
#: So many pages are drawn; the file repeats them.
DRAWN = 50
PROCESSES = 2
#: Memory is told after so many pages, and at the end.
EARLY = 50

#: Reads pages of a file (first, last), tells its own memory after some and at the end.
_READ = f"""
import os, sys
from pathlib import Path
import generator.scan.pictures, generator.scan.reader
from generator.inputs import load
from generator.scan.blanks import Blanks
from generator.scan.page import PageReading
path, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
def memory():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20
blanks = Blanks(load(Path({str(ROOT)!r}), []))
read = 0
for done, one in enumerate(generator.scan.pictures.pictures(Path(path), first, last), start=1):
    read += isinstance(generator.scan.reader.read_page(one, blanks), PageReading)
    if done == {EARLY}:
        print("early", memory())
print("late", memory())
print("read", read)
"""
_RENDER = f"""
import sys, pypdfium2
path, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
document = pypdfium2.PdfDocument(path)
for number in range(first - 1, last):
    document[number].render(scale={DPI} / 72, grayscale=True).to_numpy()
"""
_PNG = """
import sys, cv2
for number in range(int(sys.argv[2]), int(sys.argv[3]) + 1):
    cv2.imread(f"{sys.argv[1]}-{number % 50}.png", cv2.IMREAD_GRAYSCALE)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """Some work shared between processes: seconds of wall clock and of all cores, what was said."""

    seconds: float
    cpu: float
    told: str

    def numbers(self, word: str) -> list[int]:
        """Return the numbers that were said after a word, one a process."""
        return [int(found) for found in re.findall(rf"^{word} (\d+)$", self.told, re.MULTILINE)]


def speed(seed: int, pages: int) -> None:
    """Print pages a second and memory: a grey PDF as an office copier writes it."""
    with tempfile.TemporaryDirectory(prefix="mentoring-scan-bench-") as folder:
        path = Path(folder, "scans.pdf")
        _write(path, seed, pages)
        size = f"{pages} pages, {DPI} dpi, grey, PDF of {path.stat().st_size / 2**20:.0f} MiB"
        print(f"scans read  [{size}; {PROCESSES} processes, starting included]")
        ours = _run(_READ, path, pages)
        _line("ours", ours, pages, "goal: 15 pages/s where each process has a core")
        for code, where, words in (
            (_RENDER, path, "pdfium renders the same pages alone"),
            (_PNG, path.with_name("page"), "OpenCV decodes the same pages as PNG alone"),
        ):
            base = _run(code, where, pages)
            _line("baseline", base, pages, f"{words}; ratio {ours.cpu / base.cpu:.2f}")
        early, late = ours.numbers("early"), ours.numbers("late")
        print(f"    read      {sum(ours.numbers('read'))} of {pages}")
        print(f"    memory    {early} MiB after {EARLY} pages, {late} after {pages // PROCESSES}")


def _line(name: str, run: Run, pages: int, words: str) -> None:
    rate = PROCESSES * pages / run.cpu
    print(f"    {name:<9} {run.seconds:8.2f} s   {run.cpu:8.2f} s of a core", end="")
    print(f"   {rate:6.1f} pages/s on {PROCESSES} cores   {words}", flush=True)


def _write(path: Path, seed: int, pages: int) -> None:
    """Write a PDF of so many scans, and the scans that are drawn as PNG beside it."""
    with pikepdf.new() as document:
        for number, picture in enumerate(_drawn(seed)):
            picture.save(path.with_name(f"page-{number}.png"))
            one = io.BytesIO()
            picture.save(one, "PDF", resolution=DPI, quality=80)
            with pikepdf.open(one) as single:
                document.pages.extend(single.pages)
        own = list(document.pages)
        for number in range(DRAWN, pages):
            document.pages.append(own[number % DRAWN])
        document.save(path)


def _drawn(seed: int) -> Iterator[Image.Image]:
    """Yield filled-in sheets of the programme's own forms as an office copier scans them."""
    own = tuple(form for form in scanned_forms() if form != INVENTED["id"])
    for number in range(DRAWN):
        rng = np.random.default_rng([seed, number])
        filled = fill(drawn_side(rng, own), rng, "ordinary")
        scan = plainly(Picture(filled.paper), rng, office(rng, DPI))
        yield Image.fromarray(jpeg(scan, 80).grey)


def _run(code: str, path: Path, pages: int) -> Run:
    """Run some Python on all pages, shared between processes."""
    share = -(-pages // PROCESSES)
    parts = [(first, min(first + share - 1, pages)) for first in range(1, pages + 1, share)]
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    running = [
        subprocess.Popen(python(code, str(path), *map(str, part)), stdout=subprocess.PIPE, cwd=ROOT)
        for part in parts
    ]
    told = "\n".join(process.communicate()[0].decode() for process in running)
    if any(process.returncode for process in running):
        sys.exit("a measurement failed: see above")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(time.perf_counter() - started, cpu, told)
