"""One function a command: the only place where floors meet, with ``assembly`` below it.

Each takes paths and choices and returns what came of it with every problem
found. Nothing here prints, and nothing here computes: it hands the result of
one room to the next. Rooms of weight are imported where a command needs them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.assembly import (
    AUDIENCE_FILE,
    CACHE,
    Choices,
    Progress,
    count,
    generated_site,
    load,
    read,
    silent,
)
from generator.files import programme_folder, starter, writing
from generator.survey.blank import blank_local
from generator.survey.codebook import codebooks
from generator.survey.definition import Definitions
from generator.survey.instrument import Instrument
from generator.survey.nearest import did_you_mean
from generator.survey.problem import Parsed, Problem, SourceLine, format_problem

if TYPE_CHECKING:
    from generator.analysis.tally import Tally
    from generator.disclosure.released import Audience
    from generator.files.typst_compiler import PrintedForm
    from generator.questionnaire.form import Size
    from generator.report.site import GeneratedSite

GITIGNORE = b"responses/\nsite/\nsite-restricted/\nprinted/\n.cache/\n"
SITE_FOLDERS = {"open": "site", "restricted": "site-restricted"}


#: Stands in a folder of invented responses, so that it may be written anew.
SIMULATED_MARK = "INVENTED.txt"


def _stop(place: object, rule: str, fault: str, remedy: str) -> Problem:
    return Problem(SourceLine(str(place)), rule, fault, remedy)


# --- definitions --------------------------------------------------------------------------


def init(folder: Path) -> Parsed[int]:
    """Make a new programme in an empty folder; the value is how many files were written."""
    if folder.exists() and (not folder.is_dir() or writing.has_files(folder)):
        fault = "There is something in this folder already."
        return Parsed(
            None,
            (_stop(str(folder), "folder-in-use", fault, "Name a new folder, or an empty one."),),
        )
    files = starter.starter_files()
    own = "instruments/programme.yml"
    files[own] = blank_local(files[own].decode()).encode()
    files[".gitignore"] = GITIGNORE
    writing.write_files(folder, files)
    writing.make_folder(folder / "responses")
    return Parsed(len(files))


def check(folder: Path, responses: Path | None, progress: Progress = silent) -> Parsed[str]:
    """Check the definitions and, where a folder is named, the responses in it."""
    loaded = load(folder)
    if loaded.value is None:
        return Parsed("Definitions", loaded.problems)
    what = f"{len(loaded.value.instruments)} forms"
    if responses is None:
        return Parsed(what, loaded.problems)
    found = read(loaded.value, responses, progress=progress)
    if found.value is not None:
        rows = sum(answers.rows for answers in found.value.answers.values())
        what += f", {rows:,} responses in {found.value.files:,} files"
    return Parsed(what, (*loaded.problems, *found.problems))


# --- paper --------------------------------------------------------------------------------


def print_forms(
    folder: Path, wanted: Sequence[str], *, size: Size, language: str | None, output: Path
) -> Parsed[list[str]]:
    """Write each wanted form's PDF and layout; the value lists the PDF files."""
    loaded = load(folder)
    if loaded.value is None:
        return Parsed(None, loaded.problems)
    definitions = loaded.value
    faults = [*_form_faults(definitions, wanted), *_language_faults(definitions, language)]
    if faults:
        return Parsed(None, (*loaded.problems, *faults))
    forms = [form for form in definitions.instruments if not wanted or form.id in wanted]
    ending = "-large-print" if size == "large" else ""
    files: dict[str, bytes] = {}
    problems = list(loaded.problems)
    for form in forms:
        printed = _printed(definitions, form, size, language)
        files[f"{form.id}{ending}.pdf"] = printed.pdf
        layout = json.dumps(printed.layout, indent=1, ensure_ascii=False)
        files[f"{form.id}{ending}.layout.json"] = layout.encode()
        problems.extend(_missing_characters(definitions, form, printed))
    writing.write_files(output, files)
    return Parsed([name for name in files if name.endswith(".pdf")], tuple(problems))


def _form_faults(definitions: Definitions, wanted: Sequence[str]) -> list[Problem]:
    known = [form.id for form in definitions.instruments]
    return [
        _stop(name, "unknown-form", f"There is no form '{name}'.", did_you_mean(name, known))
        for name in wanted
        if name not in known
    ]


def _language_faults(definitions: Definitions, language: str | None) -> list[Problem]:
    known = definitions.programme.languages
    if language is None or language in known:
        return []
    fault = f"The programme has no language '{language}'."
    remedy = f"It has: {', '.join(known)}."
    return [_stop(definitions.programme_path, "unknown-language", fault, remedy)]


