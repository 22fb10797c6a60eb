"""Rules on answers: scale points, bands, numbers, and when a question is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from generator.definitions.instrument import (
    ChoiceItem,
    Item,
    MeasureItem,
    NumberItem,
    Question,
    ScaleItem,
    SeveralItem,
    ShowIf,
    item_id,
)
from generator.definitions.load import Broken, Definitions
from generator.definitions.problem import Problem
from generator.definitions.programme import Band, Programme, Scale, ScalePoint
from generator.definitions.rules_ids import answer_lists
from generator.definitions.suggest import listed, suggestion
from generator.definitions.texts import in_languages


def unlabelled_point(definitions: Definitions) -> Iterator[Broken]:
    """Check that every point of a scale and every option has words, not only a number."""
    for one, points in answer_lists(definitions):
        for point in points:
            if not all(_says(words.strip(), point.code) for words in in_languages(point.label)):
                fault = f"The answer {point.code} of '{one.id}' has no words."
                yield (point, "label"), fault, "Say what this answer means."


def _says(label: str, code: int | str) -> bool:
    """Tell whether a label says something: words, or a number that is more than one like a code.

    >>> [_says(label, 2) for label in ("Able", "1 - 3", "10+", "<5", "50%", "½", "2", "3.", "–")]
    [True, True, True, True, True, True, False, False, False]
    """
    bare = label.rstrip(".)").isdigit() and isinstance(code, int)
    return any(sign.isalpha() or sign.isnumeric() for sign in label) and not bare


def same_label(definitions: Definitions) -> Iterator[Broken]:
    """Check that no two points of a scale, or options of a question, have the same words.

    Nobody could tell which box to tick.
    """
    for one, points in answer_lists(definitions):
        said: dict[tuple[str, str], int | str] = {}
        for point in points:
            label = point.label if isinstance(point.label, dict) else {"": point.label}
            folded = [(tag, " ".join(words.casefold().split())) for tag, words in label.items()]
            earlier = [said[key] for key in folded if key[1] and key in said]
            if earlier:
                fault = (
                    f"The answers {earlier[0]} and {point.code} of '{one.id}' have the same words."
                )
                yield (point, "label"), fault, "Say how they differ."
            said = dict.fromkeys(folded, point.code) | said


def bands(definitions: Definitions) -> Iterator[Broken | Problem]:
    """Check that bands hold each code of a scale, option or number exactly once.

    Tables for small groups show bands, and an answer in no band would vanish from them. A band
    that holds an ``apart`` answer beside others is a warning: nothing is called the highest then.
    """
    for one, points in answer_lists(definitions):
        if not isinstance(one, SeveralItem) and len(one.bands) > 1:
            yield from _bands_of_codes(one, points)
            yield from _apart_beside_others(definitions, one.bands, points)
    for _, item in definitions.items(Question):
        if isinstance(item, ChoiceItem | NumberItem) and len(item.bands) == 1:
            fault = f"'{item.id}' has 1 band, which shows nothing."
            yield (item, "bands"), fault, "Write 2 or 3, or none."
        elif isinstance(item, NumberItem) and item.bands:
            yield from _bands_of_numbers(item)


def _bands_of_codes(one: Scale | ChoiceItem, points: Sequence[ScalePoint]) -> Iterator[Broken]:
    codes = [point.code for point in points]
    count: Counter[int | str] = Counter()
    for band in one.bands:
        for place, code in enumerate(band.codes):
            count[code] += 1
            if code not in codes:
                fault, remedy = (
                    f"'{one.id}' has no code {code!r}.",
                    suggestion(str(code), map(str, codes)),
                )
                yield (band, "codes", place), fault, remedy
            elif count[code] > 1:
                fault = f"The code {code!r} of '{one.id}' is in 2 bands."
                yield (band, "codes", place), fault, "Keep it in one of them."
    if missing := [repr(code) for code in codes if code not in count]:
        fault = f"No band of '{one.id}' holds {listed(missing)}."
        yield (one, "bands"), fault, "Add each to the band where it belongs."


def _apart_beside_others(
    definitions: Definitions, bands: Sequence[Band], points: Sequence[ScalePoint]
) -> Iterator[Problem]:
    apart = {point.code for point in points if point.apart}
    for band in bands:
        mixed = apart.intersection(band.codes)
        if mixed and not apart.issuperset(band.codes):
            named = listed(sorted(map(repr, mixed)))
            fault = f"The band '{band.id}' holds {named}, which is apart."
            remedy = "Give what is apart a band of its own."
            yield Problem(definitions.at(band, "codes"), "bands", fault, remedy, "warning")


def _bands_of_numbers(item: NumberItem) -> Iterator[Broken]:
    """Yield the first fault of runs of numbers, each of which begins where another ended."""
    fault = f"The bands of '{item.id}' do not hold each of {item.minimum} to {item.maximum} once."
    begin = item.minimum
    for band in item.bands:
        if band.from_ != begin or band.to < begin:
            yield (band, "from"), fault, f"Begin this one at {begin}, and end it above."
            return
        begin = band.to + 1
    if begin != item.maximum + 1:
        yield (item.bands[-1], "to"), fault, f"End the last one at {item.maximum}."


def scale_order(definitions: Definitions) -> Iterator[Broken]:
    """Check that an ordered scale has whole-number codes that rise (``apart`` points aside)."""
    for scale in definitions.programme.scales:
        inside = [point.code for point in scale.points if not point.apart]
        whole = all(isinstance(point.code, int) for point in scale.points)
        if scale.ordered and not (whole and inside == sorted(inside, key=int)):
            fault = f"The codes of the ordered scale '{scale.id}' are not numbers that rise."
            remedy = "Use whole numbers from low to high, or add 'ordered: false'."
            yield (scale, "points"), fault, remedy
        if scale.summed and (not scale.ordered or len(inside) != len(scale.points)):
            fault = f"The scale '{scale.id}' is summed, but is not a plain order."
            yield (scale, "summed"), fault, "Delete 'summed: true', or the points that stand apart."


def measure_scale(definitions: Definitions) -> Iterator[Broken]:
    """Check that a measure asked for each domain uses a summed scale, as its total is their sum."""
    domains = len(definitions.programme.domains)
    summed = {scale.id: scale.summed for scale in definitions.programme.scales}
    least = domains // 2 + 1
    for measure in definitions.programme.measures:
        if measure.items == "domains" and not summed.get(measure.scale, True):
            fault = f"The scale '{measure.scale}' of '{measure.id}' cannot be summed."
            remedy = "Add 'summed: true' to the scale, or 'items: single' to the measure."
            yield (measure, "scale"), fault, remedy
        enough = measure.missing.answered
        if measure.missing.rule == "prorate" and not least <= (enough or domains) <= domains:
            fault = (
                f"The total of '{measure.id}' would be given from {enough} of {domains} answers."
            )
            yield (
                (measure, "missing"),
                fault,
                f"Write 'answered: {least}' or more, up to {domains}.",
            )


def number_limits(definitions: Definitions) -> Iterator[Broken]:
    """Check that a number's lower limit is below the upper."""
    for _, item in definitions.items(NumberItem):
        if item.maximum <= item.minimum:
            fault = f"The greatest answer to '{item.id}' is not above the least."
            yield (item, "maximum"), fault, "Exchange them, or raise 'maximum'."


