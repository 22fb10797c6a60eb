"""The rules of a feedback document: each a small function from notes to the breaches it finds.

Every breach is named with its place and the reason for the rule, all of them at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from generator.definitions.problem import Problem, in_reading_order
from generator.definitions.suggest import did_you_mean, quoted
from generator.feedback.example import untouched
from generator.feedback.names import names_in
from generator.feedback.point import TEXTS, Notes, Point
from generator.feedback.wording import safety_words, signs_in, titled

FEWEST_CONTRIBUTORS, MOST_CONTRIBUTORS = 2, 100
MOST_IN_A_DOMAIN = 3
LONGEST = 240
#: The domain that stands first on the page.
STRENGTHS = "strengths"

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}", re.ASCII)

#: Domain ids by what notes may call them: the id, or the title in small letters.
Domains = Mapping[str, str]
Rule = Callable[[Notes, Domains], Iterator[Problem]]


def domain_of(point: Point, domains: Domains) -> str:
    """Return a point's domain id, or nothing where it names none."""
    return domains.get(point.text("domain").casefold(), "")


def mentee(notes: Notes, domains: Domains) -> Iterator[Problem]:
    """Each point names its mentee by a code, which becomes a file's name."""
    first: dict[str, str] = {}
    for point in notes.points:
        code = point.text("mentee")
        if not _CODE.fullmatch(code):
            fault = f"{quoted(code)} is not a code for a mentee." if code else "No mentee is named."
            remedy = "Use 1 to 32 letters, digits, _ and -. No name: the page may be mislaid."
            yield Problem(point.place("mentee"), "mentee-code", fault, remedy)
        elif first.setdefault(code.casefold(), code) != code:
            fault = f"{quoted(code)} is also written {quoted(first[code.casefold()])}."
            remedy = "Write each mentee's code the same way every time."
            yield Problem(point.place("mentee"), "mentee-code", fault, remedy)


def domain(notes: Notes, domains: Domains) -> Iterator[Problem]:
    """Each point belongs to one of the programme's domains."""
    for point in notes.points:
        if not domain_of(point, domains):
            name = point.text("domain")
            remedy = (
                did_you_mean(name, domains)
                or f"Known: {', '.join(dict.fromkeys(domains.values()))}."
            )
            yield Problem(
                point.place("domain"),
                "unknown-domain",
                f"There is no domain {quoted(name)}.",
                remedy,
            )


def contributors(notes: Notes, domains: Domains) -> Iterator[Problem]:
    """At least two mentors stand behind each point: otherwise one of them can be picked out."""
    for point in notes.points:
        text = point.text("contributors")
        number = int(text) if re.fullmatch(r"\d{1,3}", text, re.ASCII) else -1
        if not 0 <= number <= MOST_CONTRIBUTORS:
            fault = (
                f"{quoted(text)} is not a number of contributors."
                if text
                else ("There is no number of mentors who agree on this point.")
            )
            yield Problem(
                point.place("contributors"),
                "contributors",
                fault,
                "Write a whole number, such as 3.",
            )
        elif number < FEWEST_CONTRIBUTORS:
            fault = (
                f"Only {number} agrees on this point."
                if number
                else ("Nobody agrees on this point.")
            )
            remedy = "1 person could be picked out. Make it more general until 2 agree, or drop it."
            yield Problem(point.place("contributors"), "contributors", fault, remedy)


def too_many(notes: Notes, domains: Domains) -> Iterator[Problem]:
    """One to three points a domain: the page must fit into a short talk."""
    count: Counter[tuple[str, str]] = Counter()
    for point in notes.points:
        key = (point.text("mentee").casefold(), domain_of(point, domains))
        count[key] += 1
        if key[1] and count[key] == MOST_IN_A_DOMAIN + 1:
            fault = f"A fourth point in '{key[1]}' for {quoted(point.text('mentee'))}."
            remedy = (
                "Keep 1 to 3 in each domain, because the talk is short. Join some, or drop some."
            )
            yield Problem(point.where, "too-many-points", fault, remedy)


