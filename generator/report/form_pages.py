"""A page for each form, one that lists them all, and parts of sheets on hand-written pages.

A reader wants to know what a form is for, when it comes, how long it takes and
what it asks, before printing it. All words come from the definitions, so that
no page can say anything else than the form: a measure's stem with a phrase for
each domain, the answers of a scale, and when a question is skipped. A page
says ``<!-- sheet: session_agenda.plan -->`` where a section of a sheet is to stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generator.definitions.instrument import (
    AnyItem,
    Instrument,
    Item,
    Kind,
    MeasureBlock,
    MeasureItem,
    RowsTable,
    SeveralItem,
    item_id,
    points_of,
)
from generator.definitions.programme import Programme, Text, in_language
from generator.definitions.suggest import plural
from generator.definitions.templates import plain, plain_between, template
from generator.definitions.texts import LINK, MENTEE, filled, page_values, without_links
from generator.definitions.words import weeks, words_in
from generator.questionnaire.plain import led, paragraphs
from generator.report.quantities import weight
from generator.report.site import PART, front_matter

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
#: Stands before the address of each link until the page is known that it stands on.
ROOT = "site-root:"


#: What the PDFs to print are called, as ``questionnaire.file_names`` has their sizes.
PRINTS = ("Standard print", "Large print")


@dataclass(frozen=True, slots=True)
class Download:
    """One file: what it is called, its name in ``forms/``, its bytes and pages (0: it has none)."""

    label: str
    name: str
    size: int
    pages: int = 0
    on_screen: bool = False

    @property
    def weight(self) -> str:
        """What it weighs.

        >>> Download("", "a.pdf", 84_200, 2).weight, Download("", "a.html", 34_000).weight
        ('PDF, 84 KB, 2 pages', 'HTML, 34 KB')
        """
        kind = self.name.rpartition(".")[2].upper()
        said = f"{kind}, {weight(self.size)}"
        return f"{said}, {plural(self.pages, 'page')}" if self.pages else said


#: The files of each form, by its id.
Downloads = Mapping[str, Sequence[Download]]


def form_pages(
    programme: Programme, instruments: Sequence[Instrument], downloads: Downloads
) -> dict[str, str]:
    """Return a Markdown page for each form and ``forms/index.md``, by source address."""
    speaker = Speaker(programme)
    ordered = _in_order(programme, instruments)
    pages = {"forms/index.md": _index(speaker, ordered, downloads)}
    for form in ordered:
        pages[f"forms/{form.id}.md"] = _page(speaker, form, downloads.get(form.id, ()))
    return pages


def _in_order(programme: Programme, instruments: Sequence[Instrument]) -> list[Instrument]:
    roles = [role.id for role in programme.roles]
    waves = [wave.id for wave in programme.waves]

    def place(form: Instrument) -> tuple[int, int, int, str]:
        wave = waves.index(form.wave) if form.wave in waves else -1
        role = roles.index(form.role) if form.role in roles else len(roles)
        return (form.kind == "sheet", role, wave, form.id)

    return sorted(instruments, key=place)


def _page(speaker: Speaker, form: Instrument, made: Sequence[Download]) -> str:
    sheet = form.kind == "sheet"
    title = _words(speaker, form.title) + (" (to print)" if sheet else "")  # its words have a page
    body = said(
        speaker,
        "form",
        form=form,
        sheet=sheet,
        minutes=plural(form.minutes, "minute"),
        pdfs=[one for one in made if not one.on_screen],
        on_screen=[one for one in made if one.on_screen],
        kind=KIND_WORDS[form.kind],
    )
    return f"{front_matter(title, _words(speaker, form.purpose))}\n{body}"


def _words(speaker: Speaker, text: Text) -> str:
    """Return a text on one line in the programme's first language."""
    return without_links(" ".join(speaker.words(text).split()))


def _index(speaker: Speaker, ordered: Sequence[Instrument], downloads: Downloads) -> str:
    kinds = {form.kind for form in ordered}
    return said(
        speaker,
        "forms",
        groups=_groups(speaker, ordered),
        downloads={form.id: downloads.get(form.id, ()) for form in ordered},
        kinds={kind: words for kind, words in KIND_WORDS.items() if kind in kinds},
    )


def _groups(speaker: Speaker, ordered: Sequence[Instrument]) -> dict[str, list[Instrument]]:
    groups: dict[str, list[Instrument]] = {}
    for form in ordered:
        sheet = form.kind == "sheet"
        heading = "Sheets to work with" if sheet else speaker.people(form.role)
        groups.setdefault(heading, []).append(form)
    return groups


