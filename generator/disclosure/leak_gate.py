r"""The leak gate: nothing that came in on a form may stand in what goes out.

Protection is the work of the floor below; this is the check that nothing went
round it. Every byte of the output is searched for three kinds of secrets:

- **codes** of respondents, as whole words;
- **answers** in free text, word by word, so that neither markup nor another
  kind of quotation mark nor an escape (``&amp;``, ``\u00e9``, ``%20``) hides them;
- **canaries**, invented strings that stand in example answers for this purpose.

Short codes (under 6 characters) and short answers (under 20) turn up in any
program by chance; they are looked for only in text that this build generated,
and a short answer only from three words on. What stands in the programme's
own public words as well (``public``) is no secret and could not be told from
it. A code of one character, or of under six digits and nothing else, cannot be
told from a figure; ``Secrets.unsearchable`` says how many there are.

Limits: text drawn in a PDF is glyph numbers, not letters, so of a PDF the
metadata, the tags and the readable streams are searched, not the drawn words.
Forms are drawn from definitions alone. Pixels of images are not read; of
images and fonts the raw bytes are searched for canaries.

All functions are pure; ``files.leak_scan`` walks a folder with them.
"""

from __future__ import annotations

import gzip
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

LONG_CODE = 6
LONG_ANSWER = 20
FEWEST_WORDS = 3
#: No file of ours unpacks to more; what lies beyond is not a page.
LARGEST_UNPACKED = 1 << 28

Kind = Literal["code", "answer", "canary"]

_TOKEN = re.compile(rb"[a-z0-9_-]+")
_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"<[^<>]*>")
_ESCAPES = re.compile(rb"%[0-9a-f]{2}|\\[\"\\/bfnrtu]|&(?:#|[a-z])", re.IGNORECASE)
_JSON_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|[\"\\/bfnrt])")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_OPAQUE = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".woff", ".woff2", ".ttf", ".otf")


@dataclass(frozen=True, slots=True)
class Finding:
    """A secret in the output. ``hint`` is its beginning, two characters at most."""

    path: str
    kind: Kind
    hint: str
    in_name: bool = False


@dataclass(frozen=True, slots=True)
class Secrets:
    """What to look for, made ready by ``secrets``; answers as words, by their longest word."""

    codes: Mapping[bytes, str]
    short_codes: Mapping[bytes, str]
    answers: Mapping[str, tuple[str, ...]]
    short_answers: Mapping[str, tuple[str, ...]]
    canaries: tuple[str, ...]
    unsearchable: int = 0


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
    words = _words(public)
    known = f" {' '.join(words)} "
    tokens = _tokens(public.encode())
    wanted = {code.lower().encode(): code for code in codes if code}
    wanted = {token: code for token, code in wanted.items() if token not in tokens}
    findable = {token: code for token, code in wanted.items() if not _like_a_figure(token)}
    long, short = [], []
    for answer in set(answers):
        said = _words(answer)
        if f" {' '.join(said)} " in known or not said:
            continue
        if len(answer.strip()) >= LONG_ANSWER:
            long.append(said)
        elif len(said) >= FEWEST_WORDS:
            short.append(said)
    return Secrets(
        codes={t: c for t, c in findable.items() if len(t) >= LONG_CODE},
        short_codes={t: c for t, c in findable.items() if len(t) < LONG_CODE},
        answers=_by_longest_word(long),
        short_answers=_by_longest_word(short),
        canaries=tuple(sorted({canary for canary in canaries if canary})),
        unsearchable=len(wanted) - len(findable),
    )


def search(path: str, data: bytes, wanted: Secrets, *, generated: bool) -> list[Finding]:
    """Return what stands in one file of the output, or in its name.

    Parameters
    ----------
    path
        Its path within the output, which is searched as generated text.
    data
        Its bytes.
    wanted
        The secrets.
    generated
        Whether this build wrote its text, so that short secrets count.

    """
    found = [
        Finding(path, kind, hint, in_name=True)
        for kind, hint in _in_bytes(path.encode(), wanted, short=True)
    ]
    if path.lower().endswith(_OPAQUE):
        hits = _canaries(data.decode("latin-1").lower(), wanted)
        return [*found, *(Finding(path, kind, hint) for kind, hint in hits)]
    seen: set[tuple[Kind, str]] = set()
    for view in _views(path.lower(), data):
        seen.update(_in_bytes(view, wanted, short=generated))
    return [*found, *(Finding(path, kind, hint) for kind, hint in sorted(seen))]


def search_all(files: Iterable[tuple[str, bytes, bool]], wanted: Secrets) -> tuple[Finding, ...]:
    """Search files, each given as path, bytes, and whether its text was generated."""
    return tuple(
        finding
        for path, data, generated in files
        for finding in search(path, data, wanted, generated=generated)
    )


