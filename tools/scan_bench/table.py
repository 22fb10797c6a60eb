"""The table: a line for each way, print and style, then totals against the goals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from scipy.stats import chi2

from scan_bench.degrade import LEVELS, WAYS
from scan_bench.judge import Asked, PageCase, Sums, sums_of_pages, sums_of_questions
from scan_bench.sheets import SHARES
from scan_bench.styles import HARD, ORDINARY, SUFFERED

#: The goals of the scanner, as they were set before it was built.
MOST_REVIEWS, LEAST_READ, BOXES = 1.0, 99.0, 100_000
_PAGES = f"{'pages':>6} {'whole':>6} {'read':>6} {'refused':>8}"
_BOXES = f"{'boxes':>8} {'errors':>7} {'review %':>9} {'blank %':>8} {'of these marked':>16}"
_BOXES += f" {'silent':>7}"


def table(pages: Sequence[PageCase]) -> Iterator[str]:
    """Yield the lines of the whole table."""
    yield from _by("what happened to the sheet", pages, lambda page: page.way, WAYS, ordinary=True)
    yield from _by("how badly", pages, lambda page: page.level, LEVELS, ordinary=True)
    yield from _by("how it was printed", pages, lambda page: page.print, SHARES, ordinary=True)
    yield from _by_style([asked for page in pages for asked in page.asked])
    yield from goals(pages)


def _by(
    title: str,
    pages: Sequence[PageCase],
    key: Callable[[PageCase], str],
    names: Iterable[str],
    *,
    ordinary: bool,
) -> Iterator[str]:
    yield ""
    yield f"{title:<28}{_PAGES} {_BOXES}"
    for name in names:
        sums = sums_of_pages([page for page in pages if key(page) == name], ordinary=ordinary)
        if sums.pages:
            yield f"{name:<28}{_page_cells(sums)} {_box_cells(sums)}"
    sums = sums_of_pages(pages, ordinary=ordinary)
    yield f"{'all':<28}{_page_cells(sums)} {_box_cells(sums)}"


def _by_style(asked: Sequence[Asked]) -> Iterator[str]:
    yield ""
    yield f"{'style of mark':<32}{'questions':>10} {_BOXES}"
    for name in (*ORDINARY, *HARD, *SUFFERED):
        sums = sums_of_questions(one for one in asked if one.style == name)
        if sums.questions:
            yield f"{name:<32}{sums.questions:>10,} {_box_cells(sums)}"
    hard = sums_of_questions(one for one in asked if not one.ordinary)
    yield f"{'all hard styles':<32}{hard.questions:>10,} {_box_cells(hard)}"


def _page_cells(sums: Sums) -> str:
    """Return the cells of pages: all, whole ones, of these read, all that were refused."""
    refused = sums.pages - sums.page_fates.get("read", 0)
    return f"{sums.pages:>6,} {sums.registrable:>6,} {sums.registrable_read:>6,} {refused:>8,}"


def _box_cells(sums: Sums) -> str:
    blank = sums.share("blank", "marked blank")
    marked = sums.fates.get("marked blank", 0)
    return (
        f"{sums.boxes:>8,} {sums.fates.get('error', 0):>7,} {sums.share('review'):>9.2f} "
        f"{blank:>8.2f} {marked:>16,} {sums.fates.get('silent', 0):>7,}"
    )


def goals(pages: Sequence[PageCase]) -> Iterator[str]:
    """Yield totals against the goals."""
    ordinary = sums_of_pages(pages, ordinary=True)
    every = sums_of_pages(pages)
    errors, silent = ordinary.fates.get("error", 0), every.fates.get("silent", 0)
    read = 100 * ordinary.registrable_read / max(ordinary.registrable, 1)
    lost = {name: every.page_fates.get(name, 0) for name in ("taken for another", "called empty")}
    unseen = sum(page.unseen_writing for page in pages)
    hard = every.fates.get("error", 0) - errors
    reviews = ordinary.share("review")
    yield ""
    yield "goals, over all ways and levels"
    enough = "" if ordinary.boxes >= BOXES else f" (of {BOXES:,} that the goal asks for)"
    bound = most_errors(errors, ordinary.boxes)
    words = f"{errors} confident errors in {ordinary.boxes:,} ordinary boxes{enough}"
    yield _goal(errors == 0, f"{words}; 95% sure: under {bound:,.1f} in 100,000")
    yield _goal(silent == 0, f"{silent} silent blanks in {every.questions:,} questions")
    yield _goal(reviews <= MOST_REVIEWS, f"{reviews:.2f}% of ordinary questions to review (1%)")
    whole = f"{read:.2f}% of {ordinary.registrable:,} whole pages read (99%)"
    yield _goal(read >= LEAST_READ, whole)
    words = (
        f"{lost['taken for another']} pages taken for another, {lost['called empty']} called empty"
    )
    yield _goal(not any(lost.values()), words)
    others = every.boxes - ordinary.boxes
    yield f"         {hard} confident errors in {others:,} boxes of hard styles"
    yield f"         {unseen} fields with handwriting read as empty"


def most_errors(errors: int, boxes: int) -> float:
    """Return the rate in 100,000 boxes under which errors lie with 95% confidence (Poisson).

    >>> round(most_errors(0, 100_000), 2)
    3.0
    """
    return float(chi2.ppf(0.95, 2 * (errors + 1))) / 2 / max(boxes, 1) * 100_000


def _goal(met: bool, words: str) -> str:
    return f"  {'met     ' if met else 'NOT MET '}{words}"


def failures(pages: Iterable[PageCase]) -> Iterator[str]:
    """Yield a line for each page lost and each error, with what makes it anew."""
    for page in pages:
        where = _where(page)
        if page.registrable and page.fate != "read":
            yield f"{where}: {page.fate}: {page.reason}"
        for asked in page.asked:
            if asked.fate in ("error", "silent"):
                meant = "nobody knows" if asked.meant is None else " ".join(sorted(asked.meant))
                what = f"{asked.fate}: {asked.style}: {asked.item}"
                yield f"{where}: {what}: read {asked.read}, meant {meant}"


def doubts(pages: Iterable[PageCase], most: int = 12) -> Iterator[str]:
    """Yield the pages on which most ordinary questions go to review, with the usual reason."""
    asked = {
        page: [one.reason for one in page.asked if one.ordinary and one.fate == "review"]
        for page in pages
    }
    worst = sorted(asked, key=lambda page: len(asked[page]), reverse=True)[:most]
    for page in worst:
        if reasons := Counter(asked[page]):
            of = sum(one.ordinary for one in page.asked)
            why = reasons.most_common(1)[0][0]
            yield f"{_where(page)}: {reasons.total()} of {of} ordinary questions: {why}"


def _where(page: PageCase) -> str:
    return f"--seed {page.seed} --page {page.number}  {page.way}, {page.level}, {page.print}"
