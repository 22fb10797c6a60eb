"""Material for MkDocs, made to keep what this kit promises of every site.

Its own files name other hosts, put scripts into pages and search in a way that
takes a minute for a nation; some of its settings would bring that back. This
holds what is refused, what of Material's files is left out or mended, and the
search index. The templates and sheets beside this file lie over Material's.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import mkdocs
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, pass_context
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.filters import do_striptags
from jinja2.runtime import Context
from markupsafe import Markup, escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Link, Navigation
from mkdocs.structure.pages import Page
from mkdocs.theme import Theme

from generator.definitions.problem import Problem, SourceLine

HERE = Path(__file__).parent
FAVICON = "assets/favicon.svg"
_ENGINE = Path(mkdocs.__file__).parent / "templates"
#: Material's files that no page asks for: its search, and sheets that ours take the place of.
_LEFT_OUT = re.compile(
    r"assets/(?:javascripts/(?:lunr|workers)/|images/|stylesheets/palette)|.*\.map$"
)
#: An address of another host, unless it stands in the notice of a licence or names SVG.
_HOST = re.compile(
    r"(?P<notice>/\*!.*?\*/|\\3c !--!.*?--)"
    r"|https?://(?!www\.w3\.org/)[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s\"'`)$<>]*",
    re.DOTALL,
)
_MAP = re.compile(r"(?://#|/\*#) ?sourceMappingURL=\S+(?: ?\*/)?")
_INDENT = re.compile(r"\s*\n\s*")
_INNER_MENU = re.compile(r'(<nav class="md-nav" data-md-level="[1-9]") aria-[^>]*')
_CHARSET = '@charset "UTF-8";'
_IN_PAGES = "It puts scripts or styles into pages, which the site's policy forbids."
_OTHER_HOSTS = "Pages would ask another website for something."
_FROM_FILES = "Pages that are opened from a file share could not load others."
_OWN_SEARCH = "The kit has a search of its own, which works from files."
_OWN_COLOURS = "The kit has its own colours, light and dark, whose contrast is tested."
_UNNAMED = "It puts parts without a name into pages, which a screen reader cannot tell apart."
#: What would break a promise, by where it stands in mkdocs.yml.
_FEATURES = {
    "announce.dismiss": _IN_PAGES,
    "content.tabs.link": _IN_PAGES,
    "content.code.annotate": _UNNAMED,
    "content.code.copy": _UNNAMED,
    "navigation.instant": _FROM_FILES,
    "navigation.instant.prefetch": _FROM_FILES,
    "navigation.instant.preview": _FROM_FILES,
    "navigation.instant.progress": _FROM_FILES,
}
_PLUGINS = {
    "search": _OWN_SEARCH,
    "offline": _OWN_SEARCH,
    "blog": _IN_PAGES,
    "privacy": _OTHER_HOSTS,
    "social": _OTHER_HOSTS,
}
_EXTRAS = {"analytics": _OTHER_HOSTS, "consent": _IN_PAGES, "version": _IN_PAGES}
_ICONS = {"admonition": _IN_PAGES, "annotation": _IN_PAGES, "tag": _IN_PAGES}


def settings_problems(config: MkDocsConfig) -> tuple[Problem, ...]:
    """Return what mkdocs.yml asks for that this theme is not, or that would break a promise."""
    theme = config.theme
    if theme.name != "material":
        fault = "The theme is not Material for MkDocs."
        return (_problem(fault, "Write  theme: {name: material}  there."),)
    found = [_problem(fault, f"Take it out:  {place}.") for place, fault in _faults(config)]
    if not _knows(str(theme["language"]), config):
        fault = f"There is no language '{theme['language']}'."
        found.append(_problem(fault, "Write one that Material has, such as  language: en-GB."))
    return tuple(found)


def nearest(language: str, config: MkDocsConfig) -> str:
    """Return a language as Material has it: without its region, where it knows no such one."""
    return language if _knows(language, config) else language.partition("-")[0]


def _knows(language: str, config: MkDocsConfig) -> bool:
    name = f"partials/languages/{language}.html"
    return any(Path(folder, name).is_file() for folder in (str(HERE), *config.theme.dirs))


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
        yield "theme: palette", _OWN_COLOURS
    if config.repo_url:
        yield "repo_url", _OTHER_HOSTS


def put_over_material(config: MkDocsConfig, language: str = "") -> None:
    """Let our templates and files come before Material's, and a programme's own before ours.

    A site in another ``language`` lies inside of the first one's, which has the page for wrong
    addresses.
    """
    if language:
        config.theme.static_templates.discard("404.html")
    theme = config.theme
    theme.dirs = [folder for folder in theme.dirs if Path(folder) != _ENGINE]
    theme.dirs.insert(len(theme.dirs) - 1, str(HERE))
    theme.static_templates.discard("sitemap.xml")  # it would name a host and a date
    _list_less(theme)
    theme["font"] = False
    if theme.get("favicon") in (None, "assets/images/favicon.png"):
        theme["favicon"] = FAVICON
    config.extra["generator"] = False


class _Listing(FileSystemLoader):
    """Lists no hidden folder: the engine copies nothing of Material's 14,000 icons."""

    def list_templates(self) -> list[str]:
        found = set()
        for top in self.searchpath:
            for folder, folders, names in os.walk(top):
                folders[:] = [name for name in folders if not name.startswith(".")]
                found |= {Path(folder, name).relative_to(top).as_posix() for name in names}
        return sorted(found)


