"""Every rendered page of any programme agrees with the released numbers and with itself.

Pages are read as a browser gets them: HTML, with the rows of each chart as text
in its drawing. What should stand there is worked out here once more, from the
released counts alone. A word that this reading does not know is a fault.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from generator.definitions.programme import TOTAL, Programme
from generator.definitions.variables import Variable
from generator.disclosure.rule import Audience
from generator.report.charts import Chart
from generator.report.outline import outline
from generator.report.page import Page, render
from generator.report.site_pages import ResultPages, result_pages
from generator.report.view import ReleasedGroup, Shown
from tests.report.inventions import ABSENT, AFTER, BEFORE, WHY, Invention, invention

CLEAR = ("higher", "lower", "no clear change")
VERDICTS = (*CLEAR, "too few to say")
TESTS = {"p_exact": "p (exact)", "p_asymptotic": "p (as in the paper)"}
#: In this order, each only where it has something to show.
SECTIONS = (
    "What changed", "Who took part", "The {areas} areas", "Single questions", "What people wrote",
    "The sessions", "Beside other places", "Groups within this one", "All the numbers",
    "What is not shown", "What these numbers can and cannot show", "Downloads",
    "How these numbers were made",
)  # fmt: skip
ROUGH = (
    "Fewer than 30 people are too few to say: rounding to fives could make a change or hide one."
)
NEVER = re.compile(
    r"With (?:1 person|\d people) no exact test can tell a change from chance, whatever they "
    r"answer\. Read this as what these people said\."
)
FEW = "So few answers changed that no exact test can tell these changes from chance."
SOME_FEW = "Where the verdict is “too few to say”, no exact test can tell the change from chance."


# --- reading a page -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """A table as it is read: its rows are its heads, repeated where they span, and named cells."""

    caption: str
    rows: tuple[tuple[tuple[str, ...], dict[str, str]], ...]
    gaps: int

    def row(self, *heads: str) -> dict[str, str]:
        """Return the cells of the one row with these heads."""
        (found,) = [cells for own, cells in self.rows if own == heads]
        return found


@dataclass(frozen=True)
class Drawn:
    """A chart as it is read: what it found, how it was drawn, and its rows."""

    found: str
    method: str
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Read:
    """A page as a browser gets it."""

    root: Any

    @cached_property
    def sections(self) -> list[tuple[str, list[Any]]]:
        """Return the headings of level 2, each with what stands below it."""
        found: list[tuple[str, list[Any]]] = []
        for element in self.root:
            if element.tag == "h2":
                found.append((words(element), []))
            elif found:
                found[-1][1].append(element)
        return found

    def all(self, tag: str, within: str = "") -> list[Any]:
        """Return elements of a tag, all or those of a section."""
        places = [self.root] if not within else dict(self.sections).get(within, [])
        return [e for place in places for e in place.iter(tag)]

    def drawn(self, within: str = "") -> list[Drawn]:
        """Return charts, from the top down."""
        return [_drawn(figure) for figure in self.all("figure", within)]

    def tables(self, within: str = "") -> list[Table]:
        """Return tables, from the top down."""
        return [self._tables[element] for element in self.all("table", within)]

    @cached_property
    def _tables(self) -> dict[Any, Table]:
        return {element: _table(element) for element in self.root.iter("table")}

    def brief(self, within: str) -> list[str]:
        """Return the sentences that a section says first."""
        return [
            words(item)
            for element in self.all("ul", within)
            if element.get("class") == "brief"
            for item in element
        ]


def read(page: Page) -> Read:
    """Return a page as a browser gets it: headings from Markdown, all else from its slots."""
    made = render(page, _as_text)
    body = made.markdown.split("---", 2)[2]
    body = re.sub(
        r"^(#+) (.*)$", lambda m: f"<h{len(m[1])}>{m[2]}</h{len(m[1])}>", body, flags=re.M
    )
    body = re.sub(r"<!-- slot: (\S+) -->", lambda m: made.slots[m[1]], body)
    return Read(etree.HTML(body).find("body"))


def _as_text(chart: Chart) -> str:
    rows = (f"<text>{html.escape(json.dumps(row))}</text>" for row in chart.rows)
    return f'<svg viewBox="0 0 1 1">{"".join(rows)}</svg>'


def words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _drawn(figure: Any) -> Drawn:
    found, method = (words(e) for e in figure.iter("p") if e.get("class") != "pictures")
    rows = tuple(tuple(json.loads("".join(e.itertext()))) for e in figure.iter("text"))
    (title,) = figure.iter("title")
    assert words(title) == found
    return Drawn(found, method, rows)


def _table(element: Any) -> Table:
    columns = [words(e) for e in element.iterfind("thead/tr/th")]
    rows, gaps, first = [], 0, ""
    for row in element.iterfind("tbody/tr"):
        heads = [words(e) for e in row.iterfind("th")]
        cells = [words(e) for e in row.iterfind("td")]
        if row.get("class") == "first":
            first = heads[0]
        else:
            heads = [first, *heads]
        if row.find("td[@class='withheld']") is not None:
            gaps += 1
            continue
        rows.append((tuple(heads), dict(zip(columns[len(heads) :], cells, strict=True))))
    (caption,) = (words(e) for e in element.iterfind("caption"))
    return Table(caption, tuple(rows), gaps)


# --- what should stand there --------------------------------------------------------------------


def five(count: int) -> int:
    return min((5 * (count // 5), 5 * (count // 5) + 5), key=lambda near: abs(near - count))


def percent(count: int, base: int) -> int:
    return int((100 * count + base / 2) // base)


def heads(table: Shown, count: int) -> str:
    return f"{count if table.exact else five(count):,}"


def is_large(table: Shown) -> bool:
    return table.base >= 30


def short(table: Shown, count: int) -> str:
    """What stands at a mark: a percentage from 30 people on."""
    return f"{percent(count, table.base)}%" if is_large(table) else heads(table, count)


def cell(table: Shown, count: int) -> str:
    """What stands in the board's table: exact numbers have their share beside them."""
    if is_large(table) and table.exact:
        return f"{heads(table, count)} ({short(table, count)})"
    return short(table, count)


