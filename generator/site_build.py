"""From definitions and responses to a site in its place: the long walk, in one piece.

Definitions and answers are read and checked, what may be shown is decided, pages are made, the
site engine writes them beside the old site, the leak gate reads every byte, and the folders are
swapped. What was generated is kept under a fingerprint of everything that went in, so that a
second build with nothing changed makes nothing anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass, field
from errno import EIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from generator.definitions.load import Definitions
from generator.definitions.problem import (
    Problem,
    RefusedError,
    SourceLine,
    carrying,
    refuse,
)
from generator.definitions.rules_words import blank_local
from generator.definitions.signs import UnprintableError, unprintable
from generator.files import cache, programme_folder, progress
from generator.files.cache import Content, Kept, cache_folder
from generator.files.clock import today
from generator.files.output_guard import audience_faults
from generator.files.programme_folder import SITE_FOLDERS, Kind
from generator.files.tables import noted_reading
from generator.inputs import CHANGING, Choices, Inputs, look, page_faults, read
from generator.report.site import GeneratedSite, SitePart
from generator.site_contents import contents

if TYPE_CHECKING:
    from generator.publication import Answers
    from generator.report.view import Release

#: The parts of a generated site that are texts.
TEXTS = ("pages", "slots", "values", "parts")
#: What is told of a kept site.
FACTS = "facts"
#: What is told of a programme before anybody has answered.
UNANSWERED: dict[str, Any] = {
    "answered": False,
    "files": 0,
    "rows_left_out": 0,
    "refused": False,
    "release": 0,
    "invented": False,
}
#: So many times a site is made anew when its answers change meanwhile.
ATTEMPTS = 3
OPEN_ONLY = "A preview is of open pages; restricted pages show the answers as they are."


@dataclass(frozen=True, slots=True)
class Assembled:
    """A generated site, and what its maker tells on the command line.

    ``inputs`` are everything that it was made from. ``facts`` are counts of
    files, rows and cohorts, safe to print.
    """

    site: GeneratedSite
    inputs: Inputs
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made, for its maker's eyes; ``kind`` is one of the three places."""

    site: str
    kind: Kind
    pages: int
    megabytes: float
    facts: Mapping[str, Any]


def build(folder: Path, choices: Choices, target: Path | None, found: list[Problem]) -> Built:
    """Build the site; the old one stays in place unless everything is well.

    ``target`` is by default the programme's own folder of the kind. What is wrong is added to
    ``found``; raises RefusedError where any error stands.
    """
    from generator.files.site import build_site
    from generator.site_gate import gate

    if choices.preview and choices.audience == "restricted":
        raise RefusedError.at("build", "preview", OPEN_ONLY, "Leave one of them out.")
    target = target or folder / SITE_FOLDERS[choices.kind]
    found += audience_faults(folder, target, choices.kind)
    made = generated_site(folder, choices, found)
    refuse(found)
    _refuse_older_ledger(target, choices, made.facts)
    progress.on("Writing pages")
    report = build_site(
        folder,
        made.site,
        target,
        private=choices.kind != "open",
        keep_out=programme_folder.private_folders(choices.responses),
        gate=gate(folder, choices, made.inputs, made.site.files),
    )
    found += report.problems
    if not report.written:
        raise RefusedError(found)
    return Built(target.as_posix(), choices.kind, report.pages, report.size / 1e6, made.facts)


def _refuse_older_ledger(target: Path, choices: Choices, facts: Mapping[str, Any]) -> None:
    """Refuse to put an older release in the place of a newer one."""
    from generator.publication import refuse_rewound

    if choices.kind == "open" and not facts["invented"]:
        refuse_rewound("releases", target, facts["release"])


def generated_site(folder: Path, choices: Choices, found: list[Problem]) -> Assembled:
    """Return the whole generated site of a programme; raises RefusedError where any error stands.

    It is kept under what it was made from, the very bytes. Where these change
    while it is made, it is made again.
    """
    before = len(found)
    for _ in range(ATTEMPTS):
        with suppress(_ChangedError):
            return _generated_once(folder, choices, found)
        del found[before:]
    raise RefusedError([*found, Problem(SourceLine(str(choices.responses)), *CHANGING)])


class _ChangedError(Exception):
    """The answers, the ledger or its key have changed while a site was made from them."""


