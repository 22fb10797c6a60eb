"""Every number in the tables of restricted pages, worked out once more from the response files.

The files and the second working are those of ``tests/analysis``; the working
shares nothing with the package. Pages are read as a browser gets them:
rendered, then taken apart again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from lxml import etree

from generator.inputs import load, read
from generator.publication import Answers, restricted_release
from generator.report.outline import outline
from generator.report.page import render
from generator.report.view import Shown
from tests.analysis import second_opinion as second
from tests.analysis.test_second_opinion import invented
from tests.report.whole import result_pages

CHANGE = re.compile(r"(?P<measure>.+), (?P<people>\w+): change from (?P<from>.+) to (?P<to>.+)")
ANSWERS = re.compile(r"(?P<measure>.+), (?P<people>\w+): answers ")
EFFECTS = re.compile(r"(?P<measure>.+), (?P<people>\w+): effects from (?P<from>.+) to (?P<to>.+)")
BOARD = re.compile(r"What changed, from (?P<from>.+) to (?P<to>.+)")
QUESTIONS = re.compile(r"Single questions to (?P<people>\w+)")
#: The columns of a table of changes: the statistic behind each, and its decimal places.
STATISTICS = {
    "Median before": ("median_from", 1),
    "Median after": ("median_to", 1),
    "p (exact)": ("p_exact", 3),
    "p (Holm)": ("p_holm", 3),
}
#: The columns of a table of effects, each with the ends of its interval.
OF_EFFECTS = {
    "Rank-biserial correlation": ("rank_biserial", 2),
    "Probability of superiority": ("superiority", 2),
    "Typical change": ("shift", 1),
    "p (as in the paper)": ("p_asymptotic", 3),
}


@dataclass(frozen=True)
class Line:
    """One row of a table on the page of some cohorts; ``rows`` are the first heads of all."""

    cohorts: tuple[str, ...]
    caption: str
    rows: tuple[tuple[str, ...], ...]
    heads: tuple[str, ...]
    cells: dict[str, str]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[second.Programme, list[Line]]:
    """The programme as the second working reads it, and every row of its restricted pages."""
    folder = invented(tmp_path_factory.mktemp("second") / "programme")
    responses = folder / "responses"
    definitions = load(folder, [])
    answers = read(folder, definitions, responses, [])
    release = restricted_release(Answers(folder, definitions, answers, responses))
    pages = result_pages(definitions.programme, release).pages
    shared = outline(definitions.programme, release)
    lines: list[Line] = []
    for group in release.groups:
        whole = not any(isinstance(t, Shown) and t.counted for t in group.tables.values())
        if whole and shared.shown_at(group).id == group.id:
            page = pages[f"results/{shared.address(group)}"]
            slots = render(page, lambda chart: '<svg viewBox="0 0 1 1"></svg>').slots
            members = tuple(cohort for cohort, _ in group.members)
            lines += taken_apart("".join(slots.values()), members)
    return second.read(folder), lines


def taken_apart(html: str, cohorts: tuple[str, ...]) -> Iterator[Line]:
    document: Any = etree.HTML(html)
    for table in document.iter("table"):
        columns = _words(table.findall("thead/tr/th"))
        (caption,) = _words(table.findall("caption"))
        found: list[tuple[tuple[str, ...], list[str]]] = []
        first = ""
        for row in table.iterfind("tbody/tr"):
            own, cells = (_words(row.findall(tag)) for tag in ("th", "td"))
            starts = row.get("class") == "first"
            first = own[0] if starts else first
            if row.find("td[@class='withheld']") is None:
                found.append((tuple(own) if starts else (first, *own), cells))
        rows = tuple(heads for heads, _ in found)
        for heads, cells in found:
            named = dict(zip(columns[len(heads) :], cells, strict=True))
            yield Line(cohorts, caption, rows, heads, named)


def _words(elements: Sequence[Any]) -> list[str]:
    return [" ".join("".join(element.itertext()).split()) for element in elements]


# ---- What a row should hold ----


@dataclass(frozen=True)
class Working:
    """The second working, and what the titles on the pages stand for."""

    made: second.Programme
    changes: list[second.Change]
    known: dict[Any, dict[str, dict[str, float]]] = field(default_factory=dict)

    def named(self, kind: str, words: str, by: str = "title") -> str:
        found: str = next(x["id"] for x in self.made.words[kind] if x[by].lower() == words.lower())
        return found

    def domain(self, title: str) -> str:
        titles = {d["title"]: d["id"] for d in self.made.words["domains"]}
        return titles.get(title, "total")

    def comparison(self, role: str, measure: str, wave: str = "") -> second.Change | None:
        """Return the primary comparison, if it covers the wave."""
        mine = [c for c in self.changes if (c.role, c.measure, c.primary) == (role, measure, True)]
        return next((c for c in mine if not wave or wave in c.waves), None)

    def changed(
        self, change: second.Change, cohorts: tuple[str, ...], shown: frozenset[str]
    ) -> dict[str, dict[str, float]]:
        """Return a change's statistics by domain; a domain that is not shown has p = 1."""
        key = (change.role, change.measure, change.waves, cohorts, shown)
        if key not in self.known:
            found: dict[str, dict[str, float]] = {}
            for at, value, _ in second.changed(self.made, change, cohorts):
                found.setdefault(at[2], {})[at[-1]] = value
            family = [d for d in self.made.domains if d in found]
            ps = [found[d]["p_exact"] if d in shown else 1.0 for d in family]
            for domain, p in zip(family, second.closed_holm(ps), strict=True):
                found[domain]["p_holm"] = p
            self.known[key] = found
        return self.known[key]


