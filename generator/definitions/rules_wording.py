"""Rules on wording: warnings that ask an author to read a question again.

A question is easy to answer where it is short, asks one thing, asks it
positively and uses everyday words. No program can judge that, so each of these
is a warning, and an author who has looked and disagrees writes a waiver with
the reason. A waiver that waives nothing is itself a warning.

Only English texts are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from generator.definitions.instrument import Instrument, LongTextItem, NoteItem, Question
from generator.definitions.load import Definitions, Where
from generator.definitions.problem import Problem, Severity, SourceLine
from generator.definitions.programme import Measure, Programme, Text, Waiver, in_language
from generator.definitions.reading_age import reading_age, words
from generator.definitions.suggest import suggestion
from generator.definitions.texts import texts
from generator.definitions.yaml_source import Step

MAXIMUM_WORDS = 20
MAXIMUM_AGE = 14.0
#: Shorter sentences say too little to a formula that counts syllables.
SHORTEST_FOR_READING_AGE = 10
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Wording:
    """One question or piece of text as its reader meets it.

    ``text`` is what stands there; ``whole`` what is read together with it (a stem with its
    longest phrase); ``item`` is the name that a waiver uses, blank for the file as a whole.
    """

    where: Where
    item: str
    text: str
    whole: str
    is_question: bool = True
    is_open: bool = False


Remark = tuple[str, str]  # the fault and its remedy

_HARMLESS = re.compile(
    r"\b(?:between \S+(?: \S+)? and|one or two|yes or no|more or less|now and then|and so on"
    r"|(?:hour|day|week|month|year|minute)s? or (?:more|less|two)|or (?:more|less|over|under)"
    r"|again and again|pros and cons|bread and butter|question and answer)\b"
)
_JOINED = re.compile(r"\b(?:and/or|and|or|as well as)\b|&")
_NEGATIVE = re.compile(r"\b(?:not|never|neither|nor|cannot|\w+n['’]t)\b")
_OPEN = re.compile(r"What, if anything, ")


def long_question(wording: Wording) -> Remark | None:
    """Check that a question has at most 20 words; a stem is counted with its longest phrase."""
    count = len(words(wording.whole))
    if not wording.is_question or count <= MAXIMUM_WORDS:
        return None
    fault = f"The question has {count} words; up to {MAXIMUM_WORDS} are easy to follow."
    return fault, "Shorten it, or move part of it into a 'hint'."


def two_ideas(wording: Wording) -> Remark | None:
    """Check that a question asks one thing: no "and" or "or" that joins two."""
    found = _JOINED.search(_HARMLESS.sub(" ", wording.text.lower()))
    if not wording.is_question or found is None:
        return None
    return f"'{found.group()}' may join 2 ideas in 1 question.", "Ask them separately."


def negative(wording: Wording) -> Remark | None:
    """Check that a question asks positively; "disagree that it was not" takes working out."""
    found = _NEGATIVE.search(wording.text.lower())
    if not wording.is_question or found is None:
        return None
    return f"'{found.group()}' makes the question negative.", "Ask it without a negative."


def hard_words(wording: Wording) -> Remark | None:
    """Check that a text can be read with ease at 14: short sentences, everyday words."""
    if wording.is_question and len(words(wording.whole)) < SHORTEST_FOR_READING_AGE:
        return None
    age = reading_age(wording.whole)
    if age <= MAXIMUM_AGE:
        return None
    fault = f"The reading age is about {age:.0f}; up to {MAXIMUM_AGE:.0f} is easy for all."
    return fault, "Use shorter words and sentences."


def leading_question(wording: Wording) -> Remark | None:
    """Check that a question for free text takes nothing for granted."""
    if not wording.is_open or _OPEN.match(wording.text):
        return None
    fault = "The open question takes for granted that there is something to say."
    return fault, "Begin with 'What, if anything, …'."


WORDING: tuple[Callable[[Wording], Remark | None], ...] = (
    long_question,
    two_ideas,
    negative,
    hard_words,
    leading_question,
)
WORDING_RULES = tuple(rule.__name__.replace("_", "-") for rule in WORDING)


def wording(definitions: Definitions) -> Iterator[Problem]:
    """Warn of questions that are long, double, negative, hard or leading, unless waived."""
    files = [definitions.programme.waivers, *(form.waivers for form in definitions.instruments)]
    waivers = [(definitions.at(one, "rule"), one) for waivers in files for one in waivers]
    used: set[SourceLine] = set()
    for piece in _wordings(definitions):
        place = definitions.at(*piece.where)
        mine = [one for one in waivers if one[0].path == place.path]
        for name, rule in zip(WORDING_RULES, WORDING, strict=True):
            remark = rule(piece)
            waived = {at for at, one in mine if one.rule == name and one.item in (piece.item, "")}
            if remark and not waived:
                yield Problem(place, name, *remark, "warning")
            used |= waived if remark else set()
    for place, waiver in waivers:
        spare = place not in used and definitions.complete
        if fault := _waiver_fault(waiver, spare=spare):
            yield Problem(place, *fault)


def _waiver_fault(waiver: Waiver, *, spare: bool) -> tuple[str, str, str, Severity] | None:
    name = waiver.rule
    if name not in WORDING_RULES:
        fault = f"There is no wording rule '{name}' to waive."
        return "unknown-waiver", fault, suggestion(name, WORDING_RULES), "error"
    whose = f" for '{waiver.item}'." if waiver.item else "."
    fault = f"Nothing needs the waiver of '{name}'{whose}"
    return ("unused-waiver", fault, "Delete it.", "warning") if spare else None


def _wordings(definitions: Definitions) -> Iterator[Wording]:
    programme = definitions.programme
    if ENGLISH not in programme.languages:
        return
    for domain in programme.domains:
        for role, phrase in domain.phrases.items():
            said = _english(phrase, programme)
            yield Wording((domain, "phrases", role), domain.id, said, "")
    for measure in programme.measures:
        for role, stem in measure.stems.items():
            said, whole = _english(stem, programme), whole_question(measure, role, programme)
            yield Wording((measure, "stems", role), measure.id, said, whole)
    for form in definitions.instruments:
        yield from _form_wordings(form, programme)


def whole_question(measure: Measure, role: str, programme: Programme) -> str:
    """Return a stem with its longest phrase, as the reader of a grid's row meets them."""
    stem = _english(measure.stems[role], programme)
    if measure.items == "single":
        return stem
    phrases = [_english(d.phrases.get(role, ""), programme) for d in programme.domains]
    return f"{stem.rstrip('….')} {max(phrases, key=lambda phrase: len(words(phrase)))}?"


def _form_wordings(form: Instrument, programme: Programme) -> Iterator[Wording]:
    for item in form.items:
        if isinstance(item, Question | NoteItem):
            text = _english(item.text, programme)
            yield Wording(
                (item, "text"),
                item.id if isinstance(item, Question) else "",
                text,
                text,
                is_question=isinstance(item, Question),
                is_open=isinstance(item, LongTextItem) and form.kind in ("linked", "unlinked"),
            )
    sentences = (_english(text, programme) for steps, text, _ in texts(form) if _is_prose(steps))
    whole = " ".join(s if s[-1:] in ".?!…" else f"{s}." for s in sentences if s)
    yield Wording((form, "title"), "", "", whole, is_question=False)


def _is_prose(steps: tuple[Step, ...]) -> bool:
    """Return whether a text is a sentence of the form, not a label or a heading."""
    named = {"purpose", "when", "privacy", "return_to", "intro", "text", "hint"}
    return steps[-1] in named or steps[-2:-1] == ("words",)


def _english(text: Text, programme: Programme) -> str:
    if isinstance(text, str):
        return text if programme.languages[0] == ENGLISH else ""
    return in_language(text, ENGLISH) if ENGLISH in text else ""
