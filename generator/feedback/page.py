"""One mentee's page as data: strengths first, then the other domains in their order.

``feedback.typ`` decides where things stand; every word of the page is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from generator.definitions.programme import Domain, Programme, in_language
from generator.feedback.notes import TEXTS, Notes, Point
from generator.feedback.rules import STRENGTHS, Domains, domain_of
from generator.questionnaire.plain import clean

Json = dict[str, Any]

#: The page design that takes ``pages``' data.
TEMPLATE = Path(__file__).with_name("feedback.typ")
#: Sizes of type in points, with the room between parts: from what is wanted to the least that is
#: still kind to its reader.
FITS = ((13, 1.5), (12, 1.25), (12, 0.9), (11, 0.85), (11, 0.7), (10.5, 0.7))

FIRST = (
    "These points are a prompt for a conversation. They are not an assessment, and they are not "
    "for appraisal. At least 2 mentors agree on each."
)
LAST = "After the session the mentee keeps 1 copy. The other goes into confidential waste."
NONE = "The group had no shared point here."
LABELS = {"observation": "What we see", "effect": "What it does", "suggestion": "What might help"}
#: A strength needs no help: its suggestion says where it is wanted again.
OF_STRENGTHS = {**LABELS, "suggestion": "Next time"}


def domain_names(programme: Programme) -> Domains:
    """Return domain ids by what notes may call them: ids and titles, in small letters."""
    language = programme.languages[0]
    titles = {in_language(one.title, language).casefold(): one.id for one in programme.domains}
    return titles | {one.id.casefold(): one.id for one in programme.domains}


def pages(programme: Programme, notes: Notes) -> dict[str, Json]:
    """Return each mentee's page by their code, in order, of notes without breaches."""
    codes = sorted({point.text("mentee") for point in notes.points})
    domains = domain_names(programme)
    return {code: _page(programme, domains, code, notes.points) for code in codes}


def _page(programme: Programme, domains: Domains, code: str, points: Sequence[Point]) -> Json:
    language = programme.languages[0]
    mine = [point for point in points if point.text("mentee") == code]
    return {
        "title": f"Feedback for mentee {code}",
        "from": "From the group of mentors",
        "programme": clean(in_language(programme.title, language)),
        "language": language,
        "first": FIRST,
        "last": LAST,
        "none": NONE,
        "domains": [
            {
                "title": clean(in_language(one.title, language)),
                "labels": [(OF_STRENGTHS if one.id == STRENGTHS else LABELS)[c] for c in TEXTS],
                "points": [
                    [clean(point.text(column)) for column in TEXTS]
                    for point in mine
                    if domain_of(point, domains) == one.id
                ],
            }
            for one in _strengths_first(programme.domains)
        ],
    }


def _strengths_first(domains: Iterable[Domain]) -> list[Domain]:
    return sorted(domains, key=lambda one: one.id != STRENGTHS)
