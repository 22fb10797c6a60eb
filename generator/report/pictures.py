"""Pictures of charts for slides: each under its finding, with how it is drawn and where it is from.

``picture.typ`` is their design; here is what it takes, and which pages offer them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from generator.definitions.programme import in_language
from generator.report.charts import Chart
from generator.report.outline import FOLDER, Outline
from generator.report.page import Figure, Page
from generator.report.view import Release, ReleasedGroup

#: The design that takes a picture's values under the name "picture".
TEMPLATE, ASKS_FOR = Path(__file__).with_name("picture.typ"), "picture"
#: A release of more pages than this has pictures of the programme and its regions only.
PAGES = 12
KINDS = ("png", "svg")

#: Makes pictures: their values by address, to bytes by address.
Picture = Mapping[str, str]
PictureAll = Callable[[Mapping[str, Picture]], Mapping[str, bytes]]


def pictured(release: Release, group: ReleasedGroup) -> bool:
    """Say whether a group's page offers its charts as pictures."""
    return len(release.groups) <= PAGES or group.level in {"programme", "region"}


def addresses(page: Page, figure: Figure) -> tuple[tuple[str, str], ...]:
    """Return the pictures of a figure: what each is called, and its address from its page."""
    if not page.pictured:
        return ()
    stem = page.address.removeprefix(f"{FOLDER}/").removesuffix(".md")
    return tuple((kind.upper(), f"charts/{stem}-{figure.name}.{kind}") for kind in KINDS)


def pictures(
    shared: Outline, page: Page, drawn: Mapping[Chart, str]
) -> Iterator[tuple[str, Picture]]:
    """Yield each picture of a page: its address in the site, and what it shows."""
    for figure in page.figures():
        values = {
            "finding": figure.finding,
            "method": figure.method,
            "source": source(shared, page),
            "svg": drawn[figure.chart],
        }
        for _, address in addresses(page, figure):
            yield f"{FOLDER}/{address}", values


def source(shared: Outline, page: Page) -> str:
    """Return where a picture's numbers are from, and who may see them."""
    release = shared.release
    said = [in_language(shared.programme.title, shared.language), page.title]
    if release.number:
        said.append(f"Release {release.number}")
    if release.preview:
        said.append("Preview, not published")
    if release.invented:
        said.append("Invented data")
    if shared.exact:
        said.append("Restricted: for named readers only")
    return ". ".join(said) + "."
