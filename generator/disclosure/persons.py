"""People as the ledger knows them: versions, made with a secret key, that tell nothing alone.

A **version** is a keyed digest (HMAC) of a person's role, cohort, code and
answers. Whoever has the key and the answers can tell whether somebody's
answers have changed since a release; whoever has the ledger alone can tell
neither who it was nor what they answered. A correction is one version leaving
and another arriving.

A person has one version for each **population** they are in: the pair of
waves of a comparison, a single wave, and participation. So a form that comes
in later leaves what was counted before as it was.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.analysis.forms import Form
from generator.analysis.matching import NOBODY, UNLINKED, match, people
from generator.analysis.scores import totals
from generator.analysis.tally import Counts
from generator.analysis.theme_counts import theme_answers
from generator.disclosure.sources import (
    Source,
    answer_sources,
    flow_source,
    session_sources,
)
from generator.survey.answers import Responses
from generator.survey.codebook import Codebook
from generator.survey.cohort import Cohort
from generator.survey.programme import TOTAL, Comparison, Programme
from generator.survey.session_form import SessionForm
from generator.survey.variables import Variable

Places = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]

VERSION_BYTES = 16
#: Stands where somebody gave no answer that counts.
NONE = -1
#: What somebody invited may have done: answered at both waves, at one of them, at neither.
BOTH, BEFORE_ONLY, AFTER_ONLY, NEITHER = range(4)


@dataclass(frozen=True, slots=True)
class Population:
    """The people of one population, with what they gave to each of its sources.

    - ``cohort``: (people,) places in ``People.cohorts``
    - ``versions``: (people,) bytes
    - ``first``, ``second``: (people, sources) places in the variables' codes, NONE where
      somebody gave no answer; ``second`` is NONE throughout at a single wave
    - ``members``: (people, sources) who counts
    """

    name: str
    sources: tuple[Source, ...]
    cohort: Places
    versions: tuple[bytes, ...]
    first: Places
    second: Places
    members: Marks


@dataclass(frozen=True, slots=True)
class People:
    """Everybody in the responses, by population; ``cohorts`` are ids in order."""

    cohorts: tuple[str, ...]
    populations: tuple[Population, ...]


def people_of(
    programme: Programme,
    variables: Sequence[Variable],
    sessions: Sequence[SessionForm],
    codebooks: Mapping[str, Codebook],
    responses: Responses,
    key: bytes,
) -> People:
    """Return the versions of everybody in the responses.

    Parameters
    ----------
    programme, variables, sessions
        As for ``release``: people are counted here exactly as in its tables.
    codebooks
        The codebook of every form among the responses, by id.
    responses
        Checked answers.
    key
        The secret; the same key gives the same versions.

    """
    forms = {
        name: Form(codebooks[name], answers, len(responses.cohorts))
        for name, answers in sorted(responses.answers.items())
    }
    order = sorted(range(len(responses.cohorts)), key=lambda p: responses.cohorts[p].id)
    cohorts = [responses.cohorts[place] for place in order]
    place = np.argsort(np.array(order, dtype=np.int64))
    maker = _Maker(programme, forms, [c.id for c in cohorts], place, key)
    found = [
        *_answering(maker, variables),
        *_participating(maker, variables, cohorts),
        *_recorded(maker, sessions),
        *_coded(maker, variables, dict(theme_answers(programme, codebooks, responses))),
    ]
    return People(tuple(cohort.id for cohort in cohorts), tuple(found))


@dataclass(frozen=True, slots=True)
class _Maker:
    """What all populations are made with; ``place`` leads a cohort's number to its place."""

    programme: Programme
    forms: Mapping[str, Form]
    names: Sequence[str]
    place: Places
    key: bytes

    def linked(self, role: str) -> dict[str, Form]:
        return {
            name: form
            for name, form in self.forms.items()
            if form.book.kind == "linked" and form.book.role == role
        }

    def cohort(self, form: Form, rows: Places) -> Places:
        return np.asarray(self.place[form.answers.cohort[rows]], dtype=np.int64)

    def version(self, population: str, cohort: int, code: bytes, given: bytes) -> bytes:
        words = (population.encode(), self.names[cohort].encode(), code, given)
        message = b"".join(len(word).to_bytes(4, "big") + word for word in words)
        return hmac.digest(self.key, message, "sha256")[:VERSION_BYTES]


# --- answers ------------------------------------------------------------------------------


def _answering(maker: _Maker, variables: Sequence[Variable]) -> Iterator[Population]:
    mine: dict[str, list[Source]] = {}
    for source in answer_sources([v for v in variables if v.kind != "theme"]):
        mine.setdefault(source.population, []).append(source)
    for sources in mine.values():
        population = sources[0].variables[0].population
        found = (
            _pair(maker, sources, *population) if len(population) == 2 else _single(maker, sources)
        )
        if found is not None:
            yield found


