"""The state of a programme as one private page, to open in a browser or to print."""

from __future__ import annotations

from generator.definitions.templates import template
from generator.monitoring.report import (
    COLUMNS,
    NOT_INVITED,
    Report,
    figures,
    in_words,
    invited_known,
    never_typed,
    obstructed,
    titles,
    when,
)
from generator.monitoring.status import by_form


def page(report: Report) -> str:
    """Return the whole page."""
    names, logged = titles(report), report.logged
    cohorts: dict[str, tuple[str, list[tuple[str, tuple[str, ...]]]]] = {}
    for line in report.lines:
        _, rows = cohorts.setdefault(line.cohort.id, (line.cohort.title, []))
        if line.concerned:
            rows.append((names[line.form.id], figures([line], logged=logged)))
    return template("monitoring/page.html.j2").render(
        today=in_words(report.today),
        steps=[
            (step.what, when(step, report.today), [cohorts[one][0] for one in step.cohorts])
            for step in report.steps
        ],
        obstructed=obstructed(report),
        hurdles=report.hurdles,
        logged=logged,
        not_invited="" if invited_known(report.lines) else NOT_INVITED,
        columns=COLUMNS,
        together=[
            (names[form], figures(lines, logged=logged))
            for form, lines in by_form(report.lines).items()
        ],
        never_typed=never_typed(report.lines),
        cohorts=cohorts.values() if len(cohorts) > 1 else (),
    )
