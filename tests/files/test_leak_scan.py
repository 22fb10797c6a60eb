"""A finished site is searched as a whole; the memory changes nothing but the time."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.disclosure.leak_gate import Finding, Secret, Secrets, search, secrets
from generator.files import leak_scan
from generator.files.leak_scan import scan_site
from generator.report.workbook import Book

CODES = ("QX7-4821", "M07", "K9TTRW", "482915")
ANSWERS = (
    "nobody ever told us what the rota was for",
    "nobody ever told us what the rota was about",
    "felt quite small",
    "the café was full & loud all day",
)
WORDS = ("about 10 of about 15", "nobody ever told us", "the rota", "Mentors", "<b>results</b>")

names = st.sampled_from(["results/a.html", "results/b.html", "index.html", "c/data.csv"])
texts = st.lists(st.sampled_from((*WORDS, *WORDS, *CODES, *ANSWERS)), max_size=4).map(" | ".join)
folders = st.dictionaries(names, texts, max_size=4)
wanted = st.builds(
    secrets, st.sets(st.sampled_from(CODES)), st.sets(st.sampled_from(ANSWERS)), st.just(())
)


def generated(name: str) -> bool:
    return name.startswith("results/")


def write(folder: Path, files: dict[str, str]) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def book(*texts: str) -> bytes:
    """Return a workbook as the build writes them, with texts in its cells."""
    made = Book(("Notes",), {"Measures": {"Group": 30, "People": 9}})
    made.add("Measures", [(text, 482915) for text in texts])
    return made.packed()


def places(found: tuple[Finding, ...]) -> set[tuple[str, str, str]]:
    return {(one.path, one.kind, one.hint) for one in found}


@settings(max_examples=150)
@given(st.lists(st.tuples(folders, wanted), min_size=1, max_size=5))
def test_build_after_build_finds_what_a_full_search_finds(builds) -> None:  # type: ignore[no-untyped-def]
    with tempfile.TemporaryDirectory() as root:
        folder, memory = Path(root) / "site", Path(root) / "gate"
        folder.mkdir()
        for files, secret in builds:
            write(folder, files)
            full = scan_site(folder, secret, generated)
            assert places(scan_site(folder, secret, generated, memory)) == places(full)


def test_a_second_search_reads_nothing_that_stayed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, memory = tmp_path / "site", tmp_path / "gate"
    folder.mkdir()
    clean = {"results/a.html": "Mentors", "results/b.html": "the rota", "index.html": "about"}
    write(folder, clean)
    secret = secrets(["K9TTRW", "QX7-4821"], ANSWERS)
    assert scan_site(folder, secret, generated, memory) == ()
    write(folder, {**clean, "index.html": "about QX7-4821"})
    read: list[bytes] = []

    def noted(data: bytes, wanted: Secrets, *, generated: bool) -> frozenset[Secret]:
        read.append(data)
        return search(data, wanted, generated=generated)

    monkeypatch.setattr(leak_scan, "search", noted)
    assert {one.path for one in scan_site(folder, secret, generated, memory)} == {"index.html"}
    assert b"about QX7-4821" in read
    assert not {b"Mentors", b"the rota"} & set(read)


def test_other_secrets_are_looked_for_in_what_stayed(tmp_path: Path) -> None:
    folder, memory = tmp_path / "site", tmp_path / "gate"
    folder.mkdir()
    write(folder, {"results/a.html": "K9TTRW", "results/b.html": ANSWERS[2], "index.html": "M07"})
    assert scan_site(folder, secrets(["QX7-4821"], []), generated, memory) == ()
    for more in (secrets(["QX7-4821", "K9TTRW"], []), secrets(["QX7-4821"], [ANSWERS[2]])):
        assert len(scan_site(folder, more, generated, memory)) == 1
    assert scan_site(folder, secrets(["M07"], []), lambda name: False, memory) == ()
    assert len(scan_site(folder, secrets(["M07"], []), lambda name: True, memory)) == 1


@pytest.mark.parametrize("damage", ["gone", "cut", "flipped", "empty"])
def test_a_damaged_memory_counts_for_nothing(tmp_path: Path, damage: str) -> None:
    folder, memory = tmp_path / "site", tmp_path / "gate"
    folder.mkdir()
    write(folder, {"results/a.html": "K9TTRW"})
    assert scan_site(folder, secrets([], []), generated, memory) == ()
    content = memory.read_bytes()
    changed = bytes([content[40] ^ 1])
    forms = {"cut": content[:-9], "flipped": content[:40] + changed + content[41:], "empty": b""}
    if damage == "gone":
        memory.unlink()
    else:
        memory.write_bytes(forms[damage])
    assert scan_site(folder, secrets(["K9TTRW"], []), generated, memory)


def test_the_memory_holds_no_secret(tmp_path: Path) -> None:
    folder, memory = tmp_path / "site", tmp_path / "gate"
    folder.mkdir()
    write(folder, {"results/a.html": "Mentors"})
    assert scan_site(folder, secrets(["K9TTRW"], ANSWERS), generated, memory) == ()
    held = memory.read_bytes().lower()
    assert b"k9ttrw" not in held
    assert b"rota" not in held
    assert memory.stat().st_mode & 0o077 == 0


def test_what_an_archive_of_ours_holds_is_told_of_it_and_of_what_stands_beside(
    tmp_path: Path,
) -> None:
    """A part that stands beside the archive is read once, byte for byte the same or not."""
    folder = tmp_path / "site"
    secret = secrets(CODES, ANSWERS, ())

    def found(parts: dict[str, str], beside: dict[str, str]) -> set[str]:
        write(folder, {f"results/{name}": text for name, text in beside.items()})
        with zipfile.ZipFile(folder / "results" / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in parts.items():
                archive.writestr(name, text)
        return {one.path for one in scan_site(folder, secret, generated)}

    folder.mkdir()
    clean, dirty = "about 10 of about 15", f"about {CODES[0]}"
    assert found({"a.csv": clean}, {"a.csv": clean}) == set()
    assert found({"a.csv": dirty}, {"a.csv": dirty}) == {"results/a.csv", "results/all.zip"}
    assert found({"a.csv": dirty}, {"a.csv": clean}) == {"results/all.zip"}
    assert found({"a.csv": dirty}, {"b.csv": clean}) == {"results/all.zip"}
    assert found({f"{CODES[0]}.csv": clean}, {"b.csv": clean}) == {"results/all.zip"}


@given(
    st.lists(st.sampled_from([b"ward", b"a,b,c", b"\xc3\xa4", b"1"]), max_size=200),
    st.integers(8, 60),
)
@settings(max_examples=60)
def test_a_large_file_in_blocks_holds_every_run_of_words(words: list[bytes], size: int) -> None:
    """No word is cut, and two that stand side by side stand so in one block at least."""
    whole = b"\n".join(words)
    found = list(leak_scan.blocks(io.BytesIO(whole), size))
    read = [block.split() for block in found]
    assert {word for block in read for word in block} <= set(words)
    beside = {pair for block in read for pair in pairwise(block)}
    assert beside >= set(pairwise(words))
    assert len(whole) <= size or len(found) > 1


def test_a_secret_in_a_large_file_and_in_its_archive_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leak_scan, "BLOCK", 1000)
    lines = b"cohort,high,15\n" * 300
    (tmp_path / "a.csv").write_bytes(lines + b"K7QX-22,1\n" + lines)
    with zipfile.ZipFile(tmp_path / "same.zip", "w") as archive:
        archive.write(tmp_path / "a.csv", "a.csv")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("a.csv", lines + b"K7QX-33,1\n" + lines)
    wanted = secrets(["K7QX-22", "K7QX-33"], [])
    found = {(one.path, one.hint) for one in scan_site(tmp_path, wanted, lambda _: True)}
    assert found == {("a.csv", "K7"), ("same.zip", "K7"), ("other.zip", "K7")}


@pytest.mark.parametrize("lost", [False, True])
def test_two_processes_find_what_one_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: bool
) -> None:
    """Also where they are lost: what they did not give is searched here."""
    texts = {f"page-{n:03}.html": f"<p>Page {n}</p>" for n in range(leak_scan.SHARED_FROM + 50)}
    wanted = secrets({"K7RM4W08"}, set())
    for n in (3, 77, 201):
        texts[f"page-{n:03}.html"] = "<p>K7RM4W08</p>"
    write(tmp_path / "site", texts)
    with monkeypatch.context() as patch:
        patch.setattr(leak_scan, "SHARED_FROM", 10**6)
        alone = scan_site(tmp_path / "site", wanted, generated)
    if lost:
        here = os.getpid()
        known = leak_scan.Scan.inside

        def ending(self: Any, name: str, *words: Any, **more: Any) -> Any:
            if os.getpid() != here and name == "page-100.html":
                os._exit(1)
            return known(self, name, *words, **more)

        monkeypatch.setattr(leak_scan.Scan, "inside", ending)
    assert scan_site(tmp_path / "site", wanted, generated) == alone
    assert len(alone) == 3


@pytest.mark.parametrize("packed", [False, True])
def test_a_workbook_is_searched_as_a_text_and_its_cells_places_are_no_codes(
    tmp_path: Path, packed: bool
) -> None:
    """A1 and B2 say where cells stand, dk1 and Id1 how it looks; a number may be a code."""
    (tmp_path / "results").mkdir()

    def hints(*texts: str, codes: tuple[str, ...]) -> set[str]:
        content = book(*texts)
        if packed:
            whole = io.BytesIO()
            with zipfile.ZipFile(whole, "w") as archive:
                archive.writestr("results.xlsx", content)
            content = whole.getvalue()
        (tmp_path / "results/results.xlsx").write_bytes(content)
        found = scan_site(tmp_path, secrets(codes, ANSWERS, ()), generated)
        return {one.secret.decode() for one in found}

    layout = ("A1", "A2", "B2", "dk1", "rId1", "texts")
    assert hints("North", "B7 and M07", codes=layout) == set()
    assert hints("North", "B7 and M07", codes=("M07", "482915")) == {"m07", "482915"}
    assert hints("A2", "B2", codes=layout) == {"a2", "b2"}
    assert hints(ANSWERS[1], codes=layout) == {f" {ANSWERS[1]} "}
