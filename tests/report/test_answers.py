"""What people answered, wrote and recorded: categories with denominators, bands, pairs."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.variables import Category as Band
from generator.disclosure.released import ABSENT, nearest_five
from generator.disclosure.rule import Audience
from generator.report.answers import (
    HOW,
    NOT_SHOWN,
    question_blocks,
    question_part,
    theme_blocks,
    theme_part,
)
from generator.report.outline import outline
from generator.report.page import (
    Block,
    Bullets,
    DataTable,
    Figures,
    Heading,
    More,
    Paragraph,
    html_of,
)
from generator.report.view import Release, Shown, Withheld
from generator.responses.themes import Category, Themes, theme_variables
from tests.report import releases
from tests.report.page_reading import sentences
from tests.report.releases import AFTER, BEFORE
from tests.report.test_pages import pages_of, words_of
from tests.report.whole import result_pages

# --- what people wrote ------------------------------------------------------------------

BOOK = (
    Category("time", "Not enough time", "Time for it."),
    Category("power", "Power & <rank>", "Rank and what follows."),
    Category("proof", "Proof"),
)
STAGES = {("mentor", BEFORE): (), ("mentor", AFTER): (), ("mentee", AFTER): ()}
VARIABLES = theme_variables(releases.programme(), Themes(BOOK, STAGES))  # type: ignore[arg-type]
Cells = dict[tuple[str, str, str], tuple[int, int]]


@cache
def trust(audience: Audience) -> Release:
    return releases.trust((15, 25), audience)


def release(shown: Cells, *, exact: bool) -> Release:
    """Return a release whose first group shows (mentioned, base) of some categories."""
    made = trust("restricted" if exact else "open")
    tables = {
        v.key: Shown(v, base, (count, base - count), exact)
        if (count_of := shown.get((v.role, v.from_, v.measure.removeprefix("theme:"))))
        and (count := count_of[0]) is not None
        and (base := count_of[1])
        else Withheld(v)
        for v in VARIABLES
    }
    first = replace(made.groups[0], tables={**made.groups[0].tables, **tables})
    variables = (*made.variables, *VARIABLES)
    return replace(made, variables=variables, groups=(first, *made.groups[1:]))


def blocks(shown: Cells, *, exact: bool = False) -> list[Block]:
    made = release(shown, exact=exact)
    return list(theme_blocks(outline(releases.programme(), made), made.groups[0]))


def test_nothing_where_nothing_was_coded() -> None:
    made = releases.trust((15, 25))
    assert list(theme_blocks(outline(releases.programme(), made), made.groups[0])) == []


def part(shown: Cells, *, exact: bool = False) -> More | None:
    made = release(shown, exact=exact)
    return theme_part(outline(releases.programme(), made), made.groups[0])


def tables(shown: Cells, *, exact: bool = False) -> list[DataTable]:
    found = part(shown, exact=exact)
    return [one for one in found.blocks if isinstance(one, DataTable)] if found else []


def test_where_nothing_may_be_shown_it_is_said_with_all_that_is_missing() -> None:
    assert blocks({}) == []
    assert part({}) is None
    made = release({}, exact=False)
    page = result_pages(releases.programme(), made).pages["results/programme.md"]
    said = f"Missing here: some categories of what people wrote. {ABSENT}"
    assert sum(text.count(said) for text in sentences(page)) == 1


def test_categories_by_stage_and_role_with_denominators() -> None:
    shown: Cells = {
        ("mentor", BEFORE, "time"): (9, 14),
        ("mentor", BEFORE, "power"): (6, 14),
        ("mentor", AFTER, "time"): (20, 40),
    }
    heading, how, figures = blocks(shown)
    assert (heading, how) == (Heading(2, "What people wrote"), Paragraph(HOW))
    assert isinstance(figures, Figures)
    (figure,) = figures.figures
    assert figure.finding == "Before the session. Mentors most often: “Not enough time” (10 of 15)"
    assert figure.method.startswith("About 15 to 40 mentors who returned the form")
    assert figure.chart.rows == (
        ("Before the session", "Not enough time", 0.6667, "10 of 15"),
        ("Before the session", "Power & <rank>", 0.3333, "5 of 15"),
        ("After the session", "Not enough time", 0.5, "50%"),
    )
    (table,) = tables(shown)
    assert table.columns == ("Category", "Before the session", "After the session")
    assert [(row.headers, row.cells) for row in table.rows] == [
        (("Not enough time",), ("10 of 15", "20 of 40 (50%)")),
        (("Power & <rank>",), ("5 of 15", NOT_SHOWN)),
    ]
    assert "&lt;rank&gt;" in html_of([table])
    found = part(shown)
    assert found is not None
    meanings = found.blocks[-1]
    assert isinstance(meanings, Bullets)
    assert meanings.items == (
        "Not enough time: time for it.",
        "Power & <rank>: rank and what follows.",
    )


def test_a_title_names_none_of_those_that_are_printed_alike() -> None:
    """9 and 11 of 15 are printed alike: which is more is nobody's to know."""
    for counts in ((9, 11), (11, 9)):
        shown = {
            ("mentor", BEFORE, name): (count, 15)
            for name, count in zip(("time", "power"), counts, strict=True)
        }
        _, _, figures = blocks(shown)
        assert isinstance(figures, Figures)
        assert figures.figures[0].finding == "What mentors wrote"