def expected(work: Working, line: Line) -> dict[str, str] | None:
    """Return the cells of a row, as the second working has them; None of other tables."""
    if found := CHANGE.fullmatch(line.caption):
        return of_change(work, line, found)
    if found := ANSWERS.match(line.caption):
        return of_answers(work, line, found)
    if found := BOARD.fullmatch(line.caption):
        return of_board(work, line, found)
    if found := QUESTIONS.fullmatch(line.caption):
        return of_question(work, line, found["people"].removesuffix("s"))
    if found := EFFECTS.fullmatch(line.caption):
        return of_effects(work, line, found)
    return None


def values_of(work: Working, line: Line, found: re.Match[str]) -> dict[str, float]:
    role, measure = found["people"].removesuffix("s"), work.named("measures", found["measure"])
    waves = tuple(work.named("waves", found[end], "phrase") for end in ("from", "to"))
    change = next(c for c in work.changes if (c.role, c.measure, c.waves) == (role, measure, waves))
    shown = frozenset(work.domain(heads[0]) for heads in line.rows)
    return work.changed(change, line.cohorts, shown)[work.domain(line.heads[0])]


def of_change(work: Working, line: Line, found: re.Match[str]) -> dict[str, str]:
    values = values_of(work, line, found)
    cells = {**of_three(values), "Verdict": verdict(values, work.domain(line.heads[0]))}
    for column, (statistic, places) in STATISTICS.items():
        if column in line.cells:
            cells[column] = written(values.get(statistic), places, statistic)
    return cells


