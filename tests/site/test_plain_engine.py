"""The site engine run by itself, and the live site."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from generator import site_build
from generator.definitions.problem import Problem, RefusedError, SourceLine
from generator.files import live_site
from generator.files.site import build_site
from generator.inputs import Choices
from generator.mkdocs_plugin import MentoringPlugin
from generator.report.site import GeneratedSite
from generator.site_build import Assembled
from tests.site.conftest import write_programme

FAULT = Problem(SourceLine("instruments/a.yml", 3, 7), "unknown-scale", "No such scale.", "")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, generated: GeneratedSite) -> list[tuple[Path, Choices]]:
    """Stand in for the long walk, and note what the plugin asked for."""
    calls: list[tuple[Path, Choices]] = []

    def stand_in(folder: Path, choices: Choices, found: list[Problem]) -> Assembled:
        calls.append((folder, choices))
        return Assembled(generated, "key")

    monkeypatch.setattr(site_build, "generated_site", stand_in)
    return calls


def test_mkdocs_build_makes_guidance_and_forms_and_never_looks_at_answers(
    tmp_path: Path, asked: list[tuple[Path, Choices]]
) -> None:
    programme = write_programme(tmp_path / "other")
    (programme / "responses").mkdir()
    build(load_config(str(programme / "mkdocs.yml")))
    assert asked == [(programme, Choices())]
    assert (programme / "site" / "results" / "cohort-a.html").is_file()
    assert (programme / "site" / "manifest.sha256").is_file()


@pytest.mark.parametrize("option", ["responses: responses", "audience: restricted"])
def test_mkdocs_build_cannot_be_told_to_show_results(
    programme: Path, option: str, asked: list[tuple[Path, Choices]]
) -> None:
    settings = programme / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    assert "- mentoring\n" in text
    settings.write_text(text.replace("- mentoring\n", f"- mentoring: {{{option}}}\n"))
    with pytest.raises(Abort):
        build(load_config(str(settings)))
    assert asked == []


@pytest.mark.usefixtures("asked")
def test_mkdocs_build_spares_a_folder_that_is_not_ours(programme: Path) -> None:
    (programme / "site").mkdir()
    (programme / "site" / "thesis.docx").write_bytes(b"years of work")
    with pytest.raises(Abort):
        build(load_config(str(programme / "mkdocs.yml")))
    assert (programme / "site" / "thesis.docx").read_bytes() == b"years of work"


class Server:
    """A live server that one edit reaches before it is interrupted."""

    edit: Callable[[], None]
    seen: list[str]

    def __init__(self, builder: Callable[[], None], host: str, port: int, root: str) -> None:
        self.builder, self.root, self.address = builder, Path(root), (host, port)
        self.watched: list[str] = []

    def watch(self, path: str) -> None:
        self.watched.append(Path(path).name)

    def server_bind(self) -> None:
        Server.seen = sorted(self.watched)

    def serve(self) -> None:
        self.server_bind()
        Server.edit()
        self.builder()
        Server.seen.append((self.root / "guides" / "second.html").read_text(encoding="utf-8"))
        raise KeyboardInterrupt

    def shutdown(self) -> None:
        assert self.address == ("127.0.0.1", 8123)


def test_an_edit_is_built_and_a_faulty_one_leaves_the_last_good_site(
    programme: Path, generated: GeneratedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_site, "LiveReloadServer", Server)
    told: list[Problem] = []
    starts: list[bool] = []
    page = programme / "site_src" / "guides" / "second.md"
    answers = [generated, generated, generated, None]

    def make(found: list[Problem]) -> GeneratedSite:
        made = answers.pop(0)
        if made is None:
            raise RefusedError([*found, FAULT])
        return made

    def serve() -> tuple[Problem, ...]:
        return live_site.serve_site(
            programme,
            make,
            told.extend,
            lambda: starts.append(True),
            address="127.0.0.1:8123",
            watch=[programme / "missing"],
        )

    Server.edit = lambda: page.write_text("# Changed {: #cafe }\n") and None
    assert serve() == ()
    assert Server.seen[:-1] == ["mkdocs.yml", "site_src"]
    assert "Changed" in Server.seen[-1]
    Server.edit = lambda: page.write_text("# Again {: #cafe }\n") and None
    assert serve() == ()
    assert told == [FAULT]
    assert starts == [True, True]
    assert "Changed" in Server.seen[-1]


@pytest.mark.parametrize("address", ["8000", "localhost", "localhost:http", "a:99999"])
def test_an_address_must_be_host_and_port(programme: Path, address: str) -> None:
    faults = live_site.serve_site(
        programme,
        lambda _: pytest.fail("nothing is made for it"),
        lambda _: None,
        lambda: pytest.fail("nothing is served there"),
        address=address,
        watch=[],
    )
    assert [fault.rule for fault in faults] == ["address"]


def test_a_page_is_finished_when_it_is_written_and_then_let_go(
    programme: Path, generated: GeneratedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Charts and tables of a nation's pages must not stand in memory together."""
    before: list[str] = []
    pages: list[Any] = []
    finish, let_go = MentoringPlugin.on_page_context, MentoringPlugin.on_post_page

    def finished(self: MentoringPlugin, context: Any, *, page: Any, config: Any, nav: Any) -> Any:
        before.append(page.content)
        return finish(self, context, page=page, config=config, nav=nav)

    def written(self: MentoringPlugin, output: str, *, page: Any, config: Any) -> str:
        pages.append(page)
        return let_go(self, output, page=page, config=config)

    monkeypatch.setattr(MentoringPlugin, "on_page_context", finished)
    monkeypatch.setattr(MentoringPlugin, "on_post_page", written)
    site = programme.parent / "site"
    build_site(programme, generated, site)
    assert "<svg" in (site / "results" / "cohort-a.html").read_text(encoding="utf-8")
    assert before
    assert not any("<svg" in text for text in before)
    assert len(pages) == len(before)
    assert not any(page.content for page in pages)
