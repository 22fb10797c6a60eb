"""What is kept of a page once it was read: its answers as JSON, and pictures for people to look at.

A page's folder is made beside its place and takes it as a whole, so that it is there or not.
Nothing in it is believed for standing there: each value's type and length is looked at, and a
page that is not as it should be is read again.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, TypeAdapter, ValidationError
from pydantic import Field as Pattern

from generator.files.writing import OWNER, make_parents, write_new
from generator.questionnaire.symbol import PageId, page_id, page_text
from generator.scan.page import Grey, Verdict

#: A page's answers, beside its pictures.
ANSWERS = "page.json"
#: The most bytes of a page's answers that are believed.
MOST_BYTES = 1 << 20
#: The name of a question or of a code; of a picture beside a page's answers, or none.
Name = Annotated[str, Pattern(pattern=r"^[A-Za-z0-9_]{1,80}$")]
Crop = Annotated[str, Pattern(pattern=r"^([a-z0-9_-]{1,60}\.(png|jpg))?$")]

#: A box in its picture: code, left, top, width, height in pixels.
BoxPlace = tuple[Name, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """A question's boxes as they were read; where a person must look, their picture, too.

    ``weight`` orders rows in which nothing was found: the more ink there is, the higher.
    """

    item: Name
    verdict: Verdict
    codes: tuple[Name, ...]
    reason: str = ""
    crop: Crop = ""
    boxes: tuple[BoxPlace, ...] = ()
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Field:
    """Something written by hand, and its picture."""

    item: Name
    kind: Name
    inked: bool
    crop: Crop = ""


def _id_of(text: object) -> PageId | None:
    """Return what a page's symbol said, as it is kept; raises ValueError where it says nothing."""
    found = page_id(text) if isinstance(text, str) else None
    if text and found is None:
        raise ValueError
    return found


def _text_of(page: PageId | None) -> str:
    return page_text(page) if page else ""


@dataclass(frozen=True, slots=True)
class Scanned:
    """One page of a file: what it is and says, or why it could not be read.

    ``file`` is the name that people see and ``number`` the page in it, from 1. ``picture`` is the
    SHA-256 of its pixels. ``folder`` holds its pictures, as the review page names it; ``whole``
    is that of all the page, for people.
    """

    picture: Annotated[str, Pattern(pattern=r"^[0-9a-f]{64}$")]
    id: Annotated[PageId | None, BeforeValidator(_id_of), PlainSerializer(_text_of)]
    answers: tuple[Answer, ...] = ()
    fields: tuple[Field, ...] = ()
    reason: str = ""
    empty: bool = False
    whole: Crop = ""
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
        write_new(beside, {**pictures, ANSWERS: _KEPT.dump_json(page)}, OWNER)
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


def kept(place: Path) -> Scanned | None:
    """Return a page that was kept in a folder; nothing where it is not as it was written."""
    try:
        path = place / ANSWERS
        if path.stat().st_size > MOST_BYTES:
            return None
        page = _KEPT.validate_json(path.read_bytes(), strict=True)
    except (OSError, ValidationError):
        return None
    named = {*(a.crop for a in page.answers), *(f.crop for f in page.fields), page.whole} - {""}
    return page if all((place / name).is_file() for name in named) else None


_KEPT = TypeAdapter(Scanned)
