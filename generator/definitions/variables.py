"""The variables of a programme: everything that a table can be about.

A variable is one question put to one role at one wave, or the change between
two waves. Each is published for one population: where the measure's primary
comparison covers a wave, the people who answered at both of its waves;
otherwise everybody who answered. So every question of a role at a wave belongs
to exactly one population.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from generator.definitions.instrument import (
    MOST_BANDS,
    ChoiceItem,
    Instrument,
    Item,
    MeasureBlock,
    MeasureItem,
    NumberItem,
    Question,
    ScaleItem,
    SeveralItem,
)
from generator.definitions.programme import (
    TOTAL,
    Band,
    Comparison,
    Programme,
    Scale,
    ScalePoint,
    in_language,
)

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


def variables(programme: Programme, instruments: Iterable[Instrument]) -> tuple[Variable, ...]:
    """Return every variable of a programme, in the order in which pages show them.

    First what is measured at each wave, then the changes, then single
    questions. Only linked forms of roles with people count: a session record
    or a sheet about oneself is no variable (for the record, see ``session_form``).
    A number without bands is none either (see ``number_questions``).

    Not ``open`` are changes of a comparison that is not primary, and all that
    is asked under a condition or of only some: where an item has a
    ``show_if``, or its own words begin with "If" in the programme's first
    language. A measure's stem may begin so: everybody is asked it. A question
    with more than three categories is not open either; a choice of a form's
    own has one for each option unless bands group them.

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


def measure_scale(programme: Programme, measure: str) -> Scale:
    """Return the scale of a measure, by the measure's id."""
    wanted = next(m for m in programme.measures if m.id == measure)
    return _scale(programme, wanted.scale)


def total_codes(scale: Scale, domains: int) -> tuple[int, ...]:
    """Return every possible sum of an answer for each domain on a scale, in order.

    >>> from generator.definitions.programme import Band, ScalePoint
    >>> points = tuple(ScalePoint(code=code, label=str(code)) for code in range(1, 6))
    >>> scale = Scale(id="s", title="S", points=points, summed=True,
    ...     bands=(Band(id="a", label="", codes=(1, 2)), Band(id="b", label="", codes=(3, 4, 5))))
    >>> total_codes(scale, 7)[0], total_codes(scale, 7)[-1]
    (7, 35)
    """
    codes = [int(point.code) for point in scale.points if not point.apart]
    return tuple(range(domains * min(codes), domains * max(codes) + 1))


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
                ordered=part.ordered,
                primary=len(population) == 2,
                instrument=form.id,
                apart=part.apart,
                open=item.show_if is None and not _needs_order(programme, item.measure, part),
            )


def _needs_order(programme: Programme, measure: str, part: _Part) -> bool:
    """Tell whether a total leaves out whoever gave an answer apart: its base would tell of it."""
    scale = measure_scale(programme, measure)
    return part.domain == TOTAL and not part.apart and any(point.apart for point in scale.points)


def _changes(
    programme: Programme, comparison: Comparison, forms: Sequence[Instrument]
) -> Iterator[Variable]:
    of_everybody = not any(
        item.show_if is not None
        for form in forms
        if form.role == comparison.role and form.wave in {comparison.from_, comparison.to}
        for item in form.items
        if isinstance(item, MeasureBlock | MeasureItem) and item.measure == comparison.measure
    )
    pair = (comparison.from_, comparison.to)
    # Answers apart have no order, so that the base of a change would tell who gave one; and a
    # wave that belongs to another comparison's people is shown for these alone.
    of_everybody &= not any(
        point.apart for point in measure_scale(programme, comparison.measure).points
    ) and all(
        _population(programme, comparison.role, comparison.measure, wave) == pair for wave in pair
    )
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
            open=comparison.primary and of_everybody,
        )


def single_questions(programme: Programme, form: Instrument) -> Iterator[Variable]:
    """Yield what a form's items of no measure ask for, as far as it has categories.

    One variable for each item on a scale, each choice and each number with
    bands, and one for each option of a several-choice question.
    """
    language = programme.languages[0]
    for item in form.items:
        for measure, part in _asked(programme, item, language):
            yield Variable(
                kind="question",
                role=form.role,
                measure=measure,
                domain=TOTAL,
                from_=form.wave or "",
                to="",
                title=part.title,
                population=(form.wave or "",),
                codes=part.codes,
                labels=part.labels,
                categories=part.categories,
                ordered=part.ordered,
                instrument=form.id,
                apart=part.apart,
                open=_is_open(item, part, language),
                limits=part.limits,
            )


