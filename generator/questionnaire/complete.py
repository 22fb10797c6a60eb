"""Which forms are complete in a language: what is lacking is found by making the form itself.

A form is offered in a language where each text that stands on it is in that language; what no
paper shows, such as the names of bands, may be lacking.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.definitions.instrument import Instrument
from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, SourceLine, in_reading_order
from generator.definitions.programme import Model, Programme, Surface, Text, in_language
from generator.definitions.rules_languages import RIGHT_TO_LEFT
from generator.definitions.suggest import listed, quoted
from generator.definitions.texts import texts
from generator.definitions.words import Section, from_right_to_left, lacking, untranslated
from generator.questionnaire.form import document


def lacks(programme: Programme, form: Instrument, language: str) -> list[Text]:
    """Return the texts on a form that do not exist in a language, each once."""
    found: list[Text] = []
    document(programme, form, size="standard", language=language, symbols=False, lacks=found)
    return [text for place, text in enumerate(found) if text not in found[:place]]


def complete_forms(
    programme: Programme, forms: Sequence[Instrument], language: str
) -> list[Instrument]:
    """Return the forms that are complete in a language; none where it lacks fixed words."""
    if lacking(language, programme):
        return []
    return [form for form in forms if not lacks(programme, form, language)]


def unknown_language(definitions: Definitions, language: str) -> Problem:
    """Return what is told where a programme has no such language."""
    known = definitions.programme.languages
    if from_right_to_left(language):
        fault, remedy = RIGHT_TO_LEFT
        return Problem(SourceLine("--language"), "language", fault.format(tag=language), remedy)
    fault = f"The programme has no language '{language}'."
    remedy = f"It has: {', '.join(known)}."
    if any(one.words.language == language for one in definitions.laid):
        switched = f"languages: [{', '.join(known)}, {{tag: {language}, for: [forms, entry]}}]"
        remedy = f"Words in it are there. Switch it on in programme.yml: {switched}"
    return Problem(SourceLine(definitions.programme_path), "unknown-language", fault, remedy)


def language_faults(
    definitions: Definitions,
    forms: Sequence[Instrument],
    language: str,
    *,
    each: bool = False,
    words: Sequence[Section] = ("forms",),
    surface: Surface = "forms",
    drafts: bool = False,
) -> list[Problem]:
    """Return why some forms are not offered in a language, on paper or on another ``surface``.

    ``words`` are the fixed phrases that it needs. Where somebody named ``each`` form, every text
    that is lacking is told with its place; otherwise how many a form lacks, in 1 problem. Where
    the command makes ``drafts``, that is told as a way out.
    """
    programme = definitions.programme
    if language not in programme.languages:
        return [unknown_language(definitions, language)]
    found = [one for part in words for one in untranslated(language, programme, part)]
    if language not in programme.offers(surface):
        place = definitions.at(programme, "languages", programme.languages.index(language))
        fault = f"'{language}' is not offered for '{surface}'."
        remedy = f"Write '{surface}' into its 'for'."
        return [*found, Problem(place, "untranslated", fault, remedy)]
    lost = [(form, lacks(programme, form, language)) for form in forms]
    remedy = f"Translate it: mentoring translate --language {language} --output {language}.xlsx"
    remedy += "; or print a draft: --draft." if drafts else "."
    if each:
        places = (one for form, some in lost for one in _places(definitions, form, some, language))
        told = [Problem(where, "untranslated", fault, remedy) for where, fault in places]
        return [*found, *in_reading_order(told)]
    if counts := [f"{form.id} lacks {len(some)} texts" for form, some in lost if some]:
        whole = [form.id for form, some in lost if not some]
        fault = f"{len(counts)} of {len(lost)} forms are not complete in '{language}': "
        remedy = f"Name what is complete: {listed(whole, 40)}." if whole else remedy
        where = SourceLine("--language")
        found.append(Problem(where, "untranslated", f"{fault}{listed(counts, 40)}.", remedy))
    return found


def _places(
    definitions: Definitions, form: Instrument, lost: Sequence[Text], language: str
) -> Iterator[tuple[SourceLine, str]]:
    """Yield where each text stands that is lacking, and what is wrong there."""
    first = definitions.programme.languages[0]
    models: tuple[Model, ...] = (form, definitions.programme)
    for text in lost:
        here = (
            (definitions.at(model, *steps), steps[-1])
            for model in models
            for steps, other, _ in texts(model)
            if other == text
        )
        where, key = next(here, (SourceLine(definitions.programme_path), "text"))
        said = quoted(in_language(text, first))
        yield where, f"'{key}' on {form.id} has no text in {language}: {said}."
