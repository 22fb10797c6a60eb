"""The one door between numbers and pages: everything is protected here, once, together.

Pages protected one by one could be subtracted from each other, so one call
decides over all groups and all variables of a build:

1. ``groups`` makes the tree of published groups from headcounts (``blocks``);
2. ``protect`` makes every table of every group, or withholds it: ``publish``
   for open pages, ``exact`` for restricted ones;
3. ``assemble`` writes them down as the types that pages accept.

Where there are earlier releases, two steps more keep the atom rule over all of
them (``atoms``). Before 2 it is decided who counts (``admission``); between 2
and 3 each group gets a new table or its last one, unchanged (``settle``). Then
the attacker's audit in whole numbers looks at everything together (``proof``);
tables that give somebody away are withheld.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from generator.analysis.tally import Counts, Tally
from generator.disclosure.admission import Part, admit, admitted_roles, admitted_tally
from generator.disclosure.atoms import Ground, dividable
from generator.disclosure.audit import Finding
from generator.disclosure.blocks import NOTHING_SETTLED, Settled, grow, hierarchy, refine
from generator.disclosure.crowds import Crowd, crowds
from generator.disclosure.guard import Shelf
from generator.disclosure.halves import Share
from generator.disclosure.headcounts import Headcounts, size_of
from generator.disclosure.history import history
from generator.disclosure.naming import group_ids, group_title
from generator.disclosure.own_answers import Truth
from generator.disclosure.participation import Participation, participation
from generator.disclosure.past import NO_PAST, Past, PastTable
from generator.disclosure.persons import People
from generator.disclosure.proof import LARGE, Ledger, Minimums, proved
from generator.disclosure.proven import Proven
from generator.disclosure.published import Published
from generator.disclosure.released import (
    Audience,
    Flow,
    ListedCohort,
    Release,
    Released,
    ReleasedGroup,
    Withheld,
)
from generator.disclosure.rule import Rule, rule_in_force
from generator.disclosure.sessions import session_records
from generator.disclosure.settle import (
    Kept,
    Memory,
    last_tables,
    settle_flows,
    settle_sessions,
    settle_tables,
)
from generator.disclosure.shown import Tree, lay_out
from generator.disclosure.tables import Key, exact_tables, flow_tables, open_tables
from generator.disclosure.truth import category_table
from generator.survey.cohort import Cohort
from generator.survey.programme import Programme, in_language
from generator.survey.session_form import SessionForm
from generator.survey.variables import Variable


class GivenAwayError(Exception):
    """A release would give somebody away, whatever is left out of it: its ``findings``."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Groups:
    """The published groups: their tree, each one's id, and which are blocks of open pages."""

    tree: Tree
    ids: tuple[str, ...]
    open_blocks: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Tables:
    """What each node of the tree shows, by variable key and by role."""

    variables: Mapping[Key, tuple[Released | Withheld, ...]]
    flows: Mapping[str, tuple[Flow | Withheld, ...]]


@dataclass(frozen=True, slots=True)
class Made:
    """A release, and what the ledger keeps of it.

    ``found`` are its groups, ``kept`` each one's tables by name, ``parts`` its
    sources with the people who count; the last two only where people are known.
    """

    release: Release
    found: Groups
    people: People | None = None
    parts: Mapping[str, Part] = field(default_factory=dict)
    kept: Sequence[Mapping[str, PastTable]] = ()
    #: What the audit still finds: such a release must not be published.
    findings: tuple[Finding, ...] = ()


def release(
    programme: Programme,
    variables: Sequence[Variable],
    tally: Tally,
    cohorts: Sequence[Cohort],
    *,
    audience: Audience,
    sessions: Sequence[SessionForm] = (),
    versions: Mapping[str, tuple[str, ...]] | None = None,
    files: int = 0,
    skipped: int = 0,
    made_on: str = "",
    people: People | None = None,
    past: Past = NO_PAST,
) -> Release:
    """Return everything that one build may publish for one audience.

    Parameters
    ----------
    programme
        The programme, with its comparisons and its release rule.
    variables
        Every variable, each published for its one population.
    tally
        Counts by cohort.
    cohorts
        All of the tally's cohorts, in any order; further ones have no answers.
    audience
        Who will read it.
    sessions
        Forms that describe sessions, for restricted pages.
    versions, files, skipped, made_on
        Where the answers came from, for the pages' foot.
    people
        Everybody in the responses, as the ledger knows them. Without them there
        are no earlier releases, and everybody counts.
    past
        The earlier releases, for both audiences.

    Returns
    -------
    Release
        The same whatever the order of cohorts.

    Raises
    ------
    ValueError
        Where the tally has a cohort that is not among ``cohorts``.
    GivenAwayError
        Where the audit still finds something when nothing is left to withhold.

    """
    made = make(
        programme,
        variables,
        tally,
        cohorts,
        audience=audience,
        sessions=sessions,
        versions=versions,
        files=files,
        skipped=skipped,
        made_on=made_on,
        people=people,
        past=past,
    )
    if made.findings:
        raise GivenAwayError(made.findings)
    return made.release


