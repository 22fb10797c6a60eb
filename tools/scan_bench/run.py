"""One page from its seed to its case; many pages in processes of their own."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import cv2
import numpy as np

from generator.scan.blanks import Blanks
from generator.scan.page import PageReading, Refusal
from generator.scan.reader import read_page
from scan_bench import damage
from scan_bench.degrade import LEVEL_SHARES, LEVELS, WAYS
from scan_bench.filler import Filled, fill
from scan_bench.judge import PageCase, cases, fate_of_page, unseen_writing
from scan_bench.picture import Picture
from scan_bench.sheets import SHARES, Grey, Side, definitions, scanned_forms, sides

Reader = Callable[[Grey], PageReading | Refusal]
#: How a page is answered (``filler``), and how often.
KINDS = {"ordinary": 0.7, "mixed": 0.2, "habit": 0.1}


@dataclass(frozen=True, slots=True)
class Scanned:
    """One page of the run, ready to be read: its picture, how it was made."""

    filled: Filled
    picture: Picture
    way: str
    level: str


def scanned_page(seed: int, number: int, forms: tuple[str, ...] = ()) -> Scanned:
    """Return page ``number`` of a seed: the same each time. Ways follow each other in turn."""
    rng = np.random.default_rng([seed, number])
    way = list(WAYS)[number % len(WAYS)]
    level = int(rng.choice(3, p=LEVEL_SHARES))
    side = drawn_side(rng, forms or scanned_forms())
    kind = str(rng.choice(list(KINDS), p=list(KINDS.values())))
    sensor = "luma" if rng.random() < 0.8 else "green lamp"
    paper = damage.faded_print(side.paper, rng, level) if way == "low toner" else None
    filled = fill(side, rng, kind, sensor=sensor, paper=paper)
    back = _back(side, rng) if way == "back shows through" else side.paper
    return Scanned(filled, WAYS[way](Picture(filled.paper), rng, level, back), way, LEVELS[level])


def drawn_side(rng: np.random.Generator, forms: tuple[str, ...]) -> Side:
    """Draw a print, a form and a side of it; sides with many tick boxes as a rule."""
    name = str(rng.choice(list(SHARES), p=list(SHARES.values())))
    all_sides = sides(name, str(rng.choice(forms)))
    ticked = [side for side in all_sides if any(b["kind"] == "tick" for b in side.page["boxes"])]
    drawn = ticked if ticked and rng.random() < 0.95 else all_sides
    boxes = np.array([sum(b["kind"] == "tick" for b in side.page["boxes"]) + 1 for side in drawn])
    return drawn[int(rng.choice(len(drawn), p=boxes / boxes.sum()))]


def _back(side: Side, rng: np.random.Generator) -> Grey:
    """Return the other side of a sheet, filled in: the next page of the form, or this one."""
    same = sides(side.print, side.id.form)
    other = same[side.id.page % len(same)]
    return fill(other, rng, "ordinary").paper


def judged(seed: int, number: int, read: Reader, page: Scanned) -> PageCase:
    """Read a page and return its case."""
    started = time.perf_counter()
    found = read(page.picture.grey)
    seconds = time.perf_counter() - started
    side = page.filled.side
    return PageCase(
        seed,
        number,
        side.print,
        page.way,
        page.level,
        page.picture.registrable(side.page),
        fate_of_page(side.id, found),
        found.reason if isinstance(found, Refusal) else "",
        tuple(cases(page.filled, found)),
        unseen_writing(page.filled, found),
        seconds,
    )


@cache
def blanks() -> Blanks:
    """Return the programme's blanks, kept for the life of a process."""
    return Blanks(definitions())


def the_reader(grey: Grey) -> PageReading | Refusal:
    """Read a page by the program's own reader."""
    return read_page(grey, blanks())


def one(seed: int, save: Path | None, number: int) -> PageCase:
    """Make a page, read it, judge it; keep its picture where something went wrong."""
    cv2.setNumThreads(1)
    page = scanned_page(seed, number)
    case = judged(seed, number, the_reader, page)
    if save is not None and wrong(case):
        save.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(save / f"seed{seed}-page{number}.png"), page.picture.grey)
    return case


def wrong(case: PageCase) -> bool:
    """Say whether a page is worth looking at: a goal was missed on it."""
    lost = case.registrable and case.fate != "read"
    return lost or any(asked.fate in ("error", "silent") for asked in case.asked)


def many(seed: int, pages: range, processes: int, save: Path | None) -> Iterator[PageCase]:
    """Yield the cases of many pages, in order."""
    work = partial(one, seed, save)
    if processes < 2:
        yield from map(work, pages)
        return
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"))
    try:
        yield from pool.map(work, pages, chunksize=4)
    finally:
        pool.shutdown(cancel_futures=True)
