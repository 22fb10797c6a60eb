"""Rows become counts once. Every number on every page is a function of a Tally.

Counts add: what is counted of an organisation is the sum of its cohorts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import combinations_with_replacement
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from generator.analysis.scores import (
    Scores,
    block_of,
    code_column,
    has_block,
    prorated_from,
    prorated_totals,
    totals,
    variable_of,
)
from generator.definitions.codebook import NOT_COLLECTED, Codebook, stages
from generator.definitions.programme import TOTAL, Programme
from generator.definitions.variables import measure_scale, total_codes
from generator.responses.answers import Responses, among, matched
from generator.responses.themes import measure_of, source_of

Counts = npt.NDArray[np.int64]
#: Scores by form and measure, made when they are asked for: together they would fill the memory.
Blocks: TypeAlias = Mapping[tuple[str, str], Callable[[], Scores]]

#: The columns of the counts, in order.
COLUMNS = ("form", "variable", "cohort", "code", "to", "n")
#: How many kinds of gap stand behind the codes in a table of codes.
GAP_KINDS = -NOT_COLLECTED
#: Variables about forms. No item's id holds a colon.
RETURNED, ANSWERED, MATCHED = ":returned", ":answered", ":matched"
#: Behind a measure's id: sums and products of its items, and totals of those who left some out.
PRODUCTS, PRORATED = ":products", ":prorated"


@dataclass(frozen=True)
class Tally:
    """Counts of answers, by cohort.

    ``counts`` is one long table, each count above 0 on a row: how many people ``n`` of a
    ``cohort`` (a category, by id) have a ``code`` of a ``variable`` on a ``form``. Its rows are
    in order. What a form and a variable are:

    - a form's id, and a column of its codebook, or the id of a measure for totals of all its
      domains. ``code`` is the place among the codes, or among the possible totals; a gap where
      it is negative, as in ``Responses``; of a number the number itself, without gaps.
    - the same, and a measure's id with ``PRORATED``: the prorated total in parts of a point
    - the same, and a measure's id with ``PRODUCTS``: ``n`` is a sum over people who answered
      for all d domains. Of code 0 it is how many they are, then d sums of scores, then sums of
      products (upper triangle, row by row).
    - the same, and ``RETURNED`` (all rows) or ``ANSWERED`` (those with at least one answer)
    - two waves (see ``over``), and a variable as above: people with the item at both waves,
      ``code`` at the first and ``to`` at the second, without gaps. ``MATCHED`` are people who
      answered anything at both. In all other rows ``to`` is 0.
    - the texts of a role and wave (``themes.source_of``), and a category: place 0 mentioned it,
      1 did not, of the people over whom the texts were coded who are among the answers

    ``forms`` are all that were counted, with an answer or without. ``domains`` are those of each
    measure whose total is their sum.
    """

    cohorts: tuple[str, ...]
    forms: tuple[str, ...]
    domains: Mapping[str, tuple[str, ...]]
    counts: pd.DataFrame

    @cached_property
    def _places(self) -> dict[tuple[str, str], slice]:
        form, variable = (self.counts[name].cat for name in COLUMNS[:2])
        codes = np.stack([form.codes, variable.codes])
        ends = np.flatnonzero((codes[:, 1:] != codes[:, :-1]).any(axis=0)) + 1
        starts = [0, *ends.tolist()] if len(self.counts) else []
        names = zip(*(self.counts[name].iloc[starts] for name in COLUMNS[:2]), strict=True)
        stops = [*starts[1:], len(self.counts)]
        return {name: slice(*ends) for name, *ends in zip(names, starts, stops, strict=False)}

    @cached_property
    def _rows(self) -> dict[tuple[str, str], pd.DataFrame]:
        return {}

    @cached_property
    def _known(self) -> dict[tuple[str, str, bool], Counts]:
        return {}

    def variables(self, form: str) -> tuple[str, ...]:
        """Return the variables of a form that have counts, in order."""
        return tuple(variable for name, variable in self._places if name == form)

    def of(self, form: str, variable: str) -> pd.DataFrame:
        """Return the counts of one variable: ``cohort`` as its place, ``code``, ``to``, ``n``."""
        key = (form, variable)
        if key not in self._rows:
            found = self.counts.iloc[self._places.get(key, slice(0))]
            self._rows[key] = found[["code", "to", "n"]].assign(cohort=found["cohort"].cat.codes)
        return self._rows[key]

    def table(self, form: str, variable: str, codes: int) -> Counts:
        """Return (cohorts, codes + GAP_KINDS): codes by place, then gaps.

        These are not answered, not applicable, preferred not to say, unreadable, not collected.
        """
        key = (form, variable, False)
        if key not in self._known:
            table = np.zeros((len(self.cohorts), codes + GAP_KINDS), dtype=np.int64)
            rows = self.of(form, variable)
            code = rows["code"].to_numpy()
            table[rows["cohort"], np.where(code >= 0, code, codes - 1 - code)] = rows["n"]
            self._known[key] = table
        return self._known[key]

    def joint(self, form: str, variable: str, codes: int) -> Counts:
        """Return (cohorts, codes, codes): before by after, by their places."""
        key = (form, variable, True)
        if key not in self._known:
            table = np.zeros((len(self.cohorts), codes, codes), dtype=np.int64)
            rows = self.of(form, variable)
            table[rows["cohort"], rows["code"], rows["to"]] = rows["n"]
            self._known[key] = table
        return self._known[key]


def over(role: str, from_: str, to: str) -> str:
    """Return what stands in the place of a form for two waves of a role.

    >>> over("mentor", "before", "after")
    'mentor:before+after'
    """
    return f"{role}:{from_}+{to}"


class _Part(NamedTuple):
    """Counts of one variable: the columns of a tally's table."""

    form: str
    variable: str
    cohort: npt.NDArray[Any]
    code: npt.NDArray[Any]
    to: npt.NDArray[Any]
    n: npt.NDArray[Any]


