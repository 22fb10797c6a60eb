"""The edge: files from scanners and telephones become grey pictures, one page at a time.

A file is told by its content: PDF, TIFF of many pages, JPEG or PNG. What is too large to be a
page is refused before it is decoded, and a page that cannot be read keeps none of the others.
"""

from __future__ import annotations

import math
import struct
import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageOps

from generator.scan.drawing import Measured
from generator.scan.page import Grey, Refusal
from generator.scan.sizes import resized

#: The most pixels of a picture (a telephone has 108 million), pages of a file and shapes of a page.
MOST_PIXELS, MOST_PAGES, MOST_SHAPES = 110_000_000, 5_000, 100_000
#: A page of a PDF has sides of 2 cm to 2 m.
SHORTEST, LONGEST = 20.0, 2000.0
#: Dots to an inch at which pages of a PDF are drawn where they do not say better, and the least.
DPI, LEAST_DPI = 200, 150
#: A scan is drawn as it is up to so many dots to an inch.
_AS_IT_IS = 240
#: The longer side of a picture that is read; larger ones are made smaller.
LONG_SIDE = 3000
_POINTS = 72 / 25.4
_FORMATS = ("TIFF", "JPEG", "PNG")
_BEGINNINGS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"\xff\xd8\xff", b"\x89PNG")
_FAULTS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    ArithmeticError,
    MemoryError,
    struct.error,
    Image.DecompressionBombError,
)

NO_FILE = "It is not a file that can be read. Check its name and that you may open it."
NO_PICTURE = "It is not a PDF, TIFF, JPEG or PNG. Save the scan as one of these."
APPLE = "It is a HEIC picture. Send it from the telephone as JPEG."
LOCKED = "It is protected by a password. Save a copy without one."
BROKEN = "It is cut short or damaged. Copy it or scan it again."
BROKEN_PAGE = "This page is cut short or damaged. Scan it again."
EMPTY = "It has no pages. Scan it again."
MANY = f"It has more than {MOST_PAGES:,} pages. Divide it into smaller files."
HUGE = (
    "It has over {pixels:,} million pixels, which no page needs: it is not opened. "
    "Scan it at 200 dots to an inch."
)
ODD_SIZE = "This page is {wide} x {high} mm, which is no sheet of paper. Scan it again as A4."
BUSY = "This page is drawn from too many pieces to be a scan. Print it and scan it."


class UnreadableError(ValueError):
    """A file or page that cannot be read: why, in plain words with the remedy."""


def count(path: Path) -> int:
    """Return how many pages a file has; raises `UnreadableError` where none can be read."""
    with _opened(path) as opened:
        return opened.pages()


def pictures(path: Path, first: int = 1, last: int | None = None) -> Iterator[Grey | Refusal]:
    """Yield the pages of a file from ``first`` (1 or more) to ``last``, one at a time, upright.

    A page that cannot be read is a refusal; a file that cannot is a single one.
    """
    try:
        opened = _opened(path)
        with opened:
            end = opened.pages()
            for page in range(first, min(end, last or end) + 1):
                yield _page(opened, page)
    except UnreadableError as fault:
        yield Refusal(str(fault))


def _page(opened: _Pdf | _Image, page: int) -> Grey | Refusal:
    try:
        return opened.grey(page)
    except UnreadableError as fault:
        return Refusal(str(fault))


def _opened(path: Path) -> _Pdf | _Image:
    """Return an open file; raises `UnreadableError` where its first bytes are no picture's."""
    head = _head(path)
    if not head:
        raise UnreadableError(BROKEN)
    if b"%PDF-" in head:
        return _Pdf(path)
    if head.startswith(_BEGINNINGS):
        return _Image(path)
    raise UnreadableError(APPLE if head[4:8] == b"ftyp" else NO_PICTURE)


def _head(path: Path) -> bytes:
    """Return a file's first bytes; what is no plain file is not opened: a pipe would wait."""
    try:
        if not path.is_file():
            raise UnreadableError(NO_FILE)
        with path.open("rb") as file:
            return file.read(1024)
    except UnreadableError:
        raise
    except (OSError, ValueError):
        raise UnreadableError(NO_FILE) from None


# --- PDF ------------------------------------------------------------------------------------


