"""What may not stand on an author's page: scripts, foreign files, frames, and links that run.

The site's policy blocks most of it in a browser, so that a page with it looks
broken; some of it the policy cannot block. Faults are found in the rendered
page, by a parser that reads as browsers do. Where one stands in the source is
found by experiment: it is the place without which the fault goes.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

from generator.definitions.problem import Problem, SourceLine, in_reading_order

#: No page holds the same suspicious word more often than this and deserves an exact place.
MOST_PLACES = 200
_ELEMENTS = {
    "script": ("runs a program", "Delete it. Every page works without scripts."),
    "style": ("browsers block on this site", "Put it into a file named under extra_css."),
    "base": ("changes where every link leads", "Delete it."),
    **dict.fromkeys(
        ("iframe", "frame", "frameset", "object", "embed", "applet", "portal", "fencedframe"),
        ("shows something else inside the page", "Delete it. Write a link instead."),
    ),
}
_SCRIPTS = ("javascript:", "vbscript:", "livescript:", "mocha:")
_LOADS = (
    *("src", "srcset", "imagesrcset", "poster", "data", "background", "href", "lowsrc", "dynsrc"),
    *("code", "codebase", "archive", "manifest", "ping"),
)
_WORDS = ("title", "alt", "aria-label", "aria-description", "content", "value", "placeholder")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")
_CSS_LOADS = re.compile(r"@import|\b(?:url|src|image|image-set|-webkit-image-set|expression)\(")
_CSS_ADDRESS = re.compile(r"(?:@import\s+|url\(\s*)(?:url\(\s*)?[\"']?\s*([^\"')\s]*)")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as its author wrote it, cut where the front matter ends, and what renders it.

    ``text`` is what is rendered: ``written`` with the programme's values in it,
    line by line the same. ``strings`` are the texts of the front matter.
    """

    path: str
    front: str
    written: str
    text: str
    strings: tuple[str, ...] = ()
    render: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of a rendered page, and what to look for in its source."""

    needle: str
    fault: str
    remedy: str


def page_problems(page: Page) -> tuple[Problem, ...]:
    r"""Return a warning for each fault of a page, with its place in the source.

    >>> page_problems(Page("site_src/a.md", "", "a\n<SCRIPT >1", "a\n<SCRIPT >1"))[0].where.line
    2
    """
    found = []
    try:
        rendered = findings(page.render(page.text))
    except RecursionError:
        fault = "Lists or quotes on this page are nested too deep."
        where = SourceLine(page.path, page.front.count("\n") + 1)
        return (Problem(where, "too-deep", fault, "Nest them less."),)
    for finding, at in _placed(page.text, page.render, rendered):
        line, column = _line_and_column(page.text, at)
        same = page.written.split("\n")[line - 1] == page.text.split("\n")[line - 1]
        line += page.front.count("\n")
        found.append(_problem(SourceLine(page.path, line, column if same else 1), finding))
    in_front = {one: None for text in page.strings for one in string_findings(text)}
    found += [
        _problem(where, one) for one in in_front for where in _all(page.path, page.front, one)
    ]
    return in_reading_order(found)


def style_problems(path: str, css: str) -> tuple[Problem, ...]:
    """Return a warning for each file that a style sheet loads from elsewhere."""
    found = (
        _outside("The style sheet", address)
        for address in _CSS_ADDRESS.findall(css.lower())
        if _is_outside(address)
    )
    return in_reading_order(_problem(where, one) for one in found for where in _all(path, css, one))


def _all(path: str, text: str, finding: Finding) -> list[SourceLine]:
    """Return every place of a finding in a text that is not rendered, or its beginning."""
    places = [start for start, _ in _occurrences(text, finding.needle)] or [0]
    return [SourceLine(path, *_line_and_column(text, at)) for at in places]


def _line_and_column(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _problem(where: SourceLine, finding: Finding) -> Problem:
    return Problem(where, "unsafe-page", finding.fault, finding.remedy, "warning")


def string_findings(text: str) -> list[Finding]:
    """Return what is wrong with a setting, which may be an address or hold HTML."""
    return [*_link(text), *(findings(text) if "<" in text else ())]


# ---- In the rendered page ----


def findings(page: str) -> list[Finding]:
    """Return every fault of a rendered page or part of one, in reading order.

    >>> [one.fault for one in findings('<img src="//host.example/a.png">')]
    ["<img> loads '//host.example/a.png' from elsewhere."]
    """
    whole = f"{page}\n</main>"  # what follows would end a tag that the page leaves open
    tree = html5lib.parse(whole, namespaceHTMLElements=False)
    return [fault for element in tree.iter() for fault in _element(element)]


def _element(element: Element) -> Iterator[Finding]:
    if not isinstance(element.tag, str):
        return  # a comment
    tag = element.tag.rpartition("}")[2].lower()
    attributes = {_name(name): value for name, value in element.attrib.items()}
    if tag in _ELEMENTS:
        what, remedy = _ELEMENTS[tag]
        yield Finding(f"<{tag}", f"The page holds <{tag}>, which {what}.", remedy)
    elif tag == "meta" and attributes.get("http-equiv", "").strip().lower() == "refresh":
        fault = "The page holds <meta> with 'refresh', which sends readers elsewhere."
        yield Finding("<meta", fault, "Delete it. Write a link instead.")
    else:
        yield from _link(tag)  # <javascript:…>, meant as a link
        for name, value in attributes.items():
            yield from _attribute(tag, name, value)


def _name(name: Any) -> str:
    """Return an attribute's name without its namespace: ``xlink:href`` is ``href``."""
    return str(name).rpartition("}")[2].rpartition(":")[2].lower()


