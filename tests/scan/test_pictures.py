"""Files of every kind become grey pages; what is no page is one plain line, the rest goes on."""

from __future__ import annotations

import io
import os
import zlib
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from generator.scan import pictures as pictures_
from generator.scan.page import Grey, Refusal
from generator.scan.pictures import UnreadableError, count, grey_of, pictures

WIDE, HIGH = 420, 594


def wedge(wide: int = WIDE, high: int = HIGH) -> Image.Image:
    """A picture that says which way is up: dark at the top, light below."""
    tones = np.linspace(20, 240, high).astype(np.uint8)
    return Image.fromarray(np.repeat(tones[:, None], wide, axis=1))


def read(path: Path) -> list[Grey | Refusal]:
    return list(pictures(path))


def reasons(path: Path) -> list[str]:
    return [one.reason for one in read(path) if isinstance(one, Refusal)]


def is_wedge(picture: Grey | Refusal) -> bool:
    assert not isinstance(picture, Refusal), picture
    grey = picture.astype(float)
    return bool(
        grey.ndim == 2
        and picture.dtype == np.uint8
        and abs(grey[: len(grey) // 8].mean() - 34) < 16
        and abs(grey[-len(grey) // 8 :].mean() - 226) < 16
    )


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif", "a.pdf", "photo.doc"])
def test_each_kind_is_told_by_its_content(tmp_path, name):
    made = tmp_path / name
    kind = {"a.jpg": "JPEG", "a.png": "PNG", "a.tif": "TIFF", "a.pdf": "PDF"}.get(name, "PNG")
    wedge().save(made, kind)
    (one,) = read(made)
    assert is_wedge(one)


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "RGBA", "LA", "P", "CMYK", "I;16", "I", "F"])
def test_each_mode_becomes_grey(mode):
    eight = wedge()
    if mode == "I;16":
        image = Image.fromarray(np.asarray(eight).astype(np.uint16) * 257)
    elif mode == "I":
        image = Image.fromarray(np.asarray(eight).astype(np.int32) * 257)
    elif mode == "F":
        image = Image.fromarray(np.asarray(eight).astype(np.float32) / 255)
    else:
        image = eight.convert(mode)
    assert is_wedge(grey_of(image))


def test_what_can_be_seen_through_is_paper():
    assert grey_of(Image.new("RGBA", (30, 30), (0, 0, 0, 0))).min() == 255


@pytest.mark.parametrize("way", range(1, 9))
def test_a_picture_stands_as_its_exif_data_say(tmp_path, way):
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the turn that undoes each
    turned = wedge() if way == 1 else wedge().transpose(Image.Transpose(back[way]))
    exif = Image.Exif()
    exif[0x0112] = way
    turned.save(tmp_path / "a.jpg", exif=exif)
    (one,) = read(tmp_path / "a.jpg")
    assert is_wedge(one)
    assert one.shape == (HIGH, WIDE)


def test_a_fax_has_square_dots_again(tmp_path):
    wedge(420, 297).convert("1").save(tmp_path / "fax.tif", dpi=(204, 102), compression="group4")
    (one,) = read(tmp_path / "fax.tif")
    assert one.shape == (594, 420)


def test_pages_of_a_tiff_and_a_part_of_them(tmp_path):
    wedge().save(tmp_path / "a.tif", save_all=True, append_images=[wedge(300, 300)] * 3)
    assert count(tmp_path / "a.tif") == 4
    assert [one.shape for one in pictures(tmp_path / "a.tif", 1, 2)] == [(HIGH, WIDE), (300, 300)]


def test_a_large_picture_is_made_smaller(tmp_path):
    wedge(4000, 6000).save(tmp_path / "a.jpg")
    (one,) = read(tmp_path / "a.jpg")
    assert max(one.shape) == pictures_.LONG_SIDE
    assert is_wedge(one)


def test_a_scan_in_a_pdf_keeps_its_own_dots(tmp_path):
    wedge(1654, 2339).save(tmp_path / "a.pdf", resolution=200)
    (one,) = read(tmp_path / "a.pdf")
    assert abs(one.shape[0] - 2339) <= 1


def test_a_pdf_page_of_a_metre_is_no_larger_than_others(tmp_path):
    wedge(2480, 3508).save(tmp_path / "a.pdf", resolution=72)  # as telephones save them
    (one,) = read(tmp_path / "a.pdf")
    assert max(one.shape) <= pictures_.LONG_SIDE + 1


# --- what cannot be read --------------------------------------------------------------------


def png_of(wide: int, high: int) -> bytes:
    """A PNG that says it is so large; its pixels would follow."""
    image = io.BytesIO()
    Image.new("1", (1, 1)).save(image, "PNG")
    made = bytearray(image.getvalue())
    made[16:24] = wide.to_bytes(4, "big") + high.to_bytes(4, "big")
    made[29:33] = zlib.crc32(made[12:29]).to_bytes(4, "big")
    return bytes(made)


@pytest.mark.parametrize("side", [11_000, 20_000, 2**31 - 1])
def test_a_bomb_is_refused_before_it_is_decoded(tmp_path, side):
    (tmp_path / "bomb.png").write_bytes(png_of(side, side))
    (reason,) = reasons(tmp_path / "bomb.png")
    assert "million pixels" in reason


def test_a_small_page_with_a_huge_picture_is_refused_before_it_is_decoded(tmp_path):
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    image = pdf.make_stream(
        b"",
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=20000,
        Height=20000,
        BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceGray,
    )
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
    page.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /I Do Q")
    pdf.add_blank_page(page_size=(595, 842))
    pdf.save(tmp_path / "bomb.pdf")
    first, second = read(tmp_path / "bomb.pdf")
    assert isinstance(first, Refusal)
    assert "million pixels" in first.reason
    assert not isinstance(second, Refusal)


@pytest.mark.parametrize(
    "box", ["[0 0 1 1]", "[0 0 14400 14400]", "[0 0 99999999999 5]", "[0 0 0 0]", "[5 5 5 700]"]
)
def test_pages_of_odd_sizes_keep_no_other_page(tmp_path, box):
    pdf = pikepdf.new()
    for _ in range(2):
        pdf.add_blank_page(page_size=(595, 842))
    pdf.pages[0].MediaBox = pikepdf.Object.parse(box.encode())
    pdf.save(tmp_path / "odd.pdf")
    first, second = read(tmp_path / "odd.pdf")
    assert isinstance(first, Refusal)
    assert "which is no sheet of paper" in first.reason
    assert not isinstance(second, Refusal)


def test_a_file_of_too_many_pages_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures_, "MOST_PAGES", 3)
    wedge(30, 30).save(tmp_path / "a.tif", save_all=True, append_images=[wedge(30, 30)] * 3)
    pdf = pikepdf.new()
    for _ in range(4):
        pdf.add_blank_page()
    pdf.save(tmp_path / "a.pdf")
    for name in ("a.tif", "a.pdf"):
        (reason,) = reasons(tmp_path / name)
        assert "pages" in reason


def test_a_page_of_too_many_shapes_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures_, "MOST_SHAPES", 50)
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    page.Contents = pdf.make_stream(b"0 0 5 5 re f\n" * 60)
    pdf.save(tmp_path / "a.pdf")
    assert reasons(tmp_path / "a.pdf") == [pictures_.BUSY]


