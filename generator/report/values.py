"""The values that hand-written pages may use: ``{{ contact.organiser.email }}`` and so on."""

from __future__ import annotations

from generator.survey.programme import Programme, Text, in_language

CONTACT_PARTS = ("name", "email", "phone", "note")
LOCAL_PARTS = ("organisation", "department", "return_to", "privacy", "issued_in")


def page_values(programme: Programme, language: str = "en") -> dict[str, str]:
    """Return every value by its name, as plain text; a blank one says what is missing.

    A note is the one part that may be left blank without a word.
    """

    def given(text: Text, what: str) -> str:
        return in_language(text, language).strip() or f"not given yet ({what})"

    values = {
        f"local.{part}": given(getattr(programme.local, part), part.replace("_", " "))
        for part in LOCAL_PARTS
    }
    for contact in programme.contacts:
        owner = in_language(contact.title, language)
        for part in CONTACT_PARTS:
            text: Text = getattr(contact, part)
            blank = in_language(text, language).strip()
            shown = blank if part == "note" else given(text, f"{owner}: {part}")
            values[f"contact.{contact.id}.{part}"] = shown
    for kept in programme.retention:
        until = f"{kept.until.day} {kept.until:%B %Y}" if kept.until else ""
        values[f"retention.{kept.id}"] = given(until, f"date until which we keep it: {kept.id}")
    values["release.open_minimum"] = str(programme.release.open_minimum)
    values["release.restricted_minimum"] = str(programme.release.restricted_minimum)
    values["programme.title"] = in_language(programme.title, language)
    return values
