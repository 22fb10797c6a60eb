"""The board: what changed and how sure one may be, before anything else on a page.

A row a primary comparison, in a chart and in a table beside it. Below stand
two or three sentences, the most important first, none with more than two
numbers, and where there is no verdict one that says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from generator.disclosure.rule import LARGE_FROM
from generator.disclosure.verdict import HIGHER, LOWER, TESTABLE, TOO_FEW, UNCLEAR
from generator.report.comparisons import (
    CLEAR,
    Compared,
    comparison_table,
    dumbbells,
    how_drawn,
    wholes,
)
from generator.report.outline import Outline
from generator.report.page import Block, Board, Bullets, Figure, Heading
from generator.report.quantities import capital, heads, listed, lowered, number, percent, share_of
from generator.report.sentences import When
from generator.report.view import ReleasedGroup

TITLE = "What changed"
#: So many sentences on changes stand below the board.
SENTENCES = 3
#: The most important first.
ORDER = (HIGHER, LOWER, UNCLEAR, TOO_FEW, "")
NO_VERDICT = (
    f"With fewer than {LARGE_FROM} people there is no verdict: rounding to fives could make a "
    "change or hide one."
)
NEVER = (
    "With {people} people no test can tell a change from chance, whatever they answer. Read this "
    "as what these people said."
)
FEW = "So few answers changed that no test can tell these changes from chance."
SOME_FEW = "Where the verdict is “too few to say”, no test can tell the change from chance."


def board_blocks(shared: Outline, group: ReleasedGroup) -> Iterator[Block]:
    """Yield the board of a group with its sentences; nothing where nothing is compared."""
    rows = wholes(shared, group)
    if not rows:
        return
    when = when_of(shared)
    yield Heading(2, TITLE)
    yield Bullets(tuple((said,) for said in brief(rows, when)), style="brief")
    yield Board(
        Figure(
            "board",
            dumbbells(rows, who=True),
            finding(rows),
            how_drawn(rows, when),
            f"A row for each of {number(len(rows))} comparisons, from a ring before to a dot "
            "after. The table beside it has the same numbers.",
        ),
        comparison_table(f"{TITLE}, {_from_to(when)}", rows),
    )


def when_of(shared: Outline) -> When | None:
    """Return the two times of a page's primary comparisons, if they are the same for all."""
    pairs = {
        (one.pair.from_, one.pair.to)
        for one in shared.measured
        if one.pair is not None and one.pair.primary
    }
    if len(pairs) != 1:
        return None
    before, after = pairs.pop()
    return When(shared.when(before), shared.when(after))


def _from_to(when: When | None) -> str:
    return f"from {when.before} to {when.after}" if when else "from before to after"


def finding(rows: Sequence[Compared]) -> str:
    """Return the title of several comparisons: their verdicts, or where most answered higher.

    Nothing but a verdict claims a direction.
    """
    if not any(row.clear for row in rows):
        return most_often(rows)
    names = _names(rows)
    parts = []
    for word in CLEAR:
        mine = [name for name, row in zip(names, rows, strict=True) if row.verdict == word]
        if mine and len(mine) == len(rows) > 1:
            parts.append(f"{word} in all {number(len(rows))}")
        elif len(mine) > 2 and word == UNCLEAR:
            parts.append(f"{word} in {number(len(mine))} others")
        elif mine:
            parts.append(f"{word} in {listed(mine)}")
    return capital("; ".join(parts))


def _names(rows: Sequence[Compared]) -> list[str]:
    """Return each comparison's name inside a sentence, with its people where two are alike."""
    found = Counter(row.name for row in rows)
    return [
        f"{lowered(row.name)} ({row.people})" if found[row.name] > 1 else lowered(row.name)
        for row in rows
    ]


def most_often(rows: Sequence[Compared]) -> str:
    """Return the title of comparisons without a verdict: on what most people answered higher.

    Lower where nobody answered higher; a count, never a claim.
    """
    best = max(rows, key=_share_higher)
    if not best.change.counts[0]:
        return "Nobody answered higher" if best.change.exact else "Few or none answered higher"
    names = [
        name
        for name, row in zip(_names(rows), rows, strict=True)
        if _how_many(row) == _how_many(best)
    ]
    where = listed(names) if len(names) <= 3 else f"{number(len(names))} of {number(len(rows))}"
    return f"Most often higher: {where} ({_how_many(best)})"


def _share_higher(row: Compared) -> float:
    return row.change.counts[0] / row.change.base


def _how_many(row: Compared) -> str:
    if row.change.large:
        return f"{percent(row.change.counts[0], row.change.base)}%"
    exact = row.change.exact
    count, base = (heads(n, exact=exact) for n in (row.change.counts[0], row.change.base))
    return f"{count} of {base}"


# --- sentences -----------------------------------------------------------------------------


def brief(rows: Sequence[Compared], when: When | None) -> list[str]:
    """Return a page's first sentences: two or three on changes, then why a verdict is missing."""
    ranked = sorted(rows, key=lambda row: (ORDER.index(row.verdict), -_balance(row)))
    clear = [row for row in ranked if row.clear]
    alike: dict[str, list[str]] = {}
    for row in ranked:
        if not row.clear:
            alike.setdefault(_who_gave(row), []).append(lowered(row.name))
    said = [f"{row.name}: {row.verdict}. {_told(when, _who_gave(row))}" for row in clear]
    said += [
        _told(when, who, f" on {listed(list(dict.fromkeys(names)))}")
        for who, names in alike.items()
    ]
    return [*said[:SENTENCES], *_no_verdict(rows)]


def _balance(row: Compared) -> float:
    higher, _, lower = row.change.counts
    return abs(higher - lower) / row.change.base


def _who_gave(row: Compared) -> str:
    """Say who gave higher answers, with nothing but names and times left to fill in."""
    higher, _, lower = row.change.counts
    who = share_of(higher, row.change.base, row.people, exact=row.change.exact)
    rest = f", and {percent(lower, row.change.base)}% lower ones" if row.change.large else ""
    return f"{who} gave higher answers{{on}} than {{before}}{rest}"


def _told(when: When | None, who: str, on: str = "") -> str:
    said = who.format(on=on, before=when.before if when else "before")
    return f"{capital(when.after)}, {said}." if when else f"{capital(said)}."


def _no_verdict(rows: Sequence[Compared]) -> Iterator[str]:
    if any(not row.verdict for row in rows):
        yield NO_VERDICT
    few = [row for row in rows if row.verdict == TOO_FEW]
    most = max((row.change.base for row in rows), default=0)
    if few and most < TESTABLE:
        yield NEVER.format(people=number(most))
    elif few:
        yield FEW if len(few) == len(rows) else SOME_FEW