def length(table: Shown, count: int) -> float:
    """How long a bar is: as its words say."""
    if is_large(table):
        return percent(count, table.base) / 100
    if table.exact:
        return count / table.base if table.base else 0.0
    return five(count) / five(table.base)


def ends(table: Shown, count: int) -> str:
    """A share of many people in words: the ends are only said where they are exact."""
    share = percent(count, table.base)
    if 0 < share < 100:
        return f"{share}%"
    if table.exact and count in (0, table.base):
        return f"{share}%"
    if table.exact:
        return "more than 99%" if share else "less than 1%"
    return "all or nearly all" if share else "few or none"


def whose(table: Shown, count: int, people: str) -> str:
    """How many of whom, in a sentence."""
    if is_large(table):
        share = ends(table, count)
        return f"{share} of {people}" if "%" in share else f"{share} of the {people}"
    base = heads(table, table.base)
    if table.exact:
        if count == 0:
            return f"none of {base} {people}"
        return f"all {base} {people}" if count == table.base > 1 else f"{count} of {base} {people}"
    if five(count) == 0:
        return f"few or none of about {base} {people}"
    if five(count) >= five(table.base):
        return f"all or nearly all of about {base} {people}"
    return f"about {five(count)} of about {base} {people}"


def decimal(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def small_letter(title: str) -> str:
    return title if title.startswith("NHS") else title[0].lower() + title[1:]


@dataclass(frozen=True)
class Line:
    """One comparison as released: its name, its people and its three tables."""

    name: str
    people: str
    key: tuple[str, str, str, str, str]
    change: Shown
    before: Shown
    after: Shown

    @property
    def verdict(self) -> str:
        return self.change.verdict

    @property
    def medians(self) -> tuple[float, float] | None:
        known = self.change.statistics
        return (known["median_from"], known["median_to"]) if "median_from" in known else None

    def top(self, table: Shown) -> int:
        """How many gave answers in the highest category that has no answer apart."""
        apart = set(table.variable.apart)
        ranked = [
            count
            for count, category in zip(table.counts, table.variable.categories, strict=True)
            if not apart & set(category.codes)
        ]
        return ranked[-1]

    def way(self, way: str) -> int:
        return self.change.counts[("higher", "same", "lower").index(way)]


def lines(made: Programme, group: ReleasedGroup, measure: str = "", role: str = "") -> list[Line]:
    """Return the comparisons of wholes, or of one measure's areas in one role."""
    titles = {m.id: m.title for m in made.measures} | {d.id: d.title for d in made.domains}
    plural = {r.id: small_letter(str(r.plural)) for r in made.roles}
    found = []
    for key, change in group.tables.items():
        own, of, domain, *waves = key
        if waves != [BEFORE, AFTER] or (domain == TOTAL) == bool(measure):
            continue
        if measure and (own, of) != (role, measure):
            continue
        before, after = (group.tables.get((own, of, domain, w, "")) for w in waves)
        if not (isinstance(change, Shown) and isinstance(before, Shown)):
            continue
        if not isinstance(after, Shown) or not change.variable.primary:
            continue
        if min(change.base, before.base, after.base) == 0:
            continue
        name = str(titles[domain if measure else of])
        found.append(Line(name, plural[own], key, change, before, after))  # type: ignore[arg-type]
    if measure:
        places = [d.id for d in made.domains]
        return sorted(found, key=lambda line: places.index(line.key[2]))
    roles = [r.id for r in made.roles]
    return sorted(found, key=lambda line: roles.index(line.key[0]))


# --- the board ----------------------------------------------------------------------------------


def check_board(page: Read, rows: Sequence[Line]) -> None:
    if not rows:
        assert "What changed" not in dict(page.sections)
        return
    (drawn,), (table,) = page.drawn("What changed"), page.tables("What changed")
    assert [own for own, _ in table.rows] == [(f"{row.name} ({row.people})",) for row in rows]
    scale = all(row.medians for row in rows)
    tests = [name for name in TESTS if any(name in row.change.statistics for row in rows)]
    judged = any(row.change.exact or is_large(row.change) for row in rows)
    for row, (_, cells) in zip(rows, table.rows, strict=True):
        assert cells == board_cells(row, scale=scale, judged=judged, tests=tests)
        assert ("%" in "".join(cells.values())) <= is_large(row.change)
        if not row.change.exact:
            people = re.findall(r"(?<![\d,])\d[\d,]*(?![\d,%])", str(list(cells.values())))
            assert all(int(number.replace(",", "")) % 5 == 0 for number in people), cells
    check_dumbbells(drawn, rows, who=True)
    check_title(drawn.found, rows)
    check_brief(page.brief("What changed"), rows)


def board_cells(
    row: Line, *, scale: bool, judged: bool, tests: Sequence[str] = ()
) -> dict[str, str]:
    before, after = row.before, row.after
    highest = max(int(c) for c in before.variable.codes if c not in before.variable.apart)
    cells = {"Before": cell(before, row.top(before)), "After": cell(after, row.top(after))}
    if heads(before, before.base) != heads(row.change, row.change.base):
        cells = {name: f"{said} of {heads(before, before.base)}" for name, said in cells.items()}
    if scale and row.medians:
        one, two = row.medians
        cells = {"Before": f"{decimal(one)} of {highest}", "After": f"{decimal(two)} of {highest}"}
    for way in ("higher", "same", "lower"):
        cells[way.capitalize()] = cell(row.change, row.way(way))
    cells["People"] = heads(row.change, row.change.base)
    if judged:
        cells["Verdict"] = row.verdict
    for name in tests:
        cells[TESTS[name]] = p_value(row.change.statistics.get(name))
    return cells


def p_value(p: float | None) -> str:
    if p is None:
        return ""
    if p < 0.001:
        return "<0.001"
    return "<0.05" if 0.0495 <= p < 0.05 else f"{p:.3f}"


def check_dumbbells(drawn: Drawn, rows: Sequence[Line], *, who: bool) -> None:
    scale = all(row.medians for row in rows)
    judged = any(row.verdict in CLEAR for row in rows)
    assert len(drawn.rows) == len(rows)
    twice = Counter(row.name for row in rows)
    for row, marks in zip(rows, drawn.rows, strict=True):
        label, people, before, after, said, verdict = marks
        assert label == (f"{row.name} ({row.people})" if twice[row.name] > 1 else row.name)
        assert verdict == (row.verdict if judged else "")
        base, table = heads(row.change, row.change.base), row.before
        about = "" if row.change.exact else "about "
        of_whom = f"1 of the {row.people}" if base == "1" else f"{about}{base} {row.people}"
        whom, _, way = people.rpartition(": ")
        assert whom == (of_whom if who else "")
        up, same, down = (short(row.change, row.way(w)) for w in ("higher", "same", "lower"))
        assert said == f"{up} higher, {down} lower\n{same} the same"
        if scale and row.medians:
            codes = [int(c) for c in table.variable.codes if c not in table.variable.apart]
            low, high = min(codes), max(codes)
            assert way == f"{decimal(row.medians[0])} → {decimal(row.medians[1])} of {high}"
            marked = [(median - low) / (high - low) for median in row.medians]
        else:
            sides = (row.before, row.after)
            one, two = (short(at, row.top(at)) for at in sides)
            whole = "" if is_large(table) else f" of {heads(table, table.base)}"
            assert way == f"{one} → {two}{whole}"
            marked = [length(at, row.top(at)) for at in sides]
        assert (before, after) == pytest.approx(tuple(marked), abs=1e-4)
        assert 0 <= min(before, after) <= max(before, after) <= 1


def named(rows: Sequence[Line]) -> dict[str, Line]:
    """Return rows by their name inside a title: with their people where two are alike."""
    twice = Counter(row.name for row in rows)
    return {
        f"{small_letter(row.name)} ({row.people})"
        if twice[row.name] > 1
        else small_letter(row.name): row
        for row in rows
    }


def taken_apart(listed: str, known: dict[str, Line]) -> set[str]:
    """Return the names in a list such as 'tea, grasp of the role and milk'."""
    found = {
        name
        for name in known
        if re.search(rf"(?:^|, | and ){re.escape(name)}(?=$|, | and )", listed)
    }
    assert sum(map(len, found)) == len(re.sub(r", | and (?=\S)", "", listed)), listed
    return found


def check_title(found: str, rows: Sequence[Line]) -> None:
    """A title's directions are verdicts; without any it counts what is printed."""
    known = named(rows)
    if not any(row.verdict in CLEAR for row in rows):
        check_count(found, rows, known)
        return
    said = {}
    for part in found.split("; "):
        word, _, where = part[0].lower().partition(" in ")[0], "", part.partition(" in ")[2]
        word = next(v for v in VERDICTS if part.lower().startswith(f"{v} in "))
        said[word] = where
    assert set(said) == {row.verdict for row in rows if row.verdict in CLEAR}
    for word, where in said.items():
        mine = {name for name, row in known.items() if row.verdict == word}
        if where in ("both", f"all {len(rows)}"):
            assert len(mine) == len(rows)
            assert (where == "both") == (len(rows) == 2)
        elif counted := re.fullmatch(r"(\d+) of (\d+)", where):
            assert (int(counted[1]), int(counted[2])) == (len(mine), len(rows))
        else:
            assert taken_apart(where, known) == mine


def in_a_title(change: Shown, count: int) -> str:
    """Return how many, as a title says it: where it is inexact, with a word for it."""
    if is_large(change):
        return short(change, count)
    said = f"{short(change, count)} of {heads(change, change.base)}"
    if change.exact:
        return said
    return "all or nearly all" if length(change, count) == 1 else f"about {said}"


def check_count(found: str, rows: Sequence[Line], known: dict[str, Line]) -> None:
    shares = {
        way: {name: length(row.change, row.way(way)) for name, row in known.items()}
        for way in ("higher", "lower")
    }
    most = {way: max(of.values()) for way, of in shares.items()}
    if not any(most.values()):
        assert found == "Few or no answers changed"
        return
    many_of = r"\d+%|(?:about )?\d+ of \d+|all or nearly all"
    match = re.fullmatch(rf"Most often (higher|lower): (.+?)(?: \(({many_of})\))?", found)
    assert match, found
    way, where, many = match.groups()
    assert most[way] == max(most.values())
    assert way == "higher" or most["lower"] > most["higher"]
    alike = {name for name, share in shares[way].items() if share == most[way]}
    if counted := re.fullmatch(r"(\d+) of (\d+) rows", where):
        assert (int(counted[1]), int(counted[2])) == (len(alike), len(rows))
    else:
        assert taken_apart(where, known) == alike
    written = {in_a_title(row.change, row.way(way)) for row in (known[name] for name in alike)}
    assert {many} == written if len(written) == 1 else many is None


TOLD = (
    r"After the NHS talk, (?P<who>.+) gave (?P<way>higher or lower|higher|lower) answers"
    r"(?: on (?P<names>.+))? than before the NHS talk(?:, and (?P<rest>.+) lower ones)?\."
)
#: A sentence on one comparison with its verdict, and one on all of which the same is told.
JUDGED = re.compile(rf"(?P<name>.+): (?P<verdict>higher|lower|no clear change)\. {TOLD}")
ALIKE = re.compile(TOLD)


def check_brief(said: Sequence[str], rows: Sequence[Line]) -> None:
    """Each sentence is one of three kinds, true, and has two numbers at most."""
    told: list[Line] = []
    changes = 0
    for sentence in said:
        plain = re.sub(r"<?\d+(?:,\d+)*(?:\.\d+)?%?", "#", sentence)
        assert plain.count("#") <= 2, sentence
        if found := JUDGED.fullmatch(sentence):
            mine = [row for row in rows if row.name == found["name"] and fits(row, found)]
            mine = [row for row in mine if row.verdict == found["verdict"] and row not in told]
            assert mine, sentence
            assert not found["names"]
            told.append(mine[0])
            changes += 1
        elif found := ALIKE.fullmatch(sentence):
            mine = [row for row in rows if row.verdict not in CLEAR and fits(row, found)]
            names = {small_letter(row.name): row for row in mine}
            assert taken_apart(found["names"] or "", names) == set(names), sentence
            told += mine
            changes += 1
        else:
            check_reason(sentence, rows)
            assert sentence == said[-1]
    assert changes == 3 or (changes < 3 and len(told) == len(rows)), said
    order = [VERDICTS.index(row.verdict) for row in told]
    assert order == sorted(order)
    left = [VERDICTS.index(row.verdict) for row in rows if row not in told]
    assert not left or order[-1] <= min(left)
    few = any(row.verdict == VERDICTS[-1] for row in rows)
    assert len(said) == changes + few


def fits(row: Line, found: re.Match[str]) -> bool:
    """Say whether a sentence is a row's: its people, its numbers, and the way that more went."""
    change, higher, lower = row.change, row.way("higher"), row.way("lower")
    way, rest = "higher", ends(change, lower) if is_large(change) else None
    if not is_large(change):
        up, down = length(change, higher), length(change, lower)
        if up == down:
            way = "higher" if up else "higher or lower"
            rest = ("as many" if change.exact else "about as many") if up else None
        elif up < down:
            way = "lower"
    who = whose(change, lower if way == "lower" else higher, row.people)
    return (found["who"], found["way"], found["rest"]) == (who, way, rest)


def check_reason(sentence: str, rows: Sequence[Line]) -> None:
    few = [row for row in rows if row.verdict == VERDICTS[-1]]
    most = max(row.change.base for row in rows)
    if not rows[0].change.exact:
        assert sentence == ROUGH
        assert all(row.change.base < 30 for row in few)
        assert few
    elif most < 6:
        assert NEVER.fullmatch(sentence)
        assert f"With {most} " in sentence
        assert len(few) == len(rows)
    else:
        assert few
        assert sentence == (FEW if len(few) == len(rows) else SOME_FEW)


# --- the rest of a page -------------------------------------------------------------------------


def check_areas(page: Read, made: Programme, group: ReleasedGroup) -> None:
    """Each chart of areas is its table of changes, row by row."""
    drawn = page.drawn(f"The {len(made.domains)} areas")
    own = [(r.id, m.id) for r in made.roles for m in made.measures]
    found = [rows for role, measure in own if (rows := lines(made, group, measure, role))]
    assert len(drawn) == len(found)
    titles = {m.id: m.title for m in made.measures}
    for rows in found:
        start = f"{titles[rows[0].key[1]]}, {rows[0].people}"
        (chart,) = [d for d in drawn if d.found.startswith(f"{start}. ")]
        check_dumbbells(chart, rows, who=False)
        check_title(chart.found.removeprefix(f"{start}. "), rows)
        (table,) = [
            t for t in page.tables("All the numbers")
            if t.caption == f"{start}: change from before the NHS talk to after the NHS talk"
        ]  # fmt: skip
        for row in rows:
            cells = table.row(row.name)
            assert cells.get("Verdict", row.verdict) == row.verdict
            assert "Verdict" in cells or not (row.change.exact or is_large(row.change))
            for column, way in (("Higher after", "higher"), ("The same", "same"),
                                ("Lower after", "lower")):  # fmt: skip
                assert short(row.change, row.way(way)) in re.split(r"[ ()]+", cells[column])


def check_bars(page: Read, known: Sequence[Variable]) -> None:
    """Each bar is a cell of its table, and as long as its words say."""
    for section in (
        "Who took part",
        "Single questions",
        "What people wrote",
        "Beside other places",
    ):
        for chart in page.drawn(section):
            for _, _, share, said in chart.rows:
                if of := re.fullmatch(r"([\d,]+) of ([\d,]+)", said):
                    part, whole = (int(n.replace(",", "")) for n in of.groups())
                    assert share == pytest.approx(part / whole if whole else 0, abs=1e-4)
                elif "%" in said:
                    assert share == int(said.removesuffix("%")) / 100
                else:
                    most = max(int(n.replace(",", "")) for *_, n in chart.rows)
                    own = [
                        int(n.replace(",", "")) for g, *_, n in chart.rows if g == chart.rows[0][0]
                    ]
                    assert share <= 1
                    assert most >= max(own)
    check_questions(page, known)
    check_categories(page)
    check_beside(page)
    check_invited(page)


def same(said: str, cells: dict[str, str], column: str, base: str) -> bool:
    """Say whether words at a bar's end are those of a table's cells."""
    count, _, share = cells[column].partition(" (")
    return said in (share.removesuffix(")"), f"{count} of {cells[base]}")


def check_questions(page: Read, known: Sequence[Variable]) -> None:
    """A bar is the answers of its band, each of which has a row in the table."""
    tables = {t.caption: t for t in page.tables("All the numbers")}
    bands = {(v.title, c.label): v for v in known if v.kind == "question" for c in v.categories}
    for chart in page.drawn("Single questions"):
        wave, people = re.match(r"(.+): .+? (\S+) who answered", chart.method).groups()  # type: ignore[union-attr]
        table = tables[f"Single questions to {people}"]
        for title, label, _, said in chart.rows:
            own, head = bands[title, label], f"{title} ({wave})"
            (codes,) = (c.codes for c in own.categories if c.label == label)
            inside = [
                name for code, name in zip(own.codes, own.labels, strict=True) if code in codes
            ]
            if (head, label) in dict(table.rows):
                inside = [label]
            cells = [table.row(head, name) for name in inside]
            if len(cells) == 1:
                assert same(said, cells[0], "Chose it", "People")
                continue
            chosen = sum(int(cell["Chose it"].partition(" ")[0].replace(",", "")) for cell in cells)
            base = int(cells[0]["People"].replace(",", ""))
            share = f"{percent(chosen, base)}%"
            assert said == (share if base >= 30 else f"{chosen} of {base}")
        check_agreed(chart)


def check_agreed(chart: Drawn) -> None:
    """The title of a chart of questions has the longest bar, if there is one."""
    most = [row for row in chart.rows if row[2] == max(r[2] for r in chart.rows) > 0]
    if found := re.search(r"agreed most on “(.+)”: (.+) chose “(.+)”$", chart.found):
        question, many, label = found.groups()
    elif found := re.fullmatch(r"“(.+)” to “(.+)”: (.+?)(?: of)? \S+", chart.found):
        label, question, many = found.groups()
        assert len({row[0] for row in chart.rows}) == 1
    if found:
        ((own, chosen, share, said),) = most
        assert (own, chosen) == (question, label)
        assert many.removeprefix("about ") == said or (many == "all or nearly all" and share == 1)
    else:
        assert chart.found.startswith("What "), chart.found
        assert len(most) != 1


def check_categories(page: Read) -> None:
    tables = {t.caption: t for t in page.tables("All the numbers")}
    for chart in page.drawn("What people wrote"):
        people = re.match(r".+? (\S+) who returned the form", chart.method)[1]  # type: ignore[index]
        (table,) = [t for c, t in tables.items() if c.startswith(f"Categories of what {people} ")]
        for wave, title, _, said in chart.rows:
            cell = table.row(title)[wave]
            assert said in (cell.partition(" (")[0], cell.partition(" (")[2].removesuffix(")")), (
                cell
            )


def check_beside(page: Read) -> None:
    for chart in page.drawn("Beside other places"):
        (table,) = [t for t in page.tables("All the numbers") if t.caption.endswith("and around")]
        assert len(table.rows) == len(chart.rows)
        for name, where, _, said in chart.rows:
            assert same(said, table.row(name, where), "Higher after", "People")


def check_invited(page: Read) -> None:
    """The bars of who took part have the numbers of the sentences."""
    said = " ".join(words(item) for item in page.all("li", "Who took part"))
    for chart in page.drawn("Who took part"):
        for _, _, share, number in chart.rows:
            assert re.search(rf"(?<![\d,]){number}(?![\d,])", said) or number == "0", said
            assert 0 <= share <= 1


def check_whole(page: Read, made: Programme, group: ReleasedGroup) -> None:
    """Sections in order, none empty; nothing all gap; what is absent said once."""
    titles = [title for title, _ in page.sections]
    order = [title.format(areas=len(made.domains)) for title in SECTIONS]
    assert titles == [title for title in order if title in titles]
    assert all(any(map(words, below)) for _, below in page.sections)
    for table in page.tables():
        assert table.rows, table.caption
    prose = [words(e) for tag in ("p", "li") for e in page.all(tag)]
    for wording in (ABSENT, WHY):
        assert sum(text.count(wording) for text in prose) <= 1
    missing = [m for text in prose for m in re.findall(r"Missing here: (.+?)\. Not shown", text)]
    assert missing == gaps(made, group)
    for text in prose:
        if said := re.search(r"Verdict: ([a-z ]+)\.", text):
            assert said[1] in {t.verdict for t in group.tables.values() if isinstance(t, Shown)}


def gaps(made: Programme, group: ReleasedGroup) -> list[str]:
    """Return the words for what has no number: measures in part or as a whole, then kinds."""
    gone = [key for key, table in group.tables.items() if not isinstance(table, Shown)]
    kept = {key[:2] for key in group.tables if key not in gone}
    kinds = Counter(group.tables[key].variable.kind for key in gone)
    titles = {m.id: small_letter(str(m.title)) for m in made.measures}
    plural = {r.id: small_letter(str(r.plural)) for r in made.roles}
    measures = dict.fromkeys((role, m) for role, m, *_ in group.tables if m in titles)
    named = [
        f"{'part of ' if own in kept else ''}{titles[own[1]]} ({plural[own[0]]})"
        for own in sorted(measures, key=lambda own: list(plural).index(own[0]))
        if own in {key[:2] for key in gone}
    ]
    for kind, one, many in (
        ("question", "1 single question", "single questions"),
        ("theme", "1 category of what people wrote", "categories of what people wrote"),
    ):
        if kinds[kind]:
            named.append(one if kinds[kind] == 1 else f"{kinds[kind]} {many}")
    return [re.sub(r", (?!.*, )", " and ", ", ".join(named))] if named else []


def check_open(page: Read) -> None:
    """No table of fewer than 30 has a percentage, and no number of people is exact."""
    for table in page.tables():
        for _, cells in table.rows:
            people = int(cells["People"].replace(",", "")) if "People" in cells else 0
            for column, said in cells.items():
                if column == "Verdict" or " of " in said or said == "Not shown":
                    continue
                number, _, share = said.partition(" (")
                assert not (("%" in number or share) and people < 30), (table.caption, cells)
                assert "%" in number or int(number.replace(",", "")) % 5 == 0, (
                    table.caption,
                    cells,
                )
    for text in (words(e) for tag in ("p", "li") for e in page.all(tag)):
        for number in re.findall(r"\babout (\d[\d,]*)(?! people\b| verdict\b)\b", text, re.I):
            assert int(number.replace(",", "")) % 5 == 0, text


def check_file(pages: ResultPages, group: ReleasedGroup, stem: str, rows: Sequence[Line]) -> None:
    """The page's verdicts are those of its file, word for word."""
    text = pages.files[f"results/data/{stem}.csv"].decode("utf-8-sig")
    found = {
        tuple(r[name] for name in ("role", "measure", "domain", "from", "to")): r["value"]
        for r in csv.DictReader(io.StringIO(text))
        if r["statistic"] == "verdict"
    }
    changes = {k: t.verdict for k, t in group.tables.items() if k[4] and isinstance(t, Shown)}
    assert found == changes
    assert set(found.values()) <= set(VERDICTS)
    assert all(found[row.key] == row.verdict for row in rows)


# --- all of it ----------------------------------------------------------------------------------


def own_pages(found: Invention, pages: ResultPages) -> Iterator[tuple[ReleasedGroup, str, Read]]:
    """Yield each group that has a page of its own, its name in addresses, and its page."""
    shared = outline(found.programme, found.release)
    for group in found.release.groups:
        if shared.shown_at(group).id == group.id:
            stem = shared.stems[group.id]
            yield group, stem, read(pages.pages[f"results/{stem}.md"])


@pytest.mark.parametrize("audience", ["open", "restricted"])
@given(seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_page_contradicts_the_release_or_itself(audience: Audience, seed: int) -> None:
    found = invention(seed, audience)
    pages = result_pages(found.programme, found.release)
    for group, stem, page in own_pages(found, pages):
        rows = lines(found.programme, group)
        check_board(page, rows)
        check_areas(page, found.programme, group)
        check_bars(page, found.release.variables)
        check_whole(page, found.programme, group)
        if audience == "open":
            check_open(page)
        check_file(pages, group, stem, rows)
        if group.level == "programme" and rows:
            index = read(pages.pages["results/index.md"])
            assert index.brief("In brief") == page.brief("What changed")