def _pair(maker: _Maker, sources: Sequence[Source], before: str, after: str) -> Population | None:
    forms = maker.linked(sources[0].variables[0].role)
    names = [next((n for n, f in forms.items() if f.book.wave == w), "") for w in (before, after)]
    if not all(names):
        return None
    numbers = dict(zip(forms, people([form.answers for form in forms.values()]), strict=True))
    first, second = (forms[name] for name in names)
    rows = match(numbers[names[0]], numbers[names[1]])
    givens = [
        tuple(
            _given(maker, form, source.variables[0])[row]
            for form, row in zip((first, second), rows, strict=True)
        )
        for source in sources
    ]
    a, b = (
        np.stack([given[side] for given in givens], axis=1)
        if givens
        else np.zeros((len(rows[0]), 0), dtype=np.int64)
        for side in (0, 1)
    )
    members = (a >= 0) & (b >= 0)
    for column, source in enumerate(sources):
        if source.ordered_only:
            codes = source.variables[0].codes
            apart = [codes.index(code) for code in source.variables[0].apart]
            members[:, column] &= ~np.isin(a[:, column], apart) & ~np.isin(b[:, column], apart)
    persons = first.answers.respondent[rows[0]]
    return _population(maker, sources, maker.cohort(first, rows[0]), persons, a, b, members)


def _single(maker: _Maker, sources: Sequence[Source]) -> Population | None:
    """Return the people of one wave; every form of the role at that wave adds its questions."""
    parts = []
    for name in dict.fromkeys(v.instrument for source in sources for v in source.variables):
        form = maker.forms.get(name)
        if form is None:
            continue
        own = [source for source in sources if source.variables[0].instrument == name]
        a = np.stack([_given(maker, form, source.variables[0]) for source in own], axis=1)
        rows = np.arange(form.answers.rows)
        codes = np.char.add(f"{name} ".encode(), form.answers.respondent)
        parts.append((own, maker.cohort(form, rows), codes, a))
    if not parts:
        return None
    everyone = sum(len(part[1]) for part in parts)
    first = np.full((everyone, len(sources)), NONE, dtype=np.int64)
    start = 0
    for own, cohort, _, a in parts:
        columns = [sources.index(source) for source in own]
        first[start : start + len(cohort), columns] = a
        start += len(cohort)
    homes = np.concatenate([part[1] for part in parts])
    codes = np.concatenate([part[2] for part in parts])
    return _population(maker, sources, homes, codes, first, np.full_like(first, NONE), first >= 0)


def _given(maker: _Maker, form: Form, variable: Variable) -> Places:
    """Return every row's answer as its place in the variable's codes."""
    if variable.domain != TOTAL:
        column = form.column(variable.measure, variable.domain)
    else:
        column = form.column(variable.measure, TOTAL)
        measure = next((m for m in maker.programme.measures if m.id == variable.measure), None)
        if measure is not None and measure.items == "domains":
            if form.column(measure.id, maker.programme.domains[0].id) is None:
                return np.full(form.answers.rows, NONE, dtype=np.int64)
            sums = totals(form.block(maker.programme, measure)).astype(np.int64)
            return np.where(sums >= 0, sums - int(variable.codes[0]), NONE)
    if column is None:
        column = next((c for c in form.book.columns if c.name == variable.measure), None)
    if column is None:
        return np.full(form.answers.rows, NONE, dtype=np.int64)
    codes = form.codes(column).astype(np.int64)
    return np.where((codes >= 0) & (codes < len(variable.codes)), codes, NONE)


def _population(
    maker: _Maker,
    sources: Sequence[Source],
    cohort: Places,
    codes: npt.NDArray[np.bytes_],
    first: Places,
    second: Places,
    members: Marks,
) -> Population:
    """Return a population of those who count somewhere, each with a version."""
    some = np.flatnonzero(members.any(axis=1))
    cohort, first, second, members = cohort[some], first[some], second[some], members[some]
    given = _tokens(sources, first, second, members)
    name = sources[0].population
    versions = tuple(
        maker.version(name, place, code, row[row > 0].tobytes())
        for place, code, row in zip(cohort.tolist(), codes[some].tolist(), given, strict=True)
    )
    return Population(name, tuple(sources), cohort, versions, first, second, members)


def _tokens(
    sources: Sequence[Source], first: Places, second: Places, members: Marks
) -> npt.NDArray[np.uint64]:
    """Return (people, sources) words that stand for answers, sorted along each row.

    Sorted, and without those who gave no answer: a question that is asked
    later on, or in another place of the form, leaves every earlier version as
    it was.
    """
    words = np.zeros(first.shape, dtype=np.uint64)
    for column, source in enumerate(sources):
        codes = (*source.variables[0].codes, "")  # the last for NONE
        inside = np.flatnonzero(members[:, column])
        pairs = first[inside, column] * len(codes) + second[inside, column] % len(codes)
        distinct, which = np.unique(pairs, return_inverse=True)
        table = np.zeros(len(distinct), dtype=np.uint64)
        for place, pair in enumerate(distinct.tolist()):
            a, b = divmod(pair, len(codes))
            text = f"{source.name}\0{codes[a]}\0{codes[b]}"
            table[place] = max(1, int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))
        words[inside, column] = table[which]
    return np.sort(words, axis=1)


