"""The leak gate of a finished site, before anybody else can see it.

Whatever stands in the responses, or is private otherwise, is searched for in every byte. It
stands between the finished folder and the swap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from generator.definitions.problem import Problem, RefusedError, SourceLine
from generator.files import private_texts, programme_folder, progress
from generator.files.cache import cache_folder, read_sealed, write_sealed
from generator.files.pool import beside
from generator.files.tables import note_read, noted_reading
from generator.inputs import CHANGING, Choices, Inputs, load, read

if TYPE_CHECKING:
    from generator.disclosure.leak_gate import Secrets
    from generator.responses.answers import Responses

#: What a site is searched for, if anything, and digests of the files that were read for it.
Wanted: TypeAlias = "tuple[Secrets | None, Mapping[Path, str]]"

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
    asked = _asked(folder, choices, inputs)
    prepared = partial(_wanted, folder, choices, responses)
    # While the engine writes, what it writes is to be searched for is made ready.
    wanted = beside(prepared) if responses is not None else prepared

    def searched(finished: Path) -> tuple[Problem, ...]:
        if strays := tuple(_stray_tables(finished, released)):
            return strays
        passed = cache_folder(folder) / "passed.sealed"
        name = _pass(finished, asked)
        known = (read_sealed(passed) or b"").decode().splitlines()
        if name in known:
            return ()
        with noted_reading() as read:
            findings = leaks(folder, choices, finished, wanted)
        if not findings and not inputs.hold(read):
            return (Problem(SourceLine(str(choices.responses)), *CHANGING),)
        if not findings and name == _pass(finished, _asked(folder, choices, inputs)):
            kept = [*known[1 - KEPT_PASSES :], name]
            write_sealed(passed, "\n".join(kept).encode())
        return findings

    return searched


def _asked(folder: Path, choices: Choices, inputs: Inputs) -> str:
    """Return a name for all that a site is searched for, as it is now."""
    from generator.files.leak_places import ordinary_fingerprint

    name = programme_folder.fingerprint(folder / "instruments") + inputs.key
    name += private_texts.fingerprint(folder, cache_folder(folder))
    return name + (ordinary_fingerprint(choices.responses) if choices.responses else "")


def _pass(finished: Path, asked: str) -> str:
    return programme_folder.fingerprint(finished / "manifest.sha256") + asked


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
    folder: Path,
    choices: Choices,
    finished: Path,
    wanted: Callable[[], Wanted] | None = None,
) -> tuple[Problem, ...]:
    """Search every byte of a finished site for what came in on a form, or is private otherwise.

    ``wanted`` gives what is searched for, where that was made ready before.
    """
    from generator.files.leak_places import told
    from generator.files.leak_scan import scan_site

    progress.on("Preparing the search for answers")
    try:
        secrets, noted = wanted() if wanted else _wanted(folder, choices, None)
        note_read(noted)
        if secrets is None:
            return ()
        kept = cache_folder(folder)
        findings = scan_site(finished, secrets, _is_generated, kept / "gate")
        return told(findings, choices.responses, _shown(folder, choices), folder, kept)
    except RefusedError as refused:
        return refused.problems


def _shown(folder: Path, choices: Choices) -> str:
    return programme_folder.shown(choices.responses, folder) if choices.responses else ""


def _wanted(folder: Path, choices: Choices, found: Responses | None) -> Wanted:
    """Return what a site is searched for; ``found`` are the answers, unless they are not read."""
    from generator.coding.people import PRIVATE
    from generator.disclosure.leak_gate import secrets
    from generator.files.leak_places import ordinary_words, without_ordinary
    from generator.responses.theme_book import SUGGESTED

    codes: set[str] = set()
    titles: list[str] = []
    where = choices.responses
    with noted_reading() as noted:
        texts = private_texts.private_texts(folder, cache_folder(folder))
        if where is not None:
            if found is None:
                found = read(folder, load(folder, []), where, [], skip_faulty=choices.skip_faulty)
            codes = _codes(found)
            texts = without_ordinary(
                texts | found.free_text, ordinary_words(where, _shown(folder, choices))
            )
            titles = [f"{c.id} {c.title} {c.organisation} {c.region}" for c in found.cohorts]
    if not codes and not texts:
        return None, noted
    titles += [category.label for category in SUGGESTED]  # "Not enough time" is an answer, too
    public = "\n".join([*titles, *programme_folder.read_definitions(folder, []).values()])
    return secrets(codes, texts | {PRIVATE}, public=public), noted


def _codes(responses: Responses) -> set[str]:
    """Return every survey code that stands in the answers."""
    return {
        code for answers in responses.answers.values() for code in answers["respondent"].unique()
    }
