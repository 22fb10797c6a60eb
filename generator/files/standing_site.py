"""A site that stands as the engine would write it again is left where it is.

The engine takes longer than all else where only answers have changed that no page shows. What it
reads is known as long as it runs nothing but Python-Markdown's own extensions and our plugin: what
was generated, the hand-written pages, the settings and templates, and its own version.
"""

from __future__ import annotations

import hashlib
import re
import sysconfig
from importlib.metadata import entry_points
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from generator.files.cache import cache_folder, read_sealed, write_sealed
from generator.files.programme_folder import digest_of, fingerprint
from generator.files.site_folder import MANIFEST, listed, not_ours

#: So many sites are known again.
KEPT = 20
_FILE = "standing.sealed"
#: Settings that come from elsewhere.
_ELSEWHERE = re.compile(r"!ENV|!relative|^INHERIT", re.MULTILINE)


def reads(folder: Path, config: MkDocsConfig, generated: str) -> str:
    """Return a name for all that the engine reads; empty where it may read more than we know.

    ``generated`` is a name for what was generated.
    """
    settings = folder / "mkdocs.yml"
    known = {
        one.name
        for one in entry_points(group="markdown.extensions")
        if one.value.startswith("markdown.extensions.")
    }
    more = {*config.markdown_extensions} - known or {*config.plugins} - {"mentoring"}
    if more or config.hooks or _ELSEWHERE.search(settings.read_text("utf-8-sig", "replace")):
        return ""
    own = [Path(config.theme.custom_dir)] if config.theme.custom_dir else []
    files = fingerprint(settings, Path(config.docs_dir), *own)
    return digest_of([(generated, files), *((one, "") for one in packages())])


def packages() -> list[str]:
    """Return the packages that are installed, each with its version."""
    return sorted(path.name for path in Path(sysconfig.get_path("purelib")).glob("*-info"))


def stands(folder: Path, name: str, site_dir: Path) -> bool:
    """Tell whether a site is, file by file, what the engine wrote when it read the same."""
    if not name or f"{name} {_written(site_dir)}" not in _known(folder):
        return False
    return not not_ours(site_dir) and all((site_dir / one).is_file() for one in listed(site_dir))


def remember(folder: Path, name: str, site_dir: Path) -> None:
    """Keep what the engine wrote when it read all that has a name."""
    line = f"{name} {_written(site_dir)}"
    others = [one for one in _known(folder) if one != line]
    kept = "\n".join([*others[1 - KEPT :], line])
    write_sealed(cache_folder(folder) / _FILE, kept.encode())


def _known(folder: Path) -> list[str]:
    return (read_sealed(cache_folder(folder) / _FILE) or b"").decode().splitlines()


def _written(site_dir: Path) -> str:
    """Return a digest of a site's list of files."""
    manifest = site_dir / MANIFEST
    return hashlib.sha256(manifest.read_bytes()).hexdigest() if manifest.is_file() else ""
