"""The clock: the one place that asks what day it is, and believes no nonsense.

A computer whose battery is flat wakes up in 1970. What it then publishes,
reminds of or dates would be wrong, so nothing is done before it is set right.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from os import environ

from generator.definitions.problem import RefusedError
from generator.definitions.suggest import quoted

#: Sets the time where builds must be repeatable: whole seconds since 1970.
EPOCH = "SOURCE_DATE_EPOCH"
#: This program is not older, and no computer of its time is beyond.
FIRST_YEAR, LAST_YEAR = 2020, 2099
_UNSET = f"Unset it, or give it whole seconds since 1970, such as {1_798_761_600}."


def now() -> datetime:
    """Return the time, with its zone; raises RefusedError where it cannot be right."""
    moment = epoch()
    if moment is None:
        moment = datetime.now().astimezone()
        _check(moment, "clock", "This computer says", "Set its clock right, then do it again.")
    return moment


def epoch() -> datetime | None:
    """Return the time that the environment sets, if it does; raises RefusedError for nonsense.

    Libraries that we use read it too, and fail over nonsense while they are loaded. So the
    program asks this first.
    """
    text = environ.get(EPOCH, "").strip()
    if not text:
        environ.pop(EPOCH, None)
        return None
    if not re.fullmatch(r"\d{1,11}", text, re.ASCII):
        fault = f"The time that {EPOCH} sets is {quoted(text)}, which is not a time."
        raise RefusedError.at(EPOCH, "clock", fault, _UNSET)
    moment = datetime.fromtimestamp(int(text), UTC)
    _check(moment, EPOCH, f"{EPOCH} says", _UNSET)
    return moment


def today() -> date:
    """Return the day; raises RefusedError where it cannot be right."""
    return now().date()


def _check(moment: datetime, place: str, says: str, remedy: str) -> None:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        fault = f"{says} that today is {moment.date().isoformat()}, which cannot be."
        raise RefusedError.at(place, "clock", fault, remedy)
