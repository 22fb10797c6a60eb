"""Printed forms as scanning sees them: which questions and fields stand on which page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.questionnaire.symbol import PageId, page_id
from generator.scan.page import Blanks, Json

#: Form, version, language (in capitals) and size.
PaperKey = tuple[str, str, str, str]
#: The most pages of a form that are looked for.
MOST_PAGES = 99


@dataclass(frozen=True, slots=True)
class Side:
    """One page of a form: the codes of each question's boxes, the kind of each written field."""

    ticks: Mapping[str, tuple[str, ...]]
    fields: Mapping[str, str]
    several: frozenset[str]


@dataclass(frozen=True, slots=True)
class Paper:
    """A form in one version, language and size, page by page."""

    key: PaperKey
    sides: tuple[Side, ...]

    def side(self, page: int) -> Side:
        """Return a page, from 1."""
        return self.sides[page - 1]


Papers = Mapping[PaperKey, Paper]


def key_of(page: PageId) -> PaperKey:
    """Return which form a page belongs to."""
    return page.form, page.version, page.language, page.size


def papers_of(keys: Iterable[PaperKey], blanks: Blanks) -> dict[PaperKey, Paper]:
    """Return those forms of which there are blanks."""
    made = {key: Paper(key, tuple(_sides(key, blanks))) for key in dict.fromkeys(keys)}
    return {key: paper for key, paper in made.items() if paper.sides}


def _sides(key: PaperKey, blanks: Blanks) -> Iterable[Side]:
    for number in range(1, MOST_PAGES + 1):
        blank = blanks(PageId(*key, number))
        if isinstance(blank, str):
            return
        yield side_of(blank.page, blank.several)


def side_of(page: Json, several: frozenset[str] = frozenset()) -> Side:
    """Return what stands on a page, from its entry in a layout file."""
    ticks: dict[str, list[str]] = {}
    fields: dict[str, str] = {}
    for box in page["boxes"]:
        if box["kind"] == "tick":
            item, code = tick_of(box, several)
            ticks.setdefault(item, []).append(code)
        else:
            fields.setdefault(box["item"], box["kind"])
    return Side({item: tuple(codes) for item, codes in ticks.items()}, fields, several)


def tick_of(box: Json, several: frozenset[str]) -> tuple[str, str]:
    """Return the question that a tick box belongs to, and the code that it stands for.

    >>> tick_of({"item": "drinks___tea", "code": "1"}, frozenset({"drinks"}))
    ('drinks', 'tea')
    """
    item, _, option = box["item"].partition("___")
    return (item, option) if item in several else (box["item"], box["code"])


def page_of(words: str, papers: Papers) -> PageId | None:
    """Return the page of a form that a decision names, as its symbol does; None without one."""
    found = page_id(words)
    paper = papers.get(key_of(found)) if found else None
    if found is None or paper is None or found.page > len(paper.sides):
        return None
    return PageId(*key_of(found), found.page)
