"""The fixed words of the web form, in one table like those of paper (``questionnaire.words``).

To add a language, copy the entry ``"en"`` under the language's tag and translate the right-hand
sides; keep the names in braces. Where a language lacks one, the English stands there, marked as
English for a screen reader.
"""

from __future__ import annotations

from generator.questionnaire import words as paper
from generator.questionnaire.words import Words

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "save_first": "Save this file first, then open it",
        "save_first_text": (
            "This form does not work inside another website or a preview. Save the file on your "
            "computer, then open the saved file in Edge, Chrome, Firefox or Safari. These words "
            "go away when the form works."
        ),
        "stays": (
            "Nothing that you type leaves your computer until you pass on the file that this "
            "form saves. Nothing stays in the browser: if you close this page before you save, "
            "your answers are gone."
        ),
        "code": "Survey code",
        "code_hint": "It is on your code card. Never write your name.",
        "no_code": "I do not have my code card",
        "code_missing": "Write your survey code, or say that you do not have your card.",
        "code_letters": "Use only letters, digits, - and _ for the code, 32 at most.",
        "code_wrong": "This code has a slip in it. Compare each letter with your card.",
        "code_both": "Take the code away, or the tick that says you do not have your card.",
        "clear_answer": "Clear answer",
        "day_hint": "Day, month and year.",
        "number_hint": "A whole number from {minimum} to {maximum}.",
        "number_wrong": "Write a whole number from {minimum} to {maximum}, or nothing.",
        "date_wrong": "Choose a whole date, or clear it.",
        "too_long": "Shorten this to {most} characters.",
        "optional": "You can leave any question empty.",
        "save": "Save my answers",
        "problem": "There is a problem",
        "saved": "Your answers are in this file: {file}",
        "saved_text": (
            "Look in your downloads folder. Pass this file on as you were asked to, and do not "
            "rename it with your name. Then delete it, if others use this computer."
        ),
        "unanswered_none": "You answered every question.",
        "unanswered_one": "1 question has no answer. That is fine.",
        "unanswered": "{count} questions have no answer. That is fine.",
        "change": (
            "To change an answer, change it above and save again. Then pass on the newer file only."
        ),
        "copy_lead": "There is no such file?",
        "copy_text": (
            "Some browsers do not save files from a form. Then copy this text into an empty text "
            "file, and pass that on."
        ),
        "copy_label": "Your answers as text",
        "copy_button": "Copy the text",
        "copied": "The text is copied.",
        "version": "version {version}",
    }
}


def words_in(language: str) -> Words:
    """Return the fixed words of a language, with English where it has none.

    >>> words_in("xx")["clear_answer"]
    'Clear answer'
    """
    base = language.split("-")[0]
    return WORDS["en"] | WORDS.get(base, {}) | WORDS.get(language, {})


def is_english(language: str) -> bool:
    """Say whether a language has English words, on paper or on screen, that are not its own.

    >>> is_english("en-GB"), is_english("xx")
    (False, True)
    """
    base = language.split("-")[0]
    own = WORDS.get(base, {}) | WORDS.get(language, {})
    return base != "en" and (bool(paper.lacking(language)) or WORDS["en"].keys() > own.keys())
