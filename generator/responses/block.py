"""From rows to columns: the same number of cells in each row, empty rows passed over."""

from __future__ import annotations

from collections.abc import Sequence

from generator.responses.fault_log import Findings
from generator.responses.table import Block


def columns_of(
    block: Block, findings: Findings, key: str = "respondent"
) -> dict[str, Sequence[str]]:
    """Return a block's columns by name, and start it in ``findings``.

    ``key`` is a column that every row fills: empty rows are looked for where
    it is empty.

    Wholly empty rows are passed over, as spreadsheets leave them behind, and so is a
    heading that was copied along. A row
    with cells beyond the header is a fault: an unquoted comma shifts everything
    after it. A row may end early, since some programs leave its last empty cells out.
    """
    header = findings.table.header
    rows = block.rows
    even = set(map(len, rows)) == {len(header)}
    columns = list(zip(*rows, strict=True)) if even else []
    keys = columns[header.index(key)] if even else ()
    if even and not block.faults and "" not in keys and key not in keys:
        findings.begin(block.lines, block.not_text)
    else:
        rows = _tidied(block, findings)
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    _check_nameless(header, columns, findings)
    # Of two columns with one name the first is read; the header's check lists them.
    return dict(zip(reversed(header), reversed(columns), strict=True))


def _tidied(block: Block, findings: Findings) -> list[Sequence[str]]:
    """Return the rows that hold anything, all of the header's width; begin the block."""
    width = len(findings.table.header)
    header = list(findings.table.header)
    again = [i for i, row in enumerate(block.rows) if [*map(str.strip, row[:width])] == header]
    kept = [index for index, row in enumerate(block.rows) if any(map(str.strip, row))]
    kept = [index for index in kept if index not in again]
    for index in again:
        where = findings.table.place(block.lines[index], 0)
        fault, remedy = "The heading stands here again. The row is not read.", "Delete it."
        findings.note_at(where, "heading-again", fault, remedy)
    kept = sorted({*kept, *(cell.row for cell in block.faults)})
    place = {index: row for row, index in enumerate(kept)}
    not_text = {place[index]: what for index, what in block.not_text.items() if index in place}
    findings.begin([block.lines[index] for index in kept], not_text)
    for cell in block.faults:
        at = (place[cell.row], cell.column)
        findings.row_fault(*at, cell.rule, cell.fault, cell.remedy)
        findings.refused.add(at)
    tidy: list[Sequence[str]] = []
    for row, index in enumerate(kept):
        cells = block.rows[index]
        if any(map(str.strip, cells[width:])):
            fault = f"This row has {len(cells)} cells, but the header has {width}."
            remedy = "Put text with a comma or a semicolon into quotation marks."
            findings.row_fault(row, width, "ragged-row", fault, remedy)
        tidy.append([*cells[:width], *[""] * (width - len(cells))])
    return tidy


def _check_nameless(
    header: Sequence[str], columns: Sequence[Sequence[str]], findings: Findings
) -> None:
    """Find cells in columns without a name; a wholly empty one is passed over."""
    for index, name in enumerate(header):
        if not name and any(columns[index]):
            bad = [row for row, cell in enumerate(columns[index]) if cell.strip()]
            findings.cells(index, bad, columns[index], _nameless_words)


def _nameless_words(_: str) -> tuple[str, str, str]:
    remedy = "Give the column its name, or empty it."
    return "unknown-column", "There is a value in a column without a name.", remedy
