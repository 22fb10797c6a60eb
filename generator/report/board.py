"""The board: what changed and how sure one may be, before anything else on a page.

A row a primary comparison, in a chart and in a table beside it. Below stand
two or three sentences, the most important first, none with more than two
numbers, and where there is no verdict one that says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from generator.disclosure.rule import LARGE_FROM
from generator.disclosure.verdict import HIGHER, LOWER, TESTABLE, TOO_FEW, UNCLEAR, Verdict
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
from generator.report.quantities import capital, in_title, listed, lowered, part, share, share_of
from generator.report.sentences import When
from generator.report.view import ReleasedGroup

TITLE = "What changed"
#: So many sentences on changes stand below the board.
SENTENCES = 3
#: So many comparisons are named in a title; more are counted.
NAMED = 3
#: The place of each way among the categories of a change.
WAYS = {HIGHER: 0, LOWER: 2}
#: The most important first.
ORDER = (HIGHER, LOWER, UNCLEAR, TOO_FEW)
ROUGH = (
    f"Fewer than {LARGE_FROM} people are too few to say: rounding to fives could make a change or "
    "hide one."
)
NEVER = (
    "With {people} no exact test can tell a change from chance, whatever they answer. Read this "
    "as what these people said."
)
FEW = "So few answers changed that no exact test can tell these changes from chance."
SOME_FEW = "Where the verdict is “too few to say”, no exact test can tell the change from chance."


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
            "A row for each comparison, from a ring before to a dot after. The table beside it "
            "has the same numbers.",
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
    """Return the title of several comparisons: their verdicts, or where most went one way.

    Nothing but a verdict claims a direction.
    """
    if not any(row.clear for row in rows):
        return most_often(rows)
    names = _names(rows)
    parts = []
    for word in CLEAR:
        mine = [name for name, row in zip(names, rows, strict=True) if row.verdict == word]
        if mine and len(mine) == len(rows) > 1:
            parts.append(f"{word} in {'both' if len(rows) == 2 else f'all {len(rows)}'}")
        elif len(mine) > (2 if word == UNCLEAR else NAMED):
            parts.append(f"{word} in {len(mine)} of {len(rows)}")
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
    """Return the title of comparisons without a verdict: where most people went one way.

    A count and never a claim; of numbers as they are printed, so that it tells nothing more.
    """
    shares = {way: [_share(row, way) for row in rows] for way in WAYS}
    way, found = max(shares.items(), key=lambda one: max(one[1]))
    best = max(found)
    if not best:
        return "Few or no answers changed"
    alike = [place for place, share in enumerate(found) if share == best]
    names, many = _names(rows), {_of_all(rows[place], way) for place in alike}
    where = listed([names[place] for place in alike])
    if len(alike) > NAMED:
        where = f"{len(alike)} of {len(rows)} rows"
    return f"Most often {way}: {where}" + (f" ({many.pop()})" if len(many) == 1 else "")


def _share(row: Compared, way: Verdict) -> float:
    return part(row.change.counts[WAYS[way]], row.change.base, exact=row.change.exact)


def _of_all(row: Compared, way: Verdict) -> str:
    return in_title(row.change.counts[WAYS[way]], row.change.base, exact=row.change.exact)


# --- sentences -----------------------------------------------------------------------------


def brief(rows: Sequence[Compared], when: When | None) -> list[str]:
    """Return a page's first sentences: two or three on changes, then why a verdict is missing."""
    ranked = sorted(rows, key=lambda row: (ORDER.index(row.verdict), -_balance(row)))
    clear = [row for row in ranked if row.clear]
    alike: dict[tuple[str, str], list[str]] = {}
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
    return abs(_share(row, HIGHER) - _share(row, LOWER))


def _who_gave(row: Compared) -> tuple[str, str]:
    """Say who gave higher answers, and what follows after the time before.

    From 30 people on how many gave lower ones too; of fewer people the way that more went, and
    where as many went the other way, that they did.
    """
    change, people = row.change, row.people
    if change.large:
        lower = share(change.counts[WAYS[LOWER]], change.base, exact=change.exact)
        who = share_of(change.counts[WAYS[HIGHER]], change.base, people, exact=change.exact)
        return f"{who} gave higher answers", f", and {lower} lower ones"
    way = max(WAYS, key=lambda way: _share(row, way))
    who = share_of(change.counts[WAYS[way]], change.base, people, exact=change.exact)
    if _share(row, HIGHER) != _share(row, LOWER):
        return f"{who} gave {way} answers", ""
    if not _share(row, HIGHER):
        return f"{who} gave higher or lower answers", ""
    alike = "as many" if change.exact else "about as many"
    return f"{who} gave higher answers", f", and {alike} lower ones"


def _told(when: When | None, gave: tuple[str, str], on: str = "") -> str:
    who, rest = gave
    said = f"{who}{on} than {when.before if when else 'before'}{rest}"
    return f"{capital(when.after)}, {said}." if when else f"{capital(said)}."


def _no_verdict(rows: Sequence[Compared]) -> Iterator[str]:
    few = [row for row in rows if row.verdict == TOO_FEW]
    most = max((row.change.base for row in rows), default=0)
    if any(not row.change.exact for row in few):
        yield ROUGH
    elif few and most < TESTABLE:
        yield NEVER.format(people="1 person" if most == 1 else f"{most} people")
    elif few:
        yield FEW if len(few) == len(rows) else SOME_FEW
