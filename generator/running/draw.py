"""The draw as a command: read the preferences, commit to them, draw, repeat a draw.

``--commit`` leaves a private file beside the preferences with the salt. A draw
that finds it checks that nothing has changed since.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from generator.files import programme_folder, progress
from generator.files.clock import today
from generator.files.private_folder import (
    folder_faults,
    site_faults,
    who_can_open,
    write_private_file,
    write_private_folder,
)
from generator.files.tables import READ, read_bytes, read_tables
from generator.files.typesetting import Design, lacks, typeset
from generator.pairing import certificate, slips
from generator.pairing.audit import as_bytes, audit, verify
from generator.pairing.blocking import blocking_group, in_words
from generator.pairing.chance import ALGORITHM, clean_seed, commitment
from generator.pairing.counting import TooManyStates
from generator.pairing.draw import Draw, input_digest
from generator.pairing.draw import draw as draw_pairs
from generator.pairing.preferences import Preferences, clean_name, parse_preferences
from generator.pairing.rules import (
    DrawRules,
    as_options,
    pairs_made,
    rule_faults,
    rule_words,
)
from generator.survey.problem import Parsed, Problem, SourceLine
from generator.survey.signs import UnprintableError, unprintable
from generator.survey.table import cells_of, without_comments

COMMITMENT = ".commitment.json"
#: What a draw tells while it works. How many allocations it has counted so far stays untold:
#: that number falls with every "not willing", and people may look at the screen.
STEPS = (
    "reading preferences",
    "looking for people without enough partners",
    "counting the possible draws",
    "printing slips",
    "printing the certificate",
)
LONGEST_SEED = 200


@dataclass(frozen=True, slots=True)
class Committed:
    """The hash to publish, the private file that holds its salt, and what was fixed, in words."""

    hash: str
    salt_file: str
    fixed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw that was written; no word of it says who was drawn or preferred."""

    folder: str
    pairs: int
    spare_mentors: int
    spare_mentees: int
    committed: bool
    hash: str
    fixed: tuple[str, ...]

    def in_words(self) -> str:
        """Return it for people, who may not be alone at the screen."""
        spare = [_count(self.pairs, "pair")]
        if self.spare_mentors:
            spare.append(f"{_count(self.spare_mentors, 'mentor')} in reserve")
        if self.spare_mentees:
            spare.append(f"{_count(self.spare_mentees, 'mentee')} without a mentor")
        lines = [
            f"The draw is made: {', '.join(spare)}.",
            f"{self.folder}/private holds the slips and the audit. {who_can_open()}",
            f"{self.folder}/public holds the certificate, as PDF and as Markdown.",
        ]
        if self.committed:
            lines += [f"Drawn as it was fixed before, with the hash {self.hash}:", *self.fixed]
        else:
            lines.append("No hash was made before this draw, and the certificate says so.")
        return "\n".join(lines)


def _fixed(path: Path, preferences: Preferences, rules: DrawRules) -> tuple[str, ...]:
    """Return what a hash fixes, a line each; no line of it says who prefers whom."""
    mentors, mentees = len(preferences.mentors), len(preferences.mentees)
    people = f"{_count(mentors, 'mentor')} and {_count(mentees, 'mentee')}"
    pairs = _count(pairs_made(mentors, mentees, rules), "pair")
    lines = (f"{path.name}: {people}, so {pairs}.", *rule_words(rules))
    return tuple(f"  {line}" for line in lines)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def preferences_file(folder: Path) -> Parsed[Path]:
    """Return the preferences among the records; of two files the one that says anything.

    There is no value, and no fault, where there are none.
    """
    records = folder / programme_folder.RECORDS
    known = [f"{programme_folder.PREFERENCES}{ending}" for ending in READ]
    there = sorted(records.iterdir()) if records.is_dir() else []
    files = [path for path in there if path.name.casefold() in known]
    chosen = [path for path in files if _says_something(path)] or files[:1]
    if len(chosen) < 2:
        return Parsed(chosen[0] if chosen else None)
    fault = f"There are preferences in {chosen[0].name} too."
    remedy = "Move away the older file, or name the one to draw from."
    where = SourceLine(programme_folder.shown(chosen[1], folder))
    return Parsed(None, (Problem(where, "two-files", fault, remedy),))


