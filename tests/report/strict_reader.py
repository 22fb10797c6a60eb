"""A strict reader of page data: lists what a page says that its readers may not be told.

It stands for somebody who knows ``DISCLOSURE.md`` and nothing of the code: it
takes pages and files as they come out, reads each number in each table cell,
chart, sentence and line of ``statistics.csv``, and names every one that the rule does
not allow. What it takes for granted is written out here and not asked of the code.
"""

from __future__ import annotations

import csv
import io
import re
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from generator.disclosure.released import Release
from generator.report.page import DataTable, Figure
from generator.report.pages import ResultPages
from tests.report.page_reading import figures_of, sentences, tables_of

GAP_WORDS = (
    "Not shown on its own, to protect confidentiality: "
    "fewer than the minimum, or a late batch is waiting."
)
OTHER_GAPS = {GAP_WORDS, "Not asked, or not collected.", "Not shown", ""}
CLASSES = {"<0.001", "<0.01", "<0.05", "not below 0.05"}
NEVER = {"minimum", "maximum", "mean"}
QUARTILES = {"quartile_low", "quartile_high"}
FROM_TEN = {*QUARTILES, "shift", "shift_low", "shift_high", "shift_level"}
TESTS = {"p_exact", "p_asymptotic", "p_holm", "p_stratified"}
EXACT_ONLY = {*FROM_TEN, *TESTS, "superiority_low", "superiority_high"} - QUARTILES
LARGE_ONLY = {"median", "median_from", "median_to", "rank_biserial", "superiority", *QUARTILES}
#: Columns of tables that count places, and those that hold words.
PLACES = {"Organisations", "Cohorts", "On their own", "In a named pool", "Only in a larger group"}
PLACES |= {"Under 25%", "25 to 49%", "50 to 74%", "75% or more"}
BASES = {"People", "Invited", "Both times", "Records"}
LARGE_COLUMNS = {
    "Median before", "Median after", "Median", "Rank-biserial correlation",
    "Probability of superiority", "Lower quartile", "Upper quartile",
}  # fmt: skip
EXACT_COLUMNS = {"Exact p", "p as the paper computed it", "p adjusted for seven areas (Holm)"}
COUNT = re.compile(r"(\d{1,3}(?:,\d{3})*|\d+)(?: of (\d[\d,]*))?(?: \((\d+)%\))?")

#: Numbers in sentences of open pages that are no counts of people, each with its words.
NOT_PEOPLE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"p (?:<|is not below|is below|below|can have p <|fall below) ?0\.0(?:5|1|01)\b",
        r"(?:about|fewer than|more than) \d in 10\b",
        r"(?:for|to) \d+(?: of \d+)? (?:questions?|rows)",
        r"998 of 1,000 groups",
        r"1 test in 20 would fall below 0\.05",
        r"(?:in|of) (?:all )?\d+(?: of (?:the )?\d+)? (?:areas|comparisons|questions)",
        r"in \d+(?: of \d+)? organisations",
        r"\d+ of (?:the )?\d+ (?:areas|comparisons|questions)",
        r"and (?:fewer|more fell than rose) in \d+",
        r"[\d,]+ of [\d,]+ organisations",
        r"(?:all|both|every one of the|for|none of the) \d+ (?:areas|(?:main )?comparisons)",
        r"[\d,]+ (?:organisations?|regions?|cohorts?) (?:takes? part|with)?",
        r"[\d,]+ shown on their own, [\d,]+ in named pools and [\d,]+ only in a larger group",
        r"in [\d,]+ regions|with [\d,]+ cohorts?|[\d,]+ cohorts?",
        r"Response files read: [\d,]+ files?",
        r"\d{1,2} (?:[JFMASOND][a-z]+) 20\d\d",
        r"under 25% to 75% or more",
        r"seven areas|sheet of A4|UTF-8",
        r"0\.5 is a balance|from −1 \(every change is downwards\) to 1 \(every change",
        r"(?<=, )[\d.]+ [kM]B",
        r"Release \d+",
    )
)
MEDIANS = re.compile(r"\(median\) was (\d+(?:\.5)?)(?: [^.]*? and (\d+(?:\.5)?) | both times)")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass
class Table:
    """The lines of one released table in ``statistics.csv``."""

    unit: str
    key: tuple[str, ...]
    values: dict[str, str] = field(default_factory=dict)
    n: set[str] = field(default_factory=set)

    @property
    def base(self) -> int:
        return int(self.values.get("base") or self.values["invited"])

    @property
    def counts(self) -> dict[str, int]:
        """Return people by category, or by how far they came."""
        others = NEVER | EXACT_ONLY | LARGE_ONLY | {"base", "p_class", "invited", "before", "after"}
        return {
            name: int(value)
            for name, value in self.values.items()
            if name not in others and ":" not in name
        }

    @property
    def codes(self) -> list[int]:
        return [int(v) for name, v in self.values.items() if name.startswith("count:")]


