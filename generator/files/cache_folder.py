"""Where builds keep what the next build need not make anew, and what they look for again.

It lies in the programme's folder. A programme on a share that cannot be
written, or that somebody else builds too, is kept in the user's own folder.
Nobody but its owner may open it: it holds previews and restricted pages.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from generator.files import writing
from generator.files.programme_folder import CACHE
from generator.files.sealed import user_folder

#: Below the cache: notes of what commands are writing.
UNFINISHED = "unfinished"


def cache_folder(programme: Path, environment: Mapping[str, str] = os.environ) -> Path:
    """Return a programme's folder for kept things, made where it is missing.

    Raises OSError where neither place can be written.
    """
    own = programme / CACHE
    try:
        writing.make_private(own)
    except OSError:
        return _made(_of_the_user(programme, environment))
    ours = os.access(own, os.R_OK | os.W_OK | os.X_OK)
    return own if ours else _made(_of_the_user(programme, environment))


def begin_writing(programme: Path) -> Iterator[str]:
    """Begin a command's writing, and yield a line for each interrupted one that is settled."""

    def notes() -> Path:
        is_one = (programme / "instruments").is_dir()
        whole = cache_folder(programme) if is_one else _made(_of_the_user(programme, os.environ))
        return _made(whole / UNFINISHED)

    writing.begin(notes)
    for place in (programme / CACHE, _of_the_user(programme, os.environ)):
        yield from writing.settle_unfinished(place / UNFINISHED)


def _of_the_user(programme: Path, environment: Mapping[str, str]) -> Path:
    """Return a folder of the user's own, which is another one for each programme."""
    name = hashlib.sha256(str(programme.resolve()).encode()).hexdigest()[:16]
    return user_folder(environment) / name


def _made(folder: Path) -> Path:
    writing.make_private(folder)
    return folder