# --- what a form asks, in Markdown ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Speaker:
    """The programme's words in its first language; templates guard them."""

    programme: Programme
    root: str = "../"  # what leads from where the words stand to the site's first page

    def words(self, text: Text) -> str:
        """Return a text with its values, as it is written."""
        words = in_language(text, self.programme.languages[0])
        if "{{" not in words:
            return words
        known = page_values(self.programme, self.programme.languages[0])
        return filled(words, known | {MENTEE: "…"})

    def say(self, text: Text) -> str:
        """Return a text of the definitions, its links as plain words."""
        return without_links(self.words(text))

    def rich(self, words: str) -> Markup:
        """Return words of a sheet as Markdown: a bold lead and links are what they say."""
        found = led(" ".join(words.split()))
        if not isinstance(found, str):
            lead, rest = self._linked(found["lead"]), self._linked(found["rest"])
            return Markup("**{}** {}").format(lead, rest)
        return self._linked(found)

    def _linked(self, words: str) -> Markup:
        parts, end = [], 0
        for link in LINK.finditer(words):
            parts += [plain_between(words[end : link.start()])]
            parts += [Markup("[{}]({}{})").format(plain(link[1]), self.root, link[2])]
            end = link.end()
        return Markup("").join([*parts, plain_between(words[end:])])

    def people(self, role: str) -> str:
        """Return who answers, in the plural."""
        known = {one.id: one.plural for one in self.programme.roles}
        return self.say(known.get(role, role.capitalize()))


def said(speaker: Speaker, name: str, **values: object) -> str:
    """Return what one template of forms makes of its values, as Markdown."""
    return template(f"report/templates/{name}.md.j2").render(
        speaker=speaker,
        question=_question,
        condition=_condition,
        answers=_answers,
        paragraphs=lambda text: paragraphs(speaker.words(text), str.strip),
        rows=_rows,
        **values,
    )


def _condition(speaker: Speaker, form: Instrument, item: AnyItem) -> str:
    """Return when a question is asked, for a question that is not always asked."""
    rule = item.show_if
    asked = next((one for one in form.items if rule and item_id(one) == rule.item), None)
    if rule is None or asked is None:
        return ""
    question = f"“{_question(speaker, form, asked)}”"
    points = points_of(asked, speaker.programme)
    apart = {str(point.code) for point in points if point.apart}
    labels = [speaker.say(p.label) for p in points if rule.opened_by(str(p.code), apart)]
    if rule.operator == "answered" or isinstance(asked, SeveralItem) or not labels:
        return f"depending on the answer to {question}"
    answers = " or ".join(f"“{label}”" for label in labels)
    return f"only if the answer to {question} is {answers}"


def _question(speaker: Speaker, form: Instrument, asked: Item) -> str:
    """Return the words of a question, a measure's as the form's role reads them."""
    if not isinstance(asked, MeasureBlock | MeasureItem):
        return speaker.say(asked.text)
    return speaker.say(speaker.programme.measure(asked.measure).stem(form.role))


def _answers(speaker: Speaker, item: Item) -> list[str]:
    """Return the answers that a question offers."""
    return [speaker.say(point.label) for point in points_of(item, speaker.programme)]


def _rows(speaker: Speaker, table: RowsTable) -> list[tuple[str, list[Markup]]]:
    """Return each row's label and words; none where a table has numbered empty rows."""

    def rich(text: Text) -> Markup:
        return speaker.rich(speaker.words(text))

    if table.source == "timeline":
        steps = speaker.programme.timeline
        return [
            (weeks(words_in("en"), step), [*map(rich, (step.what, step.who, step.form))])
            for step in steps
        ]
    if table.source == "domains":
        return [(speaker.say(domain.title), []) for domain in speaker.programme.domains]
    if table.printed:
        return [(rich(row.label), [*map(rich, row.words)]) for row in table.printed]
    return [(rich(label), []) for label in table.row_labels]


# --- parts of sheets --------------------------------------------------------------------


def sheet_parts(programme: Programme, instruments: Sequence[Instrument]) -> dict[str, str]:
    """Return every section of every sheet as Markdown, by ``<sheet id>.<section id>``."""
    speaker = Speaker(programme, ROOT)
    return {
        f"{form.id}.{section.id}": said(speaker, "section", form=form, section=section).strip()
        for form in instruments
        if form.kind == "sheet"
        for section in form.sections
    }


def with_parts(markdown: str, parts: Mapping[str, str], address: str) -> str:
    """Return a page with its parts put in, their links as seen from the page's address.

    >>> parts = {"agenda.plan": "Read the [rules](site-root:rules.md)."}
    >>> with_parts("<!-- sheet: agenda.plan -->", parts, "mentors/session.md")
    'Read the [rules](../rules.md).'
    """
    up = "../" * address.count("/")
    return PART.sub(
        lambda found: parts.get(found[1], found[0]).replace(f"({ROOT}", f"({up}"), markdown
    )
