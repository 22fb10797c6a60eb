"""The rules of a feedback document: each a small function that yields the breaches it finds.

Every breach is named with its place and the reason for the rule, all of them at once. What must
not stand in a text are signs that tell who said it, when, or of whom.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from generator.definitions.problem import Problem, Severity, in_reading_order
from generator.definitions.suggest import did_you_mean, quoted
from generator.feedback.names import names_in
from generator.feedback.notes import EXAMPLES, TEXTS, Notes, Point

FEWEST_CONTRIBUTORS, MOST_CONTRIBUTORS = 2, 100
MOST_IN_A_DOMAIN = 3
LONGEST = 240
#: The domain that stands first on the page.
STRENGTHS = "strengths"
#: Rules that ask somebody to look, and keep no page from being made.
WARNINGS = ("safety", "no-strength")

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}", re.ASCII)
_INVENTED = frozenset(text.casefold() for point in EXAMPLES for text in point[2:5])

#: Domain ids by what notes may call them: the id, or the title in small letters.
Domains = Mapping[str, str]
#: The point and the column that break a rule, the rule's name, the fault and the remedy.
Breach = tuple[Point, str, str, str, str]
Rule = Callable[[Notes, Domains], Iterator[Breach]]


def domain_of(point: Point, domains: Domains) -> str:
    """Return a point's domain id, or nothing where it names none."""
    return domains.get(point.text("domain").casefold(), "")


def check(notes: Notes, domains: Domains) -> tuple[Problem, ...]:
    """Return every breach of every rule, in reading order."""
    breaches = (breach for rule in RULES for breach in rule(notes, domains))
    return in_reading_order(
        Problem(point.place(column), rule, fault, remedy, _severity(rule))
        for point, column, rule, fault, remedy in breaches
    )


def _severity(rule: str) -> Severity:
    return "warning" if rule in WARNINGS else "error"


def _texts(notes: Notes) -> Iterator[tuple[Point, str, str]]:
    """Yield every text of every point: the point, the column, the text."""
    for point in notes.points:
        yield from ((point, column, point.text(column)) for column in TEXTS)


# --- whose point it is, and who stands behind it ------------------------------------------


def mentee(notes: Notes, domains: Domains) -> Iterator[Breach]:
    """Each point names its mentee by a code, which becomes a file's name."""
    first: dict[str, str] = {}
    for point in notes.points:
        code = point.text("mentee")
        if not _CODE.fullmatch(code):
            fault = f"{quoted(code)} is not a code for a mentee." if code else "No mentee is named."
            remedy = "Use 1 to 32 letters, digits, _ and -. No name: the page may be mislaid."
            yield point, "mentee", "mentee-code", fault, remedy
        elif first.setdefault(code.casefold(), code) != code:
            fault = f"{quoted(code)} is also written {quoted(first[code.casefold()])}."
            remedy = "Write each mentee's code the same way every time."
            yield point, "mentee", "mentee-code", fault, remedy


def domain(notes: Notes, domains: Domains) -> Iterator[Breach]:
    """Each point belongs to one of the programme's domains."""
    known = f"Known: {', '.join(dict.fromkeys(domains.values()))}."
    for point in notes.points:
        name = point.text("domain")
        if not domain_of(point, domains):
            fault = f"There is no domain {quoted(name)}."
            yield point, "domain", "unknown-domain", fault, did_you_mean(name, domains) or known


def contributors(notes: Notes, domains: Domains) -> Iterator[Breach]:
    """At least two mentors stand behind each point: otherwise one of them can be picked out."""
    for point in notes.points:
        text = point.text("contributors")
        number = int(text) if re.fullmatch(r"\d{1,3}", text, re.ASCII) else -1
        if not 0 <= number <= MOST_CONTRIBUTORS:
            fault = "There is no number of mentors who agree on this point."
            fault = f"{quoted(text)} is not a number of contributors." if text else fault
            remedy = "Write a whole number, such as 3."
            yield point, "contributors", "contributors", fault, remedy
        elif number < FEWEST_CONTRIBUTORS:
            fault = f"{f'Only {number} agrees' if number else 'Nobody agrees'} on this point."
            remedy = "1 person could be picked out. Make it more general until 2 agree, or drop it."
            yield point, "contributors", "contributors", fault, remedy


# --- how much, and in what order ----------------------------------------------------------


