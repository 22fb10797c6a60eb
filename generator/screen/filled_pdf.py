"""A filled PDF becomes one respondent's answers, or the reason why it cannot be used.

What counts is what stands on the pages: programs rewrite the list of fields, merge and rename it,
but every one of them leaves the boxes themselves on their pages. Of a file nothing is taken but
what its boxes say: no author, no date, no name of a program.
"""

from __future__ import annotations

import io
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import pikepdf
from pikepdf import Array, Dictionary

from generator.definitions.codebook import Codebook
from generator.screen.answers import Answers, NotUsedError, book_of, plain_text
from generator.screen.fields import CODE, Sheet, mark, parsed_name

#: More bytes than the whole of a form unpacks to, its pictures included.
LARGEST_UNPACKED = 100_000_000
#: How deep a field may hang below another, and how much may stand in one.
DEEPEST, LONGEST = 16, 40_000
_SAVE_AGAIN = "Open it in another program, look at the ticks, and save it again."
_NEW = "Fill in the form again from the site."


@dataclass(frozen=True, slots=True)
class Box:
    """One box on a page: what it is called, where it is, what it offers and what it says.

    ``shown`` is the state that is drawn (``AS``) and ``held`` what the field holds (``V``), both
    empty where there is nothing; ``codes`` are the states that a tick box can have beside "Off".
    """

    name: str
    page: int
    place: tuple[float, ...]
    tick: bool
    codes: tuple[str, ...]
    shown: str
    held: str


def filled_pdf(content: bytes, books: Mapping[str, Codebook]) -> Answers:
    """Return what a filled PDF says; raises NotUsedError with the reason and the remedy.

    ``books`` are those of all forms by id. The answers themselves are checked elsewhere.
    """
    boxes = list(_boxes(content))
    of, items = _sheet(boxes)
    book = book_of(of.programme, of.form, of.version, books)
    _check_unchanged(of, items, book)
    notes: list[str] = []
    said = {item: _said(item, several, notes) for item, several in items.items()}
    values = _values(said, book, notes)
    code = said.get(CODE, "").strip() if book.kind == "linked" else ""
    return Answers(of.form, of.version, of.language, code, values, notes=tuple(notes))


# --- the boxes on the pages ---------------------------------------------------------------


def _boxes(content: bytes) -> Iterator[Box]:
    _check_size(content)
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            for number, page in enumerate(document.pages, start=1):
                for widget in _widgets(page.obj):
                    yield _box(widget, number)
    except pikepdf.PasswordError as error:
        fault = "It is protected by a password."
        remedy = "Ask for it without a password: print it to a file or save it unprotected."
        raise NotUsedError("encrypted", fault, remedy) from error
    except NotUsedError:
        raise
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError,
            RecursionError, OverflowError) as error:  # fmt: skip
        fault = "It is a PDF, but it is broken or was not saved to its end."
        raise NotUsedError("broken", fault, "Ask for the file again.") from error


def _check_size(content: bytes) -> None:
    """Refuse a file that unpacks to more than any form, before anything unpacks it."""
    whole, left = memoryview(content), LARGEST_UNPACKED
    for start in re.finditer(rb"stream\r?\n", content):
        with suppress(zlib.error):
            left -= len(zlib.decompressobj().decompress(whole[start.end() :], left))
        if left <= 0:
            fault = "It unpacks to far more than any form."
            raise NotUsedError("too-large", fault, _NEW)


def _widgets(page: pikepdf.Object) -> Iterator[pikepdf.Object]:
    listed = page.get("/Annots")
    for one in listed if isinstance(listed, Array) else ():
        if isinstance(one, Dictionary) and one.get("/Subtype") == "/Widget":
            yield one


def _box(widget: pikepdf.Object, page: int) -> Box:
    chain = list(_chain(widget))
    names = [_text(one.get("/T")) for one in reversed(chain) if "/T" in one]
    tick = _inherited(chain, "/FT") == "/Btn"
    drawn = widget.get("/AP", Dictionary()).get("/N") if tick else None
    states = drawn if isinstance(drawn, Dictionary) else Dictionary()
    codes = tuple(str(key)[1:] for key in states if key != "/Off")
    shown = _state(widget.get("/AS")) if tick else ""
    place = tuple(float(edge) for edge in widget.Rect)
    held = _inherited(chain, "/V")
    return Box(
        ".".join(names),
        page,
        (*map(min, place[:2], place[2:]), *map(max, place[:2], place[2:])),
        tick,
        codes,
        shown,
        _state(held) if tick else _text(held),
    )


