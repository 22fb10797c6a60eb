"""Charts as values: a kind, and tidy rows of released numbers and their words.

``altair_charts`` holds what is drawn; ``files.svg`` compiles a kind once, puts
rows in and hands back still SVG.

Vega places everything. All that is decided here is how many lines words take:
a row is as high as its words, so each says on which half-line its parts lie.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Row = tuple[str | float, ...]
Record = Mapping[str, str | float]
#: Rows as they are drawn, and the half-line after them.
Placed = tuple[list[dict[str, str | float]], int]

#: How many letters of ordinary width there is room for: across, and in each part of a row.
LINE, SAID, WHO, VERDICT, LABEL, NUMBER = 54, 26, 34, 17, 24, 9
#: Half-lines between rows that have headings.
GAP = 1


@dataclass(frozen=True, slots=True)
class Chart:
    """A kind, which is a name in ``KINDS``, and rows in the order in which they are drawn."""

    kind: str
    rows: tuple[Row, ...]

    @property
    def vega_lite(self) -> str:
        """The specification of this kind as JSON, its data empty and its own words without size."""
        from generator.report.altair_charts import specification  # here, because Altair is heavy

        return specification(self.kind)

    def placed(self, first: int = 0) -> Placed:
        """Return the rows as they are drawn from a half-line on, and the half-line after them."""
        columns, place = KINDS[self.kind]
        return place([dict(zip(columns, row, strict=True)) for row in self.rows], first)


# --- where rows lie -----------------------------------------------------------------------


def broken(words: str, letters: int) -> list[str]:
    """Return lines of at most so many letters of ordinary width; wide letters count twice.

    >>> broken("Neither agree nor disagree", 22)
    ['Neither agree nor', 'disagree']
    """
    words = re.sub(r"[^\n\t\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", words)
    wide = re.sub(r"([A-HJ-Zmw@%—→…]|[^\0-\u024f\u2010-\u2030])", "\\1\0", words)
    lines = (line for part in wide.split("\n") for line in textwrap.wrap(part, letters))
    return [line.replace("\0", "") for line in lines]


def place_dumbbells(records: Sequence[Record], top: int) -> Placed:
    """Give each row its heading, then a track beside what is said of it."""
    rows: list[dict[str, str | float]] = []
    for record in records:
        verdict = broken(str(record["verdict"]), VERDICT)
        label = broken(str(record["label"]), LINE - max(map(len, verdict), default=0))
        said, who = broken(str(record["said"]), SAID), broken(str(record["who"]), WHO)
        track = top + 2 * max(len(label), len(verdict))
        words = _joined(label=label, verdict=verdict, said=said, who=who)
        rows.append({**record, **words, "top": top, "track": track, "below": track + 2})
        top = track + 2 * max(1 + len(who), len(said)) + GAP
    return rows, top - GAP * bool(rows)


def place_bars(records: Sequence[Record], top: int) -> Placed:
    """Give each group a heading, and each row as many lines as its words need."""
    rows: list[dict[str, str | float]] = []
    group = None
    for record in records:
        heading: list[str] = []
        if record["group"] != group:
            group = record["group"]
            heading = broken(str(group), LINE)
            top += GAP if rows else 0
        label, said = broken(str(record["label"]), LABEL), broken(str(record["said"]), NUMBER)
        bar = top + 2 * len(heading) + bool(heading)
        words = _joined(group=heading, label=label, said=said)
        rows.append({**record, **words, "top": top, "bar": bar})
        top = bar + 2 * max(1, len(label), len(said)) + 1
    return rows, top


def _joined(**words: list[str]) -> dict[str, str]:
    return {name: "\n".join(lines) for name, lines in words.items()}


_DUMBBELLS = (("label", "who", "before", "after", "said", "verdict"), place_dumbbells)
#: What stands at both ends of a track, by the kind.
ENDS: Mapping[str, tuple[str, str]] = {
    "dumbbells-people": ("nobody", "everybody"),
    "dumbbells-scale": ("lowest", "highest"),
}
#: The columns of a kind's rows, and what breaks their words into lines and adds the half-lines on
#: which a row's parts lie, beginning with the one that it is given.
KINDS: Mapping[str, tuple[tuple[str, ...], Callable[[Sequence[Record], int], Placed]]] = {
    "dumbbells-people": _DUMBBELLS,  # shares of people
    "dumbbells-scale": _DUMBBELLS,  # places between the lowest and the highest answer
    "bars": (("group", "label", "share", "said"), place_bars),
}
