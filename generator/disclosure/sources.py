"""Sources: what several tables are made from, and what a release decides about as one.

The table before, the table after and the table of change come from the same
people's pairs of answers. Whether these people may be shown anew is one
question, asked once of their **source**. Participation is a source for each
role, and what a session record says is one for each of its questions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.survey.session_form import SessionForm
from generator.survey.variables import Variable

#: What a table of one of these kinds is called in the ledger begins with its kind.
TABLE, FLOW, SESSION = "table", "flow", "session"
PARTICIPATION = "participation"


@dataclass(frozen=True, slots=True)
class Source:
    """One source of answers.

    - ``name``: unique in a programme, made of ids, so that it lasts from release to release
    - ``population``: the same for all sources that count the same people's answers, if complete
    - ``variables``: the variables made from it; none for participation and sessions
    - ``tables``: what its tables are called (see ``table_name``)
    - ``twin``: sources with the same twin are changed together or not at all
    """

    name: str
    population: str
    variables: tuple[Variable, ...]
    tables: tuple[str, ...]
    twin: str

    @property
    def moves(self) -> bool:
        """True for participation: what people did, and no answer of theirs."""
        return self.tables[0].startswith(f"{FLOW}|")

    @property
    def ordered_only(self) -> bool:
        """True where only people whose answers all stand in the scale's order count."""
        return any(variable.kind == "change" and variable.apart for variable in self.variables)


def table_name(variable: Variable) -> str:
    """Return what a variable's tables are called in the ledger."""
    return "|".join((TABLE, *variable.key))


def population_name(variable: Variable) -> str:
    """Return the name of the people that a variable counts.

    Of a category of free text only counts are known, and not who gave it, so
    that each is a population of its own.
    """
    if variable.kind == "theme":
        return f"{variable.role}:{'+'.join(variable.population)}:{variable.measure}"
    return f"{variable.role}:{'+'.join(variable.population)}"


def answer_sources(variables: Sequence[Variable]) -> tuple[Source, ...]:
    """Return the sources of a programme's variables, in their order.

    A change on a scale with codes apart counts fewer people than its waves
    do; it is a source of its own, and their twin.
    """
    found: dict[tuple[str, bool], list[Variable]] = {}
    for variable in variables:
        twin = f"{population_name(variable)}|{variable.measure}|{variable.domain}"
        found.setdefault((twin, variable.kind == "change" and bool(variable.apart)), []).append(
            variable
        )
    return tuple(
        Source(
            f"{twin}|ordered" if ordered else twin,
            population_name(mine[0]),
            tuple(mine),
            tuple(map(table_name, mine)),
            twin,
        )
        for (twin, ordered), mine in found.items()
    )


def flow_source(role: str) -> Source:
    """Return the source of a role's participation."""
    name = f"{role}:{PARTICIPATION}"
    return Source(name, name, (), (f"{FLOW}|{role}",), name)


def session_sources(form: SessionForm) -> Iterator[Source]:
    """Yield the sources of a session form: all its records, and those that answer each question."""
    tables = (f"{SESSION}|{form.id}",)
    yield Source(f"{form.id}:records", form.id, (), tables, form.id)
    for item in (*(number.item for number in form.numbers), *(v.measure for v in form.variables)):
        yield Source(f"{form.id}:{item}", form.id, (), tables, form.id)


def definition(variable: Variable) -> str:
    """Return a digest of what a variable's tables mean: its codes, categories and population."""
    parts = [
        ",".join(variable.population),
        ",".join(variable.codes),
        ",".join(variable.apart),
        *(f"{category.id}={','.join(category.codes)}" for category in variable.categories),
    ]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]
