"""What happens to a programme between two releases, in real life, and a check by person.

The check knows nothing of versions or units: it follows people by their codes,
and what each of them had said when they were counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from generator.analysis.tally import tally
from generator.disclosure.admission import Part
from generator.disclosure.ledger import BEGINNING, digest, new_entry
from generator.disclosure.release import Earlier, Made, make
from generator.disclosure.released import Audience
from tests.disclosure.crowd import BOOKS, KEY, Books, Person, batch, known, listed, responses
from tests.disclosure.invented import programme, variables

#: Somebody with what they said: the same in two releases adds nothing to their difference.
Unit = tuple[str, ...]


@dataclass
class Life:
    """A programme and its releases; cohorts have organisations and titles of their own."""

    people: list[Person]
    homes: dict[str, str]
    titles: dict[str, str] = field(default_factory=dict)
    books: Books = field(default_factory=Books)
    selves: dict[str, set[Person]] = field(default_factory=dict)
    shown: dict[str, list[tuple[Audience, frozenset[Unit], Mapping[str, object]]]] = field(
        default_factory=dict
    )

    def release(self, audience: Audience) -> Made:
        """Publish, and remember whom each new table counts."""
        cohorts = [
            replace(one, organisation=self.homes[one.id], title=self.titles.get(one.id, one.title))
            for one in listed(self.people)
        ]
        asked, given = programme(self.books.rule), responses(self.people, cohorts)
        past = self.books.past
        made = make(
            asked,
            variables(),
            tally(asked, BOOKS, given),
            cohorts,
            audience=audience,
            earlier=Earlier(known(self.people, cohorts), past),
        )
        assert made.findings == ()
        entries = self.books.entries
        entry = new_entry(made, past, digest(entries[-1]) if entries else BEGINNING, KEY)
        self.books = replace(self.books, entries=(*entries, entry))
        self._remember(made, audience)
        return made

    def _remember(self, made: Made, audience: Audience) -> None:
        for person in self.people:
            self.selves.setdefault(person.code, set()).add(replace(person, cohort=""))
        for part in made.parts.values():
            counted = admitted(made, part)
            units = {
                person: unit
                for person in self.people
                if (unit := self._unit(part, person, counted)) is not None
            }
            for group, kept in zip(made.release.groups, made.kept, strict=True):
                inside = {name for name, _ in group.members}
                for name in part.source.tables:
                    if name not in kept or kept[name].since < len(self.books.entries):
                        continue
                    if not part.source.variables:
                        continue  # participation
                    who = frozenset(u for person, u in units.items() if person.cohort in inside)
                    assert len(who) == kept[name].people
                    self.shown.setdefault(name, []).append((audience, who, kept[name].copy))

    def _unit(self, part: Part, person: Person, counted: set[tuple[bytes, str]]) -> Unit | None:
        """Return somebody with the answer that a part counts of them."""
        if not part.source.variables or person.role != part.source.variables[0].role:
            return None
        for one in self.selves[person.code]:
            mine = replace(one, cohort=person.cohort)
            if (versions(mine).get(part.population.name), person.cohort) in counted:
                question = part.source.variables[0].measure == "q"
                said = (mine.question,) if question else (mine.before, mine.after)
                return (person.code, *map(str, said))
        return None

    def check(self, opened: int = 10, restricted: int = 5) -> None:
        """Nobody is in a class that is too small, and nothing rounded is rounded again."""
        for name, tables in self.shown.items():
            in_open = [who for audience, who, _ in tables if audience == "open"]
            for sets, least in ((in_open, opened), ([who for _, who, _ in tables], restricted)):
                everybody = frozenset[Unit]().union(*sets)
                classes = Counter(tuple(unit in one for one in sets) for unit in everybody)
                assert not classes or min(classes.values()) >= least, name
            rounded: dict[frozenset[Unit], object] = {}
            for audience, who, copy in tables:
                if audience == "open":
                    assert rounded.setdefault(who, copy["counts"]) == copy["counts"], name


def admitted(made: Made, part: Part) -> set[tuple[bytes, str]]:
    """Return the version and cohort of everybody whom a part counts."""
    assert made.people is not None
    population = part.population
    return {
        (population.versions[row], made.people.cohorts[population.cohort[row]])
        for row in np.flatnonzero(part.plan.admitted).tolist()
    }


_VERSIONS: dict[Person, dict[str, bytes]] = {}


def versions(person: Person) -> dict[str, bytes]:
    """Return somebody's versions, made of them alone."""
    if person not in _VERSIONS:
        found = known([person], listed([person]))
        _VERSIONS[person] = {p.name: p.versions[0] for p in found.populations if p.versions}
    return _VERSIONS[person]


