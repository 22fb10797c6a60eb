"""The same statistics once more, by other means: pandas, scipy and brute force.

Nothing of ``generator`` is imported here. Response files and definitions are
read as they lie on the disk, each person is a row of a data frame to the very
end, and every number is worked out from its definition:

- exact tests by multiplying out (1 + x^rank) over all people, as one big whole number;
- Holm's adjustment by its closed test: the Bonferroni test of every set of domains;
- Tango's limits by maximising the likelihood under each difference that is tried;
- omega by minimising the likelihood of a one-factor model with a general optimiser.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import scipy.optimize
import scipy.stats
import yaml

Key = tuple[str, str, str, str, str, str, str, str]
Lines = dict[Key, tuple[float, int]]
Values = tuple[int, ...]

GAPS = {
    "": "not_answered",
    "-97": "not_applicable",
    "-98": "preferred_not_to_say",
    "-99": "unreadable",
    "(no column)": "not_collected",
}


# ---- Files ----


@dataclass(frozen=True)
class Programme:
    """Definitions as YAML has them, and all rows of each form as text."""

    words: dict[str, Any]
    forms: dict[str, dict[str, Any]]
    rows: dict[str, pd.DataFrame]
    cohorts: pd.DataFrame

    def scale(self, name: str) -> dict[str, Any]:
        return next(s for s in self.words["scales"] if s["id"] == name)

    def measure(self, name: str) -> dict[str, Any]:
        return next(m for m in self.words["measures"] if m["id"] == name)

    @property
    def domains(self) -> list[str]:
        return [d["id"] for d in self.words["domains"]]


def read(folder: Path) -> Programme:
    """Read a programme's folder with its ``instruments`` and ``responses``."""
    texts = {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in (folder / "instruments").glob("*.yml")
    }
    words = texts.pop("programme")
    frames: dict[str, list[pd.DataFrame]] = {}
    for path in sorted((folder / "responses").rglob("*.csv")):
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        name = path.stem if path.stem == "cohorts" else frame["instrument"].iloc[0]
        frames.setdefault(name, []).append(frame)
    whole = {name: pd.concat(parts).fillna("(no column)") for name, parts in frames.items()}
    cohorts = whole.pop("cohorts")
    return Programme(words, texts, whole, cohorts)


@dataclass(frozen=True)
class Question:
    """One column of answers that is counted."""

    column: str
    measure: str
    domain: str
    codes: tuple[str, ...]
    apart: tuple[str, ...]
    ordered: bool
    number: bool = False


def questions(made: Programme, form: str) -> Iterator[Question]:
    for section in made.forms[form]["sections"]:
        for item in section["items"]:
            yield from _questions(made, item)


def _questions(made: Programme, item: Mapping[str, Any]) -> Iterator[Question]:
    if item["type"] in {"measure", "single"}:
        measure = made.measure(item["measure"])
        single = measure.get("items") == "single"
        for domain in ["total"] if single else made.domains:
            column = measure["id"] if single else f"{measure['id']}_{domain}"
            yield _scaled(made, measure["scale"], column, measure["id"], domain)
    elif item["type"] == "scale":
        yield _scaled(made, item["scale"], item["id"], item["id"], "total")
    elif item["type"] == "choice":
        codes = tuple(str(option["code"]) for option in item["options"])
        yield Question(item["id"], item["id"], "total", codes, (), ordered=False)
    elif item["type"] == "number":
        yield Question(item["id"], item["id"], "total", (), (), ordered=True, number=True)
    else:
        assert item["type"] in {"long_text", "text", "date", "note"}, item["type"]


def _scaled(made: Programme, scale: str, column: str, measure: str, domain: str) -> Question:
    found = made.scale(scale)
    codes = tuple(str(point["code"]) for point in found["points"])
    apart = tuple(str(point["code"]) for point in found["points"] if point.get("apart"))
    return Question(column, measure, domain, codes, apart, ordered=found.get("ordered", True))


# ---- Groups ----


