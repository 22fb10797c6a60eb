"""What may be published now, and what was: the way of build, preview, release and status.

Answers that are all invented are shown as they are rounded, with a key that
everybody knows, and need no ledger. Real ones are shown from the ledger and
from nothing else; a preview and a release add to it what may be published
today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generator.definitions.codebook import codebooks
from generator.definitions.cohort import Cohort
from generator.definitions.load import Definitions
from generator.definitions.problem import RefusedError, refuse
from generator.definitions.programme import in_language
from generator.definitions.variables import Variable, number_questions, session_questions, variables
from generator.disclosure.groups import hierarchy
from generator.disclosure.ledger import Ledger, RedefinedError, key_check, written
from generator.disclosure.newcomers import Source, check_questions
from generator.disclosure.release import Made, make
from generator.disclosure.released import from_ledger
from generator.disclosure.rule import rule_of
from generator.files import ledger_file, programme_folder, progress
from generator.files.clock import today
from generator.report.view import Release, history, view
from generator.responses.answers import Responses
from generator.responses.cohorts import mixed
from generator.responses.themes import theme_variables

#: The key of demonstrations: everything about them is invented, and anybody may make them again.
PUBLIC_KEY = b"all of these answers are invented"[:32]
LOST_KEY = (
    "Where it is lost for good: mentoring release --new-key. Nobody else of the cohorts released "
    "so far can then be counted."
)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is published, and what a release would add to it today.

    ``made`` is None where that cannot be known: without the key. ``invented``
    answers have no ledger.
    """

    ledger: Ledger
    made: Made | None
    key: bytes = b""
    invented: bool = False

    @property
    def gone(self) -> int:
        """How many people of earlier releases are no longer among the answers."""
        return self.made.gone if self.made else 0

    @property
    def tables(self) -> int:
        """How many new tables a release would publish."""
        return self.made.tables if self.made else 0

    @property
    def waiting(self) -> Mapping[str, int]:
        """How many people of each cohort, by its id, would go on waiting."""
        return self.made.waiting if self.made else {}

    def facts(self) -> dict[str, Any]:
        """Return it in numbers that are safe to print; ``key``: what a release adds is known."""
        return {
            "release": self.ledger.number,
            "invented": self.invented,
            "new_tables": self.tables,
            "waiting": dict(self.waiting),
            "gone": self.gone,
            "key": self.made is not None,
        }


@dataclass(frozen=True, slots=True)
class Answers:
    """Definitions and answers that belong together; ``where`` is the responses folder."""

    folder: Path
    definitions: Definitions
    responses: Responses
    where: Path

    @property
    def shown(self) -> str:
        """What messages call the responses folder."""
        return programme_folder.shown(self.where, self.folder)

    @property
    def invented(self) -> bool:
        """Say whether every answer is invented; raises RefusedError where only some are."""
        refuse([*mixed(self.responses.cohorts, self.shown)])
        return all(cohort.invented for cohort in self.responses.cohorts)

    def check(self) -> None:
        """Refuse invented answers beside real ones."""
        _ = self.invented

    def source(self) -> Source:
        """Return the answers with every question that is asked of people."""
        programme, forms = self.definitions.programme, self.definitions.instruments
        asked = (*variables(programme, forms), *theme_variables(programme, self.responses.themes))
        return Source(programme, asked, codebooks(programme, forms), self.responses)


def published(answers: Answers) -> bool:
    """Say whether anything of these answers was ever released."""
    where, programme = answers.where, answers.definitions.programme.id
    if not ledger_file.has_ledger(where):
        return False
    return bool(ledger_file.open_ledger(where, programme, answers.shown).number)


def _ledger(answers: Answers, *, needed: bool) -> Ledger:
    """Return the ledger of some answers; an empty one where there is none and none is needed."""
    programme = answers.definitions.programme.id
    if needed or ledger_file.has_ledger(answers.where):
        return ledger_file.open_ledger(answers.where, programme, answers.shown)
    return Ledger(programme)


def outlook(answers: Answers, *, own_key: bool = False, real: bool = False) -> Outlook:
    """Return what is published of some answers, and what a release would publish now.

    ``own_key``: the tables must be those of a release, so that the key is
    asked for, and made before the first release. Without it nothing but
    headcounts is looked at. ``real`` takes invented answers for real ones.
    Raises RefusedError where ledger or key cannot be used.
    """
    progress.on("Deciding what may be published")
    source, programme = answers.source(), answers.definitions.programme
    rule, day = rule_of(programme.release), today().isoformat()
    invented = answers.invented and not real
    ledger = _ledger(answers, needed=not invented)
    if invented and not ledger.number:
        made = make(source, rule, Ledger(programme.id), PUBLIC_KEY, day)
        return Outlook(ledger, made, PUBLIC_KEY, invented=True)
    try:
        check_questions(ledger, source.variables)
    except RedefinedError as error:
        where = answers.definitions.programme_path
        raise RefusedError.at(where, "released-otherwise", str(error)) from error
    path = ledger_file.key_path()
    if ledger.number:
        key = fitting_key(path, ledger, needed=own_key)
    else:
        key = ledger_file.made_key(path) if own_key else _known(path)
    next_one = make(source, rule, ledger, key, day) if key else None
    return Outlook(ledger, next_one, key)


