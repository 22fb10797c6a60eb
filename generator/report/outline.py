"""What every page of a release has in common: its words, its measures and its addresses.

Made once for a release. A page then only looks up its own group's tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from generator.definitions.programme import TOTAL, Programme, in_language
from generator.definitions.variables import Variable
from generator.report.quantities import capital, lowered, number
from generator.report.view import Release, ReleasedGroup, Shown, Withheld

Key = tuple[str, str, str, str, str]
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
class Measured:
    """One measure in one role: its lines (domains, then the total) and its waves.

    ``lines`` are (domain id, label); a measure with one item has the one line
    of its people. ``pair`` is the primary comparison, or
    None; ``others`` are further comparisons, ``singles`` the waves that no
    primary comparison shows. ``summed`` says that its whole is a total of all areas.
    """

    role: str
    measure: str
    title: str
    people: str
    lines: tuple[tuple[str, str], ...]
    pair: Pair | None
    others: tuple[Pair, ...]
    singles: tuple[str, ...]
    summed: bool

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
        for known in self.programme.roles:
            if known.id == role:
                return lowered(in_language(known.plural, self.language))
        return role

    def wave(self, wave: str) -> str:
        """Return a wave's title, such as 'Before the session'."""
        found = [w for w in self.programme.waves if w.id == wave]
        return in_language(found[0].title, self.language) if found else wave

    def when(self, wave: str) -> str:
        """Return a wave inside a sentence, such as 'before the session'."""
        found = [w for w in self.programme.waves if w.id == wave]
        return in_language(found[0].phrase, self.language) if found else wave

    def primary_pair(self, role: str) -> Pair | None:
        """Return the waves of a role's primary comparison."""
        pairs = [m.pair for m in self.measured if m.role == role and m.pair]
        return pairs[0] if pairs else None

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
    measured = tuple(_measured(programme, release, language))
    return Outline(
        programme=programme,
        release=release,
        language=language,
        measured=measured,
        questions={role: tuple(found) for role, found in questions.items()},
        stems=_stems(release.groups),
        groups={group.id: group for group in release.groups},
        homes=_homes(release.groups),
    )


def table(group: ReleasedGroup, *key: str) -> Table:
    """Return a group's table by role, measure, domain, from and to; None if there is none."""
    role, measure, domain, from_, to = key
    return group.tables.get((role, measure, domain, from_, to))


def safe_name(text: str) -> str:
    """Return text that is safe in a file name and an address.

    >>> safe_name("Ward 7/B"), safe_name("../x")
    ('Ward-7-B', 'x')
    """
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-") or "group"


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
    """Return level and id, the level only once."""
    if group.level == "programme":
        return "programme"
    name = safe_name(group.id)
    return name if name.startswith(f"{group.level}-") else f"{group.level}-{name}"


def _measured(programme: Programme, release: Release, language: str) -> Iterable[Measured]:
    """Yield every (role, measure) of the release's variables, role by role."""
    by_pair: dict[tuple[str, str], list[Variable]] = {}
    for variable in release.variables:
        if variable.kind in ("wave", "change"):
            by_pair.setdefault((variable.role, variable.measure), []).append(variable)
    roles = {role.id: role for role in programme.roles}
    titles = {m.id: in_language(m.title, language) for m in programme.measures}
    every = f"All {number(len(programme.domains))} together"
    whole = {m.id for m in programme.measures if m.items != "single"}
    waves = [wave.id for wave in programme.waves]
    names = {domain.id: in_language(domain.title, language) for domain in programme.domains}
    order = [role.id for role in programme.roles]
    in_order = sorted(by_pair, key=lambda p: order.index(p[0]) if p[0] in order else len(order))
    for role, measure in in_order:
        found = by_pair[(role, measure)]
        pairs = _pairs(found)
        primary = next((p for p in pairs if p.primary), pairs[0] if pairs else None)
        present = {v.domain for v in found}
        people = lowered(in_language(roles[role].plural, language)) if role in roles else role
        lines = [(d, name) for d, name in names.items() if d in present]
        if TOTAL in present:
            lines.append((TOTAL, every if measure in whole else capital(people)))
        at = {v.from_ for v in found if v.kind == "wave"}
        shown = {primary.from_, primary.to} if primary else set()
        yield Measured(
            role=role,
            measure=measure,
            title=titles.get(measure, measure),
            people=people,
            lines=tuple(lines),
            pair=primary,
            others=tuple(p for p in pairs if p != primary),
            singles=tuple(w for w in waves if w in at - shown),
            summed=measure in whole,
        )


def _pairs(found: Iterable[Variable]) -> list[Pair]:
    pairs: list[Pair] = []
    for variable in found:
        pair = Pair(variable.from_, variable.to, variable.primary)
        if variable.kind == "change" and pair not in pairs:
            pairs.append(pair)
    return pairs
