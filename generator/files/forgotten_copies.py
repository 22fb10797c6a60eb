"""Files as they were before somebody's answers were taken out, until that is confirmed.

They stand in ``forgotten-copies`` below the responses folder, which no reading looks
into, under a name that does not tell the code. The files and their copies are written
together: all of them, or none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from generator.files import writing

COPIES = "forgotten-copies"


def take_out(folder: Path, code: str, changed: Mapping[str, bytes]) -> Path | None:
    """Give files below a folder new contents, all or none; return where their copies are.

    ``changed`` maps relative names to contents. Of copies kept earlier no copy is kept
    again: there may be none to return. Raises OSError where the disk refuses.
    """
    place = _next(folder / COPIES / _digest(code))
    kept = {
        place / file: (folder / file).read_bytes()
        for file in changed
        if not file.startswith(f"{COPIES}/")
    }
    new = {folder / file: content for file, content in changed.items()}
    writing.write_files({**kept, **new}, writing.AS_IT_WAS, sure=True)
    return place if kept else None


def confirm(folder: Path, code: str) -> int:
    """Delete the copies that were kept for a code; return how many files there were."""
    copies = folder / COPIES / _digest(code)
    if not copies.is_dir():
        return 0
    count = sum(1 for path in copies.rglob("*") if path.is_file())
    writing.remove_folder(copies)
    if not any(copies.parent.iterdir()):
        copies.parent.rmdir()
    return count


def earlier_copies(folder: Path) -> Iterator[Path]:
    """Yield the files kept from earlier removals, in order."""
    for path in sorted((folder / COPIES).rglob("*")):
        if path.is_file():
            yield path


def _digest(code: str) -> str:
    return hashlib.sha256(f"mentoring forget {code}".encode()).hexdigest()[:16]


def _next(folder: Path) -> Path:
    number = 1
    while (folder / str(number)).exists():
        number += 1
    return folder / str(number)
