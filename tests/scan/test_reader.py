"""Pages are read as they were filled in, however they lay; what cannot be read says why."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
import segno
from PIL import Image

from generator.questionnaire.symbol import PageId, page_text
from generator.scan import questions, registration, symbols
from generator.scan.page import PageReading, Refusal
from generator.scan.reader import SHINES, read_page
from generator.scan.sizes import resized
from generator.scan.streaks import without_streaks
from generator.scan.symbols import Symbol, page_symbol
from tests.scan import filler
from tests.scan.filler import FINE, fill_in, scanned


def answers(read: PageReading | Refusal) -> dict[str, tuple[str, ...]]:
    assert isinstance(read, PageReading), read
    return {one.item: one.codes for one in read.questions if one.verdict == "sure"}


def said(answered: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {item: (code,) for item, code in answered.items()}


def refusal(read: PageReading | Refusal) -> Refusal:
    assert isinstance(read, Refusal)
    return read


WAYS = {
    "plain": lambda g, r: scanned(g, r),
    "turned": lambda g, r: scanned(g, r, turn=2.8, scale=0.95),
    "large": lambda g, r: scanned(g, r, turn=-0.6, scale=1.03),
    "sheared": lambda g, r: scanned(g, r, shear=0.004, turn=0.5),
    "noisy": lambda g, r: scanned(g, r, noise=14, paper=220, ink=60, jpeg=60),
    "blurred": lambda g, r: filler.blurred(scanned(g, r), 1.3),
    "fax": lambda g, r: filler.faxed(scanned(g, r, noise=8)),
    "coarse": lambda g, r: scanned(g, r, dpi=150, turn=0.7),
    "fine": lambda g, r: scanned(g, r, dpi=300, turn=-0.7),
    "pale": lambda g, r: scanned(g, r, ink=110),
    "streaks": lambda g, r: filler.lined(scanned(g, r, turn=0.7), r),
    "left edge cut": lambda g, r: scanned(g, r, shift=(-10, 0)),
    "top cut": lambda g, r: scanned(g, r, shift=(0, -10)),
    "shadow": lambda g, r: filler.shaded(scanned(g, r), r),
    "photograph": lambda g, r: filler.photographed(g, r, lean=0.03),
    "slanting photograph": lambda g, r: filler.photographed(g, r, lean=0.06),
}


@pytest.mark.parametrize("way", WAYS)
def test_answers_come_out_as_they_went_in(sheet, blanks, dice, way):
    page = sheet()
    answered = fill_in(page, dice)
    read = read_page(WAYS[way](page.grey, dice), blanks)
    assert answers(read) == said(answered)


@pytest.mark.parametrize("turns", [1, 2, 3])
@pytest.mark.parametrize("mirrored", [False, True])
def test_pages_lie_any_way(sheet, blanks, dice, turns, mirrored):
    page = sheet()
    answered = fill_in(page, dice)
    seen = np.rot90(scanned(page.grey, dice, turn=1), turns)
    seen = np.ascontiguousarray(seen[:, ::-1] if mirrored else seen)
    read = read_page(seen, blanks)
    assert answers(read) == said(answered)


def test_a_back_whose_front_shines_through_is_not_read_and_what_stands_on_it_is_named(
    sheet, blanks, dice
):
    page = sheet()
    fill_in(page, dice)
    other_side = page.grey[:, ::-1].astype(np.float32)
    back = np.ascontiguousarray((250 - 0.07 * (255 - other_side)).astype(np.uint8))
    assert isinstance(page_symbol(back), Symbol)  # so faint as it is, its symbol can be read
    assert refusal(read_page(back, blanks)).empty
    cv2.line(back, (300, 700), (800, 760), 60, 5)
    remark = refusal(read_page(back, blanks))
    assert (remark.reason, remark.empty) == (SHINES, False)


@pytest.mark.parametrize("size", ["standard", "large"])
def test_both_sizes_are_read(sheet, blanks, dice, size):
    page = sheet(size=size)
    answered = fill_in(page, dice)
    read = read_page(scanned(page.grey, dice, turn=-1), blanks)
    assert answers(read) == said(answered)
    assert read.id.size == size


def test_forms_in_any_order(sheet, blanks, dice):
    for form, page in (
        ("visit", 1),
        ("mentee_after", 1),
        ("mentor_before", 1),
        ("mentor_after", 1),
    ):
        one = sheet(form, page)
        answered = fill_in(one, dice)
        read = read_page(scanned(one.grey, dice), blanks)
        assert (read.id.form, read.id.page) == (form, page)
        wanted = {item.partition("___")[0] for item in answered}
        assert {one.item for one in read.questions} == wanted


def test_a_printed_code_is_no_ink(sheet, blanks, dice):
    page = sheet(code="K7MQ-2XP9", copy="AB12")
    read = read_page(scanned(page.grey, dice), blanks)
    assert isinstance(read, PageReading)
    assert (read.id.code, read.id.copy) == ("K7MQ-2XP9", "AB12")
    assert not [one for one in read.written if one.item == "respondent"]


def test_what_is_written_is_one_field_an_item(sheet, blanks, dice):
    page = sheet("visit")
    before = read_page(scanned(page.grey, dice), blanks)
    assert isinstance(before, PageReading)
    assert [(one.item, one.kind, one.inked) for one in before.written] == [
        ("respondent", "letter", False),
        ("minutes", "digit", False),
        ("held_on", "date", False),
        ("remark", "text", False),
    ]
    filler.scrawl(page, page.boxes("digit")[1], dice)
    filler.scrawl(page, page.boxes("text")[0], dice)
    after = read_page(scanned(page.grey, dice), blanks)
    assert [one.item for one in after.written if one.inked] == ["minutes", "remark"]


def test_several_answers_are_one_question(sheet, blanks, dice):
    page = sheet("visit")
    for code in ("tea", "water"):
        filler.cross(page, page.box(f"drinks___{code}", "1"), dice)
    read = read_page(scanned(page.grey, dice), blanks)
    drinks = next(one for one in read.questions if one.item == "drinks")
    assert (drinks.verdict, drinks.codes) == ("sure", ("tea", "water"))
    assert drinks.boxes[0].item == "drinks___tea"


HARD = {
    "two ticks": ([filler.tick, filler.cross], "doubt", questions.TWO),
    "filled in": ([filler.filled], "doubt", questions.FILLED),
    "corrected": ([filler.filled, filler.tick], "doubt", questions.FILLED_AND),
    "ring": ([filler.ring], "doubt", questions.BESIDE),
    "beside": ([filler.beside], "doubt", questions.BESIDE),
    "nothing": ([], "blank", "No box is marked."),
}


@pytest.mark.parametrize("kind", HARD)
def test_what_a_person_must_look_at(sheet, blanks, dice, kind):
    drawn, verdict, reason = HARD[kind]
    page = sheet()
    item = page.boxes()[0]["item"]
    row = [box for box in page.boxes() if box["item"] == item]
    for draw, box in zip(drawn, row[1::2], strict=False):
        draw(page, box, dice)
    read = read_page(scanned(page.grey, dice), blanks)
    assert isinstance(read, PageReading)
    question = next(one for one in read.questions if one.item == item)
    assert (question.verdict, question.reason) == (verdict, reason)


@pytest.mark.parametrize("grey", [150, 180, 205])
def test_a_faint_mark_is_never_sure_to_be_another(sheet, blanks, dice, grey):
    page = sheet()
    for box in (box for box in page.boxes() if box["code"] == "3"):
        filler.tick(page, box, dice, 0.4, grey)
    read = read_page(scanned(page.grey, dice), blanks)
    assert all(one.codes in (("3",), ()) for one in read.questions)


# --- what is not read -----------------------------------------------------------------------


def with_symbol(grey, page, text):
    """A page whose symbol says something else."""
    qr = page.layout["qr"]
    x, y, side = (round(qr[name] * FINE) for name in ("x", "y", "width"))
    made = grey.copy()
    made[y - 20 : y + side + 20, x - 20 : x + side + 20] = 255
    code = segno.make(text, error="m", micro=False)
    dark = 255 - 255 * np.array([[*row] for row in code.matrix], np.uint8)
    image = Image.fromarray(dark).resize((side, side), Image.Resampling.NEAREST)
    made[y : y + side, x : x + side] = np.asarray(image)
    return made


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/a",
        "RM2:A:1.0.0:EN:S:0",
        "RM9:MENTOR-BEFORE:1.0.0:EN:S:1",
        "../../etc/passwd",
        "<script>alert(1)</script>",
        "RM2:" + "A" * 200 + ":1.0.0:EN:S:1",
        "'; DROP TABLE answers; --",
        "\u202etxt.exe\x00\n=1+1",
    ],
)
def test_hostile_symbols_are_not_ours(sheet, blanks, dice, text):
    page = sheet()
    grey = scanned(with_symbol(page.grey, page, text), dice)
    assert refusal(read_page(grey, blanks)).reason == symbols.NOT_OURS


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"form": "other_form"}, "no such form"),
        ({"form": "sign_up"}, "never scanned"),
        ({"version": "9.9.9"}, "version 9.9.9"),
        ({"language": "cy"}, "language is cy"),
        ({"page": 9}, "page 9"),
    ],
)
def test_other_pages_say_what_they_are(sheet, blanks, dice, change, words):
    page = sheet()
    own = PageId("mentor_before", blanks_version(blanks, "mentor_before"), "en", "standard", 1)
    grey = scanned(with_symbol(page.grey, page, page_text(replace(own, **change))), dice)
    found = refusal(read_page(grey, blanks))
    assert words in found.reason
    assert found.id is not None


def blanks_version(blanks, form):
    return next(one.version for one in blanks.definitions.instruments if one.id == form)


def test_a_symbol_of_another_page_does_not_make_it_that_page(sheet, blanks, dice):
    page = sheet("visit")
    fill_in(page, dice)
    own = PageId("mentor_before", blanks_version(blanks, "mentor_before"), "en", "standard", 1)
    grey = scanned(with_symbol(page.grey, page, page_text(own)), dice)
    assert refusal(read_page(grey, blanks)).reason == registration.UNLIKE


def test_two_pages_in_one_picture_are_refused(sheet, blanks, dice):
    one, other = (scanned(sheet(form).grey, dice, dpi=160) for form in ("visit", "mentor_before"))
    assert refusal(read_page(np.hstack([one, other]), blanks)).reason == symbols.TWO


def test_a_page_that_is_cut_says_at_which_edge(sheet, blanks, dice):
    grey = scanned(sheet().grey, dice)
    found = refusal(read_page(np.ascontiguousarray(grey[220:]), blanks))
    assert "top" in found.reason


def test_a_coarse_picture_says_so(sheet, blanks, dice):
    grey = scanned(sheet().grey, dice, dpi=80, jpeg=0, noise=1)
    found = refusal(read_page(grey, blanks))
    assert "dots to an inch" in found.reason


def test_blank_backs_are_counted(blanks, dice):
    white = np.full((3564, 2520), 255, np.uint8)
    assert refusal(read_page(scanned(white, dice), blanks)).empty
    holes = Image.fromarray(scanned(white, dice)).copy()
    seen = np.asarray(holes).copy()
    yy, xx = np.mgrid[: seen.shape[0], : seen.shape[1]]
    for y in (850, 1480):
        seen[(yy - y) ** 2 + (xx - 95) ** 2 < 23**2] = 40
    assert refusal(read_page(filler.lined(seen, dice), blanks)).empty


def test_a_note_on_a_back_is_not_blank(sheet, blanks, dice):
    page = sheet()
    page.paper.paste(255, (0, 0, *page.paper.size))
    filler.scrawl(page, {"x": 60, "y": 90, "width": 25, "height": 8}, dice)
    found = refusal(read_page(scanned(page.grey, dice), blanks))
    assert not found.empty
    assert found.reason == symbols.NONE


@pytest.mark.parametrize("shape", [(1, 1), (3, 2000), (399, 399), (0, 0)])
def test_tiny_pictures_are_refused(blanks, shape):
    assert "too small" in refusal(read_page(np.zeros(shape, np.uint8), blanks)).reason


def test_noise_is_refused(blanks):
    noise = np.random.default_rng(1).integers(0, 255, (1200, 900), np.uint8)
    assert isinstance(read_page(noise, blanks), Refusal)
    assert isinstance(read_page(np.zeros((1200, 900), np.uint8), blanks), Refusal)


@pytest.mark.parametrize("seed", range(3))
def test_a_dithered_page_is_neither_empty_nor_full_of_streaks(sheet, blanks, dice, seed):
    page = sheet()
    fill_in(page, dice)
    dots = np.random.default_rng(seed).uniform(20, 275, (2339, 1654))
    grey = scanned(page.grey, dice, paper=228, noise=2, jpeg=0)
    dithered = np.where(grey > dots, 255, 0).astype(np.uint8)
    small = resized(dithered, 1 / 3)
    assert (without_streaks(small) == small).all()
    read = read_page(dithered, blanks)
    assert isinstance(read, PageReading) or not read.empty
