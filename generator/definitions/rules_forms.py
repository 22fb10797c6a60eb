"""Rules on whole forms and on what is compared between them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.definitions.instrument import (
    LongTextItem,
    MeasureBlock,
    NoteItem,
    RowsTable,
    Section,
    id_key,
    item_id,
)
from generator.definitions.load import Broken, Definitions
from generator.definitions.programme import RESTRICTED_LEAST
from generator.definitions.rules_ids import measure_items

#: Forms whose answers are typed in and read back.
READ_BACK = ("linked", "unlinked")


def accepts(definitions: Definitions) -> Iterator[Broken]:
    """Check that the versions that a form accepts include its own."""
    for form in definitions.instruments:
        if form.accepts and form.version not in form.accepts:
            fault = f"The form does not accept its own version, {form.version}."
            yield (form, "accepts"), fault, f'Add "{form.version}" to the list.'


def linked_wave(definitions: Definitions) -> Iterator[Broken]:
    """Check that a linked form says at which wave it is answered, and its role is people."""
    nobody = {role.id for role in definitions.programme.roles if not role.people}
    for form in definitions.instruments:
        if form.kind == "linked" and form.wave is None:
            remedy = "Add 'wave: …', or 'kind: unlinked'."
            yield (form, "kind"), "A linked form needs a wave.", remedy
        if form.kind == "linked" and form.role in nobody:
            fault = f"The role '{form.role}' is not a person, so nothing can be linked."
            yield (form, "kind"), fault, "Write 'kind: unlinked'."


def hand_table(definitions: Definitions) -> Iterator[Broken]:
    """Check that a table to fill in by hand stands only on named forms and sheets.

    Nothing reads it back.
    """
    for form in definitions.instruments:
        for section in form.sections:
            if section.table and form.kind in READ_BACK:
                fault = f"Nobody types in the table in '{section.id}'."
                remedy = "Ask with items, or write 'kind: named' or 'kind: sheet'."
                yield (section, "table"), fault, remedy


def table_words(definitions: Definitions) -> Iterator[Broken]:
    """Check that each printed row has a text for each column of words, and no more."""
    for form in definitions.instruments:
        for section in form.sections:
            if section.table:
                yield from _table_words(section.table)


def _table_words(table: RowsTable) -> Iterator[Broken]:
    columns = sum(column.cell == "words" for column in table.columns)
    for row in table.printed if table.source == "own" else ():
        if len(row.words) != columns:
            fault = f"This row has {len(row.words)} texts for {columns} columns."
            remedy = "Give one for each column of words; put quotes round commas."
            yield (row, "words"), fault, remedy
    texts = {"own": columns if table.printed else 0, "domains": 0, "timeline": 3}[table.source]
    if columns != texts:
        fault = f"The table has columns of words: {columns}; texts: {texts}."
        yield (table, "columns"), fault, "Give rows under 'printed', or change 'cell'."


def each_mentee(definitions: Definitions) -> Iterator[Broken]:
    """Check that only sheets print something for each mentee, and each has a code of its own."""
    programme = definitions.programme
    if len({mentee.lower() for mentee in programme.mentees}) < len(programme.mentees):
        fault = "2 mentees have the same code."
        yield (programme, "mentees"), fault, "Give each a number or code of its own."
    for form in definitions.instruments:
        for section in form.sections if form.kind != "sheet" else ():
            if _is_repeated(section):
                fault = (
                    f"'{section.id}' is printed once for each mentee, but the form is not a sheet."
                )
                yield (section,), fault, "Write 'kind: sheet', or take it out."


def _is_repeated(section: Section) -> bool:
    columns = section.table.columns if section.table else ()
    return section.each_mentee or any(column.each_mentee for column in columns)


def timeline(definitions: Definitions) -> Iterator[Broken]:
    """Check that the timeline's weeks run forwards, and that none is week 0."""
    for step in definitions.programme.timeline:
        for key, week in (("from", step.from_), ("to", step.to)):
            if week == 0:
                fault = "There is no week 0: the week before week 1 is week -1."
                yield (step, key), fault, "Write 1, or -1 for the week before it."
        if step.to is not None and step.to < step.from_:
            fault = f"Week {step.to} comes before week {step.from_}."
            yield (step, "to"), fault, "Exchange 'from' and 'to'."


def empty_section(definitions: Definitions) -> Iterator[Broken]:
    """Check that a section holds something: items, a table, or at least words to read."""
    for form in definitions.instruments if not definitions.broken else ():  # or it was taken out
        for section in form.sections:
            if not (section.items or section.table or section.intro):
                fault = f"The section '{section.id}' is empty."
                yield (section,), fault, "Add items, or delete it."


def missing_words(definitions: Definitions) -> Iterator[Broken]:
    """Check that a measure has a stem, and each domain a phrase, for every role asked."""
    programme = definitions.programme
    stems = {measure.id: measure.stems for measure in programme.measures}
    roles = {role.id for role in programme.roles}
    asked: dict[str, str] = {}
    for form, item in measure_items(definitions):
        if form.role not in roles or item.measure not in stems:
            continue  # its own fault is told where it stands
        if isinstance(item, MeasureBlock):
            asked.setdefault(form.role, form.id)
        if form.role not in stems[item.measure]:
            fault = f"The measure '{item.measure}' has no stem for the role '{form.role}'."
            remedy = f"Add '{form.role}: …' to its stems in {definitions.programme_path}."
            yield (item, "measure"), fault, remedy
    for domain in programme.domains:
        for role in asked.keys() - domain.phrases.keys():
            fault = f"The domain '{domain.id}' has no phrase for '{role}' (form '{asked[role]}')."
            yield (domain, "phrases"), fault, f"Add '{role}: …'."


