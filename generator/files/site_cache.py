"""Keeps what a build generated, so that the next one with the same inputs need not do it again.

Only released values and public pages are ever kept here: the content of a
finished site. An entry that cannot be read is as good as none.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KEPT_ENTRIES = 4


@dataclass(frozen=True, slots=True)
class Kept:
    """One entry: small JSON values, texts by kind and name, and files by name."""

    values: Mapping[str, Any]
    texts: Mapping[str, Mapping[str, str]]
    files: Mapping[str, bytes]


def keep(folder: Path, key: str, entry: Kept) -> None:
    """Write an entry under its key, and let the oldest entries go."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=folder, prefix=".site-")
    os.close(handle)
    # One part after the other: a site of a nation is larger than what one wants in memory twice.
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("values", json.dumps(dict(entry.values)))
        for kind, texts in entry.texts.items():
            for name, text in texts.items():
                archive.writestr(f"texts/{kind}/{name}", text)
        for name, content in entry.files.items():
            archive.writestr(f"files/{name}", content)
    Path(beside).replace(folder / f"site-{key}.zip")
    entries = sorted(folder.glob("site-*.zip"), key=lambda path: path.stat().st_mtime)
    for old in entries[:-KEPT_ENTRIES]:
        old.unlink(missing_ok=True)


def recall(folder: Path, key: str) -> Kept | None:
    """Return the entry kept under a key; None where there is none that can be read."""
    texts: dict[str, dict[str, str]] = {}
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(folder / f"site-{key}.zip") as archive:
            values = json.loads(archive.read("values"))
            for entry in archive.namelist():
                kind, _, name = entry.partition("/")
                if kind == "texts":
                    kind, _, name = name.partition("/")
                    texts.setdefault(kind, {})[name] = archive.read(entry).decode()
                elif kind == "files":
                    files[name] = archive.read(entry)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None
    return Kept(values, texts, files)
