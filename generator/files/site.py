"""The edge that runs the site engine.

A site is built in a new folder beside the old one and put in its place only
when it is complete, so that a failed build leaves the old site standing. The
engine's warnings (a dead link, say) come back as problems with the place
in the source file, like those of every other check.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, MkDocsException, PluginError

from generator.definitions.problem import (
    Problem,
    RefusedError,
    SourceLine,
    format_problem,
    in_reading_order,
    refuse,
)
from generator.files import standing_site
from generator.files.author_pages import settings_problem
from generator.files.language_sites import language_sites
from generator.files.output_guard import site_dir_problems
from generator.files.site_folder import write_manifest
from generator.files.standing_site import StandingSite
from generator.files.writing import new_folder, owners_alone

_LINK_WARNING = re.compile(r"^Doc file '([^']+)' contains an? .*?link '([^']*)'")


class SitePages(Protocol):
    """What ``generator.report.site.GeneratedSite`` holds; this floor may not import it."""

    @property
    def pages(self) -> Mapping[str, str]:
        """Source address ending in ``.md`` to Markdown."""

    @property
    def slots(self) -> Mapping[str, str]:
        """Slot name to HTML."""

    @property
    def files(self) -> Mapping[str, bytes]:
        """Source address to bytes."""

    @property
    def values(self) -> Mapping[str, str]:
        """What ``{{ name }}`` stands for."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have a site of their own besides the first one's."""

    def in_language(self, language: str = "") -> SitePages:
        """Return what belongs to one language's site."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site that was put in place: its pages and bytes, and what was warned of."""

    folder: Path
    pages: int
    size: int
    warnings: tuple[Problem, ...] = ()


class SiteRefusedError(PluginError):
    """Stops the site engine with problems that the user can mend."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(format_problem(problem) for problem in problems))
        self.problems = tuple(problems)


def raise_problems(problems: Sequence[Problem]) -> None:
    """Raise ``SiteRefusedError`` if there is any problem: the engine knows only exceptions."""
    if problems:
        raise SiteRefusedError(problems)


def build_site(
    folder: Path,
    generated: SitePages,
    site_dir: Path,
    *,
    strict: bool = True,
    private: bool = False,
    keep_out: Sequence[Path] = (),
    gate: Callable[[Path], Sequence[Problem]] = lambda finished: (),
    name: str = "",
    code: str = "",
) -> Site:
    """Build a programme's site and put it in place of ``site_dir``.

    ``folder`` holds mkdocs.yml; ``keep_out`` are further folders (responses)
    that the site must neither hold nor lie in. With ``strict`` a warning of
    the site engine is an error. A ``private`` site can be opened by its owner
    alone. ``gate`` looks at the finished folder before anybody else can.
    Where what was generated has a ``name`` and what made it a ``code``, what
    stands as it would be written again is taken over, and the gate looks at it.
    Raises RefusedError, with the old site in place, where anything is wrong.
    """
    site_dir = site_dir.resolve()
    refuse(site_dir_problems(folder, site_dir, keep_out))
    # What is private gets its rights anew.
    known = name and not private and not generated.languages
    shared = standing_site.reads(folder, code) if known else ""
    before = StandingSite(folder, site_dir, shared, name) if shared else None
    if before is not None and before.stands():
        refuse(gate(site_dir))
        return _measured(site_dir, site_dir, ())
    try:
        with new_folder(site_dir, 0o700 if private else 0o755) as fresh:
            with owners_alone() if private else nullcontext():
                problems = _run_engines(folder, generated, fresh, before, strict=strict)
            refuse(problems)
            refuse((*problems, *gate(fresh)))
            made = _measured(site_dir, fresh, problems)
    except OSError as error:
        if Path(error.filename or ".") not in (site_dir, *site_dir.parents):
            raise
        raise RefusedError([_no_place(site_dir, error)]) from error
    if before is not None:
        before.remember()
    return made


def _no_place(site_dir: Path, error: OSError) -> Problem:
    return Problem(
        SourceLine(site_dir.parent.as_posix()),
        "no-place",
        f"No site can be written here: {error.strerror or error}.",
        "Name a folder that you may write, such as --site-dir ~/site.",
    )


def _measured(site_dir: Path, fresh: Path, warnings: tuple[Problem, ...]) -> Site:
    made = [path for path in fresh.rglob("*") if path.is_file()]
    pages = sum(path.suffix == ".html" for path in made)
    return Site(site_dir, pages, sum(path.stat().st_size for path in made), warnings)


def _run_engines(
    folder: Path,
    generated: SitePages,
    target: Path,
    before: StandingSite | None,
    *,
    strict: bool,
) -> tuple[Problem, ...]:
    """Build the site in its first language, then each other one inside of it."""
    try:
        sites = language_sites(folder, generated)
    except RefusedError as refused:
        return refused.problems
    problems = _run_engine(folder, generated, target, sites.get("", {}), before, strict=strict)
    for tag, own in sites.items():
        if tag and not any(problem.severity == "error" for problem in problems):
            problems += _run_engine(folder, generated, target / tag, own, strict=strict)
    if len(sites) > 1:
        write_manifest(target)
    return problems


def _run_engine(
    folder: Path,
    generated: SitePages,
    target: Path,
    own: Mapping[str, Any],
    before: StandingSite | None = None,
    *,
    strict: bool,
) -> tuple[Problem, ...]:
    """Run the engine; ``own`` is what a language's site has of its own, as ``language_sites``."""
    language, siblings = own.get("language", ""), own.get("siblings", ())
    settings = own.get("settings", {})
    with _heard_warnings() as heard:
        try:
            config = load_config(
                str(folder / "mkdocs.yml"), site_dir=str(target), strict=False, **settings
            )
            plugin = _our_plugin(config)
            plugin.generated, plugin.language, plugin.siblings = generated, language, siblings
            plugin.before = before
            build(config)
        except SiteRefusedError as refused:
            return refused.problems
        except Abort as abort:
            return _problems_behind(abort, heard, folder)
        except (ConfigurationError, MkDocsException) as fault:
            return (settings_problem(str(fault)),)
    severity = "error" if strict else "warning"
    docs = Path(config.docs_dir)
    return in_reading_order(
        _warning_problem(message, docs, generated.in_language(language), severity, language)
        for message in heard
    )


