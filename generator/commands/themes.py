"""``mentoring themes``: free text into categories, step by step: units, agree, table."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

from generator.analysis.agreement import RESAMPLES
from generator.assembly import load, read
from generator.coding import agree as agreeing
from generator.coding.coding import Coding, unlike
from generator.coding.context import Titles, context_page
from generator.coding.coreq import checklist, facts_of
from generator.coding.people import Place, key_faults, still_there, theme_rows
from generator.coding.sheets import HOW_TO_CODE, book_sheet, coding_sheet, guide_sheet
from generator.coding.units import KeyLine, collect
from generator.commands.console import DONE, add_command, folder, path, plural, report, runs
from generator.definitions.codebook import codebooks
from generator.definitions.load import Definitions
from generator.definitions.problem import Parsed, Problem, RefusedError, SourceLine, refuse
from generator.definitions.programme import in_language
from generator.files import (
    coding_workbook,
    own_outputs,
    private_texts,
    programme_folder,
    progress,
    writing,
)
from generator.files.cache import cache_folder
from generator.files.open_answers import read_book_beside, read_open_answers
from generator.files.output_guard import folder_faults, site_faults, write_private_folder
from generator.files.theme_files import who_returned
from generator.files.workbook_writer import workbook_bytes
from generator.responses.same_person import Person
from generator.responses.theme_book import FILE as BOOK_FILE
from generator.responses.theme_seed import SUGGESTED
from generator.responses.themes import CODE_BOOK_COLUMNS, Stage
from generator.responses.themes_file import FILE as THEMES_FILE

KEY, AGREED, FIGURES = "key.csv", "agreed.xlsx", "agreement.csv"
#: Who had returned a form when the units were made, beside the key.
RETURNED = "returned.csv"
CONTEXT, COREQ = "in-context.html", "coreq.md"
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
#: More people than this do not code one set of texts.
MOST_CODERS = 9


def add(parser: argparse.ArgumentParser) -> None:
    """Add the steps of this command, and what each takes."""
    parser.formatter_class = argparse.HelpFormatter
    parser.description = "Sort what people wrote into categories, and count people in them."
    own = parser.add_subparsers(dest="themes", metavar="STEP", required=True)

    step = add_command(own, "units", "collect free text into a workbook for each coder")
    runs(step, _units)
    step.add_argument(
        "responses",
        metavar="RESPONSES",
        nargs="?",
        default="responses",
        help="the folder of answers; default: responses",
    )
    step.add_argument("--output", metavar="DIR", default="themes", help="default: themes")
    step.add_argument("--coders", type=_coders, default=2, metavar="N", help="default: 2")
    step.add_argument("--seed", default="", metavar="TEXT", help="another order of the texts")
    step.add_argument("--remove", metavar="FILE.txt", help="names to take out, 1 on each line")

    step = add_command(own, "agree", "compare 2 coders' workbooks")
    runs(step, _agree)
    step.add_argument("first", metavar="FIRST.xlsx", help="a coder's workbook")
    step.add_argument("second", metavar="SECOND.xlsx", help="the other coder's workbook")
    step.add_argument("--output", metavar="DIR", help="default: beside the first workbook")
    step.add_argument("--json", action="store_true", help="write the agreement for scripts")

    step = add_command(own, "table", "write who mentioned which agreed category")
    runs(step, _table)
    step.add_argument("agreed", metavar="AGREED.xlsx", help="the workbook with what was agreed")
    step.add_argument(
        "--responses",
        metavar="DIR",
        default="responses",
        help="where the private themes.csv goes; default: responses",
    )
    step.add_argument("--key", metavar="KEY.csv", help="default: key.csv beside the workbook")
    step.add_argument("--output", metavar="DIR", help="private pages; default: beside the workbook")
    step.add_argument("--replace", action="store_true", help="replace an older themes.csv")


def _coders(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= MOST_CODERS:
        return int(text)
    raise argparse.ArgumentTypeError(f"a number of coders from 1 to {MOST_CODERS}")


def _place_faults(folder: Path, output: Path, responses: Path | None = None) -> list[Problem]:
    """Return why private files must not go to a folder: it lies in a site, or among responses."""
    found = list(site_faults(folder, output))
    if responses is None or responses.resolve() not in (output / KEY).resolve().parents:
        return found
    fault = "Private files of the coding must not be among the responses."
    remedy = "Name a folder of their own: --output DIR."
    return [*found, Problem(SourceLine(output.as_posix()), "output", fault, remedy)]


# --- units ------------------------------------------------------------------------------


def _units(options: argparse.Namespace) -> int:
    """Write a workbook for each coder, the key and who was there, in a new private folder."""
    home, responses = folder(options), path(options, options.responses)
    output, found = path(options, options.output), list[Problem]()
    faults = (*folder_faults(home, output), *_place_faults(home, output, responses))
    found += dict.fromkeys(faults)
    definitions = load(home).taken(found)
    refuse(found)
    removed = _names(options)
    answers = read(home, definitions, responses, themes=False)
    found += (*removed.problems, *answers.problems)
    books = codebooks(definitions.programme, definitions.instruments)
    if answers.value is None or removed.value is None:
        raise RefusedError(found)
    progress.on("Collecting free text")
    written = read_open_answers(responses, definitions.programme, books)
    shown = programme_folder.shown(responses, home)
    if not written:
        fault = "Nobody wrote anything in answer to an open question."
        found.append(Problem(SourceLine(shown), "no-text", fault, "Type the answers in first."))
        raise RefusedError(found)
    book = read_book_beside(responses, shown)
    if book.errors:
        raise RefusedError([*found, *book.problems])
    texts, key = collect(written, options.seed, removed.value)
    sheets = (coding_sheet(texts), book_sheet(book.value or SUGGESTED), guide_sheet(HOW_TO_CODE))
    content = workbook_bytes(sheets)
    files = {f"coder-{number}.xlsx": content for number in range(1, options.coders + 1)}
    files[KEY] = coding_workbook.key_bytes(key)
    returned = who_returned(definitions.programme, books, answers.value)
    files[RETURNED] = coding_workbook.returned_bytes(returned)
    write_private_folder(output, files)
    private_texts.remember(cache_folder(home), output / "coder-1.xlsx")
    report(options, found)
    print(f"{plural(len(texts), 'text')} to code, in {options.output}: {', '.join(files)}.")
    print("Read them through and take out names and places, in every workbook alike.")
    print("Give each coder 1 workbook. Keep key.csv and returned.csv: they have survey codes.")
    print("When both are done: mentoring themes agree FIRST.xlsx SECOND.xlsx")
    return DONE


def _names(options: argparse.Namespace) -> Parsed[list[str]]:
    if not options.remove:
        return Parsed([])
    file = path(options, options.remove)
    try:
        return Parsed(coding_workbook.read_lines(file))
    except OSError as error:
        where = SourceLine(programme_folder.shown(file, folder(options)))
        fault = f"The list of names cannot be read: {error.strerror}."
        return Parsed(None, (Problem(where, "unreadable", fault, "Name a text file."),))


# --- agree ------------------------------------------------------------------------------


def _agree(options: argparse.Namespace) -> int:
    """Compare two coders' workbooks; write their agreement and the workbook to settle it in."""
    home, both = folder(options), [path(options, options.first), path(options, options.second)]
    output = path(options, options.output) if options.output else both[0].parent
    found = _place_faults(home, output)
    if coding_workbook.exists(output / AGREED):
        fault = f"There is an {AGREED} already. It may hold what was agreed."
        remedy = "Name another folder: --output DIR."
        found.append(Problem(SourceLine(str(output / AGREED)), "file-in-use", fault, remedy))
    one, other = (
        coding_workbook.read_coding(file, programme_folder.shown(file, home))
        for file in progress.each(both, "Reading workbooks")
    )
    found += (*one.problems, *other.problems)
    first, second = one.value, other.value
    if first is None or second is None:
        raise RefusedError(found)
    refuse(found)
    found += unlike(first, second)
    refuse(found)
    agreed = agreeing.compare(first, second, progress.each(range(RESAMPLES), "Drawing texts anew"))
    rows = tuple(agreeing.rows(agreed))
    files = {
        AGREED: workbook_bytes(agreeing.settling_sheets(first, second, agreed)),
        FIGURES: writing.csv_bytes(rows[0], _plain(rows[1:])),
    }
    paths = {output / name: made for name, made in files.items()}
    found += own_outputs.write(home, paths, writing.OWNER)
    refuse(found)
    private_texts.remember(cache_folder(home), output / AGREED)
    report(options, found)
    if options.json:
        print(json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]], indent=2))
        return DONE
    print("\n".join(agreeing.in_words(agreed)))
    left, where = agreed.units - agreed.same, options.output or both[0].parent.as_posix()
    print(f"\n{plural(left, 'text')} to talk about, in {where}: {', '.join(files)}.")
    print("Enter what is agreed in agreed.xlsx, then: mentoring themes table agreed.xlsx")
    return DONE


