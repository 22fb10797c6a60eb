"""``mentoring themes``: units to code, how far two coders agree, and people in categories."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

from generator.assembly import CACHE, Progress, load, read, silent
from generator.files import coding_workbook, private_texts, programme_folder, writing
from generator.files.coding_workbook import read_key, read_sheets, workbook
from generator.files.open_answers import read_book_beside, read_open_answers
from generator.files.private_folder import write_private_folder
from generator.files.theme_files import known_of
from generator.running.private_place import folder_faults, site_faults
from generator.survey.answers import Responses
from generator.survey.codebook import codebooks
from generator.survey.definition import Definitions
from generator.survey.problem import Parsed, Problem, SourceLine
from generator.survey.programme import in_language
from generator.survey.table import Block, Table
from generator.survey.theme_book import FILE as BOOK_FILE
from generator.survey.theme_seed import SUGGESTED
from generator.survey.themes import CODE_BOOK_COLUMNS, in_use
from generator.survey.themes_file import FILE as THEMES_FILE
from generator.survey.themes_file import Known, parse_themes
from generator.themes import agree as agreeing
from generator.themes.agree import Agreement, compare, pairs, to_settle
from generator.themes.coding import Coding, parse_coding, unlike
from generator.themes.context import Titles, context_page
from generator.themes.coreq import Facts, checklist
from generator.themes.people import key_faults, theme_rows, writers_of
from generator.themes.sheets import (
    AGREEMENT,
    HOW_TO_CODE,
    book_sheet,
    coding_sheet,
    guide_sheet,
    table_sheet,
)
from generator.themes.units import KeyLine, collect

KEY, AGREED, FIGURES = "key.csv", "agreed.xlsx", "agreement.csv"
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
CONTEXT, COREQ = "in-context.html", "coreq.md"


@dataclass(frozen=True, slots=True)
class Collected:
    """What ``units`` wrote: how many texts, of how many people, and the files."""

    texts: int
    people: int
    files: tuple[str, ...]


def units(
    folder: Path,
    responses: Path,
    *,
    output: Path,
    coders: int,
    seed: str,
    names: Path | None,
    progress: Progress = silent,
) -> Parsed[Collected]:
    """Write a workbook for each coder and the key, in a new private folder."""
    refused = tuple(
        dict.fromkeys((*folder_faults(folder, output), *_place_faults(folder, output, responses)))
    )
    loaded = load(folder)
    if loaded.value is None or refused:
        return Parsed(None, (*refused, *loaded.problems))
    removed = _names(names, folder)
    found = read(folder, loaded.value, responses, themes=False, progress=progress)
    problems = (*loaded.problems, *removed.problems, *found.problems)
    if found.value is None or removed.value is None:
        return Parsed(None, problems)
    definitions = loaded.value
    books = codebooks(definitions.programme, definitions.instruments)
    answers = read_open_answers(responses, definitions.programme, books)
    shown = programme_folder.shown(responses, folder)
    if not answers:
        fault = "Nobody wrote anything in answer to an open question."
        where = SourceLine(shown)
        return Parsed(None, (*problems, Problem(where, "no-text", fault, "Look at the folder.")))
    book = read_book_beside(responses, shown)
    if book.errors:
        return Parsed(None, (*problems, *book.problems))
    texts, key = collect(answers, seed, removed.value)
    sheets = (coding_sheet(texts), book_sheet(book.value or SUGGESTED), guide_sheet(HOW_TO_CODE))
    content = workbook(sheets)
    files = {f"coder-{number}.xlsx": content for number in range(1, coders + 1)}
    files[KEY] = coding_workbook.key_bytes(key)
    write_private_folder(output, files)
    private_texts.remember(folder / CACHE, output / "coder-1.xlsx")
    people = len({(line.role, line.person) for line in key})
    return Parsed(Collected(len(texts), people, tuple(files)), problems)


@dataclass(frozen=True, slots=True)
class Agreed:
    """How two coders agree, how many texts are open, and the files written."""

    agreement: Agreement
    open: int
    files: tuple[str, ...]


def agree(folder: Path, first: Path, second: Path, *, output: Path) -> Parsed[Agreed]:
    """Compare two coders' workbooks; write their agreement and the workbook to settle it in."""
    shown = [programme_folder.shown(path, folder) for path in (first, second)]
    refused = [*_place_faults(folder, output)]
    if coding_workbook.exists(output / AGREED):
        fault = f"There is an {AGREED} already, perhaps with what was agreed."
        remedy = "Name another folder: --output DIR."
        refused.append(Problem(SourceLine(str(output / AGREED)), "file-in-use", fault, remedy))
    codings = [_coding(path, name) for path, name in zip((first, second), shown, strict=True)]
    problems = (*refused, *(problem for coding in codings for problem in coding.problems))
    one, other = (coding.value for coding in codings)
    if one is None or other is None or refused:
        return Parsed(None, problems)
    differ = unlike(one, other)
    if differ:
        return Parsed(None, (*problems, *differ))
    found = compare(one, other)
    files = _agreed_files(one, other, found)
    coding_workbook.write_private(output, files)
    private_texts.remember(folder / CACHE, output / AGREED)
    return Parsed(Agreed(found, found.units - found.same, tuple(files)), problems)


