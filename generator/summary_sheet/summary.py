"""One group's results on one side of paper: plain data for the page design.

Python decides what stands on the sheet and in which words; ``summary.typ``
decides where. Every number and every sentence is the page's own, from the
same functions, so that screen and paper cannot differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from generator.definitions.programme import in_language
from generator.disclosure.verdict import HIGHER, LOWER, TOO_FEW, UNCLEAR
from generator.questionnaire.plain import clean
from generator.report.charts import ENDS
from generator.report.closing import (
    NOT_A_RATING,
    gaps,
    not_shown,
    notices,
    provenance,
    summary_address,
)
from generator.report.group_page import flow_sentences
from generator.report.outline import FOLDER, Outline
from generator.report.verdicts import (
    Compared,
    brief,
    comparison_table,
    domains,
    dumbbells,
    finding,
    people_of,
    wholes,
)
from generator.report.view import Release, ReleasedGroup

Json = dict[str, Any]

#: The page design that takes a sheet's values.
TEMPLATE = Path(__file__).with_name("summary.typ")
#: How the design may lay a sheet out, the best first: the last fits whatever it is given.
WAYS = tuple({"way": way} for way in range(5))
NO_NUMBER = "no number"
#: The verdicts that stand beside an area: so narrow a column has room for 1 word.
SAID = (HIGHER, LOWER)
UNSAID = f"Where no verdict stands beside an area, it is “{UNCLEAR}” or “{TOO_FEW}”."


def sheet(shared: Outline, group: ReleasedGroup) -> dict[str, Json]:
    """Return a group's sheet by its address in the site, as JSON values; none where it has none.

    Of other groups it reads names alone.
    """
    address = summary_address(shared, group)
    return {} if address is None else {f"{FOLDER}/{address}": document(shared, group)}


def document(shared: Outline, group: ReleasedGroup) -> Json:
    """Return one group's sheet as data: words, and where ring and dot stand (0 to 1)."""
    release = shared.release
    data: Json = {
        "title": f"Results: {group.title}",
        "under": _under(shared, group),
        "notices": [{"title": note.title, "text": note.text} for note in notices(release)],
        "board": _board(shared, group),
        "areas": _areas(shared, group),
        "took_part": flow_sentences(shared, group),
        "closing": [
            *filter(None, [gaps(shared, group)]),
            *(not_shown(release), NOT_A_RATING, *provenance(release)),
        ],
        "footer": [_footer(release), f"Every number: {FOLDER}/{shared.stems[group.id]}.html"],
    }
    return {key: _cleaned(part) for key, part in data.items()}


def _under(shared: Outline, group: ReleasedGroup) -> str:
    """Return whose programme it is, without what the title has said."""
    programme = in_language(shared.programme.title, shared.language)
    named = (programme, shared.programme.local.organisation)
    return " · ".join(name for name in named if name and name != group.title)


def _cleaned(value: Any) -> Any:
    """Return JSON values whose texts are of one line, without anything that could break it."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(part) for part in value]
    if isinstance(value, dict):
        return {key: _cleaned(part) for key, part in value.items()}
    return value


# --- the board ----------------------------------------------------------------------------


def _board(shared: Outline, group: ReleasedGroup) -> Json | None:
    """Return the primary comparisons of all measures; None where nothing is compared."""
    rows = wholes(shared, group)
    if not rows:
        return None
    return {
        "title": finding(rows),
        "said": brief(rows, shared.main_times),
        "ends": list(ENDS[dumbbells(rows, who=True).kind]),
        "rows": _drawn(rows, who=True),
        "notes": list(comparison_table("", rows).notes),
    }


def _drawn(rows: Sequence[Compared], *, who: bool) -> list[Json]:
    """Return a chart's rows by name: people apart from what the way was, which is also spoken."""
    chart, made = dumbbells(rows, who=who), []
    for row, (label, told, before, after, ways, verdict) in zip(rows, chart.rows, strict=True):
        way = row.way()
        made.append(
            {
                "label": label,
                "who": str(told).removesuffix(way).removesuffix(": "),
                "before": before,
                "after": after,
                "way": way,
                "ways": str(ways).replace("\n", ", "),
                "verdict": verdict,
                "spoken": f"From {way.replace(' → ', ' to ')}",
            }
        )
    return made


# --- the areas ----------------------------------------------------------------------------


def _areas(shared: Outline, group: ReleasedGroup) -> Json | None:
    """Return a row an area and a column a measure; None where no area is shown."""
    found = [(one, rows) for one in shared.measured if (rows := domains(group, one))]
    if not found:
        return None
    drawn = [dict(zip(rows, _area_cells(tuple(rows.values())), strict=True)) for _, rows in found]
    names = {domain: name for one, _ in found for domain, name in one.at(group).domains}
    return {
        "title": f"The {shared.areas} areas",
        "measures": [
            {"title": one.title, "who": people_of(tuple(rows.values()))} for one, rows in found
        ],
        "rows": [
            {"label": name, "cells": [column.get(domain) for column in drawn]}
            for domain, name in names.items()
            if any(domain in column for column in drawn)
        ],
        "empty": NO_NUMBER,
        "notes": [UNSAID],
    }


def _area_cells(rows: Sequence[Compared]) -> list[Json]:
    """Return the rows of an areas' chart, with the verdicts that have room beside them."""
    drawn = _drawn(rows, who=False)
    return [{**one, "verdict": one["verdict"] if one["verdict"] in SAID else ""} for one in drawn]


def _footer(release: Release) -> str:
    """Return the words of the foot, which is read even where the banner is cut off."""
    restricted = release.audience == "restricted"
    words = "Restricted: for named readers only" if restricted else "Open to all readers"
    return f"Invented data. {words}" if release.invented else words
