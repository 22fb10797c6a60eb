"""The ledger of releases: what was published, when, for whom, in a chain that shows changes.

Each release is one entry, a text of JSON. It holds the digest of the entry
before it and a seal made with the secret key, so that an entry which was
changed, left out or put in does not fit. That the newest entries were cut off
shows from the last digest, which is kept beside the key (``Head``).

An entry holds the groups as cohort ids, the tables that were new in it with
the digest of each, the exact n of each, and people as versions with marks of
what they are counted in. It holds no code and no answer. It is private all the
same: exact n are not for readers.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from generator.disclosure.past import Past, PastGroup, PastPeople, PastRelease, PastTable
from generator.disclosure.persons import MARK_BYTES, VERSION_BYTES, Population
from generator.disclosure.release import Made
from generator.disclosure.rule import POLICY_VERSION
from generator.disclosure.sources import answer_sources, definition, table_name
from generator.disclosure.units import everyone
from generator.survey.problem import Parsed, Problem, SourceLine
from generator.survey.variables import Variable

FORMAT = 2
#: How an answer's mark is written.
_MARK = np.dtype(f"<u{MARK_BYTES}")
#: What stands for the entry before the first.
BEGINNING = "0" * 64
_RESTORE = "Bring the releases folder back as it was, from a backup, before anything is built."


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of a ledger as it is remembered beside the key."""

    number: int
    digest: str


def digest(entry: bytes) -> str:
    """Return the digest of an entry."""
    return hashlib.sha256(entry).hexdigest()


# --- writing ------------------------------------------------------------------------------


def new_entry(made: Made, past: Past, previous: str, key: bytes) -> bytes:
    """Return the ledger's next entry.

    Parameters
    ----------
    made
        The release, made with people and with ``past``.
    past
        All releases so far.
    previous
        The digest of the newest entry, BEGINNING before the first.
    key
        The secret key.

    """
    content = _content(made, past)
    content["previous"] = previous
    content["seal"] = _seal(content, key)
    return _text(content)


def news(made: Made, past: Past) -> int:
    """Return how many tables a release shows that were not published before."""
    number = _next(past)
    return sum(table.since == number for tables in made.kept for table in tables.values())


def _next(past: Past) -> int:
    return past.releases[-1].number + 1 if past.releases else 1


def _text(content: Mapping[str, Any]) -> bytes:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"{text}\n".encode()


def _seal(content: Mapping[str, Any], key: bytes) -> str:
    return hmac.new(key, b"ledger" + _text(content), "sha256").hexdigest()


def _content(made: Made, past: Past) -> dict[str, Any]:
    number, release = _next(past), made.release
    cohorts = made.people.cohorts if made.people else ()
    place = {name: at for at, name in enumerate(cohorts)}
    tree = made.found.tree
    return {
        "format": FORMAT,
        "release": number,
        "date": release.made_on,
        "audience": release.audience,
        "policy": POLICY_VERSION,
        "minimum": release.minimum,
        "cohorts": list(cohorts),
        "groups": [
            {
                "id": name,
                "block": not tree.children[at],
                "open_block": at in made.found.open_blocks,
                "cohorts": sorted(place[cohorts[c]] for c in tree.members(at)),
                "tables": {
                    table: _kept_table(kept, number) for table, kept in sorted(tables.items())
                },
            }
            for at, (name, tables) in enumerate(zip(made.found.ids, made.kept, strict=True))
        ],
        "people": {
            p.name: _people(p, made) for p in (made.people.populations if made.people else ())
        },
        "sources": _sources(made),
        "definitions": {table_name(v): definition(v) for v in release.variables},
    }


def _kept_table(table: PastTable, number: int) -> dict[str, Any]:
    """Return a table as it is kept: with its copy where it is new, otherwise by its release."""
    words = hashlib.sha256(_text(table.copy)).hexdigest()
    found: dict[str, Any] = {"since": table.since, "sha256": words, "n": table.people}
    if table.since == number:
        found["copy"] = dict(table.copy)
    return found


def _sources(made: Made) -> dict[str, list[str]]:
    populations = made.people.populations if made.people else ()
    return {s.name: list(s.tables) for p in populations for s in p.sources}


def _people(population: Population, made: Made) -> dict[str, Any]:
    """Return a population's versions in their own order, which is no order of people."""
    counted, all_marks = population.members.copy(), population.marks.copy()
    versions = list(population.versions)
    for column, source in enumerate(population.sources):
        part = made.parts.get(source.name)
        if part is not None:
            counted[:, column] = part.plan.admitted
            all_marks[:, column] = part.population.marks[:, column]
            for row in np.flatnonzero(part.held).tolist():  # they count as they were
                versions[row] = part.population.versions[row]
    some: list[int] = np.flatnonzero(counted.any(axis=1)).tolist()
    rows = sorted(some, key=lambda row: versions[row])
    masks = np.packbits(counted[rows], axis=1)
    marks = all_marks[rows][counted[rows]].astype(_MARK)
    return {
        "sources": [source.name for source in population.sources],
        "cohorts": population.cohort[rows].tolist(),
        "versions": b"".join(versions[row] for row in rows).hex(),
        "masks": masks.tobytes().hex(),
        "marks": marks.tobytes().hex(),
    }


