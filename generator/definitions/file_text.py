"""A file's bytes become text, or a problem that says where they are not text.

Definitions are UTF-8, with or without a byte order mark, of a page or two.
Anything else (another encoding, a binary file, a gigabyte) is refused before a
parser sees it, and so are tabs: YAML counts spaces, and a tab looks like some.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.definitions.problem import Parsed, Problem, SourceLine

MAXIMUM_CHARACTERS = 1_000_000

_ODD = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


def decoded(content: str | bytes, path: str) -> Parsed[str]:
    """Return a file's text: UTF-8 with or without a byte order mark, and no odd characters."""
    if isinstance(content, str):
        return _checked(content, path)
    try:
        return _checked(content.decode("utf-8"), path)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace").removeprefix("\ufeff")
        fault = f"The byte 0x{content[error.start]:02x} is not UTF-8 text."
        place = _place(path, before, len(before))
        return Parsed(None, (Problem(place, "not-utf-8", fault, "Save the file as UTF-8."),))


def _checked(content: str, path: str) -> Parsed[str]:
    text = content.removeprefix("\ufeff")
    if len(text) > MAXIMUM_CHARACTERS:
        fault = f"The file has {len(text):,} characters; at most {MAXIMUM_CHARACTERS:,} are read."
        remedy = "Is this the right file? A form is a few pages long."
        return Parsed(None, (Problem(SourceLine(path), "too-large", fault, remedy),))
    problems = (*_odd_character(text, path), *_tabs(text, path))
    return Parsed(None if problems else text, problems)


def _odd_character(text: str, path: str) -> Iterator[Problem]:
    """Yield the first only: the rest of a binary file adds nothing."""
    if match := _ODD.search(text):
        fault = f"A character that cannot be read, U+{ord(match.group()):04X}."
        place = _place(path, text, match.start())
        yield Problem(place, "odd-character", fault, "Delete it, and type what was meant.")


def _tabs(text: str, path: str) -> Iterator[Problem]:
    if "\t" not in text:
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if "\t" in line:
            place = SourceLine(path, number, line.index("\t") + 1)
            fault = "There is a tab here. YAML needs spaces."
            yield Problem(place, "tab", fault, "Replace each tab with 2 spaces.")


def _place(path: str, text: str, index: int) -> SourceLine:
    start = text.rfind("\n", 0, index) + 1
    return SourceLine(path, text.count("\n", 0, index) + 1, index - start + 1)
