"""The resolution sheet: what a third person decided of each difference, and the final rows.

A decision counts only for the two values that it was taken on. If either has
been typed anew since, it is stale, and the difference waits to be decided again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.data_entry.comparison import (
    BESIDES,
    KEY_COLUMNS,
    WHOLE_ROW,
    Comparison,
    Difference,
    Typing,
    one_spelling,
)
from generator.definitions.codebook import REQUIRED_COLUMNS
from generator.definitions.csv_text import safe_cell
from generator.definitions.problem import Problem, RefusedError, SourceLine, errors_in, refuse
from generator.definitions.spreadsheet import (
    TEXT,
    WRAPPED,
    Check,
    Column,
    Format,
    Paper,
    Row,
    Sheet,
    height,
)
from generator.definitions.suggest import listed, quoted
from generator.responses.fault_log import FaultLog, each_row
from generator.responses.read import parse_table
from generator.responses.schema import Expected, Form
from generator.responses.spelling import without_gaps
from generator.responses.table import Block, Table

#: What a third person fills in.
TO_FILL_IN = ("decision", "other_value", "decided_by", "note")
_SEEN = ("first", "second")
RESOLUTION_COLUMNS = (
    *KEY_COLUMNS, "column", "question", *_SEEN, *TO_FILL_IN, "place_first", "place_second",
)  # fmt: skip
HISTORY_COLUMNS = (
    "decided_on", *KEY_COLUMNS, "column", *_SEEN, "decision", "value", "decided_by", "note",
    "place_first", "place_second",
)  # fmt: skip
OF_VALUES, OF_ROWS = ("first", "second", "other"), ("keep", "leave out")

_WIDTHS = {
    **dict.fromkeys(RESOLUTION_COLUMNS, 18),
    **dict.fromkeys(("instrument", "column"), 25),
    **dict.fromkeys(("first", "second", "other_value", "note"), 26),
    **dict.fromkeys(("place_first", "place_second"), 38),
    "question": 48,
}
_HELP = {
    "decision": "Look at the paper. first or second: that value is right. other: neither is, and "
    "the right one goes into the next column. A whole row: keep, or leave out.",
    "other_value": "Only with 'other': the code, number, date or words on the paper. "
    "Leave it empty where nothing is ticked.",
    "decided_by": "Your initials.",
    "note": "Why, if it is not plain. No names.",
}
_HEAD: Format = {**TEXT, "font_name": "Arial", "font_size": 10, "bold": True}
_CELL: Format = {**TEXT, **WRAPPED, "font_name": "Arial", "font_size": 11}

#: What a decision is about: the row's key and the column.
About = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided, with the two values that they saw; empty until they have."""

    decision: str
    other_value: str
    decided_by: str
    note: str
    first: str
    second: str
    where: SourceLine


def about(difference: Difference) -> About:
    """Return what a difference is about."""
    return (*difference.key, difference.column)


def choices(column: str) -> tuple[str, ...]:
    """Return the decisions that are open for a column, or for a whole row."""
    return OF_ROWS if column == WHOLE_ROW else OF_VALUES


# --- the sheet ----------------------------------------------------------------------------


def resolution_sheet(
    differences: Sequence[Difference], decisions: Mapping[About, Decision]
) -> Sheet:
    """Return the sheet of all differences, with the decisions that were taken already."""
    heads = [
        (name, {"bg_color": "#FFF2CC" if name in TO_FILL_IN else "#E6E6E6"})
        for name in RESOLUTION_COLUMNS
    ]
    return Sheet(
        "resolution",
        [Column(width) for width in _WIDTHS.values()],
        [Row(heads, _HEAD), *(_row(one, decisions.get(about(one))) for one in differences)],
        list(_checks(differences)),
        locked=True,
        # On paper nobody needs the two places.
        paper=Paper(area=(0, 0, len(differences), len(RESOLUTION_COLUMNS) - 3), gridlines=True),
    )


def _row(one: Difference, decision: Decision | None) -> Row:
    texts = {
        **dict(zip(RESOLUTION_COLUMNS, (*one.key, one.column, one.question), strict=False)),
        "first": one.first,
        "second": one.second,
        **{name: getattr(decision, name) if decision else "" for name in TO_FILL_IN},
        "place_first": str(one.first_place or ""),
        "place_second": str(one.second_place or ""),
    }
    cells = [(text, {"locked": name not in TO_FILL_IN}) for name, text in texts.items()]
    return Row(cells, _CELL, height(texts.values(), (_WIDTHS[name] for name in texts)))


