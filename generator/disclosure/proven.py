"""What the audit of earlier builds showed, so that it need not be shown again.

An entry is a fingerprint of everything that the audit looks at: the policy's
version, the tables of linked variables as they are printed, whose they are, how
many people, and who reads them. Where one letter of that is another, the
fingerprint is another, and the audit looks again.

The rounded tables that were worked out are kept in the same way, by a fingerprint
of what they follow from.

What had to go from tables that failed is kept too, as a proposal: it can only
take more away, and what is left must have passed, or is looked at like
anything else. So nothing unproved ever counts as proved for having been kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from generator.disclosure.published import Key, Published, in_a_line
from generator.disclosure.rounding import Table
from generator.disclosure.rule import POLICY_VERSION

#: So many entries are kept at the most.
MOST_ENTRIES = 20_000


@dataclass(frozen=True, slots=True)
class Removal:
    """What goes from a group: its tables of some keys, or the figures beside one.

    ``below``: from every group inside it as well.
    """

    keys: tuple[Key, ...]
    atoms: frozenset[str]
    figures: bool = False
    below: bool = False


@dataclass(slots=True)
class Proven:
    """Fingerprints of what passed, what was taken from tables that did not, and rounded tables."""

    passed: set[str] = field(default_factory=set)
    taken: dict[str, tuple[Removal, ...]] = field(default_factory=dict)
    printed: dict[str, Sequence[Table | None]] = field(default_factory=dict)


def fingerprint(tables: Sequence[Published]) -> str:
    """Return a fingerprint of some tables as they were before anything was taken away."""
    lines = sorted(map(in_a_line, tables))
    return sha256(repr((POLICY_VERSION, lines)).encode()).hexdigest()[:32]


def as_bytes(proven: Proven, code: str) -> bytes:
    """Return what was shown by some version of the code, to be kept in a file."""
    values = {
        "passed": sorted(proven.passed)[:MOST_ENTRIES],
        "taken": {name: [_as_json(one) for one in found] for name, found in proven.taken.items()},
        "printed": proven.printed,
    }
    body = json.dumps(values, sort_keys=True)
    return f"{_seal(code, body)}\n{body}".encode()


def from_bytes(kept: bytes, code: str) -> Proven:
    """Return what was kept; nothing where it is damaged, or another code's."""
    seal, _, body = kept.decode(errors="replace").partition("\n")
    if seal != _seal(code, body):
        return Proven()
    values: Mapping[str, Any] = json.loads(body)
    return Proven(
        set(values["passed"]),
        {name: tuple(map(_from_json, found)) for name, found in values["taken"].items()},
        {
            name: [None if table is None else tuple(table) for table in found]
            for name, found in values["printed"].items()
        },
    )


def _seal(code: str, body: str) -> str:
    return sha256(f"{code}\n{body}".encode()).hexdigest()


def _as_json(one: Removal) -> list[object]:
    return [one.keys, sorted(one.atoms), one.figures, one.below]


def _from_json(found: Sequence[Any]) -> Removal:
    keys, atoms, figures, below = found
    return Removal(tuple(_key(key) for key in keys), frozenset(atoms), figures, below)


def _key(found: Sequence[str]) -> Key:
    role, measure, domain, from_, to = found
    return role, measure, domain, from_, to
