"""The banners that stand above everything made from results: invented data, restricted readers."""

from __future__ import annotations

from collections.abc import Iterator

from generator.disclosure.view import Release
from generator.report.page import Notice

NOT_A_RATING = (
    "Everything here is about how people, as groups, gave and heard feedback. "
    "Nothing on this page rates a consultant, a mentor or a cohort."
)
INVENTED = (
    "Every answer on this page was made up to show what results look like. "
    "It says nothing about any real person or place."
)


def notices(release: Release) -> Iterator[Notice]:
    """Yield what every reader must see first."""
    if release.invented:
        yield Notice("invented", "Invented data", INVENTED)
    if release.audience == "restricted":
        yield Notice("restricted", "Restricted", _restricted(release))


def _restricted(release: Release) -> str:
    words = (
        "For named readers only: do not copy it or pass it on. It gives exact numbers for groups "
        f"of {release.minimum} people or more."
    )
    if release.approved_by:
        reason = release.reason.strip().rstrip(".")
        words += f" Groups this small were approved by {release.approved_by}: {reason}."
    return words
