"""What a command keeps for the next one, which need not make it anew: one cache for all rooms.

It lies in the programme's folder. A programme on a share that cannot be
written, or that somebody else builds too, is kept in the user's own folder.
Nobody but its owner may open it: it holds previews and restricted pages.
``kept`` keeps small files, each under a name that changes with what it is made
from. ``keep`` and ``recall`` keep the contents of a whole site, which are
written as they are made and read again entry by entry: a nation's do not fit
into memory. What is not as it was written is as good as none.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import IO, TypeVar

from generator.files import sealed, writing
from generator.files.programme_folder import CACHE, digest_of, fingerprint
from generator.files.sealed import user_folder

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
#: What stands in an entry: a long file may be given in pieces.
Content = str | bytes | Iterable[bytes]

#: Below the cache: notes of what commands are writing.
UNFINISHED = "unfinished"
#: The packages that drawings and sheets come from.
DRAWN_BY = ("altair", "vl-convert-python", "typst", "pikepdf", "font-source-sans-pro")
#: So many entries of one folder are kept, the newest.
KEPT_ENTRIES = 4

# --- where --------------------------------------------------------------------------------


def cache_folder(programme: Path) -> Path:
    """Return a programme's folder for kept things, made where it is missing.

    Where neither place can be written, it is one that goes with this process.
    """
    own, users = programme / CACHE, _of_the_user(programme)
    with suppress(OSError):
        writing.make_private(own)
        if os.access(own, os.R_OK | os.W_OK | os.X_OK):
            return own
    with suppress(OSError):
        writing.make_private(users)
        return users
    return _passing()


@lru_cache(maxsize=1)
def _passing() -> Path:
    folder = tempfile.mkdtemp(prefix="mentoring-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def nothing_kept() -> str:
    """Return what to tell where nothing could be kept for the next command; else nothing."""
    if not _passing.cache_info().currsize:
        return ""
    return (
        "Nothing was kept for the next command, because neither the programme's folder nor "
        f"{user_folder().as_posix()} can be written. Name a folder that can in "
        f"{'LOCALAPPDATA' if os.name == 'nt' else 'XDG_CACHE_HOME'}."
    )


def begin_writing(programme: Path) -> Iterator[str]:
    """Begin a command's writing, and yield a line for each interrupted one that is settled."""

    def notes() -> Path:
        is_one = (programme / "instruments").is_dir()
        whole = cache_folder(programme) if is_one else _of_the_user(programme)
        writing.make_private(whole / UNFINISHED)
        return whole / UNFINISHED

    writing.begin(notes)
    for place in (programme / CACHE, _of_the_user(programme)):
        yield from writing.settle_unfinished(place / UNFINISHED)


def _of_the_user(programme: Path) -> Path:
    """Return a folder of the user's own, which is another one for each programme."""
    name = hashlib.sha256(str(programme.resolve()).encode()).hexdigest()[:16]
    return user_folder() / name


@lru_cache
def made_by() -> str:
    """Return a name for this program and what draws for it: with others, nothing is as it was."""
    code = fingerprint(Path(__file__).parents[1])
    return digest_of([(code, ""), *((name, version(name)) for name in DRAWN_BY)])


# --- small files --------------------------------------------------------------------------


def write_sealed(path: Path, content: bytes) -> None:
    """Keep a file with a seal; readers see all of it or nothing."""
    writing.write_kept(path, sealed.seal(content))


def read_sealed(path: Path) -> bytes | None:
    """Return what a file holds; None where it cannot be read as it was written."""
    try:
        return sealed.unseal(path.read_bytes())
    except OSError:
        return None


def kept(
    folder: Path,
    names: Mapping[K, str],
    make: Callable[[Sequence[K]], Iterable[bytes]],
    most: int | None = None,
) -> dict[K, bytes]:
    """Return a file for each thing, from a folder where it is kept there under the thing's name.

    All others are made in one call, in order, and kept. Beyond so many files
    (``most``) the oldest go, those just used excepted.
    """
    found = {thing: read_sealed(folder / name) for thing, name in names.items()}
    new = [thing for thing, content in found.items() if content is None]
    for thing, content in zip(new, make(new), strict=True):
        write_sealed(folder / names[thing], content)
        found[thing] = content
    if new and most is not None:
        used = set(names.values())
        let_go((path for path in folder.glob("*.???") if path.name not in used), most - len(used))
    return {thing: content for thing, content in found.items() if content is not None}


def let_go(paths: Iterable[Path], most: int) -> None:
    """Remove all files but so many, the newest."""
    by_age = sorted(paths, key=lambda path: path.stat().st_mtime, reverse=True)
    for old in by_age[max(most, 0) :]:
        with suppress(OSError):  # Windows keeps a file that a running ``serve`` still reads
            old.unlink(missing_ok=True)


# --- the contents of a site ---------------------------------------------------------------


def keep(folder: Path, key: str, contents: Iterable[tuple[str, Content]]) -> None:
    """Write an entry of named contents under its key, and let the oldest entries go.

    A name begins with its kind, such as ``pages/``; none may come twice. Where
    the contents cannot be made to their end, nothing is kept.
    """
    path = folder / f"site-{key}.zip"
    with writing.kept_file(path) as beside, beside.open("r+b") as file:
        file.write(bytes(sealed.LENGTH))
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, content in contents:
                _write(archive, name, content.encode() if isinstance(content, str) else content)
        sealed.seal_file(file)
    let_go(folder.glob("site-*.zip"), KEPT_ENTRIES)


def _write(archive: zipfile.ZipFile, name: str, content: bytes | Iterable[bytes]) -> None:
    with archive.open(name, "w", force_zip64=True) as target:
        for piece in (content,) if isinstance(content, bytes) else content:
            target.write(piece)


def recall(folder: Path, key: str) -> zipfile.ZipFile | None:
    """Return the entry kept under a key; None where there is none, or it is not as it was."""
    try:
        file = (folder / f"site-{key}.zip").open("rb")  # read from as long as it is used
    except OSError:
        return None
    if sealed.is_sealed(file):
        return zipfile.ZipFile(file)
    file.close()
    return None


class Kept(Mapping[str, T]):
    """The contents of one kind in an entry, by name, each read when it is asked for."""

    def __init__(self, entry: zipfile.ZipFile, kind: str, read: Callable[[bytes], T]) -> None:
        self._entry, self._read, start = entry, read, f"{kind}/"
        names = (name for name in entry.namelist() if name.startswith(start))
        self._names = {name.removeprefix(start): name for name in names}

    def __getitem__(self, name: str) -> T:
        return self._read(self._entry.read(self._names[name]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def open(self, name: str) -> IO[bytes]:
        """Return a content to be read bit by bit."""
        return self._entry.open(self._names[name])


def copy(contents: Mapping[str, bytes], name: str, target: IO[bytes]) -> None:
    """Write a content into a file, without holding it in memory where that can be."""
    if isinstance(contents, Kept):
        with contents.open(name) as source:
            shutil.copyfileobj(source, target, 1 << 20)
    else:
        target.write(contents[name])
