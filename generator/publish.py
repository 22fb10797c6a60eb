"""The site as a command: build it beside the old one, guard it, put it in place, or show it live.

The leak gate stands here, between the finished folder and the swap: whatever
stands in the responses is searched for in every byte before anybody sees it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import environ
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.assembly import (
    SITE_FOLDERS,
    Assembled,
    Choices,
    Kind,
    Progress,
    generated_site,
    load,
    read,
    silent,
)
from generator.contents import AUDIENCE_FILE, RELEASE_FILE
from generator.disclosure.ledger import Ledger, key_check
from generator.disclosure.rule import rule_of
from generator.files import ledger_file, private_texts, programme_folder, writing
from generator.files.cache_folder import cache_folder
from generator.files.private_folder import who_can_open
from generator.publication import Answers, build_day, outlook
from generator.survey.problem import Parsed, Problem, SourceLine, format_problem

#: Files of these kinds hold rows or statistics.
TABLE_ENDINGS = (
    ".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".json", ".parquet", ".sav", ".db", ".zip",
)  # fmt: skip

if TYPE_CHECKING:
    from generator.disclosure.rule import Audience
    from generator.files.site import SitePages


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
        if not facts:
            return f"{lines[0]} No responses were found, so there are no results yet."
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
        return "\n".join(lines)


def _open_words(facts: Mapping[str, Any]) -> Iterator[str]:
    if facts["invented"]:
        yield "Every answer is invented, so all results are shown, and nothing need be released."
        return
    if facts["release"]:
        yield f"The results are those of release {facts['release']}."
    else:
        yield "Nothing has been released yet, so the site says so and shows no results."
    if facts["new_tables"]:
        yield f"A release would add {tables_in_words(facts['new_tables'])}."
        yield "Look at them: mentoring build --preview. Publish them: mentoring release."
    if not facts["key"]:
        yield "What a release would add, and who waits cannot be known without the key."
    yield from waiting_words(facts["waiting"])
    yield from gone_words(facts["gone"])


def _preview_words(facts: Mapping[str, Any]) -> Iterator[str]:
    if facts["invented"]:
        yield "Every answer is invented: this is what the open site shows."
    elif facts["new_tables"]:
        new = tables_in_words(facts["new_tables"])
        yield f"This is what a release would publish today, {new} of it for the first time."
    else:
        yield f"A release would publish nothing new today: this is release {facts['release']}."
    yield from waiting_words(facts["waiting"])
    yield from gone_words(facts["gone"])


def _restricted_words(facts: Mapping[str, Any]) -> Iterator[str]:
    yield "Exact results, for the named readers only: keep this folder away from the open site."


_RESULTS: Mapping[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "open": _open_words,
    "preview": _preview_words,
    "restricted": _restricted_words,
}


def tables_in_words(count: int) -> str:
    """Return how many tables.

    >>> tables_in_words(1), tables_in_words(1200)
    ('1 table', '1,200 tables')
    """
    return "1 table" if count == 1 else f"{count:,} tables"


def _cohorts(count: int) -> str:
    return "1 cohort" if count == 1 else f"{count:,} cohorts"


#: So many cohorts are named in a message, at the most.
MOST_NAMED = 5


def waiting_words(waiting: Mapping[str, int]) -> Iterator[str]:
    """Yield how many people wait to be counted, and where.

    >>> list(waiting_words({"ward-a": 4, "ward-b": 1}))
    ['5 people wait until enough others have answered: ward-a 4, ward-b 1.']
    """
    people = sum(waiting.values())
    if not people:
        return
    named = [f"{cohort} {many:,}" for cohort, many in list(waiting.items())[:MOST_NAMED]]
    if len(waiting) > MOST_NAMED:
        named.append(f"and {len(waiting) - MOST_NAMED:,} more cohorts")
    who = "1 person waits" if people == 1 else f"{people:,} people wait"
    yield f"{who} until enough others have answered: {', '.join(named)}."


def gone_words(gone: int) -> Iterator[str]:
    """Yield what to do where people who were counted are no longer among the answers.

    >>> next(gone_words(1))[:54]
    '1 person whom earlier releases count is no longer amon'
    """
    if gone:
        who = "1 person" if gone == 1 else f"{gone:,} people"
        yield (
            f"{who} whom earlier releases count {'is' if gone == 1 else 'are'} no longer among the "
            "answers. If they withdrew, all is well. Otherwise files are missing: put them back."
        )


@dataclass(frozen=True, slots=True)
class Publication:
    """What a release published, or with ``dry`` would publish.

    ``waiting`` leads cohorts to how many of their people wait, ``gone`` counts
    those who are no longer among the answers. ``responses`` is the folder,
    where it is not the programme's own. ``begun``: only a ledger was begun; ``rekeyed``: only
    a new key was made. ``closed`` counts the cohorts that a lost key closes.
    """

    number: int
    tables: int
    cohorts: int
    waiting: Mapping[str, int]
    file: str
    key: str
    gone: int = 0
    dry: bool = False
    responses: str = ""
    begun: bool = False
    closed: int = 0
    rekeyed: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it for scripts."""
        return {
            "release": self.number,
            "audience": "open",
            "dry_run": self.dry,
            "new_tables": self.tables,
            "cohorts": self.cohorts,
            "waiting": dict(self.waiting),
            "gone": self.gone,
            "closed": self.closed,
            "file": "" if self.dry else self.file,
        }

    def in_words(self) -> str:
        """Return it for people."""
        also = f' --responses "{self.responses}"' if self.responses else ""
        if self.begun:
            stands = "would stand" if self.dry else "stands"
            return (
                f"An empty ledger {stands} in {self.file}. Look at what a release would publish: "
                f"mentoring build --preview{also}. Publish it: mentoring release{also}."
            )
        if self.rekeyed:
            return self._rekeyed()
        lines = list(self._published())
        if self.closed:
            lines.append(
                f"{_cohorts(self.closed)} released with a key that was lost: closed for good."
            )
        lines.extend(waiting_words(self.waiting))
        lines.extend(gone_words(self.gone))
        if self.number and not self.dry:
            lines.append(f"Now build the site: mentoring build{also}")
        return "\n".join(lines)

    def _rekeyed(self) -> str:
        closed = f"{_cohorts(self.closed)} released so far"
        if self.dry:
            return f"A new key would close {closed} for good. Nothing was written."
        return (
            f"A new key is in {self.key}. {closed} closed for good: nobody else of theirs is ever "
            "published. A key that was there lies beside it. Keep a backup of the new one, then "
            "release as before: mentoring release"
        )

    def _published(self) -> Iterator[str]:
        new = f"{tables_in_words(self.tables)} of {_cohorts(self.cohorts)}"
        if not self.tables and self.number:
            yield f"Nothing new may be published: release {self.number} stands."
        elif not self.tables:
            yield "Nothing may be published yet: too few people have answered."
        elif self.dry:
            yield f"Release {self.number} would publish {new}. Nothing was written."
        else:
            yield f"Release {self.number}: {new}, in {self.file}."
            yield f"Keep a backup of that file, and apart from it one of the key {self.key}."


