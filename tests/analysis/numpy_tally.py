"""Counting as it was done before there were frames: an oracle of its own, on plain arrays.

Every table is made by itself, with numpy alone, from columns of answers; people are matched
by one sort over all codes. ``rows_of`` writes all of it as a tally's rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations_with_replacement

import numpy as np

from generator.analysis.scores import domain_scores, prorated_totals, scale_values, totals
from generator.definitions.codebook import NOT_COLLECTED, Codebook
from generator.definitions.programme import Programme
from generator.definitions.variables import measure_scale, total_codes
from generator.responses.answers import Responses

Array = np.ndarray
#: Form, variable, cohort, code, to and how many.
Row = tuple[str, str, str, int, int, int]


class Form:
    """One form's columns, and a whole number for each person over all forms of a role."""

    def __init__(self, book: Codebook, responses: Responses, programme: Programme) -> None:
        answers = responses.answers[book.instrument]
        self.book, self.programme = book, programme
        self.columns = {str(name): answers[name].to_numpy() for name in answers}
        self.cohort = self.columns["cohort"].astype(np.int64)
        self.codes = np.array([str(code) for code in answers["respondent"]], dtype="U32")

    def column(self, name: str) -> Array:
        return self.columns.get(name, np.full(len(self.cohort), NOT_COLLECTED, np.int8))

    def scores(self, measure: str, domain: str) -> Array:
        values = scale_values(measure_scale(self.programme, measure))
        return domain_scores(self.column(f"{measure}_{domain}"), values)

    def block(self, measure: str) -> Array | None:
        domains = [domain.id for domain in self.programme.domains]
        if self.book.column(f"{measure}_{domains[0]}") is None:
            return None
        return np.stack([self.scores(measure, domain) for domain in domains], axis=1)

    def answered(self) -> Array:
        kinds = {column.name: column.kind for column in self.book.columns}
        some = np.zeros(len(self.cohort), dtype=bool)
        for name, values in self.columns.items():
            if kinds.get(name) in ("code", "number"):
                some |= values >= 0
        return some


def count_rows(*columns: Array) -> Array:
    """Count how often each row stands: distinct rows in order, their count last."""
    rows, counts = np.unique(np.stack(columns, axis=1), axis=0, return_counts=True)
    return np.column_stack([rows, counts])


def numbered(forms: list[Form]) -> list[Array]:
    """Return a number for each row of each form, the same for the same person; -1 for nobody."""
    names = np.concatenate([form.codes for form in forms])
    cohort = np.concatenate([form.cohort for form in forms])
    people = np.char.add(np.char.add(names, "|"), cohort.astype("U12"))
    numbers = np.unique(people, return_inverse=True)[1]
    numbers[np.char.startswith(names, "UNLINKED-")] = -1
    return np.split(numbers, np.cumsum([len(form.cohort) for form in forms])[:-1])


def match(before: Array, after: Array) -> tuple[Array, Array]:
    """Return the rows of the people who are in both forms, in step."""
    _, rows, partners = np.intersect1d(
        np.where(before < 0, -1 - np.arange(len(before)), before),
        np.where(after < 0, -10_000_000 - np.arange(len(after)), after),
        return_indices=True,
    )
    return rows, partners


def rows_of(programme: Programme, books: Mapping[str, Codebook], responses: Responses) -> set[Row]:
    """Return every row of the tally of some answers, without themes."""
    ids = [cohort.id for cohort in responses.cohorts]
    forms = {name: Form(books[name], responses, programme) for name in sorted(responses.answers)}
    found = [*_single(programme, forms), *_pairs(programme, forms)]
    return {(form, name, ids[c], code, to, n) for form, name, (c, code, to, n) in found}


def _rows(form: str, name: str, *columns: Array) -> Iterator[tuple[str, str, list[int]]]:
    padding = [np.zeros(len(columns[0]), np.int64)] * (3 - len(columns))
    for row in count_rows(*columns, *padding).tolist() if len(columns[0]) else ():
        yield form, name, row


def _sums(programme: Programme, measure: str, block: Array) -> Iterator[tuple[str, Array]]:
    first = total_codes(measure_scale(programme, measure), block.shape[1])[0]
    sums = totals(block)
    yield measure, np.where(sums >= 0, sums - first, -1)
    rule = next(one.missing for one in programme.measures if one.id == measure)
    if rule.rule == "prorate":
        yield f"{measure}:prorated", prorated_totals(block, rule.answered or block.shape[1])


def _single(
    programme: Programme, forms: Mapping[str, Form]
) -> Iterator[tuple[str, str, list[int]]]:
    for name, form in forms.items():
        yield from _rows(name, ":returned", form.cohort)
        yield from _rows(name, ":answered", form.cohort[form.answered()])
        for column in form.book.columns:
            values = form.column(column.name).astype(np.int64)
            if column.kind == "code":
                yield from _rows(name, column.name, form.cohort, values)
            elif column.kind == "number":
                yield from _rows(name, column.name, form.cohort[values >= 0], values[values >= 0])
        for measure, block in _blocks(programme, form):
            for variable, sums in _sums(programme, measure, block):
                yield from _rows(name, variable, form.cohort[sums >= 0], sums[sums >= 0])
            for cohort in np.unique(form.cohort):
                mine = block[(form.cohort == cohort) & (block >= 0).all(axis=1)].astype(int)
                for code, n in enumerate(_products(mine)):
                    if n:
                        yield name, f"{measure}:products", [int(cohort), code, 0, n]


def _blocks(programme: Programme, form: Form) -> Iterator[tuple[str, Array]]:
    for measure in (one.id for one in programme.measures if one.items == "domains"):
        block = form.block(measure)
        if block is not None:
            yield measure, block


def _products(block: Array) -> list[int]:
    pairs = combinations_with_replacement(range(block.shape[1]), 2)
    sums = [len(block), *block.sum(axis=0)]
    return [int(n) for n in (*sums, *((block[:, i] * block[:, j]).sum() for i, j in pairs))]


def _pairs(programme: Programme, forms: Mapping[str, Form]) -> Iterator[tuple[str, str, list[int]]]:
    for one in programme.comparisons:
        mine = [f for f in forms.values() if (f.book.kind, f.book.role) == ("linked", one.role)]
        at = {form.book.wave: n for n, form in reversed([*enumerate(mine)])}
        if one.from_ not in at or one.to not in at:
            continue
        numbers = numbered(mine)
        before, after = mine[at[one.from_]], mine[at[one.to]]
        rows, partners = match(numbers[at[one.from_]], numbers[at[one.to]])
        name, cohort = f"{one.role}:{one.from_}+{one.to}", before.cohort[rows]
        some = before.answered()[rows] & after.answered()[partners]
        yield from _rows(name, ":matched", cohort[some])
        sides = [(before, rows), (after, partners)]
        tables = []
        for variable in (one.measure, *(f"{one.measure}_{d.id}" for d in programme.domains)):
            if before.book.column(variable) and after.book.column(variable):
                codes = [form.column(variable)[at].astype(np.int64) for form, at in sides]
                tables.append((variable, *codes))
        blocks = [form.block(one.measure) for form, _ in sides]
        if blocks[0] is not None and blocks[1] is not None:
            sums = [
                dict(_sums(programme, one.measure, block[at]))
                for block, (_, at) in zip(blocks, sides, strict=True)
            ]
            tables += [(variable, sums[0][variable], sums[1][variable]) for variable in sums[0]]
        for variable, a, b in tables:
            both = (a >= 0) & (b >= 0)
            yield from _rows(name, variable, cohort[both], a[both], b[both])
