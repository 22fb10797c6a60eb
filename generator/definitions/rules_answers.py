"""Rules on answers: scale points, bands, numbers, and when a question is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from generator.definitions.instrument import (
    ChoiceItem,
    Item,
    MeasureItem,
    NumberItem,
    ScaleItem,
    SeveralItem,
    ShowIf,
    item_id,
)
from generator.definitions.load import Definitions, items_with_steps
from generator.definitions.model_faults import Step
from generator.definitions.problem import Problem, SourceLine
from generator.definitions.programme import Band, Scale, ScalePoint
from generator.definitions.suggest import suggestion

#: From the steps below a scale or an item to their place in its file.
At = Callable[..., SourceLine]


def unlabelled_point(definitions: Definitions) -> Iterator[Problem]:
    """Check that every point of a scale and every option has words, not only a number.

    Good: ``{code: 2, label: Slightly able}``, ``{code: 2, label: "4 - 6"}``, ``label: "10+"``.
    Bad: ``{code: 2, label: ""}``, ``{code: 2, label: "2"}``.
    """
    at = definitions.marks.at
    for s, scale in enumerate(definitions.programme.scales):
        for n, point in enumerate(scale.points):
            if _is_unlabelled(point):
                place = at(definitions.programme_path, "scales", s, "points", n, "label")
                fault = f"The point {point.code} of the scale '{scale.id}' has no words."
                yield Problem(place, "unlabelled-point", fault, "Say what this answer means.")
    for path, form in definitions.forms:
        for steps, item in items_with_steps(form):
            for n, option in enumerate(_options(item)):
                if _is_unlabelled(option):
                    fault = f"The option {option.code} of '{item_id(item)}' has no words."
                    place = at(path, *steps, "options", n, "label")
                    yield Problem(place, "unlabelled-point", fault, "Say what this answer means.")


def same_label(definitions: Definitions) -> Iterator[Problem]:
    """Check that no two points of a scale, or options of a question, have the same words.

    Nobody could tell which box to tick. Good: "Slightly able", "Very able". Bad: "Able" twice.
    """
    at = definitions.marks.at
    for s, scale in enumerate(definitions.programme.scales):
        for n, earlier in _said_again(scale.points):
            place = at(definitions.programme_path, "scales", s, "points", n, "label")
            code = scale.points[n].code
            fault = (
                f"The points {earlier} and {code} of the scale '{scale.id}' have the same words."
            )
            yield Problem(place, "same-label", fault, "Say how they differ.")
    for path, form in definitions.forms:
        for steps, item in items_with_steps(form):
            for n, earlier in _said_again(_options(item)):
                place = at(path, *steps, "options", n, "label")
                code = _options(item)[n].code
                fault = f"The options {earlier} and {code} of '{item_id(item)}' read the same."
                yield Problem(place, "same-label", fault, "Say how they differ.")


def _said_again(points: Sequence[ScalePoint]) -> Iterator[tuple[int, int | str]]:
    """Yield the place of each point that repeats an earlier one's words, with that one's code."""
    said: dict[tuple[str, str], int | str] = {}
    for n, point in enumerate(points):
        labels = point.label if isinstance(point.label, dict) else {"": point.label}
        keys = [(language, " ".join(str(w).casefold().split())) for language, w in labels.items()]
        earlier = next((said[key] for key in keys if key[1] and key in said), None)
        if earlier is not None:
            yield n, earlier
        said |= {key: point.code for key in keys if key not in said}


def _is_unlabelled(point: ScalePoint) -> bool:
    labels = point.label.values() if isinstance(point.label, dict) else [point.label]
    return any(not _says(str(label).strip(), point.code) for label in labels)


def _says(label: str, code: int | str) -> bool:
    """Tell whether a label says something: words, or a number that is more than one like a code.

    >>> [_says(label, 2) for label in ("Able", "1 - 3", "10+", "<5", "50%", "½", "2", "3.", "–")]
    [True, True, True, True, True, True, False, False, False]
    """
    bare = label.rstrip(".)").isdigit() and isinstance(code, int)
    return any(sign.isalpha() or sign.isnumeric() for sign in label) and not bare


def _options(item: Item) -> tuple[ScalePoint, ...]:
    return item.options if isinstance(item, ChoiceItem | SeveralItem) else ()


def bands(definitions: Definitions) -> Iterator[Problem]:
    """Check that bands hold each code of a scale, option or number exactly once.

    Tables for small groups show bands, and an answer in no band would vanish from them.
    Good: ``[1, 2]``, ``[3]``, ``[4, 5]``; ``from: 0, to: 29`` and ``from: 30, to: 600``.
    Bad: ``[1, 2]``, ``[2, 3]``, ``[5]``; ``from: 0, to: 30`` and ``from: 30, to: 600``; one
    band alone. A band that holds an ``apart`` answer beside others is a warning: nothing is
    called the highest then.
    """
    for s, scale in enumerate(definitions.programme.scales):
        at = _place_at(definitions, definitions.programme_path, ("scales", s))
        yield from _bands_of_codes(
            scale.bands, scale.points, f"The scale '{scale.id}'", scale.id, at
        )
    for path, form in definitions.forms:
        for steps, item in items_with_steps(form):
            at = _place_at(definitions, path, steps)
            if isinstance(item, ChoiceItem | NumberItem) and len(item.bands) == 1:
                fault = f"'{item.id}' has 1 band, which shows nothing."
                yield Problem(at("bands"), "bands", fault, "Write 2 or 3, or none.")
            elif isinstance(item, ChoiceItem) and item.bands:
                yield from _bands_of_codes(item.bands, item.options, f"'{item.id}'", item.id, at)
            elif isinstance(item, NumberItem) and item.bands:
                yield from _bands_of_numbers(item, at)


def _place_at(definitions: Definitions, path: str, steps: tuple[Step, ...]) -> At:
    return lambda *below: definitions.marks.at(path, *steps, *below)


def _bands_of_codes(
    bands: Sequence[Band], points: Sequence[ScalePoint], subject: str, name: str, at: At
) -> Iterator[Problem]:
    codes = [point.code for point in points]
    apart = {point.code for point in points if point.apart}
    count: Counter[int | str] = Counter()
    for b, band in enumerate(bands):
        mixed = apart.intersection(band.codes)
        if mixed and not apart.issuperset(band.codes):
            fault = f"The band '{band.id}' holds {_listed(sorted(mixed, key=str))}, which is apart."
            remedy = "Give what is apart a band of its own."
            yield Problem(at("bands", b, "codes"), "bands", fault, remedy, "warning")
        for c, code in enumerate(band.codes):
            place = at("bands", b, "codes", c)
            count[code] += 1
            if code not in codes:
                remedy = suggestion(str(code), [str(c) for c in codes])
                yield Problem(place, "bands", f"{subject} has no code {code!r}.", remedy)
            elif count[code] > 1:
                fault = f"The code {code!r} of '{name}' is in 2 bands."
                yield Problem(place, "bands", fault, "Keep it in one of them.")
    missing = [code for code in codes if code not in count]
    if missing:
        fault = f"No band of '{name}' holds {_listed(missing)}."
        yield Problem(at("bands"), "bands", fault, "Add each to the band where it belongs.")


def _bands_of_numbers(item: NumberItem, at: At) -> Iterator[Problem]:
    """Yield what is wrong with runs of numbers, each of which begins where another ended."""
    begin = item.minimum
    for b, band in enumerate(item.bands):
        if band.to < band.from_:
            fault = f"The band '{band.id}' of '{item.id}' ends before it begins."
            yield Problem(at("bands", b, "to"), "bands", fault, "Exchange 'from' and 'to'.")
            return
        if band.from_ != begin:
            fault = _first_number(item, b, begin)
            remedy = f"Begin it at {begin}."
            yield Problem(at("bands", b, "from"), "bands", fault, remedy)
        begin = band.to + 1
    if begin != item.maximum + 1:
        last = len(item.bands) - 1
        fault = (
            f"No band of '{item.id}' holds {_run(begin, item.maximum)}."
            if begin <= item.maximum
            else f"The last band of '{item.id}' goes above the greatest answer."
        )
        remedy = f"End it at {item.maximum}."
        yield Problem(at("bands", last, "to"), "bands", fault, remedy)


def _first_number(item: NumberItem, b: int, begin: int) -> str:
    """Say what is wrong with the first number of a band that should begin elsewhere."""
    here = item.bands[b]
    if here.from_ > begin:
        return f"No band of '{item.id}' holds {_run(begin, here.from_ - 1)}."
    if b == 0:
        return f"The first band of '{item.id}' begins below the least answer."
    earlier = item.bands[b - 1].id
    return f"The band '{here.id}' of '{item.id}' begins before '{earlier}' ends."


def _run(first: int, last: int) -> str:
    """Return a run of numbers in words.

    >>> _run(30, 44), _run(30, 30)
    ('30 to 44', '30')
    """
    return str(first) if first == last else f"{first} to {last}"


def _listed(codes: list[int | str]) -> str:
    return ", ".join(repr(code) for code in codes)


def scale_order(definitions: Definitions) -> Iterator[Problem]:
    """Check that an ordered scale has whole-number codes that rise (``apart`` points aside).

    Good: codes 1, 2, 3 from low to high. Bad: codes 1, 3, 2; words as codes without
    ``ordered: false``; ``summed: true`` on a scale with a point that stands apart.
    """
    for s, scale in enumerate(definitions.programme.scales):
        steps = ("scales", s)
        at, path = definitions.marks.at, definitions.programme_path
        inside = [p.code for p in scale.points if not p.apart]
        if scale.ordered and not all(isinstance(p.code, int) for p in scale.points):
            fault = f"The ordered scale '{scale.id}' has words as codes."
            remedy = "Use whole numbers from low to high, or add 'ordered: false'."
            yield Problem(at(path, *steps, "points"), "scale-order", fault, remedy)
        elif scale.ordered and inside != sorted(inside, key=lambda code: (str(type(code)), code)):
            fault = f"The codes of '{scale.id}' do not rise."
            remedy = "Write the points from low to high."
            yield Problem(at(path, *steps, "points"), "scale-order", fault, remedy)
        if scale.summed and (not scale.ordered or len(inside) != len(scale.points)):
            fault = f"The scale '{scale.id}' is summed, but is not a plain order."
            remedy = "Delete 'summed: true', or the points that stand apart."
            yield Problem(at(path, *steps, "summed"), "scale-order", fault, remedy)


def measure_scale(definitions: Definitions) -> Iterator[Problem]:
    """Check that a measure asked for each domain uses a summed scale, as its total is their sum.

    Good: ``scale: confidence`` (``summed: true``). Bad: ``scale: yes_no``. A total that
    is prorated needs more than half of the answers.
    """
    scales = {scale.id: scale for scale in definitions.programme.scales}
    for n, measure in enumerate(definitions.programme.measures):
        at, path = definitions.marks.at, definitions.programme_path
        scale = scales.get(measure.scale)
        if measure.items == "domains" and scale is not None and not scale.summed:
            fault = f"The scale '{scale.id}' of '{measure.id}' cannot be summed."
            remedy = "Add 'summed: true' to the scale, or 'items: single' to the measure."
            yield Problem(at(path, "measures", n, "scale"), "measure-scale", fault, remedy)
        domains, enough = len(definitions.programme.domains), measure.missing.answered
        least = domains // 2 + 1
        if measure.missing.rule == "prorate" and not least <= (enough or domains) <= domains:
            fault = (
                f"The total of '{measure.id}' would be given from {enough} of {domains} answers."
            )
            place = at(path, "measures", n, "missing")
            remedy = f"Write 'answered: {least}' or more, up to {domains}."
            yield Problem(place, "measure-scale", fault, remedy)


def number_limits(definitions: Definitions) -> Iterator[Problem]:
    """Check that a number's limits are 0 or more, and the lower is below the upper.

    Good: ``minimum: 0`` and ``maximum: 600``. Bad: ``minimum: -5``; ``minimum: 60`` and
    ``maximum: 10``.
    """
    for path, form in definitions.forms:
        for steps, item in items_with_steps(form):
            if not isinstance(item, NumberItem):
                continue
            if item.minimum < 0:
                fault = f"The least answer to '{item.id}' is {item.minimum}."
                place = definitions.marks.at(path, *steps, "minimum")
                remedy = "Use 0 or more; negative numbers mean missing answers."
                yield Problem(place, "number-limits", fault, remedy)
            if item.maximum <= item.minimum:
                fault = f"The greatest answer to '{item.id}' is not above the least."
                place = definitions.marks.at(path, *steps, "maximum")
                yield Problem(place, "number-limits", fault, "Exchange them, or raise 'maximum'.")


def show_if(definitions: Definitions) -> Iterator[Problem]:
    """Check that a condition names an earlier item of its form and an answer it can have.

    Good: ``show_if: {item: worries, operator: is, value: "yes"}`` below ``worries``. Bad: an
    item further down, an item of another form, ``value: maybe``, ``at_least`` on words or with
    an answer that is ``apart``. What is apart is neither more nor less than any other answer.
    """
    scales = {scale.id: scale for scale in definitions.programme.scales}
    measures = {measure.id: measure.scale for measure in definitions.programme.measures}
    for path, form in definitions.forms:
        pairs = list(items_with_steps(form))
        names = [item_id(item) for _, item in pairs]
        for n, (steps, item) in enumerate(pairs):
            if item.show_if is None or item.show_if.item in definitions.broken:
                continue
            key, fault, remedy = _order_fault(item.show_if, names, n)
            if not fault:
                earlier = pairs[names.index(item.show_if.item)][1]
                named = earlier.scale if isinstance(earlier, ScaleItem) else ""
                if isinstance(earlier, MeasureItem):
                    named = measures.get(earlier.measure, "")
                key, fault, remedy = _value_fault(item.show_if, earlier, scales.get(named))
            if fault:
                place = definitions.marks.at(path, *steps, "show_if", key)
                yield Problem(place, "show-if", fault, remedy)


def _apart(scale: Scale) -> list[int | str]:
    return [point.code for point in scale.points if point.apart]


def _order_fault(condition: ShowIf, names: list[str], position: int) -> tuple[str, str, str]:
    if condition.item not in names:
        earlier = [name for name in names[:position] if name]
        fault = f"There is no item '{condition.item}' on this form."
        return "item", fault, suggestion(condition.item, earlier)
    if names.index(condition.item) >= position:
        fault = f"The item '{condition.item}' does not come before this one."
        return "item", fault, "Move it up, or depend on an earlier item."
    return "", "", ""


def _value_fault(condition: ShowIf, item: Item, scale: Scale | None) -> tuple[str, str, str]:
    """Return what is wrong with a condition's operator or value; empty words where nothing is."""
    name, value = condition.item, condition.value
    if condition.operator == "answered":
        return "", "", ""
    if isinstance(item, NumberItem):
        if isinstance(value, int) and item.minimum <= value <= item.maximum:
            return "", "", ""
        fault = f"'{name}' cannot be {value!r}."
        return "value", fault, f"It is a number from {item.minimum} to {item.maximum}."
    codes = [p.code for p in (scale.points if scale else _options(item))]
    if isinstance(item, ScaleItem | MeasureItem) and scale is None:
        return "", "", ""  # the unknown scale is reported where it is named
    if not codes:
        fault = f"'{name}' has no list of answers to compare with."
        return "operator", fault, "Write 'operator: answered', and no value."
    if condition.operator in ("at_least", "at_most") and not (scale and scale.ordered):
        fault = f"The answers to '{name}' have no order."
        return "operator", fault, "Write 'operator: is' or 'is_not'."
    if condition.operator in ("at_least", "at_most") and scale and value in _apart(scale):
        fault = f"The answer {value!r} of '{name}' stands apart from the order."
        return "value", fault, "Name one that has a place in it, or write 'operator: is'."
    if value in codes:
        return "", "", ""
    same = next((code for code in codes if str(code) == str(value)), None)
    if same is not None:
        return "value", f"The code {value!r} of '{name}' is written {same!r}.", "Mind the quotes."
    return "value", f"'{name}' cannot be {value!r}.", suggestion(str(value), map(str, codes))
