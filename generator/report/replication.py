"""The page that sets the published study's figures beside their recomputation.

The study's data are not public: answers were invented so that its figures come
out of them. That is why this page, alone of all, is not made from released
tables: there is nobody to protect. Here are its tables; what it says about
them stands in ``templates/replication.txt.j2``, as plain statements of what is
printed, what arithmetic allows, and what nobody can know from print.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.disclosure.verdict import TESTABLE
from generator.report.page import DataTable, Heading, Notice, Page, Row, prose
from generator.report.quantities import decimal

ADDRESS, TITLE = "published-study.md", "The published study, recomputed"
DESCRIPTION = (
    "The figures that the feasibility study prints, beside what invented answers give: the exact "
    "p values, and what does not fit together."
)

#: What readers call each figure, by its id.
NAMES: Mapping[str, str] = {
    "understanding-baseline": "Understanding of the role (1 to 5)",
    "importance-baseline": "Importance of feedback (7 to 35)",
    "confidence-baseline": "Confidence (7 to 35)",
    "ability-baseline": "Ability (7 to 35)",
    "session-minutes": "Length of the session, minutes",
    "confidence-change": "Mentors’ confidence, all 7 areas",
    "clinical-change": "Mentors’ confidence, clinical practice",
    "improvement-change": "Mentors’ confidence, areas for improvement",
    "understanding-change": "Mentors’ understanding of the role",
    "awareness-change": "Mentees’ awareness, all 7 areas",
    "importance-change": "Importance, all 7 areas",
    "worries-mentor": "Mentors with worries at the start",
    "worries-mentee": "Mentees with worries before the session",
    "worries-mentee-after": "Mentees’ worries, looking back",
    "experience": "The session was good or excellent",
    "duration": "The session was about the right length",
    "change-practice": "Mentees who will change something",
    "appraisal": "Mentees who would have it in appraisal",
    "willing-all": "Mentors, by how many of 5 mentees they would take",
}

#: A figure that contradicts another one: shown, and never counted as met.
DOUBTFUL = frozenset({"importance-change"})

#: The waves from which a change could have been counted, and what they are called.
BASELINES: Mapping[str, str] = {
    "before_interview": "before the interview",
    "before_session": "before the session",
}

#: What stands below the tables of changes and of medians.
CHANGE_NOTE = (
    "Higher/same/lower: people whose later answer is higher than, the same as or lower than their "
    "earlier one. For mentees’ awareness the study prints no medians, but says that they rose in "
    "every area; here they rise in all 7."
)
SPREAD_NOTE = (
    "The last 2 rules are applied to the same invented answers. Only the hinges give what is "
    "printed in every line."
)
INVENTED = (
    "Every answer behind this page was made up, so that the study’s printed figures come out. "
    "It says nothing new about any real person."
)

Values = Mapping[str, float]
Found = Mapping[str, Values]


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as the study prints it."""

    id: str
    statistic: str
    text: str

    @property
    def kind(self) -> str:
        """``spread``, ``change`` or ``count``: which table it stands in."""
        if self.statistic.startswith("median ("):
            return "spread"
        return "change" if self.statistic in {"medians and p", "p"} else "count"


def published_page(printed: Sequence[Printed], found: Found, smallest: Mapping[int, float]) -> Page:
    """Return the page.

    Parameters
    ----------
    printed
        The study's figures, in order. Their ids are those of ``NAMES``.
    found
        What the invented answers give, by the figure's id; and by ``id/wave``
        for each wave from which a change could have been counted.
    smallest
        The smallest exact p, by the number of people whose answers changed.

    """
    spreads, changes, counts = (
        [figure for figure in printed if figure.kind == kind]
        for kind in ("spread", "change", "count")
    )
    tables = {
        "changes": _changes(changes, found),
        "smallest": _smallest(smallest),
        "spreads": _spreads(spreads, found),
        "counts": _counts(counts, found),
        "baselines": _baselines(changes, found),
    }
    said = prose(
        "replication",
        tables,
        every=len(printed),
        fitting=sum(_fits(figure, found[figure.id]) == "Yes" for figure in printed),
        confidence_p=f"{found['confidence-change']['p_exact']:.4g}",
        baseline=decimal(found["importance-baseline"]["median"]),
        before=decimal(found["importance-change"]["median_from"]),
    )
    invented = Notice("invented", "Invented data", INVENTED)
    return Page(ADDRESS, TITLE, DESCRIPTION, (Heading(1, TITLE), invented, *said))


def recomputed(figure: Printed, values: Values) -> str:
    """Return what was worked out, written as the study writes it.

    >>> recomputed(Printed("x", "medians and p", "23 and 29, p=0.043"),
    ...            {"median_from": 23, "median_to": 29, "p_asymptotic": 0.0431144})
    '23 and 29, p=0.043'
    """
    if figure.kind == "spread":
        return _spread_text(figure, values)
    if figure.kind == "count":
        return _count_text(figure, values)
    places = len(figure.text.rpartition(".")[2])
    p = f"p={values['p_asymptotic']:.{places}f}"
    if figure.statistic == "p":
        return p
    kept = 1 if ".0 and" in figure.text else 0
    return f"{values['median_from']:.{kept}f} and {values['median_to']:.{kept}f}, {p}"


