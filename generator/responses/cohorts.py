"""``cohorts.csv``: who takes part where, and how many people were invited.

There may be several such files, at any depth. They are merged: the same row
twice is one row, an id with two meanings is an error, and so is an
organisation in two regions, for pages are a tree of regions, organisations
and cohorts. Titles come from people's keyboards and end on public pages, so
that they are held to a length and to visible characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from generator.definitions.cohort import Cohort
from generator.definitions.problem import Problem, SourceLine
from generator.definitions.programme import Programme
from generator.definitions.signs import TURNING
from generator.definitions.suggest import quoted
from generator.responses.fault_log import FaultLog, check_known, each_row
from generator.responses.table import Table, without_comments

REQUIRED = ("cohort", "title", "organisation", "region")
OPTIONAL = ("organisation_code", "invented")

TITLE_LENGTH = 120
MOST_INVITED = 100_000
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,47}")
_CODE = re.compile(r"[A-Za-z0-9]{1,12}")
_WHOLE = re.compile(r"\d{1,7}", re.ASCII)


#: What was said of a cohort, an organisation or a region, by column, rule and name; where first.
_Said = dict[tuple[str, str, str], tuple[object, SourceLine]]


def invited_column(role: str) -> str:
    """Return the column that holds how many people of a role were invited.

    >>> invited_column("mentor"), invited_column("observer")
    ('invited_mentors', 'invited_observer')
    """
    return f"invited_{role}{'s' if role in ('mentor', 'mentee') else ''}"


def people_roles(programme: Programme) -> tuple[str, ...]:
    """Return the roles in which people are invited; a session record is nobody's."""
    return tuple(role.id for role in programme.roles if role.people)


def parse_cohorts(
    tables: Iterable[Table], roles: Sequence[str], found: list[Problem]
) -> tuple[Cohort, ...]:
    """Return the cohorts of all files in id order; of a row with faults only its id is known.

    ``roles`` are those in which people are invited: each may have its column.
    """
    cohorts: dict[str, Cohort] = {}
    merged: _Said = {}
    invited = {invited_column(role): role for role in roles}
    for table in tables:
        if table.header[:1] == ("cohort",):  # a title may begin with # as remarks do
            table = without_comments(table)
        findings = FaultLog(table)
        if check_known(findings, "cohorts.csv", REQUIRED, (*invited, *OPTIONAL)):
            here = {name: role for name, role in invited.items() if name in table.header}
            _parse_rows(here, findings, cohorts, merged)
        found.extend(findings.all())
    return tuple(sorted(cohorts.values(), key=lambda one: one.id))


def _parse_rows(
    invited: Mapping[str, str], findings: FaultLog, cohorts: dict[str, Cohort], merged: _Said
) -> None:
    """Read a table's rows; ``invited`` leads columns to the roles whose invitations they hold."""
    header = findings.table.header
    for row, cells in each_row(findings, "cohort"):
        line = findings.lines[row]
        wrong = findings.of_row(row, _faults(cells, invited))
        # A fault is told once, here, and not again at every answer of the cohort.
        cohort = Cohort(cells["cohort"], cells["cohort"], "", "")
        if not wrong:
            places = (findings.table.place(line, header.index(name)) for name in invited)
            cohort = Cohort(
                cells["cohort"],
                cells["title"],
                cells["organisation"],
                cells["region"],
                {role: int(cells[name]) for name, role in invited.items() if cells[name]},
                cells.get("organisation_code", ""),
                invented=cells.get("invented") == "yes",
                places=dict(zip(invited.values(), places, strict=True)),
            )
            _merge(cohort, row, findings, merged)
        if "cohort" not in wrong:
            cohorts.setdefault(cohort.id.casefold(), cohort)


def _faults(
    cells: Mapping[str, str], invited: Iterable[str]
) -> Iterable[tuple[str, str, str, str]]:
    """Yield the column, rule, fault and remedy of each bad cell of a row."""
    if not _ID.fullmatch(cells["cohort"]):
        remedy = "Use 1 to 48 letters, digits, _ and -, beginning with a letter or digit."
        yield "cohort", "bad-cohort", f"{quoted(cells['cohort'])} is not a cohort id.", remedy
    for name in ("title", "organisation", "region"):
        fault = title_fault(cells[name])
        if fault:
            remedy = f"Write 1 to {TITLE_LENGTH} visible characters on 1 line."
            yield name, "bad-title", f"The {name} {fault}.", remedy
    for name in invited:
        text = cells[name]
        if text and (not _WHOLE.fullmatch(text) or int(text) > MOST_INVITED):
            fault = f"{quoted(text)} is not a number of people."
            remedy = (
                f"Use a whole number from 0 to {MOST_INVITED:,}, or leave it empty where the "
                "number invited is not known."
            )
            yield name, "wrong-type", fault, remedy
    if cells.get("invented", "") not in ("", "yes", "no"):
        fault = f"{quoted(cells['invented'])} is neither yes nor no."
        yield "invented", "unknown-code", fault, "Use yes for invented data, otherwise no."
    if cells.get("organisation_code") and not _CODE.fullmatch(cells["organisation_code"]):
        fault = f"{quoted(cells['organisation_code'])} is not an organisation code."
        remedy = "Use the ODS code, 1 to 12 letters and digits, or leave it empty."
        yield "organisation_code", "bad-organisation-code", fault, remedy


