"""The fixed words of every form, in each language that a programme has words of.

Titles, questions and answers come from the definitions. What stands on every form beside them
("Page 1 of 2", "About 5 minutes.") is in English in ``definitions/en.yml``, and in another
language in the programme's ``instruments/words/<language>.yml``. Names in braces are filled in:
what is filled in is text, never a format of its own. Where a number stands in a phrase, the
phrase has a form for each of CLDR's plural categories that its language has.

Where a language lacks phrases, ``lacking`` names them, and ``mentoring print`` refuses it; a
draft, which says so on each page, has them in English, tagged as English.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from generator.definitions.problem import Problem, SourceLine
from generator.definitions.programme import Phrase, Programme, Step, Surface
from generator.definitions.timeline import last_week, when
from generator.definitions.translations import base, flat, plural_form, source_phrases

Words = Mapping[str, str]
#: Where fixed phrases stand; those of the web form are offered wherever a form's are.
Section = Surface | Literal["screen"]

#: Facts about a language that stand among its words, by names that no phrase has.
_TAG, _REGION = "language", "region"


def words_in(
    language: str, programme: Programme | None = None, surface: Section = "forms"
) -> Words:
    """Return the fixed words of a language, with English where the programme has none of it.

    A phrase with plural forms stands under its name (the form of most numbers), and each form
    under the name, a point and CLDR's name of the form.

    >>> words_in("xx")["day"], words_in("en")["minutes.one"]
    ('Day', 'About 1 minute.')
    """
    own = _own(language, programme, surface)
    tag = language if own or base(language) == "en" else "en"
    words = flat({**source_phrases()[surface], **own})
    return {_TAG: tag, _REGION: _region(language, programme), **words}


def _own(language: str, programme: Programme | None, surface: Section) -> Mapping[str, Phrase]:
    known = programme.wording(language) if programme else None
    return known.phrases.get(surface, {}) if known else {}


def _region(language: str, programme: Programme | None) -> str:
    known = programme.wording(language) if programme else None
    return known.region if known else ("GB" if base(language) == "en" else "")


def lacking(
    language: str, programme: Programme | None = None, surface: Section = "forms"
) -> tuple[str, ...]:
    """Return the names of the phrases that a language has in English only.

    >>> lacking("en-GB"), lacking("en")
    ((), ())
    >>> "minutes" in lacking("xx")
    True
    """
    if base(language) in ("en", ""):
        return ()
    own = _own(language, programme, surface)
    return tuple(name for name in source_phrases()[surface] if name not in own)


def untranslated(
    language: str, programme: Programme | None = None, surface: Section = "forms"
) -> list[Problem]:
    """Refuse what would be half in English, for want of fixed words in a language."""
    words = words_in("en", surface=surface)
    phrases = [f"“{words[name]}”" for name in lacking(language, programme, surface)]
    if not phrases:
        return []
    fault = (
        f"{len(phrases)} fixed phrases of '{surface}' exist in English only, so that nothing is "
        f"made in '{language}': {', '.join(phrases)}."
    )
    remedy = (
        f"Translate them: mentoring translate --language {language} --output {language}.xlsx; "
        "until then, use English, or hand out your own translation beside it."
    )
    return [Problem(SourceLine("--language"), "untranslated", fault, remedy)]


def fill(phrase: str, **values: str | int) -> str:
    """Put values in place of the names in braces; other braces stay as they are.

    >>> fill("Page {page} of {pages}", page=1, pages=2)
    'Page 1 of 2'
    """
    for name, value in values.items():
        phrase = phrase.replace("{" + name + "}", str(value))
    return phrase


def counted(words: Words, name: str, number: int, /, **values: str | int) -> str:
    """Return a phrase in the form that a number asks for, filled in.

    >>> counted(words_in("en"), "minutes", 1, minutes=1)
    'About 1 minute.'
    >>> counted(words_in("en"), "minutes", 5, minutes=5)
    'About 5 minutes.'
    """
    form = plural_form(words[_TAG], number)
    return fill(words.get(f"{name}.{form}", words[name]), **values)


def either(words: Words, labels: tuple[str, ...]) -> str:
    """Join labels for a sentence; they are in quotation marks where one holds a comma or "or".

    >>> either(words_in("en"), ("none", "fewer", "the same"))
    'none, fewer or the same'
    >>> either(words_in("en"), ("in the café, or outside", "online"))
    '“in the café, or outside” or “online”'
    """
    joined = fill(words["or"], first="", last="")
    if any("," in label or joined in label for label in labels) and is_plain(words):
        labels = tuple(f"“{label}”" for label in labels)
    if len(labels) < 2:
        return "".join(labels)
    return fill(words["or"], first=", ".join(labels[:-1]), last=labels[-1])


def is_plain(words: Words) -> bool:
    """Say whether an answer stands in a sentence as it is, without quotation marks of its own."""
    return words["in_sentence"] == "{label}"


def in_sentence(words: Words, label: str) -> str:
    """Return a label as it stands inside a sentence.

    In English "No" is "no", and "I agree" and "NHS" stay. A language whose words change their
    beginnings, or that writes them with capitals, puts them in quotation marks instead.

    >>> [in_sentence(words_in("en"), label) for label in ("No", "I agree", "NHS")]
    ['no', 'I agree', 'NHS']
    """
    if not is_plain(words):
        return fill(words["in_sentence"], label=label)
    first = label.split(" ")[0]
    plain = first[1:].islower() and first[:1].isupper()
    return label[:1].lower() + label[1:] if plain else label


def weeks(words: Words, step: Step) -> str:
    """Return a step's weeks in words, as ``timeline.when`` does in English."""
    if base(words[_TAG]) == "en":
        return when(step)
    first, last = step.from_, last_week(step)
    if last < 0:
        if last == first:
            return counted(words, "weeks_before", -first, number=-first)
        return fill(words["weeks_before_range"], first=-first, last=-last)
    if first < 0:
        return counted(words, "weeks_around", -first, number=-first, last=last)
    if last == first:
        return fill(words["week"], number=first)
    name = "weeks_and" if last == first + 1 else "weeks_to"
    return fill(words[name], first=first, last=last)
