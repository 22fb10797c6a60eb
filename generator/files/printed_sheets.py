"""Many sheets of one design, each typeset once and kept until its words change.

The cache holds released words and numbers only, as the finished site does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Set
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args

from generator.definitions.signs import UnprintableError, together
from generator.files import progress
from generator.files.pool import two_at_a_time
from generator.files.sealed import read_sealed, seal
from generator.files.typesetting import Design, Kind, on_one_side, typeset
from generator.files.writing import write_kept

#: Files beside this one that shape every sheet: where they change, sheets are made again.
MAKERS = ("typesetting", "pdf_finishing", "row_headers")
#: So many sheets are kept beside those of the last build; the oldest go first.
KEPT = 4000
#: From so many new sheets on it is worth a second process.
BATCH = 60


def print_sheets(
    documents: Mapping[str, Mapping[str, Any]],
    design: Design,
    cache: Path,
    told: str = "Printing summaries",
) -> dict[str, bytes]:
    """Return each document by its name, whose ending says what it becomes: PDF, PNG or SVG.

    Parameters
    ----------
    documents
        JSON values that the design takes, by any name.
    design
        The page design of all of them. Where it has ways, its last fits whatever it is given.
    cache
        A folder where sheets are kept; made where it is missing.
    told
        What is shown while they are made.

    Raises
    ------
    UnprintableError
        With what the typeface lacks in all of them; nothing is kept then.

    """
    maker = _maker(design)
    texts = {
        name: json.dumps(d, ensure_ascii=False, sort_keys=True) for name, d in documents.items()
    }
    places = {
        name: cache / f"{hashlib.sha256(f'{maker}|{words}'.encode()).hexdigest()}.{kind_of(name)}"
        for name, words in texts.items()
    }
    found = {name: read_sealed(path) for name, path in places.items()}
    new = [name for name, kept in found.items() if kept is None]
    work = partial(_sheet, design)
    tasks = [(kind_of(name), texts[name]) for name in new]
    printed = two_at_a_time(work, tasks, least=BATCH)
    made_anew = list(progress.coming(printed, progress.numbered(told, len(new))))
    if lacking := together(made for made in made_anew if isinstance(made, UnprintableError)):
        raise lacking
    for name, made in zip(new, made_anew, strict=True):
        assert isinstance(made, bytes)  # noqa: S101 - for the type checker
        write_kept(places[name], seal(made))
        found[name] = made
    _let_go(cache, set(places.values()))
    return {name: sheet for name, sheet in found.items() if sheet is not None}


def kind_of(name: str) -> Kind:
    """Return what a sheet of a name is.

    >>> kind_of("results/charts/programme-board.png")
    'png'
    """
    kinds: tuple[Kind, ...] = get_args(Kind)
    return next(kind for kind in kinds if name.endswith(f".{kind}"))


def _sheet(design: Design, task: tuple[Kind, str]) -> bytes | UnprintableError:
    kind, words = task
    data = json.loads(words)
    try:
        made = on_one_side(design, data) if design.ways else typeset(design, data, kind)
    except UnprintableError as lacking:
        return lacking
    assert made is not None, "the last way fits whatever it is given"  # noqa: S101
    return made


def _maker(design: Design) -> str:
    """Return a digest of everything beside the words that shapes a sheet."""
    whole = hashlib.sha256(design.template.read_bytes())
    whole.update(repr(design.ways).encode())
    for module in MAKERS:
        whole.update(Path(__file__).with_name(f"{module}.py").read_bytes())
    for package in ("typst", "pikepdf", "font-source-sans-pro"):
        whole.update(version(package).encode())
    return whole.hexdigest()


def _let_go(cache: Path, used: Set[Path]) -> None:
    """Remove the oldest sheets beyond so many; those just used stay, however many they are."""
    sheets = sorted(cache.glob("*.???"), key=lambda path: path.stat().st_mtime)
    for old in sheets[:-KEPT]:
        if old not in used:
            old.unlink(missing_ok=True)