def _asked(programme: Programme, item: Item, language: str) -> Iterator[tuple[str, _Part]]:
    """Yield the columns that an item of no measure has, each with what it asks."""
    title = in_language(item.text, language) if isinstance(item, Question) else ""
    if isinstance(item, ScaleItem):
        yield item.id, _from_scale(_scale(programme, item.scale), TOTAL, title, language)
    elif isinstance(item, ChoiceItem):
        yield item.id, _from_options(item, title, language)
    elif isinstance(item, SeveralItem):
        for option in item.options:
            yield f"{item.id}___{option.code}", _from_option(option, title, language)
    elif isinstance(item, NumberItem) and item.bands:
        yield item.id, _from_number(item, title, language)


def _is_open(item: Item, part: _Part, language: str) -> bool:
    """Tell whether open pages may show a question: asked of everybody, of few categories."""
    words = in_language(item.text, language) if isinstance(item, Question) else ""
    of_everybody = item.show_if is None and not _ONLY_SOME.match(words.strip())
    return of_everybody and len(part.categories) <= MOST_BANDS


def _population(programme: Programme, role: str, measure: str, wave: str) -> tuple[str, ...]:
    """Return the waves at which a person must have answered to count at this wave."""
    for one in programme.comparisons:
        pair = (one.from_, one.to)
        if one.primary and (one.role, one.measure) == (role, measure) and wave in pair:
            return pair
    return (wave,)


@dataclass(frozen=True, slots=True)
class _Part:
    """One line of a measure, a domain or its total; or one column of a single question."""

    domain: str
    title: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    categories: tuple[Category, ...]
    apart: tuple[str, ...] = ()
    ordered: bool = True
    limits: tuple[tuple[int, int], ...] = ()


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
    yield _total(scale, len(programme.domains), title, language)


def _from_scale(scale: Scale, domain: str, title: str, language: str) -> _Part:
    return _Part(
        domain,
        title,
        tuple(str(point.code) for point in scale.points),
        tuple(in_language(point.label, language) for point in scale.points),
        _from_bands(scale.bands, language),
        tuple(str(point.code) for point in scale.points if point.apart),
        scale.ordered,
    )


def _from_bands(bands: Sequence[Band], language: str) -> tuple[Category, ...]:
    return tuple(
        Category(band.id, in_language(band.label, language), tuple(map(str, band.codes)))
        for band in bands
    )


def _from_options(item: ChoiceItem, title: str, language: str) -> _Part:
    codes = tuple(str(option.code) for option in item.options)
    labels = tuple(in_language(option.label, language) for option in item.options)
    categories = _from_bands(item.bands, language) or _one_each(codes, labels)
    apart = tuple(str(option.code) for option in item.options if option.apart)
    return _Part(TOTAL, title, codes, labels, categories, apart, ordered=False)


def _from_option(option: ScalePoint, title: str, language: str) -> _Part:
    """Return what one box of a several-choice question asks: whether it was ticked.

    Whoever ticked nothing has 0 in every column, or gaps where nothing was typed.
    """
    codes, labels = ("0", "1"), ("Not ticked", "Ticked")
    categories = (
        Category("ticked", "Ticked", ("1",)),
        Category("not_ticked", "Not ticked", ("0",)),
    )
    asked = f"{title} {in_language(option.label, language)}"
    return _Part(TOTAL, asked, codes, labels, categories, ordered=False)


def _from_number(item: NumberItem, title: str, language: str) -> _Part:
    codes = tuple(band.id for band in item.bands)
    labels = tuple(in_language(band.label, language) for band in item.bands)
    limits = tuple((band.from_, band.to) for band in item.bands)
    categories = _one_each(codes, labels)
    return _Part(TOTAL, title, codes, labels, categories, ordered=False, limits=limits)


def _one_each(codes: Sequence[str], labels: Sequence[str]) -> tuple[Category, ...]:
    return tuple(Category(c, label, (c,)) for c, label in zip(codes, labels, strict=True))


def _total(scale: Scale, domains: int, title: str, language: str) -> _Part:
    """Return the sum of an answer for each domain, in three categories by the average answer.

    The middle category holds the averages within an eighth of the scale's
    length of its centre: 2.5 to 3.5 on a scale from 1 to 5, which are the
    totals 18 to 24 of seven domains.
    """
    sums = total_codes(scale, domains)
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
