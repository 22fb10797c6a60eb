"""Every page of any release: no direction but a verdict's.

Releases are drawn at random with verdicts that their counts do not follow:
whatever a page says of a direction it can only have from the verdicts.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.disclosure.rule import Audience
from generator.report.view import Release, ReleasedGroup, Shown
from tests.report import releases
from tests.report.page_reading import sentences, tables_of
from tests.report.whole import result_pages
from tests.summary_sheet.made import summaries

PROGRAMME = releases.programme()
WORDS = ("higher", "lower", "no clear change", "too few to say")
#: A claim of a direction, wherever it stands.
CLAIM = re.compile(r": (higher|lower)\. |\b(higher|lower) in ", re.IGNORECASE)
#: Other words for a direction, which no page has.
NEVER = re.compile(
    r"\b(?:rose|fell|grew|risen|fallen|improved|worsened|increased?|decreased?|gained?|better|worse"
    r"|significant\w*|more answers|fewer answers|more mentors|fewer mentors)\b",
    re.IGNORECASE,
)
#: Words that judge, or name a cause: nobody was compared.
JUDGING = re.compile(
    r"\bprove[sdn]?\b|\bproof\b|\beffective|\bsuccess|\bworks\b|\bled to\b|\bimpact|\bdue to\b"
    r"|\bthanks to\b|\bas a result\b|\bbenefit|\btrend\b|\bcaused\b|\bhelped\b",
    re.IGNORECASE,
)


def release_of(people: tuple[int, ...], audience: Audience, rng: random.Random) -> Release:
    """Return a release of groups whose verdicts are drawn."""
    groups = []
    for n, size in enumerate(people):
        level, parent = ("cohort", "g0") if n else ("programme", "")
        made = releases.group(size, audience, f"g{n}", level, parent, seed=rng.randrange(10**6))
        groups.append(_with_any_verdicts(made, rng))
    return releases.release(tuple(groups), audience)


def _with_any_verdicts(group: ReleasedGroup, rng: random.Random) -> ReleasedGroup:
    tables = {
        key: replace(table, verdict=_any_verdict(table, rng))
        if key[-1] and isinstance(table, Shown)
        else table
        for key, table in group.tables.items()
    }
    return replace(group, tables=tables)


def _any_verdict(table: Shown, rng: random.Random) -> str:
    if table.exact:
        return rng.choice(WORDS)
    return rng.choice(WORDS[:-1]) if table.large else WORDS[-1]


def verdicts(group: ReleasedGroup) -> set[str]:
    return {
        str(t.verdict)
        for key, t in group.tables.items()
        if key[-1] and isinstance(t, Shown) and (t.exact or t.large)
    }


def claims(text: str) -> set[str]:
    return {word.lower() for found in CLAIM.findall(text) for word in found if word}


SIZES = st.lists(st.integers(6, 90), min_size=1, max_size=3).map(tuple)


@pytest.mark.parametrize("audience", ["open", "restricted"])
@given(people=SIZES, seed=st.integers(0, 10_000))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_direction_words_are_the_verdicts(
    audience: Audience, people: tuple[int, ...], seed: int
) -> None:
    release = release_of(people, audience, random.Random(seed))
    made = result_pages(PROGRAMME, release)
    for group in release.groups:
        address = "programme" if group.level == "programme" else f"cohort-{group.id}"
        page = made.pages[f"results/{address}.md"]
        known = verdicts(group)
        for text in sentences(page):
            assert claims(text) <= known, text
            assert not NEVER.search(text), text
            assert not JUDGING.search(text), text
    for _, sheet in summaries(PROGRAMME, release):
        known = verdicts(next(g for g in release.groups if g.id == sheet.group))
        assert claims(str(sheet.data)) <= known
        assert not NEVER.search(str(sheet.data))


def test_each_verdict_is_said_where_it_is_given() -> None:
    """The test above would pass on pages that claim nothing."""
    for verdict in ("higher", "lower"):
        group = releases.group(40, "open", "g0", "programme")
        tables = {
            key: replace(t, verdict=verdict) if key[-1] and isinstance(t, Shown) else t
            for key, t in group.tables.items()
        }
        release = releases.release((replace(group, tables=tables),))
        page = result_pages(PROGRAMME, release).pages["results/programme.md"]
        texts = list(sentences(page))
        assert {word for text in texts for word in claims(text)} == {verdict}
        titles = [figure.finding for figure in page.figures()]
        assert f"{verdict.capitalize()} in 2 of 2" in titles
        measure = "Confidence in giving feedback, mentors"
        assert f"{measure}. {verdict.capitalize()} in 7 of 7" in titles
        judged = [t for t in tables_of(page) if "Verdict" in t.columns]
        places = [t.columns.index("Verdict") - t.header_columns for t in judged]
        assert len(judged) == 3  # the board, and each measure's table of changes
        assert {
            row.cells[place] for t, place in zip(judged, places, strict=True) for row in t.rows
        } == {verdict}


@pytest.mark.parametrize("n", [6, 11, 12, 29, 30, 31, 100, 1_000, 100_000])
def test_no_size_and_no_shape_claims_too_much(n: int) -> None:
    """All up, all down, all the same: pages are made, and say what their verdicts say."""
    change = next(v for v in releases.variables() if v.kind == "change" and v.domain == "total")
    for counts in ((n, 0, 0), (0, n, 0), (0, 0, n), (n // 2, 0, n - n // 2)):
        for audience in ("open", "restricted"):
            group = releases.group(min(n, 40), audience, "g0", "programme")  # type: ignore[arg-type]
            table = releases.shown(change, counts, audience)  # type: ignore[arg-type]
            one = replace(group, tables={change.key: table})
            made = result_pages(PROGRAMME, releases.release((one,), audience))  # type: ignore[arg-type]
            for text in sentences(made.pages["results/programme.md"]):
                assert claims(text) <= verdicts(one)
                assert not NEVER.search(text)
