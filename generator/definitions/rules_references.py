"""Rules on names: what is referred to exists, what exists is used, nothing has 2 meanings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.definitions.instrument import (
    ChoiceItem,
    Instrument,
    MeasureBlock,
    MeasureItem,
    NumberItem,
    ScaleItem,
    SeveralItem,
    item_id,
)
from generator.definitions.load import Definitions, items_with_steps
from generator.definitions.model_faults import Step
from generator.definitions.problem import Problem, SourceLine
from generator.definitions.suggest import suggestion

Named = tuple[SourceLine, str]


def _unknown(
    definitions: Definitions, rule: str, kind: str, used: Iterable[Named], known: Iterable[str]
) -> Iterator[Problem]:
    names = list(known)
    for place, name in used:
        if name not in names and name not in definitions.broken:
            fault = f"There is no {kind} '{name}'."
            yield Problem(place, rule, fault, suggestion(name, names))


def unknown_scale(definitions: Definitions) -> Iterator[Problem]:
    """Check that a scale that an item or a measure uses stands in programme.yml.

    Good: ``scale: confidence``. Bad: ``scale: confidnce``.
    """
    programme, at = definitions.programme, definitions.marks.at
    used = [
        (at(definitions.programme_path, "measures", n, "scale"), measure.scale)
        for n, measure in enumerate(programme.measures)
    ]
    for path, form in definitions.forms:
        used += [
            (at(path, *steps, "scale"), item.scale)
            for steps, item in items_with_steps(form)
            if isinstance(item, ScaleItem)
        ]
    yield from _unknown(
        definitions, "unknown-scale", "scale", used, (s.id for s in programme.scales)
    )


def unknown_measure(definitions: Definitions) -> Iterator[Problem]:
    """Check that a measure that a form or a comparison uses stands in programme.yml.

    Good: ``{type: measure, measure: importance}``. Bad: ``measure: importence``.
    """
    programme, at = definitions.programme, definitions.marks.at
    used = [
        (at(definitions.programme_path, "comparisons", n, "measure"), comparison.measure)
        for n, comparison in enumerate(programme.comparisons)
    ]
    for path, form in definitions.forms:
        used += [
            (at(path, *steps, "measure"), item.measure)
            for steps, item in items_with_steps(form)
            if isinstance(item, MeasureBlock | MeasureItem)
        ]
    names = (m.id for m in programme.measures)
    yield from _unknown(definitions, "unknown-measure", "measure", used, names)


def unknown_role(definitions: Definitions) -> Iterator[Problem]:
    """Check that every role that a form, stem, phrase or comparison names is in programme.yml.

    Good: ``role: mentor``. Bad: ``role: mentors``.
    """
    programme, at, path = definitions.programme, definitions.marks.at, definitions.programme_path
    used = [(at(file, "role"), form.role) for file, form in definitions.forms]
    for n, comparison in enumerate(programme.comparisons):
        used.append((at(path, "comparisons", n, "role"), comparison.role))
    for n, measure in enumerate(programme.measures):
        used += [(at(path, "measures", n, "stems", role), role) for role in measure.stems]
    for n, domain in enumerate(programme.domains):
        used += [(at(path, "domains", n, "phrases", role), role) for role in domain.phrases]
    names = (r.id for r in programme.roles)
    yield from _unknown(definitions, "unknown-role", "role", used, names)


def unknown_wave(definitions: Definitions) -> Iterator[Problem]:
    """Check that a wave that a form or a comparison names stands in programme.yml.

    Good: ``wave: before_session``. Bad: ``wave: before-session``.
    """
    programme, at, path = definitions.programme, definitions.marks.at, definitions.programme_path
    used = [(at(file, "wave"), form.wave) for file, form in definitions.forms if form.wave]
    for n, comparison in enumerate(programme.comparisons):
        used.append((at(path, "comparisons", n, "from"), comparison.from_))
        used.append((at(path, "comparisons", n, "to"), comparison.to))
    names = (w.id for w in programme.waves)
    yield from _unknown(definitions, "unknown-wave", "wave", used, names)


def measure_type(definitions: Definitions) -> Iterator[Problem]:
    """Check that a measure asked by domain is a ``measure`` item, one asked once a ``single`` item.

    Good: ``{type: single, measure: understanding}``. Bad: ``{type: measure, measure:
    understanding}`` where the programme says ``items: single``.
    """
    single = {m.id: m.items == "single" for m in definitions.programme.measures}
    for path, form in definitions.forms:
        for steps, item in items_with_steps(form):
            if not isinstance(item, MeasureBlock | MeasureItem) or item.measure not in single:
                continue
            wanted = "single" if single[item.measure] else "measure"
            if item.type != wanted:
                asked = "once" if wanted == "single" else "for each domain"
                fault = f"The measure '{item.measure}' is asked {asked}."
                place = definitions.marks.at(path, *steps, "type")
                yield Problem(place, "measure-type", fault, f"Write 'type: {wanted}'.")


def unused(definitions: Definitions) -> Iterator[Problem]:
    """Warn of a scale, measure, role or wave that nothing uses: a leftover, or a typing error.

    Good: each is used by a form or a measure. Bad: a scale ``agreement`` that no item names.
    """
    if not definitions.complete:
        return
    programme = definitions.programme
    items = [item for form in definitions.instruments for item in form.items]
    measures = {i.measure for i in items if isinstance(i, MeasureBlock | MeasureItem)}
    scales = {i.scale for i in items if isinstance(i, ScaleItem)}
    scales |= {m.scale for m in programme.measures}
    roles = {form.role for form in definitions.instruments}
    waves = {form.wave for form in definitions.instruments if form.wave}
    lists: tuple[tuple[str, Sequence[str], set[str]], ...] = (
        ("scales", [s.id for s in programme.scales], scales),
        ("measures", [m.id for m in programme.measures], measures),
        ("roles", [r.id for r in programme.roles], roles),
        ("waves", [w.id for w in programme.waves], waves),
    )
    for key, names, used in lists:
        if used - set(names):
            continue  # an unknown name is reported, and probably means one of these
        for n, name in enumerate(names):
            if name not in used:
                fault = f"The {key.removesuffix('s')} '{name}' is used by nothing."
                place = definitions.marks.at(definitions.programme_path, key, n, "id")
                yield Problem(place, "unused", fault, "Use it, or delete it.", "warning")


def duplicate_id(definitions: Definitions) -> Iterator[Problem]:
    """Check that an id, of whatever kind, is there once among its own kind.

    Good: two items ``worries`` and ``worries_text``. Bad: two items ``worries`` on one form.
    """
    at, path, programme = definitions.marks.at, definitions.programme_path, definitions.programme
    lists: dict[str, Sequence[str]] = {
        "domains": [d.id for d in programme.domains],
        "roles": [r.id for r in programme.roles],
        "waves": [w.id for w in programme.waves],
        "scales": [s.id for s in programme.scales],
        "measures": [m.id for m in programme.measures],
        "contacts": [c.id for c in programme.contacts],
        "retention": [r.id for r in programme.retention],
    }
    for key, names in lists.items():
        places = [at(path, key, n, "id") for n in range(len(names))]
        yield from _repeats(zip(places, names, strict=True), key)
    for n, scale in enumerate(programme.scales):
        steps: tuple[Step, ...] = ("scales", n)
        codes = [
            (at(path, *steps, "points", p, "code"), str(point.code))
            for p, point in enumerate(scale.points)
        ]
        yield from _repeats(codes, f"codes of '{scale.id}'")
        bands = [
            (at(path, *steps, "bands", b, "id"), band.id) for b, band in enumerate(scale.bands)
        ]
        yield from _repeats(bands, f"bands of '{scale.id}'")
    forms = [(at(file, "id"), form.id) for file, form in definitions.forms]
    yield from _repeats(forms, "forms")
    for file, form in definitions.forms:
        yield from _repeats_in_form(definitions, file, form)


def _repeats_in_form(definitions: Definitions, path: str, form: Instrument) -> Iterator[Problem]:
    at = definitions.marks.at
    sections = [(at(path, "sections", n, "id"), s.id) for n, s in enumerate(form.sections)]
    yield from _repeats(sections, "sections")
    named = [
        (at(path, *steps, "measure" if isinstance(i, MeasureBlock | MeasureItem) else "id"), name)
        for steps, i in items_with_steps(form)
        if (name := item_id(i))
    ]
    yield from _repeats(named, "items")
    for steps, item in items_with_steps(form):
        if isinstance(item, ChoiceItem | SeveralItem):
            codes = [
                (at(path, *steps, "options", n, "code"), str(option.code))
                for n, option in enumerate(item.options)
            ]
            yield from _repeats(codes, f"options of '{item.id}'")
        if isinstance(item, ChoiceItem | NumberItem):
            ids = [band.id for band in item.bands]
            places = [at(path, *steps, "bands", n, "id") for n in range(len(ids))]
            yield from _repeats(zip(places, ids, strict=True), f"bands of '{item.id}'")


def _repeats(named: Iterable[Named], among: str) -> Iterator[Problem]:
    first: dict[str, SourceLine] = {}
    for place, name in named:
        if name in first:
            other = first[name]
            at = f"line {other.line}" if other.path == place.path else str(other)
            fault = f"'{name}' is here twice among the {among}; the first is in {at}."
            yield Problem(place, "duplicate-id", fault, "Rename or delete one of them.")
        else:
            first[name] = place
