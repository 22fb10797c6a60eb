"""What comes back from a translator: each fault with its cell, and the files that change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.definitions.problem import Problem, SourceLine
from generator.definitions.programme import Phrase
from generator.definitions.rules_languages import phrase_fault, text_fault
from generator.definitions.signs import turning_fault
from generator.definitions.suggest import listed, quoted
from generator.definitions.translations import PLACE
from generator.definitions.words import SOURCE, source_phrases
from generator.definitions.yaml_edit import Steps, with_texts
from generator.definitions.yaml_edit import quoted as in_quotes
from generator.exchange.definitions.translation import (
    CHANGED,
    WORDS,
    Entry,
    Language,
)
from generator.responses.table import Block, Table


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
        "source": language.source_title.casefold(),
        "translation": language.title.casefold(),
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
    if entry.steps[0] != WORDS and (fault := text_fault(row.translation, row.source)):
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
        if entry.steps[0] == WORDS and not entry.own:
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
        files[path] = with_texts(texts.get(path) or _head(language), values)
    return files


def _values(entry: Entry, language: Language) -> dict[Steps, str]:
    """Return what is written for an entry: the translation, and what it was made from."""
    if entry.own:
        return {entry.steps: entry.translation}
    first = SOURCE if entry.steps[0] == WORDS else language.first
    at = entry.steps.index(language.tag, 3)
    source = {(*entry.steps[:at], first, *entry.steps[at + 1 :]): entry.made_from or entry.source}
    if entry.steps[0] == WORDS and len(entry.steps) > at + 1:
        surface, name = map(str, entry.steps[1:3])
        phrase = source_phrases()[surface][name]
        forms = phrase.items() if isinstance(phrase, dict) else ()
        source = {(*entry.steps[:at], first, form): text for form, text in forms}
    return {**source, entry.steps: entry.translation}


def _head(language: Language) -> str:
    """Return how a file of words begins."""
    return (
        "# yaml-language-server: $schema=../schema/words.json\n#\n"
        f"# {language.english} ({language.name}): each text beside the one that it was made from.\n"
        "# Change it here, or in a workbook: mentoring translate.\n"
        f"language: {in_quotes(language.tag)}\nname: {in_quotes(language.name)}\n"
        f"english: {in_quotes(language.english)}\nstatus: draft\n"
    )
