"""A tiny site with the real theme, built once, and what serves it."""

from __future__ import annotations

import contextlib
import functools
import http.server
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.files.site import Site, build_site
from generator.report.form_pages import PRINTS, Download, form_pages
from generator.report.methods import methods_page
from generator.report.site import GeneratedSite
from tests.site.real_sites import RealSites, Size, built_once, figures_once, sizes_once

HERE = Path(__file__).parent
SETTINGS = (HERE.parents[1] / "mkdocs.yml").read_text(encoding="utf-8")
#: What every site carries besides its pages.
THEME = HERE.parents[1] / "generator" / "theme"
NAV = [
    {"Start": "index.md"},
    {"Guides": ["guides/first.md", "guides/second.md"]},
    {"Forms": "forms/index.md"},
    {"Results": "results/index.md"},
    {"Methods": "methods.md"},
]
CHART = """<section class="result"><h2 id="importance">Importance</h2>
<p class="headline">Importance rose in 3 of 5.</p>
<figure class="chart"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 40" width="300"
height="40" role="img" aria-label="One bar"><rect width="200" height="30" fill="#004B93"/></svg>
<figcaption>Before and after</figcaption></figure>
<table><caption>Importance by answer</caption><thead><tr><th scope="col">Answer</th>
<th scope="col" class="number">People</th></tr></thead><tbody><tr><th scope="row">Very</th>
<td class="number">3</td></tr></tbody></table></section>"""
VALUES = {
    "local.organisation": "St <Elsewhere> & *Sons*",
    "contact.organiser.email": "organiser_a@example.org",
}


@pytest.fixture(scope="session")
def tiny_programme() -> Programme:
    domains = [
        {"id": f"d{n}", "title": f"Domain {n}", "phrases": {"mentor": f"what they do in {n}"}}
        for n in range(1, 8)
    ]
    points = [{"code": 1, "label": "Not at all"}, {"code": 2, "label": "Very"}]
    bands = [
        {"id": "low", "label": "Low", "codes": [1]},
        {"id": "high", "label": "High", "codes": [2]},
    ]
    return Programme.model_validate(
        {
            "id": "tiny",
            "version": "1.0.0",
            "title": "Tiny",
            "domains": domains,
            "roles": [{"id": "mentor", "title": "Mentor", "plural": "Mentors"}],
            "waves": [
                {"id": "before", "title": "Before", "phrase": "before"},
                {"id": "after", "title": "After", "phrase": "after"},
            ],
            "scales": [{"id": "how", "title": "How", "points": points, "bands": bands}],
            "measures": [
                {
                    "id": "importance",
                    "title": "Importance",
                    "scale": "how",
                    "stems": {"mentor": "How important is it to talk about…"},
                }
            ],
        }
    )


@pytest.fixture(scope="session")
def tiny_forms() -> list[Instrument]:
    items = [
        {"type": "measure", "measure": "importance"},
        {"id": "worries", "type": "scale", "scale": "how", "text": "How worried are you?"},
        {
            "id": "worries_text",
            "type": "long_text",
            "text": "What, if anything, about?",
            "show_if": {"item": "worries", "operator": "is", "value": 2},
        },
        {"id": "minutes", "type": "number", "minimum": 0, "maximum": 600, "text": "How long?"},
    ]
    shared = {
        "version": "1.2.0",
        "kind": "linked",
        "role": "mentor",
        "minutes": 6,
        "purpose": "To learn <how> you see it.",
        "when": "In the week before.",
        "sections": [{"id": "all", "title": "All of it", "items": items}],
    }
    return [
        Instrument.model_validate(
            {**shared, "id": "after", "wave": "after", "title": "Mentors: after"}
        ),
        Instrument.model_validate(
            {**shared, "id": "before", "wave": "before", "title": 'Mentors: "before"'}
        ),
    ]


