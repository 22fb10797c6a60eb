"""Reads every byte of a finished site as somebody would who looks for people in it.

Nothing here is shared with the leak gate: other libraries, other ways. Whatever is
packed is unpacked, whatever is escaped is undone, and what a reader sees is put
together from the pieces in which it is written.
"""

from __future__ import annotations

import base64
import csv
import gzip
import html
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pikepdf
import pypdf

#: So many words in a row are taken for somebody's own.
IN_A_ROW = 6
_BASE64 = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
_BLOCKS = frozenset(
    {"p", "td", "th", "li", "div", "h1", "h2", "h3", "h4", "tr", "text", "br", "dt", "dd"}
)


def texts_of(*folders: Path) -> Iterator[tuple[str, str]]:
    """Yield the name of each file below folders with a text, many of them, that it holds.

    Sites carry the same guidance and forms: of files with the same bytes the first is read.
    """
    read: set[tuple[str, bytes]] = set()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            yield name, name
            content = path.read_bytes() if path.is_file() else b""
            if content and (path.suffix.lower(), content) not in read:
                read.add((path.suffix.lower(), content))
                for text in _texts(name.lower(), content):
                    yield name, text


def _texts(name: str, content: bytes) -> Iterator[str]:
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive.comment.decode("utf-8", "replace")
            for part in archive.namelist():
                yield part
                yield from _texts(part.lower(), archive.read(part))
    elif content.startswith(b"\x1f\x8b"):
        yield from _texts(name.removesuffix(".gz"), gzip.decompress(content))
    elif content.startswith(b"%PDF"):
        yield from _of_pdf(content)
    else:
        yield from _of_text(name, content)


def _of_text(name: str, content: bytes) -> Iterator[str]:
    text = content.decode("utf-8", "replace")
    yield text
    if b"\x00" in content:
        yield content.decode("utf-16-le", "replace")
        yield content.decode("utf-16-be", "replace")
        return
    yield unquote(html.unescape(text))
    if name.endswith((".html", ".svg", ".xml")):
        yield _seen(text)
    if name.endswith(".csv"):
        yield "\n".join(cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row)
    if name.endswith((".json", ".js")):
        yield "\n".join(_of_json(name, text))
    for packed in _BASE64.findall(text):
        yield from _from_base64(packed)


def _seen(text: str) -> str:
    """Return the words of a page as they stand beside each other, and its attributes after them."""

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__(convert_charrefs=True)
            self.words: list[str] = []
            self.attributes: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.words.append(" " if tag in _BLOCKS else "")
            self.attributes += [value for _, value in attrs if value]

        def handle_data(self, data: str) -> None:
            self.words.append(data)

        def handle_comment(self, data: str) -> None:
            self.attributes.append(data)

    reader = Reader()
    reader.feed(text)
    reader.close()
    return "".join(reader.words) + "\n" + "\n".join(reader.attributes)


def _of_json(name: str, text: str) -> Iterator[str]:
    """Yield every key and string; our search index is JSON behind an assignment."""
    whole = text.partition("=")[2].rstrip(";\n") if name.endswith(".js") else text
    try:
        waiting: list[Any] = [json.loads(whole)]
    except ValueError:
        return
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield from one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str):
            yield one


def _from_base64(packed: str) -> Iterator[str]:
    try:
        inside = base64.b64decode(packed + "=" * (-len(packed) % 4))
    except ValueError:
        return
    yield inside.decode("utf-8", "replace")


def _of_pdf(content: bytes) -> Iterator[str]:
    """Yield what is drawn, as pypdf reads it, and every string and stream of the file."""
    drawn = pypdf.PdfReader(io.BytesIO(content))
    yield "\n".join(page.extract_text() for page in drawn.pages)
    with pikepdf.open(io.BytesIO(content)) as document:
        yield "\n".join(f"{name} {value}" for name, value in document.docinfo.items())
        yield from (str(each) for each in document.attachments)
        for each in document.objects:
            if isinstance(each, pikepdf.String):
                yield str(each)
            elif isinstance(each, pikepdf.Dictionary):
                values = [value for value in each.values() if isinstance(value, pikepdf.String)]
                yield "\n".join(map(str, values))
            elif isinstance(each, pikepdf.Stream) and not _is_drawing(each):
                inside = each.read_bytes()
                packed = inside[:4] in (b"PK\x03\x04", b"%PDF") or inside[:2] == b"\x1f\x8b"
                if packed:
                    yield from _texts("inside", inside)
                else:
                    yield inside.decode("utf-8", "replace")


def _is_drawing(stream: pikepdf.Stream) -> bool:
    """Tell pictures and fonts, whose bytes say nothing."""
    kinds = {str(stream.get("/Subtype", "")), str(stream.get("/Type", ""))}
    return (
        bool(kinds & {"/Image", "/CIDFontType0C", "/Type1C", "/OpenType"}) or "/Length1" in stream
    )


def private_in(
    folders: Iterable[Path],
    codes: Iterable[str],
    answers: Iterable[str],
    canary: str,
    public: str = "",
) -> list[str]:
    """Return each place where a code, a canary or six words in a row of an answer stand."""
    wanted = {code.casefold() for code in codes}
    known = set(_runs(_words(public)))
    runs = {run for answer in answers for run in _runs(_words(answer))} - known
    # Letters may cling to the first and the last word; those between stand in any text as they are.
    inner = {tuple(run.split()[1:-1]) for run in runs}
    found: dict[str, None] = {}
    read: set[int] = set()
    for name, text in texts_of(*folders):
        if text != name and hash(text) in read:
            continue  # the same words as on another page
        read.add(hash(text))
        folded = text.casefold()
        if canary.casefold() in folded:
            found[f"{name}: a canary"] = None
        if not wanted.isdisjoint(_tokens(folded)):
            found[f"{name}: a code"] = None
        words = _words(folded)
        if not inner.isdisjoint(zip(*(words[at:] for at in range(IN_A_ROW - 2)), strict=False)):
            joined = " ".join(words)
            if any(run in joined for run in runs):
                found[f"{name}: an answer"] = None
    return list(found)


def _tokens(folded: str) -> Iterator[str]:
    """Yield the words that could be codes, and what of them stands between hyphens."""
    for token in set(re.findall(r"[a-z0-9_-]+", folded)):
        yield token
        parts = re.split("([-_])", token) if len(token) < 99 else []
        for start in range(0, len(parts), 2):
            yield from ("".join(parts[start : stop + 1]) for stop in range(start, len(parts), 2))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _runs(words: list[str]) -> Iterator[str]:
    return (" ".join(words[at : at + IN_A_ROW]) for at in range(len(words) - IN_A_ROW + 1))
