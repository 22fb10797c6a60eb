"""Printed summaries as PDF: one side, valid, repeatable, and with the words of their data."""

from __future__ import annotations

import ctypes
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import page as validation
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from generator.definitions.programme import Programme
from generator.definitions.signs import UnprintableError
from generator.files import typesetting
from generator.files.pdf_text import text_of
from generator.files.typesetting import Design, on_one_side, print_sheets, typeset
from generator.report.view import Release, Withheld
from generator.summary_sheet.summary import TEMPLATE, WAYS
from tests.report import releases
from tests.summary_sheet import wide
from tests.summary_sheet.made import summaries

GOLDEN = Path(__file__).parents[1] / "golden" / "summaries"
DESIGN = Design(TEMPLATE, WAYS)
HOSTILE = 'Ward #panic("x") $x$ *b* _i_ <l> @r `c` \\ // = {{ a }} ŵ ' + "W" * 70
#: Points: the smallest words of a sheet, and what many printers leave white at its edges.
SMALLEST, MARGIN = 10, 24


def data_of(release: Release, programme: Programme | None = None, language: str = "en") -> Any:
    made = dict(summaries(programme or releases.programme(), release, language))
    return made["results/programme-summary.pdf"].data


def five_pairs() -> Any:
    """Five pairs with some tables withheld."""
    group = releases.group(5, "restricted", "tiny", "programme", title="Five pairs")
    gone = [v for v in releases.variables() if v.domain in ("time", "clinical")]
    tables = {**group.tables, **{v.key: Withheld(v, "Nobody answered this.") for v in gone}}
    return data_of(releases.release((replace(group, tables=tables),), "restricted"))


def small() -> Any:
    return data_of(releases.release((releases.group(15, "open", "tiny", "programme"),)))


def large() -> Any:
    return data_of(wide.release("open", 1200, 7), wide.programme(7))


def twelve(language: str = "en") -> Any:
    return data_of(wide.release("restricted", 60), wide.programme(), language)


CASES = {"restricted": five_pairs, "open-small": small, "open-large": large, "twelve": twelve}


def printed_of(data: Any) -> bytes:
    made = on_one_side(DESIGN, data)
    assert made is not None
    return made


@pytest.fixture(scope="module")
def printed() -> dict[str, bytes]:
    return {name: printed_of(make()) for name, make in CASES.items()}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("profile", ["PDF_UA_1", "PDF_A_2A"])
def test_sheets_are_valid(
    printed: dict[str, bytes], name: str, profile: str, tmp_path: Path
) -> None:
    (tmp_path / "sheet.pdf").write_bytes(printed[name])
    report = validation.validate_pdf(
        tmp_path / "sheet.pdf", profile=getattr(validation.ValidationProfile, profile)
    )
    assert report.is_compliant, [str(failure) for failure in report.failures]


@pytest.mark.parametrize("name", CASES)
def test_the_words_and_where_they_stand(printed: dict[str, bytes], name: str) -> None:
    """Update with UPDATE_GOLDEN=1, then read the difference as you would read code."""
    document = pypdfium2.PdfDocument(printed[name])
    lines = [
        line.strip()
        for sheet in document
        for line in sheet.get_textpage().get_text_bounded().splitlines()
    ]
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text("\n".join(lines) + "\n", "utf-8")
    assert "\n".join(lines) + "\n" == golden.read_text("utf-8")


@pytest.mark.parametrize("name", CASES)
def test_every_word_of_the_data_is_on_the_paper(printed: dict[str, bytes], name: str) -> None:
    data = CASES[name]()
    words = " ".join(text_of(printed[name]).replace("\u200b", "").split())
    wanted = [*data["board"]["said"], *data["board"]["notes"], *data["took_part"], *data["closing"]]
    for row in data["board"]["rows"]:
        wanted += [row["label"], row["who"], row["way"], row["ways"], row["verdict"]]
    for row in data["areas"]["rows"] if data["areas"] else ():
        wanted += [row["label"], *(one["verdict"] for one in row["cells"] if one)]
        wanted += [one["way"] for one in row["cells"] if one and name != "twelve"]
    assert len(wanted) > 10
    assert not [text for text in wanted if text not in words]


# --- one side, all of it to be read ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Signs:
    """Every visible sign of a sheet: its box (left, bottom, right, top) and size, in points."""

    boxes: np.ndarray
    sizes: np.ndarray