def release(
    folder: Path,
    *,
    responses: Path | None = None,
    audience: Audience = "open",
    dry: bool = False,
    new_ledger: bool = False,
    new_key: bool = False,
    progress: Progress = silent,
) -> Parsed[Publication]:
    """Publish into the ledger; nothing is written where any error stands, or with ``dry``.

    ``new_ledger`` begins an empty one where there is none, and publishes
    nothing yet. ``new_key`` makes a new key where the old one is lost.
    """
    from generator.files.ledger_file import RefusedError

    chosen = _chosen(folder, responses)
    loaded = load(folder)
    refused = [*_not_restricted(audience), *(() if chosen else (_nothing_to_release(),))]
    if loaded.value is None or chosen is None or refused:
        return Parsed(None, (*refused, *loaded.problems))
    found = read(folder, loaded.value, chosen, progress=progress)
    trial = found.value is not None and all(one.invented for one in found.value.cohorts)
    definitions = loaded.problems if trial else tuple(map(_no_blank, loaded.problems))
    problems = (*definitions, *found.problems)
    if found.value is None or any(problem.severity == "error" for problem in problems):
        return Parsed(None, problems)
    progress("Deciding what may be published")
    answers = Answers(folder, loaded.value, found.value, chosen)
    try:
        published = (
            _begun(answers, dry=dry) if new_ledger else _release(answers, dry=dry, new_key=new_key)
        )
    except RefusedError as error:
        return Parsed(None, (*problems, error.problem))
    finally:
        progress("")
    own = chosen.resolve() == (folder / "responses").resolve()
    return Parsed(replace(published, responses="" if own else chosen.as_posix()), problems)


def _begun(answers: Answers, *, dry: bool) -> Publication:
    """Begin an empty ledger; what it publishes can then be looked at first."""
    answers.check()
    _check_order(answers, Ledger(answers.definitions.programme.id))
    path = ledger_file.ledger_path(answers.where)
    if not dry:
        ledger_file.new_ledger(answers.where, answers.definitions.programme.id, answers.shown)
    file = programme_folder.shown(path, answers.folder)
    return Publication(0, 0, 0, {}, file, "", dry=dry, begun=True)