def _says_something(path: Path) -> bool:
    """Tell whether a file has a row below its header, remarks apart; or cannot be read."""
    tables = read_tables(path, "").value
    return tables is None or any(
        isinstance(block, Problem) or any(map("".join, block.rows))
        for table in map(without_comments, tables)
        for block in table.blocks
    )


def commit(folder: Path, path: Path, rules: DrawRules) -> Parsed[Committed]:
    """Fix the preferences and rules; the value is the hash to publish beforehand."""
    found = _preferences(folder, path, rules)
    beside = _beside(path)
    faults = (*found.problems, *site_faults(folder, beside))
    if found.value is None or _stop(faults):
        return Parsed(None, faults)
    kept = _commitment(beside, found.value, rules)
    if kept.value is None or kept.problems:
        return Parsed(None, kept.problems)
    salt = kept.value or secrets.token_hex(32)
    made = commitment(salt, input_digest(found.value, rules))
    record = {
        "algorithm": ALGORITHM, "salt": salt, "commitment": made, "rules": asdict(rules),
    }  # fmt: skip
    if not kept.value:
        write_private_file(beside, as_bytes(record))
    fixed = _fixed(path, found.value, rules)
    return Parsed(Committed(made, beside.as_posix(), fixed), faults, found.notes)


def _drawn_already(output: Path) -> list[Problem]:
    """Return a problem where a folder holds a draw: to draw again until it pleases is no draw."""
    audit = output / "private" / "audit.json"
    if not audit.is_file():
        return []
    fault = "The draw has been made, and it is here. Do not draw again."
    remedy = f"To check it, run: mentoring draw --verify {audit.as_posix()}"
    return [Problem(SourceLine(output.as_posix()), "folder-in-use", fault, remedy)]


def draw(
    folder: Path, path: Path, *, seed: str, rules: DrawRules, output: Path, day: date | None = None
) -> Parsed[Drawn]:
    """Draw and write everything; nothing is written where any error stands."""
    found = _preferences(folder, path, rules)
    there = _drawn_already(output) or folder_faults(folder, output)
    faults = [*found.problems, *_seed_faults(seed), *there]
    if found.value is None or _stop(faults):
        return Parsed(None, tuple(faults))
    kept = _commitment(_beside(path), found.value, rules)
    if kept.value is None:
        return Parsed(None, kept.problems)
    made = _drawn(found.value, rules, seed, programme_folder.shown(path, folder))
    if made.value is None:
        return Parsed(None, made.problems)
    salt, committed = kept.value or secrets.token_hex(32), bool(kept.value)
    files = _files(made.value, salt, committed, day or today(), " ".join(path.name.split()))
    write_private_folder(output, files)
    return Parsed(
        Drawn(
            output.as_posix(),
            len(made.value.pairs),
            len(made.value.spare_mentors),
            len(made.value.spare_mentees),
            committed,
            commitment(salt, made.value.input_digest),
            _fixed(path, found.value, rules),
        ),
        tuple(faults),
        found.notes,
    )


