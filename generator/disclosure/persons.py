"""People as the ledger knows them: versions, made with a secret key, that tell nothing alone.

A **version** is a keyed digest (HMAC) in two halves: one of a person's role and
code, one of their answers as well. Whoever has the key and the answers can tell
whether somebody's answers have changed since a release; whoever has the ledger
alone can tell neither who it was nor what they answered. The cohort is in
neither half: whoever moves to another cohort, or sees two cohorts merged, is
the same person with the same answers, and a reader knows that.

Beside it stands a **mark** for each question, a keyed digest of the person and
that one answer. A correction is one version leaving and another arriving only
where the answer is another: the rest of what the person said stays as it was.

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

from generator.analysis.category_tables import band_places
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
Words = npt.NDArray[np.uint64]

#: A version's first half tells a person from another, the second one what they answered.
WHO_BYTES, VERSION_BYTES = 8, 16
MARK_BYTES = 4
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
    - ``marks``: (people, sources) the same for the same person and answer, 0 where there is none
    - ``secrets``: (people,) bytes that marks are made with; they are written nowhere
    """

    name: str
    sources: tuple[Source, ...]
    cohort: Places
    versions: tuple[bytes, ...]
    first: Places
    second: Places
    members: Marks
    marks: Places
    secrets: tuple[bytes, ...]


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

    def known(
        self, population: str, cohort: Places, codes: Sequence[bytes], words: Words
    ) -> tuple[tuple[bytes, ...], Places, tuple[bytes, ...]]:
        """Return people's versions, marks and secrets; ``words`` stand for answers, 0 for none.

        A form without a code is its cohort's own: elsewhere the same number is
        somebody else's.
        """
        versions, secrets, marks = [], [], np.zeros(words.shape, dtype=np.int64)
        given = np.sort(words, axis=1)  # a question that is asked later leaves a version as it was
        for row, (place, code) in enumerate(zip(cohort.tolist(), codes, strict=True)):
            home = self.names[place].encode() if UNLINKED in code else b""
            who = self._digest(population.encode(), home, code)
            what = self._digest(who, given[row][given[row] > 0].tobytes())
            versions.append(who[:WHO_BYTES] + what[: VERSION_BYTES - WHO_BYTES])
            secrets.append(who)
            for column in np.flatnonzero(words[row]).tolist():
                marks[row, column] = _mark(who, int(words[row, column]))
        return tuple(versions), marks, tuple(secrets)

    def _digest(self, *words: bytes) -> bytes:
        message = b"".join(len(word).to_bytes(4, "big") + word for word in words)
        return hmac.digest(self.key, message, "sha256")


def _mark(secret: bytes, word: int) -> int:
    """Return a mark of a person and an answer."""
    made = hashlib.blake2b(word.to_bytes(8, "little"), key=secret, digest_size=MARK_BYTES)
    return int.from_bytes(made.digest(), "big")


def recalled(population: Population, row: int, column: int, mark: int) -> tuple[int, int]:
    """Return the answer of somebody that a mark stands for, as places in the codes."""
    source, secret = population.sources[column], population.secrets[row]
    pair = len(source.variables[0].population) == 2
    codes = range(len(source.variables[0].codes))
    return next(
        (a, b)
        for a in codes
        for b in (codes if pair else (NONE,))
        if _mark(secret, _answer_word(source, a, b)) == mark
    )


def _answer_word(source: Source, first: int, second: int) -> int:
    codes = (*source.variables[0].codes, "")  # the last for NONE
    return _word(f"{source.name}\0{codes[first]}\0{codes[second]}")


def _word(text: str) -> int:
    """Return a number that stands for a text; never 0."""
    return max(1, int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))


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
    if variable.limits:
        gaps = np.full(form.answers.rows, NONE, dtype=np.int32)
        return band_places(variable, form.answers.numbers.get(column.name, gaps))
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
    words = _words(sources, first, second, members)
    name = sources[0].population
    known = maker.known(name, cohort, codes[some].tolist(), words)
    return Population(name, tuple(sources), cohort, known[0], first, second, members, *known[1:])


def _words(sources: Sequence[Source], first: Places, second: Places, members: Marks) -> Words:
    """Return (people, sources) words that stand for answers; 0 for those who gave none."""
    words = np.zeros(first.shape, dtype=np.uint64)
    for column, source in enumerate(sources):
        width = len(source.variables[0].codes) + 1  # the last for NONE
        inside = np.flatnonzero(members[:, column])
        pairs = first[inside, column] * width + second[inside, column] % width
        distinct, which = np.unique(pairs, return_inverse=True)
        table = np.zeros(len(distinct), dtype=np.uint64)
        for place, pair in enumerate(distinct.tolist()):
            table[place] = _answer_word(source, *divmod(pair, width))
        words[inside, column] = table[which]
    return words


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
    homes = np.array([cohort for cohort, _ in persons], dtype=np.int64)
    return _of_one_source(maker, source, homes, [code for _, code in persons], first)


def _of_one_source(
    maker: _Maker, source: Source, homes: Places, codes: Sequence[bytes], first: Places
) -> Population:
    """Return a population in which everybody counts, with one thing known of each."""
    known = maker.known(source.population, homes, codes, (first + 1).astype(np.uint64))
    return Population(
        source.population,
        (source,),
        homes,
        known[0],
        first,
        np.full_like(first, NONE),
        np.ones_like(first, dtype=bool),
        *known[1:],
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
        known = maker.known(
            session.id, cohort, form.answers.respondent.tolist(), _recorded_words(sources, first)
        )
        yield Population(
            session.id,
            sources,
            cohort,
            known[0],
            first,
            np.full_like(first, NONE),
            first >= 0,
            *known[1:],
        )


def _recorded_words(sources: Sequence[Source], first: Places) -> Words:
    words = np.zeros(first.shape, dtype=np.uint64)
    for column, source in enumerate(sources):
        values, which = np.unique(first[:, column], return_inverse=True)
        texts = [_word(f"{source.name}={value}") if value >= 0 else 0 for value in values.tolist()]
        words[:, column] = np.array(texts, dtype=np.uint64)[which]
    return words


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
        codes = [
            UNLINKED + b" %d %d" % pair
            for pair in zip(first.tolist(), numbers.tolist(), strict=True)
        ]
        yield _of_one_source(
            maker,
            source,
            np.asarray(homes, dtype=np.int64),
            codes,
            first.reshape(-1, 1).astype(np.int64),
        )