def of_board(work: Working, line: Line, found: re.Match[str]) -> dict[str, str]:
    """Return a row of the board: medians of the highest possible, the three ways, both tests."""
    title, people = re.fullmatch(r"(.+) \((\w+)\)", line.heads[0]).groups()  # type: ignore[union-attr]
    role, measure = people.removesuffix("s"), work.named("measures", title)
    change = work.comparison(role, measure)
    assert change is not None
    assert change.waves == tuple(
        work.named("waves", found[end], "phrase") for end in ("from", "to")
    )
    values = work.changed(change, line.cohorts, frozenset(change.pairs))["total"]
    scale = work.made.scale(work.made.measure(measure)["scale"])
    most = max(int(point["code"]) for point in scale["points"] if not point.get("apart"))
    of = most * (len(work.made.domains) if len(change.pairs) > 1 else 1)
    n = int(values["n"])
    return {
        "Before": f"{written(values['median_from'], 1)} of {of}",
        "After": f"{written(values['median_to'], 1)} of {of}",
        **{
            way.capitalize(): of_people(values[way], n) if n >= 30 else f"{values[way]:,.0f}"
            for way in ("higher", "same", "lower")
        },
        "People": f"{n:,}",
        "Verdict": verdict(values, "total"),
        "p (exact)": written(values["p_exact"], 3, "p_exact"),
        "p (as in the paper)": written(values["p_asymptotic"], 3, "p_asymptotic"),
    }


def verdict(values: dict[str, float], domain: str) -> str:
    if values["higher"] + values["lower"] < 6:
        return "too few to say"
    p = values["p_exact"] if domain == "total" else values["p_holm"]
    if p >= 0.05:
        return "no clear change"
    return "higher" if values["rank_biserial"] > 0 else "lower"


def of_effects(work: Working, line: Line, found: re.Match[str]) -> dict[str, str]:
    values = values_of(work, line, found)
    cells = {}
    for column, (name, places) in OF_EFFECTS.items():
        if column not in line.cells:
            continue
        ends = [values.get(f"{name}_{end}") for end in ("low", "high")]
        level = ""
        if name == "shift" and name in values:
            level = f"; {written(100 * values['shift_level'], 2)}%"
        cells[column] = written(values.get(name), places, name)
        if cells[column] and None not in ends:
            low, high = (written(end, places) for end in ends)
            cells[column] += f" ({low} to {high}{level})"
    share, low, high = (
        written(100 * value, 0)
        for value in (values["higher"] / values["n"], values["higher_low"], values["higher_high"])
    )
    return {**cells, "Share higher, %": f"{share} ({low} to {high})"}


def of_three(values: dict[str, float]) -> dict[str, str]:
    n, kinds = (
        int(values["n"]),
        {"Higher after": "higher", "The same": "same", "Lower after": "lower"},
    )
    cells = {column: of_people(values[kind], n) for column, kind in kinds.items()}
    return {**cells, "People": f"{n:,}"}


def of_answers(work: Working, line: Line, found: re.Match[str]) -> dict[str, str]:
    role, measure = found["people"].removesuffix("s"), work.named("measures", found["measure"])
    domain, sides = work.domain(line.heads[0]), {"Before": 0, "After": 1}
    if line.heads[1] in sides:
        change = work.comparison(role, measure)
        assert change is not None
        wave = change.waves[sides[line.heads[1]]]
    else:
        wave = work.named("waves", line.heads[1])
        change = work.comparison(role, measure, wave)
    if change is not None:
        frame = change.pairs[domain]
        side = "before" if wave == change.waves[0] else "after"
        given = [str(int(v)) for v in frame[frame["cohort"].isin(line.cohorts)][side]]
    else:
        given = at_one_wave(work, line, second.form_at(work.made, role, wave), measure, domain)
    scale = work.made.scale(work.made.measure(measure)["scale"])
    return {column: in_column(column, given, scale, line.cells) for column in line.cells}


def at_one_wave(work: Working, line: Line, form: str | None, item: str, domain: str) -> list[str]:
    rows = work.made.rows[str(form)]
    rows = rows[rows["cohort"].isin(line.cohorts)]
    columns = [f"{item}_{d}" for d in work.made.domains]
    if domain == "total" and columns[0] in rows:
        sums = second.scores_of(rows, columns).dropna().sum(axis=1)
        return [str(int(total)) for total in sums]
    column = item if domain == "total" else f"{item}_{domain}"
    return [answer for answer in rows[column] if answer not in second.GAPS]


