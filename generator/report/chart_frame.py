"""What layouts and specifications of charts share: sizes, in pixels of a drawing 440 wide."""

from __future__ import annotations

from typing import Literal

Kind = Literal["before-after", "rows", "change"]

WIDTH = 440
#: Where bars begin and end, by kind; labels stand to the left and numbers to the right.
BARS: dict[Kind, tuple[int, int]] = {
    "before-after": (54, 362),
    "rows": (136, 362),
    "change": (152, 346),
}
INK = "currentColor"  # the page's own text colour, so that dark schemes and print follow
FONT = "Arimo, Liberation Sans, Arial, sans-serif"
SIZE = 13
