"""What a typographer, a busy writer and a reader of large print would complain of."""

from __future__ import annotations

import io

import numpy as np
import pikepdf
import pypdfium2
import pytest

from generator.definitions.programme import WordsFile
from generator.definitions.words import lacking
from generator.files.typst_compiler import render

#: The least part of its height at which a page that is not the last may end.
FULL = {"standard": 0.6, "large": 0.5}
DPI = 200
LONG_CODE = "a-longer_code-0123456789-ABCDEFG"


def end_of(page: dict) -> float:
    """Millimetres from the top to the lowest thing of the form's own on a page."""
    boxes = [b["y"] + b["height"] for b in page["boxes"] if b["item"] != "respondent"]
    return max([*boxes, *(b["y"] for b in page["blocks"])], default=0.0)


def rows_by_page(layout: dict, measure: str) -> list[int]:
    """How many rows of a grid stand on each page that has any."""
    counts = [
        sum(b["kind"] == "row" and b["item"].startswith(measure + "_") for b in page["blocks"])
        for page in layout["pages"]
    ]
    return [count for count in counts if count]


def heights(layout: dict, item: str) -> set[float]:
    boxes = [box for page in layout["pages"] for box in page["boxes"]]
    return {box["height"] for box in boxes if box["item"] == item and box["kind"] == "text"}


def test_no_page_but_the_last_ends_half_empty(shipped):
    short = {
        (*key, page["number"]): end_of(page)
        for key, printed in shipped.items()
        for page in printed.layout["pages"][:-1]
        if end_of(page) < FULL[key[1]] * 297
    }
    assert short == {}


def test_a_grid_breaks_in_large_print_only_and_never_after_two_rows(shipped):
    broken = 0
    for (form, size), printed in shipped.items():
        for measure in ("importance", "confidence", "ability", "awareness"):
            parts = rows_by_page(printed.layout, measure)
            assert sum(parts) in (0, 7)
            assert all(part >= 3 for part in parts), (form, size, parts)
            assert size == "large" or len(parts) < 2
            broken += len(parts) > 1
    assert broken


def test_the_head_of_a_broken_grid_stands_overleaf_too(shipped):
    printed = shipped["mentee_before_session", "large"]
    second = pypdfium2.PdfDocument(printed.pdf)[1].get_textpage().get_text_bounded()
    words = " ".join(second.split())
    assert "How aware are you of what junior doctors think about…" in words
    assert "Not at all aware" in words
    assert "Fully aware" in words


@pytest.mark.parametrize("before", range(7))
def test_a_grid_starts_where_three_rows_have_room(programme, make_form, before):
    """Whatever stands above it; and the room that was asked for leaves no gap behind."""
    items: list[dict[str, object]] = [
        {"type": "short_text", "id": f"t{i}", "text": f"Question {i}?"} for i in range(before)
    ]
    items.append({"type": "measure", "measure": "surety"})
    layout = render(programme, make_form(items), "large").layout
    assert rows_by_page(layout, "surety")[0] >= 3
    tops = [
        (page["number"], block["y"])
        for page in layout["pages"]
        for block in page["blocks"]
        if block["kind"] in ("question", "row") and block["item"].startswith("surety")
    ]
    (page, start), (first_page, first_row), *_ = tops
    assert page == first_page
    assert 20 < first_row - start < 60


def test_a_signature_and_a_table_row_have_room_for_a_pen(shipped):
    for size in ("standard", "large"):
        consent = shipped["consent", size].layout
        assert min(heights(consent, "signature")) >= 12
        assert min(heights(consent, "name")) >= 12
        preferences = shipped["mentor_preferences", size].layout
        for row in range(1, 9):
            assert min(heights(preferences, f"mentees_{row}")) >= 9


def test_row_height_is_the_authors(programme, make_form):
    table = {"rows": 2, "height": 20, "columns": [{"title": "Name"}]}
    sections = [{"id": "people", "title": "People", "table": table}]
    form = make_form([], kind="named", wave=None, sections=sections)
    found = {size: heights(render(programme, form, size).layout, "people_1") for size in FULL}
    assert found == {"standard": {20.0}, "large": {28.0}}


