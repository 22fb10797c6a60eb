"""Release notes: what each release published, and what it left as it was.

Dates are those of releases. Nothing here says when anybody answered, or whose
answers were new.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.disclosure.view import ReleaseNote
from generator.report.closing import day
from generator.report.notices import notices
from generator.report.outline import FOLDER, Outline
from generator.report.page import Block, Bullets, Heading, Link, Page, Paragraph, Words
from generator.report.quantities import number

ADDRESS = "releases.md"
PREVIEW = (
    "Nothing has been released yet. These pages are a preview for those who made them, and may "
    "still change."
)
WHY = (
    "Results are published in releases. What was published once is not changed for a handful of "
    "people, because the difference would show their answers: late forms wait until enough have "
    "come. Until then tables stay as they were."
)


def release_notes_page(shared: Outline) -> Page:
    """Return the page on all releases for this site's readers, the newest first."""
    blocks: list[Block] = [
        Heading(1, "Releases"),
        *notices(shared.release),
        Paragraph((WHY,)),
        *_state(shared),
        Paragraph((Link("All results", "index.md"), ".")),
    ]
    for note in reversed(shared.release.history):
        blocks += [Heading(2, title(note)), Bullets(tuple((said,) for said in said_of(note)))]
    return Page(
        f"{FOLDER}/{ADDRESS}",
        "Releases",
        "What each release of these results published, and what waits for the next.",
        tuple(blocks),
    )


def title(note: ReleaseNote) -> str:
    """Return a release's heading: its number among those for these readers, and its day."""
    return f"Release {note.order}, {day(note.date)}" if note.date else f"Release {note.order}"


def said_of(note: ReleaseNote) -> Iterator[str]:
    """Yield what a release published, in sentences."""
    cohorts = _many(note.cohorts, "cohort")
    if note.order == 1:
        yield f"The first release: {_many(note.groups, 'group')} of {cohorts}."
    else:
        new = f", {number(note.new_cohorts)} of them new" if note.new_cohorts else ""
        yield f"{_many(note.groups, 'group')} of {cohorts}{new}."
        yield from _groups(note)
    tables = f"{_many(note.new_tables, 'table')} published for the first time"
    repeated = f"; {number(note.repeated_tables)} stand as they were published before"
    yield f"{tables}{repeated if note.repeated_tables else ''}."
    yield f"No group of fewer than {number(note.minimum)} people is shown on its own."


def _groups(note: ReleaseNote) -> Iterator[str]:
    """Yield which groups came and went since the release before."""
    if note.new_groups:
        yield f"{_many(note.new_groups, 'group')} shown for the first time."
    if note.ended_groups:
        ended = _many(note.ended_groups, "group")
        yield f"{ended} no longer shown: the same cohorts are now in other groups."


def _many(count: int, noun: str) -> str:
    """Return a number with its noun.

    >>> _many(1, "group"), _many(1200, "table")
    ('1 group', '1,200 tables')
    """
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def _state(shared: Outline) -> Iterator[Block]:
    release = shared.release
    if not release.history:
        yield Paragraph((PREVIEW,))
    if not release.waiting:
        return
    waiting = [shared.shown_at(shared.groups[one]) for one in release.waiting]
    links: dict[str, Words] = {one.id: (Link(one.title, shared.address(one)),) for one in waiting}
    yield Paragraph(("Late forms or corrections wait in these groups:",))
    yield Bullets(tuple(links.values()))