def tally(programme: Programme, codebooks: Mapping[str, Codebook], responses: Responses) -> Tally:
    """Reduce responses to counts.

    Parameters
    ----------
    programme
        A checked programme, for its measures and comparisons.
    codebooks
        The codebook of every form that may be among the responses, by id.
    responses
        Checked answers. A survey code is unique within a form, over all cohorts; what stands
        in its place, such as UNLINKED-001, is unique within form and cohort.

    Returns
    -------
    Tally
        It does not depend on the order of rows or files.

    """
    blocks = {
        (name, measure.id): partial(block_of, programme, codebooks[name], answers, measure)
        for name, answers in sorted(responses.answers.items())
        for measure in programme.measures
        if has_block(programme, codebooks[name], measure)
    }
    parts = [
        *_single_waves(programme, codebooks, responses, blocks),
        *_two_waves(programme, codebooks, responses, blocks),
        *_themes(programme, codebooks, responses),
    ]
    forms = [*sorted(responses.answers), *dict.fromkeys(part.form for part in parts)]
    return Tally(
        cohorts=tuple(cohort.id for cohort in responses.cohorts),
        forms=tuple(dict.fromkeys(forms)),
        domains={measure: tuple(one.id for one in programme.domains) for _, measure in blocks},
        counts=_table(parts, [cohort.id for cohort in responses.cohorts]),
    )


def _table(parts: list[_Part], cohorts: list[str]) -> pd.DataFrame:
    """Return the counts of all parts as one table; the categories are in the order of parts."""
    many = [len(part.n) for part in parts]

    def named(each: list[str]) -> pd.Categorical:
        known = {name: number for number, name in enumerate(dict.fromkeys(each))}
        codes = np.repeat(np.array([known[name] for name in each], dtype=np.int32), many)
        return pd.Categorical.from_codes(codes, list(known))

    def joined(each: list[npt.NDArray[Any]], kind: type = np.int32) -> npt.NDArray[Any]:
        return np.concatenate([np.zeros(0, kind), *each], dtype=kind)

    return pd.DataFrame(
        {
            "form": named([part.form for part in parts]),
            "variable": named([part.variable for part in parts]),
            "cohort": pd.Categorical.from_codes(joined([part.cohort for part in parts]), cohorts),
            "code": joined([part.code for part in parts]),
            "to": joined([part.to for part in parts]),
            "n": joined([part.n for part in parts], np.int64),
        },
        copy=False,
    )


