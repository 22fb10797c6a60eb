"""The five steps once more, in plain Python, written from the design and not from the code.

Only the secret number is the program's own, so that both draw alike. ``Reference`` keeps its own
books: who was counted stands there by survey code, where the program has marks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import sqrt

from generator.disclosure.rounding import Subject, secret_number
from tests.disclosure.small import CATEGORIES, SEVEN, Crowd, Row

Pick = Callable[[dict[str, Row]], int | None]


@dataclass(frozen=True)
class Question:
    population: str
    part: str
    pick: Pick
    categories: int
    coarse: bool = False

    @property
    def level(self) -> str:
        return "coarse" if self.coarse else "groups"


# --- step 1: populations and their questions ----------------------------------------------------


def total(row: Row) -> int | None:
    found = [row[column] for column in SEVEN]
    return None if min(found) < 0 else sum(found) + 7


def item(column: str) -> Callable[[Row], int | None]:
    return lambda row: None if row[column] < 0 else row[column] + 1


def five(code: int) -> int:
    return [0, 0, 1, 2, 2][code - 1]


def thirds(points: int) -> int:
    return 0 if points <= 17 else 1 if points <= 24 else 2


def compared(role: str, name: str, value: Callable[[Row], int | None]) -> Iterator[Question]:
    """Three tables of those who answered before and after."""
    band = thirds if name == "sureness/total" else five
    coarse = name.startswith("sureness") and band is five

    def both(rows: dict[str, Row]) -> tuple[int, int] | None:
        before, after = value(rows["before"]), value(rows["after"])
        return None if before is None or after is None else (before, after)

    def at(place: int) -> Pick:
        return lambda rows: None if (found := both(rows)) is None else band(found[place])

    def change(rows: dict[str, Row]) -> int | None:
        found = both(rows)
        return None if found is None else 1 + (found[1] < found[0]) - (found[1] > found[0])

    for waves, pick in (("before/", at(0)), ("after/", at(1)), ("before/after", change)):
        yield Question(f"{role}:before+after", f"{name}/{waves}", pick, 3, coarse)


def one_wave(role: str, wave: str, column: str, categories: int) -> Question:
    def pick(rows: dict[str, Row]) -> int | None:
        code = rows[wave][column]
        return None if code < 0 else five(code + 1) if categories == 3 else code

    return Question(f"{role}:{wave}", f"{column}/total/{wave}/", pick, categories)


def theme(place: int) -> Question:
    part = f"theme:{CATEGORIES[place].id}/total/after/"
    return Question("mentor:after:texts", part, lambda rows: 1 - rows["texts"][str(place)], 2)


def all_questions(*, texts: bool) -> list[Question]:
    found = [*compared("mentor", "grasp/total", item("grasp"))]
    for role in ("mentor", "mentee"):
        found += compared(role, "sureness/total", total)
        for domain in ("tea", "cake"):
            found += compared(role, f"sureness/{domain}", item(f"sureness_{domain}"))
        found += [one_wave(role, wave, "worries", 2) for wave in ("before", "after")]
    found += [one_wave("mentor", "later", "grasp", 3), one_wave("mentor", "later", "worries", 2)]
    return [*found, theme(0), theme(1)] if texts else found


def linked(code: str) -> bool:
    return not code.startswith("UNLINKED")


def members(population: str, crowd: Crowd) -> dict[str, tuple[str, dict[str, Row]]]:
    """Everybody of a population: code, cohort, and the rows of each wave."""
    role, waves = population.split(":")[:2]
    names = waves.split("+")
    sheets = {wave: crowd.forms.get(f"{role}_{wave}", {}) for wave in names}
    if population.endswith(":texts"):
        sheets["texts"] = {
            code: (cohort, {str(n): int(one) for n, one in enumerate(said)})
            for code, (cohort, said) in (crowd.coded or {}).items()
        }
    found = {}
    for code, (cohort, _) in sheets[names[0]].items():
        here = all(code in sheet and sheet[code][0] == cohort for sheet in sheets.values())
        if here and (linked(code) or len(names) == 1):
            found[code] = (cohort, {wave: sheet[code][1] for wave, sheet in sheets.items()})
    return found


def role_size(role: str, crowd: Crowd) -> int:
    sheets = [rows for name, rows in crowd.forms.items() if name.startswith(role)]
    codes = {code for rows in sheets for code in rows if linked(code)}
    return len(codes) + max(sum(not linked(code) for code in rows) for rows in sheets)


# --- step 2: groups -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Leaf:
    """A cohort, or a whole group by its number."""

    name: str
    cohorts: tuple[str, ...]


Node = Leaf | list


def paths(crowd: Crowd) -> dict[str, tuple[str, ...]]:
    """Each cohort's region and organisation, in listed order."""
    listed = sorted(crowd.cohorts, key=lambda one: (one.region, one.organisation, one.id))
    return {one.id: (one.region, f"{one.region}/{one.organisation}") for one in listed}