def _agreed_files(one: Coding, other: Coding, found: Agreement) -> dict[str, bytes]:
    settled = to_settle(pairs(one, other))
    codes = one.codes
    rows = tuple(agreeing.rows(found))
    sheet = coding_sheet(
        [pair.first.unit for pair in settled],
        [[c for c in codes if c in pair.first.codes] if pair.same else [] for pair in settled],
        [
            (agreeing.code_words(p.first, codes), agreeing.code_words(p.second, codes))
            for p in settled
        ],
        frozenset(place for place, pair in enumerate(settled) if not pair.same),
    )
    guide = (
        "How to settle the differences",
        "The texts on a yellow ground are open. Talk about each, and enter what you agree on.",
        "All others have the codes that both of you gave. Change one only if you both agree.",
        "Keep both coders' own workbooks as they were.",
        "Then: mentoring themes table agreed.xlsx",
    )
    sheets = (sheet, book_sheet(one.book), table_sheet(AGREEMENT, rows), guide_sheet(guide))
    return {AGREED: workbook(sheets), FIGURES: writing.csv_bytes(rows[0], _plain(rows[1:]))}


def _plain(rows: Sequence[tuple[str, ...]]) -> list[list[object]]:
    """Return rows with numbers as numbers: a kappa below 0 is no formula."""
    return [[Decimal(cell) if _NUMBER.fullmatch(cell) else cell for cell in row] for row in rows]


@dataclass(frozen=True, slots=True)
class Tabled:
    """What ``table`` wrote: rows with people, texts, and the files."""

    rows: int
    texts: int
    files: tuple[str, ...]


def table(
    folder: Path,
    agreed: Path,
    *,
    key: Path | None,
    responses: Path,
    output: Path | None,
    replace: bool,
    progress: Progress = silent,
) -> Parsed[Tabled]:
    """Count people in the agreed categories into the responses folder; write what is private."""
    output = output or agreed.parent
    key = key or agreed.parent / KEY
    refused = [*_place_faults(folder, output, responses), *site_faults(folder, responses)]
    for name in (THEMES_FILE, BOOK_FILE):
        if coding_workbook.exists(responses / name) and not replace:
            fault = f"There is a {name} already."
            where = SourceLine(programme_folder.shown(responses / name, folder))
            refused.append(
                Problem(where, "file-in-use", fault, "To put this in its place: --replace")
            )
    loaded = load(folder)
    coding = _coding(agreed, programme_folder.shown(agreed, folder))
    lines = read_key(key, programme_folder.shown(key, folder))
    problems = (*refused, *loaded.problems, *coding.problems, *lines.problems)
    if loaded.value is None or coding.value is None or lines.value is None or refused:
        return Parsed(None, problems)
    problems += tuple(key_faults(coding.value, lines.value, programme_folder.shown(key, folder)))
    found = read(folder, loaded.value, responses, themes=False, progress=progress)
    problems += found.problems
    if found.value is None or any(problem.severity == "error" for problem in problems):
        return Parsed(None, problems)
    return _counted(
        folder, loaded.value, found.value, coding.value, lines.value, responses, output, problems
    )


