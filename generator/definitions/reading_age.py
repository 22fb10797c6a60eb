"""How old a reader must be to follow a text with ease: the Flesch–Kincaid grade plus five years.

    grade = 0.39 × words per sentence + 11.8 × syllables per word − 15.59
    reading age = grade + 5

The formula gives an American school grade (Kincaid JP, Fishburne RP, Rogers RL,
Chissom BS. Derivation of new readability formulas for Navy enlisted personnel.
Research Branch Report 8-75, 1975, doi 10.21236/ADA006655), whose pupils are five
years older than their grade. It counts syllables, knows nothing of meaning, and swings widely on
a single short sentence; so it is a prompt to read a question again, not a mark.

Syllables are counted by groups of vowels, with the usual silent endings. Words
that everyone here says daily (consultant, feedback, mentoring) count as two
syllables, as lists of familiar words do in other formulas: they are long, but
nobody stumbles over them, and no shorter word would be clearer.
"""

from __future__ import annotations

import re

#: Long words that every reader of these forms uses daily.
_FAMILIAR = """
appraisal colleague colleagues confident consultant consultants envelope feedback important
information interview junior mentee mentees mentor mentoring mentors organiser participant patient
patients relationship reverse seniority session sessions signature supervisor technology
"""
FAMILIAR = frozenset(_FAMILIAR.split())
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_SENTENCE_END = re.compile(r"[.!?…]+(?:\s|$)")
# Two vowels that are said apart: radio, video, being, quiet.
_SPLIT_VOWELS = re.compile(
    r"ia(?!l|n\b)|io(?!us|n)|eo(?!u|p)|ua(?!l)|[aeiou]ing\b|iet|[^aeiou]uous?"
)
_SILENT_E = re.compile(
    r"[^aeiouyl]e$|[aeiouy]le$"  # made, while; but table
    r"|(?:[^aeiouysxzcghl]|[aeiouy]l|[^cs]h)es$"  # makes, rules; but boxes, changes, tables
    r"|(?:[^aeiouytdl]|[aeiouy]l)ed$"  # asked; but wanted, settled
    r"|[^aeiouy]e(?:ment|ful|ly|less|ness)"  # improvement; but agreement
)


def words(text: str) -> list[str]:
    """Return a text's words in lower case; figures are not words.

    >>> words("What, if anything, wasn't clear in 2026?")
    ['what', 'if', 'anything', "wasn't", 'clear', 'in']
    """
    return _WORD.findall(text.lower())


def syllables(word: str) -> int:
    """Return about how many syllables an English word has; two for a familiar long one.

    >>> [syllables(w) for w in ("the", "made", "table", "wanted", "asked", "being")]
    [1, 1, 2, 2, 1, 2]
    >>> syllables("consultants")
    2
    """
    bare = word.removesuffix("'s").removesuffix("’s")
    if bare in FAMILIAR:
        return 2
    heard = len(_VOWELS.findall(bare)) + len(_SPLIT_VOWELS.findall(bare))
    return max(1, heard - len(_SILENT_E.findall(bare)))


def reading_age(text: str) -> float:
    """Return the age in years at which a text reads with ease; 0 for a text without words.

    >>> reading_age("How free did you feel to say what you thought?") < 8
    True
    >>> reading_age("Notwithstanding organisational considerations, articulate deficiencies.") > 20
    True
    """
    found = words(text)
    if not found:
        return 0.0
    sentences = max(1, sum(1 for part in _SENTENCE_END.split(text) if words(part)))
    per_sentence = len(found) / sentences
    per_word = sum(syllables(word) for word in found) / len(found)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59 + 5
