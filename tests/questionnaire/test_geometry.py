"""The layout against the paper: what the file says is what the page shows."""

from __future__ import annotations

import numpy as np
import pypdfium2
import pytest

DPI = 600
PX = DPI / 25.4  # pixels a millimetre
SIDE = {"standard": 5.0, "large": 7.0}
CHECKED = (
    ("mentor_before_interview", "standard"),
    ("mentor_before_interview", "large"),
    ("consent", "standard"),
    ("session_record", "large"),
    ("mentor_preferences", "standard"),
)
BORDERED = ("tick", "letter", "digit", "date")


def _band(profile: np.ndarray, start: int) -> float:
    """The middle of a dark line, in pixels."""
    dark = 255.0 - profile
    places = np.arange(len(dark)) + start + 0.5
    return float((dark * places).sum() / dark.sum())


def border_errors(picture: np.ndarray, box: dict) -> list[float]:
    """Millimetres between the layout and the middle of each of the four printed borders."""
    x, y, width, height = (box[k] * PX for k in ("x", "y", "width", "height"))
    reach = 0.7 * PX
    rows = slice(int(y + height * 0.3), int(y + height * 0.7))
    columns = slice(int(x + width * 0.3), int(x + width * 0.7))
    errors = []
    for edge in (x, x + width):
        first, last = int(edge - reach), int(edge + reach) + 1
        errors.append((_band(picture[rows, first:last].mean(0), first) - edge) / PX)
    for edge in (y, y + height):
        first, last = int(edge - reach), int(edge + reach) + 1
        errors.append((_band(picture[first:last, columns].mean(1), first) - edge) / PX)
    return errors


@pytest.mark.parametrize("key", CHECKED, ids="-".join)
def test_borders_lie_where_the_layout_says(shipped, greys, key):
    printed = shipped[key]
    worst = 0.0
    for page, picture in zip(printed.layout["pages"], greys(printed.pdf, DPI), strict=True):
        boxes = [b for b in page["boxes"] if b["kind"] in BORDERED]
        for box in boxes:
            worst = max(worst, *map(abs, border_errors(picture, box)))
    assert worst < 0.1


def test_a_layout_that_is_wrong_by_a_fifth_of_a_millimetre_is_found(shipped, greys):
    printed = shipped["consent", "standard"]
    picture = greys(printed.pdf, DPI)[0]
    box = next(b for b in printed.layout["pages"][0]["boxes"] if b["kind"] == "tick")
    assert max(map(abs, border_errors(picture, box | {"x": box["x"] + 0.2}))) > 0.1


SCANNED = [key for key in CHECKED if key[0] not in ("consent", "mentor_preferences")]


@pytest.mark.parametrize("key", SCANNED, ids="-".join)
def test_fiducials_and_symbol_fill_their_rectangles(shipped, greys, key):
    printed = shipped[key]
    for page, picture in zip(printed.layout["pages"], greys(printed.pdf, DPI), strict=True):
        assert [f["corner"] for f in page["fiducials"]] == [
            "top-left",
            "top-right",
            "bottom-left",
            "bottom-right",
        ]
        for rectangle in [*page["fiducials"], page["qr"]]:
            x, y = rectangle["x"] * PX, rectangle["y"] * PX
            w, h = rectangle["width"] * PX, rectangle["height"] * PX
            around = 1.5 * PX
            left, top = int(x - around), int(y - around)
            part = picture[top : int(y + h + around), left : int(x + w + around)] < 128
            rows, columns = np.flatnonzero(part.any(1)), np.flatnonzero(part.any(0))
            found = np.array(
                [columns[0] + left, rows[0] + top, columns[-1] + 1 + left, rows[-1] + 1 + top]
            )
            assert np.abs(found - [x, y, x + w, y + h]).max() / PX < 0.1


