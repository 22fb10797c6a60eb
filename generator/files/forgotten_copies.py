"""Taking rows out of several files as if it were one: all of them, or none.

Everything is written first, in a folder of its own: each file as it was
(``old``) and as it will be (``new``). One renaming says that it is to be done;
then each new file takes its place. Whoever is stopped before that renaming has
changed nothing, and what was written is swept up; whoever is stopped after it
has it finished by the next command (``finish``).

The files as they were stay in ``forgotten-copies`` until they are confirmed,
under a name that does not tell the code.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from generator.files.writing import OWNER, write_file

#: Where copies are kept below the responses; nothing there is read as a response.
COPIES = "forgotten-copies"
_MAKING, _DOING, _GONE = ".making-", ".doing-", ".gone-"


def take_out(folder: Path, code: str, changed: Mapping[str, bytes]) -> Path:
    """Give files below a folder new contents, all or none; return where their copies are.

    ``changed`` maps relative names to contents. Of copies kept earlier no copy is kept
    again. Raises OSError where the disk refuses: then nothing is changed, or ``finish``
    does the rest.
    """
    name = f"{_digest(code)}-{_next_number(folder, code)}"
    making = folder / COPIES / f"{_MAKING}{name}"
    shutil.rmtree(making, ignore_errors=True)
    (folder / COPIES).mkdir(exist_ok=True, mode=0o700)
    making.mkdir(mode=0o700)
    try:
        for part in ("old", "new"):
            (making / part).mkdir(mode=0o700)
        for file, content in changed.items():
            write_file(making / "new" / file, content, OWNER, sure=True)
            if not file.startswith(f"{COPIES}/"):
                write_file(making / "old" / file, (folder / file).read_bytes(), OWNER, sure=True)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    doing = making.rename(folder / COPIES / f"{_DOING}{name}")
    _put_in_place(folder, doing)
    return _kept(folder, doing)


def finish(folder: Path) -> list[str]:
    """Finish what was stopped, and sweep up what was only begun; say so, a sentence each."""
    told = []
    for making in sorted((folder / COPIES).glob(f"{_MAKING}*")):
        shutil.rmtree(making)
        told.append("A removal of answers had been stopped before it began. It must be run again.")
    for doing in sorted((folder / COPIES).glob(f"{_DOING}*")):
        left = _put_in_place(folder, doing)
        _kept(folder, doing)
        told.append("A removal of answers had been stopped in the middle. It is finished now.")
        told.extend(f"{file} has changed since then. Run the removal again." for file in left)
    for gone in sorted((folder / COPIES).glob(f"{_GONE}*")):
        shutil.rmtree(gone)
        told.append("The deletion of kept copies had been stopped. It is finished now.")
    if told:
        _remove_if_empty(folder / COPIES)
    return told


def _put_in_place(folder: Path, doing: Path) -> list[str]:
    """Put each new file in its place; return those whose place holds something else by now."""
    left = []
    new, old = doing / "new", doing / "old"
    for path in sorted(path for path in new.rglob("*") if path.is_file()):
        file = path.relative_to(new).as_posix()
        place, before = folder / file, old / file
        if place.is_file() and (not before.exists() or place.read_bytes() == before.read_bytes()):
            path.chmod(place.stat().st_mode & 0o777)
            path.replace(place)
        else:
            left.append(file)
            path.unlink()
    if new.exists():
        shutil.rmtree(new)
    return left


def _kept(folder: Path, doing: Path) -> Path:
    """Keep the files as they were under their final name, and return it."""
    digest, number = doing.name.removeprefix(_DOING).rsplit("-", 1)
    kept = folder / COPIES / digest / number
    kept.parent.mkdir(exist_ok=True, mode=0o700)
    if (doing / "old").exists():
        (doing / "old").rename(kept)
    doing.rmdir()
    return kept


def confirm(folder: Path, code: str) -> int:
    """Delete the copies that were kept for a code; return how many files there were."""
    copies = folder / COPIES / _digest(code)
    if not copies.is_dir():
        return 0
    count = sum(1 for path in copies.rglob("*") if path.is_file())
    shutil.rmtree(copies.rename(folder / COPIES / f"{_GONE}{copies.name}"))
    _remove_if_empty(folder / COPIES)
    return count


def earlier_copies(folder: Path) -> Iterator[Path]:
    """Yield the files kept from earlier removals, in order."""
    for path in sorted((folder / COPIES).rglob("*")):
        if path.is_file():
            yield path


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _digest(code: str) -> str:
    return hashlib.sha256(f"mentoring forget {code}".encode()).hexdigest()[:16]


def _next_number(folder: Path, code: str) -> int:
    number = 1
    while (folder / COPIES / _digest(code) / str(number)).exists():
        number += 1
    return number
