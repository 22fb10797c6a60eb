"""Writing that loses nothing: all of it beside the target first, then swapped in, or nothing.

``write_files`` puts several files in place together, ``new_folder`` a whole
folder. Until the last one stands, the old ones can come back. Where the disk
refuses or somebody presses Ctrl+C, they come back at once. Where the process is
killed, ``settle_unfinished`` does it for the next command: before anything is
written, a note says what is about to be. What stands half-made is called
``.NAME-new-…``, what it takes the place of ``.NAME-old-…``.
"""

from __future__ import annotations

import atexit
import json
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from errno import ENOTDIR
from pathlib import Path
from typing import IO

from generator.files import locks, sealed

#: Who may read a file: everybody, or its owner alone (Windows keeps the folder's own rights).
EVERYBODY, OWNER = 0o644, 0o600
#: Whoever could read the file that stood there before; of a new one, its owner alone.
AS_IT_WAS = 0
#: The rights of a folder that is made for such a file.
_FOLDERS = {EVERYBODY: 0o755, OWNER: 0o700}
#: Stands at the end of a note once old files are being replaced.
_BEGUN = b"+"
#: A name is cut here, so that there is room for what is put around it.
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Step:
    """One file or folder: where it goes, where it is made, and where the old one is kept."""

    target: Path
    new: Path
    old: Path | None


@dataclass(slots=True)
class _Work:
    """What this process has written, and where it notes what it is about to write."""

    notes: Callable[[], Path] | None = None
    done: list[Path] = field(default_factory=list)
    scratch: Path | None = None


_work = _Work()


def begin(notes: Callable[[], Path]) -> None:
    """Begin a command's writing; ``notes`` makes the folder for its notes when one is needed."""
    global _work
    _work = _Work(notes)


def done() -> tuple[Path, ...]:
    """Return what this command has put in place so far, for what is told when it is stopped."""
    return tuple(dict.fromkeys(_work.done))


# --- notes of what is about to be written -------------------------------------------------


class _Note:
    """A note on the disk, locked while its writer lives."""

    def __init__(self, folder: Path, steps: Sequence[Step]) -> None:
        self.path = folder / secrets.token_hex(8)
        self._file = _created(self.path)
        locks.lock(self._file.fileno())
        said = [[str(step.target), str(step.new), str(step.old or "")] for step in steps]
        # With its own place: a copy of a programme holds notes of what the original is writing.
        self._add(sealed.seal(json.dumps([str(self.path.resolve()), said]).encode()))

    def begun(self) -> None:
        """Note that the old ones are being replaced from now on."""
        self._add(_BEGUN)

    def _add(self, content: bytes) -> None:
        self._file.write(content)
        self._file.flush()

    def remove(self) -> None:
        """Take the note away: nothing is left to do."""
        self._file.close()
        self.path.unlink(missing_ok=True)


