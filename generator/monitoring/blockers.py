"""What stands between the answers and their publication, each with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.monitoring.waiting import NO_ANSWERS


@dataclass(frozen=True, slots=True)
class Hurdle:
    """Something that keeps results from being published, and what helps."""

    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Matched:
    """How many people of a role answered before and after, and how many each audience needs."""

    plural: str
    people: int
    open_minimum: int
    restricted_minimum: int


def hurdles(
    faults: int,
    blank: int,
    matched: Sequence[Matched],
    *,
    answers: int,
    free_text: bool,
    coded: bool,
) -> tuple[Hurdle, ...]:
    """Return everything that blocks a release, what must come first at the top.

    ``faults`` and ``blank`` count faults of all files, and local names and contacts that are
    blank. ``answers`` is how many rows there are, ``free_text`` whether anybody wrote anything,
    ``coded`` whether there is a ``themes.csv``.
    """
    return (
        *_faults(faults, blank),
        *_too_few(matched, answers, faults),
        *_free_text(free_text, coded),
    )


def _faults(faults: int, blank: int) -> Iterator[Hurdle]:
    if faults:
        noun = "fault" if faults == 1 else "faults"
        what = f"{faults:,} {noun} in the definitions or the answers."
        remedy = (
            "Run mentoring check --responses responses to see each with its remedy. A row with a "
            "fault is not counted as typed in."
        )
        yield Hurdle(what, remedy)
    if blank:
        noun = "name, contact or date is" if blank == 1 else "names, contacts and dates are"
        what = f"{blank:,} local {noun} blank in instruments/programme.yml."
        yield Hurdle(what, "Fill them in. mentoring release refuses blank ones.")


def _too_few(matched: Sequence[Matched], answers: int, faults: int) -> Iterator[Hurdle]:
    if not answers and faults:
        what = "No row of answers could be read: they are missing, or each has a fault."
        yield Hurdle(what, "Nothing can be shown until they are corrected.")
        return
    if not answers:
        yield Hurdle(NO_ANSWERS, "Nothing can be shown until some are typed in.")
        return
    for role in matched:
        if role.people < role.restricted_minimum:
            what = f"Fewer than {role.restricted_minimum} {role.plural} answered before and after."
            yield Hurdle(what, "Their results can be shown to nobody yet.")
        elif role.people < role.open_minimum:
            what = f"Fewer than {role.open_minimum} {role.plural} answered before and after."
            yield Hurdle(what, "Their results can be shown to named readers only.")


def _free_text(written: bool, coded: bool) -> Iterator[Hurdle]:
    if written and not coded:
        what = "What people wrote has not been sorted into categories: there is no themes.csv."
        yield Hurdle(what, "Numbers can be published without it. For the text: mentoring themes.")