def _release(answers: Answers, *, dry: bool, new_key: bool) -> Publication:
    """Add a release to the ledger, under its lock."""
    answers.check()
    programme, where = answers.definitions.programme, answers.where
    key = ledger_file.key_path(environ)
    sites = [answers.folder / site for site in SITE_FOLDERS.values()]
    ledger_file.check_place(key, [answers.folder, where, *sites])
    before = ledger_file.open_ledger(where, programme.id, answers.shown)
    with ledger_file.locked(where, answers.shown):
        _check_order(answers, before)
        if new_key:
            return _with_new_key(answers, before, key, dry=dry)
        found = outlook(answers, own_key=not dry or bool(before.number), real=True)
        after = found.made.ledger if found.made else before
        if found.tables and not dry:
            ledger_file.save_ledger(where, after)
    new = {c for g in after.groups if g.release > before.number for c in g.cohorts}
    return Publication(
        after.number if found.tables else before.number,
        found.tables,
        len(new),
        found.waiting,
        programme_folder.shown(ledger_file.ledger_path(where), answers.folder),
        key.as_posix(),
        found.gone,
        dry,
        closed=len(after.closed(found.key)) if found.made else 0,
    )


def _with_new_key(answers: Answers, before: Ledger, path: Path, *, dry: bool) -> Publication:
    """Go on with a new key where the old one is lost; everybody released so far is closed."""
    try:
        known = ledger_file.read_key(path)
    except ledger_file.RefusedError:
        known = b""
    if known and (not before.releases or before.releases[-1].key == key_check(known)):
        fault = "The key is there and fits the ledger: a new one would close every cohort."
        raise ledger_file.RefusedError(path, "key-fits", fault, "Release without --new-key.")
    closed = len({cohort for group in before.groups for cohort in group.cohorts})
    number = before.number + 1
    if not dry:
        key = ledger_file.replaced_key(path)
        minimum = rule_of(answers.definitions.programme.release).minimum
        after = before.with_key(key, build_day().isoformat(), minimum)
        ledger_file.save_ledger(answers.where, after)
    file = programme_folder.shown(ledger_file.ledger_path(answers.where), answers.folder)
    return Publication(
        number, 0, 0, {}, file, path.as_posix(), dry=dry, closed=closed, rekeyed=True
    )


def _check_order(answers: Answers, ledger: Ledger) -> None:
    """Refuse a release that is dated before the last one, or behind the site."""
    last = ledger.releases[-1].date if ledger.releases else ""
    today = build_day().isoformat()
    name = f"{answers.shown}/{programme_folder.RELEASES}/{ledger_file.LEDGER}"
    if today < last:
        fault = f"The last release is of {last}, and this computer says that today is {today}."
        remedy = "Set its clock right, or unset SOURCE_DATE_EPOCH, and release again."
        raise ledger_file.RefusedError(name, "release-date", fault, remedy)
    shown = site_release(answers.folder / SITE_FOLDERS["open"])
    if shown > ledger.number:
        raise _rewound(name, shown, ledger.number)


def _rewound(name: str, shown: int, number: int) -> ledger_file.RefusedError:
    fault = f"The site shows release {shown}, but the ledger ends at release {number}."
    return ledger_file.RefusedError(
        name, "ledger-rewound", fault, "Put the newest backup of the ledger in its place."
    )


def site_release(site: Path) -> int:
    """Return which release a site folder shows, 0 where it shows none."""
    path = site / RELEASE_FILE
    text = path.read_text(encoding="utf-8", errors="replace").strip() if path.is_file() else ""
    return int(text) if text.isascii() and text.isdigit() else 0


def _not_restricted(audience: Audience) -> tuple[Problem, ...]:
    if audience == "open":
        return ()
    fault = "There is no release for restricted readers: their pages show the answers as they are."
    remedy = "Build them when they are wanted: mentoring build --audience restricted"
    return (_fault("release", "restricted", fault, remedy),)


def _nothing_to_release() -> Problem:
    return _fault(
        "responses",
        "no-folder",
        "There are no responses to release.",
        "Name the folder that holds them: --responses DIR.",
    )


def _no_blank(problem: Problem) -> Problem:
    """Return a warning about a blank contact as an error: what is released needs them all."""
    return replace(problem, severity="error") if problem.rule == "blank-local" else problem