def _created(path: Path) -> IO[bytes]:
    """Open a file that was not there to be written; nobody but its owner can open it."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, OWNER), "wb")


def _note(steps: Sequence[Step]) -> _Note | None:
    """Note some steps; where no note can be kept, they are only undone while we live."""
    if _work.notes is None:
        return None
    try:
        return _Note(_work.notes(), steps)
    except OSError:
        return None


def settle_unfinished(notes: Path) -> Iterator[str]:
    """Undo or finish what killed commands began, and yield a line on each.

    A note that is locked is that of a command which runs; one that we did not
    write is not believed. A command that was killed while it wrote a note
    had not begun.
    """
    for path in sorted(notes.glob("*")):
        with suppress(OSError), path.open("r+b") as file:
            locks.lock(file.fileno())  # raises where its writer lives
            whole = file.read()
            begun = whole.endswith(_BEGUN)
            content = sealed.unseal(whole.removesuffix(_BEGUN))
            place, said = json.loads(content or b'["", []]')
            steps = [Step(Path(t), Path(n), Path(o) if o else None)
                     for t, n, o in (said if place == str(path.resolve()) else ())]  # fmt: skip
            told = settle(steps, begun=begun)
            file.close()
            path.unlink(missing_ok=True)
            if told and steps:
                yield told.format(", ".join(step.target.as_posix() for step in steps))


def settle(steps: Sequence[Step], *, begun: bool) -> str:
    """Clear up after some steps: finish them if every new one stands, or else undo them all.

    Returns what was done in words, nothing where nothing had to be. Raises OSError.
    """
    left = [step for step in steps if _there(step.new)]
    if not begun or not left:
        places = [place for step in steps for place in ((step.new, step.old)[begun:])]
        return _CLEARED if sum(map(_remove, places)) else ""
    # Those that stand already go first: as long as one is left, all is still to be undone.
    for step in sorted(steps, key=left.__contains__):
        _undo(step, swapped=step not in left)
    return _UNDONE


_CLEARED = "Removed what an interrupted command left behind, beside {0}."
_UNDONE = "A command was interrupted while it wrote {0}. It is as it was before."


def _undo(step: Step, *, swapped: bool) -> None:
    """Bring back what a new file or folder has taken the place of, or was about to."""
    folder = any(place.is_dir() for place in (step.new, step.old) if place)
    if swapped and (step.old is None or (folder and _there(step.old))):
        _remove(step.target)
    if step.old and _there(step.old) and (swapped or folder):
        step.old.replace(step.target)
    _remove(step.new)
    _remove(step.old)


def _there(path: Path) -> bool:
    return os.path.lexists(path)


def _remove(path: Path | None) -> bool:
    """Remove a file or a folder; False where there is none."""
    if path is None or not _there(path):
        return False
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    return True


@contextmanager
def _undertaken(steps: Sequence[Step]) -> Iterator[Callable[[], None]]:
    """Note some steps, and undo them if they do not all succeed.

    What is given is to be called when all is made and the old ones are to be replaced. Folders
    that were made for them go again.
    """
    above = {folder for step in steps for folder in step.target.parents}
    lacking = sorted(folder for folder in above if not _there(folder))
    note, begun = _note(steps), False

    def begin() -> None:
        nonlocal begun
        begun = True
        if note:
            note.begun()

    try:
        yield begin
    finally:
        if begun and not any(_there(step.new) for step in steps):
            _work.done.extend(step.target for step in steps)
            lacking.clear()
        settled = False
        with suppress(OSError):  # the next command tries again
            settle(steps, begun=begun)
            settled = True
        for folder in reversed(lacking):
            with suppress(OSError):  # others have put something there
                folder.rmdir()
        if note and settled:
            with suppress(OSError):  # a note of what is done already harms nobody
                note.remove()


# --- files --------------------------------------------------------------------------------


def write_file(path: Path, content: bytes, mode: int = EVERYBODY, *, sure: bool = False) -> None:
    """Write a file so that readers see the old or the new content, never a part.

    Folders are made where they are missing. With ``sure`` it is on the disk
    before this returns, whatever happens to the power. Raises OSError where
    the disk refuses.
    """
    write_files({path: content}, mode, sure=sure)


def write_files(files: Mapping[Path, bytes], mode: int = EVERYBODY, *, sure: bool = False) -> None:
    """Write several files so that all of them stand in the end, or none is changed."""
    steps = [_step(path, keep=len(files) > 1 and _there(path)) for path in files]
    with _undertaken(steps) as begin:
        for step, content in zip(steps, files.values(), strict=True):
            _write_beside(step, content, mode, sure=sure)
        begin()
        for step in steps:
            with _told_as(step.target):
                step.new.replace(step.target)
        for folder in {step.target.parent for step in steps} if sure else ():
            _settle_folder(folder)


def _write_beside(step: Step, content: bytes, mode: int, *, sure: bool) -> None:
    """Write a file's new content beside it, and keep the old one where it is to be kept."""
    with _told_as(step.target):
        rights = mode or (_rights(step.target) if _there(step.target) else OWNER)
        make_parents(step.target, _FOLDERS.get(mode or OWNER, 0o755))
        _write_new(step.new, content, rights, sure=sure)
        if step.old:
            _write_new(step.old, step.target.read_bytes(), _rights(step.target))


def _step(path: Path, *, keep: bool) -> Step:
    path, token = path.absolute(), secrets.token_hex(4)
    new, old = (
        path.with_name(f".{path.name[:_LONGEST]}-{kind}-{token}") for kind in ("new", "old")
    )
    return Step(path, new, old if keep else None)


def _write_new(path: Path, content: bytes, mode: int, *, sure: bool = False) -> None:
    """Write a file that was not there; until it is whole, nobody but its owner can open it."""
    try:
        with _created(path) as file:
            file.write(content)
            if sure:
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:  # a full disk does not say which file
        raise OSError(error.errno, error.strerror, error.filename or str(path)) from error
    if mode != OWNER:
        path.chmod(mode)


