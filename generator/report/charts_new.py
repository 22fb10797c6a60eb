"""Charts: ordinary Altair over tidy rows, one specification a kind.

A ``Chart`` is a kind and its rows; ``KINDS`` says which columns these have and
which Altair chart draws them. ``files.pictures`` compiles a kind once, puts
rows in, and hands back still SVG.

Vega places everything. All that is decided here is how many lines words take:
a row is as high as its words, so each says on which half-line its parts lie.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

Row = tuple[str | float, ...]
Record = Mapping[str, str | float]
#: Rows as they are drawn, and the half-lines that they take together.
Placed = tuple[list[dict[str, str | float]], int]

#: In pixels: the width of a chart, the height of its letters, and half the height of a line.
WIDTH, SIZE, HALF_LINE = 360, 13, 8
FONT = "Arimo, Liberation Sans, Arial, sans-serif"
#: A blue with more than 3:1 on white and on the ground of the dark scheme.
BLUE = "#3985CE"
#: Where words begin and end, in pixels from the left: a pixel aside, for browsers round letters.
LEFT, RIGHT = 1, WIDTH - 1
#: Where nothing and everything lie.
RING = 0.034
#: Half-lines between rows with headings.
GAP = 2
TRACK, BARS = (8, 216), (162, 294)
#: How many letters of ordinary width there is room for.
LINE, SAID, VERDICT, LABEL, NUMBER = 54, 19, 17, 24, 9


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of chart is made of: the columns of its rows, their places, and the chart.

    ``place`` breaks words into lines and adds the half-lines on which a row's
    parts lie, counted from the top; ``chart`` is Altair over data named "rows".
    """

    columns: tuple[str, ...]
    place: Callable[[Sequence[Record], int], Placed]
    chart: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Chart:
    """A kind, which is a name in ``KINDS``, and rows in the order in which they are drawn.

    >>> chart = Chart("bars", (("Was it useful?", "Yes", 0.6, "3 of 5"),))
    >>> chart.frame.to_dict("records")
    [{'group': 'Was it useful?', 'label': 'Yes', 'share': 0.6, 'said': '3 of 5'}]
    """

    kind: str
    rows: tuple[Row, ...]

    @property
    def frame(self) -> pd.DataFrame:
        """The rows, under the names of their columns."""
        import pandas as pd  # here, because only readers of charts as tables need it

        return pd.DataFrame(list(self.rows), columns=list(KINDS[self.kind].columns))

    @property
    def vega_lite(self) -> str:
        """The specification of this kind as JSON, its data empty and its own words without size."""
        return specification(self.kind)

    def placed(self, first: int = 0) -> Placed:
        """Return the rows as they are drawn from a half-line on, and the half-line after them."""
        kind = KINDS[self.kind]
        return kind.place([dict(zip(kind.columns, row, strict=True)) for row in self.rows], first)

    @property
    def slide(self) -> str:
        """The same for a slide on white: its words have size, and it has a title."""
        return specification(self.kind, slide=True)


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
        said = broken(str(record["said"]), SAID)
        who = broken(str(record["who"]), LINE - SAID - 2)
        track = top + 2 * max(len(label), len(verdict))
        rows.append(
            {
                "label": "\n".join(label),
                "verdict": "\n".join(verdict),
                "said": "\n".join(said),
                "who": "\n".join(who),
                "before": record["before"],
                "after": record["after"],
                "top": top,
                "track": track,
                "below": track + 2,
            }
        )
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
        label = broken(str(record["label"]), LABEL)
        said = broken(str(record["said"]), NUMBER)
        bar = top + 2 * len(heading) + bool(heading)
        rows.append(
            {
                "group": "\n".join(heading),
                "label": "\n".join(label),
                "share": record["share"],
                "said": "\n".join(said),
                "top": top,
                "bar": bar,
            }
        )
        top = bar + 2 * max(1, len(label), len(said)) + 1
    return rows, top


# --- what is drawn ------------------------------------------------------------------------


def theme(letters: int = SIZE, ink: str = "currentColor", ground: str | None = None) -> Any:
    """Return the kit's theme: its typeface and colours, no frame, no grid, no box.

    ``letters`` is the size of words that come with the rows. Where it is 0 Vega
    places them without asking how wide they are, which is nine tenths of its time.
    """
    words = {"font": FONT, "fontSize": letters, "color": ink}
    guide = {"labelFont": FONT, "labelFontSize": SIZE, "labelColor": ink, "labelLimit": 0}
    return {
        "config": {
            "aria": False,
            "background": ground,
            "font": FONT,
            "view": {"stroke": None},
            "text": {
                **words,
                "baseline": "alphabetic",
                "lineBreak": "\n",
                "lineHeight": 16,
                "align": "left",
            },
            "title": {"font": FONT, "fontSize": 15, "color": ink, "anchor": "start", "offset": 16},
            "axis": {**guide, "domain": False, "ticks": False, "grid": False, "title": None},
            "legend": {**guide, "symbolStrokeWidth": 2, "title": None},
            "rule": {"color": ink},
            "bar": {"color": BLUE},
        }
    }


