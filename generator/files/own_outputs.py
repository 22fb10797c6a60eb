"""Writes what a command makes, and never over a file that we did not write.

Ours is a file whose very bytes we wrote at its place: their digest is kept in the
programme's cache. Whatever somebody has changed, filled in or put there is theirs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from generator.definitions.problem import Problem, SourceLine, refuse
from generator.files import writing
from generator.files.cache import cache_folder, read_sealed, write_sealed
from generator.files.output_guard import NO_REPOSITORY
from generator.files.programme_folder import RESPONSES, shown

REGISTER = "written.sealed"
#: So many files are known, the last ones written; and so many contents of each.
MOST, CONTENTS = 5000, 3
FORCE = "Move it away, name another place, or replace it: --force."
#: For what people fill in: nothing puts anything over it.
NO_FORCE = "Move it away, or name another place."


def write(
    folder: Path,
    files: Mapping[Path, bytes],
    found: list[Problem],
    *,
    public: bool = False,
    over: Collection[Path] = (),
    remedy: str = NO_FORCE,
) -> None:
    """Write all files of a programme's command; none where an error was ``found``.

    They are their owner's alone and kept out of version control, unless they are ``public``.
    A file that is not ours is an error, with this ``remedy``, unless it is one of ``over``.
    Raises RefusedError with all that was found, and OSError where the disk refuses.
    """
    files = files if public else {**files, **_kept_out(folder, files)}
    register = cache_folder(folder) / REGISTER
    known = _known(register)
    found += _refused(folder, [p for p in files if p not in over], known, remedy)
    refuse(found)
    for path, content in files.items():
        before = known.pop(_name(path, folder), [])
        known[_name(path, folder)] = [*before[1 - CONTENTS :], _digest(content)]
    # Before the files: one that is written, but not known, could never be written again.
    last = dict(list(known.items())[-MOST:])
    write_sealed(register, json.dumps(last).encode())
    writing.write_files(files, writing.EVERYBODY if public else writing.OWNER)


def _kept_out(folder: Path, files: Iterable[Path]) -> dict[Path, bytes]:
    """Return what keeps those folders of private files that are new out of repositories.

    Not below the responses, which the programme's own rules keep out.
    """
    responses = (folder / RESPONSES).resolve()
    new = {file.parent for file in files if not file.parent.exists()}
    ours = (place for place in new if not place.resolve().is_relative_to(responses))
    return {place / name: text for place in ours for name, text in NO_REPOSITORY.items()}


def ours(folder: Path, below: Path) -> list[Path]:
    """Return the files below a folder, an absolute one, that are still as we wrote them."""
    known = _known(cache_folder(folder) / REGISTER)
    places = [((folder.resolve() / name), digests) for name, digests in known.items()]
    return [
        path
        for path, digests in sorted(places)
        if path.is_relative_to(below) and path.is_file() and _digest(path.read_bytes()) in digests
    ]


def remove(paths: Iterable[Path], below: Path) -> tuple[Path, ...]:
    """Remove files of ours, and the folders below this one that are empty then.

    Returns those that the disk let go of.
    """
    gone = []
    for path in paths:
        with suppress(OSError):
            path.unlink()
            gone.append(path)
            for parent in path.relative_to(below.resolve()).parents[:-1]:
                (below / parent).rmdir()
    return tuple(gone)


def _refused(
    folder: Path, paths: Iterable[Path], known: Mapping[str, list[str]], remedy: str
) -> Iterator[Problem]:
    for path in paths:
        where = SourceLine(shown(path, folder))
        if path.is_dir():
            fault = "There is a folder of this name."
            yield Problem(where, "file-in-use", fault, "Name another place.")
        elif path.exists() and _digest(path.read_bytes()) not in known.get(_name(path, folder), []):
            fault = "The program did not write this file, or somebody has changed it since."
            yield Problem(where, "file-in-use", fault, remedy)


def _known(register: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(read_sealed(register) or b"{}")
    return found


def _name(path: Path, folder: Path) -> str:
    """Return a path that stays the same wherever a programme is moved, or called from."""
    whole = path.resolve()
    inside = whole.is_relative_to(folder.resolve())
    return (whole.relative_to(folder.resolve()) if inside else whole).as_posix()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
