"""``mentoring build``: the site, with guidance, forms and results pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generator.commands.console import DONE, Options, Parser, report
from generator.definitions.problem import Problem
from generator.files.output_guard import who_can_open
from generator.monitoring.blockers import NO_ANSWERS, publication_words

if TYPE_CHECKING:
    from generator.site_build import Built

#: What is told of results on each kind of page.
_ABOUT = {
    "open": (),
    "preview": ("This is what a release would publish.",),
    "restricted": (
        "Exact results, for the named readers only: keep this folder away from the open site.",
    ),
}


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(
        _run,
        "build",
        "build --preview",
        "build --responses trial-responses --site-dir trial-site",
        "build --audience restricted",
    )
    parser.takes("--responses", default=None)
    parser.takes("--audience", "--preview", "--skip-faulty", "--json")
    parser.value("--site-dir", "DIR", "default: site, site-preview or site-restricted")


def _run(options: Options) -> int:
    from generator.inputs import Choices
    from generator.site_build import build  # weighty, which --help does without

    choices = Choices(options.results, options.audience, options.skip_faulty, options.preview)
    target = options.named(options.site_dir)
    found: list[Problem] = []
    built = build(options.home, choices, target, found)
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
        lines.extend(_ABOUT[built.kind])
        if built.kind != "restricted":
            lines.extend(publication_words(facts, preview=built.kind == "preview"))
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
