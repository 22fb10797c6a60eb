"""What every page of a release has in common: its words, its measures and its addresses.

Made once for a release. A page then only looks up its own group's tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from generator.definitions.programme import TOTAL, Programme, Role, Wave, in_language
from generator.definitions.variables import Variable
from generator.report.quantities import capital, lowered, number
from generator.report.view import Release, ReleasedGroup, Shown, Withheld

Table = Shown | Withheld | None

FOLDER = "results"
INDEX = f"{FOLDER}/index.md"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two waves that are set against each other."""

    from_: str
    to: str
    primary: bool


@dataclass(frozen=True, slots=True)
class When:
    """The two waves of a comparison as they stand inside a sentence."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure in one role: its lines (domains, then the total) and its waves.

    ``lines`` are (domain id, label); a measure with one item has the one line
    of its people. ``primary`` is the main comparison, or None; ``others`` are
    further comparisons, ``singles`` the waves that no primary comparison shows.
    ``summed`` says that its whole is a total of all areas.
    """

    role: str
    measure: str
    title: str
    people: str
    lines: tuple[tuple[str, str], ...]
    primary: Pair | None
    others: tuple[Pair, ...]
    singles: tuple[str, ...]
    summed: bool

    def change(self, group: ReleasedGroup, pair: Pair, domain: str) -> Table:
        """Return a group's table of change of one line; None where there is none."""
        return group.tables.get((self.role, self.measure, domain, pair.from_, pair.to))

    def answers(self, group: ReleasedGroup, wave: str, domain: str) -> Table:
        """Return a group's table of answers of one line at one wave; None where there is none."""
        return group.tables.get((self.role, self.measure, domain, wave, ""))

    @property
    def domains(self) -> tuple[tuple[str, str], ...]:
        """The lines without the total; empty for a measure with one item."""
        return tuple(line for line in self.lines if line[0] != TOTAL)

    def at(self, group: ReleasedGroup) -> Measured:
        """Return the measure with the lines that a group has: under 30 people no domains."""
        asked = {key[2] for key in group.tables if key[:2] == (self.role, self.measure)}
        return replace(self, lines=tuple(line for line in self.lines if line[0] in asked))


@dataclass(frozen=True, slots=True)
class Outline:
    """A release with the programme's words around it."""

    programme: Programme
    release: Release
    language: str
    measured: tuple[Measured, ...]
    questions: Mapping[str, tuple[Variable, ...]]
    stems: Mapping[str, str]
    groups: Mapping[str, ReleasedGroup]
    homes: Mapping[str, str]

    @property
    def exact(self) -> bool:
        """True on restricted pages."""
        return self.release.audience == "restricted"

    @property
    def areas(self) -> str:
        """How many areas there are, in words."""
        return number(len(self.programme.domains))

    def people(self, role: str) -> str:
        """Return what a role's people are called inside a sentence, such as 'mentors'."""
        return lowered(self._words(self.programme.roles, role, "plural"))

    def wave(self, wave: str) -> str:
        """Return a wave's title, such as 'Before the session'."""
        return self._words(self.programme.waves, wave, "title")

    def when(self, wave: str) -> str:
        """Return a wave inside a sentence, such as 'before the session'."""
        return self._words(self.programme.waves, wave, "phrase")

    def _words(self, known: Iterable[Role | Wave], identity: str, name: str) -> str:
        """Return what one of the programme's things is called; its id where there is none."""
        found = next((getattr(one, name) for one in known if one.id == identity), identity)
        return in_language(found, self.language)

    def times(self, pair: Pair) -> When:
        """Return a comparison's waves as words."""
        return When(self.when(pair.from_), self.when(pair.to))

    @property
    def main_times(self) -> When:
        """The two times of the primary comparisons; in general words where they differ."""
        found = {self.times(one.primary) for one in self.measured if one.primary}
        return found.pop() if len(found) == 1 else When("before", "after")

    def roles(self) -> tuple[str, ...]:
        """Return the roles of people that have anything to show, in the programme's order."""
        wanted = {m.role for m in self.measured} | set(self.questions)
        return tuple(r.id for r in self.programme.roles if r.id in wanted and r.people)

    def session_roles(self) -> tuple[str, ...]:
        """Return the roles whose rows are sessions."""
        return tuple(role.id for role in self.programme.roles if not role.people)

    def address(self, group: ReleasedGroup) -> str:
        """Return a group's source address in the results folder, without the folder."""
        return f"{self.stems[group.id]}.md"

    def shown_at(self, group: ReleasedGroup) -> ReleasedGroup:
        """Return the group whose page shows this one: itself, or a parent of the same people.

        Where a parent has only one group below it, both are the same people
        and one page serves them.
        """
        return self.groups[self.homes[group.id]]

    def merged_into(self, group: ReleasedGroup) -> tuple[ReleasedGroup, ...]:
        """Return the other groups that a group's page also serves."""
        guests = [g for g, home in self.homes.items() if home == group.id and g != group.id]
        return tuple(self.groups[guest] for guest in guests)


