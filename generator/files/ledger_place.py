"""Where the ledger of releases and its key lie, and whether they have changed.

Apart from what reads the ledger, so that a build with nothing changed need not
load that.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

#: The ledger's folder inside the responses folder.
RELEASES = "releases"
#: Names the key's file where it is not the default one.
VARIABLE = "MENTORING_KEY"


def key_path(environment: Mapping[str, str]) -> Path:
    """Return where the key lies: where MENTORING_KEY says, or in the user's own folder."""
    named = environment.get(VARIABLE, "").strip()
    if named:
        return Path(named).expanduser()
    if os.name == "nt" and environment.get("APPDATA"):
        return Path(environment["APPDATA"]) / "mentoring" / "release.key"
    config = environment.get("XDG_CONFIG_HOME", "").strip()
    base = Path(config) if config else Path("~/.config").expanduser()
    return base / "mentoring" / "release.key"


def head_path(key: Path) -> Path:
    """Return where the newest digests are kept, beside the key."""
    return key.with_name(f"{key.name}.head")


def state(responses: Path, key: Path) -> str:
    """Return a digest of the ledger, the key and what is kept beside it, to know changes by."""
    whole = hashlib.sha256()
    for path in (*entry_files(responses), key, head_path(key)):
        content = path.read_bytes() if path.is_file() else b"missing"
        whole.update(hashlib.sha256(content).digest())
    return whole.hexdigest()


def entry_files(responses: Path) -> list[Path]:
    """Return the entries in the order of their numbers."""
    return sorted((responses / RELEASES).glob("release-*.json"))