def tree(crowd: Crowd, leaves: Sequence[Leaf]) -> list:
    """Put each leaf into the lowest place that holds its cohorts; all in listed order."""
    path = paths(crowd)
    order = list(path)

    def common(leaf: Leaf) -> tuple[str, ...]:
        found = []
        for level in range(2):
            names = {path[cohort][level] for cohort in leaf.cohorts}
            if len(names) > 1:
                break
            found.append(names.pop())
        return tuple(found)

    def inside(level: int, here: list[Leaf]) -> list:
        children: dict[str, list[Leaf]] = {}
        for leaf in here:
            home = common(leaf)
            name = home[level] if len(home) > level else f"={leaf.name}"
            children.setdefault(name, []).append(leaf)

        def first(some: list[Leaf]) -> int:
            return min(order.index(cohort) for leaf in some for cohort in leaf.cohorts)

        nodes = sorted(children.items(), key=lambda one: first(one[1]))
        return [some[0] if name[0] == "=" else inside(level + 1, some) for name, some in nodes]

    return inside(0, [leaf for leaf in leaves if set(leaf.cohorts) <= path.keys()])


Size = Callable[[Sequence[Leaf]], int]


def pooled(node: Node, size: Size, least: int) -> tuple[list[list[Leaf]], list[Leaf]]:
    if isinstance(node, Leaf):
        return ([[node]], []) if size([node]) >= least else ([], [node])
    groups, pools, waiting = [], [], []
    for child in node:
        found, left = pooled(child, size, least)
        groups += found
        waiting = waiting + left
        if waiting and size(waiting) >= least:
            pools.append(waiting)
            waiting = []
    if waiting and pools:
        pools[-1] = pools[-1] + waiting
        waiting = []
    return groups + pools, waiting


def grouped(
    crowd: Crowd, leaves: Sequence[Leaf], heads: list[Counter], least: int, *, first: bool
) -> list[tuple[str, ...]]:
    """Groups as names of leaves; ``heads`` are how many people each deciding population has."""

    def size(some: Sequence[Leaf]) -> int:
        return min(sum(many[leaf.name] for leaf in some) for many in heads)

    found, left = pooled(tree(crowd, leaves), size, least)
    if left and first and found:
        found[found.index(min(found, key=size))] += left
    order = list(paths(crowd))
    for group in found:
        group.sort(key=lambda leaf: min(order.index(cohort) for cohort in leaf.cohorts))
    return [tuple(leaf.name for leaf in group) for group in found]


def share(
    crowd: Crowd,
    leaves: Sequence[Leaf],
    heads: dict[str, Counter],
    least: int,
    *,
    optional: set[str],
    standing: list[tuple[str, ...]] | None,
    first: bool,
) -> tuple[dict[str, list[tuple[str, ...]]], list[tuple[str, ...]]]:
    large = {name: many for name, many in heads.items() if many.total() >= least}
    deciding = [] if standing else [name for name in large if name not in optional]
    there = {name for many in large.values() for name in many}
    common = standing or []
    if deciding:
        some = [leaf for leaf in leaves if leaf.name in there]
        common = grouped(crowd, some, [large[name] for name in deciding], least, first=first)
    found = {}
    for name, many in large.items():
        fits = common and all(sum(many[part] for part in group) >= least for group in common)
        whole = {part for group in common for part in group} >= set(many)
        if name in deciding or (fits and whole):
            found[name] = common
        else:
            some = [leaf for leaf in leaves if leaf.name in many]
            found[name] = grouped(crowd, some, [many], least, first=first)
    return found, common


# --- steps 3 to 5 -------------------------------------------------------------------------------


