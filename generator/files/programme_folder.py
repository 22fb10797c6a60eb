"""The programme's folder on disk: its definitions, its pages, its cache."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from generator.definitions.problem import Problem, RefusedError, SourceLine

#: Below a programme's folder, what is kept from build to build.
CACHE = ".cache/mentoring"
#: The data holder's folder of answers; the organiser's beside it, which holds none.
RESPONSES, RECORDS = "responses", "records"
#: Names people, and is read by the draw alone.
PREFERENCES = "preferences"
Kind = Literal["open", "preview", "restricted"]
#: Where each kind of site goes unless somebody names another folder.
SITE_FOLDERS: Mapping[Kind, str] = {
    "open": "site",
    "preview": "site-preview",
    "restricted": "site-restricted",
}
#: The folder of the ledger, inside the responses folder.
RELEASES = "releases"
#: Files that Windows and macOS leave in any folder that somebody has looked into.
LEFT_BEHIND = frozenset({"Thumbs.db", "desktop.ini", ".DS_Store"})
#: What is told of a definition that is there and whose text cannot be read.
UNREAD = frozenset({"file-too-large", "not-utf-8", "unreadable"})
#: A definition is a few kilobytes; anything far larger is not one.
LARGEST_DEFINITION = 1_000_000


def read_definitions(folder: Path, found: list[Problem]) -> dict[str, str]:
    """Read every YAML file below ``instruments/`` as text, by its path from the folder.

    A file that is too large, cannot be read, or is not UTF-8 is a problem with its place.
    Raises RefusedError where there is no such folder, or it lies elsewhere.
    """
    root = folder / "instruments"
    if not root.is_dir():
        fault = "There is no folder 'instruments' here."
        remedy = "Run this in a programme's folder, name it with -C, or make one: mentoring init."
        raise RefusedError((*found, Problem(SourceLine(root.name), "no-programme", fault, remedy)))
    texts: dict[str, str] = {}
    found += stray_links(folder, root)
    if any(problem.where.path == root.name for problem in found):
        raise RefusedError(found)  # nothing of it lies here
    for path in sorted(root.rglob("*")):
        if not _is_definition(path) or not _true(path).is_relative_to(_true(root)):
            continue
        name = visible(path.relative_to(folder).as_posix())
        text = _text(path, name)
        if isinstance(text, Problem):
            found.append(text)
        else:
            texts[name] = text
    return texts


def stray_links(folder: Path, root: Path) -> tuple[Problem, ...]:
    """Return a problem for each link in a folder of sources that leads out of it, or round.

    What lies elsewhere was not put here to be published. Nothing asks whether
    something is a link, only where it truly lies: that holds for symbolic
    links and for the junctions of Windows alike.
    """
    shown_as = visible(os.path.relpath(root, folder).replace(os.sep, "/"))
    here = root.absolute().is_relative_to(folder.absolute())
    if here and not _true(root).is_relative_to(_true(folder)):
        return (_stray(shown_as, f"leads out of the programme's folder, to {_true(root)}"),)
    found = []
    for place, folders, names in os.walk(root):
        for path in (Path(place, name) for name in sorted([*folders, *names])):
            where = _where_it_leads(path, root, shown_as)
            if where:
                name = f"{shown_as}/{path.relative_to(root).as_posix()}"
                found.append(_stray(visible(name), where))
                folders[:] = [other for other in folders if other != path.name]
    return tuple(found)


def _where_it_leads(path: Path, root: Path, shown_as: str) -> str:
    """Return what is wrong with where a path truly lies, or nothing."""
    true = _true(path)
    if not true.is_relative_to(_true(root)):
        return f"leads out of {shown_as}, to {visible(str(true))}"
    if not path.exists():
        return "leads nowhere"
    if true.is_dir() and _true(path.parent).is_relative_to(true):
        return "leads to a folder that it is in"
    return ""


def _true(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _stray(name: str, what: str) -> Problem:
    return Problem(
        SourceLine(name),
        "outside-link",
        f"This is a link that {what}.",
        "Delete the link. If its content belongs here, put a copy of it in its place.",
    )


def _is_definition(path: Path) -> bool:
    """Tell a definition from other files; hidden ones are what other systems leave behind."""
    hidden = path.name.startswith(".")
    return path.suffix.lower() in {".yml", ".yaml"} and not hidden and path.is_file()


def visible(name: str) -> str:
    """Return a path for messages, which take one line each."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)


