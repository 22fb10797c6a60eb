"""From definitions and responses to a site in its place: the long walk, in one piece.

Definitions and answers are read and checked, what may be shown is decided, pages are made, the
site engine writes them beside the old site, the leak gate reads every byte, and the folders are
swapped. What was generated is kept under what decides it: definitions, code and published tables,
which most answers that come in later do not change.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, field, replace
from errno import EIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from generator.files.ledger_file import refuse_rewound
from generator.files.output_guard import audience_faults
from generator.files.programme_folder import SITE_FOLDERS, Kind
from generator.files.tables import noted_reading
from generator.inputs import CHANGING, CODE, Choices, Inputs, look, page_faults, read
from generator.report.site import GeneratedSite, SitePart
from generator.site_contents import contents

if TYPE_CHECKING:
    from generator.publication import Answers
    from generator.report.view import Release
    from generator.responses.answers import Responses

#: The parts of a generated site that are texts.
TEXTS = ("pages", "slots", "values", "parts")
#: How many cohorts are shown, and where: an entry of a kept site.
GROUPS = "groups"
#: Below the cache: what builds told of the sites that they kept, and so many of these.
TOLD, KEPT_TOLD = "told", 20
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

    ``inputs`` are everything that it was made from, ``name`` stands for its
    contents. ``facts`` are counts of files, rows and cohorts, safe to print;
    ``notes`` are warnings. The ``responses`` are there where they had to be read.
    """

    site: GeneratedSite
    inputs: Inputs
    name: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    notes: Sequence[Problem] = ()
    responses: Responses | None = None


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
    with carrying(found):
        site = build_site(
            folder,
            made.site,
            target,
            private=choices.kind != "open",
            keep_out=programme_folder.private_folders(choices.responses),
            gate=gate(folder, choices, made.inputs, made.site.files, made.responses),
            name=made.name,
            code=programme_folder.fingerprint(CODE),
        )
    found += site.warnings
    return Built(target.as_posix(), choices.kind, site.pages, site.size / 1e6, made.facts)


def _refuse_older_ledger(target: Path, choices: Choices, facts: Mapping[str, Any]) -> None:
    """Refuse to put an older release in the place of a newer one."""
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
    """Return a site as it is kept, by what an earlier build of the very inputs told, or make it."""
    definitions = _checked(folder, choices, found)
    inputs = Inputs.of(definitions, choices)
    told = cache_folder(folder) / TOLD / f"{inputs.key}.txt"
    kept = _recalled(folder, inputs, cache.read_sealed(told))
    if kept is not None:
        found += kept.notes
        return kept
    try:
        with carrying(found):
            made, responses = _made(folder, definitions, choices, inputs, found)
    except UnprintableError as lacking:
        raise RefusedError(
            (*_unprintable(folder, definitions, choices, lacking), *found)
        ) from lacking
    cache.write_sealed(told, made)
    cache.let_go(told.parent.iterdir(), KEPT_TOLD)
    kept = _recalled(folder, inputs, made)
    if kept is None:
        raise OSError(EIO, "What was written there cannot be read again", str(cache_folder(folder)))
    return replace(kept, responses=responses)


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


@dataclass(frozen=True, slots=True)
class _Results:
    """What a site shows of answers: a name for all that decides it, and how it is laid out."""

    name: str
    release: Callable[[], Release | None]
    responses: Responses | None = None

    @property
    def answered(self) -> bool:
        """Say whether there are answers, released or not."""
        return bool(self.responses and self.responses.rows)


