"""A slip for each person, which names nobody's partner but their own.

The data of ``slips.typ``: words only, in the order of names, mentors first. A
person without a partner gets a slip too, so that an envelope tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.pairing.draw import Draw

TEMPLATE = Path(__file__).with_name("slips.typ")
ASKS_FOR = "slips"

#: Every slip ends alike, with or without a partner, so that all look the same from outside.
_PRIVATE = "This slip is for you alone. Please tell nobody else what it says."


def slips(made: Draw, day: str) -> dict[str, Any]:
    """Return every slip; ``day`` is the day of the draw, in words."""
    people = [*_mentors(made), *_mentees(made)]
    return {
        "title": "Slips of the draw",
        "footer": f"Reverse mentoring. Drawn on {day}.",
        "slips": [{**slip, "private": _PRIVATE} for slip in people],
    }


def _mentors(made: Draw) -> Iterator[Mapping[str, Any]]:
    for name in made.preferences.mentors:
        partners = [mentee for mentor, mentee in made.pairs if mentor == name]
        if partners:
            yield _slip(
                name,
                "You are the mentor of",
                partners,
                "The organiser will tell you what comes next.",
            )
        else:
            yield _slip(
                name,
                "You are a reserve",
                [],
                "You have no partner yet. Thank you for offering your time. "
                "If a place becomes free, you may be asked.",
            )


def _mentees(made: Draw) -> Iterator[Mapping[str, Any]]:
    for name in made.preferences.mentees:
        partners = [mentor for mentor, mentee in made.pairs if mentee == name]
        if partners:
            words = "Your mentor is" if len(partners) == 1 else "Your mentors are"
            yield _slip(name, words, partners, "The organiser will tell you what comes next.")
        else:
            yield _slip(
                name,
                "You have no mentor this time",
                [],
                "There were fewer mentors than mentees. Thank you for offering your time.",
            )


def _slip(name: str, words: str, partners: list[str], next_step: str) -> dict[str, Any]:
    return {"name": name, "words": words, "partners": partners, "next": next_step}
