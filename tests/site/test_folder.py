"""The site's folder: what is in it, and what a build may and may not do to it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import html5lib
import pytest
import yaml

from generator.definitions.problem import RefusedError, errors_in, format_problem
from generator.definitions.templates import POLICY as OURS
from generator.files.output_guard import site_dir_problems
from generator.files.site import Site, build_site
from generator.report.site import GeneratedSite
from tests.site.conftest import policy
from tests.site.link_check import link_faults

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def text(problems: object) -> str:
    return "\n".join(map(format_problem, problems))  # type: ignore[call-overload]


def refused(*words: Any, **more: Any) -> str:
    """Return why a site is not put in place."""
    with pytest.raises(RefusedError) as told:
        build_site(*words, **more)
    return text(errors_in(told.value.problems))


def with_pages(site: GeneratedSite, pages: Mapping[str, str]) -> GeneratedSite:
    return replace(site, pages={**site.pages, **pages})


# ---- What is in it ----


def test_every_page_is_valid_html(site: Path) -> None:
    parser = html5lib.HTMLParser(strict=True)
    pages = sorted(site.rglob("*.html"))
    assert len(pages) >= 9
    for page in pages:
        parser.parse(page.read_text(encoding="utf-8"))


def test_links_anchors_ids_and_hosts(site: Path) -> None:
    assert link_faults(site) == []


def test_link_check_finds_planted_faults(site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(site, copy)
    page = copy / "results" / "cohort-a.html"
    planted = (
        '<a href="none.html">a</a><a href="../index.html#none">b</a><a href="/x">c</a>'
        '<img src="https://example.org/a.png" alt=""><a href="../../x">d</a><p id="main"></p>'
    )
    page.write_text(page.read_text("utf-8").replace("</main>", planted + "</main>"), "utf-8")
    assert link_faults(copy) == [
        "results/cohort-a.html: the id 'main' stands twice",
        "results/cohort-a.html: 'none.html' leads nowhere",
        "results/cohort-a.html: '../index.html#none': no such anchor",
        "results/cohort-a.html: '/x' is not relative to the page",
        "results/cohort-a.html: <img> asks for https://example.org/a.png",
        "results/cohort-a.html: '../../x' leads out of the site",
    ]


def test_no_inline_script_style_or_handler(site: Path) -> None:
    for page in site.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html), page
        assert not re.search(r"<script(?![^>]*\ssrc=)", html), page


def test_no_other_host_is_named(site: Path) -> None:
    """Text links, the namespace of SVG and notices of licences apart."""
    host = re.compile(r"(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}[^\s\"'<>)]*", re.IGNORECASE)
    for name, content in contents(site).items():
        if name.endswith(".woff2"):
            continue
        words = content.decode("utf-8")
        words = re.sub(r'<a [^>]*href="https://[^"]*"', "<a", words)
        words = words.replace("http://www.w3.org/2000/svg", "")
        words = re.sub(r"(?s)/\*!.*?\*/|\\3c !--!.*?--", "", words)
        assert host.findall(words) == [], name


def test_policy_and_file_types_for_iis(site: Path) -> None:
    settings = (site / "web.config").read_text(encoding="utf-8")
    assert policy(site) == POLICY
    for ending in (".json", ".woff2", ".svg", ".csv", ".webmanifest", ".js", ".css", ".pdf"):
        assert f'mimeMap fileExtension="{ending}"' in settings
    for header in ("X-Content-Type-Options", "Referrer-Policy"):
        assert f'<add name="{header}"' in settings
    assert 'path="404.html"' in settings


META = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'


def test_every_page_carries_the_policy_before_anything_else(site: Path) -> None:
    """A file share sends no headers: the page itself must say what it may load."""
    assert OURS == POLICY
    pages = sorted(site.rglob("*.html"))
    assert {"404.html", "index.html"} < {page.name for page in pages}
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert html.split("<head>")[1].startswith(META), page
        assert html.count("Content-Security-Policy") == 1, page


@pytest.mark.parametrize(
    ("written", "before"),
    [
        ("<!DOCTYPE html><HTML lang=en><HEAD id=h><title>a</title></HEAD>x", "<HEAD id=h>"),
        ("<!doctype html><html><title>a</title><script>1</script>", "<html>"),
        ("<!doctype html><header>a</header>", "<!doctype html>"),
        ("<p>caf\xe9", ""),
    ],
)
def test_a_page_that_somebody_wrote_whole_carries_it_too(
    programme: Path, generated: GeneratedSite, written: str, before: str
) -> None:
    (programme / "site_src" / "own.HTML").write_bytes(written.encode("latin-1"))
    (programme / "site_src" / "own.htm").write_bytes(written.encode("latin-1"))
    build_site(programme, generated, programme / "site")
    for name in ("own.HTML", "own.htm"):
        made = (programme / "site" / name).read_bytes().decode("latin-1")
        assert made == written.replace(before, before + META, 1)
    assert (programme / "site_src" / "own.htm").read_bytes() == written.encode("latin-1")


def test_a_template_of_ones_own_cannot_lose_the_policy(
    programme: Path, generated: GeneratedSite
) -> None:
    (programme / "mine").mkdir()
    (programme / "mine" / "main.html").write_text("<html><head></head>{{ page.content }}</html>")
    settings = programme / "mkdocs.yml"
    settings.write_text(settings.read_text() + "theme: {name: material, custom_dir: mine}\n")
    build_site(programme, generated, programme / "site")
    for name in ("index.html", "404.html"):
        assert (programme / "site" / name).read_text().startswith(f"<html><head>{META}")


def test_a_template_of_ones_own_extends_the_page_as_material_describes(
    programme: Path, generated: GeneratedSite
) -> None:
    (programme / "mine").mkdir()
    (programme / "mine" / "main.html").write_text(
        '{% extends "base.html" %}{% block announce %}Closed on Monday{% endblock %}'
    )
    settings = programme / "mkdocs.yml"
    theme = "theme: {name: material, custom_dir: mine, features: [navigation.path]}\n"
    settings.write_text(settings.read_text() + theme)
    build_site(programme, generated, programme / "site")
    page = (programme / "site" / "results" / "cohort-a.html").read_text("utf-8")
    assert "Closed on Monday" in page
    assert "assets/css/results.css" in page
    assert 'aria-label="Breadcrumb"' in page
    assert link_faults(programme / "site") == []


#: What mkdocs.yml says, and what it is told to take out.
REFUSED = {
    "theme: {name: material, features: [content.tabs.link]}": "theme: features: content.tabs.link",
    "theme: {name: material, features: [content.code.copy]}": "theme: features: content.code.copy",
    "theme: {name: material, features: [announce.dismiss]}": "theme: features: announce.dismiss",
    "theme: {name: material, font: {text: Lato}}": "theme: font",
    "theme: {name: material, palette: {primary: teal}}": "theme: palette",
    "theme: {name: material, icon: {admonition: {note: a}}}": "theme: icon: admonition",
    "plugins: [search, mentoring]": "plugins: search",
    "plugins: [offline, mentoring]": "plugins: offline",
    "extra: {analytics: {provider: google}}": "extra: analytics",
    "extra: {consent: {title: a}}": "extra: consent",
    "repo_url: https://github.com/a/b": "repo_url",
}
OTHERWISE = {
    "theme: readthedocs": "Write  theme: {name: material}  there.",
    "theme: {name: material, language: martian}": "There is no language 'martian'.",
}
TOLD = {setting: f"Take it out:  {place}." for setting, place in REFUSED.items()} | OTHERWISE


@pytest.mark.parametrize("setting", TOLD)
def test_a_setting_that_would_break_a_promise_is_refused(
    programme: Path, generated: GeneratedSite, setting: str
) -> None:
    settings = programme / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8") + setting + "\n", "utf-8")
    (told,) = refused(programme, generated, programme / "site").splitlines()
    assert told.startswith("mkdocs.yml:1:1: site-settings: ")
    assert TOLD[setting] in told


def test_settings_cannot_break_out_of_an_attribute(
    programme: Path, generated: GeneratedSite
) -> None:
    settings = programme / "mkdocs.yml"
    made = yaml.safe_load(settings.read_text("utf-8"))
    out = 'x" onclick="pwn()"><script>pwn()</script>{{ x }}{% y %}'
    made |= dict.fromkeys(("site_name", "site_description", "copyright"), out)
    made |= {"extra_css": [out], "extra_javascript": [out], "nav": [*made["nav"], {out: out}]}
    made["nav"][1] = {out: ["guides/first.md", {out: out}, "guides/second.md"]}
    made["theme"] |= {"favicon": out, "logo": out}
    made["extra"] |= {"homepage": out, "alternate": [{"name": out, "link": out, "lang": out}]}
    settings.write_text(yaml.safe_dump(made, sort_keys=False), "utf-8")
    page = programme / "site_src" / "guides" / "second.md"
    typed = out.removesuffix("{{ x }}{% y %}")
    page.write_text(
        f"---\ntitle: '{typed}'\ndescription: '{typed}'\n---\n# B {{: #cafe }}\n", "utf-8"
    )
    build_site(programme, generated, programme / "site", strict=False)
    for path in (programme / "site").rglob("*.html"):
        tree = html5lib.parse(path.read_text("utf-8"), namespaceHTMLElements=False)
        for element in (one for one in tree.iter() if isinstance(one.tag, str)):
            assert "onclick" not in element.attrib, path
            assert "pwn" not in "".join(element.itertext()) or element.tag != "script", path


def test_manifest_lists_every_other_file(site: Path) -> None:
    made = contents(site)
    lines = made.pop("manifest.sha256").decode().splitlines()
    expected = [f"{hashlib.sha256(made[name]).hexdigest()}  {name}" for name in sorted(made)]
    assert lines == expected


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="there is no sha256sum here")
def test_manifest_is_read_by_sha256sum(site: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "manifest.sha256"], cwd=site, check=False
    )
    assert done.returncode == 0


def test_same_input_same_bytes(programme: Path, generated: GeneratedSite) -> None:
    build_site(programme, generated, programme / "one")
    build_site(programme, generated, programme / "two")
    assert contents(programme / "one") == contents(programme / "two")


def test_no_site_map_and_no_trace_of_the_build(report: Site) -> None:
    made = contents(report.folder)
    assert not [name for name in made if name.startswith("sitemap")]
    assert not [name for name in made if name.endswith((".py", ".pyc", ".md"))]
    beside = {path.name for path in report.folder.parent.iterdir()}
    assert beside == {"site", "site_src", "mkdocs.yml"}


def test_search_index_holds_sections_with_their_page(site: Path) -> None:
    """In the format of Material's own index, as a script."""
    script = (site / "search" / "search_index.js").read_text(encoding="utf-8")
    assert "<" not in script
    found = re.fullmatch(r"var __index=(.*);\n", script)
    assert found
    entries = {entry["location"]: entry for entry in json.loads(found[1])["docs"]}
    cafe = entries["guides/second.html#cafe"]
    assert cafe["title"] == "Café note"
    assert cafe["text"] == "The word wombat stands only here."
    assert entries["guides/second.html"]["title"] == "Second guide"


