"""Texts for translators: all that a language needs as a sheet, and what comes back from it.

Each row is one text: its place, the English, the translation, a note, and what the English was
when it was translated, where that has changed. A translator who has looked at such a row empties
the last cell, or writes another translation; until then the translation is not used.

Translations go into ``instruments/words/<language>.yml``. A text that has the language in the
definitions themselves is changed there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import PurePosixPath

from babel.core import Locale, UnknownLocaleError
from yaml import Node

from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, SourceLine
from generator.definitions.programme import Phrase
from generator.definitions.rules_languages import phrase_fault, text_fault
from generator.definitions.signs import turning_fault
from generator.definitions.spreadsheet import (
    TEXT,
    WRAPPED,
    Cell,
    Column,
    Format,
    Row,
    Sheet,
    lines_needed,
)
from generator.definitions.suggest import listed, quoted
from generator.definitions.translations import (
    PLACE,
    SOURCE,
    Elsewhere,
    Laid,
    Translations,
    places,
    plural_form,
    plural_forms,
    said_in_mapping,
    source_phrases,
)
from generator.definitions.yaml_edit import Steps, Tree, new_text, with_texts
from generator.definitions.yaml_source import child
from generator.responses.table import Block, Table

NOTE, CHANGED = "note", "English changed since"
_WIDTHS = (46, 60, 60, 44, 40)
_HEAD: Format = {**TEXT, **WRAPPED, "bold": True, "font_color": "#FFFFFF", "bg_color": "#003087"}
_FIXED: Format = {**TEXT, **WRAPPED, "font_color": "#404040"}
_OPEN: Format = {**TEXT, **WRAPPED, "locked": False}
_STALE: Format = {**_OPEN, "bg_color": "#FFF4C2"}
#: How many numbers a note gives for a plural form.
_EXAMPLES = 5
#: Between the parts of a place.
_SLASH = "/"
_WORDS = "words"


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
    exists: bool = True


def names_of(tag: str) -> tuple[str, str]:
    """Return a language's own name and its English one; the tag where nobody knows it.

    >>> names_of("cy"), names_of("pl"), names_of("xx-odd")
    (('Cymraeg', 'Welsh'), ('polski', 'Polish'), ('xx-odd', 'xx-odd'))
    """
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return tag, tag
    return locale.get_display_name() or tag, locale.english_name or tag


def language_of(definitions: Definitions, tag: str, folder: str) -> Language:
    """Return all that a language needs, from a programme's definitions and its file of words."""
    laid = next((one for one in definitions.laid if one.words.language == tag), None)
    name, english = (laid.words.name, laid.words.english) if laid else names_of(tag)
    path = laid.path if laid else f"{folder}/words/{tag}.yml"
    first = definitions.programme.languages[0]
    every = (*_phrases(tag, path, laid), *_texts(definitions, tag, path, laid))
    entries = {entry.place: entry for entry in every}
    return Language(tag, name, english, path, entries, first, laid is not None)


def _phrases(tag: str, path: str, laid: Laid | None) -> Iterator[Entry]:
    """Yield the fixed words; a phrase with a number in it, once for each plural form."""
    for surface, phrases in source_phrases().items():
        known = laid.words.words.get(surface, {}) if laid else {}
        for name, source in phrases.items():
            pair = known.get(name, {})
            place, steps = f"{_WORDS}/{surface}/{name}", (_WORDS, surface, name)
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


# --- out ----------------------------------------------------------------------------------


def sheet(language: Language) -> Sheet:
    """Return all texts of a language as a sheet for a translator."""
    heads = (PLACE, _english(language), f"{language.english} ({language.name})", NOTE, CHANGED)
    columns = [Column(width, _OPEN if n in (2, 4) else _FIXED) for n, width in enumerate(_WIDTHS)]
    return Sheet(
        language.tag,
        columns,
        [Row(heads, _HEAD), *map(_row, language.entries.values())],
        frozen=(1, 1),
        filtered=True,
    )


def _english(language: Language) -> str:
    return names_of(language.first)[1]


