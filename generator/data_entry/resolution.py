"""The resolution sheet, in which a third person decides; and final rows as sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.data_entry.comparison import Difference
from generator.data_entry.decisions import (
    RESOLUTION_COLUMNS,
    TO_FILL_IN,
    About,
    Decision,
    about,
    choices,
)
from generator.definitions.spreadsheet import (
    TEXT,
    WRAPPED,
    Check,
    Column,
    Format,
    Paper,
    Row,
    Sheet,
    lines_needed,
)

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
#: The most lines that a row shows.
_MOST_LINES = 25


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
        [*_guides(max(len(differences), 1)), *_offers(differences)],
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
    lines = max(lines_needed(text, _WIDTHS[name]) for name, text in texts.items())
    cells = [(text, {"locked": name not in TO_FILL_IN}) for name, text in texts.items()]
    return Row(cells, _CELL, height=15 * min(lines, _MOST_LINES) + 3)


def _guides(last: int) -> Iterator[Check]:
    """Yield the help that appears beside the cells to fill in, decisions apart."""
    for name in TO_FILL_IN[1:]:
        place = RESOLUTION_COLUMNS.index(name)
        said = {"validate": "any", "input_title": name, "input_message": _HELP[name]}
        yield [(1, place, last, place)], {**said, "show_error": False}


def _offers(differences: Sequence[Difference]) -> Iterator[Check]:
    """Yield the drop-downs of decisions: of values, and of whole rows."""
    place = RESOLUTION_COLUMNS.index("decision")
    for offered in dict.fromkeys(choices(one.column) for one in differences):
        rows = [n for n, one in enumerate(differences, 1) if choices(one.column) == offered]
        words = f"Choose: {', '.join(offered)}."
        yield (
            [(row, place, row, place) for row in rows],
            {
                "validate": "list",
                "source": list(offered),
                "input_title": "decision",
                "input_message": _HELP["decision"],
                "error_title": "decision",
                "error_message": words,
            },
        )


def final_sheets(tables: Mapping[str, Sequence[Sequence[str]]]) -> list[Sheet]:
    """Return final rows as a sheet a form, every cell a text."""
    return [
        Sheet(name, [Column(18, TEXT)] * len(rows[0]), [*map(Row, rows)], frozen=(1, 1))
        for name, rows in tables.items()
    ]
