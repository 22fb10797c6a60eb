"""The variables of a programme: everything that a table can be about.

A variable is one question put to one role at one wave, or the change between
two waves. Each is published for one population: where a comparison covers a
wave, the people who answered at both of its waves; otherwise everybody who
answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from generator.survey.instrument import (
    ChoiceItem,
    Instrument,
    MeasureBlock,
    MeasureItem,
    ScaleItem,
)
from generator.survey.programme import (
    TOTAL,
    Comparison,
    Measure,
    Programme,
    Scale,
    in_language,
)

VariableKind = Literal["wave", "change", "question", "theme"]


@dataclass(frozen=True, slots=True)
class Category:
    """One of up to three groups of codes that a small group's table shows."""

    id: str
    label: str
    codes: tuple[str, ...]


#: The categories of every change, in the order in which they are rounded and shown.
CHANGE_CATEGORIES = (
    Category("higher", "Higher after", ()),
    Category("same", "The same", ()),
    Category("lower", "Lower after", ()),
)


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable; role, measure, domain, from and to name it.

    ``kind`` is ``wave`` (a measure at one wave), ``change`` (a measure over
    two waves), ``question`` (an item of no measure, at one wave) or ``theme``
    (a category of free text, see ``themes``).
    ``measure`` is the measure's id, or the item's for a question. ``domain``
    is a domain id or ``total``. ``title`` is the domain's title, the measure's
    for a total, or the question's words. ``population`` is the pair of waves at which
    a person must have answered, or the one wave. ``codes`` and ``labels`` are
    the scale's points in order (for a total of seven: ``7`` to ``35``).
    ``ordered`` is False for yes and no.
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

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """Return (role, measure, domain, from, to), which is unique in a programme."""
        return (self.role, self.measure, self.domain, self.from_, self.to)


def variables(programme: Programme, instruments: Iterable[Instrument]) -> tuple[Variable, ...]:
    """Return every variable of a programme, in the order in which pages show them.

    First what is measured at each wave, then the changes, then single
    questions. Only linked forms of roles with people count: a session record
    or a sheet about oneself is no variable (for the record, see ``session_form``).

    Parameters
    ----------
    programme
        A checked programme.
    instruments
        Its checked forms, in any order.

    Returns
    -------
    tuple of Variable
        Keys are unique; where two forms ask one role the same thing at the
        same wave, the first by id stands.

    """
    order = {wave.id: place for place, wave in enumerate(programme.waves)}
    people = {role.id: place for place, role in enumerate(programme.roles) if role.people}
    forms = sorted(
        (form for form in instruments if form.kind == "linked" and form.role in people),
        key=lambda form: (people[form.role], order.get(form.wave or "", -1), form.id),
    )
    found: dict[tuple[str, str, str, str, str], Variable] = {}
    for variable in (
        *(v for form in forms for v in _wave_variables(programme, form)),
        *(v for comparison in programme.comparisons for v in _changes(programme, comparison)),
        *(v for form in forms for v in single_questions(programme, form)),
    ):
        found.setdefault(variable.key, variable)
    return tuple(found.values())


def measure_scale(programme: Programme, measure: str) -> Scale:
    """Return the scale of a measure, by the measure's id."""
    wanted = next(m for m in programme.measures if m.id == measure)
    return _scale(programme, wanted.scale)


def total_codes(scale: Scale) -> tuple[int, ...]:
    """Return every possible sum of seven answers on a scale, in order.

    >>> from generator.survey.programme import Band, ScalePoint
    >>> points = tuple(ScalePoint(code=code, label=str(code)) for code in range(1, 6))
    >>> scale = Scale(id="s", title="S", points=points, summed=True,
    ...     bands=(Band(id="a", label="", codes=(1, 2)), Band(id="b", label="", codes=(3, 4, 5))))
    >>> total_codes(scale)[0], total_codes(scale)[-1]
    (7, 35)
    """
    codes = [int(point.code) for point in scale.points if not point.apart]
    return tuple(range(7 * min(codes), 7 * max(codes) + 1))


def _wave_variables(programme: Programme, form: Instrument) -> Iterator[Variable]:
    wave = form.wave or ""
    for item in form.items:
        if not isinstance(item, MeasureBlock | MeasureItem):
            continue
        population = _population(programme, form.role, item.measure, wave)
        for part in _parts(programme, item.measure):
            yield Variable(
                kind="wave",
                role=form.role,
                measure=item.measure,
                domain=part.domain,
                from_=wave,
                to="",
                title=part.title,
                population=population,
                codes=part.codes,
                labels=part.labels,
                categories=part.categories,
                primary=_is_primary(programme, form.role, item.measure, population),
                instrument=form.id,
                apart=part.apart,
            )


