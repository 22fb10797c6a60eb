"""From definitions and responses to a generated site: the long walk, in one place.

``build`` takes it for a command, the site engine's plugin for ``mkdocs
serve``. What comes out is kept under a fingerprint of everything that went
in, so that a second build with nothing changed makes nothing anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass, field, replace
from errno import EIO
from itertools import chain
from os import environ
from os.path import relpath
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from generator.contents import CODE, contents
from generator.definitions.codebook import codebooks
from generator.definitions.load import Definitions
from generator.definitions.problem import (
    Parsed,
    Problem,
    RefusedError,
    SourceLine,
    in_reading_order,
)
from generator.definitions.rules import read_definitions
from generator.definitions.rules_people import past_dates
from generator.definitions.rules_words import blank_local
from generator.definitions.signs import UnprintableError, unprintable
from generator.definitions.values import page_values
from generator.files import cache, programme_folder, progress
from generator.files.cache import Content, Kept, cache_folder
from generator.files.clock import today
from generator.files.programme_folder import Kind
from generator.files.tables import noted_reading
from generator.report.site import GeneratedSite, SitePart

if TYPE_CHECKING:
    from datetime import date

    from generator.analysis.tally import Tally
    from generator.disclosure.rule import Audience
    from generator.publication import Answers
    from generator.report.view import Release
    from generator.responses.answers import Responses
    from generator.responses.return_log import LogRow

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
class Inputs:
    """What a site is made from: a digest of each file of answers and records, and of all the rest.

    That is the definitions as they were read, code and choices, the ledger and its key.
    """

    rest: str
    where: Path | None
    answers: Mapping[Path, str]

    @classmethod
    def of(cls, definitions: Definitions, choices: Choices) -> Inputs:
        """Return them as they are now; the definitions, as they were read."""
        from generator.files.ledger_file import key_path, ledger_path

        rest = [definitions.digest, choices.kind, str(choices.skip_faulty)]
        rest.append(environ.get("SOURCE_DATE_EPOCH", ""))
        files = [CODE]
        if choices.responses is not None:
            files += [ledger_path(choices.responses), key_path(environ)]
        rest.append(programme_folder.fingerprint(*files))
        where = choices.responses
        answers = programme_folder.answer_digests(where) if where else {}
        return cls(programme_folder.digest_of((word, "") for word in rest), where, answers)

    @property
    def key(self) -> str:
        """Name all of it."""
        named = [(relpath(p, self.where), digest) for p, digest in self.answers.items()]
        return programme_folder.digest_of([(self.rest, ""), *named])[:32]

    def hold(self, read: Mapping[Path, str]) -> bool:
        """Tell whether what was read is what these are a digest of; other folders do not count."""
        roots = {self.where, programme_folder.records_of(self.where) if self.where else None}
        return all(
            self.answers.get(path) == digest
            for path, digest in read.items()
            if roots.intersection(path.parents)
        )


@dataclass(frozen=True, slots=True)
class Assembled:
    """A generated site, and what its maker tells on the command line.

    ``inputs`` are everything that it was made from. ``facts`` are counts of
    files, rows and cohorts, safe to print.
    """

    site: GeneratedSite
    inputs: Inputs
    facts: Mapping[str, Any] = field(default_factory=dict)


def load(folder: Path) -> Parsed[Definitions]:
    """Read and check a programme's definitions; the value is None where any error stands."""
    progress.on("Reading the programme")
    texts = programme_folder.read_definitions(folder)
    if texts.value is None:
        return Parsed(None, texts.problems)
    unread = [one.where.path for one in texts.errors if one.rule in programme_folder.UNREAD]
    read = read_definitions(texts.value, unread)
    whole = Parsed(read.value, (*texts.problems, *read.problems))
    if read.value is None or whole.errors:
        return Parsed(None, whole.problems)
    digest = programme_folder.digest_of(sorted(texts.value.items()))
    return Parsed(replace(read.value, digest=digest), whole.problems)


def read(
    programme: Path,
    definitions: Definitions,
    folder: Path,
    *,
    skip_faulty: bool = False,
    partly: bool = False,
    themes: bool = True,
) -> Parsed[Responses]:
    """Read and check every response below a folder; ``themes`` too, unless they are made anew."""
    from generator.files.response_folder import read_responses

    books = codebooks(definitions.programme, definitions.instruments)
    return read_responses(
        folder,
        definitions.programme,
        books,
        skip_faulty=skip_faulty,
        partly=partly,
        themes=themes,
        shown_as=programme_folder.shown(folder, programme),
    )


