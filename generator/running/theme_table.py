"""``mentoring themes table``: people in the agreed categories, texts in context, COREQ.

Units are held against the answers as they are now. Whoever has withdrawn since
the key was made is left out of everything. Answers that came in since are in no
category, people who came since are not counted yet, and the analyst is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from generator.assembly import load, read
from generator.files import coding_workbook, own_outputs, programme_folder, progress, writing
from generator.files.coding_workbook import read_key, read_returned
from generator.files.open_answers import read_open_answers
from generator.files.private_folder import site_faults
from generator.files.theme_files import who_returned
from generator.running.theme_files import (
    CONTEXT,
    COREQ,
    FIGURES,
    KEY,
    RETURNED,
    place_faults,
    read_coding,
)
from generator.survey.codebook import codebooks
from generator.survey.definition import Definitions
from generator.survey.problem import Parsed, Problem, SourceLine
from generator.survey.programme import in_language
from generator.survey.same_person import Person
from generator.survey.theme_book import FILE as BOOK_FILE
from generator.survey.theme_seed import SUGGESTED
from generator.survey.themes import CODE_BOOK_COLUMNS, Stage, in_use
from generator.survey.themes_file import FILE as THEMES_FILE
from generator.themes import agree as agreeing
from generator.themes.coding import Coding
from generator.themes.context import Titles, context_page
from generator.themes.coreq import Facts, checklist
from generator.themes.people import Place, key_faults, still_there, theme_rows, writers_of
from generator.themes.units import KeyLine


@dataclass(frozen=True, slots=True)
class Tabled:
    """What ``table`` wrote: rows, one for each person and stage, coded texts, and the files.

    ``gone`` counts texts of people who have withdrawn, ``new`` answers that
    came after the units were made, and ``later`` the people who have no row
    as their form came after that.
    """

    rows: int
    texts: int
    gone: int
    new: int
    later: int
    files: tuple[str, ...]


def table(
    folder: Path,
    agreed: Path,
    *,
    key: Path | None,
    responses: Path,
    output: Path | None,
    replace: bool,
) -> Parsed[Tabled]:
    """Write who mentioned which category beside the responses, and what goes with it."""
    output, key = output or agreed.parent, key or agreed.parent / KEY
    refused = _refused(folder, responses, output, replace)
    loaded, given = load(folder), _given(folder, agreed, key)
    problems = (*refused, *loaded.problems, *given.problems)
    if loaded.value is None or given.value is None or refused:
        return Parsed(None, problems)
    found = read(folder, loaded.value, responses, themes=False)
    if found.value is None:
        return Parsed(None, (*problems, *found.problems))
    programme = loaded.value.programme
    books = codebooks(programme, loaded.value.instruments)
    progress.on("Collecting free text")
    answers = read_open_answers(responses, programme, books)
    held = still_there(given.value.coding, given.value.key, answers)
    faults = key_faults(held.coding, held.key, programme_folder.shown(key, folder))
    problems = (*problems, *found.problems, *faults)
    if any(problem.severity == "error" for problem in problems):
        return Parsed(None, problems)
    returned = who_returned(programme, books, found.value)
    rows = theme_rows(held, returned, given.value.there)
    private = _private(loaded.value, held.coding, held.key, returned, output)
    files = _written(folder, responses, output, rows, held.coding, private)
    problems = (*problems, *files.problems)
    if files.value is None or files.problems:
        return Parsed(None, problems)
    count, texts = len(rows) - 1, len(held.coding.units)
    later = sum(map(len, returned.values())) - count
    return Parsed(Tabled(count, texts, held.gone, held.new, later, files.value), problems)


@dataclass(frozen=True, slots=True)
class _Given:
    """What was agreed, whose texts they are, and who was there when the units were made.

    ``there`` is None where that was not written down.
    """

    coding: Coding
    key: tuple[KeyLine, ...]
    there: frozenset[Place] | None


def _given(folder: Path, agreed: Path, key: Path) -> Parsed[_Given]:
    coding = read_coding(agreed, programme_folder.shown(agreed, folder))
    lines = read_key(key, programme_folder.shown(key, folder))
    beside = key.parent / RETURNED
    there = read_returned(beside, programme_folder.shown(beside, folder))
    problems = (*coding.problems, *lines.problems, *there.problems)
    if coding.value is None or lines.value is None or there.problems:
        return Parsed(None, problems)
    return Parsed(_Given(coding.value, lines.value, there.value), problems)


def _refused(folder: Path, responses: Path, output: Path, replace: bool) -> tuple[Problem, ...]:
    refused = [*place_faults(folder, output, responses), *site_faults(folder, responses)]
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
    return tuple(refused)


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
    return {
        CONTEXT: context_page(coding, key, titles).encode(),
        COREQ: checklist(_facts(coding, key, returned, titles, output)).encode(),
    }


def _written(
    folder: Path,
    responses: Path,
    output: Path,
    rows: Sequence[tuple[str, ...]],
    coding: Coding,
    private: dict[str, bytes],
) -> Parsed[tuple[str, ...]]:
    """Write all files and return their names as the user sees them."""
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
    return Parsed(tuple(programme_folder.shown(path, folder) for path in files), refused)


def _facts(
    coding: Coding,
    key: Sequence[KeyLine],
    returned: Mapping[Stage, Sequence[Person]],
    titles: Titles,
    output: Path,
) -> Facts:
    wrote, codes = writers_of(key), {one.unit.id: one.codes for one in coding.units}
    stages = {
        f"{titles.roles[role]}, {titles.waves[wave].lower()}": (
            wrote.get((role, wave), 0),
            len(people),
        )
        for (role, wave), people in returned.items()
    }
    mentioned = {
        one.label: len({(k.role, k.person) for k in key if one.id in codes[k.unit]})
        for one in in_use(coding.book)
    }
    suggested = {category.id for category in SUGGESTED}
    return Facts(
        texts=len(coding.units),
        wrote=stages,
        questions=list(dict.fromkeys(one.unit.question for one in coding.units)),
        mentioned=mentioned,
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