def units(cohorts: pd.DataFrame) -> Iterator[tuple[str, str, list[str]]]:
    """Yield level, unit and cohort ids of every group."""
    yield "programme", "programme", list(cohorts["cohort"])
    for region, part in cohorts.groupby("region"):
        yield "region", str(region), list(part["cohort"])
    for organisation, part in cohorts.groupby("organisation"):
        yield "organisation", str(organisation), list(part["cohort"])
    for cohort in cohorts["cohort"]:
        yield "cohort", cohort, [cohort]


# ---- All lines of the analysis ----


def lines(made: Programme) -> Lines:
    """Return every line that ``mentoring analyse`` should write: (value, n) by its key."""
    found: Lines = {}
    compared = changes(made)
    of_these = cache(lambda *inside: list(_lines(made, compared, inside)))
    for level, unit, inside in units(made.cohorts):
        for key, value, n in of_these(*inside):
            whole = (level, unit, *key)
            assert whole not in found
            found[whole] = (float(value), int(n))
    return found


def _lines(made: Programme, compared: Iterable[Change], inside: Sequence[str]) -> Iterator[Line]:
    rows = {name: f[f["cohort"].isin(inside)] for name, f in made.rows.items()}
    yield from _flow(made, rows, made.cohorts[made.cohorts["cohort"].isin(inside)])
    yield from _waves(made, rows)
    for change in compared:
        yield from changed(made, change, inside)


Line = tuple[tuple[str, str, str, str, str, str], float, int]


def _flow(made: Programme, rows: dict[str, pd.DataFrame], listed: pd.DataFrame) -> Iterator[Line]:
    for role in ("mentor", "mentee"):
        invited = listed[f"invited_{role}s"].astype(int).sum()
        yield (role, "forms", "total", "", "", "invited"), invited, invited
    for name, frame in rows.items():
        form = made.forms[name]
        at = (form["role"], "forms", "total", form.get("wave", ""), "")
        yield (*at, "returned"), len(frame), len(frame)
        yield (*at, "answered"), len(_answering(made, name, frame)), len(frame)
    pairs = {(c["role"], c["from"], c["to"]) for c in made.words["comparisons"]}
    for role, before, after in sorted(pairs):
        names = [form_at(made, role, wave) for wave in (before, after)]
        if None in names:
            continue
        first, second = (
            _people(_answering(made, str(name), rows[str(name)])).index for name in names
        )
        both = len(first.intersection(second))
        yield (role, "forms", "total", before, after, "matched"), both, both


def form_at(made: Programme, role: str, wave: str) -> str | None:
    return next(
        (
            name
            for name in sorted(made.rows)
            if made.forms[name]["kind"] == "linked"
            and (made.forms[name]["role"], made.forms[name].get("wave")) == (role, wave)
        ),
        None,
    )


def _answering(made: Programme, name: str, frame: pd.DataFrame) -> pd.DataFrame:
    some = np.zeros(len(frame), dtype=bool)
    for asked in questions(made, name):
        if asked.column in frame:
            some |= ~np.isin(frame[asked.column].to_numpy(dtype=str), list(GAPS))
    return frame[some]


