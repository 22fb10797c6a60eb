"""Do the decisions fit the pages: every one that does not is a fault at its place, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.definitions.codebook import GAPS, REQUIRED_COLUMNS
from generator.definitions.problem import Problem, errors_in, refuse
from generator.definitions.suggest import listed, quoted
from generator.questionnaire.symbol import PageId
from generator.responses.read import parse_table
from generator.responses.schema import Expected
from generator.responses.table import Block, Table
from generator.scan.copies import Batch, named_by_person, page_number
from generator.scan.decisions import (
    ALONE,
    ASIDE,
    CODE,
    LOST,
    PAGE,
    SAME,
    USE,
    WITH,
    Decision,
    Decisions,
    Key,
)
from generator.scan.kept import Scanned
from generator.scan.papers import Papers, Side, key_of, page_of

_LOOK = "Decide it again on the review page."
#: A decision about something that is typed, with the form and the column that it is for.
Typed = tuple[Decision, str, str]
Pages = Mapping[str, Scanned]


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with decisions: ``typed`` holds that which can be typed again, by its key."""

    whole: list[Problem]
    typed: Mapping[Key, Problem]


def faults(
    decisions: Decisions, pages: Sequence[Scanned], papers: Papers, expected: Expected
) -> Faults:
    """Return what is wrong with decisions about some pages."""
    by_picture = {page.picture: page for page in pages if not page.empty}
    found: list[Problem] = []
    typed: list[Typed] = []
    for one in decisions.by_key.values():
        known = _known_page(one, by_picture, papers, decisions, found)
        if known is None:
            continue
        said = _fault_of(one, known, papers, by_picture)
        if said:
            place = by_picture[one.picture].place
            found.append(Problem(one.where, "bad-decision", f"{place}: {said[0]}", said[1]))
        if not said and one.item in papers[key_of(known)].side(known.page).fields:
            typed.append((one, known.form, one.item))
    again = {}
    for one, problem in _typed_faults(typed, expected):
        fault = f"{by_picture[one.picture].place}: {problem.fault}"
        again[one.key] = replace(problem, where=one.where, fault=fault)
    return Faults(found, again)


def _known_page(
    one: Decision, pages: Pages, papers: Papers, decisions: Decisions, found: list[Problem]
) -> PageId | None:
    """Return the page of a form that a decision is about; None where that is a fault, or all."""
    page = pages.get(one.picture)
    if page is None:
        fault = f"This is about a page that is not in these files (picture {one.picture[:12]})."
        remedy = "Name the file that holds it, too; or take this line away."
        found.append(Problem(one.where, "unknown-page", fault, remedy))
        return None
    if one.item != PAGE and decisions.answer(page.picture, page_number(page), PAGE) == ASIDE:
        return None  # whatever was said of it before counts no more
    if one.item in (PAGE, SAME) and one.page == page_number(page) and not page.is_read:
        fault = f"{quoted(one.answer)} is no page of a form."
        fits = one.answer in (ASIDE, USE) if one.item == SAME else one.answer == ASIDE
        if not fits and (one.item == SAME or page_of(one.answer, papers) is None):
            found.append(Problem(one.where, "bad-decision", fault, _LOOK))
        return None
    known = page.id if page.is_read else named_by_person(page, papers, decisions)
    if known is None or known.page != one.page or key_of(known) not in papers:
        what = f"page {known.page} of {known.form}" if known else "no page of a known form"
        fault = f"This is about page {one.page} of a form, and {page.place} is {what}."
        found.append(Problem(one.where, "other-page", fault, _LOOK))
        return None
    return known


# --- one decision -------------------------------------------------------------------------

#: Fault and remedy; None where there is none.
_Said = tuple[str, str] | None


