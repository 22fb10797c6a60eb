"""Every link, picture, script and anchor of a built site, raw HTML included.

The site engine checks links in Markdown only; charts, tables and templates are
HTML. This reads the finished files, as a browser would find them.
"""

from __future__ import annotations

import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ATTRIBUTES = ("href", "src", "action", "poster", "data", "srcset", "xlink:href")
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers")
_CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.targets: list[tuple[str, str]] = []
        self.references: list[str] = []
        self.base = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            elif name in ATTRIBUTES and value is not None:
                self.targets.append((tag, value))
            elif name in REFERENCES and value:
                self.references.extend(value.split())
            elif name == "data-base" and value:
                self.base = value


def link_faults(site: Path) -> list[str]:
    """Return a sentence for each dead link, missing anchor, repeated id and other host."""
    pages = {path.relative_to(site).as_posix(): _read(path) for path in site.rglob("*.html")}
    faults: list[str] = []
    for name, page in sorted(pages.items()):
        faults += [f"{name}: the id '{one}' stands twice" for one in _twice(page.ids)]
        faults += [f"{name}: no element '{one}'" for one in page.references if one not in page.ids]
        for tag, target in page.targets:
            fault = _fault(site, pages, name, tag, target)
            if fault:
                faults.append(f"{name}: {fault}")
    for sheet in site.rglob("*.css"):
        for target in _CSS_URL.findall(sheet.read_text(encoding="utf-8")):
            if not target.startswith("data:") and not (sheet.parent / target).is_file():
                faults.append(f"{sheet.name}: '{target}' leads nowhere")
    return faults


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    return page


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _fault(site: Path, pages: dict[str, _Page], name: str, tag: str, target: str) -> str:
    parts = urlsplit(target)
    if parts.scheme in {"http", "https"} or parts.netloc:
        return "" if tag == "a" and parts.scheme == "https" else f"<{tag}> asks for {target}"
    if parts.scheme in {"mailto", "tel", "data"}:
        return ""
    if parts.scheme or target.startswith("/"):
        return f"'{target}' is not relative to the page"
    here = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
    to = name if not parts.path else here
    if to.startswith(".."):
        return f"'{target}' leads out of the site"
    if not (site / to).is_file():
        return f"'{target}' leads nowhere"
    anchor = unquote(parts.fragment)
    if anchor and to in pages and anchor not in pages[to].ids:
        return f"'{target}': no such anchor"
    return ""
