"""The compiler edge: repeatable bytes, hostile texts, missing characters, one golden form."""

from __future__ import annotations

import hashlib
import io
import json
import os
import struct
import subprocess
import sys
import unicodedata
import zlib
from pathlib import Path

import page as validation
import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from generator.definitions.signs import UnprintableError
from generator.files import typesetting
from generator.files.pdf_finishing import finished
from generator.files.typesetting import covered, covered_by, lacks
from generator.files.typst_compiler import compile_form, render
from generator.questionnaire.form import document

GOLDEN = Path(__file__).parents[1] / "golden" / "forms"
HOSTILE = {
    "markup": "#panic() $x^2$ *bold* _it_ [c] <lab> @ref `raw` \\ // {1} ~ -- = head",
    "code": '#import "x.typ": * #eval("1") #read("/etc/passwd")',
    "long": "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 4,
    "url": "https://example.org/" + "a-very-long-path/" * 12,
    "controls": "a\x00b\x1bc\ud800d\ufeffe\u00adf\r\n\tg",
    "quotes": '"\'\\"}{\\u0041',
    "empty": "",
}


def words_of(pdf: bytes) -> str:
    return "\n".join(
        sheet.get_textpage().get_text_bounded() for sheet in pypdfium2.PdfDocument(pdf)
    )


def test_another_process_gives_the_same_bytes(shipped):
    script = (
        "import glob, hashlib\n"
        "from generator.definitions.load import parse_definitions\n"
        "from generator.files.typst_compiler import render\n"
        "files = {p: open(p, encoding='utf-8').read() for p in glob.glob('instruments/*.yml')}\n"
        "d = parse_definitions(files, [])\n"
        "form = next(f for f in d.instruments if f.id == 'session_record')\n"
        "print(hashlib.sha256(render(d.programme, form, 'large').pdf).hexdigest())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"PYTHONHASHSEED": "77"},
    )
    here = hashlib.sha256(shipped["session_record", "large"].pdf).hexdigest()
    assert done.stdout.strip() == here


