"""What is kept of a page once it was read: its answers as JSON, and pictures for people to look at.

A page's folder is made beside its place and takes it as a whole, so that it is there or not.
Nothing in it is believed for standing there: each value's type and length is looked at, and a
page that is not as it should be is read again.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, get_args

from generator.files.writing import OWNER, make_parents, write_new
from generator.questionnaire.symbol import PageId, page_id, page_text
from generator.scan.page import Grey, Verdict

T = TypeVar("T")
#: A page's answers, beside its pictures.
ANSWERS = "page.json"
#: The version of this file's own format.
FORMAT = 1
#: The most bytes of a page's answers, and the most questions of a page, that are believed.
MOST_BYTES, MOST_QUESTIONS = 1 << 20, 500
_NAME = re.compile(r"[A-Za-z0-9_]{1,80}", re.ASCII)
_PICTURE = re.compile(r"[a-z0-9_-]{1,60}\.(?:png|jpg)", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_KINDS = ("letter", "digit", "date", "text")

#: A box in its picture: code, left, top, width, height in pixels.
BoxPlace = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """A question's boxes as they were read; where a person must look, their picture, too.

    ``weight`` orders rows in which nothing was found: the more ink there is, the higher.
    """

    item: str
    verdict: Verdict
    codes: tuple[str, ...]
    reason: str = ""
    crop: str = ""
    boxes: tuple[BoxPlace, ...] = ()
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Field:
    """Something written by hand, and its picture."""

    item: str
    kind: str
    inked: bool
    crop: str = ""


@dataclass(frozen=True, slots=True)
class Scanned:
    """One page of a file: what it is and says, or why it could not be read.

    ``file`` is the name that people see and ``number`` the page in it, from 1. ``picture`` is the
    SHA-256 of its pixels. ``folder`` holds its pictures, as the review page names it; ``whole``
    is that of all the page, for people.
    """

    picture: str
    id: PageId | None
    answers: tuple[Answer, ...] = ()
    fields: tuple[Field, ...] = ()
    reason: str = ""
    empty: bool = False
    whole: str = ""
    file: str = ""
    number: int = 0
    folder: str = ""

    @property
    def is_read(self) -> bool:
        """Whether it was recognised."""
        return self.id is not None and not self.reason and not self.empty

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return f"{self.file}, page {self.number}"


def picture_hash(grey: Grey) -> str:
    """Return what names a picture: the SHA-256 of its size and its pixels."""
    made = hashlib.sha256(f"{grey.shape[0]}x{grey.shape[1]}:".encode())
    made.update(grey.tobytes())
    return made.hexdigest()


def keep(place: Path, page: Scanned, pictures: Mapping[str, bytes]) -> None:
    """Write a page's folder, which stands as a whole or not at all; raises OSError."""
    beside = place.with_name(f".{place.name}-new-{secrets.token_hex(4)}")
    try:
        make_parents(place, 0o700)
        beside.mkdir(0o700)
        write_new(beside, {**pictures, ANSWERS: as_json(page)}, OWNER)
        beside.rename(place)
    except OSError as error:
        shutil.rmtree(beside, ignore_errors=True)
        if kept(place) is not None:
            return  # another run at the same time was faster
        raise OSError(error.errno, error.strerror, str(place)) from error


def without_picture(place: Path, page: Scanned) -> Scanned:
    """Destroy the pictures of a page that is kept, and return it as it is kept then."""
    bare = replace(page, whole="")
    shutil.rmtree(place)
    keep(place, bare, {})
    return bare


def as_json(page: Scanned) -> bytes:
    """Return a page as it is kept: not the name of its file, which may change."""
    facts = asdict(replace(page, id=None))
    facts = {name: facts[name] for name in _FACTS}
    facts["id"] = page_text(page.id) if page.id else ""
    return json.dumps({"format": FORMAT, **facts}, ensure_ascii=False).encode()


_FACTS = ("picture", "answers", "fields", "reason", "empty", "whole")


def kept(place: Path) -> Scanned | None:
    """Return a page that was kept in a folder; nothing where it is not as it was written."""
    try:
        path = place / ANSWERS
        if path.stat().st_size > MOST_BYTES:
            return None
        page = _page(json.loads(path.read_bytes()))
        crops = (*(a.crop for a in page.answers), *(f.crop for f in page.fields), page.whole)
        named = {*crops} - {""}
        return page if all((place / name).is_file() for name in named) else None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _page(facts: Any) -> Scanned:
    """Return a page from JSON; raises ValueError, TypeError or KeyError where it is none."""
    _must(facts["format"] == FORMAT)
    text = _text(facts["id"], 200)
    found = page_id(text) if text else None
    _must(not text or found is not None)
    return Scanned(
        _fits(_HASH, facts["picture"]),
        found,
        tuple(map(_answer, _list(facts["answers"], MOST_QUESTIONS))),
        tuple(map(_field, _list(facts["fields"], MOST_QUESTIONS))),
        _text(facts["reason"], 1000),
        _of(bool, facts["empty"]),
        _file(facts["whole"]),
    )


def _answer(facts: Any) -> Answer:
    _must(facts["verdict"] in get_args(Verdict))
    return Answer(
        _fits(_NAME, facts["item"]),
        facts["verdict"],
        tuple(_fits(_NAME, code) for code in _list(facts["codes"], 100)),
        _text(facts["reason"], 1000),
        _file(facts["crop"]),
        tuple(map(_box, _list(facts["boxes"], 100))),
        float(_of(float, facts["weight"])),
    )


def _box(facts: Any) -> BoxPlace:
    code, *numbers = _list(facts, 5)
    left, top, width, height = (_of(int, number) for number in numbers)
    return _fits(_NAME, code), left, top, width, height


def _field(facts: Any) -> Field:
    _must(facts["kind"] in _KINDS)
    item, inked = _fits(_NAME, facts["item"]), _of(bool, facts["inked"])
    return Field(item, facts["kind"], inked, _file(facts["crop"]))


def _must(fits: bool) -> None:
    if not fits:
        raise ValueError


def _of(kind: type[T], value: Any) -> T:
    _must(type(value) is kind)
    found: T = value
    return found


def _text(value: Any, most: int) -> str:
    _must(len(_of(str, value)) <= most)
    return str(value)


def _list(value: Any, most: int) -> Sequence[Any]:
    _must(len(_of(list, value)) <= most)
    found: Sequence[Any] = value
    return found


def _fits(shape: re.Pattern[str], value: Any) -> str:
    _must(shape.fullmatch(_of(str, value)) is not None)
    return str(value)


def _file(value: Any) -> str:
    return "" if value == "" else _fits(_PICTURE, value)
