"""What must not stand in a text of feedback: signs that tell who said it, when, or of whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_MONTHS = "january|february|april|june|july|august|september|october|november|december"


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that gives people away: how it is found, and why it must go."""

    rule: str
    pattern: re.Pattern[str]
    what: str
    remedy: str


def _sign(rule: str, pattern: str, what: str, remedy: str, flags: int = re.IGNORECASE) -> Sign:
    return Sign(rule, re.compile(pattern, flags), what, remedy)


_QUOTED = "People are recognised by their phrases: say it in the group's own words."
_DATED = "It points to who was there: say how often, not when."
_SINGLE = "It invites guessing who it was: write what the group shares, or drop the point."

#: Read from top to bottom; each is looked for in every text of every point.
SIGNS: tuple[Sign, ...] = (
    _sign(
        "quotation",
        r"[\"“”„‟«»‹›「」『』＂]|(?<!\w)['‘‚`](?=\S)[^'‘’`\n]*?\S['’`](?!\w)",
        "a quotation mark",
        _QUOTED,
    ),
    _sign("date", rf"\b(?:{_DAYS})s?\b", "a day of the week", _DATED),
    _sign("date", r"\b(?:Mon|Tues?|Wed|Thu(?:rs)?|Fri)\b\.?", "a day of the week", _DATED, 0),
    _sign(
        "date",
        rf"\b(?:{_MONTHS})\b|\b(?:\d{{1,2}}|in|of|last|since) (?:March|May)\b",
        "a month",
        _DATED,
    ),
    _sign(
        "date",
        r"\b\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?\b|\b\d{4}-\d\d-\d\d\b|\b20[1-4]\d\b"
        r"|\b(?:the |on )\d{1,2}(?:st|nd|rd|th)\b",
        "a date",
        _DATED,
    ),
    _sign(
        "date",
        r"\b\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)\b|\b\d{1,2}:\d\d\b|\b\d{1,2} o['’]?clock\b",
        "a time of day",
        _DATED,
    ),
    _sign(
        "date",
        r"\byesterday\b|\b(?:last|this) (?:night|morning|afternoon|evening|week|weekend|month|year)"
        r"\b|\b(?:christmas|easter|bank holiday|new year)\b|\b(?:a )?(?:few )?(?:days|weeks) ago\b",
        "a moment",
        _DATED,
    ),
    _sign(
        "shift",
        r"\b(?:night|day|late|early|long|weekend|twilight|evening|on-call|on call)[- ]shifts?\b"
        r"|\bshifts? on\b|\b(?:that|one|the) (?:night|weekend|on-call)\b|\bon nights\b",
        "a shift",
        _DATED,
    ),
    _sign(
        "one-person",
        r"\b(?:one|a|another|a certain|some) (?:person|mentor|junior|junior doctor|doctor|registrar"
        r"|fellow|trainee|colleague|member|of (?:us|them|the mentors))\b[^.]{0,40}?"
        r"\b(?:said|says|felt|feels|thought|thinks|told|mentioned|reported|recalled|saw)\b"
        r"|\b(?:someone|somebody) (?:said|says|felt|thought|told|mentioned|reported|saw)\b",
        "what one person said",
        _SINGLE,
    ),
    _sign("one-person", r"\bI\b(?!\.)|\b[Mm]y\b|\bto me\b", "one person's own voice", _SINGLE, 0),
    _sign(
        "identifier",
        r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b|[\w.+-]+@[\w-]+\.\w+|\bbed \d+\b",
        "a number or address that points to a person",
        "No patient and no member of staff may be found by it: leave it out.",
    ),
)

#: Words that may mean a safety concern: told as a warning, for somebody to look.
_SAFETY = re.compile(
    r"\b(?:unsafe|harm(?:ed|ing|s)?|died|death|never event|incident|injur(?:y|ed|ies)|neglect\w*"
    r"|overdos\w+|drunk|alcohol|drugs? error|bull(?:y|ied|ying)|harass\w*|racis\w+|sexis\w+)\b",
    re.IGNORECASE,
)


def signs_in(text: str) -> Iterator[tuple[Sign, str]]:
    """Yield each sign that stands in a text, with the words that show it; each rule once.

    >>> [(sign.rule, words) for sign, words in signs_in("Replies late on Friday nights.")]
    [('date', 'Friday')]
    >>> list(signs_in("Juniors' questions are answered, and nobody's too small."))
    []
    """
    told: set[str] = set()
    for sign in SIGNS:
        found = sign.pattern.search(text)
        if found and sign.rule not in told:
            told.add(sign.rule)
            yield sign, found.group().strip()


def safety_words(text: str) -> str:
    """Return a word of a text that may mean a safety concern, or nothing.

    >>> safety_words("Handover was unsafe."), safety_words("Handover is brief.")
    ('unsafe', '')
    """
    found = _SAFETY.search(text)
    return found.group() if found else ""
