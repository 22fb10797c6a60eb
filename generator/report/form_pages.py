"""A page for each form, and one that lists them all.

A reader wants to know what a form is for, when it comes, how long it takes and
what it asks, before printing it. The pages are made from the definitions, so
that they cannot say anything else than the form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.report.site import plain
from generator.survey.instrument import (
    AnyItem,
    ChoiceItem,
    DateItem,
    Instrument,
    Item,
    Kind,
    LongTextItem,
    MeasureBlock,
    MeasureItem,
    NoteItem,
    NumberItem,
    Question,
    RowsTable,
    ScaleItem,
    Section,
    SeveralItem,
    ShortTextItem,
    item_id,
)
from generator.survey.programme import Programme, Text, in_language

KIND_WORDS: Mapping[Kind, tuple[str, str]] = {
    "linked": (
        "Joined by survey code",
        "A person's answers at different times are joined by the survey code. Nobody lists codes.",
    ),
    "unlinked": (
        "Joined to nothing",
        "The sheet never carries a survey code, so that nobody can join it to other answers.",
    ),
    "named": (
        "Carries a name",
        "The form is kept apart from all others and never goes among the responses.",
    ),
    "sheet": ("A sheet to work with", "Nothing that is written on it is collected or counted."),
}


@dataclass(frozen=True, slots=True)
class Download:
    """One PDF: its file name in ``forms/``, its size in bytes and its pages."""

    name: str
    size: int
    pages: int


@dataclass(frozen=True, slots=True)
class FormDownloads:
    """The two PDFs of a form; None where one was not made."""

    standard: Download | None = None
    large_print: Download | None = None


def form_pages(
    programme: Programme, instruments: Sequence[Instrument], downloads: Mapping[str, FormDownloads]
) -> dict[str, str]:
    """Return a Markdown page for each form and ``forms/index.md``, by source address."""
    speaker = _Speaker(programme)
    ordered = _in_order(programme, instruments)
    pages = {"forms/index.md": _index(speaker, ordered, downloads)}
    for form in ordered:
        made = downloads.get(form.id, FormDownloads())
        pages[f"forms/{form.id}.md"] = _page(speaker, form, made)
    return pages


@dataclass(frozen=True, slots=True)
class _Speaker:
    """The programme's words as safe Markdown, in its first language."""

    programme: Programme

    def say(self, text: Text) -> str:
        return plain(in_language(text, self.programme.languages[0]))

    def people(self, role: str) -> str:
        """Return who answers, in the plural."""
        known = {one.id: one.plural for one in self.programme.roles}
        return self.say(known.get(role, role.capitalize()))


def _in_order(programme: Programme, instruments: Sequence[Instrument]) -> list[Instrument]:
    roles = [role.id for role in programme.roles]
    waves = [wave.id for wave in programme.waves]

    def place(form: Instrument) -> tuple[int, int, int, str]:
        wave = waves.index(form.wave) if form.wave in waves else -1
        role = roles.index(form.role) if form.role in roles else len(roles)
        return (form.kind == "sheet", role, wave, form.id)

    return sorted(instruments, key=place)


# ---- One form ----


def _page(speaker: _Speaker, form: Instrument, made: FormDownloads) -> str:
    say = speaker.say
    kind, meaning = KIND_WORDS[form.kind]
    lines = [
        "---",
        f'title: "{_front(speaker, form.title)}"',
        f'description: "{_front(speaker, form.purpose)}"',
        "---",
        f"# {say(form.title)}",
        "",
        f"{say(form.purpose)}",
        "{: .lead }",
        "",
        *_facts(speaker, form, kind),
        "",
        "## Download",
        "",
        *_downloads(made),
        "",
        f"**{kind}.** {meaning}",
        "",
        "## What it asks",
        "",
    ]
    for section in form.sections:
        lines.extend(_section(speaker, form, section))
    lines += ["", "[All forms](index.md)", ""]
    return "\n".join(lines)


def _front(speaker: _Speaker, text: Text) -> str:
    """Return text for a quoted value of the front matter (the theme escapes it for HTML)."""
    words = " ".join(in_language(text, speaker.programme.languages[0]).split())
    return words.replace("\\", "\\\\").replace('"', '\\"')


