"""A release: what may be published is added to the ledger, under its lock.

Nothing is written where any error stands, where the day or the ledger is
behind what was published, or where the key does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator.definitions.problem import Problem, RefusedError, SourceLine, carrying, refuse, tried
from generator.disclosure.ledger import Ledger, key_check
from generator.disclosure.release import Placed
from generator.disclosure.rule import rule_of
from generator.files import ledger_file, programme_folder
from generator.files.clock import today
from generator.files.output_guard import refuse_key_in
from generator.files.programme_folder import RESPONSES, SITE_FOLDERS
from generator.inputs import load, read
from generator.publication import Answers, outlook, published

if TYPE_CHECKING:
    from generator.disclosure.rule import Audience

#: The rule of a local name, contact or date that is not filled in.
BLANK = "blank-local"


@dataclass(frozen=True, slots=True)
class Publication:
    """What a release published, or would publish.

    ``placed`` says where they are shown. ``waiting`` leads cohorts to how many of their people
    wait, ``gone`` counts those who are no longer among the answers. ``closed`` counts the cohorts
    that a lost key closes. ``file`` is the ledger; it and ``key`` are as messages call them.
    ``answered`` is False where there are no answers; ``declined``: somebody was asked and said no.
    """

    number: int = 0
    tables: int = 0
    placed: Placed = field(default_factory=Placed)
    waiting: Mapping[str, int] = field(default_factory=dict)
    gone: int = 0
    closed: int = 0
    file: str = ""
    key: str = ""
    answered: bool = True
    declined: bool = False


def release(
    folder: Path,
    responses: Path | None,
    audience: Audience,
    found: list[Problem],
    *,
    dry: bool = False,
    new_ledger: bool = False,
    new_key: bool = False,
    agree: Callable[[Publication], bool] = lambda _: True,
) -> Publication:
    """Publish into the ledger; nothing is written where any error stands, or in a ``dry`` run.

    Instead an empty ledger may be begun, or a new key made. ``agree`` is asked, where something
    would be published, whether it may be. What is wrong is added to ``found``; raises
    RefusedError where an error stands.
    """
    own = folder / RESPONSES
    chosen = responses or (own if own.is_dir() else None)
    found += _not_for_release(audience, chosen)
    local: list[Problem] = []
    with carrying(found):
        definitions = load(folder, local, warnings=True)
    if chosen is None or found:
        raise RefusedError((*found, *local))
    told: list[Problem] = []
    given = tried(told, partial(read, folder, definitions, chosen))
    trial = given is not None and all(one.invented for one in given.cohorts)
    found += (*(local if trial else map(_no_blank, local)), *told)
    if given is None:
        raise RefusedError(found)
    answers = Answers(folder, definitions, given, chosen)
    with carrying(found):
        if not (given.rows or new_ledger or new_key or published(answers)):
            found[:] = told
            return Publication(answered=False)
        refuse(found)
        answers.check()
        if new_ledger:
            return _begun(answers, dry=dry)
        return _added(answers, agree, dry=dry, new_key=new_key)


def _begun(answers: Answers, *, dry: bool) -> Publication:
    """Begin an empty ledger; what it publishes can then be looked at first."""
    _check_order(answers, Ledger(answers.definitions.programme.id))
    if not dry:
        ledger_file.new_ledger(answers.where, answers.definitions.programme.id, answers.shown)
    return Publication(file=_file(answers))


def _file(answers: Answers) -> str:
    return programme_folder.shown(ledger_file.ledger_path(answers.where), answers.folder)


def _added(
    answers: Answers, agree: Callable[[Publication], bool], *, dry: bool, new_key: bool
) -> Publication:
    """Add a release to the ledger, under its lock."""
    programme, where = answers.definitions.programme, answers.where
    key = ledger_file.key_path()
    sites = [answers.folder / site for site in SITE_FOLDERS.values()]
    refuse_key_in(key, [answers.folder, where, *sites])
    before = ledger_file.open_ledger(where, programme.id, answers.shown)
    with ledger_file.locked(where, answers.shown):
        _check_order(answers, before)
        if new_key:
            return _with_new_key(answers, before, key, dry=dry)
        found = outlook(answers, own_key=not dry or bool(before.number), real=True)
        after = found.made.ledger if found.made else before
        made = Publication(
            after.number if found.tables else before.number,
            found.tables,
            found.made.placed if found.made else Placed(),
            found.waiting,
            found.gone,
            len(after.closed(found.key)) if found.made else 0,
            _file(answers),
            key.as_posix(),
        )
        if not found.tables or dry:
            return made
        if not agree(made):
            return replace(made, declined=True)
        ledger_file.save_ledger(where, after)
        return made


def _with_new_key(answers: Answers, before: Ledger, path: Path, *, dry: bool) -> Publication:
    """Go on with a new key where the old one is lost; everybody released so far is closed."""
    try:
        known = ledger_file.read_key(path)
    except RefusedError:
        known = b""
    if known and (not before.releases or before.releases[-1].key == key_check(known)):
        fault = "The key is there and fits the ledger: a new one would close every cohort."
        raise RefusedError.at(path, "key-fits", fault, "Release without --new-key.")
    if not dry:
        key = ledger_file.new_key()
        minimum = rule_of(answers.definitions.programme.release).minimum
        after = before.with_key(key, today().isoformat(), minimum)
        ledger_file.replace_key(path, key, answers.where, after)
    closed = len({cohort for group in before.groups for cohort in group.cohorts})
    return Publication(before.number + 1, closed=closed, file=_file(answers), key=path.as_posix())


def _check_order(answers: Answers, ledger: Ledger) -> None:
    """Refuse a release that is dated before the last one, or behind the site."""
    last = ledger.releases[-1].date if ledger.releases else ""
    day = today().isoformat()
    name = f"{answers.shown}/{programme_folder.RELEASES}/{ledger_file.LEDGER}"
    if day < last:
        fault = f"The last release is of {last}, and this computer says that today is {day}."
        remedy = "Set its clock right, or unset SOURCE_DATE_EPOCH, and release again."
        raise RefusedError.at(name, "release-date", fault, remedy)
    ledger_file.refuse_rewound(name, answers.folder / SITE_FOLDERS["open"], ledger.number)


def _not_for_release(audience: Audience, responses: Path | None) -> Iterator[Problem]:
    if audience != "open":
        fault = (
            "There is no release for restricted readers: their pages show the answers as they are."
        )
        remedy = "Build them when you need them: mentoring build --audience restricted"
        yield Problem(SourceLine("release"), "restricted", fault, remedy)
    if responses is None:
        fault = "There are no responses to release."
        remedy = "Name the folder that holds them: --responses DIR."
        yield Problem(SourceLine("responses"), "no-folder", fault, remedy)


def _no_blank(problem: Problem) -> Problem:
    """Return a warning about a blank contact as an error: what is released needs them all."""
    return replace(problem, severity="error") if problem.rule == BLANK else problem
