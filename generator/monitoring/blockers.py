"""What keeps answers from being published, and whom: the same words in every command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.definitions.suggest import listed, plural

NO_ANSWERS = "There are no answers yet."
REFUSED = (
    "A release is refused until every fault is corrected and every blank is filled in: mentoring "
    "check lists them."
)
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


def publication_words(facts: Mapping[str, Any], *, preview: bool = False) -> Iterator[str]:
    """Yield what is published, what a release would add, and whom it would not count.

    ``facts`` are those of ``publication.Outlook``, and whether a release would be ``refused``:
    a row with a fault may be that of somebody who waits, or seems to have gone. Beside a
    ``preview`` nobody is sent to look at one.
    """
    if facts["invented"]:
        yield "Every answer is invented, so all results are shown. You do not need a release."
        return
    number, new = facts["release"], facts["new_tables"]
    yield f"Published: release {number}." if number else "Nothing has been released yet."
    if facts["refused"]:
        yield REFUSED
        return
    if new:
        yield f"A release would add {plural(new, 'table')}."
        look = "" if preview else "Look at them: mentoring build --preview. "
        yield f"{look}Publish them: mentoring release."
    elif not facts["key"]:
        yield "What a release would add, and who waits, cannot be known without the key."
    else:
        yield "A release would add nothing."
    yield from people_words(facts["waiting"], facts["gone"])


def people_words(waiting: Mapping[str, int], gone: int) -> Iterator[str]:
    """Yield how many people wait to be counted, and where, and how many are missing.

    >>> list(people_words({"ward-a": 4, "ward-b": 1}, 0))
    ['5 people wait until enough others have answered: ward-a 4, ward-b 1.']
    """
    if people := sum(waiting.values()):
        named = [f"{cohort} {many:,}" for cohort, many in waiting.items()]
        who = "1 person waits" if people == 1 else f"{people:,} people wait"
        yield f"{who} until enough others have answered: {listed(named, MOST_NAMED)}."
    if gone:
        yield (
            f"Counted in earlier releases, and no longer among the answers: {gone:,}. If "
            "they withdrew, all is well. Otherwise files are missing: put them back."
        )
