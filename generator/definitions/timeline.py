"""The timeline: steps in weeks, in dates for calendars.

Weeks are counted from the mentors' interview, which is in week 1. There is no
week 0: the week before week 1 is week -1, as there is no year 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from babel.dates import format_date

from generator.definitions.programme import Step
from generator.definitions.words import locale_of

WEEK = timedelta(days=7)


def day_in_words(day: date, language: str = "en") -> str:
    """Return a date as people write it; as in English in a language that nobody knows.

    >>> day_in_words(date(2027, 3, 2)), day_in_words(date(2027, 3, 2), "cy")
    ('2 March 2027', '2 Mawrth 2027')
    """
    return format_date(day, "d MMMM y", locale=locale_of(language) or "en")


def dates(step: Step, start: date) -> tuple[date, date]:
    """Return a step's first day and the day after its last, where week 1 begins at ``start``.

    >>> step = Step(id="a", **{"from": -1}, to=1, what="A", who="B")
    >>> [day.isoformat() for day in dates(step, date(2027, 1, 11))]
    ['2027-01-04', '2027-01-18']
    """
    return start + _weeks(step.from_) * WEEK, start + (_weeks(step.last) + 1) * WEEK


def end(steps: Iterable[Step], start: date) -> date:
    """Return the last day of the last step, where week 1 begins at ``start``."""
    return max((dates(step, start)[1] for step in steps), default=start + WEEK) - timedelta(1)


def bank_holiday(day: date) -> bool:
    """Say whether a Monday is a bank holiday in England, as far as rules tell it years ahead.

    >>> [bank_holiday(date(2027, *day)) for day in ((3, 29), (5, 3), (12, 27), (3, 22))]
    [True, True, True, False]
    """
    month, last_of_month = day.month, (day + WEEK).month != day.month
    if month == 5:
        return day.day <= 7 or last_of_month
    if month in (1, 12):  # a holiday at a weekend is kept on the Monday after it
        return (month == 1 and day.day <= 3) or (month == 12 and 25 <= day.day <= 28)
    from pandas import Timestamp, offsets  # calendars alone need it, and it is slow to load

    after_easter = offsets.Easter().is_on_offset(Timestamp(day - timedelta(1)))
    return bool(after_easter or (month == 8 and last_of_month))


def _weeks(number: int) -> int:
    """Return how many weeks lie between the start and the beginning of a week."""
    return number - 1 if number > 0 else number
