"""Text as it was typed becomes text that paper can hold.

Authors' texts come with line breaks, stray control characters and now and
then a run of a hundred letters. None of it may break a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from generator.definitions.signs import BREAK, is_drawn

#: A run without a space longer than this may be broken, so that it cannot leave the paper.
LONGEST_RUN = 22
_LED = re.compile(r"\*\*([^*]+)\*\*\s*(.*)", re.S)
_STEP = re.compile(r"[0-9]{1,2}\. ")
_LONG = re.compile(rf"\S{{{LONGEST_RUN + 1},}}")


def _broken(match: re.Match[str]) -> str:
    run = match.group()
    step = LONGEST_RUN // 2
    return BREAK.join(run[start : start + step] for start in range(0, len(run), step))


@lru_cache(maxsize=1 << 16)  # a nation's sheets say the same words again and again
def clean(text: str) -> str:
    r"""Return a text on one line, without control characters, its long runs breakable.

    >>> clean("One\n  line\x07 only")
    'One line only'
    >>> clean("x" * 30).count("\u200b")
    2
    """
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or is_drawn(c))
    return _LONG.sub(_broken, " ".join(kept.split()))


def led(text: str) -> Any:
    """Return words as they are, or split where they begin with a bold lead.

    >>> led("Wait."), led("**Stop.** Wait.")
    ('Wait.', {'lead': 'Stop.', 'rest': 'Wait.'})
    """
    found = _LED.fullmatch(text)
    return {"lead": found[1], "rest": found[2]} if found else text


def paragraphs(text: str, tidy: Callable[[str], str] = clean) -> list[dict[str, Any]]:
    r"""Split a note into paragraphs (a blank line between them) and lists.

    Lines with "- " are a list, lines with "1. " a numbered one. ``tidy`` makes a line ready
    for paper, or for wherever the words stand.

    >>> paragraphs("Bring:\n- a pen\n- your\n  card\n\nThank you.")
    [{'type': 'text', 'text': 'Bring:'}, {'type': 'list', 'items': ['a pen', 'your card']},
     {'type': 'text', 'text': 'Thank you.'}]
    >>> paragraphs("1. Stop.\n2. Wait.")
    [{'type': 'steps', 'items': ['Stop.', 'Wait.']}]
    """
    parts: list[dict[str, Any]] = []
    fresh = True
    for line in text.splitlines():
        kind, words = _kind(tidy(line))
        if not words:
            fresh = True
        elif kind != "text":
            if fresh or parts[-1]["type"] != kind:
                parts.append({"type": kind, "items": []})
            parts[-1]["items"].append(words)
            fresh = False
        elif fresh:
            parts.append({"type": "text", "text": words})
            fresh = False
        elif parts[-1]["type"] != "text":
            parts[-1]["items"][-1] += " " + words
        else:
            parts[-1]["text"] += " " + words
    return parts


def _kind(line: str) -> tuple[str, str]:
    """Return what a line of a note belongs to, and its words."""
    if line.startswith("- "):
        return "list", line[2:]
    step = _STEP.match(line)
    return ("steps", line[step.end() :]) if step else ("text", line)