# ---- the rule ----


def faults(pages: ResultPages, release: Release, minimum: int) -> list[str]:
    """Return what pages and files give away against the rule for their readers."""
    exact = release.audience == "restricted"
    whole = list(released_lines(pages.files["results/data/statistics.csv"]))
    found = [fault for table in whole for fault in _table_faults(table, minimum, exact)]
    found += _nested_faults(whole, release, minimum) if exact else ()
    labels = _public_labels(release)
    for page in pages.pages.values():
        of_page = [
            *(f for table in tables_of(page) for f in _cell_faults(table, minimum, exact)),
            *(f for figure in figures_of(page) for f in _chart_faults(figure, minimum, exact)),
        ]
        for words in sentences(page):
            said = _without(words, labels)
            of_page += (
                _exact_sentence(said, minimum) if exact else _open_sentence(said, minimum, whole)
            )
        found += [f"{page.address}: {fault}" for fault in of_page]
    for name, content in pages.files.items():
        if content.startswith(b"\xef\xbb\xbflevel,unit"):
            found += _file_faults(name, list(released_lines(content)), whole)
    return found


def _file_faults(name: str, some: Sequence[Table], whole: Sequence[Table]) -> Iterator[str]:
    """Yield a fault where a group's own file holds other numbers than the table of all."""
    units = {table.unit for table in some}
    if not _alike(some, [table for table in whole if table.unit in units]):
        yield f"{name}: other numbers than the whole"


def _alike(one: Sequence[Table], other: Sequence[Table]) -> bool:
    return {(t.unit, t.key): t.values for t in one} == {(t.unit, t.key): t.values for t in other}


def released_lines(content: bytes) -> Iterator[Table]:
    """Yield the released tables of a statistics file; a withheld line with a number fails."""
    found: dict[tuple[str, ...], Table] = {}
    for line in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        assert set(line) == {
            "level", "unit", "role", "measure", "domain", "from", "to", "statistic", "value", "n",
            "status",
        }  # fmt: skip
        if line["status"] == "withheld":
            assert [line["statistic"], line["value"], line["n"]] == ["", "", ""], line
            continue
        assert line["status"] == "released", line
        key = tuple(line[name] for name in ("role", "measure", "domain", "from", "to"))
        table = found.setdefault((line["unit"], *key), Table(line["unit"], key))
        assert line["statistic"] not in table.values, line
        table.values[line["statistic"]] = line["value"]
        table.n.add(line["n"])
    yield from found.values()


