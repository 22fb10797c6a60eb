"""Guarantee 5: which answers were given decides about no table, base, headcount or absence.

Fails without the principle: where a table, or a large place's own, stands only for some answers.
"""

from __future__ import annotations

import numpy as np
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from generator.disclosure.ledger import Ledger
from generator.disclosure.released import from_ledger
from tests.disclosure.small import Crowd, crowd


def other_answers(some: Crowd, rng: np.random.Generator) -> Crowd:
    """The same people with the same blanks, and nothing else alike."""
    found = some.copy()
    kind = rng.integers(3)
    for name, rows in found.forms.items():
        for code, (home, row) in rows.items():
            drawn = {c: int(rng.integers(2 if c == "worries" else 5)) for c in row}
            ends = {c: (1 if c == "worries" else 4) * name.endswith("after") for c in row}
            new = drawn if kind == 0 else ends if kind == 1 else dict.fromkeys(row, 0)
            rows[code] = (home, {c: -1 if row[c] < 0 else new[c] for c in row})
    if found.coded is not None:
        found.coded = {
            code: (home, (bool(kind == 1), bool(rng.random() < 0.5)))
            for code, (home, _) in found.coded.items()
        }
    return found


def shape(ledger: Ledger, some: Crowd) -> tuple[object, ...]:
    """Return everything about a ledger and its pages but the cells and the verdicts."""
    groups = [
        (g.number, g.release, g.population, g.level, g.cohorts, g.people, g.first, g.of, g.marks)
        for g in ledger.groups
    ]
    tables = [(part, t.n, t.M, t.base) for g in ledger.groups for part, t in g.tables.items()]
    own = [(o.population, o.part, o.groups, o.table.n, o.table.M) for o in ledger.own]
    if not ledger.number:
        return (groups,)
    source = some.source()
    made = from_ledger(ledger, source.variables, source.place(), some.cohorts)
    numbers = made.numbers.drop(columns=["people", "verdict"]).to_csv()
    return (groups, tables, own, ledger.releases, ledger.questions, made.pages, numbers,
            made.people.to_csv())  # fmt: skip


@settings(max_examples=16, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(
    st.lists(st.sampled_from([2, 5, 8, 11, 13, 24]), min_size=1, max_size=9),
    st.sampled_from([0.05, 0.3, 0.6]),
    st.booleans(),
    st.integers(0, 2**32),
)
@example(sizes=[24] * 8, gaps=0.05, texts=False, seed=4)  # with roundings in tens
def test_answers_decide_about_cells_alone(
    sizes: list[int], gaps: float, texts: bool, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    places = rng.integers(0, 4, size=len(sizes)).tolist()
    first = crowd(sizes, rng, places=places, regions=2, gaps=gaps, present=0.9)
    first.roles = ("mentor",) if seed % 3 else first.roles
    if texts:
        rows = first.forms["mentor_after"].items()
        first.coded = {code: (home, (True, False)) for code, (home, _) in rows}
    second = other_answers(first, rng)
    one, two = first.release(), second.release()
    assert shape(one.ledger, first) == shape(two.ledger, second)
    assert sizes != [24] * 8 or one.ledger.own
    assert one.waiting == two.waiting
    # And so after a second release, with the same people late.
    late = crowd([*sizes, 12], rng, places=[*places, 1], regions=2, gaps=gaps)
    for some in (first, second):
        some.cohorts = late.cohorts
        for name, rows in late.forms.items():
            some.forms[name] = {**rows, **some.forms[name]}
    one, two = first.release(one.ledger), second.release(two.ledger)
    assert shape(one.ledger, first) == shape(two.ledger, second)
