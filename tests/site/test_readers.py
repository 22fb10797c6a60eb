"""How the pages are made for those who read them otherwise: by ear, by keyboard, in own colours.

axe and the tests beside these look at what rules can see. Here stands what
they do not: titles that tell pages apart, headings without a gap, tables that
name each of their cells, and pages that keep up with a reader's own settings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import html5lib
import pytest

from tests.site.real_sites import FURTHER, NAMES, WITH_CHARTS, RealSites

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def texts(real_sites: RealSites) -> dict[str, str]:
    """The HTML of every page of both sites."""
    return {
        f"{folder.name}/{path.relative_to(folder).as_posix()}": path.read_text(encoding="utf-8")
        for folder in (real_sites.open, real_sites.restricted)
        for path in sorted(folder.rglob("*.html"))
    }


@pytest.fixture(scope="module")
def documents(real_sites: RealSites) -> dict[str, Any]:
    """One page of each kind, read as a browser would."""
    return {
        name: html5lib.parse(real_sites.path(name).read_text(encoding="utf-8")) for name in NAMES
    }


def words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


# ---- Without a browser ----


def test_titles_tell_pages_apart(texts: dict[str, str]) -> None:
    for site in ("open", "restricted"):
        found = Counter(
            re.findall("<title>(.*?)</title>", text)[0]
            for name, text in texts.items()
            if name.startswith(site)
        )
        assert [title for title, times in found.items() if times > 1] == []
        assert len(found) > 40


def test_every_page_has_a_language_one_first_heading_and_no_gap_below(
    texts: dict[str, str],
) -> None:
    faults = []
    for name, text in texts.items():
        text = re.sub(r"(?s)<svg.*?</svg>", "", text)
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", text)]
        jumps = any(lower > upper + 1 for upper, lower in pairwise(levels))
        if '<html lang="en-GB"' not in text or levels.count(1) != 1 or jumps:
            faults.append((name, levels))
    assert faults == []


def test_every_table_has_a_caption_and_names_its_cells(documents: dict[str, Any]) -> None:
    faults, tables = [], 0
    for name, page in documents.items():
        for table in page.iter(f"{HTML}table"):
            tables += 1
            caption = table.find(f"{HTML}caption")
            heads = list(table.iter(f"{HTML}th"))
            if caption is None or not words(caption):
                faults.append((name, "no caption"))
            faults += [(name, "no scope", words(h)) for h in heads if not h.get("scope")]
            faults += [(name, "empty head", words(caption)) for h in heads if not words(h)]
            faults += [(name, *fault) for fault in _body_faults(table)]
    assert faults == []
    assert tables > 100


def _body_faults(table: Any) -> Iterator[tuple[str, str]]:
    """A head for a group of rows counts for the rest of its ``tbody``: it must be alone there."""
    for body in table.iter(f"{HTML}tbody"):
        groups = [head for head in body.iter(f"{HTML}th") if head.get("scope") == "rowgroup"]
        if len(groups) > 1:
            yield "several row groups in one body", words(groups[0])
        if groups and int(groups[0].get("rowspan", "1")) != len(body.findall(f"{HTML}tr")):
            yield "a head that does not span its body", words(groups[0])


#: Each chart says where its numbers can be read.
NUMBERS = re.compile(r"has its table|has the table of all|ha(?:s|ve) the same numbers")


def test_every_chart_says_what_it_shows_in_a_sentence(
    real_sites: RealSites, documents: dict[str, Any], figures: dict[str, int]
) -> None:
    """And there is every chart that a page's release gives it, on pages without results none."""
    for name, page in documents.items():
        charts = 0
        ids = {e.get("id"): e for e in page.iter() if e.get("id")}
        for svg in page.iter("{http://www.w3.org/2000/svg}svg"):
            if svg.get("role") != "img":
                assert svg.get("aria-hidden") == "true", name
                continue
            charts += 1
            title, text = (words(ids[one]) for one in svg.get("aria-labelledby").split())
            assert len(title.split()) > 2, name
            assert text.endswith("."), (name, text)
            assert NUMBERS.search(text), (name, text)
        assert charts == figures.get(f"{real_sites.audience(name)}/{real_sites.address(name)}", 0)
        assert bool(charts) == (name in WITH_CHARTS)