@dataclass(frozen=True, slots=True)
class Examined:
    """All that there is to check of a programme, read once; what is wrong is counted here alone.

    ``prepared`` is what is wrong with the definitions, the pages and the dates.
    """

    prepared: tuple[Problem, ...]
    answers: Parsed[Responses]
    log: Parsed[tuple[LogRow, ...]]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong, in reading order."""
        return (*self.prepared, *self.answers.problems, *self.log.problems)


def examined(
    folder: Path,
    loaded: Parsed[Definitions],
    definitions: Definitions,
    responses: Path | None,
    day: date,
    *,
    partly: bool = False,
) -> Examined:
    """Check the pages, the dates and a folder of responses beside ``loaded`` definitions."""
    from generator.files.response_folder import read_cohorts, read_return_log, walk

    pages, past = page_faults(folder, definitions), past_dates(definitions, day)
    signs = _unprintable_forms(definitions)
    prepared = in_reading_order((*loaded.problems, *pages, *past, *signs))
    if responses is None:
        return Examined(prepared, Parsed(None), Parsed(()))
    answers = read(folder, definitions, responses, partly=partly)
    shown, programme = programme_folder.shown(responses, folder), definitions.programme
    cohorts = read_cohorts(walk(responses, shown), programme).value or ()
    log = read_return_log(
        responses,
        programme,
        [cohort.id for cohort in cohorts],
        [form.id for form in definitions.instruments],
        shown,
    )
    names = tuple(_unprintable_names(responses, shown))
    return Examined(
        prepared, Parsed(answers.value, (*answers.problems, *names), answers.notes), log
    )


def _unprintable_forms(definitions: Definitions) -> tuple[Problem, ...]:
    """Return what print would refuse, with its places."""
    from generator.files.typst_compiler import unprintable_forms

    found = unprintable_forms(definitions.programme, definitions.instruments)
    where = SourceLine(definitions.programme_path)
    return unprintable(found, definitions.marks.texts(), where) if found else ()


def _unprintable_names(responses: Path, shown: str) -> Iterator[Problem]:
    """Yield a warning for each name of results that a printed summary could not show."""
    from generator.files.response_folder import named_cells
    from generator.files.typesetting import lacks

    cells = [(where, text) for where, text in named_cells(responses, shown, coded=False)]
    lacking = {text: signs for _, text in cells if (signs := lacks(text))}
    if lacking:
        found = UnprintableError(tuple(lacking), frozenset().union(*lacking.values()))
        for problem in unprintable(found, cells, SourceLine(shown)):
            yield replace(problem, severity="warning")


def count(definitions: Definitions, responses: Responses) -> Tally:
    """Return the counts of all answers: rows stop here."""
    from generator.analysis.tally import tally

    progress.on("Counting answers")
    books = codebooks(definitions.programme, definitions.instruments)
    return tally(definitions.programme, books, responses)


def page_faults(folder: Path, definitions: Definitions | None) -> tuple[Problem, ...]:
    """Return what is wrong with the hand-written pages: what no page may hold is a warning."""
    from generator.definitions.rules_words import results_in_english
    from generator.definitions.signs import turning_lines
    from generator.files.author_pages import STYLES, author_files
    from generator.report.page_safety import Page, page_problems, strings_of, style_problems
    from generator.report.site import with_values

    if not (folder / "mkdocs.yml").is_file():
        return ()  # the site engine says so where it is asked for a site
    read = author_files(folder)
    values = page_values(definitions.programme) if definitions else {}
    found = [*read.problems, *(results_in_english(definitions) if definitions else ())]
    for file in read.value or ():
        found += turning_lines(file.path, file.front + file.text)
        if file.path.lower().endswith(STYLES):
            found += style_problems(file.path, file.text)
            continue
        strings = tuple(with_values(text, values) for text in strings_of(file.settings))
        text = with_values(file.text, values) if file.rendered else file.text
        found += page_problems(Page(file.path, file.front, file.text, text, strings, file.render))
    return tuple(found)


def generated_site(folder: Path, choices: Choices) -> Parsed[Assembled]:
    """Return the whole generated site of a programme; no value where any error stands.

    It is kept under what it was made from, the very bytes. Where these change
    while it is made, it is made again.
    """
    for _ in range(ATTEMPTS):
        with suppress(_ChangedError):
            return _generated_once(folder, choices)
    where = SourceLine(str(choices.responses))
    return Parsed(None, (Problem(where, "changing", *CHANGING),))


def _generated_once(folder: Path, choices: Choices) -> Parsed[Assembled]:
    loaded = load(folder)
    try:
        today()
    except RefusedError as refused:
        return Parsed(None, (*refused.problems, *loaded.problems))
    loaded = Parsed(loaded.value, (*loaded.problems, *page_faults(folder, loaded.value)))
    definitions = loaded.value
    if definitions is None or loaded.errors:
        return Parsed(None, loaded.problems)
    where = choices.responses
    shut = programme_folder.closed(where, programme_folder.shown(where, folder)) if where else None
    if shut is not None:
        return Parsed(None, (shut, *loaded.problems))
    inputs = Inputs.of(definitions, choices)
    kept = cache.recall(cache_folder(folder), inputs.key)
    if kept is not None:
        return Parsed(_unpacked(inputs, kept), (*loaded.problems, *_noted(kept)))
    with noted_reading() as read:
        made = _made(folder, definitions, choices)
        problems = (*loaded.problems, *made.problems)
        making = made.value
        if making is None:
            return Parsed(None, problems)

        def parts() -> Iterator[tuple[str, Content]]:
            yield from _packed(making, made.problems)
            if not inputs.hold(read) or inputs != Inputs.of(definitions, choices):
                raise _ChangedError  # so that it is not kept

        # Written as it is made, and read from there: a nation's pages never stand in memory.
        try:
            cache.keep(cache_folder(folder), inputs.key, parts())
        except UnprintableError as found:
            return Parsed(None, (*_unprintable(folder, definitions, choices, found), *problems))
    kept = cache.recall(cache_folder(folder), inputs.key)
    if kept is None:
        raise OSError(EIO, "What was written there cannot be read again", str(cache_folder(folder)))
    return Parsed(_unpacked(inputs, kept), problems)


class _ChangedError(Exception):
    """The answers, the ledger or its key have changed while a site was made from them."""


#: So many times a site is made anew when its answers change meanwhile.
ATTEMPTS = 3
CHANGING = (
    "The answers changed while the site was made from them.",
    "Wait until nobody is saving them, then build again.",
)


def _unprintable(
    folder: Path, definitions: Definitions, choices: Choices, found: UnprintableError
) -> tuple[Problem, ...]:
    """Return where the texts come from that no paper of this site can show."""
    from generator.files.response_folder import named_cells

    texts = definitions.marks.texts()
    if choices.responses is not None:
        shown = programme_folder.shown(choices.responses, folder)
        texts = chain(texts, named_cells(choices.responses, shown))
    return unprintable(found, texts, SourceLine(definitions.programme_path))


# --- making -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Making:
    """A site in the making: what is told of it, and its parts, one after the other."""

    facts: Mapping[str, Any]
    parts: Iterator[SitePart]


def _made(folder: Path, definitions: Definitions, choices: Choices) -> Parsed[_Making]:
    if choices.responses is None:
        return Parsed(_Making(UNANSWERED, contents(folder, definitions, choices.kind, None)))
    found = read(folder, definitions, choices.responses, skip_faulty=choices.skip_faulty)
    if found.value is None:
        return Parsed(None, found.problems)
    from generator.publication import Answers

    progress.on("Counting answers")
    answers = Answers(folder, definitions, found.value, choices.responses)
    try:
        released, facts = _released(answers, choices)
    except RefusedError as refused:
        return Parsed(None, (*found.problems, *refused.problems))
    answered = bool(found.value.rows)
    facts["refused"] = not facts.get("invented") and bool(
        found.value.skipped or any(blank_local(definitions))
    )
    parts = contents(folder, definitions, choices.kind, released, answered=answered)
    return Parsed(_Making(facts, parts), found.problems)


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


def _packed(made: _Making, problems: tuple[Problem, ...]) -> Iterator[tuple[str, Content]]:
    notes = [[*astuple(p.where), p.rule, p.fault, p.remedy] for p in problems]
    yield FACTS, json.dumps({"facts": dict(made.facts), "notes": notes})
    for part in made.parts:
        for kind in (*TEXTS, "files"):
            contents: Mapping[str, Content] = getattr(part, kind)
            yield from ((f"{kind}/{name}", content) for name, content in contents.items())


def _unpacked(inputs: Inputs, kept: ZipFile) -> Assembled:
    pages, slots, values, parts = (Kept(kept, kind, bytes.decode) for kind in TEXTS)
    made = GeneratedSite(pages, slots, Kept(kept, "files", bytes), values, parts)
    return Assembled(made, inputs, json.loads(kept.read(FACTS))["facts"])


def _noted(kept: ZipFile) -> tuple[Problem, ...]:
    """Return the warnings that came with a kept site, so that a second build repeats them."""
    notes: list[list[Any]] = json.loads(kept.read(FACTS))["notes"]
    return tuple(
        Problem(SourceLine(*where), rule, fault, remedy, "warning")
        for *where, rule, fault, remedy in notes
    )
