"""The variables of a programme: everything that a table can be about.

A variable is one question put to one role at one wave, or the change between two waves. Each is
published for one population: where the measure's primary comparison covers a wave, the people who
answered at both of its waves; otherwise everybody who answered. A session record describes a
session and not a person: it belongs to nobody's answers before and after, and is counted in
sessions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from generator.definitions.instrument import (
    MOST_BANDS,
    ChoiceItem,
    Instrument,
    MeasureBlock,
    MeasureItem,
    NumberItem,
    Question,
    ScaleItem,
    SeveralItem,
)
from generator.definitions.programme import TOTAL, Comparison, Measure, Programme, Scale

#: How a question begins that only some are meant to answer: "If you have met, …".
_ONLY_SOME = re.compile(r"if\b", re.IGNORECASE)

VariableKind = Literal["wave", "change", "question", "theme"]


@dataclass(frozen=True, slots=True)
class Category:
    """A group of codes that a small group's table shows; on open pages one of up to three."""

    id: str
    label: str
    codes: tuple[str, ...]


#: The categories of every change, in the order in which they are rounded and shown.
CHANGE_CATEGORIES = (
    Category("higher", "Higher after", ()),
    Category("same", "The same", ()),
    Category("lower", "Lower after", ()),
)
#: Of a box. Whoever ticked none has 0 in every column, or gaps where nothing was typed.
_TICKED = (Category("ticked", "Ticked", ("1",)), Category("not_ticked", "Not ticked", ("0",)))


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable; role, measure, domain, from and to name it.

    ``kind`` is ``wave`` (a measure at one wave), ``change`` (a measure over
    two waves), ``question`` (an item of no measure, at one wave) or ``theme``
    (a category of free text, see ``themes``).
    ``measure`` is the measure's id, or the item's for a question; for an
    option of a several-choice question it is the option's column,
    ``item___code``. ``domain`` is a domain id or ``total``. ``title`` is the
    domain's title, the measure's for a total, or the question's words, with
    the option's behind them. ``population`` is the pair of waves at which
    a person must have answered, or the one wave. ``codes`` and ``labels`` are
    the scale's points in order (for a total of seven domains: ``7`` to ``35``), as the
    columns of a tally have them; for an option ``0`` and ``1``, not ticked and
    ticked. For a number they are its bands' ids and labels, and ``limits``
    holds the least and the greatest number of each band; it is empty otherwise.
    ``ordered`` is True where codes are whole numbers that rise, so that they
    have a median: not for yes and no, nor for a number's bands.
    """

    kind: VariableKind
    role: str
    measure: str
    domain: str
    from_: str
    to: str
    title: str
    population: tuple[str, ...]
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    categories: tuple[Category, ...]
    ordered: bool = True
    primary: bool = False
    #: The form that asks for it; empty for a change, which has two.
    instrument: str = ""
    #: Codes that are counted and shown but stand outside the scale's order.
    apart: tuple[str, ...] = ()
    #: What a category of free text means, for readers; otherwise empty.
    meaning: str = ""
    #: False for what only restricted pages may show: changes of a comparison that is not
    #: primary, questions that only some are meant to answer, more than three categories.
    open: bool = True
    #: For a number: the least and the greatest number that each of ``codes`` stands for.
    limits: tuple[tuple[int, int], ...] = ()

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """Return (role, measure, domain, from, to), which is unique in a programme."""
        return (self.role, self.measure, self.domain, self.from_, self.to)

    @property
    def ranked(self) -> tuple[int, ...]:
        """The places of the categories that have an order: those without an answer apart.

        Empty where a category holds both, for then none can be called the highest.
        """
        apart = set(self.apart)
        holding = [apart.intersection(category.codes) for category in self.categories]
        if any(h and len(h) < len(c.codes) for h, c in zip(holding, self.categories, strict=True)):
            return ()
        return tuple(place for place, held in enumerate(holding) if not held)


@dataclass(frozen=True, slots=True)
class NumberQuestion:
    """A question that is answered by a number: who is asked it, when, and on which form.

    ``item`` is its column, and ``(instrument, item)`` its key in ``Tally.numbers``.
    ``title`` is its words, ``unit`` what is counted, such as minutes, or empty.
    """

    role: str
    wave: str
    instrument: str
    item: str
    title: str
    unit: str


def variables(programme: Programme, instruments: Iterable[Instrument]) -> tuple[Variable, ...]:
    """Return every variable of a programme, in the order in which pages show them.

    First what is measured at each wave, then the changes, then single
    questions. Only linked forms of roles with people count: a session record
    or a sheet about oneself is no variable (for the record, see ``session_questions``).
    A number without bands is none either (see ``number_questions``).

    Not ``open`` are changes of a comparison that is not primary, and all that
    is asked under a condition or of only some: where an item has a
    ``show_if``, or its own words begin with "If" in the programme's first
    language. A measure's stem may begin so: everybody is asked it. A question
    with more than three categories is not open either; a choice of a form's
    own has one for each option unless bands group them.

    The forms are checked ones, in any order. Keys are unique; where two forms ask one role the
    same thing at the same wave, the first by id stands.
    """
    forms = people_forms(programme, instruments)
    found: dict[tuple[str, str, str, str, str], Variable] = {}
    for variable in (
        *(v for form in forms for v in _wave_variables(programme, form)),
        *(v for one in programme.comparisons for v in _changes(programme, one, forms)),
        *(v for form in forms for v in single_questions(programme, form)),
    ):
        found.setdefault(variable.key, variable)
    return tuple(found.values())


def people_forms(programme: Programme, instruments: Iterable[Instrument]) -> tuple[Instrument, ...]:
    """Return the linked forms of roles with people, by role, wave and id."""
    order = {wave.id: place for place, wave in enumerate(programme.waves)}
    people = {role.id: place for place, role in enumerate(programme.roles) if role.people}
    return tuple(
        sorted(
            (form for form in instruments if form.kind == "linked" and form.role in people),
            key=lambda form: (people[form.role], order.get(form.wave or "", -1), form.id),
        )
    )


def _session_records(programme: Programme, instruments: Iterable[Instrument]) -> list[Instrument]:
    """Return the forms whose role has no people, by id."""
    without = {role.id for role in programme.roles if not role.people}
    records = (f for f in instruments if f.role in without and f.kind in {"linked", "unlinked"})
    return sorted(records, key=lambda form: form.id)


def session_questions(
    programme: Programme, instruments: Iterable[Instrument]
) -> tuple[Variable, ...]:
    """Return the questions of session records with answers to choose from.

    A number is none of them, bands or not: two tables of the same records could be
    set against each other.
    """
    records = _session_records(programme, instruments)
    asked = (one for form in records for one in single_questions(programme, form))
    return tuple(one for one in asked if not one.limits)


def number_questions(
    programme: Programme, instruments: Iterable[Instrument]
) -> tuple[NumberQuestion, ...]:
    """Return the questions of checked forms that are answered by a number.

    First those of people, by role, wave, form and place on it, then those of session records.
    """
    forms, said = tuple(instruments), programme.said
    return tuple(
        NumberQuestion(
            form.role, form.wave or "", form.id, item.id, said(item.text), said(item.unit)
        )
        for form in (*people_forms(programme, forms), *_session_records(programme, forms))
        for item in form.items
        if isinstance(item, NumberItem)
    )


def measure_scale(programme: Programme, measure: str) -> Scale:
    """Return the scale of a measure, by the measure's id."""
    return programme.scale(programme.measure(measure).scale)


