"""Keeps what a build generated, so that the next one with the same inputs need not do it again.

Only released values and public pages are ever kept here: the content of a
finished site. An entry that cannot be read is as good as none.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.files.writing import write_file

KEPT_ENTRIES = 4


@dataclass(frozen=True, slots=True)
class Kept:
    """One entry: JSON values, and files by name."""

    values: Mapping[str, Any]
    files: Mapping[str, bytes]


def keep(folder: Path, key: str, entry: Kept) -> None:
    """Write an entry under its key, and let the oldest entries go."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("values.json", json.dumps(dict(entry.values)))
        for name, content in entry.files.items():
            archive.writestr(f"files/{name}", content)
    write_file(folder / f"site-{key}.zip", packed.getvalue())
    entries = sorted(folder.glob("site-*.zip"), key=lambda path: path.stat().st_mtime)
    for old in entries[:-KEPT_ENTRIES]:
        old.unlink(missing_ok=True)


def recall(folder: Path, key: str) -> Kept | None:
    """Return the entry kept under a key; None where there is none that can be read."""
    try:
        with zipfile.ZipFile(folder / f"site-{key}.zip") as archive:
            values = json.loads(archive.read("values.json"))
            names = [name for name in archive.namelist() if name.startswith("files/")]
            return Kept(values, {name.removeprefix("files/"): archive.read(name) for name in names})
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None
