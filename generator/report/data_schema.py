"""What can be taken away, table by table and column by column, as a Table Schema says it.

Here too is what each statistic means: the codebook's lines that hold for all questions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

LEVELS = ["programme", "region", "organisation", "pool", "cohort"]
#: One column: its name, its type, what it holds, and all that it may hold.
Field = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Resource:
    """One table of the package; ``keys`` lead to other tables, as a Table Schema says it."""

    name: str
    title: str
    fields: tuple[Field, ...]
    keys: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The file's name."""
        return f"{self.name}.csv"

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(one["name"] for one in self.fields)

    @property
    def schema(self) -> dict[str, Any]:
        """The Table Schema."""
        return {"fields": list(self.fields), "missingValues": [""], **self.keys}


def _column(name: str, description: str, of: str = "string", **limits: object) -> Field:
    made = {"name": name, "type": of, "description": description}
    return {**made, "constraints": limits} if limits else made


def _refers(column: str, table: str, to: str) -> dict[str, Any]:
    reference = {"resource": table, "fields": [to]}
    return {"foreignKeys": [{"fields": [column], "reference": reference}]}


_VARIABLE = (
    _column("role", "Whose answers: the id of a role.", required=True),
    _column(
        "measure",
        "The measure or the single question, participation, or theme: and a category.",
        required=True,
    ),
    _column("domain", "The area, or total.", required=True),
    _column("from", "The wave; of a comparison, the earlier one."),
    _column("to", "The later wave of a comparison; empty for a single wave."),
)
STATISTICS = Resource(
    "statistics",
    "Every released number of every group, 1 on each line",
    (
        _column("level", "What kind of group it is.", required=True, enum=LEVELS),
        _column("unit", "Which group: see groups.csv.", required=True),
        *_VARIABLE,
        _column("statistic", "What the number is: see codebook.csv. Empty where withheld."),
        _column("value", "The number; of a verdict, its words. Empty where withheld."),
        _column("n", "People in the table; of participation, those invited.", "integer"),
        _column("status", "Whether it is shown.", required=True, enum=["released", "withheld"]),
    ),
    _refers("unit", "groups", "unit"),
)
GROUPS = Resource(
    "groups",
    "Every group that is shown",
    (
        _column("unit", "The group’s id.", required=True, unique=True),
        _column("level", "What kind of group it is.", required=True, enum=LEVELS),
        _column("title", "The group’s name.", required=True),
        _column("parent", "The larger group it belongs to. Empty for the whole programme."),
        _column("cohorts", "How many cohorts are in it.", "integer"),
        _column("page", "The page that shows it, in the folder results.", required=True),
    ),
    {"primaryKey": ["unit"], **_refers("parent", "", "unit")},
)
COHORTS = Resource(
    "places",
    "Every cohort, and the group that shows it",
    (
        _column("cohort", "The cohort’s id.", required=True, unique=True),
        _column("title", "The cohort’s name."),
        _column("organisation", "The organisation that it belongs to."),
        _column("region", "The organisation’s region."),
        _column("unit", "The group that shows its answers.", required=True),
    ),
    {"primaryKey": ["cohort"], **_refers("unit", "groups", "unit")},
)
CODEBOOK = Resource(
    "codebook",
    "What each line of statistics.csv means",
    (
        *(_column(one["name"], f"{one['description']} Empty: for all.") for one in _VARIABLE),
        _column("statistic", "The name in statistics.csv.", required=True),
        _column("question", "The question as it was asked, or its area."),
        _column("meaning", "What the number counts or is.", required=True),
        _column("codes", "The codes of the answers that it counts."),
        _column("people", "Whose answers count."),
    ),
)
RESOURCES = (STATISTICS, GROUPS, COHORTS, CODEBOOK)

#: What a statistic means wherever it stands; the first words say what kind of number it is.
MEANINGS = {
    "base": "People in the table. On open pages to the nearest 5.",
    "margin": "How far rounding may have moved a number of people. Open pages, from 30 people.",
    "verdict": "Of a change: higher, lower, no clear change or too few to say.",
    "invited": "People who were invited.",
    "before": "People who answered before.",
    "after": "People who answered after.",
    "both": "People who answered both before and after.",
}
#: What restricted readers get beside it.
EXACT_MEANINGS = {
    "median": "Median: the middle answer.",
    "quartile_low": "Median of the lower half of the answers (Tukey’s hinge).",
    "quartile_high": "Median of the upper half of the answers (Tukey’s hinge).",
    "median_from": "Median at the earlier wave.",
    "median_to": "Median at the later wave.",
    "higher_low": "Lower end of the 95% interval of the share who answered higher "
    "(Clopper-Pearson).",
    "higher_high": "Upper end of this interval.",
    "p_exact": "Exact two-sided p of the Wilcoxon signed-rank test.",
    "p_asymptotic": "p as the paper computed it: by an approximation for large groups.",
    "p_holm": "Exact p adjusted for all areas of its measure (Holm).",
    "rank_biserial": "Matched-pairs rank-biserial correlation, from -1 to 1.",
    "rank_biserial_low": "Lower end of its 95% interval.",
    "rank_biserial_high": "Upper end of its 95% interval.",
    "superiority": "Share who answered higher, counting half of those who answered the same.",
    "superiority_low": "Lower end of its 95% interval (Tango).",
    "superiority_high": "Upper end of its 95% interval (Tango).",
    "shift": "Hodges-Lehmann estimate of the typical change of a total.",
    "shift_low": "Lower end of its exact interval.",
    "shift_high": "Upper end of its exact interval.",
    "shift_level": "The level that this interval reaches.",
}
CHANGES = {
    "higher": "Answered higher at the later wave than at the earlier one.",
    "same": "Answered the same at both waves.",
    "lower": "Answered lower at the later wave than at the earlier one.",
}