# ---- What pages say ----


def test_values_are_shown_as_plain_text(site: Path) -> None:
    home = (site / "index.html").read_text(encoding="utf-8")
    assert "St &lt;Elsewhere&gt; &amp; *Sons*" in home
    guide = (site / "guides" / "first.html").read_text(encoding="utf-8")
    assert "{{" not in guide
    tree = html5lib.parse(guide, namespaceHTMLElements=False)
    links = {link.get("href"): "".join(link.itertext()) for link in tree.iter("a")}
    assert links["mailto:organiser_a@example.org"] == "send a message"


def test_slots_are_filled_after_rendering(site: Path) -> None:
    page = (site / "results" / "cohort-a.html").read_text(encoding="utf-8")
    assert "<!--" not in page
    assert 'aria-label="Table: Importance by answer" tabindex="0"><table class="data">' in page


def test_a_generated_page_shows_the_way_back_but_is_not_in_the_navigation(site: Path) -> None:
    page = (site / "results" / "cohort-a.html").read_text(encoding="utf-8")
    trail = page[page.index('aria-label="Breadcrumb"') :].partition("</ol>")[0]
    assert re.findall(r">([^<>]+)</a>", trail) == ["Start", "Results"]
    other = (site / "guides" / "first.html").read_text(encoding="utf-8")
    assert "cohort-a.html" not in other


