"""Every statistic in one long table: the private output of ``mentoring analyse``.

A row is one statistic of one group. For single waves everybody who answered
counts; for two waves the people who answered at both. Nothing is rounded and
nothing is protected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from generator.analysis.groups import Group, groups, places
from generator.analysis.reliability import alpha, omega
from generator.analysis.results import (
    ChangeResult,
    change_results,
    change_statistics,
    in_order,
    number_frequencies,
    prorated_results,
    prorated_summary,
    stratified_result,
)
from generator.analysis.scores import TOTAL_PRORATED, prorated_from, variable_of
from generator.analysis.summary import Frequencies, Summary, size, summarise
from generator.analysis.tally import ANSWERED, MATCHED, PRODUCTS, RETURNED, Counts, Tally
from generator.definitions.codebook import GAPS, Codebook, Column
from generator.definitions.cohort import Cohort, invited
from generator.definitions.instrument import Instrument
from generator.definitions.programme import TOTAL, Programme, Scale
from generator.definitions.variables import measure_scale, total_codes, variables
from generator.responses.themes import MENTIONED, NOT_MENTIONED, PREFIX

#: The columns of the table, in order.
COLUMNS = (
    "level", "unit", "role", "measure", "domain", "from", "to", "statistic", "value", "n",
)  # fmt: skip

#: What stands as the measure in rows about forms: invited, returned, answered, matched.
FORMS = "forms"

#: Statistics that count what stands in place of an answer, in the order of ``Tally.table``.
GAP_STATISTICS = (*(meaning.replace(" ", "_") for meaning in GAPS.values()), "not_collected")


class AnalysisRow(NamedTuple):
    """One row of the table; ``from_`` is the column ``from``."""

    level: str
    unit: str
    role: str
    measure: str
    domain: str
    from_: str
    to: str = ""
    statistic: str = ""
    value: float = 0.0
    n: int = 0

    def row(self, statistic: str, value: float, n: int) -> AnalysisRow:
        """Return another row about the same."""
        return self._replace(statistic=statistic, value=value, n=n)


def analysis_rows(
    programme: Programme,
    instruments: Iterable[Instrument],
    codebooks: Mapping[str, Codebook],
    tally: Tally,
    cohorts: Iterable[Cohort],
) -> Iterator[AnalysisRow]:
    """Yield the whole table, group by group, programme first.

    Statistics of a single wave: ``n, median, quartile_low, quartile_high,
    mean, minimum, maximum`` (where the answers have an order), ``count:<code>``,
    the gaps that occur (``not_answered``, ``not_collected`` and so on), and
    ``alpha`` and ``omega`` of a measure from 30 people. For a total only the
    totals that occur are counted. Of two waves: those of ``ChangeResult``.
    A category of free text has the measure ``theme:<id>`` and, like a question, ``n`` and counts.
    The measure ``forms`` counts people ``invited`` (where that is known of every cohort), forms
    ``returned`` and ``answered``, and people ``matched`` over two waves.
    """
    cohorts = tuple(cohorts)
    changes = [v for v in variables(programme, instruments) if v.kind == "change"]
    books = [codebooks[name] for name in tally.forms if name in codebooks]
    waves = [wave.id for wave in programme.waves]
    books.sort(key=lambda book: (book.role, waves.index(book.wave) if book.wave else -1))
    for group in groups(cohorts):
        rows = places(tally.cohorts, group.cohorts)
        yield from _flow(tally, books, cohorts, group, rows)
        for book in books:
            yield from _one_wave(programme, tally, book, group, rows)
        for result in change_results(tally, changes, group):
            several = result.n and len(group.cohorts) > 1
            stratified = stratified_result(tally, result.variable, group) if several else None
            yield from _two_waves(result, group, stratified)
        for result, stratified in prorated_results(programme, tally, changes, group):
            yield from _two_waves(result, group, stratified)
        yield from _themes(tally, group, rows)


def _flow(
    tally: Tally, books: Iterable[Codebook], cohorts: Iterable[Cohort], group: Group, rows: Counts
) -> Iterator[AnalysisRow]:
    inside = [cohort for cohort in cohorts if cohort.id in set(group.cohorts)]
    for role in dict.fromkeys(role for cohort in cohorts for role in cohort.given):
        many = invited(inside, role)
        if many is not None:
            subject = AnalysisRow(group.level, group.unit, role, FORMS, TOTAL, "")
            yield subject.row("invited", many, many)
    for book in books:
        subject = AnalysisRow(group.level, group.unit, book.role, FORMS, TOTAL, book.wave)
        returned, answered = (
            int(tally.table(book.instrument, variable, 1)[rows].sum())
            for variable in (RETURNED, ANSWERED)
        )
        yield subject.row("returned", returned, returned)
        yield subject.row("answered", answered, returned)
    for form in tally.forms:
        role, _, waves = form.partition(":")
        if "+" in waves:
            matched = int(tally.joint(form, MATCHED, 1)[rows].sum())
            from_, _, to = waves.partition("+")
            subject = AnalysisRow(group.level, group.unit, role, FORMS, TOTAL, from_, to)
            yield subject.row("matched", matched, matched)


def _one_wave(
    programme: Programme, tally: Tally, book: Codebook, group: Group, rows: Counts
) -> Iterator[AnalysisRow]:
    scales = {scale.id: scale for scale in programme.scales}
    for column in book.columns:
        measure, domain = (
            (column.measure, column.domain) if column.measure else (column.item, TOTAL)
        )
        if "___" in column.name:
            measure = column.name
        subject = AnalysisRow(group.level, group.unit, book.role, measure, domain, book.wave)
        if column.kind == "code":
            table = tally.table(book.instrument, column.name, len(column.codes))
            yield from _coded(subject, column, scales.get(column.scale), table[rows].sum(axis=0))
        elif column.kind == "number":
            numbers = number_frequencies(tally, book.instrument, column.name, rows)
            yield from _ordered(subject, numbers, None)
    for asked in programme.measures:
        domains = tally.domains.get(asked.id)
        if domains and book.column(variable_of(asked.id, domains[0])):
            subject = AnalysisRow(group.level, group.unit, book.role, asked.id, TOTAL, book.wave)
            yield from _total(programme, tally, subject, book.instrument, rows)
            if prorated_from(programme, asked.id):
                found = prorated_summary(tally, book.instrument, asked.id, group)
                n = found.n if found else 0
                subject = subject._replace(domain=TOTAL_PRORATED)
                yield subject.row("n", n, n)
                yield from _summary(subject, found)


def _themes(tally: Tally, group: Group, rows: Counts) -> Iterator[AnalysisRow]:
    """Yield for each category of free text how many of all who returned the form mentioned it."""
    for source in tally.forms:
        if not source.startswith(PREFIX):
            continue
        role, wave = source.removeprefix(PREFIX).split(":")
        for measure in tally.variables(source):
            table = tally.table(source, measure, 2)
            mentioned, others = (int(count) for count in table[rows, :2].sum(axis=0))
            subject = AnalysisRow(group.level, group.unit, role, measure, TOTAL, wave)
            n = mentioned + others
            yield subject.row("n", n, n)
            yield subject.row(f"count:{MENTIONED}", mentioned, n)
            yield subject.row(f"count:{NOT_MENTIONED}", others, n)


def _coded(
    subject: AnalysisRow, column: Column, scale: Scale | None, counts: Counts
) -> Iterator[AnalysisRow]:
    given = [int(count) for count in counts[: len(column.codes)]]
    n = sum(given)
    if scale is not None and scale.ordered:
        apart = [str(point.code) for point in scale.points if point.apart]
        yield from _ordered(subject, in_order(column.codes, given, apart), n)
    else:
        yield subject.row("n", n, n)
    for code, count in zip(column.codes, given, strict=True):
        yield subject.row(f"count:{code}", count, n)
    for statistic, count in zip(GAP_STATISTICS, counts[len(column.codes) :], strict=True):
        if count:
            yield subject.row(statistic, int(count), n + int(counts[len(column.codes) :].sum()))


def _ordered(subject: AnalysisRow, counted: Frequencies, n: int | None) -> Iterator[AnalysisRow]:
    """Yield n and the summary; n is larger than the summary's where codes stand apart."""
    everybody = size(counted) if n is None else n
    yield subject.row("n", everybody, everybody)
    yield from _summary(subject, summarise(counted))


