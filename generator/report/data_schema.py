"""The tables that can be taken away, column by column, as a Table Schema says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LEVELS = ("programme", "region", "organisation", "pool", "cohort")


@dataclass(frozen=True, slots=True)
class Field:
    """One column, as a Table Schema says it; ``values`` lists all that it may hold."""

    name: str
    description: str
    type: str = "string"
    values: tuple[str, ...] = ()
    required: bool = False
    unique: bool = False

    def schema(self) -> dict[str, Any]:
        """Return the field of a Table Schema."""
        limits: dict[str, Any] = {}
        if self.required:
            limits["required"] = True
        if self.unique:
            limits["unique"] = True
        if self.values:
            limits["enum"] = list(self.values)
        found = {"name": self.name, "type": self.type, "description": self.description}
        return {**found, "constraints": limits} if limits else found


@dataclass(frozen=True, slots=True)
class Resource:
    """One table of the package. ``refers`` leads a column to a table and a column of it."""

    name: str
    title: str
    fields: tuple[Field, ...]
    key: str = ""
    refers: tuple[tuple[str, str, str], ...] = ()

    @property
    def path(self) -> str:
        """The file's name."""
        return f"{self.name}.csv"

    def schema(self) -> dict[str, Any]:
        """Return the Table Schema."""
        found: dict[str, Any] = {
            "fields": [field.schema() for field in self.fields],
            "missingValues": [""],
        }
        if self.key:
            found["primaryKey"] = [self.key]
        if self.refers:
            found["foreignKeys"] = [
                {"fields": [own], "reference": {"resource": table, "fields": [other]}}
                for own, table, other in self.refers
            ]
        return found


VARIABLE = (
    Field("role", "Whose answers: the id of a role.", required=True),
    Field(
        "measure",
        "The measure or the single question, participation, or theme: and a category.",
        required=True,
    ),
    Field("domain", "The area, or total.", required=True),
    Field("from", "The wave; of a comparison, the earlier one."),
    Field("to", "The later wave of a comparison; empty for a single wave."),
)
STATISTICS = Resource(
    "statistics",
    "Every released number of every group, 1 on each line",
    (
        Field("level", "What kind of group it is.", values=LEVELS, required=True),
        Field("unit", "Which group: see groups.csv.", required=True),
        *VARIABLE,
        Field("statistic", "What the number is: see codebook.csv. Empty where withheld."),
        Field("value", "The number; of a verdict, its words. Empty where withheld."),
        Field("n", "People in the table; of participation, those invited.", "integer"),
        Field("status", "Whether it is shown.", values=("released", "withheld"), required=True),
    ),
    refers=(("unit", "groups", "unit"),),
)
GROUPS = Resource(
    "groups",
    "Every group that is shown",
    (
        Field("unit", "The group’s id.", required=True, unique=True),
        Field("level", "What kind of group it is.", values=LEVELS, required=True),
        Field("title", "The group’s name.", required=True),
        Field("parent", "The larger group it belongs to. Empty for the whole programme."),
        Field("cohorts", "How many cohorts are in it.", "integer"),
        Field("page", "The page that shows it, in the folder results.", required=True),
    ),
    key="unit",
    refers=(("parent", "", "unit"),),
)
COHORTS = Resource(
    "places",
    "Every cohort, and the group that shows it",
    (
        Field("cohort", "The cohort’s id.", required=True, unique=True),
        Field("title", "The cohort’s name."),
        Field("organisation", "The organisation that it belongs to."),
        Field("region", "The organisation’s region."),
        Field("unit", "The group that shows its answers.", required=True),
    ),
    key="cohort",
    refers=(("unit", "groups", "unit"),),
)
CODEBOOK = Resource(
    "codebook",
    "What each line of statistics.csv means",
    (
        *(Field(f.name, f"{f.description} Empty: for all.") for f in VARIABLE),
        Field("statistic", "The name in statistics.csv.", required=True),
        Field("question", "The question as it was asked, or its area."),
        Field("meaning", "What the number counts or is.", required=True),
        Field("codes", "The codes of the answers that it counts."),
        Field("people", "Whose answers count."),
    ),
)
RESOURCES = (STATISTICS, GROUPS, COHORTS, CODEBOOK)
