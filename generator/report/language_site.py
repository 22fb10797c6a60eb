"""The site in another language: what is generated for it, beside the pages that people wrote.

That is a page of the forms that are whole in it, and the values that its pages may name. Results
and pages about them are in English, and not on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.definitions.templates import plain
from generator.definitions.texts import lacking_values, page_values
from generator.definitions.words import counted, words_in
from generator.report.form_pages import sheet_parts
from generator.report.site import SitePart, below, front_matter

#: A fixed word of the site is a value of this name, a point and the word's own.
SITE = "site."
FORMS = "forms/index.md"


@dataclass(frozen=True, slots=True)
class PrintedIn:
    """A form as it was printed in a language: the file's name, its bytes and its pages."""

    name: str
    pdf: bytes
    pages: int


def site_words(programme: Programme, language: str) -> dict[str, str]:
    """Return the fixed words of the site as values."""
    words = words_in(language, programme, "site")
    return {f"{SITE}{name}": phrase for name, phrase in words.items()}


def language_part(
    programme: Programme, forms: Sequence[tuple[Instrument, Sequence[PrintedIn]]], language: str
) -> SitePart:
    """Return what a site in a language is made from; each form is there in both sizes.

    Values that are not in the language are left out, so that a page that names one is refused.
    """
    spoken = programme.spoken(language)
    words = words_in(language, programme, "site")
    lost = lacking_values(programme, language)
    values = {
        name: text if not text.startswith("not given yet (") else words["not_given"]
        for name, text in page_values(spoken, language).items()
        if name not in lost
    }
    parts = sheet_parts(spoken, [form for form, _ in forms])
    files = {f"forms/{one.name}": one.pdf for _, printed in forms for one in printed}
    page = _forms_page(spoken, forms, words)
    return below(
        language,
        SitePart({FORMS: page}, {}, files, {**values, **site_words(programme, language)}, parts),
    )


def _forms_page(
    spoken: Programme,
    forms: Sequence[tuple[Instrument, Sequence[PrintedIn]]],
    words: Mapping[str, str],
) -> str:
    lines = [front_matter(words["forms"], words["forms_text"]), f"# {plain(words['forms'])}", ""]
    lines += [plain(words["forms_text"]), ""]
    for form, printed in forms:
        lines += [f"## {plain(spoken.said(form.title))}", "", plain(spoken.said(form.purpose)), ""]
        for size, one in zip(("standard_print", "large_print"), printed, strict=True):
            pages = counted(words, "pages", one.pages, pages=one.pages)
            lines.append(f"- [{plain(words[size])}]({one.name}) (PDF, {plain(pages)})")
        lines.append("")
    return "\n".join(lines)
