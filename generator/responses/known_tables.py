"""The headings that tell what a table is: of answers, or of a file that is known by its name."""

from __future__ import annotations

from collections.abc import Iterable

from generator.definitions.codebook import CODEBOOK_COLUMNS, REQUIRED_COLUMNS
from generator.responses import cohorts, return_log, theme_book, themes_file

COHORTS, RETURN_LOG = "cohorts.csv", "return_log.csv"
THEMES, THEME_BOOK = themes_file.FILE, theme_book.FILE
#: Files that are known by name, as CSV or as workbooks, with the columns that they need.
KNOWN = {
    COHORTS: cohorts.REQUIRED,
    RETURN_LOG: return_log.REQUIRED,
    THEMES: themes_file.COLUMNS,
    THEME_BOOK: theme_book.REQUIRED,
}
#: What ``scan`` writes beside response files: what became of each page, where answers came from.
SCAN_PAGES = ("file", "page", "form", "form_page", "copy", "became", "reason", "picture")
SCAN_SOURCES = (
    *("respondent", "cohort", "instrument", "column", "answer"),
    *("file", "page", "picture", "how"),
)
#: Tables that we write and that may stand among responses: they are none, and no fault.
PASSED_OVER = (CODEBOOK_COLUMNS, SCAN_PAGES, SCAN_SOURCES)
#: So many columns of a known file tell it, though others are misspelt.
TELLING = 3


def misnamed(header: Iterable[str]) -> str:
    """Return the known file whose columns a table has, although it is called otherwise; or nothing.

    >>> misnamed(("cohort", "titel", "organisation", "region")), misnamed(REQUIRED_COLUMNS)
    ('cohorts.csv', '')
    """
    names = set(header)
    shared = {file: len(names.intersection(columns)) for file, columns in KNOWN.items()}
    best = max(shared, key=shared.__getitem__)
    own = len(names.intersection(REQUIRED_COLUMNS))
    return best if shared[best] >= TELLING and shared[best] > own else ""


def copy_words(file: str) -> tuple[str, str, str]:
    """Return rule, fault and remedy of a file that is, it seems, a copy of a known one."""
    fault = f"This seems to be {file} under another name. It was not read."
    stem = file.removesuffix(".csv")
    remedy = f"Keep one, called {file} or {stem}.xlsx, and move the other out of this folder."
    return "copied-file", fault, remedy
