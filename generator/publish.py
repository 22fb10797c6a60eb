"""The site as a command: build it beside the old one, guard it, put it in place, or show it live.

The leak gate stands here, between the finished folder and the swap: whatever
stands in the responses is searched for in every byte before anybody sees it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import environ
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.assembly import (
    SITE_FOLDERS,
    Assembled,
    Choices,
    Progress,
    generated_site,
    load,
    made_release,
    read,
    silent,
)
from generator.contents import AUDIENCE_FILE
from generator.files import private_texts, programme_folder, writing
from generator.files.programme_folder import CACHE
from generator.survey.problem import Parsed, Problem, SourceLine, format_problem

#: Files of these kinds hold rows or statistics.
TABLE_ENDINGS = (
    ".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".json", ".parquet", ".sav", ".db", ".zip",
)  # fmt: skip

if TYPE_CHECKING:
    from generator.disclosure.release import Made
    from generator.disclosure.released import Audience
    from generator.files.site import SitePages


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made, for its maker's eyes."""

    site: str
    audience: str
    pages: int
    megabytes: float
    facts: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it for scripts."""
        return {
            "site": self.site,
            "audience": self.audience,
            "pages": self.pages,
            "megabytes": self.megabytes,
            **self.facts,
        }

    def in_words(self) -> str:
        """Return it for people."""
        lines = [f"{self.pages:,} pages ({self.megabytes:.1f} MB) in {self.site}."]
        if not self.facts:
            return f"{lines[0]} No responses were found, so there are no results yet."
        facts = self.facts
        lines.append(
            f"Cohorts with a page of their own: {facts['alone']:,}; in a named pool: "
            f"{facts['in_pools']:,}; only in a larger group: {facts['in_larger_groups']:,}."
        )
        lines.append(
            f"People who see their own cohort: {facts['people_alone']:,}; a named pool: "
            f"{facts['people_in_pools']:,}; only a larger group: "
            f"{facts['people_in_larger_groups']:,}."
        )
        lines.extend(_release_words(facts))
        if facts["rows_left_out"]:
            lines.append(f"Faulty rows left out: {facts['rows_left_out']:,}. The pages say so.")
        if self.audience == "restricted":
            lines.append("For named readers only: keep this folder away from the open site.")
        return "\n".join(lines)


def _release_words(facts: Mapping[str, int]) -> list[str]:
    """Return how a site stands to the releases before it."""
    number, new, waiting = (facts[k] for k in ("release", "new_tables", "groups_waiting"))
    lines = []
    if not number:
        lines.append(
            "Nothing has been released to these readers yet: this is a preview, for your eyes "
            "only. Before others read it: mentoring release."
        )
    elif new:
        lines.append(
            f"{new:,} tables are newer than release {number}: a preview, for your eyes only, "
            "until the next mentoring release."
        )
    else:
        lines.append(f"Every table is as it was published, last in release {number}.")
    if waiting:
        groups = "1 group" if waiting == 1 else f"{waiting:,} groups"
        lines.append(
            f"A late batch is waiting in {groups}: too few people came, left or changed their "
            f"answers.{' Their earlier tables stay as they are.' if number else ''}"
        )
    return lines


@dataclass(frozen=True, slots=True)
class Publication:
    """What a release published; ``file`` is empty where there was nothing new.

    ``waiting_in`` are the titles of the smallest groups in which somebody waits, ``responses``
    the folder where it is not the programme's own.
    """

    number: int
    audience: str
    tables: int
    waiting: int
    file: str
    key: str
    waiting_in: tuple[str, ...] = ()
    responses: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it for scripts."""
        return {
            "release": self.number,
            "audience": self.audience,
            "new_tables": self.tables,
            "groups_waiting": self.waiting,
            "waiting_in": list(self.waiting_in),
            "file": self.file,
        }

    def in_words(self) -> str:
        """Return it for people."""
        if self.file:
            done = f"Release {self.number}, for the {self.audience} audience"
            lines = [f"{done}: {self.tables:,} new tables, in {self.file}."]
            kept = f"Keep a backup of the key {self.key} and of the file beside it."
            lines.append(f"{kept} Without them nothing can be published any more.")
        elif self.number:
            lines = [f"Nothing new may be published: release {self.number} stands."]
        else:
            lines = ["Nothing may be published yet: there are too few people in every group."]
        if self.waiting_in:
            lines.append(f"A late batch is waiting in {_groups(self.waiting_in)}.")
            lines.append(
                "Too few people came, left or changed their answers there. It is shown once enough "
                "have: gather what is missing in these groups, and release again."
            )
        if not self.number:
            return "\n".join(lines)
        also = f' --responses "{self.responses}"' if self.responses else ""
        also += "" if self.audience == "open" else f" --audience {self.audience}"
        lines.append(f"Now build the site: mentoring build{also}")
        return "\n".join(lines)


