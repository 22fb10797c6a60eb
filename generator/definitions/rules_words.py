"""Rules on words being there: in every language, not blank, and with the local names filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.definitions.load import Definitions
from generator.definitions.model_faults import Step
from generator.definitions.problem import Problem
from generator.definitions.programme import Text
from generator.definitions.suggest import suggestion
from generator.definitions.texts import texts
from generator.definitions.values import MENTEE, VALUE, paper_values

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_EACH = "It is one where 'each_mentee: true' stands, in the title of a section or a column."
_LOCAL_NAMES = {
    "organisation": "organisation's name",
    "department": "department's name",
    "return_to": "place where forms are returned",
    "privacy": "privacy sentence",
}


def _all_texts(definitions: Definitions) -> Iterator[tuple[str, tuple[Step, ...], Text, bool]]:
    models = [(definitions.programme_path, definitions.programme), *definitions.forms]
    for path, model in models:
        yield from ((path, *found) for found in texts(model))


def blank_text(definitions: Definitions) -> Iterator[Problem]:
    """Check that a text that must be there has words.

    Good: ``title: The role``. Bad: ``title: ""``.
    """
    for path, steps, text, required in _all_texts(definitions):
        words = [text] if isinstance(text, str) else list(text.values()) or [""]
        is_label = steps[-1] == "label"  # unlabelled-point says it better
        if required and not is_label and not any(word.strip() for word in words):
            place = definitions.marks.at(path, *steps)
            yield Problem(place, "blank-text", f"'{steps[-1]}' is blank.", "Write a text.")


def language(definitions: Definitions) -> Iterator[Problem]:
    """Check that every text has each of the programme's languages, and no other.

    Good: ``languages: [en, cy]`` and ``title: {en: The role, cy: Y rôl}``. Bad: ``title:
    The role`` in such a programme; ``hint: {en: Help, cy: ""}``; a text with ``fr``; a
    language written ``english``.
    """
    languages = definitions.programme.languages
    unreadable = [n for n, tag in enumerate(languages) if not _LANGUAGE.fullmatch(tag)]
    for n in unreadable:
        place = definitions.marks.at(definitions.programme_path, "languages", n)
        fault = f"'{languages[n]}' is not a language tag."
        yield Problem(place, "language", fault, "Write tags such as en, cy or pt-BR.")
    for path, steps, text, required in () if unreadable else _all_texts(definitions):
        if text == "" and not required:
            continue
        given = set(text) if isinstance(text, dict) else {languages[0]}
        place = definitions.marks.at(path, *steps)
        if missing := [tag for tag in languages if tag not in given or _left_out(text, tag)]:
            fault = f"'{steps[-1]}' has no text in {', '.join(missing)}."
            remedy = f"Write {{{', '.join(f'{tag}: …' for tag in languages)}}}."
            yield Problem(place, "language", fault, remedy)
        if extra := sorted(given - set(languages)):
            fault = f"'{steps[-1]}' has a text in {', '.join(extra)}, which the programme lacks."
            remedy = "Add it to 'languages' in programme.yml, or delete the text."
            yield Problem(definitions.marks.at(path, *steps, extra[0]), "language", fault, remedy)


def _left_out(text: Text, tag: str) -> bool:
    """Tell whether a text is blank in a language while another has words for it."""
    return (
        isinstance(text, dict)
        and not text[tag].strip()
        and any(words.strip() for words in text.values())
    )


def unknown_value_name(definitions: Definitions) -> Iterator[Problem]:
    """Check that a value that a text names is one of the programme's.

    Good: ``{{ contact.organiser.email }}``. Bad: ``{{ contact.organizer.email }}``; ``{{
    mentee }}`` outside what is printed once for each mentee.
    """
    known = paper_values(definitions.programme)
    for path, steps, text, _ in _all_texts(definitions):
        words = [text] if isinstance(text, str) else list(text.values())
        for name in (found for word in words for found in VALUE.findall(word)):
            if definitions.broken.intersection(name.split(".")):
                continue  # its own fault is told where it stands
            if name not in known and not (name == MENTEE and _each(definitions, path, steps)):
                place = definitions.marks.at(path, *steps)
                remedy = _EACH if name == MENTEE else suggestion(name, known)
                yield Problem(place, "unknown-value-name", f"There is no value '{name}'.", remedy)


def _each(definitions: Definitions, path: str, steps: tuple[Step, ...]) -> bool:
    """Tell whether a text stands in a section or column that is printed for each mentee."""
    form = dict(definitions.forms).get(path)
    if form is None or steps[0] != "sections":
        return False
    section = form.sections[int(steps[1])]
    if section.each_mentee:
        return steps[2] in ("title", "intro")
    columns = section.table.columns if section.table else ()
    return "columns" in steps and columns[int(steps[4])].each_mentee


def blank_local(definitions: Definitions) -> Iterator[Problem]:
    """Warn of each local name, contact and date that is blank (``release`` refuses them).

    Good: ``email: "organiser@example.org"``. Bad: ``email: ""``.
    """
    programme, at, path = definitions.programme, definitions.marks.at, definitions.programme_path
    for key, name in _LOCAL_NAMES.items():
        text = getattr(programme.local, key)
        if not all(word.strip() for word in ([text] if isinstance(text, str) else text.values())):
            place = at(path, "local", key)
            fault = f"The {name} is blank."
            yield Problem(place, "blank-local", fault, f"Fill in '{key}' under 'local'.", "warning")
    for n, contact in enumerate(programme.contacts):
        for key in ("name", "email", "phone"):
            if not getattr(contact, key).strip():
                place = at(path, "contacts", n, key)
                fault = f"The {key} of the contact '{contact.id}' is blank."
                remedy = f"Fill in '{key}'; readers of the site need it."
                yield Problem(place, "blank-local", fault, remedy, "warning")
    for n, kept in enumerate(programme.retention):
        if kept.until is None:
            place = at(path, "retention", n, "until")
            fault = f"The date until which '{kept.id}' are kept is blank."
            remedy = "Fill in 'until', such as 2028-03-31; the privacy notice names it."
            yield Problem(place, "blank-local", fault, remedy, "warning")


def results_in_english(definitions: Definitions) -> Iterator[Problem]:
    """Warn, where a site is made, that its own sentences are in no language but English."""
    first = definitions.programme.languages[0]
    if first.partition("-")[0].lower() != "en":
        place = definitions.marks.at(definitions.programme_path, "languages", 0)
        fault = f"The first language is '{first}', and results pages are in English."
        remedy = "Tell your readers, or give them a translation of your own."
        yield Problem(place, "untranslated", fault, remedy, "warning")
