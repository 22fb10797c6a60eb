"""Cells become the kit's codes: exactly, or they are named as unknown.

Labels decide where the file has any. A bare number of a tool whose codes we did not write
counts only where somebody has said so: the one error that nothing else would show.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from generator.definitions.codebook import GAPS
from generator.exchange.definitions.limesurvey import answer_codes
from generator.exchange.plain_words import folded, norm
from generator.exchange.tool import Tool
from generator.exchange.wording import Asked

#: What a whole number may look like in other programs: 12, 12.0, 12.0000000000.
_WHOLE = re.compile(r"(-?\d{1,9})(?:\.0+)?", re.ASCII)
#: The kit's own reasons by their words, as they are compared.
GAP_WORDS = {norm(words): code for code, words in GAPS.items() if code}
#: LimeSurvey says yes and no in the language of whoever exports.
_YES = "yes,oui,ja,sí,sì,sim,tak,ano,áno,kyllä,igen,evet,да,так,ναι"
_NO = "no,non,nein,nee,nej,nei,não,nie,ne,ei,nem,hayır,нет,ні,όχι"
_TICKED = frozenset(("1", "checked", "y", "true", "ticked", *_YES.split(",")))
_NOT_TICKED = frozenset(("0", "unchecked", "n", "false", "not ticked", *_NO.split(",")))
#: Stands for a cell that is unknown, or a number of which nobody has said what it means.
UNKNOWN, BARE = "?", "#"


@dataclass(frozen=True, slots=True)
class Habits:
    """How the cells of one column are to be read.

    ``own`` where the column holds codes that we wrote; ``numbers`` where somebody has confirmed
    that bare numbers are the kit's codes. ``given`` are answers that a map translates.
    """

    tool: Tool
    own: bool = False
    numbers: bool = False
    given: Mapping[str, str] = field(default_factory=dict)

    def said(self, cell: str) -> str | None:
        """Return what a map says of a cell, or None."""
        return self.given.get(folded(cell))

    def is_empty(self, cell: str) -> bool:
        """Tell whether a cell says nothing."""
        return cell == "" or cell in self.tool.empty


Reader = Callable[[str], str]


def reader_of(asked: Asked, habits: Habits) -> Reader:
    """Return what turns a cell, without blanks around it, into a code, UNKNOWN or BARE.

    Not for questions with several answers (see ``several``) and not for dates (see ``days``).
    """
    if asked.column.kind == "text":
        return lambda cell: _text(cell, habits)
    if asked.column.kind == "number":
        return lambda cell: _number(cell, habits)
    labels = labels_of(asked.labels)
    return lambda cell: _code(cell, asked, labels, habits)


def labels_of(labels: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    """Return the codes of each label, ready for comparing, alone and behind its code."""
    found: dict[str, set[str]] = {}
    for code, words in labels.items():
        for label in words:
            for text in (label, f"{code} – {label}"):
                found.setdefault(norm(text), set()).add(code)
    return found


def _code(cell: str, asked: Asked, labels: Mapping[str, set[str]], habits: Habits) -> str:
    if (said := habits.said(cell)) is not None:
        return said
    by_label = labels.get(norm(cell), set()) if cell else set()
    whole = _WHOLE.fullmatch(cell)
    code = whole[1] if whole else cell
    if habits.own and habits.tool.id == "limesurvey":
        known = answer_codes(asked.column.codes)
        code = next((ours for ours, theirs in known.items() if theirs == code), code)
    is_code = code in asked.column.codes
    if by_label:
        agree = len(by_label) == 1 and (not is_code or code in by_label)
        agree &= not habits.is_empty(cell)
        return min(by_label) if agree else UNKNOWN
    if is_code:
        trusted = habits.own or habits.numbers or not code.isdecimal()
        return code if trusted else BARE
    return gap(cell, code, habits)


def gap(cell: str, code: str, habits: Habits) -> str:
    """Return what a cell without an answer is: empty, a gap's code, or UNKNOWN."""
    if habits.is_empty(cell):
        return ""
    if not habits.tool.gaps:
        return UNKNOWN
    return code if code in GAPS else GAP_WORDS.get(norm(cell), UNKNOWN)


def _number(cell: str, habits: Habits) -> str:
    if (said := habits.said(cell)) is not None:
        return said
    if cell in (habits.tool.untyped or ()):  # a number, or a box of which nobody typed the number
        return UNKNOWN
    whole = _WHOLE.fullmatch(cell)
    if whole and not whole[1].startswith("-"):
        return str(int(whole[1]))
    return gap(cell, whole[1] if whole else cell, habits)


def _text(cell: str, habits: Habits) -> str:
    """Return a text as it is; what the kit would take for a gap only from tools that have gaps."""
    if (said := habits.said(cell)) is not None:
        return said
    nothing, something = habits.tool.untyped or ("", None)
    if cell == nothing or cell in habits.tool.empty_texts:
        return ""
    if cell == something:
        return UNKNOWN
    if cell in GAPS and cell and not habits.tool.gaps:
        return UNKNOWN
    return unicodedata.normalize("NFC", cell)


def ticked(cell: str, asked: Asked, habits: Habits) -> str:
    """Return 1, 0 or nothing for one box of a question with several answers; or UNKNOWN.

    Tools write 1 and 0, words for them, or the answer itself where it was ticked.
    """
    if (said := habits.said(cell)) is not None:
        return said
    if habits.is_empty(cell):
        return ""
    whole = _WHOLE.fullmatch(cell)
    plain = whole[1] if whole else folded(cell)
    is_answer = norm(cell) in set(map(norm, asked.ends))
    if is_answer and plain in _NOT_TICKED:  # the answer "No", ticked; or a box that is not
        return UNKNOWN
    if plain in _TICKED or is_answer:
        return "1"
    if plain in _NOT_TICKED:
        return "0"
    return cell if habits.tool.gaps and cell in GAPS else UNKNOWN
