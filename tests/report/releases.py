"""Releases made by hand: a small programme, and groups of any size for both audiences.

Counts of open tables are any whole numbers, as sums of published cells are:
whatever prints them must round them to the nearest 5.
"""

from __future__ import annotations

import random
from dataclasses import replace

import scipy.stats

from generator.definitions.programme import Programme
from generator.definitions.variables import CHANGE_CATEGORIES, Category, NumberQuestion, Variable
from generator.disclosure.rule import LARGE_FROM, Audience
from generator.disclosure.verdict import Verdict, exact_verdict, open_verdict
from generator.report.view import (
    Flow,
    ListedCohort,
    Number,
    Release,
    ReleasedGroup,
    ReleaseNote,
    Shown,
)

BEFORE, AFTER, EARLIER = "before_session", "after_session", "before_interview"
DOMAINS = ("Technology", "Clinical", "Juniors", "Time", "Approach", "Strengths", "Improvement")
WORDS = ("Not at all", "Slightly", "Moderately", "Very", "Extremely")


def programme() -> Programme:
    """Return a programme with one measure of seven, one of one item, and one question."""

    def scale(name: str) -> dict[str, object]:
        return {
            "id": name,
            "title": name.capitalize(),
            "points": [{"code": i + 1, "label": f"{w} {name}"} for i, w in enumerate(WORDS)],
            "bands": [
                {"id": "low", "label": f"Not at all or slightly {name}", "codes": [1, 2]},
                {"id": "middle", "label": f"Moderately {name}", "codes": [3]},
                {"id": "high", "label": f"Very or extremely {name}", "codes": [4, 5]},
            ],
        }

    return Programme.model_validate(
        {
            "id": "tiny",
            "version": "1.0.0",
            "title": "Tiny programme",
            "domains": [
                {"id": d.lower(), "title": d, "phrases": {"mentor": d, "mentee": d}}
                for d in DOMAINS
            ],
            "roles": [
                {"id": "mentor", "title": "Mentor", "plural": "Mentors"},
                {"id": "mentee", "title": "Mentee", "plural": "Mentees"},
                {"id": "pair", "title": "Pair", "plural": "Pairs", "people": False},
            ],
            "waves": [
                {"id": EARLIER, "title": "Before the interview", "phrase": "before the interview"},
                {"id": BEFORE, "title": "Before the session", "phrase": "before the session"},
                {"id": AFTER, "title": "After the session", "phrase": "after the session"},
            ],
            "scales": [scale("confident"), scale("well")],
            "measures": [
                {
                    "id": "confidence",
                    "title": "Confidence in giving feedback",
                    "scale": "confident",
                    "stems": {"mentor": "How confident are you about…"},
                },
                {
                    "id": "understanding",
                    "title": "Understanding of the role",
                    "scale": "well",
                    "items": "single",
                    "stems": {"mentor": "How well do you understand the role?"},
                },
            ],
        }
    )


def bands(name: str) -> tuple[Category, ...]:
    return (
        Category("low", f"Not at all or slightly {name}", ("1", "2")),
        Category("middle", f"Moderately {name}", ("3",)),
        Category("high", f"Very or extremely {name}", ("4", "5")),
    )


def variables() -> tuple[Variable, ...]:
    """Return the programme's variables, as ``definitions.variables`` would make them."""
    found: list[Variable] = []
    codes = tuple("12345")
    for wave in (EARLIER, BEFORE, AFTER):
        population = (wave,) if wave == EARLIER else (BEFORE, AFTER)
        for d in DOMAINS:
            labels = tuple(f"{w} confident" for w in WORDS)
            found.append(
                Variable("wave", "mentor", "confidence", d.lower(), wave, "", d, population,
                         codes, labels, bands("confident"), primary=wave != EARLIER)
            )  # fmt: skip
        sums = tuple(str(total) for total in range(7, 36))
        totals = (
            Category("low", "7 to 17: on average below “moderately confident”", sums[:11]),
            Category("middle", "18 to 24: about “moderately confident” on average", sums[11:18]),
            Category("high", "25 to 35: on average above “moderately confident”", sums[18:]),
        )
        found.append(
            Variable("wave", "mentor", "confidence", "total", wave, "", "Confidence", population,
                     sums, sums, totals, primary=wave != EARLIER)
        )  # fmt: skip
    for wave in (BEFORE, AFTER):
        labels = tuple(f"{w} well" for w in WORDS)
        found.append(
            Variable("wave", "mentor", "understanding", "total", wave, "", "Understanding",
                     (BEFORE, AFTER), codes, labels, bands("well"), primary=True)
        )  # fmt: skip
    for measure, lines in (("confidence", [*map(str.lower, DOMAINS), "total"]),
                           ("understanding", ["total"])):  # fmt: skip
        found.extend(
            Variable("change", "mentor", measure, line, BEFORE, AFTER, line, (BEFORE, AFTER),
                     (), (), CHANGE_CATEGORIES, primary=True)
            for line in lines
        )  # fmt: skip
    found += [question(), setting()]
    return tuple(found)


