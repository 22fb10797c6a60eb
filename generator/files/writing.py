"""Writing that loses nothing: beside the target first, then swapped in."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path


def write_file(path: Path, content: bytes) -> None:
    """Write a file so that readers see the old or the new content, never a part.

    Folders are made where they are missing. Raises OSError where the disk refuses.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder; names are relative, with forward slashes."""
    for name, content in files.items():
        write_file(folder / name, content)


def has_files(folder: Path) -> bool:
    """Return True where the folder exists and holds anything."""
    return folder.is_dir() and any(folder.iterdir())


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, where they are missing."""
    folder.mkdir(parents=True, exist_ok=True)


def site_around(path: Path, *sites: Path) -> Path | None:
    """Return the site folder that a path lies in: a finished site, or one of those named."""
    for parent in path.resolve().parents:
        if (parent / "manifest.sha256").is_file() or parent in [site.resolve() for site in sites]:
            return parent
    return None


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    r"""Return a table as CSV in UTF-8; no cell can become a formula in a spreadsheet.

    >>> csv_bytes(["unit", "value"], [["=1+1", -2.5]])
    b"unit,value\r\n'=1+1,-2.5\r\n"
    """
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(header)
    table.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in {*"=+-@\t\r"} else cell
