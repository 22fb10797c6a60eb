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
_SPARE = "Spare: your survey code"
_WRITE = "Write this code on each form that asks for it."
_PRINTED = "It stands on your forms already. Write it on any form without it."
_KEEP = (
    "Keep this card: the code joins your answers over time. "
    "Nobody has a list of the codes, so nobody can look yours up. Show it to nobody."
)


def cards(codes: Sequence[str], on_forms: Sequence[str] = ()) -> Json:
    """Return the data of ``cards.typ``.

    Codes are such as ``K7MQ-3XPF``. Those ``on_forms`` are printed on their people's forms and
    come first. The others are marked as spare then, as no form carries them.
    """
    head = _SPARE if on_forms else _TITLE
    printed = [_card(_TITLE, _PRINTED, code) for code in on_forms]
    return {"title": "Code cards", "cards": printed + [_card(head, _WRITE, one) for one in codes]}


def _card(head: str, use: str, code: str) -> Json:
    return {"head": head, "words": [use, _KEEP], "code": code.split("-")}