def make(
    programme: Programme,
    variables: Sequence[Variable],
    tally: Tally,
    cohorts: Sequence[Cohort],
    *,
    audience: Audience,
    sessions: Sequence[SessionForm] = (),
    versions: Mapping[str, tuple[str, ...]] | None = None,
    files: int = 0,
    skipped: int = 0,
    made_on: str = "",
    people: People | None = None,
    past: Past = NO_PAST,
    proven: Proven | None = None,
    share: Share | None = None,
) -> Made:
    """Return a release with what the ledger keeps of it; parameters as for ``release``.

    ``proven`` holds what the audit has shown before; ``share`` lets it use a second process.
    """
    rule = rule_in_force(programme.release, audience)
    proven = proven or Proven()
    cohorts = sorted(cohorts, key=lambda cohort: cohort.id)
    tally = _aligned(tally, cohorts)
    everyone = list(crowds(people, past, audience)) if people else []
    least = rule_in_force(programme.release, "restricted").minimum
    settled = _settled(past, [one.crowd for one in everyone], cohorts, rule, least)
    truths = {variable.key: category_table(variable, tally) for variable in variables}
    roles = participation(programme, variables, tally, cohorts)
    found = groups(programme, variables, truths, roles, cohorts, rule, settled)
    ground = Ground(found.tree, len(cohorts), rule.minimum, least, rule.exact)
    parts = admit(everyone, ground, rule)
    if not all(part.everybody for part in parts.values()):
        tally, roles = admitted_tally(tally, parts), admitted_roles(roles, parts)
        truths = {variable.key: category_table(variable, tally) for variable in variables}
    tables = protect(found.tree, variables, truths, roles, tally, rule, proven, share)
    records = session_records(found.tree, found.ids, sessions, tally, rule)
    kept: Kept = [{} for _ in found.ids]
    last_ones: Mapping[Key, Sequence[PastTable | None]] = {}
    if people:
        nodes = found.tree.named([cohort.id for cohort in cohorts])
        memory = Memory.of(past, audience, rule, nodes)
        gaps = {one.role: Withheld(one.variable) for one in roles}
        last_ones = last_tables(variables, memory)
        tables = Tables(
            settle_tables(tables.variables, variables, parts, ground, memory, kept),
            settle_flows(tables.flows, gaps, parts, ground, memory, kept),
        )
        records = settle_sessions(
            records, found.ids, sessions, everyone, ground, rule, memory, kept
        )
    tables, findings = _proved(
        programme, variables, tally, cohorts, roles, found, tables, rule,
        Ledger(people, past, parts, kept, last_ones), proven, share,
    )  # fmt: skip
    last = past.last(audience)
    made = Release(
        audience=audience,
        minimum=rule.minimum,
        invented=any(cohort.invented for cohort in cohorts),
        variables=tuple(variables),
        groups=assemble(found, tables, cohorts),
        places=_places(found, cohorts),
        versions=dict(versions or {}),
        files=files,
        skipped=skipped,
        made_on=made_on,
        approved_by=rule.approved_by,
        reason=rule.reason,
        sessions=records,
        number=last.number if last else 0,
        waiting=_waiting(found, parts),
        listed=tuple(ListedCohort(c.id, c.title, c.organisation, c.region) for c in cohorts),
        history=history(past, audience),
    )
    return Made(made, found, people, parts, kept, findings)


