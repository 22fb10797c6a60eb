"""Pages of groups as they are kept from build to build, each under all that it is made from.

A page reads its own group's numbers, what it says of the places around it, and names. All other
numbers are taken away before it is made, so that none can get onto a page whose name does not
stand for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any

from generator.report.group_page import beside
from generator.report.outline import Outline
from generator.report.view import ReleasedGroup, Shown, Withheld

#: What a picture for slides or a sheet of paper shows, by the names that its design asks for.
Printed = Mapping[str, Any]
#: Gives a content for each group by its id: kept under a name, or made, many at once.
Keep = Callable[
    [Mapping[str, str], Callable[[Sequence[str]], Iterable[bytes]]], Mapping[str, bytes]
]
#: All of a table but the question, which the release names once.
_SHOWN, _WITHHELD = (
    attrgetter("__class__.__name__", *(name for name in one.__slots__ if name != "variable"))
    for one in (Shown, Withheld)
)


@dataclass(frozen=True, slots=True)
class PageText:
    """A page as text: Markdown and slots; by address what is printed of it; its lines of CSV."""

    markdown: str
    slots: Mapping[str, str]
    printed: Mapping[str, Printed] = field(default_factory=dict)
    lines: str = ""

    def packed(self) -> bytes:
        """Return it as it is kept."""
        return json.dumps((self.markdown, self.slots, self.printed, self.lines)).encode()


def unpacked(content: bytes) -> PageText:
    """Return a page as it was kept."""
    return PageText(*json.loads(content))


def made_anew(
    names: Mapping[str, str], make: Callable[[Sequence[str]], Iterable[bytes]]
) -> dict[str, bytes]:
    """Keep nothing: return all as it is made."""
    wanted = list(names)
    return dict(zip(wanted, make(wanted), strict=True))


def without_numbers(shared: Outline) -> Outline:
    """Return what pages share, with every group by its names alone."""
    bare = {
        one: replace(group, flows={}, tables={}, numbers=()) for one, group in shared.groups.items()
    }
    release = replace(shared.release, groups=tuple(bare.values()))
    return replace(shared, release=release, groups=bare)


def names(shared: Outline, bare: Outline, groups: Iterable[ReleasedGroup]) -> dict[str, str]:
    """Return for each group, by its id, a name for all that its page is made from.

    Definitions and code are for the caller to add.
    """
    common = _digest((bare.release, bare.language))
    return {
        group.id: _digest((common, group.id, _numbers(group), beside(shared, group)))
        for group in groups
    }


def _numbers(group: ReleasedGroup) -> object:
    tables = [
        (key, (_SHOWN if isinstance(at, Shown) else _WITHHELD)(at))
        for key, at in group.tables.items()
    ]
    return tables, group.flows, group.numbers


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()
