"""Items and tables become blocks: what the page design draws for each type of question.

A block is plain data: its type, number, words, and for every box the item (the column in a
response file), the code that a mark in it stands for, and its alternative text. Tables stand only
on named forms and sheets, so nothing in them is read back; their boxes are in the layout all the
same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    RowsTable,
    ScaleItem,
    Section,
    SeveralItem,
    ShortTextItem,
    item_id,
    points_of,
)
from generator.definitions.programme import Programme, Text, in_language
from generator.definitions.texts import MENTEE, filled, lacking_texts, without_links
from generator.definitions.words import Words, fill, weeks
from generator.questionnaire import routing
from generator.questionnaire.plain import clean, led, paragraphs

Json = dict[str, Any]
#: The most columns of mentees beside each other, by size of print.
MOST_BESIDE: Mapping[str, int] = {"standard": 8, "large": 5}


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked in which language: all that an item's words depend on."""

    programme: Programme
    role: str
    language: str
    words: Words
    values: Mapping[str, str] = field(default_factory=dict)
    #: Texts that do not exist in the language are added here, if somebody asks.
    lacks: list[Text] | None = None

    def say(self, text: Text) -> str:
        """Return a text in this language, on one line."""
        return clean(self.whole(text))

    def whole(self, text: Text) -> str:
        """Return a text in this language as it is written, with its values filled in."""
        if self.lacks is not None:
            self.lacks.extend(lacking_texts(self.programme, text, self.language))
        return without_links(filled(in_language(text, self.language), self.values))

    def of(self, mentee: str) -> Asked:
        """Return the same where words are about one mentee."""
        return replace(self, values={MENTEE: mentee, **self.values})


def routed_question(asked: Asked, item: Item, number: int) -> routing.Question:
    """Return an item as routing needs it; the rows of a grid lead nowhere, as texts do."""
    points = () if isinstance(item, MeasureBlock) else points_of(item, asked.programme)
    return routing.Question(
        item_id(item),
        number,
        item.show_if,
        tuple((str(point.code), asked.say(point.label)) for point in points),
        isinstance(item, SeveralItem),
        frozenset(str(point.code) for point in points if point.apart),
    )


def block(asked: Asked, item: Item, routed: Mapping[str, Any]) -> Json:
    """Return what the page design draws for an item.

    ``routed`` holds the number, the ``go_to`` lines and the ``condition``,
    which only the whole form can know.
    """
    if isinstance(item, NoteItem):
        return {"type": "note", "parts": _with_leads(paragraphs(asked.whole(item.text)))}
    hints = [asked.say(item.hint)]
    if isinstance(item, MeasureBlock):
        drawn = _grid(asked, item)
    elif isinstance(item, MeasureItem | ScaleItem | ChoiceItem | SeveralItem):
        drawn = _choice(asked, item)
        hints += [asked.words["several"]] if isinstance(item, SeveralItem) else []
    else:
        drawn = _written(asked, item)
    return {"id": item_id(item), "hint": " ".join(filter(None, hints)), **routed, **drawn}


def _with_leads(parts: list[Json]) -> list[Json]:
    """Split words that begin with a bold lead."""
    return [
        part | {"text": led(part["text"])}
        if part["type"] == "text"
        else part | {"items": [led(item) for item in part["items"]]}
        for part in parts
    ]


def _tick(asked: Asked, column: str, code: str, label: str, question: str) -> Json:
    """Return one tick box: the column and code that it stands for, its label and alt text."""
    alt = fill(asked.words["alt_tick"], label=label, question=question)
    return {"item": column, "code": code, "label": label, "alt": alt}


def _grid(asked: Asked, item: MeasureBlock) -> Json:
    measure = asked.programme.measure(item.measure)
    points = {str(point.code): asked.say(point.label) for point in points_of(item, asked.programme)}
    rows = []
    for domain in asked.programme.domains:
        words = asked.say(domain.phrase(asked.role))
        column = f"{measure.id}_{domain.id}"
        options = [_tick(asked, column, code, label, words) for code, label in points.items()]
        rows.append({"item": column, "text": words, "options": options})
    return {
        "type": "grid",
        "text": asked.say(measure.stem(asked.role)),
        "scale": list(points.values()),
        "codes": list(points),
        "rows": rows,
    }


def _choice(asked: Asked, item: MeasureItem | ScaleItem | ChoiceItem | SeveralItem) -> Json:
    if isinstance(item, MeasureItem):
        text = asked.say(asked.programme.measure(item.measure).stem(asked.role))
    else:
        text = asked.say(item.text)
    options = []
    for point in points_of(item, asked.programme):
        column, code = item_id(item), str(point.code)
        if isinstance(item, SeveralItem):
            column, code = f"{column}___{code}", "1"
        options.append(_tick(asked, column, code, asked.say(point.label), text))
    return {"type": "choice", "text": text, "options": options}


