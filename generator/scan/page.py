"""What one scanned page says: the words that reading, review and measuring share.

A page comes in as a grey picture and goes out as a `PageReading` or a `Refusal`.
Nothing here looks at a picture.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from generator.questionnaire.symbol import PageId

Grey = npt.NDArray[np.uint8]
Json = dict[str, Any]

#: Pixels a millimetre of every flattened page: 210 x 297 mm are 1,680 x 2,376.
SCALE = 8

#: What stands in a box. *Dense* is filled in (cancelled, perhaps) or scribbled over.
State = Literal["marked", "empty", "dense", "uncertain"]
#: A question's answer is sure, for a person to decide, or nothing was found in any box.
Verdict = Literal["sure", "doubt", "blank"]


@dataclass(frozen=True, slots=True, eq=False)
class Blank:
    """One side of a form as it was printed: ``page`` is its entry in the layout file.

    ``print`` is its picture at `SCALE`, nothing filled in; ``several`` holds the items of
    which more than one box may be ticked.
    """

    page: Json
    print: Grey
    several: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Box:
    """A tick box as it was read. ``measures`` are what its state was told from, by name."""

    item: str
    code: str
    state: State
    measures: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question's boxes (of a grid, one row's).

    ``codes`` are the answer where the verdict is sure, else what may have been meant.
    ``reason`` says in plain words why a person must look; empty where the verdict is sure.
    """

    item: str
    verdict: Verdict
    codes: tuple[str, ...]
    boxes: tuple[Box, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """Something to be read by a person: a code, a number, a date or words.

    ``kind`` is letter, digit, date or text, as in the layout; the rectangle spans all its boxes,
    in millimetres of the flattened page. ``inked`` says whether anything was written there.
    """

    item: str
    kind: str
    x: float
    y: float
    width: float
    height: float
    inked: bool


@dataclass(frozen=True, slots=True)
class PageReading:
    """A page that was recognised: who it is, how it lies flat, what stands on it."""

    id: PageId
    flat: Grey
    questions: tuple[Question, ...]
    written: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A picture that is not read: why, in plain words with the remedy; ``id`` where it was found.

    ``empty`` is true for the blank back of a one-sided form: it is counted, not reported.
    """

    reason: str
    id: PageId | None = None
    empty: bool = False


#: Gives the print of a page, or says in plain words why there is none.
Blanks = Callable[[PageId], Blank | str]
