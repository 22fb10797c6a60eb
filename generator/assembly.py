"""From definitions and responses to a generated site: the long walk, in one place.

``build`` takes it for a command, the site engine's plugin for ``mkdocs
serve``. What comes out is kept under a fingerprint of everything that went
in, so that a second build with nothing changed makes nothing anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import UTC, date, datetime
from errno import EIO
from os import environ
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.contents import CODE, contents
from generator.files import programme_folder, site_cache, writing
from generator.files.programme_folder import CACHE
from generator.report.site import GeneratedSite, SitePart
from generator.survey.codebook import codebooks
from generator.survey.definition import Definitions
from generator.survey.problem import Parsed, Problem, SourceLine
from generator.survey.rules import read_definitions

if TYPE_CHECKING:
    from generator.analysis.tally import Tally
    from generator.disclosure.release import Made
    from generator.disclosure.released import Audience, Release
    from generator.files.ledger_file import Ledger
    from generator.survey.answers import Responses
    from generator.survey.variables import Variable

Progress = Callable[[str], None]
#: Where each audience's site goes unless somebody names another folder.
SITE_FOLDERS: Mapping[Audience, str] = {"open": "site", "restricted": "site-restricted"}
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


@dataclass(frozen=True, slots=True)
class Assembled:
    """A generated site, and what its maker tells on the command line.

    ``key`` names everything that it was made from. ``facts`` are counts of
    files, rows and cohorts, safe to print.
    """

    site: GeneratedSite
    key: str
    facts: Mapping[str, int] = field(default_factory=dict)


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


def generated_site(
    folder: Path, choices: Choices, progress: Progress = silent
) -> Parsed[Assembled]:
    """Return the whole generated site of a programme; no value where any error stands."""
    loaded = load(folder)
    if loaded.value is None:
        return Parsed(None, loaded.problems)
    key = _key(folder, choices)
    kept = site_cache.recall(folder / CACHE, key)
    if kept is not None:
        return Parsed(_unpacked(key, kept), (*loaded.problems, *_noted(kept)))
    made = _made(folder, loaded.value, choices, progress)
    problems = (*loaded.problems, *made.problems)
    if made.value is None:
        return Parsed(None, problems)
    # Written as it is made, and read from there: a nation's pages never stand in memory together.
    site_cache.keep(folder / CACHE, key, _packed(made.value, made.problems))
    kept = site_cache.recall(folder / CACHE, key)
    if kept is None:
        raise OSError(EIO, "What was written there cannot be read again", str(folder / CACHE))
    return Parsed(_unpacked(key, kept), problems)


# --- making -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Making:
    """A site in the making: counts that are safe to print, and its parts, one after the other."""

    facts: Mapping[str, int]
    parts: Iterator[SitePart]


def _made(
    folder: Path, definitions: Definitions, choices: Choices, progress: Progress
) -> Parsed[_Making]:
    if choices.responses is None:
        return Parsed(_Making({}, contents(folder, definitions, choices.audience, None, progress)))
    found = read(
        folder, definitions, choices.responses, skip_faulty=choices.skip_faulty, progress=progress
    )
    if found.value is None:
        return Parsed(None, found.problems)
    progress("Counting and drawing")
    outcome = made_release(folder, definitions, found.value, choices)
    problems = (*found.problems, *outcome.problems)
    if outcome.value is None:
        return Parsed(None, problems)
    released = outcome.value.made.release
    facts = {
        **_facts(released),
        **_people_facts(definitions, released, found.value),
        **_release_facts(outcome.value),
    }
    parts = contents(folder, definitions, choices.audience, released, progress)
    return Parsed(_Making(facts, parts), problems)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A release as it would be published now, and the ledger that it follows."""

    made: Made
    ledger: Ledger