def _plain(rows: Sequence[tuple[str, ...]]) -> list[list[object]]:
    """Return rows with numbers as numbers: a kappa below 0 is no formula."""
    return [[Decimal(cell) if _NUMBER.fullmatch(cell) else cell for cell in row] for row in rows]


# --- table ------------------------------------------------------------------------------


def _table(options: argparse.Namespace) -> int:
    """Write who mentioned which category beside the responses, and what goes with it.

    Units are held against the answers as they are now. Whoever has withdrawn since
    the key was made is left out of everything. Answers that came in since are in no
    category, people who came since are not counted yet, and the analyst is told.
    """
    home, agreed = folder(options), path(options, options.agreed)
    responses = path(options, options.responses)
    output = path(options, options.output) if options.output else agreed.parent
    key = path(options, options.key) if options.key else agreed.parent / KEY
    found = _table_faults(home, responses, output, replace=options.replace)
    stops, loaded, given = bool(found), load(home), _given(home, agreed, key)
    found += (*loaded.problems, *given.problems)
    if loaded.value is None or given.value is None or stops:
        raise RefusedError(found)
    definitions, programme = loaded.value, loaded.value.programme
    answers = read(home, definitions, responses, themes=False).taken(found)
    books = codebooks(programme, definitions.instruments)
    progress.on("Collecting free text")
    written = read_open_answers(responses, programme, books)
    held = still_there(given.value.coding, given.value.key, written)
    found += key_faults(held.coding, held.key, programme_folder.shown(key, home))
    refuse(found)
    returned = who_returned(programme, books, answers)
    rows = theme_rows(held, returned, given.value.there)
    private = _private(definitions, held.coding, held.key, returned, output)
    files, refused = _written(home, responses, output, rows, held.coding, private)
    found += refused
    report(options, found)
    texts, people = plural(len(held.coding.units), "coded text"), plural(len(rows) - 1, "row")
    print(f"{texts}, {people} of people:")
    print("\n".join(f"  {name}" for name in files))
    if held.gone:
        print(f"Left out: {plural(held.gone, 'text')} of people who are not among the answers now.")
        print("Delete these rows in every coding workbook too.")
    if held.new:
        print(
            f"Not coded: {plural(held.new, 'answer')} that came later. Make new units, code them."
        )
    if later := sum(map(len, returned.values())) - len(rows) + 1:
        forms = plural(later, "form")
        print(f"Not counted yet: {forms} that came after the units were made.")
    print("All of it is private: themes.csv says who mentioned what. The results pages show the")
    print("categories by the release rule.")
    return DONE


