"""The site in a real browser: policy, other hosts, keyboard, zoom, contrast, paper."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest

from generator.coding.people import Titles, context_page
from generator.coding.workbook import Coding
from tests.site.axe import axe_faults

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PAGES = (
    "index.html",
    "guides/first.html",
    "forms/index.html",
    "forms/before.html",
    "results/cohort-a.html",
    "methods.html",
    "404.html",
)
Address = Callable[[str], str]

LISTEN = """
window.reports = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.reports.push(event.violatedDirective + " " + event.blockedURI + " " + event.sample);
});
"""


@pytest.fixture
def own_page(browser: Browser) -> Iterator[Page]:
    """A page that listens from the start, or keeps what a reader chose."""
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.add_init_script(LISTEN)
    yield page
    context.close()


def sideways(page: Page) -> int:
    """Return by how many pixels the page can be scrolled sideways."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


def search(page: Page, words: str) -> list[str]:
    """Type into the search, which a phone first opens by its button; return headings found."""
    field = page.get_by_label("Search this site")
    if not field.is_visible():
        page.get_by_role("button", name="Search").click()
    field.click()
    field.fill("")
    field.press_sequentially(words)
    page.locator(".md-search-result__meta", has_text=re.compile("found", re.IGNORECASE)).wait_for()
    return page.locator(".md-search-result :is(h1, h2)").all_inner_texts()


def test_the_page_keeps_to_its_policy_where_no_server_says_so(own_page: Page, site: Path) -> None:
    """From a file share: own styles, letters and search work, and what is planted does not."""
    page = own_page
    page.goto((site / "guides" / "first.html").as_uri())
    assert "Arimo" in page.evaluate("getComputedStyle(document.body).fontFamily")
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Arimo'))")
    assert page.evaluate("document.styleSheets.length") >= 2
    assert "Café note" in search(page, "cafe")
    assert page.evaluate("window.reports") == []
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=\"https://h.example/a\">')"
    )
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('iframe'), {src: 'x'}))"
    )
    until(page, "window.reports.length > 1")
    assert [one.split()[0] for one in page.evaluate("window.reports")] == ["img-src", "frame-src"]


def test_a_private_page_keeps_its_own_style_and_nothing_else(
    own_page: Page, tmp_path: Path
) -> None:
    page = own_page
    path = tmp_path / "in-context.html"
    made = context_page(Coding("coded.xlsx", (), ()), (), Titles({}, {}))
    path.write_text(
        made.replace("</main>", "<b style='color:red' onclick='1'>x</b></main>"), "utf-8"
    )
    page.goto(path.as_uri())
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.private')).borderTopWidth")
        == "2px"
    )
    assert all("-attr" in one for one in page.evaluate("window.reports"))
    assert len(page.evaluate("window.reports")) > 0


def until(page: Page, expression: str) -> None:
    """Wait for something in a page, asked from outside: inside, the policy forbids evaluation."""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {expression}")


def test_the_policy_would_have_been_reported(own_page: Page, served: str) -> None:
    """The listener above hears something: plant what the policy forbids."""
    page = own_page
    page.goto(served + "index.html")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')")
    until(page, "window.reports.length > 0")
    assert "style-src" in page.evaluate("window.reports")[0]


def test_search_finds_a_section_and_leads_there(page: Page, address: Address) -> None:
    """By the first letters of a word, and from a page in a folder of its own."""
    page.goto(address("results/cohort-a.html"))
    assert search(page, "womb") == ["Second guide", "Café note"]
    page.keyboard.press("Enter")  # to the best place
    page.wait_for_url("**/guides/second.html#cafe")


def test_search_says_when_nothing_is_found(page: Page, served: str) -> None:
    page.goto(served + "index.html")
    search(page, "zzzz")
    told = page.locator(".md-search-result__meta")
    assert told.inner_text() == "Nothing found. Try other or fewer words."
    assert told.get_attribute("role") == "status"


def test_the_search_is_used_without_a_mouse(page: Page, served: str) -> None:
    """Arrows lead to what is found and show where they are; Escape closes it."""
    page.goto(served + "guides/second.html")
    search(page, "guide")
    page.keyboard.press("ArrowDown")
    focused = page.locator(".md-search-result a:focus")
    look = focused.evaluate("link => getComputedStyle(link).backgroundColor")
    assert look == "rgb(255, 235, 59)"
    page.keyboard.press("Escape")
    assert not page.locator(".md-search-result").is_visible()


