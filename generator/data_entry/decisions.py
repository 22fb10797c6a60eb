"""The resolution sheet: what a third person decided of each difference, and the final rows.

A decision counts only for the two values that it was taken on. If either has
been typed anew since, it is stale, and the difference waits to be decided again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.data_entry.comparison import WHOLE_ROW, Difference
from generator.data_entry.typed import BESIDES, Key, TypedRow, one_spelling
from generator.definitions.codebook import REQUIRED_COLUMNS
from generator.definitions.problem import Parsed, Problem, SourceLine
from generator.definitions.suggest import listed, quoted
from generator.responses.read import parse_table
from generator.responses.schema import Expected, Form
from generator.responses.table import Block, Table

RESOLUTION_COLUMNS = (
    "instrument",
    "cohort",
    "respondent",
    "column",
    "question",
    "first",
    "second",
    "decision",
    "other_value",
    "decided_by",
    "note",
    "place_first",
    "place_second",
)
#: What a third person fills in.
TO_FILL_IN = ("decision", "other_value", "decided_by", "note")
OF_VALUES, OF_ROWS = ("first", "second", "other"), ("keep", "leave out")

#: What a decision is about: the row's key and the column.
About = tuple[str, str, str, str]
Typing = Mapping[Key, TypedRow]


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


def parse_decisions(table: Table) -> Parsed[dict[About, Decision]]:
    """Return the decisions of a resolution sheet, those not yet taken included."""
    missing = [name for name in RESOLUTION_COLUMNS[:10] if name not in table.header]
    if missing:
        fault = f"This is not a resolution sheet: it has no column {listed(missing)}."
        where = table.place(table.header_line, 0)
        remedy = "Name the resolution.xlsx that compare wrote."
        return Parsed(None, (Problem(where, "no-resolution", fault, remedy),))
    found: dict[About, Decision] = {}
    faults: list[Problem] = []
    for block in table.blocks:
        if isinstance(block, Problem):
            faults.append(block)
            break
        for cell in block.faults:
            place = table.place(block.lines[cell.row], cell.column)
            faults.append(Problem(place, cell.rule, cell.fault, cell.remedy))
        for row, line in zip(block.rows, block.lines, strict=True):
            faults.extend(_take(table, row, line, found))
    return Parsed(None if faults else found, tuple(faults))


def _take(
    table: Table, row: Sequence[str], line: int, found: dict[About, Decision]
) -> Iterator[Problem]:
    """Add one row's decision, or yield what is wrong with it."""
    cells = {name: cell.strip() for name, cell in zip(table.header, row, strict=False)}
    if not any(cells.values()):
        return

    def at(name: str) -> SourceLine:
        return table.place(line, table.header.index(name))

    key = (cells["instrument"], cells["cohort"], cells["respondent"], cells["column"])
    said = cells["decision"].casefold()
    allowed = choices(key[3])
    if said and said not in allowed:
        fault = f"{quoted(cells['decision'])} is not a possible decision."
        yield Problem(at("decision"), "bad-decision", fault, f"Choose: {', '.join(allowed)}.")
    if said and not cells["decided_by"]:
        fault, remedy = "Nobody is named who decided.", "Type your initials."
        yield Problem(at("decided_by"), "no-decider", fault, remedy)
    if cells["other_value"] and said != "other":
        fault = "There is a value here, and the decision is not 'other'."
        yield Problem(at("other_value"), "bad-decision", fault, "Choose 'other', or empty it.")
    decision = Decision(
        said, cells["other_value"], cells["decided_by"], cells.get("note", ""),
        cells["first"], cells["second"], at("decision"),
    )  # fmt: skip
    before = found.setdefault(key, decision)
    if before is not decision and (before.decision, before.other_value) != (
        said,
        decision.other_value,
    ):
        fault = f"This was decided otherwise at {before.where}."
        yield Problem(at("decision"), "bad-decision", fault, "Keep 1 of the 2 rows.")


@dataclass(frozen=True, slots=True)
class Resolved:
    """The decisions in force, what is still open, and warnings of those that no longer count."""

    taken: Mapping[About, Decision]
    open: tuple[Difference, ...]
    warnings: tuple[Problem, ...] = ()


