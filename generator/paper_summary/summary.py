"""One group's results for one sheet of paper: plain data for the page design.

Python decides what stands on the sheet and in which words; ``summary.typ``
decides where. The numbers come from the same release as the page's, and the
words from the same functions, so that screen and paper cannot differ. Like a
page, a sheet can hold nothing that was not released.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.paper_summary import compact
from generator.paper_summary.asked import numbers, questions, sessions
from generator.questionnaire.plain import clean
from generator.report import sentences
from generator.report.closing import not_shown, provenance
from generator.report.limits import limits
from generator.report.notices import NOT_A_RATING, notices
from generator.report.outline import FOLDER, Measured, Outline, Pair, Table, outline, table
from generator.report.participation import flow_sentences
from generator.report.quantities import capital, cell, decimal, heads, listed, lowered, number
from generator.report.sentences import missing
from generator.report.summary_address import summary_address
from generator.report.tables import counted_notes, has_verdicts, margin_note
from generator.report.view import Release, ReleasedGroup, Shown, Withheld
from generator.survey.programme import TOTAL, Programme, in_language

Json = dict[str, Any]

#: The page design that takes ``SummaryDocument.data`` under the name ``summary``.
TEMPLATE = Path(__file__).with_name("summary.typ")
ASKS_FOR = "summary"

#: Statistics of a change that stand on paper, in order: name, column, decimal places.
STATISTICS = (
    ("median_from", "Median before", 1),
    ("median_to", "Median after", 1),
    ("p_exact", "p (exact)", 3),
    ("p_holm", "p (Holm)", 3),
)
#: So many lines of tables fit on two sides in larger print; the rest of a sheet hardly varies.
ROOMY_LINES = 85
#: Lines that a table takes beside its rows: its heading, what is said of it, what is missing.
PART_LINES = 5
#: About so many characters of a question or its answers stand on one line.
CELL_CHARACTERS = 42
CHANGE_COLUMNS = ("Higher after", "The same", "Lower after", "People")


@dataclass(frozen=True, slots=True)
class SummaryDocument:
    """One group's sheet, ready for the page design; ``data`` holds JSON values only."""

    group: str
    data: Json


def summaries(
    programme: Programme, release: Release, language: str = "en"
) -> Iterator[tuple[str, SummaryDocument]]:
    """Yield the sheet of each group that has one, with its address in the site.

    Parameters
    ----------
    programme
        For the words: titles of measures, domains, waves and roles.
    release
        What may be published; nothing else reaches a sheet.
    language
        The language of the programme's words.

    Yields
    ------
    address, document
        ``results/<page>-summary.pdf`` and its document: of every group with a
        page of its own on restricted pages, of the programme and organisations
        on open ones.

    """
    shared = outline(programme, release, language)
    for group in release.groups:
        address = summary_address(shared, group)
        if address is not None:
            yield f"{FOLDER}/{address}", SummaryDocument(group.id, document(shared, group))


def document(shared: Outline, group: ReleasedGroup) -> Json:
    """Return one group's sheet as data: words and finished cells, never numbers to work with."""
    release = shared.release
    narrow = _is_narrow(shared, group)
    data: Json = {
        "title": f"Results: {group.title}",
        "programme": in_language(shared.programme.title, shared.language),
        "organisation": shared.programme.local.organisation,
        "notices": [{"title": note.title, "text": note.text} for note in notices(release)],
        "took_part": flow_sentences(shared, group),
        "roles": [_role(shared, group, role, narrow=narrow) for role in shared.roles()],
        "sessions": sessions(shared, group),
        "withheld": [" ".join(not_shown(shared, group))],
        "limits": [*limits(shared, group, brief=True), NOT_A_RATING],
        "provenance": _provenance(shared, group),
        "footer": _footer(release),
    }
    shape = {"dense": narrow or _dense(data), "narrow": narrow}
    return {key: _cleaned(part) for key, part in data.items()} | shape


def _is_narrow(shared: Outline, group: ReleasedGroup) -> bool:
    """Say whether every measure of a sheet fits half its width."""
    found = [
        [
            at
            for d, _ in one.at(group).lines
            if isinstance(at := _change(group, one, one.pair, d), Shown)
        ]
        for one in shared.measured
        if one.pair is not None and one.pair.primary
    ]
    return shared.exact and all(compact.fits(tables) for tables in found if tables)


def _dense(data: Json) -> bool:
    """Say whether there is so much to show that it needs smaller print to fit on two sides."""
    parts = [
        part
        for role in data["roles"]
        for part in (*role["measures"], role["questions"])
        if part is not None
    ]
    lines = sum(PART_LINES + sum(map(_lines, part["rows"])) for part in parts)
    return lines + 2 * len(data["sessions"]) > ROOMY_LINES


def _lines(row: Sequence[str]) -> int:
    """Return how many lines a row takes, by its longest cell."""
    return 1 + max(map(len, row)) // CELL_CHARACTERS


def _cleaned(value: Any) -> Any:
    """Return JSON values whose texts are of one line, without anything that could break it."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(part) for part in value]
    if isinstance(value, dict):
        return {key: _cleaned(part) for key, part in value.items()}
    return value


# --- changes ------------------------------------------------------------------------------


def _role(shared: Outline, group: ReleasedGroup, role: str, *, narrow: bool) -> Json:
    compared = [
        _measure(shared, group, one.at(group), one.pair, narrow=narrow)
        for one in shared.measured
        if one.role == role and one.pair is not None and one.pair.primary
    ]
    measures = [made for made in compared if made is not None]
    return {
        "title": capital(shared.people(role)) + (_when(shared, role) if narrow else ""),
        "measures": measures,
        "questions": questions(shared, group, role),
        "numbers": numbers(group, (role,), shared.people(role)),
    }


def _when(shared: Outline, role: str) -> str:
    """Return a role's main comparison for its heading."""
    pair = shared.primary_pair(role)
    return f": from {shared.when(pair.from_)} to {shared.when(pair.to)}" if pair else ""


