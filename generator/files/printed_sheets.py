"""Many sheets of one design, each typeset once and kept until its words change.

The cache holds released words and numbers only, as the finished site does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Set
from importlib.metadata import version
from pathlib import Path
from typing import Any

from generator.files.checked import read_checked, write_checked
from generator.files.typesetting import Design, printable, typeset

#: Files beside this one that shape every sheet: where they change, sheets are made again.
MAKERS = ("typesetting", "pdf_finishing", "row_headers")
#: So many sheets are kept beside those of the last build; the oldest go first.
KEPT = 2000


def print_sheets(
    documents: Mapping[str, Mapping[str, Any]], design: Design, cache: Path
) -> dict[str, bytes]:
    """Return the PDF of each document by its name.

    Parameters
    ----------
    documents
        JSON values that the design takes, by any name.
    design
        The page design of all of them.
    cache
        A folder where sheets are kept; made where it is missing.

    """
    maker = _maker(design)
    found: dict[str, bytes] = {}
    used: set[Path] = set()
    for name, data in documents.items():
        words = json.dumps(data, ensure_ascii=False, sort_keys=True)
        path = cache / f"{hashlib.sha256(f'{maker}|{words}'.encode()).hexdigest()}.pdf"
        used.add(path)
        kept = read_checked(path)
        if kept is None:
            kept = typeset(design, printable(data)[0])
            write_checked(path, kept)
        found[name] = kept
    _let_go(cache, used)
    return found


def _maker(design: Design) -> str:
    """Return a digest of everything beside the words that shapes a sheet."""
    whole = hashlib.sha256(design.template.read_bytes())
    for module in MAKERS:
        whole.update(Path(__file__).with_name(f"{module}.py").read_bytes())
    for package in ("typst", "pikepdf", "font-source-sans-pro"):
        whole.update(version(package).encode())
    return whole.hexdigest()


def _let_go(cache: Path, used: Set[Path]) -> None:
    """Remove the oldest sheets beyond so many; those just used stay, however many they are."""
    sheets = sorted(cache.glob("*.pdf"), key=lambda path: path.stat().st_mtime)
    for old in sheets[:-KEPT]:
        if old not in used:
            old.unlink(missing_ok=True)
