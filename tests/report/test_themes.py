"""The section on free text: categories with their denominators, and nothing of a gap."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from generator.disclosure.released import ABSENT, nearest_five
from generator.disclosure.rule import Audience
from generator.report.html import data_table
from generator.report.outline import outline
from generator.report.page import Block, Bullets, DataTable, Heading, More, Paragraph
from generator.report.pages import result_pages
from generator.report.themes import HOW, NOT_SHOWN, theme_blocks
from generator.report.view import Release, Shown, Withheld
from generator.survey.themes import Category, Themes, theme_variables
from tests.report import releases
from tests.report.releases import AFTER, BEFORE

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


def test_one_sentence_where_nothing_may_be_shown() -> None:
    assert blocks({}) == [
        Heading(2, "What people wrote"),
        Paragraph((f"Missing here: categories of what people wrote. {ABSENT}",)),
    ]


def test_categories_by_stage_and_role_with_denominators() -> None:
    found = blocks(
        {
            ("mentor", BEFORE, "time"): (9, 14),
            ("mentor", BEFORE, "power"): (6, 14),
            ("mentor", AFTER, "time"): (20, 40),
        }
    )
    heading, said, how, table, mentees, meanings = found
    assert heading == Heading(2, "What people wrote")
    first = (
        "Before the session, about 10 of about 15 mentors who returned the form mentioned "
        "“Not enough time”. Also often named: “Power & <rank>”."
    )
    second = (
        "After the session, about 5 in 10 mentors (50% of about 40) who returned the form "
        "mentioned “Not enough time”."
    )
    assert said == Bullets(((first,), (second,)))
    assert how == Paragraph((HOW,))
    assert isinstance(table, DataTable)
    assert table.columns == ("Category", "Before the session", "After the session")
    assert [(row.headers, row.cells) for row in table.rows] == [
        (("Not enough time",), ("10 of 15", "20 of 40 (50%)")),
        (("Power & <rank>",), ("5 of 15", NOT_SHOWN)),
    ]
    assert table.notes[-1] == f"Missing here: “Proof”. {ABSENT}"
    assert mentees == Paragraph((f"Missing here: categories of what mentees wrote. {ABSENT}",))
    assert isinstance(meanings, More)
    assert "&lt;rank&gt;" in data_table(table)


def test_a_wave_that_is_missing_as_a_whole_is_named() -> None:
    shown: Cells = {("mentor", AFTER, c.id): (2, 5) for c in BOOK}
    (table,) = [one for one in blocks(shown, exact=True) if isinstance(one, DataTable)]
    assert table.columns == ("Category", "After the session")
    assert [row.cells for row in table.rows] == [("2 of 5 (40%)",)] * 3
    assert table.notes[1:] == (f"Missing here: all that was written before the session. {ABSENT}",)


CELLS = st.tuples(st.integers(0, 60), st.integers(8, 60)).map(lambda one: (min(one), one[1]))
KEYS = st.sampled_from([(r, w, c.id) for r, w in STAGES for c in BOOK])


@given(st.dictionaries(KEYS, CELLS, max_size=9))
def test_every_number_on_the_page_is_a_released_one(shown: Cells) -> None:
    found = blocks(shown)
    cells = [
        c for one in found if isinstance(one, DataTable) for row in one.rows for c in row.cells
    ]
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