def _row(entry: Entry) -> Row:
    cells = (entry.place, entry.source, entry.translation, entry.note, entry.made_from)
    lines = max(map(lines_needed, cells, _WIDTHS))
    marked = {2: _STALE, 4: _STALE} if entry.made_from else {}
    shown: list[Cell] = [
        (text or None, marked[n]) if n in marked else text or None for n, text in enumerate(cells)
    ]
    return Row(shown, height=15.0 * min(lines, 20))


# --- back ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Returned:
    """One row that came back, with the places of its cells."""

    place: str
    source: str
    translation: str
    changed: str
    at: Mapping[str, SourceLine] = field(default_factory=dict)


def returned(tables: Sequence[Table], language: Language, found: list[Problem]) -> list[Returned]:
    """Return the rows of a translator's workbook; what is wrong with it is added to ``found``."""
    rows: list[Returned] = []
    seen: dict[str, SourceLine] = {}
    for table in tables:
        columns = _columns(table, language, found)
        for row in _rows(table, columns, found) if columns else ():
            if not row.place:
                if row.translation:
                    fault = "This translation has no place."
                    remedy = "Copy the place from a new workbook, or empty the cell."
                    found.append(Problem(row.at[PLACE], "no-place", fault, remedy))
                continue
            if row.place in seen:
                fault = f"The place {quoted(row.place)} is there twice."
                found.append(Problem(row.at[PLACE], "twice", fault, "Delete one of the rows."))
            seen[row.place] = row.at[PLACE]
            rows.append(row)
    return rows


def _columns(table: Table, language: Language, found: list[Problem]) -> dict[str, int]:
    """Return where the columns stand; nothing where one is missing."""
    titles = [" ".join(title.split()).casefold() for title in table.header]
    wanted = {
        PLACE: PLACE,
        "source": _english(language).casefold(),
        "translation": f"{language.english} ({language.name})".casefold(),
        CHANGED: CHANGED.casefold(),
    }
    missing = [title for title in wanted.values() if title not in titles]
    if missing:
        fault = f"There is no column {listed(map(quoted, missing))}."
        remedy = f"Translate in the workbook of: mentoring translate --language {language.tag}."
        found.append(Problem(table.place(table.header_line, 0), "missing-column", fault, remedy))
        return {}
    return {name: titles.index(title) for name, title in wanted.items()}


def _rows(table: Table, columns: Mapping[str, int], found: list[Problem]) -> Iterator[Returned]:
    for block in table.blocks:
        if not isinstance(block, Block):
            found.append(block)
            continue
        wanted = set(columns.values())
        for one in block.faults:
            if one.column in wanted:
                place = table.place(block.lines[one.row], one.column)
                found.append(Problem(place, one.rule, one.fault, "Type the text."))
        for cells, line in zip(block.rows, block.lines, strict=True):
            said = {
                name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()
            }
            at = {name: table.place(line, column) for name, column in columns.items()}
            if any(said.values()):
                yield Returned(said[PLACE], said["source"], said["translation"], said[CHANGED], at)


def taken(language: Language, rows: Sequence[Returned], found: list[Problem]) -> dict[str, Entry]:
    """Return the entries that a workbook changes, by place; what is wrong is added to ``found``.

    A blank translation changes nothing. Where the English of a row is not that of now, its
    translation is kept as made from what the row says, so that it is not used yet.
    """
    changed: dict[str, Entry] = {}
    for row in rows:
        entry = language.entries.get(row.place)
        if entry is None:
            fault = f"There is no text {quoted(row.place)} any more."
            remedy = "Its row is left out. If it has moved, copy the translation to its new place."
            found.append(Problem(row.at[PLACE], "unknown-place", fault, remedy, "warning"))
        elif row.translation and (said := _fault(row, entry)):
            found.append(Problem(row.at["translation"], *said))
        elif row.translation and (new := _new(entry, row)) != entry:
            changed[row.place] = new
    found += _broken_phrases(language, changed, {row.place: row for row in rows})
    return changed


