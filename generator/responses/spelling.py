"""Survey codes in other spellings: what a hand or a spreadsheet makes of one code.

A code is copied from a card, by hand, several times in a year. Hyphens come and go,
capitals and small letters change, O is read as 0. None of it is mended in silence,
because two people may have two such codes; it is named, with both places.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

#: How a form without a readable code is typed: UNLINKED-001 and so on. Never joined.
UNLINKED = "UNLINKED-"
#: Codes shorter than this differ by one sign because they are numbered, not by a slip.
LONG_ENOUGH = 4

_CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")
#: The blanks that a hand or Word puts between groups; other signs that nobody sees are named.
_GAP = re.compile("[ \u00a0]")
_MARKS = b"-_"
_LOOK_ALIKE = bytes.maketrans(b"OILSBZ", b"011582")
_UPPER = bytes.maketrans(b"abcdefghijklmnopqrstuvwxyz", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_PLAIN = bytes(_LOOK_ALIKE[letter] for letter in _UPPER)

#: The same for arrays: signs by byte, where a hyphen is a mark to look at.
_MARK = 1
_SIGNS = np.frombuffer(_PLAIN.translate(bytes.maketrans(_MARKS, b"\x01\x01")), dtype=np.uint8)
_DIGITS = np.isin(np.arange(256), [0, *b"0123456789E"])
_POWERS = np.random.default_rng(2022).integers(1, 2**63, 33, dtype=np.uint64) | np.uint64(1)

#: Words and signs that people write where a code is missing.
_NO_CODE = re.compile(
    r"(?:no(?:code|id|card|ne|number|name|tgiven|tknown)|withoutcode|missing|unknown|unreadable"
    r"|illegible|lost(?:card|code)?|forgot(?:ten)?|blank|empty|anonym(?:ous)?|anon|dimcod|heb(?:god)?"
    r"|unbekannt|keincode|keine?r?|ohne(?:code)?|sanscode|inconnue?)\d*"
    r"|n[ak]|nil|null|nan|unk|tb[ac]|test|x+|0*"
)
_TRUTHS = ("true", "false", "wahr", "falsch", "vrai", "faux")
_NUMBER = re.compile(rb"(\d+)(?:E(\d{1,2}))?")
_WRITTEN_NUMBER = re.compile(r"\d{1,40}(?:[Ee][+-]?\d{1,2})?", re.ASCII)
_EXPONENT = re.compile(r"\d(?:[.,]\d+)?E[+-]\d+", re.ASCII)
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)"
_SHOWN_DATE = re.compile(
    rf"\d{{1,2}}-{_MONTH}(?:-\d{{2,4}})?|{_MONTH}-\d{{2,4}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}"
)
#: A quick look, since most codes are neither: each of those below begins, or goes on, like this.
_SUSPECT = re.compile(
    r"\s*(?:\d.*[-+/.,]|[A-Z][a-z]{2,3}-\d"
    r"|(?i:true|false|wahr|falsch|vrai|faux|[\s_-]*(?:$|0|un|no|n[-_]?[ak]|ni|nu|wi|mi|il|lo|bl|em"
    r"|an|tb|te|fo|di|he|ke|oh|sa|in|x+\s*$|.{0,6}nked)))"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?: .*)?", re.ASCII)


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

    Of a code that a spreadsheet takes for a number, the number is left.

    >>> plain(b"k7rm-4wO8"), plain(b"K7RM4W08")
    (b'K7RM4W08', b'K7RM4W08')
    >>> plain(b"12E4"), plain(b"0012")
    (b'120000', b'12')
    """
    bare = code.translate(_PLAIN, _MARKS)
    number = _NUMBER.fullmatch(bare)
    if number:
        digits, zeros = number.groups()
        return (digits + b"0" * int(zeros or 0)).lstrip(b"0")
    return bare


def slips(code: bytes) -> frozenset[bytes]:
    """Return a plain code, and what it is without any one of its signs.

    Two codes that differ by one sign (another one, one too many, two swapped)
    have one of these in common.

    >>> sorted(slips(b"ABC"))
    [b'AB', b'ABC', b'AC', b'BC']
    >>> slips(b"P3XJ9TCN") & slips(b"P3XJ9TCM")
    frozenset({b'P3XJ9TC'})
    """
    return frozenset({code, *(code[:place] + code[place + 1 :] for place in range(len(code)))})