def too_many(notes: Notes, domains: Domains) -> Iterator[Breach]:
    """One to three points a domain: the page must fit into a short talk."""
    count: Counter[tuple[str, str]] = Counter()
    remedy = "Keep 1 to 3 in each domain, because the talk is short. Join some, or drop some."
    for point in notes.points:
        key = (point.text("mentee").casefold(), domain_of(point, domains))
        count[key] += 1
        if key[1] and count[key] == MOST_IN_A_DOMAIN + 1:
            fault = f"A fourth point in '{key[1]}' for {quoted(point.text('mentee'))}."
            yield point, "", "too-many-points", fault, remedy


def blank(notes: Notes, domains: Domains) -> Iterator[Breach]:
    """Each point says what was seen, what it does and what might help."""
    for point, column, text in _texts(notes):
        if not text:
            remedy = "A point needs all 3, so that the mentee can act on it."
            yield point, column, "blank-text", f"The {column} is blank.", remedy
        elif len(text) > LONGEST:
            fault = f"The {column} has {len(text):,} characters."
            remedy = f"Keep to {LONGEST}: the whole page must fit on 1 side."
            yield point, column, "long-text", fault, remedy


def no_strength(notes: Notes, domains: Domains) -> Iterator[Breach]:
    """Strengths come first, where they are a domain: a page without one begins badly."""
    of_mentee: dict[str, list[Point]] = {}
    for point in notes.points:
        of_mentee.setdefault(point.text("mentee"), []).append(point)
    for code, mine in of_mentee.items() if STRENGTHS in domains.values() else ():
        if all(domain_of(point, domains) != STRENGTHS for point in mine):
            fault = f"There is no strength for {quoted(code)}."
            remedy = "Strengths come first: people hear more after something good."
            yield mine[0], "mentee", "no-strength", fault, remedy


def example(notes: Notes, domains: Domains) -> Iterator[Breach]:
    """No invented example is left: it would be criticism that nobody made."""
    for point, column, text in _texts(notes):
        if text.casefold() in _INVENTED:
            fault = f"The {column} is the invented example's, word for word."
            remedy = "Delete the point, or write what the group has said."
            yield point, column, "example", fault, remedy


# --- whom a text gives away ---------------------------------------------------------------


def names(notes: Notes, domains: Domains) -> Iterator[Breach]:
    """No listed name, and no title with a name: nobody is exposed, neither mentor nor mentee."""
    remedy = "Nobody is named in feedback: say their role, or leave it out."
    for point, column, text in _texts(notes):
        listed = tuple(names_in(text, notes.names))
        for found in listed:
            fault = f"{quoted(found.word)} looks like the listed name {quoted(found.name)}."
            yield point, column, "name", fault, remedy
        for words in _TITLED.findall(text):
            if not any(found.word in words for found in listed):
                yield point, column, "name", f"{quoted(words)} names somebody.", remedy


def listed_names(notes: Notes, domains: Domains) -> Iterator[Breach]:
    """Names can only be looked for where they are listed."""
    if notes.points and not notes.names:
        fault = "No names are listed, so none can be looked for in the points."
        remedy = "List all mentors and mentees under 'names', or name a file: --names FILE."
        yield notes.points[0], "", "no-names", fault, remedy


def wording(notes: Notes, domains: Domains) -> Iterator[Breach]:
    """No quotation marks, no dates or shifts, never what one person said."""
    for point, column, text in _texts(notes):
        for rule, what, words, remedy in signs_in(text):
            yield point, column, rule, f"There is {what} in the {column}: {quoted(words)}.", remedy


def safety(notes: Notes, domains: Domains) -> Iterator[Breach]:
    """Ask whether a word means a safety concern, which is raised at once and elsewhere."""
    remedy = "If so it does not belong here: raise it at once, see 'Raising a concern'."
    for point, column, text in _texts(notes):
        if found := _SAFETY.search(text):
            fault = f"{quoted(found.group())}: is this a safety concern?"
            yield point, column, "safety", fault, remedy


RULES: tuple[Rule, ...] = (
    mentee, domain, contributors, too_many, blank, listed_names, names, wording, safety,
    no_strength, example,
)  # fmt: skip