def rounded(counts: Sequence[int], u: int, base: int) -> tuple[int, ...]:
    n = sum(counts)
    m = base * (n // base)
    steps = [(sum(counts[:i]) * m + u) // (base * n) for i in range(len(counts) + 1)]
    return tuple(base * (b - a) for a, b in pairwise(steps))


@dataclass
class Group:
    release: int
    population: str
    level: str
    cohorts: tuple[str, ...]
    people: dict[str, dict[str, Row]]
    first: bool
    of: tuple[int, ...] = ()
    truth: dict[str, list[int]] = field(default_factory=dict)
    tables: dict[str, tuple[int, int, tuple[int, ...], int]] = field(default_factory=dict)


@dataclass
class Reference:
    """Everything published; ``groups`` by number, ``own`` as (part, groups, table, population)."""

    key: bytes
    number: int = 0
    groups: list[Group] = field(default_factory=list)
    own: list[tuple[str, str, str, tuple[int, ...], tuple]] = field(default_factory=list)
    pages: list[tuple[tuple[str, ...], int]] = field(default_factory=list)
    standing: list[tuple[str, ...]] = field(default_factory=list)

    def of(self, population: str, level: str = "groups") -> list[int]:
        return [
            n for n, g in enumerate(self.groups) if (g.population, g.level) == (population, level)
        ]

    def release(self, crowd: Crowd) -> None:
        before, self.number = len(self.groups), self.number + 1
        questions = all_questions(texts=crowd.coded is not None)
        names = list(dict.fromkeys(one.population for one in questions))
        people = {name: members(name, crowd) for name in names}
        optional = {
            name for name in names
            if 2 * len(people[name]) < role_size(name.split(":")[0], crowd)
            or name.endswith(":texts")
        }  # fmt: skip
        late = [name for name in names if self.of(name)]
        new = [name for name in names if name not in late]
        mine = {name: self._not_counted(name, people[name]) for name in names}
        leaves = [Leaf(cohort, (cohort,)) for cohort in paths(crowd)]
        standing = list(self.standing)
        known = {cohort for group in self.groups for cohort in group.cohorts}
        for together, first in ((new, True), (late, False)):
            heads = {
                name: Counter(cohort for cohort, _ in mine[name].values()) for name in together
            }
            found, common = share(
                crowd, leaves, heads, 11, optional=optional, first=first,
                standing=standing if first else None,
            )  # fmt: skip
            for name, groups in found.items():
                start = len(self.groups)
                for group in groups:
                    inside = {
                        c: rows for c, (cohort, rows) in mine[name].items() if cohort in group
                    }
                    self._add(questions, name, "groups", group, inside, first=first)
                if first:
                    self._add_own(crowd, questions, name, "groups", range(start, len(self.groups)))
            new_pages = common if not first else [] if standing else common
            added = [group for group in new_pages if first or not known & set(group)]
            self.pages += [(group, self.number) for group in added]
            if not self.standing:
                self.standing = added
        self._coarse(crowd, questions, people, optional)
        if len(self.groups) == before:
            self.number -= 1

    def _not_counted(self, name: str, people: dict) -> dict:
        mine = [self.groups[n] for n in self.of(name)]
        done = {code for group in mine for code in group.people if linked(code)}
        begun = {cohort for group in mine for cohort in group.cohorts}
        return {
            code: (cohort, rows)
            for code, (cohort, rows) in people.items()
            if (code not in done if linked(code) else cohort not in begun)
        }

    def _coarse(self, crowd: Crowd, questions: list[Question], people: dict, optional: set) -> None:
        together: dict[object, list[str]] = {}
        pending: dict[str, dict[str, int]] = {}
        for name in dict.fromkeys(one.population for one in questions if one.coarse):
            inside = {n for at in self.of(name, "coarse") for n in self.groups[at].of}
            left = [n for n in self.of(name) if n not in inside]
            pending[name] = {f"{self.groups[n].release} {self.groups[n].cohorts}": n for n in left}
            alike = name if self.of(name, "coarse") else frozenset(pending[name])
            if left:
                together.setdefault(alike, []).append(name)
        for alike, some in together.items():
            first, heads, there = not isinstance(alike, str), {}, {}
            for name in some:
                there[name] = {
                    part: self._now(n, people[name]) for part, n in pending[name].items()
                }
                heads[name] = Counter({p: len(rows) for p, rows in there[name].items() if rows})
            parts = pending[some[0]]
            leaves = [Leaf(part, self.groups[n].cohorts) for part, n in parts.items()]
            found, _ = share(
                crowd, leaves, heads, 30, optional=optional & set(some), standing=None, first=first
            )
            for name, groups in found.items():
                start = len(self.groups)
                for group in groups:
                    of = tuple(pending[name][part] for part in group)
                    rows = {c: r for part in group for c, r in there[name][part].items()}
                    cohorts = [cohort for n in of for cohort in self.groups[n].cohorts]
                    every = tuple(dict.fromkeys(cohorts))
                    self._add(questions, name, "coarse", every, rows, first=first, of=of)
                if first:
                    self._add_own(crowd, questions, name, "coarse", range(start, len(self.groups)))

    def _now(self, number: int, people: dict) -> dict[str, dict[str, Row]]:
        """Return the people of a group who are still there, with what they say now."""
        group = self.groups[number]
        if group.release == self.number:
            return group.people
        return {c: people[c][1] for c in group.people if c in people and linked(c)}

    def _add(
        self, questions: list[Question], name: str, level: str, cohorts: tuple[str, ...],
        people: dict[str, dict[str, Row]], *, first: bool, of: tuple[int, ...] = (),
    ) -> None:  # fmt: skip
        group = Group(self.number, name, level, cohorts, people, first, of)
        for one in questions:
            if (one.population, one.level) == (name, level):
                picked = [one.pick(rows) for rows in people.values()]
                truth = [picked.count(place) for place in range(one.categories)]
                group.truth[one.part] = truth
                if sum(truth) >= 6:
                    group.tables[one.part] = self._table(one, cohorts, truth, 5)
        self.groups.append(group)

    def _table(self, one: Question, cohorts: tuple[str, ...], truth: list[int], base: int) -> tuple:
        subject = Subject("tiny", one.population, one.part, cohorts, self.number)
        u = secret_number(self.key, subject, truth, base)
        n = sum(truth)
        return (n, base * (n // base), rounded(truth, u, base), base)

    def _add_own(
        self, crowd: Crowd, questions: list[Question], name: str, level: str, numbers: range
    ) -> None:
        leaves = [Leaf(str(n), self.groups[n].cohorts) for n in numbers]
        whole = tree(crowd, leaves)
        for one in questions:
            if (one.population, one.level) == (name, level):
                self._own_of(one, whole)

    def _own_of(self, one: Question, node: Node) -> list[int]:
        """Give the lowest places that are large enough their own; return what is left over."""
        if isinstance(node, Leaf):
            return [int(node.name)] if one.part in self.groups[int(node.name)].tables else []
        left = [n for child in node for n in self._own_of(one, child)]
        truths = [self.groups[n].truth[one.part] for n in left]
        if len(left) < 8 or sum(map(sum, truths)) < 100:
            return left
        cohorts = tuple(cohort for n in left for cohort in self.groups[n].cohorts)
        table = self._table(one, cohorts, [sum(cell) for cell in zip(*truths, strict=True)], 10)
        self.own.append((one.population, one.level, one.part, tuple(sorted(left)), table))
        return []

    # --- step 4: sums -----------------------------------------------------------------------

    def counted(self, cohorts: Sequence[str], since: int, name: str, level: str) -> list[int]:
        """Return the groups that a page counts."""
        return [
            n
            for n in self.of(name, level)
            if set(self.groups[n].cohorts) <= set(cohorts)
            and (not since or self.groups[n].first or self.groups[n].release == since)
        ]

    def sums(self, numbers: list[int], part: str, name: str, level: str) -> tuple | None:
        """Return what a page prints: people by category, base, margin, and the verdict's words."""
        left = {n: self.groups[n].tables[part] for n in numbers if part in self.groups[n].tables}
        tables = []
        for population, at, own_part, inside, table in self.own:
            if (population, at, own_part) == (name, level, part) and left.keys() >= set(inside):
                tables.append(table)
                left = {n: one for n, one in left.items() if n not in inside}
        tables += left.values()
        if not tables:
            return None
        cells = [
            sum(r[i] * n / m for n, m, r, _ in tables) for i in range(len(tables[0][2]))
        ]  # fmt: skip
        spread = sum((base / 5 * n / m) ** 2 for n, m, _, base in tables)
        people = sum(one[0] for one in tables)
        step = max(base / 5 * n / m for n, m, _, base in tables)
        words = verdict(cells, people, spread, step)
        return cells, people, 5 * sqrt(spread), words


def verdict(cells: list[float], people: int, spread: float, step: float) -> str:
    """Return the words; half a step is taken off, for a sign test alone is wrong too often."""
    if people < 30:
        return "too few to say"
    higher, lower = cells[0], cells[-1]
    clear = abs(higher - lower) - 2.5 * step > 1.96 * sqrt(higher + lower + 25 * spread)
    return ("higher" if higher > lower else "lower") if clear else "no clear change"
