"""Rules on answers: scale points, bands, numbers, and when a question is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from generator.definitions.instrument import (
    ChoiceItem,
    Instrument,
    Item,
    MeasureItem,
    NumberItem,
    Question,
    ScaleItem,
    SeveralItem,
    ShowIf,
    item_id,
)
from generator.definitions.load import Definitions
from generator.definitions.problem import Problem
from generator.definitions.programme import Band, Programme, Scale, ScalePoint
from generator.definitions.rules_ids import answer_lists
from generator.definitions.suggest import suggestion


def unlabelled_point(definitions: Definitions) -> Iterator[Problem]:
    """Check that every point of a scale and every option has words, not only a number."""
    for one, points in answer_lists(definitions):
        for point in points:
            if all(_says(label.strip(), point.code) for label in _labels(point).values()):
                continue
            fault = f"The answer {point.code} of '{one.id}' has no words."
            place = definitions.at(point, "label")
            yield Problem(place, "unlabelled-point", fault, "Say what this answer means.")


def _labels(point: ScalePoint) -> dict[str, str]:
    return point.label if isinstance(point.label, dict) else {"": point.label}


def _says(label: str, code: int | str) -> bool:
    """Tell whether a label says something: words, or a number that is more than one like a code.

    >>> [_says(label, 2) for label in ("Able", "1 - 3", "10+", "<5", "50%", "½", "2", "3.", "–")]
    [True, True, True, True, True, True, False, False, False]
    """
    bare = label.rstrip(".)").isdigit() and isinstance(code, int)
    return any(sign.isalpha() or sign.isnumeric() for sign in label) and not bare


def same_label(definitions: Definitions) -> Iterator[Problem]:
    """Check that no two points of a scale, or options of a question, have the same words.

    Nobody could tell which box to tick.
    """
    for one, points in answer_lists(definitions):
        for point, earlier in _said_again(points):
            codes = f"{earlier.code} and {point.code}"
            fault = f"The answers {codes} of '{one.id}' have the same words."
            place = definitions.at(point, "label")
            yield Problem(place, "same-label", fault, "Say how they differ.")


def _said_again(points: Sequence[ScalePoint]) -> Iterator[tuple[ScalePoint, ScalePoint]]:
    """Yield each point that repeats an earlier one's words in any language, with that one."""
    said: dict[tuple[str, str], ScalePoint] = {}
    for point in points:
        folded = {tag: " ".join(words.casefold().split()) for tag, words in _labels(point).items()}
        earlier = next((said[key] for key in folded.items() if key[1] and key in said), None)
        if earlier is not None:
            yield point, earlier
        said = dict.fromkeys(folded.items(), point) | said


def bands(definitions: Definitions) -> Iterator[Problem]:
    """Check that bands hold each code of a scale, option or number exactly once.

    Tables for small groups show bands, and an answer in no band would vanish from them. A band
    that holds an ``apart`` answer beside others is a warning: nothing is called the highest then.
    """
    for one, points in answer_lists(definitions):
        if not isinstance(one, SeveralItem) and len(one.bands) > 1:
            yield from _bands_of_codes(definitions, one, points)
    for _, item in definitions.items(Question):
        if isinstance(item, ChoiceItem | NumberItem) and len(item.bands) == 1:
            fault = f"'{item.id}' has 1 band, which shows nothing."
            place = definitions.at(item, "bands")
            yield Problem(place, "bands", fault, "Write 2 or 3, or none.")
        elif isinstance(item, NumberItem) and item.bands:
            yield from _bands_of_numbers(definitions, item)


