"""What layouts and specifications of charts share: sizes, in pixels of a drawing 360 wide.

A telephone 390 pixels wide leaves 340 for a drawing, so letters of 13 are still
12 there; on a desk the drawing stands beside its table, a quarter larger.
"""

from __future__ import annotations

from typing import Literal

Kind = Literal["before-after", "rows", "change"]

WIDTH = 360
#: Where bars begin and end, by kind; labels stand to the left and numbers to the right.
BARS: dict[Kind, tuple[int, int]] = {
    "before-after": (54, 288),
    "rows": (136, 288),
    "change": (146, 284),
}
INK = "currentColor"  # the page's own text colour, so that dark schemes and print follow
FONT = "Arimo, Liberation Sans, Arial, sans-serif"
SIZE = 13
