"""What a site is made of, part by part: results, summaries, forms, and pages about the numbers.

Forms, charts and summaries are kept from build to build, each under what it was made from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator.definitions.load import Definitions
from generator.definitions.problem import refuse
from generator.definitions.texts import page_values
from generator.files import cache, programme_folder, progress
from generator.files.cache import Kept, cache_folder
from generator.files.ledger_file import RELEASE_FILE
from generator.files.output_guard import AUDIENCE_FILE
from generator.inputs import CODE
from generator.report.site import SitePart

if TYPE_CHECKING:
    from generator.report.kept_pages import Keep
    from generator.report.view import Release

#: So many pages of groups are kept; the oldest go first.
KEPT_PAGES = 6000


def contents(
    folder: Path,
    definitions: Definitions,
    kind: str,
    released: Release | None,
    *,
    answered: bool = False,
) -> Iterator[SitePart]:
    """Yield everything that a site is made of; no two parts hold the same address.

    ``kind`` is one of the three places: open, preview or restricted.
    ``answered`` says that there are answers, released or not.
    """
    from generator.report.form_pages import sheet_parts
    from generator.report.language_site import site_words
    from generator.report.protection import rule_values
    from generator.report.site_pages import no_results

    if released is None:
        yield no_results(answered=answered)
    else:
        yield from _results(folder, definitions, released)
    pages, files = _kept_forms(folder, definitions)
    marked = {AUDIENCE_FILE: f"{kind}\n".encode()}
    if released is not None and released.number:
        marked[RELEASE_FILE] = f"{released.number}\n".encode()
    programme = definitions.programme
    own_words = site_words(programme, programme.languages[0])
    values = {**page_values(programme), **rule_values(programme.release), **own_words}
    sheets = sheet_parts(definitions.programme, definitions.instruments)
    pages = {**pages, "methods.md": _methods()}
    yield SitePart(pages, {}, {**files, **marked}, values, sheets)
    for language in definitions.programme.offers("site")[1:]:
        yield _in_language(definitions, language)


def _in_language(definitions: Definitions, language: str) -> SitePart:
    """Return what is generated for the site in another language."""
    from generator.definitions.words import untranslated
    from generator.files.typst_compiler import render_all
    from generator.questionnaire.complete import complete_forms
    from generator.questionnaire.file_names import ENDINGS
    from generator.report.language_site import PrintedIn, language_part

    programme = definitions.programme
    refuse(untranslated(language, programme, "site"))
    whole = complete_forms(programme, definitions.instruments, language)
    wanted = [(form, size) for form in whole for size in ENDINGS]
    words = progress.numbered(f"Printing forms ({language})", len(wanted))
    made = [
        PrintedIn(f"{form.id}{ENDINGS[size]}.pdf", one.pdf, one.pages)
        for (form, size), one in zip(
            wanted, render_all(programme, wanted, language, words), strict=True
        )
    ]
    sizes = len(ENDINGS)
    forms = [(form, made[n * sizes : (n + 1) * sizes]) for n, form in enumerate(whole)]
    return language_part(programme, forms, language)


def _results(folder: Path, definitions: Definitions, released: Release) -> Iterator[SitePart]:
    from generator.files.svg import draw_all
    from generator.files.typesetting import Design, print_sheets
    from generator.report import site_pages
    from generator.report.kept_pages import Printed, made_anew
    from generator.summary_sheet import summary

    kept = cache_folder(folder)
    picture = Design(site_pages.TEMPLATE)
    paper = Design(summary.TEMPLATE, summary.WAYS)

    def print_all(wanted: Mapping[str, Printed]) -> dict[str, bytes]:
        sheets = {name: data for name, data in wanted.items() if name.endswith(".pdf")}
        pictures = {name: data for name, data in wanted.items() if name not in sheets}
        return {
            **print_sheets(sheets, paper, kept / "summaries"),
            **print_sheets(pictures, picture, kept / "pictures", "Making pictures"),
        }

    return site_pages.results_parts(
        definitions.programme,
        released,
        lambda charts: draw_all(charts, kept / "charts"),
        print_all,
        summary.sheet,
        made_anew if released.audience == "restricted" else _keep_pages(folder, definitions),
    )


def _keep_pages(folder: Path, definitions: Definitions) -> Keep:
    """Return what keeps groups' pages under their names, definitions, code and packages."""
    from generator.files.standing_site import packages

    parts = (definitions.digest, programme_folder.fingerprint(CODE), *packages())
    made_by = programme_folder.digest_of((one, "") for one in parts)

    def keep(
        names: Mapping[str, str], make: Callable[[Sequence[str]], Iterable[bytes]]
    ) -> Mapping[str, bytes]:
        files = {
            one: f"{programme_folder.digest_of([(made_by, name)])}.txt"
            for one, name in names.items()
        }
        return cache.kept(cache_folder(folder) / "pages", files, make, KEPT_PAGES)

    return keep


