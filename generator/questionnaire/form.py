"""An instrument becomes a document: numbered questions as plain data for the page design.

Python decides *what* stands on the paper, ``form.typ`` where it stands. Between them goes JSON,
never markup, so that a question with a ``#`` or a ``$`` in it is only a question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from generator.definitions.instrument import (
    Instrument,
    Item,
    LongTextItem,
    MeasureBlock,
    NoteItem,
    SeveralItem,
    ShowIf,
    item_id,
)
from generator.definitions.programme import Programme, Text
from generator.definitions.texts import paper_values
from generator.definitions.words import Words, counted, either, fill, in_sentence, lacking, words_in
from generator.questionnaire.items import Asked, block, routed_question, rows_table, sections
from generator.questionnaire.plain import clean
from generator.questionnaire.routing import Jump, Question, Route, routes
from generator.questionnaire.symbol import PageId, page_text, symbol

Size = Literal["standard", "large"]
Json = dict[str, Any]

#: A survey code is written in two groups of four boxes, a sheet's number in four. Only forms
#: of these kinds are read back, so that only they have marks for a scanner.
CODE_GROUPS: Mapping[str, tuple[int, ...]] = {"linked": (4, 4), "unlinked": (4,)}
#: The boxes that fit beside the page's number in large print.
MOST_BOXES = 8
#: The most questions of a form whose questions stand further apart.
MOST_ROOMY = 7
#: Pages that get an id at first; ``with_pages`` makes more where a form turns out longer.
PAGES = 7


@dataclass(frozen=True, slots=True)
class FormDocument:
    """One form in one size and language, ready for the page design.

    ``data`` is what ``form.typ`` reads: JSON values only. The other fields
    say which form it is, for the layout and for file names.
    """

    id: str
    version: str
    kind: str
    size: Size
    language: str
    copy: str
    code: str
    data: Json
    draft: bool = False


def document(
    programme: Programme,
    instrument: Instrument,
    *,
    size: Size,
    language: str = "en",
    copy: str = "",
    code: str = "",
    symbols: bool = True,
    draft: bool = False,
    on_screen: bool = False,
    lacks: list[Text] | None = None,
) -> FormDocument:
    """Return a form as data for the page design.

    The definitions are checked ones: every measure and scale named exists.
    ``code`` is the survey code or sheet number of one printed copy: it is printed in the
    code boxes. Leave it empty for forms that people write their code on. ``copy`` numbers
    the copies of a pack. Both stand in each page's symbol. Without ``symbols`` their places
    stay white. A ``draft`` says so on each page. What is filled in
    ``on_screen`` does not speak of pens and envelopes; its boxes stand where they stand on
    paper. Texts that do not exist in the language, and stand there in another, are added to
    ``lacks``.
    """
    words = words_in(language, programme)
    values = paper_values(programme, language)
    asked = Asked(programme, instrument.role, language, words, values, lacks)
    base, region = _tags(language, words)
    data: Json = {
        "id": instrument.id,
        "version": instrument.version,
        "size": size,
        "language": base,
        "region": region,
        "english_words": bool(lacking(language, programme)),
        "notice": _notice(programme, language, draft=draft),
        "title": asked.say(instrument.title),
        "author": clean(programme.local.organisation) or asked.say(programme.title),
        "identity": f"{instrument.id} · {fill(words['version'], version=instrument.version)}",
        "purpose": asked.say(instrument.purpose),
        "numbered": instrument.kind != "sheet",
        "roomy": _roomy(instrument),
        "panel": _panel(asked, instrument, on_screen=on_screen),
        "room": _panel(asked, instrument) if on_screen else [],
        "code": _code(instrument.kind, words, code),
        "sections": _sections(asked, instrument, size),
        "words": {
            name: words[name] for name in ("page", "copy", "day", "month", "year", "row_head")
        },
        "copy": copy,
        "symbols": symbols,
        "qr": [],
    }
    facts = (instrument.id, instrument.version, instrument.kind, size, language)
    made = FormDocument(*facts, copy, code, data, draft)
    return with_pages(made, PAGES)


def _notice(programme: Programme, language: str, *, draft: bool) -> str:
    """Return what each page says of itself, also in English: a draft, or seen by no translator."""
    known = programme.wording(language)
    unchecked = known is not None and known.status != "ready" and language != programme.languages[0]
    if not draft and not unchecked:
        return ""
    name = "incomplete" if draft else "draft"
    said = (words[name] for words in (words_in(language, programme), words_in("en")))
    return " · ".join(dict.fromkeys(said))


def _roomy(instrument: Instrument) -> bool:
    """Say whether a form is so short that its questions may stand further apart."""
    if any(section.table for section in instrument.sections):
        return False
    long = (MeasureBlock, LongTextItem, SeveralItem)
    asked = [item for item in instrument.items if not isinstance(item, NoteItem)]
    return len(asked) <= MOST_ROOMY and not any(isinstance(item, long) for item in asked)


def _tags(language: str, words: Words) -> tuple[str, str | None]:
    """Return language and region as a PDF takes them; a tag that is neither is left out."""
    base, *rest = language.split("-")
    found = [part.upper() for part in rest if re.fullmatch("[A-Za-z]{2}", part)]
    known = base.lower() if re.fullmatch("[A-Za-z]{2,3}", base) else "en"
    return known, next(iter(found), words["region"] or None)


def with_pages(made: FormDocument, pages: int) -> FormDocument:
    """Return the document with ids for so many pages; what nobody scans has none."""
    if made.data["code"] is None:
        return made
    facts = (made.id, made.version, made.language, made.size)
    own = (made.copy, made.code)
    texts = (page_text(PageId(*facts, number, *own)) for number in range(1, pages + 1))
    return replace(made, data={**made.data, "qr": list(map(symbol, texts))})


def _code(kind: str, words: Words, code: str) -> Json | None:
    """Return the code field: a survey code, a sheet number, or none."""
    groups = CODE_GROUPS.get(kind)
    if groups is None:
        return None
    shown = code
    if code:
        groups = tuple(len(part) for part in code.split("-") if part)
        shown = code.replace("-", "")
        if sum(groups) > MOST_BOXES:  # a longer code is printed as it is, without boxes
            groups, shown = (), code
    label = words[f"code_{kind}"]
    return {
        "label": label,
        "hint": "" if code else words[f"code_{kind}_hint"],
        "alt": fill(words["alt_code"], label=label),
        "groups": list(groups),
        "printed": shown,
    }


def _panel(asked: Asked, instrument: Instrument, *, on_screen: bool = False) -> list[list[Json]]:
    """Return the box under the title, in two columns; a sheet has only its own words in it."""
    local, words = asked.programme.local, asked.words
    sheet = instrument.kind == "sheet"
    privacy = instrument.privacy or ("" if sheet else local.privacy)
    return_to = "" if on_screen else instrument.return_to or ("" if sheet else local.return_to)
    time = counted(words, "minutes", instrument.minutes, minutes=instrument.minutes)
    left = [
        _entry(words["privacy"], asked.say(privacy)),
        _entry(words["return"], asked.say(return_to)),
    ]
    pen = [
        _entry(words["fill_in"], words["pen"], "tick", fixed=True),
        _entry(words["mistake"], words["mistake_text"], "filled", fixed=True),
    ]
    screen = words_in(asked.language, asked.programme, "screen")
    click = [_entry(words["fill_in"], screen["optional"], fixed=True)]
    # A sheet's own words say how long something takes.
    right = [*(click if on_screen else pen), _entry(words["time"], time, fixed=True)]
    columns = [left] if sheet else [left, right]
    kept = [[entry for entry in column if entry["text"]] for column in columns]
    return [column for column in kept if column]


def _entry(lead: str, text: str, sample: str = "", *, fixed: bool = False) -> Json:
    """Return an entry of the panel; the text of a fixed one comes from our words."""
    return {"lead": lead, "text": text, "sample": sample, "fixed": fixed}


def _sections(asked: Asked, instrument: Instrument, size: Size) -> list[Json]:
    items = [item for item in instrument.items if not isinstance(item, NoteItem)]
    questions = {
        item_id(item): routed_question(asked, item, number)
        for number, item in enumerate(items, start=1)
    }
    ways = routes(list(questions.values()))
    numbered = instrument.kind != "sheet"
    return [
        {
            "id": name,
            "title": of.say(section.title),
            "intro": of.say(section.intro),
            "new_page": section.new_page and place > 0,
            "items": [
                block(asked, item, _routed(asked.words, item, questions, ways, numbered=numbered))
                for item in section.items
            ],
            "table": rows_table(asked, section.table, name, mentees),
        }
        for place, section in enumerate(instrument.sections)
        for name, of, mentees in sections(asked, section, size)
    ]


def _routed(
    words: Words,
    item: Item,
    questions: Mapping[str, Question],
    ways: Mapping[str, Route],
    *,
    numbered: bool,
) -> Json:
    """Return an item's number and the words that lead to and past it; a note has none."""
    question = questions.get(item_id(item))
    if question is None:
        return {}
    way, condition = ways[question.id], ""
    if way.states_condition and item.show_if is not None:
        condition = _condition(words, item.show_if, questions.get(item.show_if.item))
    return {
        "number": str(question.number) if numbered else "",
        "go_to": [_jump(words, jump) for jump in way.jumps],
        "condition": condition,
    }


def _jump(words: Words, jump: Jump) -> str:
    key = ("unless" if jump.unless else "go_to") + ("" if jump.number else "_end")
    answers = either(words, tuple(in_sentence(words, label) for label in jump.labels))
    return fill(words[key], answers=answers, number=jump.number or "")


def _condition(words: Words, condition: ShowIf, source: Question | None) -> str:
    """Return "Answer this only if …" for a condition that no jump can say."""
    number = source.number if source else "?"
    if source and source.answers and condition.operator != "answered":
        key, opening = "only_if_answers", condition
        if source.several and condition.operator == "is_not":
            key, opening = "only_if_not", condition.model_copy(update={"operator": "is"})
        labels = tuple(in_sentence(words, label) for label in source.opened_by(opening))
        return fill(words[key], answers=either(words, labels), number=number)
    return fill(words[f"only_if_{condition.operator}"], number=number, value=condition.value)
