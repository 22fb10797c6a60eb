"""The thin plugin between our pages and the site engine.

MkDocs reads ``site_src``; this plugin adds the generated pages and files, puts
the programme's values into hand-written pages, fills the slots, and lays our
theme over Material's. It decides nothing: what it hands over is a ``GeneratedSite``, which it
either was given by ``generator.files.site.build_site`` or asks
``generator.site_build.generated_site`` for, when somebody runs plain ``mkdocs
build`` or ``mkdocs serve``. Those get guidance and forms, and no results.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from itertools import chain
from pathlib import Path

from jinja2 import Environment
from jinja2.filters import do_striptags
from mkdocs.config import base
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure import StructureItem
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils.templates import TemplateContext

from generator import theme
from generator.definitions.problem import RefusedError
from generator.definitions.words import source_phrases
from generator.files import cache, live_site, progress, site_folder
from generator.files.language_sites import Sibling
from generator.files.output_guard import site_dir_problems
from generator.files.programme_folder import digest_of, stray_links
from generator.files.site import SiteRefusedError, raise_problems
from generator.files.standing_site import Found, StandingSite
from generator.report.form_pages import with_parts
from generator.report.page_html import (
    search_entries,
    with_plain_signs,
    with_policy,
    with_scrolling_tables,
    with_title,
)
from generator.report.site import (
    SLOT,
    GeneratedSite,
    unknown_names,
    with_slots,
    with_values,
)

PAGES = (".html", ".htm")
BOARD = '<div class="board">'  # what stands before it says in sentences what a results page shows
CONTENTS_FROM = 4  # headings; a shorter page needs no list of contents


class PluginOptions(base.Config):  # type: ignore[no-untyped-call]
    """What a programme's mkdocs.yml may say under ``plugins: mentoring``: nothing."""


