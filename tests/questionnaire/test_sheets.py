"""Sheets: tables with words, what is printed for each mentee, values and links on paper."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2
import pytest

from generator.cli import main
from generator.files.typst_compiler import render
from generator.questionnaire.form import document

GRID = {
    "source": "domains",
    "label_title": "Domain",
    "columns": [{"title": "{{ mentee }}", "each_mentee": True}],
}


def sheet(make_form, section: dict[str, object], **changes: object):
    whole = {"id": "part", "title": "The part"} | section
    return make_form([], kind="sheet", wave=None, sections=[whole], **changes)


def words_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(p.get_textpage().get_text_bounded().split()) for p in pages)


def test_a_grid_has_a_column_a_mentee_and_a_row_a_domain(programme, make_form):
    mentees = programme.model_copy(update={"mentees": ("A", "B", "C")})
    (section,) = document(mentees, sheet(make_form, {"table": GRID}), size="standard").data[
        "sections"
    ]
    table = section["table"]
    assert [column["title"] for column in table["columns"]] == ["A", "B", "C"]
    assert [row["label"] for row in table["rows"]] == [d.title for d in programme.domains]
    assert {len(row["cells"]) for row in table["rows"]} == {3}


@pytest.mark.parametrize(("size", "widths"), [("standard", [8, 3]), ("large", [5, 5, 1])])
def test_many_mentees_need_more_grids(programme, make_form, size, widths):
    many = programme.model_copy(update={"mentees": tuple(str(n) for n in range(1, 12))})
    sections = document(many, sheet(make_form, {"table": GRID}), size=size).data["sections"]
    assert [len(one["table"]["columns"]) for one in sections] == widths
    ids = [row["id"] for one in sections for row in one["table"]["rows"]]
    assert len(set(ids)) == len(ids)


def test_a_section_is_printed_for_each_mentee_on_a_page_of_its_own(programme, make_form):
    each = {"title": "Mentee {{ mentee }}", "each_mentee": True, "new_page": True}
    table = {"source": "domains", "columns": [{"title": "Seen"}]}
    pair = programme.model_copy(update={"mentees": ("K1", "K2")})
    form = make_form(
        [],
        kind="sheet",
        wave=None,
        sections=[
            {"id": "first", "title": "First", "intro": "Words."},
            {"id": "part", "table": table, **each},
        ],
    )
    printed = render(pair, form, "standard")
    heads = [
        [block["item"] for block in page["blocks"] if block["kind"] == "heading"]
        for page in printed.layout["pages"]
    ]
    assert heads == [["first"], ["part_k1"], ["part_k2"]]
    assert "Mentee K1" in words_of(printed.pdf)


def test_names_come_from_the_programme_and_a_blank_one_is_a_line(programme, make_form):
    text = "At {{ local.organisation }}, {{ local.department }}."
    form = sheet(make_form, {"items": [{"type": "note", "text": text}]})
    words = words_of(render(programme, form, "standard").pdf)
    assert "At Invented Trust, ________________." in words


def test_a_name_that_looks_like_a_value_stays_as_it_is(programme, make_form):
    local = programme.local.model_copy(update={"organisation": "{{ local.privacy }}"})
    sly = programme.model_copy(update={"local": local})
    form = sheet(make_form, {"items": [{"type": "note", "text": "At {{ local.organisation }}."}]})
    assert "At {{ local.privacy }}." in words_of(render(sly, form, "standard").pdf)


def test_links_leads_lists_and_steps(programme, make_form):
    text = "1. **Stop.** Read the [rules](ground-rules.md).\n2. Go.\n\n- one\n- #two $x$"
    form = sheet(make_form, {"items": [{"type": "note", "text": text}]})
    words = words_of(render(programme, form, "standard").pdf)
    assert "1. Stop. Read the rules. 2. Go. • one • #two $x$" in words


def test_rows_with_words_keep_their_order_and_are_repeated_for_cutting(programme, make_form):
    table = {
        "times": 3,
        "label_title": "Card",
        "columns": [{"title": "Code"}, {"title": "Do", "cell": "words"}],
        "printed": [{"label": "Yours", "words": ["Keep it."]}],
    }
    printed = render(programme, sheet(make_form, {"table": table}), "standard")
    assert words_of(printed.pdf).count("Yours Keep it.") == 3
    boxes = [b for page in printed.layout["pages"] for b in page["boxes"]]
    assert [box["item"] for box in boxes] == ["part_1", "part_2", "part_3"]


def test_no_words_of_a_shipped_form_leave_the_margins(shipped):
    for (form, size), printed in shipped.items():
        for page in pypdfium2.PdfDocument(printed.pdf):
            for found in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
                left, _, right, _ = found.get_bounds()
                assert left >= 14.9 / 25.4 * 72, (form, size)
                assert right <= 195.5 / 25.4 * 72, (form, size)


def test_the_interviews_notes_are_the_grid_and_a_page_for_each_mentee(shipped):
    for size in ("standard", "large"):
        printed = shipped["interview_notes", size]
        assert printed.pages == 6
        counts = [
            sum(b["kind"] == "row" for b in page["blocks"]) for page in printed.layout["pages"]
        ]
        assert counts == [7] * 6
        writing = [b["height"] for page in printed.layout["pages"][1:] for b in page["boxes"]]
        assert min(writing) >= 25


def test_the_notes_are_made_for_a_list_of_mentees(tmp_path: Path):
    root = Path(__file__).parents[2]
    words = ["-C", str(root), "print", "interview_notes", "--output", str(tmp_path)]
    for mentees, pages in (("2", 3), ("K1,m-2,C_3", 4)):
        assert main([*words, "--mentees", mentees]) == 0
        layout = json.loads((tmp_path / "layouts/interview_notes.layout.json").read_text("utf-8"))
        assert len(layout["pages"]) == pages


@pytest.mark.parametrize("mentees", ["0", "25", "A,a", "A,,B", "Dr Smith", "longer_than_8", "A;B"])
def test_a_list_of_mentees_that_cannot_be_is_wrong_usage(mentees: str):
    with pytest.raises(SystemExit) as stopped:
        main(["print", "interview_notes", "--mentees", mentees])
    assert stopped.value.code == 2