def total_codes(scale: Scale, domains: int) -> tuple[int, ...]:
    """Return every possible sum of an answer for each domain on a scale, in order."""
    codes = [int(point.code) for point in scale.points if not point.apart]
    return tuple(range(domains * min(codes), domains * max(codes) + 1))


def _wave_variables(programme: Programme, form: Instrument) -> Iterator[Variable]:
    wave = form.wave or ""
    for item in form.items:
        if not isinstance(item, MeasureBlock | MeasureItem):
            continue
        population = _population(programme, form.role, item.measure, wave)
        for line in _lines(programme, item.measure):
            yield replace(
                line,
                kind="wave",
                role=form.role,
                from_=wave,
                population=population,
                primary=len(population) == 2,
                instrument=form.id,
                open=item.show_if is None and not _needs_order(programme, line),
            )


def _needs_order(programme: Programme, line: Variable) -> bool:
    """Tell whether a total leaves out whoever gave an answer apart: its base would tell of it."""
    scale = measure_scale(programme, line.measure)
    return line.domain == TOTAL and not line.apart and any(point.apart for point in scale.points)


def _changes(
    programme: Programme, comparison: Comparison, forms: Sequence[Instrument]
) -> Iterator[Variable]:
    pair = (comparison.from_, comparison.to)
    is_open = comparison.primary and _of_everybody(programme, comparison, forms)
    for line in _lines(programme, comparison.measure):
        yield replace(
            line,
            kind="change",
            role=comparison.role,
            from_=comparison.from_,
            to=comparison.to,
            population=pair,
            categories=CHANGE_CATEGORIES,
            ordered=True,
            primary=comparison.primary,
            open=is_open,
        )


def _of_everybody(
    programme: Programme, comparison: Comparison, forms: Sequence[Instrument]
) -> bool:
    """Tell whether the base of a change tells nothing of anybody's answer.

    It would tell who was asked where there is a condition, and who gave an answer
    apart, which has no order. A wave that belongs to another comparison's people is
    shown for these alone.
    """
    role, measure, pair = comparison.role, comparison.measure, (comparison.from_, comparison.to)
    conditions = (
        item.show_if
        for form in forms
        if form.role == role and form.wave in pair
        for item in form.items
        if isinstance(item, MeasureBlock | MeasureItem) and item.measure == measure
    )
    points = measure_scale(programme, measure).points
    return (
        not any(conditions)
        and not any(point.apart for point in points)
        and all(_population(programme, role, measure, wave) == pair for wave in pair)
    )


