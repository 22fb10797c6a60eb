"""From definitions and responses to a generated site: the long walk, in one place.

``build`` takes it for a command, the site engine's plugin for ``mkdocs
serve``. What comes out is kept under a fingerprint of everything that went
in, so that a second build with nothing changed makes nothing anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass, field
from errno import EIO
from os import environ
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from generator.contents import CODE, contents
from generator.files import programme_folder, site_cache, writing
from generator.files.cache_folder import cache_folder
from generator.report.site import GeneratedSite, SitePart
from generator.survey.codebook import codebooks
from generator.survey.definition import Definitions
from generator.survey.problem import Parsed, Problem, SourceLine
from generator.survey.rules import read_definitions
from generator.survey.values import page_values

if TYPE_CHECKING:
    from generator.analysis.tally import Tally
    from generator.disclosure.rule import Audience
    from generator.publication import Answers
    from generator.report.view import Release
    from generator.survey.answers import Responses

Progress = Callable[[str], None]
Kind = Literal["open", "preview", "restricted"]
#: Where each kind of site goes unless somebody names another folder.
SITE_FOLDERS: Mapping[Kind, str] = {
    "open": "site",
    "preview": "site-preview",
    "restricted": "site-restricted",
}
#: The parts of a generated site that are texts.
TEXTS = ("pages", "slots", "values", "parts")


def site_around(folder: Path, output: Path) -> Path | None:
    """Return the site that a path lies in, or its sources: every file there is published too."""
    places = ("site_src", *SITE_FOLDERS.values())
    return writing.site_around(output, *(folder / name for name in places))


def silent(words: str) -> None:
    """Progress for callers that want none."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What one site is made from, and for whom."""

    responses: Path | None = None
    audience: Audience = "open"
    skip_faulty: bool = False
    preview: bool = False

    @property
    def kind(self) -> Kind:
        """Which of the three places it is for."""
        return "preview" if self.preview else self.audience


@dataclass(frozen=True, slots=True)
class Assembled:
    """A generated site, and what its maker tells on the command line.

    ``key`` names everything that it was made from. ``facts`` are counts of
    files, rows and cohorts, safe to print.
    """

    site: GeneratedSite
    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def load(folder: Path) -> Parsed[Definitions]:
    """Read and check a programme's definitions; the value is None where any error stands."""
    texts = programme_folder.read_definitions(folder)
    if texts.value is None:
        return Parsed(None, texts.problems)
    read = read_definitions(texts.value)
    whole = Parsed(read.value, (*texts.problems, *read.problems))
    return Parsed(None, whole.problems) if whole.errors else whole


def read(
    programme: Path,
    definitions: Definitions,
    folder: Path,
    *,
    skip_faulty: bool = False,
    themes: bool = True,
    progress: Progress = silent,
) -> Parsed[Responses]:
    """Read and check every response below a folder; ``themes`` too, unless they are made anew."""
    from generator.files.response_folder import read_responses

    progress("Reading responses")
    books = codebooks(definitions.programme, definitions.instruments)
    parsed = read_responses(
        folder,
        definitions.programme,
        books,
        skip_faulty=skip_faulty,
        themes=themes,
        shown_as=programme_folder.shown(folder, programme),
    )
    progress("")
    return parsed


def count(definitions: Definitions, responses: Responses) -> Tally:
    """Return the counts of all answers: rows stop here."""
    from generator.analysis.tally import tally

    books = codebooks(definitions.programme, definitions.instruments)
    return tally(definitions.programme, books, responses)


def page_faults(folder: Path, definitions: Definitions | None) -> tuple[Problem, ...]:
    """Return what is wrong with the hand-written pages: what no page may hold is a warning."""
    from generator.files.author_pages import STYLES, author_files
    from generator.report.page_safety import Page, page_problems, strings_of, style_problems
    from generator.report.site import with_values

    if not (folder / "mkdocs.yml").is_file():
        return ()  # the site engine says so where it is asked for a site
    read = author_files(folder)
    values = page_values(definitions.programme) if definitions else {}
    found = list(read.problems)
    for file in read.value or ():
        if file.path.lower().endswith(STYLES):
            found += style_problems(file.path, file.text)
            continue
        strings = tuple(with_values(text, values) for text in strings_of(file.settings))
        text = with_values(file.text, values) if file.rendered else file.text
        found += page_problems(Page(file.path, file.front, file.text, text, strings, file.render))
    return tuple(found)


