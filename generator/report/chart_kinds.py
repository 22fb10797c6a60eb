"""The kinds of charts: one Altair specification each, made once, its data still empty.

Altair takes 50 ms to make a chart where half a millisecond would do to change
its data. So each kind is written once with named, empty data; ``files.svg``
compiles it once to Vega and then only fills it.

Shares (0 to 1) are placed by Altair's scale; rows and words come with their
places in pixels, because a row's words decide where the next begins. This
module alone imports Altair, and is itself imported only to draw a new chart:
a build whose charts are all in the cache does without.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import altair as alt

from generator.report.chart_frame import BARS, FONT, INK, SIZE, WIDTH, Kind


@cache
def specification(kind: Kind) -> str:
    """Return the Vega-Lite JSON of a kind of chart, made by Altair once."""
    left, right = BARS[kind]
    share = alt.Scale(domain=[0, 1], range=[left, right], nice=False, zero=False)
    layers = [_bars(share), _keys(), _words()]
    if kind == "change":
        layers = [_lines(share), *_rings(share), *layers]
    chart = (
        alt.layer(*layers)
        .properties(width=WIDTH, height=100, padding=0)
        .configure_view(stroke=None, fill=None)
        .configure(background="transparent", font=FONT, aria=False)
    )
    return json.dumps(chart.to_dict(), sort_keys=True)


def _source(name: str) -> Any:
    return alt.NamedData(name=name)


def _pixels(field: str) -> Any:
    return alt.Y(f"{field}:Q", scale=None, axis=None)


def _bars(share: Any) -> Any:
    return (
        alt.Chart(_source("bars"))
        .mark_rect(stroke=INK, strokeWidth=0.75)
        .encode(
            x=alt.X("start:Q", scale=share, axis=None),
            x2="end:Q",
            y=_pixels("top"),
            y2="bottom:Q",
            color=alt.Color("fill:N", scale=None, legend=None),
        )
    )


def _keys() -> Any:
    return (
        alt.Chart(_source("keys"))
        .mark_square(size=110, opacity=1, stroke=INK, strokeWidth=0.75)
        .encode(
            x=alt.X("x:Q", scale=None, axis=None),
            y=_pixels("y"),
            fill=alt.Fill("fill:N", scale=None, legend=None),
        )
    )


def _words() -> Any:
    """Return a layer for each anchor and weight: these belong to a mark, not to data."""

    def layer(name: str, anchor: Any, weight: Any) -> Any:
        return (
            alt.Chart(_source(name))
            .mark_text(align=anchor, baseline="middle", fontSize=SIZE, fontWeight=weight, font=FONT)
            .encode(
                x=alt.X("x:Q", scale=None, axis=None),
                y=_pixels("y"),
                text="words:N",
                color=alt.Color("fill:N", scale=None, legend=None),
            )
        )

    return alt.layer(
        layer("words", "left", "normal"),
        layer("headings", "left", "bold"),
        layer("numbers", "center", "normal"),
        layer("ends", "right", "normal"),
    )


def _lines(share: Any) -> Any:
    return (
        alt.Chart(_source("lines"))
        .mark_rule(stroke=INK)
        .encode(
            x=alt.X("start:Q", scale=share, axis=None),
            x2="end:Q",
            y=_pixels("top"),
            y2="bottom:Q",
            strokeWidth=alt.StrokeWidth("width:Q", scale=None, legend=None),
            strokeOpacity=alt.StrokeOpacity("opacity:Q", scale=None, legend=None),
        )
    )


def _rings(share: Any) -> tuple[Any, Any]:
    """Return a hollow ring and a solid dot: the ring is larger than the dot, so that both show."""
    x = alt.X("share:Q", scale=share, axis=None)
    ring = (
        alt.Chart(_source("rings"))
        .mark_point(shape="circle", size=150, stroke=INK, strokeWidth=2, opacity=1)
        .encode(x=x, y=_pixels("y"))
    )
    dot = (
        alt.Chart(_source("dots"))
        .mark_point(
            shape="circle", size=50, filled=True, fill=INK, stroke=None, strokeWidth=0, opacity=1
        )
        .encode(x=x, y=_pixels("y"))
    )
    return ring, dot