def _facts(speaker: _Speaker, form: Instrument, kind: str) -> list[str]:
    facts = {
        "Who fills it in": speaker.people(form.role),
        "When": speaker.say(form.when),
        "Time": "1 minute" if form.minutes == 1 else f"{form.minutes} minutes",
        "Kind": kind,
        "Version": plain(form.version),
    }
    rows = [f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts.items()]
    return ['<dl class="facts">', *rows, "</dl>"]


def _downloads(made: FormDownloads) -> list[str]:
    offered = [("Standard print", made.standard), ("Large print", made.large_print)]
    lines = [
        f"- [{name}]({pdf.name}){{: .button }} {_size(pdf)}"
        for name, pdf in offered
        if pdf is not None
    ]
    if not lines:
        return ["This build holds no PDF of the form."]
    return ['<div class="downloads" markdown>', "", *lines, "", "</div>"]


def _size(pdf: Download) -> str:
    """Return what a download weighs.

    >>> _size(Download("a.pdf", 84_200, 2))
    'PDF, 84 KB, 2 pages'
    """
    pages = "1 page" if pdf.pages == 1 else f"{pdf.pages} pages"
    return f"PDF, {max(1, round(pdf.size / 1000)):,} KB, {pages}"


def _section(speaker: _Speaker, form: Instrument, section: Section) -> Iterator[str]:
    yield f"### {speaker.say(section.title)}"
    yield ""
    if section.intro:
        yield speaker.say(section.intro)
        yield ""
    for item in section.items:
        yield from _item(speaker, form, item)
    if section.table is not None:
        yield from _table(speaker, section.table)
    yield ""


def _item(speaker: _Speaker, form: Instrument, item: Item) -> Iterator[str]:
    """Yield one item as a list entry; notes are paragraphs of their own."""
    if isinstance(item, NoteItem):
        yield from (speaker.say(item.text), "")
        return
    condition = _condition(speaker, form, item)
    if isinstance(item, MeasureBlock | MeasureItem):
        yield from _measure(speaker, form, item, condition)
    else:
        yield f"- **{speaker.say(item.text)}**{_line(condition)}"
        if item.hint:
            yield f"    <br>{speaker.say(item.hint)}"
        yield f"    <br>{_answers(speaker, item)}"
    yield ""


def _line(condition: str) -> str:
    return f" ({condition})" if condition else ""


def _measure(
    speaker: _Speaker, form: Instrument, item: MeasureBlock | MeasureItem, condition: str
) -> Iterator[str]:
    measure = next((one for one in speaker.programme.measures if one.id == item.measure), None)
    if measure is None:
        return
    stem = measure.stems.get(form.role) or next(iter(measure.stems.values()))
    yield f"- **{speaker.say(stem)}**{_line(condition)}"
    if isinstance(item, MeasureBlock):
        yield ""
        for domain in speaker.programme.domains:
            phrase = domain.phrases.get(form.role, domain.title)
            yield f"    - {speaker.say(phrase)}"
        yield ""
        yield f"    {_points(speaker, measure.scale)}"
    else:
        yield f"    <br>{_points(speaker, measure.scale)}"


def _points(speaker: _Speaker, scale_id: str) -> str:
    scale = next((one for one in speaker.programme.scales if one.id == scale_id), None)
    labels = [speaker.say(point.label) for point in scale.points] if scale else []
    return _one_of(labels)


def _one_of(labels: Sequence[str], lead: str = "One answer") -> str:
    return f'<span class="answers">{lead}: {" / ".join(labels)}</span>'


def _answers(speaker: _Speaker, item: Question) -> str:
    """Return in words how a question is answered."""
    match item:
        case ScaleItem():
            return _points(speaker, item.scale)
        case ChoiceItem():
            return _one_of([speaker.say(point.label) for point in item.options])
        case SeveralItem():
            labels = [speaker.say(point.label) for point in item.options]
            return _one_of(labels, "Any number of answers")
        case NumberItem():
            unit = f" {speaker.say(item.unit)}" if item.unit else ""
            words = f"A number from {item.minimum:,} to {item.maximum:,}{unit}"
        case DateItem():
            words = "A date"
        case LongTextItem():
            words = "In your own words"
        case ShortTextItem():
            words = "A few words"
        case _:
            words = "An answer"
    return f'<span class="answers">{words}</span>'


