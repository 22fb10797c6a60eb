"""The facilitator's notes: points of feedback from YAML or a table, and what notes begin with.

A point says what was seen, what it does, what might help, and how many stand behind it. Nothing
is judged here but the file's shape; ``rules`` reads what the points say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from generator.definitions.problem import Problem, RefusedError, SourceLine, in_reading_order, tried
from generator.definitions.programme import Programme
from generator.definitions.spreadsheet import WRAPPED, Check, Column, Row, Sheet
from generator.definitions.suggest import did_you_mean, quoted
from generator.definitions.yaml_source import at, child, children, read_yaml
from generator.responses.fault_log import FaultLog, check_known, each_block
from generator.responses.table import Table

#: The texts of a point, in the order in which they are read.
TEXTS = ("observation", "effect", "suggestion")
COLUMNS = ("mentee", "domain", *TEXTS, "contributors")
KEYS = ("names", "points")
#: Where a table of its own has the names that no point may hold: the preferences will do.
NAMES_COLUMN, NAMES_COLUMNS = "name", ("name", "mentor", "mentee")
MOST_POINTS = 5_000
_SHAPE = (
    "Begin with 'points:' and one '- mentee: …' for each; mentoring feedback --template shows it."
)

#: Invented points, a value for each of ``COLUMNS``: to look at, and refused where one is left.
EXAMPLES = (
    (
        "M01",
        "strengths",
        "Explains decisions to the whole team at the bedside.",
        "Juniors learn why, and patients hear one message.",
        "Keep doing this on busy rounds, too.",
        "4",
    ),
    (
        "M01",
        "time",
        "Replies to messages often come late in the evening.",
        "Discharge letters wait until the next day.",
        "A fixed time for messages before lunch.",
        "3",
    ),
)
#: The sheet of a workbook in which the examples stand; on it only what was changed is a point.
EXAMPLE_SHEET = "example"


@dataclass(frozen=True, slots=True)
class Point:
    """One row of the notes: its texts with single blanks, and their places, by ``COLUMNS``.

    ``where`` is the point's own place.
    """

    texts: Mapping[str, str]
    where: SourceLine
    places: Mapping[str, SourceLine] = field(default_factory=dict)

    def place(self, column: str) -> SourceLine:
        """Return where one of the point's values stands."""
        return self.places.get(column, self.where)

    def text(self, column: str) -> str:
        """Return one of ``COLUMNS``; nothing where it is not there."""
        return self.texts.get(column, "")


@dataclass(frozen=True, slots=True)
class Notes:
    """All points of one file, and the names that none of them may hold."""

    points: tuple[Point, ...]
    names: tuple[str, ...] = ()


def _single(text: str) -> str:
    return " ".join(text.split())


# --- from YAML ----------------------------------------------------------------------------


def notes_from_yaml(content: bytes, shown: str, found: list[Problem]) -> Notes:
    """Return the points of a YAML file; add its faults in their order.

    Raises RefusedError where its shape cannot be read.
    """
    problems: list[Problem] = []
    root = tried(problems, partial(read_yaml, content, shown, shape=_SHAPE))
    listing = child(root, "points") if root else None
    if root is not None:
        problems += _unknown_keys(root, KEYS, shown)
    points = list(_points(listing, shown, problems)) if listing else []
    if root and not isinstance(listing, SequenceNode):
        where = at(listing, shown) if listing else SourceLine(shown)
        problems.append(Problem(where, "no-points", "There is no list of points.", _SHAPE))
    found += in_reading_order(problems)
    if root is None or not isinstance(listing, SequenceNode):
        raise RefusedError(found)
    names = child(root, "names")
    return Notes(tuple(points), tuple(filter(None, map(_text, children(names) if names else ()))))


def _points(listing: Node, shown: str, problems: list[Problem]) -> Iterator[Point]:
    for node in listing.value[:MOST_POINTS] if isinstance(listing, SequenceNode) else ():
        if isinstance(node, MappingNode):
            problems += _unknown_keys(node, COLUMNS, shown)
            problems += _not_text(node, shown)
            yield _point(node, shown)
        else:
            problems.append(Problem(at(node, shown), "no-points", "This is not a point.", _SHAPE))


