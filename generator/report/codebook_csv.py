"""The codebook of the released numbers: what each line of ``statistics.csv`` means.

One line for each statistic of each variable, in the words of the question, and
one for each statistic that means the same wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.disclosure.rule import MOST_CODES
from generator.report.outline import Outline
from generator.survey.programme import in_language
from generator.survey.variables import Category, Variable

#: What a statistic means wherever it stands; the first words say what kind of number it is.
MEANINGS = {
    "base": "People in the table. Rounded to 5 on open pages.",
    "median": "Median: the middle answer.",
    "quartile_low": "Median of the lower half of the answers (Tukey’s hinge).",
    "quartile_high": "Median of the upper half of the answers (Tukey’s hinge).",
    "median_from": "Median at the earlier wave.",
    "median_to": "Median at the later wave.",
    "p_class": "Class of the p of a Wilcoxon signed-rank test, or the verdict of a sign test on "
    "the rounded counts: <0.001, <0.01, <0.05 or not below 0.05.",
    "p_exact": "Exact two-sided p of the Wilcoxon signed-rank test. Restricted pages only.",
    "p_asymptotic": "p by the approximation that the published study used. Restricted pages only.",
    "p_holm": "Exact p adjusted for the seven areas (Holm). Restricted pages only.",
    "p_stratified": "Exact p with ranks kept within each of the groups below this one that are "
    "shown. Restricted pages only.",
    "rank_biserial": "Matched-pairs rank-biserial correlation, from -1 to 1.",
    "superiority": "Share who answered higher, counting half of those who answered the same.",
    "superiority_low": "Lower end of its 95% interval (Tango). Restricted pages only.",
    "superiority_high": "Upper end of its 95% interval (Tango). Restricted pages only.",
    "shift": "Hodges-Lehmann estimate of the typical change of a total. Restricted pages only.",
    "shift_low": "Lower end of its exact interval. Restricted pages only.",
    "shift_high": "Upper end of its exact interval. Restricted pages only.",
    "shift_level": "The level that this interval reaches. Restricted pages only.",
    "invited": "People who were invited.",
    "before": "People who answered before. Restricted pages only.",
    "after": "People who answered after. Restricted pages only.",
    "both": "People who answered both before and after.",
    "one": "People who answered at one of these times.",
    "neither": "People who answered at neither time.",
    "returned:<form>": "Forms of one kind that came back. Restricted pages only.",
}
CHANGES = {
    "improved": "Answered higher at the later wave than at the earlier one.",
    "same": "Answered the same at both waves.",
    "worse": "Answered lower at the later wave than at the earlier one.",
}

Line = tuple[str, ...]


def codebook_lines(shared: Outline) -> Iterator[Line]:
    """Yield the codebook's lines: every variable of the release, then what is common to all."""
    for variable in shared.release.variables:
        yield from _variable(shared, variable)
    for statistic, meaning in MEANINGS.items():
        yield ("", "", "", "", "", statistic, "", meaning, "", "")


def _variable(shared: Outline, variable: Variable) -> Iterator[Line]:
    question, people = _question(shared, variable), _people(shared, variable)
    for category in variable.categories:
        meaning = CHANGES.get(category.id, category.label) if variable.to else category.label
        yield (*variable.key, category.id, question, meaning, _codes(category), people)
    if variable.to or len(variable.codes) > MOST_CODES:
        return
    for code, label in zip(variable.codes, variable.labels, strict=True):
        yield (*variable.key, f"count:{code}", question, label, code, people)


def _question(shared: Outline, variable: Variable) -> str:
    """Return a question in full: a measure's stem with the area that it is asked of."""
    for measure in shared.programme.measures:
        if variable.kind != "question" and measure.id == variable.measure:
            stem = measure.stems.get(variable.role)
            words = in_language(stem, shared.language) if stem is not None else variable.title
            asked = variable.title if variable.domain != "total" else ""
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
