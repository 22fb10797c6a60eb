"""Text as it was typed becomes text that paper can hold.

Authors' texts come with line breaks, stray control characters and now and
then a run of a hundred letters. None of it may break a page.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

#: A run without a space longer than this may be broken, so that it cannot leave the paper.
LONGEST_RUN = 22
_BREAK = "\u200b"  # a zero-width space: a place where a line may break
_LONG = re.compile(rf"\S{{{LONGEST_RUN + 1},}}")


def _broken(match: re.Match[str]) -> str:
    run = match.group()
    step = LONGEST_RUN // 2
    return _BREAK.join(run[start : start + step] for start in range(0, len(run), step))


def clean(text: str) -> str:
    r"""Return a text on one line, without control characters, its long runs breakable.

    >>> clean("One\n  line\x07 only")
    'One line only'
    >>> clean("x" * 30).count("\u200b")
    2
    """
    kept = "".join(
        " " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C"
    )
    return _LONG.sub(_broken, " ".join(kept.split()))


def paragraphs(text: str) -> list[dict[str, Any]]:
    r"""Split a note into paragraphs (a blank line between them) and lists (lines with "- ").

    >>> paragraphs("Bring:\n- a pen\n- your\n  card\n\nThank you.")
    [{'type': 'text', 'text': 'Bring:'}, {'type': 'list', 'items': ['a pen', 'your card']},
     {'type': 'text', 'text': 'Thank you.'}]
    """
    parts: list[dict[str, Any]] = []
    fresh = True
    for line in text.splitlines():
        words = clean(line)
        if not words:
            fresh = True
        elif words.startswith("- "):
            if fresh or parts[-1]["type"] != "list":
                parts.append({"type": "list", "items": []})
            parts[-1]["items"].append(words[2:])
            fresh = False
        elif fresh:
            parts.append({"type": "text", "text": words})
            fresh = False
        elif parts[-1]["type"] == "list":
            parts[-1]["items"][-1] += " " + words
        else:
            parts[-1]["text"] += " " + words
    return parts