def _text(node: Node) -> str:
    return str(node.value) if isinstance(node, ScalarNode) else ""


def _unknown_keys(node: Node, known: Sequence[str], shown: str) -> Iterator[Problem]:
    for key, _ in node.value:
        if (name := _text(key)) not in known:
            remedy = did_you_mean(name, known) or f"Known: {', '.join(known)}."
            fault = f"There is no {quoted(name)} here."
            yield Problem(at(key, shown), "unknown-key", fault, remedy)


def _not_text(node: MappingNode, shown: str) -> Iterator[Problem]:
    for key, value in node.value:
        if not isinstance(value, ScalarNode):
            fault = f"{quoted(_text(key))} is not a single text."
            remedy = "Write one text; make a second point of more."
            yield Problem(at(value, shown), "not-text", fault, remedy)


def _point(node: MappingNode, shown: str) -> Point:
    """Return a point; of a key that stands there twice the first counts."""
    known = {name: value for name in COLUMNS if (value := child(node, name)) is not None}
    texts = {n: _single(_text(v)) for n, v in known.items() if isinstance(v, ScalarNode)}
    places = {name: at(value, shown) for name, value in known.items()}
    return Point(texts, at(node, shown), places)


# --- from tables --------------------------------------------------------------------------


def notes_from_tables(tables: Iterable[Table], found: list[Problem]) -> Notes:
    """Return the points of a CSV file or a workbook; add its faults in their order.

    A sheet with the column ``name`` and without ``mentee`` lists names; every other one holds
    points. On the sheet of examples only what was changed is one.
    """
    points: list[Point] = []
    names: list[str] = []
    problems: list[Problem] = []
    for table in tables:
        findings = FaultLog(table)
        if NAMES_COLUMN in table.header and "mentee" not in table.header:
            for columns in each_block(findings, NAMES_COLUMN):
                names += filter(None, map(str.strip, columns[NAMES_COLUMN]))
        elif check_known(findings, "A table of points", COLUMNS):
            rows = [
                row
                for columns in each_block(findings, "mentee")
                for row in _rows(columns, findings)
            ]
            points += [row for row in rows if table.sheet != EXAMPLE_SHEET or not is_example(row)]
        problems += findings.all()
    found += in_reading_order(problems)
    return Notes(tuple(points), tuple(names))


def _rows(columns: Mapping[str, Sequence[str]], findings: FaultLog) -> Iterator[Point]:
    table = findings.table
    for row, line in enumerate(findings.lines):
        texts = {name: _single(columns[name][row]) for name in COLUMNS}
        places = {name: table.place(line, table.header.index(name)) for name in COLUMNS}
        yield Point(texts, table.place(line, 0), places)


