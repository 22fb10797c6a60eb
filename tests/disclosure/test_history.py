"""What release notes may know: counts of groups and tables, and days of releases."""

from __future__ import annotations

import numpy as np

from tests.disclosure.crowd import Books, Person, batch


def two_cohorts() -> list[Person]:
    rng = np.random.default_rng(1)
    return [*batch(rng, "c0", 40, 0), *batch(rng, "c1", 40, 100)]


def test_each_release_tells_what_was_new_in_it() -> None:
    people = two_cohorts()
    ledger, first = Books().publish(people, "open")
    ledger, _ = ledger.publish(people, "restricted")
    more = [*people, *batch(np.random.default_rng(2), "c2", 40, 500)]
    ledger, _ = ledger.publish(more, "open")
    made = ledger.make(more, "open").release
    one, two = made.history
    assert (one.order, one.number, two.order, two.number) == (1, 1, 2, 3)
    assert (one.new_groups, one.ended_groups, one.repeated_tables) == (one.groups, 0, 0)
    assert one.new_tables == sum(len(tables) for tables in first.kept)
    assert (one.cohorts, two.cohorts, two.new_cohorts) == (2, 3, 1)
    cohorts = [{frozenset(dict(g.members)) for g in r.groups} for r in (first.release, made)]
    assert two.new_groups == len(cohorts[1] - cohorts[0])
    assert two.ended_groups == len(cohorts[0] - cohorts[1])
    assert two.repeated_tables > 0
    assert two.new_tables > 0


def test_readers_of_open_pages_learn_nothing_of_restricted_releases() -> None:
    people = two_cohorts()
    ledger, _ = Books().publish(people, "restricted")
    assert ledger.make(people, "open").release.history == ()
    assert len(ledger.make(people, "restricted").release.history) == 1