def _population(programme: Programme, role: str, measure: str, wave: str) -> tuple[str, ...]:
    """Return the waves at which a person must have answered to count at this wave."""
    for one in programme.comparisons:
        pair = (one.from_, one.to)
        if one.primary and (one.role, one.measure) == (role, measure) and wave in pair:
            return pair
    return (wave,)


def single_questions(programme: Programme, form: Instrument) -> Iterator[Variable]:
    """Yield what a form's items of no measure ask for, as far as it has categories.

    One variable for each item on a scale, each choice and each number with
    bands, and one for each option of a several-choice question.
    """
    wave = form.wave or ""
    for item in form.items:
        if not isinstance(item, Question):
            continue
        title = programme.said(item.text)
        of_everybody = item.show_if is None and not _ONLY_SOME.match(title.strip())
        for line in _asked(programme, item, title):
            yield replace(
                line,
                role=form.role,
                from_=wave,
                population=(wave,),
                instrument=form.id,
                open=of_everybody and len(line.categories) <= MOST_BANDS,
            )


# Lines: variables that say nothing yet of who is asked them, and when.

_LINE = Variable("question", "", "", TOTAL, "", "", "", (), (), (), (), ordered=False)


def _lines(programme: Programme, measure_id: str) -> Iterator[Variable]:
    """Yield a measure for each domain and its total, or the one line of a single measure."""
    measure = programme.measure(measure_id)
    scale = programme.scale(measure.scale)
    total = _of_points(programme, measure_id, programme.said(measure.title), scale)
    if measure.items == "single":
        yield total
        return
    for domain in programme.domains:
        yield replace(total, domain=domain.id, title=programme.said(domain.title))
    yield _total(programme, measure)


def _asked(programme: Programme, item: Question, title: str) -> Iterator[Variable]:
    """Yield the columns that an item of no measure has, each with what it asks."""
    if isinstance(item, ScaleItem):
        yield _of_points(programme, item.id, title, programme.scale(item.scale))
    elif isinstance(item, ChoiceItem):
        yield _of_points(programme, item.id, title, item)
    elif isinstance(item, SeveralItem):
        box = replace(_LINE, codes=("0", "1"), labels=("Not ticked", "Ticked"), categories=_TICKED)
        for option in item.options:
            asked = f"{title} {programme.said(option.label)}"
            yield replace(box, measure=f"{item.id}___{option.code}", title=asked)
    elif isinstance(item, NumberItem) and item.bands:
        codes = tuple(band.id for band in item.bands)
        labels = tuple(programme.said(band.label) for band in item.bands)
        limits = tuple((band.from_, band.to) for band in item.bands)
        each = _one_each(codes, labels)
        line = replace(_LINE, measure=item.id, title=title, codes=codes, labels=labels)
        yield replace(line, categories=each, limits=limits)


def _of_points(programme: Programme, measure: str, title: str, of: Scale | ChoiceItem) -> Variable:
    """Return what is answered on a scale, or by a choice out of a list of its own."""
    points = of.points if isinstance(of, Scale) else of.options
    codes, labels = programme.coded(points)
    bands = tuple(
        Category(band.id, programme.said(band.label), tuple(map(str, band.codes)))
        for band in of.bands
    )
    return replace(
        _LINE,
        measure=measure,
        title=title,
        codes=codes,
        labels=labels,
        categories=bands or _one_each(codes, labels),
        apart=tuple(str(point.code) for point in points if point.apart),
        ordered=isinstance(of, Scale) and of.ordered,
    )


def _one_each(codes: Sequence[str], labels: Sequence[str]) -> tuple[Category, ...]:
    return tuple(Category(c, label, (c,)) for c, label in zip(codes, labels, strict=True))


def _total(programme: Programme, measure: Measure) -> Variable:
    """Return the sum of an answer for each domain, in three categories by the average answer.

    The middle category holds the averages within an eighth of the scale's
    length of its centre: 2.5 to 3.5 on a scale from 1 to 5, which are the
    totals 18 to 24 of seven domains.
    """
    scale = programme.scale(measure.scale)
    sums = total_codes(scale, len(programme.domains))
    first, last = sums[0], sums[-1]
    low = [total for total in sums if 8 * (total - first) < 3 * (last - first)]
    high = [total for total in sums if 8 * (total - first) > 5 * (last - first)]
    middle = sums[len(low) : len(sums) - len(high)]
    points = [point for point in scale.points if not point.apart]
    centre = programme.said(points[len(points) // 2].label).lower()
    about = f"“{centre}”" if len(points) % 2 else "the middle answer"
    named = (
        ("low", low, f"on average below {about}"),
        ("middle", middle, f"about {about} on average"),
        ("high", high, f"on average above {about}"),
    )
    categories = tuple(
        Category(name, f"{part[0]} to {part[-1]}: {words}", tuple(map(str, part)))
        for name, part, words in named
    )
    codes, title = tuple(map(str, sums)), programme.said(measure.title)
    line = replace(_LINE, measure=measure.id, title=title, codes=codes, labels=codes)
    return replace(line, categories=categories, ordered=True)