def signs_of(pdf: bytes) -> Signs:
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    boxes, sizes = [], []
    for place in range(text.count_chars()):
        if chr(pdfium.FPDFText_GetUnicode(text.raw, place)).strip():
            boxes.append(text.get_charbox(place))
            sizes.append(_size(text, place))
    boxes_once, places = np.unique(np.array(boxes), axis=0, return_index=True)
    return Signs(boxes_once, np.array(sizes)[places])  # both letters of "ft" are one sign


def _size(text: pypdfium2.PdfTextPage, place: int) -> float:
    """Return a sign's size on paper: the font's, as the page's matrix has it."""
    matrix = pdfium.FS_MATRIX()
    assert pdfium.FPDFText_GetMatrix(text.raw, place, ctypes.byref(matrix))
    return float(pdfium.FPDFText_GetFontSize(text.raw, place) * abs(matrix.d))


def sides_of(pdf: bytes) -> Iterator[list[int]]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for sheet in document.pages:
            yield [round(float(side)) for side in sheet.mediabox]


def check_to_be_read(pdf: bytes) -> None:
    """One side of A4, every sign on it, none over another, none too small."""
    assert list(sides_of(pdf)) == [[0, 0, 595, 842]]
    signs = signs_of(pdf)
    left, bottom, right, top = signs.boxes.T
    assert left.min() > MARGIN
    assert right.max() < 595 - MARGIN
    assert bottom.min() > MARGIN
    assert top.max() < 842 - MARGIN
    assert signs.sizes.min() > SMALLEST - 0.01
    across = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    along = np.minimum.outer(top, top) - np.maximum.outer(bottom, bottom)
    np.fill_diagonal(across, 0)
    over = (across > 1) & (along > 1)
    assert not over.any(), f"{int(over.sum())} signs stand over others"


@pytest.mark.parametrize("name", CASES)
def test_one_side_in_print_that_can_be_read(printed: dict[str, bytes], name: str) -> None:
    check_to_be_read(printed[name])


@pytest.mark.parametrize("language", wide.LANGUAGES)
@pytest.mark.parametrize(("audience", "people"), [("restricted", 5), ("open", 1200)])
def test_twelve_areas_in_any_language_fit_one_side(
    language: str, audience: Any, people: int
) -> None:
    data = data_of(wide.release(audience, people), wide.programme(), language)
    pdf = printed_of(data)
    check_to_be_read(pdf)
    words = " ".join(text_of(pdf).split())
    labels = [row["label"].replace("\u200b", "") for row in data["areas"]["rows"]]
    assert len(labels) == 12
    assert not [label for label in labels if label not in words]


def test_small_groups_are_printed_large(printed: dict[str, bytes]) -> None:
    assert np.median(signs_of(printed["open-small"]).sizes) == pytest.approx(12, abs=0.01)


def test_words_of_absurd_length_still_leave_one_side() -> None:
    release = wide.release("restricted", 60, title="Very long title of a ward " * 150)
    pdf = printed_of(data_of(release, wide.programme()))
    assert list(sides_of(pdf)) == [[0, 0, 595, 842]]
    assert signs_of(pdf).boxes[:, 1].min() > MARGIN
    assert "The 12 areas have no room here: see the page." in text_of(pdf)


# --- what a screen reader is told -----------------------------------------------------------


