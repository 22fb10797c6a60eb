"""Keeps what a build generated, so that the next one with the same inputs need not do it again.

Only released values and public pages are ever kept here: the content of a
finished site. An entry that cannot be read is as good as none.
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from generator.files.writing import write_file
from generator.report.site import GeneratedSite

_TEXTS = ("pages", "slots", "values")


def keep(folder: Path, key: str, site: GeneratedSite, notes: dict[str, object]) -> None:
    """Write a generated site under its key, and forget entries of other keys."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        texts = {name: dict(getattr(site, name)) for name in _TEXTS}
        archive.writestr("texts.json", json.dumps({"notes": notes, **texts}))
        for name, content in site.files.items():
            archive.writestr(f"files/{name}", content)
    entry = folder / f"site-{key}.zip"
    write_file(entry, packed.getvalue())
    kept = sorted(folder.glob("site-*.zip"), key=lambda path: path.stat().st_mtime)
    for old in kept[:-4]:
        old.unlink(missing_ok=True)


def recall(folder: Path, key: str) -> tuple[GeneratedSite, dict[str, object]] | None:
    """Return the generated site kept under a key, with its notes; None where there is none."""
    entry = folder / f"site-{key}.zip"
    try:
        with zipfile.ZipFile(entry) as archive:
            texts = json.loads(archive.read("texts.json"))
            files = {
                name.removeprefix("files/"): archive.read(name)
                for name in archive.namelist()
                if name.startswith("files/")
            }
        return GeneratedSite(texts["pages"], texts["slots"], files, texts["values"]), texts["notes"]
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None