def _in_bytes(data: bytes, wanted: Secrets, *, short: bool) -> Iterator[tuple[Kind, str]]:
    views = [data, _unescaped(data)] if _ESCAPES.search(data) else [data]
    for view in views:
        text = view.decode("utf-8", "replace").lower()
        yield from _canaries(text, wanted)
        yield from _codes(view, wanted, short=short)
        likely = _likely_answers(text, wanted, short=short)
        if likely:
            bare = _TAG.sub(" ", data.decode("utf-8", "replace")).encode()
            spoken = [
                _spoken(text),
                *(_spoken(v.decode().lower()) for v in (bare, _unescaped(bare))),
            ]
            yield from (("answer", _hint(a)) for a in likely if any(f" {a} " in s for s in spoken))


def _canaries(text: str, wanted: Secrets) -> Iterator[tuple[Kind, str]]:
    for canary in wanted.canaries:
        if canary.lower() in text:
            yield "canary", _hint(canary)


def _codes(data: bytes, wanted: Secrets, *, short: bool) -> Iterator[tuple[Kind, str]]:
    tokens = _tokens(data)
    for codes in (wanted.codes, wanted.short_codes) if short else (wanted.codes,):
        for token in codes.keys() & tokens:
            if not token.isdigit() or _stands_alone(token, data):
                yield "code", _hint(codes[token])


def _likely_answers(text: str, wanted: Secrets, *, short: bool) -> list[str]:
    """Return the answers all of whose words are in a text; few, so that they can be looked for."""
    indexes = (wanted.answers, wanted.short_answers) if short else (wanted.answers,)
    if not any(indexes):
        return []
    words = set(_WORD.findall(text))
    return [
        answer
        for index in indexes
        for anchor in index.keys() & words
        for answer in index[anchor]
        if words.issuperset(answer.split())
    ]


def _tokens(data: bytes) -> set[bytes]:
    """Return the words of a file that could be codes, with their parts between - and _."""
    whole = set(_TOKEN.findall(data.lower()))
    parts = {
        part
        for token in whole
        if b"-" in token or b"_" in token
        for part in token.replace(b"_", b"-").split(b"-")
    }
    return whole | parts


def _stands_alone(digits: bytes, data: bytes) -> bool:
    """Tell whether digits are a number of their own, and not the decimals of a coordinate."""
    return re.search(rb"(?<![\w.])" + digits + rb"(?![\w.])", data) is not None


def _like_a_figure(token: bytes) -> bool:
    return len(token) < 2 or (token.isdigit() and len(token) < LONG_CODE)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _spoken(text: str) -> str:
    return f" {' '.join(_WORD.findall(text))} "


def _by_longest_word(answers: Iterable[list[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for words in answers:
        found.setdefault(max(words, key=len), set()).add(" ".join(words))
    return {word: tuple(sorted(texts)) for word, texts in found.items()}


def _unescaped(data: bytes) -> bytes:
    """Return a text with the escapes of HTML, JSON and addresses undone, twice over."""
    text = data.decode("utf-8", "replace")
    for _ in range(2):
        text = _JSON_ESCAPE.sub(_json_character, html.unescape(text))
        text = unquote(text, errors="replace")
    return text.encode("utf-8", "replace")


def _json_character(escape: re.Match[str]) -> str:
    what = escape[1]
    if what[0] == "u":
        return chr(int(what[1:], 16))
    return {"b": " ", "f": " ", "n": "\n", "r": "\r", "t": "\t"}.get(what, what)


def _hint(secret: str) -> str:
    """Return the beginning of a secret, never half of it or more."""
    return secret[: min(2, (len(secret) - 1) // 2)]


def _views(path: str, data: bytes) -> Iterator[bytes]:
    """Yield everything in a file that can be read as text; a broken archive as it is."""
    try:
        yield from _unpacked(path, data)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile):
        yield data


def _unpacked(path: str, data: bytes) -> Iterator[bytes]:
    if path.endswith(".gz"):
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as unpacked:
            yield from _views(path.removesuffix(".gz"), unpacked.read(LARGEST_UNPACKED))
    elif data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.infolist():
                with archive.open(part) as unpacked:
                    yield part.filename.encode()
                    yield from _views(part.filename.lower(), unpacked.read(LARGEST_UNPACKED))
    elif data.startswith(b"%PDF"):
        yield _without_nulls(_STREAM.sub(b" ", data))
        for stream in _STREAM.findall(data):
            plain = _inflated(stream)
            if _readable(plain):
                yield _without_nulls(plain)
    else:
        yield data


def _without_nulls(data: bytes) -> bytes:
    """Return strings of two bytes a character as if they had one."""
    return data.replace(b"\x00", b"")


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream, LARGEST_UNPACKED)
    except zlib.error:
        return stream


def _readable(data: bytes) -> bool:
    """Tell text from a picture or a font by its share of printable characters."""
    sample = data[:4096].replace(b"\x00", b"")
    printable = sum(32 <= byte < 127 or byte in b"\t\r\n" for byte in sample)
    return 5 * printable >= 4 * len(sample)
