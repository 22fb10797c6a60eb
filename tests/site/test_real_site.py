"""Real sites of both audiences, built by the command, as their readers meet them.

Each page that has a kind of its own is read by axe, by keyboard, magnified,
without scripts, from a file, under the site's policy, and on paper.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import html5lib
import pypdfium2
import pypdfium2.raw as raw
import pytest

from tests.site.axe import ALL_BUT_COLOURS, COLOURS, OPTIONS, axe_faults
from tests.site.link_check import link_faults
from tests.site.real_sites import DESIGNS, FURTHER, NAMES, WITH_CHARTS, RealSites

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

OPEN_ALL = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LISTEN = """
window.reports = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.reports.push(event.violatedDirective + " " + event.blockedURI + " " + event.sample);
});
"""
MILLIMETRE = 72 / 25.4
#: Wider than any space between words, narrower than one between columns, in points.
GAP = 8


# ---- Without a browser ----


def test_links_anchors_ids_and_hosts_of_the_whole_sites(real_sites: RealSites) -> None:
    assert link_faults(real_sites.open) == []
    assert link_faults(real_sites.restricted) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_valid_html(real_sites: RealSites, name: str) -> None:
    html5lib.HTMLParser(strict=True).parse(real_sites.path(name).read_text(encoding="utf-8"))


# ---- In a browser ----


@pytest.mark.browser
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(page: Page, real_address: str, name: str) -> None:
    """With all open on a telephone; one page of each design on a desk and in dark colours, too.

    Contrast takes nearly all of axe's time, and between two widths it does not change.
    """
    page.goto(real_address)
    found = {}
    if name in DESIGNS:
        found["1280"] = axe_faults(page, OPTIONS if name in DESIGNS[:4] else ALL_BUT_COLOURS)
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate(OPEN_ALL)
    found["320"] = axe_faults(page)
    if name in DESIGNS:
        page.emulate_media(color_scheme="dark")
        found["320 dark"] = axe_faults(page, COLOURS)
    assert found == {key: [] for key in found}


@pytest.mark.browser
@pytest.mark.parametrize("name", ["start", "form", "pool", "five pairs"])
def test_the_keyboard_passes_everything_in_view_and_in_order(
    page: Page, real_address: str, name: str
) -> None:
    """On a telephone's width, where charts and tables scroll; back at the start in the end."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(real_address)
    page.evaluate(OPEN_ALL)
    passed = []
    for _ in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop in passed:
            break
        passed.append(stop)
    assert [stop for stop in passed if not stop["seen"]] == []
    assert [stop for stop in passed if not stop["marked"]] == []
    # Asked last: what scrolls, and is a stop, is decided a moment after the page has changed.
    assert len(passed) == page.evaluate(STOPS)
    order = [stop["place"] for stop in passed]
    assert order == sorted(order)


STOPS = """[...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")]
  .filter((one) => one.checkVisibility({visibilityProperty: true})).length"""
STOP = """() => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const box = at.getBoundingClientRect();
  const style = getComputedStyle(at);
  const look = style.backgroundColor + style.outlineColor + style.boxShadow;
  return {
    what: at.outerHTML.slice(0, 90),
    place: [...document.querySelectorAll("*")].indexOf(at),
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0
      && box.left < innerWidth,
    marked: look.includes("rgb(255, 235, 59)") && look.includes("rgb(33, 43, 50)"),
  };
}"""


@pytest.mark.browser
@pytest.mark.parametrize("name", NAMES)
def test_magnified_four_times_nothing_scrolls_sideways(
    page: Page, real_address: str, name: str
) -> None:
    """320 pixels are what is left of 1280 at a zoom of 400 %."""
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(real_address)
    assert page.evaluate(SIDEWAYS) == 0
    page.evaluate(OPEN_ALL)
    assert page.evaluate(SIDEWAYS) == 0


@pytest.mark.browser
@pytest.mark.parametrize("name", DESIGNS[3:])
def test_letters_of_charts_can_be_read(page: Page, real_address: str, name: str) -> None:
    page.goto(real_address)
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        sizes = page.locator(".drawing text").evaluate_all(
            """(words) => words.map((word) => parseFloat(getComputedStyle(word).fontSize)
                 * word.ownerSVGElement.getScreenCTM().a)"""
        )
        assert len(sizes) > 20
        assert min(sizes) >= 11.95, width


@pytest.mark.browser
@pytest.mark.parametrize("name", DESIGNS[3:])
def test_on_a_desk_the_board_stands_beside_its_table(
    page: Page, real_address: str, name: str
) -> None:
    """Everything else that is a table waits until a reader opens it."""
    page.goto(real_address)
    chart, table = (page.locator(f".board {part}").bounding_box() for part in ("figure", "table"))
    assert chart is not None
    assert table is not None
    assert chart["x"] + chart["width"] < table["x"]
    assert abs(chart["y"] - table["y"]) < 60
    tables = page.locator("details.more .result-table")
    assert tables.count() > 3
    assert not any(tables.nth(i).is_visible() for i in range(tables.count()))


