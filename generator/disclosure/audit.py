"""The attacker's audit: what everything published together gives away, in whole numbers.

The reader is assumed to know every headcount, who belongs to which cohort, our
code, and every table that was ever published. For each class of people that
the printed sets tell apart (a block, a late batch, the people beside the shown
groups), every category must stay in doubt: at least three counts remain
possible, not all of them between 1 and 4, and it stays possible that two people
or more are outside the category. A class below the minimum fails whatever is
known of it.

Readers of open pages see open tables. Readers of restricted pages see both;
they may know counts exactly, but nothing of fewer people than the restricted
minimum, and never that all, or all but one, gave one answer.

**What is exact.** Rounded tables, exact tables and printed shares are
inequalities, so that a count is reported as given away only if it is (or if
``undecided`` is said). Classes of p, effects and single codes of groups from
100 are checked by printing them again for the very answers that keep a count
in doubt; where that does not succeed the audit fails, though other answers
might exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableSet, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from generator.disclosure.agreeing import start_from
from generator.disclosure.doubt import given_away
from generator.disclosure.exact import FEWEST_OTHERS
from generator.disclosure.given import Given, Item, items
from generator.disclosure.known import Known
from generator.disclosure.published import Key, Link, Published, in_a_line
from generator.disclosure.rounding import not_alike, safe
from generator.disclosure.rule import LARGE_FROM, POLICY_VERSION
from generator.disclosure.system import (
    HeadcountsUnknownError,
    Placed,
    System,
    single,
    system,
)

#: A count that is in doubt: its people, variable and category, and whether for restricted readers.
Doubt = tuple[frozenset[str], Key, int, bool]
#: Answers to start from, for a system; None where they are not known.
Knows = Callable[[System], Known | None]
#: What people did, and no answer of theirs: all may have done the same.
PARTICIPATION = "participation"


@dataclass(frozen=True, slots=True)
class Finding:
    """A number that gives a person away.

    - ``rule``: ``given-away``, ``undecided``, ``contradiction``, ``too-small``,
      ``all-alike``, ``figures`` or ``headcounts``
    - ``key``, ``category``: the variable, and the place of the category (-1: none)
    - ``group``: the smallest printed group around them; ``people``: how many
    - ``low``, ``high``: what remains possible, where it is known
    - ``atoms``: whose numbers they are; ``tables``: printed ones that caused it
    """

    rule: str
    key: Key
    category: int
    group: str
    people: int
    low: int | None = None
    high: int | None = None
    atoms: frozenset[str] = frozenset()
    tables: tuple[Published, ...] = ()

    def __str__(self) -> str:
        """Say it in a sentence, for the organiser only."""
        what = "/".join(part for part in self.key if part)
        who = f"{self.people} people of “{self.group}”"
        return f"{what}, {who}: {self._fault()}"

    def _what(self) -> str:
        return f"category {self.category + 1}" if self.category >= 0 else "every category"

    def _fault(self) -> str:
        if self.low is not None:
            return f"{self._what()} can only be from {self.low} to {self.high}."
        return {
            "undecided": f"it could not be shown that {self._what()} stays in doubt.",
            "contradiction": "the printed tables contradict each other.",
            "too-small": "a set smaller than the minimum can be told apart.",
            "all-alike": "all of them, or all but one, gave one answer.",
            "figures": "a figure is printed that this group may not have, or too finely.",
            "headcounts": "printed groups overlap, and it is not known by how many people.",
        }[self.rule]


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads what: one kind of reader, and the smallest set of people they may tell apart."""

    minimum: int
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Learnt:
    """What audits of more tables found out, for those of fewer.

    - ``doubts``: counts that are in doubt
    - ``starts``: answers that agreed with all tables, by readers, keys and classes
    """

    doubts: set[Doubt] = field(default_factory=set)
    starts: dict[object, Known] = field(default_factory=dict)