def _table_faults(table: Table, minimum: int, exact: bool) -> Iterator[str]:
    name = f"{table.unit} {table.key}"
    if table.base < minimum:
        yield f"{name}: {table.base} people are under the minimum"
    if table.n != {str(table.base)}:
        yield f"{name}: n is {table.n} beside a base of {table.base}"
    if sum(table.counts.values()) != table.base and not any(":" in v for v in table.values):
        yield f"{name}: {table.counts} do not add up to {table.base}"
    if NEVER & set(table.values):
        yield f"{name}: {sorted(NEVER & set(table.values))} may never be shown"
    yield from (_exact_faults if exact else _open_faults)(table, name)


def _open_faults(table: Table, name: str) -> Iterator[str]:
    people = [table.base, *table.counts.values(), *table.codes]
    if any(count % 5 for count in people):
        yield f"{name}: {people} are no multiples of 5"
    if EXACT_ONLY & set(table.values):
        yield f"{name}: {sorted(EXACT_ONLY & set(table.values))} is for restricted pages"
    if any(n in table.values for n in ("before", "after")) or any(
        n.startswith("returned") for n in table.values
    ):
        yield f"{name}: each wave's own number of people"
    large = LARGE_ONLY & set(table.values)
    if table.base < 100 and (large or table.codes):
        yield f"{name}: {sorted(large)} or codes of {table.base} people"
    for statistic in large:
        value = float(table.values[statistic])
        step = 0.1 if statistic in ("rank_biserial", "superiority") else 0.5
        if abs(value / step - round(value / step)) > 1e-9:
            yield f"{name}: {statistic} is too fine: {value}"
    if {"median", *QUARTILES} & large and not table.codes:
        yield f"{name}: {sorted(large)} of codes that are not shown"
    if table.codes and float(table.values.get("median", _median(table.codes))) != _median(
        table.codes
    ):
        yield f"{name}: a median of other answers than those printed"
    if table.values.get("p_class", "<0.05") not in CLASSES:
        yield f"{name}: p in digits"


def _median(counts: Sequence[int]) -> float:
    answers = [code for code, count in enumerate(counts, 1) for _ in range(count)]
    return statistics.median(answers)


def _exact_faults(table: Table, name: str) -> Iterator[str]:
    answers = "base" in table.values
    for counts in (list(table.counts.values()), table.codes):
        if answers and counts and max(counts) >= table.base - 1:
            yield f"{name}: all, or all but one, gave one answer: {counts}"
    if table.base < 10:
        if FROM_TEN & set(table.values):
            yield f"{name}: hinges or an interval of {table.base} people"
        tested = TESTS | {"rank_biserial", "superiority"}
        if table.codes and tested & set(table.values):
            yield f"{name}: every code beside a test, of {table.base} people"
    if "p_class" in table.values:
        yield f"{name}: a class of p where p is given"


def _nested_faults(tables: Sequence[Table], release: Release, minimum: int) -> Iterator[str]:
    """Yield groups one in the other that differ by fewer people than the minimum."""
    members = {g.id: {cohort for cohort, _ in g.members} for g in release.groups}
    by_key: dict[tuple[str, ...], list[Table]] = {}
    for table in tables:
        by_key.setdefault(table.key, []).append(table)
    for key, shown in by_key.items():
        for inner in shown:
            for outer in shown:
                if members[inner.unit] < members[outer.unit]:
                    rest = outer.base - inner.base
                    if rest and abs(rest) < minimum:
                        yield f"{key}: {outer.unit} less {inner.unit} are {rest} people"


# ---- cells ----


def _cell_faults(table: DataTable, minimum: int, exact: bool) -> Iterator[str]:
    if table.words or "Version" in table.columns:
        return
    columns = table.columns[table.header_columns :]
    forbidden = {"Mean", "Minimum", "Maximum", "Hodges-Lehmann shift", "Shift"}
    forbidden |= set() if exact else EXACT_COLUMNS
    if forbidden & set(columns):
        yield f"{table.caption}: a column {sorted(forbidden & set(columns))}"
    for row in table.rows:
        if row.gap:
            if row.cells[0] not in OTHER_GAPS:
                yield f"{table.caption}: a gap that says {row.cells[0]!r}"
            continue
        if len(row.cells) != len(columns):
            yield f"{table.caption}: {len(row.cells)} cells for {len(columns)} columns"
            continue
        named = dict(zip(columns, row.cells, strict=True))
        if exact:
            yield from _exact_row(table.caption, named, minimum)
        elif not set(columns) & PLACES:
            yield from _open_row(table.caption, named, minimum)


