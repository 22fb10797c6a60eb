"""The leak gate's memory: files that passed need not be searched again for what they passed for.

It holds the digest of every file that passed, a keyed digest of every secret that was
looked for, and a summary of all words in those files. The next build searches new and
changed files for everything, and the others only for new secrets that the summary cannot
rule out. A memory that is missing, broken or from another version counts for nothing:
then everything is searched.
"""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from generator.disclosure import footprint as footprints
from generator.disclosure import leak_gate, readable, readings
from generator.disclosure.footprint import Footprint
from generator.disclosure.halves import in_halves
from generator.disclosure.leak_gate import Finding, Secrets, only, words_of
from generator.disclosure.readings import WINDOWS
from generator.files import leak_scan, pdf_text
from generator.files.side_by_side import side_by_side
from generator.files.site_folder import listed
from generator.files.writing import OWNER, write_file

DIGEST = 16
#: From so many bytes on it is worth a second process.
LARGE = 1 << 23
#: A summary that has grown beyond this is made anew, from the files that are there now.
MOST_WORDS, MOST_HASHES = 4_000_000, 16_000_000
_CODE = (leak_gate, readable, readings, footprints, leak_scan, pdf_text)


@dataclass(frozen=True, slots=True)
class Memory:
    """What passed: digests of files by name, of secrets under a key, and what the files hold."""

    key: bytes
    files: Mapping[str, str]
    secrets: frozenset[bytes]
    footprint: Footprint

    def knows(self, secret: bytes) -> bool:
        """Tell whether the files passed a search for this secret."""
        return _digest(secret, self.key) in self.secrets


def scan_again(
    folder: Path, wanted: Secrets, generated: Callable[[str], bool], place: Path
) -> tuple[Finding, ...]:
    """Return what ``leak_scan.scan`` would, from a memory at ``place`` where there is one.

    Where nothing is found, the memory is brought up to date.
    """
    files = listed(folder)
    known = _recalled(place)
    if known is None or wanted.canaries:
        known = Memory(os.urandom(32), {}, frozenset(), Footprint())
    same = {name for name, digest in files.items() if known.files.get(name) == digest}
    held = known.footprint
    new = only(wanted, lambda secret: not known.knows(secret))
    maybe = held.possible(words_of(new))  # before the changed files are added to it
    changed = {name: (folder / name).stat().st_size for name in files.keys() - same}
    found = _searched(folder, wanted, generated, same, changed, held)
    if maybe:
        possible = only(new, lambda secret: secret in maybe)
        found += leak_scan.scan(folder, possible, generated, among=lambda name: name in same)
    if not found:
        digests = frozenset(_digest(secret, known.key) for secret in words_of(wanted))
        _remember(place, Memory(known.key, files, digests, held))
    return tuple(sorted(set(found), key=lambda one: (one.path, one.kind, one.hint)))


def _searched(
    folder: Path,
    wanted: Secrets,
    generated: Callable[[str], bool],
    same: Collection[str],
    changed: Mapping[str, int],
    held: Footprint,
) -> tuple[Finding, ...]:
    """Search all but the same files, in two processes if they are many bytes; ``held`` notes them.

    ``changed`` are the sizes of those that the manifest lists; folders have names, too.
    """
    second = _half(changed) if sum(changed.values()) >= LARGE else frozenset[str]()

    def part(which: int) -> tuple[tuple[Finding, ...], Footprint]:
        noted = Footprint()

        def mine(name: str) -> bool:
            return name not in same and (name in second) == bool(which)

        found = leak_scan.scan(folder, wanted, generated, among=mine, footprint=noted)
        return found, noted

    several = in_halves(part, (0, 1), side_by_side) if second else [part(0)]
    for _, noted in several:
        held.join(noted)
    return tuple(finding for found, _ in several for finding in found)


def _half(sizes: Mapping[str, int]) -> frozenset[str]:
    """Return names that have about half of the bytes."""
    sums, second = [0, 0], set()
    for name in sorted(sizes, key=lambda name: (-sizes[name], name)):
        which = int(sums[1] < sums[0])
        sums[which] += sizes[name]
        if which:
            second.add(name)
    return frozenset(second)


def _digest(secret: bytes, key: bytes) -> bytes:
    return hashlib.blake2b(secret, digest_size=DIGEST, key=key).digest()


def _version() -> str:
    """Return a digest of the code that searches: other code may find other things."""
    whole = hashlib.sha256()
    for module in _CODE:
        whole.update(Path(module.__file__ or "").read_bytes())
    return whole.hexdigest()


def _remember(place: Path, memory: Memory) -> None:
    words = memory.footprint.words
    hashes = {f"begins{window}": memory.footprint.hashes(window) for window in WINDOWS}
    if len(words) > MOST_WORDS or any(len(some) > MOST_HASHES for some in hashes.values()):
        place.unlink(missing_ok=True)
        return
    names = "\n".join(f"{digest} {name}" for name, digest in sorted(memory.files.items()))
    arrays = {
        "version": np.frombuffer(_version().encode(), dtype=np.uint8),
        "key": np.frombuffer(memory.key, dtype=np.uint8),
        "files": np.frombuffer(names.encode(), dtype=np.uint8),
        "secrets": np.frombuffer(b"".join(sorted(memory.secrets)), dtype=np.uint8),
        "words": np.frombuffer(b"\n".join(sorted(words)), dtype=np.uint8),
        **hashes,
    }
    out = io.BytesIO()
    np.savez(out, **arrays)  # type: ignore[arg-type]
    content = out.getvalue()
    write_file(place, hashlib.sha256(content).digest() + content, OWNER)


def _recalled(place: Path) -> Memory | None:
    try:
        content = place.read_bytes()
        if hashlib.sha256(content[32:]).digest() != content[:32]:
            return None
        with np.load(io.BytesIO(content[32:]), allow_pickle=False) as arrays:
            parts = {name: arrays[name] for name in arrays.files}
    except (OSError, ValueError, zipfile.BadZipFile):
        return None
    if parts["version"].tobytes().decode() != _version():
        return None
    lines = parts["files"].tobytes().decode().splitlines()
    files = {name: digest for digest, _, name in (line.partition(" ") for line in lines)}
    secrets = parts["secrets"].tobytes()
    held = Footprint(set(parts["words"].tobytes().split(b"\n")) - {b""})
    held.begins = {window: [parts[f"begins{window}"]] for window in WINDOWS}
    digests = frozenset(secrets[at : at + DIGEST] for at in range(0, len(secrets), DIGEST))
    return Memory(parts["key"].tobytes(), files, digests, held)