def generated_site(
    folder: Path, choices: Choices, progress: Progress = silent
) -> Parsed[Assembled]:
    """Return the whole generated site of a programme; no value where any error stands."""
    loaded = load(folder)
    loaded = Parsed(loaded.value, (*loaded.problems, *page_faults(folder, loaded.value)))
    if loaded.value is None or loaded.errors:
        return Parsed(None, loaded.problems)
    key = _key(folder, choices)
    kept = site_cache.recall(cache_folder(folder), key)
    if kept is not None:
        return Parsed(_unpacked(key, kept), (*loaded.problems, *_noted(kept)))
    made = _made(folder, loaded.value, choices, progress)
    problems = (*loaded.problems, *made.problems)
    if made.value is None:
        return Parsed(None, problems)
    # Written as it is made, and read from there: a nation's pages never stand in memory together.
    site_cache.keep(cache_folder(folder), key, _packed(made.value, made.problems))
    kept = site_cache.recall(cache_folder(folder), key)
    if kept is None:
        raise OSError(EIO, "What was written there cannot be read again", str(cache_folder(folder)))
    return Parsed(_unpacked(key, kept), problems)


# --- making -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Making:
    """A site in the making: what is told of it, and its parts, one after the other."""

    facts: Mapping[str, Any]
    parts: Iterator[SitePart]


def _made(
    folder: Path, definitions: Definitions, choices: Choices, progress: Progress
) -> Parsed[_Making]:
    if choices.responses is None:
        return Parsed(_Making({}, contents(folder, definitions, choices.kind, None, progress)))
    found = read(
        folder, definitions, choices.responses, skip_faulty=choices.skip_faulty, progress=progress
    )
    if found.value is None:
        return Parsed(None, found.problems)
    from generator.files.ledger_file import RefusedError
    from generator.publication import Answers

    progress("Counting and drawing")
    answers = Answers(folder, definitions, found.value, choices.responses)
    try:
        released, facts = _released(answers, choices)
    except RefusedError as refused:
        return Parsed(None, (*found.problems, refused.problem))
    parts = contents(folder, definitions, choices.kind, released, progress, answered=True)
    return Parsed(_Making(facts, parts), found.problems)


def _released(answers: Answers, choices: Choices) -> tuple[Release | None, dict[str, Any]]:
    """Return what a site shows, and what is told of it."""
    from generator.publication import open_release, outlook, restricted_release

    facts: dict[str, Any] = {
        "files": answers.responses.files,
        "rows_left_out": answers.responses.skipped,
    }
    if choices.audience == "restricted":
        released = restricted_release(answers)
        return released, {**facts, **_groups(released)}
    found = outlook(answers, own_key=choices.preview)
    shown = open_release(answers, found, preview=choices.preview)
    facts |= found.facts()
    return shown, {**facts, **(_groups(shown) if shown else {})}


def _groups(released: Release) -> dict[str, int]:
    """Return how many cohorts have a page of their own, share a pool, or count in a place only."""
    levels = {group.id: group.level for group in released.groups}
    shown = [levels[place] for place in released.places.values()]
    return {
        "groups": len(released.groups),
        "cohorts": len(shown),
        "alone": shown.count("cohort"),
        "in_pools": shown.count("pool"),
        "in_larger_groups": len(shown) - shown.count("cohort") - shown.count("pool"),
    }


# --- keeping ------------------------------------------------------------------------------


def _key(folder: Path, choices: Choices) -> str:
    roots = [folder / "instruments", CODE]
    roots += [choices.responses] if choices.responses else []
    whole = hashlib.sha256(programme_folder.fingerprint(*roots).encode())
    whole.update(f"{choices.kind} {choices.skip_faulty} {bool(choices.responses)}".encode())
    if choices.responses is not None:
        whole.update(_ledger_state(choices.responses).encode())
    whole.update(environ.get("SOURCE_DATE_EPOCH", "").encode())
    return whole.hexdigest()[:32]


def _ledger_state(responses: Path) -> str:
    """Return a digest of ledger and key: a site is made anew, or refused, where they change."""
    from generator.files.ledger_file import key_path, ledger_path

    return programme_folder.fingerprint(ledger_path(responses), key_path(environ))


def _packed(made: _Making, problems: tuple[Problem, ...]) -> Iterator[site_cache.Part]:
    notes = [[*astuple(p.where), p.rule, p.fault, p.remedy] for p in problems]
    yield site_cache.Part({"facts": dict(made.facts), "notes": notes})
    for part in made.parts:
        texts = {name: dict(getattr(part, name)) for name in TEXTS}
        yield site_cache.Part({}, texts, part.files)


def _unpacked(key: str, kept: site_cache.Kept) -> Assembled:
    pages, slots, values, parts = (kept.texts.get(name, {}) for name in TEXTS)
    made = GeneratedSite(pages, slots, kept.files, values, parts)
    return Assembled(made, key, kept.values["facts"])


def _noted(kept: site_cache.Kept) -> tuple[Problem, ...]:
    """Return the warnings that came with a kept site, so that a second build repeats them."""
    notes: list[list[Any]] = kept.values["notes"]
    return tuple(
        Problem(SourceLine(*where), rule, fault, remedy, "warning")
        for *where, rule, fault, remedy in notes
    )
