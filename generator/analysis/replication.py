"""The published study, recomputed from invented answers.

The study's own data are not public. Answers were invented so that its printed
figures come out of them; here the same functions that serve every results page
work them out. The study's forms do not change, so they are read by their own
columns and not by a programme's definitions, which users may change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import sub

import numpy as np

from generator.analysis.signed_rank import asymptotic_p, exact_p
from generator.analysis.summary import frequencies, size, summarise

#: Rows of one form, as text by column.
Rows = Sequence[Mapping[str, str]]
#: What was worked out for one figure, by the name of the statistic.
Found = dict[str, float]

DOMAINS = (
    "technology", "clinical", "juniors", "time", "approachability", "strengths", "improvement",
)  # fmt: skip
#: The waves that could be a change's "before"; the study does not say which it is.
BASELINES = ("before_interview", "before_session")
#: Two other rules for quartiles, as numpy calls them: SPSS's default and linear interpolation.
OTHER_QUARTILES = {"weighted": "weibull", "linear": "linear"}

#: The answers that a printed count is about, where it is not "yes".
_COUNTED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "worries_change": {"none": ("0",), "lesser": ("1",)},
    "experience": {"count": ("4", "5")},
    "duration": {"count": ("3",)},
}


def recompute(
    figures: Iterable[Mapping[str, str]], answers: Mapping[str, Rows]
) -> dict[str, Found]:
    """Return what the invented answers give for each printed figure, by the figure's id.

    Parameters
    ----------
    figures
        Lines with id, role, measure, domain, from, to and statistic.
    answers
        The rows of each form by its id, and ``preferences``.

    Returns
    -------
    dict
        Of a pile of answers: n, median, quartile_low, quartile_high, maximum,
        and the quartiles by the other rules. Of a change: n, medians, higher,
        same, lower, p_asymptotic and p_exact; with ``id/wave`` for each wave
        that could be its beginning. Of a count: n and the counts.

    """
    found: dict[str, Found] = {}
    for figure in figures:
        name, statistic = figure["id"], figure["statistic"]
        if statistic.startswith("median ("):
            found[name] = _spread(_column(answers, figure, figure["from"]).values())
        elif statistic.endswith("p"):
            found[name] = _change(answers, figure, figure["from"])
            for wave in BASELINES:
                if f"{_role(figure)}_{wave}" in answers:
                    found[f"{name}/{wave}"] = _change(answers, figure, wave)
        elif figure["measure"] == "preferences":
            found[name] = _willing(answers["preferences"])
        else:
            found[name] = _counts(answers, figure)
    return found


def smallest_p(pairs: int) -> float:
    """Return the smallest exact p that so many pairs can give, all of them moving one way.

    >>> smallest_p(5), smallest_p(6)
    (0.0625, 0.03125)
    """
    return exact_p(((1, pairs),))


def _role(figure: Mapping[str, str]) -> str:
    """Return whose answers a change is about; ``both`` were asked, and mentors answered twice."""
    return "mentor" if figure["role"] == "both" else figure["role"]


def _column(answers: Mapping[str, Rows], figure: Mapping[str, str], wave: str) -> dict[str, int]:
    """Return each person's answer, or total of seven answers, at a wave."""
    role, measure, domain = _role(figure), figure["measure"], figure["domain"]
    rows = answers["session_record" if role == "pair" else f"{role}_{wave}"]
    seven = [f"{measure}_{name}" for name in DOMAINS]
    columns = seven if domain == "total" else [f"{measure}_{domain}"]
    if domain == "total" and seven[0] not in rows[0]:
        columns = [measure]
    return {row["respondent"]: sum(int(row[column]) for column in columns) for row in rows}


def _spread(values: Iterable[int]) -> Found:
    pile = list(values)
    found = summarise(frequencies(pile))
    if found is None:
        return {"n": 0}
    quartiles = {"quartile_low": found.quartile_low, "quartile_high": found.quartile_high}
    for name, rule in OTHER_QUARTILES.items():
        low, high = np.percentile(pile, [25, 75], method=rule)  # type: ignore[call-overload]
        quartiles |= {f"{name}_low": float(low), f"{name}_high": float(high)}
    return {"n": found.n, "median": found.median, "maximum": found.maximum, **quartiles}


def _change(answers: Mapping[str, Rows], figure: Mapping[str, str], from_: str) -> Found:
    before, after = (_column(answers, figure, wave) for wave in (from_, figure["to"]))
    both = sorted(before.keys() & after.keys())
    start, end = [before[who] for who in both], [after[who] for who in both]
    differences = frequencies(map(sub, end, start))
    found = {
        "n": float(size(differences)),
        "median_from": _spread(start)["median"],
        "median_to": _spread(end)["median"],
        "higher": sum(count for step, count in differences if step > 0),
        "same": sum(count for step, count in differences if step == 0),
        "lower": sum(count for step, count in differences if step < 0),
        "p_asymptotic": asymptotic_p(differences),
        "p_exact": exact_p(differences),
    }
    if figure["statistic"] == "p":  # the medians are not printed, but said to rise in each domain
        parts = [_change(answers, {**figure, "domain": d, "statistic": ""}, from_) for d in DOMAINS]
        found["domains_risen"] = sum(part["median_to"] > part["median_from"] for part in parts)
    return found


def _counts(answers: Mapping[str, Rows], figure: Mapping[str, str]) -> Found:
    """Return how many gave the answers that a count is about; ``both`` roles are put together."""
    roles = ("mentor", "mentee") if figure["role"] == "both" else (figure["role"],)
    given = [
        row[figure["measure"]] for role in roles for row in answers[f"{role}_{figure['from']}"]
    ]
    counted = _COUNTED.get(figure["measure"], {"count": ("yes",)})
    sums = {name: sum(answer in codes for answer in given) for name, codes in counted.items()}
    return {"n": len(given), **sums}


def _willing(preferences: Rows) -> Found:
    """Return how many mentors were willing for how many mentees, as ``willing_<mentees>``."""
    by_mentor: dict[str, int] = {}
    for row in preferences:
        by_mentor[row["mentor"]] = by_mentor.get(row["mentor"], 0) + (row["willing"] == "yes")
    mentors = frequencies(by_mentor.values())
    return {"n": len(by_mentor), **{f"willing_{mentees}": count for mentees, count in mentors}}