def repeat(folder: Path, path: Path, preferences: Path | None) -> Parsed[str]:
    """Make a draw anew from its audit; the value says in words that all agrees."""
    shown = programme_folder.shown(path, folder)
    record = _json(path, shown)
    given = _preferences(folder, preferences, None) if preferences else None
    faults = (*record.problems, *(given.problems if given else ()))
    if record.value is None or _stop(faults):
        return Parsed(None, faults)
    _tell("counting the possible draws")
    differs = verify(record.value, given.value if given else None)
    if differs:
        remedy = "Look for the record, and the preferences, as they were at the draw."
        where = SourceLine(shown)
        return Parsed(None, tuple(Problem(where, "differs", fault, remedy) for fault in differs))
    said = record.value
    return Parsed(
        "Everything agrees: repeating the draw gives the same pairs.\n"
        "Compare these with the certificate:\n"
        f"  seed       {said['seed']}\n"
        f"  hash       {said['commitment']}\n"
        f"  published  {'before the draw' if said['committed'] else 'not before the draw'}\n"
        f"  index      {'none' if said['index'] is None else said['index']}"
    )


# --- reading ------------------------------------------------------------------------------


def _tell(step: str) -> None:
    progress.on(f"Drawing, step {STEPS.index(step) + 1} of {len(STEPS)}: {step}")


def _preferences(folder: Path, path: Path, rules: DrawRules | None) -> Parsed[Preferences]:
    """Read a file of preferences, and check that the rules go with it."""
    _tell("reading preferences")
    shown = programme_folder.shown(path, folder)
    if path.suffix.lower() not in READ:
        fault, remedy = "Preferences must be a CSV or XLSX file.", "Save the table as one of these."
        return Parsed(None, (Problem(SourceLine(shown), "wrong-kind", fault, remedy),))
    tables = read_tables(path, shown)
    if tables.value is None or tables.errors:
        return Parsed(None, tables.problems)
    parsed = parse_preferences(tables.value)
    found = Parsed(parsed.value, (*tables.problems, *parsed.problems), parsed.notes)
    if found.value is None or rules is None:
        return found
    where = SourceLine(shown)
    faults = [Problem(where, "rules", *words) for words in rule_faults(found.value, rules)]
    signs = (*_sign_faults(found.value, path, shown), *_name_faults(path, where))
    return Parsed(found.value, (*found.problems, *faults, *signs), found.notes)


