"""The leak gate of a finished site, before anybody else can see it.

Whatever stands in the responses, or is private otherwise, is searched for in every byte. It
stands between the finished folder and the swap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from generator.definitions.problem import Problem, RefusedError, SourceLine
from generator.files import private_texts, programme_folder, progress
from generator.files.cache import cache_folder, read_sealed, write_sealed
from generator.files.tables import noted_reading
from generator.inputs import CHANGING, Choices, Inputs, load, read

if TYPE_CHECKING:
    from generator.responses.answers import Responses

#: So many sites that passed the gate are known again.
KEPT_PASSES = 20
#: Files of these kinds hold rows or statistics.
TABLE_ENDINGS = (
    ".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".json", ".parquet", ".sav", ".db", ".zip",
)  # fmt: skip


def gate(
    folder: Path,
    choices: Choices,
    inputs: Inputs,
    released: Mapping[str, bytes],
    responses: Responses | None = None,
) -> Callable[[Path], tuple[Problem, ...]]:
    """Return the leak gate for a finished site; one that passed before is known by its manifest.

    ``released`` are the files that a build made: no other table may be on a site. ``responses``
    are what it was made from, unless they are still to be read.
    """

    def searched(finished: Path) -> tuple[Problem, ...]:
        if strays := tuple(_stray_tables(finished, released)):
            return strays
        passed = cache_folder(folder) / "passed.sealed"
        name = _pass(folder, choices, inputs, finished)
        known = (read_sealed(passed) or b"").decode().splitlines()
        if name in known:
            return ()
        with noted_reading() as read:
            findings = leaks(folder, choices, finished, responses)
        if not findings and not inputs.hold(read):
            return (Problem(SourceLine(str(choices.responses)), *CHANGING),)
        if not findings and name == _pass(folder, choices, inputs, finished):
            kept = [*known[1 - KEPT_PASSES :], name]
            write_sealed(passed, "\n".join(kept).encode())
        return findings

    return searched


def _pass(folder: Path, choices: Choices, inputs: Inputs, finished: Path) -> str:
    """Return a name for a finished site and all that it is searched for, as they are now."""
    from generator.files.leak_places import ordinary_fingerprint

    name = programme_folder.fingerprint(finished / "manifest.sha256", folder / "instruments")
    name += inputs.key + private_texts.fingerprint(folder, cache_folder(folder))
    return name + (ordinary_fingerprint(choices.responses) if choices.responses else "")


def _is_generated(name: str) -> bool:
    """Tell whether a build wrote a file's text, so that short secrets count in it."""
    return name.startswith("results/")


def _stray_tables(finished: Path, released: Mapping[str, bytes]) -> Iterator[Problem]:
    """Yield a fault for each table that no release made: somebody put numbers among the pages."""
    paths = (path for path in finished.rglob("*") if path.name.lower().endswith(TABLE_ENDINGS))
    for name in sorted(path.relative_to(finished).as_posix() for path in paths):
        if name not in released:
            fault = "This table came from the folder of pages and was not released."
            remedy = (
                "Take it out of there: only tables that the build has protected may be on a site."
            )
            yield Problem(SourceLine(name), "stray-table", fault, remedy)


def leaks(
    folder: Path, choices: Choices, finished: Path, responses: Responses | None = None
) -> tuple[Problem, ...]:
    """Search every byte of a finished site for what came in on a form, or is private otherwise."""
    try:
        return _leaks(folder, choices, finished, responses)
    except RefusedError as refused:
        return refused.problems


def _leaks(
    folder: Path, choices: Choices, finished: Path, found: Responses | None
) -> tuple[Problem, ...]:
    from generator.coding.people import PRIVATE
    from generator.disclosure.leak_gate import secrets
    from generator.files.leak_places import ordinary_words, told, without_ordinary
    from generator.files.leak_scan import scan_site
    from generator.responses.theme_book import SUGGESTED

    codes: set[str] = set()
    texts = private_texts.private_texts(folder, cache_folder(folder))
    titles: list[str] = []
    where = choices.responses
    shown = programme_folder.shown(where, folder) if where else ""
    if where is not None:
        if found is None:
            found = read(folder, load(folder, []), where, [], skip_faulty=choices.skip_faulty)
        codes = _codes(found)
        texts = without_ordinary(texts | found.free_text, ordinary_words(where, shown))
        titles = [f"{c.id} {c.title} {c.organisation} {c.region}" for c in found.cohorts]
    if not codes and not texts:
        return ()
    titles += [category.label for category in SUGGESTED]  # "Not enough time" is an answer, too
    public = "\n".join([*titles, *programme_folder.read_definitions(folder, []).values()])
    progress.on("Preparing the search for answers")
    wanted = secrets(codes, texts | {PRIVATE}, public=public)
    findings = scan_site(finished, wanted, _is_generated, cache_folder(folder) / "gate")
    return told(findings, where, shown, folder, cache_folder(folder))


def _codes(responses: Responses) -> set[str]:
    """Return every survey code that stands in the answers."""
    return {
        code for answers in responses.answers.values() for code in answers["respondent"].unique()
    }
