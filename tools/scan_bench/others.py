"""Pages that are none of the programme's forms: what lies in a pile of scans beside them.

An empty back may be passed over. A back that somebody wrote on may not, nor a stray letter: each
must be named. None may be read as a form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Literal

import numpy as np

from generator.files.typst_compiler import compile_form
from generator.questionnaire.form import document
from generator.scan.page import PageReading, Refusal
from scan_bench import copier, damage, handwriting, pens
from scan_bench.degrade import plainly
from scan_bench.filler import fill, hand
from scan_bench.pens import Rng
from scan_bench.picture import Picture
from scan_bench.run import Reader, drawn_side
from scan_bench.sheets import HEIGHT, PX, WIDTH, Grey, definitions, pictures_of, scanned_forms

Fate = Literal["empty", "named", "read"]


def _paper() -> Grey:
    return np.full((HEIGHT * PX, WIDTH * PX), 250, np.uint8)


def empty_back(rng: Rng) -> Picture:
    """Return an empty back, a little dusty."""
    return copier.dirt(plainly(Picture(_paper()), rng), rng, 0)


def back_that_shows_print(rng: Rng) -> Picture:
    """Return an empty back of thin paper: the front shines through."""
    front = fill(drawn_side(rng, scanned_forms()), rng, "ordinary").paper
    return plainly(damage.back_shows(Picture(_paper()), front, rng, 0), rng)


def back_with_a_remark(rng: Rng) -> Picture:
    """Return a back on which somebody wrote."""
    paper, person = _paper(), hand(rng)
    top = rng.uniform(30, 200)
    for number in range(int(rng.integers(1, 6))):
        words = handwriting.line(rng, rng.uniform(15, 40), top + 9 * number, rng.uniform(40, 150))
        if words:
            pens.draw(paper, words, person.pen, rng)
    return plainly(Picture(paper), rng)


def stray_letter(rng: Rng) -> Picture:
    """Return a page of print that is no form: a sheet of the programme without any marks."""
    sheets = [one for one in definitions().instruments if one.kind == "sheet"]
    made = document(
        definitions().programme, sheets[int(rng.integers(len(sheets)))], size="standard"
    )
    paper = next(pictures_of(compile_form(made)[0]))
    return plainly(Picture(paper), rng)


def another_version(rng: Rng) -> Picture:
    """Return a form of a version that this programme does not know."""
    known = definitions()
    form = known.instruments[-1].model_copy(update={"version": "9.9.9"})
    paper = next(pictures_of(compile_form(document(known.programme, form, size="standard"))[0]))
    return plainly(Picture(paper), rng)


def another_programme(rng: Rng) -> Picture:
    """Return a form of somebody else who uses the same kit."""
    known = definitions()
    form = known.instruments[-1].model_copy(update={"id": "of_somebody_else"})
    paper = next(pictures_of(compile_form(document(known.programme, form, size="standard"))[0]))
    return plainly(Picture(paper), rng)


def half_a_page(rng: Rng) -> Picture:
    """Return a form torn in half: no symbol."""
    filled = fill(drawn_side(rng, scanned_forms()), rng, "ordinary")
    return plainly(Picture(np.vstack([filled.paper[: 140 * PX], _paper()[140 * PX :]])), rng)


#: Each kind with what may become of it.
KINDS: Mapping[str, tuple[Callable[[Rng], Picture], frozenset[Fate]]] = {
    "empty back": (empty_back, frozenset({"empty"})),
    "back that shows print": (back_that_shows_print, frozenset({"empty", "named"})),
    "back with a remark": (back_with_a_remark, frozenset({"named"})),
    "stray letter": (stray_letter, frozenset({"named"})),
    "another version": (another_version, frozenset({"named"})),
    "another programme": (another_programme, frozenset({"named"})),
    "half a page": (half_a_page, frozenset({"named"})),
}


def fate(found: PageReading | Refusal) -> Fate:
    """Say what became of a page that is none of ours."""
    if isinstance(found, PageReading):
        return "read"
    return "empty" if found.empty else "named"


def others(seed: int, count: int, read: Reader) -> Iterator[str]:
    """Yield a table: so many pages of each kind, and whether each came to what it should."""
    title = "pages that are no forms of ours"
    yield f"{title:<32}{'pages':>6} {'empty':>6} {'named':>6} {'read':>6}"
    for place, (kind, (make, allowed)) in enumerate(KINDS.items()):
        fates: Counter[Fate] = Counter()
        for number in range(count):
            rng = np.random.default_rng([seed, 10_000_000 + place, number])
            fates[fate(read(make(rng).grey))] += 1
        wrong = sum(fates[one] for one in fates if one not in allowed)
        cells = f"{fates['empty']:>6} {fates['named']:>6} {fates['read']:>6}"
        yield f"{kind:<32}{count:>6} {cells}{f'   NOT MET: {wrong}' if wrong else ''}"