def _people(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that can be joined, by cohort and survey code."""
    linked = frame[~frame["respondent"].str.startswith("UNLINKED")]
    return linked.set_index(["cohort", "respondent"])


def _waves(made: Programme, rows: dict[str, pd.DataFrame]) -> Iterator[Line]:
    for name, frame in rows.items():
        form = made.forms[name]
        for asked in questions(made, name):
            at = (form["role"], asked.measure, asked.domain, form.get("wave", ""), "")
            yield from _one_question(at, asked, frame)
        for measure in made.words["measures"]:
            columns = [f"{measure['id']}_{domain}" for domain in made.domains]
            if any(q.column == columns[0] for q in questions(made, name)):
                at = (form["role"], measure["id"], "total", form.get("wave", ""), "")
                yield from _one_total(at, frame, columns)
                yield from _one_prorated(at, measure, frame, columns)


At = tuple[str, str, str, str, str]


def _one_question(at: At, asked: Question, frame: pd.DataFrame) -> Iterator[Line]:
    given = list(frame[asked.column]) if asked.column in frame else ["(no column)"] * len(frame)
    answers, count = [a for a in given if a not in GAPS], Counter(given)
    yield (*at, "n"), len(answers), len(answers)
    if asked.ordered:
        yield from _summary(at, [int(a) for a in answers if a not in asked.apart])
    if asked.number:
        return
    for code in asked.codes:
        yield (*at, f"count:{code}"), count[code], len(answers)
    for gap, word in GAPS.items():
        if count[gap]:
            yield (*at, word), count[gap], len(frame)


def _summary(at: At, values: Sequence[float]) -> Iterator[Line]:
    n = len(values)
    if n == 0:
        return
    ordered = sorted(values)
    half = math.ceil(n / 2)
    yield (*at, "median"), float(np.median(ordered)), n
    yield (*at, "quartile_low"), float(np.median(ordered[:half])), n
    yield (*at, "quartile_high"), float(np.median(ordered[-half:])), n
    yield (*at, "mean"), math.fsum(ordered) / n, n
    yield (*at, "minimum"), ordered[0], n
    yield (*at, "maximum"), ordered[-1], n


def scores_of(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the seven answers as numbers, missing where there is none."""
    numbers = {
        column: [math.nan if answer in GAPS else float(answer) for answer in frame[column]]
        if column in frame else math.nan
        for column in columns
    }  # fmt: skip
    return pd.DataFrame(numbers, index=frame.index, dtype=float)


def _one_total(at: At, frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[Line]:
    complete = scores_of(frame, columns).dropna()
    sums = [int(total) for total in complete.sum(axis=1)]
    yield (*at, "n"), len(sums), len(sums)
    yield from _summary(at, sums)
    for total in set(sums):
        yield (*at, f"count:{total}"), sums.count(total), len(sums)
    for name, value in (("alpha", alpha(complete)), ("omega", omega(complete))):
        if value is not None:
            yield (*at, name), value, len(sums)


def _one_prorated(
    at: At, measure: Mapping[str, Any], frame: pd.DataFrame, columns: Sequence[str]
) -> Iterator[Line]:
    enough = _enough(measure)
    if enough:
        at = (at[0], at[1], "total_prorated", *at[3:])
        sums = list(_prorated(scores_of(frame, columns), enough).dropna())
        yield (*at, "n"), len(sums), len(sums)
        yield from _summary(at, sums)


def _enough(measure: Mapping[str, Any]) -> int:
    rule = measure.get("missing", {})
    return int(rule["answered"]) if rule.get("rule") == "prorate" else 0


def _prorated(scores: pd.DataFrame, enough: int) -> pd.Series:
    return (7 * scores.mean(axis=1)).where(scores.notna().sum(axis=1) >= enough)


@dataclass(frozen=True)
class Change:
    """One comparison: for each domain and total, everybody with a score at both waves."""

    role: str
    measure: str
    waves: tuple[str, str]
    primary: bool
    pairs: dict[str, pd.DataFrame]


def changes(made: Programme) -> list[Change]:
    found = []
    for comparison in made.words["comparisons"]:
        role, measure = comparison["role"], made.measure(comparison["measure"])
        waves = (comparison["from"], comparison["to"])
        names = [form_at(made, role, wave) for wave in waves]
        if measure.get("items") == "single":
            pairs = {"total": _pairs(made, names, [measure["id"]])}
        else:
            columns = [f"{measure['id']}_{domain}" for domain in made.domains]
            pairs = {
                domain: _pairs(made, names, [column])
                for domain, column in zip(made.domains, columns, strict=True)
            }
            pairs["total"] = _pairs(made, names, columns)
            if _enough(measure) and None not in names:
                pairs["total_prorated"] = _pairs(made, names, columns, _enough(measure))
        found.append(
            Change(role, measure["id"], waves, primary=bool(comparison.get("primary")), pairs=pairs)
        )
    return found


def _pairs(
    made: Programme, names: Sequence[str | None], columns: Sequence[str], enough: int = 0
) -> pd.DataFrame:
    """Return cohort, before and after of each person with this score at both waves."""
    if None in names:
        return pd.DataFrame({"cohort": [], "before": [], "after": []})
    scores = [scores_of(_people(made.rows[str(name)]), columns) for name in names]
    sums = [
        _prorated(s, enough) if enough else s.sum(axis=1, min_count=len(columns)) for s in scores
    ]
    joined = pd.concat(sums, axis=1, join="inner", keys=["before", "after"])
    return joined.dropna().reset_index()


def changed(made: Programme, change: Change, inside: Sequence[str]) -> Iterator[Line]:
    pairs = {d: frame[frame["cohort"].isin(inside)] for d, frame in change.pairs.items()}
    family = [domain for domain in made.domains if domain in pairs]
    adjusted = closed_holm([exact_p([_steps(pairs[domain])]) for domain in family])
    for domain, frame in pairs.items():
        at = (change.role, change.measure, domain, *change.waves)
        one = _one_change(frame, summed=bool(family) and domain not in family)
        if domain in family:
            one["p_holm"] = adjusted[family.index(domain)]
        if len(inside) > 1:
            one["p_stratified"] = exact_p(_steps(part) for _, part in frame.groupby("cohort"))
        yield (*at, "n"), len(frame), len(frame)
        for statistic, value in one.items():
            if len(frame) and value is not None:
                yield (*at, statistic), value, len(frame)


def _steps(frame: pd.DataFrame) -> Values:
    """Return after minus before, in 420ths of a point so that prorated sums are whole."""
    return tuple(sorted(round(420 * d) for d in frame["after"] - frame["before"]))


def _one_change(frame: pd.DataFrame, *, summed: bool) -> dict[str, float | None]:
    d = _steps(frame)
    n, up, down = len(d), sum(s > 0 for s in d), sum(s < 0 for s in d)
    if n == 0:
        return {}
    interval = scipy.stats.binomtest(up, n).proportion_ci(0.95, method="exact")
    r = rank_biserial(d)
    error = math.sqrt((up + down) * (up + down + 1) * (2 * (up + down) + 1) / 6)
    limits = None
    if r is not None and abs(r) < 1 and up + down >= 10:
        half = 1.959963984540054 * error / ((up + down) * (up + down + 1) / 2)
        limits = [math.tanh(math.atanh(r) + sign * half) for sign in (-1, 1)]
    low, high = tango(up, down, n)
    found: dict[str, float | None] = {
        "median_from": float(frame["before"].median()),
        "median_to": float(frame["after"].median()),
        "higher": up,
        "same": n - up - down,
        "lower": down,
        "higher_low": interval.low,
        "higher_high": interval.high,
        "p_exact": exact_p([d]),
        "p_asymptotic": asymptotic_p(d),
        "rank_biserial": r,
        "rank_biserial_low": limits[0] if limits else None,
        "rank_biserial_high": limits[1] if limits else None,
        "superiority": (up + (n - up - down) / 2) / n,
        "superiority_low": (1 + low) / 2,
        "superiority_high": (1 + high) / 2,
    }
    return found | (shift(d) if summed else {})


# ---- Statistics ----


@cache
def _ways(ranks: Values) -> tuple[int, ...]:
    """Return in how many ways signs give each sum of the ups: one digit of a big number each."""
    width = len(ranks) // 8 + 1  # bytes; no count of ways is above 2^n
    product = 1
    for rank in ranks:
        product += product << (8 * width * rank)
    digits = product.to_bytes(width * (sum(ranks) + 1), "little")
    return tuple(
        int.from_bytes(digits[i : i + width], "little") for i in range(0, len(digits), width)
    )


def _doubled_ranks(steps: Values) -> list[tuple[int, bool]]:
    moved = [s for s in steps if s]
    ranks = scipy.stats.rankdata([abs(s) for s in moved]) if moved else []
    return [(round(2 * rank), s > 0) for rank, s in zip(ranks, moved, strict=True)]


def exact_p(strata: Iterable[Values]) -> float:
    """Two-sided exact p; ranks are given within each stratum."""
    ranked = [pair for steps in strata for pair in _doubled_ranks(steps)]
    if not ranked:
        return 1.0
    ways = _ways(tuple(sorted(rank for rank, _ in ranked)))
    plus = sum(rank for rank, up in ranked if up)
    least = min(plus, len(ways) - 1 - plus)
    return min(1.0, 2 * sum(ways[: least + 1]) / 2 ** len(ranked))


def asymptotic_p(steps: Values) -> float:
    if not any(steps):
        return 1.0
    found = scipy.stats.wilcoxon(steps, zero_method="wilcox", correction=False, method="asymptotic")
    return float(found.pvalue)


def closed_holm(ps: Sequence[float]) -> list[float]:
    """Return, for each, the largest Bonferroni p of any set of tests that holds it."""
    places = range(len(ps))
    sets = [one for size in range(1, len(ps) + 1) for one in combinations(places, size)]
    return [
        max(min(1.0, len(one) * min(ps[i] for i in one)) for one in sets if place in one)
        for place in places
    ]


def rank_biserial(steps: Values) -> float | None:
    ranked = _doubled_ranks(steps)
    whole = sum(rank for rank, _ in ranked)
    return sum(rank if up else -rank for rank, up in ranked) / whole if ranked else None


@cache
def tango(up: int, down: int, n: int) -> tuple[float, float]:
    """Limits of (up - down) / n where the score statistic is the 97.5 % point."""
    estimate = (up - down) / n

    def excess(difference: float) -> float:
        share = _likeliest_share(up, down, n, difference)
        variance = (2 * share + difference - difference**2) / n
        if variance <= 0:
            return -1.0 if estimate == difference else math.inf
        return abs(estimate - difference) / math.sqrt(variance) - 1.959963984540054

    return tuple(
        end
        if excess(end) <= 0
        else scipy.optimize.brentq(lambda d: min(excess(d), 1e6), estimate, end, xtol=1e-13)
        for end in (-1.0, 1.0)
    )  # type: ignore[return-value]


def _likeliest_share(up: int, down: int, n: int, difference: float) -> float:
    """Return the share of downs that is likeliest where ups are more by ``difference``."""
    least, most = max(0.0, -difference), (1 - difference) / 2
    same = n - up - down

    def slope(q: float) -> float:
        parts = ((up, q + difference), (down, q), (-2 * same, 1 - 2 * q - difference))
        return sum(
            (weight / part if part > 0 else math.copysign(math.inf, weight)) if weight else 0.0
            for weight, part in parts
        )

    for _ in range(60):
        middle = (least + most) / 2
        if slope(middle) > 0:
            least = middle
        else:
            most = middle
    return (least + most) / 2


def shift(steps: Values) -> dict[str, float | None]:
    """Hodges and Lehmann's shift in points, and its limits from the untied distribution."""
    n = len(steps)
    walsh = sorted((steps[i] + steps[j]) / 840 for i in range(n) for j in range(i, n))
    ways = _ways(tuple(range(1, n + 1)))
    place, below = 0, 0
    while 40 * (below + ways[place]) < 2**n:  # the 2.5 % quantile
        below += ways[place]
        place += 1
    if place == 0:
        place, below = 1, ways[0]
    return {
        "shift": float(np.median(walsh)),
        "shift_low": walsh[place - 1],
        "shift_high": walsh[len(walsh) - place],
        "shift_level": 1 - 2 * below / 2**n,
    }


def alpha(complete: pd.DataFrame) -> float | None:
    if len(complete) < 30 or complete.sum(axis=1).nunique() == 1:
        return None
    own, whole = complete.var().sum(), complete.sum(axis=1).var()
    return float(7 / 6 * (1 - own / whole))


def omega(complete: pd.DataFrame) -> float | None:
    if len(complete) < 30 or (complete.nunique() == 1).any():
        return None
    matrix = complete.corr().to_numpy()
    if np.linalg.eigvalsh(matrix)[0] < 1e-9:
        return None

    def misfit(parameters: np.ndarray) -> float:
        loads, own = parameters[:7], np.exp(parameters[7:])
        model = np.outer(loads, loads) + np.diag(own)
        _, log_size = np.linalg.slogdet(model)
        return float(log_size + np.trace(np.linalg.solve(model, matrix)))

    start = np.concatenate([np.full(7, 0.6), np.full(7, math.log(0.6))])
    best = scipy.optimize.minimize(
        misfit, start, method="L-BFGS-B",
        bounds=[(None, None)] * 7 + [(math.log(0.005), 0.5)] * 7,
        options={"maxiter": 5000, "maxfun": 200_000, "ftol": 1e-15, "gtol": 1e-9},
    )  # fmt: skip
    common = best.x[:7].sum() ** 2
    return float(common / (common + np.exp(best.x[7:]).sum()))
