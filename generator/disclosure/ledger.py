"""Step 5: published once. The ledger holds every published table, word for word.

Open pages are made from the ledger and from nothing else. It is one file of
lines, each a JSON object: what was released when, each group with its cohorts,
its people's marks and its tables, and last a digest of all lines before. It
grows; nothing in it is ever changed.

A **mark** says that somebody has been counted, and to nobody without the key
who it was: HMAC(key, population, level, survey code). Whoever is marked never
counts again, whatever is corrected, moved or typed in later.

>>> one = mark(b"k" * 32, "mentor:after_session", "groups", "K7RM4W08")
>>> other = mark(b"k" * 32, "mentor:after_session", "coarse", "K7RM4W08")
>>> len(one), one == other
(32, False)

Somebody who withdraws is deleted from the answers; the published table stays
as it is, since two versions of it would show their answer.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from generator.definitions.programme import TOTAL
from generator.definitions.variables import Variable
from generator.disclosure.rounding import (
    BASE,
    COARSE_BASE,
    FEWEST,
    Base,
    digest,
    message,
    with_length,
)

FORMAT = 3
Level = Literal["groups", "coarse"]
#: An n, M and R; a mark, in hexadecimal figures.
Whole = Annotated[int, Field(ge=0, le=10_000_000)]
Mark = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class LedgerError(ValueError):
    """A ledger that cannot be believed; the message says why and what to do."""


class RedefinedError(ValueError):
    """Definitions by which people who were counted would be counted again; says what to do."""


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Table(_Line):
    """A published table: people n, printed total M, printed cells R, multiples of ``base``."""

    n: Whole
    M: Whole
    R: tuple[Whole, ...]
    base: Base = BASE

    @model_validator(mode="after")
    def _adds_up(self) -> Table:
        total = self.base * (self.n // self.base)
        whole = all(cell % self.base == 0 for cell in self.R)
        if self.n < FEWEST or total != self.M or sum(self.R) != self.M or not whole:
            raise ValueError("its cells do not add up")
        return self


class Opening(_Line):
    """The first line: what the file is, and whose."""

    kind: Literal["ledger"] = "ledger"
    format: int
    programme: str


class ReleaseLine(_Line):
    """One release: its number, its day (ISO), a check of the key, the groups that have a page."""

    kind: Literal["release"] = "release"
    number: Whole
    date: str
    key: str
    minimum: Whole
    pages: tuple[tuple[str, ...], ...] = ()


class QuestionLine(_Line):
    """A question as it was first published: its form, its categories with their codes.

    ``form`` is empty for a change, which has two, and for themes.
    """

    kind: Literal["question"] = "question"
    population: str
    part: str
    form: str = ""
    categories: tuple[tuple[str, ...], ...]


class GroupLine(_Line):
    """A published group of one population.

    ``number`` counts groups over the whole ledger. ``of`` are the groups that
    a coarse group is made from. ``first`` says that this was the population's
    first release. ``people`` is a headcount, ``came`` that of each cohort: they hold
    no answer.
    """

    kind: Literal["group"] = "group"
    number: Whole
    release: Whole
    population: str
    level: Level
    cohorts: tuple[str, ...]
    people: Whole
    first: bool
    of: tuple[Whole, ...] = ()
    marks: tuple[Mark, ...] = ()
    tables: Mapping[str, Table] = {}
    came: tuple[Whole, ...] = ()

    def by_cohort(self) -> dict[str, int]:
        """Return the headcount of each cohort; older ledgers have it of single ones only."""
        alone = (self.people,) if len(self.cohorts) == 1 else ()
        return dict(zip(self.cohorts, self.came or alone or (0,) * len(self.cohorts), strict=True))


class OwnLine(_Line):
    """A large place's own rounding of one question, printed in place of its groups' sum."""

    kind: Literal["own"] = "own"
    release: Whole
    population: str
    level: Level
    part: str
    groups: tuple[Whole, ...]
    table: Table

    @model_validator(mode="after")
    def _in_tens(self) -> OwnLine:
        if self.table.base != COARSE_BASE:
            raise ValueError("it is not rounded to tens")
        return self


class EndLine(_Line):
    """The last line: SHA-256 of all lines before it."""

    kind: Literal["end"] = "end"
    digest: str


Line = Opening | ReleaseLine | QuestionLine | GroupLine | OwnLine | EndLine
_LINES: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="kind")])


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that was ever published of a programme."""

    programme: str
    releases: tuple[ReleaseLine, ...] = ()
    questions: tuple[QuestionLine, ...] = ()
    groups: tuple[GroupLine, ...] = ()
    own: tuple[OwnLine, ...] = ()

    @property
    def number(self) -> int:
        """The number of the last release, 0 before the first."""
        return len(self.releases)

    def of(self, population: str, level: Level) -> tuple[GroupLine, ...]:
        """Return a population's groups at a level, in the order of their publication."""
        return tuple(g for g in self.groups if g.population == population and g.level == level)

    def standing(self) -> tuple[tuple[str, ...], ...]:
        """Return the groups that the first release gave pages to."""
        return next((one.pages for one in self.releases if one.pages), ())

    def with_key(self, key: bytes, day: str, minimum: int) -> Ledger:
        """Return the ledger with a release of nothing, from which on another key is used."""
        line = ReleaseLine(number=self.number + 1, date=day, key=key_check(key), minimum=minimum)
        return self.plus(line, (), (), ())

    def closed(self, key: bytes) -> frozenset[str]:
        """Return the cohorts that were released with another key: nobody of them is known again."""
        ours = {one.number for one in self.releases if one.key == key_check(key)}
        return frozenset(
            cohort for g in self.groups if g.release not in ours for cohort in g.cohorts
        )

    def plus(
        self,
        release: ReleaseLine,
        questions: Sequence[QuestionLine],
        groups: Sequence[GroupLine],
        own: Sequence[OwnLine],
    ) -> Ledger:
        """Return the ledger with one more release."""
        return replace(
            self,
            releases=(*self.releases, release),
            questions=(*self.questions, *questions),
            groups=(*self.groups, *groups),
            own=(*self.own, *own),
        )


