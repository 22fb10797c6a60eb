"""All printed summaries of a release as data, as a build makes them group by group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from generator.definitions.programme import Programme
from generator.report.kept_pages import without_numbers
from generator.report.outline import outline
from generator.report.view import Release
from generator.summary_sheet.summary import sheet


class Sheet(NamedTuple):
    """A sheet: whose it is, and its values."""

    group: str
    data: dict[str, Any]


def summaries(
    programme: Programme, release: Release, language: str = "en"
) -> Iterator[tuple[str, Sheet]]:
    """Yield the sheet of each group that has one, with its address in the site."""
    bare = without_numbers(outline(programme, release, language))
    for group in release.groups:
        for address, data in sheet(bare, group).items():
            yield address, Sheet(group.id, data)
