"""Rules on the people and dates of a programme's own place: all warnings, each with its reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, SourceLine
from generator.definitions.programme import Contact, in_language
from generator.definitions.suggest import quoted

#: Roles that no two of which one person may hold, but for those in MAY_DOUBLE (roles.md).
SEPARATE = ("sponsor", "organiser", "facilitator", "data_holder", "information_governance")
MAY_DOUBLE = {"organiser", "facilitator"}
#: Contacts who by their role may supervise, manage or appraise the people counted (publishing.md).
SUPERVISING = ("sponsor", "medical_director")
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
    """Warn where one person holds roles that keep names and answers apart: a line a person.

    Good: another name and address for the organiser than for the data holder. Bad: the same.
    """
    programme, at = definitions.programme, definitions.marks.at
    language = programme.languages[0]
    for held in _persons([one for one in programme.contacts if one.id in SEPARATE]):
        if len(held) == 1 or {one.id for one in held} == MAY_DOUBLE:
            continue
        titles = [f"“{in_language(one.title, language)}”" for one in held]
        shared = [key for key in ("name", "email") if _all_alike(held, key)]
        key = shared[0] if shared else "name or email"
        fault = f"{', '.join(titles[:-1])} and {titles[-1]} have the same {key}."
        remedy = (
            "1 person must not hold these roles together. Only organiser and facilitator may be "
            "the same person. Name somebody else."
        )
        second = programme.contacts.index(held[1])
        place = at(definitions.programme_path, "contacts", second, key.split()[-1])
        yield Problem(place, "doubled-role", fault, remedy, "warning")


def _persons(contacts: Iterable[Contact]) -> list[list[Contact]]:
    """Return contacts in order, those together that share a name or an address."""
    persons: list[list[Contact]] = []
    for contact in contacts:
        same = [held for held in persons if any(_same(contact, one) for one in held)]
        persons = [held for held in persons if held not in same]
        persons.append([*(one for held in same for one in held), contact])
    return persons


def _all_alike(held: Iterable[Contact], key: str) -> bool:
    texts = {_plain(getattr(one, key)) for one in held}
    return len(texts) == 1 and "" not in texts


def _same(first: Contact, second: Contact) -> bool:
    pairs = ((first.name, second.name), (first.email, second.email))
    return any(_plain(one) and _plain(one) == _plain(other) for one, other in pairs)


def supervising_reader(definitions: Definitions) -> Iterator[Problem]:
    """Warn of a restricted reader who is a contact that may supervise the people counted.

    Good: ``restricted_readers: ["Sam Example, evaluation lead"]``. Bad: ``["The sponsor"]``.
    """
    programme, at = definitions.programme, definitions.marks.at
    language = programme.languages[0]
    contacts = [one for one in programme.contacts if one.id in SUPERVISING]
    for n, reader in enumerate(programme.release.restricted_readers):
        words = f" {_words(in_language(reader, language))} "
        for contact in contacts:
            title = in_language(contact.title, language)
            called = [_words(one) for one in (contact.name, contact.email, title)]
            if any(one and f" {one} " in words for one in called):
                name = quoted(in_language(reader, language))
                fault = (
                    f"The restricted reader {name} names the contact “{title}”, who may supervise "
                    "the people counted."
                )
                remedy = (
                    "Nobody who does should see exact answers. Take them off the list, or make "
                    "sure that they supervise nobody who takes part."
                )
                place = at(definitions.programme_path, "release", "restricted_readers", n)
                yield Problem(place, "supervising-reader", fault, remedy, "warning")
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
    return " ".join(
        re.sub(r"\([^)]*\)", " ", unicodedata.normalize("NFKC", text)).split()
    ).casefold()


def past_dates(
    definitions: Definitions, today: date, until: date | None = None
) -> Iterator[Problem]:
    """Warn of each last day of keeping something that has passed, or comes before an end.

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
            yield Problem(place, "kept-too-short", fault, remedy, "warning")
