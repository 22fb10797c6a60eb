"""Where a group's printed summary lies, and which groups have one.

On restricted pages every group that has a page of its own has a summary. On
open pages only the programme and its organisations have one: a nation has a
thousand cohorts, and a sheet of paper takes as long to make as its page.
"""

from __future__ import annotations

from generator.report.outline import Outline
from generator.report.view import ReleasedGroup

OPEN_LEVELS = frozenset({"programme", "organisation"})


def summary_address(shared: Outline, group: ReleasedGroup) -> str | None:
    """Return a summary's address within the results folder, or None where there is none."""
    if shared.shown_at(group).id != group.id:
        return None  # its people have the page of the group above it, and that page's summary
    if not shared.exact and group.level not in OPEN_LEVELS:
        return None
    return f"{shared.stems[group.id]}-summary.pdf"
