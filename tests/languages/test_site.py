"""The site in Polish: its own pages and no other, each linked to its sibling, nothing mixed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from generator.cli import main
from tests.languages.conftest import polish_in
from tests.small_programme import SITE

START = """---
title: Dzień dobry
description: Strona programu.
---
# Dzień dobry

Tu są [formularze](forms/index.md). {{ local.organisation }}
"""
PAGE = "---\ntitle: Role\ndescription: Kto jest kim.\n---\n# Role\n\nTekst.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return offered(tmp_path / "p")


def offered(folder: Path) -> Path:
    """Make a small programme whose site is offered in Polish: a start page."""
    polish_in(folder, "[forms, entry, site]")
    (folder / "site_src/pl").mkdir(parents=True)
    (folder / "site_src/index.md").write_text("# Trial\n", "utf-8")
    settings = SITE.replace("{name: material}", "{name: material, language: en-GB}")
    (folder / "mkdocs.yml").write_text(settings, "utf-8")
    (folder / "site_src/pl/index.md").write_text(START, "utf-8")
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with one more page and a menu, and its site."""
    folder = offered(tmp_path_factory.mktemp("offered") / "p")
    (folder / "site_src/roles.md").write_text("# Roles\n", "utf-8")
    (folder / "site_src/pl/roles.md").write_text(PAGE, "utf-8")
    settings = folder / "mkdocs.yml"
    menu = "nav:\n  - Start: index.md\n  - Roles: roles.md\n  - Forms: forms/index.md\n"
    settings.write_text(settings.read_text("utf-8") + menu, "utf-8")
    assert build(folder) == 0
    return folder


def build(folder: Path) -> int:
    return main(["-C", str(folder), "build"])


def html(folder: Path, name: str) -> str:
    return (folder / "site" / name).read_text("utf-8")


def test_each_page_is_in_one_language_and_knows_its_sibling(built: Path) -> None:
    pages = sorted(p.relative_to(built / "site/pl").as_posix()
                   for p in (built / "site/pl").rglob("*.html"))  # fmt: skip
    assert pages == ["forms/index.html", "index.html", "roles.html"]
    for name in pages:
        page = html(built, f"pl/{name}")
        assert '<html lang="pl"' in page
        up = "../" * (name.count("/") + 1)
        assert f'<link rel="alternate" hreflang="en-GB" href="{up}{name}">' in page
        there = html(built, name)
        assert '<html lang="en-GB"' in there
        assert f'hreflang="pl" href="{"../" * name.count("/")}pl/{name}">' in there
    visible = " ".join(re.sub(r"<[^>]+>|\{.*?\}", " ", html(built, "pl/index.html")).split())
    for word in ("Skip", "Search", "Menu", "Dark", "colours", "Start", "Roles", "Forms"):
        assert word not in visible.replace('"', " ").split(), word
    assert "Formularze" in visible


def test_the_forms_of_the_language_are_there_and_no_other(built: Path) -> None:
    files = sorted(path.name for path in (built / "site/pl/forms").iterdir())
    assert files == ["index.html", "visit-large-print.pdf", "visit.pdf"]
    assert "Wizyta" in html(built, "pl/forms/index.html")


def test_a_page_that_is_not_translated_is_not_there(built: Path) -> None:
    english = {p.relative_to(built / "site") for p in (built / "site").rglob("*.html")}
    assert not (built / "site/pl/results").exists()
    assert Path("results/index.html") in english
    assert Path("pl/404.html") not in english
    page = html(built, "results/index.html")
    assert 'rel="alternate"' not in page
    assert 'href="../pl/index.html"' in page


def test_the_manifest_lists_every_file(built: Path) -> None:
    site = built / "site"
    done = subprocess.run(["sha256sum", "-c", "--quiet", "manifest.sha256"], cwd=site, check=False)
    assert done.returncode == 0
    listed = {line.split("  ")[1] for line in html(built, "manifest.sha256").splitlines()}
    there = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}
    assert there - listed == {"manifest.sha256"}
    assert build(built) == 0  # the folder is known as ours


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ("index", "pl/index.md:1:1: untranslated: The site is offered in 'pl', and has no start"),
        ("value", "There is no value 'domain.cake'"),
        ("phrase", "1 fixed phrases of 'site' exist in English only"),
        ("link", "site_src/pl/index.md:7:8: broken-link: The link 'roles.md' leads nowhere."),
    ],
)
def test_what_would_mix_languages_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], edit: str, said: str
) -> None:
    start = folder / "site_src/pl/index.md"
    if edit == "index":
        start.unlink()
    elif edit == "value":
        start.write_text(f"{START}\n{{{{ domain.cake }}}}\n", "utf-8")
    elif edit == "link":
        start.write_text(START.replace("Tu są [formularze](forms/index.md)", "Tu [x](roles.md)"))
        (folder / "site_src/roles.md").write_text("# Roles\n", "utf-8")
    else:
        path = folder / "instruments/words/pl.yml"
        path.write_text(path.read_text("utf-8").replace('pl: "Ścieżka"', 'pl: ""'), "utf-8")
    assert build(folder) == 1
    assert said in capsys.readouterr().err
    assert not (folder / "site").exists()


def test_without_the_offer_the_site_is_as_it_was(folder: Path) -> None:
    path = folder / "instruments/programme.yml"
    text = path.read_text("utf-8").replace("for: [forms, entry, site]", "for: [forms, entry]")
    path.write_text(text, "utf-8")
    (folder / "site_src/pl/index.md").unlink()
    (folder / "site_src/pl").rmdir()
    assert build(folder) == 0
    assert not (folder / "site/pl").exists()
    assert "hreflang" not in html(folder, "index.html")
