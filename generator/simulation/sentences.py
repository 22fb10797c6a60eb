"""What invented people write: plain sentences, some awkward for a file to hold.

Commas, quotation marks, line breaks, accents, a leading dash and a typed
"None" all occur in real answers, so they occur here.
"""

from __future__ import annotations

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


def sentences(column: str) -> tuple[str, ...]:
    """Return the sentences that fit a text column, by its name.

    >>> sentences("worries_text") is WORRIES, sentences("hopes_text") is USEFUL
    (True, True)
    """
    for parts, bank in _BANKS:
        if any(part in column for part in parts):
            return bank
    return USEFUL
