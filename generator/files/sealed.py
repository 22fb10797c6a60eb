"""What is kept is believed only where every byte is as we wrote it.

It begins with a seal: a digest that takes a key, which lies in the user's own
folder. Whoever can write into a programme's cache, on a share say, cannot make
one. What is missing, cut short, changed or sealed by somebody else is as good
as none: what it held is made again.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import IO

LENGTH = hashlib.sha256().digest_size


def seal(content: bytes) -> bytes:
    """Return a content with its seal before it."""
    return _seal(content) + content


def unseal(whole: bytes) -> bytes | None:
    """Return what was sealed; None where it is not as it was."""
    content = whole[LENGTH:]
    return content if hmac.compare_digest(_seal(content), whole[:LENGTH]) else None


def _seal(content: bytes) -> bytes:
    return hmac.digest(_key(), content, "sha256")


def seal_file(file: IO[bytes]) -> None:
    """Seal an open file, which begins with room for it."""
    made = _seal_of(file)
    file.seek(0)
    file.write(made)


def is_sealed(file: IO[bytes]) -> bool:
    """Tell whether an open file is as it was when it was sealed."""
    file.seek(0)
    begins = file.read(LENGTH)
    return hmac.compare_digest(begins, _seal_of(file))


def _seal_of(file: IO[bytes]) -> bytes:
    """Return the seal of what stands in a file behind the room for it."""
    file.seek(LENGTH)
    made = hmac.new(_key(), digestmod="sha256")
    while block := file.read(1 << 20):
        made.update(block)
    return made.digest()


def user_folder() -> Path:
    """Return the user's own folder for kept things."""
    named = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME", "").strip()
    return (Path(named) if named else Path("~/.cache").expanduser()) / "mentoring"


def _key() -> bytes:
    return _key_in(user_folder())


@lru_cache(maxsize=4)
def _key_in(folder: Path) -> bytes:
    """Return the user's key, made on first use; one for this process where none can be kept."""
    path = folder / "key"
    try:
        if not path.exists():
            folder.mkdir(0o700, parents=True, exist_ok=True)
            beside = folder / f".key-new-{secrets.token_hex(8)}"
            beside.touch(0o600, exist_ok=False)
            beside.write_bytes(secrets.token_bytes(LENGTH))
            beside.replace(path)
        found = path.read_bytes()
    except (OSError, RuntimeError):  # no such folder can be made, or nobody has a home
        found = b""
    return found if len(found) == LENGTH else secrets.token_bytes(LENGTH)
