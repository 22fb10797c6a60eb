"""Printed summaries as PDF: valid, repeatable, on two sides, and with the words of their data."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path

import page as validation
import pikepdf
import pypdfium2
import pytest

from generator.files import typesetting
from generator.files.pdf_text import text_of
from generator.files.printed_sheets import print_sheets
from generator.files.typesetting import Design, typeset
from generator.paper_summary.summary import ASKS_FOR, TEMPLATE, summaries
from generator.report.view import Release, Withheld
from generator.survey.signs import UnprintableError
from tests.report import releases

GOLDEN = Path(__file__).parents[1] / "golden" / "summaries"
DESIGN = Design(TEMPLATE, ASKS_FOR)
HOSTILE = 'Ward #panic("x") $x$ *b* _i_ <l> @r `c` \\ // = {{ a }} ŵ ' + "W" * 70


def sheets(release: Release) -> dict[str, bytes]:
    made = dict(summaries(releases.programme(), release))
    return {uri: typeset(DESIGN, sheet.data) for uri, sheet in made.items()}


def programme_sheet(release: Release) -> bytes:
    return sheets(release)["results/programme-summary.pdf"]


def five_pairs() -> Release:
    """Five pairs with some tables withheld."""
    group = releases.group(5, "restricted", "tiny", "programme", title="Five pairs")
    gone = [v for v in releases.variables() if v.domain in ("time", "clinical")]
    tables = {**group.tables, **{v.key: Withheld(v, "Nobody answered this.") for v in gone}}
    return releases.release((replace(group, tables=tables),), "restricted")


CASES = {
    "restricted": five_pairs,
    "open-small": lambda: releases.release((releases.group(15, "open", "tiny", "programme"),)),
    "open-large": lambda: releases.release((releases.group(1200, "open", "tiny", "programme"),)),
}


@pytest.fixture(scope="module")
def printed() -> dict[str, bytes]:
    return {name: programme_sheet(make()) for name, make in CASES.items()}


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
def test_every_number_of_the_data_is_on_the_paper(printed: dict[str, bytes], name: str) -> None:
    data = dict(summaries(releases.programme(), CASES[name]()))[
        "results/programme-summary.pdf"
    ].data
    words = " ".join(text_of(printed[name]).split())
    cells = [
        cell
        for role in data["roles"]
        for part in (*role["measures"], role["questions"])
        if part
        for row in part["rows"]
        for cell in row
    ]
    assert len(cells) > 10
    assert not [cell for cell in cells if cell and cell not in words]


@pytest.mark.parametrize("name", CASES)
def test_two_sides_of_a4_at_most(printed: dict[str, bytes], name: str) -> None:
    with pikepdf.open(io.BytesIO(printed[name])) as document:
        assert len(document.pages) <= 2
        for sheet in document.pages:
            assert [round(float(side)) for side in sheet.mediabox] == [0, 0, 595, 842]


def test_five_pairs_need_one_side(printed: dict[str, bytes]) -> None:
    assert len(pypdfium2.PdfDocument(printed["restricted"])) == 1


def test_the_restriction_stands_on_every_side(printed: dict[str, bytes]) -> None:
    for sheet in pypdfium2.PdfDocument(printed["restricted"]):
        assert "Restricted: for named readers only" in sheet.get_textpage().get_text_bounded()


def test_a_screen_reader_is_told_the_tables(printed: dict[str, bytes]) -> None:
    """Every table has column headers and each of its rows a header of its own."""
    with pikepdf.open(io.BytesIO(printed["restricted"])) as document:
        assert document.Root.MarkInfo.Marked
        kinds = [str(o.S) for o in document.objects if isinstance(o, pikepdf.Dictionary)
                 and o.get("/Type") == "/StructElem"]  # fmt: skip
        scopes = [str(attribute.Scope) for o in document.objects
                  if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/TH"
                  for attribute in ([o.A] if isinstance(o.A, pikepdf.Dictionary) else o.A)
                  if "/Scope" in attribute]  # fmt: skip
    assert kinds.count("/Table") == 2  # confidence and understanding; the question is a list
    assert scopes.count("/Row") == 5 + 1 + 1  # five domains and the total, one
    assert {"/H1", "/H2", "/H3", "/L"} <= set(kinds)


def test_two_runs_give_the_same_bytes(printed: dict[str, bytes]) -> None:
    typesetting.compiler.cache_clear()
    assert programme_sheet(five_pairs()) == printed["restricted"]


def test_hostile_words_are_only_words(tmp_path: Path) -> None:
    group = releases.group(9, "restricted", "tiny", "programme", title=HOSTILE)
    pdf = programme_sheet(releases.release((group,), "restricted"))
    (tmp_path / "sheet.pdf").write_bytes(pdf)
    report = validation.validate_pdf(
        tmp_path / "sheet.pdf", profile=validation.ValidationProfile.PDF_UA_1
    )
    assert report.is_compliant, [str(failure) for failure in report.failures]
    assert '#panic("x") $x$ *b* _i_ <l> @r `c`' in " ".join(text_of(pdf).split())


def test_sheets_name_together_what_the_typeface_lacks_and_keep_none(tmp_path: Path) -> None:
    group = releases.group(9, "restricted", "tiny", "programme")
    made = summaries(releases.programme(), releases.release((group,), "restricted"))
    data = next(iter(made))[1].data
    titles = {"a.pdf": "Ward 病房", "b.pdf": "Ward B", "c.pdf": "Ward 😀"}
    with pytest.raises(UnprintableError) as found:
        print_sheets({n: {**data, "title": t} for n, t in titles.items()}, DESIGN, tmp_path)
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

    monkeypatch.setattr("generator.files.printed_sheets.typeset", counted)
    first = print_sheets({"a.pdf": {"x": 1}, "b.pdf": {"x": 2}}, DESIGN, tmp_path)
    again = print_sheets({"c.pdf": {"x": 2}, "d.pdf": {"x": 3}}, DESIGN, tmp_path)
    assert len(made) == 3
    assert first["b.pdf"] == again["c.pdf"]
    for kept in tmp_path.iterdir():
        kept.write_bytes(b"half")
    print_sheets({"a.pdf": {"x": 1}}, DESIGN, tmp_path)
    assert len(made) == 4


def test_many_sheets_are_typeset_two_at_a_time_with_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = dict(summaries(releases.programme(), CASES["restricted"]()))
    documents = {
        f"{place}.pdf": sheet.data
        for place, sheet in enumerate(list(made.values())[:1] * 2 + list(made.values())[:2])
    }
    alone = print_sheets(documents, DESIGN, tmp_path / "alone")
    monkeypatch.setattr("generator.files.printed_sheets.BATCH", 1)
    assert print_sheets(documents, DESIGN, tmp_path / "two") == alone
