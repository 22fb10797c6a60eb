"""A private page with every text in its context: by category, and by writer.

For those who write the report. A category is only as good as the words behind
it, and words are only understood beside what the same person said before and
after. Writers have numbers, in the order in which the page meets them; their
survey codes are not on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from generator.survey.site_policy import PRIVATE_STYLE, policy_meta
from generator.survey.themes import UNCODABLE, Category, in_use
from generator.themes.coding import Coded, Coding
from generator.themes.units import KeyLine

#: Stands in every private page of this kind, so that a site's search can find one that strayed.
PRIVATE = "Private: words of people who took part, for the data holder and the coders"
_STYLE = f"""{PRIVATE_STYLE}
blockquote {{ margin: 0.25rem 0 0.25rem 0; padding-left: 1rem; border-left: 4px solid #aeb7bd;
  white-space: pre-line; overflow-wrap: anywhere; }}
article {{ margin: 1rem 0 1.5rem; }}
.about, .codes {{ margin: 0; color: #4c6272; }}
"""
_WORDS = (
    "Keep this page where nobody else can open it, and destroy it with the response files. "
    "Nothing on it may be quoted without its writer’s consent and a recorded check by a second "
    "person that the words identify nobody."
)


@dataclass(frozen=True, slots=True)
class Titles:
    """What roles and waves are called."""

    roles: Mapping[str, str]
    waves: Mapping[str, str]


def context_page(coding: Coding, key: Sequence[KeyLine], titles: Titles) -> str:
    """Return the whole page as HTML; every text is escaped, and nothing in it runs."""
    writers = _writers(key)
    lines = {line.unit: line for line in key}
    body = Markup("\n").join(
        [
            Markup("<h1>What people wrote, in context</h1>"),
            Markup('<p class="private"><strong>{}.</strong> {}</p>').format(PRIVATE, _WORDS),
            *_by_category(coding, lines, writers, titles),
            *_by_writer(coding, key, writers, titles),
        ]
    )
    return (
        f'<!doctype html>\n<html lang="en-GB">\n<head>\n{policy_meta(_STYLE)}\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>What people wrote, in context (private)</title>\n<style>{_STYLE}</style>\n"
        f"</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _writers(key: Sequence[KeyLine]) -> dict[tuple[str, tuple[str, str]], int]:
    """Return a number for each person within a role."""
    found: dict[tuple[str, tuple[str, str]], int] = {}
    for line in key:
        found.setdefault((line.role, line.person), len(found) + 1)
    return found


def _by_category(
    coding: Coding,
    lines: Mapping[str, KeyLine],
    writers: Mapping[tuple[str, tuple[str, str]], int],
    titles: Titles,
) -> Iterator[Markup]:
    yield Markup("<h2>By category</h2>")
    unable = Category(UNCODABLE, "Cannot be coded")
    for category in (*in_use(coding.book), unable):
        units = [one for one in coding.units if category.id in one.codes]
        people = {(lines[u.unit.id].role, lines[u.unit.id].person) for u in units}
        yield Markup('<h3 id="{}">{}: {}</h3>').format(
            f"category-{category.id}", category.label, _how_many(len(units), len(people))
        )
        if category.definition:
            yield Markup('<p class="about">{}</p>').format(category.definition)
        for one in units:
            line = lines[one.unit.id]
            number = writers[line.role, line.person]
            yield Markup(
                '<article><p class="about">{} <a href="#unit-{}">{}, writer {}</a></p>'
                "<blockquote>{}</blockquote></article>"
            ).format(_stage(line, titles), one.unit.id, one.unit.id, number, one.unit.text)


def _by_writer(
    coding: Coding,
    key: Sequence[KeyLine],
    writers: Mapping[tuple[str, tuple[str, str]], int],
    titles: Titles,
) -> Iterator[Markup]:
    yield Markup("<h2>By writer</h2>")
    coded = {one.unit.id: one for one in coding.units}
    labels = {category.id: category.label for category in coding.book}
    order = list(titles.waves)
    for person, number in writers.items():
        mine = [line for line in key if (line.role, line.person) == person]
        mine.sort(key=lambda line: order.index(line.wave) if line.wave in order else -1)
        yield Markup("<h3>Writer {}</h3>").format(number)
        for line in mine:
            yield _unit(coded[line.unit], line, labels, titles)


def _unit(one: Coded, line: KeyLine, labels: Mapping[str, str], titles: Titles) -> Markup:
    links = Markup(", ").join(
        Markup('<a href="#category-{}">{}</a>').format(code, labels.get(code, "Cannot be coded"))
        for code in sorted(one.codes)
    )
    return Markup(
        '<article id="unit-{}"><p class="about">{} {}</p><p class="about">{}</p>'
        '<blockquote>{}</blockquote><p class="codes">{}</p></article>'
    ).format(
        one.unit.id, one.unit.id, _stage(line, titles), one.unit.question, one.unit.text, links
    )


def _stage(line: KeyLine, titles: Titles) -> Markup:
    role = titles.roles.get(line.role, line.role)
    return escape(f"{role}, {titles.waves.get(line.wave, line.wave).lower()}.")


def _how_many(units: int, people: int) -> str:
    if not units:
        return "nobody"
    texts = "1 text" if units == 1 else f"{units} texts"
    return f"{texts} of {'1 person' if people == 1 else f'{people} people'}"
