"""The codebook of the released numbers: what each line of ``statistics.csv`` means.

One line for each statistic of each variable, in the words of the question, and
one for each statistic that means the same wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.definitions.programme import TOTAL, in_language
from generator.definitions.variables import Category, Variable
from generator.report.outline import Outline
from generator.report.statistics_csv import MIDDLE
from generator.report.view import Shown

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

Line = tuple[str, ...]


def codebook_lines(shared: Outline) -> Iterator[Line]:
    """Yield the codebook's lines: every variable of the release, then what is common to all."""
    tables = [t for group in shared.release.groups for t in group.tables.values()]
    coded = {t.variable.key for t in tables if isinstance(t, Shown) and t.code_counts is not None}
    for variable in shared.release.variables:
        yield from _variable(shared, variable, coded=variable.key in coded)
    yield from _numbers(shared)
    for statistic, meaning in meanings(shared).items():
        yield ("", "", "", "", "", statistic, "", meaning, "", "")


def _numbers(shared: Outline) -> Iterator[Line]:
    """Yield a line for each statistic of the questions that are answered by a number."""
    asked = dict.fromkeys(one.question for group in shared.release.groups for one in group.numbers)
    for one in asked:
        unit = f" In {one.unit}." if one.unit else ""
        people = f"{shared.people(one.role)} who answered {shared.when(one.wave)}"
        for name in MIDDLE:
            meaning = f"{EXACT_MEANINGS[name]}{unit}"
            yield (one.role, one.item, TOTAL, one.wave, "", name, one.title, meaning, "", people)


def meanings(shared: Outline) -> dict[str, str]:
    """Return what statistics mean wherever they stand, for a release's readers."""
    return MEANINGS | EXACT_MEANINGS if shared.exact else MEANINGS


def _variable(shared: Outline, variable: Variable, *, coded: bool) -> Iterator[Line]:
    question, people = _question(shared, variable), _people(shared, variable)
    for category in variable.categories:
        meaning = CHANGES.get(category.id, category.label) if variable.to else category.label
        yield (*variable.key, category.id, question, meaning, _codes(category), people)
    if not coded:
        return
    for code, label in zip(variable.codes, variable.labels, strict=True):
        yield (*variable.key, f"count:{code}", question, label, code, people)


def _question(shared: Outline, variable: Variable) -> str:
    """Return a question in full: a measure's stem with the area that it is asked of."""
    for measure in shared.programme.measures:
        if variable.kind != "question" and measure.id == variable.measure:
            stem = measure.stems.get(variable.role)
            words = in_language(stem, shared.language) if stem is not None else variable.title
            asked = variable.title if variable.domain != TOTAL else ""
            return f"{words} {asked}".strip()
    return f"{variable.title}: {variable.meaning}" if variable.meaning else variable.title


def _codes(category: Category) -> str:
    """Return a category's codes; a run of whole numbers by its ends.

    >>> _codes(Category("low", "", ("7", "8", "9"))), _codes(Category("yes", "", ("yes",)))
    ('7 to 9', 'yes')
    """
    codes = category.codes
    if len(codes) > 2 and all(code.isdecimal() for code in codes):
        numbers = [int(code) for code in codes]
        if numbers == list(range(numbers[0], numbers[-1] + 1)):
            return f"{numbers[0]} to {numbers[-1]}"
    return " ".join(codes)


def _people(shared: Outline, variable: Variable) -> str:
    """Return whose answers a variable counts."""
    when = [shared.when(wave) for wave in variable.population]
    if variable.kind == "theme":
        return f"{shared.people(variable.role)} who returned the form {when[0]}"
    if len(when) == 1:
        return f"{shared.people(variable.role)} who answered {when[0]}"
    return f"{shared.people(variable.role)} who answered both {when[0]} and {when[1]}"
