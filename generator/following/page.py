"""The state of a programme as one private page, to open in a browser or to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from generator.following.report import (
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
from generator.following.standing import Line, by_form
from generator.survey.site_policy import PRIVATE_STYLE, policy_meta

_STYLE = f"""{PRIVATE_STYLE}
table {{ border-collapse: collapse; width: 100%; margin: 1rem 0; }}
caption {{ text-align: left; font-weight: bold; padding: 0.5rem 0; }}
th, td {{ text-align: right; padding: 0.35rem 0.5rem; border-bottom: 1px solid #aeb7bd; }}
th:first-child, td:first-child {{ text-align: left; }}
thead th {{ border-bottom: 2px solid #4c6272; vertical-align: bottom; }}
.wide {{ overflow-x: auto; }}
"""
_PRIVATE = (
    "For the organiser and the data holder only. These are counts of forms, never of people. "
    "In a small cohort even a count can tell who has not answered: do not put this page on a "
    "site, and ask nobody about it."
)


def page(report: Report) -> str:
    """Return the whole page."""
    body = Markup("\n").join(
        [
            Markup("<h1>Where the programme stands</h1>"),
            Markup("<p>{}</p>").format(f"On {in_words(report.today)}."),
            Markup('<p class="private">{}</p>').format(_PRIVATE),
            *_steps(report),
            *_hurdles(report),
            *_forms(report),
        ]
    )
    title = "Where the programme stands"
    return (
        f'<!doctype html>\n<html lang="en-GB">\n<head>\n{policy_meta(_STYLE)}\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _steps(report: Report) -> Iterator[Markup]:
    yield Markup("<h2>What to do next</h2>")
    if not report.steps:
        yield Markup("<p>Nothing is waiting.</p>")
        return
    names = {line.cohort.id: line.cohort.title for line in report.lines}
    items = []
    for step in report.steps:
        where = f" {'; '.join(names[cohort] for cohort in step.cohorts)}." if step.cohorts else ""
        items.append(
            Markup("<li>{}<strong>{}</strong>{}</li>").format(
                step.what, when(step, report.today), where
            )
        )
    yield Markup("<ol>{}</ol>").format(Markup("\n").join(items))


def _hurdles(report: Report) -> Iterator[Markup]:
    yield Markup("<h2>What is in the way of {}</h2>").format(obstructed(report))
    if not report.hurdles:
        yield Markup("<p>Nothing.</p>")
        return
    items = [Markup("<li>{} {}</li>").format(one.what, one.remedy) for one in report.hurdles]
    yield Markup("<ul>{}</ul>").format(Markup("\n").join(items))


def _forms(report: Report) -> Iterator[Markup]:
    if not report.lines:
        return
    yield Markup("<h2>Forms</h2>")
    if not report.logged:
        yield Markup("<p>{}</p>").format(
            "No return_log.csv has a row yet, so nothing is known about paper forms. "
            "A dash means not known."
        )
    if not invited_known(report.lines):
        yield Markup("<p>{}</p>").format(NOT_INVITED)
    names = titles(report)
    rows = [
        (names[form], figures(lines, logged=report.logged))
        for form, lines in by_form(report.lines).items()
    ]
    yield _table("All cohorts together", "Form", rows)
    if left := never_typed(report.lines):
        yield Markup("<p>{}</p>").format(left)
    cohorts: dict[str, list[Line]] = {}
    for line in report.lines:
        cohorts.setdefault(line.cohort.id, []).append(line)
    for lines in cohorts.values() if len(cohorts) > 1 else ():
        mine = [
            (names[x.form.id], figures([x], logged=report.logged)) for x in lines if x.concerned
        ]
        yield _table(lines[0].cohort.title, "Form", mine)


def _table(caption: str, first: str, rows: Sequence[tuple[str, Sequence[str]]]) -> Markup:
    heads = Markup("").join(Markup('<th scope="col">{}</th>').format(h) for h in (first, *COLUMNS))
    lines = [
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            name, Markup("").join(Markup("<td>{}</td>").format(cell) for cell in cells)
        )
        for name, cells in rows
    ]
    return Markup(
        '<div class="wide" tabindex="0" role="region" aria-label="{}"><table><caption>{}</caption>'
        "<thead><tr>{}</tr></thead>\n<tbody>{}</tbody></table></div>"
    ).format(escape(caption), caption, heads, Markup("\n").join(lines))
