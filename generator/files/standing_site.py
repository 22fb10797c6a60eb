"""What stands in a site as the engine would write it again is taken over as it is.

The engine takes longer than all else where few pages have changed. What it reads is known as long
as it runs nothing but Python-Markdown's own extensions and our plugin: what was generated, the
hand-written pages, the settings and templates, our code, and the versions of packages. Where all
of that is as it was, the site is left where it is. Where only some results pages are others, the
rest of them are copied: each is known by a name for all that it was made from, and believed only
as the manifest lists it that we have sealed.
"""

from __future__ import annotations

import hashlib
import json
import re
import sysconfig
from collections.abc import Mapping, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from generator.files.cache import cache_folder, let_go, read_sealed, write_sealed
from generator.files.programme_folder import digest_of, fingerprint
from generator.files.site_folder import MANIFEST, listed, not_ours

#: So many sites are known again.
KEPT = 20
#: Settings that come from elsewhere.
_ELSEWHERE = re.compile(r"!ENV|!relative|^INHERIT", re.MULTILINE)
#: What search finds on a page, as the plugin notes it.
Found = Sequence[Mapping[str, str]]


def reads(folder: Path, code: str) -> str:
    """Return a name for all that the engine reads but what was generated.

    ``code`` is a name for our own. Empty where the engine may read more than we know, or nothing.
    """
    settings = folder / "mkdocs.yml"
    try:
        config = load_config(str(settings), strict=False)
    except MkDocsException:
        return ""  # the engine says what is wrong
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
    return digest_of([(code, files), *((one, "") for one in packages())])


def packages() -> list[str]:
    """Return the packages that are installed, each with its version."""
    return sorted(path.name for path in Path(sysconfig.get_path("purelib")).glob("*-info"))


class StandingSite:
    """A site that stands, and the one that takes its place, by names of what each is made from.

    ``shared`` is a name for all that the engine reads but what was generated, ``name`` one for
    that as well.
    """

    def __init__(self, folder: Path, site_dir: Path, shared: str, generated: str) -> None:
        self.shared, self._name = shared, digest_of([(shared, generated)])
        self._folder, self._site = folder, site_dir
        kept = read_sealed(self._record()) or b"{}"
        known: dict[str, Any] = json.loads(kept)
        self._known = known if known.get("manifest") == self._written() else {}
        self._listed = listed(site_dir) if self._known else {}
        self._written_from: Mapping[str, tuple[str, Found]] = self._known.get("pages", {})
        self._pages: dict[str, tuple[str, Found]] = {}

    def stands(self) -> bool:
        """Tell whether the site is, file by file, what the engine would write."""
        if self._known.get("name") != self._name or not_ours(self._site):
            return False
        return all((self._site / one).is_file() for one in self._listed)

    def copied(self, address: str, name: str, target: Path) -> Found | None:
        """Copy a page into another site, and return what search finds on it.

        None where there is none of this name, or it is not as it was written.
        """
        known, found = self._written_from.get(address, ("", ()))
        page = self._site / address
        if known != name or not page.is_file():
            return None
        content = page.read_bytes()
        if hashlib.sha256(content).hexdigest() != self._listed.get(address):
            return None
        place = target / address
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        return found

    def note(self, address: str, name: str, found: Found) -> None:
        """Note what a page of the new site is made from, and what search finds on it."""
        self._pages[address] = (name, found)

    def remember(self) -> None:
        """Keep what is known of the site that stands there now."""
        known = {"manifest": self._written(), "name": self._name, "pages": self._pages}
        write_sealed(self._record(), json.dumps(known).encode())
        let_go(self._record().parent.iterdir(), KEPT)

    def _record(self) -> Path:
        return cache_folder(self._folder) / "standing" / f"{self._written()}.sealed"

    def _written(self) -> str:
        """Return a digest of the site's list of files."""
        manifest = self._site / MANIFEST
        return hashlib.sha256(manifest.read_bytes()).hexdigest() if manifest.is_file() else ""
