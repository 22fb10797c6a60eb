"""The files of a folder that people put there, and what in it cannot be looked at."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from generator.definitions.problem import Problem, SourceLine
from generator.files.programme_folder import LEFT_BEHIND, closed, visible

_LEFT_BEHIND = frozenset(name.casefold() for name in LEFT_BEHIND)


def incoming(
    folder: Path, name: str, passed: list[Problem], wanted: Callable[[str], bool] = lambda _: True
) -> Iterator[tuple[Path, str]]:
    """Yield each ordinary file below a folder and what messages call it, in order of names.

    ``name`` is what they call the folder. Of files whose names are not ``wanted`` nothing is
    said. Links are not followed, as they may lead round in a circle; they, folders that cannot
    be opened, and what is no file are added to ``passed``.
    """
    if shut := closed(folder, name):
        passed.append(shut)
        return
    for entry in sorted(os.scandir(folder), key=lambda one: one.name):
        called = f"{name}/{visible(entry.name)}"
        if entry.name.startswith((".", "~$")) or entry.name.casefold() in _LEFT_BEHIND:
            continue
        if entry.is_symlink():
            fault, remedy = "This is a link to another place.", "Put the file itself here."
            passed.append(Problem(SourceLine(called), "outside-link", fault, remedy))
        elif entry.is_dir(follow_symlinks=False):
            yield from incoming(Path(entry.path), called, passed, wanted)
        elif not wanted(entry.name):
            continue
        elif stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
            yield Path(entry.path), called
        else:
            fault = "This is no ordinary file."
            problem = Problem(SourceLine(called), "not-ours", fault, "Take it out of the folder.")
            passed.append(problem)
