"""Where a group's sheet of paper lies, and which groups have one: all that have a page.

In a very large open release only places have a sheet, and cohorts have none:
typesetting takes about 30 ms a sheet, so that 1,200 keep two processors busy
for 18 seconds.
"""

from __future__ import annotations

from generator.report.outline import Outline
from generator.report.view import ReleasedGroup

#: An open release of more groups has sheets for its places only.
MOST = 1_200
PLACES = frozenset({"programme", "region", "organisation"})


def summary_address(shared: Outline, group: ReleasedGroup) -> str | None:
    """Return a sheet's address within the results folder, or None where there is none."""
    if shared.shown_at(group).id != group.id:
        return None  # its people have the page of the group above it, and that page's sheet
    if not shared.exact and len(shared.groups) > MOST and group.level not in PLACES:
        return None
    return f"{shared.stems[group.id]}-summary.pdf"
