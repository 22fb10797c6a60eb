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

Of a PDF the metadata, the tags and the readable streams are searched here; the
words drawn in it are glyph numbers, which ``files.pdf_text`` turns into text
for a second search. Limits: pixels of images are not read, only what is written
in their bytes, such as a title; a part of an answer is not known for one.

All functions are pure; ``files.leak_scan`` walks a folder with them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from generator.disclosure.footprint import Footprint
from generator.disclosure.readable import spoken, tokens, views, words_inside
from generator.disclosure.readings import WINDOWS, Hashes, Reading, beginnings, reading

LONG_CODE = 6
LONG_ANSWER = 20
FEWEST_WORDS = 3
#: Bytes of a file that are searched at a time, and how far one piece reaches into the one before.
PIECE, OVERLAP = 1 << 22, 1 << 16

#: Shifting a hash by so many bits leaves its first 22.
LEADING = np.uint64(42)
Kind = Literal["code", "answer", "canary"]
#: What kind of secret, how it begins, and how it was looked for.
Hit = tuple[Kind, str, bytes]

_GAP = re.compile(rb"\s")
_OPAQUE = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".woff", ".woff2", ".ttf", ".otf")


@dataclass(frozen=True, slots=True)
class Finding:
    """A secret in the output. ``hint`` is its beginning, two characters at most.

    ``secret`` is how it was looked for, so that its place in the responses can be told;
    it is shown to nobody.
    """

    path: str
    kind: Kind
    hint: str
    in_name: bool = False
    secret: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers as spoken words, to be found by how they begin.

    ``answers`` leads from a hash of the first ``window`` bytes to the answers
    that begin so. ``leading`` tells for the first bits of a hash whether any
    has them, which settles nearly every word of a page at once.
    """

    window: int
    leading: npt.NDArray[np.bool_]
    answers: Mapping[int, tuple[bytes, ...]]


@dataclass(frozen=True, slots=True)
class Secrets:
    """What to look for, made ready by ``secrets``."""

    codes: Mapping[bytes, str]
    short_codes: Mapping[bytes, str]
    answers: tuple[Answers, ...]
    short_answers: tuple[Answers, ...]
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
    known, known_tokens = spoken(public.encode()), tokens(public.encode())
    wanted = {code.lower().encode(): code for code in codes if code}
    wanted = {token: code for token, code in wanted.items() if token not in known_tokens}
    findable = {token: code for token, code in wanted.items() if not _like_a_figure(token)}
    long, short = [], []
    for answer in set(answers):
        said = spoken(answer.encode("utf-8", "replace"))
        if said in known:
            continue
        if len(answer.strip()) >= LONG_ANSWER:
            long.append(said)
        elif len(said.split()) >= FEWEST_WORDS:
            short.append(said)
    return Secrets(
        codes={t: c for t, c in findable.items() if len(t) >= LONG_CODE},
        short_codes={t: c for t, c in findable.items() if len(t) < LONG_CODE},
        answers=_by_beginning(long),
        short_answers=_by_beginning(short),
        canaries=tuple(sorted({canary for canary in canaries if canary})),
        unsearchable=len(wanted) - len(findable),
    )


def search(
    path: str,
    data: bytes,
    wanted: Secrets,
    *,
    generated: bool,
    footprint: Footprint | None = None,
) -> list[Finding]:
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
    footprint
        Takes note of what could be found in this file at all, where there is one.

    """
    named = reading(path.encode())
    if footprint is not None:
        footprint.add(named)
    found = [
        Finding(path, kind, hint, True, secret)
        for kind, hint, secret in _in_reading(named, wanted, short=True)
    ]
    seen: set[Hit] = set()
    if path.lower().endswith(_OPAQUE):
        seen.update(_canaries(data, wanted))
        data, generated = words_inside(data), False
    for view in views(path.lower(), data):
        for piece in pieces(view):
            read = reading(piece)
            if footprint is not None:
                footprint.add(read)
            seen.update(_in_reading(read, wanted, short=generated))
    return [*found, *(Finding(path, kind, hint, False, one) for kind, hint, one in sorted(seen))]


def pieces(data: bytes, size: int = PIECE, overlap: int = OVERLAP) -> Iterator[bytes]:
    """Yield a file in pieces that a search can hold in memory, whole where it is small.

    Each piece begins with the end of the one before, so that nothing shorter
    than the overlap is cut in two; it begins and ends at white space, so that
    no word is.

    >>> list(pieces(b"aa bb cc dd ee", size=7, overlap=5))
    [b'aa bb cc ', b'bb cc dd ee']
    """
    for start in range(0, max(len(data), 1), size):
        begin, end = max(0, start - overlap), start + size
        before = _GAP.search(data, begin, start) if begin else None
        after = _GAP.search(data, end, end + overlap)
        yield data[before.end() if before else begin : after.end() if after else end]