@pytest.mark.browser
@pytest.mark.parametrize("name", ["start", "form", "programme", "five pairs"])
def test_without_scripts_everything_can_be_reached(
    browser: Browser, real_address: str, name: str
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(real_address)
    menu = page.get_by_role("navigation", name="Menu").first.get_by_role("link")
    assert all(menu.nth(i).is_visible() for i in range(menu.count()))
    assert menu.count() > 5
    for part in page.locator("main details > summary").all():
        part.click()
        assert part.locator("xpath=..").locator(":scope > :not(summary)").first.is_visible()
    charts = page.get_by_role("img")
    assert all(charts.nth(i).is_visible() for i in range(charts.count()))
    assert bool(charts.count()) == (name in WITH_CHARTS)
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("way", ["http", "file"])
def test_no_other_host_and_nothing_against_the_policy(
    browser: Browser, real_sites: RealSites, open_served: str, restricted_served: str, way: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.add_init_script(LISTEN)
    served = {"open": open_served, "restricted": restricted_served}
    starts = ["data:", *([real_sites.open.parent.as_uri()] if way == "file" else served.values())]
    for name in FURTHER if way == "http" else ("start", "form", "programme", "missing"):
        file = real_sites.path(name).as_uri()
        base = served[real_sites.audience(name)]
        page.goto(file if way == "file" else base + real_sites.address(name))
        page.evaluate(OPEN_ALL)
        page.get_by_role("button", name="colours").click()
        if name in ("programme", "missing"):
            page.get_by_label("Search this site").press_sequentially("confidence")
            page.locator(".md-search-result__meta", has_text="pages found").wait_for()
        assert page.evaluate("window.reports") == [], name
    assert len(asked) > 20
    assert [url for url in asked if not url.startswith(tuple(starts))] == []
    assert said == []
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", FURTHER)
def test_on_paper_nothing_is_cut_and_no_heading_stands_last(
    page: Page, real_address: str, name: str
) -> None:
    page.goto(real_address)
    headings, sheets, width = _printed(page)
    beside = _words(page, "tbody th")
    assert round(width / MILLIMETRE) == 210
    for lines in sheets:
        assert max(line.right for line in lines) <= width - 15.5 * MILLIMETRE
        assert min(line.left for line in lines) >= 15.5 * MILLIMETRE
    stranded = _stranded(headings, sheets)
    # A row's own head may say the same as a column's; a head's other columns would be here too.
    assert [words for words in stranded if not any(x.endswith(words) for x in beside)] == []
    whole = "".join(line.words for lines in sheets for line in lines)
    assert headings[0][:12] in whole
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 673, "height": 1000})  # A4 less its margins, at 96 dpi
    assert page.evaluate(SIDEWAYS) == 0
    cut = """(boxes) => boxes.filter((box) => box.checkVisibility()
               && box.scrollWidth > box.clientWidth + 1).map((box) => box.ariaLabel)"""
    assert page.locator(".table-scroll, .drawing-scroll").evaluate_all(cut) == []


@pytest.mark.browser
def test_a_stranded_heading_would_be_found(page: Page) -> None:
    page.goto("about:blank")
    page.set_content(
        "<style>@page { size: A4 } div { height: 20cm } p { break-before: page }</style>"
        "<h1>First</h1><div>Words</div><h2>Left alone here</h2><p>Over the page</p>"
    )
    headings, sheets, _ = _printed(page)
    assert _stranded(headings, sheets) == ["Leftalonehere"]


def _printed(page: Page) -> tuple[list[str], list[list[Line]], float]:
    """Return a page's headings, its sheets of paper line by line, and their width in points."""
    headings = _words(page, "h1, h2, h3, h4, caption, thead th, .message")
    document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    return headings, [_lines(sheet) for sheet in document], document[0].get_width()


def _stranded(headings: list[str], sheets: list[list[Line]]) -> list[str]:
    """Return the headings, of tables and charts too, that end a sheet.

    Words with numbers to their right are a row of a table or a bar of a chart,
    which may be called as a heading is.
    """
    found = []
    for lines in sheets[:-1]:
        lowest = min(line.bottom for line in lines)
        last = [line for line in lines if line.bottom < lowest + 2]
        numbers = max((line.left for line in last if re.search("[0-9]", line.words)), default=0)
        found += [
            line.words
            for line in last
            if line.left >= numbers and _ends_a_heading(line.words, headings)
        ]
    return found


def _ends_a_heading(words: str, headings: list[str]) -> bool:
    return words in headings or (len(words) > 8 and any(h.endswith(words) for h in headings))


def _words(page: Page, selector: str) -> list[str]:
    """Return the words of elements, without spaces: paper has its own."""
    found = page.locator(selector).all_text_contents()
    return ["".join(words.split()) for words in found]


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand on one line, without a gap between columns; edges in points."""

    words: str
    left: float
    right: float
    bottom: float


def _lines(sheet: pypdfium2.PdfPage) -> list[Line]:
    """Return a page's lines, column by column."""
    text = sheet.get_textpage()
    rows: dict[int, list[tuple[float, float, float, str]]] = {}
    for index in range(text.count_chars()):
        sign = chr(raw.FPDFText_GetUnicode(text, index))
        left, bottom, right, _ = text.get_charbox(index, loose=True)
        if sign.isprintable() and not sign.isspace():
            rows.setdefault(round(bottom), []).append((left, right, bottom, sign))
    return [line for signs in rows.values() for line in _columns(sorted(signs))]


def _columns(signs: list[tuple[float, float, float, str]]) -> Iterator[Line]:
    start = 0
    for index, (_, right, bottom, _) in enumerate(signs):
        following = signs[index + 1][0] if index + 1 < len(signs) else right + 99
        if following - right > GAP:
            part = signs[start : index + 1]
            words = "".join(sign for _, _, _, sign in part)
            yield Line(words, part[0][0], right, bottom)
            start = index + 1
