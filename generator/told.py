"""What a build and a release tell: in words for people, as JSON for scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from generator.disclosure.groups import IN_WORDS
from generator.disclosure.release import Placed
from generator.files.output_guard import who_can_open
from generator.monitoring.blockers import NO_ANSWERS, gone_words, tables_in_words, waiting_words

#: So many cohorts, and pages of several together, are named one by one.
MOST_COHORTS, MOST_POOLS = 20, 20
REFUSED = (
    "A release is refused until every fault is corrected and every blank is filled in: mentoring "
    "check lists them."
)


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made, for its maker's eyes; ``kind`` is one of the three places."""

    site: str
    kind: str
    pages: int
    megabytes: float
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it for scripts."""
        audience = "restricted" if self.kind == "restricted" else "open"
        return {
            "site": self.site,
            "audience": audience,
            "preview": self.kind == "preview",
            "pages": self.pages,
            "megabytes": self.megabytes,
            **self.facts,
        }

    def in_words(self) -> str:
        """Return it for people."""
        lines = [f"{self.pages:,} pages ({self.megabytes:.1f} MB) in {self.site}."]
        facts = self.facts
        if not facts["answered"] and "groups" not in facts:
            lines.append(f"{NO_ANSWERS} The site says so and shows no results.")
        else:
            lines.extend(_RESULTS[self.kind](facts))
        if "groups" in facts:
            lines.append(
                f"Cohorts with a page of their own: {facts['alone']:,}; in a named pool: "
                f"{facts['in_pools']:,}; only in a larger group: {facts['in_larger_groups']:,}."
            )
        if facts["rows_left_out"]:
            lines.append(f"Faulty rows left out: {facts['rows_left_out']:,}.")
        if self.kind != "open":
            lines.append(who_can_open())
        lines.append(f"To see it, open {self.site}/index.html in a browser.")
        return "\n".join(lines)


def _open_words(facts: Mapping[str, Any]) -> Iterator[str]:
    if facts["invented"]:
        yield "Every answer is invented, so all results are shown. You do not need a release."
        return
    if facts["release"]:
        yield f"The results are those of release {facts['release']}."
    else:
        yield "Nothing has been released yet, so the site says so and shows no results."
    if facts["new_tables"] and not facts["refused"]:
        yield f"A release would add {tables_in_words(facts['new_tables'])}."
        yield "Look at them: mentoring build --preview. Publish them: mentoring release."
    if not facts["key"]:
        yield "What a release would add, and who waits cannot be known without the key."
    yield from _people_words(facts)


def _preview_words(facts: Mapping[str, Any]) -> Iterator[str]:
    if facts["invented"]:
        yield "Every answer is invented: this is what the open site shows."
    elif facts["new_tables"] and facts["refused"]:
        yield "This is what a release would publish, if it were not refused."
    elif facts["new_tables"]:
        new = tables_in_words(facts["new_tables"])
        yield f"This is what a release would publish today, {new} of it for the first time."
    elif facts["release"]:
        yield f"A release would publish nothing new today: this is release {facts['release']}."
    else:
        yield "A release would publish nothing yet: too few people have answered."
    yield from _people_words(facts)


def _people_words(facts: Mapping[str, Any]) -> Iterator[str]:
    """Yield what keeps a release from being made, and of whom it would not count the answers.

    A row that was left out may be one of theirs.
    """
    if facts["refused"]:
        yield REFUSED
    if not facts["rows_left_out"]:
        yield from waiting_words(facts["waiting"])
        yield from gone_words(facts["gone"])


def _restricted_words(facts: Mapping[str, Any]) -> Iterator[str]:
    yield "Exact results, for the named readers only: keep this folder away from the open site."


_RESULTS: Mapping[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "open": _open_words,
    "preview": _preview_words,
    "restricted": _restricted_words,
}


def _placed_words(placed: Placed) -> Iterator[str]:
    """Yield who is shown on a page of their own, who together, and why."""
    if placed.alone:
        yield f"  On pages of their own: {_named(placed.alone)}."
    for pool in placed.pools[:MOST_POOLS]:
        yield f"  Together on 1 page: {_named(pool)}."
    if len(placed.pools) > MOST_POOLS:
        yield f"  And {len(placed.pools) - MOST_POOLS:,} more pages of cohorts together."
    if placed.larger:
        yield f"  Only in larger groups, with no page: {_named(placed.larger)}."
    if placed.later:
        yield f"  More of cohorts that are published already: {_named(placed.later)}."
    if placed.joined:
        yield f"  Together, though large enough for a page of their own: {_named(placed.joined)}."
    if placed.wider:
        yield "  Some questions have too few answers for these pages. They are in larger groups."
    if placed.pools:
        yield IN_WORDS


def _named(cohorts: Sequence[str]) -> str:
    more = f" and {len(cohorts) - MOST_COHORTS:,} more" if len(cohorts) > MOST_COHORTS else ""
    return ", ".join(cohorts[:MOST_COHORTS]) + more


def _cohorts(count: int) -> str:
    return "1 cohort" if count == 1 else f"{count:,} cohorts"


@dataclass(frozen=True, slots=True)
class Publication:
    """What a release published, or with ``dry`` would publish.

    ``placed`` says where they are shown. ``waiting`` leads cohorts to how many of their people
    wait, ``gone`` counts those who are no longer among the answers. ``responses`` is the folder,
    where it is not the programme's own. ``begun``: only a ledger was begun; ``rekeyed``: only
    a new key was made. ``closed`` counts the cohorts that a lost key closes. ``answered`` is
    False where there are no answers; ``declined``: somebody was asked and said no.
    """

    number: int
    tables: int
    placed: Placed
    waiting: Mapping[str, int]
    file: str
    key: str
    gone: int = 0
    dry: bool = False
    responses: str = ""
    begun: bool = False
    closed: int = 0
    rekeyed: bool = False
    answered: bool = True
    declined: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it for scripts."""
        return {
            "release": self.number,
            "audience": "open",
            "dry_run": self.dry,
            "new_tables": self.tables,
            "cohorts": self.placed.cohorts,
            "placed": asdict(self.placed),
            "waiting": dict(self.waiting),
            "gone": self.gone,
            "closed": self.closed,
            "declined": self.declined,
            "file": "" if self.dry or self.declined else self.file,
        }

    def in_words(self) -> str:
        """Return it for people."""
        also = f' --responses "{self.responses}"' if self.responses else ""
        if self.begun:
            stands = "would be" if self.dry else "is"
            return (
                f"An empty ledger {stands} in {self.file}. Look at what a release would publish: "
                f"mentoring build --preview{also}. Publish it: mentoring release{also}."
            )
        if self.rekeyed:
            return self._rekeyed()
        if self.declined:
            return "Nothing was published."
        first, *more = self._published()
        lines = [first, *(_placed_words(self.placed) if self.tables else ()), *more]
        if self.closed:
            lines.append(
                f"{_cohorts(self.closed)} released with a key that was lost: closed for good."
            )
        lines.extend(waiting_words(self.waiting))
        lines.extend(gone_words(self.gone))
        if self.number and not self.dry:
            apart = " --site-dir trial-site" if also else ""
            lines.append(f"Now build the site: mentoring build{also}{apart}")
        return "\n".join(lines)

    def _rekeyed(self) -> str:
        closed = f"{_cohorts(self.closed)} released so far"
        if self.dry:
            return f"A new key would close {closed} for good. Nothing was written."
        return (
            f"A new key is in {self.key}. {closed} closed for good: nobody else of theirs is ever "
            "published. A key that was there before is beside it. Keep a backup of the new one, "
            "then "
            "release as before: mentoring release"
        )

    def _published(self) -> Iterator[str]:
        new = f"{tables_in_words(self.tables)} of {_cohorts(self.placed.cohorts)}"
        if not self.answered and not self.number:
            yield f"{NO_ANSWERS} A release would publish nothing."
        elif not self.tables and self.number:
            yield f"There is nothing new to publish. The latest is release {self.number}."
        elif not self.tables:
            yield "Nothing can be published yet: too few people have answered."
        elif self.dry:
            yield f"Release {self.number} would publish {new}. Nothing was written."
        else:
            yield f"Release {self.number}: {new}, in {self.file}."
            yield f"Keep a backup of that file, and a separate backup of the key {self.key}."