def _fault_of(one: Decision, known: PageId, papers: Papers, pages: Pages) -> _Said:
    if one.item in (PAGE, SAME):
        return _one_of(one, (ASIDE,) if one.item == PAGE else (USE, ASIDE))
    if one.item == WITH:
        return _of_partner(one, known, pages)
    if not one.item.startswith(LOST):
        return _of_answer(one, known, papers)
    number = int(one.item.removeprefix(LOST))
    if number == known.page or number > len(papers[key_of(known)].sides):
        return f"There is no page {number} that could be lost of this copy.", _LOOK
    return _one_of(one, ("lost",))


def _of_partner(one: Decision, known: PageId, pages: Pages) -> _Said:
    page = pages.get(one.answer)
    other = page.id if page and page.is_read else None
    fits = other is None or (key_of(other) == key_of(known) and other.page != known.page)
    if one.answer == ALONE or (page and page.picture != one.picture and fits):
        return None
    return "The other page is no other page of this form in these files.", _LOOK


def _of_answer(one: Decision, known: PageId, papers: Papers) -> _Said:
    side = papers[key_of(known)].side(known.page)
    if one.item in side.ticks:
        return _ticks(one, side)
    if one.item in side.fields or (one.item == CODE and not known.code):
        return None
    fault = f"There is no '{one.item}' on page {known.page} of {known.form}."
    return fault, f"Here are: {listed(sorted({*side.ticks, *side.fields}), limit=12)}."


def _ticks(one: Decision, side: Side) -> _Said:
    codes = side.ticks[one.item]
    several = one.item in side.several
    said = one.answer.split(" ") if several and one.answer not in GAPS else [one.answer]
    if (all(code in codes for code in said) and len(set(said)) == len(said)) or one.answer in GAPS:
        return None
    fault = f"{quoted(one.answer)} is no answer to '{one.item}'."
    return fault, f"Answers: {listed(codes, limit=12)}; nothing for blank; -99 for unreadable."


def _one_of(one: Decision, words: Sequence[str]) -> _Said:
    if one.answer in words:
        return None
    return f"{quoted(one.answer)} cannot be said of {one.item}.", f"Say {listed(words)}."


# --- several together ---------------------------------------------------------------------


def _typed_faults(typed: Sequence[Typed], expected: Expected) -> Iterator[tuple[Decision, Problem]]:
    """Yield what the reader of answers says of what was typed."""
    together: dict[tuple[str, str], list[Decision]] = {}
    for one, form, column in typed:
        if one.answer:
            together.setdefault((form, column), []).append(one)
    for (form, column), decided in together.items():
        known = expected.forms[form]
        if column != CODE and column not in known.columns:
            continue
        header = REQUIRED_COLUMNS if column == CODE else (*REQUIRED_COLUMNS, column)
        facts = (next(iter(expected.cohorts), ""), form, known.codebook.version)
        rows = [
            (one.answer, *facts) if column == CODE else ("A1", *facts, one.answer)
            for one in decided
        ]
        table = Table("", header, (Block(rows, list(range(len(rows)))),))
        found: list[Problem] = []
        parse_table(table, _without_checks(expected) if column != CODE else expected, found)
        yield from ((decided[problem.where.line], problem) for problem in errors_in(found))


def _without_checks(expected: Expected) -> Expected:
    """Return what tables are checked against, with any code: here it stands for nobody."""
    return Expected(expected.forms, expected.cohorts, expected.languages, checked=False)


def asked_again(sorted_out: Batch, typed: Mapping[Key, Problem]) -> list[Problem]:
    """Let the review page ask for what was typed wrongly, saying why; return what is told of it.

    Raises RefusedError where something is wrong that is not asked again.
    """
    asked = {task.key for task in sorted_out.open}
    refuse([problem for key, problem in typed.items() if key not in asked])
    sorted_out.tasks[:] = [
        replace(task, reason=f"{typed[task.key].fault} {typed[task.key].remedy}")
        if task.key in typed
        else task
        for task in sorted_out.tasks
    ]
    more = "The review page asks for it again."
    return [replace(one, remedy=f"{one.remedy} {more}") for one in typed.values()]
