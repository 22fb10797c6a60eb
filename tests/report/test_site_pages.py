"""Pages about a release as a whole: finding a place, who takes part, and the release notes."""

from __future__ import annotations

import re
from dataclasses import replace

from generator.report import directory
from generator.report.directory import standing
from generator.report.outline import Outline, outline
from generator.report.page import Entry, Heading, Link, Listing, Page
from generator.report.site_pages import about_pages, index_page
from generator.report.view import ListedCohort, Release, ReleaseNote
from tests.report import releases
from tests.report.test_pages import links, words_of


def shared(release: Release) -> Outline:
    return outline(releases.programme(), release)


def page(release: Release, address: str) -> Page:
    made = {one.address: one for one in about_pages(shared(release))}
    return made[f"results/{address}"]


def listings(found: Page) -> list[Entry]:
    lists = [b for b in found.blocks if isinstance(b, Listing) and b.style != "letters"]
    return [entry for block in lists for entry in block.entries]


def nation(organisations: int, each: int = 4) -> Release:
    """Return a programme whose organisations are shown as wholes, in two regions, and two pooled.

    The cohorts of the last two organisations are shown in a pool of both.
    """
    names = [f"{chr(65 + i % 26)}-town {i}" for i in range(organisations)]
    cohorts = {name: [(f"c{i}-{j}", f"Ward {j}") for j in range(each)]
               for i, name in enumerate(names)}  # fmt: skip
    everyone = tuple(one for group in cohorts.values() for one in group)
    groups = [releases.group(40, "open", "tiny", "programme", "", everyone, "Tiny")]
    for region in ("East", "West"):
        inside = tuple(
            one
            for i, name in enumerate(names)
            if (i % 2 == 0) == (region == "East")
            for one in cohorts[name]
        )
        groups.append(releases.group(40, "open", region.lower(), "region", "tiny", inside, region))
    for i, name in enumerate(names[:-2]):
        home = "east" if i % 2 == 0 else "west"
        groups.append(
            releases.group(40, "open", f"o{i}", "organisation", home, tuple(cohorts[name]), name)
        )
    pooled = (*cohorts[names[-2]], *cohorts[names[-1]])
    title = f"Organisations {names[-2]} and {names[-1]} together"
    groups.append(releases.group(40, "open", "pool-1", "pool", "tiny", pooled, title))
    made = releases.release(tuple(groups))
    listed = tuple(
        ListedCohort(cohort, title, name, "East" if i % 2 == 0 else "West")
        for i, name in enumerate(names)
        for cohort, title in cohorts[name]
    )
    return replace(made, listed=listed)


NATION = nation(30)


def test_a_small_release_lists_everything_on_its_index() -> None:
    small = releases.trust((15, 25))
    index = index_page(shared(small))
    assert any(isinstance(block, Listing) for block in index.blocks)
    addresses = {one.address for one in about_pages(shared(small))}
    assert addresses == {"results/releases.md"}


def test_a_large_index_leads_to_lists_and_regions() -> None:
    index = index_page(shared(NATION))
    assert [e.words for e in listings(index)] == [
        (Link("East", "region-east.md"),),
        (Link("West", "region-west.md"),),
    ]
    text = words_of(index)
    assert "All 30 organisations, A to Z" in text
    assert "All 120 cohorts, A to Z" in text
    assert Link("C", "organisations-a-to-z.md#c") in links(index)


def test_every_organisation_stands_under_its_letter_and_leads_to_its_people() -> None:
    found = page(NATION, directory.ORGANISATIONS)
    assert not found.contents
    headings = [b.text for b in found.blocks if isinstance(b, Heading) and b.level == 2]
    assert headings == [chr(65 + i) for i in range(26)]
    entries = {e.words[0].text: e.words for e in listings(found) if isinstance(e.words[0], Link)}
    assert len(entries) == 30
    assert entries["B-town 1"] == (Link("B-town 1", "organisation-o1.md"), ", West – 4 cohorts")
    assert entries["D-town 29"][0] == Link("D-town 29", "pool-1.md")


def test_every_cohort_is_named_with_its_organisation() -> None:
    found = page(NATION, directory.COHORTS)
    entries = [e.words for e in listings(found)]
    assert len(entries) == 120
    assert (Link("Ward 0", "organisation-o0.md"), ", A-town 0 (with others)") in entries


def test_names_of_one_spelling_stay_apart() -> None:
    """Two organisations of one name in two regions are two."""
    twice = tuple(ListedCohort(c.id, c.title, "City Hospital", c.region) for c in NATION.listed)
    entries = listings(page(replace(NATION, listed=twice), directory.ORGANISATIONS))
    assert [entry.words[1] for entry in entries] == [", East – 60 cohorts", ", West – 60 cohorts"]


def test_a_cohort_that_nobody_answered_in_is_shown_in_the_whole() -> None:
    late = ListedCohort("late", "Late ward", "Z Hospital", "East")
    release = replace(
        NATION, listed=(*NATION.listed, late), places={**NATION.places, "late": "tiny"}
    )
    assert standing(shared(release), "late") == "larger"
    text = words_of(page(release, directory.ORGANISATIONS))
    assert "Z Hospital" in text


def test_the_index_says_how_many_take_part_and_how_they_are_shown() -> None:
    said = words_of(index_page(shared(releases.trust((15, 25)))))
    assert (
        "2 organisations take part, with 5 cohorts: 3 shown alone, 2 shown together with others."
    ) in said
    told = "a cohort with enough people may be shown together with a small one"
    assert told in said, "the rule promises no cohort a page of its own"
    regions = "30 organisations take part in 2 regions, with 120 cohorts"
    assert regions in words_of(index_page(shared(NATION)))


def test_lists_are_in_no_order_of_results() -> None:
    """Other answers give the same pages, word for word."""
    other = tuple(
        replace(group, tables=releases.group(40, seed=77).tables) for group in NATION.groups
    )
    assert list(about_pages(shared(replace(NATION, groups=other)))) == list(
        about_pages(shared(NATION))
    )


def test_release_notes_say_what_was_published() -> None:
    notes = (ReleaseNote(1, "2026-02-01", 6, 5, 120), ReleaseNote(2, "2026-05-09", 1, 1, 30))
    found = page(replace(releases.trust((15, 25)), history=notes), "releases.md")
    assert [b.text for b in found.blocks if isinstance(b, Heading)] == [
        "Releases",
        "Release 2, 9 May 2026",
        "Release 1, 1 February 2026",
    ]
    text = words_of(found)
    assert "New: 1 group of 1 cohort." in text
    assert "30 tables published." in text
    assert "Nothing has been released yet." not in text


def test_a_preview_says_so_and_names_no_date() -> None:
    release = replace(releases.trust((15, 25)), history=(), number=0, preview=True)
    text = words_of(page(release, "releases.md"))
    assert "Nothing has been released yet." in text
    assert "This preview is only for the people who approve it. It is not published," in text
    assert not re.search(r"\b20\d\d\b", text)


def test_restricted_pages_have_no_releases() -> None:
    release = releases.trust((5, 9), "restricted")
    assert "results/releases.md" not in {one.address for one in about_pages(shared(release))}
    assert "releases.md" not in {link.address for link in links(index_page(shared(release)))}