def _text(path: Path, name: str) -> str | Problem:
    where = SourceLine(name)
    if path.stat().st_size > LARGEST_DEFINITION:
        fault = f"The file is larger than {LARGEST_DEFINITION // 1000:,} kB."
        return Problem(where, "file-too-large", fault, "Remove what is not a definition.")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        fault = "The file is not UTF-8 text."
        remedy = "Save it as UTF-8 in your editor."
        return Problem(SourceLine(name, line), "not-utf-8", fault, remedy)
    except OSError as error:
        return Problem(where, "unreadable", f"The file cannot be read: {error.strerror}.", "")


def own_responses(folder: Path) -> Path | None:
    """Return the programme's own responses folder, where it or the records hold anything.

    An empty ledger is nothing.
    """
    own = folder / RESPONSES
    if records_of(own) is not None:
        return own
    found = own.iterdir() if own.is_dir() else ()
    return own if any(path.name != RELEASES for path in found) else None


def records_of(responses: Path) -> Path | None:
    """Return the organiser's records beside a folder of answers; None where there are none.

    Only a folder that is called ``responses`` has them, so that trial answers never meet
    the real lists.
    """
    whole = Path(os.path.normpath(responses.absolute()))
    beside = whole.parent / RECORDS
    return beside if whole.name.casefold() == RESPONSES and beside.is_dir() else None


def private_folders(responses: Path | None) -> list[Path]:
    """Return the folder of answers and the records beside it, as far as there are any."""
    beside = records_of(responses) if responses else None
    return [path for path in (responses, beside) if path is not None]


def is_there(responses: Path) -> bool:
    """Tell whether there are answers to read, or at least the organiser's records."""
    return responses.is_dir() or records_of(responses) is not None


def closed(folder: Path, place: str) -> Problem | None:
    """Return what is wrong with a folder that cannot be opened; nothing where there is none."""
    try:
        os.scandir(folder).close()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        fault = f"The folder cannot be read: {error.strerror or 'the disk refuses'}."
        remedy = "Ask for access. Answers are opened by the data holder alone: let them run this."
        return Problem(SourceLine(place or "."), "unreadable", fault, remedy)
    return None


def answer_digests(responses: Path) -> dict[Path, str]:
    """Return a digest of each file that answers are read with, by its path.

    That is everything below the responses, and the records beside them: not the preferences,
    which nobody opens for this, nor what only the organiser may read.
    """
    found = digests(responses)
    beside = records_of(responses)
    for path in _files(beside) if beside else ():
        try:
            is_private = path.name.casefold().startswith(PREFERENCES)
            content = b"" if is_private else path.read_bytes()
        except OSError:
            content = b""
        found[path] = hashlib.sha256(content).hexdigest()
    return found


def fingerprint(*roots: Path) -> str:
    """Return a SHA-256 over the names and bytes of all files below the roots.

    A root may be a file; one that does not exist counts as empty. Compiled
    Python files are left out.
    """
    return digest_of(
        (path.relative_to(root).as_posix() if path != root else path.name, digest)
        for root in roots
        for path, digest in [*digests(root).items(), (root, "root")]
    )


def digest_of(named: Iterable[tuple[str, str]]) -> str:
    """Return a SHA-256 over names and what stands under each.

    >>> digest_of([("a", "b")]) == digest_of([("a", "b"), ("c", "d")])
    False
    """
    return hashlib.sha256(json.dumps(list(named)).encode()).hexdigest()


def digests(root: Path) -> dict[Path, str]:
    """Return the SHA-256 of each file below a folder, or of a file, by its path."""
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in _files(root)}


def _files(root: Path) -> Iterator[Path]:
    if root.is_file():
        yield root
        return
    for place, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f != "__pycache__")
        for name in sorted(names):
            path = Path(place, name)
            if path.is_file():
                yield path


def shown(path: Path, folder: Path) -> str:
    """Return what messages call a path: from the programme's folder where it lies inside it."""
    whole, root = path.resolve(), folder.resolve()
    return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else path.as_posix()