# --- reading ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it was found: its bytes, and what messages call its file."""

    shown: str
    content: bytes


def read_ledger(entries: Sequence[Entry], key: bytes, head: Head | None) -> Parsed[Past]:
    """Check the chain and return all releases.

    Parameters
    ----------
    entries
        In the order of their numbers.
    key
        The secret key.
    head
        The newest entry as remembered beside the key. An entry behind it is
        accepted where its seal holds: the machine may have stopped between
        the two.

    Returns
    -------
    Parsed of Past
        No value where anything does not fit; the first fault is named.

    """
    previous, texts, problems = BEGINNING, [], []
    for number, entry in enumerate(entries, 1):
        content = _loaded(entry, number, previous, key)
        if isinstance(content, Problem):
            problems.append(content)
            break
        texts.append(content)
        previous = digest(entry.content)
    problems = problems or _rewound(entries, head)
    if problems:
        return Parsed(None, tuple(problems))
    releases: list[PastRelease] = []
    for content, entry in zip(texts, entries, strict=True):
        try:
            releases.append(_release(content, releases))
        except (KeyError, ValueError, TypeError, IndexError, AttributeError):
            return Parsed(None, (_fault(entry, "This entry cannot be read."),))
    return Parsed(Past(tuple(releases)))


def _rewound(entries: Sequence[Entry], head: Head | None) -> list[Problem]:
    if head is None:
        if not entries:
            return []
        fault = "The last digest, kept beside the key, is missing: nobody can tell if releases are."
        return [_problem(entries[-1].shown, "ledger-head", fault, _BRING_HEAD)]
    if len(entries) < head.number:
        fault = f"The ledger ends at release {len(entries)}, but {head.number} were made."
        return [
            _problem(
                entries[-1].shown if entries else "releases", "ledger-rewound", fault, _RESTORE
            )
        ]
    if digest(entries[head.number - 1].content) != head.digest:
        fault = f"Release {head.number} is not the one that was made."
        return [_problem(entries[head.number - 1].shown, "ledger-rewound", fault, _RESTORE)]
    return []


_BRING_HEAD = "Bring back the file that ends in '.head' from the same backup as the key."


def _problem(place: str, rule: str, fault: str, remedy: str) -> Problem:
    return Problem(SourceLine(place), rule, fault, remedy)


def _fault(entry: Entry, fault: str) -> Problem:
    return _problem(entry.shown, "ledger-broken", fault, _RESTORE)


def _loaded(entry: Entry, number: int, previous: str, key: bytes) -> dict[str, Any] | Problem:
    """Return an entry's content if it is the one that belongs here."""
    try:
        content = json.loads(entry.content)
    except (ValueError, RecursionError):
        return _fault(entry, "This entry is damaged.")
    if not isinstance(content, dict) or content.get("release") != number:
        return _fault(
            entry, f"This is not release {number}: one is missing, or in another's place."
        )
    if content.get("format") != FORMAT:
        fault = "This entry was written by another version of the program."
        return _problem(entry.shown, "ledger-format", fault, "Use that version, or a newer one.")
    if content.get("previous") != previous:
        return _fault(entry, "The chain is broken: the release before was changed or exchanged.")
    seal = content.pop("seal", None)
    if not isinstance(seal, str) or not hmac.compare_digest(
        seal.encode(), _seal(content, key).encode()
    ):
        fault = "The seal does not fit: this entry was changed, or the key is another one."
        remedy = f"Look whether the key is the one that the ledger was begun with. {_RESTORE}"
        return _problem(entry.shown, "ledger-broken", fault, remedy)
    return content


def _release(content: Mapping[str, Any], before: Sequence[PastRelease]) -> PastRelease:
    cohorts = tuple(content["cohorts"])
    return PastRelease(
        number=content["release"],
        audience=content["audience"],
        date=content["date"],
        policy=content["policy"],
        minimum=content["minimum"],
        cohorts=cohorts,
        groups=tuple(_group(one, cohorts, content["release"], before) for one in content["groups"]),
        people={name: _past_people(one) for name, one in content["people"].items()},
        sources={name: tuple(tables) for name, tables in content["sources"].items()},
        definitions=content["definitions"],
    )


def _group(
    one: Mapping[str, Any], cohorts: Sequence[str], number: int, before: Sequence[PastRelease]
) -> PastGroup:
    return PastGroup(
        id=one["id"],
        cohorts=frozenset(cohorts[place] for place in one["cohorts"]),
        block=one["block"],
        open_block=one["open_block"],
        tables={
            name: PastTable(
                table["since"],
                table["copy"]
                if table["since"] == number
                else _earlier(before[table["since"] - 1].groups, name, table["sha256"]),
                table["n"],
            )
            for name, table in one["tables"].items()
        },
    )


