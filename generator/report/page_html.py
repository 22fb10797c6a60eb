"""Small, safe changes to rendered HTML that Markdown cannot express.

A wide table must scroll by itself and not push the page sideways; a keyboard
must be able to scroll it, and a screen reader must hear what it is. Alignment
must be a class, because the site's policy forbids ``style`` attributes. The
list of contents and the search index also come from the rendered text.
"""

from __future__ import annotations

import html as html_text
import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser

from markupsafe import Markup

from generator.definitions.templates import POLICY, macro

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_HEADING = re.compile(r"<h[1-6]\b[^>]*>(.*?)</h[1-6]>", re.DOTALL)
_OPENING = re.compile(r"<table\b[^>]*>")
_CAPTION = re.compile(r"<caption\b[^>]*>(.*?)</caption>", re.DOTALL)
_ALIGN = re.compile(r' style="text-align: (left|right|center);"')
_REFERENCE = re.compile(r"&#(\d{2,3});")
_TAG = re.compile(r"<[^>]+>")
#: Where the policy is put: after the first of these that a page has.
_STARTS = tuple(re.compile(tag, re.IGNORECASE) for tag in (r"<head\b[^>]*>", r"<html\b[^>]*>",
                                                           r"<!doctype\b[^>]*>"))  # fmt: skip
_WRAPPED = re.compile(r'<div class="table-scroll"[^>]*>\s*\Z')


def with_plain_signs(html: str) -> str:
    """Return rendered HTML without character references that it has no need of.

    ``site.plain`` guards every sign that Markdown could read; once it has been
    read, only the five of HTML still need their guard.

    >>> with_plain_signs("5 &#40;83&#37;&#41; &#60; 6")
    '5 (83%) &#60; 6'
    """
    return _REFERENCE.sub(
        lambda found: found[0] if (sign := chr(int(found[1]))) in "&<>\"'" else sign, html
    )


def with_policy(html: str) -> str:
    """Return a page that carries the policy first in its head.

    >>> with_policy("<html><head><title>A</title>")[:58]
    '<html><head><meta http-equiv="Content-Security-Policy" con'
    """
    found = next((match for start in _STARTS if (match := start.search(html))), None)
    at = found.end() if found else 0
    return f"{html[:at]}{macro('tag', 'definitions/policy.html.j2')(POLICY)}{html[at:]}"


def with_title(html: str, title: str) -> str:
    """Return a page with a main heading: its title, where it has none."""
    return html if "<h1" in html else f"{_made('title', title)}{html}"


def with_scrolling_tables(html: str, title: str) -> str:
    """Return HTML whose tables stand in labelled regions that a keyboard can scroll.

    The label is the table's caption, else the heading before it, else the
    page's title; a second table with the same label gets a number, so that
    every landmark of a page has a name of its own. A table without a caption
    gets its label as one, for the ear.

    >>> with_scrolling_tables("<h2>Times</h2><table></table>", "Page")[:86]
    '<h2>Times</h2><div class="table-scroll" role="region" aria-label="Table: Times" tabind'
    """
    used = Counter[str]()
    pieces: list[str] = []
    done = 0
    label = title
    for table in _TABLE.finditer(html):
        between = html[done : table.start()]
        headings = _HEADING.findall(between)
        label = _words(headings[-1]) if headings else label
        pieces.append(between)
        if _WRAPPED.search(between):
            pieces.append(table[0])
        else:
            caption = _CAPTION.search(table[0])
            name = _words(caption[1]) if caption else label
            used[name] += 1
            name = name if used[name] == 1 else f"{name} ({used[name]})"
            pieces.append(_region(table[0], name))
        done = table.end()
    return "".join(pieces) + html[done:]


def _region(table: str, name: str) -> str:
    table = _ALIGN.sub(r' class="align-\1"', table).replace("<th>", '<th scope="col">')
    table = table.replace("<th class=", '<th scope="col" class=')
    table = table.replace("<table>", '<table class="data">', 1)  # the theme frames one without
    if not _CAPTION.search(table):
        caption = _made("caption", name)
        table = _OPENING.sub(lambda found: f"{found[0]}{caption}", table, count=1)
    return _made("region", name, Markup(table))  # noqa: S704 - as Markdown or a template made it


def _made(name: str, *values: str) -> str:
    return str(macro(name, "report/templates/parts.html.j2")(*values))


def _words(html: str) -> str:
    return " ".join(html_text.unescape(_TAG.sub("", html)).split())


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """One place that search can lead to: a page's beginning, or one of its sections."""

    address: str
    page: str
    title: str
    text: str


def search_entries(address: str, page: str, html: str) -> tuple[SearchEntry, ...]:
    """Return a page's parts, cut at headings that have an id.

    >>> entries = search_entries("a.html", "A", '<h1 id="a">A</h1><p>x</p><h2 id="b">B</h2>y')
    >>> [(e.address, e.title, e.text) for e in entries]
    [('a.html', 'A', 'x'), ('a.html#b', 'B', 'y')]
    """
    reader = _Sections()
    reader.feed(html)
    reader.close()
    return tuple(
        SearchEntry(
            f"{address}#{anchor}" if anchor else address,
            page,
            " ".join("".join(heading).split()) or page,
            " ".join(" ".join(text).split()),
        )
        for anchor, heading, text in reader.sections
    )


class _Sections(HTMLParser):
    """Collects text under the heading before it; h1 belongs to the page itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sections: list[tuple[str, list[str], list[str]]] = [("", [], [])]
        self._heading = ""
        self._silent = 0
        self._repeated = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        repeated = tag == "caption" and attributes.get("class") == "visually-hidden"
        if tag in {"script", "style", "svg"} or repeated:
            self._silent += 1
            self._repeated = self._repeated or repeated
        if tag == "h1":
            self._heading = tag
        anchor = attributes.get("id")
        if tag in {"h2", "h3"} and anchor:
            self._heading = tag
            self.sections.append((anchor, [], []))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style", "svg"} or (tag == "caption" and self._repeated):
            self._silent = max(0, self._silent - 1)
            self._repeated = self._repeated and tag != "caption"
        if tag == self._heading:
            self._heading = ""

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        _, heading, text = self.sections[-1]
        if self._heading == "h1":
            return
        (heading if self._heading else text).append(data)
