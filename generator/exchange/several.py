"""Questions with several answers: a column a box, or all answers in one cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.exchange.answers import BARE, UNKNOWN, Habits
from generator.exchange.plain_words import folded
from generator.exchange.wording import Asked


def together(rows: Sequence[Sequence[str]], *, ticks_only: bool) -> list[list[str]]:
    """Return the boxes of one question, a list a row, as the kit writes them.

    Nothing in any box: not answered. A tick in one makes an empty box 0. Where there is no tick,
    0 stays, unless the tool has ``ticks_only`` and cannot tell that from a question passed over.

    >>> together([["", "1"], ["", ""], ["0", "0"]], ticks_only=True)
    [['0', '1'], ['', ''], ['', '']]
    """
    return [_boxes(row, {"", "0"} if ticks_only else {""}) for row in rows]


def _boxes(row: Sequence[str], nothing: set[str]) -> list[str]:
    if {UNKNOWN, BARE}.intersection(row):
        return list(row)
    return [""] * len(row) if set(row) <= nothing else [cell or "0" for cell in row]


def joined(cell: str, options: Sequence[Asked], habits: Habits) -> list[str]:
    """Return the boxes of one question whose answers stand in one cell; UNKNOWN in each if unclear.

    The cell is cut by the answers that are known. What is left over, or two ways to cut it,
    makes it unknown. BARE in each where it holds numbers of which nobody has said what they are.
    """
    if habits.is_empty(cell):
        return [""] * len(options)
    codes = [one.code for one in options]
    if (said := habits.said(cell)) is not None:
        return [str(int(code == said)) for code in codes] if said in codes else [said] * len(codes)
    ways = _ways(folded(cell), known_answers(options, habits), habits.tool.between)
    if len(ways) != 1:
        return [UNKNOWN] * len(codes)
    found = next(iter(ways))
    words = {folded(label) for labels in options[0].options.values() for label in labels}
    has_words = any(text in folded(cell) for text in words | set(habits.given))
    bare = all(code.isdecimal() for code in found) and not has_words
    if bare and not (habits.own or habits.numbers):
        return [BARE] * len(codes)
    return [str(int(code in found)) for code in codes]


def known_answers(options: Sequence[Asked], habits: Habits) -> dict[str, set[str]]:
    """Return the codes of each text that may stand in such a cell."""
    found: dict[str, set[str]] = {folded(one.code): {one.code} for one in options}
    for code, labels in options[0].options.items():
        for label in labels:
            found.setdefault(folded(label), set()).add(code)
    for text, code in habits.given.items():
        found[text] = {code}
    return found


def _ways(cell: str, known: Mapping[str, set[str]], between: Sequence[str]) -> set[frozenset[str]]:
    """Return the sets of codes that a cell can be cut into: none, one, or the first two."""
    found: set[frozenset[str]] = set()
    for way in _cut(cell.strip(), known, [sign.strip() or " " for sign in between], 0):
        found.add(way)
        if len(found) > 1:
            break
    return found


def _cut(
    cell: str, known: Mapping[str, set[str]], between: Sequence[str], depth: int
) -> Iterator[frozenset[str]]:
    for text in sorted(known, key=len, reverse=True):
        if not text or not cell.startswith(text) or depth > len(known):
            continue
        if len(known[text]) > 1:
            continue
        rest = cell[len(text) :].lstrip(" ") if " " not in between else cell[len(text) :]
        if not rest:
            yield frozenset(known[text])
            continue
        for sign in between:
            if rest.startswith(sign):
                after = rest[len(sign) :].lstrip()
                if not after:
                    yield frozenset(known[text])
                else:
                    for others in _cut(after, known, between, depth + 1):
                        yield others | known[text]


def unknown_parts(cell: str, options: Sequence[Asked], habits: Habits) -> list[str]:
    """Return the parts of a joined cell that are no answer, as far as it can be cut at all."""
    known = known_answers(options, habits)
    sign = next((sign for sign in habits.tool.between if sign.strip() and sign in cell), "")
    parts = [part.strip() for part in cell.split(sign)] if sign else [cell]
    return [part for part in parts if part and folded(part) not in known] or [cell]