def question() -> Variable:
    """Return one unordered question of the mentees."""
    answers = (("yes", "Yes"), ("unsure", "Unsure"), ("no", "No"))
    return Variable(
        "question", "mentee", "change_practice", "total", AFTER, "",
        "Will you change anything in your practice?", (AFTER,),
        tuple(code for code, _ in answers), tuple(label for _, label in answers),
        tuple(Category(code, label, (code,)) for code, label in answers), ordered=False,
    )  # fmt: skip


def setting() -> Variable:
    """Return one question of the session record."""
    return replace(question(), role="pair", measure="setting", title="Did you meet in person?")


MINUTES = NumberQuestion("pair", AFTER, "session_record", "minutes", "How long?", "minutes")


def shown(
    variable: Variable,
    counts: tuple[int, ...],
    audience: Audience = "open",
    verdict: str | None = None,
) -> Shown:
    """Return a table of counts as that audience may see it; a change with a verdict."""
    base, exact = sum(counts), audience == "restricted"
    if variable.kind != "change":
        verdict = ""
    elif verdict is None:
        verdict = judged(counts, exact=exact)
    whole = 5 * (base // 5)
    margin = 0.0 if exact or not whole else 5 * base / whole
    return Shown(variable, base, counts, exact, verdict, margin)


def judged(counts: tuple[int, ...], *, exact: bool) -> Verdict:
    """Return the verdict on higher, same and lower: by a sign test where they are exact."""
    higher, _, lower = counts
    base = sum(counts)
    if not exact:
        return open_verdict(higher, lower, base, [(5, base, max(5, 5 * (base // 5)))])
    if not higher + lower:
        return exact_verdict(None, None, 0)
    p = float(scipy.stats.binomtest(higher, higher + lower).pvalue)
    return exact_verdict(p, (higher - lower) / (higher + lower), higher + lower)


#: What a restricted change carries beside its counts.
EXACT = {
    "median_from": 3.0, "median_to": 4.0, "p_exact": 0.031, "p_holm": 0.22, "p_asymptotic": 0.027,
    "rank_biserial": 0.71, "rank_biserial_low": 0.2, "rank_biserial_high": 0.9,
    "superiority": 0.8, "superiority_low": 0.5, "superiority_high": 0.95,
    "higher_low": 0.4, "higher_high": 0.9,
}  # fmt: skip
SHIFT = {"shift": 3.0, "shift_low": -1.0, "shift_high": 5.0, "shift_level": 0.9375}


def random_table(variable: Variable, people: int, audience: Audience, rng: random.Random) -> Shown:
    """Return an invented table, with what restricted readers get beside it."""
    late = variable.from_ == AFTER or variable.kind == "change"
    weights = (4, 2, 1) if variable.kind == "change" else ((1, 2, 3) if late else (3, 2, 1))
    picks = rng.choices(
        range(len(variable.categories)), weights[: len(variable.categories)], k=people
    )
    counts = tuple(picks.count(i) for i in range(len(variable.categories)))
    table = shown(variable, counts, audience)
    if audience == "open":
        return table
    if variable.kind == "change":
        total = SHIFT if variable.domain == "total" else {}
        if variable.measure == "confidence" and total:
            total = {**total, "median_from": 21.0, "median_to": 24.5}
        return replace(table, statistics={**EXACT, **total})
    codes = len(variable.codes)
    if codes == len(counts):
        return replace(table, code_counts=counts)
    if codes == 5:
        split = (counts[0], 0, counts[1], counts[2], 0)
        middle = {"median": 3.0, "quartile_low": 2.0, "quartile_high": 4.0}
        return replace(table, code_counts=split, statistics=middle)
    return table


def known_to(known: tuple[Variable, ...], people: int, audience: Audience) -> tuple[Variable, ...]:
    """Return the questions that a group has tables of: no domains of few people on open pages."""
    if audience == "restricted":
        return known
    return tuple(
        v for v in known if v.role != "pair" and (v.domain == "total" or people >= LARGE_FROM)
    )


def group(
    people: int,
    audience: Audience = "open",
    identity: str = "A",
    level: str = "cohort",
    parent: str = "",
    members: tuple[tuple[str, str], ...] = (),
    title: str = "",
    seed: int = 1,
    known: tuple[Variable, ...] | None = None,
) -> ReleasedGroup:
    """Return a group of so many people in each role."""
    rng = random.Random(seed)
    known = variables() if known is None else known
    flows = {
        role: Flow(
            people + people // 3, people + people // 5, people, people,
            audience == "restricted",
        )
        for role in ("mentor", "mentee")
    }  # fmt: skip
    minutes = (Number(MINUTES, people, 45.0, (30.0, 62.5)),) if audience == "restricted" else ()
    return ReleasedGroup(
        id=identity,
        level=level,  # type: ignore[arg-type]
        title=title or f"Cohort {identity}",
        parent=parent,
        members=members or ((identity, title or f"Cohort {identity}"),),
        flows=flows,
        tables={
            v.key: random_table(v, people, audience, rng) for v in known_to(known, people, audience)
        },
        numbers=minutes,
    )


def release(
    groups: tuple[ReleasedGroup, ...],
    audience: Audience = "open",
    places: dict[str, str] | None = None,
    known: tuple[Variable, ...] | None = None,
) -> Release:
    """Return a release of groups; cohorts are placed where the last group holds them."""
    found = {cohort: g.id for g in groups for cohort, _ in g.members}
    return Release(
        audience=audience,
        minimum=11 if audience == "open" else 5,
        invented=True,
        variables=variables() if known is None else known,
        groups=groups,
        places=places or found,
        skipped=0,
        made_on="2026-03-09",
        listed=listed(groups),
        number=1 if audience == "open" else 0,
        history=(ReleaseNote(1, "2026-02-01", 6, 5, 120),) if audience == "open" else (),
        readers=("A. Khan", "B. Osei") if audience == "restricted" else (),
    )


def listed(groups: tuple[ReleasedGroup, ...]) -> tuple[ListedCohort, ...]:
    """Return the groups' cohorts, each with the organisation and region above it."""
    titles: dict[str, dict[str, str]] = {}
    for g in groups:
        for cohort, title in g.members:
            own = titles.setdefault(cohort, {"title": title})
            if g.level in ("organisation", "region"):
                own[g.level] = g.title
    return tuple(
        ListedCohort(cohort, own["title"], own.get("organisation", ""), own.get("region", ""))
        for cohort, own in sorted(titles.items())
    )


def trust(sizes: tuple[int, ...], audience: Audience = "open", seed: int = 1) -> Release:
    """Return a programme with two organisations: one of the sizes given, one with a pool."""
    cohorts = [(f"C{i + 1}", f"Cohort {i + 1}") for i in range(len(sizes))]
    pooled = (("P1", "Cohort P1"), ("P2", "Cohort P2"))
    whole = sum(sizes)
    places = [
        (0, whole + 30, "tiny", "programme", "", (*cohorts, *pooled), "Tiny programme"),
        (1, whole, "north", "organisation", "tiny", tuple(cohorts), "North Hospital"),
        (2, 30, "south", "organisation", "tiny", (*pooled, ("P3", "Cohort P3")), "South Hospital"),
        *(
            (3 + n, sizes[n], own[0], "cohort", "north", (own,), own[1])
            for n, own in enumerate(cohorts)
        ),
        (90, 15, "pool-1", "pool", "south", pooled, "Cohorts P1 and P2 together"),
        (91, 15, "P3", "cohort", "south", (("P3", "Cohort P3"),), "Cohort P3"),
    ]
    groups = (group(people, audience, *place, seed=seed + n) for n, people, *place in places)
    return release(tuple(groups), audience)
