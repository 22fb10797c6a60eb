"""Dates of other tools become days: year, month and day first; others in the one way they allow."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Literal

Order = Literal["", "day-first", "month-first", "?"]

#: The year first, as no month and day could be read otherwise.
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ].*)?", re.ASCII)
_OTHER = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[T ,].*)?", re.ASCII)


def order_of(cells: Iterable[str]) -> Order:
    """Return in which order the dates of a whole file stand, from all of its cells.

    Empty where nothing depends on it; ``?`` where both readings are possible or none is.

    >>> order_of(["2026-05-11", "13/05/2026", "01/02/2026"]), order_of(["05/11/26"])
    ('day-first', '?')
    """
    found = [match for cell in cells if (match := _OTHER.fullmatch(cell))]
    if not found:
        return ""
    day_first = all(_day(match, "day-first") for match in found)
    month_first = all(_day(match, "month-first") for match in found)
    if day_first and month_first and all(match[1] == match[2] for match in found):
        return "day-first"
    return "?" if day_first == month_first else "day-first" if day_first else "month-first"


def day_in(cell: str, order: str) -> str | None:
    """Return the day of a cell as 2026-05-11, its time cut off; None where it is no date.

    >>> day_in("2026-05-11T23:30:00.000+01:00", ""), day_in("5/11/26 14:03", "month-first")
    ('2026-05-11', '2026-05-11')
    """
    if iso := _ISO.fullmatch(cell):
        return _made(iso[1], iso[3], iso[4])
    other = _OTHER.fullmatch(cell)
    return _day(other, order) if other and order in ("day-first", "month-first") else None


def _day(match: re.Match[str], order: str) -> str | None:
    first, second, year = match.groups()
    day, month = (first, second) if order == "day-first" else (second, first)
    return _made(year if len(year) > 2 else f"20{year}", month, day)


def _made(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
