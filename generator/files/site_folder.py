"""A finished site's folder on disk: what is ours in it, and what finishes it.

A folder is replaced only if we wrote it: every finished site carries
``manifest.sha256``, and each file in it must be listed there. The new site is
complete before the old one goes, and the old one comes back if the exchange
fails (``writing.new_folder``).
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from generator.files.programme_folder import LEFT_BEHIND

MANIFEST = "manifest.sha256"
SEARCH_INDEX = "search/search_index.js"
_LISTED = re.compile(r"^([0-9a-f]{64})  (.+)$")


def not_ours(folder: Path, manifest: str = MANIFEST) -> list[str]:
    """Return the files in a folder that are not as its manifest lists them; all, if it has none."""
    known = listed(folder, manifest)
    there = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if not path.is_dir() and path.name not in {manifest, *LEFT_BEHIND}
    }
    return sorted(name for name, path in there.items() if known.get(name) != _digest(path))


def listed(folder: Path, manifest: str = MANIFEST) -> dict[str, str]:
    """Return the digest of each file that a folder's manifest lists, by its name."""
    file = folder / manifest
    lines = file.read_text("utf-8", "replace").splitlines() if file.is_file() else []
    return {found[2]: found[1] for line in lines if (found := _LISTED.match(line))}


def finish(site_dir: Path, search: str, *, whole: bool = True) -> None:
    """Write the search index and, last, the manifest of every file, unless it is part of a site."""
    index = site_dir / SEARCH_INDEX
    index.parent.mkdir(exist_ok=True)
    index.write_bytes(search.encode())
    if whole:
        write_manifest(site_dir)


def write_manifest(site_dir: Path) -> None:
    """Write a line ``hash  path`` for each file of a site, for ``sha256sum -c``."""
    files = (path for path in site_dir.rglob("*") if path.is_file() and path.name != MANIFEST)
    named = sorted((path.relative_to(site_dir).as_posix(), path) for path in files)
    lines = "".join(f"{_digest(path)}  {name}\n" for name, path in named)
    (site_dir / MANIFEST).write_bytes(lines.encode())


def _digest(path: Path) -> str:
    """Return a file's SHA-256; nothing of a link that leads nowhere, or another thing."""
    if not path.is_file():
        return ""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
