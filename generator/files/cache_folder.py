"""Where builds keep what the next build need not make anew, and what they look for again.

It lies in the programme's folder. A programme on a share that cannot be
written, or that somebody else builds too, is kept in the user's own folder.
Nobody but its owner may open it: it holds previews and restricted pages.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from generator.files.private_folder import make_private
from generator.files.programme_folder import CACHE


def cache_folder(programme: Path, environment: Mapping[str, str] = os.environ) -> Path:
    """Return a programme's folder for kept things, made where it is missing.

    Raises OSError where neither place can be written.
    """
    own = programme / CACHE
    try:
        make_private(own)
    except OSError:
        return _of_the_user(programme, environment)
    ours = os.access(own, os.R_OK | os.W_OK | os.X_OK)
    return own if ours else _of_the_user(programme, environment)


def _of_the_user(programme: Path, environment: Mapping[str, str]) -> Path:
    """Return a folder of the user's own, which is another one for each programme."""
    name = hashlib.sha256(str(programme.resolve()).encode()).hexdigest()[:16]
    named = environment.get("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME", "").strip()
    base = Path(named) if named else Path("~/.cache").expanduser()
    found = base / "mentoring" / name
    make_private(found)
    return found
