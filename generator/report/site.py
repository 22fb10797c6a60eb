"""What is handed to the site engine: addresses with their content, and nothing else.

Pages are made by pure functions and reach the engine as one value, so that
another engine could take it. A generated page is a little Markdown with lines
such as ``<!-- slot: measures -->``; the HTML for these slots is put in after
the Markdown has been rendered, because passing charts and tables through it
is what makes a large site slow. Hand-written pages may hold ``{{ name }}``,
which is replaced by a value of the programme.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from generator.definitions.problem import Problem, SourceLine, in_reading_order
from generator.definitions.suggest import suggestion
from generator.definitions.templates import plain
from generator.definitions.texts import VALUE

PART = re.compile(r"<!--\s*sheet:\s*([^\s]+)\s*-->")
SLOT = re.compile(r"<!--\s*slot:\s*([^\s]+)\s*-->")
Noun = Literal["value", "slot", "sheet part"]
#: What a page may ask for.
ASKED: Mapping[Noun, re.Pattern[str]] = {"value": VALUE, "slot": SLOT, "sheet part": PART}


#: The quickest way of packing: tables shrink to a twentieth by it.
QUICKLY = 1


class LongFile:
    """A file that is too long to be held as it is: bytes added piece by piece, each packed.

    >>> table = LongFile()
    >>> table.add(b"a,b")
    >>> table.add(b"c,d")
    >>> list(table), len(table), bytes(table)
    ([b'a,b', b'c,d'], 6, b'a,bc,d')
    """

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._length = 0

    def add(self, piece: bytes) -> None:
        """Add a piece."""
        self._packed.append(zlib.compress(piece, QUICKLY))
        self._length += len(piece)

    def __iter__(self) -> Iterator[bytes]:
        return map(zlib.decompress, self._packed)

    def __len__(self) -> int:
        return self._length

    def __bytes__(self) -> bytes:
        return b"".join(self)


#: What stands in a file.
Content = bytes | LongFile


def pieces(content: Content) -> Iterable[bytes]:
    """Return what stands in a file, in pieces."""
    return (content,) if isinstance(content, bytes) else content


def digest(content: Content) -> str:
    """Return a file's SHA-256 in hexadecimal figures."""
    found = hashlib.sha256()
    for piece in pieces(content):
        found.update(piece)
    return found.hexdigest()


@dataclass(frozen=True, slots=True)
class GeneratedSite:
    """Everything that a build adds to the hand-written pages.

    ``pages``: source address ending in ``.md`` to Markdown with front matter.
    ``slots``: slot name to trusted HTML. ``files``: source address to bytes
    (CSV, PDF, JSON). ``values``: what ``{{ name }}`` stands for, as plain text.
    ``parts``: sections of sheets as Markdown, for ``<!-- sheet: name -->``.
    """

    pages: Mapping[str, str]
    slots: Mapping[str, str]
    files: Mapping[str, bytes]
    values: Mapping[str, str]
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have a site of their own besides the first one's."""
        own = (name.partition("/")[0][1:] for name in self.values if name.startswith(BELOW))
        return tuple(dict.fromkeys(own))

    def in_language(self, language: str = "") -> GeneratedSite:
        """Return what belongs to one language's site, with addresses of that site."""
        return GeneratedSite(
            _Chosen(self.pages, language),
            {} if language else self.slots,
            _Chosen(self.files, language),
            _Chosen(self.values, language),
            _Chosen(self.parts, language),
        )


#: What the names in another language's part begin with; then its tag and a slash.
BELOW = "@"
V = TypeVar("V")


