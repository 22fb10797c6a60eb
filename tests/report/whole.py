"""All results pages of a release as data; ``results_parts`` makes and renders some at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.definitions.programme import Programme
from generator.report.charts import Chart
from generator.report.data import DATA, group_lines, heading
from generator.report.group_page import beside, group_page
from generator.report.kept_pages import without_numbers
from generator.report.outline import outline
from generator.report.page import Page
from generator.report.site import LongFile
from generator.report.site_pages import about
from generator.report.view import Release


@dataclass(frozen=True)
class ResultPages:
    """All results pages and files of one release, by source address."""

    pages: Mapping[str, Page]
    files: Mapping[str, bytes]

    def charts(self) -> Iterator[Chart]:
        for page in self.pages.values():
            yield from (figure.chart for figure in page.figures())


def result_pages(programme: Programme, release: Release, language: str = "en") -> ResultPages:
    """Return every results page and data file of a release."""
    shared = outline(programme, release, language)
    bare, table = without_numbers(shared), LongFile()
    table.add(heading())
    pages, files = {}, {}
    for group in release.groups:
        lines = group_lines(group)
        table.add(lines)
        if shared.shown_at(group) is group:
            page = group_page(bare, group, beside(shared, group))
            pages[page.address] = page
            files[f"{DATA}/{shared.stems[group.id]}.csv"] = heading() + lines
    others, whole = about(shared, table)
    made = {name: bytes(content) for name, content in whole.items()}
    return ResultPages({**pages, **others}, {**files, **made})
