"""A form as one HTML file that works on any computer without a network, a server or an account.

The page holds the questions, one constant script and its styles, and lets nothing else run: its
policy names the two by their digests. What the script needs to know of the form stands beside it
as data. It saves one answer file (see ``answers``) and leaves nothing behind in the browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator.definitions.instrument import (
    Instrument,
    Item,
    MeasureBlock,
    NoteItem,
    NumberItem,
    item_id,
    points_of,
)
from generator.definitions.programme import Programme
from generator.definitions.templates import alone, template
from generator.definitions.texts import paper_values
from generator.definitions.words import lacking, words_in
from generator.questionnaire.form import document
from generator.questionnaire.items import Asked
from generator.responses.check import CELL_LENGTH
from generator.screen.answers import FORMAT, KIND

Json = dict[str, Any]
_SCRIPT = Path(__file__).with_name("web_form.js")
#: What the names of the phrases begin with that the script says.
SAID = ("code_", "complete", "copied", "date_", "number_w", "saved", "too_long", "unanswered")
#: Breaks in long words are for paper; a browser finds its own.
_BREAK = "\u200b"


def web_form(programme: Programme, instrument: Instrument, language: str) -> bytes:
    """Return a form that is read back as one HTML file (UTF-8, lines end with LF).

    The same definitions give the same bytes.
    """
    made = document(programme, instrument, size="standard", language=language, symbols=False)
    shown = made.data
    items = {item_id(item): item for item in instrument.items if not isinstance(item, NoteItem)}
    asked = Asked(programme, instrument.role, language, words_in(language, programme),
                  paper_values(programme, language))  # fmt: skip
    words = words_in(language, programme, "screen")
    page = template("screen/web_form.html.j2").render(
        form=shown,
        kind=instrument.kind,
        voice="-".join(filter(None, (shown["language"], shown["region"]))),
        words=words,
        english="en" if lacking(language, programme, "screen") else "",
        privacy=asked.say(instrument.privacy or programme.local.privacy),
        limits={name: _limits(item) for name, item in items.items()},
        **alone(_SCRIPT, _facts(programme, instrument, asked, language)),
    )
    return page.replace(_BREAK, "").encode()


def _limits(item: Item) -> Json:
    if isinstance(item, NumberItem):
        return {"minimum": item.minimum, "maximum": item.maximum}
    return {}


# --- what the script knows ----------------------------------------------------------------


def _facts(programme: Programme, instrument: Instrument, asked: Asked, language: str) -> Json:
    """Return what the script needs to know of a form."""
    words = words_in(language, programme, "screen")
    return {
        "kind": KIND,
        "format": FORMAT,
        "programme": programme.id,
        "form": instrument.id,
        "version": instrument.version,
        "language": language,
        "linked": instrument.kind == "linked",
        "checked": programme.check_characters,
        "longest": CELL_LENGTH,
        "items": list(_items(programme, instrument)),
        "plurals": words["language"],
        "words": {name: words[name] for name in sorted(words) if name.startswith(SAID)},
    }


def _items(programme: Programme, instrument: Instrument) -> Iterator[Json]:
    for item in instrument.items:
        if isinstance(item, NoteItem):
            continue
        rule = item.show_if
        made: Json = {"id": item_id(item), "type": item.type, **_limits(item)}
        if isinstance(item, MeasureBlock):
            made["columns"] = [f"{item.measure}_{domain.id}" for domain in programme.domains]
        elif item.type == "several":
            made["columns"] = [f"{item.id}___{point.code}" for point in item.options]
        else:
            made["columns"] = [item_id(item)]
        made["apart"] = [str(point.code) for point in points_of(item, programme) if point.apart]
        if rule is not None:
            made["show"] = {
                "item": rule.item,
                "operator": rule.operator,
                "value": str(rule.value),
            }
        yield made
