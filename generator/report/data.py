"""The released numbers to take away: a workbook, tables, a codebook, a description for programs.

A Frictionless data package: ``datapackage.json`` describes each table by a
Table Schema. ``results.xlsx`` is for people. Everything stands in one archive
as well, because a nation's table is large and compresses to a twentieth.

In ``statistics.csv``, and a part of it for each group, a table is written as its
categories (``low``, ``middle``, ``high``; ``higher``, ``same``, ``lower``; a
question's own), its ``base``, from 30 people its ``margin``, and of a change
its ``verdict``; numbers of people to the nearest 5. Restricted readers get
exact numbers, each code and every statistic. A withheld table is one line with
no number. ``n`` is the base.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from math import ceil
from typing import Any

from generator.definitions.csv_text import csv_bytes, csv_text, safe, safe_cell
from generator.definitions.programme import TOTAL, in_language
from generator.definitions.variables import Variable
from generator.report.data_schema import (
    CHANGES,
    CODEBOOK,
    COHORTS,
    EXACT_MEANINGS,
    GROUPS,
    MEANINGS,
    RESOURCES,
    STATISTICS,
    Resource,
)
from generator.report.directory import a_to_z
from generator.report.outline import FOLDER, Outline
from generator.report.quantities import printed
from generator.report.site import Content, digest, pieces
from generator.report.view import ReleasedGroup, Shown
from generator.report.wide_tables import results_book
from generator.report.workbook import EPOCH, MEDIA_TYPE

DATA = f"{FOLDER}/data"
ARCHIVE, WORKBOOK, PACKAGE = "open-data.zip", "results.xlsx", "datapackage.json"
WORKBOOK_TITLE = "The main numbers as a workbook, ready to sort and filter"
#: The measure under which invitations and returns stand.
PARTICIPATION = "participation"
#: The statistics of a question that is answered by a number.
MIDDLE = ("median", "quartile_low", "quartile_high")

Line = tuple[str, ...]


def _whole(resource: Resource, lines: Iterable[Line]) -> bytes:
    """Return a table with its heading."""
    return csv_bytes([resource.columns, *safe(lines)])


def heading(resource: Resource = STATISTICS) -> bytes:
    """Return the first line of a table, with the byte order mark that spreadsheets expect."""
    return csv_bytes([resource.columns])


# --- the package --------------------------------------------------------------------------


def open_data_files(shared: Outline, statistics: Content) -> dict[str, Content]:
    """Return the data files of a release by their source addresses.

    ``statistics`` is ``statistics.csv`` as it is published. Restricted readers
    get no archive: what they read is not to be passed on.
    """
    tables: dict[str, Content] = {
        STATISTICS.path: statistics,
        GROUPS.path: _whole(GROUPS, _groups(shared)),
        COHORTS.path: _whole(COHORTS, _cohorts(shared)),
        CODEBOOK.path: _whole(CODEBOOK, _codebook(shared)),
    }
    book = results_book(shared, description(shared))
    files = {WORKBOOK: book, **tables, PACKAGE: _datapackage(shared, tables, book)}
    if not shared.exact:
        files[ARCHIVE] = archive(files)
    return {f"{DATA}/{name}": content for name, content in files.items()}


def _datapackage(shared: Outline, tables: Mapping[str, Content], book: Content) -> bytes:
    """Return the description of the tables and the workbook as JSON."""
    release = shared.release
    csv_file = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8-sig"}
    xlsx = {"path": WORKBOOK, "format": "xlsx", "mediatype": MEDIA_TYPE}
    resources = [
        {
            "profile": "tabular-data-resource",
            "name": one.name,
            "title": one.title,
            "path": one.path,
            **csv_file,
            **_sealed(tables[one.path]),
            "schema": one.schema,
        }
        for one in RESOURCES
    ]
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": "results",
        "title": f"{in_language(shared.programme.title, shared.language)}: released results",
        "description": description(shared),
        "resources": [
            *resources,
            {"name": "results", "title": WORKBOOK_TITLE, **xlsx, **_sealed(book)},
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


# --- lines --------------------------------------------------------------------------------


def _groups(shared: Outline) -> Iterator[Line]:
    for one in shared.release.groups:
        page = shared.address(shared.shown_at(one)).removesuffix(".md")
        yield (one.id, one.level, one.title, one.parent, str(len(one.members)), f"{page}.html")


def _cohorts(shared: Outline) -> Iterator[Line]:
    for cohort in a_to_z(shared.release.listed):
        place = shared.release.places.get(cohort.id, shared.release.groups[0].id)
        yield cohort.id, cohort.title, cohort.organisation, cohort.region, place


def group_lines(group: ReleasedGroup) -> bytes:
    """Return one group's lines of ``statistics.csv``, without a heading."""
    return csv_text(_lines(group)).encode()


