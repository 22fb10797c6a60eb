"""``mentoring translate``: the texts of a language as a workbook for translators, and back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.commands.console import DONE, Options, Parser, report
from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, RefusedError, SourceLine, refuse
from generator.definitions.rules import read_definitions
from generator.definitions.rules_languages import LANGUAGE_TAG, RIGHT_TO_LEFT
from generator.definitions.suggest import listed, plural
from generator.definitions.words import base, from_right_to_left
from generator.exchange.definitions.translation import Language, language_of, sheet
from generator.exchange.definitions.translation_return import returned, taken, written
from generator.files import programme_folder, writing
from generator.files.tables import READ, read_tables
from generator.files.typesetting import lacking_faults
from generator.files.workbook_writer import workbook_bytes
from generator.questionnaire.complete import complete_forms
from generator.responses.table import Table

INSTRUMENTS = "instruments"
#: Faults that stand in nobody's way here.
MENDED = ("language", "words-phrase", "translation-values")


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(_run, "translate --language cy --output cy.xlsx", "translate cy.xlsx")
    parser.value("workbook", "FILE", "a workbook that came back from a translator", nargs="?")
    parser.value("--language", "L", "the language's tag, such as cy")
    parser.value("--output", "FILE", "write the texts into this workbook")
    parser.takes("--force")


def _run(options: Options) -> int:
    if bool(options.workbook) == bool(options.output):
        options.wrong("name a workbook that came back, or --output FILE for a new one")
    tag = options.language or (Path(options.workbook).stem if options.workbook else "")
    if not tag:
        options.wrong("name the language, such as --language cy")
    definitions = _definitions(options.home)
    refuse(_tag_faults(tag, definitions))
    language = language_of(definitions, tag, INSTRUMENTS)
    if options.workbook:
        return _take(options, language)
    _give(options, language)
    if tag in definitions.programme.languages:
        whole = complete_forms(definitions.programme, definitions.instruments, tag)
        print(f"Complete on paper: {listed([form.id for form in whole], 3) or 'no form yet'}.")
    return DONE


def _definitions(home: Path) -> Definitions:
    """Return the definitions; what a translation lacks, or has wrong, is what this is to mend."""
    found: list[Problem] = []
    texts = programme_folder.read_definitions(home, found)
    unread = [one.where.path for one in found if one.rule in programme_folder.UNREAD]
    definitions = read_definitions(texts, found, unread)
    refuse([one for one in found if one.rule not in MENDED])
    return definitions


def _tag_faults(tag: str, definitions: Definitions) -> Sequence[Problem]:
    where = SourceLine("--language")
    if not LANGUAGE_TAG.fullmatch(tag):
        remedy = "Write tags such as cy, pl or pt-BR: --language cy."
        return [Problem(where, "language", f"'{tag}' is not a language tag.", remedy)]
    if tag == definitions.programme.languages[0] or base(tag) == "en":
        fault = f"'{tag}' is the language of the definitions themselves."
        return [Problem(where, "language", fault, "Name another language, such as cy.")]
    if from_right_to_left(tag):
        fault, remedy = RIGHT_TO_LEFT
        return [Problem(where, "language", fault.format(tag=tag), remedy)]
    return []


# --- out ----------------------------------------------------------------------------------


def _give(options: Options, language: Language) -> None:
    file = options.path(options.output)
    if file.suffix.lower() != ".xlsx":
        options.wrong("--output names a workbook, such as cy.xlsx")
    files = {file: workbook_bytes([sheet(language)], language.title)}
    options.write(files, [])
    done = sum(bool(e.translation) and not e.made_from for e in language.entries.values())
    stale = sum(bool(entry.made_from) for entry in language.entries.values())
    print(
        f"{plural(len(language.entries), 'text')} in {options.output}: "
        f"{done} translated, {stale} of English that has changed since."
    )


# --- back ---------------------------------------------------------------------------------


def _take(options: Options, language: Language) -> int:
    file = options.path(options.workbook)
    found: list[Problem] = []
    rows = returned(_tables(file, options.workbook, found), language, found)
    changed = taken(language, rows, found)
    said = {entry.translation for entry in changed.values()}
    cells = [(row.at["translation"], row.translation) for row in rows]
    found += lacking_faults(said, cells, SourceLine("--language"))
    refuse(found)
    texts = programme_folder.read_definitions(options.home, found)
    files = written(language, changed, texts)
    refuse(found)
    writing.write_files({options.home / name: text.encode() for name, text in files.items()})
    report(found)
    stale = sum(bool(entry.made_from) for entry in changed.values())
    if not changed:
        print("There is no new text in it. Nothing was changed.")
        return DONE
    print(f"{plural(len(changed), 'text')} changed in {', '.join(files)}.")
    if stale:
        print(f"{stale} of them are of English that has changed since, and are not used yet.")
    return DONE


def _tables(file: Path, shown: str, found: list[Problem]) -> Sequence[Table]:
    if file.suffix.lower() not in READ:
        fault, remedy = "A translation is a workbook (.xlsx) or a CSV file.", "Save it as one."
        raise RefusedError.at(shown, "wrong-kind", fault, remedy)
    tables = read_tables(file, shown, found)
    refuse(found)
    return tables