def _spread_text(figure: Printed, values: Values) -> str:
    kept = 1 if ".0-" in figure.text else 0
    ends = "-".join(f"{values[f'quartile_{end}']:.{kept}f}" for end in ("low", "high"))
    longest = f", longest {values['maximum']:.0f}" if "longest" in figure.text else ""
    return f"{decimal(values['median'])} ({ends}){longest}"


def _count_text(figure: Printed, values: Values) -> str:
    n = f"{values['n']:.0f}"
    if "none" in values:
        return f"none {values['none']:.0f} of {n}, lesser {values['lesser']:.0f} of {n}"
    if "willing_5" in values:
        all5, four, three = (f"{values[f'willing_{many}']:.0f}" for many in (5, 4, 3))
        return f"{all5} willing for all 5 mentees, {four} for 4, {three} for 3"
    if figure.text.startswith("all ") and values["count"] == values["n"]:
        return figure.text
    return f"{values['count']:.0f} of {n}"


def _fits(figure: Printed, values: Values) -> str:
    if figure.id in DOUBTFUL:
        return "In doubt"
    return "Yes" if recomputed(figure, values) == figure.text else "No"


def _both(figure: Printed, values: Values) -> tuple[str, str]:
    """Return a figure as it is printed, and as it was worked out."""
    return readable(figure.text), readable(recomputed(figure, values))


def _changes(changes: Sequence[Printed], found: Found) -> DataTable:
    rows = []
    for figure in changes:
        values = found[figure.id]
        ways = "/".join(f"{values[way]:.0f}" for way in ("higher", "same", "lower"))
        cells = (*_both(figure, values), f"{values['p_exact']:.4g}", ways, _fits(figure, values))
        rows.append(Row((NAMES[figure.id],), cells))
    columns = (
        *("What was asked", "In print", "Recomputed as the study did"),
        *("Exact p", "Higher/same/lower", "Do they fit?"),
    )
    return DataTable("Medians before and after, and p", columns, tuple(rows), 1, (CHANGE_NOTE,))


def _smallest(smallest: Mapping[int, float]) -> DataTable:
    return DataTable(
        "The smallest p that an exact test can give, when everybody who changed moved one way",
        ("People whose answers changed", "Smallest exact p", "Can it be below 0.05?"),
        tuple(
            Row((str(people),), (f"{p:.4g}", "Yes" if people >= TESTABLE else "No"))
            for people, p in sorted(smallest.items())
        ),
    )


def _spreads(spreads: Sequence[Printed], found: Found) -> DataTable:
    rows = []
    for figure in spreads:
        values = found[figure.id]
        others = (
            f"{values[f'{rule}_low']:.4g} to {values[f'{rule}_high']:.4g}"
            for rule in ("weighted", "linear")
        )
        rows.append(Row((NAMES[figure.id],), (*_both(figure, values), *others)))
    columns = (
        *("What was asked", "In print", "Recomputed (hinges)"),
        *("SPSS’s default rule", "Linear interpolation"),
    )
    caption = "Medians with quartiles of 6 mentors and 5 sessions, and quartiles by 2 other rules"
    return DataTable(caption, columns, tuple(rows), 1, (SPREAD_NOTE,))


def _counts(counts: Sequence[Printed], found: Found) -> DataTable:
    rows = tuple(
        Row((NAMES[one.id],), (*_both(one, found[one.id]), _fits(one, found[one.id])))
        for one in counts
    )
    columns = ("What was asked", "In print", "Recomputed", "Do they fit?")
    return DataTable("Counts of people", columns, rows)


def _baselines(changes: Sequence[Printed], found: Found) -> DataTable:
    """Return the changes of mentors from either of the two waves that could be meant."""
    rows = []
    for figure in changes:
        both = [found.get(f"{figure.id}/{wave}") for wave in BASELINES]
        for place, (wave, values) in enumerate(zip(BASELINES.values(), both, strict=True)):
            if values is not None and None not in both:
                medians = f"{decimal(values['median_from'])} and {decimal(values['median_to'])}"
                p = (f"{values['p_asymptotic']:.3f}", f"{values['p_exact']:.4g}")
                spans = 0 if place else len(both)
                rows.append(Row((NAMES[figure.id], f"From {wave}"), (medians, *p), spans))
    return DataTable(
        "Mentors’ changes to after the session, counted from either earlier form",
        ("What was asked", "Counted", "Medians", "p as the study computed it", "Exact p"),
        tuple(rows),
        header_columns=2,
    )


def readable(printed: str) -> str:
    """Return printed figures with ranges and p in words that can be read aloud.

    >>> readable("30.5 (27.0-32.0)"), readable("23 and 29, p=0.043")
    ('30.5 (27.0 to 32.0)', '23 and 29, p = 0.043')
    """
    shorter = printed.replace(" willing for all 5 mentees", " for all 5")
    return shorter.replace("-", " to ").replace("p=", "p = ")