def _printed(
    definitions: Definitions, form: Instrument, size: Size, language: str | None
) -> PrintedForm:
    from generator.files import typst_compiler

    first = definitions.programme.languages[0]
    return typst_compiler.render(definitions.programme, form, size, language or first)


def _missing_characters(
    definitions: Definitions, form: Instrument, printed: PrintedForm
) -> list[Problem]:
    if not printed.missing:
        return []
    path = dict(zip((f.id for f in definitions.instruments), definitions.paths, strict=True))
    fault = f"The font has no sign for {' '.join(printed.missing)}; each prints as '?'."
    where = SourceLine(path[form.id])
    return [Problem(where, "missing-character", fault, "Write it in other words.", "warning")]


# --- numbers ------------------------------------------------------------------------------


def tallied(folder: Path, responses: Path, progress: Progress = silent) -> Parsed[Tally]:
    """Read, check, score and tally a folder of responses."""
    loaded = load(folder)
    if loaded.value is None:
        return Parsed(None, loaded.problems)
    found = read(loaded.value, responses, progress=progress)
    if found.value is None:
        return Parsed(None, (*loaded.problems, *found.problems))
    return Parsed(count(loaded.value, found.value), (*loaded.problems, *found.problems))


def analyse(
    folder: Path, responses: Path, *, output: Path, skip_faulty: bool, progress: Progress = silent
) -> Parsed[int]:
    """Write every statistic, unprotected, as one CSV; the value is its number of lines."""
    refused = _output_faults(folder, output)
    loaded = load(folder)
    if loaded.value is None or refused:
        return Parsed(None, (*refused, *loaded.problems))
    definitions = loaded.value
    found = read(definitions, responses, skip_faulty=skip_faulty, progress=progress)
    problems = (*loaded.problems, *found.problems)
    if found.value is None:
        return Parsed(None, problems)
    from generator.analysis.analysis_table import COLUMNS, analysis_rows

    books = codebooks(definitions.programme, definitions.instruments)
    counted = count(definitions, found.value)
    rows = list(
        analysis_rows(
            definitions.programme, definitions.instruments, books, counted, found.value.cohorts
        )
    )
    writing.write_file(output, writing.csv_bytes(COLUMNS, rows))
    return Parsed(len(rows), problems)


def _output_faults(folder: Path, output: Path) -> tuple[Problem, ...]:
    if output.suffix.lower() != ".csv":
        fault = "The output is a CSV file."
        return (_stop(output, "output", fault, "Give it a name that ends in .csv."),)
    site = writing.site_around(output, *(folder / name for name in SITE_FOLDERS.values()))
    if site is None:
        return ()
    fault = f"These numbers are not protected and must not lie in the site {site}."
    return (_stop(output, "output", fault, "Name a place outside every site."),)


# --- the site -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made, for its maker's eyes."""

    site: str
    audience: str
    pages: int
    megabytes: float
    facts: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it for scripts."""
        return {
            "site": self.site,
            "audience": self.audience,
            "pages": self.pages,
            "megabytes": self.megabytes,
            **self.facts,
        }

    def in_words(self) -> str:
        """Return it for people."""
        lines = [f"{self.pages:,} pages ({self.megabytes:.1f} MB) in {self.site}."]
        if not self.facts:
            return f"{lines[0]} No responses were found, so there are no results yet."
        facts = self.facts
        lines.append(
            f"Of {facts['cohorts']:,} cohorts, {facts['alone']:,} have a page of their own, "
            f"{facts['in_pools']:,} are shown in a named pool and "
            f"{facts['in_larger_groups']:,} only in a larger group."
        )
        if facts["rows_left_out"]:
            lines.append(f"{facts['rows_left_out']:,} faulty rows were left out. The pages say so.")
        if self.audience == "restricted":
            lines.append("For named readers only: keep this folder away from the open site.")
        return "\n".join(lines)


def build(
    folder: Path,
    *,
    responses: Path | None = None,
    site_dir: Path | None = None,
    audience: Audience = "open",
    skip_faulty: bool = False,
    progress: Progress = silent,
) -> Parsed[Built]:
    """Build the site; the old one stays in place unless everything is well."""
    from generator.files.site import build_site

    target = site_dir or folder / SITE_FOLDERS[audience]
    choices = Choices(_chosen(folder, responses), audience, skip_faulty)
    refused = _audience_faults(target, audience)
    outcome = generated_site(folder, choices, progress)
    if outcome.value is None or refused:
        return Parsed(None, (*refused, *outcome.problems))
    made = outcome.value
    progress("Writing pages")
    report = build_site(
        folder,
        made.site,
        target,
        keep_out=[choices.responses] if choices.responses else [],
        gate=_gate(folder, choices, made.key),
    )
    progress("")
    problems = (*outcome.problems, *report.problems)
    if not report.written:
        return Parsed(None, problems)
    built = Built(target.as_posix(), audience, report.pages, report.size / 1e6, made.facts)
    return Parsed(built, problems)


def serve(
    folder: Path, *, responses: Path | None, audience: Audience, address: str
) -> Parsed[None]:
    """Show the site until interrupted, anew after each edit; returns what kept it from starting."""
    from generator.files.live_site import serve_site

    chosen = _chosen(folder, responses)

    def make() -> Parsed[GeneratedSite]:
        made = generated_site(folder, Choices(chosen, audience))
        return Parsed(made.value.site if made.value else None, made.problems)

    def tell(problems: Sequence[Problem]) -> None:
        for problem in problems:
            print(format_problem(problem), file=sys.stderr)

    print(f"The site is at http://{address}/ while this runs. Stop it with Ctrl+C.")
    watch = [chosen] if chosen else []
    return Parsed(None, serve_site(folder, make, tell, address=address, watch=watch))


def _chosen(folder: Path, responses: Path | None) -> Path | None:
    """Return the responses folder asked for, or the programme's own where it holds anything."""
    own = folder / "responses"
    return responses or (own if writing.has_files(own) else None)