def blank(notes: Notes, domains: Domains) -> Iterator[Problem]:
    """Each point says what was seen, what it does and what might help."""
    for point in notes.points:
        for column in TEXTS:
            if not point.text(column):
                fault = f"The {column} is blank."
                remedy = "A point needs all 3, so that the mentee can act on it."
                yield Problem(point.place(column), "blank-text", fault, remedy)
            elif len(point.text(column)) > LONGEST:
                fault = f"The {column} has {len(point.text(column)):,} characters."
                remedy = f"Keep to {LONGEST}: the whole page must fit on 1 side."
                yield Problem(point.place(column), "long-text", fault, remedy)


def names(notes: Notes, domains: Domains) -> Iterator[Problem]:
    """No listed name, and no title with a name: nobody is exposed, neither mentor nor mentee."""
    remedy = "Nobody is named in feedback: say their role, or leave it out."
    for point in notes.points:
        for column in TEXTS:
            text, place = point.text(column), point.place(column)
            listed = tuple(names_in(text, notes.names))
            for found in listed:
                fault = f"{quoted(found.word)} looks like the listed name {quoted(found.name)}."
                yield Problem(place, "name", fault, remedy)
            for words in titled(text):
                if not any(found.word in words for found in listed):
                    yield Problem(place, "name", f"{quoted(words)} names somebody.", remedy)


def listed_names(notes: Notes, domains: Domains) -> Iterator[Problem]:
    """Names can only be looked for where they are listed."""
    if notes.points and not notes.names:
        fault = "No names are listed, so none can be looked for in the points."
        remedy = "List all mentors and mentees under 'names', or name a file: --names FILE."
        yield Problem(notes.points[0].where, "no-names", fault, remedy)


def wording(notes: Notes, domains: Domains) -> Iterator[Problem]:
    """No quotation marks, no dates or shifts, never what one person said."""
    for point in notes.points:
        for column in TEXTS:
            for sign, words in signs_in(point.text(column)):
                fault = f"There is {sign.what} in the {column}: {quoted(words)}."
                yield Problem(point.place(column), sign.rule, fault, sign.remedy)


def safety(notes: Notes, domains: Domains) -> Iterator[Problem]:
    """Ask whether a word means a safety concern, which is raised at once and elsewhere."""
    for point in notes.points:
        for column in TEXTS:
            word = safety_words(point.text(column))
            if word:
                fault = f"{quoted(word)}: is this a safety concern?"
                remedy = "If so it does not belong here: raise it at once, see 'Raising a concern'."
                yield Problem(point.place(column), "safety", fault, remedy, "warning")


def no_strength(notes: Notes, domains: Domains) -> Iterator[Problem]:
    """Strengths come first, where they are a domain: a page without one begins badly."""
    if STRENGTHS not in domains.values():
        return
    for code in dict.fromkeys(point.text("mentee") for point in notes.points):
        mine = [point for point in notes.points if point.text("mentee") == code]
        if not any(domain_of(point, domains) == STRENGTHS for point in mine):
            fault = f"There is no strength for {quoted(code)}."
            remedy = "Strengths come first: people hear more after something good."
            yield Problem(mine[0].place("mentee"), "no-strength", fault, remedy, "warning")


def example(notes: Notes, domains: Domains) -> Iterator[Problem]:
    """No invented example is left: it would be criticism that nobody made."""
    yield from untouched(notes)


RULES: tuple[Rule, ...] = (
    mentee, domain, contributors, too_many, blank, listed_names, names, wording, safety,
    no_strength, example,
)  # fmt: skip


def check(notes: Notes, domains: Domains) -> tuple[Problem, ...]:
    """Return every breach of every rule, in reading order."""
    return in_reading_order(problem for rule in RULES for problem in rule(notes, domains))