@dataclass(frozen=True, slots=True)
class _Given:
    """What was agreed, whose texts they are, and who was there when the units were made.

    ``there`` is None where that was not written down.
    """

    coding: Coding
    key: tuple[KeyLine, ...]
    there: frozenset[Place] | None


def _given(folder: Path, agreed: Path, key: Path) -> Parsed[_Given]:
    coding = coding_workbook.read_coding(agreed, programme_folder.shown(agreed, folder))
    lines = coding_workbook.read_key(key, programme_folder.shown(key, folder))
    beside = key.parent / RETURNED
    there = coding_workbook.read_returned(beside, programme_folder.shown(beside, folder))
    problems = (*coding.problems, *lines.problems, *there.problems)
    if coding.value is None or lines.value is None or there.problems:
        return Parsed(None, problems)
    return Parsed(_Given(coding.value, lines.value, there.value), problems)


def _table_faults(folder: Path, responses: Path, output: Path, *, replace: bool) -> list[Problem]:
    refused = [*_place_faults(folder, output, responses), *site_faults(folder, responses)]
    for name in (THEMES_FILE, BOOK_FILE):
        if coding_workbook.exists(responses / name) and not replace:
            fault, remedy = f"There is a {name} already.", "To replace it: --replace"
            where = SourceLine(programme_folder.shown(responses / name, folder))
            refused.append(Problem(where, "file-in-use", fault, remedy))
        book = name.replace(".csv", ".xlsx")
        if coding_workbook.exists(responses / book):
            where = SourceLine(programme_folder.shown(responses / book, folder))
            fault, remedy = f"There is a {book}: people would be counted twice.", "Move it out."
            refused.append(Problem(where, "file-in-use", fault, remedy))
    return refused


def _private(
    definitions: Definitions,
    coding: Coding,
    key: Sequence[KeyLine],
    returned: Mapping[Stage, Sequence[Person]],
    output: Path,
) -> dict[str, bytes]:
    """Return the private pages by their names."""
    programme = definitions.programme
    language = programme.languages[0]
    titles = Titles(
        {role.id: in_language(role.title, language) for role in programme.roles},
        {wave.id: in_language(wave.title, language) for wave in programme.waves},
    )
    kept = output / FIGURES
    lines = coding_workbook.read_lines(kept) if coding_workbook.exists(kept) else []
    agreement = agreeing.kept_words(lines, FIGURES)
    facts = facts_of(coding, key, returned, titles, agreement, version("mentoring"))
    return {
        CONTEXT: context_page(coding, key, titles).encode(),
        COREQ: checklist(facts).encode(),
    }


def _written(
    folder: Path,
    responses: Path,
    output: Path,
    rows: Sequence[tuple[str, ...]],
    coding: Coding,
    private: dict[str, bytes],
) -> tuple[list[str], tuple[Problem, ...]]:
    """Write all files; return their names as the user sees them, or why they may not be."""
    book = [tuple(getattr(one, name) for name in CODE_BOOK_COLUMNS) for one in coding.book]
    beside = {
        BOOK_FILE: writing.csv_bytes(CODE_BOOK_COLUMNS, book),
        THEMES_FILE: coding_workbook.people_bytes(rows),
    }
    files = {responses / name: content for name, content in beside.items()}
    files |= {output / name: content for name, content in private.items()}
    # Where these two may be replaced, the user has said so: --replace.
    over = [responses / name for name in beside]
    refused = own_outputs.write(folder, files, writing.OWNER, over=over)
    return [programme_folder.shown(path, folder) for path in files], refused