def title_fault(text: str, length: int = TITLE_LENGTH) -> str:
    """Return what is wrong with a title, or nothing."""
    if not text:
        return "is empty"
    if len(text) > length:
        return f"has {len(text):,} characters"
    if not text.isprintable() and any(
        unicodedata.category(letter) in ("Cc", "Cs", "Co", "Zl", "Zp") or TURNING.match(letter)
        for letter in text
    ):
        return "holds a character that cannot be seen"
    if not any(unicodedata.category(letter)[0] in "LNPS" for letter in text):
        return "holds nothing that can be seen"
    return ""


def _merge(cohort: Cohort, row: int, findings: FaultLog, merged: _Said) -> None:
    """Remember what a row says, or find what it contradicts; a blank code says nothing."""
    table, organisation = findings.table, _key(cohort.organisation)
    facts: list[tuple[str, str, str, object]] = [
        ("cohort", "cohort-two-meanings", cohort.id.casefold(), cohort),
        ("organisation", "two-spellings", organisation, cohort.organisation),
        ("organisation", "organisation-two-meanings", organisation, cohort.region),
        ("region", "two-spellings", _key(cohort.region), cohort.region),
    ]
    if code := cohort.organisation_code:
        facts.append(("organisation_code", "organisation-two-meanings", organisation, code))
    here = table.place(findings.lines[row], table.header.index("cohort"))
    for column, rule, name, said in facts:
        known, before = merged.setdefault((column, rule, name), (said, here))
        if known != said:
            value = cohort.id if column == "cohort" else getattr(cohort, column)
            fault = f"{quoted(value)} has 2 meanings, or is written in 2 ways."
            remedy = f"The other is at {before}: make them the same, or give each its own."
            findings.row_fault(row, table.header.index(column), rule, fault, remedy)
            return


def _key(name: str) -> str:
    """Return a name as it is compared: without case, and with single blanks.

    >>> _key("Example  TRUST") == _key("Example Trust")
    True
    """
    return " ".join(name.split()).casefold()


def mixed(cohorts: Sequence[Cohort], shown: str) -> Iterator[Problem]:
    """Yield a fault where some cohorts are invented and others are real."""
    real = [cohort for cohort in cohorts if not cohort.invented]
    if real and len(real) < len(cohorts):
        fault = f"Invented and real answers are together: “{real[0].id}” is real, others are not."
        remedy = "Keep them in separate folders, or correct the column invented."
        path = next((at.path for at in real[0].places.values()), f"{shown}/cohorts.csv")
        yield Problem(SourceLine(path), "mixed", fault, remedy)


def more_than_invited(
    cohorts: Sequence[Cohort],
    answers: Mapping[str, pd.DataFrame],
    roles: Mapping[str, str],
    found: list[Problem],
) -> tuple[Cohort, ...]:
    """Return the cohorts, each with the roles of which more people answered one form.

    No page may show the number invited of these.
    ``roles`` are those of the forms. There is a warning for each, about the form that
    most people answered.
    """
    most: dict[tuple[int, str], tuple[int, str]] = {}
    for form in sorted(answers):
        cohort = answers[form]["cohort"]
        for place, people in cohort[cohort >= 0].value_counts(sort=False).items():
            key = (place, roles[form])
            if people > most.get(key, (0, ""))[0]:
                most[key] = (people, form)
    compared = list(cohorts)
    for (place, role), (people, form) in sorted(most.items()):
        cohort = compared[place]
        compared[place] = cohort.compared(role, people)
        if compared[place] is not cohort:
            found.append(_warning(cohort, role, people, form))
    return tuple(compared)


def _warning(cohort: Cohort, role: str, people: int, form: str) -> Problem:
    invited, place = cohort.given[role], cohort.places.get(role, SourceLine("cohorts.csv"))
    who = "1 person" if people == 1 else f"{people:,} people"
    fault = f"{who} of {quoted(cohort.id)} answered '{form}', and {invited:,} were invited."
    remedy = (
        "Correct the number here, or the cohort of the answers. Until then no page shows a number "
        "invited or a share of it."
    )
    return Problem(place, "more-than-invited", fault, remedy, "warning")