@pytest.mark.parametrize("size", ["standard", "large"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_only_text(programme, make_form, name, size, tmp_path):
    text = HOSTILE[name]
    form = make_form(
        [
            {"type": "note", "text": text + "\n\n- " + text},
            {"type": "scale", "id": "w", "scale": "yes_no", "text": text, "hint": text},
            {
                "type": "choice",
                "id": "c",
                "text": "Choose",
                "options": [{"code": i, "label": f"{text} {i}"} for i in range(5)],
            },
            {"type": "measure", "measure": "surety", "hint": text},
            {"type": "number", "id": "n", "text": text, "minimum": 0, "maximum": 9, "unit": text},
            {"type": "date", "id": "d", "text": text},
            {"type": "short_text", "id": "s", "text": text},
            {"type": "long_text", "id": "l", "text": text, "lines": 1},
        ],
        purpose=text,
        title=text or "Title",
    )
    printed = render(programme, form, size)
    (tmp_path / "form.pdf").write_bytes(printed.pdf)
    for profile in ("PDF_UA_1", "PDF_A_2A"):
        report = validation.validate_pdf(
            tmp_path / "form.pdf", profile=getattr(validation.ValidationProfile, profile)
        )
        assert report.is_compliant, [str(f) for f in report.failures]
    if name == "markup":
        assert "#panic() $x^2$ *bold* _it_ [c] <lab>" in " ".join(words_of(printed.pdf).split())


@pytest.mark.parametrize("name", ["long", "url"])
def test_a_very_long_word_stays_on_the_paper(programme, make_form, name, greys):
    form = make_form([{"type": "short_text", "id": "s", "text": HOSTILE[name]}])
    for picture in greys(render(programme, form, "large").pdf, 72):
        height = picture.shape[0]
        assert (picture[40 : height - 120, :40] > 200).all()
        assert (picture[40 : height - 120, -40:] > 200).all()


#: What the typeface lacks, among it a private sign and one that Unicode has not given out.
LACKING = {
    "שלום عربى": set("שלוםعربى"),
    "Well done 😀👩‍⚕️ now": set("😀👩⚕"),
    "李 雷": set("李雷"),
    "Ọlọ́run ç̌ ǟ x̌": {"ọ\u0301", "ç\u030c", "ǟ", "x\u030c"},
    "Logo \ue000, new \U0001fac8": {"\ue000", "\U0001fac8"},
}


@pytest.mark.parametrize("text", LACKING)
def test_nothing_is_printed_in_the_place_of_a_sign_that_the_typeface_lacks(
    programme, make_form, text
):
    form = make_form([{"type": "short_text", "id": "s", "text": text}])
    with pytest.raises(UnprintableError) as found:
        render(programme, form, "standard")
    assert found.value.signs == LACKING[text]
    assert text.replace("\ufe0f", "").replace("\u200d", "") in found.value.texts


def test_all_text_goes_to_paper_through_one_function():
    """So that no new PDF can forget to look for signs that the typeface lacks."""
    rooms = Path(typesetting.__file__).parents[1]
    using = [p for p in rooms.rglob("*.py") if "typst.Compiler(" in p.read_text("utf-8")]
    assert using == [Path(typesetting.__file__)]
    pages = [p.name for p in rooms.rglob("*.py") if "pdf_standards=" in p.read_text("utf-8")]
    assert pages == ["typesetting.py"]


def test_letters_are_printed_however_they_are_put_together(programme, make_form, tmp_path):
    """Welsh, Vietnamese, Greek, a letter and its mark apart, a sign that only chooses a shape."""
    whole = "Ŵyn ŷ Siân Ng\u1ecd Ἀθήνα \u1e17 © non-stop"
    apart = unicodedata.normalize("NFD", whole).replace("©", "©\ufe0f").replace("-", "\u2011")
    forms = [make_form([{"type": "short_text", "id": "s", "text": t}]) for t in (whole, apart)]
    first, second = (render(programme, form, "standard").pdf for form in forms)
    assert first == second
    assert whole.split(" non")[0] in " ".join(words_of(first).split())


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_any_text_compiles(programme, make_form, text):
    form = make_form([{"type": "short_text", "id": "s", "text": text, "hint": text}])
    try:
        pdf, marks = compile_form(document(programme, form, size="standard"))
    except UnprintableError as lacking:
        refused = lacking.signs
    else:
        refused = frozenset()
    event(f"refused: {bool(refused)}")
    assert bool(refused) is bool(lacks(text))
    assert not refused & covered()  # a letter with two marks is no sign of the typeface's own
    if refused:
        return
    assert pdf.startswith(b"%PDF-1.7")
    assert any(mark["kind"] == "text" for mark in marks)


def test_a_form_longer_than_the_first_guess_names_all_its_pages(programme, make_form):
    items = [
        {"type": "long_text", "id": f"t{i}", "text": f"Question {i}?", "lines": 20}
        for i in range(9)
    ]
    printed = render(programme, make_form(items), "large")
    texts = [page["qr"]["text"] for page in printed.layout["pages"]]
    assert printed.pages > 6
    assert [text.rsplit(":", 1)[1] for text in texts] == [
        str(number) for number in range(1, printed.pages + 1)
    ]


def test_a_printed_code_stands_on_every_page(programme, every_type):
    for code, boxes in (("K7MQ-2XP9", 8), ("a-longer_code-0123456789-XYZ", 0)):
        printed = render(programme, every_type, "large", code=code)
        for page, sheet in zip(
            printed.layout["pages"], pypdfium2.PdfDocument(printed.pdf), strict=True
        ):
            shown = "".join(sheet.get_textpage().get_text_bounded().split())
            assert (code.replace("-", "") if boxes else code) in shown
            assert page["qr"]["text"].endswith(":" + code)
            letters = {b["index"] for b in page["boxes"] if b["kind"] == "letter"}
            assert len(letters) == boxes


@pytest.mark.parametrize("language", ["cy", "en-US", "zh-Hans", "tlh", "x-klingon!", ""])
def test_any_language_tag_is_printed(programme, every_type, language):
    printed = render(programme, every_type, "standard", language)
    assert printed.layout["language"] == language


def test_a_number_has_a_box_for_each_digit_and_a_date_eight(programme, every_type):
    layout = render(programme, every_type, "standard").layout
    boxes = [box for page in layout["pages"] for box in page["boxes"]]
    assert [b["index"] for b in boxes if b["item"] == "minutes"] == [0, 1, 2]
    assert [b["index"] for b in boxes if b["item"] == "day"] == list(range(8))
    codes = [b["index"] for b in boxes if b["kind"] == "letter"]
    assert codes == list(range(8)) * len(layout["pages"])


def test_a_grid_with_labels_too_long_for_columns_still_fits(programme, make_form):
    """Five labels of three long words: rows go above their boxes, then labels to a key."""
    scale, other = programme.scales
    for label in ("Extraordinarily uncomfortable indeed", "Incomprehensibility" * 2):
        points = tuple(
            point.model_copy(update={"label": f"{label} {point.code}"}) for point in scale.points
        )
        scales = (scale.model_copy(update={"points": points}), other)
        wide = programme.model_copy(update={"scales": scales})
        printed = render(wide, make_form([{"type": "measure", "measure": "surety"}]), "large")
        ticks = [b for p in printed.layout["pages"] for b in p["boxes"] if b["kind"] == "tick"]
        assert len(ticks) == 35
        assert max(b["x"] + b["width"] for b in ticks) < 195
        assert words_of(printed.pdf).count("indeed") in (0, 5, 10)


def test_a_stream_that_ends_with_a_carriage_return_is_padded():
    """Otherwise strict checkers take its last byte for part of the line end."""
    text = next(t for i in range(9999) if zlib.compress(t := b"%% %d" % i, 9).endswith(b"\r"))
    with pikepdf.new() as document:
        document.add_blank_page()
        packed = zlib.compress(text, 9)
        document.pages[0].Contents = document.make_stream(packed, Filter=pikepdf.Name.FlateDecode)
        document.Root.StructTreeRoot = pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot)
        out = io.BytesIO()
        document.save(out)
    assert b"\r\nendstream" in out.getvalue() or b"\rendstream" in out.getvalue()
    made = finished(out.getvalue())
    assert b"\r\nendstream" not in made
    assert b"\rendstream" not in made
    with pikepdf.open(io.BytesIO(made)) as document:
        assert document.pages[0].Contents.read_bytes().rstrip() == text


def test_the_golden_form_is_unchanged(programme, every_type):
    """Words and layout of one small form; UPDATE_GOLDEN=1 writes them anew."""
    printed = render(programme, every_type, "standard")
    found = {
        "tiny_form.txt": "\n".join(line.strip() for line in words_of(printed.pdf).splitlines())
        + "\n",
        "tiny_form.layout.json": json.dumps(printed.layout, indent=1, ensure_ascii=False) + "\n",
    }
    for name, text in found.items():
        path = GOLDEN / name
        if os.environ.get("UPDATE_GOLDEN"):
            path.write_text(text, "utf-8")
        assert text == path.read_text("utf-8"), f"{name}: UPDATE_GOLDEN=1 if this is meant"


def font_with(kind: int) -> bytes:
    """A font with one map made by hand: A to C, and c to e of which c has the empty box."""
    runs = struct.pack(">3I", 65, 67, 10) + struct.pack(">3I", 99, 101, 0)
    table = struct.pack(">2H3I", kind, 0, 16 + len(runs), 0, 2) + runs
    cmap = struct.pack(">2H", 0, 1) + struct.pack(">2HI", 3, 10, 12) + table
    head = struct.pack(">I4H", 0x10000, 1, 0, 0, 0) + b"cmap" + struct.pack(">3I", 0, 28, len(cmap))
    return head + cmap


def test_a_font_map_is_read_as_another_program_reads_it():
    assert covered_by(font_with(12)) == frozenset("ABCde")
    with pytest.raises(ValueError, match="no map"):
        covered_by(font_with(6))


def test_the_font_covers_what_the_forms_say():
    assert set("Aa09…’“”–·→éŵŷ") <= typesetting.covered()
    assert "ש" not in typesetting.covered()


def test_a_page_without_its_symbol_keeps_the_symbols_place_white(programme, every_type, greys):
    bare = render(programme, every_type, "standard", symbols=False)
    place = bare.layout["pages"][0]["qr"]
    scale = 300 / 25.4
    x, y, side = (int(place[name] * scale) for name in ("x", "y", "width"))
    assert (greys(bare.pdf, 300)[0][y : y + side, x : x + side] > 250).all()
