"""Notes to begin with: empty, with an invented example of each kind of point beside them.

In a text the examples are comments, in a workbook they have a sheet of their own. A
point that is one of them word for word is refused: it would be criticism that nobody made.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.definitions.problem import Problem
from generator.definitions.programme import Programme
from generator.definitions.spreadsheet import WRAPPED, Column, Row, Sheet
from generator.feedback.point import COLUMNS, TEXTS, Notes, Point

#: Invented points, in the order of ``COLUMNS`` after the mentee.
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
#: The texts of the examples, each as it is compared.
_TEXTS = frozenset(text.casefold() for point in EXAMPLES for text in point[2:5])
_POINTS = frozenset((point[0], *point[2:5]) for point in EXAMPLES)
#: The sheet of a workbook in which the examples stand.
SHEET = "example"
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


def example_sheets(programme: Programme) -> list[Sheet]:
    """Return notes without points as a workbook: points with drop-downs, names, the examples."""
    widths = [Column(_WIDE if name in TEXTS else _NARROW, WRAPPED) for name in COLUMNS]
    head = Row(COLUMNS, {"bold": True})
    domains = [domain.id for domain in programme.domains]
    checks = [
        (
            [(1, place, LAST_ROW - 1, place)],
            {
                **({"validate": "list", "source": domains} if is_list else {"validate": "any"}),
                "input_title": name,
                "input_message": PROMPTS[name],
                "show_error": is_list,
            },
        )
        for place, name in enumerate(COLUMNS)
        for is_list in [name == "domain"]
    ]
    invented = [Row([int(c) if c.isdigit() else c for c in point]) for point in examples(programme)]
    return [
        Sheet("points", widths, [head], checks),
        Sheet("names", [Column(_WIDE, WRAPPED)], [Row(["name"], {"bold": True})]),
        Sheet(SHEET, widths, [head, *invented]),
    ]


def is_example(point: Point) -> bool:
    """Tell whether a point is one of the invented ones, text for text."""
    return (point.mentee, *(point.text(one) for one in TEXTS)) in _POINTS


def untouched(notes: Notes) -> Iterator[Problem]:
    """Yield a problem for each text of a point that is an invented example's."""
    for point in notes.points:
        for column in TEXTS:
            if point.text(column).casefold() in _TEXTS:
                fault = f"The {column} is the invented example's, word for word."
                remedy = "Delete the point, or write what the group has said."
                yield Problem(point.place(column), "example", fault, remedy)


def _value(text: str) -> str:
    return text if text.isalnum() else f'"{text}"'