def _summary(subject: AnalysisRow, found: Summary | None) -> Iterator[AnalysisRow]:
    if found is not None:
        for statistic in (
            "median", "quartile_low", "quartile_high", "mean", "minimum", "maximum",
        ):  # fmt: skip
            yield subject.row(statistic, getattr(found, statistic), found.n)


def _total(
    programme: Programme, tally: Tally, subject: AnalysisRow, instrument: str, rows: Counts
) -> Iterator[AnalysisRow]:
    domains = len(programme.domains)
    possible = total_codes(measure_scale(programme, subject.measure), domains)
    counts = tally.table(instrument, subject.measure, len(possible))[rows].sum(axis=0)
    counted = in_order([str(total) for total in possible], counts[: len(possible)])
    yield from _ordered(subject, counted, None)
    for total, count in counted:
        yield subject.row(f"count:{total}", count, size(counted))
    width = 1 + domains + domains * (domains + 1) // 2
    products = tally.table(instrument, subject.measure + PRODUCTS, width)[rows].sum(axis=0)[:width]
    for statistic, value in (("alpha", alpha(products)), ("omega", omega(products))):
        if value is not None:
            yield subject.row(statistic, value, size(counted))


def _two_waves(
    result: ChangeResult, group: Group, stratified: float | None
) -> Iterator[AnalysisRow]:
    subject = AnalysisRow(group.level, group.unit, *result.variable.key)
    n = result.n
    yield subject.row("n", n, n)
    for statistic, value in change_statistics(result) if n else ():
        yield subject.row(statistic, value, n)
    if n and len(group.cohorts) > 1 and stratified is not None:
        yield subject.row("p_stratified", stratified, n)
