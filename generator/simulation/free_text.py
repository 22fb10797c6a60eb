"""What invented people write, and which categories they mention.

Plain sentences, some awkward for a file to hold: commas, quotation marks, line
breaks, accents, a leading dash and a typed "None" all occur in real answers,
so they occur here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.definitions.codebook import GAPS, Codebook, open_questions
from generator.definitions.programme import Programme
from generator.responses.theme_book import SUGGESTED
from generator.responses.themes_file import COLUMNS
from generator.simulation import dice

WORRIES = (
    "I worry that my consultant may take it personally, even if I say it kindly.",
    "That what I say comes back to me at the next rota change.",
    "Not enough time between clinics to do this properly",
    "- that I am too new here to judge anyone's way of working",
    "Our team is small, so everyone will guess who said what.",
    "I have never told a senior colleague what could be better.\nI would not know how to begin.",
    "Silence, mostly: nobody wants to go first.",
    "None",
    "I might cry if it is very harsh, which would be awkward for us both",
    "That it stays a tick-box exercise and nothing moves on our corridor.",
    "Being seen as difficult. Some of my friends were, elsewhere.",
    "A little nervous, but curious too.",
)
USEFUL = (
    'She said "I never knew that you waited for me outside theatre" and wrote it down.',
    "Hearing how the ward round feels from the other end of the trolley.",
    "It was good to be asked at all.",
    "The quiet room, the tea, and nobody's bleep going off for forty minutes.",
    "Learning that my habit of answering messages at midnight makes others feel they must reply",
    "An honest hour. We laughed more than I expected!",
    "The examples. Without them I would not have believed it.",
    "That strengths came first; I could listen after that.",
    "Being thanked by someone I have been a bit afraid of",
    "We agreed on two things to try, and a date for coffee in the café.",
    "NA",
    "He showed me the discharge software tricks that he had kept to himself for £0 and a biscuit.",
)
BETTER = (
    "More time, and not on a Friday afternoon.",
    "Send the prompt sheet a week before, not on the day.",
    "Train the mentors with a practice talk first, please; I felt thrown in.",
    "Somewhere that is not the consultant's own office.",
    "A second meeting after two months to see what came of it",
    'Less paper. The forms ask "how confident" far too often.',
    "Include the specialist nurses, they see far more than we do.",
    "Let pairs choose between in person and a video call.\n\nSome of us commute for two hours.",
    "Nothing, it worked for us.",
    "Feedback on the feedback: I would like to hear how I did as a mentor",
)
CHANGES = (
    "I will say out loud why I choose a treatment, so that trainees can ask.",
    "Start the list on time and stop for a real break at one.",
    "Ring back within the hour when the night team calls.",
    "Learn the new prescribing screens instead of asking the registrar to click for me",
    "Ask one question before giving an answer.",
    "Tell people what they did well on the day, not at their appraisal.",
    "Keep my door open on Tuesdays, and mean it.",
    "Write shorter e-mails; fewer of them, too.",
)
_BANKS = (
    (("worr", "easier", "seniority"), WORRIES),
    (("improve", "better"), BETTER),
    (("change",), CHANGES),
)
#: Free text is sorted by hand; of more cohorts than this nobody would have coded it.
MOST_COHORTS = 60
#: How many in a thousand mention a category: from, and how much more at the most.
_LEAST, _MORE = 60, 420

#: Cohort, role, wave and code of somebody who returned a form.
Person = tuple[str, str, str, str]


def sentences(column: str) -> tuple[str, ...]:
    """Return the sentences that fit a text column, by its name.

    >>> sentences("worries_text") is WORRIES, sentences("hopes_text") is USEFUL
    (True, True)
    """
    for parts, bank in _BANKS:
        if any(part in column for part in parts):
            return bank
    return USEFUL


def people_in(
    book: Codebook, header: Sequence[str], rows: Sequence[Sequence[str]]
) -> Iterator[tuple[Person, bool]]:
    """Yield the people in a form's rows, and who wrote anything.

    Nobody is in a form without open questions: there is nothing to code.
    """
    places = [header.index(name) for name in open_questions(book) if name in header]
    for row in rows if places else ():
        wrote = any(row[place].strip() not in GAPS for place in places)
        yield (row[1], book.role, book.wave, row[0]), wrote


def theme_rows(
    programme: Programme, seed: str, cohorts: Sequence[str], people: Mapping[Person, bool]
) -> list[list[str]]:
    """Return the rows of ``themes.csv``, the header first; ``people`` says who wrote anything."""
    groups: dict[tuple[str, ...], list[Person]] = {}
    for person in people:
        groups.setdefault(person[:3], []).append(person)
    rows = [list(COLUMNS)]
    for cohort in cohorts:
        for role in programme.roles:
            for wave in programme.waves:
                group = groups.get((cohort, role.id, wave.id), [])
                said = _mentioned(seed, [person for person in group if people[person]])
                rows.extend([person[3], *person[:3], said.get(person, "")] for person in group)
    return rows


def _mentioned(seed: str, writers: Sequence[Person]) -> dict[Person, str]:
    """Return the categories that each of the writers of one cohort, role and wave mentioned."""
    said: dict[Person, list[str]] = {person: [] for person in writers}
    for category in SUGGESTED if writers else ():
        cohort, role, wave, _ = writers[0]
        often = _LEAST + int(dice.below(_MORE, 1, seed, "theme", role, wave, category.id)[0])
        named = ("theme", cohort, role, wave, category.id)
        mention = dice.chance(often, len(writers), seed, *named)
        for person, yes in zip(writers, mention.tolist(), strict=True):
            said[person] += [category.id] if yes else []
    return {person: " ".join(names) for person, names in said.items()}
