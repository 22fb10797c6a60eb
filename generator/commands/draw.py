"""``mentoring draw``: draw pairs by lot, with --commit before it and --verify after it.

``--commit`` leaves a private file beside the preferences with the salt. A draw
that finds it checks that nothing has changed since.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from generator.commands.console import DONE, Options, Parser, echo, report, whole
from generator.definitions.problem import Problem, RefusedError, SourceLine, needed, refuse, tried
from generator.definitions.suggest import plural
from generator.definitions.timeline import day_in_words
from generator.files import programme_folder, progress
from generator.files.clock import today
from generator.files.output_guard import (
    folder_faults,
    site_faults,
    who_can_open,
    write_private_folder,
)
from generator.files.preferences_file import chosen_files, read_preferences, sign_faults
from generator.files.tables import read_bytes
from generator.files.typesetting import Design, lacking_faults, typeset
from generator.files.writing import OWNER, write_file
from generator.pairing import papers
from generator.pairing.audit import Json, as_bytes, audit, fixing, parse_record, since_fixed, verify
from generator.pairing.blocking import blocking_group, in_words
from generator.pairing.chance import clean_seed, commitment
from generator.pairing.counting import TooManyStates
from generator.pairing.draw import Draw
from generator.pairing.draw import draw as draw_pairs
from generator.pairing.preferences import Preferences
from generator.pairing.rules import MOST_PARTNERS, DrawRules, pairs_made, rule_faults, rule_words

COMMITMENT = ".commitment.json"
LONGEST_SEED = 200


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(
        _run,
        "draw --commit",
        'draw --seed "4 2 6 1 1 5" --output records/drawn',
        "draw --verify records/drawn/private/audit.json",
    )
    parser.value(
        "preferences",
        "PREFERENCES",
        "a CSV or XLSX file; default: the preferences in records",
        nargs="?",
    )
    parser.value("--seed", "TEXT", "what you fixed in front of the witness")
    parser.value("--output", "DIR", "a new folder, outside every site")
    parser.flag("--exclude-supervisors", "nobody is paired with their own clinical supervisor")
    few = partial(whole, most=MOST_PARTNERS)
    for option in ("--mentors-per-mentee", "--mentees-per-mentor"):
        parser.value(option, "N", "at most; default: 1", type=few, default=1)
    parser.flag("--commit", "print the hash to publish before the draw")
    parser.value("--verify", "AUDIT", "repeat a draw from its audit.json")


def _run(options: Options) -> int:
    _check_usage(options)
    if options.verify:
        return _verify(options)
    home, file, found = options.home, _preferences_file(options), list[Problem]()
    rules = DrawRules(
        options.mentors_per_mentee, options.mentees_per_mentor, options.exclude_supervisors
    )
    preferences = tried(found, partial(_preferences, home, file, rules))
    found += site_faults(home, _beside(file)) if options.commit else _draw_faults(options)
    preferences = needed(preferences, found)
    act = _commit if options.commit else _draw
    act(options, file, preferences, rules, found)
    return DONE


def _preferences_file(options: Options) -> Path:
    """Return the file that is named, or the one among the records.

    Of two among the records it is the one that says anything.
    """
    if options.preferences:
        return options.path(options.preferences)
    chosen = chosen_files(options.home / programme_folder.RECORDS)
    if not chosen:
        options.wrong("there are no preferences in records: name the file of PREFERENCES")
    if len(chosen) == 1:
        return chosen[0]
    fault = f"There are preferences in {chosen[0].name} too."
    remedy = "Move away the older file, or name the one to draw from."
    raise RefusedError.at(options.shown(chosen[1]), "two-files", fault, remedy)


def _commit(
    options: Options, file: Path, preferences: Preferences, rules: DrawRules, found: list[Problem]
) -> None:
    """Fix the preferences and rules, and print the hash to publish beforehand."""
    beside = _beside(file)
    salt = _kept_salt(beside, preferences, rules)
    record = fixing(salt or secrets.token_hex(32), preferences, rules)
    if not salt:
        write_file(beside, as_bytes(record), OWNER)
    report(found)
    print(record["commitment"])
    if preferences.remarks:
        echo(f"Rows that begin with # were passed over: {preferences.remarks}.")
    echo("\n".join(["This fixes:", *_fixed(file, preferences, rules)]))
    echo(f"Publish this hash. Its salt is in {beside.as_posix()}: keep that private.")


def _draw(
    options: Options, file: Path, preferences: Preferences, rules: DrawRules, found: list[Problem]
) -> None:
    """Draw and write everything."""
    output = options.path(options.output)
    kept = _kept_salt(_beside(file), preferences, rules)
    made = _drawn(preferences, rules, options.seed, options.shown(file))
    salt = kept or secrets.token_hex(32)
    write_private_folder(output, _files(made, salt, bool(kept), " ".join(file.name.split())))
    report(found)
    told = [plural(len(made.pairs), "pair")]
    if made.spare_mentors:
        told.append(f"{plural(len(made.spare_mentors), 'mentor')} in reserve")
    if made.spare_mentees:
        told.append(f"{plural(len(made.spare_mentees), 'mentee')} without a mentor")
    # People may not be alone at the screen: no word says who was drawn or preferred.
    print(f"The draw is made: {', '.join(told)}.")
    print(f"{output.as_posix()}/private holds the slips and the audit. {who_can_open()}")
    print(f"{output.as_posix()}/public holds the certificate, as PDF and as Markdown.")
    if kept:
        fixed = commitment(salt, made.input_digest)
        print(f"Drawn as it was fixed before, with the hash {fixed}:")
        print("\n".join(_fixed(file, preferences, rules)))
    else:
        print("No hash was made before this draw, and the certificate says so.")
    if preferences.remarks:
        print(f"Rows that begin with # were passed over: {preferences.remarks}.")


def _verify(options: Options) -> int:
    """Make a draw anew from its audit, and say that all agrees."""
    audited, home, found = options.path(options.verify), options.home, list[Problem]()
    shown = programme_folder.shown(audited, home)
    record, given = tried(found, partial(_record, audited, shown)), None
    if options.preferences:
        given = _preferences(home, options.path(options.preferences), None, found)
    record = needed(record, found)
    progress.on("Counting the possible draws")
    remedy = "Look for the record, and the preferences, as they were at the draw."
    differs = verify(record, given)
    refuse([Problem(SourceLine(shown), "differs", fault, remedy) for fault in differs])
    report(found)
    print(
        "Everything agrees: repeating the draw gives the same pairs.\n"
        "Compare these with the certificate:\n"
        f"  seed       {record['seed']}\n"
        f"  hash       {record['commitment']}\n"
        f"  published  {'before the draw' if record['committed'] else 'not before the draw'}\n"
        f"  index      {'none' if record['index'] is None else record['index']}"
    )
    return DONE


def _check_usage(options: Options) -> None:
    """End with wrong usage where the options do not go together."""
    drawing = options.seed is not None or options.output is not None
    if options.verify and (options.commit or drawing):
        options.wrong("--verify goes with nothing but PREFERENCES")
    if options.verify:
        return
    if options.commit and drawing:
        options.wrong("--commit comes before the seed is known: leave out --seed and --output")
    if not options.commit and (options.seed is None or options.output is None):
        options.wrong("a draw needs --seed TEXT and --output DIR")


def _fixed(path: Path, preferences: Preferences, rules: DrawRules) -> tuple[str, ...]:
    """Return what a hash fixes, a line each; no line of it says who prefers whom."""
    mentors, mentees = len(preferences.mentors), len(preferences.mentees)
    people = f"{plural(mentors, 'mentor')} and {plural(mentees, 'mentee')}"
    pairs = plural(pairs_made(mentors, mentees, rules), "pair")
    lines = (f"{path.name}: {people}, so {pairs}.", *rule_words(rules))
    return tuple(f"  {line}" for line in lines)


# --- checks that the preferences do not need ----------------------------------------------


def _draw_faults(options: Options) -> Iterator[Problem]:
    """Yield what is wrong with the seed and with the folder to write."""
    output, said, where = options.path(options.output), clean_seed(options.seed), "--seed"
    yield from lacking_faults([said], (), SourceLine(where))
    if not said or not said.isprintable() or len(said) > LONGEST_SEED:
        fault = f"A seed is a text of 1 to {LONGEST_SEED} characters that can be seen."
        remedy = "Take what the witness has fixed, such as dice: --seed '4 2 6 1 1 5'."
        yield Problem(SourceLine(where), "seed", fault, remedy)
    yield from _drawn_already(output) or folder_faults(options.home, output)


def _drawn_already(output: Path) -> list[Problem]:
    """Return a problem where a folder holds a draw: to draw again until it pleases is no draw."""
    audit = output / "private" / "audit.json"
    if not audit.is_file():
        return []
    fault = "The draw has been made, and it is here. Do not draw again."
    remedy = f"To check it, run: mentoring draw --verify {audit.as_posix()}"
    return [Problem(SourceLine(output.as_posix()), "folder-in-use", fault, remedy)]


# --- reading ------------------------------------------------------------------------------


def _preferences(
    home: Path, path: Path, rules: DrawRules | None, found: list[Problem]
) -> Preferences:
    """Read a file of preferences, and check that it goes with rules, if there are any."""
    progress.on("Reading preferences")
    shown = programme_folder.shown(path, home)
    preferences = read_preferences(path, shown, found)
    if rules is not None:
        where = SourceLine(shown)
        found += (Problem(where, "rules", *words) for words in rule_faults(preferences, rules))
        found += sign_faults(preferences, path, shown)
    return preferences


def _beside(path: Path) -> Path:
    return path.with_name(path.name + COMMITMENT)


def _kept_salt(beside: Path, preferences: Preferences, rules: DrawRules) -> str:
    """Return the salt of an earlier commitment, empty without one."""
    if not beside.exists():
        return ""
    record = _record(beside, beside.as_posix(), [])
    if words := since_fixed(record, preferences, rules):
        raise RefusedError.at(beside, "changed", *words)
    return str(record["salt"])


def _record(path: Path, shown: str, found: list[Problem]) -> Json:
    record = parse_record(read_bytes(path, shown, found))
    if record is None:
        fault = "This is not the record of a draw."
        remedy = "Name the audit.json that the draw wrote."
        raise RefusedError([*found, Problem(SourceLine(shown), "no-record", fault, remedy)])
    return record


# --- drawing and writing ------------------------------------------------------------------


def _drawn(preferences: Preferences, rules: DrawRules, seed: str, shown: str) -> Draw:
    progress.on("Looking for people without enough partners")
    group = blocking_group(preferences, rules)
    if group is not None:
        fault = f"No complete allocation exists. {in_words(group)}"
        remedy = (
            "Tell nobody who is in this group, and override nobody: "
            "invite more mentors, or draw with fewer people."
        )
        raise RefusedError.at(shown, "no-allocation", fault, remedy)
    # How many it has counted so far stays untold: that falls with every "not willing".
    progress.on("Counting the possible draws")
    try:
        made = draw_pairs(preferences, rules, seed)
    except TooManyStates as error:
        fault = "There are too many people for an exact draw, and a rough one might favour some."
        remedy = "Draw by department or grade: a file for each, with up to 17 people a side."
        raise RefusedError.at(shown, "too-many-people", fault, remedy) from error
    return needed(made, ())


def _files(made: Draw, salt: str, committed: bool, file: str) -> dict[str, bytes]:
    day = today()
    said = day_in_words(day)
    record = audit(made, salt=salt, committed=committed, drawn_on=day.isoformat())
    words = papers.certificate(made, salt=salt, committed=committed, day=said, file=file)
    progress.on("Printing slips")
    slips = _pdf(papers.SLIPS, papers.slips(made, said))
    progress.on("Printing the certificate")
    return {
        "private/audit.json": as_bytes(record),
        "private/slips.pdf": slips,
        "public/certificate.pdf": _pdf(papers.CERTIFICATE, words),
        "public/certificate.md": papers.markdown(words).encode(),
    }


def _pdf(template: Path, data: Json) -> bytes:
    return typeset(Design(template), data)