def in_column(
    column: str, given: Sequence[str], scale: dict[str, Any], cells: Collection[str]
) -> str:
    """Return what stands in one column of a table of answers."""
    n, span = len(given), re.match(r"(\d+) to (\d+): ", column)
    apart = {str(point["code"]) for point in scale["points"] if point.get("apart")}
    ordered = sorted(int(answer) for answer in given if answer not in apart)
    half = (len(ordered) + 1) // 2
    if column == "People":
        return f"{n:,}"
    if column == "Median":
        return written(np.median(ordered), 1)
    if column == "Lower hinge":
        return written(np.median(ordered[:half]), 1)
    if column == "Upper hinge":
        return written(np.median(ordered[-half:]), 1)
    if span:
        return of_people(sum(int(span[1]) <= int(total) <= int(span[2]) for total in given), n)
    return of_people(sum(Counter(given)[code] for code in codes_of(column, scale, cells)), n)


def codes_of(label: str, scale: dict[str, Any], beside: Collection[str]) -> list[str]:
    """Return the codes behind a label: one point's where all points are there, or a band's."""
    points = {point["label"]: [str(point["code"])] for point in scale["points"]}
    bands = {band["label"]: [str(code) for code in band["codes"]] for band in scale["bands"]}
    return (points if set(points) <= set(beside) else bands)[label]


def of_question(work: Working, line: Line, role: str) -> dict[str, str]:
    title, wave = re.fullmatch(r"(.+) \((.+?)\)", line.heads[0]).groups()  # type: ignore[union-attr]
    form = second.form_at(work.made, role, work.named("waves", wave))
    own = "session_record" if role == "pair" else str(form)
    return of_item(work, line, own, title, ("Chose it", "People"))


def of_item(
    work: Working, line: Line, form: str, title: str, columns: tuple[str, str]
) -> dict[str, str]:
    """Return a row of a table of questions: how many gave one answer, of how many."""
    sections = work.made.forms[form]["sections"]
    item = next(i for s in sections for i in s["items"] if i.get("text") == title)
    given = at_one_wave(work, line, form, item["id"], "total")
    if item["type"] == "number":
        band = next(band for band in item["bands"] if band["label"] == line.heads[1])
        codes = [answer for answer in given if band["from"] <= int(answer) <= band["to"]]
    elif item["type"] == "scale":
        beside = [heads[1] for heads in line.rows if heads[0] == line.heads[0]]
        codes = codes_of(line.heads[1], work.made.scale(item["scale"]), beside)
    else:
        codes = [str(o["code"]) for o in item["options"] if o["label"] == line.heads[1]]
    chosen = sum(answer in codes for answer in given)
    return dict(zip(columns, (of_people(chosen, len(given)), f"{len(given):,}"), strict=True))


def of_people(count: float, n: int) -> str:
    return f"{count:,.0f} ({int(100 * count / n + 0.5) if n else 0}%)"


def written(value: float | None, places: int, name: str = "") -> str:
    if value is None:
        return ""
    if name.startswith("p_"):
        if 0.0495 <= value < 0.05:
            return "<0.05"  # never rounded up to it
        return "<0.001" if value < 0.001 else f"{value:.{places}f}"
    text = f"{value:.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace("-", "\N{MINUS SIGN}")


def test_every_cell_of_every_table(both: tuple[second.Programme, list[Line]]) -> None:
    made, lines = both
    work = Working(made, second.changes(made))
    wrong, kinds = [], Counter[str]()
    for line in lines:
        cells = expected(work, line)
        if cells is None:
            continue
        kinds[re.sub(r".*: (answers|change|effects).*|( to) \w.*", r"\1\2", line.caption)] += 1
        if line.cells != cells:
            wrong.append((line, cells))
    assert wrong == []
    assert len(kinds) == 5, kinds
    assert min(kinds["answers"], kinds["change"]) > 40
    assert len({line.cohorts for line in lines}) >= 4
