"""The facilitator's notes, from YAML or from a table, become points with their places.

Nothing is judged here but the file's shape; ``rules`` reads what the points say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from generator.definitions.problem import Parsed, Problem, SourceLine, in_reading_order
from generator.definitions.suggest import did_you_mean, listed, quoted
from generator.definitions.yaml_source import Node, read_yaml
from generator.feedback.example import SHEET, is_example
from generator.feedback.point import COLUMNS, Notes, Point
from generator.responses.block import columns_of
from generator.responses.fault_log import Findings
from generator.responses.table import Table

KEYS = ("names", "points")
NAMES_COLUMN = "name"
MOST_POINTS = 5_000

_SHAPE = (
    "Begin with 'points:' and one '- mentee: …' for each; mentoring feedback --template shows it."
)


def notes_from_yaml(content: bytes, shown: str) -> Parsed[Notes]:
    """Return the points of a YAML file; the value is None where its shape cannot be read."""
    read = read_yaml(content, shown)
    problems = [_for_notes(problem) for problem in read.problems]
    root = read.value
    if root is None:
        return Parsed(None, tuple(problems))
    problems += _unknown_keys(root, KEYS, shown)
    listing = root.child("points")
    if listing is None or listing.kind != "list":
        where = SourceLine(shown, *((listing.line, listing.column) if listing else (1, 1)))
        problems.append(Problem(where, "no-points", "There is no list of points.", _SHAPE))
        return Parsed(None, in_reading_order(problems))
    points = []
    for node in listing.children[:MOST_POINTS]:
        if node.kind == "map":
            problems += _unknown_keys(node, COLUMNS, shown)
            problems += _not_text(node, shown)
            points.append(_point(node, shown))
        else:
            where = SourceLine(shown, node.line, node.column)
            problems.append(Problem(where, "no-points", "This is not a point.", _SHAPE))
    names = root.child("names")
    found = tuple(child.text for child in names.children if child.text) if names else ()
    return Parsed(Notes(tuple(points), found), in_reading_order(problems))


def _for_notes(problem: Problem) -> Problem:
    """Return a fault of YAML with a remedy that fits notes, not forms."""
    own = "README.md" in problem.remedy or "my_form" in problem.remedy
    return replace(problem, remedy=_SHAPE) if own else problem


def _unknown_keys(node: Node, known: Sequence[str], shown: str) -> list[Problem]:
    return [
        Problem(
            SourceLine(shown, key.line, key.column),
            "unknown-key",
            f"There is no {quoted(key.text)} here.",
            did_you_mean(key.text, known) or f"Known: {', '.join(known)}.",
        )
        for key in node.keys
        if key.text not in known
    ]


def _not_text(node: Node, shown: str) -> Iterator[Problem]:
    for key, child in zip(node.keys, node.children, strict=True):
        if child.kind != "text":
            where = SourceLine(shown, child.line, child.column)
            fault = f"{quoted(key.text)} is not a single text."
            yield Problem(where, "not-text", fault, "Write one text; make a second point of more.")


def _point(node: Node, shown: str) -> Point:
    values = dict.fromkeys(COLUMNS, "")
    places = {}
    for key, child in zip(node.keys, node.children, strict=True):
        if key.text in values and key.text not in places:
            values[key.text] = child.text if child.kind == "text" else ""
            places[key.text] = SourceLine(shown, child.line, child.column)
    return Point(**values, where=SourceLine(shown, node.line, node.column), places=places)


def notes_from_tables(tables: Iterable[Table]) -> Parsed[Notes]:
    """Return the points of a CSV file or a workbook.

    A sheet with the column ``name`` and without ``mentee`` lists names; every other one holds
    points. On the sheet of examples only what was changed is one.
    """
    points: list[Point] = []
    names: list[str] = []
    problems: list[Problem] = []
    for table in tables:
        findings = Findings(table)
        is_names = NAMES_COLUMN in table.header and "mentee" not in table.header
        if is_names or _check_header(findings):
            for columns in _columns(findings, NAMES_COLUMN if is_names else "mentee"):
                if is_names:
                    names += [name.strip() for name in columns[NAMES_COLUMN] if name.strip()]
                else:
                    rows = _rows(columns, findings)
                    points += [row for row in rows if table.sheet != SHEET or not is_example(row)]
        problems += (*findings.whole, *findings.single())
    return Parsed(Notes(tuple(points), tuple(names)), in_reading_order(problems))


def _columns(findings: Findings, key: str) -> Iterator[dict[str, Sequence[str]]]:
    for block in findings.table.blocks:
        if isinstance(block, Problem):
            findings.whole.append(block)
            return
        yield columns_of(block, findings, key=key)


def _check_header(findings: Findings) -> bool:
    header = findings.table.header
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        fault = f"Missing here: {listed(missing)}."
        findings.table_fault("missing-column", fault, f"Points have {listed(COLUMNS)}.")
    for index, name in enumerate(header):
        if name and name not in COLUMNS:
            remedy = did_you_mean(name, COLUMNS) or "Delete the column."
            fault = f"Points have no column {quoted(name)}."
            findings.table_fault("unknown-column", fault, remedy, index)
    return not missing


def _rows(columns: dict[str, Sequence[str]], findings: Findings) -> Iterator[Point]:
    header = findings.table.header
    for row, line in enumerate(findings.lines):
        yield Point(
            **{name: columns[name][row].strip() for name in COLUMNS},
            where=findings.table.place(line, 0),
            places={name: findings.table.place(line, header.index(name)) for name in COLUMNS},
        )
