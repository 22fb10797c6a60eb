"""Signs that must not be lost, and signs that must not be there.

What a typeface lacks would be printed as a box or not at all, so that nothing
is printed and each text is named. What turns the direction of writing is not
seen and makes a text read as another one, so that no file may hold it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache

from generator.definitions.problem import Problem, RefusedError, SourceLine, in_reading_order
from generator.definitions.suggest import listed, quoted

#: Marks, embeddings, overrides and isolates, which turn the direction of writing.
TURNING_SIGNS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TURNING = re.compile(f"[{TURNING_SIGNS}]")
_RUNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
#: A place where a long word may break.
BREAK = "\u200b"
#: Signs without a shape that only choose how the one before them is drawn.
_CHOOSING = re.compile("[\u034f\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
#: Signs that Unicode counts as formatting, and that are drawn all the same.
_DRAWN = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]")
#: Signs that look like others, as which they are drawn.
_ALIKE = str.maketrans({"\u2010": "-", "\u2011": "-"})
#: How many signs one message names.
_NAMED = 8

_REMEDY = "Write it in Latin, Greek or Cyrillic letters, without emoji."
_FEWER = "Write it with fewer marks on 1 letter. The typeface cannot place them all."


class UnprintableError(ValueError):
    """Raised where text goes to paper: ``texts`` hold ``signs`` that the typeface lacks."""

    def __init__(self, texts: Sequence[str], signs: frozenset[str]) -> None:
        super().__init__(texts, signs)
        self.texts = texts
        self.signs = signs

    def __str__(self) -> str:
        """Return the first text with what cannot be printed in it."""
        return _fault(self.texts[0], self.signs)


def together(found: Iterable[UnprintableError]) -> UnprintableError | None:
    """Return all that could not be printed as one; None where everything could."""
    every = tuple(found)
    if not every:
        return None
    texts = dict.fromkeys(text for one in every for text in one.texts)
    return UnprintableError(tuple(texts), frozenset().union(*(one.signs for one in every)))


def is_drawn(sign: str) -> bool:
    r"""Tell whether paper shows a sign, or would: controls and joiners have no shape.

    >>> is_drawn("ŵ"), is_drawn("🙂"), is_drawn("\u00ad"), is_drawn("\ufe0f")
    (True, True, False, False)
    """
    hidden = unicodedata.category(sign) in ("Cc", "Cf", "Cs") and not _DRAWN.match(sign)
    return not hidden and not _CHOOSING.match(sign)


def on_paper(text: str) -> str:
    r"""Return a text as it is drawn: letters put together, spaces plain, nothing unseen in it.

    >>> on_paper("s\u0302 non\u2011stop\u00ad") == "\u015d non-stop"
    True
    """
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", "".join(map(_drawn_as, text))).translate(_ALIKE)


@cache
def _drawn_as(sign: str) -> str:
    if sign.isspace() and sign not in "\n\u00a0":
        return " "
    return sign if sign.isspace() or sign == BREAK or is_drawn(sign) else ""


def unprintable(
    found: UnprintableError, sources: Iterable[tuple[SourceLine, str]], otherwise: SourceLine
) -> tuple[Problem, ...]:
    """Return a problem for each place from which such signs came.

    ``sources`` are texts with their places; what none of them explains stands at ``otherwise``.
    """
    printed = "\n".join(found.texts).replace(BREAK, "")
    problems: list[Problem] = []
    explained: set[str] = set()
    for where, text in sources:
        words = [word for word in on_paper(text).split() if word in printed]
        if here := found.signs.intersection(signs_of(" ".join(words))):
            explained |= here
            problems.append(_problem(where, text, found.signs))
    rest = (t for t in found.texts if found.signs.intersection(signs_of(t)) - explained)
    problems += [_problem(otherwise, text.replace(BREAK, ""), found.signs) for text in rest]
    return in_reading_order(problems)


@contextmanager
def printable(
    sources: Iterable[tuple[SourceLine, str]], otherwise: SourceLine, found: Sequence[Problem] = ()
) -> Iterator[None]:
    """Refuse what the typeface lacks at the places it came from, beside what was ``found``."""
    try:
        yield
    except UnprintableError as lacking:
        raise RefusedError([*found, *unprintable(lacking, sources, otherwise)]) from None


def signs_of(text: str) -> list[str]:
    r"""Return the letters of a text, each with the marks that stand on it.

    >>> signs_of("o\u0302x\u030c!")
    ['ô', 'x̌', '!']
    """
    signs: list[str] = []
    for sign in unicodedata.normalize("NFC", text):
        if signs and unicodedata.combining(sign):
            signs[-1] += sign
        else:
            signs.append(sign)
    return signs


def _problem(where: SourceLine, text: str, signs: frozenset[str]) -> Problem:
    marks = all(len(sign) > 1 for sign in signs.intersection(signs_of(on_paper(text))))
    remedy = _FEWER if marks else _REMEDY
    return Problem(where, "missing-character", _fault(text, signs), remedy)


def _fault(text: str, signs: frozenset[str]) -> str:
    lacking = dict.fromkeys(sign for sign in signs_of(on_paper(text)) if sign in signs)
    named = (f"{sign} ({' '.join(f'U+{ord(s):04X}' for s in sign)})" for sign in lacking)
    return f"The typeface does not have {listed(named, _NAMED)} in {quoted(text)}."


def turning_lines(path: str, text: str) -> list[Problem]:
    """Return a problem for each line of a page that holds a sign which turns whole runs of text.

    Single marks (U+200E, U+200F and U+061C) belong into texts of two directions, and stay.
    """
    return [
        Problem(SourceLine(path, number, found.start() + 1), *fault)
        for number, line in enumerate(text.splitlines(), 1)
        if (found := _RUNS.search(line)) and (fault := turning_fault(found[0]))
    ]


def turning_fault(text: str) -> tuple[str, str, str] | None:
    r"""Return rule, fault and remedy of a text that turns the direction of writing.

    >>> turning_fault("Ward \u202e7")[1]
    'A character that cannot be seen changes the direction of writing here: U+202E.'
    """
    found = TURNING.findall(text)
    if not found:
        return None
    named = ", ".join(f"U+{ord(sign):04X}" for sign in dict.fromkeys(found))
    fault = f"A character that cannot be seen changes the direction of writing here: {named}."
    return "odd-character", fault, "Delete the text and type it again."
