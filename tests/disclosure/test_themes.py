"""Categories of free text are released as questions are: nobody can be worked out from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from generator.analysis.tally import tally
from generator.disclosure.ledger import BEGINNING, Entry, Head, digest, new_entry, read_ledger
from generator.disclosure.past import Past
from generator.disclosure.persons import people_of
from generator.disclosure.release import Earlier, Made, make
from generator.disclosure.released import Audience, Released, Withheld
from generator.survey.answers import Answers, Responses
from generator.survey.codebook import Codebook, Column
from generator.survey.cohort import Cohort
from generator.survey.themes import Category, CodedPeople, Themes, theme_variables
from tests.disclosure.crowd import KEY
from tests.disclosure.invented import FIVE, programme, variables

FORM = "mentor_before"
COLUMNS = (
    Column("m", "m", "code", "M?", FIVE, FIVE, measure="m", domain="total"),
    Column("words", "words", "text", "What, if anything?"),
)
BOOKS = {FORM: Codebook(FORM, "1", ("1",), "linked", "mentor", "before", COLUMNS)}
STAGE = ("mentor", "before")
KEY_OF = ("mentor", "theme:time", "total", "before", "")

#: A cohort's people, those of them who were coded, and those who mentioned the category; None:
#: not coded at all.
Cell = tuple[int, int, int | None]


def responses(cells: Mapping[str, Cell]) -> Responses:
    cohorts = tuple(
        Cohort(name, name, "Trust", "North", people, 0) for name, (people, _, _) in cells.items()
    )
    home = [place for place, (people, _, _) in enumerate(cells.values()) for _ in range(people)]
    coded = [n < one[1] and one[2] is not None for one in cells.values() for n in range(one[0])]
    said = [n < (one[2] or 0) for one in cells.values() for n in range(one[0])]
    codes = [f"{place}-{number}".encode() for number, place in enumerate(home)]
    answers = Answers(
        FORM,
        np.array(codes, dtype="S32"),
        np.array(home, dtype=np.int32),
        {"m": np.arange(len(home), dtype=np.int8) % 5},
        {},
    )
    inside = np.array(coded, dtype=bool)
    people = CodedPeople(
        answers.cohort[inside],
        answers.respondent[inside],
        np.array(said, dtype=bool)[inside].reshape(-1, 1),
    )
    themes = Themes((Category("time", "Time"),), {STAGE: people})
    return Responses(cohorts, {FORM: answers}, frozenset(), {}, 1, themes=themes)


def made(cells: Mapping[str, Cell], audience: Audience = "open", past: Past | None = None) -> Made:
    given, asked = responses(cells), programme()
    every = (*variables(), *theme_variables(asked, given.themes))
    return make(
        asked,
        every,
        tally(asked, BOOKS, given),
        given.cohorts,
        audience=audience,
        earlier=Earlier(people_of(asked, every, (), BOOKS, given, KEY), past or Past()),
    )


def later(entries: Sequence[bytes]) -> Past:
    texts = [Entry(f"release-{n}", text) for n, text in enumerate(entries, 1)]
    found = read_ledger(texts, KEY, Head(len(entries), digest(entries[-1])))
    assert found.value is not None, found.problems
    return found.value


def shown(release: Made, group: str = "") -> Released | Withheld:
    wanted = [g for g in release.release.groups if not group or group in g.id]
    return wanted[0].tables[KEY_OF]


def test_people_are_counted_of_those_who_were_coded() -> None:
    found = shown(made({"c1": (30, 24, 11), "c2": (30, 20, None)}))
    assert isinstance(found, Released)
    assert (found.base, found.counts, found.exact) == (25, (10, 15), False)


def test_a_cohort_where_few_were_coded_shows_its_answers_and_not_its_categories() -> None:
    release = made({"c1": (30, 24, 11), "c2": (30, 6, 3), "c3": (30, 26, 12)})
    groups = {group.id: group for group in release.release.groups}
    small = next(group for name, group in groups.items() if name.endswith("c2"))
    assert isinstance(small.tables[KEY_OF], Withheld)
    assert isinstance(small.tables["mentor", "m", "total", "before", ""], Released | Withheld)
    # The others must not give the six away: one more of them is withheld beside it.
    beside = [groups[name].tables[KEY_OF] for name in groups if name.endswith(("c1", "c3"))]
    assert sum(isinstance(table, Released) for table in beside) == 1


def test_what_was_coded_decides_about_no_group() -> None:
    cells: dict[str, Cell] = {
        "c1": (30, 24, 11),
        "c2": (12, 2, 1),
        "c3": (8, 8, 3),
        "c4": (9, 0, 0),
    }
    without: dict[str, Cell] = {name: (people, 0, None) for name, (people, _, _) in cells.items()}
    ids = [group.id for group in made(cells).release.groups]
    assert ids == [group.id for group in made(without).release.groups]


def test_a_named_reader_never_sees_one_persons_category() -> None:
    for mentioned in range(6):
        found = shown(made({"c1": (5, 5, mentioned)}, "restricted"))
        assert isinstance(found, Released) == (mentioned in (2, 3)), mentioned


def test_a_count_that_grows_by_one_waits() -> None:
    first = made({"c1": (40, 24, 11)})
    past = later([new_entry(first, Past(), BEGINNING, KEY)])
    same = shown(made({"c1": (40, 25, 12)}, past=past))
    assert same == shown(first)
    recoded = shown(made({"c1": (40, 24, 12)}, past=past))
    assert recoded == shown(first)


def test_a_large_batch_is_shown_anew() -> None:
    first = made({"c1": (80, 24, 11)})
    past = later([new_entry(first, Past(), BEGINNING, KEY)])
    found = shown(made({"c1": (80, 48, 22)}, past=past))
    assert isinstance(found, Released)
    assert found.base == 50


CELLS = st.tuples(st.integers(0, 20), st.integers(0, 20), st.none() | st.integers(0, 20)).map(
    lambda one: (
        one[0],
        min(one[0], one[1]),
        None if one[2] is None else min(one[0], one[1], one[2]),
    )
)


@given(st.lists(CELLS, min_size=2, max_size=5))
def test_themes_add_and_never_exceed_those_who_were_coded(cells: list[Cell]) -> None:
    names = [f"c{place}" for place in range(len(cells))]
    whole = tally(programme(), BOOKS, responses(dict(zip(names, cells, strict=True))))
    key = ("theme:mentor:before", "theme:time")
    parts = [
        tally(programme(), BOOKS, responses({name: cell})).answers[key]
        for name, cell in zip(names, cells, strict=True)
    ]
    assert whole.answers[key].tolist() == np.concatenate(parts).tolist()
    for row, (_, coded, mentioned) in zip(whole.answers[key].tolist(), cells, strict=True):
        assert min(row) >= 0
        assert sum(row) == (0 if mentioned is None else coded)
