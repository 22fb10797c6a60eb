"""``mentoring build``: the site, with guidance, forms and results pages."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from generator.commands.console import DONE, folder, path, report, results_of, runs, takes
from generator.definitions.problem import Problem
from generator.definitions.suggest import plural
from generator.files.output_guard import who_can_open
from generator.monitoring.blockers import NO_ANSWERS, gone_words, waiting_words

if TYPE_CHECKING:
    from generator.site_build import Built

REFUSED = (
    "A release is refused until every fault is corrected and every blank is filled in: mentoring "
    "check lists them."
)


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(
        parser,
        _run,
        "build",
        "build --preview",
        "build --responses trial-responses --site-dir trial-site",
        "build --audience restricted",
    )
    takes(parser, "--responses", default=None)
    takes(parser, "--audience", "--preview", "--skip-faulty", "--json")
    parser.add_argument(
        "--site-dir", metavar="DIR", help="default: site, site-preview or site-restricted"
    )


def _run(options: argparse.Namespace) -> int:
    from generator.inputs import Choices
    from generator.site_build import build  # weighty, which --help does without

    choices = Choices(results_of(options), options.audience, options.skip_faulty, options.preview)
    target = path(options, options.site_dir) if options.site_dir else None
    found: list[Problem] = []
    built = build(folder(options), choices, target, found)
    report(found)
    print(json.dumps(_as_json(built), indent=2) if options.json else _words(built))
    return DONE


def _as_json(built: Built) -> dict[str, Any]:
    """Return what was built, for scripts."""
    audience = "restricted" if built.kind == "restricted" else "open"
    return {
        "site": built.site,
        "audience": audience,
        "preview": built.kind == "preview",
        "pages": built.pages,
        "megabytes": built.megabytes,
        **built.facts,
    }


def _words(built: Built) -> str:
    """Return what was built, for people."""
    lines = [f"{built.pages:,} pages ({built.megabytes:.1f} MB) in {built.site}."]
    facts = built.facts
    if not facts["answered"] and "groups" not in facts:
        lines.append(f"{NO_ANSWERS} The site says so and shows no results.")
    else:
        lines.extend(_RESULTS[built.kind](facts))
    if "groups" in facts:
        lines.append(
            f"Cohorts with a page of their own: {facts['alone']:,}; in a named pool: "
            f"{facts['in_pools']:,}; only in a larger group: {facts['in_larger_groups']:,}."
        )
    if facts["rows_left_out"]:
        lines.append(f"Faulty rows left out: {facts['rows_left_out']:,}.")
    if built.kind != "open":
        lines.append(who_can_open())
    lines.append(f"To see it, open {built.site}/index.html in a browser.")
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
        yield f"A release would add {plural(facts['new_tables'], 'table')}."
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
        new = plural(facts["new_tables"], "table")
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