def _chain(widget: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Yield a widget and the fields above it."""
    at: pikepdf.Object | None = widget
    for _ in range(DEEPEST):
        if not isinstance(at, Dictionary):
            return
        yield at
        at = at.get("/Parent")
    raise NotUsedError("broken", "Its fields hang in each other without end.", _NEW)


def _inherited(chain: Sequence[pikepdf.Object], key: str) -> object:
    return next((one.get(key) for one in chain if key in one), None)


def _state(value: object) -> str:
    text = str(value).removeprefix("/") if value is not None else ""
    return "" if text == "Off" else text


def _text(value: object) -> str:
    """Return a text of a field: of a long one some programs make a stream."""
    if isinstance(value, pikepdf.Stream):
        raise NotUsedError("edited", "A field holds formatted text, which is not read.", _NEW)
    text = "" if value is None else str(value)
    if len(text) > LONGEST:
        fault = f"A field holds more than {LONGEST:,} characters."
        raise NotUsedError("too-large", fault, "Ask for the form with shorter answers.")
    return text


# --- which form it is ---------------------------------------------------------------------


def _sheet(boxes: Sequence[Box]) -> tuple[Sheet, dict[str, list[Box]]]:
    """Return the one sheet that boxes belong to, and the boxes of each of its items."""
    if not boxes:
        fault = "It has no fields: it was flattened, printed to a file or scanned."
        remedy = "Read it with mentoring scan, or ask for the file that was filled in."
        raise NotUsedError("flattened", fault, remedy)
    known = [(parsed_name(box.name), box) for box in boxes]
    ours = [(found, box) for found, box in known if found is not None]
    if not ours:
        fault = "It has fields, but none of this programme's forms."
        raise NotUsedError("not-ours", fault, "Take it out of the folder.")
    sheets = {found[0] for found, _ in ours}
    if len(sheets) > 1:
        forms = sorted({one.form for one in sheets})
        fault = f"It holds more than 1 form: {', '.join(forms)}."
        raise NotUsedError("several-forms", fault, "Save each form as a file of its own.")
    if len(ours) < len(boxes):
        raise NotUsedError("edited", "Somebody has added fields to the form.", _NEW)
    items: dict[str, list[Box]] = defaultdict(list)
    for (_, item), box in ours:
        items[item].append(box)
    return sheets.pop(), dict(items)


def _check_unchanged(of: Sheet, items: Mapping[str, Sequence[Box]], book: Codebook) -> None:
    """Refuse a form whose boxes are not where they were, or offer something else."""
    several = any(len(box.codes) > 1 for boxes in items.values() for box in boxes)
    boxes = [
        (box.page, item, box.codes[0] if box.codes else "", box.place)
        for item, own in items.items()
        for box in own
    ]
    if several or mark(boxes) != of.mark:
        fault = "Somebody has changed the form: boxes or pages were moved, removed or added."
        raise NotUsedError("edited", fault, _NEW)
    columns = {column.name: set(column.codes) for column in book.columns} | {CODE: set()}
    for item, own in items.items():
        known = columns.get(item.partition("/")[0])
        if known is None or any(set(box.codes) - known for box in own):
            fault = f"Its question '{item}' is not as in the programme."
            raise NotUsedError("edited", fault, _NEW)


# --- what it says -------------------------------------------------------------------------


def _said(item: str, boxes: Sequence[Box], notes: list[str]) -> str:
    """Return the code of the box that is ticked, or what was written; -99 for two ticks."""
    if not boxes[0].tick:
        texts = {box.held for box in boxes}
        if len(texts) > 1:
            fault = f"The field '{item}' holds different texts on different pages."
            raise NotUsedError("disagree", fault, _SAVE_AGAIN)
        return plain_text(texts.pop())
    ticked = [box.codes[0] for box in boxes if box.codes and box.shown == box.codes[0]]
    if len(ticked) > 1:
        notes.append(f"{len(ticked)} boxes are ticked at '{item}', so that it counts as unreadable")
        return "-99"
    for box in boxes:
        code = box.codes[0] if box.codes else ""
        if box.shown not in ("", code) or (box.shown == code) != (box.held == code):
            fault = f"At '{item}' the tick that is drawn is not the one that the file holds."
            raise NotUsedError("disagree", fault, _SAVE_AGAIN)
    return ticked[0] if ticked else ""


def _values(said: Mapping[str, str], book: Codebook, notes: list[str]) -> dict[str, str]:
    """Return the cells of a row, by column."""
    found = {}
    for column in book.columns:
        name = column.name
        if column.kind == "date":
            found[name] = _date(name, [said.get(f"{name}/{p}", "") for p in _PARTS], notes)
        elif column.kind == "number":
            found[name] = _number(name, said.get(name, ""), (column.minimum, column.maximum), notes)
        else:
            found[name] = said.get(name, "")
    _untick(found, book)
    return found


_PARTS = ("year", "month", "day")


def _untick(found: dict[str, str], book: Codebook) -> None:
    """Say 0 for the boxes beside a ticked one, where several may be ticked."""
    several = [one for one in book.columns if one.codes == ("0", "1") and one.name != one.item]
    ticked = {one.item for one in several if found[one.name] == "1"}
    for one in several:
        if one.item in ticked and not found[one.name]:
            found[one.name] = "0"


def _number(name: str, text: str, limits: tuple[int, int], notes: list[str]) -> str:
    """Return a whole number within its limits; anything else cannot be read."""
    plain = text.strip()
    digits = plain.lstrip("0") or plain[:1]
    whole = plain.isascii() and plain.isdigit() and len(digits) <= len(str(limits[1]))
    if not plain or (whole and limits[0] <= int(digits) <= limits[1]):
        return digits
    notes.append(f"'{name}' is no whole number from {limits[0]} to {limits[1]}, so that it counts "
                 "as unreadable")  # fmt: skip
    return "-99"


def _date(name: str, parts: Sequence[str], notes: list[str]) -> str:
    """Return a date as files hold it; what is none cannot be read."""
    if not any(parts):
        return ""
    try:
        return date(*(int(part) if part.isascii() else -1 for part in parts)).isoformat()
    except (ValueError, OverflowError):
        notes.append(f"'{name}' is no date, so that it counts as unreadable")
        return "-99"
