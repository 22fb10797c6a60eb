"""The hand-written pages on disk, and how the site engine would render each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import markdown
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.files import get_files
from mkdocs.utils import meta

from generator.definitions.problem import Problem, RefusedError, SourceLine
from generator.definitions.rules_ids import is_device
from generator.definitions.templates import macro
from generator.files.programme_folder import stray_links, visible
from generator.theme import settings_problems

SETTINGS = "mkdocs.yml"
#: Files beside the pages that a browser may open as pages, and style sheets.
_AS_THEY_STAND = (".html", ".htm", ".xhtml", ".xht", ".svg", ".xml", ".css")
STYLES = (".css",)


@dataclass(frozen=True, slots=True)
class AuthorFile:
    """A file that somebody wrote for the site: the front matter of a page, then its text."""

    path: str
    front: str
    text: str
    settings: dict[str, Any]
    rendered: bool
    render: Callable[[str], str] = str


def author_files(folder: Path, found: list[Problem]) -> list[AuthorFile]:
    """Read what is written by hand for a site, its settings first; nothing leads out of it.

    Faults are added to ``found``; raises RefusedError where nothing can be read.
    """
    try:
        config = load_config(str(folder / SETTINGS), strict=False)
    except MkDocsException as fault:
        raise RefusedError([*found, settings_problem(str(fault))]) from fault
    docs = Path(config.docs_dir)
    places = [docs, *([Path(config.theme.custom_dir)] if config.theme.custom_dir else [])]
    strays = [fault for place in places for fault in stray_links(folder, place)]
    if strays:
        raise RefusedError([*found, *strays])
    engine = markdown.Markdown(
        extensions=config.markdown_extensions, extension_configs=config.mdx_configs or {}
    )
    every = list(get_files(config))
    hard = [file.src_uri for file in every if _is_hard_to_name(file.src_uri)]
    read = [
        _read(Path(docs, file.src_uri), docs, lambda text: engine.reset().convert(text))
        for file in every
        if file.src_uri not in hard
        and (file.is_documentation_page() or file.src_uri.lower().endswith(_AS_THEY_STAND))
    ]
    files = [one for one in read if isinstance(one, AuthorFile)]
    settings = _settings(folder, config)
    found += (one for one in read if isinstance(one, Problem))
    found += settings_problems(config)
    found += (_hard_to_name(f"{docs.name}/{uri}") for uri in hard)
    found += _hooks(settings.front, config)
    return [settings, *files]


def _is_hard_to_name(uri: str) -> bool:
    """Tell whether a file of this name could not be put on every computer and server."""
    return not uri.isprintable() or any(
        set(part) & set('<>:"|?*\\') or part.endswith((".", " "))
        or is_device(part)
        for part in uri.split("/")
    )  # fmt: skip


def _hard_to_name(name: str) -> Problem:
    return Problem(
        SourceLine(visible(name)),
        "file-name",
        "Windows cannot hold a file or folder of this name.",
        "Rename it: letters, digits, hyphens and 1 dot before its ending.",
    )


def settings_problem(message: str) -> Problem:
    """Return what the site engine says of its settings as a problem."""
    return Problem(
        SourceLine(SETTINGS), "site-settings", " ".join(message.split()), "Correct it there."
    )


def _hooks(source: str, config: MkDocsConfig) -> Iterator[Problem]:
    """Yield a warning for each hook: what it puts on a page nobody has looked for before."""
    for name in map(str, config.hooks):
        before = source[: max(source.find(name), 0)].count("\n")
        fault = f"The hook '{name}' is code. It runs at each build and can change every page."
        remedy = "Delete it, unless you know what it does."
        yield Problem(SourceLine(SETTINGS, before + 1), "unsafe-page", fault, remedy, "warning")


def _read(path: Path, docs: Path, render: Callable[[str], str]) -> AuthorFile | Problem:
    """Return a page, or a file beside it as it stands; a page must be UTF-8."""
    shown_as = f"{docs.name}/{path.relative_to(docs).as_posix()}"
    stands = shown_as.lower().endswith(_AS_THEY_STAND)
    content = path.read_bytes()
    try:
        source = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        source = content.decode("latin-1")
        if not stands:
            line = content[: error.start].count(b"\n") + 1
            remedy = "Save it as UTF-8 in your editor."
            where = SourceLine(shown_as, line)
            return Problem(where, "not-utf-8", "The page is not UTF-8 text.", remedy)
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    if stands:
        return AuthorFile(shown_as, "", source, {}, rendered=False)
    text, settings = meta.get_data(source)
    return AuthorFile(shown_as, source.removesuffix(text), text, settings, True, render)


def _settings(folder: Path, config: MkDocsConfig) -> AuthorFile:
    """Return the settings that pages show or lead to, as front matter without a page."""
    source = (folder / SETTINGS).read_text("utf-8-sig", "replace")
    names = ("site_name", "site_description", "site_url", "copyright", "nav", "extra")
    shown = {name: config[name] for name in names}
    loaded = (*config.extra_css, *map(str, config.extra_javascript))
    link = macro("loaded", "files/parts.html.j2")
    shown["loaded"] = [str(link(path)) for path in loaded]
    return AuthorFile(SETTINGS, source, "", shown, rendered=False)