# --- counting -----------------------------------------------------------------------------


def _counted(
    form: str,
    variable: str,
    cohort: npt.NDArray[Any],
    code: npt.NDArray[Any] | None = None,
    to: npt.NDArray[Any] | None = None,
) -> _Part:
    """Count how often each row of cohort and codes stands; rows in order."""
    nothing = np.zeros(len(cohort), dtype=np.int64)
    columns = [nothing if one is None else one.astype(np.int64) for one in (cohort, code, to)]
    lows = [int(column.min(initial=0)) for column in columns]
    tops = [int(column.max(initial=0)) + 1 for column in columns]
    packed = nothing
    for column, low, top in zip(columns, lows, tops, strict=True):
        packed = packed * (top - low) + (column - low)
    if len(packed) and packed.max() < 4 * len(packed) + 10_000:
        counts = np.bincount(packed)
        distinct = np.flatnonzero(counts)
        n = counts[distinct]
    else:
        distinct, n = np.unique(packed, return_counts=True)
    distinct, after = np.divmod(distinct, tops[2] - lows[2])
    place, value = np.divmod(distinct, tops[1] - lows[1])
    found = (place + lows[0], value + lows[1], after + lows[2], n)
    return _Part(form, variable, *(one.astype(np.int32) for one in found))


def _single_waves(
    programme: Programme, books: Mapping[str, Codebook], responses: Responses, blocks: Blocks
) -> Iterator[_Part]:
    for name, answers in sorted(responses.answers.items()):
        cohort = answers["cohort"].to_numpy()
        yield _counted(name, RETURNED, cohort)
        yield _counted(name, ANSWERED, cohort[_answered(books[name], answers)])
        for column in books[name].columns:
            if column.kind == "code":
                yield _counted(name, column.name, cohort, code_column(answers, column.name))
            elif column.kind == "number" and column.name in answers:
                numbers = answers[column.name].to_numpy()
                yield _counted(name, column.name, cohort[numbers >= 0], numbers[numbers >= 0])
    for (name, measure), made in blocks.items():
        block = made()
        cohort = responses.answers[name]["cohort"].to_numpy()
        for variable, values in _sums(programme, measure, block):
            yield _counted(name, variable, cohort[values >= 0], values[values >= 0])
        yield _products(name, measure, cohort, block, len(responses.cohorts))


