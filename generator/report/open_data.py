"""The released numbers to take away: a workbook, tables, a codebook, a description for programs.

A Frictionless data package: ``datapackage.json`` describes each table by a
Table Schema. ``results.xlsx`` is for people. Everything stands in one archive
as well, because a nation's table is large and compresses to a twentieth.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from generator.definitions.programme import in_language
from generator.report.codebook_csv import codebook_lines
from generator.report.data_schema import (
    CODEBOOK,
    COHORTS,
    GROUPS,
    RESOURCES,
    STATISTICS,
    Resource,
)
from generator.report.directory import a_to_z
from generator.report.long_file import Content, digest, pieces
from generator.report.outline import FOLDER, Outline
from generator.report.statistics_csv import safe_cell
from generator.report.wide_tables import results_book
from generator.report.workbook import EPOCH, MEDIA_TYPE

DATA = "data"
ARCHIVE = "open-data.zip"
WORKBOOK, WORKBOOK_TITLE = (
    "results.xlsx",
    "The main numbers as a workbook, ready to sort and filter",
)


def open_data_files(shared: Outline, statistics: Content) -> dict[str, Content]:
    """Return the data files of a release by their source addresses.

    ``statistics`` is ``statistics.csv`` as it is published. Restricted readers
    get no archive: what they read is not to be passed on.
    """
    tables: dict[str, Content] = {
        STATISTICS.path: statistics,
        GROUPS.path: _csv(GROUPS, _groups(shared)),
        COHORTS.path: _csv(COHORTS, _cohorts(shared)),
        CODEBOOK.path: _csv(CODEBOOK, codebook_lines(shared)),
    }
    book = results_book(shared, description(shared))
    files = {WORKBOOK: book, **tables, "datapackage.json": datapackage(shared, tables, book)}
    if not shared.exact:
        files[ARCHIVE] = archive(files)
    return {f"{FOLDER}/{DATA}/{name}": content for name, content in files.items()}


def datapackage(shared: Outline, tables: Mapping[str, Content], book: Content) -> bytes:
    """Return the description of the tables and the workbook as JSON."""
    release = shared.release
    title = in_language(shared.programme.title, shared.language)
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": "results",
        "title": f"{title}: released results",
        "description": description(shared),
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": one.name,
                "title": one.title,
                "path": one.path,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8-sig",
                **_sealed(tables[one.path]),
                "schema": one.schema(),
            }
            for one in RESOURCES
        ]
        + [
            {
                "name": "results",
                "title": WORKBOOK_TITLE,
                "path": WORKBOOK,
                "format": "xlsx",
                "mediatype": MEDIA_TYPE,
                **_sealed(book),
            }
        ],
    }
    if release.made_on:
        package["created"] = f"{release.made_on}T00:00:00Z"
    if release.number:
        package["version"] = f"{release.number}.0.0"
    return f"{json.dumps(package, indent=1, ensure_ascii=False)}\n".encode()


def _sealed(content: Content) -> dict[str, Any]:
    return {"bytes": len(content), "hash": f"sha256:{digest(content)}"}


def description(shared: Outline) -> str:
    """Return what every reader of the data must know, in a few sentences."""
    invented = "All answers are invented. " if shared.release.invented else ""
    rounded = (
        "Exact numbers, for named readers only."
        if shared.exact
        else "Numbers of people are inexact, to the nearest 5; do not add or subtract them."
    )
    return f"{invented}{rounded} Nothing here rates a person, a cohort or an organisation."


def archive(files: Mapping[str, Content]) -> bytes:
    """Return files as one archive, the same bytes for the same files."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.file_size = zipfile.ZIP_DEFLATED, len(content)
            with made.open(entry, "w") as target:
                for piece in pieces(content):
                    target.write(piece)
    return whole.getvalue()


def _csv(resource: Resource, lines: Iterable[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(field.name for field in resource.fields)
    writer.writerows(map(safe_cell, line) for line in lines)
    return text.getvalue().encode("utf-8-sig")


def _groups(shared: Outline) -> Iterable[tuple[str, ...]]:
    for group in shared.release.groups:
        page = shared.address(shared.shown_at(group)).removesuffix(".md")
        yield (
            group.id,
            group.level,
            group.title,
            group.parent,
            str(len(group.members)),
            f"{page}.html",
        )


def _cohorts(shared: Outline) -> Iterable[tuple[str, ...]]:
    for cohort in a_to_z(shared.release.listed):
        place = shared.release.places.get(cohort.id, shared.release.groups[0].id)
        yield cohort.id, cohort.title, cohort.organisation, cohort.region, place