def audit(
    published: Sequence[Published],
    links: Sequence[Link] = (),
    *,
    minimum: int,
    restricted_minimum: int = 0,
    knows: Knows | None = None,
    sizes: Mapping[Key, Mapping[str, int]] | None = None,
    passed: MutableSet[str] | None = None,
    learnt: Learnt | None = None,
) -> tuple[Finding, ...]:
    """Return every number that gives a person away; nothing where all is well.

    Parameters
    ----------
    published
        Every table that was ever published, for both audiences, in all releases.
    links
        Which keys are tables of the same people's answers.
    minimum, restricted_minimum
        The smallest set that readers of open pages, and of both, may tell apart.
    knows
        Answers to start the search from.
    sizes
        People in each atom, by key, where printed sets overlap.
    passed
        Fingerprints of systems that passed; new ones are added. With the same
        tables a system need not be looked at again.
    learnt
        What was found out beside these tables and others; what is found now is
        added. What is in doubt stays so where less is printed.

    """
    found: list[Finding] = []
    everyone = [Readers(minimum)]
    if any(table.audience == "restricted" for table in published):
        everyone.append(Readers(restricted_minimum or minimum, restricted=True))
    for readers in everyone:
        seen = [t for t in published if readers.restricted or t.audience == "open"]
        for link, tables in _by_link(seen, links):
            print_ = _fingerprint(link, tables, readers, (sizes or {}).get(link.keys[0]))
            if passed is not None and print_ in passed:
                continue
            faults = list(_look(link, tables, readers, knows, sizes or {}, learnt))
            found.extend(faults)
            if passed is not None and not faults:
                passed.add(print_)
    return tuple(
        {str((one.rule, one.key, one.category, sorted(one.atoms))): one for one in found}.values()
    )


def _by_link(
    published: Sequence[Published], links: Sequence[Link]
) -> Iterator[tuple[Link, list[Published]]]:
    of_key = {key: link for link in links for key in link.keys}
    sorted_: dict[tuple[Key, ...], tuple[Link, list[Published]]] = {}
    for table in published:
        link = of_key.get(table.key) or single(table)
        sorted_.setdefault(link.keys, (link, []))[1].append(table)
    yield from sorted_.values()


def _fingerprint(
    link: Link, tables: Sequence[Published], readers: Readers, sizes: Mapping[str, int] | None
) -> str:
    lines = sorted(map(in_a_line, tables))
    whole = repr((POLICY_VERSION, link, readers, sorted((sizes or {}).items()), lines))
    return sha256(whole.encode()).hexdigest()[:32]


def _look(
    link: Link,
    tables: Sequence[Published],
    readers: Readers,
    knows: Knows | None,
    sizes: Mapping[Key, Mapping[str, int]],
    learnt: Learnt | None,
) -> Iterator[Finding]:
    """Yield what the tables of one link give away."""
    distinct = list(_distinct(tables))
    yield from _figures(distinct)
    try:
        found = system(link, distinct, sizes.get(link.keys[0]))
    except HeadcountsUnknownError:
        largest = max(distinct, key=lambda t: t.people)
        yield _of_group("headcounts", largest, distinct)
        return
    exempt: set[Item] = set()
    for place in range(len(link.keys)):
        mine = [placed for placed in found.tables if placed.place == place]
        yield from _too_small(found, mine, readers.minimum)
        yield from _known_exactly(found, mine, exempt)
    enough = not_alike if readers.restricted else safe
    open_to = {item: _doubt(found, item, readers) for item in items(found) if item not in exempt}
    learnt = learnt or Learnt()
    exempt |= {item for item, doubt in open_to.items() if doubt in learnt.doubts}
    start = _start(found, knows, readers, learnt)
    given = given_away(found, start, frozenset(exempt), enough)
    yield from (_finding(found, one) for one in given)
    if all(one.item is not None for one in given):
        told = {_doubt(found, one.item, readers) for one in given if one.item}
        learnt.doubts.update(set(open_to.values()) - told)


def _start(found: System, knows: Knows | None, readers: Readers, learnt: Learnt) -> Known | Given:
    """Return answers that agree with everything, near those of an earlier look if there was one."""
    place = readers.restricted, found.keys, found.classes
    start = start_from(found, knows(found) if knows else None, learnt.starts.get(place))
    near = start.near if isinstance(start, Given) else start
    if near is not None:
        learnt.starts[place] = near
    return start


def _doubt(found: System, item: Item, readers: Readers) -> Doubt:
    which, place, category = item
    return found.classes[which], found.keys[place], category, readers.restricted


