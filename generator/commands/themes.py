"""``mentoring themes``: free text into categories, step by step: units, agree, table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path

from generator.analysis.agreement import RESAMPLES
from generator.coding import agree as agreeing
from generator.coding.coreq import checklist
from generator.coding.people import (
    Held,
    Titles,
    context_page,
    key_faults,
    place_rows,
    still_there,
    theme_rows,
)
from generator.coding.units import KEY_COLUMNS, collect, without
from generator.coding.workbook import coder_sheets, unlike
from generator.commands.console import DONE, Options, Parser, add_command, report, whole
from generator.definitions.codebook import codebooks
from generator.definitions.csv_text import csv_bytes, csv_text, safe
from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, RefusedError, SourceLine, carrying, refuse, tried
from generator.definitions.suggest import listed, plural
from generator.files import own_outputs, private_texts, progress
from generator.files.cache import cache_folder
from generator.files.coding_files import read_coding, read_key, read_open_answers, read_returned
from generator.files.output_guard import (
    among_faults,
    folder_faults,
    site_faults,
    write_private_folder,
)
from generator.files.response_folder import walk
from generator.files.theme_files import read_book, who_returned
from generator.files.workbook_writer import workbook_bytes
from generator.inputs import load, look, read
from generator.responses.answers import Person
from generator.responses.open_answers import OpenAnswer
from generator.responses.theme_book import FILE as BOOK_FILE
from generator.responses.theme_book import SUGGESTED
from generator.responses.themes import CODE_BOOK_COLUMNS, Stage
from generator.responses.themes_file import FILE as THEMES_FILE

KEY, AGREED, FIGURES = "key.csv", "agreed.xlsx", "agreement.csv"
#: Who had returned a form when the units were made, beside the key.
RETURNED = "returned.csv"
_REPLACE = "Move it away. To replace an older themes.csv, add --replace."
CONTEXT, COREQ = "in-context.html", "coreq.md"
#: More people than this do not code one set of texts.
MOST_CODERS = 9


def add(parser: Parser) -> None:
    """Add the steps of this command, and what each takes."""
    parser.description = "Sort what people wrote into categories, and count people in them."
    own = parser.add_subparsers(dest="themes", metavar="STEP", required=True)

    step = add_command(own, "units", "collect free text into a workbook for each coder")
    step.runs(_units, "themes units responses")
    step.value(
        "responses",
        "RESPONSES",
        "the folder of answers; default: responses",
        nargs="?",
        default="responses",
    )
    step.value("--output", "DIR", "default: themes", default="themes")
    step.value("--coders", "N", "default: 2", type=partial(whole, most=MOST_CODERS), default=2)
    step.value("--seed", "TEXT", "another order of the texts", default="")
    step.value("--remove", "FILE.txt", "names to take out, 1 on each line")

    step = add_command(own, "agree", "compare 2 coders' workbooks")
    step.runs(_agree, "themes agree themes/coder-1.xlsx themes/coder-2.xlsx")
    step.value("first", "FIRST.xlsx", "a coder's workbook")
    step.value("second", "SECOND.xlsx", "the other coder's workbook")
    step.value("--output", "DIR", "default: beside the first workbook")
    step.takes("--json")

    step = add_command(own, "table", "write who mentioned which agreed category")
    step.runs(_table, "themes table themes/agreed.xlsx")
    step.value("agreed", "AGREED.xlsx", "the workbook with what was agreed")
    step.takes("--responses")
    step.value("--key", "KEY.csv", "default: key.csv beside the workbook")
    step.value("--output", "DIR", "private pages; default: beside the workbook")
    step.flag("--replace", "replace an older themes.csv")


# --- units ------------------------------------------------------------------------------


def _units(options: Options) -> int:
    """Write a workbook for each coder, the key and who was there, in a new private folder."""
    home, responses = options.home, options.path(options.responses)
    output, found = options.path(options.output), list[Problem]()
    found += (*folder_faults(home, output), *among_faults(home, output, responses))
    definitions = load(home, found)
    names = options.named(options.remove)
    removed = private_texts.read_names(names, options.shown(names), found) if names else ()
    refuse(found)
    written, returned = _said(options, definitions, found)
    texts, key = collect(written, options.seed, removed)
    if not texts:
        fault = "Nobody wrote anything in answer to an open question."
        where = SourceLine(options.shown(responses))
        found.append(Problem(where, "no-text", fault, "Type the answers in first."))
        raise RefusedError(found)
    wrong: list[Problem] = []
    book = read_book(walk(responses, options.shown(responses)).theme_books, wrong)
    with carrying(found):
        refuse(wrong)
    content = workbook_bytes(coder_sheets(texts, book or SUGGESTED))
    files = {f"coder-{number}.xlsx": content for number in range(1, options.coders + 1)}
    files[KEY] = csv_bytes([KEY_COLUMNS, *(_row(line, KEY_COLUMNS) for line in key)])
    files[RETURNED] = csv_bytes(place_rows(returned))
    write_private_folder(output, files)
    private_texts.remember(cache_folder(home), output / "coder-1.xlsx")
    report(found)
    print(f"{plural(len(texts), 'text')} to code, in {options.output}: {', '.join(files)}.")
    if absent := [
        name for name in removed if all(without(w.text, [name]) == w.text for w in written)
    ]:
        print(f"Names that stand in no text: {listed(absent)}. Look at their spelling.")
    print("Read them through and take out names and places, in every workbook alike.")
    print("Give each coder 1 workbook. Keep key.csv and returned.csv: they have survey codes.")
    print("When both are done: mentoring themes agree FIRST.xlsx SECOND.xlsx")
    return DONE


def _said(
    options: Options, definitions: Definitions, found: list[Problem]
) -> tuple[list[OpenAnswer], dict[Stage, list[Person]]]:
    """Return the answers to open questions, and who returned a form that has any."""
    responses, programme = options.path(options.responses), definitions.programme
    answers = read(options.home, definitions, responses, found, themes=False)
    refuse(found)
    books = codebooks(programme, definitions.instruments)
    progress.on("Collecting free text")
    written = read_open_answers(responses, programme, books)
    return written, who_returned(programme, books, answers)


def _row(one: object, columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(getattr(one, name) for name in columns)


# --- agree ------------------------------------------------------------------------------


def _agree(options: Options) -> int:
    """Compare two coders' workbooks; write their agreement and the workbook to settle it in."""
    home, both = options.home, [options.path(options.first), options.path(options.second)]
    output = options.path(options.output) if options.output else both[0].parent
    found = list(site_faults(home, output))
    first, second = (
        tried(found, partial(read_coding, file, options.shown(file)))
        for file in progress.each(both, "Reading workbooks")
    )
    refuse(found)
    if first is None or second is None:
        raise RefusedError(found)
    found += unlike(first, second)
    refuse(found)
    agreed = agreeing.compare(first, second, progress.each(range(RESAMPLES), "Drawing texts anew"))
    rows = tuple(agreeing.rows(agreed))
    files = {
        AGREED: workbook_bytes(agreeing.settling_sheets(first, second, agreed)),
        FIGURES: csv_text(safe(rows)).encode(),
    }
    paths = {output / name: made for name, made in files.items()}
    own_outputs.write(home, paths, found)
    private_texts.remember(cache_folder(home), output / AGREED)
    report(found)
    if options.json:
        print(json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]], indent=2))
        return DONE
    print(agreeing.in_words(agreed))
    left, where = agreed.units - agreed.same, options.output or both[0].parent.as_posix()
    print(f"\n{plural(left, 'text')} to talk about, in {where}: {', '.join(files)}.")
    print("Enter what is agreed in agreed.xlsx, then: mentoring themes table agreed.xlsx")
    return DONE


