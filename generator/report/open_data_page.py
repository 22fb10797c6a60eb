"""The page on the data: what can be downloaded, how to use it, and what each column holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.report.data import ARCHIVE, DATA, WORKBOOK, WORKBOOK_TITLE, description, meanings
from generator.report.data_schema import RESOURCES, Field, Resource
from generator.report.notices import notices
from generator.report.outline import FOLDER, Outline
from generator.report.page import Block, Bullets, DataTable, Heading, Link, Page, Paragraph, Row
from generator.report.quantities import decimal, lowered
from generator.report.site import Content

ADDRESS = "open-data.md"
USING = (
    (
        "results.xlsx is for reading, sorting and filtering: 1 row for each group and comparison, "
        "domain or answer. The other files hold every number, for programs."
    ),
    (
        "Each line of statistics.csv is 1 number. Its unit is in groups.csv and its meaning in "
        "codebook.csv. A cohort’s unit is in places.csv."
    ),
    (
        "A line with the status “withheld” has no number. It never says which answer or rule was "
        "the cause."
    ),
    "Do not rank groups: differences between small ones are mostly chance.",
    "Each group’s own page leads to the part of the table that it shows.",
)
INEXACT = "Numbers are inexact. Do not subtract 1 group from another."
COMMON = (
    "The codebook gives the names of answers, such as low, middle and high, question by question. "
    "These mean the same everywhere:"
)


def open_data_page(shared: Outline, files: Mapping[str, Content]) -> Page:
    """Return the page on what can be downloaded, with each column explained."""
    title = "The data" if shared.exact else "Open data"
    using = USING if shared.exact else (*USING, INEXACT)
    blocks: list[Block] = [
        Heading(1, title),
        *notices(shared.release),
        Paragraph((description(shared),)),
        Paragraph((Link("All results", "index.md"), ".")),
        Heading(2, "Download"),
        Bullets(tuple(_downloads(shared, files))),
        Heading(2, "How to use it"),
        Bullets(tuple((said,) for said in using)),
        Heading(2, "Columns"),
        *(_columns(one) for one in RESOURCES),
        Heading(2, "Statistics"),
        Paragraph((COMMON,)),
        DataTable(
            "Statistics and what they mean",
            ("Statistic", "What it is"),
            tuple(Row((name,), (words,)) for name, words in meanings(shared).items()),
            words=True,
        ),
    ]
    return Page(
        f"{FOLDER}/{ADDRESS}",
        title,
        "The released numbers as tables, with a codebook and a description for programs.",
        tuple(blocks),
    )


def _downloads(shared: Outline, files: Mapping[str, Content]) -> Iterable[tuple[str | Link, ...]]:
    start = f"{DATA}/"
    whole = files.get(f"{start}{ARCHIVE}")
    if whole is not None:
        yield (
            Link("Everything in 1 archive (ZIP)", f"data/{ARCHIVE}"),
            f", {size(len(whole))}: all the files below.",
        )
    book = size(len(files[f"{start}{WORKBOOK}"]))
    yield Link(WORKBOOK, f"data/{WORKBOOK}"), f", {book}: {lowered(WORKBOOK_TITLE)}."
    for one in RESOURCES:
        many = size(len(files[f"{start}{one.path}"]))
        yield Link(one.path, f"data/{one.path}"), f", {many}: {lowered(one.title)}."
    described = files[f"{start}datapackage.json"]
    yield (
        Link("datapackage.json", "data/datapackage.json"),
        (
            f", {size(len(described))}: the same tables described for programs, as a Frictionless "
            "data package with a Table Schema for each."
        ),
    )


def size(octets: int) -> str:
    """Return a file's size for a reader.

    >>> size(300), size(2_500_000), size(36_000_000)
    ('1 kB', '2.5 MB', '36 MB')
    """
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))} kB"
    return f"{decimal(octets / 1_000_000, 0 if octets >= 10_000_000 else 1)} MB"


def _columns(resource: Resource) -> DataTable:
    rows = tuple(Row((field["name"],), (_field(field),)) for field in resource.fields)
    return DataTable(f"Columns of {resource.path}", ("Column", "What it holds"), rows, words=True)


def _field(field: Field) -> str:
    said: str = field["description"]
    values = field.get("constraints", {}).get("enum", ())
    return f"{said} One of: {', '.join(values)}." if values else said