def life(
    rng: np.random.Generator, sizes: Sequence[int], organisations: int = 3, share: float = 1.0
) -> Life:
    """Return a programme of cohorts of so many pairs, in some organisations."""
    people = [p for c, size in enumerate(sizes) for p in batch(rng, f"c{c}", size, 0, share)]
    homes = {f"c{c}": f"o{int(rng.integers(0, organisations))}" for c in range(len(sizes))}
    return Life(people, homes)


# --- what may happen ------------------------------------------------------------------------


def happen(one: Life, what: str, rng: np.random.Generator, serial: int) -> None:
    """Let something happen to a cohort of a programme."""
    cohorts = sorted({person.cohort for person in one.people})
    if cohorts:
        name, other = (str(found) for found in rng.choice(cohorts, 2))
        one.homes[f"c{50 + serial}"] = one.homes[name]
        HAPPENINGS[what](one, name, other, rng, serial)


def _some(one: Life, cohort: str, rng: np.random.Generator, most: int) -> set[str]:
    codes = sorted(person.code for person in one.people if person.cohort == cohort)
    return {str(code) for code in rng.permutation(codes)[: int(rng.integers(1, most + 1))]}


def _move(one: Life, codes: set[str], cohort: str) -> None:
    one.people = [replace(p, cohort=cohort) if p.code in codes else p for p in one.people]


def _late(one: Life, cohort: str, _: str, rng: np.random.Generator, serial: int) -> None:
    one.people += batch(rng, cohort, int(rng.integers(1, 8)), 1000 * serial, 1.0)


def _correct(one: Life, cohort: str, _: str, rng: np.random.Generator, __: int) -> None:
    who = _some(one, cohort, rng, 3 if rng.random() < 0.7 else 14)
    one.people = [
        replace(p, before=(p.before + 1) % 5, question=(p.question + int(rng.integers(0, 2))) % 5)
        if p.code in who
        else p
        for p in one.people
    ]


def _withdraw(one: Life, cohort: str, _: str, rng: np.random.Generator, __: int) -> None:
    who = _some(one, cohort, rng, 2)
    one.people = [p for p in one.people if p.code not in who]


def _merge(one: Life, cohort: str, other: str, _: np.random.Generator, __: int) -> None:
    _move(one, {p.code for p in one.people if p.cohort == cohort}, other)


def _split(one: Life, cohort: str, _: str, rng: np.random.Generator, serial: int) -> None:
    _move(one, _some(one, cohort, rng, 14), f"c{50 + serial}")


def _new_id(one: Life, cohort: str, _: str, __: np.random.Generator, serial: int) -> None:
    _move(one, {p.code for p in one.people if p.cohort == cohort}, f"c{50 + serial}")


def _person_moves(one: Life, cohort: str, other: str, rng: np.random.Generator, _: int) -> None:
    _move(one, _some(one, cohort, rng, 1), other)


def _new_title(one: Life, cohort: str, _: str, __: np.random.Generator, ___: int) -> None:
    one.titles[cohort] = "Another title"


def _moves(one: Life, cohort: str, _: str, rng: np.random.Generator, __: int) -> None:
    one.homes[cohort] = f"o{int(rng.integers(0, 4))}"


def _new(one: Life, _: str, __: str, rng: np.random.Generator, serial: int) -> None:
    one.people += batch(rng, f"c{50 + serial}", int(rng.integers(1, 15)), 1000 * serial, 1.0)


def _gone(one: Life, cohort: str, _: str, __: np.random.Generator, ___: int) -> None:
    one.people = [p for p in one.people if p.cohort != cohort] or one.people


HAPPENINGS: Mapping[str, Callable[[Life, str, str, np.random.Generator, int], None]] = {
    "late": _late,
    "correct": _correct,
    "withdraw": _withdraw,
    "merge": _merge,
    "split": _split,
    "new id": _new_id,
    "a person moves": _person_moves,
    "new title": _new_title,
    "moves": _moves,
    "new": _new,
    "gone": _gone,
}