def _bands_of_codes(
    definitions: Definitions, one: Scale | ChoiceItem, points: Sequence[ScalePoint]
) -> Iterator[Problem]:
    codes = [point.code for point in points]
    count: Counter[int | str] = Counter()
    for band in one.bands:
        yield from _apart_beside_others(definitions, band, points)
        for c, code in enumerate(band.codes):
            place = definitions.at(band, "codes", c)
            count[code] += 1
            if code not in codes:
                remedy = suggestion(str(code), map(str, codes))
                yield Problem(place, "bands", f"'{one.id}' has no code {code!r}.", remedy)
            elif count[code] > 1:
                fault = f"The code {code!r} of '{one.id}' is in 2 bands."
                yield Problem(place, "bands", fault, "Keep it in one of them.")
    if missing := [code for code in codes if code not in count]:
        fault = f"No band of '{one.id}' holds {_listed(missing)}."
        remedy = "Add each to the band where it belongs."
        yield Problem(definitions.at(one, "bands"), "bands", fault, remedy)


def _apart_beside_others(
    definitions: Definitions, band: Band, points: Sequence[ScalePoint]
) -> Iterator[Problem]:
    apart = {point.code for point in points if point.apart}
    mixed = apart.intersection(band.codes)
    if mixed and not apart.issuperset(band.codes):
        fault = f"The band '{band.id}' holds {_listed(sorted(mixed, key=str))}, which is apart."
        remedy = "Give what is apart a band of its own."
        yield Problem(definitions.at(band, "codes"), "bands", fault, remedy, "warning")


def _listed(codes: list[int | str]) -> str:
    return ", ".join(repr(code) for code in codes)


def _bands_of_numbers(definitions: Definitions, item: NumberItem) -> Iterator[Problem]:
    """Yield the first fault of runs of numbers, each of which begins where another ended."""
    fault = f"The bands of '{item.id}' do not hold each of {item.minimum} to {item.maximum} once."
    begin = item.minimum
    for band in item.bands:
        if band.from_ != begin or band.to < begin:
            place = definitions.at(band, "from")
            yield Problem(place, "bands", fault, f"Begin this one at {begin}, and end it above.")
            return
        begin = band.to + 1
    if begin != item.maximum + 1:
        place = definitions.at(item.bands[-1], "to")
        yield Problem(place, "bands", fault, f"End the last one at {item.maximum}.")


def scale_order(definitions: Definitions) -> Iterator[Problem]:
    """Check that an ordered scale has whole-number codes that rise (``apart`` points aside)."""
    at = definitions.at
    for scale in definitions.programme.scales:
        inside = [point.code for point in scale.points if not point.apart]
        if scale.ordered and not all(isinstance(point.code, int) for point in scale.points):
            fault = f"The ordered scale '{scale.id}' has words as codes."
            remedy = "Use whole numbers from low to high, or add 'ordered: false'."
            yield Problem(at(scale, "points"), "scale-order", fault, remedy)
        elif scale.ordered and inside != sorted(inside, key=int):
            fault = f"The codes of '{scale.id}' do not rise."
            remedy = "Write the points from low to high."
            yield Problem(at(scale, "points"), "scale-order", fault, remedy)
        if scale.summed and (not scale.ordered or len(inside) != len(scale.points)):
            fault = f"The scale '{scale.id}' is summed, but is not a plain order."
            remedy = "Delete 'summed: true', or the points that stand apart."
            yield Problem(at(scale, "summed"), "scale-order", fault, remedy)


def measure_scale(definitions: Definitions) -> Iterator[Problem]:
    """Check that a measure asked for each domain uses a summed scale, as its total is their sum."""
    at, domains = definitions.at, len(definitions.programme.domains)
    summed = {scale.id: scale.summed for scale in definitions.programme.scales}
    least = domains // 2 + 1
    for measure in definitions.programme.measures:
        if measure.items == "domains" and not summed.get(measure.scale, True):
            fault = f"The scale '{measure.scale}' of '{measure.id}' cannot be summed."
            remedy = "Add 'summed: true' to the scale, or 'items: single' to the measure."
            yield Problem(at(measure, "scale"), "measure-scale", fault, remedy)
        enough = measure.missing.answered
        if measure.missing.rule == "prorate" and not least <= (enough or domains) <= domains:
            total = f"The total of '{measure.id}'"
            fault = f"{total} would be given from {enough} of {domains} answers."
            remedy = f"Write 'answered: {least}' or more, up to {domains}."
            yield Problem(at(measure, "missing"), "measure-scale", fault, remedy)


