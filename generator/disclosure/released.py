"""What may be published: the only values that pages, charts and files accept.

Nothing in these types needs protecting any more. They are made in
``release`` and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from generator.survey.variables import Variable

Audience = Literal["open", "restricted"]
GroupLevel = Literal["programme", "region", "organisation", "cohort", "pool"]

#: The one wording for every gap; it never says which answer or rule caused it.
WITHHELD_WORDING = (
    "Not shown on its own, to protect confidentiality: "
    "fewer than the minimum, or a late batch is waiting."
)


@dataclass(frozen=True, slots=True)
class Withheld:
    """A table that is not shown."""

    variable: Variable
    wording: str = WITHHELD_WORDING


@dataclass(frozen=True, slots=True)
class Released:
    """A table that may be shown, and what may be said from it.

    ``counts`` are people in each of ``variable.categories`` and add to
    ``base``; on open pages both are multiples of 5. ``exact`` is True on
    restricted pages only. ``code_counts`` (every code of the scale) stand
    only where the rule leaves them. ``statistics`` holds further numbers by
    their name in the analysis output (``median``, ``median_from``,
    ``median_to``, ``quartile_low``, ``p_exact``, ``p_holm``,
    ``rank_biserial``, ``superiority`` ...), already coarsened where the
    audience asks for it. ``p_class`` is ``<0.001``, ``<0.01``, ``<0.05`` or
    ``not below 0.05``, and empty where no verdict may be given.
    """

    variable: Variable
    base: int
    counts: tuple[int, ...]
    exact: bool
    code_counts: tuple[int, ...] | None = None
    statistics: Mapping[str, float] = field(default_factory=dict)
    p_class: str = ""

    @property
    def percentages_allowed(self) -> bool:
        """True where shares may be given as percentages: 30 people and more, or exact tables."""
        return self.exact or self.base >= 30


@dataclass(frozen=True, slots=True)
class Flow:
    """How many people of one role were invited, and answered.

    Categories of ``counts``: answered at both waves of the primary
    comparison, at one of them, at neither. On restricted pages ``before`` and
    ``after`` give each wave exactly; on open pages they are None.
    """

    role: str
    invited: int
    counts: tuple[int, int, int]
    exact: bool
    before: int | None = None
    after: int | None = None
    returned: Mapping[str, int] = field(
        default_factory=dict
    )  # instrument -> forms, restricted only


@dataclass(frozen=True, slots=True)
class Gap:
    """Something of a session record that is not shown; ``title`` says what."""

    title: str
    wording: str = WITHHELD_WORDING


@dataclass(frozen=True, slots=True)
class SessionFigure:
    """A number that session records give, such as minutes, over a group's sessions.

    ``median`` and ``hinges`` (lower, upper) are rounded to multiples of 5, so
    that none tells one session's own number; there are no hinges of fewer than
    10 sessions. ``base`` is how many records give the number.
    """

    title: str
    unit: str
    base: int
    median: int
    hinges: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """What a group's session records say; restricted pages only. Its tables count sessions."""

    title: str
    returned: int
    figures: tuple[SessionFigure | Gap, ...]
    tables: tuple[Released | Withheld, ...]


@dataclass(frozen=True, slots=True)
class ReleasedGroup:
    """One group's page: who it is, and its tables by variable key.

    ``members`` are (cohort id, title) of the cohorts in it, ``parent`` the id
    of the group above ("" for the programme). ``id`` is unique over all
    groups and safe in a file name.
    """

    id: str
    level: GroupLevel
    title: str
    parent: str
    members: tuple[tuple[str, str], ...]
    flows: Mapping[str, Flow | Withheld]
    tables: Mapping[tuple[str, str, str, str, str], Released | Withheld]


@dataclass(frozen=True, slots=True)
class ListedCohort:
    """A cohort by its public names, whoever answered in it: one line of ``cohorts.csv``."""

    id: str
    title: str
    organisation: str
    region: str


@dataclass(frozen=True, slots=True)
class ReleaseNote:
    """What one release published. ``order`` counts an audience's releases from 1.

    A group is new, or ended, against the release before; a table is repeated
    where it stands as it was published earlier. ``date`` is the day of the
    release, never of an answer.
    """

    order: int
    number: int
    date: str
    minimum: int
    groups: int
    new_groups: int
    ended_groups: int
    cohorts: int
    new_cohorts: int
    new_tables: int
    repeated_tables: int


@dataclass(frozen=True, slots=True)
class Release:
    """Everything that one build may publish.

    ``groups`` start with the programme, parents before children. ``places``
    leads every cohort id to the id of the published group that it is shown in.
    ``made_on`` is the day of the build as an ISO date, or empty. ``sessions``
    leads a group's id to what its session records say; nothing on open pages.
    ``number`` is the last release for this audience, 0 before the first, and
    ``waiting`` the ids of groups where a late batch or a correction waits.
    ``listed`` names every cohort of the programme with its organisation and
    region, and ``history`` what each release for this audience published.
    """

    audience: Audience
    minimum: int
    invented: bool
    variables: tuple[Variable, ...]
    groups: tuple[ReleasedGroup, ...]
    places: Mapping[str, str]
    versions: Mapping[str, tuple[str, ...]]
    files: int
    skipped: int
    made_on: str = ""
    approved_by: str = ""
    reason: str = ""
    sessions: Mapping[str, tuple[SessionRecord | Gap, ...]] = field(default_factory=dict)
    number: int = 0
    waiting: tuple[str, ...] = ()
    listed: tuple[ListedCohort, ...] = ()
    history: tuple[ReleaseNote, ...] = ()