def _audience_faults(target: Path, audience: Audience) -> tuple[Problem, ...]:
    """Two audiences never share a folder, nor lies one inside the other."""
    other = writing.marked_otherwise(target, AUDIENCE_FILE, audience)
    if other is None:
        return ()
    fault = f"The site for the {audience} audience cannot be written here: {other} is another's."
    return (_stop(target.as_posix(), "audience", fault, "Choose a --site-dir of its own."),)


def _gate(folder: Path, choices: Choices, key: str) -> Callable[[Path], tuple[Problem, ...]]:
    """Return the leak gate for a finished site; one that passed before is known by its manifest."""

    def gate(finished: Path) -> tuple[Problem, ...]:
        if choices.responses is None:
            return ()
        passed = folder / CACHE / "passed"
        name = programme_folder.fingerprint(finished / "manifest.sha256") + key
        if writing.remembers(passed, name):
            return ()
        findings = _leaks(folder, choices, finished)
        if not findings:
            writing.remember(passed, name)
        return findings

    return gate


def _leaks(folder: Path, choices: Choices, finished: Path) -> tuple[Problem, ...]:
    """Search every byte of a finished site for what stands in the responses."""
    from generator.disclosure.leak_gate import secrets
    from generator.files.leak_scan import scan

    loaded = load(folder)
    if loaded.value is None or choices.responses is None:
        return loaded.problems
    found = read(loaded.value, choices.responses, skip_faulty=choices.skip_faulty)
    if found.value is None:
        return found.problems
    codes = {
        code.decode()
        for answers in found.value.answers.values()
        for code in set(answers.respondent)
    }
    titles = [f"{c.id} {c.title} {c.organisation} {c.region}" for c in found.value.cohorts]
    public = "\n".join([*titles, *(programme_folder.read_definitions(folder).value or {}).values()])
    wanted = secrets(codes, found.value.free_text, public=public)
    return tuple(
        _stop(
            finding.path,
            "leak",
            f"A respondent's {finding.kind} stands in the finished site ({finding.hint}…).",
            "Nothing was published. Take it out of the pages' sources; if it is not there, tell us.",
        )
        for finding in scan(finished, wanted, lambda name: name.startswith("results/"))
    )


# --- invented responses, and people who withdraw -------------------------------------------


def simulate(
    folder: Path,
    *,
    cohorts: int,
    pairs: tuple[int, int],
    seed: str,
    organisations: int,
    regions: int,
    output: Path,
) -> Parsed[int]:
    """Write invented responses; the value is the number of files."""
    from generator.files.simulated import write_simulated
    from generator.simulation.simulate import simulate as invented

    loaded = load(folder)
    if loaded.value is None:
        return Parsed(None, loaded.problems)
    if writing.has_files(output) and not (output / SIMULATED_MARK).is_file():
        fault = "There are files here that were not simulated."
        return Parsed(None, (_stop(output, "folder-in-use", fault, "Name a new folder."),))
    files = invented(
        loaded.value.programme,
        loaded.value.instruments,
        cohorts=cohorts,
        pairs=pairs,
        seed=seed,
        organisations=organisations,
        regions=regions,
    )
    with writing.replaced_folder(output) as beside:
        number = write_simulated(beside, files)
        writing.write_file(beside / SIMULATED_MARK, b"Every response in this folder is invented.\n")
    return Parsed(number, loaded.problems)