def _condition(speaker: _Speaker, form: Instrument, item: AnyItem) -> str:
    """Return when a question is asked, for a question that is not always asked."""
    if item.show_if is None:
        return ""
    asked = next((one for one in form.items if item_id(one) == item.show_if.item), None)
    if not isinstance(asked, Question):
        return "asked only after some answers"
    answer = _label(speaker, asked, item.show_if.value)
    return {
        "is": f"only if the answer to “{speaker.say(asked.text)}” is “{answer}”",
        "is_not": f"unless the answer to “{speaker.say(asked.text)}” is “{answer}”",
        "at_least": f"only if the answer to “{speaker.say(asked.text)}” is “{answer}” or higher",
        "at_most": f"only if the answer to “{speaker.say(asked.text)}” is “{answer}” or lower",
        "answered": f"only if “{speaker.say(asked.text)}” was answered",
    }[item.show_if.operator]


def _label(speaker: _Speaker, asked: Question, code: int | str) -> str:
    points = asked.options if isinstance(asked, ChoiceItem | SeveralItem) else ()
    if isinstance(asked, ScaleItem):
        points = next((one.points for one in speaker.programme.scales if one.id == asked.scale), ())
    found = next((point.label for point in points if point.code == code), str(code))
    return speaker.say(found)


def _table(speaker: _Speaker, table: RowsTable) -> list[str]:
    columns = ", ".join(speaker.say(column.title) for column in table.columns)
    rows = len(table.row_labels) or table.rows
    lines = [f"A table to fill in by hand, with {rows} rows and the columns: {columns}."]
    if table.row_labels:
        lines += ["", *(f"- {speaker.say(label)}" for label in table.row_labels)]
    return lines


# ---- All forms ----


def _index(
    speaker: _Speaker, ordered: Sequence[Instrument], downloads: Mapping[str, FormDownloads]
) -> str:
    lines = [
        "---",
        "title: All forms",
        'description: "Every form of the programme: who fills it in, when, and both downloads."',
        "---",
        "# All forms",
        "",
        "Each form has a page that says what it asks, and two PDFs: standard and large print.",
        "",
    ]
    for heading, forms in _groups(speaker, ordered).items():
        lines += [f"## {heading}", "", *_rows(speaker, forms, downloads), ""]
    lines += ["## What the kinds mean", ""]
    kinds = {form.kind for form in ordered}
    for kind, (name, meaning) in KIND_WORDS.items():
        if kind in kinds:
            lines += [name, f":   {meaning}", ""]
    return "\n".join(lines)


def _groups(speaker: _Speaker, ordered: Sequence[Instrument]) -> dict[str, list[Instrument]]:
    groups: dict[str, list[Instrument]] = {}
    for form in ordered:
        sheet = form.kind == "sheet"
        heading = "Sheets to work with" if sheet else speaker.people(form.role)
        groups.setdefault(heading, []).append(form)
    return groups


def _rows(
    speaker: _Speaker, forms: Sequence[Instrument], downloads: Mapping[str, FormDownloads]
) -> list[str]:
    lines = [
        "| Form | When | Minutes | Kind | Download |",
        "|---|---|---:|---|---|",
    ]
    for form in forms:
        made = downloads.get(form.id, FormDownloads())
        title = speaker.say(form.title)
        links = [
            f'[{words}]({pdf.name}){{: aria-label="{title}: {words}" }}'
            for words, pdf in (("Standard", made.standard), ("Large print", made.large_print))
            if pdf is not None
        ]
        kind = KIND_WORDS[form.kind][0]
        when = speaker.say(form.when)
        row = [f"[{title}]({form.id}.md)", when, str(form.minutes), kind, "<br>".join(links) or "–"]
        lines.append(f"| {' | '.join(row)} |")
    return lines