def outline(programme: Programme, release: Release, language: str = "en") -> Outline:
    """Return everything that pages of a release share."""
    questions: dict[str, list[Variable]] = {}
    for variable in release.variables:
        if variable.kind == "question":
            questions.setdefault(variable.role, []).append(variable)
    found = Outline(
        programme=programme,
        release=release,
        language=language,
        measured=(),
        questions={role: tuple(asked) for role, asked in questions.items()},
        stems=_stems(release.groups),
        groups={group.id: group for group in release.groups},
        homes=_homes(release.groups),
    )
    return replace(found, measured=tuple(_measured(found)))


def _stems(groups: Iterable[ReleasedGroup]) -> dict[str, str]:
    """Return a file name for each group, all different whatever the case of letters."""
    stems: dict[str, str] = {}
    taken = {"index"}
    for group in groups:
        stem = wanted = _stem(group)
        copy = 1
        while stem.lower() in taken:
            copy += 1
            stem = f"{wanted}-{copy}"
        taken.add(stem.lower())
        stems[group.id] = stem
    return stems


def _homes(groups: Iterable[ReleasedGroup]) -> dict[str, str]:
    """Return for each group the id of the one whose page shows it; parents come first."""
    members: dict[str, frozenset[tuple[str, str]]] = {}
    homes: dict[str, str] = {}
    for group in groups:
        members[group.id] = frozenset(group.members)
        same = group.parent in homes and members[group.parent] == members[group.id]
        homes[group.id] = homes[group.parent] if same else group.id
    return homes


def _stem(group: ReleasedGroup) -> str:
    """Return level and id, the level only once, safe in a file name and an address."""
    if group.level == "programme":
        return "programme"
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", group.id).strip("-") or "group"
    return name if name.startswith(f"{group.level}-") else f"{group.level}-{name}"


def _measured(shared: Outline) -> Iterator[Measured]:
    """Yield every (role, measure) of the release's variables, role by role."""
    found: dict[tuple[str, str], list[Variable]] = {}
    for variable in shared.release.variables:
        if variable.kind in ("wave", "change"):
            found.setdefault((variable.role, variable.measure), []).append(variable)
    order = [role.id for role in shared.programme.roles]
    for key in sorted(found, key=lambda key: (*order, key[0]).index(key[0])):
        yield _measure(shared, *key, found[key])


def _measure(shared: Outline, role: str, measure: str, found: list[Variable]) -> Measured:
    programme, people = shared.programme, shared.people(role)
    known = next((one for one in programme.measures if one.id == measure), None)
    summed = known is not None and known.items != "single"
    changes = (one for one in found if one.kind == "change")
    pairs = tuple(dict.fromkeys(Pair(one.from_, one.to, one.primary) for one in changes))
    primary = next((pair for pair in pairs if pair.primary), None)
    present = {one.domain for one in found}
    names = ((one.id, in_language(one.title, shared.language)) for one in programme.domains)
    lines = [line for line in names if line[0] in present]
    if TOTAL in present:
        lines.append((TOTAL, f"All {shared.areas} together" if summed else capital(people)))
    apart = {one.from_ for one in found if one.kind == "wave"}
    apart -= {primary.from_, primary.to} if primary else set()
    return Measured(
        role=role,
        measure=measure,
        title=in_language(known.title, shared.language) if known else measure,
        people=people,
        lines=tuple(lines),
        primary=primary,
        others=tuple(pair for pair in pairs if pair != primary),
        singles=tuple(wave.id for wave in programme.waves if wave.id in apart),
        summed=summed,
    )
