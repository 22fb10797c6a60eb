"""Charts: the data of each, laid out for the specification of its kind.

``chart_kinds`` holds what is drawn; here it is decided from released tables
where each row and each word stands. A ``Drawing`` is pure data.

Shares are given to Altair as shares (0 to 1) and placed by its scale; rows and
words are placed in pixels here, because a row's words decide where the next
begins. Everything is drawn 360 pixels wide: that is readable without zooming
on a telephone, and as large as the text around it on a desk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.disclosure.rule import LARGE_FROM
from generator.report.chart_frame import BARS, INK, WIDTH, Kind
from generator.report.chart_words import cut_words, lines_of, text_width
from generator.report.quantities import heads, lowered, percent

DIVERGING = {
    2: ("#E8A33D", "#004B93"),
    3: ("#8C4B00", "#C9D1D6", "#004B93"),
    4: ("#8C4B00", "#E8A33D", "#5BA3DC", "#004B93"),
    5: ("#8C4B00", "#E8A33D", "#C9D1D6", "#5BA3DC", "#004B93"),
}
#: Of answers that stand apart from the order, which must not look like an end of it.
APART = "#B59CD0"
PLAIN = ("#004B93", "#5BA3DC", "#C9D1D6", "#E8A33D", "#8C4B00")
DARK_FILLS = frozenset({"#8C4B00", "#004B93"})

Value = str | float | int
Data = dict[str, list[dict[str, Value]]]


@dataclass(frozen=True, slots=True)
class Bar:
    """One stacked bar; ``counts`` None where it is withheld, which is drawn as words.

    Parts are as wide as their counts; numbers are printed to the nearest 5
    unless they are ``exact``.
    """

    label: str
    counts: tuple[int, ...] | None
    base: int = 0
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A heading (may be empty) over bars that share one set of levels."""

    heading: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """A key of levels, low to high, and the groups of bars that it explains.

    ``apart`` are the places of levels that stand outside the order.
    """

    levels: tuple[str, ...]
    groups: tuple[Group, ...]
    ordered: bool = True
    apart: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Shift:
    """A row from ring to dot: people in the highest category before and after."""

    label: str
    before: int
    after: int
    base_before: int
    base_after: int
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart: what it shows, to be laid out when it is drawn.

    With ``shifts``, ring-to-dot rows stand above the panels; ``high`` is the
    label of the category that they count. Equal drawings look the same.
    """

    kind: Kind
    panels: tuple[Panel, ...]
    shifts: tuple[Shift, ...] = ()
    high: str = ""

    @property
    def vega_lite(self) -> str:
        """The Vega-Lite specification of this kind as JSON, its data still empty."""
        from generator.report.chart_kinds import specification  # here, because Altair is heavy

        return specification(self.kind)

    def recipe(self) -> str:
        """Return everything that this drawing shows as one text, the same for equal drawings."""
        panels = tuple(
            (
                panel.levels,
                panel.ordered,
                tuple(sorted(panel.apart)),
                tuple(
                    (group.heading, tuple((b.label, b.counts, b.base, b.exact) for b in group.bars))
                    for group in panel.groups
                ),
            )
            for panel in self.panels
        )
        shifts = tuple(
            (s.label, s.before, s.after, s.base_before, s.base_after, s.exact) for s in self.shifts
        )
        return repr((self.kind, panels, shifts, self.high))

    def laid_out(self) -> tuple[int, Data]:
        """Return the height in pixels of a drawing 360 wide, and the rows of each source."""
        canvas = _Canvas(self.kind, shares=self._all_large())
        if self.shifts:
            _shifts(canvas, self.shifts, self.high)
            canvas.y += 16
        for index, panel in enumerate(self.panels):
            if index:
                canvas.y += 14
            _panel(canvas, panel)
        return round(canvas.y + 2), canvas.data

    def _all_large(self) -> bool:
        """Say whether every row may be read as percentages: one chart never mixes both."""
        bars = (bar for panel in self.panels for group in panel.groups for bar in group.bars)
        bases = [bar.base for bar in bars if bar.counts is not None]
        bases += [base for shift in self.shifts for base in (shift.base_before, shift.base_after)]
        return min(bases, default=0) >= LARGE_FROM


class _Canvas:
    """Collects the rows of a drawing from the top down."""

    def __init__(self, kind: Kind, *, shares: bool) -> None:
        self.shares = shares
        self.left, self.right = BARS[kind]
        self.y = 2.0
        self.data: Data = {}

    def put(self, source: str, **row: Value) -> None:
        self.data.setdefault(source, []).append(row)

    def word(self, source: str, x: float, y: float, words: str, fill: str = INK) -> None:
        self.put(source, x=round(x, 1), y=round(y, 1), words=words, fill=fill)


def fills(levels: int, *, ordered: bool) -> tuple[str, ...]:
    """Return a fill for each level: from orange to blue where levels have an order.

    >>> fills(3, ordered=True)
    ('#8C4B00', '#C9D1D6', '#004B93')
    """
    if ordered and levels in DIVERGING:
        return DIVERGING[levels]
    return tuple(PLAIN[i % len(PLAIN)] for i in range(levels))


def _panel(canvas: _Canvas, panel: Panel) -> None:
    inside = iter(fills(len(panel.levels) - len(panel.apart), ordered=panel.ordered))
    places = range(len(panel.levels))
    colours = [APART if place in panel.apart else next(inside) for place in places]
    _stand_alone_heading(canvas, panel)
    if any(bar.counts is not None for group in panel.groups for bar in group.bars):
        _key(canvas, panel.levels, colours)
    for group in panel.groups:
        if group.heading and len(panel.groups) > 1:
            canvas.y += 4
            _heading(canvas, group.heading)
        for bar in group.bars:
            _bar(canvas, bar, colours)
        canvas.y += 2


def _stand_alone_heading(canvas: _Canvas, panel: Panel) -> None:
    """Where a panel is one group, as for a question, its heading comes before its key."""
    if len(panel.groups) == 1 and panel.groups[0].heading:
        _heading(canvas, panel.groups[0].heading)
        canvas.y += 2


def _heading(canvas: _Canvas, words: str) -> None:
    for line in lines_of(words, WIDTH - 20):
        canvas.word("headings", 1, canvas.y + 9, line)
        canvas.y += 19


def _key(canvas: _Canvas, levels: Sequence[str], colours: Sequence[str]) -> None:
    x = 0.0
    for level, colour in zip(levels, colours, strict=True):
        label = cut_words(level, WIDTH - 24)
        width = 18 + text_width(label) + 14
        if x and x + width - 14 > WIDTH:
            x, canvas.y = 0.0, canvas.y + 20
        canvas.put("keys", x=x + 7, y=canvas.y + 9, fill=colour)
        canvas.word("words", x + 18, canvas.y + 9, label)
        x += width
    canvas.y += 24


def _bar(canvas: _Canvas, bar: Bar, colours: Sequence[str]) -> None:
    if bar.label:
        label_lines = lines_of(bar.label, canvas.left - 8) or [""]
        for index, line in enumerate(label_lines):
            canvas.word("words", 1, canvas.y + 10 + 15 * index, line)
    middle = canvas.y + 10
    if bar.counts is None:
        canvas.word("words", canvas.left + 4, middle, "Not shown")
    elif not any(bar.counts):
        canvas.word("words", canvas.left + 4, middle, "No answers")
    else:
        _segments(canvas, bar.counts, bar, colours)
    canvas.y += 20 if not bar.label or len(label_lines) < 2 else 4 + 15 * len(label_lines)


def _segments(canvas: _Canvas, counts: tuple[int, ...], bar: Bar, colours: Sequence[str]) -> None:
    """Draw a bar with its numbers; those that do not fit stand at its end beside their colour."""
    span, whole = canvas.right - canvas.left, sum(counts)
    start, aside = 0, []
    for count, colour in zip(counts, colours, strict=True):
        words = short(count, bar.base, shares=canvas.shares, exact=bar.exact)
        width = span * count / whole
        if count:
            canvas.put(
                "bars",
                start=round(start / whole, 4),
                end=round((start + count) / whole, 4),
                top=canvas.y + 1,
                bottom=canvas.y + 18,
                fill=colour,
            )
        inside = _inside(words, width)
        if inside:
            x = canvas.left + span * (start + count / 2) / whole
            ink = "#FFFFFF" if colour in DARK_FILLS else "#212B32"
            canvas.word("numbers", x, canvas.y + 10, inside, ink)
        else:
            aside.append((words, colour))
        start += count
    _aside(canvas, aside)


def _inside(words: str, width: float) -> str:
    """Return a number as it fits into its part of a bar: with its sign, bare, or not at all.

    A chart's method says that its numbers are percentages.
    """
    for fitting in (words, words.rstrip("%")):
        if width >= text_width(fitting) + 4:
            return fitting
    return ""


def _aside(canvas: _Canvas, aside: Sequence[tuple[str, str]]) -> None:
    """Write numbers at a bar's end, as many as there is room for."""
    x = canvas.right + 12.0
    aside, rest = _fitting(aside, WIDTH - x)
    for words, colour in aside:
        canvas.put("keys", x=x, y=canvas.y + 10, fill=colour)
        canvas.word("words", x + 9, canvas.y + 10, words)
        x += 9 + text_width(words) + _aside_gap(aside)
    if rest:
        canvas.word("words", x - 5, canvas.y + 10, rest)


