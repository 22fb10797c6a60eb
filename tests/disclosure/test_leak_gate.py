"""The leak gate finds what was planted, wherever and however it is written, and little else."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import unicodedata
import zipfile
import zlib
from pathlib import Path
from urllib.parse import quote, quote_plus

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.disclosure.leak_gate import LONG_ANSWER, Secrets, secrets
from generator.files import leak_scan
from generator.files.leak_scan import Scan, blocks, scan_site

CODE = "QX7-4821"
SHORT = "M07"
ANSWER = "He said “don’t worry” & left <at once>; the café was 100% full"
CANARY = "canary-zzyzx-19"
WANTED = secrets([CODE, SHORT, "12"], [ANSWER, "felt quite small"], [CANARY], public="Mentor M01")


def kinds(
    path: str, data: str | bytes, *, generated: bool = True, wanted: Secrets = WANTED
) -> set[str]:
    raw = data.encode() if isinstance(data, str) else data
    scan = Scan(wanted)
    found = [*scan.in_name(path), *scan.inside(path, io.BytesIO(raw), ours=generated)]
    return {secret.kind for secret in found}


FORMS = {
    "as it is": ANSWER,
    "html": html.escape(ANSWER),
    "html, quotation marks kept": html.escape(ANSWER, quote=False),
    "html, by number": "".join(f"&#{ord(c)};" for c in ANSWER),
    "html, by hexadecimal number": ANSWER.replace("’", "&#x2019;").replace("é", "&eacute;"),
    "json": json.dumps(ANSWER),
    "json with letters kept": json.dumps(ANSWER, ensure_ascii=False),
    "json in html": html.escape(json.dumps(ANSWER)),
    "percent": quote(ANSWER),
    "form": quote_plus(ANSWER),
    "capitals": ANSWER.upper(),
    "straight quotation marks": ANSWER.replace("“", '"').replace("”", '"').replace("’", "'"),
    "wrapped by markup": "<tspan>He said “don’t worry”</tspan><tspan> &amp; left</tspan> "
    "<b>&lt;at once&gt;</b>; the café was 100% full",
    "csv": '"He said “don’t worry” & left <at once>; the café was 100% full",3',
    "broken lines": ANSWER.replace(" ", "\n   "),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", ["results/index.html", "search/search_index.json", "a/chart.svg"])
def test_an_answer_is_found_in_every_writing(form: str, path: str) -> None:
    assert "answer" in kinds(path, f"before {FORMS[form]} after", generated=False)


@pytest.mark.parametrize(
    "data",
    [
        f"<td>{CODE}</td>",
        f'{{"id": "{CODE}"}}',
        f"1,{CODE},3",
        f"data-x='{CODE.lower()}'",
        f"<text>{CODE}</text>",
        "&#81;X7-4821",
        f"https://host/?c={CODE}",
        f"row_{CODE.replace('-', '_')}".replace("_4821", "-4821").replace("row_", "row "),
    ],
)
def test_a_code_is_found_as_a_whole_word(data: str) -> None:
    assert kinds("data.csv", data, generated=False) == {"code"}


@pytest.mark.parametrize("data", [f"{CODE}9", f"A{CODE}", "QX7-482", "QX7 4821"])
def test_a_part_of_a_longer_word_is_no_code(data: str) -> None:
    assert kinds("data.csv", data) == set()


def test_a_code_is_found_between_the_hyphens_of_a_longer_word() -> None:
    wanted = secrets(["ABC123"], [])
    assert kinds("x.html", "id=row-abc123_7", wanted=wanted) == {"code"}


def test_a_code_is_found_in_the_two_groups_that_cards_print() -> None:
    wanted = secrets(["PRCVT3CT", "20152026"], [])
    for data in ("<td>PRCV T3CT</td>", "prcv&nbsp;t3ct", "PRCVT3CT"):
        assert kinds("x.html", data, wanted=wanted) == {"code"}
    for data in ("PRCV T3CTX", "APRCV T3CT", "PRCV, T3CT", "2015 2026"):
        assert kinds("x.html", data, wanted=wanted) == set()


def test_short_secrets_count_only_in_generated_text() -> None:
    for data, kind in ((f"<td>{SHORT}</td>", "code"), ("I felt quite small.", "answer")):
        assert kinds("results/index.html", data) == {kind}
        assert kinds("assets/theme.js", data, generated=False) == set()


def test_figures_are_no_codes_and_are_counted_as_unsearchable() -> None:
    assert kinds("results/index.html", "about 12 of about 15") == set()
    assert WANTED.unsearchable == 1


def test_digits_of_a_coordinate_are_no_code() -> None:
    wanted = secrets(["482915"], [])
    assert kinds("a.svg", '<path d="M0.482915,3"/>', wanted=wanted) == set()
    assert kinds("a.svg", "<text>482915</text>", wanted=wanted) == {"code"}


def test_public_words_are_no_secret_but_a_canary_always_is() -> None:
    public = "How free did you feel to say what you thought? M01"
    wanted = secrets(["M01"], ["how free did you feel to say what you thought"], ["feel"], public)
    assert kinds("forms/x.html", public, wanted=wanted) == {"canary"}


@pytest.mark.parametrize(
    "path", ["results/a.html", "font.woff2", "picture.png", "data.csv", "forms/x.pdf", "a.js"]
)
def test_a_canary_is_found_in_every_kind_of_file(path: str) -> None:
    assert "canary" in kinds(
        path, f"\x00\x01{CANARY.upper()}\xff".encode("latin-1"), generated=False
    )


@pytest.mark.parametrize(
    "name", [f"results/{CODE}.html", "results/m07.html", f"{CANARY}/index.html"]
)
def test_names_of_files_are_searched(name: str) -> None:
    assert len(Scan(WANTED).in_name(name)) == 1


def test_packed_files_are_opened() -> None:
    page = f"<p>{CODE}</p><p>{ANSWER}</p>".encode()
    assert kinds("page.html.gz", gzip.compress(page), generated=False) == {"code", "answer"}
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", page)
    assert kinds("codebook.xlsx", book.getvalue(), generated=False) == {"code", "answer"}


def test_broken_archives_are_searched_as_they_are() -> None:
    assert kinds("a.gz", f" {CODE} ", generated=False) == {"code"}
    assert kinds("a.xlsx", b"PK\x03\x04 " + CODE.encode(), generated=False) == {"code"}


def test_a_pdfs_metadata_and_streams_are_searched() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/Title"] = f"Form of {CODE}"
    pdf.pages[0].Contents = pdf.make_stream(f"/Span << /Alt ({ANSWER}) >> BDC EMC".encode())
    for compressed in (False, True):
        out = io.BytesIO()
        mode = pikepdf.ObjectStreamMode.generate if compressed else pikepdf.ObjectStreamMode.disable
        pdf.save(out, compress_streams=compressed, object_stream_mode=mode)
        assert kinds("forms/x.pdf", out.getvalue(), generated=False) == {"code", "answer"}


def test_binary_streams_of_a_pdf_give_no_chance_hits() -> None:
    noise = bytes(range(256)) * 64 + b" " + CODE.encode() + b" "
    data = b"%PDF-1.7\n1 0 obj\nstream\n" + zlib.compress(noise) + b"\nendstream"
    assert kinds("forms/x.pdf", data, generated=False) == set()


def test_a_finding_shows_two_characters_at_most() -> None:
    page = io.BytesIO(f"{CODE} {SHORT} {ANSWER} {CANARY}".encode())
    found = Scan(WANTED).inside("x.html", page, ours=True)
    assert {finding.kind for finding in found} == {"code", "answer", "canary"}
    for finding in found:
        assert len(finding.hint) <= 2
    assert "7" not in "".join(finding.hint for finding in found if finding.kind == "code")


@given(st.text(min_size=1, max_size=80), st.text(max_size=30), st.text(max_size=30))
def test_whatever_was_written_long_enough_is_found_when_planted(
    answer: str, before: str, after: str
) -> None:
    wanted = secrets([], [answer])
    page = f"<p>{html.escape(before)}</p><p>{html.escape(answer)}</p><p>{html.escape(after)}</p>"
    if len(answer.strip()) >= LONG_ANSWER and any(map(str.isalnum, answer)):
        assert kinds("a.html", page, generated=False, wanted=wanted) == {"answer"}


def test_a_clean_page_is_clean() -> None:
    page = "<h1>Results</h1><p>About 10 of about 15 mentors improved. M01. He said left.</p>"
    assert kinds("results/index.html", page) == set()


def test_a_folder_is_walked(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "index.html").write_text(f"<p>{SHORT}</p>", encoding="utf-8")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a.js").write_text(f"var {SHORT}=1", encoding="utf-8")
    (tmp_path / CODE).mkdir()
    found = scan_site(tmp_path, WANTED, lambda path: path.startswith("results/"))
    assert [(f.path, f.kind, f.in_name) for f in found] == [
        (CODE, "code", True),
        ("results/index.html", "code", False),
    ]


def test_a_secret_in_a_large_file_is_found_wherever_it_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Files are searched in blocks; none of their edges may hide anything."""
    block = 4 * leak_scan.OVERLAP
    monkeypatch.setattr(leak_scan, "BLOCK", block)
    wanted = secrets(["ZQABCD123"], ["the rota was never shared with us before"])
    said = b"The rota was never shared with us before"
    words = b"all the words of a very long file "
    for end in (block // 2, block - 50, block - 30, block - 8, block, block + 9, 2 * block - 20):
        filler = (words * (end // len(words) + 1))[: end - 1] + b" "
        for secret, kind in ((b"ZQABCD123", "code"), (said, "answer")):
            assert kinds("results/a.csv", filler + secret + b" y", wanted=wanted) == {kind}


def test_blocks_hold_every_word_whole():
    data = b" ".join(b"word%d" % number for number in range(4_000))
    words = set(data.split())
    held = [set(block.split()) for block in blocks(io.BytesIO(data), size=1_000, overlap=100)]
    assert set().union(*held) == words
    assert len(held) > 20
    assert list(blocks(io.BytesIO(data))) == [data]


HIDDEN_ANSWER = {
    "split by tags": html.escape(ANSWER).replace("said", "<b>sa</b>id"),
    "soft hyphens": ANSWER.replace("worry", "wor\u00adry"),
    "soft hyphens by name": html.escape(ANSWER.replace("worry", "wor\u00adry")).replace(
        "\u00ad", "&shy;"
    ),
    "places to break": ANSWER.replace("once", "on\u200bce"),
    "a comment": ANSWER.replace("café", "ca<!-- here -->fé"),
    "apart": unicodedata.normalize("NFD", ANSWER),
}
HIDDEN_CODE = {
    "in a name of many parts": f"id=row-{CODE}-answers",
    "with a hyphen that does not break": CODE.replace("-", "\u2011"),
    "with that hyphen by number": CODE.replace("-", "&#8209;"),
    "with a dash": CODE.replace("-", "–"),
    "with a minus sign": CODE.replace("-", "−"),
    "split by tags": "QX<b>7</b>-<em>48</em>21",
    "with a place to break": CODE.replace("-", "-<wbr>"),
    "with a place to break unseen": CODE.replace("-", "-\u200b"),
    "split by escaped tags": json.dumps({"t": CODE.replace("7", "<b>7</b>")}).replace(
        "<", "\\u003c"
    ),
    "split by a tag after an escape": "&#81;<b>X7</b>&#45;4821",
    "behind letters of another alphabet": f"é{CODE}语",
    "behind a sign that nobody sees": f"word\u200b{CODE}",
    "behind that sign by number": f"word&#8203;{CODE}",
    "in the title of a tag inside of a word": f'wo<b title="{CODE}">rd</b>',
    "in wide letters": "".join(chr(ord(c) + 0xFEE0) for c in CODE),
    "escaped three times over": html.escape(html.escape(html.escape(f"“{CODE}”&"))),
    "with marks of direction": f"\u202a{CODE}\u202c",
}


@pytest.mark.parametrize("form", HIDDEN_ANSWER)
def test_nothing_inside_of_words_hides_an_answer(form: str) -> None:
    assert kinds("about/index.html", f"<p>{HIDDEN_ANSWER[form]}</p>", generated=False) == {"answer"}


@pytest.mark.parametrize("form", HIDDEN_CODE)
def test_nothing_inside_of_words_hides_a_code(form: str) -> None:
    assert kinds("about/index.html", f"<p>{HIDDEN_CODE[form]}</p>", generated=False) == {"code"}


@pytest.mark.parametrize(
    ("code", "text"), [("FB1234", r"C:\list\fb1234.txt"), ("51X-777", "about 100%51X-777")]
)
def test_what_only_looks_like_an_escape_hides_no_code(code: str, text: str) -> None:
    assert kinds("about/index.html", text, wanted=secrets([code], [])) == {"code"}


@pytest.mark.parametrize(
    "answer",
    [
        r"The folder is C:\new\rota on the ward's computer",
        "They wrote %20 and &amp; into my rota, <b>bold</b>",
        "A&B said 1 < 2 and 3 > 2, which is <b>right</b>",
        "İt was ﬁne, Straße & all, in ½ an hour",
        "語の研修はとても役に立ちましたので感謝しています",
    ],
)
def test_answers_with_signs_of_their_own_are_found(answer: str) -> None:
    wanted = secrets([], [answer])
    for text in (answer, html.escape(answer), json.dumps(answer), quote(answer), answer.upper()):
        assert kinds("about/index.html", f"<p>{text}</p>", wanted=wanted) == {"answer"}


def test_one_finding_for_secrets_that_read_the_same() -> None:
    wanted = secrets(["ab-1234", "AB-1234"], ["It went well.", "it went WELL !!!!!!!!!!!!!"])
    found = Scan(wanted).inside("x.html", io.BytesIO(b"ab-1234: it went well"), ours=True)
    assert [secret.kind for secret in found] == ["answer", "code"]


def test_a_code_is_found_in_the_name_of_a_picture_among_other_words() -> None:
    assert kinds(f"assets/photo-{CODE}-small.png", b"", generated=False) == {"code"}


def test_words_side_by_side_are_not_joined() -> None:
    for page in ("<td>QX7</td><td>-4821</td>", "QX7 – 4821", "<li>QX7</li>-4821", "QX7<br>-4821"):
        assert kinds("results/index.html", page) == set()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_texts_in_other_encodings_are_read(encoding: str) -> None:
    text = f"{ANSWER}\n{CODE}\n{CANARY}".encode(encoding)
    assert kinds("assets/note.vtt", text, generated=False) == {"answer", "code", "canary"}


def test_titles_and_remarks_of_pictures_are_read() -> None:
    """As a camera, Windows (two bytes a letter) and an editor of pictures write them."""
    noise = bytes(range(128, 256)) * 9
    for written in (
        ANSWER.encode(),
        f"<dc:title>{CODE}</dc:title>".encode(),
        CODE.encode("utf-16"),
    ):
        for name in ("assets/ward.jpg", "assets/ward.png", "assets/ward.webp"):
            assert kinds(name, noise + b"\x00" + written + b"\x00" + noise, generated=False)
    assert (
        kinds("assets/ward.jpg", noise + b"\x00" + SHORT.encode() + b"\x00", generated=True)
        == set()
    )


def test_pictures_inside_of_pages_are_read() -> None:
    drawn = base64.b64encode(f"<svg><text>{CODE}</text><desc>{ANSWER}</desc></svg>".encode())
    page = b'<p><img alt="" src="data:image/svg+xml;base64,' + drawn + b'"></p>'
    assert kinds("about/index.html", page, generated=False) == {"code", "answer"}


def test_what_is_packed_under_another_ending_is_opened() -> None:
    words = f"{CODE} {ANSWER}".encode()
    assert kinds("a.svgz", gzip.compress(words), generated=False) == {"code", "answer"}
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("a.txt", "nothing")
        archive.comment = words
    assert kinds("a.odt", book.getvalue(), generated=False) == {"code", "answer"}