def number_limits(definitions: Definitions) -> Iterator[Problem]:
    """Check that a number's lower limit is below the upper."""
    for _, item in definitions.items(NumberItem):
        if item.maximum <= item.minimum:
            fault = f"The greatest answer to '{item.id}' is not above the least."
            place = definitions.at(item, "maximum")
            yield Problem(place, "number-limits", fault, "Exchange them, or raise 'maximum'.")


def show_if(definitions: Definitions) -> Iterator[Problem]:
    """Check that a condition names an earlier item of its form and an answer it can have."""
    for form in definitions.instruments:
        for n, item in enumerate(form.items):
            condition = item.show_if
            if condition is None or condition.item in definitions.broken:
                continue
            wrong = _order_fault(condition, form, n) or _value_fault(
                condition, _named(condition, form), definitions.programme
            )
            if wrong:
                key, fault, remedy = wrong
                yield Problem(definitions.at(condition, key), "show-if", fault, remedy)


Wrong = tuple[str, str, str]  # the condition's key, the fault and its remedy


def _order_fault(condition: ShowIf, form: Instrument, position: int) -> Wrong | None:
    names = [item_id(item) for item in form.items]
    if condition.item not in names:
        fault = f"There is no item '{condition.item}' on this form."
        return "item", fault, suggestion(condition.item, filter(None, names[:position]))
    if names.index(condition.item) >= position:
        fault = f"The item '{condition.item}' does not come before this one."
        return "item", fault, "Move it up, or depend on an earlier item."
    return None


def _named(condition: ShowIf, form: Instrument) -> Item:
    return next(item for item in form.items if item_id(item) == condition.item)


def _value_fault(condition: ShowIf, item: Item, programme: Programme) -> Wrong | None:
    """Return what is wrong with a condition's operator or value."""
    name, value = condition.item, condition.value
    if condition.operator == "answered":
        return None
    if isinstance(item, NumberItem):
        if isinstance(value, int) and item.minimum <= value <= item.maximum:
            return None
        remedy = f"It is a number from {item.minimum} to {item.maximum}."
        return "value", f"'{name}' cannot be {value!r}.", remedy
    scale = _scale_of(item, programme)
    if scale is None and isinstance(item, ScaleItem | MeasureItem):
        return None  # the unknown scale is reported where it is named
    points = item.options if isinstance(item, ChoiceItem | SeveralItem) else ()
    codes = [point.code for point in (scale.points if scale else points)]
    if not codes:
        fault = f"'{name}' has no list of answers to compare with."
        return "operator", fault, "Write 'operator: answered', and no value."
    if condition.operator in ("at_least", "at_most"):
        if scale is None or not scale.ordered:
            fault = f"The answers to '{name}' have no order."
            return "operator", fault, "Write 'operator: is' or 'is_not'."
        if any(point.apart and point.code == value for point in scale.points):
            fault = f"The answer {value!r} of '{name}' stands apart from the order."
            return "value", fault, "Name one that has a place in it, or write 'operator: is'."
    return _code_fault(name, value, codes)


def _code_fault(name: str, value: int | str, codes: Sequence[int | str]) -> Wrong | None:
    if value in codes:
        return None
    same = next((code for code in codes if str(code) == str(value)), None)
    if same is not None:
        return "value", f"The code {value!r} of '{name}' is written {same!r}.", "Mind the quotes."
    return "value", f"'{name}' cannot be {value!r}.", suggestion(str(value), map(str, codes))


def _scale_of(item: Item, programme: Programme) -> Scale | None:
    scales = {scale.id: scale for scale in programme.scales}
    measures = {measure.id: measure.scale for measure in programme.measures}
    if isinstance(item, MeasureItem):
        return scales.get(measures.get(item.measure, ""))
    return scales.get(item.scale) if isinstance(item, ScaleItem) else None
