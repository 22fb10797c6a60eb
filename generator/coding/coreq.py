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

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from generator.coding.people import PRIVATE, Held, Titles, writers_of
from generator.responses.answers import Person
from generator.responses.theme_book import SUGGESTED
from generator.responses.themes import Stage, in_use

#: The list as it is written, with places for what is known.
CHECKLIST = Path(__file__).with_name("coreq.txt")


def checklist(
    held: Held,
    returned: Mapping[Stage, Sequence[Person]],
    titles: Titles,
    version: str,
) -> str:
    """Return the checklist as Markdown; a word of the files ends no cell of its table.

    ``returned`` are the people who answered, by role and wave.
    """
    coding, key = held.coding, held.key
    book, codes = in_use(coding.book), {one.unit.id: one.codes for one in coding.units}
    people = {
        one.label: len({(k.role, k.person) for k in key if one.id in codes[k.unit]}) for one in book
    }
    ranked = sorted(people.items(), key=lambda pair: -pair[1])
    said = [f"{label} ({number})" for label, number in ranked]
    half = (len(said) + 1) // 2
    suggested = {category.id for category in SUGGESTED}
    known = {
        "private": PRIVATE,
        "texts": f"{len(coding.units):,}",
        "wrote": " ".join(_wrote(writers_of(key), returned, titles)),
        "questions": "; ".join(
            f"“{q}”" for q in dict.fromkeys(u.unit.question for u in coding.units)
        ),
        "categories": str(len(book)),
        "suggested": str(sum(one.id in suggested for one in book)),
        "version": version,
        "most": "; ".join(said[:half]),
        "fewest": "; ".join(said[half:]),
    }
    in_cells = {name: " ".join(text.replace("|", "/").split()) for name, text in known.items()}
    return CHECKLIST.read_text("utf-8").format_map(in_cells)


def _wrote(
    writers: Mapping[Stage, int], returned: Mapping[Stage, Sequence[Person]], titles: Titles
) -> Iterator[str]:
    for (role, wave), people in returned.items():
        stage = f"{titles.roles[role]}, {titles.waves[wave].lower()}"
        wrote = writers.get((role, wave), 0)
        yield f"{stage}: {wrote:,} of {len(people):,} who answered wrote anything."
