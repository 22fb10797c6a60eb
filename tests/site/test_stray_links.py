"""What lies elsewhere is not published through a link: refused by name, before anything is read."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pytest

from generator.definitions.problem import Problem, RefusedError, format_problem, tried
from generator.files.programme_folder import read_definitions, stray_links
from generator.files.site import build_site
from generator.inputs import look
from generator.report.site import GeneratedSite

SECRET = "codes of everybody"


def refused(programme: Path, generated: GeneratedSite) -> tuple[Problem, ...]:
    """Return why a site is not put in place."""
    with pytest.raises(RefusedError) as told:
        build_site(programme, generated, programme / "site")
    return told.value.problems


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "private"
    folder.mkdir()
    (folder / "codes.csv").write_text(SECRET)
    (folder / "page.md").write_text(f"# {SECRET}\n")
    (folder / "form.yml").write_text(f"id: {SECRET}\n")
    return folder


def test_links_out_of_the_pages_are_refused_all_at_once(
    programme: Path, generated: GeneratedSite, elsewhere: Path
) -> None:
    pages = programme / "site_src"
    (pages / "codes.csv").symlink_to(elsewhere / "codes.csv")
    (pages / "guides" / "more").symlink_to(elsewhere, target_is_directory=True)
    (pages / "deep").mkdir()
    (pages / "deep" / "up.md").symlink_to("../../mkdocs.yml")
    (pages / "deep" / "none.md").symlink_to("missing.md")
    (pages / "deep" / "round").symlink_to(pages, target_is_directory=True)
    told = [format_problem(problem) for problem in refused(programme, generated)]
    remedy = "Delete the link. If its content belongs here, put a copy of it in its place."
    out = "outside-link: This is a link that leads out of site_src, to"
    circle = "This is a link that leads to a folder that it is in."
    assert sorted(told) == sorted(
        [
            f"site_src/codes.csv:1:1: {out} {elsewhere / 'codes.csv'}. {remedy}",
            f"site_src/deep/up.md:1:1: {out} {programme / 'mkdocs.yml'}. {remedy}",
            f"site_src/guides/more:1:1: {out} {elsewhere}. {remedy}",
            f"site_src/deep/none.md:1:1: outside-link: This is a link that leads nowhere. {remedy}",
            f"site_src/deep/round:1:1: outside-link: {circle} {remedy}",
        ]
    )
    assert not (programme / "site").exists()
    assert list(programme.glob(".site-new-*")) == []


def test_a_link_that_stays_inside_is_fine(programme: Path, generated: GeneratedSite) -> None:
    pages = programme / "site_src"
    (pages / "again.md").symlink_to("guides/second.md")
    (pages / "manual").symlink_to("guides", target_is_directory=True)
    build_site(programme, generated, programme / "site", strict=False)  # not in the menu
    assert "wombat" in (programme / "site" / "again.html").read_text("utf-8")
    assert (programme / "site" / "manual" / "second.html").is_file()


def test_a_folder_of_templates_is_looked_at_too(
    programme: Path, generated: GeneratedSite, elsewhere: Path
) -> None:
    settings = programme / "mkdocs.yml"
    settings.write_text(settings.read_text() + "theme: {name: material, custom_dir: overrides}\n")
    (programme / "overrides").mkdir()
    (programme / "overrides" / "codes.csv").symlink_to(elsewhere / "codes.csv")
    (fault,) = refused(programme, generated)
    assert (fault.rule, fault.where.path) == ("outside-link", "overrides/codes.csv")


def test_the_folder_of_pages_is_no_link_to_elsewhere(
    programme: Path, generated: GeneratedSite, elsewhere: Path
) -> None:
    (programme / "site_src").rename(programme / "pages")
    (programme / "site_src").symlink_to("pages", target_is_directory=True)
    build_site(programme, generated, programme / "site")
    (programme / "site_src").unlink()
    (programme / "site_src").symlink_to(elsewhere, target_is_directory=True)
    (fault,) = refused(programme, generated)
    assert fault.fault.startswith("This is a link that leads out of the programme's folder, to ")


def test_a_programme_reached_through_a_link_is_no_stray(tmp_path: Path, programme: Path) -> None:
    door = tmp_path / "door"
    door.symlink_to(programme, target_is_directory=True)
    assert stray_links(door, door / "site_src") == ()


@pytest.mark.parametrize("link", ["instruments", "instruments/more", "instruments/more.yml"])
def test_definitions_behind_a_link_are_not_read(tmp_path: Path, elsewhere: Path, link: str) -> None:
    home = tmp_path / "home"
    (home / link).parent.mkdir(parents=True)
    target = elsewhere / "form.yml" if link.endswith(".yml") else elsewhere
    (home / link).symlink_to(target, target_is_directory=target.is_dir())
    found: list[Problem] = []
    assert not tried(found, partial(read_definitions, home))
    assert [(one.rule, one.where.path) for one in found] == [("outside-link", link)]
    told: list[Problem] = []
    assert look(home, told) is None
    assert SECRET not in " ".join(map(format_problem, told))


def test_a_junction_of_windows_is_seen_by_where_it_leads(
    tmp_path: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A junction is an ordinary folder to every question but where it truly lies."""
    root = tmp_path / "home" / "site_src"
    (root / "junction" / "below").mkdir(parents=True)
    true = os.path.realpath

    def through(path: str | Path) -> str:
        return true(str(path).replace(str(root / "junction"), str(elsewhere)))

    monkeypatch.setattr("generator.files.programme_folder.os.path.realpath", through)
    (fault,) = stray_links(root.parent, root)
    assert (fault.rule, fault.where.path) == ("outside-link", "site_src/junction")