#: So many groups are named in a message, at the most.
MOST_NAMED = 5


def _groups(titles: Sequence[str]) -> str:
    """Return how many groups there are, and their titles.

    >>> _groups(["A"]), _groups(["A", "B"])
    ('1 group: “A”', '2 groups: “A”, “B”')
    """
    many = "1 group" if len(titles) == 1 else f"{len(titles):,} groups"
    return f"{many}: {_listed(titles)}"


def _listed(titles: Sequence[str]) -> str:
    """Return some titles in words.

    >>> _listed(["A", "B"])
    '“A”, “B”'
    """
    named = ", ".join(f"“{title}”" for title in titles[:MOST_NAMED])
    return f"{named} and {len(titles) - MOST_NAMED} more" if len(titles) > MOST_NAMED else named


def _waiting_in(made: Made) -> tuple[str, ...]:
    """Return the titles of the smallest groups in which somebody waits."""
    groups = [group for group in made.release.groups if group.id in made.release.waiting]
    parents = {group.parent for group in groups}
    return tuple(group.title for group in groups if group.id not in parents)


def release(
    folder: Path,
    *,
    responses: Path | None = None,
    audience: Audience = "open",
    progress: Progress = silent,
) -> Parsed[Publication]:
    """Publish into the ledger; nothing is written where any error stands."""
    from generator.disclosure.ledger import new_entry, news
    from generator.files import ledger_file, ledger_place

    chosen = _chosen(folder, responses)
    loaded = load(folder)
    key = ledger_place.key_path(environ)
    sites = [folder / site for site in SITE_FOLDERS.values()]
    refused = ledger_file.key_problems(key, [folder, *([chosen] if chosen else []), *sites])
    problems = (*refused, *map(_no_blank, loaded.problems))
    if loaded.value is None or chosen is None:
        missing = () if chosen else (_fault("responses", "no-folder", _NOTHING, _NAME_ONE),)
        return Parsed(None, (*problems, *missing))
    found = read(folder, loaded.value, chosen, progress=progress)
    problems = (*problems, *found.problems)
    if found.value is None or any(problem.severity == "error" for problem in problems):
        return Parsed(None, problems)
    progress("Deciding what may be published")
    outcome = made_release(
        folder,
        loaded.value,
        found.value,
        Choices(chosen, audience),
        lambda: ledger_file.made_key(key),
    )
    progress("")
    problems = (*problems, *outcome.problems)
    if outcome.value is None:
        return Parsed(None, problems)
    made, ledger = outcome.value.made, outcome.value.ledger
    number, tables, file = made.release.number, news(made, ledger.past), ""
    if tables:
        number = len(ledger.past.releases) + 1
        entry = new_entry(made, ledger.past, ledger.newest, ledger.key)
        written = ledger_file.append(chosen, key, number, entry)
        file = programme_folder.shown(written, folder)
    else:
        ledger_file.remember(chosen, key)  # the folder may have been moved
    own = chosen.resolve() == (folder / "responses").resolve()
    published = Publication(
        number,
        audience,
        tables,
        len(made.release.waiting),
        file,
        key.as_posix(),
        _waiting_in(made),
        "" if own else chosen.as_posix(),
    )
    return Parsed(published, problems)


_NOTHING = "There are no responses to release."
_NAME_ONE = "Name the folder that holds them: --responses DIR."


def _no_blank(problem: Problem) -> Problem:
    """Return a warning about a blank contact as an error: what is released needs them all."""
    return replace(problem, severity="error") if problem.rule == "blank-local" else problem


def build(
    folder: Path,
    *,
    responses: Path | None = None,
    site_dir: Path | None = None,
    audience: Audience = "open",
    skip_faulty: bool = False,
    progress: Progress = silent,
) -> Parsed[Built]:
    """Build the site; the old one stays in place unless everything is well."""
    from generator.files.site import build_site

    target = site_dir or folder / SITE_FOLDERS[audience]
    choices = Choices(_chosen(folder, responses), audience, skip_faulty)
    refused = _audience_faults(folder, target, audience)
    outcome = generated_site(folder, choices, progress)
    if outcome.value is None or refused:
        return Parsed(None, (*refused, *outcome.problems))
    made = outcome.value
    progress("Writing pages")
    report = build_site(
        folder,
        made.site,
        target,
        keep_out=[choices.responses] if choices.responses else [],
        gate=_gate(folder, choices, made),
    )
    progress("")
    problems = (*outcome.problems, *report.problems)
    if not report.written:
        return Parsed(None, problems)
    built = Built(target.as_posix(), audience, report.pages, report.size / 1e6, made.facts)
    return Parsed(built, problems)