def asked_twice(definitions: Definitions) -> Iterator[Broken]:
    """Check that a linked question is asked once of each role at each wave.

    Otherwise two answers would compete.
    """
    first: dict[tuple[str, str | None, str], str] = {}
    for form in definitions.instruments:
        if form.kind != "linked" or form.status == "retired":
            continue
        for item in form.items:
            name = item_id(item)
            other = first.setdefault((form.role, form.wave, name), form.id)
            if name and other != form.id:
                fault = f"'{name}' is also asked by '{other}', of the same role at the same wave."
                yield (item, id_key(item)), fault, "Ask it on 1 of the 2 forms."


def comparison(definitions: Definitions) -> Iterator[Broken]:
    """Check that a comparison goes forward in time, stands once, and one of each is primary."""
    order = {wave.id: n for n, wave in enumerate(definitions.programme.waves)}
    seen: set[tuple[str, ...]] = set()
    for compared in definitions.programme.comparisons:
        early, late = order.get(compared.from_), order.get(compared.to)
        if early is not None and late is not None and early >= late:
            fault = f"'{compared.from_}' does not come before '{compared.to}'."
            yield (compared, "from"), fault, "Exchange 'from' and 'to'."
        key = (compared.role, compared.measure)
        whole = (*key, compared.from_, compared.to)
        if whole in seen:
            yield (compared,), "This comparison is here twice.", "Delete one."
        elif compared.primary and key in seen:
            fault = f"'{compared.measure}' has 2 primary comparisons for '{compared.role}'."
            yield (compared, "primary"), fault, "Keep 1. Headlines can quote only 1."
        seen |= {whole, key} if compared.primary else {whole}


def comparison_measure(definitions: Definitions) -> Iterator[Broken]:
    """Check that a comparison's measure is on a linked form of its role at both of its waves."""
    programme = definitions.programme
    if definitions.unread:
        return
    asked = {
        (form.role, form.wave, item.measure)
        for form, item in measure_items(definitions)
        if form.kind == "linked" and form.status != "retired"
    }
    known = {m.id for m in programme.measures} - definitions.broken
    waves, roles = {w.id for w in programme.waves}, {r.id for r in programme.roles}
    linked = [form for form in definitions.instruments if form.kind == "linked"]
    # A form whose wave or role is misspelt may be the one that asks.
    sure = all(form.wave in waves and form.role in roles for form in linked)
    unordered = {scale.id for scale in programme.scales if not scale.ordered}
    without_order = {m.id for m in programme.measures if m.scale in unordered}
    for one in programme.comparisons:
        for key, wave in (("from", one.from_), ("to", one.to)):
            is_asked = (one.role, wave, one.measure) in asked or not sure
            if one.measure in known and wave in waves and not is_asked:
                asks = f"asks the role '{one.role}' for '{one.measure}' at '{wave}'"
                remedy = "Add the measure to a form of that wave, or delete the comparison."
                yield (one, key), f"No linked form {asks}.", remedy
        if one.measure in without_order:
            fault = f"The answers to '{one.measure}' have no order to compare."
            yield (one, "measure"), fault, "Delete the comparison."


def release_rule(definitions: Definitions) -> Iterator[Broken]:
    """Check that a restricted minimum of 3 or 4 people says who approved it, and why."""
    programme, rule = definitions.programme, definitions.programme.release
    blank = [key for key in ("approved_by", "reason") if not getattr(rule, key).strip()]
    if rule.restricted_minimum < RESTRICTED_LEAST and blank:
        fault = f"A restricted minimum of {rule.restricted_minimum} needs approval."
        remedy = f"Fill in {' and '.join(blank)}, or write {RESTRICTED_LEAST}."
        yield (programme, "release", "restricted_minimum"), fault, remedy
    if rule.restricted_minimum > rule.open_minimum:
        fault = "The restricted minimum is above the open one."
        remedy = f"Write {rule.open_minimum} or less."
        yield (programme, "release", "restricted_minimum"), fault, remedy


def asks_nothing(definitions: Definitions) -> Iterator[Broken]:
    """Check that a form that is read back asks something, so that a response file has a column."""
    for form in definitions.instruments if not definitions.broken else ():
        asks = any(not isinstance(item, NoteItem) for item in form.items)
        if form.kind in READ_BACK and not asks:
            yield (form, "kind"), "The form asks nothing.", "Add items, or write 'kind: sheet'."


def free_text_lines(definitions: Definitions) -> Iterator[Broken]:
    """Warn of a question for free text with fewer than two writing lines."""
    for _, item in definitions.items(LongTextItem):
        if item.lines < 2:
            fault = f"'{item.id}' has 1 line for free text."
            yield (item, "lines"), fault, "Give 2 or more lines, or write 'type: short_text'."