def fitting_key(path: Path, ledger: Ledger, *, needed: bool) -> bytes:
    """Return the key that the last release was made with; empty where it is not ``needed``.

    With another key everybody would look new, and be published twice.
    """
    if not needed and not path.exists():
        return b""
    key = ledger_file.read_key(path, lost=LOST_KEY)
    last = ledger.releases[-1]
    if key_check(key) == last.key:
        return key
    if not needed:
        return b""
    fault = f"This is not the key of release {last.number}."
    remedy = (
        f"Is {ledger_file.VARIABLE} still set to another one? Bring the right key back from your "
        f"backup. {LOST_KEY}"
    )
    raise RefusedError.at(path, "wrong-key", fault, remedy)


def _known(path: Path) -> bytes:
    """Return the key before a first release; any will do to count who waits."""
    return ledger_file.read_key(path) if path.exists() else b"\0" * ledger_file.KEY_BYTES


# --- what pages show -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """All that open pages are made from, beside the definitions; no answer is among it.

    ``number`` is that of the latest release, 0 for invented answers that were not released.
    """

    ledger: Ledger
    variables: tuple[Variable, ...]
    cohorts: tuple[Cohort, ...]
    invented: bool
    number: int
    preview: bool

    def digest(self) -> str:
        """Return a name that is another one where anything on these pages could be."""
        rest = (self.variables, self.cohorts, self.invented, self.number, self.preview)
        whole = written(self.ledger).decode(), repr(rest)
        return programme_folder.digest_of([whole])

    def release(self, definitions: Definitions) -> Release:
        """Return it laid out as pages read it."""
        progress.on("Laying out results")
        ledger, programme = self.ledger, definitions.programme
        place = hierarchy(self.cohorts, in_language(programme.title, programme.languages[0]))
        released = view(
            from_ledger(ledger, self.variables, place, self.cohorts),
            self.variables,
            self.cohorts,
            rule_of(programme.release),
            pairs=_pairs(definitions),
        )
        return replace(
            released,
            invented=self.invented,
            made_on=ledger.releases[-1].date,
            number=self.number,
            history=history(ledger) if self.number else (),
            preview=self.preview and self.number > 0,
        )


def shown(answers: Answers, found: Outlook, *, preview: bool) -> Shown | None:
    """Return what open pages show: what is published, or with a preview what would be.

    None where nothing is.
    """
    ledger = found.made.ledger if found.made and (preview or found.invented) else found.ledger
    if not ledger.number:
        return None
    # Where their numbers stand in a file, and how many answered beyond them, is on no open page.
    cohorts = (replace(one, places={}, exceeded=frozenset()) for one in answers.responses.cohorts)
    asked = answers.source().variables
    number = 0 if found.invented else ledger.number
    return Shown(ledger, asked, tuple(cohorts), answers.invented, number, preview)


def restricted_release(answers: Answers) -> Release:
    """Return what restricted pages show: every answer as it is today.

    Raises RefusedError where nobody is named as their reader, unless every answer is invented.
    """
    programme, forms = answers.definitions.programme, answers.definitions.instruments
    if not programme.release.restricted_readers and not answers.invented:
        where = answers.definitions.programme_path
        fault = (
            "Nobody is named who may read restricted pages: release.restricted_readers is empty."
        )
        remedy = "Name each reader there. Nobody who supervises the people counted should be one."
        raise RefusedError.at(where, "no-readers", fault, remedy)
    from generator.disclosure.exact import exact  # with scipy, which open pages do without

    progress.on("Counting answers")
    source = answers.source()
    sessions = session_questions(programme, forms)
    source = Source(programme, (*source.variables, *sessions), source.books, source.responses)
    numbers = number_questions(programme, forms)
    language = programme.languages[0]
    rule = rule_of(programme.release, "restricted")
    responses = answers.responses
    released = view(
        exact(source, rule, numbers),
        source.variables,
        responses.cohorts,
        rule,
        pairs=_pairs(answers.definitions),
        numbers=numbers,
    )
    return replace(
        released,
        invented=answers.invented,
        made_on=today().isoformat(),
        readers=tuple(in_language(one, language) for one in programme.release.restricted_readers),
        skipped=responses.skipped,
    )


def _pairs(definitions: Definitions) -> dict[str, tuple[str, str]]:
    """Return the two waves of each role's primary comparison."""
    return {
        one.role: (one.from_, one.to)
        for one in reversed(definitions.programme.comparisons)
        if one.primary
    }
