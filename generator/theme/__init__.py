"""Material for MkDocs, made to keep what this kit promises of every site.

Its own files name other hosts, put scripts into pages and search in a way that
takes a minute for a nation; some of its settings would bring that back. This
holds what is refused, what of Material's files is left out or mended, and the
search index. The templates and sheets beside this file lie over Material's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import mkdocs
from mkdocs.config.defaults import MkDocsConfig

from generator.survey.problem import Problem, SourceLine

HERE = Path(__file__).parent
FAVICON = "assets/favicon.svg"
_ENGINE = Path(mkdocs.__file__).parent / "templates"
#: Material's files that no page asks for: its search, and sheets that ours take the place of.
_LEFT_OUT = re.compile(r"assets/(?:javascripts/(?:lunr|workers)/|images/|stylesheets/palette)|.*\.map$")
#: An address of another host, unless it stands in the notice of a licence or names SVG.
_HOST = re.compile(
    r"(?P<notice>/\*!.*?\*/|\\3c !--!.*?--)"
    r"|https?://(?!www\.w3\.org/)[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s\"'`)$<>]*",
    re.DOTALL,
)
_MAP = re.compile(r"(?://#|/\*#) ?sourceMappingURL=\S+(?: ?\*/)?")
_CHARSET = '@charset "UTF-8";'
_SCRIPTS_IN_PAGES = "It puts scripts or styles into pages, which the site's policy forbids."
_OTHER_HOSTS = "Pages would ask another website for something."
#: What would break a promise, by where it stands in mkdocs.yml.
_FEATURES = {
    **dict.fromkeys(("announce.dismiss", "content.tabs.link"), _SCRIPTS_IN_PAGES),
    **dict.fromkeys(
        ("navigation.instant", "navigation.instant.prefetch", "navigation.instant.preview",
         "navigation.instant.progress"), "Pages opened from a file share would not open."),
    "content.code.annotate": "Its marks have no names for those who listen to a page.",
}  # fmt: skip
_PLUGINS = {
    **dict.fromkeys(("search", "offline"), "The kit has a search of its own, which works from files."),
    **dict.fromkeys(("social", "privacy", "rss"), _OTHER_HOSTS),
    "blog": _SCRIPTS_IN_PAGES,
}
_EXTRAS = {
    "analytics": _OTHER_HOSTS,
    **dict.fromkeys(("consent", "version"), _SCRIPTS_IN_PAGES),
}
_ICONS = dict.fromkeys(("admonition", "annotation", "tag"), _SCRIPTS_IN_PAGES)


def settings_problems(config: MkDocsConfig) -> tuple[Problem, ...]:
    """Return what mkdocs.yml asks for that this theme is not, or that would break a promise."""
    theme = config.theme
    if theme.name != "material":
        fault = "The theme is not Material for MkDocs."
        return (_problem(fault, "Write  theme: {name: material}  there."),)
    found = [_problem(fault, f"Take it out:  {place}.") for place, fault in _faults(config)]
    language = f"partials/languages/{theme['language']}.html"
    if not any(Path(folder, language).is_file() for folder in (HERE, *theme.dirs)):
        fault = f"There is no language '{theme['language']}'."
        found.append(_problem(fault, "Write one that Material has, such as  language: en-GB."))
    return tuple(found)


def _problem(fault: str, remedy: str) -> Problem:
    return Problem(SourceLine("mkdocs.yml"), "site-settings", fault, remedy)


def _faults(config: MkDocsConfig) -> Iterator[tuple[str, str]]:
    theme = config.theme
    lists: tuple[tuple[str, Iterable[str], Mapping[str, str]], ...] = (
        ("theme: features", theme.get("features") or (), _FEATURES),
        ("theme: icon", theme.get("icon") or (), _ICONS),
        ("plugins", (name.rpartition("/")[2] for name in config.plugins), _PLUGINS),
        ("extra", config.extra, _EXTRAS),
    )
    for place, found, refused in lists:
        for name in found:
            if name in refused:
                yield f"{place}: {name}", refused[name]
    if theme.get("font") not in (False, None, {"text": "Roboto", "code": "Roboto Mono"}):
        yield "theme: font", _OTHER_HOSTS
    if theme.get("palette"):
        yield "theme: palette", "The kit has its own colours, light and dark, whose contrast is tested."
    if config.repo_url:
        yield "repo_url", _OTHER_HOSTS


def put_over_material(config: MkDocsConfig) -> None:
    """Let our templates and files come before Material's, and a programme's own before ours."""
    theme = config.theme
    theme.dirs = [folder for folder in theme.dirs if Path(folder) != _ENGINE]
    theme.dirs.insert(len(theme.dirs) - 1, str(HERE))
    theme.static_templates.discard("sitemap.xml")  # it would name a host and a date
    theme["font"] = False
    if theme.get("favicon") in (None, "assets/images/favicon.png"):
        theme["favicon"] = FAVICON
    config.extra["generator"] = False


def is_left_out(uri: str) -> bool:
    """Tell whether a file of Material's has no place on a site."""
    return _LEFT_OUT.match(uri) is not None


def mended(uri: str, text: str) -> str:
    r"""Return a script or sheet of Material's that names no other host.

    A sheet becomes a layer, so that every rule of ours or of a programme's own wins.

    >>> mended("a.js", 'a=/\\/\\//i.test(b)?"https://h.example/x":1;')
    'a=/\\/{2}/i.test(b)?"":1;'
    >>> mended("a.css", '@charset "UTF-8";p{}')
    '@charset "UTF-8";@layer material{p{}}'
    """
    text = _HOST.sub(lambda found: found["notice"] or "", _MAP.sub("", text))
    text = text.replace(r"\/\//i", r"\/{2}/i")  # not a host, and like one
    if not uri.endswith(".css"):
        return text
    return f"{_CHARSET}@layer material{{{text.removeprefix(_CHARSET).strip()}}}"


def search_index(entries: Iterable[Mapping[str, str]]) -> str:
    """Return a script that holds entries (address, title, text) as Material's search has them.

    A script and not JSON: from a file:// address a page may load a script, but fetch nothing.
    "<" is escaped so that no tag stands in the file, wherever it may be pasted.
    """
    docs = [
        {"location": one["address"], "title": one["title"], "text": one["text"]} for one in entries
    ]
    made = json.dumps({"docs": docs}, ensure_ascii=False, separators=(",", ":"))
    return f"var __index={made};\n".replace("<", "\\u003c")