def _measure(
    shared: Outline, group: ReleasedGroup, measured: Measured, pair: Pair, *, narrow: bool
) -> Json | None:
    """Return a measure's change: what can be said of the whole, and a row for each line shown."""
    found = [
        (domain, label, _change(group, measured, pair, domain)) for domain, label in measured.lines
    ]
    if all(at is None for _, _, at in found):
        return None
    shown = [(label, at) for _, label, at in found if isinstance(at, Shown)]
    names = [lowered(label) for _, label, at in found if isinstance(at, Withheld)]
    if not shown:
        names = [f"all of {lowered(measured.title)}"]
    gap = missing(names, (at for _, _, at in found)) if names else ""
    when = sentences.When(shared.when(pair.from_), shared.when(pair.to))
    tables = [at for _, at in shown]
    if narrow and tables:
        return {
            "title": f"{measured.title}, {number(tables[0].base)} people",
            "said": _named(measured, f"{_said(measured, shown, when)} {_areas(shown)}".strip()),
            "columns": ["Area" if measured.summed else "Who", *compact.columns(tables)],
            "rows": [[label, *compact.cells(at, tables)] for label, at in shown],
            "total": bool(measured.domains) and isinstance(found[-1][2], Shown),
            "gap": gap,
        }
    return {
        "title": f"{measured.title}: from {when.before} to {when.after}",
        "said": _said(measured, shown, when),
        "columns": ["Area" if measured.summed else "Who", *_columns(tables)],
        "rows": [[label, *_cells(at, tables)] for label, at in shown],
        "total": bool(measured.domains) and bool(found) and isinstance(found[-1][2], Shown),
        "gap": gap,
    }


def _areas(shown: Sequence[tuple[str, Shown]]) -> str:
    """Say the verdicts on areas, where a narrow table has no column for them."""
    return sentences.areas([one for one in shown if one[1].variable.domain != TOTAL])


def _named(measured: Measured, said: str) -> str:
    """Put a measure's name before what is said of it, where its table is not right above."""
    return f"{measured.title}: {lowered(said)}" if said else ""


def _change(group: ReleasedGroup, measured: Measured, pair: Pair, domain: str) -> Table:
    return table(group, measured.role, measured.measure, domain, pair.from_, pair.to)


def _said(measured: Measured, shown: Sequence[tuple[str, Shown]], when: sentences.When) -> str:
    """Say the change of the whole and what a test allows to be said of it."""
    whole = next((at for _, at in shown if at.variable.domain == TOTAL), None)
    if whole is None:
        return ""
    what = "total" if measured.summed else "answer"
    said = (
        sentences.change(whole, measured.people, when, what),
        sentences.verdict(whole, what),
        margin_note([at for _, at in shown]),
        *counted_notes(shown),
    )
    return " ".join(sentence for sentence in said if sentence)


def _columns(tables: Sequence[Shown]) -> list[str]:
    extra = [title for name, title, _ in STATISTICS if _given(tables, name)]
    return [*CHANGE_COLUMNS, *extra, *(["Verdict"] if has_verdicts(tables) else [])]


def _cells(at: Shown, tables: Sequence[Shown]) -> list[str]:
    counts = [cell(count, at.base, exact=at.exact) for count in at.counts]
    extra = [
        _statistic(at.statistics.get(name), name, places)
        for name, _, places in STATISTICS
        if _given(tables, name)
    ]
    judged = [str(at.verdict)] if has_verdicts(tables) else []
    return [*counts, heads(at.base, exact=at.exact), *extra, *judged]


def _given(tables: Sequence[Shown], name: str) -> bool:
    return any(name in at.statistics for at in tables)


def _statistic(value: float | None, name: str, places: int) -> str:
    if value is None:
        return ""
    if name.startswith("p_"):
        return "<0.001" if value < 0.001 else f"{value:.{places}f}"
    return decimal(value, places)


# --- what is withheld, where it comes from ------------------------------------------------


def _provenance(shared: Outline, group: ReleasedGroup) -> list[str]:
    release = shared.release
    page = f"{FOLDER}/{shared.stems[group.id]}.html"
    where = (
        f"The page {page} of the site has every number with its chart, and methods.html says "
        "how each is worked out."
    )
    versions = _versions(release) if shared.exact else ""
    return [f"{' '.join(provenance(release))} {versions}".strip(), where]


def _versions(release: Release) -> str:
    """Name the forms' versions: once where all are of one, otherwise form by form."""
    if len(set(release.versions.values())) == 1:
        found = next(iter(release.versions.values()))
        return f"All forms have version {listed(list(found))}."
    each = [f"{form} {listed(list(found))}" for form, found in release.versions.items()]
    return f"Forms and versions: {'; '.join(each)}." if each else ""


def _footer(release: Release) -> str:
    """Return the words of every side's foot: a sheet may come apart from its banner."""
    restricted = release.audience == "restricted"
    words = "Restricted: for named readers only" if restricted else "Open to all readers"
    return f"Invented data. {words}" if release.invented else words
