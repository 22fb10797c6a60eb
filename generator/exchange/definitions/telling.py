"""What there is to tell of any survey: conditions in words, languages, the group, the code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.definitions.suggest import listed
from generator.definitions.words import names_of
from generator.exchange.definitions.survey import Condition, Survey


def in_words(survey: Survey, condition: Condition) -> str:
    """Return a condition in words, for whoever sets it by hand, in the first language."""
    earlier = condition.earlier
    labels = {answer.code: survey.said(answer.label) for answer in earlier.answers}
    subject = f"“{survey.said(earlier.text)}”"
    if condition.operator == "answered":
        return f"{subject} has any answer"
    if condition.kind == "one":
        wanted = " or ".join(f"“{labels[code]}”" for code in condition.codes)
        return f"the answer to {subject} is {wanted}"
    if condition.kind == "several":
        is_not = "not " if condition.operator == "is_not" else ""
        return f"“{labels[condition.value]}” is {is_not}ticked in {subject}"
    compared = {"is": "is", "is_not": "is not", "at_least": "is at least", "at_most": "is at most"}
    return f"the answer to {subject} {compared[condition.operator]} {condition.value}"


def short(text: str, most: int = 80) -> str:
    """Return the beginning of a long text.

    >>> short("a b c d e f", 6)
    'a b c…'
    """
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _said(tags: Iterable[str]) -> str:
    return listed(names_of(tag)[1] for tag in tags)


def told_of_all(survey: Survey, *, several_languages: bool = True) -> Iterator[str]:
    """Yield what is true for every tool: languages, the group, the heading of the code."""
    if survey.incomplete:
        yield (
            f"Left out, as the form is not yet whole in it: {_said(survey.incomplete)}. "
            "mentoring check lists what is missing."
        )
    others = survey.languages[1:]
    if others and not several_languages:
        yield f"The file is in {_said([survey.first])} alone. Add by hand: {_said(others)}."
    kept = survey.languages if several_languages else survey.languages[:1]
    drafts = [tag for tag in kept if tag in survey.drafts]
    if drafts:
        yield f"Checked by no translator yet, and a draft until then: {_said(drafts)}."
    english = [tag for tag in kept if survey.code and tag in survey.english_code]
    if english:
        yield f"The question for the survey code is in English; translate it into {_said(english)}."
    if not survey.cohorts:
        yield "Nobody is asked for the group: name it when you bring answers back."
    if not survey.code:
        yield "Nobody is asked for a survey code, as this form is not joined to others."