@pytest.fixture(scope="session")
def generated(tiny_programme: Programme, tiny_forms: list[Instrument]) -> GeneratedSite:
    downloads = {
        form.id: [
            Download(label, f"{form.id}{n or ''}.pdf", 84_200, 2) for n, label in enumerate(PRINTS)
        ]
        for form in tiny_forms
    }
    pages = form_pages(tiny_programme, tiny_forms, downloads)
    doc = "Add things.\n\nNotes\n-----\n\n    total = a + b\n\n*Small n*: none.\n"
    pages["methods.md"] = methods_page({"add": doc})
    pages["results/index.md"] = "# Results\n\n[Cohort A](cohort-a.md)\n"
    pages["results/cohort-a.md"] = "# Cohort A\n\n<!-- slot: importance -->\n"
    files = {f"forms/{pdf.name}": b"%PDF-1.7" for made in downloads.values() for pdf in made}
    files["results/data/statistics.csv"] = b"level,unit\n"
    return GeneratedSite(pages, {"importance": CHART}, files, VALUES)


def write_programme(folder: Path) -> Path:
    """Make a programme's folder with the tiny pages and the real settings."""
    folder.mkdir(parents=True)
    shutil.copytree(HERE / "pages", folder / "site_src")
    settings = yaml.safe_load(SETTINGS)
    settings["nav"] = NAV
    settings["extra"]["footer"] = ["guides/second.md"]
    text = yaml.safe_dump(settings, sort_keys=False)
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    return write_programme(tmp_path / "programme")


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory, generated: GeneratedSite) -> Site:
    folder = write_programme(tmp_path_factory.mktemp("site") / "programme")
    return build_site(folder, generated, folder / "site")


@pytest.fixture(scope="session")
def site(report: Site) -> Path:
    return report.folder


# ---- Looking at it ----


def policy(site: Path) -> str:
    """Return the policy header as IIS would send it; private sites have it from the theme."""
    own = site / "web.config"
    for entry in ElementTree.parse(own if own.exists() else THEME / "web.config").iter("add"):
        if entry.get("name") == "Content-Security-Policy":
            return entry.get("value", "")
    raise AssertionError("web.config names no policy")


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the site under /team/mentoring/ with the policy header."""

    header = ""

    def translate_path(self, path: str) -> str:
        prefix = "/team/mentoring/"
        if not path.startswith(prefix):
            return str(Path(self.directory) / "missing")
        return super().translate_path(path[len(prefix) - 1 :])

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.header)
        super().end_headers()

    def log_message(self, *args: object) -> None:  # type: ignore[override]
        """Keep the test output quiet."""


@contextlib.contextmanager
def serving(site: Path) -> Iterator[str]:
    """Serve a site for as long as the block runs, and give its address."""
    handler = type("Handler", (_Handler,), {"header": policy(site)})
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(handler, directory=str(site))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/team/mentoring/"
    server.shutdown()


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    with serving(site) as address:
        yield address


@pytest.fixture(params=["http", "file"])
def address(request: pytest.FixtureRequest, site: Path, served: str) -> Callable[[str], str]:
    """Return an address for a page's path, over http with the policy and from a file."""
    if request.param == "http":
        return lambda page: served + page
    return lambda page: (site / page).as_uri()


# ---- Real sites, small, built by the command ----


@pytest.fixture(scope="session")
def real_sites(tmp_path_factory: pytest.TempPathFactory) -> RealSites:
    """One site for each audience; all processes of a test run share them."""
    return built_once(tmp_path_factory)


@pytest.fixture(scope="session")
def sizes(real_sites: RealSites, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Size]:
    """Programmes of three sizes with their sites; all processes of a test run share them."""
    folder = real_sites.open.parent.parent / "sizes"
    return sizes_once(folder, real_sites, tmp_path_factory)


@pytest.fixture(scope="session")
def figures(real_sites: RealSites) -> dict[str, int]:
    """How many charts each results page has by its release, by site and address."""
    return figures_once(real_sites.open.parent.parent / "figures", real_sites)


@pytest.fixture(scope="session")
def open_served(real_sites: RealSites) -> Iterator[str]:
    with serving(real_sites.open) as address:
        yield address


@pytest.fixture(scope="session")
def restricted_served(real_sites: RealSites) -> Iterator[str]:
    with serving(real_sites.restricted) as address:
        yield address


@pytest.fixture
def real_address(request: pytest.FixtureRequest, real_sites: RealSites) -> str:
    """Return where the page of this test is served under its site's policy."""
    name = request.getfixturevalue("name")
    base: str = request.getfixturevalue(f"{real_sites.audience(name)}_served")
    return base + real_sites.address(name)
