"""Where a printed form goes: a folder for its people, one for its time, a name in plain words.

Names are safe on Windows, in ASCII letters where possible, and hang on the definitions alone:
a form is called the same whichever others are printed with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme, Text
from generator.definitions.rules_ids import is_device
from generator.definitions.texts import VALUE, without_links
from generator.questionnaire.form import Size

#: What a form's file name ends in, by size.
ENDINGS: Mapping[Size, str] = {"standard": "", "large": "-large-print"}
#: What it ends in besides where it is a draft, so that none is taken for the form itself.
DRAFT = "-DRAFT"
#: The folder of what only a scanner reads, and what the names in it end in.
LAYOUTS, LAYOUT = "layouts", ".layout.json"
#: The folders of what belongs to no wave.
SHEETS, OTHER = "Sheets", "Other forms"
#: A name is cut here, so that the whole path fits on any Windows machine.
LONGEST = 60
#: Signs that Windows refuses or that look like others, by what stands for them.
_SIGNS = {
    **dict.fromkeys('<>"?*“”', ""),
    **dict.fromkeys("/\\|–—‐−⁄", "-"),
    "‘": "'",
    "’": "'",
    "[": "(",
    "]": ")",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One form's files, as paths from the output folder."""

    form: str
    file: str
    layout: str


def ending(programme: Programme, language: str, size: Size, *, draft: bool = False) -> str:
    """Return what the names of a form's files end in; the first language is not named."""
    first = language == programme.languages[0]
    named = "" if first else f"-{plain_name(language)}"
    return named + ENDINGS[size] + (DRAFT if draft else "")


def papers(programme: Programme, instruments: Sequence[Instrument], end: str) -> dict[str, Paper]:
    """Return each form's files by its id, where ``end`` is what their names end in."""
    return {
        form: Paper(form, f"{name}{end}.pdf", f"{LAYOUTS}/{form}{end}{LAYOUT}")
        for form, name in printed_names(programme, instruments).items()
    }


def printed_names(
    programme: Programme, instruments: Sequence[Instrument]
) -> dict[str, PurePosixPath]:
    """Return each form's path by its id, without what its files end in.

    ``instruments`` are all of the programme's. The folders of one kind of people are numbered in
    the order of the waves at which they have a form, without a gap. Where two forms would be
    called alike, in whatever size, they have their ids in their names too.
    """
    waves = [wave.id for wave in programme.waves]
    used = {(_people(programme, one), one.wave) for one in instruments}
    names = {}
    for form in instruments:
        people = _people(programme, form)
        theirs = [wave for wave in waves if (people, wave) in used]
        names[form.id] = people / _time(programme, form, theirs) / _title(programme, form)
    ends = [
        ending(programme, one, size, draft=draft)
        for one in programme.languages
        for size in ENDINGS
        for draft in (False, True)
    ]
    taken = Counter(f"{name}{end}".casefold() for name in names.values() for end in ends)
    return {
        form: name
        if all(taken[f"{name}{end}".casefold()] == 1 for end in ends)
        else name.with_name(f"{name.name} [{form}]")
        for form, name in names.items()
    }


def _people(programme: Programme, form: Instrument) -> PurePosixPath:
    role = next((one.plural for one in programme.roles if one.id == form.role), form.role)
    return PurePosixPath(plain_name(_words(programme, role)) or plain_name(form.role))


def _time(programme: Programme, form: Instrument, waves: Sequence[str]) -> str:
    """Return the folder of a form's time: of ``waves``, those that its people have, its number."""
    if form.wave not in waves:
        return SHEETS if form.kind == "sheet" else OTHER
    number = f"{waves.index(form.wave) + 1:0{len(str(len(waves)))}}"
    title = next(wave.title for wave in programme.waves if wave.id == form.wave)
    return plain_name(f"{number} {_words(programme, title)}")


def _title(programme: Programme, form: Instrument) -> str:
    return plain_name(_words(programme, form.title)) or plain_name(form.id)


def _words(programme: Programme, text: Text) -> str:
    return VALUE.sub("", without_links(programme.said(text)))


def plain_name(words: str) -> str:
    """Return words as the name of a file or folder; nothing where no sign of them can stand in one.

    >>> plain_name("Mentors: before the session"), plain_name("Siân’s “notes” 1/2?")
    ('Mentors - before the session', "Sian's notes 1-2")
    >>> plain_name("CON"), plain_name("…")
    ('_CON', '')
    """
    text = unicodedata.normalize("NFKD", words)
    text = re.sub(r"(?<=[A-Za-z])[\u0300-\u036f]+", "", text)
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"\s*:\s+", " - ", text).replace(":", "-")
    text = "".join(
        _SIGNS.get(sign, sign)
        for sign in " ".join(text.split())
        if not unicodedata.category(sign).startswith("C")
    )
    text = _cut(" ".join(text.split()).strip(" .-~"))
    return f"_{text}" if is_device(text) else text


def _cut(text: str) -> str:
    """Cut a long name after a word, where it has more than one."""
    if len(text) <= LONGEST:
        return text
    words = text[: LONGEST + 1].rpartition(" ")[0] or text[:LONGEST]
    return words.strip(" .-~")
