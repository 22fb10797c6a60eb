"""Every variable's tables for every group, as the types that pages accept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256

from generator.analysis.category_tables import code_table, joint_table
from generator.analysis.holm import holm
from generator.analysis.tally import Counts, Tally
from generator.disclosure.codes import code_tables
from generator.disclosure.exact import exact_code_nodes
from generator.disclosure.figures import (
    change_within,
    exact_change,
    large_change,
    middle_and_hinges,
    sign_test_verdict,
)
from generator.disclosure.halves import Share, in_halves
from generator.disclosure.participation import Participation
from generator.disclosure.publish import publish
from generator.disclosure.published import further_comparisons, links
from generator.disclosure.released import Flow, Released, Withheld
from generator.disclosure.rounding import Table
from generator.disclosure.rule import LARGE_FROM, Rule
from generator.disclosure.shown import Shown, Tree, shown_nodes
from generator.disclosure.together import exact_nodes
from generator.survey.programme import TOTAL
from generator.survey.variables import Variable

Key = tuple[str, str, str, str, str]
Column = tuple[Released | Withheld, ...]
#: What every node prints of a variable, by a fingerprint of all that it follows from.
Kept = dict[str, Sequence[Table | None]]


def open_tables(
    tree: Tree,
    variables: Sequence[Variable],
    truths: Mapping[Key, Counts],
    tally: Tally,
    rule: Rule,
    kept: Kept,
    share: Share | None = None,
) -> dict[Key, Column]:
    """Return the rounded tables of open pages, by variable, one for each node.

    ``kept`` are those of an earlier build by what they were made from; after it, of this one.
    """
    found: dict[Key, Column] = {}
    everything = [tree.sums(truths[variable.key]) for variable in variables]
    printed = _printed(tree, everything, rule, kept, share)
    further = further_comparisons(variables)
    for variable, counts, shown in zip(variables, everything, printed, strict=True):
        if variable.key in further:
            large = _large(counts)
            shown = [table if big else None for table, big in zip(shown, large, strict=True)]
        if variable.kind == "change":
            found[variable.key] = _open_changes(tree, variable, shown, counts, tally)
        else:
            codes = tree.sums(code_table(variable, tally))
            found[variable.key] = _open_waves(
                variable, shown, code_tables(tree, variable, shown, codes)
            )
    return _with_medians(variables, found)


def _printed(
    tree: Tree, everything: Sequence[Counts], rule: Rule, kept: Kept, share: Share | None
) -> list[Sequence[Table | None]]:
    """Return what each node prints of each variable; worked out only where the counts are new."""
    frame = repr((tree.children, rule)).encode()
    names = [sha256(frame + counts.tobytes()).hexdigest()[:32] for counts in everything]
    new = {n: counts for n, counts in zip(names, everything, strict=True) if n not in kept}
    made = in_halves(lambda counts: publish(tree, counts, rule), list(new.values()), share)
    found = {**kept, **dict(zip(new, made, strict=True))}
    kept.clear()  # what nobody asks for any more goes
    kept.update({name: found[name] for name in names})
    return [found[name] for name in names]


def _large(counts: Counts) -> list[bool]:
    """Return which nodes have 100 people or more in their tables."""
    return [bool(people >= LARGE_FROM) for people in counts.sum(axis=1)]


def _open_waves(
    variable: Variable, shown: Sequence[Table | None], codes: Sequence[Table | None]
) -> Column:
    @cache  # a nation's thousand groups have a few dozen rounded tables between them
    def released(table: Table | None, split: Table | None) -> Released | Withheld:
        if table is None:
            return Withheld(variable)
        return Released(
            variable,
            sum(table),
            table,
            exact=False,
            code_counts=split,
            statistics={} if split is None else middle_and_hinges(variable, split),
        )

    return tuple(released(table, split) for table, split in zip(shown, codes, strict=True))


def _open_changes(
    tree: Tree, variable: Variable, shown: Sequence[Table | None], counts: Counts, tally: Tally
) -> Column:
    joint = tree.sums(joint_table(variable, tally))
    large = _large(counts)

    @cache  # as above: the small groups among them
    def small(table: Table | None) -> Released | Withheld:
        if table is None:
            return Withheld(variable)
        verdict = sign_test_verdict(table)
        return Released(variable, sum(table), table, exact=False, p_class=verdict)

    def released(place: int, table: Table | None) -> Released | Withheld:
        if table is None or not large[place]:
            return small(table)
        verdict, statistics = large_change(variable, joint[place], table)
        return Released(
            variable, sum(table), table, exact=False, statistics=statistics, p_class=verdict
        )

    return tuple(released(place, table) for place, table in enumerate(shown))


def _with_medians(variables: Sequence[Variable], found: Mapping[Key, Column]) -> dict[Key, Column]:
    """Return the columns with each change's medians, taken from the released tables of its waves.

    Only where a wave's table is shown, and for the same people: the medians of
    one wave for two populations that differ by a person would give that
    person away.
    """
    result = dict(found)
    for change in variables:
        if change.kind != "change":
            continue
        for name, wave in (("median_from", change.from_), ("median_to", change.to)):
            at_wave = found.get((change.role, change.measure, change.domain, wave, ""))
            if at_wave is not None and at_wave[0].variable.population == change.population:
                result[change.key] = tuple(
                    _with_median(table, name, other)
                    for table, other in zip(result[change.key], at_wave, strict=True)
                )
    return result


def _with_median(
    table: Released | Withheld, name: str, wave: Released | Withheld
) -> Released | Withheld:
    if isinstance(table, Released) and isinstance(wave, Released) and "median" in wave.statistics:
        return replace(table, statistics={**table.statistics, name: wave.statistics["median"]})
    return table


def exact_tables(
    tree: Tree,
    variables: Sequence[Variable],
    truths: Mapping[Key, Counts],
    tally: Tally,
    rule: Rule,
) -> dict[Key, Column]:
    """Return the exact tables of restricted pages, by variable, one for each node."""
    counts = {variable.key: tree.sums(truths[variable.key]) for variable in variables}
    decided = _decided(tree, variables, counts, rule)
    found = {
        variable.key: _exact_column(
            tree, variable, counts[variable.key], decided[variable.key], tally, rule
        )
        for variable in variables
    }
    return _with_medians(variables, with_holm(variables, found))


def _decided(
    tree: Tree, variables: Sequence[Variable], counts: Mapping[Key, Counts], rule: Rule
) -> dict[Key, Shown]:
    """Return what is shown of each variable, those of the same people decided together.

    Of a further comparison only the changes of large groups are.
    """
    together = {key: link.keys for link in links(variables) for key in link.keys}
    families: dict[tuple[Key, ...], list[Variable]] = {}
    for variable in variables:
        families.setdefault(together.get(variable.key, (variable.key,)), []).append(variable)
    found: dict[Key, Shown] = {}
    for family in families.values():
        keys = [variable.key for variable in family]
        decided = exact_nodes(tree, family, [counts[key] for key in keys], rule)
        found |= dict(zip(keys, decided, strict=True))
    for key in further_comparisons(variables):
        large = _large(counts[key])
        shown = tuple(a and b for a, b in zip(found[key].shown, large, strict=True))
        found[key] = replace(found[key], shown=shown)
    return found


def _exact_column(
    tree: Tree, variable: Variable, counts: Counts, decided: Shown, tally: Tally, rule: Rule
) -> Column:
    with_codes = exact_code_nodes(tree, variable, counts, decided, rule)
    change = variable.kind == "change"
    detail = tree.sums(joint_table(variable, tally) if change else code_table(variable, tally))
    column: list[Released | Withheld] = []
    for place, shown in enumerate(decided.shown):
        if not shown:
            column.append(Withheld(variable))
            continue
        table = tuple(int(count) for count in counts[place])
        codes = tuple(int(count) for count in detail[place]) if with_codes[place] else None
        statistics = (
            exact_change(variable, detail[place])
            | _within_blocks(tree, variable, detail, decided.shown, place)
            if change
            else middle_and_hinges(variable, detail[place], minimum=rule.minimum)
        )
        column.append(
            Released(
                variable, sum(table), table, exact=True, code_counts=codes, statistics=statistics
            )
        )
    return tuple(column)


def _within_blocks(
    tree: Tree, variable: Variable, detail: Counts, shown: Sequence[bool], place: int
) -> dict[str, float]:
    """Return the test within a node's blocks, where each of them that has people is shown."""
    blocks = [block for block in tree.blocks(place) if block != place and detail[block].any()]
    if not all(shown[block] for block in blocks):
        return {}
    return change_within(variable, (detail[block] for block in blocks))