def signs_in(text: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield each kind of sign that stands in a text: its rule, what it is, the words, the remedy.

    >>> [found[:3] for found in signs_in("Replies late on Friday nights.")]
    [('date', 'a date, a time or a single event', 'Friday')]
    >>> list(signs_in("Juniors' questions are answered, and nobody's too small."))
    []
    """
    for rule, what, remedy, pattern in SIGNS:
        if found := pattern.search(text):
            yield rule, what, found.group().strip(), remedy


# --- the signs ----------------------------------------------------------------------------

_POINTS_TO = "It points to who was there: say how often, not when."
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


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


#: Rule, what it is in words, the remedy, and how it is found; ``(?i:`` is for capitals too.
SIGNS = (
    (
        "quotation",
        "a quotation mark",
        "People are recognised by their phrases: say it in the group's own words.",
        _any(r"[\"“”„‟«»‹›「」『』＂]|(?<!\w)['‘‚`](?=\S)[^'‘’`\n]*?\S['’`](?!\w)"),
    ),
    (
        "date",
        "a date, a time or a single event",
        _POINTS_TO,
        _any(
            rf"\b(?i:{_DAYS})s?\b|\b(?:Mon|Tues?|Wed|Thu(?:rs)?|Fri)\b\.?|\bon (?:Sat|Sun)\b",
            rf"\b(?i:{_MONTHS})\b|\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b",
            r"(?i:\b(?:\d{1,2}|in|of|last|since|until|by|early|late|mid)[ -](?:March|May)\b)",
            r"(?i:\b(?:March|May) (?:\d|the \d)|\b(?:the |on )\d{1,2}(?:st|nd|rd|th)\b)",
            rf"(?<![\d./]){_NO_DATE}(?:[12]?\d|0\d|3[01])/(?:0?\d|1[0-2])(?![\d/])",
            r"\b\d{1,2}(?P<mark>[./-])\d{1,2}(?P=mark)\d{2,4}\b|\b\d{4}-\d\d-\d\d\b",
            r"\b(?:19[5-9]\d|20[1-4]\d)\b|(?i:\b\d{1,2}(?:[:.]\d\d)? ?(?:am\b|pm\b|[ap]\.m\.))",
            r"\b[012]?\d:[0-5]\d\b|(?i:\b\d{1,2} o['’]?clock\b|\bat [012]?\d\.[0-5]\d\b)",
            r"(?i:\b[012]\d[0-5]\d ?(?:hrs?|hours|h)\b|\bat [012]\d[0-5]\d\b)",
            r"(?i:\b(?:half|quarter) (?:past|to)\b|\b(?:at|after|before) midnight\b)",
            rf"(?i:\byesterday\b|\btonight\b|\b(?:last|this) (?:{_PERIOD})\b)",
            r"(?i:\bnext (?:week|weekend|month|year|term|rotation)\b)",
            r"(?i:\b(?:christmas|easter|bank holiday|new year|diwali|ramadan|eid|half[- ]term)\b)",
            r"(?i:\b(?:day|night|week|month|year)s? ago\b|\bthe other (?:day|night|week)\b)",
            r"(?i:\b(?:one|that|a certain) (?:night|morning|afternoon|evening|day|weekend)\b"
            r"(?! (?:a|per|each|every|in|of|off)\b)|\b(?:one|that|a recent|a certain) occasion\b)",
        ),
    ),
    (
        "shift",
        "a shift",
        _POINTS_TO,
        _any(
            r"(?i:\b(?:night|day|late|early|long|weekend|twilight|evening|on[- ]call)[- ]?"
            r"shifts?\b)",
            r"(?i:\bshifts? on\b|\b(?:that|one|the|last|first|a|her|his|their) "
            r"(?:shift\b(?! in)|on-call))",
            r"(?i:\bon nights?(?: duty)?\b|\b(?:night|weekend)s? on[- ]call\b)",
            r"(?i:\bon[- ]call (?:night|weekend|day)s?\b)",
        ),
    ),
    (
        "one-person",
        "what one person said",
        "It invites guessing who it was: write what the group shares, or drop the point.",
        _any(
            rf"(?i:\b(?:one|a|another|a certain|a single|some) (?:{_ONE})\b[^.]{{0,40}}?"
            rf"\b(?:{_SAID})\b)|(?i:\b(?:someone|somebody) (?:\w+ )?(?:{_SAID})\b)",
            r"(?i:\baccording to (?:one|a|an|some)\b)",
            r"(?i:\b(?:as|like) (?:one of us|someone|somebody)\b)",
            rf"(?i:\bone (?:{_ONE})['’]s (?:view|words))",
            "".join(f"(?<!{word} )" for word in _NUMBERED.split("|")) + r"\bI\b(?!\.)",
            r"\b[Mm]y(?:self)?\b|\b(?:me|mine)\b",
        ),
    ),
    (
        "identifier",
        "a number, an address or a place that points to a person",
        "No patient and no member of staff may be found by it: leave it out.",
        _any(
            r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b|[\w.+-]+@[\w-]+\.\w+",
            r"\b(?:bed|bay|ward|theatre|room) (?:\d+|[A-Z]\b)",
        ),
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