def test_single_letters_are_no_shortcuts(page: Page, served: str) -> None:
    """WCAG 2.1.4: whoever dictates, or hits a key by chance, must set nothing off."""
    page.goto(served + "guides/second.html")
    for letter in "fsnp/.,":
        page.keyboard.press(letter)
        page.wait_for_timeout(20)
    assert page.url == served + "guides/second.html"
    assert page.evaluate("document.activeElement === document.body")


def test_without_scripts_nothing_is_offered_that_needs_them(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto((site / "results/cohort-a.html").as_uri())
    assert not page.get_by_text("Dark colours").is_visible()
    assert page.get_by_role("dialog").count() == 0
    assert page.get_by_role("button").count() == 0
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_axe_finds_nothing(page: Page, served: str, width: int, scheme: Any) -> None:
    """Every kind of page, with the menu open where it is a button; what is found, too."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    for name in PAGES:
        page.goto(served + name)
        if width < 800:
            page.get_by_role("button", name="Menu").click()
        assert axe_faults(page) == [], name
    search(page, "guide")
    assert axe_faults(page) == [], "search"


def test_keyboard_reaches_content_first_and_shows_where_it_is(page: Page, served: str) -> None:
    page.goto(served + "guides/first.html")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    assert skip.evaluate("link => link === document.activeElement")
    assert (skip.bounding_box() or {"x": -1})["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_focus_is_yellow_and_black_everywhere(page: Page, served: str) -> None:
    page.goto(served + "guides/first.html")
    seen = 0
    for _ in range(60):
        page.keyboard.press("Tab")
        look = page.evaluate(
            """() => { const at = document.activeElement; if (at === document.body) return null;
               const style = getComputedStyle(at);
               return style.backgroundColor + style.outlineColor + style.boxShadow; }"""
        )
        if look is None:
            break
        assert "rgb(255, 235, 59)" in look
        assert "rgb(33, 43, 50)" in look
        seen += 1
    assert seen > 20


def test_menu_on_a_phone(page: Page, served: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(served + "guides/first.html")
    button = page.get_by_role("button", name="Menu")
    link = page.get_by_role("navigation", name="Menu").get_by_role("link", name="Results")
    assert not link.is_visible()
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    assert link.is_visible()
    link.focus()
    page.keyboard.press("Escape")
    assert not link.is_visible()
    assert button.evaluate("button => button === document.activeElement")


def test_a_wide_table_scrolls_by_keyboard_and_a_narrow_one_is_no_stop(
    page: Page, served: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(served + "guides/first.html")
    assert sideways(page) == 0
    wide = page.get_by_role("region", name="Table: A table")
    wide.focus()
    page.keyboard.press("ArrowRight")
    until(page, "document.activeElement.scrollLeft > 0")
    name = "Table: Another table under the same heading (2)"
    assert page.get_by_role("region", name=name).count() == 0  # no stop, and no landmark
    assert page.locator(".table-scroll").count() > 1


def test_colours_follow_the_system_and_then_the_reader(own_page: Page, address: Address) -> None:
    page = own_page
    background = "getComputedStyle(document.body).backgroundColor"
    page.goto(address("index.html"))
    assert page.evaluate(background) == "rgb(18, 24, 29)"
    page.get_by_role("button", name="Light colours").click()
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    page.goto(address("guides/first.html"))
    assert page.evaluate(background) == "rgb(255, 255, 255)"


def test_paper_carries_the_content_and_no_navigation(page: Page, served: str) -> None:
    page.goto(served + "guides/first.html")
    document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    words = " ".join(sheet.get_textpage().get_text_bounded() for sheet in document)
    words = " ".join(words.split())
    for expected in ("First guide", "Number of people", "Words that few need", "Mind this"):
        assert expected in words
    assert "(https://doi.org/10.1136/bmjopen-2022-062361)" in words
    for chrome in ("On this page", "Second guide", "Dark colours", "Skip to"):
        assert chrome not in words


def test_a_table_is_not_clipped_on_paper(page: Page, served: str) -> None:
    page.goto(served + "guides/first.html")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 673, "height": 1000})  # A4 less its margins, at 96 dpi
    assert page.locator(".table-scroll").first.evaluate(
        "region => region.querySelector('table').offsetWidth <= region.clientWidth"
    )
    assert sideways(page) == 0