def test_a_wave_that_is_missing_as_a_whole_has_no_column() -> None:
    shown: Cells = {("mentor", AFTER, c.id): (2, 5) for c in BOOK}
    (table,) = tables(shown, exact=True)
    assert table.columns == ("Category", "After the session")
    assert [row.cells for row in table.rows] == [("2 of 5 (40%)",)] * 3


CELLS = st.tuples(st.integers(0, 60), st.integers(8, 60)).map(lambda one: (min(one), one[1]))
KEYS = st.sampled_from([(r, w, c.id) for r, w in STAGES for c in BOOK])


@given(st.dictionaries(KEYS, CELLS, max_size=9))
def test_every_number_on_the_page_is_a_released_one(shown: Cells) -> None:
    cells = [c for one in tables(shown) for row in one.rows for c in row.cells]
    numbers = sorted(cell.split(" (")[0] for cell in cells if cell != NOT_SHOWN)
    assert numbers == sorted(
        f"{nearest_five(count)} of {nearest_five(base)}" for count, base in shown.values()
    )


def test_statistics_and_the_codebook_have_the_categories() -> None:
    made = release({("mentor", AFTER, "time"): (11, 24)}, exact=False)
    pages = result_pages(releases.programme(), made)
    lines = pages.files["results/data/statistics.csv"].decode("utf-8-sig").splitlines()
    mine = [line for line in lines if ",theme:time," in line]
    assert any(",mentioned,10,25,released" in line for line in mine)
    assert any(",not_mentioned,15,25,released" in line for line in mine)
    power = [line for line in lines if ",theme:power," in line]
    assert power
    assert all(line.endswith(",,,,withheld") for line in power)
    books = [data for name, data in pages.files.items() if "codebook" in name]
    assert any(b"Not enough time: Time for it." in data for data in books)


# --- single questions -------------------------------------------------------------------


def test_a_restricted_question_is_drawn_in_bands_and_shows_all_its_answers_in_its_table() -> None:
    codes = tuple("1234567")
    bands = (Band("low", "low", codes[:4]), Band("high", "high", codes[4:]))
    asked = replace(releases.question(), codes=codes, labels=codes, categories=bands)
    table = Shown(asked, 5, (4, 1), exact=True, code_counts=(2, 2, 0, 0, 1, 0, 0))
    group = replace(releases.group(5, "restricted", known=(asked,)), tables={asked.key: table})
    release = releases.release((group,), "restricted", known=(asked,))
    shared = outline(releases.programme(), release)
    (figures,) = (b for b in question_blocks(shared, group) if isinstance(b, Figures))
    assert [row[1:] for row in figures.figures[0].chart.rows] == [
        ("low", 0.8, "4 of 5"),
        ("high", 0.2, "1 of 5"),
    ]
    part = question_part(shared, group, "mentee")
    assert part is not None
    (table_of,) = part.blocks
    assert isinstance(table_of, DataTable)
    assert [row.cells[0].split()[0] for row in table_of.rows] == list("2200100")


def test_session_records_are_the_answers_of_pairs_on_restricted_pages() -> None:
    group = releases.group(12, "restricted")
    release = releases.release((group,), "restricted")
    shared = outline(releases.programme(), release)
    (figures,) = (b for b in question_blocks(shared, group) if isinstance(b, Figures))
    last = figures.figures[-1]
    assert last.method == "After the session: 12 pairs who answered."
    assert all(row[3].endswith(" of 12") for row in last.chart.rows)
    part = question_part(shared, group, "pair")
    assert part is not None
    chosen, numbers = part.blocks
    assert isinstance(chosen, DataTable)
    assert isinstance(numbers, DataTable)
    assert [row.cells[1] for row in chosen.rows] == ["12"] * 3
    assert numbers.rows[0].headers == ("How long? (minutes)", "After the session")
    assert numbers.rows[0].cells == ("12", "45", "30", "62.5")
    for page in pages_of(releases.trust((40, 25))).pages.values():
        assert "pairs" not in words_of(page)


def test_what_is_withheld_is_said_once_with_all_that_is_missing() -> None:
    key, why = releases.setting().key, "Nobody answered this."
    group = releases.group(12, "restricted")
    tables = {**group.tables, key: Withheld(releases.setting(), why)}
    made = pages_of(releases.release((replace(group, tables=tables),), "restricted"))
    text = words_of(made.pages["results/cohort-A.md"])
    assert text.count(f"Missing here: some single questions. {why}") == 1
