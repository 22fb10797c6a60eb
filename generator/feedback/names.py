"""Does a text name somebody? A careful look that forgives accents, cases and slips of typing.

A listed name is found as it is written, in the possessive, without its accents or hyphens,
as initials, and with a slip or two. What it cannot tell is whether "young" means the age or
Dr Young: words that are both count only with a capital letter inside a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

#: Titles, and little words inside names, that name nobody.
_TITLES = """
dr doctor mr mrs ms miss mx prof professor sir dame lord lady rev sister nurse consultant
registrar the of de la le van von der den bin ibn al el da di dos san st
"""
#: Surnames and first names that are ordinary words of a sentence.
_ORDINARY = """
ash baker banks bell best bill bird black bright brook brown burns bush butcher carpenter case
chance child clay cook cross day dean early english faith farmer field fisher fox frank grace
grant gray green hall hand hill hope hunt hunter joy just justice king law little long love
major march mark may mercy mills moon noble north page park parks pat patience peace pike pope
porter power price pride read reader rich rose sage sharp short singer small smart speed
spring stone street strong summer swift thorn trust tutor underwood wade wait walker wall ward
wards waters weaver weeks wells west white will wills wise wood woods young younger
"""
#: Capital letters in a row that are no initials on a ward.
_ABBREVIATIONS = """
AE AF AKI AMU BM BP CCU CEX CPR CPD CT CV CXR DNR DVT ECG ED EEG ENT EPR ESR ET FY GI GP HR
HDU ICU ID IT ITU IV LP MD MDT ME MR MRI MSU NG NHS NO OK OT PE PC PPE PR PRN QI RR SHO SPR ST
TB TTO UK US UTI VTE WHO XR
"""
TITLES, ORDINARY, ABBREVIATIONS = (
    frozenset(words.split()) for words in (_TITLES, _ORDINARY, _ABBREVIATIONS)
)
NEAR, NEAR_ANYWHERE = 0.8, 0.88
SHORTEST_NEAR, SHORTEST_ANYWHERE = 5, 7

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_INITIALS = re.compile(r"\b(?:[A-Z]\.\s?){2,3}|\b[A-Z]{2,3}\b")
_SENTENCE_END = re.compile(r"(?:^|[.!?:;]\s*|\n)\s*$")


@dataclass(frozen=True, slots=True)
class Found:
    """A word of a text that names somebody, and the listed name that it is like."""

    word: str
    name: str


def plain(word: str) -> str:
    """Return a word without case, accents, hyphens, apostrophes and a possessive.

    >>> plain("O’Brién's"), plain("Smith-Jones")
    ('obrien', 'smithjones')
    """
    word = re.sub(r"['’]s?$", "", word)
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if letter.isalpha())


def names_in(text: str, names: Iterable[str]) -> Iterator[Found]:
    """Yield each word of a text that names one of some people, with the name.

    >>> [found.word for found in names_in("Ask Dr Okafor's team.", ["Ada Okafor"])]
    ["Okafor's"]
    """
    parts = {part: name for name in names for part in _parts(name)}
    initials = {found: name for name in names for found in _initials(name)}
    for match in _WORD.finditer(text):
        name = _named(match, text, parts)
        if name:
            yield Found(match.group(), name)
    for match in _INITIALS.finditer(text):
        letters = "".join(filter(str.isalpha, match.group()))
        dotted = "." in match.group()
        if letters in initials and (dotted or letters not in ABBREVIATIONS):
            yield Found(match.group().strip(), initials[letters])


def _parts(name: str) -> list[str]:
    """Return the words of a name that could give somebody away.

    >>> _parts("Dr. Ada van der Berg-Smith")
    ['ada', 'bergsmith', 'berg', 'smith']
    """
    found = []
    for word in _WORD.findall(name):
        halves = [plain(half) for half in re.split(r"[-]", word)] if "-" in word else []
        parts = (plain(word), *halves)
        found += [part for part in parts if len(part) >= 2 and part not in TITLES]
    return found


def _initials(name: str) -> Iterator[str]:
    letters = [word[0].upper() for word in _WORD.findall(name) if plain(word) not in TITLES]
    if 2 <= len(letters) <= 3:
        yield "".join(letters)
    if len(letters) == 3:
        yield letters[0] + letters[2]


def _named(match: re.Match[str], text: str, parts: dict[str, str]) -> str:
    """Return the listed name that a word is, or is very like."""
    word, capital = plain(match.group()), match.group()[:1].isupper()
    inside = capital and not _SENTENCE_END.search(text[: match.start()])
    if word in parts:
        return parts[word] if word not in ORDINARY or inside else ""
    for part, name in parts.items() if len(word) >= SHORTEST_NEAR - 1 else ():
        if len(part) < SHORTEST_NEAR or part in ORDINARY or abs(len(part) - len(word)) > 2:
            continue
        alike = SequenceMatcher(None, part, word, autojunk=False).ratio()
        anywhere = len(part) >= SHORTEST_ANYWHERE and alike >= NEAR_ANYWHERE
        if (inside and alike >= NEAR) or anywhere:
            return name
    return ""