def _attribute(tag: str, name: str, value: str) -> Iterator[Finding]:
    if name.startswith("on") and name[2:].isalpha():
        yield Finding(
            name, f"<{tag}> has the attribute '{name}', which runs a script.", "Delete it."
        )
    elif name == "style" and _CSS_LOADS.search(value.lower()):
        remedy = "Put it into a file named under extra_css."
        yield Finding("style", f"The style of <{tag}> loads a file.", remedy)
    elif (tag == "form" and name == "action") or name == "formaction":
        fault = f"<{tag}> has the attribute '{name}', which sends what readers type."
        yield Finding(name, fault, "Delete the form. Ask readers to write to somebody instead.")
    elif name in _WORDS:
        yield from findings(value) if "<" in value else ()
    elif name in _LOADS and not (tag in {"a", "area"} and name == "href"):
        parts = value.split(",") if name.endswith("srcset") else [value]
        addresses = (part.split() for part in parts)
        if any(words and _is_outside(words[0]) for words in addresses) or _is_outside(value):
            yield _outside(f"<{tag}>", value)
        else:
            yield from _link(value)
    else:
        yield from _link(value)


def _link(address: str) -> Iterator[Finding]:
    bare, needle = _bare(address, "\\"), _bare(address)
    if bare.startswith(_SCRIPTS):
        yield Finding(needle, f"The link '{_short(address)}' runs a script.", _TO_A_PAGE)
    elif bare.startswith("data:") and not bare.startswith("data:image/"):
        yield Finding(needle, f"The link '{_short(address)}' holds a page of its own.", _TO_A_PAGE)


_TO_A_PAGE = "Write the name of a page, or an address that begins with https."


def _outside(what: str, address: str) -> Finding:
    fault = f"{what} loads '{_short(address)}' from elsewhere."
    return Finding(_bare(address), fault, "Copy the file into site_src and name it there.")


def _is_outside(address: str) -> bool:
    """Tell whether a browser would ask another place for an address."""
    bare = _bare(address, "/")
    scheme = _SCHEME.match(bare)
    return bare.startswith("//") or (
        scheme is not None and not bare.startswith(("data:", *_SCRIPTS))
    )


def _bare(text: str, backslash: str = "") -> str:
    """Return a text as addresses are compared: without blanks, controls, case."""
    return "".join(sign for sign in text.replace("\\", backslash) if sign > " ").casefold()


def _short(text: str) -> str:
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return words if len(words) <= 60 else f"{words[:59]}…"


# ---- In the source ----


def _placed(
    text: str, render: Callable[[str], str], found: Iterable[Finding]
) -> Iterator[tuple[Finding, int]]:
    """Yield each kind of finding with every place in the text without which there are fewer."""
    for finding, number in Counter(found).items():
        places = []
        for start, end in _occurrences(text, finding.needle):
            without = findings(render(f"{text[:start]}x{text[end:]}"))
            if without.count(finding) < number:
                places.append(start)
        for start in places or [0]:
            yield finding, start


def _occurrences(text: str, needle: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of the first sign of each place where a needle stands, in any spelling.

    Blanks, backslashes and case do not count, and signs may be written by number.
    """
    signs: list[tuple[str, int, int]] = []
    done = 0
    for entity in [*_ENTITY.finditer(text), None]:
        upto = entity.start() if entity else len(text)
        signs += [(s, i, i + 1) for i in range(done, upto) for s in _bare(text[i])]
        if entity:
            signs += [(s, *entity.span()) for s in _bare(html.unescape(entity[0]))]
            done = entity.end()
    bare = "".join(sign for sign, _, _ in signs)
    at = bare.find(needle)
    for _ in range(MOST_PLACES):
        if at < 0:
            return
        yield signs[at][1:]
        at = bare.find(needle, at + 1)


def strings_of(settings: object) -> tuple[str, ...]:
    """Return every text of a page's front matter, or of other settings, at any depth.

    >>> strings_of({"title": "a", "more": [{"b": 1}]})
    ('title', 'a', 'more', 'b')
    """
    found: list[str] = []
    seen: set[int] = set()  # what refers to itself is read once
    waiting = [settings]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, Mapping | list | tuple) and id(one) not in seen:
            seen.add(id(one))
            pairs = one.items() if isinstance(one, Mapping) else ()
            waiting.extend(reversed([part for pair in pairs for part in pair] or list(one)))
    return tuple(found)