def _written(asked: Asked, item: Question) -> Json:
    """Return the block of a question that is answered by writing."""
    text, kind = asked.say(item.text), "text"
    drawn: Json = {"type": "short_text", "height": 0}
    if isinstance(item, NumberItem):
        kind, digits = "digits", max(len(str(item.minimum)), len(str(item.maximum)))
        drawn = {"type": "number", "digits": digits, "unit": asked.say(item.unit)}
    elif isinstance(item, DateItem):
        kind, drawn = "date", {"type": "date"}
    elif isinstance(item, LongTextItem):
        drawn = {"type": "long_text", "lines": item.lines}
    elif isinstance(item, ShortTextItem):
        drawn["height"] = item.height
    alt = fill(asked.words[f"alt_{kind}"], question=text)
    return {"text": text, "item": item.id, **drawn, "alt": alt}


# --- tables -------------------------------------------------------------------------------


def sections(
    asked: Asked, section: Section, size: str
) -> Iterator[tuple[str, Asked, Sequence[str]]]:
    """Yield a section as often as it is printed: its name, of whom it is, the mentees in columns.

    A mentee stands there as a number or a code, never by name. The numbers are
    those of ``programme.yml``, or of whoever prints.
    """
    mentees = asked.programme.mentees
    if section.each_mentee:
        for mentee in mentees:
            yield f"{section.id}_{mentee.lower()}", asked.of(mentee), ()
    elif section.table is not None and any(c.each_mentee for c in section.table.columns):
        most = MOST_BESIDE[size]
        parts = [mentees[first : first + most] for first in range(0, len(mentees), most)]
        for number, part in enumerate(parts, start=1):
            yield section.id if len(parts) == 1 else f"{section.id}_{number}", asked, part
    else:
        yield section.id, asked, ()


def rows_table(asked: Asked, table: RowsTable | None, name: str, mentees: Sequence[str]) -> Any:
    """Return a section's table, or None: columns, and rows with a cell for each column.

    Rows without labels are numbered from 1. A cell's ``item`` is
    ``<name>_<row>`` and its ``code`` the column's number.
    """
    if table is None:
        return None
    columns = [
        {"title": of.say(column.title), "cell": column.cell, "share": column.share}
        for column in table.columns
        for of in (map(asked.of, mentees) if column.each_mentee else [asked])
    ]
    labelled = _labelled_rows(asked, table)
    rows = []
    numbers = [(str(number), ()) for number in range(1, table.rows + 1)]
    for number, (label, words) in enumerate((labelled or numbers) * table.times, start=1):
        row_id = f"{name}_{number}"
        # To a screen reader a label has no stars of a lead.
        spoken = label.replace("**", "") if labelled else fill(asked.words["row"], number=number)
        cells = _cells(asked.words, columns, words, row_id, spoken)
        rows.append({"id": row_id, "label": led(label), "cells": cells})
    return {
        "columns": columns,
        "rows": rows,
        "numbered": not labelled,
        "height": table.height,
        "label_title": asked.say(table.label_title),
        "label_share": table.label_share,
    }


def _labelled_rows(asked: Asked, table: RowsTable) -> list[tuple[str, tuple[str, ...]]]:
    """Return the label of each row and the words of its columns; none of numbered empty rows."""
    programme, say = asked.programme, asked.say
    if table.source == "timeline":
        return [
            (weeks(asked.words, step), (say(step.what), say(step.who), say(step.form)))
            for step in programme.timeline
        ]
    if table.source == "domains":
        return [(say(domain.title), ()) for domain in programme.domains]
    if table.printed:
        return [(say(row.label), tuple(map(say, row.words))) for row in table.printed]
    return [(say(label), ()) for label in table.row_labels]


def _cells(
    words: Words, columns: Sequence[Json], texts: Sequence[str], row_id: str, row: str
) -> list[Json]:
    left = iter(texts)
    cells = []
    for number, column in enumerate(columns, start=1):
        if column["cell"] == "words":
            cells.append({"item": row_id, "words": led(next(left, ""))})
            continue
        title, tick = column["title"], column["cell"] == "tick"
        question = row if tick else f"{title}, {row}"
        alt = fill(words["alt_tick" if tick else "alt_text"], label=title, question=question)
        cells.append({"item": row_id, "code": str(number), "alt": alt})
    return cells
