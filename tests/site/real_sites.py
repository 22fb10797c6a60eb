"""Two small real sites, built by the command from one new programme: one for each audience.

Both show three sizes. A nation in small: two regions with organisations. A
trust: an organisation with cohorts, some with a page of their own and some in
pools. Five pairs: the published feasibility study, as one more cohort.

``sizes_once`` builds a trust of few forms and five pairs by themselves, too, for those who look
at the bytes and not at the pages. A canary is planted in every code and answer.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.cli import main
from generator.inputs import load, read
from generator.publication import Answers, outlook, restricted_release, shown
from tests.once import once, printed_programme, printed_small_programme, shared
from tests.report.whole import result_pages

FEASIBILITY = Path(__file__).parents[2] / "examples" / "feasibility"
#: Begins every code, and ends every answer in somebody's own words.
CANARY = "zqcanary"


@dataclass(frozen=True, slots=True)
class RealSites:
    """Where the two sites lie."""

    open: Path
    restricted: Path

    def path(self, name: str) -> Path:
        """Return the file of a page by the name that the tests give it."""
        folder, page = _PAGES[name]
        found = sorted(p for p in getattr(self, folder).glob(page) if _worth_it(name, p))
        assert found, f"no page {page}: the sites for tests need one of each kind"
        return found[0]

    def address(self, name: str) -> str:
        """Return a page's address below its site."""
        return self.path(name).relative_to(getattr(self, _PAGES[name][0])).as_posix()

    def audience(self, name: str) -> str:
        """Return which of the two sites a page belongs to."""
        return _PAGES[name][0]


_PAGES = {
    "start": ("open", "index.html"),
    "guidance": ("open", "mentors/giving-feedback.html"),
    "methods": ("open", "methods.html"),
    "missing": ("open", "404.html"),
    "forms": ("open", "forms/index.html"),
    "form": ("open", "forms/mentor_before_session.html"),
    "results": ("open", "results/index.html"),
    "programme": ("open", "results/programme.html"),
    "pool": ("open", "results/pool-*.html"),
    "cohort": ("open", "results/cohort-*.html"),
    "region": ("open", "results/region-*.html"),
    "five pairs": ("restricted", "results/cohort-gastro-pilot.html"),
    "restricted trust": ("restricted", "results/organisation-*.html"),
    "restricted nation": ("restricted", "results/programme.html"),
}
NAMES = tuple(_PAGES)
WITH_CHARTS = (
    "programme", "pool", "cohort", "region",
    "five pairs", "restricted trust", "restricted nation",
)  # fmt: skip
#: One page of each design, for what is slow in a browser; and those without much of their own.
DESIGNS = ("start", "guidance", "form", "programme", "pool", "five pairs", "restricted nation")
FURTHER = (*DESIGNS, "forms", "results", "methods", "missing")


def _worth_it(name: str, page: Path) -> bool:
    """Say whether a page has charts where it should: some cohorts only lead to a pool."""
    return name not in WITH_CHARTS or "result-figure" in page.read_text(encoding="utf-8")


def built_once(factory: pytest.TempPathFactory) -> RealSites:
    """Build both sites, or wait until another process of this test run has."""
    folder = shared(factory) / "real-sites"
    sites = RealSites(folder / "open", folder / "restricted")
    once(folder, lambda: _build(folder, sites, factory))
    return sites


@dataclass(frozen=True, slots=True)
class Size:
    """One size of programme: the rows that it was built from, and its sites."""

    responses: Path
    sites: tuple[Path, ...]


def sizes_once(folder: Path, nation: RealSites, factory: pytest.TempPathFactory) -> dict[str, Size]:
    """Build a trust for all three places and five pairs, beside the nation that stands already."""
    trust, pairs = folder / "trust", folder / "five-pairs"
    sizes = {
        "nation": Size(nation.open.parent / "programme" / "responses", (nation.open,)),
        "trust": Size(
            trust / "responses", (trust / "open", trust / "preview", trust / "restricted")
        ),
        "five pairs": Size(pairs / "responses", (pairs / "restricted",)),
    }
    once(folder, lambda: _build_sizes(folder, nation, sizes, factory))
    return sizes


def figures_once(folder: Path, sites: RealSites) -> dict[str, int]:
    """Return how many charts each results page of both sites has, by site and address.

    They are counted in the pages as data, made anew from the release, and not in the HTML.
    """
    once(folder, lambda: _count_figures(folder, sites))
    found: dict[str, int] = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    return found


