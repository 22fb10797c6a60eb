"""Writing simulated responses: CSV with commas, as a spreadsheet on a ward would."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from generator.definitions.csv_text import csv_bytes
from generator.files import progress
from generator.files.programme_folder import RELEASES
from generator.files.site_folder import not_ours
from generator.files.writing import OWNER, write_new

#: Stands in a folder of invented responses and lists them, so that they may be written anew.
MARK = "INVENTED.txt"
WORDS = "Every response in this folder is invented."


def write_simulated(folder: Path, files: Iterable[tuple[str, Sequence[Sequence[str]]]]) -> int:
    """Write simulated files below a folder and return how many; names have forward slashes.

    Raises OSError where the disk refuses.
    """
    listed = [WORDS]
    for name, rows in files:
        progress.on(f"Writing invented responses: file {len(listed):,}")
        content = csv_bytes(rows)
        write_new(folder, {name: content}, OWNER)
        listed.append(f"{hashlib.sha256(content).hexdigest()}  {name}")
    write_new(folder, {MARK: ("\n".join(listed) + "\n").encode()}, OWNER)
    return len(listed) - 1


def not_simulated(folder: Path) -> list[str]:
    """Return the files in a folder that are not as ``write_simulated`` wrote them, in order.

    An empty ledger and what systems leave in any folder do not count.
    """
    return [name for name in not_ours(folder, MARK) if not name.startswith(f"{RELEASES}/")]