def _changes(programme: Programme, comparison: Comparison) -> Iterator[Variable]:
    for part in _parts(programme, comparison.measure):
        yield Variable(
            kind="change",
            role=comparison.role,
            measure=comparison.measure,
            domain=part.domain,
            from_=comparison.from_,
            to=comparison.to,
            title=part.title,
            population=(comparison.from_, comparison.to),
            codes=part.codes,
            labels=part.labels,
            categories=CHANGE_CATEGORIES,
            primary=comparison.primary,
            apart=part.apart,
        )


def single_questions(programme: Programme, form: Instrument) -> Iterator[Variable]:
    """Yield a form's items of no measure that have up to three categories."""
    language = programme.languages[0]
    for item in form.items:
        if isinstance(item, ScaleItem):
            part = _from_scale(_scale(programme, item.scale), TOTAL, "", language)
            ordered = _scale(programme, item.scale).ordered
        elif isinstance(item, ChoiceItem) and len(item.options) <= 3:
            part = _from_options(item, language)
            ordered = False
        else:
            continue
        yield Variable(
            kind="question",
            role=form.role,
            measure=item.id,
            domain=TOTAL,
            from_=form.wave or "",
            to="",
            title=in_language(item.text, language),
            population=(form.wave or "",),
            codes=part.codes,
            labels=part.labels,
            categories=part.categories,
            ordered=ordered,
            instrument=form.id,
            apart=part.apart,
        )


def _population(programme: Programme, role: str, measure: str, wave: str) -> tuple[str, ...]:
    """Return the waves at which a person must have answered to count at this wave."""
    covering = [
        comparison
        for comparison in programme.comparisons
        if (comparison.role, comparison.measure) == (role, measure)
        and wave in {comparison.from_, comparison.to}
    ]
    covering.sort(key=lambda comparison: not comparison.primary)
    return (covering[0].from_, covering[0].to) if covering else (wave,)


def _is_primary(programme: Programme, role: str, measure: str, population: tuple[str, ...]) -> bool:
    return any(
        comparison.primary and (comparison.from_, comparison.to) == population
        for comparison in programme.comparisons
        if (comparison.role, comparison.measure) == (role, measure)
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """One line of a measure: a domain, or its total."""

    domain: str
    title: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    categories: tuple[Category, ...]
    apart: tuple[str, ...] = ()


def _parts(programme: Programme, measure_id: str) -> Iterator[_Part]:
    language = programme.languages[0]
    measure = next(m for m in programme.measures if m.id == measure_id)
    scale = _scale(programme, measure.scale)
    title = in_language(measure.title, language)
    if measure.items == "single":
        yield _from_scale(scale, TOTAL, title, language)
        return
    for domain in programme.domains:
        yield _from_scale(scale, domain.id, in_language(domain.title, language), language)
    yield _total(measure, scale, title, language)


def _from_scale(scale: Scale, domain: str, title: str, language: str) -> _Part:
    return _Part(
        domain,
        title,
        tuple(str(point.code) for point in scale.points),
        tuple(in_language(point.label, language) for point in scale.points),
        tuple(
            Category(band.id, in_language(band.label, language), tuple(map(str, band.codes)))
            for band in scale.bands
        ),
        tuple(str(point.code) for point in scale.points if point.apart),
    )


def _from_options(item: ChoiceItem, language: str) -> _Part:
    codes = tuple(str(option.code) for option in item.options)
    labels = tuple(in_language(option.label, language) for option in item.options)
    categories = tuple(Category(c, label, (c,)) for c, label in zip(codes, labels, strict=True))
    apart = tuple(str(option.code) for option in item.options if option.apart)
    return _Part(TOTAL, "", codes, labels, categories, apart)


def _total(measure: Measure, scale: Scale, title: str, language: str) -> _Part:
    """Return the sum of seven answers, in three categories by the average answer.

    The middle category holds the averages within an eighth of the scale's
    length of its centre: 2.5 to 3.5 on a scale from 1 to 5, which are the
    totals 18 to 24.
    """
    sums = total_codes(scale)
    first, last = sums[0], sums[-1]
    low = [total for total in sums if 8 * (total - first) < 3 * (last - first)]
    high = [total for total in sums if 8 * (total - first) > 5 * (last - first)]
    middle = sums[len(low) : len(sums) - len(high)]
    points = [point for point in scale.points if not point.apart]
    centre = in_language(points[len(points) // 2].label, language).lower()
    about = f"“{centre}”" if len(points) % 2 else "the middle answer"
    words = (f"on average below {about}", f"about {about} on average", f"on average above {about}")
    return _Part(
        TOTAL,
        title,
        tuple(str(total) for total in sums),
        tuple(str(total) for total in sums),
        tuple(
            Category(name, f"{part[0]} to {part[-1]}: {text}", tuple(str(t) for t in part))
            for name, part, text in zip(
                ("low", "middle", "high"), (low, middle, high), words, strict=True
            )
        ),
    )


def _scale(programme: Programme, scale: str) -> Scale:
    return next(s for s in programme.scales if s.id == scale)
