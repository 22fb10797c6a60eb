"""The audit in a build: everything that would be published is attacked before it is.

An open build is looked at as its readers see it, with all past releases. A
restricted build is looked at together with open pages, since its readers see
both: with those that were released, or, where there is no ledger yet, with
those that the same answers would give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from generator.disclosure.admission import Part
from generator.disclosure.audit import Finding, Knows, audit
from generator.disclosure.chapters import Chapters, chapters
from generator.disclosure.copies import table_copy, table_from
from generator.disclosure.guard import Shelf, by_link, guarded, shown_ahead
from generator.disclosure.halves import Share
from generator.disclosure.known import Known
from generator.disclosure.of_several import without_missing
from generator.disclosure.past import NO_PAST, Past, PastTable
from generator.disclosure.persons import People
from generator.disclosure.proven import Proven
from generator.disclosure.published import Key, Published, links
from generator.disclosure.released import Released, Withheld
from generator.disclosure.retreat import beyond, retreated
from generator.disclosure.sources import FLOW, table_name
from generator.disclosure.system import System
from generator.survey.variables import Variable

#: From so many groups on it is worth a second process.
LARGE = 60


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is known of people and earlier releases; nothing where there are none.

    ``kept`` are each group's tables as the ledger would keep them, ``last``
    those of the last release that groups would repeat, by key.
    """

    people: People | None = None
    past: Past = NO_PAST
    parts: Mapping[str, Part] = field(default_factory=dict)
    kept: Sequence[dict[str, PastTable]] = ()
    last: Mapping[Key, Sequence[PastTable | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Minimums:
    """The smallest set that readers of open pages, and of both, may tell apart."""

    opened: int
    restricted: int


def proved(
    shelf: Shelf,
    variables: Sequence[Variable],
    truth: Knows,
    minimums: Minimums,
    ledger: Ledger,
    beside: Sequence[Published] = (),
    proven: Proven | None = None,
    share: Share | None = None,
) -> tuple[Shelf, tuple[Finding, ...]]:
    """Return a build's tables without those that give somebody away.

    Parameters
    ----------
    shelf
        The build's tables.
    variables, truth
        What they are about, and the true answers by cohort.
    minimums, ledger
        The rules, and earlier releases. Of tables that go, none is kept.
    beside
        The other audience's tables, where there is no ledger.
    proven
        What was shown before; what is shown now is added.
    share
        Does both halves of large work at once, where it can.

    Returns
    -------
    Shelf, tuple of Finding
        The tables, and what they still give away.

    """
    history = Chapters({}, {})
    proven = proven or Proven()
    if ledger.people is not None and ledger.past.releases:
        number = ledger.past.releases[-1].number + 1
        history = chapters(
            ledger.people, ledger.parts, ledger.past, shelf.tree, ledger.kept, number
        )
        shelf = replace(shelf, chapters=history.of_key, last=_read(ledger, variables))
        shelf = replace(shelf, roles=())  # what people did is followed by the ledger's own rule
    everything = links(variables)
    check = partial(
        audit,
        links=everything,
        minimum=minimums.opened,
        restricted_minimum=minimums.restricted,
        knows=_first_of(history, truth),
        sizes=history.sizes(),
    )
    others = [*(table for one in _distinct(history) for table in one), *beside]
    sets = by_link(shelf, others, everything)
    before = {key: mine for keys, mine in sets for key in keys}
    if share is not None and len(shelf.tree.nodes) >= LARGE:
        _show_ahead(shelf, sets, check, proven, share)
    sure = beyond(partial(check, passed=proven.passed), before)
    left, findings = guarded(shelf, others, sure, everything, proven)
    faulty, still = {finding.key for finding in findings}, list[Finding]()
    for keys, mine in by_link(left, others, everything):
        if faulty & set(keys):
            left, findings = retreated(left, keys, mine, sure)
            still.extend(findings)
    left = without_missing(left)
    names = {variable.key: table_name(variable) for variable in variables}
    _forget(shelf, left, names, ledger)
    return left, tuple(still)


def _show_ahead(
    shelf: Shelf,
    sets: Sequence[tuple[tuple[Key, ...], list[Published]]],
    check: Callable[..., tuple[Finding, ...]],
    proven: Proven,
    share: Share,
) -> None:
    """Show what can be shown of each set of linked keys by itself, in two places at once."""
    before = {key: mine for keys, mine in sets for key in keys}

    def some(places: Iterator[int]) -> Proven:
        own = Proven(set(proven.passed), dict(proven.taken))
        sure = beyond(partial(check, passed=own.passed), before)
        return shown_ahead(shelf, (sets[place] for place in places), sure, own)

    for found in share(some, len(sets)):
        proven.passed |= found.passed
        proven.taken |= found.taken


def _read(ledger: Ledger, variables: Sequence[Variable]) -> dict[Key, tuple[Released | None, ...]]:
    return {
        variable.key: tuple(
            None if table is None else table_from(table.copy, variable)
            for table in ledger.last[variable.key]
        )
        for variable in variables
        if variable.key in ledger.last
    }


def _first_of(history: Chapters, truth: Knows) -> Knows:
    def knows(found: System) -> Known | None:
        return history(found) if found.keys[0] in history.of_key else truth(found)

    return knows


def _distinct(history: Chapters) -> list[tuple[Published, ...]]:
    seen: dict[int, tuple[Published, ...]] = {}
    for one in history.of_key.values():
        seen[id(one)] = one.past
    return list(seen.values())


def _forget(before: Shelf, after: Shelf, names: Mapping[Key, str], ledger: Ledger) -> None:
    """Let the ledger keep what is shown after all; what was published before stays published."""
    kept = ledger.kept
    for key, column in after.columns.items():
        for node, (old, new) in enumerate(zip(before.columns[key], column, strict=True)):
            if not kept or old == new or names[key] not in kept[node]:
                continue
            last = ledger.last[key][node] if (key, node) in after.repeated else None
            if last is not None:
                kept[node][names[key]] = last
            elif isinstance(new, Withheld):
                del kept[node][names[key]]
            else:
                kept[node][names[key]] = replace(kept[node][names[key]], copy=table_copy(new))
    for role, flows in after.flows.items():
        for node, (was, now) in enumerate(zip(before.flows[role], flows, strict=True)):
            if kept and was != now:
                kept[node].pop(f"{FLOW}|{role}", None)