def _our_plugin(config: MkDocsConfig) -> Any:
    plugin = config.plugins.get("mentoring")
    if plugin is None:
        raise ConfigurationError("The list 'plugins' in mkdocs.yml lacks 'mentoring'.")
    return plugin


def _problems_behind(abort: Abort, heard: Sequence[str], folder: Path) -> tuple[Problem, ...]:
    """Return what stopped the engine: ours as it was raised, anything else as one problem."""
    cause = abort.__cause__ or abort.__context__
    if isinstance(cause, SiteRefusedError):
        return cause.problems
    return (settings_problem(" ".join([*heard, str(cause or abort)])),)


@contextmanager
def _heard_warnings() -> Iterator[list[str]]:
    """Collect the engine's warnings instead of printing them."""
    heard: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("mkdocs")
    before = logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield heard
    finally:
        logger.removeHandler(handler)
        logger.propagate = before


def _warning_problem(
    message: str, docs: Path, generated: SitePages, severity: Any, language: str
) -> Problem:
    link = _LINK_WARNING.match(message)
    if link is None:
        return Problem(SourceLine("mkdocs.yml"), "site-warning", message, "", severity)
    uri, target = link.groups()
    made = generated.pages.get(uri)
    path, text = uri, made
    if text is None:
        within = docs.parent.parent if language else docs.parent
        path = f"{docs.relative_to(within).as_posix()}/{uri}"
        text = (docs / uri).read_text(encoding="utf-8-sig")
    return Problem(
        _place_of(path, text, target),
        "broken-link",
        f"The link '{target}' leads nowhere.",
        _what_engine_says(message),
        severity,
    )


def _what_engine_says(message: str) -> str:
    """Return the part of a link warning after the link, as a sentence."""
    tail = message.split("', ", 1)[-1].strip()
    return tail[:1].upper() + tail[1:]


def _place_of(path: str, text: str, target: str) -> SourceLine:
    for marker in (f"({target}", f'"{target}', target):
        position = text.find(marker)
        if position >= 0:
            position += len(marker) - len(target)
            before = text[:position]
            return SourceLine(path, before.count("\n") + 1, position - before.rfind("\n"))
    return SourceLine(path)
