"""Pages a second and memory of reading scans, beside named baselines of the same run."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pikepdf
from measure import ROOT, Measured, line, python
from PIL import Image

from scan_bench.copier import jpeg
from scan_bench.degrade import office, plainly
from scan_bench.filler import fill
from scan_bench.picture import Picture
from scan_bench.run import drawn_side
from scan_bench.sheets import scanned_forms

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
    read += isinstance(generator.scan.reader.read_page(one.grey, blanks), PageReading)
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


def speed(seed: int, pages: int) -> None:
    """Print pages a second and memory: a grey PDF as an office copier writes it."""
    with tempfile.TemporaryDirectory(prefix="mentoring-scan-bench-") as folder:
        path = Path(folder, "scans.pdf")
        _write(path, seed, pages)
        size = f"{pages} pages of a {DPI} dpi grey PDF, {path.stat().st_size / 2**20:.0f} MiB"
        ours, told = _timed(_READ, path, pages)
        memory = [int(found) for found in re.findall(r"late (\d+)", told)]
        early = [int(found) for found in re.findall(r"early (\d+)", told)]
        read = sum(int(found) for found in re.findall(r"read (\d+)", told))
        most = Measured(ours, max(memory))
        for code, where, words in (
            (_RENDER, path, "pdfium renders the same pages alone"),
            (_PNG, Path(folder, "page"), "OpenCV decodes the same pages as PNG alone"),
        ):
            base, _ = _timed(code, where, pages)
            line("scans read", size, most, Measured(base, 0), f"{words}, {PROCESSES} processes", "")
        print(f"    {pages / ours:.1f} pages/s in {PROCESSES} processes, starting included (15)")
        print(f"    {read} of {pages} read; memory of each after {EARLY} pages {early} MiB, ")
        print(f"    after {pages // PROCESSES} pages {memory} MiB (flat)", flush=True)


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
    """Yield filled-in sheets as an office copier scans them."""
    for number in range(DRAWN):
        rng = np.random.default_rng([seed, number])
        filled = fill(drawn_side(rng, scanned_forms()), rng, "ordinary")
        scan = plainly(Picture(filled.paper), rng, office(rng, DPI))
        yield Image.fromarray(jpeg(scan, 80).grey)


def _timed(code: str, path: Path, pages: int) -> tuple[float, str]:
    """Run some Python on all pages, shared between processes; return seconds and what it said."""
    share = -(-pages // PROCESSES)
    parts = [(first, min(first + share - 1, pages)) for first in range(1, pages + 1, share)]
    started = time.perf_counter()
    running = [
        subprocess.Popen(python(code, str(path), *map(str, part)), stdout=subprocess.PIPE, cwd=ROOT)
        for part in parts
    ]
    told = [process.communicate()[0].decode() for process in running]
    if any(process.returncode for process in running):
        sys.exit("a measurement failed: see above")
    return time.perf_counter() - started, "\n".join(told)