class _Chosen(Mapping[str, V]):
    """The entries of one language, under their names there; nothing is copied."""

    def __init__(self, every: Mapping[str, V], language: str) -> None:
        self._every, self._start = every, f"{BELOW}{language}/" if language else ""

    def __getitem__(self, name: str) -> V:
        if not self._start and name.startswith(BELOW):
            raise KeyError(name)
        return self._every[self._start + name]

    def __iter__(self) -> Iterator[str]:
        if not self._start:
            return (name for name in self._every if not name.startswith(BELOW))
        return (
            name.removeprefix(self._start) for name in self._every if name.startswith(self._start)
        )

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True)
class SitePart:
    """A part of a generated site in the making: no two parts hold the same name."""

    pages: Mapping[str, str] = field(default_factory=dict)
    slots: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Content] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)


def below(language: str, part: SitePart) -> SitePart:
    """Return a part of another language's site, under names that no other has."""
    start = f"{BELOW}{language}/"
    return SitePart(
        {start + name: page for name, page in part.pages.items()},
        {},
        {start + name: content for name, content in part.files.items()},
        {start + name: value for name, value in part.values.items()},
        {start + name: section for name, section in part.parts.items()},
    )


def front_matter(title: str, description: str, *, contents: bool = True) -> str:
    r"""Return a page's front matter; no text can end it, break it or be read as anything else.

    Every sign but plain ASCII is written as YAML's eight-digit escape: YAML
    refuses the pairs that JSON writes for signs such as emoji, and a page
    whose front matter is refused would show it as HTML.

    >>> print(front_matter("A <b>", "😀"))
    ---
    title: "A \U0000003Cb\U0000003E"
    description: "\U0001F600"
    ---
    """
    without = "" if contents else "contents: false\n"
    return f"---\ntitle: {_quoted(title)}\ndescription: {_quoted(description)}\n{without}---"


def _quoted(text: str) -> str:
    safe = (
        sign if " " <= sign <= "~" and sign not in '"\\<>{}' else f"\\U{ord(sign):08X}"
        for sign in text
    )
    return f'"{"".join(safe)}"'


def with_values(markdown: str, values: Mapping[str, str]) -> str:
    """Return Markdown with each ``{{ name }}`` replaced by its value as plain text.

    An unknown name stays as it is: ``value_problems`` reports it with its line.

    >>> with_values("Ask {{ contact.organiser.name }}.", {"contact.organiser.name": "A. Khan"})
    'Ask A&#46; Khan.'
    """
    return VALUE.sub(
        lambda found: plain(values[found[1]]) if found[1] in values else found[0], markdown
    )


def with_slots(html: str, slots: Mapping[str, str]) -> str:
    """Return a rendered page with its slots filled; an unknown slot stays a comment.

    >>> with_slots("<p>a</p><!-- slot: chart -->", {"chart": "<svg></svg>"})
    '<p>a</p><svg></svg>'
    """
    return SLOT.sub(lambda found: slots.get(found[1], found[0]), html)


def unknown_names(
    pages: Mapping[str, str], noun: Noun, known: Collection[str]
) -> tuple[Problem, ...]:
    """Return a problem for each value, slot or part of a sheet that there is not, with its place.

    ``pages`` are texts by the path that the user sees.

    >>> unknown_names({"site_src/a.md": "Hello {{ nmae }}"}, "value", ["name"])[0].remedy
    "Did you mean 'name'?"
    >>> unknown_names({"results/a.md": "<!-- slot: cahrt -->"}, "slot", ["chart"])[0].fault
    "There is no slot 'cahrt'."
    >>> unknown_names({"a.md": "<!-- sheet: a.pln -->"}, "sheet part", ["a.plan"])[0].rule
    'unknown-sheet-part'
    """
    return in_reading_order(
        Problem(
            SourceLine(path, *_line_and_column(text, match.start())),
            f"unknown-{noun.replace(' ', '-')}",
            f"There is no {noun} '{match[1]}'.",
            suggestion(match[1], known) if known else "This build has none: delete it.",
        )
        for path, text in pages.items()
        for match in ASKED[noun].finditer(text)
        if match[1] not in known
    )


def _line_and_column(text: str, position: int) -> tuple[int, int]:
    before = text[:position]
    return before.count("\n") + 1, position - before.rfind("\n")
