"""The state of a programme in one screen of text: counts, next steps, hurdles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from generator.definitions.programme import Programme, in_language
from generator.monitoring.blockers import Hurdle
from generator.monitoring.next_steps import Step
from generator.monitoring.status import Counts, Line, by_form
from generator.monitoring.waiting import gone_words, tables_in_words, waiting_words

#: A screen holds so many lines of each kind; the page holds all.
MOST = 8
NOT_INVITED = (
    "A dash means that the number invited is not known. Write it into the role's column of "
    "cohorts.csv."
)
COLUMNS = ("Invited", "Handed out", "Returned", "Still out", "Typed in", "To type in")


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that ``mentoring status`` tells, for one day.

    ``published`` is empty without answers; otherwise the last ``release``,
    ``invented``, ``new_tables``, ``waiting`` (people by cohort), ``gone`` and ``key``.
    ``named`` is the option that names the answers, where they are not the programme's own.
    """

    programme: Programme
    today: date
    lines: tuple[Line, ...]
    steps: tuple[Step, ...]
    hurdles: tuple[Hurdle, ...]
    published: Mapping[str, Any] = field(default_factory=dict)
    named: str = ""

    @property
    def logged(self) -> bool:
        """Whether the return log says anything."""
        return any(line.counts.issued or line.counts.returned for line in self.lines)


def figures(lines: Sequence[Line], *, logged: bool) -> tuple[str, ...]:
    """Return one form's figures over some cohorts, in the order of ``COLUMNS``.

    What cannot be known is a dash.
    """
    typed = lines[0].is_typed

    def total(number: Callable[[Line], int], is_known: bool) -> str:
        return f"{sum(map(number, lines)):,}" if is_known else "–"

    invited = invited_known(lines) and any(line.counts.invited for line in lines)
    return (
        total(lambda line: line.counts.invited or 0, invited),
        total(lambda line: line.counts.issued, logged),
        total(lambda line: line.counts.returned, logged),
        total(lambda line: line.counts.out, logged),
        total(lambda line: line.counts.typed, typed),
        total(lambda line: line.to_type, typed and logged),
    )


def never_typed(lines: Iterable[Line]) -> str:
    """Return how many of the forms that came back are not to be typed in; empty where none is."""
    total = sum((line.counts for line in lines if line.is_typed), Counts())
    counted = (
        (total.spoiled, "spoiled"),
        (total.set_aside, "set aside"),
        (total.withdrawn, "withdrawn"),
    )
    told = [f"{number:,} {word}" for number, word in counted if number]
    return f"Came back and not to be typed in: {', '.join(told)}." if told else ""


def invited_known(lines: Iterable[Line]) -> bool:
    """Say whether every cohort gives the number invited."""
    return all(line.counts.invited is not None for line in lines)


def screen(report: Report) -> str:
    """Return the report as lines of text."""
    parts = [_table(report), _steps(report), publication(report), _hurdles(report)]
    return "\n\n".join("\n".join(part) for part in parts if part)


def titles(report: Report) -> dict[str, str]:
    """Return each form's title by its id."""
    language = report.programme.languages[0]
    return {line.form.id: in_language(line.form.title, language) for line in report.lines}


def _table(report: Report) -> list[str]:
    if not report.lines:
        return ["There are no cohorts yet."]
    names = titles(report)
    logged = report.logged
    width = max((len(name) for name in names.values()), default=4)
    heads = "  ".join(f"{head:>10}" for head in COLUMNS)
    rows = [f"{'Form':<{width}}  {heads}"]
    for form, lines in by_form(report.lines).items():
        cells = figures(lines, logged=logged)
        rows.append(f"{names[form]:<{width}}  " + "  ".join(f"{cell:>10}" for cell in cells))
    if not invited_known(report.lines):
        rows.append(NOT_INVITED)
    if left := never_typed(report.lines):
        rows.append(left)
    if not logged:
        rows.append("No return_log.csv has a row yet, so nothing is known about paper forms.")
    return rows


def _steps(report: Report) -> list[str]:
    if not report.steps:
        return ["Next: nothing is waiting."]
    many = len({line.cohort.id for line in report.lines}) > 1
    return ["Next:", *_some(list(_step_lines(report.steps, report.today, many=many)))]