def _distinct(tables: Sequence[Published]) -> Iterator[Published]:
    """Yield tables once that were published more than once as they are."""
    seen: set[tuple[object, ...]] = set()
    for table in tables:
        what = (
            table.key, table.atoms, table.counts, table.exact, table.codes, table.figures,
            table.verdict, tuple(sorted(table.statistics.items())),
        )  # fmt: skip
        if what not in seen:
            seen.add(what)
            yield table


def _figures(tables: Sequence[Published]) -> Iterator[Finding]:
    """Yield tables of open pages beside which too much is printed."""
    for table in tables:
        if table.exact:
            continue
        fine = any(round(value, 1) != value for value in table.statistics.values())
        small = table.people < LARGE_FROM and (table.statistics or table.verdict or table.codes)
        if fine or small:
            yield _of_group("figures", table, [table])


def _of_group(rule: str, table: Published, tables: Sequence[Published]) -> Finding:
    return Finding(
        rule, table.key, -1, table.group, table.people, atoms=table.atoms, tables=tuple(tables)
    )


def _too_small(found: System, mine: Sequence[Placed], minimum: int) -> Iterator[Finding]:
    """Yield the classes, by one key's sets, that are smaller than the minimum."""
    for classes, placed in _merged(mine).items():
        people = sum(found.sizes[which] for which in classes)
        if people < minimum:
            atoms = frozenset().union(*(found.classes[which] for which in classes))
            table = placed.table
            yield Finding("too-small", table.key, -1, table.group, people, atoms=atoms)


def _merged(mine: Sequence[Placed]) -> dict[tuple[int, ...], Placed]:
    """Return what some sets tell apart, as classes, and the smallest set around each."""
    around: dict[int, list[int]] = {}
    for number, placed in enumerate(mine):
        for which in placed.classes:
            around.setdefault(which, []).append(number)
    together: dict[tuple[int, ...], list[int]] = {}
    for which, numbers in around.items():
        together.setdefault(tuple(numbers), []).append(which)
    return {
        tuple(sorted(classes)): min(
            (mine[number] for number in numbers), key=lambda placed: len(placed.classes)
        )
        for numbers, classes in together.items()
    }


def _known_exactly(found: System, mine: Sequence[Placed], exempt: set[Item]) -> Iterator[Finding]:
    """Exempt classes whose exact table follows from exact ones; yield those that may not be."""
    exact = [placed for placed in mine if placed.table.exact]
    for classes, placed in _merged(exact).items():
        counts = _left_over(exact, classes, placed)
        if counts is None:
            continue
        people, key = sum(counts), placed.table.key
        if people - max(counts) < FEWEST_OTHERS and key[1] != PARTICIPATION:
            atoms = frozenset().union(*(found.classes[which] for which in classes))
            yield Finding("all-alike", key, -1, placed.table.group, people, atoms=atoms)
        if len(classes) == 1:
            exempt |= {(classes[0], placed.place, c) for c in range(len(counts))}


def _left_over(
    exact: Sequence[Placed], classes: tuple[int, ...], smallest: Placed
) -> tuple[int, ...] | None:
    """Return a set's table less those of the largest sets inside it that cover the others."""
    left, covered = list(smallest.table.counts), set(classes)
    inside = [p for p in exact if set(p.classes) < set(smallest.classes)]
    for placed in sorted(inside, key=lambda p: -len(p.classes)):
        if not covered & set(placed.classes):
            covered |= set(placed.classes)
            left = [a - b for a, b in zip(left, placed.table.counts, strict=True)]
    return tuple(left) if covered == set(smallest.classes) and min(left) >= 0 else None


def _finding(found: System, given: Given) -> Finding:
    if given.item is None:
        rule = "contradiction" if given.decided else "undecided"
        placed = given.misprinted[0] if given.misprinted else found.tables[0]
        tables = tuple(one.table for one in given.misprinted)
        return _of_group(rule, placed.table, tables)
    which, place, category = given.item
    around = [p for p in found.tables if which in p.classes]
    smallest = min(around, key=lambda p: (len(p.classes), p.place != place))
    return Finding(
        "given-away" if given.decided else "undecided",
        found.keys[place],
        category,
        smallest.table.group,
        found.sizes[which],
        given.low if given.decided else None,
        given.high if given.decided else None,
        atoms=found.classes[which],
    )
