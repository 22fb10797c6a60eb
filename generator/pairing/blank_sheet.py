"""The preferences' blank sheet: mentors by mentees, with drop-downs."""

from __future__ import annotations

from collections.abc import Mapping

from generator.definitions.spreadsheet import TEXT, WRAPPED, Column, Format, Paper, Row, Sheet
from generator.pairing.preferences import LONGEST_NAME, MENTOR, OWN

NAME, FILE = "preferences", "preferences.xlsx"
HINT = "# Mentees' names stand above, mentors' names below. Where a form is empty, choose no."
#: The hint stands between the mentees' names and the mentors' rows, which begin here, from 0.
FIRST_ROW = 2
_CELL: Format = {
    **TEXT, **WRAPPED, "font_name": "Arial", "border": 1, "border_color": "#7F7F7F",
}  # fmt: skip
_HEAD: Format = {"bold": True, "bg_color": "#DCE9F5"}
_HINT: Format = {
    **TEXT, "font_name": "Arial", "font_size": 10, "italic": True, "font_color": "#595959",
}  # fmt: skip


def blank_sheet(mentors: int, mentees: int) -> Sheet:
    """Return a blank sheet for so many mentors and mentees."""
    last = FIRST_ROW + mentors - 1
    nobody = [""] * mentees
    return Sheet(
        NAME,
        [Column(28), *[Column(16)] * mentees],
        [
            Row([MENTOR, *nobody], {**_CELL, **_HEAD}, height=48),
            Row([(HINT, _HINT), *[None] * mentees]),
            *[Row([("", _HEAD), *nobody], _CELL)] * mentors,
        ],
        [
            ([(0, 1, 0, mentees)], _name("mentee")),
            ([(FIRST_ROW, 0, last, 0)], _name("mentor")),
            ([(FIRST_ROW, 1, last, mentees)], _answer()),
        ],
        frozen=(FIRST_ROW, 1),
        paper=Paper(first_column=True, area=(0, 0, last, mentees), header="&RConfidential"),
    )


def _name(role: str) -> Mapping[str, object]:
    """Return what a spreadsheet says and refuses where a name is typed."""
    check = {"validate": "length", "criteria": "<=", "value": LONGEST_NAME}
    return check | _words(f"The {role}'s name", "Spell each name once, as on the slips.")


def _answer() -> Mapping[str, object]:
    words = f"yes: willing. no: not willing, or the form is empty. {OWN}: willing, and the mentee "
    words += "is this mentor's own clinical supervisor."
    return {"validate": "list", "source": ["yes", "no", OWN]} | _words("Willing?", words)


def _words(title: str, words: str) -> dict[str, object]:
    return {
        "input_title": title,
        "input_message": words,
        "error_title": title,
        "error_message": words,
    }
