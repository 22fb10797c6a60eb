"""The published study's figures and the invented answers that give them, as shipped."""

from __future__ import annotations

import csv
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent.parent / "published"

Lines = list[dict[str, str]]


def published_figures() -> Lines:
    """Return the printed figures, one a line; the columns are named in the file's first line."""
    return _read("figures")


def invented_answers() -> dict[str, Lines]:
    """Return the rows of each invented file by its name, such as ``mentor_after_session``."""
    names = sorted(path.stem for path in _FOLDER.glob("*.csv"))
    return {name: _read(name) for name in names if name != "figures"}


def _read(name: str) -> Lines:
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