def made_release(
    folder: Path,
    definitions: Definitions,
    responses: Responses,
    choices: Choices,
    new_key: Callable[[], bytes] | None = None,
) -> Parsed[Prepared]:
    """Return what may be published, by the ledger where there is one.

    ``new_key`` gives the secret for a first release. Without it, and without
    a ledger, nobody is told apart from release to release: there is none yet.
    """
    from generator.disclosure.persons import people_of
    from generator.disclosure.proven import Proven
    from generator.disclosure.release import Earlier, Origin, make
    from generator.files import proofs
    from generator.files.ledger_file import open_ledger
    from generator.files.ledger_place import key_path
    from generator.files.side_by_side import side_by_side
    from generator.survey.session_form import session_forms
    from generator.survey.themes import theme_variables
    from generator.survey.variables import variables

    where = choices.responses or folder
    opened = open_ledger(where, key_path(environ), programme_folder.shown(where, folder))
    if opened.value is None:
        return Parsed(None, opened.problems)
    ledger, programme = opened.value, definitions.programme
    questions = (
        *variables(programme, definitions.instruments),
        *theme_variables(programme, responses.themes),
    )
    sessions = session_forms(programme, definitions.instruments)
    faults = _redefined(definitions, questions, ledger)
    if faults:
        return Parsed(None, faults)
    key = ledger.key if ledger.past.releases else (new_key() if new_key else b"")
    books = codebooks(programme, definitions.instruments)
    people = people_of(programme, questions, sessions, books, responses, key) if key else None
    code = programme_folder.fingerprint(CODE)
    # What is published for good is looked at anew, whatever anybody put into the cache.
    proven = Proven() if new_key else proofs.recall(folder / CACHE, code)
    made = make(
        programme,
        questions,
        count(definitions, responses),
        responses.cohorts,
        audience=choices.audience,
        sessions=sessions,
        origin=Origin(responses.versions, responses.files, responses.skipped, _today().isoformat()),
        earlier=Earlier(people, ledger.past),
        proven=proven,
        share=side_by_side,
    )
    proofs.keep(folder / CACHE, proven, code)
    if made.findings:
        return Parsed(None, _given_away(programme_folder.shown(where, folder), made))
    return Parsed(Prepared(made, replace(ledger, key=key)))


def _given_away(where: str, made: Made) -> tuple[Problem, ...]:
    """Return what would give somebody away, whatever this build leaves out."""
    remedy = "Wait for more answers; what was published before cannot be taken back."
    return tuple(
        Problem(SourceLine(where), "gives-away", str(finding), remedy) for finding in made.findings
    )


def _redefined(
    definitions: Definitions, questions: Sequence[Variable], ledger: Ledger
) -> tuple[Problem, ...]:
    from generator.disclosure.ledger import redefined

    where = SourceLine(definitions.programme_path)
    remedy = "Put its scale back as it was; for other groups of answers, ask a new question."
    return tuple(
        Problem(
            where,
            "released-otherwise",
            f"'{name}' was released with other answers or bands; both together tell too much.",
            remedy,
        )
        for name in redefined(ledger.past, questions)
    )


def _release_facts(prepared: Prepared) -> dict[str, int]:
    """Return the last release for this audience, and how much of this site is newer."""
    from generator.disclosure.ledger import news

    made = prepared.made
    new = news(made, prepared.ledger.past) if made.people else 0
    waiting = len(made.release.waiting)
    return {"release": made.release.number, "new_tables": new, "groups_waiting": waiting}


def _facts(released: Release) -> dict[str, int]:
    """Return how many cohorts see a page of their own, share a pool, or only a larger group."""
    levels = {group.id: group.level for group in released.groups}
    shown = [levels[place] for place in released.places.values()]
    return {
        "files": released.files,
        "rows_left_out": released.skipped,
        "groups": len(released.groups),
        "cohorts": len(shown),
        "alone": shown.count("cohort"),
        "in_pools": shown.count("pool"),
        "in_larger_groups": len(shown) - shown.count("cohort") - shown.count("pool"),
    }


def _people_facts(
    definitions: Definitions, released: Release, responses: Responses
) -> dict[str, int]:
    """Return how many people see their own cohort, a pool, or only a larger group.

    People are told apart by their survey codes; forms that are not linked have none.
    """
    linked = {form.id for form in definitions.instruments if form.kind == "linked"}
    people = {
        (cohort, code)
        for name, answers in responses.answers.items()
        if name in linked
        for cohort, code in zip(answers.cohort.tolist(), answers.respondent.tolist(), strict=True)
        if not code.startswith(b"UNLINKED")
    }
    levels = {group.id: group.level for group in released.groups}
    found = {"people_alone": 0, "people_in_pools": 0, "people_in_larger_groups": 0}
    names = {"cohort": "people_alone", "pool": "people_in_pools"}
    for cohort, _ in people:
        level = levels[released.places[responses.cohorts[cohort].id]]
        found[names.get(level, "people_in_larger_groups")] += 1
    return found


# --- keeping ------------------------------------------------------------------------------


def _key(folder: Path, choices: Choices) -> str:
    roots = [folder / "instruments", CODE]
    roots += [choices.responses] if choices.responses else []
    whole = hashlib.sha256(programme_folder.fingerprint(*roots).encode())
    whole.update(f"{choices.audience} {choices.skip_faulty} {bool(choices.responses)}".encode())
    if choices.responses is not None:
        whole.update(_ledger_state(choices.responses).encode())
    whole.update(_today().isoformat().encode() if environ.get("SOURCE_DATE_EPOCH") else b"")
    return whole.hexdigest()[:32]


def _ledger_state(responses: Path) -> str:
    """Return a digest of ledger and key: a site is made anew, or refused, where they change."""
    from generator.files.ledger_place import key_path, state

    return state(responses, key_path(environ))


def _today() -> date:
    """Return the day of the build; SOURCE_DATE_EPOCH sets it where builds must be repeatable."""
    epoch = environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else date.today()


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