def _fault(row: Returned, entry: Entry) -> tuple[str, str, str] | None:
    if turned := turning_fault(row.translation):
        return turned
    if entry.steps[0] != _WORDS and (fault := text_fault(row.translation, row.source)):
        return "translation-values", *fault
    return None


def _new(entry: Entry, row: Returned) -> Entry:
    """Return an entry as a row leaves it."""
    same = row.translation == entry.translation
    if same and not entry.made_from:
        return entry
    made_from = row.changed if same and row.changed else ""
    if not made_from and row.source != entry.source:
        made_from = row.source
    return replace(entry, translation=row.translation, made_from=made_from)


def _broken_phrases(
    language: Language, changed: Mapping[str, Entry], rows: Mapping[str, Returned]
) -> Iterator[Problem]:
    """Yield what is wrong with fixed phrases, whose plural forms stand in several rows."""
    for (surface, name), forms in _grouped({**language.entries, **changed}).items():
        touched = [entry.place for entry in forms.values() if entry.place in changed]
        source = source_phrases()[surface][name]
        if not touched:
            continue
        plural = {form: entry.translation for form, entry in forms.items() if entry.translation}
        phrase: Phrase = plural if "" not in forms else forms[""].translation
        if said := phrase_fault(phrase, source, language.tag):
            yield Problem(rows[touched[0]].at["translation"], "words-phrase", *said)


def _grouped(entries: Mapping[str, Entry]) -> dict[tuple[str, str], dict[str, Entry]]:
    """Return the fixed phrases by surface and name, each by its plural forms."""
    found: dict[tuple[str, str], dict[str, Entry]] = {}
    for entry in entries.values():
        if entry.steps[0] == _WORDS and not entry.own:
            surface, name, *rest = map(str, entry.steps[1:])
            found.setdefault((surface, name), {})[rest[1] if len(rest) > 1 else ""] = entry
    return found


# --- into the files -----------------------------------------------------------------------


def written(
    language: Language, changed: Mapping[str, Entry], texts: Mapping[str, str]
) -> dict[str, str]:
    """Return each file that changes, by its path, with the translations in it.

    ``texts`` are the files as they are. Comments and order stay.
    """
    by_file: dict[str, dict[Steps, str]] = {}
    for entry in changed.values():
        by_file.setdefault(entry.file, {}).update(_values(entry, language))
    files = {}
    for path, values in by_file.items():
        old, new = texts.get(path), _tree(language, values)
        files[path] = with_texts(old, values) if old else new_text(_head(language), new)
    return files


def _values(entry: Entry, language: Language) -> dict[Steps, str]:
    """Return what is written for an entry: the translation, and what it was made from."""
    if entry.own:
        return {entry.steps: entry.translation}
    first = SOURCE if entry.steps[0] == _WORDS else language.first
    at = entry.steps.index(language.tag, 3)
    source = {(*entry.steps[:at], first, *entry.steps[at + 1 :]): entry.made_from or entry.source}
    if entry.steps[0] == _WORDS and len(entry.steps) > at + 1:
        surface, name = map(str, entry.steps[1:3])
        phrase = source_phrases()[surface][name]
        forms = phrase.items() if isinstance(phrase, dict) else ()
        source = {(*entry.steps[:at], first, form): text for form, text in forms}
    return {**source, entry.steps: entry.translation}


def _tree(language: Language, values: Mapping[Steps, str]) -> Tree:
    tree: Tree = {
        "language": language.tag,
        "name": language.name,
        "english": language.english,
        "status": "draft",
    }
    for steps, value in values.items():
        inner = tree
        for step in steps[:-1]:
            below = inner.setdefault(str(step), {})
            assert not isinstance(below, str)  # noqa: S101 - places and texts never share a name
            inner = below
        inner[str(steps[-1])] = value
    return tree


def _head(language: Language) -> str:
    return (
        "# yaml-language-server: $schema=../schema/words.json\n#\n"
        f"# {language.english} ({language.name}): each text beside the one that it was made from.\n"
        "# Change it here, or in a workbook: mentoring translate.\n"
    )