def part_of(variable: Variable) -> str:
    """Return a question's name within its population.

    Examples
    --------
    >>> from generator.definitions.variables import CHANGE_CATEGORIES
    >>> part_of(Variable("change", "mentor", "confidence", "total", "before", "after", "", (), (),
    ...                  (), CHANGE_CATEGORIES))
    'confidence/total/before/after'

    """
    return "/".join((variable.measure, variable.domain, variable.from_, variable.to))


def level_of(variable: Variable) -> Level:
    """Return which groups show a question: coarse ones the domains of a measure."""
    domain = variable.kind in {"wave", "change"} and variable.domain != TOTAL
    return "coarse" if domain else "groups"


def categories_of(variable: Variable) -> tuple[tuple[str, ...], ...]:
    """Return a question's categories as the ledger keeps them: each id with its codes."""
    return tuple((one.id, *one.codes) for one in variable.categories)


def mark(key: bytes, population: str, level: Level, code: str) -> str:
    """Return the mark of somebody who was counted, 32 hexadecimal figures."""
    return marks(key, population, level, [code])[0]


def marks(key: bytes, population: str, level: Level, codes: Iterable[str]) -> list[str]:
    """Return the marks of many; the same as one by one, and quicker."""
    start = message("mark", population, level)
    return [hmac.digest(key, start + with_length(code), "sha256").hex()[:32] for code in codes]


def key_check(key: bytes) -> str:
    """Return what tells a key from another one without giving it away."""
    return digest(key, "check").hex()[:16]


def written(ledger: Ledger) -> bytes:
    """Return the ledger as its file holds it."""
    opening = Opening(format=FORMAT, programme=ledger.programme)
    lines: list[_Line] = [opening, *ledger.releases, *ledger.questions, *ledger.groups, *ledger.own]
    body = "".join(f"{line.model_dump_json()}\n" for line in lines).encode()
    end = EndLine(digest=hashlib.sha256(body).hexdigest())
    return body + f"{end.model_dump_json()}\n".encode()


def read(content: bytes, programme: str) -> Ledger:
    """Read a ledger.

    Raises
    ------
    LedgerError
        Where it is of another programme or format, cut off, or changed by hand.

    """
    body, _, last = content.rstrip(b"\n").rpartition(b"\n")
    opening = _opening(content.partition(b"\n")[0])
    _check_end(last, body)
    # Before the first release a programme may still change its id.
    _check_opening(opening, programme, empty=content.count(b"\n") == 2)
    lines = list(_lines(body))
    for line in lines[1:]:
        if isinstance(line, Opening | EndLine):
            raise LedgerError(f"{_CHANGED} {_BACKUP}")
    ledger = Ledger(
        programme,
        tuple(line for line in lines if isinstance(line, ReleaseLine)),
        tuple(line for line in lines if isinstance(line, QuestionLine)),
        tuple(line for line in lines if isinstance(line, GroupLine)),
        tuple(line for line in lines if isinstance(line, OwnLine)),
    )
    if [one.number for one in ledger.releases] != list(range(1, ledger.number + 1)):
        raise LedgerError(f"{_CHANGED} {_BACKUP}")
    return ledger


_BACKUP = "Put the newest backup of it in its place."
_CHANGED = "The ledger was changed by hand."


def _opening(line: bytes) -> Opening:
    """Return the first line; of a later format nothing else need be understood."""
    try:
        opening = Opening.model_validate_json(line)
    except ValidationError:
        raise LedgerError(f"This is not a ledger, or its beginning is missing. {_BACKUP}") from None
    if opening.format > FORMAT:
        raise LedgerError(
            f"The ledger is of format {opening.format}; this program knows format {FORMAT}. "
            f"Use the newer program that wrote it. If there is none: {_BACKUP}"
        )
    return opening


def _check_opening(opening: Opening, programme: str, *, empty: bool) -> None:
    if opening.format < FORMAT:
        raise LedgerError(
            f"The ledger is of format {opening.format}, which nothing was published with. Delete "
            "it, then begin a new one: mentoring release --new-ledger."
        )
    if opening.programme != programme and not empty:
        raise LedgerError(
            f"The ledger belongs to the programme “{opening.programme}”, this one is "
            f"“{programme}”. Put this programme's own ledger in its place."
        )


def _check_end(last: bytes, body: bytes) -> None:
    try:
        end = EndLine.model_validate_json(last)
    except ValidationError:
        raise LedgerError(f"The ledger is cut off: its last line is missing. {_BACKUP}") from None
    if end.digest != hashlib.sha256(body + b"\n").hexdigest():
        raise LedgerError(f"{_CHANGED} {_BACKUP}")


def _lines(body: bytes) -> Iterator[Line]:
    for line in body.split(b"\n"):
        try:
            yield _LINES.validate_json(line)
        except ValidationError:
            raise LedgerError(f"{_CHANGED} {_BACKUP}") from None
