"""Invented programmes of any shape, with releases of them for both audiences.

Scales have 3 to 21 points, some with an answer apart; there are 3 to 12 areas,
measures that are compared and measures that are not, and tables that are
withheld. Titles hold no digits, so that every digit on a page is a number.
Exact tables are counted from people drawn one by one; open ones are drawn as
published cells, or as sums of these.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

import scipy.stats

from generator.definitions.instrument import Instrument
from generator.definitions.programme import TOTAL, Programme
from generator.definitions.variables import Variable, variables
from generator.disclosure.released import ABSENT
from generator.disclosure.rule import LARGE_FROM, Audience
from generator.disclosure.verdict import exact_verdict, open_verdict
from generator.report.view import Flow, Release, ReleasedGroup, Shown, Withheld
from generator.responses.themes import Category, Themes, theme_variables
from tests.report import releases

EARLY, BEFORE, AFTER = "early", "before", "after"
AREAS = (
    "Tea", "Cake", "Milk", "Cups", "Talk", "Songs", "Jokes", "Bread", "Games", "Walks", "Books",
    "Rest",
)  # fmt: skip
APART = 99
WHY = "Not shown here: fewer than 5 people returned this form."
BOOK = (Category("time", "Not enough time"), Category("rank", "Rank", "Power."), Category("x", "X"))
STAGES = {("mentor", BEFORE): (), ("mentor", AFTER): (), ("mentee", AFTER): ()}


@dataclass(frozen=True)
class Invention:
    """A programme, its variables, and one release of it."""

    programme: Programme
    release: Release


def invention(seed: int, audience: Audience) -> Invention:
    """Return a programme with a release; the same for the same seed."""
    rng = random.Random(f"{seed} {audience}")
    made, forms = _programme(rng)
    known = (*variables(made, forms), *theme_variables(made, Themes(BOOK, STAGES)))  # type: ignore[arg-type]
    if audience == "open":
        known = tuple(v for v in known if v.open)
    sizes = [rng.choice((6, 11, 14, 29, 30, 31, 64, 700)) for _ in range(rng.randint(1, 4))]
    if audience == "restricted":
        sizes = [rng.choice((1, 3, 5, 6, 9, 30, 47, 300)) for _ in sizes]
    groups = tuple(_groups(made, known, sizes, audience, rng))
    release = replace(releases.release(groups, audience, known=known), invented=rng.random() < 0.5)
    return Invention(made, release)


def _programme(rng: random.Random) -> tuple[Programme, tuple[Instrument, ...]]:
    points = rng.choice((3, 4, 5, 7, 11, 21))
    first = rng.choice((0, 1))
    codes = list(range(first, first + points))
    scales = [_scale("main", codes, rng), _scale("other", codes[:20], rng, apart=True)]
    areas = [
        {"id": title.lower(), "title": title, "phrases": {"mentor": title, "mentee": title}}
        for title in AREAS[: rng.choice((3, 7, 12))]
    ]
    stems = {"mentor": "How sure are you?", "mentee": "How sure do you feel?"}
    measures = [
        {"id": "sureness", "title": "Sureness", "scale": "main", "stems": stems},
        {"id": "grasp", "title": "Grasp of the role", "scale": "main", "items": "single",
         "stems": stems},
        {"id": "views", "title": "NHS views", "scale": "other", "items": "single", "stems": stems},
    ]  # fmt: skip
    rng.shuffle(measures)
    asked = [(role, str(m["id"])) for role in ("mentor", "mentee") for m in measures]
    pairs = [
        {"role": role, "measure": measure, "from": BEFORE, "to": AFTER, "primary": True}
        for role, measure in asked
        if rng.random() < 0.7
    ]
    pairs += [
        {"role": role, "measure": measure, "from": EARLY, "to": AFTER}
        for role, measure in asked
        if role == "mentor" and rng.random() < 0.3
    ]
    made = Programme.model_validate(
        {
            "id": "odd",
            "version": "1.0.0",
            "title": "Odd programme",
            "domains": areas,
            "roles": [
                {"id": "mentor", "title": "Mentor", "plural": "Mentors"},
                {"id": "mentee", "title": "Mentee", "plural": "{mentees}"},
            ],
            "waves": [
                {"id": EARLY, "title": "Before the walk", "phrase": "before the walk"},
                {"id": BEFORE, "title": "Before the NHS talk", "phrase": "before the NHS talk"},
                {"id": AFTER, "title": "After the NHS talk", "phrase": "after the NHS talk"},
            ],
            "scales": scales,
            "measures": measures,
            "comparisons": pairs,
        }
    )
    waves = {"mentor": (EARLY, BEFORE, AFTER), "mentee": (BEFORE, AFTER)}
    forms = tuple(_form(role, wave, asked) for role, at in waves.items() for wave in at)
    return made, forms


def _scale(
    name: str, codes: Sequence[int], rng: random.Random, *, apart: bool = False
) -> dict[str, object]:
    cuts = sorted(rng.sample(range(1, len(codes)), rng.choice((1, 2))))
    parts = [codes[a:b] for a, b in zip([0, *cuts], [*cuts, len(codes)], strict=True)]
    if apart:
        parts = [codes[: cuts[0]], codes[cuts[0] :], [APART]]
    names = ("Low", "Middle", "High") if len(parts) == 3 and not apart else ("Low", "High", "Who?")
    return {
        "id": name,
        "title": name.capitalize(),
        "summed": not apart,
        "points": [
            *({"code": code, "label": f"Step {chr(97 + n)}"} for n, code in enumerate(codes)),
            *([{"code": APART, "label": "Cannot say", "apart": True}] if apart else []),
        ],
        "bands": [
            {"id": words.lower().strip("?"), "label": words, "codes": part}
            for words, part in zip(names, parts, strict=False)
        ],
    }


def _form(role: str, wave: str, asked: Sequence[tuple[str, str]]) -> Instrument:
    measures = [measure for own, measure in asked if own == role]
    items: list[dict[str, object]] = [
        {"type": "measure" if measure == "sureness" else "single", "measure": measure}
        for measure in measures
    ]
    for name in ("useful", "enough"):
        options = [{"code": c, "label": c.capitalize()} for c in ("yes", "unsure", "no")]
        text = f"Was the tea {name}?"
        items.append({"id": name, "type": "choice", "text": text, "options": options})
    items.append({"id": "sure", "type": "scale", "scale": "other", "text": "Was the cake good?"})
    return Instrument.model_validate(
        {
            "id": f"{role}_{wave}",
            "version": "1.0.0",
            "title": f"A {role}, {wave}",
            "kind": "linked",
            "role": role,
            "wave": wave,
            "minutes": 3,
            "purpose": "To learn.",
            "when": "Then.",
            "sections": [{"id": "main", "title": "Main", "items": items}],
        }
    )


def _groups(
    made: Programme,
    known: tuple[Variable, ...],
    sizes: Sequence[int],
    audience: Audience,
    rng: random.Random,
) -> Iterator[ReleasedGroup]:
    members = [(f"c{n}", f"Ward {chr(65 + n)}") for n in range(len(sizes))]
    yield _group(made, known, sum(sizes) + 3, audience, rng, ("odd", "programme", "", members))
    inside = members[:-1] or members
    whole = sum(sizes[: len(inside)])
    yield _group(made, known, whole, audience, rng, ("trust", "organisation", "odd", inside))
    for size, member in zip(sizes, members, strict=True):
        parent = "trust" if member in inside else "odd"
        yield _group(made, known, size, audience, rng, (member[0], "cohort", parent, [member]))


def _group(
    made: Programme,
    known: tuple[Variable, ...],
    people: int,
    audience: Audience,
    rng: random.Random,
    place: tuple[str, str, str, list[tuple[str, str]]],
) -> ReleasedGroup:
    identity, level, parent, members = place
    exact = audience == "restricted"
    absent = WHY if exact else ABSENT
    gone = rng.choice((0.0, 0.0, 0.1, 0.6, 1.0))
    found: dict[tuple[str, str, str, str, str], Shown | Withheld] = {}
    crowds: dict[tuple[str, str], _Crowd] = {}
    for v in known:
        if not exact and v.kind != "theme" and v.domain != TOTAL and people < LARGE_FROM:
            continue
        drawn = _exact(v, people, crowds, made, rng) if exact else _open(v, people, rng)
        found[v.key] = Withheld(v, absent) if rng.random() < gone else drawn
    title = "Odd programme" if level == "programme" else members[0][1]
    title = "Tea trust" if level == "organisation" else title
    return ReleasedGroup(
        identity, level, title, parent, tuple(members),  # type: ignore[arg-type]
        {role: _flow(role, people, rng, exact=exact) for role in ("mentor", "mentee")}, found,
    )  # fmt: skip


def _flow(role: str, people: int, rng: random.Random, *, exact: bool) -> Flow:
    before, after = people + rng.randint(0, 9), people + rng.randint(0, 4)
    if rng.random() < 0.2:
        return Flow(None, before, after, people, exact=exact)
    if rng.random() < 0.1:
        return Flow(people, None, None, None, exact=exact)
    return Flow(max(before, after) + rng.randint(0, 5), before, after, people, exact=exact)


# --- open tables: published cells, or sums of them -------------------------------------------


def _open(variable: Variable, people: int, rng: random.Random) -> Shown:
    missing = random.Random(f"{people} {variable.role} {variable.measure} {variable.domain}")
    base = max(6, people - missing.choice((0, 0, 1, 2)))  # one for before, after and change
    whole = 5 * (base // 5)
    weights = [rng.random() ** rng.choice((1, 6)) + 0.01 for _ in variable.categories]
    step = 5 if base < LARGE_FROM else 1
    drawn = Counter(rng.choices(range(len(weights)), weights, k=whole // step))
    cells = [step * drawn[place] * base / whole for place in range(len(weights))]
    counts = tuple(round(cell) for cell in cells)
    verdict = ""
    if variable.kind == "change":
        verdict = open_verdict(cells[0], cells[2], base, [(5, base, whole)])
    return Shown(variable, base, counts, False, verdict, 5 * base / whole)


# --- exact tables: counted from people -------------------------------------------------------


@dataclass(frozen=True)
class _Crowd:
    """What each person answered: by area (or the one item), early, before and after."""

    answers: Mapping[str, Sequence[tuple[int, int, int]]]


def _crowd(role: str, measure: str, made: Programme, people: int, rng: random.Random) -> _Crowd:
    found = next(m for m in made.measures if m.id == measure)
    scale = next(s for s in made.scales if s.id == found.scale)
    codes = [int(point.code) for point in scale.points if not point.apart]
    apart = [APART] if any(point.apart for point in scale.points) else []
    moves = rng.choice(((-2, -1, 0), (-1, 0, 1), (0, 1, 3), (0, 0, 0), (-3, 0, 0, 3)))
    areas = [d.id for d in made.domains] if found.items != "single" else [TOTAL]

    def one() -> tuple[int, int, int]:
        before = rng.choice(codes)
        after = min(codes[-1], max(codes[0], before + rng.choice(moves)))
        said = [rng.choice(codes), before, after]
        if apart and rng.random() < 0.3:
            said[rng.choice((1, 2))] = APART
        return said[0], said[1], said[2]

    return _Crowd({area: [one() for _ in range(people)] for area in areas})


def _exact(
    variable: Variable,
    people: int,
    crowds: dict[tuple[str, str], _Crowd],
    made: Programme,
    rng: random.Random,
) -> Shown:
    if variable.kind in ("question", "theme"):
        if variable.kind == "theme":
            mentioned, base = rng.randint(0, people), people
            return Shown(variable, base, (mentioned, base - mentioned), True)
        return _wave(variable, rng.choices(variable.codes, k=rng.randint(1, people)), middle=False)
    own = (variable.role, variable.measure)
    if own not in crowds:
        crowds[own] = _crowd(*own, made, people, rng)
    answers = crowds[own].answers
    lines = [answers[variable.domain]] if variable.domain in answers else list(answers.values())
    sums = [tuple(map(sum, zip(*person, strict=True))) for person in zip(*lines, strict=True)]
    wave = {EARLY: 0, BEFORE: 1, AFTER: 2}
    if variable.kind == "change":
        pairs = [(s[wave[variable.from_]], s[wave[variable.to]]) for s in sums]
        return _change(variable, [pair for pair in pairs if APART not in pair])
    return _wave(variable, [s[wave[variable.from_]] for s in sums])


def _wave(variable: Variable, given: Sequence[int | str], *, middle: bool = True) -> Shown:
    codes = Counter(map(str, given))
    counts = tuple(sum(codes[code] for code in c.codes) for c in variable.categories)
    ranked = [int(answer) for answer in given if middle and str(answer) not in variable.apart]
    ranked.sort()
    known = {}
    if ranked:
        half = (len(ranked) + 1) // 2
        known = {"median": _middle(ranked), "quartile_low": _middle(ranked[:half]),
                 "quartile_high": _middle(ranked[-half:])}  # fmt: skip
    every = tuple(codes[code] for code in variable.codes) if len(variable.codes) < 12 else None
    return Shown(variable, len(given), counts, True, code_counts=every, statistics=known)


def _change(variable: Variable, pairs: Sequence[tuple[int, int]]) -> Shown:
    higher, lower = sum(a < b for a, b in pairs), sum(a > b for a, b in pairs)
    counts = (higher, len(pairs) - higher - lower, lower)
    known: dict[str, float] = {}
    p = balance = None
    if pairs:
        known = {"median_from": _middle(a for a, _ in pairs),
                 "median_to": _middle(b for _, b in pairs)}  # fmt: skip
    if higher + lower:
        p = float(scipy.stats.binomtest(higher, higher + lower).pvalue)
        balance = (higher - lower) / (higher + lower)
        known |= {"p_exact": p, "p_asymptotic": 0.9 * p, "rank_biserial": balance}
    verdict = exact_verdict(p, balance, higher + lower)
    return Shown(variable, len(pairs), counts, True, verdict, statistics=known)


def _middle(values: Iterable[int]) -> float:
    return float(median(values))
