"""The public certificate of a draw: how it was made, and nothing of what was preferred.

It carries the seed, the published hash, the version of the algorithm and the
index. It does not carry the pairs, and not how many allocations were possible:
that number falls with every "not willing", and where it is the greatest that
there can be, nobody refused anybody. Whoever holds the audit file sees it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from generator.pairing.chance import ALGORITHM, commitment
from generator.pairing.draw import Draw
from generator.pairing.rules import rule_words

TEMPLATE = Path(__file__).with_name("certificate.typ")
ASKS_FOR = "certificate"
TITLE = "Certificate of a draw"
NO_INDEX = "None. There were too many possible allocations to number them."


def certificate(
    made: Draw, *, salt: str, committed: bool, day: str, file: str = "preferences.csv"
) -> dict[str, Any]:
    """Return the certificate's words.

    ``day`` is the day of the draw, in words, and ``file`` the name of the preferences' file.
    """
    known = made.preferences
    return {
        "title": TITLE,
        "lead": (
            f"{len(known.mentors)} mentors and {len(known.mentees)} mentees were drawn into pairs "
            f"on {day}. Chance alone decided: every complete set of pairs that the preferences "
            "and the rules allowed was equally likely."
        ),
        "rules": list(rule_words(made.rules)),
        "facts": [
            ["Seed", made.seed],
            ["File of preferences", file],
            ["Number of pairs", str(len(made.pairs))],
            ["Hash of the preferences and rules", commitment(salt, made.input_digest)],
            ["Hash made before the draw", "Yes" if committed else "No"],
            ["Algorithm", ALGORITHM],
            ["Index", NO_INDEX if made.index is None else str(made.index)],
        ],
        "checks": _checks(committed),
        "witnesses": ["Organiser", "Witness"],
    }


def _checks(committed: bool) -> list[str]:
    hashed = (
        "The hash was made before the draw, of these preferences and of the rules above. If you "
        "were given it before the seed was known, neither could be changed to suit the seed."
        if committed
        else "The hash was not made before the draw. It shows that the record is the one "
        "made at the draw, and no more."
    )
    repeat = (
        "Anybody who has the private record can repeat the draw with mentoring draw --verify, and "
        "compare seed, hash and index with this page."
    )
    return [
        hashed,
        repeat,
        (
            "Who was preferred, who was drawn with whom and the number of possible allocations are "
            "not published."
        ),
    ]


def markdown(words: dict[str, Any]) -> str:
    """Return the certificate as Markdown; what people typed stands in code, where it is inert."""
    facts = [
        line for name, value in words["facts"] for line in (f"{name}:", "", f"    {value}", "")
    ]
    parts: Sequence[str] = (
        f"# {words['title']}",
        "",
        words["lead"],
        "",
        *(f"- {rule}" for rule in words["rules"]),
        "",
        *facts,
        "## How to check it",
        "",
        *(f"- {check}" for check in words["checks"]),
    )
    return "\n".join(parts) + "\n"