def _stop(problems: Iterable[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)


def _sign_faults(preferences: Preferences, path: Path, shown: str) -> tuple[Problem, ...]:
    """Return a fault for each name that a slip could not show; a hash is not worth it before."""
    names = {name: lacks(name) for name in (*preferences.mentors, *preferences.mentees)}
    lacking = tuple(name for name, signs in names.items() if signs)
    if not lacking:
        return ()
    places: dict[str, SourceLine] = {}
    tables = read_tables(path, shown).value or ()
    heads = ((t.place(t.header_line, at), name) for t in tables for at, name in enumerate(t.header))
    for where, text in chain(heads, cells_of(tables)):
        places.setdefault(clean_name(text), where)
    found = UnprintableError(lacking, frozenset().union(*names.values()))
    return unprintable(found, ((at, name) for name, at in places.items()), SourceLine(shown))


def _name_faults(path: Path, where: SourceLine) -> tuple[Problem, ...]:
    """Return a fault where the certificate could not show what the file is called."""
    signs = lacks(path.name)
    return unprintable(UnprintableError((path.name,), signs), (), where) if signs else ()


def _seed_faults(seed: str) -> Iterator[Problem]:
    said = clean_seed(seed)
    where = SourceLine("--seed")
    if signs := lacks(said):
        yield from unprintable(UnprintableError((said,), signs), (), where)
    if said and said.isprintable() and len(said) <= LONGEST_SEED:
        return
    fault = f"A seed is a text of 1 to {LONGEST_SEED} characters that can be seen."
    remedy = "Take what the witness has fixed, such as dice: --seed '4 2 6 1 1 5'."
    yield Problem(where, "seed", fault, remedy)


def _beside(path: Path) -> Path:
    return path.with_name(path.name + COMMITMENT)


def _commitment(beside: Path, preferences: Preferences, rules: DrawRules) -> Parsed[str]:
    """Return the salt of an earlier commitment, empty without one; a fault if it differs."""
    if not beside.exists():
        return Parsed("")
    record = _json(beside, beside.as_posix())
    if record.value is None:
        return Parsed(None, record.problems)
    salt, made = record.value.get("salt"), record.value.get("commitment")
    if isinstance(salt, str) and commitment(salt, input_digest(preferences, rules)) == made:
        return Parsed(salt)
    before = _rules_of(record.value.get("rules"))
    what = "the preferences or the rules"
    if before is not None and isinstance(salt, str):
        same_file = commitment(salt, input_digest(preferences, before)) == made
        same_rules = before == rules
        what = _changed(same_file=same_file, same_rules=same_rules)
    fault = f"{what.capitalize()} are not those whose hash was published."
    if before is not None and before != rules:
        fault += f" Then: {as_options(before)}. Now: {as_options(rules)}."
    remedy = (
        f"Bring back {what} of that day. If the change is right, delete this file in front of the "
        "witness and commit again."
    )
    return Parsed(None, (Problem(SourceLine(beside.as_posix()), "changed", fault, remedy),))


def _changed(*, same_file: bool, same_rules: bool) -> str:
    if same_file:
        return "the rules"
    return "the preferences" if same_rules else "the preferences and the rules"


def _rules_of(kept: object) -> DrawRules | None:
    """Return the rules that a commitment's file names; None where it names none."""
    names = {field.name for field in fields(DrawRules)}
    return DrawRules(**kept) if isinstance(kept, dict) and kept.keys() == names else None


def _json(path: Path, shown: str) -> Parsed[dict[str, Any]]:
    """Return a JSON file's entries; one that holds an entry twice could say two things."""
    content = read_bytes(path, shown)
    if content.value is None:
        return Parsed(None, content.problems)
    try:
        found = json.loads(content.value, object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return Parsed(found)
    fault, remedy = "This is not the record of a draw.", "Name the audit.json that the draw wrote."
    return Parsed(None, (Problem(SourceLine(shown), "no-record", fault, remedy),))


def _once(entries: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(entries)
    if len(found) < len(entries):
        raise ValueError("an entry is there twice")
    return found


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is not a number")


# --- drawing and writing ------------------------------------------------------------------


def _drawn(preferences: Preferences, rules: DrawRules, seed: str, shown: str) -> Parsed[Draw]:
    where = SourceLine(shown)
    _tell("looking for people without enough partners")
    group = blocking_group(preferences, rules)
    if group is not None:
        fault = f"No complete allocation exists. {in_words(group)}"
        remedy = (
            "Tell nobody who is in this group, and override nobody: "
            "invite more mentors, or draw with fewer people."
        )
        return Parsed(None, (Problem(where, "no-allocation", fault, remedy),))
    _tell("counting the possible draws")
    try:
        return Parsed(draw_pairs(preferences, rules, seed))
    except TooManyStates:
        fault = "There are too many people for an exact draw, and a rough one might favour some."
        remedy = (
            "Draw by department or grade: a file of its own for each, with up to 17 people on "
            "each side."
        )
        return Parsed(None, (Problem(where, "too-many-people", fault, remedy),))


def _files(made: Draw, salt: str, committed: bool, day: date, file: str) -> dict[str, bytes]:
    said = f"{day.day} {day:%B %Y}"
    record = audit(made, salt=salt, committed=committed, drawn_on=day.isoformat())
    words = certificate.certificate(made, salt=salt, committed=committed, day=said, file=file)
    _tell("printing slips")
    paper = _pdf(slips.TEMPLATE, slips.ASKS_FOR, slips.slips(made, said))
    _tell("printing the certificate")
    return {
        "private/audit.json": as_bytes(record),
        "private/slips.pdf": paper,
        "public/certificate.pdf": _pdf(certificate.TEMPLATE, certificate.ASKS_FOR, words),
        "public/certificate.md": certificate.markdown(words).encode(),
    }


def _pdf(template: Path, asks_for: str, data: dict[str, Any]) -> bytes:
    return typeset(Design(template, asks_for), data)
