"""Files become pages that are read: in two processes, kept page by page, taken up after a stop.

A page is kept under the digest of its file and of everything that it was read with: another
programme or another reader reads it again. Memory holds one picture a process, and of each page
what it says.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path

from generator.definitions.problem import Problem, SourceLine
from generator.files import pool, progress
from generator.files.incoming import incoming
from generator.files.programme_folder import fingerprint, shown, visible
from generator.files.response_folder import SCAN_NOTE
from generator.questionnaire.symbol import PageId
from generator.scan.kept import Scanned, keep, kept, picture_hash
from generator.scan.page import Blanks, Grey, PageReading, Refusal

#: What is looked for in a folder.
ENDINGS = (".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png")
#: So many pages are read at a time by one process; from so many on there are two.
AT_A_TIME, TWO_FROM = 8, 24
#: Where pages are kept, below the review folder.
PAGES = "pages"
_CODE = Path(__file__).resolve().parents[1]
_READ_WITH = ("opencv-python-headless", "zxing-cpp", "pypdfium2", "pillow")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read: its path, the name that people see, the digest of its bytes."""

    path: Path
    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class Reader:
    """What reads pictures: counts a file's pages, gives some of them, and reads one.

    ``count`` raises ValueError, in plain words, where the file as a whole cannot be used.
    Of a form for which ``is_private`` is true, such as a consent form, no picture is kept.
    """

    count: Callable[[Path], int]
    pages: Callable[[Path, int, int], Iterator[Grey | Refusal]]
    read: Callable[[Grey, Blanks], PageReading | Refusal]
    blanks: Blanks
    is_private: Callable[[PageId], bool] = lambda _: False


#: Gives what reads the pages of a programme in this folder; found by its name in other processes.
MakeReader = Callable[[Path], Reader]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some pages of a file, from ``first`` to ``last``, and the folder to keep them in."""

    source: Source
    first: int
    last: int
    place: Path

    @property
    def numbers(self) -> range:
        """The pages' numbers."""
        return range(self.first, self.last + 1)


# --- files --------------------------------------------------------------------------------


def sources(
    paths: Iterable[Path], programme: Path, apart: Path, found: list[Problem]
) -> list[Source]:
    """Return the files to read, each once, in the order in which they were named.

    Of a folder all that may be scans; nothing below ``apart``, which is where we write, nor
    pictures of an earlier run. A file that is the same as another, byte by byte, is a warning,
    and is read once. What cannot be opened is named, and the rest goes on.
    """
    files: dict[Path, str] = {}
    for path in paths:
        name = visible(shown(path, programme))
        if not path.exists():
            fault = "There is no such file or folder."
            remedy = "Name the file that the copier made, or the folder that holds it."
            found.append(Problem(SourceLine(name), "no-file", fault, remedy))
        elif path.is_dir():
            for file, called in _files(path, name, apart, found):
                files.setdefault(file.resolve(), called)
        else:
            files.setdefault(path.resolve(), name)
    made: dict[str, Source] = {}
    for file, name in files.items():
        digest = _digest(file)
        same = made.setdefault(digest, Source(file, name, digest))
        if same.path != file:
            fault = f"This is the very same file as {same.name}. It is read once."
            found.append(Problem(SourceLine(name), "same-file", fault, "", "warning"))
    return list(made.values())


def _files(
    folder: Path, name: str, apart: Path, found: list[Problem]
) -> Iterator[tuple[Path, str]]:
    passed: list[Problem] = []
    for file, called in incoming(folder, name, passed, lambda one: one.lower().endswith(ENDINGS)):
        above = [one for one in file.parents if one.is_relative_to(folder)]
        ours = file.resolve().is_relative_to(apart.resolve())
        if not ours and not any((one / SCAN_NOTE).is_file() for one in above):
            yield file, called
    found += (replace(problem, severity="warning") for problem in passed)


