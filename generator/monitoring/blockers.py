"""What keeps answers from being published, and whom: the same words in every command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.definitions.suggest import plural

NO_ANSWERS = "There are no answers yet."
#: So many cohorts are named in a message, at the most.
MOST_NAMED = 5


class Blocker(NamedTuple):
    """Something that keeps results from being published, and what helps."""

    what: str
    remedy: str


class Matched(NamedTuple):
    """How many people of a role answered before and after, and how many each audience needs."""

    plural: str
    people: int
    open_minimum: int
    restricted_minimum: int


def blockers(
    faults: int,
    blank: int,
    matched: Sequence[Matched],
    *,
    answers: int,
    free_text: bool,
    coded: bool,
) -> Iterator[Blocker]:
    """Yield everything that blocks a release, what must come first at the top.

    ``faults`` and ``blank`` count faults of all files, and local names and contacts that are
    blank. ``answers`` is how many rows there are, ``free_text`` whether anybody wrote anything,
    ``coded`` whether there is a ``themes.csv``.
    """
    if faults:
        what = f"{plural(faults, 'fault')} in the definitions or the answers."
        remedy = (
            "Run mentoring check --responses responses to see each with its remedy. A row with a "
            "fault is not counted as typed in."
        )
        yield Blocker(what, remedy)
    if blank:
        what = f"Blank local names, contacts and dates in instruments/programme.yml: {blank:,}."
        yield Blocker(what, "Fill them in. mentoring release refuses blank ones.")
    if answers:
        yield from _too_few(matched)
    elif faults:
        what = "No row of answers could be read: they are missing, or each has a fault."
        yield Blocker(what, "Nothing can be shown until they are corrected.")
    else:
        yield Blocker(NO_ANSWERS, "Nothing can be shown until some are typed in.")
    if free_text and not coded:
        what = "What people wrote has not been sorted into categories: there is no themes.csv."
        yield Blocker(what, "Numbers can be published without it. For the text: mentoring themes.")


def _too_few(matched: Sequence[Matched]) -> Iterator[Blocker]:
    for role in matched:
        for least, readers in (
            (role.restricted_minimum, "nobody yet"),
            (role.open_minimum, "named readers only"),
        ):
            if role.people < least:
                what = f"Fewer than {least} {role.plural} answered before and after."
                yield Blocker(what, f"Their results can be shown to {readers}.")
                break


def waiting_words(waiting: Mapping[str, int]) -> Iterator[str]:
    """Yield how many people wait to be counted, and where.

    >>> list(waiting_words({"ward-a": 4, "ward-b": 1}))
    ['5 people wait until enough others have answered: ward-a 4, ward-b 1.']
    """
    people = sum(waiting.values())
    if not people:
        return
    named = [f"{cohort} {many:,}" for cohort, many in list(waiting.items())[:MOST_NAMED]]
    if len(waiting) > MOST_NAMED:
        named.append(f"and {len(waiting) - MOST_NAMED:,} more cohorts")
    who = "1 person waits" if people == 1 else f"{people:,} people wait"
    yield f"{who} until enough others have answered: {', '.join(named)}."


def gone_words(gone: int) -> Iterator[str]:
    """Yield what to do where people who were counted are no longer among the answers.

    >>> next(gone_words(1))[:54]
    '1 person counted in earlier releases is no longer amon'
    """
    if gone:
        who = "1 person" if gone == 1 else f"{gone:,} people"
        yield (
            f"{who} counted in earlier releases {'is' if gone == 1 else 'are'} no longer among the "
            "answers. If they withdrew, all is well. Otherwise files are missing: put them back."
        )
