"""Rules on whole forms and on what is compared between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.definitions.instrument import (
    Instrument,
    LongTextItem,
    MeasureBlock,
    MeasureItem,
    NoteItem,
    Question,
)
from generator.definitions.load import Definitions, items_with_steps
from generator.definitions.problem import Problem
from generator.definitions.programme import RESTRICTED_LEAST

_VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")


def accepts(definitions: Definitions) -> Iterator[Problem]:
    """Check that the versions that a form accepts are versions, and its own is one of them.

    Good: ``version: "1.1.0"`` and ``accepts: ["1.0.0", "1.1.0"]``. Bad: ``version: "1.1.0"``
    and ``accepts: ["1.0.0"]``. A change of stem, scale or code drops the old versions.
    """
    for path, form in definitions.forms:
        at = definitions.marks.at
        for n, version in enumerate(form.accepts):
            if not _VERSION.fullmatch(version):
                fault = f"'{version}' is not a version."
                remedy = 'Write 3 numbers in quotes, such as "1.0.0".'
                yield Problem(at(path, "accepts", n), "accepts", fault, remedy)
        if form.accepts and form.version not in form.accepts:
            fault = f"The form does not accept its own version, {form.version}."
            remedy = f'Add "{form.version}" to the list.'
            yield Problem(at(path, "accepts"), "accepts", fault, remedy)
    version = definitions.programme.version
    if not _VERSION.fullmatch(version):
        place = definitions.marks.at(definitions.programme_path, "version")
        remedy = 'Write 3 numbers in quotes, such as "1.0.0".'
        yield Problem(place, "accepts", f"'{version}' is not a version.", remedy)


def linked_wave(definitions: Definitions) -> Iterator[Problem]:
    """Check that a linked form says at which wave it is answered, and its role is people.

    Good: ``kind: linked`` with ``wave: before_session``. Bad: ``kind: linked`` alone, or
    with the role ``pair``: answers joined over time by survey code belong to a person.
    """
    people = {role.id: role.people for role in definitions.programme.roles}
    for path, form in definitions.forms:
        if form.kind != "linked":
            continue
        place = definitions.marks.at(path, "kind")
        if form.wave is None:
            fault = "A linked form needs a wave."
            yield Problem(place, "linked-wave", fault, "Add 'wave: …', or 'kind: unlinked'.")
        if not people.get(form.role, True):
            fault = f"The role '{form.role}' is not a person, so nothing can be linked."
            yield Problem(place, "linked-wave", fault, "Write 'kind: unlinked'.")


def hand_table(definitions: Definitions) -> Iterator[Problem]:
    """Check that a table to fill in by hand stands only on named forms and sheets.

    Nothing reads it back.

    Good: ``table`` in ``kind: named``. Bad: ``table`` in ``kind: linked``.
    """
    for path, form in definitions.forms:
        for n, section in enumerate(form.sections):
            place = definitions.marks.at(path, "sections", n, "table")
            if section.table is None:
                continue
            if form.kind in ("linked", "unlinked"):
                fault = f"Nobody types in the table in '{section.id}'."
                remedy = "Ask with items, or write 'kind: named' or 'kind: sheet'."
                yield Problem(place, "hand-table", fault, remedy)


def table_words(definitions: Definitions) -> Iterator[Problem]:
    """Check that each printed row has a text for each column of words, and no more.

    Good: two columns with ``cell: words`` and ``words: [Ask, Listen]``. Bad: a comma inside
    brackets without quotes, which makes two texts of one.
    """
    for path, form in definitions.forms:
        for n, section in enumerate(form.sections):
            table = section.table
            if table is None:
                continue
            columns = sum(column.cell == "words" for column in table.columns)
            steps = ("sections", n, "table")
            if table.source == "own":
                for row, printed in enumerate(table.printed):
                    if len(printed.words) != columns:
                        place = definitions.marks.at(path, *steps, "printed", row, "words")
                        fault = f"This row has {len(printed.words)} texts for {columns} columns."
                        remedy = "Give one for each column of words; put quotes round commas."
                        yield Problem(place, "table-words", fault, remedy)
            wanted = {"own": columns if table.printed else 0, "domains": 0, "timeline": 3}
            texts = wanted[table.source]
            if columns != texts:
                place = definitions.marks.at(path, *steps, "columns")
                fault = f"The table has columns of words: {columns}; texts: {texts}."
                remedy = "Give rows under 'printed', or change 'cell'."
                yield Problem(place, "table-words", fault, remedy)


def each_mentee(definitions: Definitions) -> Iterator[Problem]:
    """Check that only sheets print something once for each mentee, and each has a code of its own.

    Good: ``each_mentee: true`` in ``kind: sheet``. Bad: on a form that is read back, whose
    questions would stand there several times; ``mentees: [A, a]``.
    """
    mentees = definitions.programme.mentees
    if len({mentee.lower() for mentee in mentees}) < len(mentees):
        place = definitions.marks.at(definitions.programme_path, "mentees")
        fault = "2 mentees have the same code."
        yield Problem(place, "each-mentee", fault, "Give each a number or code of its own.")
    for path, form in definitions.forms:
        for n, section in enumerate(form.sections):
            columns = section.table.columns if section.table else ()
            repeated = section.each_mentee or any(column.each_mentee for column in columns)
            if repeated and form.kind != "sheet":
                place = definitions.marks.at(path, "sections", n)
                fault = (
                    f"'{section.id}' is printed once for each mentee, but the form is not a sheet."
                )
                yield Problem(place, "each-mentee", fault, "Write 'kind: sheet', or take it out.")


def timeline(definitions: Definitions) -> Iterator[Problem]:
    """Check that the timeline's weeks run forwards, and that none is week 0.

    Good: ``from: 6`` with ``to: 9``; ``from: -8`` with ``to: -5``. Bad: ``from: 0``, since the
    week before week 1 is week -1; ``to`` before ``from``.
    """
    at, path = definitions.marks.at, definitions.programme_path
    for n, step in enumerate(definitions.programme.timeline):
        for key, week in (("from", step.from_), ("to", step.to)):
            if week == 0:
                fault = "There is no week 0: the week before week 1 is week -1."
                place = at(path, "timeline", n, key)
                yield Problem(place, "timeline", fault, "Write 1, or -1 for the week before it.")
        if step.to is not None and step.to < step.from_:
            place = at(path, "timeline", n, "to")
            fault = f"Week {step.to} comes before week {step.from_}."
            yield Problem(place, "timeline", fault, "Exchange 'from' and 'to'.")


def empty_section(definitions: Definitions) -> Iterator[Problem]:
    """Check that a section holds something: items, a table, or at least words to read.

    Good: a section with ``items``. Bad: a section with a title alone.
    """
    for path, form in definitions.forms:
        for n, section in enumerate(form.sections):
            broken = bool(definitions.broken)  # what it held may have been taken out
            if not (section.items or section.table or section.intro or broken):
                fault = f"The section '{section.id}' is empty."
                place = definitions.marks.at(path, "sections", n)
                yield Problem(place, "empty-section", fault, "Add items, or delete it.")


def missing_words(definitions: Definitions) -> Iterator[Problem]:
    """Check that a measure has a stem, and each domain a phrase, for every role asked.

    Good: ``stems: {mentor: …, mentee: …}`` for a measure on forms of both. Bad: a mentee's
    form with a measure whose ``stems`` have only ``mentor``.
    """
    measures = {m.id: (n, m) for n, m in enumerate(definitions.programme.measures)}
    roles = {role.id for role in definitions.programme.roles}
    asked: dict[str, str] = {}
    for path, form in definitions.forms:
        if form.role not in roles:
            continue  # its own fault is told where it stands
        for steps, item in items_with_steps(form):
            if not isinstance(item, MeasureBlock | MeasureItem) or item.measure not in measures:
                continue
            if isinstance(item, MeasureBlock):
                asked.setdefault(form.role, form.id)
            if form.role not in measures[item.measure][1].stems:
                fault = f"The measure '{item.measure}' has no stem for the role '{form.role}'."
                remedy = f"Add '{form.role}: …' to its stems in {definitions.programme_path}."
                place = definitions.marks.at(path, *steps, "measure")
                yield Problem(place, "missing-words", fault, remedy)
    for n, domain in enumerate(definitions.programme.domains):
        for role, form_id in asked.items():
            if role not in domain.phrases:
                fault = f"The domain '{domain.id}' has no phrase for '{role}' (form '{form_id}')."
                place = definitions.marks.at(definitions.programme_path, "domains", n, "phrases")
                yield Problem(place, "missing-words", fault, f"Add '{role}: …'.")


def asked_twice(definitions: Definitions) -> Iterator[Problem]:
    """Check that a linked question is asked once of each role at each wave.

    Otherwise two answers would compete.

    Good: one form for mentors before the session. Bad: ``understanding`` on two linked
    forms of mentors at ``before_session``.
    """
    first: dict[tuple[str, str | None, str], str] = {}
    for path, form in definitions.forms:
        if form.kind != "linked" or form.status == "retired":
            continue
        for steps, item in items_with_steps(form):
            name = item.measure if isinstance(item, MeasureBlock | MeasureItem) else ""
            name = item.id if isinstance(item, Question) else name
            other = first.setdefault((form.role, form.wave, name), form.id)
            if name and other != form.id:
                fault = f"'{name}' is also asked by '{other}', of the same role at the same wave."
                key = "id" if isinstance(item, Question) else "measure"
                place = definitions.marks.at(path, *steps, key)
                yield Problem(place, "asked-twice", fault, "Ask it on 1 of the 2 forms.")


def comparison(definitions: Definitions) -> Iterator[Problem]:
    """Check that a comparison goes forward in time, stands once, and one of each is primary.

    Good: ``from: before_session``, ``to: after_session``. Bad: the two exchanged; the same
    line twice; two ``primary`` comparisons of one measure and role.
    """
    programme, path = definitions.programme, definitions.programme_path
    order = {wave.id: n for n, wave in enumerate(programme.waves)}
    seen: set[tuple[str, ...]] = set()
    primary: set[tuple[str, str]] = set()
    for n, compared in enumerate(programme.comparisons):
        place = definitions.marks.at(path, "comparisons", n)
        early, late = order.get(compared.from_), order.get(compared.to)
        if early is not None and late is not None and early >= late:
            fault = f"'{compared.from_}' does not come before '{compared.to}'."
            at = definitions.marks.at(path, "comparisons", n, "from")
            yield Problem(at, "comparison", fault, "Exchange 'from' and 'to'.")
        key = (compared.role, compared.measure, compared.from_, compared.to)
        if key in seen:
            yield Problem(place, "comparison", "This comparison is here twice.", "Delete one.")
        elif compared.primary and key[:2] in primary:
            fault = f"'{compared.measure}' has 2 primary comparisons for '{compared.role}'."
            at = definitions.marks.at(path, "comparisons", n, "primary")
            yield Problem(at, "comparison", fault, "Keep 1. Headlines can quote only 1.")
        seen.add(key)
        if compared.primary:
            primary.add((compared.role, compared.measure))


def comparison_measure(definitions: Definitions) -> Iterator[Problem]:
    """Check that a comparison's measure is on a linked form of its role at both of its waves.

    Good: ``confidence`` on the mentors' forms before and after the session. Bad: a
    comparison of ``ability`` with a wave at which no form asks for it.
    """
    programme = definitions.programme
    if definitions.unread:
        return
    asked = _asked_of(definitions)
    known = {m.id for m in programme.measures} - definitions.broken
    waves, roles = {w.id for w in programme.waves}, {r.id for r in programme.roles}
    linked = [form for form in definitions.instruments if form.kind == "linked"]
    # A form whose wave or role is misspelt may be the one that asks.
    sure = all(form.wave in waves and form.role in roles for form in linked)
    unordered = {scale.id for scale in programme.scales if not scale.ordered}
    without_order = {m.id for m in programme.measures if m.scale in unordered}
    at, path = definitions.marks.at, definitions.programme_path
    for n, compared in enumerate(programme.comparisons):
        for key, wave in (("from", compared.from_), ("to", compared.to)):
            if compared.measure not in known or wave not in waves:
                continue
            if sure and (compared.role, wave, compared.measure) not in asked:
                asks = f"asks the role '{compared.role}' for '{compared.measure}' at '{wave}'"
                remedy = "Add the measure to a form of that wave, or delete the comparison."
                place = at(path, "comparisons", n, key)
                yield Problem(place, "comparison-measure", f"No linked form {asks}.", remedy)
        if compared.measure in without_order:
            fault = f"The answers to '{compared.measure}' have no order to compare."
            place = at(path, "comparisons", n, "measure")
            yield Problem(place, "comparison-measure", fault, "Delete the comparison.")


def _asked_of(definitions: Definitions) -> set[tuple[str, str | None, str]]:
    """Return which role is asked at which wave for which measure, on linked forms in use."""
    return {
        (form.role, form.wave, item.measure)
        for form in definitions.instruments
        if form.kind == "linked" and form.status != "retired"
        for item in form.items
        if isinstance(item, MeasureBlock | MeasureItem)
    }


def release_rule(definitions: Definitions) -> Iterator[Problem]:
    """Check that a restricted minimum of 3 or 4 people says who approved it, and why.

    Good: ``restricted_minimum: 5``; or ``4`` with ``approved_by`` and ``reason``. Bad: ``3``
    alone; a restricted minimum above the open one.
    """
    rule = definitions.programme.release
    at, path = definitions.marks.at, definitions.programme_path
    blank = [k for k in ("approved_by", "reason") if not getattr(rule, k).strip()]
    if rule.restricted_minimum < RESTRICTED_LEAST and blank:
        fault = f"A restricted minimum of {rule.restricted_minimum} needs approval."
        remedy = f"Fill in {' and '.join(blank)}, or write {RESTRICTED_LEAST}."
        yield Problem(at(path, "release", "restricted_minimum"), "release-rule", fault, remedy)
    if rule.restricted_minimum > rule.open_minimum:
        fault = "The restricted minimum is above the open one."
        remedy = f"Write {rule.open_minimum} or less."
        yield Problem(at(path, "release", "restricted_minimum"), "release-rule", fault, remedy)


def asks_nothing(definitions: Definitions) -> Iterator[Problem]:
    """Check that a form that is read back asks something, so that a response file has a column.

    Good: a linked form with items. Bad: ``kind: unlinked`` with notes only: it is a sheet.
    """
    for path, form in definitions.forms:
        if form.kind in ("linked", "unlinked") and not _asks(form) and not definitions.broken:
            fault = "The form asks nothing."
            place = definitions.marks.at(path, "kind")
            yield Problem(place, "asks-nothing", fault, "Add items, or write 'kind: sheet'.")


def _asks(form: Instrument) -> bool:
    return any(not isinstance(item, NoteItem) for item in form.items)


def free_text_lines(definitions: Definitions) -> Iterator[Problem]:
    """Warn of a question for free text with fewer than two writing lines.

    Good: ``lines: 2``. Bad: ``lines: 1``, on which nobody writes a sentence; a few words
    are ``type: short_text``.
    """
    for path, form in definitions.forms:
        for steps, item in items_with_steps(form):
            if isinstance(item, LongTextItem) and item.lines < 2:
                fault = f"'{item.id}' has 1 line for free text."
                place = definitions.marks.at(path, *steps, "lines")
                remedy = "Give 2 or more lines, or write 'type: short_text'."
                yield Problem(place, "free-text-lines", fault, remedy, "warning")
