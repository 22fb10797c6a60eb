"""What the steps of ``mentoring themes`` share: names of files, and where these may lie."""

from __future__ import annotations

from pathlib import Path

from generator.files.coding_workbook import read_sheets
from generator.files.private_folder import site_faults
from generator.survey.problem import Parsed, Problem, SourceLine
from generator.themes.coding import Coding, parse_coding

KEY, AGREED, FIGURES = "key.csv", "agreed.xlsx", "agreement.csv"
#: Who had returned a form when the units were made, beside the key.
RETURNED = "returned.csv"
CONTEXT, COREQ = "in-context.html", "coreq.md"


def read_coding(path: Path, shown: str) -> Parsed[Coding]:
    """Return a workbook's coding, with every fault in it."""
    sheets = read_sheets(path, shown)
    if sheets.value is None:
        return Parsed(None, sheets.problems)
    parsed = parse_coding(sheets.value, shown)
    problems = (*sheets.problems, *parsed.problems)
    return Parsed(None if sheets.errors else parsed.value, problems)


def place_faults(folder: Path, output: Path, responses: Path | None = None) -> tuple[Problem, ...]:
    """Return why private files must not go to a folder: it lies in a site, or among responses."""
    found = tuple(site_faults(folder, output))
    if responses is None or responses.resolve() not in (output / KEY).resolve().parents:
        return found
    fault = "Private files of the coding must not be among the responses."
    remedy = "Name a folder of their own: --output DIR."
    return (*found, Problem(SourceLine(output.as_posix()), "output", fault, remedy))
