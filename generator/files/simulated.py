"""Writing simulated responses: CSV with commas, as a spreadsheet on a ward would."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from generator.files.writing import write_file


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    r"""Return rows as CSV in UTF-8 with its mark, lines ending as in Windows.

    >>> csv_bytes([["a", "b"], ["1", "x, y"]])
    b'\xef\xbb\xbfa,b\r\n1,"x, y"\r\n'
    """
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def write_simulated(folder: Path, files: Iterable[tuple[str, Sequence[Sequence[str]]]]) -> int:
    """Write simulated files below a folder and return how many; names have forward slashes.

    Raises OSError where the disk refuses.
    """
    count = 0
    for name, rows in files:
        write_file(folder / name, csv_bytes(rows))
        count += 1
    return count