def serve(
    folder: Path, *, responses: Path | None, audience: Audience, address: str
) -> Parsed[None]:
    """Show the site until interrupted, anew after each edit; returns what kept it from starting."""
    from generator.files.live_site import serve_site

    chosen = _chosen(folder, responses)

    def make() -> Parsed[SitePages]:
        made = generated_site(folder, Choices(chosen, audience))
        return Parsed(made.value.site if made.value else None, made.problems)

    def tell(problems: Sequence[Problem]) -> None:
        for problem in problems:
            print(format_problem(problem), file=sys.stderr)

    def started() -> None:
        print(f"The site is at http://{address}/ while this runs. Stop it with Ctrl+C.", flush=True)

    watch = [chosen] if chosen else []
    return Parsed(None, serve_site(folder, make, tell, started, address=address, watch=watch))


def _fault(place: str, rule: str, fault: str, remedy: str) -> Problem:
    return Problem(SourceLine(place), rule, fault, remedy)


def _chosen(folder: Path, responses: Path | None) -> Path | None:
    """Return the responses folder asked for, or the programme's own where it holds anything."""
    own = folder / "responses"
    return responses or (own if writing.has_files(own) else None)


def _audience_faults(folder: Path, target: Path, audience: Audience) -> tuple[Problem, ...]:
    """Two audiences never share a folder, nor lies one inside the other."""
    if folder.resolve().is_relative_to(target.resolve()):
        return ()  # refused for holding the programme; the whole disk need not be searched
    other = writing.marked_otherwise(target, AUDIENCE_FILE, audience)
    if other is None:
        return ()
    fault = f"The site for the {audience} audience cannot be written here: {other} is another's."
    return (_fault(target.as_posix(), "audience", fault, "Choose a --site-dir of its own."),)


def _gate(folder: Path, choices: Choices, made: Assembled) -> Callable[[Path], tuple[Problem, ...]]:
    """Return the leak gate for a finished site; one that passed before is known by its manifest."""
    from generator.files.leak_places import ordinary_fingerprint

    def gate(finished: Path) -> tuple[Problem, ...]:
        strays = _stray_tables(finished, made.site.files)
        if strays:
            return strays
        passed = folder / CACHE / "passed"
        name = programme_folder.fingerprint(finished / "manifest.sha256") + made.key
        name += private_texts.fingerprint(folder, folder / CACHE)
        if choices.responses is not None:
            name += ordinary_fingerprint(choices.responses)
        if writing.remembers(passed, name):
            return ()
        findings = _leaks(folder, choices, finished)
        if not findings:
            writing.remember(passed, name)
        return findings

    return gate


def _is_generated(name: str) -> bool:
    """Tell whether a build wrote a file's text, so that short secrets count in it."""
    return name.startswith("results/")


def _stray_tables(finished: Path, released: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """Refuse tables that no release made: somebody has put numbers among the pages."""
    return tuple(
        _fault(
            name,
            "stray-table",
            "This table came from the folder of pages and was not released.",
            "Take it out of there: only tables that the build has protected may stand on a site.",
        )
        for name in writing.names_ending(finished, TABLE_ENDINGS)
        if name not in released
    )


def _leaks(folder: Path, choices: Choices, finished: Path) -> tuple[Problem, ...]:
    """Search every byte of a finished site for what came in on a form, or is private otherwise."""
    from generator.disclosure.leak_gate import secrets
    from generator.files.leak_places import ordinary_words, told, without_ordinary
    from generator.files.leak_scan import scan_site
    from generator.survey.theme_seed import SUGGESTED
    from generator.themes.context import PRIVATE

    loaded = load(folder)
    if loaded.value is None:
        return loaded.problems
    codes: set[str] = set()
    texts = private_texts.private_texts(folder, folder / CACHE)
    titles: list[str] = []
    shown = programme_folder.shown(choices.responses, folder) if choices.responses else ""
    if choices.responses is not None:
        found = read(folder, loaded.value, choices.responses, skip_faulty=choices.skip_faulty)
        if found.value is None:
            return found.problems
        codes = {
            code.decode()
            for answers in found.value.answers.values()
            for code in set(answers.respondent)
        }
        ordinary = ordinary_words(choices.responses, shown)
        if ordinary.value is None:
            return ordinary.problems
        texts = without_ordinary(texts | found.value.free_text, ordinary.value)
        titles = [f"{c.id} {c.title} {c.organisation} {c.region}" for c in found.value.cohorts]
    if not codes and not texts:
        return ()
    titles += [category.label for category in SUGGESTED]  # "Not enough time" is an answer, too
    public = "\n".join([*titles, *(programme_folder.read_definitions(folder).value or {}).values()])
    wanted = secrets(codes, texts | {PRIVATE}, public=public)
    findings = scan_site(finished, wanted, _is_generated, folder / CACHE / "gate")
    return told(findings, choices.responses, shown, folder, folder / CACHE)