def test_ticks_are_large_enough_and_apart(shipped):
    for (_, size), printed in shipped.items():
        for page in printed.layout["pages"]:
            ticks = [b for b in page["boxes"] if b["kind"] == "tick"]
            assert all(min(b["width"], b["height"]) >= SIDE[size] for b in ticks)
            for one in ticks:
                for other in ticks:
                    if one is not other:
                        gap = max(
                            abs(one["x"] - other["x"]) - one["width"],
                            abs(one["y"] - other["y"]) - one["height"],
                        )
                        assert gap >= 1.5


def test_writing_lines_are_eight_millimetres_apart_at_least(shipped):
    for printed in shipped.values():
        for page in printed.layout["pages"]:
            for box in page["boxes"]:
                if box["kind"] == "text":
                    assert box["height"] / box["lines"] >= 8


def _label_centres(sheet, box: dict, height: float, column: float) -> list[float]:
    """Centres (mm) of the words' lines just above a box, within its column."""
    text = sheet.get_textpage()
    middle = box["x"] + box["width"] / 2
    lines: dict[int, list[tuple[float, float]]] = {}
    for index in range(text.count_chars()):
        left, bottom, right, _ = (v / 72 * 25.4 for v in text.get_charbox(index, loose=True))
        up = box["y"] - (297 - bottom)
        printed = bool(chr(pypdfium2.raw.FPDFText_GetUnicode(text.raw, index)).strip())
        if printed and 0 < up < height and abs((left + right) / 2 - middle) < column / 2:
            lines.setdefault(round(up), []).append((left, right))
    return [(min(a for a, _ in line) + max(b for _, b in line)) / 2 for line in lines.values()]


def test_ticks_stand_under_the_middle_of_their_labels(shipped):
    """Single questions of the standard form: each box against the ink of its own label."""
    printed = shipped["mentor_after_session", "standard"]
    sheets = pypdfium2.PdfDocument(printed.pdf)
    seen = 0
    for number, page in enumerate(printed.layout["pages"]):
        for item in ("understanding", "experience", "duration", "seniority_barrier"):
            ticks = [b for b in page["boxes"] if b["kind"] == "tick" and b["item"] == item]
            for box in ticks:
                column = ticks[1]["x"] - ticks[0]["x"]
                centres = _label_centres(sheets[number], box, 6.0, column)
                assert len(centres) >= 1, (item, box)
                for centre in centres:
                    assert abs(centre - (box["x"] + box["width"] / 2)) < 0.3
                    seen += 1
    assert seen >= 20


def test_boxes_of_a_column_stand_under_each_other(shipped):
    for printed in shipped.values():
        for page in printed.layout["pages"]:
            for measure in ("importance", "confidence", "ability", "awareness"):
                columns: dict[str, set[float]] = {}
                for box in page["boxes"]:
                    if box["item"].startswith(measure + "_"):
                        columns.setdefault(box["code"], set()).add(round(box["x"], 1))
                assert all(len(places) == 1 for places in columns.values())


def _pages_of(printed, kind: str) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for page in printed.layout["pages"]:
        for box in page["boxes"]:
            if box["kind"] == kind and box["item"] != "respondent":
                found.setdefault(box["item"], set()).add(page["number"])
    return found


def test_no_question_is_split_over_pages(shipped):
    for key, printed in shipped.items():
        for kind in ("tick", "digit", "date", "text"):
            split = {item: at for item, at in _pages_of(printed, kind).items() if len(at) > 1}
            assert split == {}, key


def test_no_heading_stands_alone_at_the_foot_of_a_page(shipped):
    for key, printed in shipped.items():
        for page in printed.layout["pages"]:
            if page["blocks"]:
                last = max(page["blocks"], key=lambda block: block["y"])
                assert last["kind"] != "heading", (key, page["number"])


def test_nothing_reaches_into_the_margins(shipped):
    for printed in shipped.values():
        for page in printed.layout["pages"]:
            for box in page["boxes"]:
                assert box["x"] >= 14.9
                assert box["x"] + box["width"] <= 195.1
                assert box["y"] + box["height"] <= 290.1
