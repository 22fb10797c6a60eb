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
from dataclasses import dataclass

from generator.coding.people import PRIVATE, Held, Titles, writers_of
from generator.responses.same_person import Person
from generator.responses.theme_seed import SUGGESTED
from generator.responses.themes import Stage, in_use

REFERENCE = (
    "Tong A, Sainsbury P, Craig J. Int J Qual Health Care 2007;19:349-57. doi:10.1093/intqhc/mzm042"
)
TO_WRITE = "**To write:**"
#: The parts of the list, with what each item asks and what to write where nothing is known.
ITEMS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("Who did the research, and how they relate to those who took part", (
        ("Facilitator", "who led the mentors’ interview, and who coded."),
        ("Qualifications", "their degrees and titles."),
        ("Occupation", "what they worked as at the time."),
        ("Gender", "the facilitator’s and the coders’ gender, if they agree to its being told."),
        ("Experience and training", "what they had learnt and done of such work before."),
        ("Relationship before the study", "whether they knew the people who took part."),
        ("What those who took part knew of them", "what they were told, and why it was done."),
        ("Assumptions and interests", "what the facilitator and coders hoped or expected."),
    )),
    ("How the study was made", (
        ("Approach to analysis", ""),
        ("How people were chosen", ""),
        ("How people were asked", "who invited them, and by what means."),
        ("How many took part", ""),
        ("Who did not take part", ""),
        ("Where answers were given", "where forms were filled in and the interview was held."),
        ("Who else was there", "whether anybody else was present."),
        ("Who the people are", "what the forms about yourself say, as far as it may be shown."),
        ("What was asked", ""),
        ("Whether it was asked again", ""),
        ("Recording", ""),
        ("Notes", "who made notes of the interview, and when."),
        ("How long it took", "minutes for the forms and for the interview."),
        ("Saturation", ""),
        ("Checking by those who took part", ""),
    )),
    ("What was found, and how", (
        ("How many coded", ""),
        ("The coding tree", ""),
        ("Where the categories come from", ""),
        ("Software", ""),
        ("Whether people saw the findings", "whether those who took part commented on them."),
        ("Quotations", ""),
        ("Whether findings fit the data", ""),
        ("Main categories", ""),
        ("Minor categories", "what few people said, and what speaks against the main findings."),
    )),
)  # fmt: skip


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
    """Return the checklist as Markdown."""
    known = _known(facts)
    lines = [
        "# COREQ: what to report of free text and interview",
        "",
        f"**{PRIVATE}.** It holds counts of small groups that no page shows.",
        "Filled in as far as the files tell. The items are put in our own words.",
        "",
        f"Reference: {REFERENCE}",
    ]
    number = 0
    for title, items in ITEMS:
        lines += ["", f"## {title}", "", "| Item | What it asks | Report |", "|---|---|---|"]
        for name, write in items:
            number += 1
            told = " ".join(filter(None, (known.get(number, ""), _to_write(write))))
            lines.append(f"| {number} | {name} | {_cell(told)} |")
    return "\n".join([*lines, ""])


def _to_write(words: str) -> str:
    return f"{TO_WRITE} {words}" if words else ""


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())


def _known(facts: Facts) -> dict[int, str]:
    """Return what is known, by number."""
    questions = "; ".join(f"“{question}”" for question in facts.questions)
    return {
        9: "Inductive content analysis of written answers, after Burnard (1991, 2008).",
        10: "Everybody who took part in a cohort was asked the same open questions; "
        "none was chosen. Say how departments were chosen.",
        12: f"{facts.texts:,} written answers. " + " ".join(_wrote(facts)),
        13: "See item 12 for those who answered and wrote nothing. Say how many were invited and "
        "did not answer, and why, if they told.",
        17: f"Open questions: {questions}. The interview guide is among the forms. "
        "Say whether the questions were tried out.",
        18: "The same people were asked at several points in time, by questionnaire.",
        19: "Answers were written, nothing was recorded. Say whether the interview was recorded.",
        22: "All written answers were coded; saturation was not used to stop. Say so.",
        23: "Answers are the writers’ own words and were not returned to them for correction.",
        24: f"2 coders, each alone, without knowing who wrote what. {facts.agreement}",
        25: f"A code book with {len(facts.mentioned)} categories in use, each with its label and "
        "definition: themes_codebook.csv.",
        26: _derived(facts),
        27: f"mentoring {facts.version} for units, agreement and counts; a spreadsheet for coding.",
        29: "No quotation is published by this program. If you quote: with consent and a recorded "
        "check, without cohort or role, and with a number for each writer.",
        30: "The private page with every text in context leads from each category to its texts. "
        "Say who read it against the findings.",
        31: _ranked(facts, main=True),
        32: _ranked(facts, main=False),
    }


def _wrote(facts: Facts) -> Iterator[str]:
    for stage, (wrote, answered) in facts.wrote.items():
        yield f"{stage}: {wrote:,} of {answered:,} who answered wrote anything."


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


def _ranked(facts: Facts, *, main: bool) -> str:
    ranked = sorted(facts.mentioned.items(), key=lambda pair: -pair[1])
    half = (len(ranked) + 1) // 2
    part = ranked[:half] if main else ranked[half:]
    said = "; ".join(f"{label} ({people})" for label, people in part)
    return f"Categories that {'most' if main else 'fewest'} people mentioned: {said}."