def asks(pdf: pikepdf.Pdf, page: pikepdf.Page, what: str) -> None:
    """Let a page ask for far more than its few bytes; without it, it would take gigabytes."""
    draw = b" ".join([b"/F %said/\nDo"] * 10) if what == "comments" else b"/F Do " * 10
    if what == "unpacks":
        page.Contents = pdf.make_stream(zlib.compress(b" " * 20_000_000))
        page.Contents.Filter = pikepdf.Name.FlateDecode
        return
    inner = form_of(pdf, b"0 0 9 9 re f\n" * 9, {})
    for _ in range(1 if what == "itself" else 25):
        inner = form_of(pdf, draw, {"/F": inner})
    if what == "itself":
        inner.Resources.XObject.F = inner
    page.Resources = pikepdf.Dictionary(XObject={"/F": inner})
    page.Contents = pdf.make_stream(b"/#46 Do" if what == "coded" else b"/F Do")
    if what == "note":
        note = {"/Type": pikepdf.Name.Annot, "/Subtype": pikepdf.Name.Stamp, "/AP": {"/N": inner}}
        page.Annots = pikepdf.Array([pikepdf.Dictionary({**note, "/Rect": [0, 0, 9, 9]})])
        page.Contents = pdf.make_stream(b"")
    if what == "mask":
        page.Resources.ExtGState = pikepdf.Dictionary({"/F": {"/SMask": {"/G": inner}}})
        page.Contents = pdf.make_stream(b"/F gs")


