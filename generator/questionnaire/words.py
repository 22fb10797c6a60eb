"""The fixed words of every form, in one table: a further language is a further column of data.

Titles, questions and answers come from the definitions, in as many languages
as their authors write. What stands on every form beside them ("Page 1 of 2",
"About 5 minutes.") stands here. To add a language, copy the entry ``"en"``
of ``WORDS``, give it the language's tag (``"cy"``, or ``"cy-GB"`` for one
region's own words) and translate the right-hand sides. Keep the names in
braces, which are filled in: what is filled in is text, never a format of its
own. ``region`` is the country of the tag that PDF readers hear, or empty.

Where a language lacks phrases, ``lacking`` names them, and ``mentoring print``
refuses it. On a site whose first language is such a one, the phrases are
printed in English and tagged as English, as the site's own words are.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.definitions.problem import Problem, SourceLine

Words = Mapping[str, str]

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "region": "GB",
        "page": "Page {page} of {pages}",
        "version": "version {version}",
        "code_linked": "Survey code",
        "code_linked_hint": "(from your code card)",
        "code_unlinked": "Sheet number",
        "code_unlinked_hint": "(the office fills this in)",
        "alt_code": "Boxes for: {label}",
        "alt_tick": "Tick box: {label}, {question}",
        "alt_digits": "Boxes for a number: {question}",
        "alt_date": "Boxes for a date, day, month and year: {question}",
        "alt_text": "Space to write: {question}",
        "time": "Time.",
        "minute": "About 1 minute.",
        "minutes": "About {minutes} minutes.",
        "privacy": "Privacy.",
        "return": "Return.",
        "fill_in": "How to answer.",
        "pen": "Please use a dark pen. Tick 1 box for each question, like this:",
        "mistake": "A mistake?",
        "mistake_text": "Tick the right box. Fill in the wrong one completely, like this:",
        "several": "You can tick more than 1 box.",
        "go_to": "If {answers}, go to question {number}.",
        "go_to_end": "If {answers}, you have finished.",
        "unless": "Unless {answers}, go to question {number}.",
        "unless_end": "Unless {answers}, you have finished.",
        "only_if_answers": "Answer this only if you ticked {answers} in question {number}.",
        "only_if_not": "Answer this only if you did not tick {answers} in question {number}.",
        "only_if_answered": "Answer this only if you answered question {number}.",
        "only_if_is": "Answer this only if question {number} is {value}.",
        "only_if_is_not": "Answer this only if question {number} is not {value}.",
        "only_if_at_least": "Answer this only if question {number} is {value} or more.",
        "only_if_at_most": "Answer this only if question {number} is {value} or less.",
        "or": "{first} or {last}",
        "row": "Row {number}",
        "row_head": "Row",
        "day": "Day",
        "month": "Month",
        "year": "Year",
    }
}


def words_in(language: str) -> Words:
    """Return the fixed words of a language, with English where it has none.

    >>> words_in("xx")["day"]
    'Day'
    """
    base = language.split("-")[0]
    own = {"region": ""} if base != "en" else {}
    return WORDS["en"] | own | WORDS.get(base, {}) | WORDS.get(language, {})


def lacking(language: str) -> tuple[str, ...]:
    """Return the names of the phrases that a language has in English only.

    >>> lacking("en-GB"), lacking("en")
    ((), ())
    >>> "minutes" in lacking("xx")
    True
    """
    base = language.split("-")[0]
    if base in ("en", ""):
        return ()
    own = WORDS.get(base, {}) | WORDS.get(language, {})
    return tuple(name for name in WORDS["en"] if name not in own and name != "region")


def untranslated(language: str) -> list[Problem]:
    """Refuse paper in a language that has no fixed words: it would be half in English."""
    words = words_in("en")
    phrases = [f"“{words[name]}”" for name in lacking(language)]
    if not phrases:
        return []
    fault = (
        f"{len(phrases)} fixed phrases of every form exist in English only, so that nothing is "
        f"printed in '{language}': {', '.join(phrases)}."
    )
    remedy = "Print the forms in English, or hand out your own translation beside them."
    return [Problem(SourceLine("--language"), "untranslated", fault, remedy)]


def fill(phrase: str, **values: str | int) -> str:
    """Put values in place of the names in braces; other braces stay as they are.

    >>> fill("Page {page} of {pages}", page=1, pages=2)
    'Page 1 of 2'
    """
    for name, value in values.items():
        phrase = phrase.replace("{" + name + "}", str(value))
    return phrase


def either(words: Words, labels: tuple[str, ...]) -> str:
    """Join labels for a sentence; they are in quotation marks where one holds a comma or "or".

    >>> either(words_in("en"), ("none", "fewer", "the same"))
    'none, fewer or the same'
    >>> either(words_in("en"), ("in the café, or outside", "online"))
    '“in the café, or outside” or “online”'
    """
    joined = fill(words["or"], first="", last="")
    if any("," in label or joined in label for label in labels):
        labels = tuple(f"“{label}”" for label in labels)
    if len(labels) < 2:
        return "".join(labels)
    return fill(words["or"], first=", ".join(labels[:-1]), last=labels[-1])