def with_holm(variables: Sequence[Variable], found: Mapping[Key, Column]) -> dict[Key, Column]:
    """Return the columns with p adjusted over the domains of each measure.

    A domain that is withheld counts as a test with p = 1, so that the adjusted
    p of the others are no function of its answers.
    """
    result = {key: list(column) for key, column in found.items()}
    families: dict[tuple[str, str, str, str], list[Key]] = {}
    for variable in variables:
        if variable.kind == "change" and variable.domain != TOTAL:
            family = (variable.role, variable.measure, variable.from_, variable.to)
            families.setdefault(family, []).append(variable.key)
    for keys in families.values():
        for place in range(len(result[keys[0]])):
            tables = [result[key][place] for key in keys]
            ps = [t.statistics["p_exact"] if isinstance(t, Released) else 1.0 for t in tables]
            for key, table, p in zip(keys, tables, holm(ps), strict=True):
                if isinstance(table, Released):
                    result[key][place] = replace(
                        table, statistics={**table.statistics, "p_holm": p}
                    )
    return {key: tuple(column) for key, column in result.items()}


def flow_tables(tree: Tree, flow: Participation, rule: Rule) -> tuple[Flow | Withheld, ...]:
    """Return a role's participation for each node.

    It follows the same tables and minimum as answers. On restricted pages the
    whole of a group may have answered: that is no answer of anybody's.
    """
    counts, gap = tree.sums(flow.table), Withheld(flow.variable)
    if not rule.exact:
        return tuple(
            gap if table is None else Flow(flow.role, sum(table), _three(table), exact=False)
            for table in publish(tree, counts, rule)
        )
    decided = shown_nodes(tree, counts, lambda table: rule.allows(sum(table)))
    waves = tree.sums(flow.waves)
    returned = {form: tree.sums(forms) for form, forms in flow.returned.items()}
    return tuple(
        Flow(
            flow.role,
            int(counts[place].sum()),
            _three(counts[place]),
            exact=True,
            before=int(waves[place, 0]),
            after=int(waves[place, 1]),
            returned={form: int(forms[place]) for form, forms in returned.items()},
        )
        if shown
        else gap
        for place, shown in enumerate(decided.shown)
    )


def _three(table: Sequence[int] | Counts) -> tuple[int, int, int]:
    both, one, neither = (int(count) for count in table)
    return both, one, neither