def plain_marks(codes: npt.NDArray[np.bytes_]) -> npt.NDArray[np.uint64]:
    """Return a mark of each plain code (S32), the same for the same one.

    Two others share one by chance once in 10^17 pairs, so whoever shares one is looked at again.

    >>> marks = plain_marks(np.array([b"K7RM-4W", b"k7rm4w", b"K7RM4X"], dtype="S32"))
    >>> bool(marks[0] == marks[1]), bool(marks[0] == marks[2])
    (True, False)
    """
    signs = _plain_signs(codes)
    return signs @ _POWERS[1 : signs.shape[1] + 1]


def slip_marks(codes: npt.NDArray[np.bytes_]) -> npt.NDArray[np.uint64]:
    """Return marks of each plain code without any one of its signs, (codes, at most 33).

    The mark of the whole code is among them.

    >>> marks = slip_marks(np.array([b"K7RM4W", b"K7RM4X", b"P3XJ9T"], dtype="S32"))
    >>> bool(np.isin(marks[0], marks[1]).any()), bool(np.isin(marks[0], marks[2]).any())
    (True, False)
    """
    signs = _plain_signs(codes)
    width = signs.shape[1]
    before = np.cumsum(signs * _POWERS[1 : width + 1], axis=1)
    after = np.cumsum(signs * _POWERS[:width], axis=1)
    kept = before - signs * _POWERS[1 : width + 1]
    return np.concatenate([before[:, -1:], kept + after[:, -1:] - after], axis=1)


def _plain_signs(codes: npt.NDArray[np.bytes_]) -> npt.NDArray[np.uint64]:
    """Return the signs of plain codes, (codes, the longest's length), each a number."""
    signs = _SIGNS[np.ascontiguousarray(codes).view(np.uint8).reshape(len(codes), 32)]
    odd = (signs == _MARK).any(axis=1) | _DIGITS[signs].all(axis=1)
    if odd.any():
        bare = np.array([plain(code) for code in codes[odd].tolist()], dtype="S32")
        signs[odd] = bare.view(np.uint8).reshape(-1, 32)
    width = max(int(np.count_nonzero(signs.any(axis=0))), 1)
    return signs[:, :width].astype(np.uint64)


def one_sign_apart(one: bytes, other: bytes) -> bool:
    """Tell whether two plain codes of some length differ by one sign, or by two swapped.

    >>> one_sign_apart(b"P3XJ9TCN", b"P3XJ9TCM"), one_sign_apart(b"B01", b"B02")
    (True, False)
    """
    from rapidfuzz.distance import OSA  # few codes are held against each other, and it is slow

    return min(len(one), len(other)) >= LONG_ENOUGH and OSA.distance(one, other) == 1


def difference(one: str, other: str) -> str:
    """Say in what two spellings differ; nothing where they have nothing to do with each other.

    >>> difference("K7RM-4W08", "k7rm4w08"), difference("K7RM", "K7RN"), difference("K7RM", "P3XJ")
    ('only in hyphens and capitals', 'in one sign', '')
    >>> difference("K7RM-4W08", "K7RM–4W08"), difference("K7RM", "ＺＱ")
    ('in signs of another alphabet, or long dashes', '')
    >>> difference("K7RM-4WO8", "K7RM4W08")
    'only in characters that look alike, such as O and 0'
    """
    if not other.isascii():
        typed = _in_ascii(other)
        likely = typed.isascii() and (typed == one or difference(one, typed))
        return "in signs of another alphabet, or long dashes" if likely else ""
    if one.upper() == other.upper():
        return "only in capitals"
    if one.replace("-", "").replace("_", "") == other.replace("-", "").replace("_", ""):
        return "only in hyphens"
    if rewritten(one, other) or rewritten(other, one):
        return "only as a spreadsheet rewrites it"
    mine, others = plain(one.encode()), plain(other.encode())
    if mine != others:
        return "in one sign" if one_sign_apart(mine, others) else ""
    if one.translate(_NO_MARKS).upper() == other.translate(_NO_MARKS).upper():
        return "only in hyphens and capitals"
    if mine.isdigit() and _is_number(one) and _is_number(other):
        return "only as a spreadsheet rewrites it"
    return "only in characters that look alike, such as O and 0"


#: Letters of other alphabets that look like Latin ones, and dashes.
_ALIKE = str.maketrans(
    "АВЕКМНОРСТУХІЅЈΑΒΕΖΗΙΚΜΝΟΡΤΥΧасеорхуі‐‑‒–—―−﹣－",
    "ABEKMHOPCTYXISJABEZHIKMNOPTYXaceopxyi---------",
)


