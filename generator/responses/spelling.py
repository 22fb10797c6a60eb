"""Survey codes in other spellings: what a hand or a spreadsheet makes of one code.

A code is copied from a card, by hand, several times in a year. Hyphens come and go,
capitals and small letters change, O is read as 0. None of it is mended in silence,
because two people may have two such codes; it is named, with both places.
"""

from __future__ import annotations

import re
import unicodedata

#: How a form without a readable code is typed: UNLINKED-001 and so on. Never joined.
UNLINKED = "UNLINKED-"
#: What comes after all of these, in order.
PAST_UNLINKED = "UNLINKED."
#: Codes shorter than this differ by one sign because they are numbered, not by a slip.
LONG_ENOUGH = 4
#: What two spellings differ in: the second kind may be two people's.
SPELT, ONE_SIGN = "only in hyphens, capitals, noughts or signs that look alike", "in one sign"

_CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")
#: The blanks that a hand or Word puts between groups; other signs that nobody sees are named.
_GAP = re.compile("[ \u00a0]")
_MARKS = b"-_"
_PLAIN = bytes.maketrans(b"abcdefghijklmnopqrstuvwxyzOILSBZ", b"A8CDEFGH1JK1MN0PQR5TUVWXY2011582")

#: Words and signs that people write where a code is missing.
_NO_CODE = re.compile(
    r"(?:no(?:code|id|card|ne|number|name|tgiven|tknown)|withoutcode|missing|unknown|unreadable"
    r"|illegible|lost(?:card|code)?|forgot(?:ten)?|blank|empty|anonym(?:ous)?|anon|dimcod|heb(?:god)?"
    r"|unbekannt|keincode|keine?r?|ohne(?:code)?|sanscode|inconnue?)\d*"
    r"|n[ak]|nil|null|nan|unk|tb[ac]|test|x+|0*"
)
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)"
#: What a spreadsheet makes of codes: truth values, numbers and dates.
_CHANGED = re.compile(
    r"(?i:true|false|wahr|falsch|vrai|faux)|\d(?:[.,]\d+)?E[+-]\d+"
    rf"|\d{{1,2}}-{_MONTH}(?:-\d{{2,4}})?|{_MONTH}-\d{{2,4}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}"
    r"|\d{4}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])",
    re.ASCII,
)
#: A quick look, since most codes are neither: each of those below begins, or goes on, like this.
_SUSPECT = re.compile(
    r"\s*(?:\d.*[-+/.,]|[A-Z][a-z]{2,3}-\d"
    r"|(?i:true|false|wahr|falsch|vrai|faux|[\s_-]*(?:$|0|un|no|n[-_]?[ak]|ni|nu|wi|mi|il|lo|bl|em"
    r"|an|tb|te|fo|di|he|ke|oh|sa|in|x+\s*$|.{0,6}nked)))"
)


def without_gaps(typed: str) -> str:
    """Return a survey code as it is read: without blanks, as cards print one in 2 groups.

    What is no code then stays as it was typed, and so do words without a digit: they may be a name.

    >>> without_gaps(" PRCV T3CT "), without_gaps("UNLINKED- 001"), without_gaps("Anna Lee")
    ('PRCVT3CT', 'UNLINKED-001', 'Anna Lee')
    """
    text = typed.strip()
    code = _GAP.sub("", text)
    as_code = any(map(str.isdigit, code)) or code.isupper()
    return code if as_code and _CODE.fullmatch(code) else text


def plain(code: bytes) -> bytes:
    """Return what is left of a code without hyphens, case and signs that look alike.

    A number loses its noughts in front, as in a spreadsheet.

    >>> plain(b"k7rm-4w08") == plain(b"K7RM4WO8"), plain(b"0042"), plain(b"B01")
    (True, b'42', b'801')
    """
    bare = code.translate(_PLAIN, _MARKS)
    return bare.lstrip(b"0") if bare.isdigit() else bare


def slips(code: bytes) -> frozenset[bytes]:
    """Return a plain code, and what it is without any one of its signs.

    Two codes that differ by one sign (another one, one too many, two swapped)
    have one of these in common.

    >>> sorted(slips(b"ABC"))
    [b'AB', b'ABC', b'AC', b'BC']
    """
    return frozenset({code, *(code[:place] + code[place + 1 :] for place in range(len(code)))})


def difference(one: str, other: str) -> str:
    """Say in what two spellings differ; nothing where they have nothing to do with each other.

    >>> difference("K7RM-4W08", "k7rm4wo8") == difference("K7RM-4W08", "K7RM–4W08") == SPELT
    True
    >>> difference("K7RM", "K7RN"), difference("K7RM", "P3XJ"), difference("B01", "B02")
    ('in one sign', '', '')
    """
    from rapidfuzz.distance import OSA  # few codes are held against each other, and it is slow

    mine, others = (plain(_in_ascii(code).encode()) for code in (one, other))
    if mine == others:
        return SPELT
    is_slip = min(len(mine), len(others)) >= LONG_ENOUGH and OSA.distance(mine, others) == 1
    return ONE_SIGN if is_slip else ""


#: Letters of other alphabets that look like Latin ones, and dashes.
_ALIKE = str.maketrans(
    "АВЕКМНОРСТУХІЅЈΑΒΕΖΗΙΚΜΝΟΡΤΥΧасеорхуі‐‑‒–—―−﹣－",
    "ABEKMHOPCTYXISJABEZHIKMNOPTYXaceopxyi---------",
)


def _in_ascii(text: str) -> str:
    """Return a text with full-width signs, letters that look alike and dashes as plain ones."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_ALIKE)


def is_lost(text: str) -> bool:
    """Tell whether a respondent is what a spreadsheet made of a code, or stands for a missing one.

    >>> [is_lost(one) for one in ("K7RM4WDX", "04-Mar", "None", "")]
    [False, True, True, False]
    """
    suspect = text and _SUSPECT.match(text)
    return bool(suspect) and (made_by_a_spreadsheet(text) or stands_for_no_code(text))


def stands_for_no_code(text: str) -> bool:
    """Tell whether a respondent is a word or a sign for a missing code, UNLINKED-001 apart.

    >>> [stands_for_no_code(one) for one in ("UNLINKED-001", "unlinked_1", "N-A", "--", "K7RM")]
    [False, True, True, True, False]
    """
    if text.startswith(UNLINKED) and len(text) > len(UNLINKED):
        return False
    bare = re.sub(r"[\W_]", "", text.casefold())
    if _NO_CODE.fullmatch(bare):
        return True
    word = bare.rstrip("0123456789")
    is_like = plain(word.encode()).startswith(plain(b"unlinked"))
    return is_like or bool(difference("unlinked", word))


def made_by_a_spreadsheet(text: str) -> bool:
    """Tell what a spreadsheet made of a code: a number, a date or a truth value.

    >>> [made_by_a_spreadsheet(one) for one in ("1.2E+05", "04-Mar", "2026-03-04", "TRUE")]
    [True, True, True, True]
    >>> [made_by_a_spreadsheet(one) for one in ("MAR-04", "12E4", "1042")]
    [False, False, False]
    """
    return _CHANGED.fullmatch(text) is not None
