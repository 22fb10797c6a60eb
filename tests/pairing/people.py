"""People to be drawn, for every test of the draw."""

from __future__ import annotations

from pathlib import Path

from generator.files.tables import read_tables
from generator.pairing.preferences import Preferences, parse_preferences

ROOT = Path(__file__).parents[2]


def preferences(willing: dict[str, str], supervised: dict[str, str] | None = None) -> Preferences:
    pairs = frozenset((mentor, mentee) for mentor, some in willing.items() for mentee in some)
    own = frozenset((a, b) for a, some in (supervised or {}).items() for b in some)
    mentees = {mentee for _, mentee in pairs | own}
    return Preferences(tuple(sorted(willing)), tuple(sorted(mentees)), pairs, own)


def example() -> Preferences:
    path = ROOT / "examples/feasibility/preferences.csv"
    return parse_preferences(read_tables(path, "preferences.csv", []), [])


BIASED = preferences({"A": "123", "B": "12", "C": "123"})


def department(size: int) -> Preferences:
    """Return people who are all willing, each with a supervisor of their own."""
    mentors = tuple(f"mentor {n:02}" for n in range(size))
    mentees = tuple(f"mentee {n:02}" for n in range(size))
    every = frozenset((mentor, mentee) for mentor in mentors for mentee in mentees)
    return Preferences(mentors, mentees, every, frozenset(zip(mentors, mentees, strict=True)))