class MentoringPlugin(BasePlugin[PluginOptions]):  # type: ignore[no-untyped-call]
    """Hands generated pages to MkDocs and finishes the site folder."""

    generated: GeneratedSite | None = None  # set by build_site; asked for otherwise
    language: str = ""  # of a site beside the first language's
    siblings: tuple[Sibling, ...] = ()
    before: StandingSite | None = None  # the site that stands, where pages may be taken over

    @event_priority(100)  # before any plugin that looks at the theme
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Lay our theme over Material's, guard the site folder and get the generated pages."""
        if self.language:
            config.theme["language"] = theme.nearest(self.language, config)
        raise_problems(theme.settings_problems(config))
        theme.put_over_material(config, self.language)
        folder = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        self._search: dict[str, Found] = {}
        site_dir = Path(config.site_dir)
        sources = [Path(place) for place in (config.docs_dir, config.theme.custom_dir) if place]
        raise_problems(
            (
                *site_dir_problems(folder, site_dir),
                *(fault for place in sources for fault in stray_links(folder, place)),
            )
        )
        made = self.generated or self._made(folder, config)
        self._site = made.in_language(self.language)
        self._others = () if self.language else made.languages
        return config

    def _made(self, folder: Path, config: MkDocsConfig) -> GeneratedSite:
        """Make guidance and forms for somebody who runs the site engine by itself.

        Results are never among them: the site engine knows neither the leak
        gate nor the three places, so only ``mentoring build`` shows answers.
        """
        from generator.inputs import Choices
        from generator.site_build import generated_site

        watched = folder / "instruments"
        config.watch.extend([str(watched)] if watched.exists() else [])
        try:
            return generated_site(folder, Choices(), []).site
        except RefusedError as refused:
            raise SiteRefusedError(refused.problems) from refused

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add generated pages and files, after checking what pages ask for."""
        for file in [f for f in files if f.src_uri.partition("/")[0] in self._others]:
            files.remove(file)  # pages in another language are of its own site
        root = Path(config.docs_dir).name
        written = {
            f"{root}/{file.src_uri}": file.content_string for file in files.documentation_pages()
        }
        site = self._site
        raise_problems(
            unknown_names(written, "value", site.values)
            + unknown_names({**written, **site.pages}, "slot", site.slots)
            + unknown_names(written, "sheet part", site.parts)
        )
        for uri, text in site.pages.items():
            index = uri.rpartition("/")[2] == "index.md"
            level = InclusionLevel.UNDEFINED if index else InclusionLevel.NOT_IN_NAV
            _add(files, File.generated(config, uri, content=text, inclusion=level))
        for uri in site.files:
            _add(files, _later(config, uri, site.files))
        theme.mend_files(files, config)
        for file in files:
            whole = file.src_uri.lower().endswith(PAGES)
            if whole and file.src_uri not in site.files:  # a page that somebody wrote
                page = file.content_bytes.decode("latin-1")  # every byte stays what it was
                file.content_bytes = with_policy(page).encode("latin-1")
        published = files.get_file_from_path("web.config")
        if published is not None and self._kind() != "open":
            files.remove(published)  # a private site is put on no web server
        return files

    def _kind(self) -> str:
        """Return which of the three places the site is for."""
        return self._site.files.get("audience.txt", b"open").decode().strip()

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep the navigation until its titles are known, and what it lists by address."""
        self._nav = nav
        self._listed = {page.file.src_uri: page for page in nav.pages}
        self._search = {file.src_uri: () for file in files.documentation_pages()}
        self._names: dict[str, str] = {}
        if self.before is not None and not config.theme.custom_dir:
            self._take_over(self.before, files, config)
        pages = len(files.documentation_pages())
        self._reading = iter(progress.numbered("Reading pages", pages))
        self._writing = iter(progress.numbered("Writing pages", pages))
        return nav

    def _take_over(self, before: StandingSite, files: Files, config: MkDocsConfig) -> None:
        """Copy results pages from the site that stands, where they would be written again.

        Such a page is made from its own text, which names its slots by their digests and in which
        no Markdown leads anywhere, and from what all share: what menus and the foot are made from,
        and the programme's values.
        """
        site = self._site
        shown = {*self._listed, *config.extra.get("footer", ())}
        alone = [uri for uri in site.pages if uri.startswith("results/") and uri not in shown]
        menus = [(uri, SLOT.sub("", site.pages[uri])) for uri in site.pages if uri in shown]
        shared = digest_of([(before.shared, self._kind()), *site.values.items(), *menus])
        for uri in alone:
            name = self._names[uri] = digest_of([(shared, uri), (site.pages[uri], "")])
            page = _Copied(files.src_uris[uri])
            found = before.copied(page.dest_uri, name, Path(config.site_dir))
            if found is not None:
                self._note(page, found)
                files.remove(files.src_uris[uri])
                files.append(page)

    def _note(self, page: File, found: Found) -> None:
        """Note what search finds on a page."""
        self._search[page.src_uri] = found
        if page.src_uri in self._names and self.before is not None:
            self.before.note(page.dest_uri, self._names[page.src_uri], found)

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Give the templates what they ask for, with nothing in it that could be markup."""
        theme.prepare(env, config)
        env.filters["first_address"] = first_address
        env.filters["cut_at_sections"] = cut_at_sections
        env.filters["title_of"] = lambda html: html[: _title_end(html)]
        env.filters["without_title"] = lambda html: html[_title_end(html) :]
        env.globals["kind"] = self._kind()
        said = source_phrases()["site"]
        env.globals["say"] = lambda name: self._site.values.get(f"site.{name}", said[name])
        named = (files.get_file_from_path(uri) for uri in config.extra.get("footer", ()))
        env.globals["foot"] = [
            (str(file.page.title), file.url) for file in named if file is not None and file.page
        ]
        theme.escape_settings(config, self._nav)
        for file in files.documentation_pages():
            if file.page is not None:
                theme.escape_page(file.page)
        return env

    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Put the programme's values and parts of its sheets into a hand-written page."""
        progress.on(next(self._reading, ""))
        if page.file.generated_by:
            return markdown
        values = self._site.values
        for key, entry in page.meta.items():
            if isinstance(entry, str):
                page.meta[key] = with_values(entry, values)
        return with_parts(with_values(markdown, values), self._site.parts, page.file.src_uri)

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Give every page a main heading; its slots stay empty until it is written."""
        return with_title(with_plain_signs(html), _title(page))

    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Finish the page, and tell the templates where it stands: trail, section, contents."""
        page.content = self._finished(page)
        made = page.file.src_uri in self._site.pages and not page.url.startswith("forms/")
        language = str(config.theme["language"])
        place = self._place = _place(page, self._listed)
        place.active = True
        if page.url.startswith("results/"):
            page.meta.setdefault("hide", ["navigation", "toc"])  # tables need the width
        elif not place.ancestors:
            page.meta.setdefault("hide", ["navigation"])  # there is nothing to list beside it
        contents = _contents(page)
        page.toc = _from_main(contents)
        found = {
            "plain_title": _title(page),
            "place": place,
            "listed": place is page,
            "trail": _trail(page, place, nav, self._site.values.get("site.start", "Start")),
            "contents": contents,
            "needs_english": made and language.partition("-")[0].casefold() != "en",
            "siblings": [one.of(page.file.src_uri, page.url) for one in self.siblings],
        }
        context.update(found)  # type: ignore[typeddict-item]
        return context

    def _finished(self, page: Page) -> str:
        """Fill the slots, make tables scroll by themselves, note the page's words for search."""
        html, title = with_slots(page.content or "", self._site.slots), _title(page)
        # A nation has thousands of results pages: search finds them by how they begin.
        found = html.partition(BOARD)[0] if page.url.startswith("results/") else html
        self._note(page.file, [asdict(one) for one in search_entries(page.url, title, found)])
        return with_scrolling_tables(html, title)

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Give the page its policy, and let its text go: a nation's do not fit into memory."""
        page.content = ""
        self._place.active = False
        progress.on(next(self._writing, ""))
        return with_policy(output)

    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Give a page that no source makes, such as 404.html, its policy."""
        return with_policy(output) if template_name.endswith(PAGES) else output

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """Give ``mkdocs serve`` what ``mentoring serve`` has: a guard, and reloading by policy."""
        return live_site.guarded(server, config.dev_addr.host)

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Let the page for a wrong address find its style wherever the site is put.

        Only ``site_url`` could say under which path a server shows it; without
        one its links are relative, which holds for addresses at the top level.
        """
        if not config.site_url:
            context["base_url"] = "."
        return context

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the search index and the manifest."""
        index = theme.search_index(chain.from_iterable(self._search.values()))
        site_folder.finish(Path(config.site_dir), index, whole=not self.language)


def _title(page: Page) -> str:
    """Return a page's title as plain text; one that the engine took from a heading is HTML."""
    named = page.meta.get("title")
    return named if isinstance(named, str) else do_striptags(str(page.title or ""))