def _open_row(caption: str, row: Mapping[str, str], minimum: int) -> Iterator[str]:
    base = next((_whole(row[name]) for name in row if name in BASES), 0)
    if base and (base < minimum or base % 5):
        yield f"{caption}: a base of {base}"
    for column, cell in row.items():
        if cell in OTHER_GAPS:
            continue
        if column in LARGE_COLUMNS or column == "p":
            fine = CLASSES | {"not given"} if column == "p" else ()
            if column == "p" and cell not in fine:
                yield f"{caption}: p is {cell}"
            if column != "p" and (base < 100 or not re.fullmatch(r"−?\d+(\.\d)?", cell)):
                yield f"{caption}: {column} is {cell} of {base} people"
            continue
        found = COUNT.fullmatch(cell)
        if found is None:
            yield f"{caption}: {column} holds {cell!r}"
            continue
        count, of, share = _whole(found[1]), found[2], found[3]
        whole = _whole(of) if of else base
        if count % 5 or (of and (whole % 5 or whole < minimum)):
            yield f"{caption}: {cell} is no rounded number"
        if share is not None and (whole < 30 or int(share) != (200 * count + whole) // (2 * whole)):
            yield f"{caption}: {cell} is no share of {whole}"


def _exact_row(caption: str, row: Mapping[str, str], minimum: int) -> Iterator[str]:
    for name in BASES & row.keys() - ({"Both times"} if "Invited" in row else set()):
        base = _whole(row[name])
        if base < minimum:
            yield f"{caption}: {name} is {base}"
        if base < 10 and {"Lower quartile", "Upper quartile"} & {c for c in row if row[c]}:
            yield f"{caption}: hinges of {base}"


def _whole(text: str) -> int:
    return int(text.split(" ")[0].replace(",", ""))


# ---- charts ----


def _bars(figure: Figure) -> Iterator[tuple[tuple[int, ...], int]]:
    for panel in figure.drawing.panels:
        for group in panel.groups:
            for bar in group.bars:
                if bar.counts is not None:
                    yield bar.counts, bar.base
    for shift in figure.drawing.shifts:
        yield (shift.before,), shift.base_before
        yield (shift.after,), shift.base_after


def _chart_faults(figure: Figure, minimum: int, exact: bool) -> Iterator[str]:
    """Yield numbers of a chart's data, and places of its marks, that say more than its table."""
    if "Organisations" in figure.tables[0].columns:
        return  # counts of places
    shares = {0.0, 0.5, 1.0}
    for counts, base in _bars(figure):
        if base < minimum:
            yield f"{figure.message}: a bar of {base} people"
        if not exact and any(count % 5 for count in (*counts, base)):
            yield f"{figure.message}: {counts} of {base} in a chart"
        ends = [sum(counts[:place]) for place in range(len(counts) + 1)]
        shares |= {round(end / base, 4) for end in ends if base}
    _, data = figure.drawing.laid_out()
    key = data.get("rings", [{}])[0].get("y")
    marks = [mark for source in ("bars", "dots", "rings") for mark in data.get(source, [])]
    for mark in marks:
        places = [float(mark[name]) for name in ("start", "end", "share") if name in mark]
        if mark.get("y", -1) != key and not shares.issuperset(places):
            yield f"{figure.message}: a mark at {places}"
    for source in () if exact else ("numbers", "ends", "words"):
        for word in data.get(source, []):
            yield from _chart_word(figure, str(word["words"]), source)


def _chart_word(figure: Figure, words: str, source: str) -> Iterator[str]:
    if source == "words" and not re.fullmatch(r"\d[\d,]*%?", words):
        return  # labels, which are read with the sentences
    if figure.drawing.shifts and words in ("0%", "50%", "100%"):
        return  # the scale
    shown = set(_bar_numbers(figure))
    if not shown.issuperset(NUMBER.findall(words)):
        yield f"{figure.message}: the chart says {words!r}"


def _bar_numbers(figure: Figure) -> Iterator[str]:
    for counts, base in _bars(figure):
        yield from (f"{n:,}" for n in (*counts, base))
        yield from (str((200 * n + base) // (2 * base)) for n in counts)


# ---- sentences ----


def _public_labels(release: Release) -> list[str]:
    """Return names and answers that hold numbers themselves, the longest first."""
    found = {group.title for group in release.groups}
    found |= {name for c in release.listed for name in (c.title, c.organisation, c.region)}
    for variable in release.variables:
        labels = [*variable.labels, *(c.label for c in variable.categories), variable.title]
        found |= {label for label in labels if re.search(r"\d", label) and not label.isdigit()}
        found |= {label.split(":")[0] for label in labels if ":" in label}
    return sorted((f for f in found if f), key=len, reverse=True)


def _without(words: str, labels: Sequence[str]) -> str:
    """Return a sentence without names and answers, whatever letter these begin with."""
    for label in labels:
        for form in (label, label[:1].lower() + label[1:]):
            words = words.replace(form, "…")
    return words


def _open_sentence(words: str, minimum: int, tables: Sequence[Table]) -> Iterator[str]:
    rest = words.replace(f"fewer than {minimum} people", "")
    if MEDIANS.search(rest) and max((table.base for table in tables), default=0) < 100:
        yield f"a median of few: {words!r}"
    for pattern in (MEDIANS, *NOT_PEOPLE):
        rest = pattern.sub("", rest)
    for share, of in re.findall(r"(\d+)%(?: of about (\d[\d,]*))?", rest):
        named = [of] if of else re.findall(r"\babout (\d[\d,]*)", rest)
        if not _possible_share(int(share), named, tables):
            yield f"{share}% is no share of rounded numbers: {words!r}"
    rest = re.sub(r"\d+%", "", rest)
    if re.search(r"\bp ?[=<≈]", rest):
        yield f"p in digits: {words!r}"
    for text in NUMBER.findall(rest):
        if "." in text or _whole(text) % 5:
            yield f"{text} is no rounded number: {words!r}"
    if any(_whole(people) < minimum for people in re.findall(r"\bof about (\d[\d,]*)", rest)):
        yield f"a base under the minimum: {words!r}"


def _possible_share(share: int, named: Sequence[str], tables: Sequence[Table]) -> bool:
    """Tell whether a percentage is one of the people named with it, or else of any table's."""
    bases = [_whole(text) for text in named] or sorted({table.base for table in tables})
    return any(
        (200 * count + base) // (2 * base) == share
        for base in bases
        if base >= 30 and base % 5 == 0
        for count in range(0, base + 1, 5)
    )


def _exact_sentence(words: str, minimum: int) -> Iterator[str]:
    people = r"(?:mentors|mentees|people|invited|who)\b"
    for pattern in (rf"\bof (\d[\d,]*) {people}", rf"\ball (\d[\d,]*) {people}"):
        for base in re.findall(pattern, words):
            if _whole(base) < minimum:
                yield f"a group under the minimum: {words!r}"
    for never in (
        r"\b(?:the|a) mean\b|\bmean of\b",
        r"\bminimum of \d",
        r"\bmaximum of \d",
        r"\branges? from \d",
    ):
        if re.search(never, words):
            yield f"what may never be shown: {words!r}"
    if re.search(r"20\d\d-\d\d-\d\d", words):
        yield f"a date: {words!r}"
