"""Where a command may write: the one guard over places, for private files, sites and the key.

Nothing private lies in a site or among its sources; no site lies in what it is made from, in
the place of another audience's, or over anything that no build has written; and the key lies
where nobody else looks. Links are resolved. Files for their owner alone get the owner's rights
on Linux and macOS, from the first moment on. Windows keeps rights in lists that its folders
pass down; they are not touched here, so the words for people say where to keep such a folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from errno import ENOTEMPTY
from pathlib import Path

from generator.definitions.problem import Problem, RefusedError, SourceLine
from generator.files.programme_folder import SITE_FOLDERS, Kind, shown
from generator.files.site_folder import MANIFEST, not_ours
from generator.files.writing import OWNER, new_folder, write_new

#: Tells in every site whom it is for, so that no other audience's is written over it.
AUDIENCE_FILE = "audience.txt"
#: What each private folder holds, beside its files: version control passes over all in it.
NO_REPOSITORY: Mapping[str, bytes] = {".gitignore": b"*\n"}
SOURCE_FOLDERS = ("instruments", "site_src", "responses")


def touching(one: Path, other: Path) -> bool:
    """Tell whether one of two resolved folders is, holds or lies in the other."""
    return one.is_relative_to(other) or other.is_relative_to(one)


def is_taken(path: Path) -> bool:
    """Tell whether there is a file here, or a folder that holds anything."""
    return any(path.iterdir()) if path.is_dir() else path.exists()


# --- private files ------------------------------------------------------------------------


def site_faults(folder: Path, path: Path) -> Iterator[Problem]:
    """Yield a problem where a path lies in a site or among its sources, or is one.

    That is any finished site, or a place for one in the programme of ``folder``: every file there
    is published too.
    """
    places = [(folder / name).resolve() for name in ("site_src", *SITE_FOLDERS.values())]
    whole = path.resolve()
    for site in (whole, *whole.parents):
        if (site / MANIFEST).is_file() or site in places:
            fault = f"This is private and must not be in the site {site.as_posix()}."
            where = SourceLine(shown(path, folder))
            yield Problem(where, "under-the-site", fault, "Choose a folder outside every site.")
            return


def among_faults(folder: Path, path: Path, answers: Path) -> Iterator[Problem]:
    """Yield a problem where a path lies among answers, or is their folder: it may be read there."""
    if path.resolve().is_relative_to(answers.resolve()):
        fault = f"This must not be among the answers in {shown(answers, folder)}."
        remedy = "Choose a private folder of its own, outside of them."
        yield Problem(SourceLine(shown(path, folder)), "among-responses", fault, remedy)


def folder_faults(folder: Path, output: Path) -> Iterator[Problem]:
    """Yield why a new private folder cannot be made here, in the programme of ``folder``."""
    yield from site_faults(folder, output)
    if is_taken(output):
        fault = "There is something here already, and nothing is written over it."
        remedy = "Name a new folder: --output DIR."
        yield Problem(SourceLine(shown(output, folder)), "folder-in-use", fault, remedy)


def write_private_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder as a whole; one that exists must be empty.

    Names are relative, with forward slashes. Raises OSError where the disk refuses.
    """
    with new_folder(folder, 0o700) as beside:
        write_new(beside, {**files, **NO_REPOSITORY}, OWNER)
        if is_taken(folder):
            raise OSError(ENOTEMPTY, "Something has come into this folder", str(folder))


def who_can_open() -> str:
    """Return who can open what was written, in words, as far as this system lets us say."""
    if os.name == "posix":
        return "Only your own account can open this folder."
    return (
        "Windows decides who can open this folder, depending on where it is: "
        "keep it below your own user folder, never on a shared drive."
    )


def refuse_key_in(key: Path, keep_out: Sequence[Path]) -> None:
    """Refuse a key that lies in the programme, the responses or a site."""
    for folder in keep_out:
        if key.resolve().is_relative_to(folder.resolve()):
            fault = f"The key must not be in {folder.as_posix()}: others can read it there."
            raise RefusedError.at(
                key, "key-place", fault, "Name a place of your own in MENTORING_KEY."
            )


# --- sites --------------------------------------------------------------------------------


def audience_faults(folder: Path, site_dir: Path, kind: Kind) -> Iterator[Problem]:
    """Keep the three places apart: none is, holds or lies in another one."""
    target = site_dir.resolve()
    if folder.resolve().is_relative_to(target):
        return  # refused for holding the programme; the whole disk need not be searched
    others = [folder / name for other, name in SITE_FOLDERS.items() if other != kind]
    inside = (other for other in others if touching(target, other.resolve()))
    other = next(inside, None) or _of_another_audience(target, kind)
    if other is not None:
        fault = f"This site cannot be written here: {other} is for another audience."
        remedy = "Choose a --site-dir of its own."
        yield Problem(SourceLine(site_dir.as_posix()), "audience", fault, remedy)


def _of_another_audience(site_dir: Path, kind: Kind) -> Path | None:
    """Return a site that is for others: this folder, one above it or one below."""
    below = sorted(site_dir.rglob(AUDIENCE_FILE)) if site_dir.is_dir() else []
    for path in [*(place / AUDIENCE_FILE for place in (site_dir, *site_dir.parents)), *below]:
        if path.is_file() and path.read_text(encoding="utf-8", errors="replace").strip() != kind:
            return path.parent
    return None


def site_dir_problems(
    folder: Path, site_dir: Path, keep_out: Sequence[Path] = ()
) -> tuple[Problem, ...]:
    """Return why ``site_dir`` may not be (re)placed, or nothing.

    It must not be, hold or lie in a source folder, must not hold the
    programme, and must be new, empty or a site of ours with nothing added.
    """
    why = _why_not(folder.resolve(), site_dir.resolve(), [path.resolve() for path in keep_out])
    if not why:
        return ()
    fault = f"The site cannot be written here. {why}"
    remedy = "Choose another --site-dir, or empty this one yourself."
    return (Problem(SourceLine(site_dir.resolve().as_posix()), "site-folder", fault, remedy),)


def _why_not(folder: Path, site_dir: Path, keep_out: Sequence[Path]) -> str:
    for source in [*(folder / name for name in SOURCE_FOLDERS), *keep_out]:
        if touching(site_dir, source):
            return f"It is the same as, holds or is inside the source folder {source}."
    if folder.is_relative_to(site_dir):
        return "It holds the programme itself."
    if site_dir.exists() and not site_dir.is_dir():
        return "It is a file."
    strange = not_ours(site_dir) if is_taken(site_dir) else []
    some = ", ".join(strange[:3]) + (" …" if len(strange) > 3 else "")
    what = "It holds files that no build has written, or that somebody has changed since"
    return f"{what}: {some}." if strange else ""
