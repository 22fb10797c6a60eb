"""What stands on code cards: 10 to a sheet, each with 1 code and what it is for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

Json = dict[str, Any]

#: The page design, beside this file.
DESIGN = Path(__file__).with_name("cards.typ")
#: Cards on a sheet of A4.
A_SHEET = 10
#: So many cards are made at once: as many as the largest cohort that a pack is made for.
MOST = 12_000

_TITLE = "Your survey code"
_WRITE = "Write this code on each form that asks for it."
_PRINTED = "It stands on your forms already. Write it on any form without it."
_KEEP = (
    "Keep this card: the code joins your answers over time. "
    "Nobody has a list of the codes, so nobody can look yours up. Show it to nobody."
)


def cards(codes: Sequence[str], *, printed: bool = False) -> Json:
    """Return the data of ``cards.typ``.

    ``codes`` are such as ``K7MQ-3XPF``. ``printed`` is for people whose forms carry the code.
    """
    return {
        "title": "Code cards",
        "head": _TITLE,
        "words": [_PRINTED if printed else _WRITE, _KEEP],
        "codes": [code.split("-") for code in codes],
    }
