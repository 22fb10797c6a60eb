"""Rules on words being there and right: every language, no blank, names, addresses and dates.

What concerns a programme's own people and dates is a warning, each with its reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from generator.definitions.instrument import Instrument
from generator.definitions.load import Broken, Definitions, Where
from generator.definitions.problem import Problem
from generator.definitions.programme import Contact, Model, Text
from generator.definitions.rules_languages import LANGUAGE_TAG
from generator.definitions.suggest import quoted, suggestion
from generator.definitions.texts import MENTEE, VALUE, in_languages, paper_values, texts
from generator.definitions.words import from_right_to_left
from generator.definitions.yaml_source import Step

#: Roles that no two of which one person may hold, but for those in MAY_DOUBLE (roles.md).
SEPARATE = ("sponsor", "organiser", "facilitator", "data_holder", "information_governance")
MAY_DOUBLE = {"organiser", "facilitator"}
#: Contacts who by their role may supervise, manage or appraise the people counted (publishing.md).
SUPERVISING = ("sponsor", "medical_director")

_EACH = "It is one where 'each_mentee: true' stands, in the title of a section or a column."
_LOCAL_NAMES = {
    "organisation": "organisation's name",
    "department": "department's name",
    "return_to": "place where forms are returned",
    "privacy": "privacy sentence",
}
#: Signs that belong to names beside letters: O'Neill, Anne-Marie, Dr. A. B., (invented).
_SIGNS = frozenset(" -‐'’.,()&/")
_DOUBLED = (
    "1 person must not hold these roles together. Only organiser and facilitator may be "
    "the same person. Name somebody else."
)
_MAY = ", who may supervise the people counted."
_NOT_EXACT = (
    "Nobody who does should see exact answers. Take them off the list, or make sure that they "
    "supervise nobody who takes part."
)
_EMAIL = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]+")


def _all_texts(definitions: Definitions) -> Iterator[tuple[Model, tuple[Step, ...], Text, bool]]:
    """Yield each text with the file's model, the steps from it, and whether it must be there."""
    for model in (definitions.programme, *definitions.instruments):
        yield from ((model, *found) for found in texts(model))


def blank_text(definitions: Definitions) -> Iterator[Broken]:
    """Check that a text that must be there has words."""
    for model, steps, text, required in _all_texts(definitions):
        is_label = steps[-1] == "label"  # unlabelled-point says it better
        if required and not is_label and not _has_words(text):
            yield (model, *steps), f"'{steps[-1]}' is blank.", "Write a text."


def _has_words(text: Text) -> bool:
    return any(words.strip() for words in in_languages(text))


def language(definitions: Definitions) -> Iterator[Broken]:
    """Check that every text has each of the programme's languages, and no other.

    One with ``for`` may be translated in part.
    """
    programme = definitions.programme
    languages = programme.languages
    stated = [one for one in programme.stated if isinstance(one, str)]
    whole = [tag for tag in stated if not from_right_to_left(tag)]  # refused for that alone
    unreadable = [n for n, tag in enumerate(languages) if not LANGUAGE_TAG.fullmatch(tag)]
    for n in unreadable:
        remedy = "Write tags such as en, cy or pt-BR."
        yield (programme, "languages", n), f"'{languages[n]}' is not a language tag.", remedy
    for model, steps, text, required in () if unreadable else _all_texts(definitions):
        if text == "" and not required:
            continue
        given = text if isinstance(text, dict) else {languages[0]: text}
        left_out = {tag for tag, words in given.items() if not words.strip() and _has_words(text)}
        if missing := [tag for tag in whole if tag not in given or tag in left_out]:
            fault = f"'{steps[-1]}' has no text in {', '.join(missing)}."
            yield (model, *steps), fault, f"Write {{{', '.join(f'{tag}: …' for tag in whole)}}}."
        if extra := sorted(given.keys() - languages):
            fault = f"'{steps[-1]}' has a text in {', '.join(extra)}, which the programme lacks."
            remedy = "Add it to 'languages' in programme.yml, or delete the text."
            steps = (*steps, extra[0])
            yield (model, *steps), fault, remedy


def unknown_value_name(definitions: Definitions) -> Iterator[Broken]:
    """Check that a value that a text names is one of the programme's."""
    known = paper_values(definitions.programme)
    for model, steps, text, _ in _all_texts(definitions):
        for name in (name for words in in_languages(text) for name in VALUE.findall(words)):
            if definitions.broken.intersection(name.split(".")):
                continue  # its own fault is told where it stands
            if name not in known and not (name == MENTEE and _is_repeated(model, steps)):
                remedy = _EACH if name == MENTEE else suggestion(name, known)
                yield (model, *steps), f"There is no value '{name}'.", remedy


def _is_repeated(model: Model, steps: tuple[Step, ...]) -> bool:
    """Tell whether a text stands in a section or column that is printed for each mentee."""
    if not isinstance(model, Instrument) or steps[0] != "sections":
        return False
    section = model.sections[int(steps[1])]
    if section.each_mentee:
        return steps[2] in ("title", "intro")
    columns = section.table.columns if section.table else ()
    return "columns" in steps and columns[int(steps[4])].each_mentee