def _digest(path: Path) -> str:
    """Return the digest of a file's bytes; of one that cannot be read, that of its path."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return hashlib.sha256(os.fsencode(path)).hexdigest()


# --- reading ------------------------------------------------------------------------------


def read_all(
    files: Sequence[Source], programme: Path, definitions: str, store: Path, make: MakeReader
) -> Iterator[Scanned]:
    """Yield every page of some files, in order; those that are kept are not read again.

    ``definitions`` is the digest of the programme's; ``store`` is the private folder that pages
    are kept in; ``make`` gives what reads, in each process. Raises OSError where the disk is
    full: what is whole until then is kept.
    """
    version_of_all = _version(definitions)
    place = store / version_of_all
    _tidy(store, version_of_all, files)
    reader = make(programme)
    totals = [_total(file, reader) for file in progress.each(files, "Looking at files")]
    every = list(zip(files, totals, strict=True))
    waiting = [chunk for file, total in every for chunk in _chunks(file, total, place)]
    pages = sum(len(chunk.numbers) for chunk in waiting)
    work = partial(_read_by, make, programme)
    done = 0
    progress.on(f"Reading pages: {pages:,}")
    for read in pool.two_at_a_time(work, waiting, least=TWO_FROM // AT_A_TIME + 1):
        done += read
        progress.on(f"Reading pages: {done:,} of {pages:,}")
    for file, total in every:
        yield from _kept_pages(file, total, place)


def _total(file: Source, reader: Reader) -> int | Refusal:
    try:
        return reader.count(file.path)
    except ValueError as fault:
        return Refusal(str(fault))


def _chunks(file: Source, total: int | Refusal, place: Path) -> Iterator[Chunk]:
    """Yield the pages of a file, some at a time, of which one or more are not kept."""
    folder = place / file.digest[:32]
    if isinstance(total, Refusal):
        return
    for first in range(1, total + 1, AT_A_TIME):
        chunk = Chunk(file, first, min(total, first + AT_A_TIME - 1), folder)
        if any(kept(folder / _name(number)) is None for number in chunk.numbers):
            yield chunk


def _name(number: int) -> str:
    return f"{number:05d}"


def _read_by(make: MakeReader, programme: Path, chunk: Chunk) -> int:
    """Read some pages, in whichever process this is."""
    return read_chunk(chunk, make(programme))


def read_chunk(chunk: Chunk, reader: Reader) -> int:
    """Read some pages and keep each; return how many."""
    coming = _pictures(chunk, reader)
    for number in chunk.numbers:
        picture = next(coming)
        place = chunk.place / _name(number)
        if kept(place) is None:
            with suppress(FileNotFoundError):
                shutil.rmtree(place)
            page, pictures = _read(picture, f"{chunk.source.digest}:{number}", reader)
            keep(place, page, pictures)
    return len(chunk.numbers)


def _pictures(chunk: Chunk, reader: Reader) -> Iterator[Grey | Refusal]:
    """Yield a chunk's pictures; one that stands for each page that a broken file did not give."""
    yield from reader.pages(chunk.source.path, chunk.first, chunk.last)
    while True:
        yield Refusal("The file gave no picture of this page. Scan it again.")


def _read(
    picture: Grey | Refusal, stands_for: str, reader: Reader
) -> tuple[Scanned, dict[str, bytes]]:
    from generator.scan import crops

    if isinstance(picture, Refusal):
        return crops.refused(None, hashlib.sha256(stands_for.encode()).hexdigest(), picture)
    reading = reader.read(picture, reader.blanks)
    if isinstance(reading, Refusal):
        hidden = reading.id is not None and reader.is_private(reading.id)
        return crops.refused(None if hidden else picture, picture_hash(picture), reading)
    return crops.recognised(picture, reading, reader.blanks)


def _kept_pages(file: Source, total: int | Refusal, place: Path) -> Iterator[Scanned]:
    if isinstance(total, Refusal):
        yield Scanned(file.digest, None, reason=total.reason, file=file.name, number=1)
        return
    for number in range(1, total + 1):
        folder = place / file.digest[:32] / _name(number)
        page = kept(folder)
        if page is None:
            raise FileNotFoundError(2, "A page that was read is gone", str(folder))
        inside = "/".join(folder.parts[-4:])
        yield replace(page, file=file.name, number=number, folder=inside)


# --- what pages are read with -------------------------------------------------------------


def _version(definitions: str) -> str:
    """Return a name for everything that pages are read with."""
    made = hashlib.sha256(definitions.encode())
    for room in ("scan", "questionnaire"):
        made.update(fingerprint(_CODE / room).encode())
    for package in _READ_WITH:
        with suppress(ModuleNotFoundError):
            made.update(f"{package} {version(package)}".encode())
    return made.hexdigest()[:16]


def not_named(store: Path, files: Sequence[Source]) -> list[Path]:
    """Return what is kept of scans that an earlier run was given and this one is not."""
    named = {file.digest[:32] for file in files}
    return [path for path in store.glob("*/*") if path.name not in named]


def _tidy(store: Path, version_of_all: str, files: Sequence[Source]) -> None:
    """Remove what was read with something else, and what an interrupted run left half-made.

    Of scans that are not named any more nothing stays: somebody may have deleted them on purpose.
    """
    for path in store.iterdir() if store.is_dir() else ():
        if path.name != version_of_all:
            shutil.rmtree(path)
    for path in not_named(store, files):
        shutil.rmtree(path)
    for path in store.glob("*/*/.*-new-*"):
        shutil.rmtree(path)