def show_if(definitions: Definitions) -> Iterator[Broken]:
    """Check that a condition names an earlier item of its form and an answer it can have."""
    for form in definitions.instruments:
        earlier: dict[str, Item] = {}
        for item in form.items:
            rule = item.show_if
            if rule and rule.item not in definitions.broken:
                yield from _condition_faults(rule, earlier, definitions.programme)
            if name := item_id(item):
                earlier.setdefault(name, item)


def _condition_faults(
    rule: ShowIf, earlier: Mapping[str, Item], programme: Programme
) -> Iterator[Broken]:
    if rule.item not in earlier:
        fault = f"There is no item '{rule.item}' before this one."
        yield (rule, "item"), fault, suggestion(rule.item, earlier)
    elif rule.operator != "answered":
        item = earlier[rule.item]
        found = (
            _number_fault(rule, item)
            if isinstance(item, NumberItem)
            else (_code_fault(rule, item, programme))
        )
        yield from (((rule, key), fault, remedy) for key, fault, remedy in found)


Wrong = tuple[str, str, str]  # the condition's key, the fault and its remedy


def _number_fault(rule: ShowIf, item: NumberItem) -> Iterator[Wrong]:
    if not (isinstance(rule.value, int) and item.minimum <= rule.value <= item.maximum):
        remedy = f"It is a number from {item.minimum} to {item.maximum}."
        yield "value", f"'{item.id}' cannot be {rule.value!r} here.", remedy


def _code_fault(rule: ShowIf, item: Item, programme: Programme) -> Iterator[Wrong]:
    """Yield what is wrong with a condition on an answer out of a list, if it is one."""
    scale = _scale_of(item, programme)
    if scale is None and isinstance(item, ScaleItem | MeasureItem):
        return  # the unknown scale is reported where it is named
    points = item.options if isinstance(item, ChoiceItem | SeveralItem) else ()
    points = scale.points if scale else points
    by_order = rule.operator in ("at_least", "at_most")
    codes = [str(point.code) for point in points if not (by_order and point.apart)]
    if not codes:
        fault = f"'{rule.item}' has no list of answers to compare with."
        yield "operator", fault, "Write 'operator: answered', and no value."
    elif by_order and not (scale and scale.ordered):
        fault = f"The answers to '{rule.item}' have no order."
        yield "operator", fault, "Write 'operator: is' or 'is_not'."
    elif str(rule.value) not in codes:
        fault = f"'{rule.item}' cannot be {rule.value!r} here."
        yield "value", fault, suggestion(str(rule.value), codes)


def _scale_of(item: Item, programme: Programme) -> Scale | None:
    scales = {scale.id: scale for scale in programme.scales}
    measures = {measure.id: measure.scale for measure in programme.measures}
    if isinstance(item, MeasureItem):
        return scales.get(measures.get(item.measure, ""))
    return scales.get(item.scale) if isinstance(item, ScaleItem) else None
