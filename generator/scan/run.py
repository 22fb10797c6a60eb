"""One run over some scans: its places, the forms that its pages need, the files that it writes.

Response files are written only where nothing is left to decide, and their rows are read first as
``check`` reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.definitions.cohort import Cohort
from generator.definitions.csv_text import csv_bytes, safe
from generator.definitions.load import Definitions
from generator.definitions.problem import Problem
from generator.files import own_outputs
from generator.files.programme_folder import shown
from generator.files.response_folder import SCANNED
from generator.questionnaire.symbol import page_id
from generator.responses.known_tables import SCAN_PAGES
from generator.responses.read import parse_table, responses
from generator.responses.schema import READABLE, Expected
from generator.responses.table import Block, Table
from generator.scan.copies import Batch
from generator.scan.decisions import PAGE, Decisions
from generator.scan.kept import Scanned
from generator.scan.papers import PaperKey, key_of
from generator.scan.rows import Setting, tables

REVIEW, PAGES, SOURCES, SCAN = "review.html", "pages.csv", "sources.csv", "-scan.csv"
#: As sheets are printed.
SIZES = ("standard", "large")


@dataclass(frozen=True, slots=True)
class Run:
    """What one command works with: places, definitions, and what answers are checked against."""

    folder: Path
    output: Path
    definitions: Definitions
    against: Expected
    cohorts: Sequence[Cohort]
    cohort: str
    completed_on: date | None

    @property
    def review(self) -> Path:
        """The folder of pictures and of the page for people."""
        return self.output / SCANNED

    def shown(self, place: Path) -> str:
        """Return what messages call a path."""
        return shown(place, self.folder)


def paper_keys(run: Run, pages: Sequence[Scanned], said: Decisions) -> Iterator[PaperKey]:
    """Yield the forms of some pages; every form where a person must say what a page is."""
    for page in pages:
        if page.id:
            yield key_of(page.id)
    for one in said.by_key.values():
        if one.item == PAGE and (named := page_id(one.answer)):
            yield key_of(named)
    if any(not page.is_read and not page.empty for page in pages):
        seen = {page.id.form for page in pages if page.id}
        first, *others = (one.upper() for one in run.definitions.programme.languages)
        for form in run.definitions.instruments:
            if form.kind in READABLE:
                yield form.id, form.version, first, "standard"
            for language in (first, *others) if form.id in seen else ():
                yield from ((form.id, form.version, language, size) for size in SIZES)


def outputs(
    run: Run,
    pages: Sequence[Scanned],
    sorted_out: Batch,
    said: Decisions,
    page: str,
    found: list[Problem],
) -> dict[Path, bytes]:
    """Return the files to write: response files only where nothing is open."""
    made = {
        run.review / REVIEW: page.encode(),
        run.output / PAGES: csv_bytes(safe(_page_rows(pages, sorted_out))),
    }
    return made if sorted_out.open else made | _final(run, sorted_out, said, found)


def _page_rows(pages: Sequence[Scanned], sorted_out: Batch) -> Iterator[Sequence[object]]:
    yield SCAN_PAGES
    for page in pages:
        became, reason = sorted_out.became[page.file, page.number]
        facts = (page.id.form, page.id.page, page.id.copy) if page.id else ("", "", "")
        yield (page.file, page.number, *facts, became, reason, page.picture)


def _final(run: Run, sorted_out: Batch, said: Decisions, found: list[Problem]) -> dict[Path, bytes]:
    """Return the response files, read as ``check`` reads them, and the sources of all answers."""
    languages = run.definitions.programme.languages
    setting = Setting(run.against.forms, languages, run.cohort, run.completed_on)
    made = tables(sorted_out.copies, said, setting)
    found += _as_checked(run, made.forms)
    files = {run.output / f"{name}{SCAN}": csv_bytes(body) for name, body in made.forms.items()}
    if files:
        files[run.output / SOURCES] = csv_bytes(safe(made.sources))
    return files


def _as_checked(run: Run, forms: Mapping[str, Sequence[Sequence[str]]]) -> list[Problem]:
    """Return what the usual reading of answers says of the rows."""
    found: list[Problem] = []
    parsed = {}
    for name, (header, *body) in forms.items():
        place = run.shown(run.output / f"{name}{SCAN}")
        lines = list(range(2, len(body) + 2))
        table = Table(place, tuple(header), (Block(body, lines),))
        if rows := parse_table(table, run.against, found):
            parsed[name] = rows
    responses(parsed, run.cohorts, len(forms), found)
    return found


def clear_earlier(run: Run, final: Sequence[Path]) -> None:
    """Remove the response files of an earlier run of forms that have none now."""
    whole = [one.resolve() for one in final]
    ours = own_outputs.ours(run.folder, run.output.resolve())
    stale = [one for one in ours if one.name.endswith(SCAN) and one not in whole]
    own_outputs.remove(stale, run.output)