def _proved(
    programme: Programme,
    variables: Sequence[Variable],
    tally: Tally,
    cohorts: Sequence[Cohort],
    roles: Sequence[Participation],
    found: Groups,
    tables: Tables,
    rule: Rule,
    ledger: Ledger,
    proven: Proven,
    share: Share | None,
) -> tuple[Tables, tuple[Finding, ...]]:
    """Return the tables that the audit leaves, and what it still finds."""
    names = tuple(cohort.id for cohort in cohorts)
    truth = Truth.of(names, variables, tally, roles)
    least = rule_in_force(programme.release, "restricted").minimum
    minimums = Minimums(rule.open_minimum, least)

    def prove(
        groups_: Groups,
        shown: Tables,
        audience: Audience,
        kept: Ledger,
        others: Sequence[Published],
    ) -> tuple[Shelf, tuple[Finding, ...]]:
        shelf = Shelf(
            audience, groups_.tree, groups_.tree.named(names), group_titles(groups_.tree),
            shown.variables, shown.flows, roles, _bases(groups_.tree, variables, tally, roles),
        )  # fmt: skip
        return proved(shelf, variables, truth, minimums, kept, others, proven, share)

    beside: Sequence[Published] = ()
    if rule.exact and not ledger.past.releases:
        opened = rule_in_force(programme.release, "open")
        truths = {variable.key: category_table(variable, tally) for variable in variables}
        around = groups(programme, variables, truths, roles, cohorts, opened)
        shown = protect(around.tree, variables, truths, roles, tally, opened, proven)
        beside = tuple(prove(around, shown, "open", Ledger(), ())[0].published())
    left, findings = prove(found, tables, rule.audience, ledger, beside)
    return Tables(left.columns, left.flows), findings


def _bases(
    tree: Tree, variables: Sequence[Variable], tally: Tally, roles: Sequence[Participation]
) -> dict[Key, Counts]:
    found = {v.key: tree.sums(category_table(v, tally)) for v in variables}
    return found | {one.variable.key: tree.sums(one.table) for one in roles}


def _waiting(found: Groups, parts: Mapping[str, Part]) -> tuple[str, ...]:
    """Return the ids of the groups that somebody waits to be counted in."""
    places = frozenset[int]().union(*(part.plan.waiting for part in parts.values()))
    homes = frozenset[int]().union(*(part.homes for part in parts.values()))
    places |= {at for at in range(len(found.ids)) if homes.intersection(found.tree.members(at))}
    return tuple(name for place, name in enumerate(found.ids) if place in places)


def _settled(
    past: Past, everyone: Sequence[Crowd], cohorts: Sequence[Cohort], rule: Rule, least: int
) -> tuple[Settled, Settled]:
    """Return the blocks of earlier releases that must stay together, open and restricted.

    Open blocks hold restricted ones, so that they divide none of either.
    """
    place = {cohort.id: number for number, cohort in enumerate(cohorts)}
    free = dividable(everyone, (rule.minimum, least))

    def places(blocks: Iterable[frozenset[str]]) -> tuple[frozenset[int], ...]:
        known = [frozenset(place[name] for name in block if name in place) for block in blocks]
        return tuple(block for block in known if not block <= free)

    opened, narrow = places(past.blocks("open")), places(past.blocks("restricted"))
    return Settled((*opened, *narrow), opened), Settled(narrow, narrow)


def groups(
    programme: Programme,
    variables: Sequence[Variable],
    truths: Mapping[Key, Counts],
    roles: Sequence[Participation],
    cohorts: Sequence[Cohort],
    rule: Rule,
    settled: tuple[Settled, Settled] = (NOTHING_SETTLED, NOTHING_SETTLED),
) -> Groups:
    """Return the published groups; of ``truths`` only the sums over categories are looked at."""
    nobody = np.zeros((0, len(cohorts)), dtype=np.int64)
    # What of the free text was coded is the coders' choice: it decides about no group.
    asked = [variable for variable in variables if variable.kind != "theme"]
    bases = [truths[variable.key].sum(axis=1) for variable in asked]
    headcounts = Headcounts(
        np.stack(bases) if bases else nobody,
        tuple(variable.role for variable in asked),
        {one.role: one.table.sum(axis=1) for one in roles},
    )
    present = headcounts.anyone()
    size = size_of(headcounts.of(present))
    root = hierarchy(
        [cohorts[place] for place in present], in_language(programme.title, programme.languages[0])
    )
    opened, narrow = (one.among(present) for one in settled)
    node = grow(root, rule.open_minimum, size, opened)
    outer = {frozenset(one.cohorts) for one in node.walk()}
    least = {frozenset(one.cohorts) for one in node.walk() if not one.children}
    if rule.minimum < rule.open_minimum:
        node = refine(node, rule.minimum, size, narrow)
    tree = lay_out(node)
    open_blocks = {p for p in range(len(tree.nodes)) if frozenset(tree.members(p)) in least}
    inner = {p for p in range(len(tree.nodes)) if frozenset(tree.members(p)) not in outer}
    order = tuple(present[place] for place in tree.order)
    tree = replace(tree, order=order, inner=frozenset(inner))
    return Groups(tree, group_ids(tree), frozenset(open_blocks))


