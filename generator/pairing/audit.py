"""The private record of a draw, complete enough to repeat it, and its repetition.

An audit file is JSON. It holds the preferences, so it stays with the organiser.
``verify`` makes the draw anew from its seed, rules and preferences and names
every entry that does not come out the same. The checksum over all entries
catches what the draw cannot know, such as an altered date.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import product
from typing import Any

from generator.definitions.json_text import strict_json
from generator.pairing.chance import ALGORITHM, commitment, digest
from generator.pairing.counting import TooManyStates
from generator.pairing.draw import Draw, draw
from generator.pairing.preferences import MOST_PEOPLE, Preferences, clean_name
from generator.pairing.rules import DrawRules, input_digest, rule_faults, rule_words

Json = dict[str, Any]


def audit(made: Draw, *, salt: str, committed: bool, drawn_on: str) -> Json:
    """Return a draw's record.

    Parameters
    ----------
    made
        The draw.
    salt
        What hides the input in the published hash, in hexadecimal.
    committed
        Whether that hash was published before the draw.
    drawn_on
        The day, as an ISO date.

    """
    preferences = made.preferences
    record: Json = {
        "algorithm": ALGORITHM,
        "drawn_on": drawn_on,
        "seed": made.seed,
        "rules": asdict(made.rules),
        "committed": committed,
        "salt": salt,
        "commitment": commitment(salt, made.input_digest),
        "input_sha256": made.input_digest,
        "allocations": made.allocations,
        "tries": made.tries,
        "index": made.index,
        "pairs": [{"mentor": mentor, "mentee": mentee} for mentor, mentee in made.pairs],
        "reserves": {"mentors": list(made.spare_mentors), "mentees": list(made.spare_mentees)},
        "preferences": {
            "mentors": list(preferences.mentors),
            "mentees": list(preferences.mentees),
            "willing": [list(pair) for pair in sorted(preferences.willing)],
            "supervised": [list(pair) for pair in sorted(preferences.supervised)],
        },
    }
    return {**record, "checksum": checksum(record)}


def checksum(record: Mapping[str, Any]) -> str:
    """Return a hash over every entry but the checksum itself."""
    rest = {key: value for key, value in record.items() if key != "checksum"}
    return digest(json.dumps(rest, sort_keys=True, separators=(",", ":")) + "\n")


def as_bytes(record: Json) -> bytes:
    """Return a record as a file."""
    return f"{json.dumps(record, indent=1, ensure_ascii=False)}\n".encode()


def parse_record(content: bytes) -> Json | None:
    """Return a file's record; None where it is none.

    One that has an entry twice is none: it could say two things.
    """
    try:
        found = strict_json(content)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


# --- fixing it beforehand ----------------------------------------------------------------


def fixing(salt: str, preferences: Preferences, rules: DrawRules) -> Json:
    """Return the private record of what is fixed before a draw, with the hash to publish."""
    made = commitment(salt, input_digest(preferences, rules))
    return {"algorithm": ALGORITHM, "salt": salt, "commitment": made, "rules": asdict(rules)}


def since_fixed(
    record: Mapping[str, Any], preferences: Preferences, rules: DrawRules
) -> tuple[str, str] | None:
    """Return the fault and the remedy where something has changed since it was fixed."""
    salt, made = record.get("salt"), record.get("commitment")
    if isinstance(salt, str) and commitment(salt, input_digest(preferences, rules)) == made:
        return None
    fault = "The preferences or the rules are not those whose hash was published."
    return f"{fault}{_then(record, rules)}", (
        "Bring back those of that day. If the change is right, delete this file in front of the "
        "witness and commit again."
    )


def _then(record: Mapping[str, Any], rules: DrawRules) -> str:
    """Say the rules that were fixed, where they can be read and are others now."""
    try:
        kept = _rules(record)
    except (KeyError, TypeError, ValueError):
        return ""
    return f" The rules were then: {' '.join(rule_words(kept))}" if kept != rules else ""


# --- repeating it -------------------------------------------------------------------------


def verify(record: Mapping[str, Any], given: Preferences | None = None) -> tuple[str, ...]:
    """Return what differs when a draw is made anew from its record; nothing where all agrees.

    ``given`` are the preferences from their own file, if they are at hand.
    """
    if record.get("algorithm") != ALGORITHM:
        said = str(record.get("algorithm"))[:40]
        return (f"algorithm: the file says '{said}'; this program repeats {ALGORITHM}.",)
    try:
        preferences, rules, seed = _inputs(record)
        made = draw(preferences, rules, seed)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return (f"The entries cannot be read as a draw: {str(error)[:120]}.",)
    except TooManyStates:
        return ("There are too many people to repeat the draw.",)
    if made is None:
        return ("preferences: they allow no complete allocation.",)
    return tuple(_differences(record, made, given))


def _inputs(record: Mapping[str, Any]) -> tuple[Preferences, DrawRules, str]:
    """Return what a draw is made from, as a draw writes it: what stands otherwise will differ."""
    said, rules = record["preferences"], _rules(record)
    mentors, mentees = (
        tuple(sorted(set(map(clean_name, said[side])))) for side in ("mentors", "mentees")
    )
    if not 0 < min(len(mentors), len(mentees)) <= max(len(mentors), len(mentees)) <= MOST_PEOPLE:
        raise ValueError("a list of people is missing or too long")
    people = frozenset(product(mentors, mentees))
    willing, supervised = (people & {*map(tuple, said[name])} for name in ("willing", "supervised"))
    preferences = Preferences(mentors, mentees, willing, supervised)
    for fault, _ in rule_faults(preferences, rules):
        raise ValueError(fault)
    return preferences, rules, str(record["seed"])


def _rules(record: Mapping[str, Any]) -> DrawRules:
    kept = DrawRules(**record["rules"])
    return DrawRules(
        int(kept.mentors_per_mentee), int(kept.mentees_per_mentor), bool(kept.exclude_supervisors)
    )


def _differences(record: Mapping[str, Any], made: Draw, given: Preferences | None) -> Iterator[str]:
    salt, committed = record.get("salt"), record.get("committed")
    if not isinstance(salt, str) or not isinstance(committed, bool):
        yield "salt, committed: they are missing."
        return
    drawn_on = record.get("drawn_on")
    again = audit(made, salt=salt, committed=committed, drawn_on=str(drawn_on))
    for key in sorted(again.keys() | record.keys() - {"checksum"}):
        if key != "checksum" and not _equal(again.get(key), record.get(key)):
            said, drawn = _short(record, key), _short(again, key)
            yield f"{key}: the file says {said}; the draw gives {drawn}."
    if record.get("checksum") != checksum(record):
        yield "checksum: an entry of the file was changed after the draw."
    if given is not None and given != made.preferences:
        yield "preferences: the file of preferences is not the one that was drawn from."


def _equal(one: object, other: object) -> bool:
    """Compare as JSON does, where true is not 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _short(record: Mapping[str, Any], key: str) -> str:
    if key not in record:
        return "nothing"
    text = json.dumps(record[key], ensure_ascii=False)
    return text if len(text) <= 90 else f"{text[:90]}…"