# --- table ------------------------------------------------------------------------------


def _table(options: Options) -> int:
    """Write who mentioned which category beside the responses, and what goes with it.

    Units are held against the answers as they are now. Whoever has withdrawn since
    the key was made is left out of everything. Answers that came in since are in no
    category, people who came since are not counted yet, and the analyst is told.
    """
    home, agreed = options.home, options.path(options.agreed)
    responses = options.path(options.responses)
    output = options.path(options.output) if options.output else agreed.parent
    key = options.path(options.key) if options.key else agreed.parent / KEY
    beside = key.parent / RETURNED
    found = _table_faults(options, responses, output)
    definitions = look(home, found)
    coding = tried(found, partial(read_coding, agreed, options.shown(agreed)))
    lines = tried(found, partial(read_key, key, options.shown(key)))
    there = tried(found, partial(read_returned, beside, options.shown(beside)))
    refuse(found)
    if definitions is None or coding is None or lines is None:
        raise RefusedError(found)
    written, returned = _said(options, definitions, found)
    held = still_there(coding, lines, written)
    found += key_faults(held.coding, held.key, options.shown(key))
    refuse(found)
    rows = theme_rows(held, returned, there)
    book = [_row(one, CODE_BOOK_COLUMNS) for one in held.coding.book]
    files = {
        responses / BOOK_FILE: csv_text([CODE_BOOK_COLUMNS, *safe(book)]).encode(),
        responses / THEMES_FILE: csv_bytes(rows),
    }
    over = list(files) if options.replace else ()
    files |= _private(held, returned, Titles.of(definitions.programme), output)
    own_outputs.write(home, files, found, over=over, remedy=_REPLACE)
    report(found)
    texts, people = plural(len(held.coding.units), "coded text"), plural(len(rows) - 1, "row")
    print(f"{texts}, {people} of people:")
    print("\n".join(f"  {options.shown(file)}" for file in files))
    _tell_changes(held.gone, held.new, sum(map(len, returned.values())) - len(rows) + 1)
    print("All of it is private: themes.csv says who mentioned what. The results pages show the")
    print("categories by the release rule.")
    return DONE


def _table_faults(options: Options, responses: Path, output: Path) -> list[Problem]:
    home = options.home
    refused = [*site_faults(home, output), *site_faults(home, responses)]
    refused += among_faults(home, output, responses)
    for name in (THEMES_FILE, BOOK_FILE):
        book = responses / name.replace(".csv", ".xlsx")
        if book.is_file():
            where, fault = SourceLine(options.shown(book)), "People would be counted twice."
            refused.append(Problem(where, "file-in-use", fault, "Move this workbook out."))
    return refused


def _private(
    held: Held, returned: Mapping[Stage, Sequence[Person]], titles: Titles, output: Path
) -> dict[Path, bytes]:
    """Return the private pages."""
    return {
        output / CONTEXT: context_page(held.coding, held.key, titles).encode(),
        output / COREQ: checklist(held, returned, titles, version("mentoring")).encode(),
    }


def _tell_changes(gone: int, new: int, later: int) -> None:
    if gone:
        print(f"Left out: {plural(gone, 'text')} of people who are not among the answers now.")
        print("Delete these rows in every coding workbook too.")
    if new:
        print(f"Not coded: {plural(new, 'answer')} that came later. Make new units, code them.")
    if later:
        print(f"Not counted yet: {plural(later, 'form')} that came after the units were made.")