def _kinds_and_facts(pdf: bytes) -> tuple[list[str], list[str], list[str]]:
    """Return the kinds of all parts, the scopes of headers and the words for what is drawn."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked
        parts = [
            o for o in document.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/StructElem"
        ]  # fmt: skip
        kinds = [str(part.S) for part in parts]
        scopes = [
            str(facts.Scope) for part in parts if part.S == "/TH"
            for facts in ([part.A] if isinstance(part.A, pikepdf.Dictionary) else part.A)
            if "/Scope" in facts
        ]  # fmt: skip
        alternatives = [str(part.Alt) for part in parts if "/Alt" in part]
    return kinds, scopes, alternatives


def test_a_screen_reader_is_told_tables_and_drawings(printed: dict[str, bytes]) -> None:
    data = twelve()
    kinds, scopes, alternatives = _kinds_and_facts(printed["twelve"])
    assert kinds.count("/Table") == 2  # the board and the areas
    assert scopes.count("/Row") == 5 + 12
    assert scopes.count("/Column") == 4 + 5
    assert {"/H1", "/H2", "/L"} <= set(kinds)
    cells = [one for row in data["areas"]["rows"] for one in row["cells"]]
    spoken = [one["spoken"] for one in (*data["board"]["rows"], *cells)]
    assert sorted(alternatives) == sorted(spoken)
    assert "From 3 to 4 of 5" in spoken


def test_the_restriction_stands_at_the_foot(printed: dict[str, bytes]) -> None:
    (sheet,) = pypdfium2.PdfDocument(printed["restricted"])
    foot = sheet.get_textpage().get_text_bounded(top=60)
    assert "Restricted: for named readers only" in foot


# --- the files ------------------------------------------------------------------------------


def test_two_runs_give_the_same_bytes(printed: dict[str, bytes]) -> None:
    typesetting.compiler.cache_clear()
    assert printed_of(five_pairs()) == printed["restricted"]


def test_hostile_words_are_only_words(tmp_path: Path) -> None:
    group = releases.group(9, "restricted", "tiny", "programme", title=HOSTILE)
    pdf = printed_of(data_of(releases.release((group,), "restricted")))
    (tmp_path / "sheet.pdf").write_bytes(pdf)
    report = validation.validate_pdf(
        tmp_path / "sheet.pdf", profile=validation.ValidationProfile.PDF_UA_1
    )
    assert report.is_compliant, [str(failure) for failure in report.failures]
    check_to_be_read(pdf)
    assert '#panic("x") $x$ *b* _i_ <l> @r `c`' in " ".join(text_of(pdf).split())


def test_sheets_name_together_what_the_typeface_lacks_and_keep_none(tmp_path: Path) -> None:
    titles = {"a.pdf": "Ward 病房", "b.pdf": "Ward B", "c.pdf": "Ward 😀"}
    documents = {name: {**small(), "title": title} for name, title in titles.items()}
    with pytest.raises(UnprintableError) as found:
        print_sheets(documents, DESIGN, tmp_path)
    assert found.value.texts == ("Ward 病房", "Ward 😀")
    assert found.value.signs == set("病房😀")
    assert not list(tmp_path.iterdir())


def test_nothing_about_the_machine_or_the_day_is_in_the_file(printed: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(printed["restricted"])) as document:
        known = {str(key): str(value) for key, value in document.docinfo.items()}
    assert known["/Title"] == "Results: Five pairs – Tiny programme"
    assert known["/CreationDate"].startswith("D:2025")
    assert "/Author" not in known


def test_a_sheet_is_typeset_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def counted(design: Design, data: object) -> bytes:
        made.append(1)
        return b"%PDF words %%EOF"

    monkeypatch.setattr("generator.files.typesetting.on_one_side", counted)
    first = print_sheets({"a.pdf": {"x": 1}, "b.pdf": {"x": 2}}, DESIGN, tmp_path)
    again = print_sheets({"c.pdf": {"x": 2}, "d.pdf": {"x": 3}}, DESIGN, tmp_path)
    assert len(made) == 3
    assert first["b.pdf"] == again["c.pdf"]
    print_sheets({"a.pdf": {"x": 1}}, replace(DESIGN, ways=WAYS[:1]), tmp_path)
    assert len(made) == 4  # laid out in other ways it may be another sheet
    for kept in tmp_path.iterdir():
        kept.write_bytes(b"half")
    print_sheets({"a.pdf": {"x": 1}}, DESIGN, tmp_path)
    assert len(made) == 5


def test_many_sheets_are_typeset_two_at_a_time_with_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = {f"{n}.pdf": {**make(), "title": str(n)} for n, make in enumerate(CASES.values())}
    alone = print_sheets(documents, DESIGN, tmp_path / "alone")
    monkeypatch.setattr("generator.files.typesetting.BATCH", 1)
    assert print_sheets(documents, DESIGN, tmp_path / "two") == alone


def test_what_fits_in_no_way_is_no_sheet() -> None:
    data = data_of(wide.release("restricted", 60), wide.programme())
    assert on_one_side(replace(DESIGN, ways=WAYS[:1]), data) is None
    with pikepdf.open(io.BytesIO(typeset(DESIGN, {**data, **WAYS[0]}))) as document:
        assert len(document.pages) == 2