def _kept_forms(folder: Path, definitions: Definitions) -> tuple[dict[str, str], dict[str, bytes]]:
    """Return the forms' pages and PDF files, printed again only where a definition has changed."""
    place, key = (
        cache_folder(folder) / "forms",
        programme_folder.digest_of([(definitions.digest, programme_folder.fingerprint(CODE))]),
    )
    kept = cache.recall(place, key)
    if kept is not None:
        return dict(Kept(kept, "pages", bytes.decode)), dict(Kept(kept, "files", bytes))
    pages, files = _forms(definitions)
    made = [(f"pages/{name}", page) for name, page in pages.items()]
    cache.keep(place, key, [*made, *((f"files/{name}", pdf) for name, pdf in files.items())])
    return pages, files


def _forms(definitions: Definitions) -> tuple[dict[str, str], dict[str, bytes]]:
    """Return the forms' pages, their PDF files in both sizes, and the files for the screen."""
    from generator.files.typst_compiler import render_all
    from generator.questionnaire.file_names import ENDINGS
    from generator.report.form_pages import PRINTS, Download, form_pages

    wanted = [(form, size) for form in definitions.instruments for size in ENDINGS]
    names = [f"{form.id}{ENDINGS[size]}.pdf" for form, size in wanted]
    language = definitions.programme.languages[0]
    words = progress.numbered("Printing forms", len(wanted))
    printed = render_all(definitions.programme, wanted, language, words)
    files = {f"forms/{name}": one.pdf for name, one in zip(names, printed, strict=True)}
    downloads: dict[str, list[Download]] = {}
    labels = PRINTS * len(definitions.instruments)
    for (form, _), label, name, one in zip(wanted, labels, names, printed, strict=True):
        sheet = Download(label, name, len(one.pdf), one.pages)
        downloads.setdefault(form.id, []).append(sheet)
    for collected, pdf, page in _on_screen(definitions):
        web, fillable = f"{collected}-on-screen.html", f"{collected}-fillable.pdf"
        files |= {f"forms/{web}": page, f"forms/{fillable}": pdf}
        own = downloads[collected]
        own.append(Download("Web form", web, len(page), on_screen=True))
        own.append(Download("Fillable PDF", fillable, len(pdf), own[0].pages, on_screen=True))
    return form_pages(definitions.programme, definitions.instruments, downloads), files


def _on_screen(definitions: Definitions) -> Iterator[tuple[str, bytes, bytes]]:
    """Yield each form that is collected: its id, its PDF with fields, and its web form."""
    from generator.responses.schema import READABLE
    from generator.screen.forms import on_screen

    forms = [form for form in definitions.instruments if form.kind in READABLE]
    made = on_screen(definitions.programme, forms, definitions.programme.languages[0])
    for form, (pdf, page) in zip(forms, made, strict=True):
        yield form.id, pdf, page


def _methods() -> str:
    from generator.analysis.methods import METHODS
    from generator.disclosure.verdict import METHODS as PROTECTION
    from generator.report.methods import methods_page

    return methods_page({one.__name__: one.__doc__ or "" for one in (*METHODS, *PROTECTION)})
