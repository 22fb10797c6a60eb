r"""The leak gate: nothing that came in on a form may stand in what goes out.

Protection is the work of the floor below; this is the check that nothing went
round it. It looks for three kinds of secrets: **codes** of respondents,
**answers** in free text, and **canaries**, strings planted for this purpose.

A text and a secret are both put as they are *spoken*: lower case, one space
between words, nothing else. So neither quotation marks nor line breaks hide
anything. A text is spoken in each of its *forms*: with escapes undone, and
again without markup, which may stand inside of words. All secrets are looked
for at once, by one automaton that reads each form once. Codes are then looked
at more closely: ``QX7 4821`` is not ``QX7-4821``.

>>> wanted = secrets(["QX7-4821"], ["Nobody told us what the café was for!"])
>>> page = "<p>QX<b>7</b>-48&shy;21: “nobody told <i>us</i> what the caf&eacute; was for”</p>"
>>> *_, without_markup = forms(page.encode())
>>> folded(without_markup).decode()
' qx7-4821:  nobody told  us  what the caf é  was for  '
>>> spoken(folded(without_markup)).decode()
' qx7 4821 nobody told us what the caf é was for '
>>> sorted((secret.kind, secret.hint) for secret in search(page.encode(), wanted, generated=True))
[('answer', 'no'), ('code', 'QX')]

Short codes (under 6 characters) and short answers (under 20) turn up in any
program by chance; they are looked for only in text that this build generated,
and a short answer only from three words on. What stands in the programme's
own public words as well (``public``) is no secret and could not be told from
it. A code of one character, or of under six digits and nothing else, cannot be
told from a figure; ``Secrets.unsearchable`` says how many there are.

All functions are pure; ``files.leak_scan`` finds the texts of a folder for them.
"""

from __future__ import annotations

import functools
import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple
from urllib.parse import unquote

import ahocorasick

LONG_CODE = 6
LONG_ANSWER = 20
FEWEST_WORDS = 3
#: Escapes are undone so many times over, at most: an address in JSON in HTML.
MOST_ROUNDS = 4
Kind = Literal["code", "answer", "canary"]

_ESCAPE = re.compile(rb"&[#a-zA-Z]|%[0-9a-fA-F]{2}|\\[\"\\/bfnrtu]")
#: Escapes that may be none: the file ``list\new`` begins no line.
_DOUBTFUL = (re.compile(rb"%[0-9a-fA-F]{2}"), re.compile(rb"\\[bfnrtu]"))
_PERCENT = re.compile(r"%[0-9a-fA-F]{2}")
_JSON = re.compile(r"\\(u[0-9a-fA-F]{4}|[\"\\/bfnrt])")
_TAG = re.compile(rb"<[^<>]*>")
#: Markup that does not end a word, where it stands between what may be two halves of one.
_ONE = rb"(?:!--[^>]*--|/?(?:%b)(?:\s[^<>]*)?/?)>" % (
    b"a|abbr|b|bdi|bdo|cite|code|dfn|em|font|i|kbd|mark|q|s|samp|small|span|strong|sub|sup|tspan"
    b"|u|var|wbr"
)
_WITHIN = re.compile(
    rb"<(?<=[\w\x80-\xff;-]<)" + _ONE + rb"(?:<" + _ONE + rb")*(?=[\w\x80-\xff&-])"
)
#: What can stand inside of words unseen: soft hyphens, places to break, marks of direction.
_UNSEEN = tuple(
    re.compile(pattern)
    for pattern in (
        rb"\xc2\xad", rb"\xe2\x80[\x8b-\x8f\xaa-\xae]", rb"\xe2\x81[\xa0-\xaf]",
        rb"\xef\xbb\xbf", rb"\xef\xb8[\x80-\x8f]",
    )
)  # fmt: skip
#: As ``[\x80-\xff]+``, which Python looks for half as fast.
_NOT_ASCII = re.compile(rb"[\x80-\xff][\x80-\xff]*")
_ASCII = bytes(range(128))
_LETTERS = re.compile("[^ -~]+")
#: Hyphens, dashes and minus signs, as a word processor puts them for a plain hyphen.
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
#: Combining marks, which may belong to the letter before them.
_MARKS = (b"\xcc", b"\xcd")
_WORDS = bytes(
    byte if byte >= 128 or chr(byte).isalnum() else ord(" ") for byte in bytes(range(256)).lower()
)


