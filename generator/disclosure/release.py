"""The one door between numbers and pages: everything is protected here, once, together.

Pages protected one by one could be subtracted from each other, so one call
decides over all groups and all variables of a build:

1. ``grouping`` makes the tree of published groups from headcounts (``blocks``);
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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from generator.analysis.tally import Tally
from generator.disclosure.admission import Part, admit
from generator.disclosure.atoms import Ground
from generator.disclosure.audit import Finding
from generator.disclosure.counted import Counted
from generator.disclosure.crowds import crowds
from generator.disclosure.grouping import Groups, groups, settled_blocks
from generator.disclosure.guard import Shelf
from generator.disclosure.halves import Share
from generator.disclosure.history import history
from generator.disclosure.own_answers import Truth
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
from generator.disclosure.shown import Tree
from generator.disclosure.tables import Key, exact_tables, flow_tables, open_tables
from generator.survey.cohort import Cohort
from generator.survey.programme import Programme
from generator.survey.session_form import SessionForm
from generator.survey.variables import Variable


class GivenAwayError(Exception):
    """A release would give somebody away, whatever is left out of it: its ``findings``."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the answers came from, for the pages' foot.

    - ``versions``: of each form; ``files``: how many were read
    - ``skipped``: rows that were left out; ``made_on``: a date, as ISO 8601 has it
    """

    versions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: int = 0
    skipped: int = 0
    made_on: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """Everybody in the responses as the ledger knows them, and the earlier releases.

    Without people there are no earlier releases, and everybody counts.
    """

    people: People | None = None
    past: Past = NO_PAST


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
    origin: Origin | None = None,
    earlier: Earlier | None = None,
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
    origin
        Where the answers came from.
    earlier
        What was published before.

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
        origin=origin,
        earlier=earlier,
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
    origin: Origin | None = None,
    earlier: Earlier | None = None,
    proven: Proven | None = None,
    share: Share | None = None,
) -> Made:
    """Return a release with what the ledger keeps of it; parameters as for ``release``.

    ``proven`` holds what the audit has shown before; ``share`` lets it use a second process.
    """
    rule = rule_in_force(programme.release, audience)
    least = rule_in_force(programme.release, "restricted").minimum
    origin, earlier, proven = origin or Origin(), earlier or Earlier(), proven or Proven()
    people, past = earlier.people, earlier.past
    counted = Counted.of(programme, variables, tally, cohorts)
    everyone = list(crowds(people, past, audience)) if people else []
    crowded = [one.crowd for one in everyone]
    found = groups(counted, rule, settled_blocks(past, crowded, counted.cohorts, rule, least))
    ground = Ground(found.tree, len(counted.cohorts), rule.minimum, least, rule.exact)
    parts = admit(everyone, ground, rule)
    counted = counted.admitted(parts)
    tables = protect(found.tree, counted, rule, proven, share)
    records = session_records(found.tree, found.ids, sessions, counted.tally, rule)
    kept: Kept = [{} for _ in found.ids]
    last_ones: Mapping[Key, Sequence[PastTable | None]] = {}
    if people:
        memory = Memory.of(past, audience, rule, found.tree.named(counted.names))
        gaps = {one.role: Withheld(one.variable) for one in counted.roles}
        last_ones = last_tables(counted.variables, memory)
        tables = Tables(
            settle_tables(tables.variables, counted.variables, parts, ground, memory, kept),
            settle_flows(tables.flows, gaps, parts, ground, memory, kept),
        )
        records = settle_sessions(
            records, found.ids, sessions, everyone, ground, rule, memory, kept
        )
    tables, findings = _proved(
        counted, found, tables, rule, Ledger(people, past, parts, kept, last_ones), proven, share
    )
    last = past.last(audience)
    made = Release(
        audience=audience,
        minimum=rule.minimum,
        invented=any(cohort.invented for cohort in counted.cohorts),
        variables=counted.variables,
        groups=assemble(found, tables, counted.cohorts),
        places=found.places(counted.cohorts),
        versions=dict(origin.versions),
        files=origin.files,
        skipped=origin.skipped,
        made_on=origin.made_on,
        approved_by=rule.approved_by,
        reason=rule.reason,
        sessions=records,
        number=last.number if last else 0,
        waiting=found.waiting(parts),
        listed=tuple(
            ListedCohort(c.id, c.title, c.organisation, c.region) for c in counted.cohorts
        ),
        history=history(past, audience),
    )
    return Made(made, found, people, parts, kept, findings)


def _proved(
    counted: Counted,
    found: Groups,
    tables: Tables,
    rule: Rule,
    ledger: Ledger,
    proven: Proven,
    share: Share | None,
) -> tuple[Tables, tuple[Finding, ...]]:
    """Return the tables that the audit leaves, and what it still finds."""
    truth = Truth.of(counted.names, counted.variables, counted.tally, counted.roles)
    release_rule = counted.programme.release
    minimums = Minimums(rule.open_minimum, rule_in_force(release_rule, "restricted").minimum)
    beside: Sequence[Published] = ()
    if rule.exact and not ledger.past.releases:
        opened = rule_in_force(release_rule, "open")
        around = groups(counted, opened)
        shelf = _shelf(counted, around, protect(around.tree, counted, opened, proven), "open")
        left, _ = proved(shelf, counted.variables, truth, minimums, Ledger(), (), proven, share)
        beside = tuple(left.published())
    shelf = _shelf(counted, found, tables, rule.audience)
    left, findings = proved(
        shelf, counted.variables, truth, minimums, ledger, beside, proven, share
    )
    return Tables(left.columns, left.flows), findings


def _shelf(counted: Counted, found: Groups, tables: Tables, audience: Audience) -> Shelf:
    tree = found.tree
    bases = {key: tree.sums(table) for key, table in counted.tables.items()}
    bases |= {one.variable.key: tree.sums(one.table) for one in counted.roles}
    return Shelf(
        audience,
        tree,
        tree.named(counted.names),
        found.titles(),
        tables.variables,
        tables.flows,
        counted.roles,
        bases,
    )


def protect(
    tree: Tree, counted: Counted, rule: Rule, proven: Proven, share: Share | None = None
) -> Tables:
    """Return what every group shows of every variable."""
    lent = share if len(tree.nodes) >= LARGE else None
    variables, tables, tally = counted.variables, counted.tables, counted.tally
    return Tables(
        exact_tables(tree, variables, tables, tally, rule)
        if rule.exact
        else open_tables(tree, variables, tables, tally, rule, proven.printed, lent),
        {one.role: flow_tables(tree, one, rule) for one in counted.roles},
    )


def assemble(found: Groups, tables: Tables, cohorts: Sequence[Cohort]) -> tuple[ReleasedGroup, ...]:
    """Return the groups as pages take them, parents before children."""
    parents, titles = found.parents(), found.titles()
    return tuple(
        ReleasedGroup(
            id=found.ids[place],
            level=node.level,
            title=titles[place],
            parent=parents[place],
            members=tuple(
                (cohorts[m].id, cohorts[m].title) for m in sorted(found.tree.members(place))
            ),
            flows={role: shown[place] for role, shown in tables.flows.items()},
            tables={key: shown[place] for key, shown in tables.variables.items()},
        )
        for place, node in enumerate(found.tree.nodes)
    )