def _rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _settle_folder(folder: Path) -> None:
    """See to it that a folder's new entries are on the disk; Windows does so by itself."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _told_as(path: Path) -> Iterator[None]:
    """Name what was to be written where the disk refuses, not the file beside it."""
    try:
        yield
    except NotADirectoryError:
        raise
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def make_parents(path: Path, mode: int = 0o755) -> None:
    """Make the folders above a path; a file in the place of one of them is named."""
    missing = []
    for parent in path.parents:
        if parent.is_dir():
            break
        if _there(parent):
            raise NotADirectoryError(ENOTDIR, "This is a file, not a folder", str(parent))
        missing.append(parent)
    for parent in reversed(missing):
        parent.mkdir(mode, exist_ok=True)


# --- folders ------------------------------------------------------------------------------


@contextmanager
def new_folder(
    folder: Path, mode: int = 0o755, also: Mapping[Path, bytes] | None = None
) -> Iterator[Path]:
    """Give a new folder beside this one, which takes its place if all goes well.

    Nobody but its owner can open it before that. Where the block raises, the old one stands.
    ``also`` are files elsewhere that change with it or not at all; their rights stay.
    """
    folder = folder.absolute()
    step = _step(folder, keep=_there(folder))
    others = [_step(path, keep=_there(path)) for path in also or {}]
    with _undertaken([step, *others]) as begin:
        with _told_as(folder):
            make_parents(folder, mode)
            if folder.is_file():
                raise NotADirectoryError(ENOTDIR, "This is a file, not a folder", str(folder))
            step.new.mkdir(0o700)
        try:
            yield step.new
        except OSError as error:
            if str(error.filename or step.new).startswith(str(step.new)):
                raise OSError(error.errno, error.strerror, str(folder)) from error
            raise
        for other, content in zip(others, (also or {}).values(), strict=True):
            _write_beside(other, content, AS_IT_WAS, sure=False)
        with _told_as(folder):
            if mode != 0o700:
                step.new.chmod(mode)
            begin()
            if step.old:
                step.target.rename(step.old)
            step.new.rename(step.target)
        for other in others:
            with _told_as(other.target):
                other.new.replace(other.target)


@contextmanager
def owners_alone() -> Iterator[None]:
    """Let nobody but their owner open what others' code makes meanwhile."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def remove_folder(folder: Path) -> None:
    """Remove a folder with all that is in it: it is there as a whole, or gone."""
    step = Step(folder, folder.with_name(f".{folder.name}-old-{secrets.token_hex(4)}"), None)
    with _undertaken([step]), _told_as(folder):
        folder.rename(step.new)


def write_new(folder: Path, files: Mapping[str, bytes], mode: int = EVERYBODY) -> None:
    """Write files below a folder that is still being made, as ``new_folder`` gives it."""
    for name, content in files.items():
        make_parents(folder / name, _FOLDERS[mode])
        _write_new(folder / name, content, mode)


def make_private(folder: Path) -> None:
    """Make a folder that only its owner may open, or take the others' rights away from it."""
    make_parents(folder / "inside", 0o700)
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        with suppress(PermissionError):  # on a share it may be somebody else's
            folder.chmod(0o700)


@contextmanager
def scratch_folder(inside: Path | None = None) -> Iterator[Path]:
    """Give a new folder for passing use; if we are killed, it goes with the next command."""
    path = (inside or Path(tempfile.gettempdir())) / f"mentoring-{secrets.token_hex(8)}"
    with _undertaken([Step(path, path, None)]):
        path.mkdir(0o700)
        yield path


def scratch_for_good() -> Path:
    """Return a new folder for passing use that lives as long as this process."""
    folder = scratch_folder(_work.notes() if _work.notes else None)
    atexit.register(folder.__exit__, None, None, None)
    return folder.__enter__()


# --- what is kept from build to build -----------------------------------------------------


@contextmanager
def kept_file(path: Path) -> Iterator[Path]:
    """Give a place to write a file of the cache in, which takes its place if all goes well.

    It is not told of, and needs no note: what is half-made goes with the scratch folder.
    """
    make_private(path.parent)
    if _work.notes and _work.scratch is None:
        _work.scratch = scratch_for_good()
    beside = (_work.scratch or path.parent) / f".{path.name[:_LONGEST]}-new-{secrets.token_hex(4)}"
    try:
        beside.touch(OWNER, exist_ok=False)
        yield beside
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_kept(path: Path, content: bytes) -> None:
    """Write a file of the cache; readers see all of it or nothing."""
    with kept_file(path) as beside:
        beside.write_bytes(content)
