"""Small invented programmes of single people, who come, leave and change their answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from generator.analysis.tally import tally
from generator.disclosure.ledger import BEGINNING, Entry, Head, digest, new_entry, read_ledger
from generator.disclosure.past import Past
from generator.disclosure.persons import People, people_of
from generator.disclosure.release import Earlier, Made, make
from generator.disclosure.released import Audience
from generator.survey.answers import Answers, Responses
from generator.survey.codebook import NOT_ANSWERED, Codebook, Column
from generator.survey.cohort import Cohort
from generator.survey.programme import ReleaseRule
from generator.survey.variables import Variable
from tests.disclosure.invented import FIVE, ROLES, WAVES, programme, variables

KEY = b"a secret key for the tests only."


@dataclass(frozen=True)
class Person:
    """One person: answers are places in FIVE, -1 where there is none."""

    role: str
    cohort: str
    code: str
    before: int
    after: int
    question: int

    @property
    def answered(self) -> tuple[bool, bool]:
        return self.before >= 0, self.after >= 0 or self.question >= 0


def batch(
    rng: np.random.Generator, cohort: str, count: int, start: int, share: float = 0.9
) -> list[Person]:
    """Return so many people of each role, with answers to most questions."""

    def answer() -> int:
        return int(rng.integers(0, 5)) if rng.random() < share else NOT_ANSWERED

    return [
        Person(role, cohort, f"{role}-{cohort}-{number:04}", answer(), answer(), answer())
        for role in ROLES
        for number in range(start, start + count)
    ]


def _book(role: str, wave: str) -> Codebook:
    columns = [Column("m", "m", "code", "M?", FIVE, FIVE, measure="m", domain="total")]
    if wave == "after":
        columns.append(Column("q", "q", "code", "Q?", FIVE, FIVE))
    return Codebook(f"{role}_{wave}", "1", ("1",), "linked", role, wave, tuple(columns))


BOOKS = {f"{role}_{wave}": _book(role, wave) for role in ROLES for wave in WAVES}


def listed(people: Iterable[Person], organisations: Sequence[str] = ("Trust",)) -> list[Cohort]:
    """Return the cohorts of some people; everybody in them was invited."""
    names = sorted({person.cohort for person in people})
    found = []
    for name in names:
        mentors, mentees = (
            sum(1 for p in people if (p.cohort, p.role) == (name, role)) for role in ROLES
        )
        home = organisations[int(name[1:]) % len(organisations)]
        found.append(Cohort(name, f"Cohort {name}", home, "North", mentors, mentees))
    return found


def responses(people: Sequence[Person], cohorts: Sequence[Cohort]) -> Responses:
    place = {cohort.id: number for number, cohort in enumerate(cohorts)}
    answers = {}
    for name, book in BOOKS.items():
        before = book.wave == "before"
        mine = [p for p in people if p.role == book.role and p.answered[0 if before else 1]]
        codes = {"m": [p.before if before else p.after for p in mine]}
        if not before:
            codes["q"] = [p.question for p in mine]
        answers[name] = Answers(
            name,
            np.array([p.code.encode() for p in mine], dtype="S32"),
            np.array([place[p.cohort] for p in mine], dtype=np.int32),
            {item: np.array(given, dtype=np.int8) for item, given in codes.items()},
            {},
        )
    return Responses(tuple(cohorts), answers, frozenset(), {}, 1)


@dataclass(frozen=True)
class Books:
    """A programme's ledger in the tests' hands."""

    entries: tuple[bytes, ...] = ()
    rule: ReleaseRule | None = None
    organisations: tuple[str, ...] = ("Trust",)

    @property
    def head(self) -> Head | None:
        return Head(len(self.entries), digest(self.entries[-1])) if self.entries else None

    @property
    def past(self) -> Past:
        if not self.entries:
            return Past()
        texts = [Entry(f"release-{n}", text) for n, text in enumerate(self.entries, 1)]
        found = read_ledger(texts, KEY, self.head)
        assert found.value is not None, found.problems
        return found.value

    def make(self, people: Sequence[Person], audience: Audience) -> Made:
        """Return what may be published now."""
        cohorts = listed(people, self.organisations)
        given, asked = responses(people, cohorts), programme(self.rule)
        return make(
            asked,
            variables(),
            tally(asked, BOOKS, given),
            cohorts,
            audience=audience,
            earlier=Earlier(known(people, cohorts), self.past),
        )

    def publish(self, people: Sequence[Person], audience: Audience) -> tuple[Books, Made]:
        """Return the ledger with one release more."""
        made = self.make(people, audience)
        previous = digest(self.entries[-1]) if self.entries else BEGINNING
        entry = new_entry(made, self.past, previous, KEY)
        return replace(self, entries=(*self.entries, entry)), made


def known(people: Sequence[Person], cohorts: Sequence[Cohort], key: bytes = KEY) -> People:
    return people_of(programme(), variables(), (), BOOKS, responses(people, cohorts), key)


def mentor(name: str) -> Variable:
    """Return a mentor's variable: before, after, change or q."""
    names = ("before", "after", "change", "q")
    return dict(zip(names, variables(), strict=False))[name]
