"""Notes to begin with: an invented example of each kind of point, as YAML and as a table."""

from __future__ import annotations

from generator.feedback.point import COLUMNS
from generator.survey.programme import Programme

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
#: What a spreadsheet says where a cell of a column is chosen.
PROMPTS = {
    "mentee": "The mentee's code, such as M01. Never a name.",
    "domain": "One to three points in each domain. Strengths come first on the page.",
    "observation": "What the group sees. No names, quotations, dates or shifts.",
    "effect": "What it does.",
    "suggestion": "What might help.",
    "contributors": "How many mentors stand behind it: at least 2.",
}
NAMES = ("Ada Example", "Dr Ben Invented")

_HEAD = """\
# Notes for feedback documents. Delete the invented points and write the group's own.
# Each point: what was seen, what it does, what might help; at least 2 mentors stand behind it.
# Domains: {domains}.
# Keep this file where only you can open it, never in the site's folder.

# Nobody listed here may be named in a point: all mentors, all mentees, and others you think of.
names:
{names}

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
    """Return a file of notes with two invented points."""
    domains = ", ".join(domain.id for domain in programme.domains)
    text = _HEAD.format(domains=domains, names="\n".join(f'  - "{name}"' for name in NAMES))
    for values in examples(programme):
        lines = [f"{name}: {_value(value)}" for name, value in zip(COLUMNS, values, strict=True)]
        text += "  - " + "\n    ".join(lines) + "\n"
    return text


def _value(text: str) -> str:
    return text if text.isalnum() else f'"{text}"'
