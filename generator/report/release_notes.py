"""Release notes: what each release published.

Dates are those of releases. Nothing here says when anybody answered, or whose
answers were new.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.report.closing import day
from generator.report.notices import notices
from generator.report.outline import FOLDER, Outline
from generator.report.page import Block, Bullets, Heading, Link, Page, Paragraph
from generator.report.quantities import plural
from generator.report.view import ReleaseNote

ADDRESS = "releases.md"
NONE_YET = "Nothing has been released yet."
WHY = (
    "Results are published in releases. A group’s table never changes once it is published: a "
    "difference could show somebody’s answer. A later release adds groups of people who answered "
    "since, and adds up cohorts and larger places again."
)


def release_notes_page(shared: Outline) -> Page:
    """Return the page on all releases for this site's readers, the newest first."""
    history = shared.release.history
    blocks: list[Block] = [
        Heading(1, "Releases"),
        *notices(shared.release),
        Paragraph((WHY,)),
        *(() if history else (Paragraph((NONE_YET,)),)),
        Paragraph((Link("All results", "index.md"), ".")),
    ]
    for note in reversed(history):
        blocks += [Heading(2, title(note)), Bullets(tuple((said,) for said in said_of(note)))]
    return Page(
        f"{FOLDER}/{ADDRESS}", "Releases", "What each release of these results published.",
        tuple(blocks),
    )  # fmt: skip


def title(note: ReleaseNote) -> str:
    """Return a release's heading: its number and its day."""
    return f"Release {note.number}, {day(note.date)}" if note.date else f"Release {note.number}"


def said_of(note: ReleaseNote) -> Iterator[str]:
    """Yield what a release published, in sentences."""
    yield f"New: {plural(note.groups, 'group')} of {plural(note.cohorts, 'cohort')}."
    yield f"{plural(note.tables, 'table')} published."
