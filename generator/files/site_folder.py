"""The site's folder on disk: which one may be replaced, how, and what finishes it.

A folder is replaced only if we wrote it: every finished site carries
``manifest.sha256``, and each file in it must be listed there. The new site is
complete before the old one goes, and the old one comes back if the exchange
fails.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from generator.survey.problem import Problem, SourceLine

MANIFEST = "manifest.sha256"
SEARCH_INDEX = "search/index.js"
SOURCE_FOLDERS = ("instruments", "site_src", "responses")
#: Files that Windows and macOS leave in any folder that somebody has looked into.
_NOT_COUNTED = frozenset({MANIFEST, "Thumbs.db", "desktop.ini", ".DS_Store"})
_LISTED = re.compile(r"^([0-9a-f]{64})  (.+)$")


def site_dir_problems(
    folder: Path, site_dir: Path, keep_out: Sequence[Path] = ()
) -> tuple[Problem, ...]:
    """Return why ``site_dir`` may not be (re)placed, or nothing.

    It must not be, hold or lie in a source folder, must not hold the
    programme, and must be new, empty or a site of ours with nothing added.
    """
    site_dir, folder = site_dir.resolve(), folder.resolve()
    sources = [folder / name for name in SOURCE_FOLDERS] + [path.resolve() for path in keep_out]
    for source in sources:
        if site_dir == source or source in site_dir.parents or site_dir in source.parents:
            return (_refusal(site_dir, f"It is, holds or lies in the source folder {source}."),)
    if site_dir == folder or site_dir in folder.parents:
        return (_refusal(site_dir, "It holds the programme itself."),)
    if site_dir.exists() and not site_dir.is_dir():
        return (_refusal(site_dir, "It is a file."),)
    if not site_dir.is_dir() or not any(site_dir.iterdir()):
        return ()
    strange = _not_ours(site_dir)
    if strange:
        some = ", ".join(strange[:3]) + (" …" if len(strange) > 3 else "")
        return (_refusal(site_dir, f"It holds files that no build has written: {some}."),)
    return ()


def _refusal(site_dir: Path, why: str) -> Problem:
    return Problem(
        SourceLine(site_dir.as_posix()),
        "site-folder",
        f"The site cannot be written here. {why}",
        "Choose another --site-dir, or empty this one yourself.",
    )


def _not_ours(site_dir: Path) -> list[str]:
    """Return the files in a folder that its manifest does not list; all, if it has none."""
    known = listed(site_dir)
    return sorted(
        name
        for path in site_dir.rglob("*")
        if not path.is_dir() and path.name not in _NOT_COUNTED
        for name in [path.relative_to(site_dir).as_posix()]
        if name not in known
    )


def listed(site_dir: Path) -> dict[str, str]:
    """Return the digest of each file that a folder's manifest lists, by its name."""
    manifest = site_dir / MANIFEST
    lines = manifest.read_text("utf-8", "replace").splitlines() if manifest.is_file() else []
    return {found[2]: found[1] for line in lines if (found := _LISTED.match(line))}


def swap(fresh: Path, site_dir: Path) -> None:
    """Put the fresh folder in the place of the old one, which comes back if that fails."""
    if not site_dir.exists():
        fresh.rename(site_dir)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{site_dir.name}-old-", dir=site_dir.parent))
    old.rmdir()
    site_dir.rename(old)
    try:
        fresh.rename(site_dir)
    except OSError:
        old.rename(site_dir)
        raise
    shutil.rmtree(old, ignore_errors=True)


def finish(site_dir: Path, search: Sequence[Mapping[str, str]]) -> None:
    """Write the search index and, last, the manifest of every file."""
    index = site_dir / SEARCH_INDEX
    index.parent.mkdir(exist_ok=True)
    # A script and not JSON: from a file:// address a page may load a script, but fetch nothing.
    # "<" is escaped so that no tag stands in the file, wherever it may be pasted.
    entries = json.dumps(list(search), ensure_ascii=False, separators=(",", ":"))
    index.write_bytes(f"window.mentoringSearch={entries};\n".replace("<", "\\u003c").encode())
    (site_dir / MANIFEST).write_bytes(manifest(site_dir).encode())


def manifest(site_dir: Path) -> str:
    """Return a line ``hash  path`` for each file, for ``sha256sum -c manifest.sha256``."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(_digests(site_dir)))


def _digests(site_dir: Path) -> Iterable[tuple[str, str]]:
    for path in site_dir.rglob("*"):
        if path.is_file() and path.name != MANIFEST:
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            yield path.relative_to(site_dir).as_posix(), digest
