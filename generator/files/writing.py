"""Writing that loses nothing: beside the target first, then swapped in."""

from __future__ import annotations

import csv
import io
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from errno import ENOTDIR
from pathlib import Path

#: Who may read a file: everybody, or its owner alone (Windows keeps the folder's own rights).
EVERYBODY, OWNER = 0o644, 0o600


def write_file(path: Path, content: bytes, mode: int = EVERYBODY, *, sure: bool = False) -> None:
    """Write a file so that readers see the old or the new content, never a part.

    Folders are made where they are missing. With ``sure`` it is on the disk
    before this returns, whatever happens to the power. Raises OSError where
    the disk refuses.
    """
    with _told_as(path):
        _make_parents(path)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                if sure:
                    file.flush()
                    os.fsync(file.fileno())
            Path(beside).chmod(mode)
            Path(beside).replace(path)
            if sure:
                _settle(path.parent)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise


def _settle(folder: Path) -> None:
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


def _make_parents(path: Path) -> None:
    """Make the folders above a path; a file in the place of one of them is named."""
    files = [parent for parent in path.parents if parent.is_file()]
    if files:
        raise NotADirectoryError(ENOTDIR, "This is a file, not a folder", str(files[0]))
    path.parent.mkdir(parents=True, exist_ok=True)


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder; names are relative, with forward slashes."""
    for name, content in files.items():
        write_file(folder / name, content)


def has_files(folder: Path, but: str = "") -> bool:
    """Return True where the folder exists and holds anything; ``but`` does not count."""
    return folder.is_dir() and any(path.name != but for path in folder.iterdir())


def copy_folder(source: Path, target: Path) -> None:
    """Copy a folder with all that is in it, where there is one."""
    if source.is_dir():
        shutil.copytree(source, target)


def has_named(folder: Path, *names: str) -> bool:
    """Return True where a file of one of these names lies anywhere below the folder."""
    return any(path for name in names for path in folder.rglob(name))


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, where they are missing."""
    folder.mkdir(parents=True, exist_ok=True)


def site_around(path: Path, *sites: Path) -> Path | None:
    """Return the site folder that a path lies in: a finished site, or one of those named."""
    for parent in path.resolve().parents:
        if (parent / "manifest.sha256").is_file() or parent in [site.resolve() for site in sites]:
            return parent
    return None


@contextmanager
def replaced_folder(folder: Path) -> Iterator[Path]:
    """Give a new folder beside this one, which takes its place if all goes well."""
    with _told_as(folder):
        _make_parents(folder)
        if folder.is_file():
            raise NotADirectoryError(ENOTDIR, "This is a file, not a folder", str(folder))
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield beside
        beside.chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def marked_otherwise(folder: Path, name: str, mark: str) -> Path | None:
    """Return a folder that holds a file of this name with another mark: this one, above or below.

    The file's one line is the mark.
    """
    folder = folder.resolve()
    below = sorted(folder.rglob(name)) if folder.is_dir() else []
    for path in [folder / name, *(parent / name for parent in folder.parents), *below]:
        if path.is_file() and path.read_text(encoding="utf-8", errors="replace").strip() != mark:
            return path.parent
    return None


def names_ending(folder: Path, endings: tuple[str, ...]) -> list[str]:
    """Return the files below a folder whose names end so, whatever their case, in order."""
    paths = (path for path in folder.rglob("*") if path.name.lower().endswith(endings))
    return sorted(path.relative_to(folder).as_posix() for path in paths)


def remembers(folder: Path, name: str) -> bool:
    """Return True where ``remember`` was called with this name."""
    return (folder / name).is_file()


def remember(folder: Path, name: str) -> None:
    """Keep a name, and let older ones go."""
    write_file(folder / name, b"")
    names = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)
    for old in names[:-20]:
        old.unlink(missing_ok=True)


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
