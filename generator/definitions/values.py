"""The values that texts may use: ``{{ contact.organiser.email }}`` and so on.

Hand-written pages and definitions both name people and places by a value, so
that ``programme.yml`` is the only place where a name is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.definitions.programme import Programme, Text, in_language

VALUE = re.compile(r"\{\{\s*([A-Za-z_][\w.-]*)\s*\}\}")
#: Stands for one mentee in what is printed once for each.
MENTEE = "mentee"
#: On paper a blank name is a line to write on.
TO_WRITE_ON = "_" * 16
CONTACT_PARTS = ("name", "email", "phone", "note")
LOCAL_PARTS = ("organisation", "department", "return_to", "privacy", "issued_in")


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


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with each ``{{ name }}`` replaced by its value; unknown ones stay.

    >>> filled("Ask {{ contact.organiser.name }}, {{ who }}.", {"contact.organiser.name": "A. B."})
    'Ask A. B., {{ who }}.'
    """
    return VALUE.sub(lambda found: values.get(found[1], found[0]), text)


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
        until = f"{kept.until.day} {kept.until:%B %Y}" if kept.until else ""
        values[f"retention.{kept.id}"] = given(until, f"date until which we keep it: {kept.id}")
    for domain in programme.domains:
        values[f"domain.{domain.id}"] = given(domain.title, domain.id)
    values["release.open_minimum"] = (str(programme.release.open_minimum), "")
    values["release.restricted_minimum"] = (str(programme.release.restricted_minimum), "")
    values["programme.title"] = given(programme.title, "title")
    return values