def _add(files: Files, file: File) -> None:
    """Add a generated file; a hand-written one of the same address is a fault, not a choice."""
    existing = files.get_file_from_path(file.src_uri)
    if existing is not None and existing.generated_by is None:
        raise PluginError(
            f"{file.src_uri} is generated, but there is also a file of this name. Rename yours."
        )
    files.append(file)


class _Later(File):
    """A generated file that is read when it is written: all together are too much for memory."""

    contents: Mapping[str, bytes]

    @property  # type: ignore[misc] # the engine's own can be written as well
    def content_bytes(self) -> bytes:
        """What is written."""
        return self.contents[self.src_uri]

    def copy_file(self, dirty: bool = False) -> None:
        """Write it into the site."""
        path = Path(self.abs_dest_path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as target:
            cache.copy(self.contents, self.src_uri, target)


class _Copied(File):
    """A page that stands in the site already: pages lead to it, and nothing is made of it."""

    def __init__(self, page: File) -> None:
        super().__init__(
            page.src_uri,
            None,
            page.dest_dir,
            page.use_directory_urls,
            dest_uri=page.dest_uri,
            inclusion=page.inclusion,
        )
        self.generated_by = page.generated_by

    def is_documentation_page(self) -> bool:
        """Keep the engine from reading it."""
        return False

    def copy_file(self, dirty: bool = False) -> None:
        """Leave it as it is."""


def _later(config: MkDocsConfig, uri: str, contents: Mapping[str, bytes]) -> File:
    file = _Later(uri, None, config.site_dir, config.use_directory_urls)
    file.generated_by = "mentoring"
    file.contents = contents
    return file


def _place(page: Page, listed: Mapping[str, Page]) -> Page:
    """Return the page itself if the navigation lists it, else the nearest index above it."""
    folder = page.file.src_uri
    while folder and page.file.src_uri not in listed:
        folder = folder.rpartition("/")[0]
        above = listed.get(f"{folder}/index.md" if folder else "index.md")
        if above is not None:
            return above
    return page


def _trail(page: Page, place: Page, nav: Navigation, start: str) -> list[tuple[str, str]]:
    """Return title and address of every level above a page, the start page first."""
    if page.is_homepage:
        return []
    home = [(start, nav.homepage.url)] if nav.homepage is not None else []
    above = [(str(one.title), first_address(one)) for one in reversed(list(place.ancestors))]
    index = [(str(place.title), place.url)] if place is not page else []
    # An index below its own section leads to the same page twice: once is enough.
    titles = {address: title for title, address in [*home, *above, *index] if address != page.url}
    return [(title, address) for address, title in titles.items()]


def first_address(item: StructureItem) -> str:
    """Return where a navigation item leads: a section leads to its first page."""
    if isinstance(item, Section):
        return next((found for child in item.children if (found := first_address(child))), "")
    return str(item.url) if isinstance(item, Page | Link) else ""


def cut_at_sections(html: str) -> tuple[str, str]:
    """Return a page's beginning and the rest from its first section on.

    >>> cut_at_sections('<h1>A</h1><p>b</p><h2 id="c">C</h2>')
    ('<h1>A</h1><p>b</p>', '<h2 id="c">C</h2>')
    """
    at = html.find("<h2")
    return (html[:at], html[at:]) if at >= 0 else (html, "")


def _title_end(html: str) -> int:
    """Return where a page's main heading ends; every page has one by then."""
    return html.find("</h1>") + len("</h1>")


def _contents(page: Page) -> list[AnchorLink]:
    """Return the page's main headings where there are enough to be worth a list."""
    if page.meta.get("contents") is False or page.is_homepage:
        return []
    top = [item for entry in page.toc for item in (entry, *entry.children)]
    headings = [item for item in top if item.level == 2]
    return headings if len(headings) >= CONTENTS_FROM else []


def _from_main(contents: list[AnchorLink]) -> TableOfContents:
    """Return a page's headings below ``main``, where Material's link over the menus leads."""
    top = AnchorLink("", "main", 1)
    top.children = contents
    return TableOfContents([top])