def _checks(differences: Sequence[Difference]) -> Iterator[Check]:
    """Yield the help beside the cells to fill in, and the decisions to choose from."""
    at = RESOLUTION_COLUMNS.index
    for name in TO_FILL_IN[1:]:
        said = {"validate": "any", "input_title": name, "input_message": _HELP[name]}
        area = (1, at(name), max(len(differences), 1), at(name))
        yield [area], {**said, "show_error": False}
    for offered in dict.fromkeys(choices(one.column) for one in differences):
        rows = [n for n, one in enumerate(differences, 1) if choices(one.column) == offered]
        check = {
            "validate": "list",
            "source": list(offered),
            "input_title": "decision",
            "input_message": _HELP["decision"],
            "error_title": "decision",
            "error_message": f"Choose: {', '.join(offered)}.",
        }
        yield [(row, at("decision"), row, at("decision")) for row in rows], check


# --- what was decided ---------------------------------------------------------------------


def parse_decisions(table: Table, found: list[Problem]) -> dict[About, Decision]:
    """Return the decisions of a resolution sheet, those not yet taken included.

    Raises RefusedError where anything is wrong with it.
    """
    missing = [name for name in RESOLUTION_COLUMNS[:10] if name not in table.header]
    if missing:
        fault = f"This is not a resolution sheet: it has no column {listed(missing)}."
        where = table.place(table.header_line, 0)
        remedy = "Name the resolution.xlsx that compare wrote."
        raise RefusedError([*found, Problem(where, "no-resolution", fault, remedy)])
    decisions: dict[About, Decision] = {}
    findings = FaultLog(table)
    for row, cells in each_row(findings, KEY_COLUMNS[0]):
        for column, rule, fault, remedy in _take(findings, row, cells, decisions):
            findings.row_fault(row, table.header.index(column), rule, fault, remedy)
    found += findings.all()
    refuse(found)
    return decisions


def _take(
    findings: FaultLog, row: int, cells: Mapping[str, str], decisions: dict[About, Decision]
) -> Iterator[tuple[str, str, str, str]]:
    """Add one row's decision; yield what is wrong with it: column, rule, fault, remedy."""
    name, cohort, code = (cells[one] for one in KEY_COLUMNS)
    key = (name, cohort, without_gaps(code), cells["column"])
    said, other = cells["decision"].casefold(), cells["other_value"]
    allowed = choices(key[3])
    if said and said not in allowed:
        fault = f"{quoted(cells['decision'])} is not a possible decision."
        yield "decision", "bad-decision", fault, f"Choose: {', '.join(allowed)}."
    if said and not cells["decided_by"]:
        yield "decided_by", "no-decider", "Nobody is named who decided.", "Type your initials."
    if other and said != "other":
        fault = "There is a value here, and the decision is not 'other'."
        yield "other_value", "bad-decision", fault, "Choose 'other', or empty it."
    where = findings.table.place(findings.lines[row], findings.table.header.index("decision"))
    rest = (cells["decided_by"], cells.get("note", ""), cells["first"], cells["second"])
    before = decisions.setdefault(key, Decision(said, other, *rest, where))
    if (before.decision, before.other_value) != (said, other):
        fault = f"This was decided otherwise at {before.where}."
        yield "decision", "bad-decision", fault, "Keep 1 of the 2 rows."


def resolve(
    differences: Iterable[Difference], decisions: Mapping[About, Decision], found: list[Problem]
) -> tuple[dict[About, Decision], list[Difference]]:
    """Return the decisions in force and what is still open.

    Warnings of decisions that no longer count, or leave an answer empty, are added to ``found``.
    """
    taken: dict[About, Decision] = {}
    waiting: list[Difference] = []
    for difference in differences:
        decision = decisions.get(about(difference))
        if decision is None or not decision.decision:
            waiting.append(difference)
        elif _seen(decision) != _seen(difference):
            fault = "1 of the 2 values has changed since this was decided."
            where, rule = decision.where, "stale-decision"
            found.append(Problem(where, rule, fault, "Decide again.", "warning"))
            waiting.append(difference)
        else:
            if decision.decision == "other" and not decision.other_value:
                fault = (
                    "The decision is 'other', with no value beside it: the answer will be empty."
                )
                remedy = "Right if nothing is ticked on the paper. Otherwise type what it says."
                where, rule = decision.where, "blank-decision"
                found.append(Problem(where, rule, fault, remedy, "warning"))
            taken[about(difference)] = decision
    return taken, waiting