def _list_less(theme: Theme) -> None:
    """Spare the engine a list of files that it would leave out, one by one, at every build."""
    whole = theme.get_env

    def get_env() -> Environment:
        env = whole()
        env.loader = _Listing(theme.dirs)
        return env

    theme.get_env = get_env  # type: ignore[method-assign]


class _Compiled(BytecodeCache):
    """Keeps templates as they were compiled, for the next site that this process builds."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        kept = self._kept.get((bucket.key, bucket.checksum))
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_compiled = _Compiled()


def prepare(env: Environment, config: MkDocsConfig) -> None:
    """Let our templates extend Material's as ``material/base.html``, without blank lines."""
    material = FileSystemLoader(config.theme.dirs[-1])
    own = FileSystemLoader(config.theme.dirs)
    env.loader = ChoiceLoader([own, PrefixLoader({"material": material})])
    env.trim_blocks = env.lstrip_blocks = True
    env.globals["kept"] = _each_anew
    if config.theme.custom_dir is None:
        env.globals["kept"] = _keeper()
        env.bytecode_cache = _compiled


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


def mend_files(files: Files, config: MkDocsConfig) -> None:
    """Leave out what no page asks for of Material's files, and mend its script and sheet."""
    for file in [file for file in files if file.src_dir == config.theme.dirs[-1]]:
        if is_left_out(file.src_uri):
            files.remove(file)
        elif file.src_uri.endswith((".js", ".css")):
            file.content_string = mended(file.src_uri, file.content_string)


def _plain(html: object) -> Markup:
    """Return text that may be HTML as text that can stand anywhere in HTML."""
    return escape(do_striptags(str(html or "")))


def escape_settings(config: MkDocsConfig, nav: Navigation) -> None:
    """Guard what Material's templates write as it stands: names, addresses, titles of sections."""
    for name in ("site_name", "site_description", "site_author"):
        config[name] = _plain(config[name])
    for name in ("favicon", "logo"):
        config.theme[name] = _guarded(config.theme.get(name))
    for name in ("alternate", "homepage", "social", "status"):
        config.extra[name] = _guarded(config.extra.get(name))
    config.extra_css = [str(escape(path)) for path in config.extra_css]
    items = list(nav.items)
    while items:
        item = items.pop()
        items += item.children or ()
        item.title = _plain(item.title)
        if isinstance(item, Link):
            item.url = escape(item.url)


def _guarded(setting: object) -> object:
    """Return a setting whose texts can stand in any attribute."""
    if isinstance(setting, dict):
        return {key: _guarded(value) for key, value in setting.items()}
    if isinstance(setting, list):
        return [_guarded(value) for value in setting]
    return escape(setting) if isinstance(setting, str) else setting


def escape_page(page: Page) -> None:
    """Guard the title and the description of a page in the same way."""
    page.title = _plain(page.title)
    if page.meta.get("description"):
        page.meta["description"] = _plain(page.meta["description"])


def _keeper() -> Callable[..., str]:
    """Return a function for templates that makes a part once for all pages that share it.

    Results pages, of which a nation has thousands, have one menu among them.
    """
    kept: dict[tuple[object, ...], str] = {}

    @pass_context
    def once(context: Context, name: str, caller: Callable[[], str]) -> str:
        place = context.get("place")
        key = (name, context["base_url"], place and place.url, context.get("listed"))
        if key not in kept:
            kept[key] = _tidy(caller())
        return kept[key]

    return once


def _each_anew(name: str, caller: Callable[[], str]) -> str:
    """Stand in for the keeper where a programme's own templates may differ from page to page."""
    return _tidy(caller())


def _tidy(html: str) -> str:
    """Return HTML without indents, with silent icons and with one landmark for the whole menu."""
    html = _INNER_MENU.sub(r'\1 role="none"', _INDENT.sub("\n", html))
    return html.replace("<svg ", '<svg aria-hidden="true" ')


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
