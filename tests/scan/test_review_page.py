"""The review page in a browser: by keyboard alone, from a file, for everybody, at any width."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.scan.invented import Sheet, write
from tests.scan.test_copies import VISIT, all_pages, full, page
from tests.scan.test_scan_command import review_data, rows, run, visit

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def listened(browser: Any) -> Iterator[Any]:
    """A page on which a request, an error or a word on the console is a fault."""
    tab = browser.new_page()
    tab.faults = []
    tab.on("console", lambda said: tab.faults.append(said.text))
    tab.on("pageerror", lambda fault: tab.faults.append(str(fault)))
    tab.on("request", lambda asked: asked.url.startswith(("file:", "blob:"))
           or tab.faults.append(asked.url))  # fmt: skip
    tab.on("dialog", lambda asked: asked.accept())
    yield tab
    tab.close()


def opened(listened: Any, home: Path, width: int = 1100) -> Any:
    """Open the page from its file."""
    listened.set_viewport_size({"width": width, "height": 800})
    listened.faults.clear()
    listened.goto((home / "scanned/review/review.html").as_uri())
    return listened


def unsure_pages() -> list[Sheet]:
    """A form whose code is typed, with doubts, blank rows and handwriting; a refused page."""
    first = Sheet(page(1, copy="AAAA"), (("respondent", "K7RM4WDX"), ("grasp", "3"),
                  ("sureness_tea", "5")), frozenset({"grasp"}))  # fmt: skip
    last = Sheet(page(2, copy="AAAA"), (("worries", "yes"), ("worries_text", "more tea")),
                 frozenset({"worries"}))  # fmt: skip
    return [first, last, visit(), Sheet(page(1, key=VISIT), refused="Too faint.", mark=6)]


def keys_for(tab: Any, sheets: list[Sheet], home: Path) -> None:
    """Decide everything by keys alone, as somebody does who sees what is shown."""
    known = {sheet.hash: dict(sheet.says) for sheet in sheets}
    tasks = review_data(home)["tasks"]
    for _ in range(100):
        head = tab.locator("#task h2").inner_text()
        if head.startswith("Everything"):
            return
        if head.startswith("Rows that seem blank"):
            tab.keyboard.press("Enter")
            continue
        task = tasks[int(re.search(r"\((\d+) of", head)[1]) - 1]
        says = known[task["key"][0]].get(task["key"][2], "")
        codes = [option["code"] for option in task["options"]]
        if task["mode"] == "page":  # set aside: with Tab to the button, and Enter
            tab.keyboard.press("Tab")
            tab.keyboard.press("Tab")
            tab.keyboard.press("Enter")
        elif task["mode"] == "type":
            tab.keyboard.type(says)
            tab.keyboard.press("Enter" if says else "Alt+0")
        elif task["mode"] == "several":
            for code in says.split():
                tab.keyboard.press(str(codes.index(code) + 1))
            tab.keyboard.press("Enter" if says else "0")
        elif task["mode"] == "one":
            tab.keyboard.press(str(codes.index(says) + 1) if says in codes else "0")
        else:
            tab.keyboard.press("1")
    raise AssertionError(head)


def test_by_keyboard_alone_and_the_saved_file_finishes_the_run(home: Path, listened: Any) -> None:
    sheets = unsure_pages()
    write(home / "april.png", sheets)
    assert run(home) == 1
    tab = opened(listened, home)
    keys_for(tab, sheets, home)
    for _ in range(20):
        if tab.evaluate("document.activeElement.id") == "save":
            break
        tab.keyboard.press("Shift+Tab")
    with tab.expect_download() as coming:
        tab.keyboard.press("Enter")
    coming.value.save_as(home / "decisions.json")
    assert coming.value.suggested_filename == "decisions.json"
    assert "Saved" in tab.locator("#told").inner_text()
    assert tab.faults == []
    assert run(home, "--decisions", "decisions.json") == 0
    [row] = rows(home / "scanned/mentor_before-scan.csv")
    assert (row["respondent"], row["grasp"], row["sureness_tea"], row["sureness_cake"]) == (
        "K7RM4WDX", "3", "5", "")  # fmt: skip
    assert (row["worries"], row["worries_text"]) == ("yes", "more tea")
    assert len(rows(home / "scanned/visit-scan.csv")) == 1


def test_rows_that_seem_blank_can_be_picked_out_and_all_can_be_undone(
    home: Path, listened: Any
) -> None:
    sheets = [Sheet(page(1, copy="AAAA", code="K7RM4WDX")), full(2, copy="AAAA", code="K7RM4WDX")]
    write(home / "april.png", sheets)
    run(home)
    tab = opened(listened, home)
    told = tab.locator("#told")
    before = told.inner_text()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    tab.keyboard.press("Enter")
    assert tab.locator("#task h2").inner_text().startswith("A row that seems blank")
    tab.keyboard.press("2")
    assert "Everything" in tab.locator("#task h2").inner_text()
    tab.keyboard.press("z")
    tab.keyboard.press("z")
    assert told.inner_text().split("decided")[0] == before.split("decided")[0]
    tab.locator("#text summary").click()
    playwright.expect(tab.locator("#copy")).not_to_have_value("")
    assert json.loads(tab.locator("#copy").input_value())["decisions"] == []


def test_any_page_or_copy_can_be_set_aside_by_one_key_and_that_is_undone(
    home: Path, listened: Any
) -> None:
    code = "K7RM4WDX"
    sheets = [Sheet(page(1, copy="A", code=code), full(1).says, frozenset({"grasp"})),
              Sheet(page(2, copy="A", code=code), (("worries", "yes"),), frozenset({"worries"})),
              visit()]  # fmt: skip
    write(home / "april.png", sheets)
    run(home)
    tab = opened(listened, home)
    told, head = tab.locator("#told"), tab.locator("#task h2")
    before = told.inner_text()
    assert head.inner_text().startswith("An answer to decide")
    tab.keyboard.press("2")
    tab.keyboard.press("c")
    assert not head.inner_text().startswith("An answer")
    tab.keyboard.press("z")
    assert head.inner_text().startswith("An answer")
    tab.keyboard.press("z")
    assert told.inner_text().split("decided")[0] == before.split("decided")[0]
    tab.keyboard.press("s")
    assert told.inner_text().split("decided")[0] != before.split("decided")[0]
    tab.keyboard.press("z")
    tab.keyboard.press("c")
    keys_for(tab, sheets, home)
    with tab.expect_download() as coming:
        tab.locator("#save").click()
    coming.value.save_as(home / "decisions.json")
    assert tab.faults == []
    assert run(home, "--decisions", "decisions.json") == 0
    assert not (home / "scanned/mentor_before-scan.csv").exists()
    assert len(rows(home / "scanned/visit-scan.csv")) == 1


@pytest.mark.parametrize(
    ("item", "wrong", "right", "kept"),
    [("respondent", ["<b>x</b>", "K7RM4WDX", "-99"], "K7RM 4WDX3", "K7RM4WDX3"),
     ("minutes", ["about 45", "45 to 60", "601", "4.5"], "045", "045"),
     ("held_on", ["31.1.2027", "2027-02-30", "May"], "31/01/2027", "31/01/2027")],
)  # fmt: skip
def test_what_is_typed_is_checked_at_enter(
    home: Path, listened: Any, item: str, wrong: list[str], right: str, kept: str
) -> None:
    programme = home / "instruments/programme.yml"
    text = programme.read_text("utf-8")
    text = text.replace("status: ready", "status: ready\ncheck_characters: true", 1)
    programme.write_text(text, "utf-8")
    write(home / "april.png", [*all_pages(copy="AAAA"), visit()])
    run(home)
    tasks = review_data(home)["tasks"]
    place = next(n for n, task in enumerate(tasks) if task["key"][2] == item)
    tab = opened(listened, home)
    for _ in range(place):
        if f"({place + 1} of" not in tab.locator("#task h2").inner_text():
            tab.locator("#on").click()
    for words in wrong:
        tab.locator("#typed").fill(words)
        tab.keyboard.press("Enter")
        assert tab.locator("#wrong").inner_text() != ""
        assert tab.evaluate("document.activeElement.id") == "typed"
        assert tab.locator("#told").inner_text().startswith("0 of")
    tab.locator("#typed").fill(right)
    tab.keyboard.press("Enter")
    assert tab.locator("#told").inner_text().startswith("1 of")
    tab.locator("#text summary").click()
    playwright.expect(tab.locator("#copy")).not_to_have_value("")
    [entry] = json.loads(tab.locator("#copy").input_value())["decisions"]
    assert (entry["item"], entry["answer"]) == (item, kept)
    assert tab.faults == []


def test_keys_work_where_something_is_typed(home: Path, listened: Any) -> None:
    write(home / "april.png", [*all_pages(copy="AAAA"), visit()])
    run(home)
    tab = opened(listened, home)
    head, told = tab.locator("#task h2"), tab.locator("#told")
    first = head.inner_text()
    assert first.startswith("A code to type")
    tab.keyboard.press("ArrowRight")
    assert head.inner_text() != first
    tab.keyboard.press("Alt+ArrowLeft")
    assert head.inner_text() == first
    tab.keyboard.type("uszc0")
    assert tab.locator("#typed").input_value() == "uszc0"
    tab.keyboard.press("ArrowLeft")
    assert head.inner_text() == first
    assert "Alt+0" in tab.locator("#task").inner_text()
    tab.keyboard.press("Alt+0")
    assert told.inner_text().startswith("1 of")
    tab.keyboard.press("Alt+z")
    assert told.inner_text().startswith("0 of")
    tab.keyboard.press("Escape")
    tab.keyboard.press("0")
    assert told.inner_text().startswith("1 of")
    tab.keyboard.press("Escape")
    tab.keyboard.press("z")
    assert head.inner_text() == first
    tab.keyboard.press("Alt+s")
    assert not told.inner_text().startswith("0 of")
    assert tab.faults == []


def test_a_page_that_is_shown_whole_has_its_buttons_beside(home: Path, listened: Any) -> None:
    refused = Sheet(page(1, key=VISIT), refused="Too faint.", mark=6)
    write(home / "april.png", [refused, full(1, copy="CCCC")])
    run(home)
    for shown in (home / "scanned/review/pages").rglob("page.png"):
        Image.new("L", (1000, 1400), 200).save(shown)
    tab = opened(listened, home, 1280)
    tab.wait_for_function("document.querySelector('#task img').naturalHeight > 1000")
    for button in tab.locator("#task .beside button").all():
        box = button.bounding_box()
        assert box["y"] + box["height"] <= 800


def test_console_and_page_count_alike_and_files_are_numbered(
    home: Path, listened: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    sheets = unsure_pages()
    write(home / "april.png", sheets)
    more = []
    for number in range(1, 5):
        capsys.readouterr()
        if run(home, *more) == 0:
            break
        counted = re.search(r"^(\d+) to decide", capsys.readouterr().err, re.MULTILINE)
        tab = opened(listened, home)
        assert f"{counted[1]} to decide" in tab.locator("#told").inner_text()
        named(tab, sheets, home)
        if number == 1:
            assert "the answers on the page that you named" in tab.locator("#task").inner_text()
        with tab.expect_download() as coming:
            tab.locator("#save").click()
        name = coming.value.suggested_filename
        assert name == ("decisions.json" if number == 1 else f"decisions-{number}.json")
        coming.value.save_as(home / name)
        more = ["--decisions", name]
    assert number > 2
    assert len(rows(home / "scanned/visit-scan.csv")) == 1  # the named page is blank


def named(tab: Any, sheets: list[Sheet], home: Path) -> None:
    """Name the refused page if it is asked for, and decide the rest by keys."""
    if tab.locator("#which").count():
        tab.locator("#which").select_option("RM2:VISIT:1.1.0:EN:S:1")
        tab.keyboard.press("Enter")
    keys_for(tab, sheets, home)


def test_saved_decisions_can_be_loaded_to_go_on(home: Path, listened: Any) -> None:
    write(home / "april.png", all_pages())
    run(home)
    tab = opened(listened, home)
    tab.keyboard.type("K7RM4WDX")
    tab.keyboard.press("Enter")
    with tab.expect_download() as coming:
        tab.locator("#save").click()
    coming.value.save_as(home / "half.json")
    tab = opened(listened, home)
    assert tab.locator("#told").inner_text().startswith("0 of")
    tab.locator("#help summary").click()
    tab.locator("#load").set_input_files(home / "half.json")
    playwright.expect(tab.locator("#told")).to_contain_text("taken")
    assert tab.locator("#told").inner_text().startswith("1 of")
    (home / "other.json").write_text('{"format": 1, "decisions": [{"picture": 7}]}', "utf-8")
    tab.locator("#load").set_input_files(home / "other.json")
    playwright.expect(tab.locator("#told")).to_contain_text("no decisions")


def test_single_keys_can_be_switched_off(home: Path, listened: Any) -> None:
    sheets = [Sheet(page(1, copy="A", code="K7RM4WDX"), full(1).says, frozenset({"grasp"}))]
    write(home / "april.png", sheets)
    run(home)
    tab = opened(listened, home)
    tab.locator("#help summary").click()
    tab.locator("#keys").uncheck()
    tab.locator("#task h2").focus()
    tab.keyboard.press("1")
    assert tab.locator("#told").inner_text().startswith("0 of")


@pytest.mark.parametrize("width", [1100, 320])
def test_every_kind_of_task_reads_well_for_everybody(home: Path, listened: Any, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    sheets = [*unsure_pages(), *all_pages(mark=3), full(1, copy="BBBB", mark=4),
              full(1, copy="BBBB", mark=5), full(1, copy="CCCC", mark=7),
              Sheet(page(1, copy="DDDD", code="P3QJ8HTV", key=VISIT), (("drinks", "tea"),),
                    frozenset({"drinks"}))]  # fmt: skip
    write(home / "april.png", sheets)
    run(home)
    kinds = {task["kind"] for task in review_data(home)["tasks"]}
    assert kinds == {"page", "same", "code", "lost", "doubt", "blank", "writing"}
    tab = opened(listened, home, width)
    seen = set()
    for _ in range(len(review_data(home)["tasks"]) + 1):
        head = tab.locator("#task h2").inner_text().split(" (")[0]
        if head not in seen:
            found = axe.run(tab)
            assert [one["id"] for one in found.response["violations"]] == []
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
        seen.add(head)
        tab.locator("#on").click()
    assert len(seen) >= 7
    assert tab.faults == []


def test_a_changed_script_does_not_run(home: Path, listened: Any) -> None:
    write(home / "april.png", all_pages())
    run(home)
    path = home / "scanned/review/review.html"
    path.write_text(path.read_text("utf-8").replace('"use strict";', '"use strict"; 1;'), "utf-8")
    tab = opened(listened, home)
    assert tab.locator("#task").inner_text() == ""
    assert any("Content Security Policy" in fault for fault in tab.faults)
