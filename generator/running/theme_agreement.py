"""``mentoring themes agree``: how far two coders agree, and the workbook to settle the rest in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from generator.analysis.agreement import RESAMPLES
from generator.files import (
    coding_workbook,
    own_outputs,
    private_texts,
    programme_folder,
    progress,
    writing,
)
from generator.files.cache_folder import cache_folder
from generator.files.coding_workbook import workbook
from generator.running.theme_files import AGREED, FIGURES, place_faults, read_coding
from generator.survey.problem import Parsed, Problem, SourceLine
from generator.themes import agree as agreeing
from generator.themes.agree import Agreement, compare, pairs, to_settle
from generator.themes.coding import Coding, unlike
from generator.themes.sheets import AGREEMENT, book_sheet, coding_sheet, guide_sheet, table_sheet

_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Agreed:
    """How two coders agree, how many texts are open, and the files written."""

    agreement: Agreement
    open: int
    files: tuple[str, ...]


def agree(folder: Path, first: Path, second: Path, *, output: Path) -> Parsed[Agreed]:
    """Compare two coders' workbooks; write their agreement and the workbook to settle it in."""
    shown = [programme_folder.shown(path, folder) for path in (first, second)]
    refused = [*place_faults(folder, output)]
    if coding_workbook.exists(output / AGREED):
        fault = f"There is an {AGREED} already. It may hold what was agreed."
        remedy = "Name another folder: --output DIR."
        refused.append(Problem(SourceLine(str(output / AGREED)), "file-in-use", fault, remedy))
    both = list(zip((first, second), shown, strict=True))
    codings = [read_coding(*one) for one in progress.each(both, "Reading workbooks")]
    problems = (*refused, *(problem for coding in codings for problem in coding.problems))
    one, other = (coding.value for coding in codings)
    if one is None or other is None or refused:
        return Parsed(None, problems)
    differ = unlike(one, other)
    if differ:
        return Parsed(None, (*problems, *differ))
    found = compare(one, other, progress.each(range(RESAMPLES), "Drawing texts anew"))
    files = _agreed_files(one, other, found)
    paths = {output / name: made for name, made in files.items()}
    kept = own_outputs.write(folder, paths, writing.OWNER)
    if kept:
        return Parsed(None, (*problems, *kept))
    private_texts.remember(cache_folder(folder), output / AGREED)
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