class Secret(NamedTuple):
    """One secret. ``hint`` is its beginning, two characters at most.

    ``said`` is the one form in which its place in the responses can be told: a code in lower
    case, an answer as it is spoken. It is shown to nobody. ``short`` counts in generated text only.
    """

    kind: Kind
    hint: str
    said: bytes
    short: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """A secret in a file of the output, or in the file's name."""

    path: str
    kind: Kind
    hint: str
    secret: bytes = field(repr=False)
    short: bool
    in_name: bool


@dataclass(frozen=True, slots=True)
class Secrets:
    """What to look for, made ready by ``secrets``; ``key`` changes whenever any of it does.

    ``harmless`` stand in the programme's own words.
    """

    automaton: ahocorasick.Automaton
    harmless: frozenset[Secret]
    key: bytes
    unsearchable: int


def secrets(
    codes: Iterable[str], answers: Iterable[str], canaries: Iterable[str] = (), public: str = ""
) -> Secrets:
    """Make a search ready.

    Parameters
    ----------
    codes, answers, canaries
        Respondents' codes, free-text answers, and planted strings.
    public
        The programme's own words (definitions, titles of cohorts), which are
        on the pages by right. Codes and answers that stand in them are not
        looked for; canaries always are.

    """
    known = folded(public.encode("utf-8", "replace"))
    wanted = {code.lower(): code for code in sorted(codes) if code}
    figures = {code for code in wanted if _like_a_figure(code)}
    private = {*_codes(wanted[code] for code in wanted.keys() - figures), *_answers(answers)}
    patterns: dict[str, list[Secret]] = {}
    for pattern, secret in sorted({*private, *_canaries(canaries)}):
        patterns.setdefault(pattern, []).append(secret)
    automaton = ahocorasick.Automaton()
    for pattern, some in patterns.items():
        automaton.add_word(pattern, tuple(some))
    automaton.make_automaton()
    harmless = frozenset(one for one in _standing_in(known, automaton) if one.kind != "canary")
    key = repr((sorted(patterns.items()), sorted(harmless)))
    digest = hashlib.sha256(key.encode("utf-8", "replace")).digest()
    unsearchable = figures - set(_as_text(spoken(known)).split())
    return Secrets(automaton, harmless, digest, len(unsearchable))


def search(data: bytes, wanted: Secrets, *, generated: bool) -> frozenset[Secret]:
    """Return what stands in a text.

    Parameters
    ----------
    data
        The text in UTF-8, or in any encoding that writes English letters in the same way.
    wanted
        The secrets.
    generated
        Whether this build wrote the text, so that short secrets count.

    """
    found = {one for form in forms(data) for one in _standing_in(folded(form), wanted.automaton)}
    return frozenset(one for one in found - wanted.harmless if generated or not one.short)


def _standing_in(text: bytes, automaton: ahocorasick.Automaton) -> Iterator[Secret]:
    """Yield the secrets in a folded text."""
    hits = automaton.iter(_as_text(spoken(text))) if len(automaton) else ()
    for secret in {one for _, some in hits for one in some}:
        if secret.kind != "code" or _is_whole(secret.said, text):
            yield secret


def _is_whole(code: bytes, text: bytes) -> bool:
    """Tell whether a code stands in a folded text as it is written, and by itself.

    Digits must be a number of their own, and not the decimals of a coordinate.
    """
    beside = rb"[\w.]" if code.isdigit() else rb"[a-z0-9]"
    written = b" ?".join(map(re.escape, _groups(code)))
    return re.search(rb"(?<!%b)%b(?!%b)" % (beside, written, beside), text) is not None


def _groups(code: bytes) -> tuple[bytes, ...]:
    """Return the 2 groups in which cards print a code of 8 signs; else the code itself.

    Digits alone would pass for 2 numbers side by side.
    """
    in_groups = len(code) == 8 and code.isalnum() and not code.isdigit()
    return (code[:4], code[4:]) if in_groups else (code,)


def forms(data: bytes) -> Iterator[bytes]:
    """Yield a text as it may be read: a secret stands in one of its forms, or not in the text.

    Its escapes are undone; then also as it is, where that may have undone too much; then with
    spaces for signs that nobody sees, where there are any; then without markup inside of words,
    and without any.
    """
    plain = unescaped(data)
    yield plain
    if plain != data and any(escape.search(data) for escape in _DOUBTFUL):
        yield data
    signs = plain.translate(None, delete=_ASCII)
    if any(unseen.search(signs) for unseen in _UNSEEN):
        yield _without_unseen(plain, b" ")
    if b"<" in plain:
        joined = _WITHIN.sub(b"", plain)
        if joined != plain:
            yield joined
        yield _WITHIN.sub(b"", unescaped(_TAG.sub(b" ", _WITHIN.sub(b"", data))))


