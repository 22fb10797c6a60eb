"""The state of a programme: one screen of text, one private page, JSON for scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from generator.definitions.programme import Programme
from generator.definitions.templates import template
from generator.definitions.timeline import day_in_words
from generator.monitoring.blockers import Blocker, publication_words
from generator.monitoring.next_steps import Step
from generator.monitoring.status import Line, by_form
from generator.responses.return_log import COUNTS

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

    ``published`` is empty without answers; otherwise it is what ``publication_words`` takes.
    ``named`` is the option that names the answers, where they are not the programme's own.
    """

    programme: Programme
    today: date
    lines: tuple[Line, ...]
    steps: tuple[Step, ...]
    blockers: tuple[Blocker, ...]
    published: Mapping[str, Any] = field(default_factory=dict)
    named: str = ""

    @property
    def logged(self) -> bool:
        """Whether the return log says anything."""
        return any(line.issued or line.returned for line in self.lines)

    @property
    def titles(self) -> dict[str, str]:
        """Each form's title by its id."""
        return {line.form.id: self.programme.said(line.form.title) for line in self.lines}

    @property
    def blocked(self) -> str:
        """What the blockers are in the way of: publication, or what follows a release."""
        return "the next release" if self.published.get("release") else "publication"

    @property
    def together(self) -> list[tuple[str, tuple[str, ...]]]:
        """Each form's title with its figures over all cohorts."""
        names = self.titles
        return [
            (names[form], figures(lines, logged=self.logged))
            for form, lines in by_form(self.lines).items()
        ]


def figures(lines: Sequence[Line], *, logged: bool) -> tuple[str, ...]:
    """Return one form's figures over some cohorts, in the order of ``COLUMNS``.

    What cannot be known is a dash.
    """
    typed = lines[0].is_typed

    def total(number: Callable[[Line], int], is_known: bool) -> str:
        return f"{sum(map(number, lines)):,}" if is_known else "–"

    invited = _invited_known(lines) and any(line.invited for line in lines)
    return (
        total(lambda line: line.invited or 0, invited),
        total(lambda line: line.issued, logged),
        total(lambda line: line.returned, logged),
        total(lambda line: line.out, logged),
        total(lambda line: line.typed, typed),
        total(lambda line: line.to_type, typed and logged),
    )


def _never_typed(lines: Iterable[Line]) -> str:
    """Return how many of the forms that came back are not to be typed in; empty where none is."""
    typed = [line for line in lines if line.is_typed]
    counted = (
        (sum(line.spoiled for line in typed), "spoiled"),
        (sum(line.set_aside for line in typed), "set aside"),
        (sum(line.withdrawn for line in typed), "withdrawn"),
    )
    told = [f"{number:,} {word}" for number, word in counted if number]
    return f"Came back and not to be typed in: {', '.join(told)}." if told else ""


def _invited_known(lines: Iterable[Line]) -> bool:
    return all(line.invited is not None for line in lines)


# --- one screen ---------------------------------------------------------------------------


def screen(report: Report) -> str:
    """Return the report as lines of text."""
    parts = [_table(report), _steps(report), _published(report), _blockers(report)]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _table(report: Report) -> list[str]:
    if not report.lines:
        return ["There are no cohorts yet."]
    width = max(map(len, report.titles.values()))
    rows = [
        "  ".join([f"{name:<{width}}", *(f"{cell:>10}" for cell in cells)])
        for name, cells in [("Form", COLUMNS), *report.together]
    ]
    if not _invited_known(report.lines):
        rows.append(NOT_INVITED)
    if left := _never_typed(report.lines):
        rows.append(left)
    if not report.logged:
        rows.append("No return_log.csv has a row yet, so nothing is known about paper forms.")
    return rows


def _steps(report: Report) -> list[str]:
    if not report.steps:
        return ["Next: nothing is waiting."]
    many = len({line.cohort.id for line in report.lines}) > 1
    told = [
        f"- {step.what}{when(step, report.today)}{_where(step.cohorts) if many else ''}"
        for step in report.steps
    ]
    return ["Next:", *_some(told)]


def when(step: Step, today: date) -> str:
    """Return by when, or in which days or weeks, a step is to be done; empty where any day will do.

    >>> when(Step("Meet.", (), date(2027, 6, 13), date(2027, 5, 17)), date(2027, 5, 1))
    ' From 17 May 2027 to 13 June 2027.'
    >>> when(Step("Remind.", (), date(2027, 3, 2)), date(2027, 3, 3))
    ' By 2 March 2027, which has passed.'
    """
    if step.by is None:
        return f" In the timeline: {step.weeks[0].lower()}{step.weeks[1:]}." if step.weeks else ""
    passed = ", which has passed" if step.by < today else ""
    if step.since and step.since > today:
        return f" From {day_in_words(step.since)} to {day_in_words(step.by)}."
    return f" By {day_in_words(step.by)}{passed}."


def _where(cohorts: Sequence[str]) -> str:
    """Return which cohorts a step concerns.

    >>> _where(("a", "b")), _where(("a", "b", "c", "d", "e")), _where(())
    (' (a, b)', ' (5 cohorts)', '')
    """
    if len(cohorts) > 3:
        return f" ({len(cohorts):,} cohorts)"
    return f" ({', '.join(cohorts)})" if cohorts else ""


def _published(report: Report) -> list[str]:
    return list(publication_words(report.published)) if report.published else []


def _blockers(report: Report) -> list[str]:
    told = report.published
    if report.blockers:
        lines = [f"- {one.what} {one.remedy}" for one in report.blockers]
        return [f"In the way of {report.blocked}:", *_some(lines)]
    if not told or (told["new_tables"] and not told["invented"] and not told["refused"]):
        return [f"Nothing is in the way of a release: mentoring release{report.named}."]
    return []


def _some(lines: list[str]) -> list[str]:
    rest = len(lines) - MOST
    return lines if rest <= 0 else [*lines[:MOST], f"- and {rest:,} more, on the page"]


# --- the page, and the same for scripts ---------------------------------------------------


def page(report: Report) -> str:
    """Return the whole page, to open in a browser or to print."""
    names = report.titles
    cohorts: dict[str, tuple[str, list[tuple[str, tuple[str, ...]]]]] = {}
    for line in report.lines:
        _, rows = cohorts.setdefault(line.cohort.id, (line.cohort.title, []))
        if line.concerned:
            rows.append((names[line.form.id], figures([line], logged=report.logged)))
    return template("monitoring/page.html.j2").render(
        report=report,
        today=day_in_words(report.today),
        steps=[
            (step.what, when(step, report.today), [cohorts[one][0] for one in step.cohorts])
            for step in report.steps
        ],
        not_invited="" if _invited_known(report.lines) else NOT_INVITED,
        columns=COLUMNS,
        never_typed=_never_typed(report.lines),
        cohorts=cohorts.values() if len(cohorts) > 1 else (),
    )


def as_json(report: Report) -> dict[str, Any]:
    """Return the report for scripts: counts by form and cohort, steps and blockers."""
    return {
        "today": report.today.isoformat(),
        "forms": [
            {
                "instrument": line.form.id,
                "cohort": line.cohort.id,
                "invited": line.invited,
                **{name: getattr(line, name) for name in COUNTS},
                "missing": line.out,
                "typed": line.typed,
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
        "in_the_way": [one._asdict() for one in report.blockers],
    }
