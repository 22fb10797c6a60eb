"""Pages as data and as text: what stands on them, what never does, and golden copies."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import html5lib
import pytest

from generator.disclosure.released import ABSENT, nearest_five
from generator.files import svg
from generator.report.data_schema import STATISTICS
from generator.report.page import Heading, Link, Listing, Notice, Page, render
from generator.report.view import Release, Shown, Withheld
from tests.report import releases
from tests.report.page_reading import tables_of
from tests.report.whole import ResultPages, result_pages

GOLDEN = Path(__file__).parents[1] / "golden" / "results"
PROGRAMME = releases.programme()
HOSTILE = 'Ward <script>alert(1)</script> "x" [a](javascript:b) {{ local.organisation }} *b* &amp;'


def plain_svg(_: object) -> str:
    return '<svg viewBox="0 0 360 10" fill="none"></svg>'


def text_of(page: Page) -> str:
    """Return a page as a reader gets it: Markdown with its slots filled, charts without marks."""
    made = render(page, plain_svg)
    return re.sub(r"<!-- slot: (\S+) -->", lambda m: made.slots[m[1]], made.markdown)


def pages_of(release: Release) -> ResultPages:
    return result_pages(PROGRAMME, release)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def words_of(page: Page) -> str:
    reader = _Words()
    reader.feed(text_of(page))
    return " ".join(reader.words)


@pytest.mark.parametrize(
    ("name", "release", "address"),
    [
        ("open-small", releases.trust((15, 25)), "results/cohort-C1.md"),
        ("open-30", releases.trust((40, 25)), "results/cohort-C1.md"),
        ("open-100", releases.trust((120, 25)), "results/cohort-C1.md"),
        ("open-index", releases.trust((15, 40)), "results/index.md"),
        ("open-pool", releases.trust((15, 25)), "results/pool-1.md"),
        ("restricted-5", releases.trust((5, 9), "restricted"), "results/cohort-C1.md"),
    ],
)
def test_golden(name: str, release: Release, address: str) -> None:
    """Update with UPDATE_GOLDEN=1, then read the difference as you would read code."""
    made = text_of(pages_of(release).pages[address])
    golden = GOLDEN / f"{name}.html"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


def test_every_address() -> None:
    made = pages_of(releases.trust((15, 25)))
    assert sorted(made.pages) == [
        "results/cohort-C1.md",
        "results/cohort-C2.md",
        "results/cohort-P3.md",
        "results/index.md",
        "results/open-data.md",
        "results/organisation-north.md",
        "results/organisation-south.md",
        "results/pool-1.md",
        "results/programme.md",
        "results/releases.md",
    ]
    assert "results/data/statistics.csv" in made.files
    assert "results/data/cohort-C1.csv" in made.files


def test_every_link_leads_somewhere() -> None:
    made = pages_of(releases.trust((15, 25)))
    outside = {f"../analysts/{n}.md" for n in ("methods-in-words", "protecting-people", "files")}
    for page in made.pages.values():
        for link in links(page):
            # Printed summaries are made beside the pages, by a room of their own.
            if link.address not in outside and not link.address.endswith("-summary.pdf"):
                assert f"results/{link.address}" in {**made.pages, **made.files}, link


def links(page: Page) -> list[Link]:
    found: list[Link] = []

    def walk(value: object) -> None:
        if isinstance(value, Link):
            found.append(value)
        elif isinstance(value, tuple):
            for part in value:
                walk(part)
        elif hasattr(value, "__slots__") and not isinstance(value, str):
            for name in value.__slots__:
                walk(getattr(value, name))

    walk(page.blocks)
    return found


def test_one_organisation_shares_the_programmes_page() -> None:
    whole = releases.group(40, "open", "tiny", "programme", "", (("A", "Cohort A"),), "Tiny")
    org = replace(whole, id="north", level="organisation", parent="tiny", title="North")
    made = pages_of(releases.release((whole, org)))
    assert "results/organisation-north.md" not in made.pages
    assert "results/data/organisation-north.csv" not in made.files
    assert "These are all the people of North too." in words_of(made.pages["results/programme.md"])
    assert Link("North", "programme.md") in links(made.pages["results/index.md"])
    assert b",north," in made.files["results/data/statistics.csv"]


def test_listing_is_in_natural_order_of_names() -> None:
    release = releases.trust((15, 15, 15, 15, 15, 15, 15, 15, 15, 15))
    index = pages_of(release).pages["results/index.md"]
    listing = next(block for block in index.blocks if isinstance(block, Listing))
    north, south = listing.entries[:2]
    assert north.words == (Link("North Hospital", "organisation-north.md"),)
    assert [entry.words for entry in north.below] == [
        (Link(f"Cohort {i}", f"cohort-C{i}.md"),) for i in range(1, 11)
    ]
    assert [entry.words for entry in south.below] == [
        (Link("Cohort P3", "cohort-P3.md"),),
        (Link("Cohorts P1 and P2 together", "pool-1.md"),),
    ]


def test_an_organisations_page_lists_its_groups_by_name() -> None:
    page = pages_of(releases.trust((15, 25))).pages["results/organisation-south.md"]
    listing = next(block for block in page.blocks if isinstance(block, Listing))
    cohort, pool = listing.entries
    assert cohort.words == (Link("Cohort P3", "cohort-P3.md"),)
    assert pool.words == (Link("Cohorts P1 and P2 together", "pool-1.md"),)


def test_order_of_sections() -> None:
    page = pages_of(releases.trust((15, 25))).pages["results/cohort-C1.md"]
    assert [b.text for b in page.blocks if isinstance(b, Heading) and b.level == 2] == [
        "What changed",
        "Who took part",
        "Single questions",
        "All the numbers",
        "What is not shown",
        "What these numbers can and cannot show",
        "Downloads",
        "How these numbers were made",
    ]


def test_a_pages_main_path_is_its_main_comparisons() -> None:
    """Other times stand as tables in a part to open; nothing of them is lost."""
    page = pages_of(releases.trust((15, 25))).pages["results/cohort-C1.md"]
    assert [(figure.name, figure.chart.kind) for figure in page.figures()] == [
        ("board", "dumbbells-people"),
        ("questions-mentee-after_session", "bars"),
    ]
    page = pages_of(releases.trust((40, 25))).pages["results/cohort-C1.md"]
    assert [(figure.name, figure.chart.kind) for figure in page.figures()] == [
        ("board", "dumbbells-people"),
        ("areas-mentor-confidence", "dumbbells-people"),
        ("questions-mentee-after_session", "bars"),
        ("beside", "bars"),
    ]
    other = [t for t in tables_of(page) if "answers before the interview" in t.caption]
    assert [len(table.rows) for table in other] == [7, 1]


def test_what_cannot_be_shown_is_said_once() -> None:
    release = releases.trust((15, 25))
    *others, last = release.groups
    bare = replace(last, tables={key: Withheld(t.variable) for key, t in last.tables.items()})
    page = pages_of(replace(release, groups=(*others, bare))).pages["results/cohort-P3.md"]
    text = words_of(page)
    gaps = (
        "confidence in giving feedback (mentors), understanding of the role (mentors) and "
        "some single questions"
    )
    assert f"Missing here: {gaps}. {ABSENT}" in text
    assert text.count(ABSENT) == 1
    assert not list(tables_of(page))
    assert not page.figures()


def test_every_chart_has_its_words() -> None:
    for page in pages_of(releases.trust((15, 40, 120))).pages.values():
        for figure in page.figures():
            assert figure.finding
            assert figure.method
            assert "table" in figure.description
            assert figure.chart.rows


def withhold(release: Release, keep: Iterable[str] = ()) -> Release:
    """Return a release with one cohort's confidence withheld in some areas or all."""
    *others, last = release.groups
    tables = {
        key: Withheld(table.variable)
        if key[1] == "confidence" and key[2] not in set(keep)
        else table
        for key, table in last.tables.items()
    }
    return replace(release, groups=(*others, replace(last, tables=tables)))