def _generated_once(folder: Path, choices: Choices, found: list[Problem]) -> Assembled:
    definitions = _checked(folder, choices, found)
    inputs = Inputs.of(definitions, choices)
    kept = cache.recall(cache_folder(folder), inputs.key)
    if kept is not None:
        found += _noted(kept)
        return _unpacked(inputs, kept)
    with noted_reading() as reading:
        told: list[Problem] = []
        with carrying(found):
            facts, made = _made(folder, definitions, choices, told)
        found += told

        def parts() -> Iterator[tuple[str, Content]]:
            yield from _packed(facts, made, told)
            if not inputs.hold(reading) or inputs != Inputs.of(definitions, choices):
                raise _ChangedError  # so that it is not kept

        # Written as it is made, and read from there: a nation's pages never stand in memory.
        try:
            cache.keep(cache_folder(folder), inputs.key, parts())
        except UnprintableError as lacking:
            raise RefusedError(
                (*_unprintable(folder, definitions, choices, lacking), *found)
            ) from lacking
    kept = cache.recall(cache_folder(folder), inputs.key)
    if kept is None:
        raise OSError(EIO, "What was written there cannot be read again", str(cache_folder(folder)))
    return _unpacked(inputs, kept)


def _checked(folder: Path, choices: Choices, found: list[Problem]) -> Definitions:
    """Return the definitions where nothing is wrong with them, the pages, the clock, the place."""
    definitions = look(folder, found)
    try:
        today()
    except RefusedError as refused:
        raise RefusedError((*refused.problems, *found)) from None
    found += page_faults(folder, definitions)
    if definitions is None:
        raise RefusedError(found)
    refuse(found)
    where = choices.responses
    shut = programme_folder.closed(where, programme_folder.shown(where, folder)) if where else None
    if shut is not None:
        raise RefusedError((shut, *found))
    return definitions


def _unprintable(
    folder: Path, definitions: Definitions, choices: Choices, lacking: UnprintableError
) -> tuple[Problem, ...]:
    """Return where the texts come from that no paper of this site can show."""
    from generator.files.response_folder import named_cells

    texts = definitions.texts()
    if choices.responses is not None:
        shown = programme_folder.shown(choices.responses, folder)
        texts = chain(texts, named_cells(choices.responses, shown))
    return unprintable(lacking, texts, SourceLine(definitions.programme_path))


# --- making -------------------------------------------------------------------------------


def _made(
    folder: Path, definitions: Definitions, choices: Choices, found: list[Problem]
) -> tuple[dict[str, Any], Iterator[SitePart]]:
    """Return what is told of a site, and its parts, one after the other."""
    if choices.responses is None:
        return UNANSWERED, contents(folder, definitions, choices.kind, None)
    where = choices.responses
    responses = read(folder, definitions, where, found, skip_faulty=choices.skip_faulty)
    from generator.publication import Answers

    progress.on("Counting answers")
    answers = Answers(folder, definitions, responses, where)
    with carrying(found):
        released, facts = _released(answers, choices)
    facts["refused"] = not facts.get("invented") and bool(
        responses.skipped or any(blank_local(definitions))
    )
    answered = bool(responses.rows)
    return facts, contents(folder, definitions, choices.kind, released, answered=answered)


def _released(answers: Answers, choices: Choices) -> tuple[Release | None, dict[str, Any]]:
    """Return what a site shows, and what is told of it."""
    from generator.publication import open_release, outlook, published, restricted_release

    facts: dict[str, Any] = {
        "answered": bool(answers.responses.rows),
        "files": answers.responses.files,
        "rows_left_out": answers.responses.skipped,
    }
    restricted = choices.audience == "restricted"
    if not answers.responses.rows and (restricted or not published(answers)):
        return None, UNANSWERED | facts
    if restricted:
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


def _packed(
    facts: Mapping[str, Any], made: Iterator[SitePart], problems: list[Problem]
) -> Iterator[tuple[str, Content]]:
    notes = [[*astuple(p.where), p.rule, p.fault, p.remedy] for p in problems]
    yield FACTS, json.dumps({"facts": dict(facts), "notes": notes})
    for part in made:
        for kind in (*TEXTS, "files"):
            contents: Mapping[str, Content] = getattr(part, kind)
            yield from ((f"{kind}/{name}", content) for name, content in contents.items())


def _unpacked(inputs: Inputs, kept: ZipFile) -> Assembled:
    pages, slots, values, parts = (Kept(kept, kind, bytes.decode) for kind in TEXTS)
    made = GeneratedSite(pages, slots, Kept(kept, "files", bytes), values, parts)
    return Assembled(made, inputs, json.loads(kept.read(FACTS))["facts"])


def _noted(kept: ZipFile) -> Iterator[Problem]:
    """Yield the warnings that came with a kept site, so that a second build repeats them."""
    for *where, rule, fault, remedy in json.loads(kept.read(FACTS))["notes"]:
        yield Problem(SourceLine(*where), rule, fault, remedy, "warning")
