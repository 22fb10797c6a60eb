"""Headings become columns of the form: by name, by words, or by the order of a grid.

Exactly, or not at all. Where two headings fit one column, or one heading two, none is taken
and all are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, product
from typing import Literal

from generator.definitions.problem import Problem
from generator.definitions.suggest import nearest, quoted
from generator.exchange.identity import identity_kind
from generator.exchange.plain_words import folded, norm
from generator.exchange.source import Heading, Source
from generator.exchange.tool import TOOLS
from generator.exchange.wording import Asked, Form, names_of, words_of

By = Literal["name", "words", "order", "hand"]

#: So alike must a heading be to stand as a remark in the map; it is never taken.
_NEAR = 0.8


@dataclass(frozen=True, slots=True)
class Match:
    """A column of the file for a target, and how it was found."""

    heading: Heading
    by: By


@dataclass(frozen=True, slots=True)
class Matches:
    """What was found: ``taken`` by target; ``doubtful`` are targets with several headings."""

    taken: Mapping[str, Match]
    doubtful: Mapping[str, tuple[Heading, ...]] = field(default_factory=dict)

    def of(self, target: str, place: int) -> By | None:
        """Return how a target and a column were found to belong together, or None."""
        match = self.taken.get(target)
        return match.by if match and match.heading.place == place else None


def matched(source: Source, form: Form) -> Matches:
    """Return which column of a file answers which question of a form."""
    hits: dict[str, list[Match]] = {}
    doubtful: dict[str, list[Heading]] = {}
    names, words = names_of(form, source.tool), words_of(form)
    own = TOOLS[source.tool].own
    for heading in source.headings:
        if own.intersection((heading.name, heading.words)):
            continue
        found = _found(heading, source.tool, names, words)
        if len(found) > 1 or identity_kind(heading.name):
            for target in found:
                doubtful.setdefault(target, []).append(heading)
        else:
            for target, by in found.items():
                hits.setdefault(target, []).append(Match(heading, by))
    for target, several in hits.items():
        if len(several) > 1 or target in doubtful:
            doubtful.setdefault(target, []).extend(match.heading for match in several)
    taken = {target: one[0] for target, one in hits.items() if target not in doubtful}
    taken |= _in_order(source, form, taken, doubtful)
    taken = _split_wins(taken, form)
    return Matches(taken, {name: tuple(several) for name, several in doubtful.items()})


def twice(source: Source, matches: Matches, form: Form) -> Iterator[Problem]:
    """Yield a problem for each question that several columns answer, so that none is taken.

    Where others are found the map names them, and a person chooses; a file that holds nothing
    else has no map.
    """
    for target, headings in matches.doubtful.items():
        if target in form.targets and len(headings) > 1:
            names = ", ".join(quoted(heading.name) for heading in headings)
            fault = f"{len(headings)} columns are called as the form calls '{target}': {names}."
            remedy = "Keep 1. If they differ, check which is right."
            yield Problem(source.head(headings[1].place), "duplicate-column", fault, remedy)


def _found(
    heading: Heading, tool: str, names: Mapping[str, set[str]], words: Mapping[str, set[str]]
) -> dict[str, By]:
    """Return the targets that a heading stands for."""
    by_name = {target for name in names_in(heading.name, tool) for target in names.get(name, ())}
    by_words = {target for text in _texts_in(heading, tool) for target in words.get(text, ())}
    found: dict[str, By] = dict.fromkeys(sorted(by_words), "words")
    return found | dict.fromkeys(sorted(by_name), "name")


def names_in(heading: str, tool: str) -> Iterator[str]:
    """Yield the names that a heading may hold, in small letters."""
    name = heading.strip().casefold()
    yield name
    if tool == "limesurvey":
        yield name.partition(". ")[0]
    if tool == "odk":
        name = name.rpartition("-")[2]
        yield name
    if tool in ("kobo", "odk") and "/" in name:  # one answer of several, or a group's question
        yield "___".join(name.split("/")[-2:])
    if tool == "kobo":
        yield name.rpartition("/")[2]


def _texts_in(heading: Heading, tool: str) -> set[str]:
    """Return what a heading may say, ready for comparing."""
    texts = {heading.name, heading.words}
    if tool == "limesurvey":
        texts |= {text.partition(". ")[2] for text in texts}
    if tool == "qualtrics":
        texts |= {text.removesuffix(" - Selected Choice") for text in texts}
    if tool == "kobo":  # a group's title stands before the question
        texts |= {text.split("/", 1)[1] for text in texts if "/" in text}
        texts |= {text.rpartition("/")[2] for text in texts}
    return {norm(text) for text in texts if text.strip()} - {""}


def _split_wins(taken: Mapping[str, Match], form: Form) -> dict[str, Match]:
    """Return matches without those cells in which several answers stand together, if need be."""
    both = {
        item
        for item, options in form.several.items()
        if item in taken and any(one.name in taken for one in options)
    }
    return {target: match for target, match in taken.items() if target not in both}


# --- grids whose headings are their phrases alone ----------------------------------------


def _in_order(
    source: Source,
    form: Form,
    taken: Mapping[str, Match],
    doubtful: Mapping[str, Sequence[Heading]],
) -> dict[str, Match]:
    """Return the grids that stand as neighbours in the order of the domains.

    Nothing where there are more or fewer of them than grids, or where two share a scale: no
    answer could then tell that they were taken for each other.
    """
    grids = [grid for grid in grids_of(form) if not any(one.name in taken for one in grid)]
    known = {match.heading.place for match in taken.values()}
    known |= {heading.place for several in doubtful.values() for heading in several}
    runs = list(_runs(source, grids[0], known)) if grids else []
    if len(runs) != len(grids) or order_is_refused(grids):
        return {}
    return {
        one.name: Match(heading, "order")
        for grid, run in zip(grids, runs, strict=True)
        for one, heading in zip(grid, run, strict=True)
    }


def order_is_refused(grids: Sequence[Sequence[Asked]]) -> bool:
    """Tell whether grids of phrases alone could be taken for each other."""
    return len({grid[0].column.scale for grid in grids}) < len(grids)


def grids_of(form: Form) -> list[tuple[Asked, ...]]:
    """Return the lines of each grid of a form."""
    asked = [one for one in form.asked if one.shape == "grid"]
    return [tuple(grid) for _, grid in groupby(asked, key=lambda one: one.column.measure)]


def _runs(
    source: Source, grid: Sequence[Asked], known: Iterable[int]
) -> Iterator[tuple[Heading, ...]]:
    """Yield neighbouring headings that are a grid's phrases in one language, in their order."""
    headings, passed, place = source.headings, set(known), 0
    many = max(len(one.ends) for one in grid)
    languages = [[one.ends[min(n, len(one.ends) - 1)] for one in grid] for n in range(many)]
    while place + len(grid) <= len(headings):
        run = headings[place : place + len(grid)]
        is_one = not passed.intersection(heading.place for heading in run) and any(
            _is_run([heading.words for heading in run], phrases) for phrases in languages
        )
        if is_one:
            yield tuple(run)
        place += len(grid) if is_one else 1


def _is_run(texts: Sequence[str], phrases: Sequence[str]) -> bool:
    """Tell whether texts are these phrases, each with one number behind it or none."""
    pairs = list(zip(map(norm, texts), map(norm, phrases), strict=True))
    ends = {text.removeprefix(phrase).strip() for text, phrase in pairs}
    starts = all(text.startswith(phrase) for text, phrase in pairs)
    end = ends.pop() if len(ends) == 1 else "?"
    return starts and (end == "" or (end.isdecimal() and int(end) < 100))


# --- what is nearly so -------------------------------------------------------------------


def near(form: Form, source: Source, missing: Iterable[str]) -> dict[str, str]:
    """Return the heading that is most like a column that was not found: a remark, no more."""
    asked = form.by_name
    known = {norm(heading.words): heading.name for heading in source.headings}
    found = {}
    for name in missing:
        if name not in asked:
            continue
        one = asked[name]
        whole = [f"{folded(s)} {e}" for s, e in product(one.stems, one.ends)] or list(one.stems)
        alike = nearest(norm(whole[0]), known, cutoff=_NEAR)
        if alike:
            found[name] = known[alike[0]]
    return found