def test_withheld_measures_have_one_wording_and_no_chart() -> None:
    page = pages_of(withhold(releases.trust((15, 25)))).pages["results/cohort-P3.md"]
    assert f"Missing here: confidence in giving feedback (mentors). {ABSENT}" in words_of(page)
    assert [row[0] for row in page.figures()[0].chart.rows] == ["Understanding of the role"]
    assert not any("Confidence" in table.caption for table in tables_of(page))


def test_a_partly_withheld_measure_marks_its_rows() -> None:
    release = releases.trust((15, 25))
    *others, last = release.groups
    large = releases.group(40, "open", "P3", "cohort", "south", last.members, last.title)
    release = withhold(replace(release, groups=(*others, large)), keep=("time", "total"))
    page = pages_of(release).pages["results/cohort-P3.md"]
    spread = next(t for t in tables_of(page) if t.caption.endswith("answers before and after"))
    assert [row.gap for row in spread.rows] == [True] * 6 + [False] * 2 + [True] * 6
    areas = next(f for f in page.figures() if f.name == "areas-mentor-confidence")
    assert [row[0] for row in areas.chart.rows] == ["Time"]
    part = "Missing here: part of confidence in giving feedback (mentors)."
    assert f"{part} {ABSENT}" in words_of(page)


def test_a_restricted_page_says_the_true_reason() -> None:
    release = releases.trust((5, 9), "restricted")
    *others, last = release.groups
    why = "Not shown here: fewer than 5 people returned this form."
    bare = replace(last, tables={k: Withheld(t.variable, why) for k, t in last.tables.items()})
    text = words_of(
        pages_of(replace(release, groups=(*others, bare))).pages["results/cohort-P3.md"]
    )
    assert text.count(why) == 1
    assert ABSENT not in text


