"""What must not stand in a text of feedback: signs that tell who said it, when, or of whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_MONTHS = "january|february|april|june|july|august|september|october|november|december"
_NUMBERED = "Part|part|Type|type|Phase|phase|Level|level|Class|class|Stage|stage|Grade|grade"
#: Fractions, and the wards' own way of saying always, that look like a day and a month.
_NO_DATE = r"(?!24/7|1/[2-8]\b|[23]/[345]\b)"
_PERIOD = (
    "night|morning|afternoon|evening|day|week|weekend|month|year|term|rotation|spring|summer"
    "|autumn|winter"
)
_SAID = (
    "said|says|felt|feels|thought|thinks|told|mentioned|mentions|reported|recalled|saw|noticed"
    "|noted|complained|described|put it|remembered|believes|believed|wished|wanted|would"
)
_ONE = (
    "person|mentor|junior|junior doctor|doctor|registrar|fellow|trainee|colleague|member"
    "|individual|nurse|of (?:us|them|the (?:group|mentors|juniors|doctors|trainees|fellows|team))"
)


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
    _sign(
        "date",
        r"\b(?:Mon|Tues?|Wed|Thu(?:rs)?|Fri)\b\.?|\bon (?:Sat|Sun)\b",
        "a day of the week",
        _DATED,
        0,
    ),
    _sign(
        "date",
        rf"\b(?:{_MONTHS})\b|\b(?:\d{{1,2}}|in|of|last|since|until|by|early|late|mid)[ -]"
        r"(?:March|May)\b|\b(?:March|May) (?:\d|the \d)",
        "a month",
        _DATED,
    ),
    _sign(
        "date",
        r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b",
        "a month",
        _DATED,
        0,
    ),
    _sign(
        "date",
        rf"(?<![\d./]){_NO_DATE}(?:[12]?\d|0\d|3[01])/(?:0?\d|1[0-2])(?![\d/])"
        r"|\b\d{1,2}([./-])\d{1,2}\1\d{2,4}\b|\b\d{4}-\d\d-\d\d\b|\b(?:19[5-9]\d|20[1-4]\d)\b"
        r"|\b(?:the |on )\d{1,2}(?:st|nd|rd|th)\b",
        "a date",
        _DATED,
    ),
    _sign(
        "date",
        r"\b\d{1,2}(?:[:.]\d\d)? ?(?:am\b|pm\b|[ap]\.m\.)|\b[012]?\d:[0-5]\d\b"
        r"|\b\d{1,2} o['’]?clock\b|\bat [012]?\d\.[0-5]\d\b|\b[012]\d[0-5]\d ?(?:hrs?|hours|h)\b"
        r"|\bat [012]\d[0-5]\d\b|\b(?:half|quarter) (?:past|to)\b|\b(?:at|after|before) midnight\b",
        "a time of day",
        _DATED,
    ),
    _sign(
        "date",
        rf"\byesterday\b|\btonight\b|\b(?:last|this) (?:{_PERIOD})\b"
        r"|\bnext (?:week|weekend|month|year|term|rotation)\b"
        r"|\b(?:christmas|easter|bank holiday|new year|diwali|ramadan|eid|half[- ]term)\b"
        r"|\b(?:day|night|week|month|year)s? ago\b|\bthe other (?:day|night|week)\b",
        "a moment",
        _DATED,
    ),
    _sign(
        "date",
        r"\b(?:one|that|a certain) (?:night|morning|afternoon|evening|day|weekend)\b"
        r"(?! (?:a|per|each|every|in|of|off)\b)|\b(?:one|that|a recent|a certain) occasion\b",
        "a single event",
        _DATED,
    ),
    _sign(
        "shift",
        r"\b(?:night|day|late|early|long|weekend|twilight|evening|on[- ]call)[- ]?shifts?\b"
        r"|\bshifts? on\b|\b(?:that|one|the|last|first|a|her|his|their) (?:shift\b(?! in)|on-call)"
        r"|\bon nights?(?: duty)?\b"
        r"|\b(?:night|weekend)s? on[- ]call\b|\bon[- ]call (?:night|weekend|day)s?\b",
        "a shift",
        _DATED,
    ),
    _sign(
        "one-person",
        rf"\b(?:one|a|another|a certain|a single|some) (?:{_ONE})\b[^.]{{0,40}}?\b(?:{_SAID})\b"
        rf"|\b(?:someone|somebody) (?:\w+ )?(?:{_SAID})\b|\baccording to (?:one|a|an|some)\b"
        rf"|\b(?:as|like) (?:one of us|someone|somebody)\b|\bone (?:{_ONE})['’]s (?:view|words)",
        "what one person said",
        _SINGLE,
    ),
    _sign(
        "one-person",
        "".join(f"(?<!{word} )" for word in _NUMBERED.split("|"))
        + r"\bI\b(?!\.)|\b[Mm]y(?:self)?\b|\b(?:me|mine)\b",
        "one person's own voice",
        _SINGLE,
        0,
    ),
    _sign(
        "identifier",
        r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b|[\w.+-]+@[\w-]+\.\w+"
        r"|\b(?:bed|bay|ward|theatre|room) (?:\d+|[A-Z]\b)",
        "a number, an address or a place that points to a person",
        "No patient and no member of staff may be found by it: leave it out.",
        0,
    ),
)

#: A title with a name, whether it is listed or not.
_TITLED = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Mx|Prof|Professor)\.? [A-Z][\w'’-]*")

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


def titled(text: str) -> tuple[str, ...]:
    """Return every title with a name behind it.

    >>> titled("Ask Dr K or Prof. Xu, not the professor.")
    ('Dr K', 'Prof. Xu')
    """
    return tuple(match.group() for match in _TITLED.finditer(text))


def safety_words(text: str) -> str:
    """Return a word of a text that may mean a safety concern, or nothing.

    >>> safety_words("Handover was unsafe."), safety_words("Handover is brief.")
    ('unsafe', '')
    """
    found = _SAFETY.search(text)
    return found.group() if found else ""
