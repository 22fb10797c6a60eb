"""The charts that Altair draws, one function a kind, and the kit's theme.

Each is written over data named "rows", which is empty: Altair takes 50 ms to make
a chart, and putting rows into a compiled one half a millisecond. This module
alone imports Altair, and is itself imported only to draw a new chart: a build
whose charts are all in the cache does without.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import altair as alt

from generator.report.charts import ENDS

#: In pixels: the width of a chart, the height of its letters, and half the height of a line.
WIDTH, SIZE, HALF_LINE = 360, 13, 7.5
FONT = "Arimo, Liberation Sans, Arial, sans-serif"
#: The colour of words around; a blue with 3:1 on white, in the dark scheme and on a pale track.
INK, BLUE, PALE = "currentColor", "#3985CE", 0.1
#: Where words begin and end, in pixels from the left: a pixel aside, for browsers round letters.
LEFT, RIGHT = 1, WIDTH - 1
#: Where nothing and everything lie on a track and on the tracks of bars.
TRACK, BARS = (8, 196), (162, 294)
#: From the middle of a ring to its edge, as a share of the track.
RING = 0.037


@alt.theme.register("mentoring", enable=False)
def theme(letters: int = SIZE) -> Any:
    """Return the kit's theme: its typeface and colours, no frame, no grid, no box.

    ``letters`` is the size of words that come with the rows. Where it is 0 Vega
    places them without asking how wide they are, which is nine tenths of its time.
    """
    words = {"font": FONT, "fontSize": letters, "color": INK}
    guide = {"labelFont": FONT, "labelFontSize": SIZE, "labelColor": INK, "labelLimit": 0}
    return {
        "config": {
            "aria": False,
            "background": None,
            "font": FONT,
            "view": {"stroke": None},
            "text": {
                **words,
                "baseline": "alphabetic",
                "lineBreak": "\n",
                "lineHeight": 2 * HALF_LINE,
                "align": "left",
            },
            "axis": {**guide, "domain": False, "ticks": False, "grid": False, "title": None},
            "legend": {**guide, "symbolStrokeWidth": 2, "title": None},
            "rule": {"color": INK},
            "bar": {"color": BLUE},
        }
    }


@cache
def specification(kind: str, letters: int = 0) -> str:
    """Return the Vega-Lite JSON of a kind, made by Altair once.

    It is as many half-lines high as its parameter "lines" says.
    """
    with alt.theme.enable("mentoring", letters=letters):
        chart = KINDS[kind]().add_params(alt.param(name="lines", value=0))
        chart = chart.properties(width=WIDTH, height=alt.Step(HALF_LINE), autosize="none")
        return json.dumps(chart.to_dict(), sort_keys=True)


def _on(field: str) -> Any:
    """Return the middle of a line that begins on a half-line."""
    lines = alt.Scale(domain=alt.ExprRef("sequence(lines)"), paddingInner=0, paddingOuter=0)
    return alt.Y(f"{field}:O", axis=None, scale=lines, bandPosition=1)


def _words(field: str, x: int, line: str, **mark: Any) -> Any:
    """Return a layer of words on a half-line, at so many pixels from the left."""
    text = alt.Chart().mark_text(dy=5, **mark)
    return text.encode(x=alt.value(x), y=_on(line), text=f"{field}:N")


def dumbbells(nothing: str, everything: str) -> Any:
    """Return a chart of shares before and after: a ring joined to a dot on a hairline.

    Columns: label, who, before and after (0 to 1), said, verdict; top and track.
    """
    scale = alt.Scale(domain=[0, 1], range=list(TRACK), clamp=True)
    ends = f"datum.value ? '{everything}' : '{nothing}'"
    axis = alt.Axis(orient="top", values=[0, 1], labelExpr=ends, labelFlush=True, offset=8)
    key = alt.Legend(orient="none", legendX=TRACK[1] + 20, legendY=-24, direction="horizontal")
    when = alt.Scale(domain=["before", "after"], range=["transparent", BLUE])
    size = alt.Scale(domain=["before", "after"], range=[140, 50])
    base = alt.Chart()
    left, right = (
        base.transform_calculate(edge=f"clamp(datum.before {side} {RING}, 0, 1)")
        .mark_rule(opacity=0.55)
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
    ).properties(padding={"top": 36, "bottom": 1, "left": 0, "right": 0})


def bars() -> Any:
    """Return a chart of bars under headings, on a pale track from nothing to everything.

    Columns: group, label, share (0 to 1), said; top and bar.
    """
    scale = alt.Scale(domain=[0, 1], range=list(BARS), clamp=True)
    base = alt.Chart().encode(y=_on("bar"))
    whole = base.mark_bar(
        size=12, yOffset=HALF_LINE / 2, color="currentColor", opacity=PALE
    ).encode(x=alt.XDatum(0, scale=scale, axis=None), x2=alt.datum(1))
    share = base.mark_bar(size=12, yOffset=HALF_LINE / 2).encode(
        x=alt.X("share:Q", scale=scale, axis=None, stack=None)
    )
    words = (
        _words("group", LEFT, "top", fontWeight="bold"),
        _words("label", LEFT, "bar"),
        _words("said", RIGHT, "bar", align="right"),
    )
    return alt.layer(whole, share, *words, data=alt.NamedData(name="rows")).properties(
        padding={"top": 0, "bottom": 1, "left": 0, "right": 0}
    )


KINDS: Mapping[str, Callable[[], Any]] = {
    "dumbbells-people": lambda: dumbbells(*ENDS["dumbbells-people"]),
    "dumbbells-scale": lambda: dumbbells(*ENDS["dumbbells-scale"]),
    "bars": bars,
}