def _fitting(
    aside: Sequence[tuple[str, str]], room: float
) -> tuple[Sequence[tuple[str, str]], str]:
    """Return the numbers that fit, and words for those that do not: noughts are told together."""
    if _aside_width(aside) <= room:
        return aside, ""
    bare = [(words.rstrip("%"), colour) for words, colour in aside]
    if _aside_width(bare) <= room:
        return bare, ""
    some = [one for one in bare if one[0] != "0"]
    if _aside_width(some) + _aside_gap(some) + text_width("rest 0") - 5 <= room:
        return some, "rest 0"
    return (), "see table"


def _aside_width(aside: Sequence[tuple[str, str]]) -> float:
    """Return how far numbers at a bar's end reach, the last one's gap apart."""
    each = sum(9 + text_width(words) + _aside_gap(aside) for words, _ in aside)
    return each - _aside_gap(aside) if aside else 0


def _aside_gap(aside: Sequence[tuple[str, str]]) -> int:
    return 14 if len(aside) < 3 else 9


def short(count: int, base: int, *, shares: bool, exact: bool) -> str:
    """Return a mark's number: a percentage where a chart gives shares, else the people.

    >>> short(9, 14, shares=False, exact=False), short(35, 50, shares=True, exact=False)
    ('10', '70%')
    """
    return f"{percent(count, base)}%" if shares else heads(count, exact=exact)


