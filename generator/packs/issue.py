"""What a pack writes into the return log: how many forms go out, once.

Only forms for people count as issued. Spares lie beside the box: whoever takes one has lost
the first, or is somebody more, and the clerk counts those by hand. Were spares issued, every
response rate would be too low and status would wait for forms that nobody was given.

A form is written down only as far as the log does not have it already. So a pack that is made
again, in large print or after a lost one, adds nothing; one for more people adds these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from generator.definitions.csv_text import csv_bytes
from generator.definitions.problem import RefusedError
from generator.files.csv_file import decode, read_csv
from generator.packs.contents import Share
from generator.responses.return_log import REQUIRED, LogRow, parse_return_log

HEADING = ("date", *REQUIRED, "spoiled")


@dataclass(frozen=True, slots=True)
class Issued:
    """One row to be written: so many of a form on a day, or on one that nobody knows yet."""

    cohort: str
    form: str
    number: int
    day: date | None

    def cells(self) -> dict[str, str]:
        """Return the row's cells by column."""
        day = self.day.isoformat() if self.day else ""
        known = {"date": day, "cohort": self.cohort, "instrument": self.form}
        return {**known, "issued": str(self.number)}


def to_issue(cohort: str, shares: Iterable[Share], log: Iterable[LogRow]) -> tuple[Issued, ...]:
    """Return the rows that are not in the log yet."""
    before: Counter[str] = Counter()
    for row in log:
        if row.cohort == cohort:
            before[row.instrument] += row.issued
    return tuple(
        Issued(cohort, one.form.id, one.people - before[one.form.id], one.day)
        for one in shares
        if one.people > before[one.form.id]
    )


def with_issued(content: bytes | None, shown: str, rows: Sequence[Issued]) -> bytes:
    """Return a log with further rows at its end; all that was there stays as it is.

    Its columns, their order, what separates them and how lines end are kept. ``content`` is
    None where there is no log yet. Raises RefusedError where rows cannot be added so that they
    are read again as they are.
    """
    if content is None:
        cells = [[row.cells().get(name, "") for name in HEADING] for row in rows]
        return csv_bytes([HEADING, *cells])
    decoded = decode(content, shown)
    header = [name.strip().casefold() for name in read_csv(content, shown, []).header]
    separator = decoded.delimiter
    end = next((one for one in (b"\r\n", b"\n", b"\r") if one in content), b"\r\n")
    lines = (separator.join(row.cells().get(name, "") for name in header) for row in rows)
    whole = content if content.endswith((b"\n", b"\r")) else content + end
    added = whole + b"".join(line.encode("ascii") + end for line in lines)
    _hold(content, added, shown, rows)
    return added


def _hold(before: bytes, after: bytes, shown: str, rows: Sequence[Issued]) -> None:
    """Refuse a log in which the old and the new rows would not be read as they are."""
    known = ({row.cohort for row in rows}, {row.form for row in rows})
    expected = Counter(_read(before, shown, known))
    expected.update((row.cohort, row.form, row.number) for row in rows)
    if expected != Counter(_read(after, shown, known)):
        fault = "No rows can be added at the end of this log so that they are read again."
        remedy = "Open it in a spreadsheet and save it as 'CSV UTF-8' (comma delimited)."
        raise RefusedError.at(shown, "log-not-added-to", fault, remedy)


def _read(
    content: bytes, shown: str, known: tuple[Iterable[str], Iterable[str]]
) -> list[tuple[str, str, int]]:
    """Return the rows of some cohorts and forms, as the log's reader reads them."""
    found = parse_return_log([read_csv(content, shown, [])], *known, [])
    return [(row.cohort, row.instrument, row.issued) for row in found]


def told(rows: Sequence[Issued], counts: Mapping[str, int]) -> str:
    """Return in words what was written, and what was there already."""
    new = sum(row.number for row in rows)
    if not rows:
        return "The return log has all of these forms already: nothing was added to it."
    forms = f"{new:,} forms of {len(rows)} kinds"
    rest = len(counts) - len(rows)
    also = f" It has the other {rest} already." if rest else ""
    return f"Written into records/return_log.csv as issued: {forms}.{also}"
