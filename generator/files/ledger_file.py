"""The ledger and its key on disk.

The ledger lies in ``releases/`` below the responses, one file a release, none
of which is ever written over. The key lies elsewhere, by default in the user's
own configuration folder, and beside it the digest of the newest release of
each ledger: whoever can write to the responses cannot undo a release without
that being seen.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.disclosure.ledger import BEGINNING, Entry, Head, digest, read_ledger
from generator.disclosure.past import NO_PAST, Past
from generator.files.ledger_place import RELEASES, VARIABLE, entry_files, head_path
from generator.files.writing import write_file
from generator.survey.problem import Parsed, Problem, SourceLine

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger as it was read: its releases, the secret key, and the newest digest.

    ``key`` is empty where there is neither a ledger nor a key yet.
    """

    past: Past
    key: bytes
    newest: str


def key_problems(key: Path, keep_out: Sequence[Path]) -> tuple[Problem, ...]:
    """Return why a key may not lie where it does: in the programme, the responses or a site."""
    place = key.resolve()
    for folder in keep_out:
        if place.is_relative_to(folder.resolve()):
            fault = f"The key must not lie in {folder.as_posix()}: others can read it there."
            remedy = f"Name a place of your own in {VARIABLE}."
            return (Problem(SourceLine(key.as_posix()), "key-place", fault, remedy),)
    return ()


def has_ledger(responses: Path) -> bool:
    """Tell whether anything was released from a responses folder."""
    return bool(entry_files(responses))


def open_ledger(responses: Path, key: Path, shown: str) -> Parsed[Ledger]:
    """Read a ledger and check it against its key; an empty one where nothing was released.

    Nothing is written. ``shown`` is what messages call the responses folder.
    """
    files = entry_files(responses)
    head = _heads(key).get(_place(responses))
    secret = _key(key)
    if not files and head is None and not key.exists():
        return Parsed(Ledger(NO_PAST, b"", BEGINNING))
    if not secret:
        fault = "The key to the ledger of releases is missing, or is not a key."
        remedy = (
            f"Bring it back from your backup, or name its place in {VARIABLE}. Without it nobody "
            "can tell what may be published."
        )
        return Parsed(None, (Problem(SourceLine(key.as_posix()), "no-key", fault, remedy),))
    if not files and head is None:
        return Parsed(Ledger(NO_PAST, secret, BEGINNING))
    entries = [Entry(f"{shown}/{RELEASES}/{path.name}", path.read_bytes()) for path in files]
    if head is None:  # the folder may have been moved: the ledger itself is known
        head = _heads(key).get(digest(entries[0].content))
    read = read_ledger(entries, secret, head)
    if read.value is None:
        return Parsed(None, read.problems)
    return Parsed(Ledger(read.value, secret, digest(entries[-1].content)))


def made_key(key: Path) -> bytes:
    """Return the key, made on first use so that only its owner can read it."""
    known = _key(key)
    if known or key.exists():
        return known
    secret = secrets.token_bytes(KEY_BYTES)
    key.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{secret.hex()}\n")
    return secret


def append(responses: Path, key: Path, number: int, entry: bytes) -> Path:
    """Write a release behind the others, and remember its digest beside the key.

    Raises FileExistsError where the release is there already.
    """
    folder = responses / RELEASES
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"release-{number:04}.json"
    if path.exists():
        raise FileExistsError(17, "This release exists already", str(path))
    write_file(path, entry)
    path.chmod(0o600)
    remember(responses, key)
    return path


def remember(responses: Path, key: Path) -> None:
    """Keep the newest release's digest beside the key, for this folder and for this ledger."""
    files = entry_files(responses)
    if not files:
        return
    newest = Head(len(files), digest(files[-1].read_bytes()))
    heads = _heads(key) | {_place(responses): newest, digest(files[0].read_bytes()): newest}
    text = {name: [head.number, head.digest] for name, head in sorted(heads.items())}
    write_file(head_path(key), json.dumps(text, indent=1).encode())
    head_path(key).chmod(0o600)


def _place(responses: Path) -> str:
    """Return what a folder is known by beside the key, which does not tell its name."""
    return hashlib.sha256(str(responses.resolve()).encode()).hexdigest()[:32]


def _key(key: Path) -> bytes:
    """Return the secret, empty where there is none."""
    try:
        found = bytes.fromhex(key.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return b""
    return found if len(found) == KEY_BYTES else b""


def _heads(key: Path) -> dict[str, Head]:
    try:
        text = json.loads(head_path(key).read_text(encoding="utf-8"))
        return {name: Head(int(number), str(found)) for name, (number, found) in text.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