def test_an_open_question_of_the_surveys_has_two_lines_at_least(shipped):
    for key, printed in shipped.items():
        for page in printed.layout["pages"]:
            for box in page["boxes"]:
                if box["item"].endswith("_text"):
                    assert box["lines"] >= 2, (key, box["item"])


@pytest.mark.parametrize("code", ["", "K7MQ-2XP9", LONG_CODE])
def test_the_symbol_is_coarse_enough_and_has_its_quiet_zone(programme, every_type, greys, code):
    printed = render(programme, every_type, "standard", code=code)
    scale = DPI / 25.4
    for page, picture in zip(printed.layout["pages"], greys(printed.pdf, DPI), strict=True):
        x, y, side, high = (page["qr"][k] for k in ("x", "y", "width", "height"))
        assert side == high >= 14
        squares = _squares(picture[int(y * scale) + 1, int(x * scale) + 1 :], scale, side)
        assert side / squares >= 0.4
        quiet = 4 * side / squares
        first, last = int((y - quiet) * scale) + 1, int((y + side + quiet) * scale) - 1
        left, right = int((x - quiet) * scale) + 1, int((x + side + quiet) * scale) - 1
        around = picture[first:last, left:right].astype(int)
        inner = int(quiet * scale)
        around[inner - 1 : 1 - inner, inner - 1 : 1 - inner] = 255
        assert (around > 200).all()


def _squares(line: np.ndarray, scale: float, side: float) -> int:
    """Squares a side, from the finder pattern's top edge, which is seven squares long."""
    dark = int(np.argmax(line > 128)) + 1
    return round(side * scale / (dark / 7))


def test_corner_marks_stay_clear_of_what_printers_leave_white(shipped):
    for printed in shipped.values():
        for page in printed.layout["pages"]:
            for mark in (*page["fiducials"], *filter(None, [page["qr"]])):
                assert min(mark["x"], mark["y"]) >= 5
                assert mark["x"] + mark["width"] <= 205
                assert mark["y"] + mark["height"] <= 292


def test_only_what_is_read_back_carries_marks_for_a_scanner(shipped, greys):
    for key, printed in shipped.items():
        scanned = printed.layout["kind"] in ("linked", "unlinked")
        for page in printed.layout["pages"]:
            assert len(page["fiducials"]) == (4 if scanned else 0), key
            assert bool(page["qr"]) is scanned, key
    for picture in greys(shipped["consent", "standard"].pdf, 72):
        assert (picture[:, :33] > 200).all()  # 12 mm from the paper's edge, where marks stood


def test_a_language_without_fixed_words_prints_in_english_and_is_tagged_so(programme, make_form):
    form = make_form(
        [{"type": "short_text", "id": "a", "text": {"en": "Name?", "cy": "Enw?"}}],
        title={"en": "Form", "cy": "Ffurflen"},
    )
    printed = render(programme, form, "standard", "cy")
    sheet = pypdfium2.PdfDocument(printed.pdf)[0].get_textpage().get_text_bounded()
    assert "Ffurflen" in sheet
    assert "About 3 minutes." in sheet
    with pikepdf.open(io.BytesIO(printed.pdf)) as document:
        assert str(document.Root.Lang) == "cy"
        spoken = {str(e.Lang) for e in document.objects if _speaks(e)}
    assert "en-GB" in spoken


def _speaks(thing: pikepdf.Object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and "/Lang" in thing and "/S" in thing


def test_a_language_with_a_phrase_of_its_own_lacks_it_no_longer(programme):
    words = {"forms": {"day": {"en": "Day", "cy": "Diwrnod"}}}
    welsh = WordsFile(language="cy", name="Cymraeg", english="Welsh", words=words)
    own = programme.model_copy().worded([welsh])
    assert "day" not in lacking("cy-GB", own)
    assert "month" in lacking("cy-GB", own)