def is_asked(waiting: Iterable[Difference], decisions: Mapping[About, Decision]) -> bool:
    """Tell whether a sheet asks for every difference that waits, with no stale decision of it."""
    rows = [decisions.get(about(one)) for one in waiting]
    return all(row is not None and not row.decision for row in rows)


def _seen(one: Decision | Difference) -> tuple[str, str]:
    """Return the two values as a sheet's cell holds them, whatever program saved it."""
    return " ".join(one.first.split()), " ".join(one.second.split())


# --- what becomes of it -------------------------------------------------------------------


def final_rows(
    first: Typing, second: Typing, taken: Mapping[About, Decision], forms: Mapping[str, Form]
) -> dict[str, list[dict[str, str]]]:
    """Return the rows on which everything was agreed or decided, by form, in the order of codes.

    Nothing may be open: a difference without a decision raises KeyError.
    """
    rows: dict[str, list[dict[str, str]]] = {}
    for key in sorted(first.keys() | second.keys()):
        one, other = first.get(key), second.get(key)
        values: Mapping[str, str] = {}
        if one and other:
            differing = {
                name: _value(taken[*key, name], name, forms[key[0]], value, said)
                for name, value in one.values.items()
                if (said := other.values.get(name, value)) != value
            }
            values = {**other.values, **one.values, **differing}
        elif alone := one or other:
            values = alone.values if taken[*key, WHOLE_ROW].decision == "keep" else {}
        if values:
            rows.setdefault(key[0], []).append(
                {**dict(zip(KEY_COLUMNS, key, strict=True)), **values}
            )
    return rows


def _value(decision: Decision, name: str, form: Form, first: str, second: str) -> str:
    """Return what a decision makes of a column's two values; nothing of a whole row."""
    if decision.decision == "other":
        return one_spelling(form.columns.get(name), name, decision.other_value)
    return {"first": first, "second": second}.get(decision.decision, "")


def final_tables(
    first: Typing, second: Typing, taken: Mapping[About, Decision], forms: Mapping[str, Form]
) -> dict[str, list[tuple[str, ...]]]:
    """Return each form's final rows under their header, columns in the codebook's order.

    Nothing may be open.
    """
    tables = {}
    for name, rows in final_rows(first, second, taken, forms).items():
        own = dict.fromkeys((*REQUIRED_COLUMNS, *BESIDES, *forms[name].columns))
        header = tuple(column for column in own if any(column in row for row in rows))
        body = (tuple(row.get(column, "") for column in header) for row in rows)
        tables[name] = [header, *body]
    return tables


def decided_faults(
    tables: Mapping[str, Sequence[Sequence[str]]],
    taken: Mapping[About, Decision],
    expected: Expected,
) -> Iterator[Problem]:
    """Yield a fault for each decision that would put an impossible value into the final rows."""
    others = {key[:3] for key, decision in taken.items() if decision.decision == "other"}
    for name, (header, *body) in tables.items():
        for row in body:
            respondent, cohort, *_ = row
            if (name, cohort, respondent) not in others:
                continue
            table = Table("", tuple(header), (Block([row], [1]),))
            found: list[Problem] = []
            parse_table(table, expected, found)
            for problem in errors_in(found):
                column = header[problem.where.column - 1]
                decision = taken[name, cohort, respondent, column]
                yield Problem(decision.where, "bad-decision", problem.fault, problem.remedy)


def history_rows(
    comparison: Comparison,
    taken: Mapping[About, Decision],
    forms: Mapping[str, Form],
    day: str,
) -> Iterator[tuple[str, ...]]:
    """Yield what was decided of each difference, by whom, with the value that came of it."""
    for one in comparison.differences:
        decision = taken[about(one)]
        value = _value(decision, one.column, forms[one.key[0]], one.first, one.second)
        said = (decision.decision, value, decision.decided_by, decision.note)
        places = (str(one.first_place or ""), str(one.second_place or ""))
        row = (day, *one.key, one.column, one.first, one.second, *said, *places)
        yield tuple(map(safe_cell, row))
