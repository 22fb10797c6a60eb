"""Parts of printed sheets on hand-written pages, so that no words are written twice.

A page says ``<!-- sheet: session_agenda.plan -->`` where a section of a sheet is
to stand. The words come from the definition that the paper is made from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.report.form_questions import Speaker, said
from generator.report.site import PART

#: Stands before the address of each link until the page is known that it stands on.
ROOT = "site-root:"


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