def _made(
    folder: Path, definitions: Definitions, choices: Choices, inputs: Inputs, found: list[Problem]
) -> tuple[bytes, Responses | None]:
    """Keep a site's contents, and return what is told of it, and the answers.

    Contents are kept under what decides them. Where other answers lead to the same tables, they
    are there already.
    """
    told: list[Problem] = []
    with noted_reading() as reading:
        facts, results = _decided(folder, definitions, choices, inputs, told)
        found += told
        code = programme_folder.fingerprint(CODE)
        parts = (definitions.digest, code, choices.kind, results.name)
        site = programme_folder.digest_of((part, "") for part in parts)[:32]

        def written() -> Iterator[tuple[str, Content]]:
            released = results.release()
            made = contents(folder, definitions, choices.kind, released, answered=results.answered)
            yield from _packed(_groups(released) if released else {}, made)
            hold()

        def hold() -> None:
            if not inputs.hold(reading) or inputs != Inputs.of(definitions, choices):
                raise _ChangedError  # so that it is not kept

        kept = cache.recall(cache_folder(folder), site)
        if kept is None:
            # Written as it is made, and read from there: a nation's pages never stand in memory.
            cache.keep(cache_folder(folder), site, written())
        else:
            kept.close()
            hold()
    notes = [[*astuple(one.where), one.rule, one.fault, one.remedy] for one in told]
    said = json.dumps({"site": site, "facts": facts, "notes": notes})
    return said.encode(), results.responses


def _decided(
    folder: Path,
    definitions: Definitions,
    choices: Choices,
    inputs: Inputs,
    found: list[Problem],
) -> tuple[dict[str, Any], _Results]:
    """Return what is told of a site's answers, and what it shows of them."""
    if choices.responses is None:
        return UNANSWERED, _Results("no answers", lambda: None)
    where = choices.responses
    responses = read(folder, definitions, where, found, skip_faulty=choices.skip_faulty)
    from generator.publication import Answers

    progress.on("Counting answers")
    answers = Answers(folder, definitions, responses, where)
    facts, results = _released(answers, choices, inputs)
    blank = not answers.invented and any(blank_local(definitions))
    facts["refused"] = not facts.get("invented") and bool(responses.skipped or blank)
    return facts, results


def _released(
    answers: Answers, choices: Choices, inputs: Inputs
) -> tuple[dict[str, Any], _Results]:
    """Return what is told of some answers, and what a site shows of them."""
    from generator.publication import outlook, published, restricted_release, shown

    answered = bool(answers.responses.rows)
    facts: dict[str, Any] = {
        "answered": answered,
        "files": answers.responses.files,
        "rows_left_out": answers.responses.skipped,
    }
    nothing = _Results(f"nothing, {answered}", lambda: None, answers.responses)
    restricted = choices.audience == "restricted"
    if not answered and (restricted or not published(answers)):
        return UNANSWERED | facts, nothing
    if restricted:
        released = restricted_release(answers)  # every answer can be seen in it
        return facts, _Results(inputs.key, lambda: released, answers.responses)
    found = outlook(answers, own_key=choices.preview)
    pages = shown(answers, found, preview=choices.preview)
    facts |= found.facts()
    if pages is None:
        return facts, nothing
    definitions = answers.definitions
    return facts, _Results(pages.digest(), lambda: pages.release(definitions), answers.responses)


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


def _packed(groups: Mapping[str, int], made: Iterator[SitePart]) -> Iterator[tuple[str, Content]]:
    yield GROUPS, json.dumps(groups)
    for part in made:
        for kind in (*TEXTS, "files"):
            contents: Mapping[str, Content] = getattr(part, kind)
            yield from ((f"{kind}/{name}", content) for name, content in contents.items())


def _recalled(folder: Path, inputs: Inputs, told: bytes | None) -> Assembled | None:
    """Return a kept site by what was told of it; None where either is not there any more."""
    said = json.loads(told) if told else {}
    kept = cache.recall(cache_folder(folder), said["site"]) if said else None
    if kept is None:
        return None
    pages, slots, values, parts = (Kept(kept, kind, bytes.decode) for kind in TEXTS)
    made = GeneratedSite(pages, slots, Kept(kept, "files", bytes), values, parts)
    notes = tuple(
        Problem(SourceLine(*where), rule, fault, remedy, "warning")
        for *where, rule, fault, remedy in said["notes"]
    )
    facts = said["facts"] | json.loads(kept.read(GROUPS))
    return Assembled(made, inputs, said["site"], facts, notes)