def test_banners() -> None:
    restricted = releases.trust((5, 9), "restricted")
    small = replace(restricted, minimum=3, approved_by="The sponsor", reason="A pilot.")
    for page in pages_of(small).pages.values():
        kinds = [b.about for b in page.blocks if isinstance(b, Notice)]
        assert kinds == ["invented", "restricted"]
        assert "approved by The sponsor: A pilot." in words_of(page)
        assert "Only for A. Khan and B. Osei. Do not pass on figures" in words_of(page)
        assert "can point to 1 person" in words_of(page)
    real = replace(releases.trust((15, 25)), invented=False)
    for page in pages_of(real).pages.values():
        assert not any(isinstance(b, Notice) for b in page.blocks)
    for page in pages_of(replace(real, preview=True)).pages.values():
        assert [b.about for b in page.blocks if isinstance(b, Notice)] == ["preview"]


def test_how_many_rows_were_left_out_is_for_restricted_readers() -> None:
    release = replace(releases.trust((5, 9), "restricted"), skipped=3)
    text = words_of(pages_of(release).pages["results/cohort-C1.md"])
    assert "Made on 9 March 2026. 3 rows with faults left out" in text


def test_a_preview_says_that_it_is_no_release_yet() -> None:
    release = replace(releases.trust((40, 25)), preview=True, number=3)
    text = words_of(pages_of(release).pages["results/cohort-C1.md"])
    assert "Preview of release 3." in text
    assert "open to all readers" not in text


def test_members_that_no_number_counts_are_named() -> None:
    members = (("a", "Ward A"), ("b", "Ward B"), ("c", "Ward C"))
    group = releases.group(40, "open", "org-1", "organisation", "", members, "Trust")
    said = "Not counted so far, because nobody or too few answered"
    for counted, missed in ((("Ward A", "Ward C"), "Ward B"), ((), "")):
        tables = {
            key: replace(table, counted=counted) if isinstance(table, Shown) else table
            for key, table in group.tables.items()
        }
        made = pages_of(releases.release((replace(group, tables=tables),)))
        text = " ".join(words_of(page) for page in made.pages.values())
        assert (f"{said}: {missed}." in text) is bool(missed)
        assert (said in text) is bool(missed)


def test_hostile_words_stay_words() -> None:
    group = releases.group(40, "open", "=cmd|'x'", "cohort", "", (("=a", HOSTILE),), HOSTILE)
    release = replace(releases.release((group,)), reason=HOSTILE)
    made = pages_of(release)
    for page in made.pages.values():
        text = text_of(page)
        body = text.split("---", 2)[2]
        assert "<script" not in body
        markdown = render(page, plain_svg).markdown.split("---", 2)[2]
        assert "{{" not in markdown
        assert "](javascript" not in markdown
        assert "title: " in text.splitlines()[1]
        html5lib.HTMLParser(strict=False).parseFragment(body)
    for name, content in made.files.items():
        if not name.endswith(".csv"):
            continue
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
            assert not any(cell.startswith(("=", "+", "@")) for cell in row)


