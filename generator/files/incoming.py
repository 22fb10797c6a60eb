"""The files of a folder that people put there, and what in it cannot be looked at."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from generator.definitions.problem import Problem, SourceLine
from generator.files.programme_folder import LEFT_BEHIND, closed, visible

_LEFT_BEHIND = frozenset(name.casefold() for name in LEFT_BEHIND)


def incoming(
    folder: Path,
    name: str,
    passed: list[Problem],
    wanted: Callable[[str], bool] = lambda _: True,
    enters: Callable[[Path], bool] = lambda _: True,
    *,
    hidden: bool = False,
) -> Iterator[tuple[Path, str]]:
    """Yield each ordinary file below a folder and what messages call it, in order of names.

    ``name`` is what they call the folder. Of files whose names are not ``wanted`` nothing is
    said; folders that it ``enters`` not and, unless they are asked for, what is ``hidden``
    are passed over. Links are not followed, as they may lead round in a circle;
    they, folders that cannot be opened, and what is no file are added to ``passed``.
    """
    unseen = () if hidden else (".", "~$")
    if shut := closed(folder, name):
        passed.append(shut)
        return
    for entry in sorted(os.scandir(folder), key=lambda one: one.name):
        is_nobodys = entry.name.startswith(unseen) or entry.name.casefold() in _LEFT_BEHIND
        path = Path(entry.path)
        called = f"{name}/{visible(entry.name)}" if name else visible(entry.name)
        if entry.is_dir(follow_symlinks=False):
            if (hidden or not entry.name.startswith(".")) and enters(path):
                yield from incoming(path, called, passed, wanted, enters, hidden=hidden)
        elif is_nobodys:
            continue
        elif entry.is_symlink():
            fault, remedy = "This is a link to another place.", "Put the file itself here."
            passed.append(Problem(SourceLine(called), "outside-link", fault, remedy))
        elif not wanted(entry.name):
            continue
        elif entry.is_file():
            yield path, called
        else:
            fault = "This is no ordinary file."
            problem = Problem(SourceLine(called), "not-ours", fault, "Take it out of the folder.")
            passed.append(problem)