def protect(
    tree: Tree,
    variables: Sequence[Variable],
    truths: Mapping[Key, Counts],
    roles: Sequence[Participation],
    tally: Tally,
    rule: Rule,
    proven: Proven,
    share: Share | None = None,
) -> Tables:
    """Return what every group shows of every variable."""
    lent = share if len(tree.nodes) >= LARGE else None
    return Tables(
        exact_tables(tree, variables, truths, tally, rule)
        if rule.exact
        else open_tables(tree, variables, truths, tally, rule, proven.printed, lent),
        {one.role: flow_tables(tree, one, rule) for one in roles},
    )


def assemble(found: Groups, tables: Tables, cohorts: Sequence[Cohort]) -> tuple[ReleasedGroup, ...]:
    """Return the groups as pages take them, parents before children."""
    parents = [""] * len(found.ids)
    for place, children in enumerate(found.tree.children):
        for child in children:
            parents[child] = found.ids[place]
    result, titles = [], group_titles(found.tree)
    for place, node in enumerate(found.tree.nodes):
        members = found.tree.members(place)
        result.append(
            ReleasedGroup(
                id=found.ids[place],
                level=node.level,
                title=titles[place],
                parent=parents[place],
                members=tuple((cohorts[m].id, cohorts[m].title) for m in sorted(members)),
                flows={role: shown[place] for role, shown in tables.flows.items()},
                tables={key: shown[place] for key, shown in tables.variables.items()},
            )
        )
    return tuple(result)


def group_titles(tree: Tree) -> tuple[str, ...]:
    """Return the title of each node."""
    return tuple(
        group_title(node.level, node.units[0].level, [unit.title for unit in node.units])
        for node in tree.nodes
    )


def _places(found: Groups, cohorts: Sequence[Cohort]) -> dict[str, str]:
    """Return the smallest group of each cohort; the programme where it has nobody yet."""
    places = {cohort.id: found.ids[0] for cohort in cohorts}
    for place, name in enumerate(found.ids):  # parents first, so that the smallest stays
        places |= {cohorts[member].id: name for member in found.tree.members(place)}
    return places


def _aligned(tally: Tally, cohorts: Sequence[Cohort]) -> Tally:
    """Return the tally with its cohorts in the order of a list that holds them all."""
    wanted = tuple(cohort.id for cohort in cohorts)
    if tally.cohorts == wanted:
        return tally
    unknown = sorted(set(tally.cohorts) - set(wanted))
    if unknown:
        raise ValueError(f"the tally has cohorts that are not listed: {', '.join(unknown)}")
    place = {cohort: index for index, cohort in enumerate(wanted)}
    moved = np.array([place[cohort] for cohort in tally.cohorts], dtype=np.int64)

    def dense(table: Counts) -> Counts:
        found = np.zeros((len(wanted), *table.shape[1:]), dtype=np.int64)
        found[moved] = table
        return found

    def sparse(rows: Counts) -> Counts:
        return np.column_stack([moved[rows[:, 0]], rows[:, 1:]]) if len(rows) else rows

    return Tally(
        cohorts=wanted,
        people={key: dense(table) for key, table in tally.people.items()},
        returned={key: dense(table) for key, table in tally.returned.items()},
        matched={key: dense(table) for key, table in tally.matched.items()},
        answers={key: dense(table) for key, table in tally.answers.items()},
        totals={key: dense(table) for key, table in tally.totals.items()},
        numbers={key: sparse(rows) for key, rows in tally.numbers.items()},
        changes={key: dense(table) for key, table in tally.changes.items()},
        total_changes={key: sparse(rows) for key, rows in tally.total_changes.items()},
        products={key: dense(table) for key, table in tally.products.items()},
    )
