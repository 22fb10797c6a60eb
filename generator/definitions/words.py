"""The fixed words of forms, workbooks and sites, in each language that a programme has words of.

Titles, questions and answers come from the definitions. What stands beside them ("Page 1 of 2",
"About 5 minutes.") is in English in ``en.yml`` beside this module, and in another language in the
programme's ``instruments/words/<language>.yml``. Names in braces are filled in: what is filled in
is text, never a format of its own. Where a number stands in a phrase, the phrase has a form for
each of CLDR's plural categories that its language has.

Where a language lacks phrases, ``lacking`` names them, and ``mentoring print`` refuses it; a
draft, which says so on each page, has them in English, tagged as English.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from babel.core import Locale, UnknownLocaleError

from generator.definitions.problem import Problem, SourceLine
from generator.definitions.programme import Phrase, Programme, Step, Surface

Words = Mapping[str, str]
#: Where fixed phrases stand; those of the web form are offered wherever a form's are.
Section = Surface | Literal["screen"]

#: The language that the fixed words are written in first.
SOURCE = "en"
#: Facts about a language that stand among its words, by names that no phrase of a form has.
_TAG, _REGION = "language", "region"
#: Languages written from right to left (CLDR's, where it knows them).
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
#: Numbers up to this one may stand in a phrase.
_COUNTED = 1000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


# What is known of languages


@cache
def source_phrases() -> Mapping[str, Mapping[str, Phrase]]:
    """Return the fixed words in English, by surface and name."""
    text = Path(__file__).with_name("en.yml").read_text("utf-8")
    read: dict[str, dict[str, Phrase]] = yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe one
    return read


@cache
def locale_of(language: str) -> Locale | None:
    """Return what CLDR knows of a language, or of it without its region; None for nothing."""
    for tag in (language, base(language)):
        with suppress(UnknownLocaleError, ValueError):
            return Locale.parse(tag, sep="-")
    return None


def base(language: str) -> str:
    """Return a tag's language without its region.

    >>> base("cy-GB")
    'cy'
    """
    return language.partition("-")[0]


def plural_form(language: str, number: int) -> str:
    """Return CLDR's name for the form that a number asks for.

    >>> [plural_form("cy", n) for n in (0, 1, 2, 3, 6, 10)]
    ['zero', 'one', 'two', 'few', 'many', 'other']
    >>> [plural_form("pl", n) for n in (1, 2, 5, 12, 22)]
    ['one', 'few', 'many', 'many', 'few']
    """
    locale = locale_of(language)
    return str(locale.plural_form(number)) if locale else "other"


@cache
def plural_forms(language: str) -> tuple[str, ...]:
    """Return the forms that whole numbers ask for, as numbers come to them.

    >>> plural_forms("cy"), plural_forms("en")
    (('zero', 'one', 'two', 'few', 'other', 'many'), ('other', 'one'))
    """
    return tuple(dict.fromkeys(plural_form(language, n) for n in range(_COUNTED)))


def names_of(tag: str) -> tuple[str, str]:
    """Return a language's own name and its English one; the tag where nobody knows it.

    >>> names_of("cy"), names_of("pl"), names_of("xx-odd")
    (('Cymraeg', 'Welsh'), ('polski', 'Polish'), ('xx-odd', 'xx-odd'))
    """
    locale = locale_of(tag)
    return (locale.get_display_name() or tag, locale.english_name or tag) if locale else (tag, tag)


def from_right_to_left(language: str) -> bool:
    """Say whether a language is written from right to left.

    >>> from_right_to_left("ur"), from_right_to_left("pl")
    (True, False)
    """
    locale = locale_of(language)
    return base(language) in _RIGHT_TO_LEFT or bool(locale and locale.text_direction == "rtl")


# The words


def words_in(
    language: str, programme: Programme | None = None, surface: Section = "forms"
) -> Words:
    """Return the fixed words of a language, with English where the programme has none of it.

    A phrase with plural forms stands under its name (the form of most numbers), and each form
    under the name, a point and CLDR's name of the form.

    >>> words_in("xx")["day"], words_in("en")["minutes.one"]
    ('Day', 'About 1 minute.')
    """
    known = programme.wording(language) if programme else None
    region = known.region if known else "GB" if base(language) == SOURCE else ""
    own = _own(language, programme, surface)
    tag = language if own or base(language) == SOURCE else SOURCE
    found = {_TAG: tag, _REGION: region}
    for name, phrase in {**source_phrases()[surface], **own}.items():
        if isinstance(phrase, str):
            found[name] = phrase
        else:
            found[name] = phrase.get("other") or next(iter(phrase.values()))
            found |= {f"{name}.{form}": text for form, text in phrase.items()}
    return found


def _own(language: str, programme: Programme | None, surface: Section) -> Mapping[str, Phrase]:
    """Return the phrases that a language has itself: neither blank nor stale ones."""
    known = programme.wording(language) if programme else None
    source = source_phrases()[surface]
    pairs = known.words.get(surface, {}) if known else {}
    return {
        name: pair[known.language]
        for name, pair in pairs.items()
        if known and pair.get(SOURCE) == source.get(name) and _said(pair.get(known.language))
    }


def _said(phrase: Phrase | None) -> bool:
    """Say whether a phrase has words, in each of its forms."""
    forms = [phrase] if isinstance(phrase, str) else [*(phrase or {"": ""}).values()]
    return all(form.strip() for form in forms)


def lacking(
    language: str, programme: Programme | None = None, surface: Section = "forms"
) -> tuple[str, ...]:
    """Return the names of the phrases that a language has in English only.

    >>> lacking("en-GB"), lacking("en")
    ((), ())
    >>> "minutes" in lacking("xx")
    True
    """
    if base(language) in (SOURCE, ""):
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
    """Return a step's weeks in words.

    >>> def of(first, last=None):
    ...     step = Step(id="a", **{"from": first}, to=last, what="A", who="B")
    ...     return weeks(words_in("en"), step)
    >>> of(1), of(2, 3), of(6, 9), of(-1), of(-8, -5)
    ('Week 1', 'Weeks 2 and 3', 'Weeks 6 to 9', '1 week before', '8 to 5 weeks before')
    """
    first, last = step.from_, step.last
    if first < 0 <= last:
        return counted(words, "weeks_around", -first, number=-first, last=last)
    if first == last:
        said = fill(words["week"], number=first)
        return said if first > 0 else counted(words, "weeks_before", -first, number=-first)
    if last < 0:
        return fill(words["weeks_before_range"], first=-first, last=-last)
    return fill(words["weeks_and" if last == first + 1 else "weeks_to"], first=first, last=last)
