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
from generator.report.view import ReleasedGroup, Shown
from tests.report.inventions import ABSENT, AFTER, BEFORE, WHY, Invention, invention
from tests.report.whole import ResultPages, result_pages

CLEAR = ("higher", "lower", "no clear change")
VERDICTS = (*CLEAR, "too few to say")
TESTS = {"p_exact": "p (exact)", "p_asymptotic": "p (as in the paper)"}
#: In this order, each only where it has something to show.
SECTIONS = (
    "What changed", "Who took part", "The {areas} areas", "Single questions", "What people wrote",
    "Beside other places", "Groups within this one", "All the numbers",
    "What is not shown", "What these numbers can and cannot show", "Downloads",
    "How these numbers were made",
)  # fmt: skip
ROUGH = (
    "Fewer than 30 people are too few to say: rounding to fives could make a change or hide one."
)
FEW = (
    "Too few to say: fewer than 6 people’s answers changed, and no exact test can tell so few "
    "changes from chance."
)


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


def in_percent(table: Shown) -> bool:
    return is_large(table) and not table.exact


def short(table: Shown, count: int) -> str:
    """What stands at a mark: on open pages a percentage from 30 people on."""
    return f"{percent(count, table.base)}%" if in_percent(table) else heads(table, count)


def of_all(table: Shown, count: int) -> str:
    whole = "" if in_percent(table) else f" of {heads(table, table.base)}"
    return f"{short(table, count)}{whole}"


def length(table: Shown, count: int) -> float:
    """How long a bar is: as its words say."""
    if in_percent(table):
        return percent(count, table.base) / 100
    if table.exact:
        return count / table.base if table.base else 0.0
    return five(count) / five(table.base)


def amount(table: Shown, count: int) -> str:
    """How many in a sentence: the ends are only said where they are exact."""
    if table.exact:
        return f"{count:,}"
    share = length(table, count)
    if share in (0, 1):
        return "all or nearly all" if share else "few or none"
    return short(table, count) if in_percent(table) else f"about {five(count)}"


def whose(table: Shown, count: int, people: str) -> str:
    """How many of whom, in a sentence."""
    some, about = amount(table, count), "" if table.exact else "about "
    whole = "" if "%" in some else f"{about}{heads(table, table.base)} "
    return f"{some} of {whole}{people}"


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
    tests = [name for name in TESTS if any(name in row.change.statistics for row in rows)]
    judged = any(row.change.exact or is_large(row.change) for row in rows)
    for row, (_, cells) in zip(rows, table.rows, strict=True):
        assert cells == board_cells(row, judged=judged, tests=tests)
        assert ("%" in "".join(cells.values())) <= in_percent(row.change)
        if not row.change.exact:
            people = re.findall(r"(?<![\d,])\d[\d,]*(?![\d,%])", str(list(cells.values())))
            assert all(int(number.replace(",", "")) % 5 == 0 for number in people), cells
    check_dumbbells(drawn, rows, who=True)
    check_title(drawn.found, rows)
    check_brief(page.brief("What changed"), rows)


def board_cells(row: Line, *, judged: bool, tests: Sequence[str] = ()) -> dict[str, str]:
    highest = max(int(c) for c in row.before.variable.codes if c not in row.before.variable.apart)
    one, two = (of_all(at, row.top(at)) for at in (row.before, row.after))
    if row.medians:
        one, two = (f"{decimal(median)} of {highest}" for median in row.medians)
    cells = {"Before": one, "After": two}
    for way in ("higher", "same", "lower"):
        cells[way.capitalize()] = short(row.change, row.way(way))
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
    assert len(drawn.rows) == len(rows)
    for row, marks in zip(rows, drawn.rows, strict=True):
        label, people, before, after, said, verdict = marks
        assert label == row.name
        assert verdict == (row.verdict if row.verdict in CLEAR else "")
        base, table = heads(row.change, row.change.base), row.before
        about = "" if row.change.exact else "about "
        of_whom = f"1 of the {row.people}" if base == "1" else f"{about}{base} {row.people}"
        whom, _, way = people.rpartition(": ")
        assert whom == (of_whom if who else "")
        up, same, down = (short(row.change, row.way(w)) for w in ("higher", "same", "lower"))
        assert said == f"{up} higher, {down} lower\n{same} the same"
        if row.medians:
            codes = [int(c) for c in table.variable.codes if c not in table.variable.apart]
            low, high = min(codes), max(codes)
            assert way == f"{decimal(row.medians[0])} → {decimal(row.medians[1])} of {high}"
            marked = [(median - low) / (high - low) for median in row.medians]
        else:
            sides = (row.before, row.after)
            (was, one), (now, two) = ((at, row.top(at)) for at in sides)
            assert way == f"{short(was, one)} → {of_all(now, two)}"
            marked = [length(at, row.top(at)) for at in sides]
        assert (before, after) == pytest.approx(tuple(marked), abs=1e-4)
        assert 0 <= min(before, after) <= max(before, after) <= 1


def check_title(found: str, rows: Sequence[Line]) -> None:
    """A title is how many rows have each verdict."""
    many = Counter(row.verdict for row in rows)
    parts = [f"{word} in {many[word]} of {len(rows)}" for word in VERDICTS if many[word]]
    assert found == "; ".join(parts).capitalize()


def check_brief(said: Sequence[str], rows: Sequence[Line]) -> None:
    """Up to three comparisons, the most important first, and why it is too few to say."""
    ranked = sorted(rows, key=lambda row: VERDICTS.index(row.verdict))
    told = [
        f"{row.name}: {row.verdict}. After the NHS talk, "
        f"{whose(row.change, row.way('higher'), row.people)} answered higher than before the NHS "
        f"talk, and {amount(row.change, row.way('lower'))} lower."
        for row in ranked[:3]
    ]
    few = [row.change for row in rows if row.verdict == VERDICTS[-1]]
    reason = [FEW if few[0].exact else ROUGH] if few else []
    assert said == [*told, *reason]
    assert all(change.exact or change.base < 30 for change in few)


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
    for section in ("Single questions", "What people wrote", "Beside other places"):
        for chart in page.drawn(section):
            for _, _, share, said in chart.rows:
                if of := re.fullmatch(r"([\d,]+) of ([\d,]+)", said):
                    part, whole = (int(n.replace(",", "")) for n in of.groups())
                    assert share == pytest.approx(part / whole if whole else 0, abs=1e-4)
                else:
                    assert share == int(said.removesuffix("%")) / 100
    check_questions(page, known)
    check_categories(page)
    check_beside(page)


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
            assert said in (share, f"{chosen:,} of {base:,}")
        check_most(chart)


def check_most(chart: Drawn) -> None:
    """The title of a chart of bars has the longest bar, if it is one."""
    most = [row for row in chart.rows if row[2] == max(r[2] for r in chart.rows) > 0]
    if len(most) == 1:
        ((asked, label, _, said),) = most
        assert chart.found.startswith(asked)
        assert chart.found.endswith(f" most often: “{label}” ({said})")
    else:
        assert chart.found.startswith("What ")


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
        check_most(chart)


def check_beside(page: Read) -> None:
    for chart in page.drawn("Beside other places"):
        (table,) = [t for t in page.tables("All the numbers") if t.caption.endswith("and around")]
        assert len(table.rows) == len(chart.rows)
        for name, where, _, said in chart.rows:
            cells = table.row(f"{name}: {where}")
            assert same(said, cells, "Higher after", "People")


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
    for kind, many in (("question", "single questions"),
                       ("theme", "categories of what people wrote")):  # fmt: skip
        if kinds[kind]:
            named.append(f"some {many}")
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
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
