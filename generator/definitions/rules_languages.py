"""Rules on languages: what each is offered on, and the files of words beside the definitions.

Files of words are looked into where the programme has their language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import PurePosixPath

from generator.definitions.load import Broken, Definitions, Where
from generator.definitions.programme import Offer, Phrase
from generator.definitions.suggest import listed, plural, quoted, suggestion
from generator.definitions.texts import VALUE
from generator.definitions.translations import Laid, places
from generator.definitions.words import (
    SOURCE,
    base,
    from_right_to_left,
    plural_forms,
    source_phrases,
)

#: Why a language such as Arabic is refused, and what to do instead.
RIGHT_TO_LEFT = (
    "'{tag}' is written from right to left: boxes of survey codes would stand in the wrong order.",
    "Hand out a translation of your own beside the English form.",
)
#: What a language's tag looks like.
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_BRACES = re.compile(r"\{(\w+)\}")


def language_offer(definitions: Definitions) -> Iterator[Broken]:
    """Check what each language is offered on: never results, never from right to left."""
    programme = definitions.programme
    tags = programme.languages
    for n, (tag, one) in enumerate(zip(tags, programme.stated, strict=True)):
        here = (programme, "languages", n)
        if tag in tags[:n]:
            yield here, f"The language '{tag}' is there twice.", "Delete one of them."
        if from_right_to_left(tag):
            fault, remedy = RIGHT_TO_LEFT
            yield here, fault.format(tag=tag), f"Take it out of 'languages'. {remedy}"
        if isinstance(one, Offer) and n == 0:
            fault = "The first language is that of plain texts, and is offered on everything."
            written = f"languages: [en, {{tag: {tag}, for: [forms]}}]"
            yield here, fault, f"Write its tag alone, such as  {written}."
        if isinstance(one, Offer) and "results" in one.for_:
            fault = f"Results are in English only, not in '{tag}'."
            remedy = "Take 'results' out. Tell readers in their language what the results say."
            yield (*here, "for", one.for_.index("results")), fault, remedy


def _asked(definitions: Definitions) -> Iterator[Laid]:
    """Yield the files of words whose language the programme has."""
    for one in definitions.laid:
        if one.words.language in definitions.programme.languages:
            yield one


def words_file(definitions: Definitions) -> Iterator[Broken]:
    """Check that a file of words is called as its language is, and is of another than the first."""
    first = definitions.programme.languages[0]
    for one in definitions.laid:
        tag, name = one.words.language, PurePosixPath(one.path).stem
        if tag != name:
            fault = f"The language is '{tag}', and the file is called {name}.yml."
            yield (one.words, "language"), fault, "Give both the same tag, such as cy."
        elif tag == first or base(tag) == SOURCE:
            fault = f"'{tag}' needs no file of words: the definitions themselves are in it."
            yield (one.words, "language"), fault, "Delete the file, or name its language."


def words_phrase(definitions: Definitions) -> Iterator[Broken]:
    """Check the fixed phrases: known names, the plural forms of the language, the same values."""
    for one in _asked(definitions):
        for surface, phrases in one.words.words.items():
            known = source_phrases().get(surface)
            if known is None:
                fault = f"There are no words for '{surface}'."
                remedy = f"There are words for: {listed(source_phrases())}."
                yield (one.words, "words", surface), fault, remedy
                continue
            for name, pair in phrases.items():
                phrase = pair.get(one.words.language, "")
                where = (one.words, "words", surface, name, one.words.language)
                if name not in known:
                    yield where, f"There is no phrase '{name}'.", suggestion(name, known)
                elif phrase and (said := phrase_fault(phrase, known[name], one.words.language)):
                    yield where, *said


def phrase_fault(phrase: Phrase, source: Phrase, language: str) -> tuple[str, str] | None:
    """Return what is wrong with a translated phrase, and what to do; None where nothing is."""
    if isinstance(phrase, str) != isinstance(source, str):
        form = ", ".join(f"{name}: …" for name in plural_forms(language))
        if isinstance(phrase, str):
            return "A number stands in this phrase.", f"Give each of its forms: {{{form}}}."
        return "This phrase has 1 form only.", "Write it as 1 text."
    if isinstance(phrase, str) or isinstance(source, str):
        return _values_fault(str(phrase), str(source))
    needed = plural_forms(language)
    if missing := [name for name in needed if not phrase.get(name, "").strip()]:
        fault = f"The form for {', '.join(missing)} is missing."
        return fault, f"In '{language}' numbers have the forms {', '.join(needed)}."
    if extra := sorted(phrase.keys() - {*needed, "other"}):
        return f"'{language}' has no form '{extra[0]}'.", f"It has: {', '.join(needed)}."
    most = source["other"]
    # The number itself may be written out in a form of its own, as "1" is in English.
    free = set(_BRACES.findall(most)) - set(_BRACES.findall(source.get("one", most)))
    for name, form in phrase.items():
        if said := _values_fault(form, most, free):
            return f"{said[0][:-1]} (form {name}).", said[1]
    return None


def _values_fault(
    phrase: str, source: str, free: AbstractSet[str] = frozenset()
) -> tuple[str, str] | None:
    wanted, given = set(_BRACES.findall(source)), set(_BRACES.findall(phrase))
    if wanted - free <= given <= wanted or not phrase:
        return None
    named = listed((f"{{{name}}}" for name in sorted(wanted)), 9) or "no braces"
    return f"{quoted(phrase)} does not hold the values of the English.", f"It needs: {named}."


def translation_values(definitions: Definitions) -> Iterator[Broken]:
    """Check that a translated text names the same values as the text that it was made from."""
    first = definitions.programme.languages[0]
    for one in _asked(definitions):
        for file, entries in one.words.texts.items():
            for name, pair in entries.items():
                said = pair.get(one.words.language, "")
                if said and (fault := text_fault(said, pair.get(first, ""))):
                    yield (one.words, "texts", file, name, one.words.language), *fault


def text_fault(text: str, source: str) -> tuple[str, str] | None:
    """Return what is wrong with a translated text; None where it names the source's values."""
    wanted, given = set(VALUE.findall(source)), set(VALUE.findall(text))
    if wanted == given:
        return None
    odd = listed((f"{{{{ {name} }}}}" for name in sorted(wanted ^ given)), 9)
    return f"{quoted(text)} does not name the values of the text beside it.", f"Compare: {odd}."


def stale_translation(definitions: Definitions) -> Iterator[Broken]:
    """Warn of translations of texts that have changed since: they are not used."""
    first = definitions.programme.languages[0]
    for one in _asked(definitions):
        stale: list[Where] = [
            (one.words, "texts", PurePosixPath(path).stem, text.name)
            for model, (path, root) in definitions.files()
            for known in (one.translations(PurePosixPath(path).stem, first),)
            for text in (places(root, model, first) if known.pairs else ())
            if known.stale(text.name, text.source)
        ]
        stale += [
            (one.words, "words", surface, name)
            for surface, phrases in one.words.words.items()
            for name, pair in phrases.items()
            if pair.get(SOURCE) != source_phrases().get(surface, {}).get(name, pair.get(SOURCE))
        ]
        if stale:
            tag, number = one.words.language, plural(len(stale), "translation")
            fault = f"The words of {number} have changed since; they are not used."
            remedy = f"Look at each: mentoring translate --language {tag} --output {tag}.xlsx."
            yield stale[0], fault, remedy