def _in_ascii(text: str) -> str:
    """Return a text with full-width signs, letters that look alike and dashes as plain ones."""
    return unicodedata.normalize("NFKC", text).translate(_ALIKE)


_NO_MARKS = str.maketrans("", "", "-_")


def _is_number(code: str) -> bool:
    return bool(_NUMBER.fullmatch(code.translate(_NO_MARKS).upper().encode()))


def may_be_lost(cell: str) -> bool:
    """Tell at a quick look whether a cell may be no code at all, as the two below tell for sure.

    >>> may_be_lost("K7RM4WDX"), may_be_lost("04-Mar"), may_be_lost(" None")
    (False, True, True)
    """
    return _SUSPECT.match(cell) is not None


def rewritten(code: str, cell: str) -> bool:
    """Tell whether a cell holds what a spreadsheet makes of a code.

    >>> rewritten("12E4", "1.20E+05"), rewritten("MAR4", "04-Mar"), rewritten("3-4", "2026-04-03")
    (True, True, True)
    >>> rewritten("K7RM", "2026-04-03"), rewritten("true", "TRUE"), rewritten("B01", "B02")
    (False, True, False)
    """
    what = made_by_a_spreadsheet(cell)
    if what == "true or false":
        return code.casefold() == cell.casefold()
    if what == "a number":
        return _as_shown(code, cell)
    days = _days(cell) if what == "a date" else _days_of_number(cell)
    return not _days(code).isdisjoint(days)


def _as_shown(code: str, cell: str) -> bool:
    """Tell whether a code is a number that a spreadsheet shows, rounded, as in a cell.

    >>> _as_shown("12345E3", "1.23E+07"), _as_shown("12E-4", "1.20E-03"), _as_shown("K7", "1E+07")
    (True, True, False)
    """
    digits = re.search(r"[.,](\d+)E", cell)
    if not _WRITTEN_NUMBER.fullmatch(code):
        return False
    return f"{float(code):.{len(digits[1]) if digits else 0}E}" == cell.replace(",", ".")


def _days_of_number(cell: str) -> set[tuple[int, int]]:
    """Return what ``_days`` does for a spreadsheet's number of a day, from 1970 to 2099.

    >>> _days_of_number("46085") & _days("MAR4")
    {(3, 4)}
    """
    if not re.fullmatch(r"[2-7]\d{4}", cell, re.ASCII):
        return set()
    return _days((date(1899, 12, 30) + timedelta(int(cell))).isoformat())


def _days(text: str) -> set[tuple[int, int]]:
    """Return the months, each with a day or a short year, that a code or a date may stand for."""
    iso = _ISO.fullmatch(text)
    if iso:
        year, month, day = map(int, iso.groups())
        return {(month, day), (month, year % 100)}
    parts = re.findall(r"\d+|[A-Za-z]+", text)
    numbers = [int(part) % 100 for part in parts if part.isdigit()]
    months = [_MONTHS.index(part[:3].lower()) + 1 for part in parts
              if part[:3].lower() in _MONTHS]  # fmt: skip
    if len(numbers) + len(months) != len(parts) or not 2 <= len(parts) <= 3:
        return set()
    return {(month, number) for month in months or numbers for number in numbers}


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
    word = plain(bare.rstrip("0123456789").encode("ascii", "replace"))
    return one_sign_apart(word, plain(b"UNLINKED")) or word.startswith(plain(b"UNLINKED"))


def made_by_a_spreadsheet(text: str) -> str:
    """Say what a spreadsheet made of a code: a number, a date or a truth value; or nothing.

    >>> [made_by_a_spreadsheet(one) for one in ("1.2E+05", "04-Mar", "2026-03-04", "TRUE")]
    ['a number', 'a date', 'a date', 'true or false']
    >>> [made_by_a_spreadsheet(one) for one in ("MAR-04", "12E4", "1042")]
    ['', '', '']
    """
    if text.casefold() in _TRUTHS:
        return "true or false"
    if _EXPONENT.fullmatch(text):
        return "a number"
    if _SHOWN_DATE.fullmatch(text) or _is_day(text):
        return "a date"
    return ""


def _is_day(text: str) -> bool:
    found = _ISO.fullmatch(text)
    if not found:
        return False
    try:
        date(*map(int, found.groups()))
    except ValueError:
        return False
    return True
