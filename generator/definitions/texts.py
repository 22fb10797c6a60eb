"""The texts of definitions: where they stand, and the values and links that they hold.

A text names people and places by a value, ``{{ contact.organiser.email }}`` and so on, as
hand-written pages do, so that ``programme.yml`` is the only place where a name is written.
A link is written ``[ground rules](ground-rules.md)``, with the page's address from
``site_src`` on: on pages it leads there, on paper only its words stand. Anything else in
brackets is just text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

from generator.definitions.programme import Model, Programme, Text, in_language
from generator.definitions.timeline import day_in_words
from generator.definitions.yaml_source import Step

VALUE = re.compile(r"\{\{\s*([A-Za-z_][\w.-]*)\s*\}\}")
LINK = re.compile(r"\[([^\[\]]+)\]\(([a-z0-9_][a-z0-9_/-]*\.md(?:#[a-z0-9-]+)?)\)")
#: Stands for one mentee in what is printed once for each.
MENTEE = "mentee"
#: On paper a blank name is a line to write on.
TO_WRITE_ON = "_" * 16
CONTACT_PARTS = ("name", "email", "phone", "note")
LOCAL_PARTS = ("organisation", "department", "return_to", "privacy", "issued_in")

Sort = Literal["text", "texts", "inside"]


def texts(
    model: Model, steps: tuple[Step, ...] = ()
) -> Iterator[tuple[tuple[Step, ...], Text, bool]]:
    """Yield each text that a model holds: its steps, the text, and whether it must not be blank."""
    for name, key, sort, required in _fields(type(model)):
        value = getattr(model, name)
        here = (*steps, key)
        if sort == "text":
            yield here, value, required
        elif sort == "texts":
            pairs = value.items() if isinstance(value, dict) else enumerate(value)
            yield from (((*here, part), text, True) for part, text in pairs)
        elif isinstance(value, Model):
            yield from texts(value, here)
        elif isinstance(value, tuple):
            for n, part in enumerate(value):
                if isinstance(part, Model):
                    yield from texts(part, (*here, n))


@cache
def _fields(model: type[Model]) -> tuple[tuple[str, str, Sort, bool], ...]:
    """Return the fields of a model: name, key in the file, sort of text, whether required."""
    sorts: dict[object, Sort] = {dict[str, Text]: "texts", tuple[Text, ...]: "texts", Text: "text"}
    return tuple(
        (
            name,
            info.alias or name,
            next((sort for kind, sort in sorts.items() if info.annotation == kind), "inside"),
            info.is_required(),
        )
        for name, info in model.model_fields.items()
    )


def in_languages(text: Text) -> list[str]:
    """Return a text in each language that it is written in."""
    return [text] if isinstance(text, str) else list(text.values())


def without_links(text: str) -> str:
    """Return a text with the words of its links alone.

    >>> without_links("See the [ground rules](ground-rules.md), [x](https://example.org).")
    'See the ground rules, [x](https://example.org).'
    """
    return LINK.sub(lambda found: found[1], text)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with each ``{{ name }}`` replaced by its value; unknown ones stay.

    >>> filled("Ask {{ contact.organiser.name }}, {{ who }}.", {"contact.organiser.name": "A. B."})
    'Ask A. B., {{ who }}.'
    """
    return VALUE.sub(lambda found: values.get(found[1], found[0]), text)


def lacking_texts(programme: Programme, text: Text, language: str) -> list[Text]:
    """Return what a text, with the values that it names, lacks in a language: texts of others.

    A plain text is in the programme's first language.
    """
    said = in_language(text, language)
    named = dict(_value_texts(programme))
    inside = [named[name] for name in VALUE.findall(said) if name in named]
    return [one for one in (text, *inside) if not _is_in(one, language, programme.languages[0])]


def lacking_values(programme: Programme, language: str) -> set[str]:
    """Return the names of the values whose texts a language lacks."""
    first = programme.languages[0]
    return {name for name, text in _value_texts(programme) if not _is_in(text, language, first)}


def _is_in(text: Text, language: str, first: str) -> bool:
    if isinstance(text, str):
        return not text.strip() or language == first
    return bool(text.get(language, "").strip())


def _value_texts(programme: Programme) -> Iterator[tuple[str, Text]]:
    """Yield the values that are written in a language, by their names."""
    local = programme.local
    yield from (("local.return_to", local.return_to), ("local.privacy", local.privacy))
    yield from ((f"contact.{one.id}.note", one.note) for one in programme.contacts)
    yield from ((f"domain.{one.id}", one.title) for one in programme.domains)
    yield "programme.title", programme.title


def page_values(programme: Programme, language: str = "en") -> dict[str, str]:
    """Return every value by its name, as plain text; a blank one says what is missing.

    A note is the one part that may be left blank without a word.
    """
    return {
        name: text or (f"not given yet ({what})" if what else "")
        for name, (text, what) in _values(programme, language).items()
    }


def calendar_values(programme: Programme, language: str = "en") -> dict[str, str]:
    """Return the same for calendars, where a blank name is the office and the rest is left out."""
    return {
        name: text or (what.partition(":")[0] if name.endswith(".name") else "")
        for name, (text, what) in _values(programme, language).items()
    }


def paper_values(programme: Programme, language: str = "en") -> dict[str, str]:
    """Return the same for paper, where a blank value is a line to write on."""
    return {
        name: text or (TO_WRITE_ON if what else "")
        for name, (text, what) in _values(programme, language).items()
    }


def _values(programme: Programme, language: str) -> dict[str, tuple[str, str]]:
    """Return each value's text and what to call it where it is blank."""

    def given(text: Text, what: str) -> tuple[str, str]:
        return in_language(text, language).strip(), what

    values = {
        f"local.{part}": given(getattr(programme.local, part), part.replace("_", " "))
        for part in LOCAL_PARTS
    }
    for contact in programme.contacts:
        owner = in_language(contact.title, language)
        for part in CONTACT_PARTS:
            what = "" if part == "note" else f"{owner}: {part}"
            values[f"contact.{contact.id}.{part}"] = given(getattr(contact, part), what)
    for kept in programme.retention:
        until = day_in_words(kept.until, language) if kept.until else ""
        values[f"retention.{kept.id}"] = given(until, f"date until which we keep it: {kept.id}")
    for domain in programme.domains:
        values[f"domain.{domain.id}"] = given(domain.title, domain.id)
    values["release.open_minimum"] = (str(programme.release.open_minimum), "")
    values["release.restricted_minimum"] = (str(programme.release.restricted_minimum), "")
    values["programme.title"] = given(programme.title, "title")
    return values
