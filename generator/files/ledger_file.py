"""The ledger and its key on disk.

The ledger lies in ``releases/`` below the responses; one file, replaced as a
whole by one rename, so that a release that is interrupted is either there or
not. The key lies elsewhere, by default in the user's own configuration folder,
and never beside the answers.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.definitions.problem import RefusedError
from generator.disclosure.ledger import Ledger, LedgerError, read, written
from generator.files.locks import lock
from generator.files.programme_folder import RELEASES
from generator.files.writing import OWNER, write_file, write_files

#: The ledger's file, and what keeps a second release out.
LEDGER, LOCK = "ledger.jsonl", ".lock"
#: Tells which release an open site shows, so that a ledger that was put back is found out.
RELEASE_FILE = "release.txt"
#: Names the key's file where it is not the default one.
VARIABLE = "MENTORING_KEY"
KEY_BYTES = 32


# --- the ledger ----------------------------------------------------------------------------


def ledger_path(responses: Path) -> Path:
    """Return where the ledger of a responses folder lies."""
    return responses / RELEASES / LEDGER


def refuse_rewound(name: str, site: Path, number: int) -> None:
    """Raise RefusedError where a site shows a later release than ``number``, the ledger's last."""
    path = site / RELEASE_FILE
    text = path.read_text(encoding="utf-8", errors="replace").strip() if path.is_file() else ""
    shown = int(text) if text.isascii() and text.isdigit() else 0
    if shown > number:
        fault = f"The site shows release {shown}, but the ledger ends at release {number}."
        remedy = (
            "Put the newest backup of the ledger in its place. If the site was built from other "
            "answers, such as a trial, delete that folder, and build trials with --site-dir."
        )
        raise RefusedError.at(name, "ledger-rewound", fault, remedy)


def has_ledger(responses: Path) -> bool:
    """Tell whether there is a ledger."""
    return ledger_path(responses).is_file()


def was_released(responses: Path) -> bool:
    """Tell whether anything may have been published: an empty ledger is 2 lines, any other not."""
    return has_ledger(responses) and ledger_path(responses).read_bytes().count(b"\n") != 2


def open_ledger(responses: Path, programme: str, shown: str) -> Ledger:
    """Read the ledger of a responses folder.

    ``shown`` is what messages call the folder. Raises RefusedError where there
    is none, or it cannot be believed.
    """
    path, name = ledger_path(responses), f"{shown}/{RELEASES}/{LEDGER}"
    if not path.is_file():
        raise _missing(name)
    try:
        return read(path.read_bytes(), programme)
    except LedgerError as error:
        raise RefusedError.at(name, "ledger", str(error)) from error


def _missing(name: str) -> RefusedError:
    fault = "The ledger of releases is missing: what was published cannot be known."
    remedy = (
        "Put the newest backup of it in its place. Only where nothing was ever published from "
        "these answers, begin one: mentoring release --new-ledger."
    )
    return RefusedError.at(name, "no-ledger", fault, remedy)


def new_ledger(responses: Path, programme: str, shown: str) -> None:
    """Begin an empty ledger; raises RefusedError where there is one."""
    if has_ledger(responses):
        fault = "There is a ledger already."
        name = f"{shown}/{RELEASES}/{LEDGER}"
        raise RefusedError.at(name, "ledger", fault, "Go on with it: mentoring release.")
    save_ledger(responses, Ledger(programme))


def empty_ledger(programme: str) -> bytes:
    """Return the file of a ledger of which nothing was released yet."""
    return written(Ledger(programme))


def save_ledger(responses: Path, ledger: Ledger) -> Path:
    """Put a ledger in the place of the one before, and be sure that it is on the disk."""
    path = ledger_path(responses)
    write_file(path, written(ledger), OWNER, sure=True)
    return path


@contextmanager
def locked(responses: Path, shown: str) -> Iterator[None]:
    """Keep a second release out; the system lets go of the lock however this one ends."""
    path = responses / RELEASES / LOCK
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, OWNER), "a+b") as file:
        try:
            lock(file.fileno())
        except OSError as error:
            fault = "Another release is running."
            remedy = "Wait until it is done, then look at what it published before you go on."
            raise RefusedError.at(f"{shown}/{RELEASES}", "two-releases", fault, remedy) from error
        yield


# --- the key -------------------------------------------------------------------------------


def key_path() -> Path:
    """Return where the key lies: where MENTORING_KEY says, or in the user's own folder."""
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        return Path(named).expanduser()
    if os.name == "nt" and os.environ.get("APPDATA"):
        return Path(os.environ["APPDATA"]) / "mentoring" / "release.key"
    config = os.environ.get("XDG_CONFIG_HOME", "").strip()
    base = Path(config) if config else Path("~/.config").expanduser()
    return base / "mentoring" / "release.key"


def read_key(key: Path, *, lost: str = "") -> bytes:
    """Return the key.

    Raises RefusedError where it is missing, is no key, or others can read it.
    ``lost`` is what to do where it is lost for good.
    """
    if not key.is_file():
        fault = "The key to the ledger is missing."
        remedy = f"Bring it back from your backup, or name its place in {VARIABLE}. {lost}".strip()
        raise RefusedError.at(key, "no-key", fault, remedy)
    if os.name == "posix" and key.stat().st_mode & 0o077:
        fault = "Others on this computer can read the key to the ledger."
        raise RefusedError.at(key, "key-readable", fault, f'Take that away: chmod 600 "{key}"')
    try:
        found = bytes.fromhex(key.read_text(encoding="ascii").strip())
    except ValueError:
        found = b""
    if len(found) != KEY_BYTES:
        fault = f"This is not a key. A key is {2 * KEY_BYTES} figures from 0 to f on 1 line."
        remedy = f"Bring it back from your backup. {lost}".strip()
        raise RefusedError.at(key, "no-key", fault, remedy)
    return found


def made_key(key: Path) -> bytes:
    """Return the key, made on first use so that only its owner can read it."""
    if key.exists():
        return read_key(key)
    secret = new_key()
    write_file(key, _key_bytes(secret), OWNER, sure=True)
    return secret


def new_key() -> bytes:
    """Return a key that nobody has."""
    return secrets.token_bytes(KEY_BYTES)


def replace_key(key: Path, secret: bytes, responses: Path, ledger: Ledger) -> None:
    """Put a new key in the place of one that is lost, and the ledger that goes with it.

    An old file of the key is kept beside it.
    """
    files = {key: _key_bytes(secret), ledger_path(responses): written(ledger)}
    if key.exists():
        number = 1
        while (kept := key.with_name(f"{key.name}.old-{number}")).exists():
            number += 1
        files[kept] = key.read_bytes()
    write_files(files, OWNER, sure=True)


def _key_bytes(secret: bytes) -> bytes:
    return f"{secret.hex()}\n".encode()
