"""A page for each form, and one that lists them all.

A reader wants to know what a form is for, when it comes, how long it takes and
what it asks, before printing it. The pages are made from the definitions, so
that they cannot say anything else than the form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.report.form_questions import Speaker, section_lines
from generator.report.site import front_matter, plain
from generator.survey.instrument import Instrument, Kind
from generator.survey.links import without_links
from generator.survey.programme import Programme, Text

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


# ---- One form ----


def _page(speaker: Speaker, form: Instrument, made: FormDownloads) -> str:
    say = speaker.say
    kind, meaning = KIND_WORDS[form.kind]
    to_print = " (to print)" if form.kind == "sheet" else ""  # its words have a page of their own
    lines = [
        front_matter(f"{_words(speaker, form.title)}{to_print}", _words(speaker, form.purpose)),
        f"# {say(form.title)}{to_print}",
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
        "## What is on it" if form.kind == "sheet" else "## What it asks",
        "",
    ]
    for section in form.sections:
        lines.extend(section_lines(speaker, form, section))
    lines += ["", "[All forms](index.md)", ""]
    return "\n".join(lines)


def _words(speaker: Speaker, text: Text) -> str:
    """Return a text on one line in the programme's first language."""
    return without_links(" ".join(speaker.words(text).split()))


def _facts(speaker: Speaker, form: Instrument, kind: str) -> list[str]:
    facts = {
        "Who it is for" if form.kind == "sheet" else "Who fills it in": speaker.people(form.role),
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


# ---- All forms ----


def _index(
    speaker: Speaker, ordered: Sequence[Instrument], downloads: Mapping[str, FormDownloads]
) -> str:
    lines = [
        "---",
        "title: All forms",
        'description: "Every form of the programme: who fills it in, when, and both downloads."',
        "---",
        "# All forms",
        "",
        "Each form has a page that says what it asks, and 2 PDFs: standard and large print.",
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


def _groups(speaker: Speaker, ordered: Sequence[Instrument]) -> dict[str, list[Instrument]]:
    groups: dict[str, list[Instrument]] = {}
    for form in ordered:
        sheet = form.kind == "sheet"
        heading = "Sheets to work with" if sheet else speaker.people(form.role)
        groups.setdefault(heading, []).append(form)
    return groups


def _rows(
    speaker: Speaker, forms: Sequence[Instrument], downloads: Mapping[str, FormDownloads]
) -> list[str]:
    lines = [
        "| Form | Minutes | Download |",
        "|---|---:|---|",
    ]
    for form in forms:
        made = downloads.get(form.id, FormDownloads())
        title = speaker.say(form.title)
        links = [
            f'[{words}]({pdf.name}){{: aria-label="{title}: {words}" }}'
            for words, pdf in (("Standard", made.standard), ("Large print", made.large_print))
            if pdf is not None
        ]
        # All words stand in one cell, so that a telephone shows the downloads too.
        said = [f"[{title}]({form.id}.md)", speaker.say(form.when), KIND_WORDS[form.kind][0]]
        row = ["<br>".join(said), str(form.minutes), "<br>".join(links) or "–"]
        lines.append(f"| {' | '.join(row)} |")
    return lines