class _Pdf:
    """An open PDF."""

    def __init__(self, path: Path) -> None:
        try:
            self._document = pdfium.PdfDocument(path)
            if self._document.get_formtype() != pdfium_c.FORMTYPE_NONE:
                self._document.init_forms()  # else what was typed into fields is not drawn
        except pdfium.PdfiumError as fault:
            locked = "password" in str(fault).lower() or "security" in str(fault).lower()
            # PDFium tells the fault of the file before where it has none of this one.
            locked = locked and b"/Encrypt" in path.read_bytes()
            raise UnreadableError(LOCKED if locked else BROKEN) from None
        except _FAULTS:
            raise UnreadableError(BROKEN) from None
        self._path = path
        self._measured: Measured | None = None

    def __enter__(self) -> _Pdf:
        return self

    def __exit__(self, *_: object) -> None:
        self._document.close()
        if self._measured:
            self._measured.close()

    def pages(self) -> int:
        """Return the number of pages."""
        number = len(self._document)
        if number < 1:
            raise UnreadableError(EMPTY)
        if number > MOST_PAGES:
            raise UnreadableError(MANY)
        return number

    def grey(self, page: int) -> Grey:
        """Return a page as it was scanned, or at `DPI`."""
        try:
            self._measured = self._measured or Measured(self._path)
            if self._measured.is_bomb(page):
                raise UnreadableError(BUSY)
            with closing(self._document[page - 1]) as one:
                scale = _scale(*_size(one), _own_dpi(one))
                scan = _only_picture(one)
                if scan is not None:
                    return _as_grey(scan.get_bitmap(), scale * max(one.get_size()))
                return _as_grey(one.render(scale=scale, grayscale=True))
        except UnreadableError:
            raise
        except RecursionError:
            raise UnreadableError(BUSY) from None
        except (pdfium.PdfiumError, pikepdf.PdfError, RuntimeError, *_FAULTS):
            raise UnreadableError(BROKEN_PAGE) from None


def _size(page: pdfium.PdfPage) -> tuple[float, float]:
    """Return a page's sides in mm."""
    left, bottom, right, top = page.get_mediabox()
    nothing = left == right or bottom == top  # else PDFium takes it for a page of its own
    wide, high = (0 if nothing else side / _POINTS for side in page.get_size())
    if not (SHORTEST <= wide <= LONGEST and SHORTEST <= high <= LONGEST):  # NaN is refused too
        shown = (f"{side:,.0f}" if math.isfinite(side) else "?" for side in (wide, high))
        raise UnreadableError(ODD_SIZE.format(**dict(zip(("wide", "high"), shown, strict=True))))
    return wide, high


def _only_picture(page: pdfium.PdfPage) -> pdfium.PdfImage | None:
    """Return the picture that is all of a page, as scanners make them: it need not be drawn.

    It lies upright over the whole page, with nothing over it.
    """
    alone = pdfium_c.FPDFPage_CountObjects(page) == 1
    if not alone or pdfium_c.FPDFPage_GetAnnotCount(page) or page.get_rotation():
        return None
    one = next(page.get_objects(max_depth=1))
    if not isinstance(one, pdfium.PdfImage):
        return None
    wide, high = page.get_size()
    a, b, c, d, e, f = one.get_matrix().get()
    apart = max(abs(a - wide), abs(b), abs(c), abs(d - high), abs(e), abs(f))
    facts = one.get_metadata()
    plain = (facts.bits_per_pixel, facts.colorspace) in _PLAIN
    return one if plain and apart < max(wide, high) / 100 else None


#: Bits a pixel and colour spaces of pictures whose pixels are tones, without a table or a mask.
_PLAIN = (
    (8, pdfium_c.FPDF_COLORSPACE_DEVICEGRAY),
    (8, pdfium_c.FPDF_COLORSPACE_ICCBASED),
    (24, pdfium_c.FPDF_COLORSPACE_DEVICERGB),
    (24, pdfium_c.FPDF_COLORSPACE_ICCBASED),
)


def _as_grey(drawn: pdfium.PdfBitmap, long_side: float = math.inf) -> Grey:
    """Return what was drawn as grey, its longer side no longer than this."""
    made = np.array(drawn.to_numpy(), np.uint8)
    if drawn.n_channels > 1:
        turn = cv2.COLOR_BGR2GRAY if drawn.n_channels == 3 else cv2.COLOR_BGRA2GRAY
        made = np.asarray(cv2.cvtColor(made, turn), np.uint8)
    made = made.reshape(drawn.height, drawn.width)
    less = long_side / max(made.shape)
    return resized(made, less) if less < 0.97 else made