# ---- In a browser ----


#: The four settings of WCAG 1.4.12, all at once.
SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }
"""
CUT = """() => [...document.querySelectorAll("body *")].filter((one) => {
  if (!one.checkVisibility() || one.closest("svg, .visually-hidden, .md-skip")) return false;
  const style = getComputedStyle(one);
  if (!/hidden|clip/.test(style.overflowX + style.overflowY)) return false;
  return one.clientWidth > 2
    && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
}).map((one) => one.outerHTML.slice(0, 90))"""
OPEN_ALL = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.browser
def test_a_reader_may_set_words_further_apart(browser: Browser, real_sites: RealSites) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    page = context.new_page()
    for name in ("start", "guidance", "form", "results", "pool", "five pairs"):
        page.goto(real_sites.path(name).as_uri())
        page.evaluate(OPEN_ALL)
        page.add_style_tag(content=SPACING)
        assert page.evaluate(SIDEWAYS) == 0, name
        assert page.evaluate(CUT) == [], name
    context.close()


#: axe measures the distances between all targets; these are large enough by themselves.
SMALL = """() => [...document.querySelectorAll("nav a, .foot a, button, summary, input")].filter(
  (one) => {
    if (!one.checkVisibility({visibilityProperty: true})) return false;
    const box = one.getBoundingClientRect();
    return Math.min(box.width, box.height) < 23.9;
  }).map((one) => one.outerHTML.slice(0, 120))"""


@pytest.mark.browser
@pytest.mark.parametrize("name", FURTHER)
def test_what_is_touched_is_large_enough(page: Page, real_address: str, name: str) -> None:
    page.goto(real_address)
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(OPEN_ALL)
        assert page.evaluate(SMALL) == []


@pytest.mark.browser
@pytest.mark.parametrize("name", ["start", "form", "five pairs", "region"])
def test_what_has_the_focus_is_covered_by_nothing(page: Page, real_address: str, name: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(real_address)
    passed = []
    for _ in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => { const at = document.activeElement;
              if (at === document.body) return null;
              const box = at.getClientRects()[0];
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              const seen = Boolean(top) && (at.contains(top) || top.contains(at));
              return [at.outerHTML.slice(0, 90), seen];
            }"""
        )
        if stop is None:
            break
        passed.append(stop)
    assert len(passed) > 15
    assert [what for what, seen in passed if not seen] == []


@pytest.mark.browser
@pytest.mark.parametrize("name", ["start", "pool"])
def test_nothing_moves_for_those_who_asked_for_calm(
    page: Page, real_address: str, name: str
) -> None:
    moving = """() => [...document.querySelectorAll("*")].filter((one) => {
      const style = getComputedStyle(one);
      return style.scrollBehavior === "smooth" || parseFloat(style.animationDuration) > 0
        || parseFloat(style.transitionDuration) > 0;
    }).length"""
    page.goto(real_address)
    assert page.evaluate(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) == 1  # jumps within a page may glide for the others


@pytest.mark.browser
@pytest.mark.parametrize("name", ["five pairs"])
def test_a_reader_s_own_colours_leave_the_charts_their_meaning(
    page: Page, real_address: str, name: str
) -> None:
    """With forced colours words follow the reader, and the parts of a bar stay apart."""
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto(real_address)
    drawing = page.locator(".board .drawing")
    dots = drawing.locator("g[fill^='#'] > path").evaluate_all(
        "(parts) => [...new Set(parts.map((part) => getComputedStyle(part).fill))]"
    )
    rings = drawing.locator("g[stroke^='#'] > path").evaluate_all(
        "(parts) => parts.filter((part) => getComputedStyle(part).fill === 'none').length"
    )
    assert dots == ["rgb(57, 133, 206)"]
    assert rings >= 4
    look = page.locator(".drawing").first.evaluate(
        "(one) => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]"
    )
    assert look == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