def _counted(
    folder: Path,
    definitions: Definitions,
    answers: Responses,
    coding: Coding,
    key: Sequence[KeyLine],
    responses: Path,
    output: Path,
    problems: tuple[Problem, ...],
) -> Parsed[Tabled]:
    programme = definitions.programme
    books = codebooks(programme, definitions.instruments)
    known = known_of(programme, books, answers, coding.book)
    rows = theme_rows(coding, key, list(known.wrote))
    wrong = _row_faults(rows, known, programme_folder.shown(responses / THEMES_FILE, folder))
    if wrong:
        return Parsed(None, (*problems, *wrong))
    book = [tuple(getattr(one, name) for name in CODE_BOOK_COLUMNS) for one in coding.book]
    language = programme.languages[0]
    titles = Titles(
        {role.id: in_language(role.title, language) for role in programme.roles},
        {wave.id: in_language(wave.title, language) for wave in programme.waves},
    )
    private = {
        CONTEXT: context_page(coding, key, titles).encode(),
        COREQ: checklist(_facts(coding, key, known, titles, output)).encode(),
    }
    coding_workbook.write_private(output, private)
    coding_workbook.write_private(
        responses,
        {
            BOOK_FILE: writing.csv_bytes(CODE_BOOK_COLUMNS, book),
            THEMES_FILE: writing.csv_bytes(rows[0], rows[1:]),
        },
    )
    files = tuple(
        programme_folder.shown(path, folder)
        for path in (
            responses / THEMES_FILE,
            responses / BOOK_FILE,
            *(output / name for name in private),
        )
    )
    return Parsed(Tabled(len(rows) - 1, len(coding.units), files), problems)


def _row_faults(rows: Sequence[tuple[str, ...]], known: Known, shown: str) -> tuple[Problem, ...]:
    """Return what would be wrong with a file of these rows: a key of other responses, say."""
    block = Block(rows[1:], list(range(2, len(rows) + 1)))
    return parse_themes([Table(shown, rows[0], (block,))], known).problems


def _facts(
    coding: Coding, key: Sequence[KeyLine], known: Known, titles: Titles, output: Path
) -> Facts:
    wrote, codes = writers_of(key), {one.unit.id: one.codes for one in coding.units}
    stages = {
        f"{titles.roles[role]}, {titles.waves[wave].lower()}": (
            wrote.get((role, wave), 0),
            int(known.answered[role, wave].sum()),
        )
        for role, wave in known.wrote
    }
    people = {
        one.label: len({(k.role, k.person) for k in key if one.id in codes[k.unit]})
        for one in in_use(coding.book)
    }
    suggested = {category.id for category in SUGGESTED}
    return Facts(
        texts=len(coding.units),
        wrote=stages,
        questions=list(dict.fromkeys(one.unit.question for one in coding.units)),
        mentioned=people,
        suggested=sum(one.id in suggested for one in in_use(coding.book)),
        agreement=_agreement_words(output / FIGURES),
        version=version("mentoring"),
    )


def _agreement_words(path: Path) -> str:
    """Return the agreement of all codes from the file that ``agree`` wrote, if it is there."""
    if not coding_workbook.exists(path):
        return "Say how far they agreed (mentoring themes agree)."
    last = coding_workbook.read_lines(path)[-1].split(",")
    if len(last) != len(agreeing.COLUMNS) or last[0] != agreeing.ALL_CODES:
        return "Say how far they agreed (mentoring themes agree)."
    told = dict(zip(agreeing.COLUMNS, last, strict=True))
    return (
        f"Agreement over all codes {told['percent_agreement']}%, pooled kappa {told['kappa']} "
        f"(95% interval {told['kappa_low']} to {told['kappa_high']}), "
        f"Krippendorff’s alpha {told['alpha']}; each code in {FIGURES}."
    )


def _coding(path: Path, shown: str) -> Parsed[Coding]:
    sheets = read_sheets(path, shown)
    if sheets.value is None:
        return Parsed(None, sheets.problems)
    parsed = parse_coding(sheets.value, shown)
    problems = (*sheets.problems, *parsed.problems)
    return Parsed(None if sheets.errors else parsed.value, problems)


def _names(path: Path | None, folder: Path) -> Parsed[list[str]]:
    if path is None:
        return Parsed([])
    try:
        return Parsed(coding_workbook.read_lines(path))
    except OSError as error:
        where = SourceLine(programme_folder.shown(path, folder))
        fault = f"The list of names cannot be read: {error.strerror}."
        return Parsed(None, (Problem(where, "unreadable", fault, "Name a text file."),))


def _place_faults(folder: Path, output: Path, responses: Path | None = None) -> tuple[Problem, ...]:
    """Return why private files must not go to a folder: it lies in a site, or among responses."""
    found = tuple(site_faults(folder, output))
    if responses is None or responses.resolve() not in (output / KEY).resolve().parents:
        return found
    fault = "Private files of the coding must not lie among the responses."
    remedy = "Name a folder of their own: --output DIR."
    return (*found, Problem(SourceLine(output.as_posix()), "output", fault, remedy))
