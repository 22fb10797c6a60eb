"""Sites in other languages: what each is built from, beside the settings of the first.

The pages of a language lie in ``site_src/<tag>``, called as the pages that they translate. Its site
has those pages and no other: what is not translated is neither built nor linked, and no page is
in 2 languages. Its menu has the order of the first one's; a section is called as its own first
page is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils import meta

from generator.definitions.problem import Problem, RefusedError, SourceLine
from generator.definitions.words import base, names_of

if TYPE_CHECKING:
    from generator.files.site import SitePages

INDEX = "index.md"


@dataclass(frozen=True, slots=True)
class Sibling:
    """The site in another language: where it lies from this one, and which pages it has."""

    tag: str
    name: str
    address: str
    pages: frozenset[str]

    def of(self, uri: str, url: str) -> dict[str, object]:
        """Return what a page says of it: the way there from it, and whether it is that very page.

        >>> Sibling("cy", "Cymraeg", "cy/", frozenset({"a/b.md"})).of("a/b.md", "a/b.html")["url"]
        '../cy/a/b.html'
        """
        same, plain = uri in self.pages, url.removeprefix("./")
        address = "../" * plain.count("/") + self.address + (plain if same else "index.html")
        return {"tag": self.tag, "name": self.name, "url": address, "same": same}


def language_sites(folder: Path, generated: SitePages) -> dict[str, dict[str, Any]]:
    """Return what each site has of its own: its language, its siblings, and its settings.

    The first language's stands under an empty tag. Empty where there is but one site. Raises
    RefusedError where a language has no start page.
    """
    tags = generated.languages
    if not tags:
        return {}
    config = load_config(str(folder / "mkdocs.yml"), strict=False)
    docs = Path(config.docs_dir)
    refused = [
        _no_start(f"{docs.name}/{tag}/{INDEX}", tag)
        for tag in tags
        if not (docs / tag / INDEX).is_file()
    ]
    if refused:
        raise RefusedError(refused)
    first = str(config.theme["language"])
    written = {"": _pages(docs, tags), **{tag: _pages(docs / tag) for tag in tags}}
    every = {
        tag: there | frozenset(generated.in_language(tag).pages) for tag, there in written.items()
    }
    return {
        tag: {
            "language": tag,
            "siblings": _siblings(tag, first, every),
            "settings": _settings(config, docs / tag, generated, tag, there) if tag else {},
        }
        for tag, there in every.items()
    }


def _no_start(path: str, tag: str) -> Problem:
    fault = f"The site is offered in '{tag}', and has no start page in it."
    remedy = f"Translate site_src/{INDEX}, or take 'site' out of the language's 'for'."
    return Problem(SourceLine(path), "untranslated", fault, remedy)


def _pages(docs: Path, without: Collection[str] = ()) -> frozenset[str]:
    """Return the addresses of the pages in a folder, other languages' folders apart."""
    found = (path.relative_to(docs).as_posix() for path in docs.rglob("*.md"))
    return frozenset(name for name in found if name.partition("/")[0] not in without)


def _siblings(tag: str, first: str, every: Mapping[str, frozenset[str]]) -> tuple[Sibling, ...]:
    """Return the other sites, as the templates of one link to them."""
    up = "../" if tag else ""
    return tuple(
        Sibling(
            other or first,
            names_of(base(other or first))[0],
            f"{up}{other}/" if other else up,
            pages,
        )
        for other, pages in every.items()
        if other != tag
    )


def _settings(
    config: MkDocsConfig, docs: Path, generated: SitePages, tag: str, there: Collection[str]
) -> dict[str, Any]:
    """Return the settings in which a language's site differs from the first one's."""
    own = generated.in_language(tag)
    start = _front(docs / INDEX)
    return {
        "docs_dir": str(docs),
        "site_name": own.values.get("programme.title") or _title(docs, INDEX) or config.site_name,
        "site_description": start.get("description"),
        "copyright": None,
        "nav": list(_menu(config.nav, docs, there)) if config.nav is not None else None,
    }


def _menu(nav: Any, docs: Path, there: Collection[str]) -> Iterator[Any]:
    """Yield the menu of a language: what is there, in the first one's order, then the rest."""
    left = dict.fromkeys(sorted(there))
    yield from _branch(nav, docs, left)
    yield from left


def _branch(nav: Any, docs: Path, left: dict[str, None]) -> Iterator[Any]:
    for item in nav if isinstance(nav, list) else ():
        value = next(iter(item.values())) if isinstance(item, dict) else item
        if isinstance(value, str) and value in left:
            del left[value]
            yield value
        elif isinstance(value, list):
            inner = list(_branch(value, docs, left))
            head = inner[0] if inner and isinstance(inner[0], str) else ""
            if len(inner) > 1 and head.endswith(INDEX) and (title := _title(docs, head)):
                yield {title: inner}
            else:
                yield from inner


def _front(path: Path) -> Mapping[str, Any]:
    return meta.get_data(path.read_text("utf-8-sig"))[1] if path.is_file() else {}


def _title(docs: Path, uri: str) -> str:
    """Return what a page calls itself in its front matter."""
    title = _front(docs / uri).get("title")
    return title if isinstance(title, str) else ""