@cache
def specification(kind: str, *, slide: bool = False) -> str:
    """Return the Vega-Lite JSON of a kind, made by Altair once.

    It is as many half-lines high as its parameter "lines" says.
    """
    import altair as alt  # here, because a build whose charts are all kept never needs it

    alt.theme.register("mentoring", enable=False)(theme)
    options = {"ink": "#212B32", "ground": "#FFFFFF"} if slide else {"letters": 0}
    with alt.theme.enable("mentoring", **options):
        chart = KINDS[kind].chart().add_params(alt.param(name="lines", value=0))
        chart = chart.properties(width=WIDTH, height=alt.Step(HALF_LINE))
        if slide:
            chart = chart.properties(title="Title", padding=20)
        else:
            chart = chart.properties(autosize="none")
        return json.dumps(chart.to_dict(), sort_keys=True)


def _on(field: str) -> Any:
    """Return the middle of a line that begins on a half-line."""
    import altair as alt

    lines = alt.Scale(domain=alt.ExprRef("sequence(lines)"), paddingInner=0, paddingOuter=0)
    return alt.Y(f"{field}:O", axis=None, scale=lines, bandPosition=1)


def _words(field: str, x: int, line: str, **mark: Any) -> Any:
    """Return a layer of words on a half-line, at so many pixels from the left."""
    import altair as alt

    text = alt.Chart().mark_text(dy=5, **mark)
    return text.encode(x=alt.value(x), y=_on(line), text=f"{field}:N")


def dumbbells(nothing: str, everything: str) -> Any:
    """Return a chart of shares before and after: a ring joined to a dot on a hairline.

    Columns: label, who, before and after (0 to 1), said, verdict; top and track.
    """
    import altair as alt

    scale = alt.Scale(domain=[0, 1], range=list(TRACK))
    ends = f"datum.value ? '{everything}' : '{nothing}'"
    axis = alt.Axis(orient="top", values=[0, 1], labelExpr=ends, labelFlush=True, offset=8)
    key = alt.Legend(orient="none", legendX=TRACK[1] + 20, legendY=-24, direction="horizontal")
    when = alt.Scale(domain=["before", "after"], range=["transparent", BLUE])
    size = alt.Scale(domain=["before", "after"], range=[140, 50])
    base = alt.Chart()
    left, right = (
        base.transform_calculate(edge=f"clamp(datum.before {side} {RING}, 0, 1)")
        .mark_rule(opacity=0.4)
        .encode(x=alt.X("edge:Q", scale=scale, axis=axis), x2=alt.datum(end), y=_on("track"))
        for side, end in (("-", 0), ("+", 1))
    )
    # The lines end at the ring's edge, so that the ring stays hollow.
    edge = f"datum.before + clamp(datum.after - datum.before, -{RING}, {RING})"
    change = (
        base.transform_calculate(edge=edge)
        .mark_rule(color=BLUE, strokeWidth=3)
        .encode(x=alt.X("edge:Q", scale=scale, axis=axis), x2="after:Q", y=_on("track"))
    )
    points = (
        base.transform_fold(["before", "after"], as_=["when", "share"])
        .mark_point(shape="circle", stroke=BLUE, strokeWidth=2, opacity=1)
        .encode(
            x=alt.X("share:Q", scale=scale, axis=axis),
            y=_on("track"),
            fill=alt.Fill("when:N", scale=when, sort=None, legend=key),
            size=alt.Size("when:N", scale=size, sort=None, legend=key),
        )
    )
    words = (
        _words("label", LEFT, "top", fontWeight="bold"),
        _words("verdict", RIGHT, "top", align="right", fontWeight="bold"),
        _words("said", RIGHT, "track", align="right"),
        _words("who", LEFT, "below", opacity=0.8),
    )
    return alt.layer(
        left, right, change, points, *words, data=alt.NamedData(name="rows")
    ).properties(padding={"top": 36, "bottom": 0, "left": 0, "right": 0})


def bars() -> Any:
    """Return a chart of bars under headings, on a pale track from nothing to everything.

    Columns: group, label, share (0 to 1), said; top and bar.
    """
    import altair as alt

    scale = alt.Scale(domain=[0, 1], range=list(BARS))
    base = alt.Chart().encode(y=_on("bar"))
    whole = base.mark_bar(size=12, yOffset=HALF_LINE / 2, color="currentColor", opacity=0.1).encode(
        x=alt.XDatum(0, scale=scale, axis=None), x2=alt.datum(1)
    )
    share = base.mark_bar(size=12, yOffset=HALF_LINE / 2).encode(
        x=alt.X("share:Q", scale=scale, axis=None, stack=None)
    )
    words = (
        _words("group", LEFT, "top", fontWeight="bold"),
        _words("label", LEFT, "bar"),
        _words("said", RIGHT, "bar", align="right"),
    )
    return alt.layer(whole, share, *words, data=alt.NamedData(name="rows")).properties(
        padding={"top": 0, "bottom": 0, "left": 0, "right": 0}
    )


_DUMBBELLS = ("label", "who", "before", "after", "said", "verdict")
KINDS: Mapping[str, Kind] = {
    "dumbbells-people": Kind(_DUMBBELLS, place_dumbbells, lambda: dumbbells("nobody", "everybody")),
    "dumbbells-scale": Kind(
        _DUMBBELLS, place_dumbbells, lambda: dumbbells("lowest answer", "highest answer")
    ),
    "bars": Kind(("group", "label", "share", "said"), place_bars, bars),
}