def test_slots_are_sound_html_with_unique_ids() -> None:
    release = releases.trust((15, 120))
    made = pages_of(release)
    drawn = svg.draw_all(made.charts())
    for page in made.pages.values():
        rendered = render(page, drawn.__getitem__)
        html = "<!doctype html><title>t</title>" + "".join(rendered.slots.values())
        parser = html5lib.HTMLParser(strict=True)
        tree = parser.parse(html)
        ids = [e.get("id") for e in tree.iter() if e.get("id")]
        assert len(ids) == len(set(ids))
        assert not any("style" in e.attrib for e in tree.iter())
        assert "http" not in html
        named = [e for e in tree.iter() if str(e.tag).endswith("}svg")]
        assert len(named) == len(page.figures())
        for picture in named:
            assert picture.get("role") == "img"
            assert set(picture.get("aria-labelledby", "").split()) <= set(ids)
        for table in (e for e in tree.iter() if str(e.tag).endswith("}table")):
            assert next(str(e.tag).rpartition("}")[2] for e in table) == "caption"


def test_tables_are_rectangles() -> None:
    """Spans and cells of each row add to the number of columns."""
    release = withhold(releases.trust((15, 120), "restricted"), keep=("time",))
    for page in pages_of(release).pages.values():
        for table in tables_of(page):
            for row in table.rows:
                assert len(row.headers) == table.header_columns
                if not row.gap:
                    assert len(row.headers) + len(row.cells) == len(table.columns)


def test_statistics_csv_holds_exactly_the_release() -> None:
    release = withhold(releases.trust((15, 25)))
    content = pages_of(release).files["results/data/statistics.csv"]
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert tuple(rows[0]) == STATISTICS.columns
    by_unit = {
        (r["unit"], r["role"], r["measure"], r["domain"], r["from"], r["to"], r["statistic"]): r
        for r in rows
    }
    for group in release.groups:
        for key, table in group.tables.items():
            if isinstance(table, Withheld):
                row = by_unit[(group.id, *key, "")]
                assert (row["value"], row["n"], row["status"]) == ("", "", "withheld")
                continue
            for category, count in zip(table.variable.categories, table.counts, strict=True):
                assert by_unit[(group.id, *key, category.id)]["value"] == str(nearest_five(count))
            base = str(nearest_five(table.base))
            assert {row["n"] for row in rows if _is_of(row, group.id, key)} == {base}
            assert ((group.id, *key, "margin") in by_unit) is (table.base >= 30)
            assert ((group.id, *key, "verdict") in by_unit) is (key[-1] != "")
    assert {r["statistic"] for r in rows} == {
        *("", "low", "middle", "high", "higher", "same", "lower", "yes", "unsure", "no"),
        *("base", "margin", "verdict", "invited", "before", "after", "both"),
    }


def _is_of(row: dict[str, str], group: str, key: tuple[str, ...]) -> bool:
    names = ("unit", "role", "measure", "domain", "from", "to")
    return tuple(row[name] for name in names) == (group, *key)


def test_restricted_statistics_are_exact_and_have_no_ends() -> None:
    files = pages_of(releases.trust((5, 9), "restricted")).files
    rows = list(
        csv.DictReader(io.StringIO(files["results/data/cohort-C1.csv"].decode("utf-8-sig")))
    )
    names = {row["statistic"] for row in rows}
    assert {*releases.EXACT, *releases.SHIFT, "count:1", "quartile_low", "verdict"} <= names
    assert not {"minimum", "maximum", "margin"} & names
    minutes = {r["statistic"]: r["value"] for r in rows if r["measure"] == "minutes"}
    assert minutes == {"median": "45", "quartile_low": "30", "quartile_high": "62.5"}


def test_withheld_questions_are_told_in_the_one_sentence() -> None:
    release = releases.trust((15, 25))
    others = [
        replace(releases.question(), measure=name, title=f"Part of {name}?")
        for name in ("appraisal", "training")
    ]
    *rest, last = release.groups
    tables = {**last.tables, **{other.key: Withheld(other) for other in others}}
    shown = replace(
        release,
        groups=(*rest, replace(last, tables=tables)),
        variables=(*release.variables, *others),
    )
    page = pages_of(shown).pages["results/cohort-P3.md"]
    assert f"Missing here: some single questions. {ABSENT}" in words_of(page)
    assert "Part of" not in words_of(page).replace("Part of  South Hospital", "")
    asked = next(t for t in tables_of(page) if t.columns[0] == "Question")
    assert not any(row.gap for row in asked.rows)
