"""The release as a command: add what may be published to the ledger, under its lock.

Nothing is written where any error stands, where the day or the ledger is
behind what was published, or where the key does not fit.
"""

from __future__ import annotations

from dataclasses import replace
from os import environ
from pathlib import Path
from typing import TYPE_CHECKING

from generator.assembly import load, read
from generator.contents import RELEASE_FILE
from generator.definitions.problem import Parsed, Problem, RefusedError, SourceLine
from generator.disclosure.ledger import Ledger, key_check
from generator.disclosure.release import Placed
from generator.disclosure.rule import rule_of
from generator.files import ledger_file, programme_folder
from generator.files.clock import today
from generator.files.programme_folder import SITE_FOLDERS
from generator.publication import Answers, outlook, published
from generator.told import Publication

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.disclosure.rule import Audience


def release(
    folder: Path,
    *,
    responses: Path | None = None,
    audience: Audience = "open",
    dry: bool = False,
    new_ledger: bool = False,
    new_key: bool = False,
    agree: Callable[[Publication], bool] = lambda _: True,
) -> Parsed[Publication]:
    """Publish into the ledger; nothing is written where any error stands, or with ``dry``.

    ``agree`` is asked, where something would be published, whether it may be.

    ``new_ledger`` begins an empty one where there is none, and publishes
    nothing yet. ``new_key`` makes a new key where the old one is lost.
    """
    own = folder / "responses"
    chosen = responses or (own if own.is_dir() else None)
    loaded = load(folder)
    refused = [*_not_restricted(audience), *(() if chosen else (_nothing_to_release(),))]
    if loaded.value is None or chosen is None or refused:
        return Parsed(None, (*refused, *loaded.problems))
    found = read(folder, loaded.value, chosen)
    trial = found.value is not None and all(one.invented for one in found.value.cohorts)
    definitions = loaded.problems if trial else tuple(map(_no_blank, loaded.problems))
    problems = (*definitions, *found.problems)
    if found.value is None:
        return Parsed(None, problems)
    answers = Answers(folder, loaded.value, found.value, chosen)
    try:
        if not (answers.responses.rows or new_ledger or new_key or published(answers)):
            return Parsed(
                Publication(0, 0, Placed(), {}, "", "", dry=dry, answered=False), found.problems
            )
        if any(problem.severity == "error" for problem in problems):
            return Parsed(None, problems)
        made = (
            _begun(answers, dry=dry)
            if new_ledger
            else _release(answers, dry=dry, new_key=new_key, agree=agree)
        )
    except RefusedError as error:
        return Parsed(None, (*problems, *error.problems))
    finally:
        mine = chosen.resolve() == own.resolve()
    return Parsed(replace(made, responses="" if mine else chosen.as_posix()), problems)


def _begun(answers: Answers, *, dry: bool) -> Publication:
    """Begin an empty ledger; what it publishes can then be looked at first."""
    answers.check()
    _check_order(answers, Ledger(answers.definitions.programme.id))
    path = ledger_file.ledger_path(answers.where)
    if not dry:
        ledger_file.new_ledger(answers.where, answers.definitions.programme.id, answers.shown)
    file = programme_folder.shown(path, answers.folder)
    return Publication(0, 0, Placed(), {}, file, "", dry=dry, begun=True)


def _release(
    answers: Answers, *, dry: bool, new_key: bool, agree: Callable[[Publication], bool]
) -> Publication:
    """Add a release to the ledger, under its lock."""
    answers.check()
    programme, where = answers.definitions.programme, answers.where
    key = ledger_file.key_path(environ)
    sites = [answers.folder / site for site in SITE_FOLDERS.values()]
    ledger_file.check_place(key, [answers.folder, where, *sites])
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
            programme_folder.shown(ledger_file.ledger_path(where), answers.folder),
            key.as_posix(),
            found.gone,
            dry,
            closed=len(after.closed(found.key)) if found.made else 0,
        )
        if not found.tables or dry:
            return made
        if not agree(replace(made, dry=True)):
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
    closed = len({cohort for group in before.groups for cohort in group.cohorts})
    number = before.number + 1
    if not dry:
        key = ledger_file.new_key()
        minimum = rule_of(answers.definitions.programme.release).minimum
        after = before.with_key(key, today().isoformat(), minimum)
        ledger_file.replace_key(path, key, answers.where, after)
    file = programme_folder.shown(ledger_file.ledger_path(answers.where), answers.folder)
    return Publication(
        number, 0, Placed(), {}, file, path.as_posix(), dry=dry, closed=closed, rekeyed=True
    )


def _check_order(answers: Answers, ledger: Ledger) -> None:
    """Refuse a release that is dated before the last one, or behind the site."""
    last = ledger.releases[-1].date if ledger.releases else ""
    day = today().isoformat()
    name = f"{answers.shown}/{programme_folder.RELEASES}/{ledger_file.LEDGER}"
    if day < last:
        fault = f"The last release is of {last}, and this computer says that today is {day}."
        remedy = "Set its clock right, or unset SOURCE_DATE_EPOCH, and release again."
        raise RefusedError.at(name, "release-date", fault, remedy)
    shown = site_release(answers.folder / SITE_FOLDERS["open"])
    if shown > ledger.number:
        raise rewound(name, shown, ledger.number)


def rewound(name: str, shown: int, number: int) -> RefusedError:
    """Return the fault of a ledger that ends before what the site shows."""
    fault = f"The site shows release {shown}, but the ledger ends at release {number}."
    remedy = (
        "Put the newest backup of the ledger in its place. If the site was built from other "
        "answers, such as a trial, delete that folder, and build trials with --site-dir."
    )
    return RefusedError.at(name, "ledger-rewound", fault, remedy)


def site_release(site: Path) -> int:
    """Return which release a site folder shows, 0 where it shows none."""
    path = site / RELEASE_FILE
    text = path.read_text(encoding="utf-8", errors="replace").strip() if path.is_file() else ""
    return int(text) if text.isascii() and text.isdigit() else 0


def _not_restricted(audience: Audience) -> tuple[Problem, ...]:
    if audience == "open":
        return ()
    fault = "There is no release for restricted readers: their pages show the answers as they are."
    remedy = "Build them when you need them: mentoring build --audience restricted"
    return (Problem(SourceLine("release"), "restricted", fault, remedy),)


def _nothing_to_release() -> Problem:
    return Problem(
        SourceLine("responses"),
        "no-folder",
        "There are no responses to release.",
        "Name the folder that holds them: --responses DIR.",
    )


def _no_blank(problem: Problem) -> Problem:
    """Return a warning about a blank contact as an error: what is released needs them all."""
    return replace(problem, severity="error") if problem.rule == "blank-local" else problem
