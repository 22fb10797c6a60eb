"""The banners above everything made from results: invented data, a preview, restricted readers."""

from __future__ import annotations

from collections.abc import Iterator

from generator.report.page import Notice
from generator.report.quantities import listed, number
from generator.report.view import Release

NOT_A_RATING = (
    "Everything here is about how people, as groups, gave and heard feedback. "
    "Nothing on this page rates a consultant, a mentor or a cohort."
)
INVENTED = (
    "Every answer on this page was made up to show what results look like. "
    "It says nothing about any real person or place."
)
PREVIEW = (
    "This preview is only for the people who approve it. It is not published, and may still change."
)
PASSING_ON = (
    "Do not pass on figures from this page. You may quote what the open pages show. "
    "Differences between figures can point to 1 person."
)


def notices(release: Release) -> Iterator[Notice]:
    """Yield what every reader must see first."""
    if release.invented:
        yield Notice("invented", "Invented data", INVENTED)
    if release.preview:
        yield Notice("preview", "Preview", PREVIEW)
    if release.audience == "restricted":
        yield Notice("restricted", "Restricted", _restricted(release))


def _restricted(release: Release) -> str:
    readers = listed(list(release.readers)) if release.readers else "named readers"
    words = (
        f"Only for {readers}. {PASSING_ON} Numbers are exact, for groups of "
        f"{number(release.minimum)} people or more."
    )
    if release.approved_by:
        reason = release.reason.strip().rstrip(".")
        words += f" Groups this small were approved by {release.approved_by}: {reason}."
    return words