def unescaped(data: bytes) -> bytes:
    r"""Return a text with the escapes of HTML, JSON and addresses undone, one inside the other.

    >>> unescaped(rb"1%20&amp;lt; 2\u0026\n3")
    b'1 < 2&\n3'
    """
    if not _ESCAPE.search(data):
        return data
    text = data.decode("utf-8", "replace")
    for _ in range(MOST_ROUNDS):
        before = text
        text = _JSON.sub(_json_character, html.unescape(text))
        text = unquote(text, errors="replace") if _PERCENT.search(text) else text
        if text == before:
            break
    return text.encode("utf-8", "replace")


def folded(data: bytes) -> bytes:
    """Return a text in lower case with plain letters and hyphens, and without what nobody sees.

    Letters that English does not have stand apart, so that no code is glued to one.

    >>> folded("“Ça va”, K7‑M\u00adQ, ﬁne".encode()).decode()
    '  ç a va , k7-mq, fine'
    """
    if data.isascii():
        return data.lower()
    if any(mark in data for mark in _MARKS):
        seen = _without_unseen(data, b"")
        data = unicodedata.normalize("NFC", seen.decode("utf-8", "replace")).encode()
    return _NOT_ASCII.sub(lambda run: _plain(run[0]), data).lower()


def spoken(text: bytes) -> bytes:
    """Return the words of a folded text, each with one space before and behind.

    >>> spoken(b"he said: don't!")
    b' he said don t '
    """
    return b" " + b" ".join(text.translate(_WORDS).split()) + b" "


def said(answer: str) -> bytes:
    """Return an answer as it is looked for."""
    return spoken(folded(answer.encode("utf-8", "replace")))


def _without_unseen(data: bytes, instead: bytes) -> bytes:
    return functools.reduce(lambda text, unseen: unseen.sub(instead, text), _UNSEEN, data)


@functools.lru_cache(maxsize=1 << 16)
def _plain(run: bytes) -> bytes:
    """Return a run of bytes that are not ASCII as folded text."""
    seen = _without_unseen(run, b"")
    text = unicodedata.normalize("NFKC", seen.decode("utf-8", "replace")).casefold()
    letters = (one if one.isalnum() else "-" if one in _DASHES else " " for one in text)
    return _LETTERS.sub(r" \g<0> ", "".join(letters)).encode()


def _json_character(escape: re.Match[str]) -> str:
    what = escape[1]
    if what[0] == "u":
        return chr(int(what[1:], 16))
    return {"b": " ", "f": " ", "n": "\n", "r": "\r", "t": "\t"}.get(what, what)


def _codes(codes: Iterable[str]) -> Iterator[tuple[str, Secret]]:
    for code in codes:
        as_written = code.lower().encode()
        if pattern := spoken(as_written).strip():
            secret = Secret("code", _hint(code), as_written, len(code) < LONG_CODE)
            yield f" {_as_text(pattern)} ", secret
            if len(groups := _groups(as_written)) > 1:
                yield f" {_as_text(b' '.join(groups))} ", secret


def _canaries(canaries: Iterable[str]) -> Iterator[tuple[str, Secret]]:
    """Yield planted strings, which may also stand inside of longer words."""
    for canary in filter(None, canaries):
        secret = Secret("canary", _hint(canary), said(canary), short=False)
        yield _as_text(said(canary).strip()), secret


def _answers(answers: Iterable[str]) -> Iterator[tuple[str, Secret]]:
    """Yield answers that are long enough to be told from ordinary words."""
    found: dict[bytes, Secret] = {}
    for answer in sorted(answers, key=len, reverse=True):
        short, whole = len(answer.strip()) < LONG_ANSWER, said(answer)
        words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", answer))
        if len(words) >= (FEWEST_WORDS if short else 1):
            secret = Secret("answer", _hint(" ".join(words).lower()), whole, short)
            secret = found.setdefault(whole, secret)
            # An answer that speaks of "%20" is unescaped where the text is that it stands in.
            for form in (whole, said(unescaped(answer.encode("utf-8", "replace")).decode())):
                if form.strip():
                    yield _as_text(form), secret


def _as_text(words: bytes) -> str:
    """Return bytes as a text of as many letters: the automaton reads nothing else."""
    return words.decode("latin-1")


def _like_a_figure(code: str) -> bool:
    return len(code) < 2 or (code.isdigit() and len(code) < LONG_CODE)


def _hint(secret: str) -> str:
    """Return the beginning of a secret, never half of it or more."""
    return secret[: min(2, (len(secret) - 1) // 2)]