def test_unknown_values_and_slots_are_all_named(programme: Path, generated: GeneratedSite) -> None:
    page = programme / "site_src" / "guides" / "second.md"
    page.write_text("# B\n\nAsk {{ contact.organizer.email }}.\n\n<!-- slot: importanc -->\n")
    assert refused(programme, generated, programme / "site") == (
        "site_src/guides/second.md:3:5: unknown-value: There is no value "
        "'contact.organizer.email'. Did you mean 'contact.organiser.email'?\n"
        "site_src/guides/second.md:5:1: unknown-slot: There is no slot 'importanc'. "
        "Did you mean 'importance'?"
    )


def test_dead_links_are_problems_with_a_place(programme: Path, generated: GeneratedSite) -> None:
    page = programme / "site_src" / "guides" / "second.md"
    page.write_text("# B\n\nSee [x](frist.md) and [y](first.md#nowhere). {: #cafe }\n")
    lines = refused(programme, generated, programme / "site").splitlines()
    assert lines[0].startswith("site_src/guides/first.md:8:")  # its link to #cafe is dead now
    assert lines[1].startswith(
        "site_src/guides/second.md:3:9: broken-link: The link 'frist.md' leads nowhere."
    )
    assert lines[2].startswith(
        "site_src/guides/second.md:3:27: broken-link: The link 'first.md#nowhere' leads nowhere."
    )
    assert len(lines) == 3
    lenient = build_site(programme, generated, programme / "site", strict=False)
    assert [one.severity for one in lenient.warnings] == 3 * ["warning"]