def _count_figures(folder: Path, sites: RealSites) -> None:
    programme = sites.open.parent / "programme"
    known = load(programme, [])
    answers = read(programme, known, programme / "responses", [])
    found = {}
    made = Answers(programme, known, answers, programme / "responses")
    pages = shown(made, outlook(made), preview=False)
    opened = pages.release(made.definitions) if pages else None
    assert opened is not None
    for audience, release in (("open", opened), ("restricted", restricted_release(made))):
        for address, page in result_pages(known.programme, release).pages.items():
            name = f"{audience}/{address.removesuffix('.md')}.html"
            found[name] = len(page.figures())
    (folder / "figures.json").write_text(json.dumps(found), encoding="utf-8")


def _build_sizes(
    folder: Path, nation: RealSites, sizes: dict[str, Size], factory: pytest.TempPathFactory
) -> None:
    trust = printed_small_programme(folder / "small", factory)
    simulated = ("--cohorts", "4", "--pairs", "5-20", "--seed", "bytes", "--organisations", "1")
    _mentoring(trust, "simulate", *simulated, "--output", str(sizes["trust"].responses))
    shutil.copytree(
        FEASIBILITY,
        sizes["five pairs"].responses,
        ignore=shutil.ignore_patterns("README*", "preferences*"),
    )
    shipped = nation.open.parent / "programme"  # with its forms already printed
    for programme, size in ((trust, sizes["trust"]), (shipped, sizes["five pairs"])):
        plant(size.responses)
        for site in size.sites:
            place = ["--preview"] if site.name == "preview" else ["--audience", site.name]
            build = ("build", "--responses", str(size.responses), "--site-dir", str(site))
            _mentoring(programme, *build, *place)


def plant(responses: Path) -> None:
    """Put the canary into each code and each answer of somebody's own."""
    for path, header, rows in response_tables(responses):
        place = header.index("respondent")
        for row in rows:
            if not row[place].startswith("UNLINKED"):
                row[place] = f"{CANARY}-{row[place]}"
            if path.name != "themes.csv":  # which holds ids of categories, and no words
                row[:] = [f"{cell} {CANARY}" if " " in cell else cell for cell in row]
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([header, *rows])


def response_tables(responses: Path) -> Iterator[tuple[Path, list[str], list[list[str]]]]:
    """Yield each table of answers: its file, its header and its rows."""
    for path in sorted(responses.rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        if "respondent" in header:
            yield path, header, rows


def _build(folder: Path, sites: RealSites, factory: pytest.TempPathFactory) -> None:
    programme = folder / "programme"
    printed_programme(programme, factory)
    simulated = ("--cohorts", "4", "--pairs", "9-22", "--seed", "readers")
    places = ("--organisations", "3", "--regions", "2")
    _mentoring(programme, "simulate", *simulated, *places, "--output", "responses")
    for path in (programme / "responses").rglob("*follow_up*"):
        path.unlink()  # the pilot has no such forms, and would be pooled for their sake
    _add_five_pairs(programme / "responses")
    plant(programme / "responses")
    _in_a_process_of_its_own(programme, "build", "--site-dir", str(sites.open))
    _mentoring(programme, "build", "--site-dir", str(sites.restricted), "--audience", "restricted")


def _add_five_pairs(responses: Path) -> None:
    """Put the feasibility study among the responses, as a cohort of the first organisation."""
    shutil.copytree(
        FEASIBILITY, responses / "pilot", ignore=shutil.ignore_patterns("README*", "preferences*")
    )
    with (responses / "cohorts.csv").open(encoding="utf-8-sig", newline="") as file:
        first = next(csv.DictReader(file))
    path = responses / "pilot" / "cohorts.csv"
    words = path.read_text(encoding="utf-8-sig")
    for ours, theirs in (("Example Teaching Hospitals", "organisation"), (",North,", "region")):
        assert ours in words
        words = words.replace(ours.strip(","), first[theirs])
    path.write_text(words, encoding="utf-8-sig")


def _mentoring(home: Path, *words: str) -> None:
    assert main(["-C", str(home), *words]) == 0


def _in_a_process_of_its_own(home: Path, *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "generator", "-C", str(home), *words],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
