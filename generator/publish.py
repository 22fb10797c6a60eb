"""The site as a command: build it beside the old one, guard it, put it in place, or show it live.

The leak gate stands here, between the finished folder and the swap: whatever
stands in the responses is searched for in every byte before anybody sees it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.assembly import (
    CHANGING,
    Assembled,
    Choices,
    generated_site,
    load,
    read,
)
from generator.contents import AUDIENCE_FILE
from generator.definitions.problem import Parsed, Problem, SourceLine, format_problem
from generator.files import private_texts, programme_folder, progress, writing
from generator.files.cache import cache_folder, read_sealed, write_sealed
from generator.files.programme_folder import SITE_FOLDERS, Kind
from generator.files.tables import noted_reading
from generator.releasing import rewound, site_release
from generator.told import Built

#: So many sites that passed the gate are known again.
KEPT_PASSES = 20
#: Files of these kinds hold rows or statistics.
TABLE_ENDINGS = (
    ".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".json", ".parquet", ".sav", ".db", ".zip",
)  # fmt: skip

if TYPE_CHECKING:
    from generator.disclosure.rule import Audience
    from generator.files.site import SitePages


def build(
    folder: Path,
    *,
    responses: Path | None = None,
    site_dir: Path | None = None,
    audience: Audience = "open",
    preview: bool = False,
    skip_faulty: bool = False,
) -> Parsed[Built]:
    """Build the site; the old one stays in place unless everything is well."""
    from generator.files.site import build_site

    if preview and audience == "restricted":
        return Parsed(None, (_fault("build", "preview", _OPEN_ONLY, "Leave one of them out."),))
    choices = Choices(_chosen(folder, responses), audience, skip_faulty, preview)
    target = site_dir or folder / SITE_FOLDERS[choices.kind]
    refused = _place_faults(folder, target, choices.kind)
    outcome = generated_site(folder, choices)
    if outcome.value is None or refused:
        return Parsed(None, (*refused, *outcome.problems))
    made = outcome.value
    refused = _older_ledger(target, choices, made.facts)
    if refused:
        return Parsed(None, (*refused, *outcome.problems))
    progress.on("Writing pages")
    report = build_site(
        folder,
        made.site,
        target,
        private=choices.kind != "open",
        keep_out=_private_folders(choices.responses),
        gate=_gate(folder, choices, made),
    )
    problems = (*outcome.problems, *report.problems)
    if not report.written:
        return Parsed(None, problems)
    built = Built(target.as_posix(), choices.kind, report.pages, report.size / 1e6, made.facts)
    return Parsed(built, problems)


_OPEN_ONLY = "A preview is of open pages; restricted pages show the answers as they are."


def _older_ledger(target: Path, choices: Choices, facts: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Refuse to put an older release in the place of a newer one."""
    shown = site_release(target)
    if choices.kind != "open" or facts["invented"] or shown <= facts["release"]:
        return ()
    return rewound("releases", shown, facts["release"]).problems


_NOT_ALONE = (
    "Others could read a private site at this address.",
    "Show it to this computer only: --address 127.0.0.1:8000",
)
_TO_OTHERS = (
    "Everybody on this network can open the site at this address while it runs, drafts included.",
    "To show it to this computer only, stop it and use --address 127.0.0.1:8000.",
)


def serve(
    folder: Path, *, responses: Path | None, audience: Audience, preview: bool, address: str
) -> Parsed[None]:
    """Show the site until interrupted, anew after each edit; returns what kept it from starting."""
    from generator.files.live_site import OWN_HOSTS, host_and_port, serve_site

    shared = host_and_port(address)[0].lower() not in OWN_HOSTS
    if (preview or audience == "restricted") and shared:
        return Parsed(None, (_fault(address, "address", *_NOT_ALONE),))
    if shared:
        warning = replace(_fault(address, "address", *_TO_OTHERS), severity="warning")
        print(format_problem(warning), file=sys.stderr, flush=True)
    chosen = _chosen(folder, responses)

    def make() -> Parsed[SitePages]:
        made = generated_site(folder, Choices(chosen, audience, preview=preview))
        progress.on("")
        return Parsed(made.value.site if made.value else None, made.problems)

    def tell(problems: Sequence[Problem]) -> None:
        for problem in problems:
            print(format_problem(problem), file=sys.stderr)

    def started() -> None:
        print(f"The site is at http://{address}/ while this runs. Stop it with Ctrl+C.", flush=True)
        print("Open that address in a browser. Each file that you save is shown there.", flush=True)

    watch = _private_folders(chosen)
    return Parsed(None, serve_site(folder, make, tell, started, address=address, watch=watch))


def _private_folders(responses: Path | None) -> list[Path]:
    """Return the folder of answers and the records beside it, as far as there are any."""
    beside = programme_folder.records_of(responses) if responses else None
    return [path for path in (responses, beside) if path is not None]


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

    def gate(finished: Path) -> tuple[Problem, ...]:
        strays = _stray_tables(finished, made.site.files)
        if strays:
            return strays
        passed = cache_folder(folder) / "passed.sealed"
        name = _pass(folder, choices, made, finished)
        known = (read_sealed(passed) or b"").decode().splitlines()
        if name in known:
            return ()
        with noted_reading() as read:
            findings = _leaks(folder, choices, finished)
        if not findings and not made.inputs.hold(read):
            return (_fault(str(choices.responses), "changing", *CHANGING),)
        if not findings and name == _pass(folder, choices, made, finished):
            kept = [*known[1 - KEPT_PASSES :], name]
            write_sealed(passed, "\n".join(kept).encode())
        return findings

    return gate


def _pass(folder: Path, choices: Choices, made: Assembled, finished: Path) -> str:
    """Return a name for a finished site and all that it is searched for, as they are now."""
    from generator.files.leak_places import ordinary_fingerprint

    name = programme_folder.fingerprint(finished / "manifest.sha256", folder / "instruments")
    name += made.inputs.key + private_texts.fingerprint(folder, cache_folder(folder))
    return name + (ordinary_fingerprint(choices.responses) if choices.responses else "")


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
            "Take it out of there: only tables that the build has protected may be on a site.",
        )
        for name in writing.names_ending(finished, TABLE_ENDINGS)
        if name not in released
    )


def _leaks(folder: Path, choices: Choices, finished: Path) -> tuple[Problem, ...]:
    """Search every byte of a finished site for what came in on a form, or is private otherwise."""
    from generator.coding.people import PRIVATE
    from generator.disclosure.leak_gate import secrets
    from generator.files.leak_places import ordinary_words, told, without_ordinary
    from generator.files.leak_scan import scan_site
    from generator.responses.theme_seed import SUGGESTED

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
    progress.on("Preparing the search for answers")
    wanted = secrets(codes, texts | {PRIVATE}, public=public)
    findings = scan_site(finished, wanted, _is_generated, cache_folder(folder) / "gate")
    return told(findings, choices.responses, shown, folder, cache_folder(folder))


def _fault(place: str, rule: str, fault: str, remedy: str) -> Problem:
    return Problem(SourceLine(place), rule, fault, remedy)


def _chosen(folder: Path, responses: Path | None) -> Path | None:
    """Return the responses folder asked for, or the programme's own where it holds anything."""
    return responses or programme_folder.own_responses(folder)
