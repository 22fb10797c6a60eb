"""What people decided of pages: a file of JSON that the review page saves, read and checked.

A decision is about a picture (by the hash of its pixels), a page of the form and an item, so
that it stays what it is wherever the picture's file stands in the next run. An item is a
question's id, ``respondent`` for the code, or one of the words below, which no question is called.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from generator.definitions.json_text import strict_json
from generator.definitions.problem import Problem, SourceLine
from generator.definitions.suggest import quoted
from generator.responses.spelling import without_gaps

FORMAT = 1
#: What a refused page is (as its symbol says it), or that a page counts for nothing.
PAGE, ASIDE = "@page", "aside"
#: Which of several pictures of one page is used.
SAME, USE = "@same", "use"
#: Which page a page without a code belongs to (its picture), or none.
WITH, ALONE = "@with", "alone"
#: That a page of a copy (``@lost:2``) will not be found.
LOST = "@lost:"
#: The survey code; no answer: there is none that can be read.
CODE = "respondent"

MOST_BYTES = 64 << 20
#: The longest answer, as response files may hold it.
MOST_SIGNS = 20_000
_NUMBERED = re.compile(r"decisions(?:-([0-9]{1,6}))?", re.ASCII)
_AGAIN = "Save the decisions again on the review page."

#: Picture, page of the form (0 where it was refused) and item.
Key = tuple[str, int, str]


class _Entry(BaseModel):
    """A decision as the review page writes it; no answer has signs that nobody can type."""

    model_config = ConfigDict(extra="forbid")

    picture: str = Field(pattern=r"^[0-9a-f]{64}$")
    page: int = Field(ge=0, le=99)
    item: str = Field(pattern=r"^(@page|@same|@with|@lost:[1-9][0-9]?|[A-Za-z0-9_]{1,80})$")
    answer: str = Field(pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$", max_length=MOST_SIGNS)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said, and where it stands."""

    picture: str
    page: int
    item: str
    answer: str
    where: SourceLine

    @property
    def key(self) -> Key:
        """What it is about."""
        return self.picture, self.page, self.item


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions of a run, by what they are about."""

    by_key: Mapping[Key, Decision]

    def answer(self, picture: str, page: int, item: str) -> str | None:
        """Return what was said, a code without its gap; None where nothing was."""
        found = self.by_key.get((picture, page, item))
        if found is None:
            return None
        return without_gaps(found.answer) if item == CODE else found.answer

    def without(self, keys: Collection[Key]) -> Decisions:
        """Return these decisions, some of them left out."""
        return Decisions({key: one for key, one in self.by_key.items() if key not in keys})


NONE = Decisions({})


def next_number(file: str | None) -> int:
    """Return the number of the file that is saved after this one.

    >>> next_number(None), next_number("in/decisions.json"), next_number("decisions-2.json")
    (1, 2, 3)
    """
    if not file:
        return 1
    known = _NUMBERED.match(Path(file).name)
    return int(known[1] or 1) + 1 if known else 2


def file_name(number: int) -> str:
    """Return what the review page calls a file of decisions: decisions.json, decisions-2.json."""
    return f"decisions-{number}.json" if number > 1 else "decisions.json"


def parse(content: bytes, path: str, found: list[Problem]) -> Decisions:
    """Return the decisions of a file; what is wrong is added to ``found``, each at its place."""
    where = SourceLine(path)
    if len(content) > MOST_BYTES:
        fault = f"The file has {len(content):,} bytes; decisions have at most {MOST_BYTES:,}."
        found.append(Problem(where, "bad-decisions", fault, _AGAIN))
        return NONE
    try:
        whole = strict_json(content)
        listed = whole["decisions"] if whole["format"] == FORMAT else None
    except (ValueError, TypeError, KeyError):
        listed = None
    if not isinstance(listed, list):
        fault = "These are no decisions of the review page, or the file was cut short or changed."
        found.append(Problem(where, "bad-decisions", fault, _AGAIN))
        return NONE
    return Decisions(_by_key(listed, _lines(content, path, len(listed)), found))


def _lines(content: bytes, path: str, entries: int) -> list[SourceLine]:
    """Return the place of each entry: its line where each has one, as the review page writes it."""
    lines = [n for n, line in enumerate(content.splitlines(), 1) if b'"picture"' in line]
    if len(lines) != entries:
        lines = [1] * entries
    return [SourceLine(path, line) for line in lines]


def _by_key(
    listed: Sequence[Any], places: Sequence[SourceLine], found: list[Problem]
) -> dict[Key, Decision]:
    made: dict[Key, Decision] = {}
    for number, (entry, where) in enumerate(zip(listed, places, strict=True), start=1):
        try:
            said = _Entry.model_validate(entry, strict=True)
        except ValidationError as error:
            names = dict.fromkeys(str(one["loc"][0]) for one in error.errors() if one["loc"])
            told = f": look at {', '.join(names)}" if names else ""
            fault = f"Decision {number} is not as the review page writes it{told}."
            found.append(Problem(where, "bad-decision", fault, _AGAIN))
            continue
        answer = "".join(said.answer.split()) if said.item == CODE else said.answer
        one = Decision(said.picture, said.page, said.item, answer, where)
        other = made.setdefault(one.key, one)
        if other.answer != one.answer:
            fault = f"Decision {number} says {quoted(one.answer)} of {one.item}, and line "
            fault += f"{other.where.line} says {quoted(other.answer)} of the same."
            remedy = "Look at the paper, and take one of the two away."
            found.append(Problem(where, "contradiction", fault, remedy))
    return made