def _step_lines(steps: Iterable[Step], today: date, *, many: bool) -> Iterator[str]:
    for step in steps:
        where = _where(step.cohorts) if many and step.cohorts else ""
        yield f"- {step.what}{when(step, today)}{where}"


def when(step: Step, today: date) -> str:
    """Return by when, or in which days or weeks, a step is to be done; empty where any day will do.

    >>> when(Step("Meet.", (), date(2027, 6, 13), date(2027, 5, 17)), date(2027, 5, 1))
    ' From 17 May 2027 to 13 June 2027.'
    >>> when(Step("Remind.", (), date(2027, 3, 2)), date(2027, 3, 3))
    ' By 2 March 2027, which has passed.'
    """
    if step.by is None:
        return f" In the timeline: {step.weeks[0].lower()}{step.weeks[1:]}." if step.weeks else ""
    passed = ", which has passed" if step.late(today) else ""
    if step.since and step.since > today:
        return f" From {in_words(step.since)} to {in_words(step.by)}."
    return f" By {in_words(step.by)}{passed}."


def _where(cohorts: Sequence[str]) -> str:
    """Return which cohorts a step concerns.

    >>> _where(("a", "b")), _where(("a", "b", "c", "d", "e"))
    (' (a, b)', ' (5 cohorts)')
    """
    return f" ({', '.join(cohorts)})" if len(cohorts) <= 3 else f" ({len(cohorts):,} cohorts)"


def publication(report: Report) -> list[str]:
    """Return what is published, what a release would add today, and who would wait."""
    told = report.published
    if not told:
        return []
    if told["invented"]:
        return ["Every answer is invented, so the site shows them all. You do not need a release."]
    number, new = told["release"], told["new_tables"]
    lines = [f"Published: release {number}." if number else "Nothing has been released yet."]
    if new:
        lines.append(f"A release would add {tables_in_words(new)} today.")
    lines.extend(waiting_words(told["waiting"]))
    if not told["key"]:
        lines.append("Who waits cannot be known without the ledger's key.")
    lines.extend(gone_words(told["gone"]))
    return lines


def _hurdles(report: Report) -> list[str]:
    found, told = report.hurdles, report.published
    if not found:
        new = not told or (told["new_tables"] and not told["invented"])
        said = f"Nothing is in the way of a release: mentoring release{report.named}."
        return [said] if new else []
    lines = [f"- {one.what} {one.remedy}" for one in found]
    return [f"In the way of {obstructed(report)}:", *_some(lines)]


def obstructed(report: Report) -> str:
    """Return what the hurdles are in the way of: publication, or what follows a release."""
    return "the next release" if report.published.get("release") else "publication"


def _some(lines: list[str]) -> list[str]:
    rest = len(lines) - MOST
    return lines if rest <= 0 else [*lines[:MOST], f"- and {rest:,} more, on the page"]


def in_words(day: date) -> str:
    """Return a date as people write it.

    >>> in_words(date(2027, 3, 2))
    '2 March 2027'
    """
    return f"{day.day} {day:%B %Y}"


def as_json(report: Report) -> dict[str, Any]:
    """Return the report for scripts: counts by form and cohort, steps and hurdles."""
    return {
        "today": report.today.isoformat(),
        "forms": [
            {
                "instrument": line.form.id,
                "cohort": line.cohort.id,
                "invited": line.counts.invited,
                "issued": line.counts.issued,
                "returned": line.counts.returned,
                "spoiled": line.counts.spoiled,
                "set_aside": line.counts.set_aside,
                "withdrawn": line.counts.withdrawn,
                "missing": line.counts.out,
                "typed": line.counts.typed,
                "to_type": line.to_type,
            }
            for line in report.lines
        ],
        "next": [
            {
                "what": step.what,
                "from": step.since.isoformat() if step.since else None,
                "by": step.by.isoformat() if step.by else None,
                "cohorts": list(step.cohorts),
            }
            for step in report.steps
        ],
        "published": dict(report.published),
        "in_the_way": [{"what": one.what, "remedy": one.remedy} for one in report.hurdles],
    }
