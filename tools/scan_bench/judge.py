"""Answers that went in against verdicts that came out: pure counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from generator.questionnaire.symbol import PageId
from generator.scan.page import PageReading, Question, Refusal
from scan_bench.filler import Filled, Truth
from scan_bench.styles import Meaning

#: What became of one question. *error*: sure and wrong. *review*: a person decides.
#: *blank*: nothing found, and a person is shown it; *marked blank*: the same, but a mark was
#: there. *silent*: a mark was there and nobody would look.
Fate = Literal["right", "error", "review", "blank", "marked blank", "silent"]
#: What became of one page. *taken for another* and *called empty* lose it without a word.
PageFate = Literal["read", "refused", "taken for another", "called empty"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question's case: what was done, what was meant, what was read."""

    item: str
    style: str
    ordinary: bool
    boxes: int
    fate: Fate
    meant: Meaning
    read: str
    reason: str


@dataclass(frozen=True, slots=True)
class PageCase:
    """One page's case: which (seed and number), what happened to it, what was made of it."""

    seed: int
    number: int
    print: str
    way: str
    level: str
    registrable: bool
    fate: PageFate
    reason: str
    asked: tuple[Asked, ...]
    unseen_writing: int
    seconds: float


def fate_of_page(side: PageId, found: PageReading | Refusal) -> PageFate:
    """Say what became of a page."""
    if isinstance(found, Refusal):
        return "called empty" if found.empty else "refused"
    return "read" if found.id == side else "taken for another"


def fate(truth: Truth, found: Question | None) -> Fate:
    """Say what became of a question; one that a reading does not even hold is lost silently."""
    if found is None:
        return "silent" if truth.marked else "blank"
    if found.verdict == "doubt":
        return "review"
    if found.verdict == "blank":
        return "marked blank" if truth.marked else "blank"
    if truth.meant is not None and frozenset(found.codes) == truth.meant:
        return "right"
    return "error" if found.codes else "silent"


def cases(filled: Filled, found: PageReading | Refusal) -> Iterator[Asked]:
    """Yield each question's case; of a page that is not read there is none.

    A page that is taken for another has its answers put down to that other: all are errors.
    """
    of_page = fate_of_page(filled.side.id, found)
    if isinstance(found, Refusal):
        return
    read = {question.item: question for question in found.questions}
    for item, truth in filled.truths.items():
        question = read.get(item)
        came = fate(truth, question) if of_page == "read" else "error"
        words = f"{question.verdict} {' '.join(question.codes)}" if question else "missing"
        why = question.reason if question else ""
        yield Asked(item, truth.style, truth.ordinary, truth.boxes, came, truth.meant, words, why)


def unseen_writing(filled: Filled, found: PageReading | Refusal) -> int:
    """Count fields with handwriting of which a reading says that nothing stands there."""
    if isinstance(found, Refusal) or fate_of_page(filled.side.id, found) != "read":
        return 0
    inked = {field.item: field.inked for field in found.written}
    return sum(wrote and not inked.get(item, False) for item, wrote in filled.written.items())


# --- sums ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sums:
    """A line of the table."""

    pages: int = 0
    registrable: int = 0
    registrable_read: int = 0
    page_fates: Mapping[str, int] = field(default_factory=Counter)
    boxes: int = 0
    fates: Mapping[str, int] = field(default_factory=Counter)

    @property
    def questions(self) -> int:
        """Number of questions on pages that were read."""
        return sum(self.fates.values())

    def share(self, *fates: Fate) -> float:
        """Return the share of questions that came to this, in per cent."""
        return 100 * sum(self.fates.get(one, 0) for one in fates) / max(self.questions, 1)


def sums_of_pages(pages: Iterable[PageCase], *, ordinary: bool = False) -> Sums:
    """Add up pages with their questions (all of them, or the ordinary ones)."""
    kept = list(pages)
    asked = [one for page in kept for one in page.asked if one.ordinary or not ordinary]
    whole = [page for page in kept if page.registrable]
    return replace(
        sums_of_questions(asked),
        pages=len(kept),
        registrable=len(whole),
        registrable_read=sum(page.fate == "read" for page in whole),
        page_fates=Counter(page.fate for page in kept),
    )


def sums_of_questions(asked: Iterable[Asked]) -> Sums:
    """Add up questions."""
    kept = list(asked)
    return Sums(boxes=sum(one.boxes for one in kept), fates=Counter(one.fate for one in kept))