def _shifts(canvas: _Canvas, shifts: Sequence[Shift], high: str) -> None:
    canvas.put("rings", share=_at(canvas, 9), y=canvas.y + 9)
    canvas.word("words", 20, canvas.y + 9, "before")
    canvas.put("dots", share=_at(canvas, 81), y=canvas.y + 9)
    canvas.word("words", 92, canvas.y + 9, "after")
    chose = cut_words(f"chose “{lowered(high)}”", WIDTH - canvas.left)
    canvas.word("words", canvas.left, canvas.y + 9, chose)
    canvas.y += 24
    _scale(canvas, len(shifts))
    for shift in shifts:
        _shift(canvas, shift)


def _at(canvas: _Canvas, x: float) -> float:
    """Return the share that the scale places at x pixels, for marks of the key."""
    return round((x - canvas.left) / (canvas.right - canvas.left), 4)


def _scale(canvas: _Canvas, rows: int) -> None:
    names = ("0%", "50%", "100%") if canvas.shares else ("none", "half", "all")
    for share, name in zip((0.0, 0.5, 1.0), names, strict=True):
        x = canvas.left + share * (canvas.right - canvas.left)
        canvas.word("numbers", x, canvas.y + 8, name)
        canvas.put(
            "lines",
            start=share,
            end=share,
            top=canvas.y + 18,
            bottom=canvas.y + 20 + 23 * rows,
            width=1,
            opacity=0.3,
        )
    canvas.y += 20


def _shift(canvas: _Canvas, shift: Shift) -> None:
    y = canvas.y + 12
    before = round(min(1, shift.before / shift.base_before), 4)
    after = round(min(1, shift.after / shift.base_after), 4)
    canvas.word("words", 1, y, cut_words(shift.label, canvas.left - 10))
    gap = 8 / (
        canvas.right - canvas.left
    )  # the line stops at the ring's edge, so that the ring stays hollow
    if abs(after - before) > gap:
        edge = before + gap if after > before else before - gap
        low, high = sorted((edge, after))
        canvas.put(
            "lines", start=round(low, 4), end=round(high, 4), top=y, bottom=y, width=3, opacity=1
        )
    canvas.put("rings", share=before, y=y)
    canvas.put("dots", share=after, y=y)
    first, second = (
        short(count, base, shares=canvas.shares, exact=shift.exact)
        for count, base in (
            (shift.before, shift.base_before),
            (shift.after, shift.base_after),
        )
    )
    canvas.word("ends", WIDTH - 1, y, f"{first} → {second}")
    canvas.y += 23
