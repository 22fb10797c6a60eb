"""Invented programmes as rows: what Hypothesis draws for tests that walk from rows to pages.

A ``World`` is the tiny programme with some cohorts and everybody's rows, exactly as a
responses folder would hold them: codes, gaps, dates and words of people's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from hypothesis import strategies as st

from generator.definitions.codebook import REQUIRED_COLUMNS, Codebook, Column, codebooks, stages
from generator.definitions.cohort import Cohort
from generator.definitions.load import Definitions
from generator.responses.answers import Responses, answers_of, everybody
from generator.responses.read import parse_table, responses
from generator.responses.rows import Rows, put_end_to_end
from generator.responses.schema import expected
from generator.responses.table import Block, Table
from generator.responses.themes import Category, Themes
from tests.outcome import outcome
from tests.small_programme import TINY, definitions_in

#: Stands in every code and in every answer in somebody's own words, and nowhere else.
CANARY = "zqcanary"
HOMES = ("East Trust", "East Trust", "West Trust", "Hill Trust", "Hill Trust", "Sea Trust")
SOUTH = ("Hill Trust", "Sea Trust")
CATEGORIES = (Category("tea", "Not enough tea"), Category("cake", "More cake"))


def tiny() -> Definitions:
    """Return the tiny programme's definitions."""
    return definitions_in(TINY)


@dataclass(frozen=True)
class World:
    """Some cohorts of the tiny programme: how many people, how they answer, what they write.

    ``shape`` is how answers lie: spread out, all alike, all alike but one person's, or
    at the two ends. ``present`` is the share of people who answer at a wave.
    """

    sizes: tuple[int, ...]
    shape: str
    present: float
    texts: tuple[str, ...]
    seed: int
    one_place: bool

    @property
    def cohorts(self) -> list[Cohort]:
        """Return the cohorts; not everybody who was invited is in the rows."""
        found = []
        for n, size in enumerate(self.sizes):
            home = "Tiny Trust" if self.one_place else HOMES[n % len(HOMES)]
            region = "South" if home in SOUTH else "North"
            found.append(
                Cohort(f"w{n:02}", f"Ward {n}", home, region, {"mentor": size, "mentee": size})
            )
        return found


def worlds(largest: int = 26) -> st.SearchStrategy[World]:
    """Return a strategy for worlds of up to six cohorts of so many pairs at most."""
    return st.builds(
        World,
        sizes=st.lists(st.integers(0, largest), min_size=1, max_size=6).map(tuple),
        shape=st.sampled_from(["spread", "spread", "alike", "one apart", "two ends"]),
        present=st.sampled_from([1.0, 0.9, 0.6]),
        texts=st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=4).map(tuple),
        seed=st.integers(0, 10**6),
        one_place=st.booleans(),
    )


@dataclass(frozen=True)
class Rowed:
    """A world's rows, by form: a header and the rows below it; and what is private in them."""

    tables: dict[str, tuple[list[str], list[list[str]]]]
    codes: frozenset[str]
    words: frozenset[str]
    dates: frozenset[str]


def rows_of(world: World, definitions: Definitions) -> Rowed:
    """Return every row that a world's people bring."""
    books = codebooks(definitions.programme, definitions.instruments)
    rng = np.random.default_rng(world.seed)
    tables: dict[str, tuple[list[str], list[list[str]]]] = {}
    for name, book in sorted(books.items()):
        if book.kind == "linked" or name == "visit":
            header = [*REQUIRED_COLUMNS, "completed_on", *(c.name for c in book.columns)]
            tables[name] = header, list(_rows(world, book, rng))
    codes, words, dates = set(), set(), set()
    for name, (header, rows) in tables.items():
        texts = [header.index(c.name) for c in books[name].columns if c.kind == "text"]
        for row in rows:
            codes.add(row[header.index("respondent")])
            dates.add(row[header.index("completed_on")])
            words |= {row[place] for place in texts} - {""}
    return Rowed(tables, frozenset(codes), frozenset(words), frozenset(dates))


def _rows(world: World, book: Codebook, rng: np.random.Generator) -> Iterator[list[str]]:
    for place, cohort in enumerate(world.cohorts):
        for person in range(world.sizes[place]):
            if rng.random() > world.present:
                continue
            code = f"UNLINKED-{place:02}{person:02}"
            if book.role != "pair":
                code = f"{book.role[-1]}{place}{person:02}-{CANARY}"
            answers = [_cell(world, book, column, rng, person) for column in book.columns]
            start = [code, cohort.id, book.instrument, book.accepts[-1]]
            yield [*start, f"2026-0{1 + person % 9}-1{place % 10}", *answers]


def _cell(world: World, book: Codebook, column: Column, rng: np.random.Generator, who: int) -> str:
    if column.kind == "text":
        text = world.texts[int(rng.integers(len(world.texts)))]
        return f"{text} {CANARY} {who}" if rng.random() < 0.6 else ""
    if column.kind == "date":
        return "2026-02-03"
    if column.kind == "number":
        return str(int(rng.integers(5, 200)))
    if rng.random() < 0.03:
        return "-98" if rng.random() < 0.5 else ""
    codes, late = column.codes, book.wave == "after"
    if world.shape == "spread":
        return codes[int(rng.integers(len(codes)))]
    if world.shape == "two ends":
        return codes[-1] if late == (rng.random() < 0.9) else codes[0]
    apart = world.shape == "one apart" and who == 0
    return codes[0] if apart else codes[-1 if late else len(codes) // 2]


def responses_of(world: World, rowed: Rowed, definitions: Definitions) -> Responses:
    """Return the rows as they are read and checked, with some of the words coded."""
    books = codebooks(definitions.programme, definitions.instruments)
    cohorts = world.cohorts
    against = expected(definitions.programme, books, cohorts)
    found: dict[str, Rows] = {}
    for name, (header, rows) in rowed.tables.items():
        if not rows:
            continue
        block = Block(rows, range(2, len(rows) + 2))
        table = Table(f"responses/{name}.csv", tuple(header), [block])
        parsed = outcome(parse_table, table, against)
        assert parsed.value is not None, parsed.problems
        found[name] = put_end_to_end([parsed.value])
    read = responses(found, cohorts, len(found), [], skip_faulty=True)
    return _coded(world, read, books, definitions)


def _coded(
    world: World, read: Responses, books: dict[str, Codebook], definitions: Definitions
) -> Responses:
    rng = np.random.default_rng(world.seed + 1)
    people = {}
    for stage, names in stages(books, definitions.programme).items():
        ids = [cohort.id for cohort in world.cohorts]
        found = everybody([read.answers[n] for n in names if n in read.answers], ids)
        said = rng.random((len(found), len(CATEGORIES))) < 0.4
        people[stage] = answers_of(
            np.array([code.encode() for _, code in found], dtype="S32"),
            np.array([ids.index(cohort) for cohort, _ in found], dtype=np.int32),
            {one.id: said[:, place] for place, one in enumerate(CATEGORIES)},
        )
    return replace(read, themes=Themes(CATEGORIES, people))


def public_words(definitions: Definitions, cohorts: Sequence[Cohort]) -> str:
    """Return the words that stand on pages by right: those of definitions and of cohorts."""
    texts = [p.read_text("utf-8") for p in sorted(TINY.glob("*.yml"))]
    texts += [f"{c.id} {c.title} {c.organisation} {c.region}" for c in cohorts]
    return "\n".join([*texts, *(c.label for c in CATEGORIES)])