def resolve(differences: Iterable[Difference], decisions: Mapping[About, Decision]) -> Resolved:
    """Return which differences are decided."""
    taken: dict[About, Decision] = {}
    waiting: list[Difference] = []
    warnings: list[Problem] = []
    for difference in differences:
        decision = decisions.get(about(difference))
        if decision is None or not decision.decision:
            waiting.append(difference)
        elif _seen(decision) != _seen(difference):
            fault = "1 of the 2 values has changed since this was decided."
            problem = Problem(decision.where, "stale-decision", fault, "Decide again.", "warning")
            warnings.append(problem)
            waiting.append(difference)
        else:
            if decision.decision == "other" and not decision.other_value:
                warnings.append(_without_value(decision))
            taken[about(difference)] = decision
    return Resolved(taken, tuple(waiting), tuple(warnings))


def _without_value(decision: Decision) -> Problem:
    """Warn of a decision that leaves an answer empty: right where nothing is ticked."""
    fault = "The decision is 'other' and there is no value beside it, so the answer will be empty."
    remedy = "Right if nothing is ticked on the paper. Otherwise type what it says."
    return Problem(decision.where, "blank-decision", fault, remedy, "warning")


def _seen(one: Decision | Difference) -> tuple[str, str]:
    """Return the two values as a sheet's cell holds them, whatever program saved it."""
    return " ".join(one.first.split()), " ".join(one.second.split())


def final_rows(
    first: Typing, second: Typing, taken: Mapping[About, Decision], forms: Mapping[str, Form]
) -> dict[str, list[dict[str, str]]]:
    """Return the rows on which everything was agreed or decided, by form, in the order of codes.

    Nothing may be open: a difference without a decision raises KeyError.
    """
    rows: dict[str, list[dict[str, str]]] = {}
    for key in sorted(first.keys() | second.keys()):
        one, other = first.get(key), second.get(key)
        if one is None or other is None:
            if taken[*key, WHOLE_ROW].decision == "keep":
                rows.setdefault(key[0], []).append(_row(key, (one or other).values))  # type: ignore[union-attr]
            continue
        values = {**other.values, **one.values}
        for name, value in one.values.items():
            if other.values.get(name, value) != value:
                column = forms[key[0]].columns.get(name)
                decision = taken[*key, name]
                values[name] = {
                    "first": value,
                    "second": other.values[name],
                    "other": one_spelling(column, name, decision.other_value),
                }[decision.decision]
        rows.setdefault(key[0], []).append(_row(key, values))
    return rows


def _row(key: Key, values: Mapping[str, str]) -> dict[str, str]:
    form, cohort, respondent = key
    return {"respondent": respondent, "cohort": cohort, "instrument": form, **values}


def final_table(rows: Sequence[Mapping[str, str]], form: Form) -> list[tuple[str, ...]]:
    """Return one form's final rows under their header, columns in the codebook's order."""
    own = (*REQUIRED_COLUMNS, *BESIDES, *form.columns)
    header = tuple(name for name in dict.fromkeys(own) if any(name in row for row in rows))
    return [header, *(tuple(row.get(name, "") for name in header) for row in rows)]


def decided_faults(
    rows: Mapping[str, Sequence[Mapping[str, str]]],
    taken: Mapping[About, Decision],
    expected: Expected,
) -> Iterator[Problem]:
    """Yield a fault for each decision that would put an impossible value into the final rows."""
    for name, form_rows in rows.items():
        header, *body = final_table(form_rows, expected.forms[name])
        others = {key[:3] for key, decision in taken.items() if decision.decision == "other"}
        for row in body:
            if (name, row[1], row[0]) not in others:
                continue
            table = Table("", header, (Block([row], [1]),))
            for problem in parse_table(table, expected).single:
                if problem.severity == "error":
                    column = header[problem.where.column - 1]
                    decision = taken[name, row[1], row[0], column]
                    yield Problem(decision.where, "bad-decision", problem.fault, problem.remedy)