def _own_dpi(page: pdfium.PdfPage) -> float:
    """Return the dots to an inch of the largest picture on a page, beside the page; 0 of none.

    Sizes are looked up, nothing is decoded.
    """
    if pdfium_c.FPDFPage_CountObjects(page) > MOST_SHAPES:
        raise UnreadableError(BUSY)
    wide, high = page.get_size()
    own, pixels = 0.0, 0
    for piece in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=4):
        across, down = piece.get_px_size()
        pixels += across * down
        if pixels > MOST_PIXELS:
            raise UnreadableError(HUGE.format(pixels=pixels // 1_000_000))
        own = max(own, max(across, down) * 72 / max(wide, high))
    return own


def _scale(wide: float, high: float, own: float) -> float:
    """Return pixels to a point for a page of a size in mm."""
    dpi = own if 0 < own <= _AS_IT_IS else DPI
    most = LONG_SIDE / (max(wide, high) / 25.4)
    return min(max(dpi, LEAST_DPI), most) / 72


# --- pictures -------------------------------------------------------------------------------


class _Image:
    """An open TIFF, JPEG or PNG."""

    def __init__(self, path: Path) -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._image = Image.open(path, formats=_FORMATS)
        except Image.DecompressionBombError:
            raise UnreadableError(HUGE.format(pixels=MOST_PIXELS * 2 // 1_000_000)) from None
        except _FAULTS:
            raise UnreadableError(BROKEN) from None

    def __enter__(self) -> _Image:
        return self

    def __exit__(self, *_: object) -> None:
        self._image.close()

    def pages(self) -> int:
        """Return the number of pages; only a TIFF has more than one."""
        if self._image.format != "TIFF":
            return 1
        number = 0
        while self._there_is(number):
            number += 1
            if number > MOST_PAGES:
                raise UnreadableError(MANY)
        if number < 1:
            raise UnreadableError(BROKEN)
        return number

    def _there_is(self, place: int) -> bool:
        try:
            self._image.seek(place)
        except _FAULTS:
            return False
        return True

    def grey(self, page: int) -> Grey:
        """Return a page; what is too large is refused before it is decoded."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                if self._image.format == "TIFF":
                    self._image.seek(page - 1)
                wide, high = self._image.size
                if wide * high > MOST_PIXELS:
                    raise UnreadableError(HUGE.format(pixels=wide * high // 1_000_000))
                return _decoded(self._image)
        except UnreadableError:
            raise
        except _FAULTS:
            raise UnreadableError(BROKEN_PAGE) from None


def _decoded(image: Image.Image) -> Grey:
    if max(image.size) > 2 * LONG_SIDE:
        image.draft("L", (LONG_SIDE, LONG_SIDE))
    across, down = _resolution(image)
    grey = grey_of(image)
    high, wide = grey.shape
    high = round(high * across / down)  # a fax has half as many dots down as across
    less = min(1.0, LONG_SIDE / max(wide, high))
    size = max(1, round(wide * less)), max(1, round(high * less))
    if size == (grey.shape[1], grey.shape[0]):
        upright = grey
    else:
        shrinks = size[0] * size[1] < grey.size
        how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        upright = np.asarray(cv2.resize(grey, size, interpolation=how), np.uint8)
    return _turned(upright, image)


def _resolution(image: Image.Image) -> tuple[float, float]:
    """Return dots to an inch across and down; the same where a picture does not say."""
    across, down = (float(one) for one in image.info.get("dpi", (1, 1)))
    known = 20 < across < 5000 and 20 < down < 5000 and 1 / 4 < across / down < 4
    return (across, down) if known else (1.0, 1.0)


def _turned(grey: Grey, image: Image.Image) -> Grey:
    """Return a picture the way up that its EXIF data say."""
    way = image.getexif().get(0x0112, 1)
    if way in (None, 1):
        return grey
    carrier = Image.fromarray(grey)
    carrier.getexif()[0x0112] = way
    return np.asarray(ImageOps.exif_transpose(carrier), np.uint8)


def grey_of(image: Image.Image) -> Grey:
    """Return an image of any mode as grey; what can be seen through is white."""
    if image.mode.startswith(("I", "F")):
        return _of_numbers(np.asarray(image))
    if image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info:
        seen = image.convert("RGBA")
        white = Image.new("RGBA", seen.size, "white")
        return np.asarray(Image.alpha_composite(white, seen).convert("L"), np.uint8)
    if image.mode not in ("1", "L", "RGB", "P", "CMYK", "YCbCr", "LAB", "HSV"):
        image = image.convert("RGB")
    if image.mode in ("LAB", "HSV"):
        image = image.convert("RGB")
    return np.asarray(image.convert("L"), np.uint8)


def _of_numbers(values: np.ndarray) -> Grey:
    """Return numbers of 16 or 32 bits, or fractions, as grey."""
    if values.dtype.kind == "f":
        top = 1.0 if np.nanmax(values, initial=0) <= 1 else 255.0
        return np.asarray(np.clip(np.nan_to_num(values) * (255 / top), 0, 255), np.uint8)
    shift = 8 if values.max(initial=0) > 255 else 0
    return np.asarray(np.clip(values.astype(np.int64) >> shift, 0, 255), np.uint8)
