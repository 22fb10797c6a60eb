"""Where builds keep what the next build need not make anew, and what they look for again.

It lies in the programme's folder. A programme on a share that cannot be
written, or that somebody else builds too, is kept in the user's own folder.
Nobody but its owner may open it: it holds previews and restricted pages.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from generator.files import writing
from generator.files.programme_folder import CACHE
from generator.files.sealed import user_folder

#: Below the cache: notes of what commands are writing.
UNFINISHED = "unfinished"


def cache_folder(programme: Path, environment: Mapping[str, str] = os.environ) -> Path:
    """Return a programme's folder for kept things, made where it is missing.

    Where neither place can be written, it is one that goes with this process.
    """
    own, users = programme / CACHE, _of_the_user(programme, environment)
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
        whole = cache_folder(programme) if is_one else _of_the_user(programme, os.environ)
        writing.make_private(whole / UNFINISHED)
        return whole / UNFINISHED

    writing.begin(notes)
    for place in (programme / CACHE, _of_the_user(programme, os.environ)):
        yield from writing.settle_unfinished(place / UNFINISHED)


def _of_the_user(programme: Path, environment: Mapping[str, str]) -> Path:
    """Return a folder of the user's own, which is another one for each programme."""
    name = hashlib.sha256(str(programme.resolve()).encode()).hexdigest()[:16]
    return user_folder(environment) / name
