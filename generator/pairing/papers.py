"""What a draw puts on paper: a slip for each person, and the certificate for everybody.

A slip names nobody's partner but its own person's. A person without a partner
gets one too, so that an envelope tells nothing.

The certificate carries the seed, the published hash, the version of the
algorithm and the index. It does not carry the pairs, and not how many
allocations were possible: that number falls with every "not willing", and
where it is the greatest that there can be, nobody refused anybody. Whoever
holds the audit file sees it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from generator.pairing.chance import ALGORITHM, commitment
from generator.pairing.draw import Draw
from generator.pairing.rules import rule_words

Json = dict[str, Any]

#: The page designs, beside this file: each asks for its data under its own name.
CERTIFICATE, SLIPS = (Path(__file__).with_name(f"{name}.typ") for name in ("certificate", "slips"))

#: Every slip ends alike, with or without a partner, so that all look the same from outside.
_PRIVATE = "This slip is for you alone. Please tell nobody else what it says."
_NEXT = "The organiser will tell you what comes next."
_RESERVE = (
    "You are a reserve",
    (
        "You have no partner yet. Thank you for offering your time. "
        "If a place becomes free, you may be asked."
    ),
)
_NO_MENTOR = (
    "You have no mentor this time",
    "There were fewer mentors than mentees. Thank you for offering your time.",
)
_NO_INDEX = "None. There were too many possible allocations to number them."
_HASHED = (
    "The hash was made before the draw, of these preferences and of the rules above. If you "
    "were given it before the seed was known, neither could be changed to suit the seed."
)
_NOT_HASHED = (
    "The hash was not made before the draw. It shows that the record is the one "
    "made at the draw, and no more."
)
_REPEAT = (
    "Anybody who has the private record can repeat the draw with mentoring draw --verify, and "
    "compare seed, hash and index with this page."
)
_NOT_SAID = (
    "Who was preferred, who was drawn with whom and the number of possible allocations are "
    "not published."
)


def slips(made: Draw, day: str) -> Json:
    """Return the data of ``slips.typ``: everybody in the order of names, mentors first.

    ``day`` is the day of the draw, in words.
    """
    known = made.preferences
    people = [
        *(_slip(made, name, "You are the mentor of", _RESERVE) for name in known.mentors),
        *(_slip(made, name, "Your mentor is", _NO_MENTOR) for name in known.mentees),
    ]
    return {
        "title": "Slips of the draw",
        "footer": f"Reverse mentoring. Drawn on {day}.",
        "slips": people,
    }


def _slip(made: Draw, name: str, words: str, alone: tuple[str, str]) -> Json:
    """Return a person's slip; nobody is on both sides of a draw."""
    partners = [one for pair in made.pairs if name in pair for one in pair if one != name]
    if len(partners) > 1:
        words = words.replace("mentor is", "mentors are")
    words, following = (words, _NEXT) if partners else alone
    return {
        "name": name,
        "words": words,
        "partners": partners,
        "next": following,
        "private": _PRIVATE,
    }


def certificate(
    made: Draw, *, salt: str, committed: bool, day: str, file: str = "preferences.csv"
) -> Json:
    """Return the data of ``certificate.typ``.

    ``day`` is the day of the draw, in words, and ``file`` the name of the preferences' file.
    """
    known = made.preferences
    return {
        "title": "Certificate of a draw",
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
            ["Index", _NO_INDEX if made.index is None else str(made.index)],
        ],
        "checks": [_HASHED if committed else _NOT_HASHED, _REPEAT, _NOT_SAID],
        "witnesses": ["Organiser", "Witness"],
    }


def markdown(words: Json) -> str:
    """Return the certificate as Markdown; what people typed stands in code, where it is inert."""
    facts = [
        line for name, value in words["facts"] for line in (f"{name}:", "", f"    {value}", "")
    ]
    parts = (
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