def _lines(group: ReleasedGroup) -> Iterator[Line]:
    def start(*key: str) -> Line:
        return tuple(map(safe_cell, (group.level, group.id, *key)))

    for role, flow in group.flows.items():
        place = start(role, PARTICIPATION, TOTAL, "", "")
        invited = "" if flow.invited is None else _people(flow.invited, exact=flow.exact)
        for name in ("invited", "before", "after", "both"):
            if (count := getattr(flow, name)) is not None:
                yield (*place, name, _people(count, exact=flow.exact), invited, "released")
    for key, table in group.tables.items():
        place = start(*key)
        if not isinstance(table, Shown):
            yield (*place, "", "", "", "withheld")
            continue
        base = _people(table.base, exact=table.exact)
        for statistic, value in _statistics(table):
            yield (*place, safe_cell(statistic), value, base, "released")
    for one in group.numbers:
        place = start(one.question.role, one.question.item, TOTAL, one.question.wave, "")
        for name, number in zip(MIDDLE, (one.median, *one.hinges), strict=True):
            yield (*place, name, _number(number), str(one.base), "released")


def _people(count: int, *, exact: bool) -> str:
    return str(printed(count, exact=exact))


def _statistics(table: Shown) -> Iterator[tuple[str, str]]:
    for category, count in zip(table.variable.categories, table.counts, strict=True):
        yield category.id, _people(count, exact=table.exact)
    yield "base", _people(table.base, exact=table.exact)
    if table.large and not table.exact:
        yield "margin", str(ceil(table.margin))
    if table.verdict:
        yield "verdict", safe_cell(table.verdict)
    if not table.exact:
        return
    if table.code_counts is not None:
        for code, count in zip(table.variable.codes, table.code_counts, strict=True):
            yield f"count:{code}", str(count)
    for name, value in table.statistics.items():
        yield name, _number(value)


def _number(value: float) -> str:
    """Return a number without a trailing ``.0`` and otherwise unrounded.

    >>> _number(3.0), _number(0.0625)
    ('3', '0.0625')
    """
    return str(int(value)) if float(value).is_integer() else repr(float(value))


# --- the codebook -------------------------------------------------------------------------


def _codebook(shared: Outline) -> Iterator[Line]:
    """Yield a line for each statistic of each variable, then for what means the same everywhere."""
    tables = [t for group in shared.release.groups for t in group.tables.values()]
    coded = {t.variable.key for t in tables if isinstance(t, Shown) and t.code_counts is not None}
    for variable in shared.release.variables:
        yield from _variable(shared, variable, coded=variable.key in coded)
    asked = dict.fromkeys(one.question for group in shared.release.groups for one in group.numbers)
    for one in asked:
        unit = f" In {one.unit}." if one.unit else ""
        people = f"{shared.people(one.role)} who answered {shared.when(one.wave)}"
        for name in MIDDLE:
            meaning = f"{EXACT_MEANINGS[name]}{unit}"
            yield (one.role, one.item, TOTAL, one.wave, "", name, one.title, meaning, "", people)
    for statistic, meaning in meanings(shared).items():
        yield ("", "", "", "", "", statistic, "", meaning, "", "")


def meanings(shared: Outline) -> dict[str, str]:
    """Return what statistics mean wherever they stand, for a release's readers."""
    return MEANINGS | EXACT_MEANINGS if shared.exact else MEANINGS


def _variable(shared: Outline, variable: Variable, *, coded: bool) -> Iterator[Line]:
    question, people = _question(shared, variable), _whose(shared, variable)
    for category in variable.categories:
        meaning = CHANGES.get(category.id, category.label) if variable.to else category.label
        codes = " ".join(category.codes)
        yield (*variable.key, category.id, question, meaning, codes, people)
    if not coded:
        return
    for code, label in zip(variable.codes, variable.labels, strict=True):
        yield (*variable.key, f"count:{code}", question, label, code, people)


def _question(shared: Outline, variable: Variable) -> str:
    """Return a question in full: a measure's stem with the area that it is asked of."""
    for measure in shared.programme.measures:
        if variable.kind != "question" and measure.id == variable.measure:
            stem = measure.stems.get(variable.role)
            words = in_language(stem, shared.language) if stem is not None else variable.title
            asked = variable.title if variable.domain != TOTAL else ""
            return f"{words} {asked}".strip()
    return f"{variable.title}: {variable.meaning}" if variable.meaning else variable.title


def _whose(shared: Outline, variable: Variable) -> str:
    """Return whose answers a variable counts."""
    when = [shared.when(wave) for wave in variable.population]
    if variable.kind == "theme":
        return f"{shared.people(variable.role)} who returned the form {when[0]}"
    if len(when) == 1:
        return f"{shared.people(variable.role)} who answered {when[0]}"
    return f"{shared.people(variable.role)} who answered both {when[0]} and {when[1]}"
