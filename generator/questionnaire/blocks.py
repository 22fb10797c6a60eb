"""Items become blocks: what the page design draws for each type of question.

A block is plain data: its type, number, words, and for every box the item
(the column in a response file) and the code that a mark in it stands for.
Each box also carries its alternative text, because to a screen reader an
empty square is nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.definitions.instrument import (
    ChoiceItem,
    DateItem,
    Item,
    LongTextItem,
    MeasureBlock,
    MeasureItem,
    NoteItem,
    NumberItem,
    Question,
    ScaleItem,
    SeveralItem,
    ShortTextItem,
    item_id,
)
from generator.definitions.links import without_links
from generator.definitions.programme import Measure, Programme, Scale, ScalePoint, Text, in_language
from generator.definitions.values import filled
from generator.questionnaire import routing
from generator.questionnaire.plain import clean, led, paragraphs
from generator.questionnaire.words import Words, fill

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked in which language: all that an item's words depend on."""

    programme: Programme
    role: str
    language: str
    words: Words
    values: Mapping[str, str] = field(default_factory=dict)

    def say(self, text: Text) -> str:
        """Return a text in this language, on one line."""
        return clean(self.whole(text))

    def whole(self, text: Text) -> str:
        """Return a text in this language as it is written, with its values filled in."""
        return without_links(filled(in_language(text, self.language), self.values))


def _measure(asked: Asked, measure_id: str) -> Measure:
    return next(m for m in asked.programme.measures if m.id == measure_id)


def _points(asked: Asked, scale_id: str) -> tuple[ScalePoint, ...]:
    scale: Scale = next(s for s in asked.programme.scales if s.id == scale_id)
    return scale.points


def _stem(asked: Asked, measure: Measure) -> str:
    """Return a measure's question for the role, or its first where the role has none."""
    return asked.say(measure.stems.get(asked.role) or next(iter(measure.stems.values())))


def points_of(asked: Asked, item: Item) -> tuple[ScalePoint, ...]:
    """Return the answers that an item offers; an item without boxes offers none."""
    if isinstance(item, MeasureBlock | MeasureItem):
        return _points(asked, _measure(asked, item.measure).scale)
    if isinstance(item, ScaleItem):
        return _points(asked, item.scale)
    return item.options if isinstance(item, ChoiceItem | SeveralItem) else ()


def routed_question(asked: Asked, item: Item, number: int) -> routing.Question:
    """Return an item as routing needs it; the rows of a grid lead nowhere, as texts do."""
    points = () if isinstance(item, MeasureBlock) else points_of(asked, item)
    return routing.Question(
        item_id(item),
        number,
        item.show_if,
        tuple((str(p.code), asked.say(p.label)) for p in points),
        isinstance(item, SeveralItem),
        frozenset(str(p.code) for p in points if p.apart),
    )


def option(asked: Asked, column: str, point: ScalePoint, question: str) -> Json:
    """Return one tick box: the column and code that it stands for, its label and alt text."""
    label = asked.say(point.label)
    alt = fill(asked.words["alt_tick"], label=label, question=question)
    return {"item": column, "code": str(point.code), "label": label, "alt": alt}


def _grid(asked: Asked, item: MeasureBlock) -> Json:
    measure = _measure(asked, item.measure)
    points = _points(asked, measure.scale)
    rows = []
    for domain in asked.programme.domains:
        phrase = domain.phrases.get(asked.role) or domain.title
        words = asked.say(phrase)
        column = f"{measure.id}_{domain.id}"
        options = [option(asked, column, point, words) for point in points]
        rows.append({"item": column, "text": words, "options": options})
    return {
        "type": "grid",
        "text": _stem(asked, measure),
        "scale": [asked.say(point.label) for point in points],
        "codes": [str(point.code) for point in points],
        "rows": rows,
    }


def _choice(asked: Asked, item: MeasureItem | ScaleItem | ChoiceItem | SeveralItem) -> Json:
    if isinstance(item, MeasureItem):
        text = _stem(asked, _measure(asked, item.measure))
    else:
        text = asked.say(item.text)
    several = isinstance(item, SeveralItem)
    options = []
    for point in points_of(asked, item):
        column = f"{item_id(item)}___{point.code}" if several else item_id(item)
        box = option(asked, column, point, text)
        options.append(box | {"code": "1"} if several else box)
    block = {"type": "choice", "text": text, "options": options}
    return block | {"hint": asked.words["several"]} if several else block


def _written(asked: Asked, item: Question) -> Json:
    """Return the block of a question that is answered by writing."""
    text = asked.say(item.text)
    block: Json = {"text": text, "item": item.id}
    if isinstance(item, NumberItem):
        digits = max(len(str(item.minimum)), len(str(item.maximum)))
        alt = fill(asked.words["alt_digits"], question=text)
        unit = asked.say(item.unit)
        return block | {"type": "number", "digits": digits, "unit": unit, "alt": alt}
    if isinstance(item, DateItem):
        return block | {"type": "date", "alt": fill(asked.words["alt_date"], question=text)}
    alt = fill(asked.words["alt_text"], question=text)
    if isinstance(item, LongTextItem):
        return block | {"type": "long_text", "lines": item.lines, "alt": alt}
    height = item.height if isinstance(item, ShortTextItem) else 0
    return block | {"type": "short_text", "height": height, "alt": alt}


def _with_leads(parts: list[Json]) -> list[Json]:
    """Split words that begin with a bold lead."""
    return [
        part | {"text": led(part["text"])}
        if part["type"] == "text"
        else part | {"items": [led(item) for item in part["items"]]}
        for part in parts
    ]


def block(asked: Asked, item: Item, routed: Mapping[str, Any]) -> Json:
    """Return what the page design draws for an item.

    ``routed`` holds the number, the ``go_to`` lines and the ``condition``,
    which only the whole form can know.
    """
    hint = asked.say(item.hint)
    if isinstance(item, NoteItem):
        return {"type": "note", "parts": _with_leads(paragraphs(asked.whole(item.text)))}
    if isinstance(item, MeasureBlock):
        drawn = _grid(asked, item)
    elif isinstance(item, MeasureItem | ScaleItem | ChoiceItem | SeveralItem):
        drawn = _choice(asked, item)
    else:
        drawn = _written(asked, item)
    own_hint = " ".join(part for part in (hint, drawn.pop("hint", "")) if part)
    return {"id": item_id(item), "hint": own_hint, **routed, **drawn}
