"""A COREQ checklist with what the program knows already: 32 items, in words of our own.

COREQ (consolidated criteria for reporting qualitative research) was made for
interviews and focus groups. Free text from questionnaires meets part of it;
the items on the interviewer belong to the mentors' group interview. What the
program cannot know says what to write.

Tong A, Sainsbury P, Craig J. Consolidated criteria for reporting qualitative
research (COREQ): a 32-item checklist for interviews and focus groups.
International Journal for Quality in Health Care 2007;19:349-57.
doi:10.1093/intqhc/mzm042
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.coding.people import PRIVATE, Held, Titles, writers_of
from generator.responses.answers import Person
from generator.responses.theme_book import SUGGESTED
from generator.responses.themes import Stage, in_use

#: The list as it is written, with places for what is known.
CHECKLIST = Path(__file__).with_name("coreq.txt")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a study: counts, names of files, words made from them.

    ``wrote`` leads a role's and wave's words to the people who wrote anything
    and those who answered; ``mentioned`` leads a category's label to the
    people who mentioned it in any role and wave.
    """

    texts: int
    wrote: Mapping[str, tuple[int, int]]
    questions: Sequence[str]
    mentioned: Mapping[str, int]
    suggested: int
    agreement: str
    version: str


def facts_of(
    held: Held,
    returned: Mapping[Stage, Sequence[Person]],
    titles: Titles,
    agreement: str,
    version: str,
) -> Facts:
    """Return what the files of an analysis tell, and how far the coders agreed, in words."""
    coding, key = held.coding, held.key
    wrote, codes = writers_of(key), {one.unit.id: one.codes for one in coding.units}
    stages = {
        f"{titles.roles[role]}, {titles.waves[wave].lower()}": (
            wrote.get((role, wave), 0),
            len(people),
        )
        for (role, wave), people in returned.items()
    }
    mentioned = {
        one.label: len({(k.role, k.person) for k in key if one.id in codes[k.unit]})
        for one in in_use(coding.book)
    }
    suggested = {category.id for category in SUGGESTED}
    return Facts(
        texts=len(coding.units),
        wrote=stages,
        questions=list(dict.fromkeys(one.unit.question for one in coding.units)),
        mentioned=mentioned,
        suggested=sum(one.id in suggested for one in in_use(coding.book)),
        agreement=agreement,
        version=version,
    )


def checklist(facts: Facts) -> str:
    """Return the checklist as Markdown; a word of the files ends no cell of its table."""
    wrote = [
        f"{stage}: {wrote:,} of {answered:,} who answered wrote anything."
        for stage, (wrote, answered) in facts.wrote.items()
    ]
    ranked = sorted(facts.mentioned.items(), key=lambda pair: -pair[1])
    said = [f"{label} ({people})" for label, people in ranked]
    half = (len(said) + 1) // 2
    known = {
        "private": PRIVATE,
        "texts": f"{facts.texts:,}",
        "wrote": " ".join(wrote),
        "questions": "; ".join(f"“{question}”" for question in facts.questions),
        "agreement": facts.agreement,
        "categories": str(len(facts.mentioned)),
        "derived": _derived(facts),
        "version": facts.version,
        "most": "; ".join(said[:half]),
        "fewest": "; ".join(said[half:]),
    }
    in_cells = {name: " ".join(text.replace("|", "/").split()) for name, text in known.items()}
    return CHECKLIST.read_text("utf-8").format_map(in_cells)


def _derived(facts: Facts) -> str:
    if not facts.suggested:
        return "The categories were made from the answers."
    every = len(facts.mentioned)
    if facts.suggested == every:
        return (
            f"All {every} categories were suggested beforehand, from the published study. Say how "
            "they were held against the answers, and whether any was missing."
        )
    return (
        f"{facts.suggested} of {every} categories were suggested beforehand, from the published "
        "study; the others were made from the answers. Say which suggestions were dropped."
    )
