"""Every byte of sites of three sizes: nobody's code, nobody's own words, in whatever writing.

The reader is independent of the leak gate (``byte_reader``). That it would see
something is shown by planting a code and an answer in every way that it knows.
"""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import shutil
import zipfile
from pathlib import Path
from urllib.parse import quote

import pikepdf
import pytest

from tests.site.byte_reader import private_in, texts_of
from tests.site.real_sites import CANARY, Size, response_tables
from tests.small_programme import ROOT, TINY

CODE = "K7MQ-2XP9"
ANSWER = "My consultant shouted “at me” on the café ward & then apologised"


def secrets_of(responses: Path) -> tuple[set[str], set[str]]:
    """Return every code and every answer in somebody's own words."""
    codes, answers = set(), set()
    for _, header, rows in response_tables(responses):
        codes |= {row[header.index("respondent")] for row in rows}
        answers |= {cell for row in rows for cell in row if CANARY in cell and " " in cell}
    return codes, answers


def public_words() -> str:
    folders = (ROOT / "site_src", ROOT / "instruments", TINY)
    paths = [path for folder in folders for path in sorted(folder.rglob("*.*"))]
    words = [path.read_text("utf-8") for path in paths if path.suffix in {".md", ".yml"}]
    return "\n".join(words)


def test_nothing_private_stands_in_any_byte(sizes: dict[str, Size]) -> None:
    """Neither of one site's people nor of another's: they are searched for together."""
    codes, answers, sites = set(), set(), []
    for size in sizes.values():
        own_codes, own_answers = secrets_of(size.responses)
        assert len(own_codes) >= 10
        assert len(own_answers) >= 5
        codes |= own_codes
        answers |= own_answers
        sites += size.sites
    assert len(sites) == 5
    assert private_in(sites, codes, answers, CANARY, public_words()) == []


def test_there_was_something_to_read(sizes: dict[str, Size], tmp_path: Path) -> None:
    """Pages, charts, tables, the search index, sheets of paper, and an archive of open data."""
    (site,) = sizes["five pairs"].sites
    for wanted in ("results/index.html", "results/data/statistics.csv", "manifest.sha256",
                   "results/data/datapackage.json"):  # fmt: skip
        assert (site / wanted).is_file()
    for kind in ("results/**/*.pdf", "search/search_index.js", "results/programme.html"):
        shutil.copy(min(site.glob(kind)), tmp_path)
    words = {name: "" for name, _ in texts_of(tmp_path)}
    assert len(words) == 3
    for name, text in texts_of(tmp_path):
        words[name] += text
    assert all("mentors" in text for text in words.values())
    assert "<svg" in words["programme.html"]
    assert list(sizes["trust"].sites[0].glob("results/data/*.zip"))


def test_the_feasibility_pilot_as_restricted_pages(sizes: dict[str, Size]) -> None:
    (site,) = sizes["five pairs"].sites
    page = (site / "results" / "programme.html").read_text("utf-8")
    assert "Invited: 6 mentors. Answered: 5 (83%) before the session" in page
    assert "Only for named readers" in page
    assert "for named readers only" in (site / "index.html").read_text("utf-8")


def drawn_pdf(words: str, *, metadata: str = "", attached: bytes = b"") -> bytes:
    with pikepdf.new() as document:
        document.add_blank_page()
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1,
                                  BaseFont=pikepdf.Name.Helvetica)  # fmt: skip
        page = document.pages[0]
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.Contents = document.make_stream(f"BT /F 9 Tf 9 99 Td ({words}) Tj ET".encode("cp1252"))
        document.docinfo["/Subject"] = metadata or "nothing"
        if attached:
            document.attachments["sheet"] = attached
        out = io.BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


BOTH = f"{CODE} {ANSWER}"
PLANTS: dict[str, tuple[str, bytes]] = {
    "a page": ("a.html", f"<p>{html.escape(BOTH)}</p>".encode()),
    "a page, split by tags": ("a.html", f"<p>{BOTH.replace('2X', '<b>2</b>X')}</p>".encode()),
    "letters by number": ("a.html", "".join(f"&#{ord(c)};" for c in BOTH).encode()),
    "an attribute": ("a.html", f'<p data-x="{html.escape(BOTH)}">x</p>'.encode()),
    "a comment": ("a.html", f"<!-- {BOTH} -->".encode()),
    "a chart": ("a.svg", f"<svg><text>{html.escape(BOTH)}</text></svg>".encode()),
    "JSON": ("a.json", json.dumps({"a": [BOTH]}).encode()),
    "the search index": ("i.js", f"window.x={json.dumps([{'t': BOTH}])};\n".encode()),
    "a table": ("a.csv", ('"' + BOTH.replace('"', '""') + '",3\r\n').encode("utf-8-sig")),
    "an address": ("a.html", f'<a href="?q={quote(BOTH)}">x</a>'.encode()),
    "base64": ("a.css", b"url(data:image/svg+xml;base64," + base64.b64encode(BOTH.encode())),
    "two bytes a letter": ("a.txt", BOTH.encode("utf-16")),
    "an archive": ("a.zip", zipped("b.html", zipped("c.txt", BOTH.encode()))),
    "gzip": ("a.svgz", gzip.compress(BOTH.encode())),
    "drawn": ("a.pdf", drawn_pdf(BOTH)),
    "a title": ("a.pdf", drawn_pdf("x", metadata=BOTH)),
    "attached": ("a.pdf", drawn_pdf("x", attached=zipped("a.txt", BOTH.encode()))),
}


@pytest.mark.parametrize("name", PLANTS)
def test_what_is_planted_would_be_seen(tmp_path: Path, name: str) -> None:
    place, content = PLANTS[name]
    (tmp_path / place).write_bytes(content)
    found = private_in([tmp_path], [CODE], [ANSWER], CANARY)
    assert set(found) == {f"{place}: a code", f"{place}: an answer"}
    (tmp_path / place).write_bytes(content.replace(b"2XP9", b"ZZZZ"))
    assert (
        private_in([tmp_path], ["another-code"], ["Some other words that nobody wrote"], "x9z")
        == []
    )


@pytest.mark.parametrize("name", [f"photo-{CODE}-1.png", f"{CODE}/a.txt"])
def test_names_of_files_are_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(CANARY.upper().encode())
    found = private_in([tmp_path], [CODE], [], CANARY)
    assert {f"{name}: a code", f"{name}: a canary"} <= set(found)
