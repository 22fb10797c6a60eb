"""Invented scans for tests: pages that say what they are, a reader that believes them, a person.

A picture's pixels are the letters of a JSON text, so that a page carries what stands on it
wherever it goes. Nothing here looks at a real picture.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from generator.definitions.load import Definitions
from generator.definitions.problem import SourceLine
from generator.definitions.rules import read_definitions
from generator.files.typst_compiler import render
from generator.questionnaire.symbol import PageId, page_id, page_text
from generator.scan.batch import Reader
from generator.scan.copies import Batch, Task
from generator.scan.decisions import CODE, Decision, Decisions, Key
from generator.scan.kept import Answer, Field, Scanned, picture_hash
from generator.scan.page import (
    Blank,
    Box,
    Grey,
    PageReading,
    Question,
    Refusal,
    Verdict,
    Written,
)
from generator.scan.papers import Papers, key_of, papers_of
from tests.conftest import TINY

LARGE = np.full((2376, 1680), 255, np.uint8)


ONE_PAGE = "      - id: worries\n        type: scale\n"


def on_two_pages(text: str) -> str:
    """Return the definition of ``mentor_before`` with its last questions on a second page."""
    more = "  - id: more\n    title: More questions\n    new_page: true\n    items:\n"
    return text.replace(ONE_PAGE, more + ONE_PAGE)


@lru_cache(maxsize=1)
def tiny_definitions() -> Definitions:
    texts = {f"instruments/{path.name}": path.read_text("utf-8") for path in TINY.glob("*.yml")}
    name = "instruments/mentor_before.yml"
    return read_definitions({**texts, name: on_two_pages(texts[name])}, [], [])


@lru_cache(maxsize=32)
def _layout(form: str) -> Any:
    definitions = tiny_definitions()
    wanted = [one for one in definitions.instruments if one.id == form]
    if not wanted:
        return {"pages": []}
    return render(definitions.programme, wanted[0], "standard", "en").layout


def blanks(wanted: PageId) -> Blank | str:
    """Give the layout of the tiny programme's forms, with a print of nothing."""
    pages = _layout(wanted.form)["pages"]
    if wanted.page > len(pages) or wanted.language != "EN" or wanted.size != "standard":
        return "There is no such page."
    return Blank(pages[wanted.page - 1], LARGE, frozenset({"drinks"}))


@lru_cache(maxsize=1)
def tiny_papers() -> Papers:
    forms = [one for one in tiny_definitions().instruments if one.kind in ("linked", "unlinked")]
    return papers_of([(one.id, one.version, "EN", "standard") for one in forms], blanks)


# --- pages that say what they are ---------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    """One page as somebody filled it in.

    ``says`` are its true answers by item, as a decision is written; of ``unsure`` ones the
    program is not certain. ``refused`` is why the program cannot read it; ``mark`` makes two
    pictures of one page different.
    """

    id: PageId
    says: tuple[tuple[str, str], ...] = ()
    unsure: frozenset[str] = frozenset()
    refused: str = ""
    empty: bool = False
    mark: int = 0

    @property
    def picture(self) -> Grey:
        facts = {
            "id": page_text(self.id),
            "says": dict(self.says),
            "unsure": sorted(self.unsure),
            "refused": self.refused,
            "empty": self.empty,
            "mark": self.mark,
        }
        return np.frombuffer(json.dumps(facts).encode(), np.uint8).reshape(1, -1)

    @property
    def hash(self) -> str:
        return picture_hash(self.picture)

    def scanned(self, file: str, number: int) -> Scanned:
        """Return what the program makes of it."""
        made = read(self.picture, blanks)
        if isinstance(made, Refusal):
            page = Scanned(self.hash, made.id, reason=made.reason, empty=made.empty)
        else:
            answers = tuple(Answer(q.item, q.verdict, q.codes, q.reason) for q in made.questions)
            fields = tuple(Field(one.item, one.kind, one.inked) for one in made.written)
            page = Scanned(self.hash, made.id, answers, fields)
        return replace(page, file=file, number=number)


def write(path: Path, sheets: Iterable[Sheet]) -> Path:
    """Write a file that `reader` reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([sheet.picture.tobytes().decode() for sheet in sheets]), "utf-8")
    return path


def _count(path: Path) -> int:
    return len(json.loads(path.read_text("utf-8")))


def _pages(path: Path, first: int, last: int) -> Iterator[Grey | Refusal]:
    for text in json.loads(path.read_text("utf-8"))[first - 1 : last]:
        yield np.frombuffer(text.encode(), np.uint8).reshape(1, -1)


def read(grey: Grey, known: Any) -> PageReading | Refusal:
    facts = json.loads(grey.tobytes())
    page = page_id(facts["id"])
    assert page is not None
    if facts["refused"] or facts["empty"]:
        return Refusal(facts["refused"] or "Nothing is on it.", page, facts["empty"])
    blank = known(page)
    if isinstance(blank, str):
        return Refusal(blank, page)
    side = tiny_papers()[key_of(page)].side(page.page)
    questions = tuple(
        _question(item, codes, facts["says"].get(item, ""), item in facts["unsure"])
        for item, codes in side.ticks.items()
    )
    written = tuple(
        Written(item, kind, 20, 20, 40, 8, bool(facts["says"].get(item)))
        for item, kind in side.fields.items()
        if not (item == CODE and page.code)
    )
    return PageReading(page, LARGE, questions, written)


def _question(item: str, codes: Sequence[str], says: str, unsure: bool) -> Question:
    ticked = tuple(says.split()) if says != "-99" else tuple(codes[:2])
    verdict: Verdict = "doubt" if unsure or says == "-99" else "sure" if ticked else "blank"
    boxes = tuple(
        Box(item, code, "marked" if code in ticked else "empty", (("ink", 0.01),)) for code in codes
    )
    return Question(item, verdict, ticked, boxes, "2 marks" if verdict == "doubt" else "")


reader = Reader(_count, _pages, read, blanks)


# --- a person -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """Somebody who reads every page rightly: ``sheets`` by picture, ``copies`` that are one's."""

    sheets: Mapping[str, Sheet]
    copies: Sequence[frozenset[str]] = ()

    def decides(self, task: Task) -> list[tuple[Key, str]]:
        """Return what the person says of a task."""
        about = self.sheets[task.pages[0].picture]
        if task.kind == "page":
            return [(task.key, page_text(about.id))]
        if task.kind in ("same", "lost"):
            return list(task.choices[0].sets)
        if task.kind == "with":
            own = next(copy for copy in self.copies if about.hash in copy)
            sets = [choice.sets for choice in task.choices]
            return list(next((one for one in sets if one[0][1] in own), sets[-1]))
        return [(task.key, dict(about.says).get(task.item, ""))]


def decided(said: Mapping[Key, str]) -> Decisions:
    """Return decisions as if they had been read from a file."""
    where = SourceLine("decisions.json")
    return Decisions({key: Decision(*key, answer, where) for key, answer in said.items()})


def open_kinds(batch: Batch) -> list[str]:
    return [task.kind for task in batch.open]