def test_a_page_of_the_same_name_as_a_generated_one(
    programme: Path, generated: GeneratedSite
) -> None:
    mine = with_pages(generated, {"guides/first.md": "# Mine"})
    assert "guides/first.md is generated" in refused(programme, mine, programme / "site")


def test_broken_settings_are_a_problem(programme: Path, generated: GeneratedSite) -> None:
    (programme / "mkdocs.yml").write_text("site_name: x\nplugins: [search]\ndocs_dir: site_src\n")
    told = refused(programme, generated, programme / "site")
    assert told.startswith("mkdocs.yml:1:1: site-settings: ")
    (programme / "mkdocs.yml").write_text("site_name: [\n")
    assert refused(programme, generated, programme / "site")


# ---- What a build may do to a folder ----


def test_a_failed_build_leaves_the_old_site(programme: Path, generated: GeneratedSite) -> None:
    build_site(programme, generated, programme / "site")
    before = contents(programme / "site")
    (programme / "site_src" / "index.md").write_text("# A\n\n[x](gone.md)\n")
    assert refused(programme, generated, programme / "site")
    assert contents(programme / "site") == before
    assert not list(programme.glob(".site-*"))


def test_a_second_build_replaces_the_first(programme: Path, generated: GeneratedSite) -> None:
    build_site(programme, generated, programme / "site")
    fewer = {uri: page for uri, page in generated.pages.items() if "before" not in uri}
    fewer["forms/index.md"] = "# Forms\n"
    fewer["forms/after.md"] = "# After\n"
    build_site(programme, replace(generated, pages=fewer), programme / "site")
    assert not (programme / "site" / "forms" / "before.html").exists()
    assert not list(programme.glob(".site-*"))


def test_a_folder_that_is_not_ours_is_left_alone(programme: Path, generated: GeneratedSite) -> None:
    precious = programme / "site"
    precious.mkdir()
    (precious / "thesis.docx").write_bytes(b"years of work")
    told = refused(programme, generated, precious)
    assert "or that somebody has changed since: thesis.docx." in told
    assert contents(precious) == {"thesis.docx": b"years of work"}


def test_a_file_put_into_our_site_is_not_deleted(programme: Path, generated: GeneratedSite) -> None:
    build_site(programme, generated, programme / "site")
    (programme / "site" / "notes.txt").write_text("mine")
    assert "notes.txt" in refused(programme, generated, programme / "site")
    assert (programme / "site" / "notes.txt").read_text() == "mine"


def test_an_empty_folder_and_a_new_one_are_used(programme: Path, generated: GeneratedSite) -> None:
    (programme / "empty").mkdir()
    build_site(programme, generated, programme / "empty")
    build_site(programme, generated, programme / "deep" / "new")


@pytest.mark.parametrize(
    "where", [".", "..", "site_src", "site_src/out", "instruments/x", "responses", "other/out"]
)
def test_a_site_never_meets_its_sources(programme: Path, where: str) -> None:
    problems = site_dir_problems(programme, programme / where, [programme / "other"])
    assert [problem.rule for problem in problems] == ["site-folder"]


def test_a_file_in_the_place_of_the_folder(programme: Path) -> None:
    (programme / "site").write_text("x")
    assert "It is a file." in text(site_dir_problems(programme, programme / "site"))
