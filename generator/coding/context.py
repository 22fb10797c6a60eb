"""A private page with every text in its context: by category, and by writer.

For those who write the report. A category is only as good as the words behind
it, and words are only understood beside what the same person said before and
after. Writers have numbers, in the order in which the page meets them; their
survey codes are not on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.coding.coding import Coded, Coding
from generator.coding.units import KeyLine
from generator.definitions.templates import template
from generator.responses.themes import UNCODABLE, Category, in_use

#: Stands in every private page of this kind, so that a site's search can find one that strayed.
PRIVATE = "Private: words of people who took part, for the data holder and the coders"
_UNABLE = Category(UNCODABLE, "Cannot be coded")


@dataclass(frozen=True, slots=True)
class Titles:
    """What roles and waves are called."""

    roles: Mapping[str, str]
    waves: Mapping[str, str]


#: A text, its role and wave in words, and its writer's number from 1.
_Text = tuple[Coded, str, int]


def context_page(coding: Coding, key: Sequence[KeyLine], titles: Titles) -> str:
    """Return the whole page as HTML; every text is escaped, and nothing in it runs."""
    order = list(titles.waves)
    coded = {one.unit.id: one for one in coding.units}
    writers: dict[object, list[KeyLine]] = {}
    for line in key:
        writers.setdefault((line.role, line.person), []).append(line)
    texts: dict[str, _Text] = {}
    for number, lines in enumerate(writers.values(), start=1):
        lines.sort(key=lambda line: order.index(line.wave) if line.wave in order else -1)
        texts |= {line.unit: (coded[line.unit], _stage(line, titles), number) for line in lines}
    return template("coding/context.html.j2").render(
        private=PRIVATE,
        categories=[
            (category, found, _how_many(len(found), len({number for _, _, number in found})))
            for category in (*in_use(coding.book), _UNABLE)
            for found in [[texts[one.unit.id] for one in coding.units if category.id in one.codes]]
        ],
        writers=[[texts[line.unit] for line in lines] for lines in writers.values()],
        labels={category.id: category.label for category in coding.book},
        unable=_UNABLE,
    )


def _stage(line: KeyLine, titles: Titles) -> str:
    role = titles.roles.get(line.role, line.role)
    return f"{role}, {titles.waves.get(line.wave, line.wave).lower()}."


def _how_many(units: int, people: int) -> str:
    if not units:
        return "nobody"
    texts = "1 text" if units == 1 else f"{units} texts"
    return f"{texts} of {'1 person' if people == 1 else f'{people} people'}"