def _answered(book: Codebook, answers: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which rows hold at least one coded or counted answer."""
    some = np.zeros(len(answers), dtype=bool)
    for column in book.columns:
        if column.kind in ("code", "number") and column.name in answers:
            some |= answers[column.name].to_numpy() >= 0
    return some


def _sums(programme: Programme, measure: str, block: Scores) -> Iterator[tuple[str, Scores]]:
    """Yield the totals of a block, as places among the possible ones, and prorated totals."""
    first = total_codes(measure_scale(programme, measure), block.shape[1])[0]
    yield measure, np.maximum(totals(block) - first, -1)
    enough = prorated_from(programme, measure)
    if enough:
        yield measure + PRORATED, prorated_totals(block, enough)


def _products(
    form: str, measure: str, cohort: npt.NDArray[Any], block: Scores, cohorts: int
) -> _Part:
    complete = (block >= 0).all(axis=1)
    cohort, scores = cohort[complete], block[complete].T.astype(np.float64)
    pairs = combinations_with_replacement(range(len(scores)), 2)
    weights = [None, *scores, *(scores[i] * scores[j] for i, j in pairs)]
    # Sums of small whole numbers are exact in float64 far beyond any number of people.
    sums = np.stack([np.bincount(cohort, weight, minlength=cohorts) for weight in weights], axis=1)
    at, code = np.nonzero(sums)
    return _Part(form, measure + PRODUCTS, at, code, code * 0, sums[at, code].astype(np.int64))


class Pair(NamedTuple):
    """Two forms of a role at two waves, and the rows of the people in both, in step."""

    before: str
    after: str
    rows_before: npt.NDArray[np.intp]
    rows_after: npt.NDArray[np.intp]


def pairs_of(
    programme: Programme, books: Mapping[str, Codebook], responses: Responses
) -> dict[tuple[str, str, str], Pair]:
    """Return the people of each role, from and to that are compared, role by role.

    Without those whose form is missing at one of the waves.
    """
    at: dict[tuple[str, str], str] = {}
    for name in sorted(responses.answers):
        if books[name].kind == "linked":
            at.setdefault((books[name].role, books[name].wave), name)
    roles = [*dict.fromkeys(one.role for one in programme.comparisons)]
    found = {}
    for one in sorted(programme.comparisons, key=lambda one: roles.index(one.role)):
        key = (one.role, one.from_, one.to)
        before, after = (at.get((one.role, wave), "") for wave in key[1:])
        if before and after and key not in found:
            rows = matched(responses.answers[before], responses.answers[after])
            found[key] = Pair(before, after, *rows)
    return found


def _two_waves(
    programme: Programme, books: Mapping[str, Codebook], responses: Responses, blocks: Blocks
) -> Iterator[_Part]:
    for key, pair in pairs_of(programme, books, responses).items():
        form, both = over(*key), (pair.before, pair.after)
        answers = [responses.answers[name] for name in both]
        rows = (pair.rows_before, pair.rows_after)
        cohort = answers[0]["cohort"].to_numpy()[pair.rows_before]
        some = [_answered(books[n], a)[r] for n, a, r in zip(both, answers, rows, strict=True)]
        yield _counted(form, MATCHED, cohort[some[0] & some[1]])
        measures = [c.measure for c in programme.comparisons if (c.role, c.from_, c.to) == key]
        for variable in _compared(programme, measures, books[pair.before], books[pair.after]):
            codes = (code_column(a, variable)[r] for a, r in zip(answers, rows, strict=True))
            yield _changes(form, variable, cohort, *codes)
        for measure in measures:
            if all((name, measure) in blocks for name in both):
                sums = [
                    dict(_sums(programme, measure, blocks[n, measure]()[r]))
                    for n, r in zip(both, rows, strict=True)
                ]
                for variable, first in sums[0].items():
                    yield _changes(form, variable, cohort, first, sums[1][variable])


def _compared(
    programme: Programme, measures: list[str], before: Codebook, after: Codebook
) -> Iterator[str]:
    """Yield the columns of some measures that both of two forms ask for."""
    domains = (*(domain.id for domain in programme.domains), TOTAL)
    for variable in (variable_of(measure, domain) for measure in measures for domain in domains):
        column, other = before.column(variable), after.column(variable)
        if column and other and column.measure and other.measure:
            yield variable


def _changes(
    form: str, variable: str, cohort: npt.NDArray[Any], a: npt.NDArray[Any], b: npt.NDArray[Any]
) -> _Part:
    both = (a >= 0) & (b >= 0)
    return _counted(form, variable, cohort[both], a[both], b[both])


def _themes(
    programme: Programme, books: Mapping[str, Codebook], responses: Responses
) -> Iterator[_Part]:
    """Yield each stage's categories: mentioned it, did not; zeros included.

    Of the people over whom the texts were coded those count who are among the answers to the
    stage's forms: without somebody's answers, their categories are gone too. Who returned the
    form after the coding is in neither count.
    """
    themes, cohorts = responses.themes, len(responses.cohorts)
    for (role, wave), names in stages(books, programme).items():
        if (role, wave) not in themes.people:
            continue
        people = themes.people[role, wave]
        forms = [responses.answers[name] for name in names if name in responses.answers]
        here = among(people, forms)
        cohort = people["cohort"].to_numpy()
        at, code = np.divmod(np.arange(2 * cohorts), 2)
        for category in themes.categories:
            place = np.where(people[category.id], 0, 1)
            n = np.bincount((cohort * 2 + place)[here], minlength=2 * cohorts)
            yield _Part(source_of(role, wave), measure_of(category.id), at, code, code * 0, n)