def form_of(pdf: pikepdf.Pdf, said: bytes, draws: dict[str, pikepdf.Object]) -> pikepdf.Object:
    facts = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Form, "BBox": [0, 0, 595, 842]}
    return pdf.make_stream(said, Resources={"/XObject": draws}, **facts)


@pytest.mark.parametrize(
    "what", ["draws", "comments", "coded", "itself", "unpacks", "note", "mask"]
)
def test_a_page_that_asks_for_too_much_is_never_drawn(tmp_path, monkeypatch, what):
    pdf = pikepdf.new()
    asks(pdf, pdf.add_blank_page(page_size=(595, 842)), what)
    pdf.add_blank_page(page_size=(595, 842))
    pdf.save(tmp_path / "a.pdf", compress_streams=False)
    opened: list[int] = []
    plain = pictures_.pdfium.PdfDocument.__getitem__
    get = lambda self, n: opened.append(n) or plain(self, n)  # noqa: E731
    monkeypatch.setattr(pictures_.pdfium.PdfDocument, "__getitem__", get)
    first, second = read(tmp_path / "a.pdf")
    assert first.reason == pictures_.BUSY
    assert not isinstance(second, Refusal)
    assert opened == [1]


def test_drawings_that_lie_in_each_other_as_programs_make_them_are_drawn(tmp_path):
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    inner = form_of(pdf, b"0 0 595 421 re f", {})
    outer = form_of(pdf, b"/F Do", {"/F": inner})
    outer.Resources.XObject.Outer = outer  # a list that is shared names what is not drawn, too
    page.Resources = pikepdf.Dictionary(XObject={"/F": outer})
    page.Contents = pdf.make_stream(b"/F Do /Lacking Do")
    pdf.save(tmp_path / "a.pdf")
    (one,) = read(tmp_path / "a.pdf")
    assert one[:900].min() == 255
    assert one[-900:].max() < 99


def test_what_one_file_is_refused_for_is_not_said_of_the_next(tmp_path):
    test_a_locked_pdf_says_so(tmp_path)
    pikepdf.new().save(tmp_path / "none.pdf")
    assert reasons(tmp_path / "none.pdf") == [pictures_.BROKEN]


def test_a_locked_pdf_says_so(tmp_path):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(tmp_path / "a.pdf", encryption=pikepdf.Encryption(user="secret", owner="secret"))
    assert reasons(tmp_path / "a.pdf") == [pictures_.LOCKED]


@pytest.mark.parametrize("kind", ["PDF", "JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("part", [0.002, 0.3, 0.7, 0.95])
def test_a_file_cut_short_is_one_plain_line(tmp_path, kind, part):
    noise = np.random.default_rng(1).integers(0, 255, (300, 300), np.uint8)
    Image.fromarray(noise).save(tmp_path / "whole", kind)
    data = (tmp_path / "whole").read_bytes()
    (tmp_path / "cut").write_bytes(data[: int(len(data) * part)])
    (found,) = read(tmp_path / "cut")
    assert isinstance(found, Refusal) or kind == "PDF"  # what is left of a PDF may be a page


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", pictures_.BROKEN),
        (b"Dear Sir or Madam", pictures_.NO_PICTURE),
        (b"GIF89a" + b"\0" * 40, pictures_.NO_PICTURE),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, pictures_.APPLE),
        (b"%PDF-1.7\nnothing", pictures_.BROKEN),
        (b"II*\0\xff\xff\xff\xff", pictures_.BROKEN),
    ],
)
def test_what_is_no_picture_is_one_plain_line(tmp_path, content, reason):
    (tmp_path / "a").write_bytes(content)
    assert reasons(tmp_path / "a") == [reason]
    with pytest.raises(UnreadableError):
        count(tmp_path / "a")


def test_what_is_no_file_is_one_plain_line(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name in ("none", ".", "pipe", "a\0b"):
        assert reasons(tmp_path / name) == [pictures_.NO_FILE]