def build(
    folder: Path,
    *,
    responses: Path | None = None,
    site_dir: Path | None = None,
    audience: Audience = "open",
    preview: bool = False,
    skip_faulty: bool = False,
    progress: Progress = silent,
) -> Parsed[Built]:
    """Build the site; the old one stays in place unless everything is well."""
    from generator.files.site import build_site

    if preview and audience == "restricted":
        return Parsed(None, (_fault("build", "preview", _OPEN_ONLY, "Leave one of them out."),))
    choices = Choices(_chosen(folder, responses), audience, skip_faulty, preview)
    target = site_dir or folder / SITE_FOLDERS[choices.kind]
    refused = _place_faults(folder, target, choices.kind)
    outcome = generated_site(folder, choices, progress)
    if outcome.value is None or refused:
        return Parsed(None, (*refused, *outcome.problems))
    made = outcome.value
    refused = _older_ledger(target, choices, made.facts)
    if refused:
        return Parsed(None, (*refused, *outcome.problems))
    progress("Writing pages")
    report = build_site(
        folder,
        made.site,
        target,
        private=choices.kind != "open",
        keep_out=[choices.responses] if choices.responses else [],
        gate=_gate(folder, choices, made),
    )
    progress("")
    problems = (*outcome.problems, *report.problems)
    if not report.written:
        return Parsed(None, problems)
    built = Built(target.as_posix(), choices.kind, report.pages, report.size / 1e6, made.facts)
    return Parsed(built, problems)


_OPEN_ONLY = "A preview is of open pages; restricted pages show the answers as they are."


def _older_ledger(target: Path, choices: Choices, facts: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Refuse to put an older release in the place of a newer one."""
    shown = site_release(target)
    if choices.kind != "open" or facts.get("invented", True) or shown <= facts["release"]:
        return ()
    return (_rewound("releases", shown, facts["release"]).problem,)


#: Hosts that only somebody at this computer can reach.
OWN_HOSTS = ("127.0.0.1", "localhost", "::1")
_NOT_ALONE = (
    "Others could read a private site at this address.",
    "Show it to this computer only: --address 127.0.0.1:8000",
)


def serve(
    folder: Path, *, responses: Path | None, audience: Audience, preview: bool, address: str
) -> Parsed[None]:
    """Show the site until interrupted, anew after each edit; returns what kept it from starting."""
    from generator.files.live_site import serve_site

    host = address.rpartition(":")[0].strip("[]")
    if (preview or audience == "restricted") and host not in OWN_HOSTS:
        return Parsed(None, (_fault(address, "address", *_NOT_ALONE),))
    chosen = _chosen(folder, responses)

    def make() -> Parsed[SitePages]:
        made = generated_site(folder, Choices(chosen, audience, preview=preview))
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
    return responses or programme_folder.own_responses(folder)


def _place_faults(folder: Path, target: Path, kind: Kind) -> tuple[Problem, ...]:
    """Keep the three places apart: none is, holds or lies in another one, links resolved."""
    if folder.resolve().is_relative_to(target.resolve()):
        return ()  # refused for holding the programme; the whole disk need not be searched
    others = [folder / name for other, name in SITE_FOLDERS.items() if other != kind]
    inside = (other for other in others if _touches(target.resolve(), other.resolve()))
    other = next(inside, None) or writing.marked_otherwise(target, AUDIENCE_FILE, kind)
    if other is None:
        return ()
    fault = f"The {_KINDS[kind]} cannot be written here: {other} is another's."
    return (_fault(target.as_posix(), "audience", fault, "Choose a --site-dir of its own."),)


_KINDS: Mapping[Kind, str] = {
    "open": "open site",
    "preview": "private preview",
    "restricted": "restricted site",
}


def _touches(one: Path, other: Path) -> bool:
    """Say whether one of two folders is, holds or lies in the other."""
    return one.is_relative_to(other) or other.is_relative_to(one)


def _gate(folder: Path, choices: Choices, made: Assembled) -> Callable[[Path], tuple[Problem, ...]]:
    """Return the leak gate for a finished site; one that passed before is known by its manifest."""
    from generator.files.leak_places import ordinary_fingerprint

    def gate(finished: Path) -> tuple[Problem, ...]:
        strays = _stray_tables(finished, made.site.files)
        if strays:
            return strays
        passed = cache_folder(folder) / "passed"
        name = programme_folder.fingerprint(finished / "manifest.sha256") + made.key
        name += private_texts.fingerprint(folder, cache_folder(folder))
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
    texts = private_texts.private_texts(folder, cache_folder(folder))
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
    findings = scan_site(finished, wanted, _is_generated, cache_folder(folder) / "gate")
    return told(findings, choices.responses, shown, folder, cache_folder(folder))