def search_all(
    files: Iterable[tuple[str, bytes, bool]], wanted: Secrets, footprint: Footprint | None = None
) -> tuple[Finding, ...]:
    """Search files, each given as path, bytes, and whether its text was generated."""
    return tuple(
        finding
        for path, data, generated in files
        for finding in search(path, data, wanted, generated=generated, footprint=footprint)
    )


def words_of(wanted: Secrets) -> set[bytes]:
    """Return each secret in the one form in which it is looked for; canaries apart."""
    answers = {
        answer
        for index in (*wanted.answers, *wanted.short_answers)
        for some in index.answers.values()
        for answer in some
    }
    return {*wanted.codes, *wanted.short_codes, *answers}


def only(wanted: Secrets, keep: Callable[[bytes], bool]) -> Secrets:
    """Return those secrets whose words (``words_of``) are to be kept, and all canaries."""

    def some(indexes: Iterable[Answers]) -> tuple[Answers, ...]:
        kept = (
            answer
            for index in indexes
            for several in index.answers.values()
            for answer in several
            if keep(answer)
        )
        return _by_beginning(kept)

    return replace(
        wanted,
        codes={token: code for token, code in wanted.codes.items() if keep(token)},
        short_codes={token: code for token, code in wanted.short_codes.items() if keep(token)},
        answers=some(wanted.answers),
        short_answers=some(wanted.short_answers),
    )


def _in_reading(found: Reading, wanted: Secrets, *, short: bool) -> Iterator[Hit]:
    for view, words in found.words:
        yield from _codes(view, words, wanted, short=short)
    for view in found.views:
        yield from _canaries(view, wanted)
    for said, begins in found.said:
        yield from _answers(said, begins, wanted, short=short)


def _canaries(data: bytes, wanted: Secrets) -> Iterator[Hit]:
    lower = data.lower() if wanted.canaries else b""
    for canary in wanted.canaries:
        if canary.encode().lower() in lower:
            yield "canary", _hint(canary), b""


def _codes(data: bytes, words: set[bytes], wanted: Secrets, *, short: bool) -> Iterator[Hit]:
    for codes in (wanted.codes, wanted.short_codes) if short else (wanted.codes,):
        for token in codes.keys() & words:
            if not token.isdigit() or _stands_alone(token, data):
                yield "code", _hint(codes[token]), token


def _answers(
    said: bytes, begins_at: Mapping[int, Hashes], wanted: Secrets, *, short: bool
) -> Iterator[Hit]:
    for index in (*wanted.answers, *(wanted.short_answers if short else ())):
        hashes = begins_at[index.window]
        likely = set(hashes[index.leading[hashes >> LEADING]].tolist())
        for begins in likely & index.answers.keys():
            for answer in index.answers[begins]:
                if answer in said:
                    yield "answer", _hint(answer.decode().strip()), answer


def _by_beginning(answers: Iterable[bytes]) -> tuple[Answers, ...]:
    """Return answers by the hash of how they begin, the longer ones by more of it."""
    found: dict[int, dict[int, list[bytes]]] = {window: {} for window in WINDOWS}
    for answer in sorted(set(answers)):
        window = next((w for w in WINDOWS if len(answer) > w), 0)
        if window:
            begins = int(beginnings(answer, window)[0])
            found[window].setdefault(begins, []).append(answer)
    return tuple(_index(window, index) for window, index in found.items() if index)


def _index(window: int, found: Mapping[int, list[bytes]]) -> Answers:
    leading = np.zeros(1 << (64 - int(LEADING)), dtype=np.bool_)
    leading[np.array(list(found), dtype=np.uint64) >> LEADING] = True
    return Answers(window, leading, {begins: tuple(some) for begins, some in found.items()})


def _stands_alone(digits: bytes, data: bytes) -> bool:
    """Tell whether digits are a number of their own, and not the decimals of a coordinate."""
    return re.search(rb"(?<![\w.])" + digits + rb"(?![\w.])", data) is not None


def _like_a_figure(token: bytes) -> bool:
    return len(token) < 2 or (token.isdigit() and len(token) < LONG_CODE)


def _hint(secret: str) -> str:
    """Return the beginning of a secret, never half of it or more."""
    return secret[: min(2, (len(secret) - 1) // 2)]
