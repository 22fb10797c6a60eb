"""Whether a file answers another form than the one that was named.

Forms before and after a session ask the same, so that one's answers fit most of the other's
columns: nothing else would show that they are taken for each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from generator.definitions.problem import Problem, SourceLine
from generator.definitions.suggest import quoted
from generator.exchange.finished import completes
from generator.exchange.match import Matches, matched, names_in
from generator.exchange.source import Source
from generator.exchange.wording import Form

#: What our exports call the column that holds the form's id.
_INSTRUMENT = "instrument"


def says_another(source: Source, form: str, others: Collection[str]) -> Iterator[Problem]:
    """Yield the first place at which a file itself says that it answers another form."""
    remedy = "Import it with --form {}. If the file holds several forms, export each alone."
    for heading in source.headings:
        if _INSTRUMENT in names_in(heading.name, source.tool):
            for row, cell in enumerate(source.cells(heading.place)):
                if cell in others:
                    fault = f"This row answers {quoted(cell)}, and --form says {quoted(form)}."
                    where = source.where(row, heading.place)
                    yield Problem(where, "other-form", fault, remedy.format(cell))
                    return
    states = {one.name: one for one in completes(source, form)} if source.tool == "redcap" else {}
    for other in others if f"{form}_complete" not in states else ():
        if state := states.get(f"{other}_complete"):
            fault = f"REDCap calls this form {quoted(other)}, and --form says {quoted(form)}."
            where = SourceLine(source.shown, source.header_line, state.place + 1)
            yield Problem(where, "other-form", fault, remedy.format(other))
            return


def fits_better(source: Source, matches: Matches, form: Form, others: Mapping[str, Form]) -> str:
    """Return the form of which a file holds more columns than of this one; nothing if none."""
    held = {name: _columns(matched(source, other), other) for name, other in others.items()}
    best = max(held, key=held.__getitem__, default="")
    return best if best and held[best] > _columns(matches, form) else ""


def _columns(matches: Matches, form: Form) -> int:
    places = {matches.taken[name].heading.place for name in form.targets if name in matches.taken}
    return len(places)
