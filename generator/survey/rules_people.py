"""Rules on the people and dates of a programme's own place: all warnings, each with its reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import combinations

from generator.survey.definition import Definitions
from generator.survey.nearest import quoted
from generator.survey.problem import Problem, SourceLine
from generator.survey.programme import Contact, in_language

#: Roles that no two of which one person may hold, but for those in MAY_DOUBLE (roles.md).
SEPARATE = ("sponsor", "organiser", "facilitator", "data_holder", "information_governance")
MAY_DOUBLE = {"organiser", "facilitator"}
_EMAIL = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]+")
#: Signs that belong to names beside letters: O'Neill, Anne-Marie, Dr. A. B., (invented).
_SIGNS = frozenset(" -‐'’.,()&/")


def email_shape(definitions: Definitions) -> Iterator[Problem]:
    """Warn of a contact's email that nobody could write to.

    Good: ``email: sam@example.org``. Bad: ``email: sam.example.org``.
    """
    for n, contact in enumerate(definitions.programme.contacts):
        email = contact.email.strip()
        if email and not _EMAIL.fullmatch(email):
            place = definitions.marks.at(definitions.programme_path, "contacts", n, "email")
            fault = f"{quoted(email)} is not an email address: readers could not write to it."
            remedy = "Write 1 address, such as sam@example.org."
            yield Problem(place, "email-shape", fault, remedy, "warning")


def person_name(definitions: Definitions) -> Iterator[Problem]:
    """Warn of a sign that does not belong to a person's name.

    Good: ``name: Dr Áine O'Neill-Smith``. Bad: ``name: 'Sam "Sammy" Example'``.
    """
    for place, name in _names(definitions):
        odd = "".join(dict.fromkeys(sign for sign in name if not _belongs(sign)))
        if odd:
            fault = f"The name {quoted(name)} has {quoted(odd)} in it, which is not a letter."
            remedy = "Write the name in letters, as it should be on pages and paper."
            yield Problem(place, "person-name", fault, remedy, "warning")


def _names(definitions: Definitions) -> Iterator[tuple[SourceLine, str]]:
    programme, path, at = definitions.programme, definitions.programme_path, definitions.marks.at
    for n, contact in enumerate(programme.contacts):
        yield at(path, "contacts", n, "name"), contact.name
    yield at(path, "release", "approved_by"), programme.release.approved_by


def _belongs(sign: str) -> bool:
    return sign in _SIGNS or unicodedata.category(sign)[0] in "LM"


def doubled_role(definitions: Definitions) -> Iterator[Problem]:
    """Warn where one person holds two roles that keep names and answers apart.

    Good: another name and address for the organiser than for the data holder. Bad: the same.
    """
    programme, at = definitions.programme, definitions.marks.at
    listed = [(n, one) for n, one in enumerate(programme.contacts) if one.id in SEPARATE]
    language = programme.languages[0]
    for (_, first), (n, second) in combinations(listed, 2):
        key = _shared(first, second)
        if not key or {first.id, second.id} == MAY_DOUBLE:
            continue
        titles = [f"“{in_language(one.title, language)}”" for one in (first, second)]
        fault = f"{titles[0]} and {titles[1]} have the same {key}."
        remedy = (
            "1 person must not hold both roles. Only organiser and facilitator may be the same "
            "person. Name somebody else."
        )
        place = at(definitions.programme_path, "contacts", n, key)
        yield Problem(place, "doubled-role", fault, remedy, "warning")


def _shared(first: Contact, second: Contact) -> str:
    """Return by what two contacts are one person's: the key of a name or an address."""
    for key in ("name", "email"):
        one, other = (_plain(getattr(contact, key)) for contact in (first, second))
        if one and one == other:
            return key
    return ""


def _plain(text: str) -> str:
    """Return a name as it is compared: in one case, with single blanks, without brackets.

    >>> _plain("Sam  Example (invented)") == _plain("sam example")
    True
    """
    return " ".join(
        re.sub(r"\([^)]*\)", " ", unicodedata.normalize("NFKC", text)).split()
    ).casefold()


def past_dates(
    definitions: Definitions, today: date, until: date | None = None
) -> Iterator[Problem]:
    """Warn of each last day of keeping something that has passed, or passes before an end.

    ``until`` is the last day of the programme, where it is known.
    """
    for n, kept in enumerate(definitions.programme.retention):
        place = definitions.marks.at(definitions.programme_path, "retention", n, "until")
        if kept.until is None:
            continue
        if kept.until < today:
            fault = f"The last day to keep '{kept.id}' was {kept.until.isoformat()}."
            remedy = "Destroy what is still kept and write that down, or correct the date."
            yield Problem(place, "past-date", fault, remedy, "warning")
        elif until is not None and kept.until < until:
            fault = (
                f"The last day to keep '{kept.id}' is {kept.until.isoformat()}, and the programme "
                f"ends on {until.isoformat()}."
            )
            remedy = "Is that meant? Otherwise give a later date."
            yield Problem(place, "past-date", fault, remedy, "warning")