def _earlier(groups: Iterable[PastGroup], name: str, words: str) -> Mapping[str, Any]:
    """Return the copy of an earlier release's table by its digest."""
    for group in groups:
        table = group.tables.get(name)
        if table is not None and hashlib.sha256(_text(table.copy)).hexdigest() == words:
            return table.copy
    raise KeyError(name)


def _past_people(one: Mapping[str, Any]) -> PastPeople:
    sources, places = tuple(one["sources"]), np.array(one["cohorts"], dtype=np.int64)
    raw = bytes.fromhex(one["versions"])
    versions = tuple(raw[at : at + VERSION_BYTES] for at in range(0, len(raw), VERSION_BYTES))
    if len(versions) != len(places):
        raise ValueError("versions")
    masks = np.frombuffer(bytes.fromhex(one["masks"]), dtype=np.uint8)
    packed = masks.reshape(len(places), (len(sources) + 7) // 8)
    members = np.unpackbits(packed, axis=1, count=len(sources)).astype(bool)
    marks = np.zeros(members.shape, dtype=np.int64)
    marks[members] = np.frombuffer(bytes.fromhex(one["marks"]), dtype=_MARK)
    return PastPeople(sources, places, versions, members, marks)


# --- what was published, for others to look at ----------------------------------------------


def redefined(past: Past, variables: Sequence[Variable]) -> tuple[str, ...]:
    """Return the variables whose codes, categories or people have changed since a release.

    Two ways of cutting the same answers into categories tell more than either.
    """
    today = {table_name(variable): definition(variable) for variable in variables}
    return tuple(
        sorted(
            {
                name.partition("|")[2].replace("|", " ").strip()
                for one in past.releases
                for group in one.groups
                for name in group.tables
                if name in today
                and name in one.definitions
                and one.definitions[name] != today[name]
            }
        )
    )


@dataclass(frozen=True, slots=True)
class PastFigures:
    """One published table of answers, for the audit.

    ``atoms`` name the classes of people whose answers it counts: people in
    exactly the same published sets. ``sizes`` are given by ``past_atoms``.
    """

    release: int
    audience: str
    group: frozenset[str]
    key: tuple[str, ...]
    base: int
    values: tuple[int, ...]
    people: int
    exact: bool
    atoms: frozenset[str]


def past_figures(past: Past, variables: Sequence[Variable]) -> tuple[PastFigures, ...]:
    """Return every table of answers ever published, as plain values, oldest first."""
    source_of = {table: s.name for s in answer_sources(variables) for table in s.tables}
    keys = {table_name(variable): variable.key for variable in variables}
    atoms: dict[str, dict[tuple[int, frozenset[str]], set[str]]] = {}
    for source in set(source_of.values()):
        inside = atoms.setdefault(source, {})
        for atom, (_, sets) in _past_classes(past, source).items():
            for place in sets:
                inside.setdefault(place, set()).add(atom)
    found = []
    for one in past.releases:
        for group in one.groups:
            for name, table in group.tables.items():
                if table.since != one.number or name not in keys:
                    continue
                found.append(
                    PastFigures(
                        one.number,
                        one.audience,
                        group.cohorts,
                        keys[name],
                        int(table.copy["base"]),
                        tuple(table.copy["counts"]),
                        table.people,
                        bool(table.copy["exact"]),
                        frozenset(atoms[source_of[name]].get((one.number, group.cohorts), ())),
                    )
                )
    return tuple(found)


def past_atoms(past: Past, source: str) -> dict[str, int]:
    """Return how many people are in each class of a source: those in exactly the same sets."""
    return {name: size for name, (size, _) in _past_classes(past, source).items()}


_Sets = frozenset[tuple[int, frozenset[str]]]


def _past_classes(past: Past, source: str) -> dict[str, tuple[int, _Sets]]:
    lists: dict[tuple[str, int], set[tuple[int, frozenset[str]]]] = {}
    for name in {name for one in past.releases for name in one.people}:
        for seen in everyone(name, past).units(source).seen:
            around: dict[int, list[tuple[int, frozenset[str]]]] = {}
            for group in seen.release.fresh(source):
                for place in seen.places(group):
                    around.setdefault(place, []).append((seen.release.number, group.cohorts))
            for unit, place in zip(seen.units.tolist(), seen.cohort.tolist(), strict=True):
                lists.setdefault((name, unit), set()).update(around.get(place, ()))
    lists = {unit: sets for unit, sets in lists.items() if sets}
    sizes: dict[_Sets, int] = {}
    for sets in lists.values():
        sizes[frozenset(sets)] = sizes.get(frozenset(sets), 0) + 1
    order = sorted(sizes, key=lambda sets: sorted((n, sorted(c)) for n, c in sets))
    return {f"{source}#{at}": (sizes[sets], sets) for at, sets in enumerate(order)}