def names_from_lines(text: str) -> tuple[str, ...]:
    r"""Return the names of a text; empty lines and lines with # are passed over.

    >>> names_from_lines("# mentors\nAda Okafor\n\n  Ben  Invented\nAda Okafor\n")
    ('Ada Okafor', 'Ben Invented')
    """
    lines = map(_single, text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def names_from_tables(tables: Iterable[Table], found: list[Problem]) -> tuple[str, ...]:
    """Return the names in the tables' columns of names; every other column is passed over."""
    names: dict[str, None] = {}
    for table in tables:
        wanted = [at for at, name in enumerate(table.header) if name.casefold() in NAMES_COLUMNS]
        if not wanted:
            remedy = "Call the column 'name', or 'mentor' and 'mentee'."
            where = table.place(table.header_line, 0)
            found.append(Problem(where, "missing-column", "No column here holds names.", remedy))
        names |= dict.fromkeys(filter(None, _names(table, wanted, found)))
    return tuple(names)


def _names(table: Table, wanted: Sequence[int], found: list[Problem]) -> Iterator[str]:
    for block in table.blocks:
        if isinstance(block, Problem):
            found.append(block)
            return
        for fault in block.faults:
            if fault.column in wanted:
                where = table.place(block.lines[fault.row], fault.column)
                found.append(Problem(where, fault.rule, fault.fault, fault.remedy))
        for row in block.rows:
            yield from (_single(row[at]) for at in wanted if at < len(row))


# --- what notes begin with ----------------------------------------------------------------

#: What a spreadsheet says where a cell of a column is chosen.
PROMPTS = {
    "mentee": "The mentee's code, such as M01. Never a name.",
    "domain": "1 to 3 points in each domain. Strengths come first on the page.",
    "observation": "What the group sees. No names, quotations, dates or shifts.",
    "effect": "What it does.",
    "suggestion": "What might help. Of a strength: what to do next time.",
    "contributors": "How many mentors agree on it: at least 2.",
}
NAMES = ("Ada Example", "Dr Ben Invented")
#: Rows that drop-downs and checks reach down to; widths of columns.
LAST_ROW = 500
_WIDE, _NARROW = 46, 16
_HEAD = """\
# Notes for feedback documents.
# Each point: what was seen, what it does, what might help; at least 2 mentors agree on it.
# Domains: {domains}.
# Keep this file where only you can open it, never in the site's folder.

# Nobody listed here may be named in a point: all mentors, all mentees, and others you think of.
# names:
{names}
names:

# An invented example. Write the group's own points below, without the sign # before a line:
# points:
{points}
points:
"""


def is_example(point: Point) -> bool:
    """Tell whether a point is one of the invented ones, text for text, of whatever domain."""
    said = tuple(point.text(column) for column in ("mentee", *TEXTS))
    return said in {(code, *texts[:3]) for code, _, *texts in EXAMPLES}


def examples(programme: Programme) -> tuple[tuple[str, ...], ...]:
    """Return the invented points, in other domains where the programme has not theirs."""
    known = [domain.id for domain in programme.domains]
    return tuple(
        (code, domain if domain in known else known[place], *words)
        for place, (code, domain, *words) in enumerate(EXAMPLES)
    )


def example_yaml(programme: Programme) -> str:
    """Return a file of notes without points; two invented ones stand in comments."""
    points = []
    for values in examples(programme):
        lines = [f"{name}: {_value(value)}" for name, value in zip(COLUMNS, values, strict=True)]
        points += [f"#   - {lines[0]}", *(f"#     {line}" for line in lines[1:])]
    return _HEAD.format(
        domains=", ".join(domain.id for domain in programme.domains),
        names="\n".join(f'#   - "{name}"' for name in NAMES),
        points="\n".join(points),
    )


def _value(text: str) -> str:
    return text if text.isalnum() else f'"{text}"'


def example_sheets(programme: Programme) -> list[Sheet]:
    """Return notes without points as a workbook: points with drop-downs, names, the examples."""
    widths = [Column(_WIDE if name in TEXTS else _NARROW, WRAPPED) for name in COLUMNS]
    head = Row(COLUMNS, {"bold": True})
    domains = [domain.id for domain in programme.domains]
    checks = [_check(place, name, domains) for place, name in enumerate(COLUMNS)]
    invented = [Row([int(c) if c.isdigit() else c for c in point]) for point in examples(programme)]
    return [
        Sheet("points", widths, [head], checks),
        Sheet("names", [Column(_WIDE, WRAPPED)], [Row([NAMES_COLUMN], {"bold": True})]),
        Sheet(EXAMPLE_SHEET, widths, [head, *invented]),
    ]


def _check(place: int, name: str, domains: Sequence[str]) -> Check:
    is_list = name == "domain"
    allowed = {"validate": "list", "source": domains} if is_list else {"validate": "any"}
    said = {"input_title": name, "input_message": PROMPTS[name], "show_error": is_list}
    return [(1, place, LAST_ROW - 1, place)], {**allowed, **said}