# --- participation ------------------------------------------------------------------------


def _participating(
    maker: _Maker, variables: Sequence[Variable], cohorts: Sequence[Cohort]
) -> Iterator[Population]:
    for role in maker.programme.roles:
        mine = [c for c in maker.programme.comparisons if c.role == role.id]
        if role.people and mine:
            comparison = min(mine, key=lambda one: not one.primary)
            yield _of_role(maker, variables, comparison, cohorts)


def _of_role(
    maker: _Maker,
    variables: Sequence[Variable],
    comparison: Comparison,
    cohorts: Sequence[Cohort],
) -> Population:
    """Return who took part in a role; those who did not answer have a number and no code."""
    source = flow_source(comparison.role)
    did: dict[tuple[int, bytes], int] = {}
    for wave, alone in ((comparison.from_, BEFORE_ONLY), (comparison.to, AFTER_ONLY)):
        asked = (comparison.role, comparison.measure, wave)
        name = next(
            (v.instrument for v in variables if (v.role, v.measure, v.from_) == asked and not v.to),
            "",
        )
        form = maker.forms.get(name)
        if form is None:
            continue
        rows = np.flatnonzero(form.answered())
        linked = people([form.answers])[0][rows] != NOBODY
        for cohort, code, known in zip(
            maker.cohort(form, rows).tolist(),
            form.answers.respondent[rows].tolist(),
            linked.tolist(),
            strict=True,
        ):
            person = (cohort, code if known else name.encode() + b" " + code)
            did[person] = BOTH if person in did else alone
    counted = np.bincount([cohort for cohort, _ in did], minlength=len(cohorts))
    silent = [
        (place, f"{UNLINKED.decode()} {number}".encode())
        for place, cohort in enumerate(cohorts)
        for number in range(max(0, cohort.invited(comparison.role) - int(counted[place])))
    ]
    status = [*did.values(), *[NEITHER] * len(silent)]
    persons = [*did, *silent]
    first = np.array(status, dtype=np.int64).reshape(-1, 1)
    return Population(
        source.population,
        (source,),
        np.array([cohort for cohort, _ in persons], dtype=np.int64),
        tuple(
            maker.version(source.population, cohort, code, bytes([what]))
            for (cohort, code), what in zip(persons, status, strict=True)
        ),
        first,
        np.full_like(first, NONE),
        np.ones_like(first, dtype=bool),
    )


# --- session records ----------------------------------------------------------------------


def _recorded(maker: _Maker, sessions: Sequence[SessionForm]) -> Iterator[Population]:
    for session in sessions:
        form = maker.forms.get(session.id)
        if form is None:
            continue
        sources = tuple(session_sources(session))
        rows = form.answers.rows
        columns = [np.zeros(rows, dtype=np.int64)]
        columns += [
            form.answers.numbers.get(number.item, np.full(rows, NONE)).astype(np.int64)
            for number in session.numbers
        ]
        columns += [_given(maker, form, variable) for variable in session.variables]
        first = np.maximum(np.stack(columns, axis=1), NONE)
        cohort = maker.cohort(form, np.arange(rows))
        codes = form.answers.respondent.tolist()
        yield Population(
            session.id,
            sources,
            cohort,
            tuple(
                maker.version(session.id, place, code, _recorded_words(sources, given))
                for place, code, given in zip(cohort.tolist(), codes, first.tolist(), strict=True)
            ),
            first,
            np.full_like(first, NONE),
            first >= 0,
        )


def _recorded_words(sources: Sequence[Source], given: Sequence[int]) -> bytes:
    pairs = zip(sources, given, strict=True)
    return "\0".join(sorted(f"{s.name}={value}" for s, value in pairs if value >= 0)).encode()


# --- categories of free text ----------------------------------------------------------------


def _coded(
    maker: _Maker, variables: Sequence[Variable], counted: Mapping[tuple[str, str], Counts]
) -> Iterator[Population]:
    """Yield the people behind each category of free text.

    A file of counts names nobody. So people are numbered, within a cohort and
    within those who mentioned the category and those who did not. If a count
    grows by one, one person arrives: the fewest changes that the counts allow,
    which is where the atom rule is strictest.
    """
    for source in answer_sources([v for v in variables if v.kind == "theme"]):
        variable = source.variables[0]
        table = counted.get((variable.instrument, variable.measure))
        if table is None:
            continue
        counts = table[:, : len(variable.codes)].ravel()
        cells = np.repeat(np.arange(len(counts)), counts)
        homes, first = maker.place[cells // 2], cells % 2
        numbers = np.concatenate([np.arange(count) for count in counts])
        yield Population(
            source.population,
            (source,),
            np.asarray(homes, dtype=np.int64),
            tuple(
                maker.version(source.population, home, str(number).encode(), bytes([given]))
                for home, number, given in zip(
                    homes.tolist(), numbers.tolist(), first.tolist(), strict=True
                )
            ),
            first.reshape(-1, 1).astype(np.int64),
            np.full((len(cells), 1), NONE, dtype=np.int64),
            np.ones((len(cells), 1), dtype=bool),
        )
