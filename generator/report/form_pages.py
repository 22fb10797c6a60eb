"""A page for each form, and one that lists them all.

A reader wants to know what a form is for, when it comes, how long it takes and
what it asks, before printing it. The pages are made from the definitions, so
that they cannot say anything else than the form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.definitions.instrument import Instrument, Kind
from generator.definitions.links import without_links
from generator.definitions.programme import Programme, Text
from generator.report.form_questions import Speaker, said
from generator.report.site import front_matter

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
    speaker = Speaker(programme)
    ordered = _in_order(programme, instruments)
    pages = {"forms/index.md": _index(speaker, ordered, downloads)}
    for form in ordered:
        made = downloads.get(form.id, FormDownloads())
        pages[f"forms/{form.id}.md"] = _page(speaker, form, made)
    return pages


def _in_order(programme: Programme, instruments: Sequence[Instrument]) -> list[Instrument]:
    roles = [role.id for role in programme.roles]
    waves = [wave.id for wave in programme.waves]

    def place(form: Instrument) -> tuple[int, int, int, str]:
        wave = waves.index(form.wave) if form.wave in waves else -1
        role = roles.index(form.role) if form.role in roles else len(roles)
        return (form.kind == "sheet", role, wave, form.id)

    return sorted(instruments, key=place)


def _page(speaker: Speaker, form: Instrument, made: FormDownloads) -> str:
    sheet = form.kind == "sheet"
    offered = [("Standard print", made.standard), ("Large print", made.large_print)]
    title = _words(speaker, form.title) + (" (to print)" if sheet else "")  # its words have a page
    body = said(
        speaker,
        "form",
        form=form,
        sheet=sheet,
        minutes="1 minute" if form.minutes == 1 else f"{form.minutes} minutes",
        pdfs=[(name, pdf.name, _size(pdf)) for name, pdf in offered if pdf is not None],
        kind=KIND_WORDS[form.kind],
    )
    return f"{front_matter(title, _words(speaker, form.purpose))}\n{body}"


def _words(speaker: Speaker, text: Text) -> str:
    """Return a text on one line in the programme's first language."""
    return without_links(" ".join(speaker.words(text).split()))


def _size(pdf: Download) -> str:
    """Return what a download weighs.

    >>> _size(Download("a.pdf", 84_200, 2))
    'PDF, 84 KB, 2 pages'
    """
    pages = "1 page" if pdf.pages == 1 else f"{pdf.pages} pages"
    return f"PDF, {max(1, round(pdf.size / 1000)):,} KB, {pages}"


def _index(
    speaker: Speaker, ordered: Sequence[Instrument], downloads: Mapping[str, FormDownloads]
) -> str:
    kinds = {form.kind for form in ordered}
    return said(
        speaker,
        "forms",
        groups=_groups(speaker, ordered),
        downloads={form.id: downloads.get(form.id, FormDownloads()) for form in ordered},
        kinds={kind: words for kind, words in KIND_WORDS.items() if kind in kinds},
    )


def _groups(speaker: Speaker, ordered: Sequence[Instrument]) -> dict[str, list[Instrument]]:
    groups: dict[str, list[Instrument]] = {}
    for form in ordered:
        sheet = form.kind == "sheet"
        heading = "Sheets to work with" if sheet else speaker.people(form.role)
        groups.setdefault(heading, []).append(form)
    return groups
