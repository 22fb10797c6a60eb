"""Texts for translators: all that a language needs as a sheet, and what comes back from it.

Each row is one text: its place, the English, the translation, a note, and what the English was
when it was translated, where that has changed. A translator who has looked at such a row empties
the last cell, or writes another translation; until then the translation is not used.

Translations go into ``instruments/words/<language>.yml``. A text that has the language in the
definitions themselves is changed there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from yaml import Node

from generator.definitions.load import Definitions
from generator.definitions.programme import Phrase
from generator.definitions.spreadsheet import (
    TEXT,
    WRAPPED,
    Cell,
    Column,
    Format,
    Row,
    Sheet,
    height,
)
from generator.definitions.translations import (
    PLACE,
    Elsewhere,
    Laid,
    Translations,
    places,
    said_in_mapping,
)
from generator.definitions.words import (
    SOURCE,
    names_of,
    plural_form,
    plural_forms,
    source_phrases,
)
from generator.definitions.yaml_edit import Steps
from generator.definitions.yaml_source import child

NOTE, CHANGED = "note", "English changed since"
_WIDTHS = (46, 60, 60, 44, 40)
_HEAD: Format = {**TEXT, **WRAPPED, "bold": True, "font_color": "#FFFFFF", "bg_color": "#003087"}
_FIXED: Format = {**TEXT, **WRAPPED, "font_color": "#404040"}
_OPEN: Format = {**TEXT, **WRAPPED, "locked": False}
_STALE: Format = {**_OPEN, "bg_color": "#FFF4C2"}
#: How many numbers a note gives for a plural form.
_EXAMPLES = 5
WORDS = "words"


@dataclass(frozen=True, slots=True)
class Entry:
    """One text to translate: what it is now, its translation, and what that was made from.

    ``file`` and ``steps`` say where the translation is written; in the definitions themselves if
    ``own``. ``made_from`` is blank where nothing has changed since.
    """

    place: str
    source: str
    translation: str
    note: str
    file: str
    steps: Steps
    made_from: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """A language, its names, its file of words, and all that it needs."""

    tag: str
    name: str
    english: str
    path: str
    entries: Mapping[str, Entry]
    first: str

    @property
    def title(self) -> str:
        """What stands over the column of translations."""
        return f"{self.english} ({self.name})"

    @property
    def source_title(self) -> str:
        """What stands over the column of source texts."""
        return names_of(self.first)[1]


def language_of(definitions: Definitions, tag: str, folder: str) -> Language:
    """Return all that a language needs, from a programme's definitions and its file of words."""
    laid = next((one for one in definitions.laid if one.words.language == tag), None)
    name, english = (laid.words.name, laid.words.english) if laid else names_of(tag)
    path = laid.path if laid else f"{folder}/words/{tag}.yml"
    first = definitions.programme.languages[0]
    every = (*_phrases(tag, path, laid), *_texts(definitions, tag, path, laid))
    entries = {entry.place: entry for entry in every}
    return Language(tag, name, english, path, entries, first)


def _phrases(tag: str, path: str, laid: Laid | None) -> Iterator[Entry]:
    """Yield the fixed words; a phrase with a number in it, once for each plural form."""
    for surface, phrases in source_phrases().items():
        known = laid.words.words.get(surface, {}) if laid else {}
        for name, source in phrases.items():
            pair = known.get(name, {})
            place, steps = f"{WORDS}/{surface}/{name}", (WORDS, surface, name)
            for form in ("",) if isinstance(source, str) else plural_forms(tag):
                said = _form(pair.get(tag, ""), form)
                before = pair.get(SOURCE)
                yield Entry(
                    f"{place}/{form}" if form else place,
                    _source(source, form),
                    said,
                    _number_note(tag, form) if form else _note(_source(source, "")),
                    path,
                    (*steps, tag, form) if form else (*steps, tag),
                    _source(before or "", form) if said and before != source else "",
                )


def _form(phrase: Phrase | None, form: str) -> str:
    """Return a phrase's form; of one that has other forms than the language, the usual one."""
    if phrase is None or isinstance(phrase, str):
        return phrase or ""
    return phrase.get(form, "")


def _source(phrase: Phrase, form: str) -> str:
    if isinstance(phrase, str):
        return phrase
    return phrase["one"] if form == "one" and "one" in phrase else phrase.get("other", "")


@cache
def _number_note(tag: str, form: str) -> str:
    numbers = [str(n) for n in range(1000) if plural_form(tag, n) == form]
    more = ", …" if len(numbers) > _EXAMPLES else ""
    return f"For the numbers {', '.join(numbers[:_EXAMPLES])}{more}. Keep what is in {{braces}}."


def _note(source: str) -> str:
    return "Keep what is in {braces}." if "{" in source else ""


def _texts(definitions: Definitions, tag: str, path: str, laid: Laid | None) -> Iterator[Entry]:
    """Yield the texts of the definitions, file after file."""
    first = definitions.programme.languages[0]
    for model, (own_path, root) in definitions.files():
        file = PurePosixPath(own_path).stem
        known = laid.translations(file, first) if laid else Translations({})
        for text in places(root, model, first):
            place, note = f"{file}/{text.name}", _note(text.source)
            inline = said_in_mapping(text.node, tag)
            if inline and not _laid_over(text.node, tag):
                steps = (*text.steps, tag)
                yield Entry(place, text.source, inline, note, own_path, steps, own=True)
                continue
            at = known.found(text.name, text.source) or text.name
            before, said = known.pairs.get(at, ("", ""))
            old = before if before.strip() != text.source else ""
            steps = ("texts", file, text.name, tag)
            yield Entry(place, text.source, said, note, path, steps, old)


def _laid_over(node: Node, tag: str) -> bool:
    inner = child(node, tag)
    return inner is not None and isinstance(inner.start_mark, Elsewhere)


def sheet(language: Language) -> Sheet:
    """Return all texts of a language as a sheet for a translator."""
    heads = (
        PLACE,
        language.source_title,
        language.title,
        NOTE,
        CHANGED,
    )
    columns = [Column(width, _OPEN if n in (2, 4) else _FIXED) for n, width in enumerate(_WIDTHS)]
    return Sheet(
        language.tag,
        columns,
        [Row(heads, _HEAD), *map(_row, language.entries.values())],
        frozen=(1, 1),
        filtered=True,
    )


def _row(entry: Entry) -> Row:
    cells = (entry.place, entry.source, entry.translation, entry.note, entry.made_from)
    marked = {2: _STALE, 4: _STALE} if entry.made_from else {}
    shown: list[Cell] = [
        (text or None, marked[n]) if n in marked else text or None for n, text in enumerate(cells)
    ]
    return Row(shown, height=height(cells, _WIDTHS))
