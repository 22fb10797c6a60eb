"""Does a text name somebody? A careful look that forgives accents, cases and slips of typing.

A listed name is found as it is written, in the possessive and the plural, without its accents
or hyphens, in another way of writing it (Müller, Mueller), as initials, and with a slip or two.
Inside a sentence a capital letter says that a word is a name, so more slips are forgiven there.
Elsewhere, and in small letters, only such as seldom make an ordinary word: a letter doubled or
two neighbours exchanged, and in longer names a letter missing or too many, then any one letter.

What it cannot tell is whether "young" means the age or Dr Young: words that are both count only
with a capital letter inside a sentence. Pet names (Mike for Michael) are found only if listed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from rapidfuzz.distance import OSA

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
#: Ordinary words that a slip away from a name are met in feedback: more (Moore), brain (Brian).
_BESIDE_NAMES = """
alone along angle belly bored brain carer cater charter clear close collin cook copper counsel
cover doubt early even evening evens faster filler finish gardener heart hear here home
hour hours house label later lean learn least less lever loose marker more named other over owe
panel parked past pastel peer poster rather reason rights robin robs scot seal seem shared sharper
sign simply since stewards steward stuck suits talker taller tell than thank them then tiller
tires tool turned walked walking warned warning weak week wright write written wrong
"""
#: Capital letters in a row that are no initials on a ward.
_ABBREVIATIONS = """
AE AF AKI AMU BM BP CCU CEX CPR CPD CT CV CXR DNR DVT ECG ED EEG ENT EPR ESR ET FY GI GP HR
HDU ICU ID IT ITU IV LP MD MDT ME MR MRI MSU NG NHS NO OK OT PE PC PPE PR PRN QI RR SHO SPR ST
TB TTO UK US UTI VTE WHO XR
"""
TITLES, ORDINARY, BESIDE_NAMES, ABBREVIATIONS = (
    frozenset(words.split()) for words in (_TITLES, _ORDINARY, _BESIDE_NAMES, _ABBREVIATIONS)
)
#: From so many letters on a slip is forgiven: with a capital letter inside a sentence two slips
#: and one; anywhere one letter of any kind, one missing or too many, one doubled or exchanged.
TWO_SLIPS, ONE_SLIP = 8, 5
ANY_LETTER, MISSING_LETTER, DOUBLED, DOUBLED_NAME = 7, 6, 5, 4
#: Letters that Unicode does not take apart, and the other way of writing others.
_WRITTEN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})
_OTHERWISE = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_INITIALS = re.compile(r"\b(?:[A-Z]\.\s?){2,3}|\b[A-Z]{2,3}\b")
#: So many characters before a word tell whether a sentence begins there.
_FAR_ENOUGH = 40
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
    letters = unicodedata.normalize("NFKD", word.casefold().translate(_WRITTEN))
    return "".join(letter for letter in letters if letter.isalpha())


def names_in(text: str, names: Iterable[str]) -> Iterator[Found]:
    """Yield each word of a text that names one of some people, with the name.

    >>> [found.word for found in names_in("Ask Dr Okafor's team.", ["Ada Okafor"])]
    ["Okafor's"]
    """
    parts, initials = _looked_for(tuple(names))
    for match in _WORD.finditer(text):
        name = _named(match, text, parts)
        if name:
            yield Found(match.group(), name)
    for match in _INITIALS.finditer(text):
        letters = "".join(filter(str.isalpha, match.group()))
        dotted = "." in match.group()
        if letters in initials and (dotted or letters not in ABBREVIATIONS):
            yield Found(match.group().strip(), initials[letters])


@lru_cache(maxsize=4)
def _looked_for(names: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the parts of names and the initials, each with its name."""
    parts = {part: name for name in names for part in _parts(name)}
    return parts, {found: name for name in names for found in _initials(name)}


def _parts(name: str) -> list[str]:
    """Return the words of a name that could give somebody away.

    >>> _parts("Dr. Ada van der Berg-Smith")
    ['ada', 'bergsmith', 'berg', 'smith']
    """
    found = []
    for word in _WORD.findall(name):
        halves = [plain(half) for half in re.split(r"[-]", word)] if "-" in word else []
        otherwise = unicodedata.normalize("NFC", word.casefold()).translate(_OTHERWISE)
        parts = dict.fromkeys((plain(word), *halves, plain(otherwise)))
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
    before = text[max(0, match.start() - _FAR_ENOUGH) : match.start()]
    inside = capital and not _SENTENCE_END.search(before)
    for form in (word, word.removesuffix("s")):
        if form in parts and (form not in ORDINARY or inside):
            return parts[form]
    if word in ORDINARY or word in BESIDE_NAMES:
        return ""
    for part, name in parts.items():
        near = abs(len(part) - len(word)) <= 2 and (inside or part[0] == word[0])
        if near and _like(word, part, inside=inside):
            return name
    return ""


def _like(word: str, part: str, *, inside: bool) -> bool:
    """Return True where a word is a part of a name with a slip that is forgiven here.

    >>> [_like(word, "okafor", inside=False) for word in ("okafr", "okaforr", "okafur")]
    [True, True, False]
    >>> _like("okafur", "okafor", inside=True)
    True
    """
    long = len(part)
    if part in ORDINARY or (word[0] != part[0] and (not inside or long < ONE_SLIP)):
        return False
    if _doubled(word, part) and long >= (DOUBLED_NAME if inside else DOUBLED):
        return True
    # A slip is a letter missing, too many or another, or two neighbours exchanged.
    found = OSA.distance(word, part)
    if inside:
        return found <= (2 if long >= TWO_SLIPS else 1 if long >= ONE_SLIP else 0)
    if found > 1:
        return False
    return (
        long >= ANY_LETTER
        or (long >= MISSING_LETTER and len(word) != long)
        or (long >= DOUBLED and sorted(word) == sorted(part))
    )


def _doubled(one: str, other: str) -> bool:
    """Return True where two words differ only in how often a letter stands in a row.

    >>> _doubled("anna", "ana"), _doubled("patel", "pattel"), _doubled("patel", "panel")
    (True, True, False)
    """
    return one != other and [a for a, _ in groupby(one)] == [b for b, _ in groupby(other)]
