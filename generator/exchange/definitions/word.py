"""A Word file for "Quick import" of Microsoft Forms: a title, questions, lettered answers.

Nothing else is taken over: no grid, no condition, no limits, no notes. So a grid is a question
a line, and everything else is on a last page, for whoever sets the form up. Written to what
Microsoft says of the import; no account was at hand.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from docx import Document
from docx.enum.text import WD_BREAK
from openpyxl.utils import get_column_letter

from generator.exchange.definitions.survey import Asked, Export, Survey
from generator.exchange.definitions.telling import in_words, short, told_of_all

#: Every file has this date.
_MADE_ON = datetime(1980, 1, 1)
_BY_HAND = "To set by hand"
_DELETE = "For whoever sets the form up. Delete this page before the import."


@dataclass(frozen=True, slots=True)
class Put:
    """One question as Microsoft Forms has it: its words, its answers, and where it is from."""

    words: str
    answers: tuple[str, ...]
    asked: Asked


def word(survey: Survey) -> Export:
    """Return one form as a Word file, and what to set by hand in Microsoft Forms."""
    put = list(_put(survey))
    notes = tuple(_notes(survey, put))
    return Export(f"{survey.name}-microsoft-forms.docx", _docx(survey, put, notes), notes)


def _put(survey: Survey) -> Iterator[Put]:
    """Yield each question in order; a grid's line has its whole question."""
    for one in (*survey.own, *survey.asked):
        answers = tuple(survey.said(answer.label) for answer in one.answers)
        if one.kind == "grid":
            yield from (Put(survey.said(line.question), answers, one) for line in one.lines)
        elif one.kind != "note":
            yield Put(survey.said(one.text), answers, one)


def _docx(survey: Survey, put: Sequence[Put], notes: Sequence[str]) -> bytes:
    book = Document()
    title = survey.said(survey.title)
    about = book.core_properties
    about.title, about.author, about.comments = title[:255], "mentoring", ""
    about.created = about.modified = _MADE_ON
    about.language = survey.first
    book.add_paragraph(title, style="Title")
    for number, one in enumerate(put, start=1):
        book.add_paragraph(f"{number}. {one.words}")
        for place, answer in enumerate(one.answers, start=1):
            book.add_paragraph(
                f"{get_column_letter(place)}. {answer}"
            ).paragraph_format.space_after = 0
        book.add_paragraph()
    book.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
    book.add_paragraph(_BY_HAND, style="Heading 1")
    for words in (_DELETE, *notes):
        book.add_paragraph(words)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


# What is left to do


def _notes(survey: Survey, put: Sequence[Put]) -> Iterator[str]:
    yield "Settings: “Record name” off, and no question asks for a name or an email address."
    yield "Settings: “One response per person” off. It needs people to sign in."
    yield from told_of_all(survey, several_languages=False)
    yield "Required is what is called so below, and nothing else."
    numbers = {id(one.asked): place for place, one in reversed(list(enumerate(put, start=1)))}
    for part in survey.parts:
        asked = [one for one in part.asked if id(one) in numbers]
        title = survey.said(part.title)
        if asked and title:
            yield f"Before question {numbers[id(asked[0])]}: a section “{title}”."
    yield from _notes_to_read(survey, numbers)
    for one in {id(one.asked): one.asked for one in put}.values():
        yield from _of_question(survey, one, numbers[id(one)])


def _notes_to_read(survey: Survey, numbers: dict[int, int]) -> Iterator[str]:
    asked = list(survey.asked)
    for place, one in enumerate(asked):
        if one.kind == "note":
            after = next((numbers[id(o)] for o in asked[place:] if id(o) in numbers), None)
            where = f"Before question {after}" if after else "At the end"
            yield f"{where}, words to read: {' '.join(survey.said(one.text).split())}"


def _of_question(survey: Survey, one: Asked, number: int) -> Iterator[str]:
    here = f"Question {number}"
    if len(one.lines) > 1:
        last = number + len(one.lines) - 1
        here = f"Questions {number} to {last}"
        stem = short(survey.said(one.text))
        yield f"{here} are 1 grid on paper (“{stem}”). Leave them so: make no Likert of them."
    if one.required:
        yield f"{here}: required."
    if one.kind == "long":
        yield f"{here}: a long answer."
    if one.kind == "several":
        yield f"{here}: several answers."
    if one.kind == "number":
        unit = survey.said(one.unit)
        counted = f", with the subtitle “{unit}”" if unit else ""
        yield f"{here}: restrict to a number from {one.minimum} to {one.maximum}{counted}."
    if one.kind == "date":
        yield f"{here}: change it to a date."
    if survey.whole(one.hint):
        yield f"{here}: the subtitle “{survey.said(one.hint)}”."
    if one.condition is not None:
        yield f"{here}: branching, ask only where {in_words(survey, one.condition)}."