def blank_local(definitions: Definitions) -> Iterator[Broken]:
    """Warn of each local name, contact and date that is blank (``release`` refuses them)."""
    programme = definitions.programme
    for key, name in _LOCAL_NAMES.items():
        if not all(words.strip() for words in in_languages(getattr(programme.local, key))):
            fault = f"The {name} is blank."
            yield (programme, "local", key), fault, f"Fill in '{key}' under 'local'."
    for contact in programme.contacts:
        for key in ("name", "email", "phone"):
            if not getattr(contact, key).strip():
                fault = f"The {key} of the contact '{contact.id}' is blank."
                yield (contact, key), fault, f"Fill in '{key}'; readers of the site need it."
    for kept in programme.retention:
        if kept.until is None:
            fault = f"The date until which '{kept.id}' are kept is blank."
            remedy = "Fill in 'until', such as 2028-03-31; the privacy notice names it."
            yield (kept, "until"), fault, remedy


def results_in_english(definitions: Definitions) -> Iterator[Problem]:
    """Warn, where a site is made, that its own sentences are in no language but English."""
    first = definitions.programme.languages[0]
    if first.partition("-")[0].lower() != "en":
        place = definitions.at(definitions.programme, "languages", 0)
        fault = f"The first language is '{first}', and results pages are in English."
        remedy = "Tell your readers, or give them a translation of your own."
        yield Problem(place, "untranslated", fault, remedy, "warning")


def email_shape(definitions: Definitions) -> Iterator[Broken]:
    """Warn of a contact's email that nobody could write to."""
    for contact in definitions.programme.contacts:
        email = contact.email.strip()
        if email and not _EMAIL.fullmatch(email):
            fault = f"{quoted(email)} is not an email address: readers could not write to it."
            yield (contact, "email"), fault, "Write 1 address, such as sam@example.org."


def person_name(definitions: Definitions) -> Iterator[Broken]:
    """Warn of a sign that does not belong to a person's name."""
    programme = definitions.programme
    named: list[tuple[Where, str]] = [((one, "name"), one.name) for one in programme.contacts]
    named.append(((programme, "release", "approved_by"), programme.release.approved_by))
    for where, name in named:
        odd = "".join(dict.fromkeys(sign for sign in name if not _belongs(sign)))
        if odd:
            fault = f"The name {quoted(name)} has {quoted(odd)} in it, which is not a letter."
            yield where, fault, "Write the name in letters, as it should be on pages and paper."


def _belongs(sign: str) -> bool:
    return sign in _SIGNS or unicodedata.category(sign)[0] in "LM"


def doubled_role(definitions: Definitions) -> Iterator[Broken]:
    """Warn where one person holds roles that keep names and answers apart: a line a person."""
    programme, told = definitions.programme, list[set[str]]()
    for key in ("name", "email"):
        held: dict[str, list[Contact]] = {}
        for contact in programme.contacts:
            if contact.id in SEPARATE and (said := _plain(getattr(contact, key))):
                held.setdefault(said, []).append(contact)
        for mine in held.values():
            ids = {one.id for one in mine}
            if len(mine) == 1 or ids == MAY_DOUBLE or any(map(ids.issubset, told)):
                continue
            told.append(ids)
            titles = [f"“{programme.said(one.title)}”" for one in mine]
            fault = f"{', '.join(titles[:-1])} and {titles[-1]} have the same {key}."
            yield (mine[1], key), fault, _DOUBLED


def supervising_reader(definitions: Definitions) -> Iterator[Broken]:
    """Warn of a restricted reader who is a contact that may supervise the people counted."""
    programme = definitions.programme
    for n, text in enumerate(programme.release.restricted_readers):
        reader = programme.said(text)
        for contact in programme.contacts:
            title = programme.said(contact.title)
            called = filter(None, map(_words, (contact.name, contact.email, title)))
            named = any(f" {one} " in f" {_words(reader)} " for one in called)
            if named and contact.id in SUPERVISING:
                fault = f"The restricted reader {quoted(reader)} names the contact “{title}”{_MAY}"
                yield (programme, "release", "restricted_readers", n), fault, _NOT_EXACT
                break


def _words(text: str) -> str:
    """Return a name or a title as words alone.

    >>> _words("Dr. Priya  Example (invented), sponsor")
    'dr priya example sponsor'
    """
    return " ".join(re.findall(r"[^\W_]+", _plain(text)))


def _plain(text: str) -> str:
    """Return a name as it is compared: in one case, with single blanks, without brackets.

    >>> _plain("Sam  Example (invented)") == _plain("sam example")
    True
    """
    bare = re.sub(r"\([^)]*\)", " ", unicodedata.normalize("NFKC", text))
    return " ".join(bare.split()).casefold()


def past_dates(
    definitions: Definitions, today: date, until: date | None = None
) -> Iterator[Problem]:
    """Warn of each last day of keeping something that has passed, or comes before an end.

    ``until`` is the last day of the programme, where it is known.
    """
    for kept in definitions.programme.retention:
        place, last = definitions.at(kept, "until"), kept.until
        if last is not None and last < today:
            fault = f"The last day to keep '{kept.id}' was {last.isoformat()}."
            remedy = "Destroy what is still kept and write that down, or correct the date."
            yield Problem(place, "past-date", fault, remedy, "warning")
        elif last is not None and until is not None and last < until:
            fault = (
                f"The last day to keep '{kept.id}' is {last.isoformat()}, and the programme "
                f"ends on {until.isoformat()}."
            )
            remedy = "Is that meant? Otherwise give a later date."
            yield Problem(place, "kept-too-short", fault, remedy, "warning")
