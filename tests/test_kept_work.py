"""What a build keeps for the next one never changes what the next one makes.

A programme that is built again after every edit is held against one that is
built from nothing, page by page and byte by byte.
"""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from mkdocs.structure.pages import Page as EnginePage

from generator import inputs, site_build, site_contents, site_gate
from generator.cli import main
from generator.definitions.problem import Problem, RefusedError
from generator.files import cache, site, standing_site
from generator.files.cache import Kept, read_sealed, write_sealed
from generator.files.programme_folder import CACHE
from generator.files.sealed import LENGTH, seal, unseal
from generator.files.site_folder import MANIFEST
from generator.inputs import Choices, read
from generator.report import group_page as group_pages
from generator.report import page_safety, site_pages
from generator.report.group_page import Beside, group_page
from generator.report.outline import Outline
from generator.report.page import Page
from generator.report.site import GeneratedSite, LongFile, digest
from generator.report.view import ReleasedGroup
from generator.site_build import generated_site
from generator.site_contents import contents
from tests.once import printed_small_programme

ROOT = Path(__file__).resolve().parent.parent


def _simulate(home: Path, how: str) -> None:
    words = ["simulate", *how.split(), "--output", "responses"]
    assert main(["-C", str(home), *words]) == 0


def _site(home: Path) -> GeneratedSite:
    return generated_site(home, Choices(home / "responses"), []).site


def _contents(made: GeneratedSite) -> dict[str, dict[str, object]]:
    return {
        "pages": dict(made.pages),
        "slots": dict(made.slots),
        "values": dict(made.values),
        "files": dict(made.files),
        "parts": dict(made.parts),
    }


#: What is kept under the very words that it shows.
DRAWN = ("forms", "charts", "pictures", "summaries")


def _copy(home: Path, beside: Path, *kept: str) -> None:
    """Copy a programme without its site and without anything that is kept but these folders."""
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(home, beside, ignore=shutil.ignore_patterns(".cache", "site"))
    for name in kept:
        shutil.copytree(home / CACHE / name, beside / CACHE / name)


def _rows(path: Path) -> list[list[str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _write(path: Path, rows: list[list[str]]) -> None:
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def _kept_files(home: Path) -> Iterator[Path]:
    for folder, ending in (
        ("", "site-*.zip"),
        ("charts", "*.svg"),
        ("pages", "*.txt"),
        ("summaries", "*.pdf"),
    ):
        yield from sorted((home / CACHE / folder).glob(ending))


def _flip(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize(
    "harm", [_flip, lambda content: content[: len(content) // 2], lambda _: b""]
)
def test_harmed_work_is_made_again(small: Path, harm: Callable[[bytes], bytes]) -> None:
    before = _contents(_site(small))
    kept = list(_kept_files(small))
    assert {path.suffix for path in kept} == {".zip", ".svg", ".txt", ".pdf"}
    for path in kept:
        path.write_bytes(harm(path.read_bytes()))
    assert _contents(_site(small)) == before


def test_a_kept_file_is_believed_only_whole(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    write_sealed(path, b"what was made")
    assert read_sealed(path) == b"what was made"
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :])
        assert read_sealed(path) is None
        path.write_bytes(whole[:at])
        assert read_sealed(path) is None
    assert read_sealed(tmp_path / "none") is None


def test_only_a_seal_of_the_users_own_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = seal(b"what was made")
    assert unseal(whole) == b"what was made"
    assert unseal(hashlib.sha256(b"forged").digest() + b"forged") is None
    monkeypatch.setenv("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME", str(tmp_path))
    assert unseal(whole) is None
    own = seal(b"mine")
    assert unseal(own) == b"mine"
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "mentoring/key").stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "mentoring").stat().st_mode) == 0o700


def test_a_site_that_somebody_else_keeps_there_is_not_believed(tmp_path: Path) -> None:
    cache.keep(tmp_path, "one", [("pages/index.md", "theirs")])
    kept = tmp_path / "site-one.zip"
    assert cache.recall(tmp_path, "one") is not None
    content = kept.read_bytes()[LENGTH:]
    for begins in (b"", hashlib.sha256(content).digest()):
        kept.write_bytes(begins + content)
        assert cache.recall(tmp_path, "one") is None


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A small programme with answers, which nobody changes, and what its site is made of."""
    home = printed_small_programme(tmp_path_factory.mktemp("begun") / "own", tmp_path_factory)
    _simulate(home, "--cohorts 2 --pairs 12-13 --seed small")
    return home, _contents(_site(home))


@pytest.fixture
def small(begun: tuple[Path, dict[str, Any]], tmp_path: Path) -> Path:
    """A copy that has nothing kept but what paper and pictures show, each under its own words."""
    _copy(begun[0], tmp_path / "own", *DRAWN)
    return tmp_path / "own"


def test_a_definition_that_is_saved_while_a_build_runs_is_seen_by_the_next(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not kept under the name of the new definition what was made from the old one."""
    form = small / "instruments/visit.yml"

    def saved_meanwhile(*words: Any, **more: Any) -> Any:
        form.write_bytes(form.read_bytes().replace(b"title: The visit", b"title: The journey"))
        return contents(*words, **more)

    monkeypatch.setattr(site_build, "contents", saved_meanwhile)
    assert "The journey" not in _site(small).pages["forms/visit.md"]
    monkeypatch.setattr(site_build, "contents", contents)
    assert "The journey" in _site(small).pages["forms/visit.md"]


@pytest.mark.parametrize("saved", ["mentor_after.csv", "cohorts.csv", "themes.csv"])
def test_answers_that_change_while_a_build_runs_are_not_kept_under_another_name(
    begun: tuple[Path, dict[str, Any]], small: Path, monkeypatch: pytest.MonkeyPatch, saved: str
) -> None:
    """Even if they are as they were before and after: it is made again from what is there."""
    expected = begun[1]
    path = next((small / "responses").rglob(saved))
    whole = path.read_bytes()
    header, *rows = _rows(path)
    reads = []

    def read_meanwhile(*words: Any, **more: Any) -> Any:
        reads.append(1)
        if len(reads) == 1:
            last = [[*row[:-1], row[-1]] for row in rows[:-1]]
            _write(path, [header, *(rows if saved == "cohorts.csv" else last)])
            if saved == "cohorts.csv":
                path.write_bytes(whole.replace(b"Cardiology", b"Oncology"))
        found = read(*words, **more)
        path.write_bytes(whole)
        return found

    monkeypatch.setattr(site_build, "read", read_meanwhile)
    assert _contents(_site(small)) == expected
    assert len(reads) == 2
    assert _contents(_site(small)) == expected


def test_answers_that_never_rest_stop_a_build(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = next((small / "responses").rglob("mentor_after.csv"))

    def read_meanwhile(*words: Any, **more: Any) -> Any:
        path.write_bytes(path.read_bytes() + b"\r\n")
        return read(*words, **more)

    monkeypatch.setattr(site_build, "read", read_meanwhile)
    with pytest.raises(RefusedError) as refused:
        generated_site(small, Choices(small / "responses"), [])
    assert [problem.rule for problem in refused.value.problems] == ["changing"]
    assert not list((small / CACHE).glob("site-*.zip"))


def test_the_gate_searches_for_what_the_site_was_made_from(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where answers change before it has read them, what they were is not searched for."""
    path = next((small / "responses").rglob("mentor_after.csv"))

    def read_meanwhile(*words: Any, **more: Any) -> Any:
        path.write_bytes(path.read_bytes() + b"\r\n")
        return read(*words, **more)

    _site(small)  # kept, so that the gate has to read the answers itself
    monkeypatch.setattr(site_gate, "read", read_meanwhile)
    with pytest.raises(RefusedError) as refused:
        site_build.build(small, Choices(small / "responses"), None, [])
    assert [problem.rule for problem in refused.value.problems] == ["changing"]
    assert not (small / "site").exists()


def test_answers_that_a_build_has_read_are_not_read_again_by_its_gate(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are searched for all the same: a page that holds one is refused."""
    (small / "site_src/index.md").write_text("# Trial\n\nI learnt much that I had not known.\n")
    path = next((small / "responses").rglob("mentor_after.csv"))
    header, *rows = _rows(path)
    rows[0][header.index("worries_text")] = "I learnt much that I had not known."
    _write(path, [header, *rows])
    monkeypatch.setattr(site_gate, "read", None)
    with pytest.raises(RefusedError) as refused:
        site_build.build(small, Choices(small / "responses"), None, [])
    assert {problem.rule for problem in refused.value.problems} == {"leak"}


def test_pages_are_laid_out_anew_only_where_something_on_them_can_be_another(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that no open page shows leaves them; a table, a word or code does not."""
    made: list[str] = []

    def noted(*words: Any, **more: Any) -> Any:
        made.append("made")
        return contents(*words, **more)

    monkeypatch.setattr(site_build, "contents", noted)
    before = _contents(_site(small))
    path = next((small / "responses").rglob("mentor_after.csv"))
    header, *rows = _rows(path)
    rows[0][header.index("worries_text")] = "Other words than before."
    _write(path, [header, *rows])
    assert _contents(_site(small)) == before
    assert len(made) == 1
    _write(path, [header, *rows[:-1]])
    assert _contents(_site(small)) != before
    assert len(made) == 2
    form = small / "instruments/visit.yml"
    form.write_bytes(form.read_bytes().replace(b"title: The visit", b"title: The journey"))
    assert "The journey" in _site(small).pages["forms/visit.md"]
    assert len(made) == 3
    monkeypatch.setattr(inputs, "CODE", small / "mkdocs.yml")
    monkeypatch.setattr(site_build, "CODE", small / "mkdocs.yml")
    _site(small)
    assert len(made) == 4


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme whose cohorts are large enough to be set beside each other; nobody changes it."""
    home = printed_small_programme(tmp_path_factory.mktemp("many") / "own", tmp_path_factory)
    _simulate(home, "--cohorts 3 --pairs 60-64 --seed large")
    _site(home)
    return home


@pytest.fixture
def large(many: Path, tmp_path: Path) -> Path:
    _copy(many, tmp_path / "own", *DRAWN)
    return tmp_path / "own"


def _no_worries(home: Path) -> None:
    _answer_all(home, "worries", "no", 30)


def _all_sure(home: Path) -> None:
    _answer_all(home, "sureness_", "5", 100)


def _answer_all(home: Path, start: str, answer: str, rows: int) -> None:
    """Give the first people of one cohort the same answer to some questions."""
    path = min((home / "responses").rglob("mentee_after.csv"))
    header, *body = _rows(path)
    own = [row for row in body if row[1] == body[0][1]]
    for place, name in enumerate(header):
        for row in own[:rows] if name.startswith(start) else ():
            row[place] = answer if name != "worries_text" else ""
    _write(path, [header, *body])


def _retitle(home: Path) -> None:
    path = home / "responses" / "cohorts.csv"
    header, first, *rows = _rows(path)
    first[header.index("title")] = "Another & other title"
    _write(path, [header, first, *rows])


def test_a_group_page_is_not_kept_under_other_code(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = tmp_path / "report.py"
    for room in (inputs, site_build, site_contents):
        monkeypatch.setattr(room, "CODE", code)
    code.write_text("one")
    assert "Who came" not in "".join(_site(small).pages.values())
    code.write_text("other")
    monkeypatch.setattr(group_pages, "TOOK_PART", "Who came")
    assert "Who came" in _site(small).pages["results/programme.md"]


def _built(home: Path) -> dict[str, bytes]:
    """Build a programme's site, and return every file of it."""
    site_build.build(home, Choices(home / "responses"), None, [])
    place = home / "site"
    paths = (path for path in place.rglob("*") if path.is_file())
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in paths}


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _other_words(home: Path) -> None:
    path = next((home / "responses").rglob("mentor_after.csv"))
    header, *rows = _rows(path)
    rows[0][header.index("worries_text")] = "Other words than before."
    _write(path, [header, *rows])


def _one_row_less(home: Path) -> None:
    path = next((home / "responses").rglob("mentor_after.csv"))
    _write(path, _rows(path)[:-1])


def _one_file_less(home: Path) -> None:
    next((home / "responses").rglob("mentor_before.csv")).unlink()


def _reword(home: Path) -> None:
    _replace(home / "instruments/mentee_after.yml", "have any worries", "worry at all")


#: What is changed one after the other, and whether the site can stand as it is.
CHANGES: tuple[tuple[Callable[[Path], object], bool], ...] = (
    (lambda home: None, True),
    (_other_words, True),
    (_all_sure, False),
    (_one_row_less, False),
    (_retitle, False),
    (_one_file_less, False),
    (_reword, False),
    (lambda home: _replace(home / "mkdocs.yml", "Trial", "Another"), False),
    (lambda home: _replace(home / "site_src/index.md", "Trial", "Start"), False),
    (lambda home: (home / "site/index.html").unlink(), False),
    (lambda home: _replace(home / "mkdocs.yml", "{name: material}", TEMPLATES), False),
    (lambda home: _replace(home / "own/main.html", "Mine", "Yours"), False),
)
TEMPLATES = "{name: material, custom_dir: own}"


def test_a_site_built_after_a_change_is_one_from_nothing_byte_by_byte(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (small / "own").mkdir()
    (small / "own/main.html").write_text(
        '{% extends "base.html" %}{% block footer %}Mine{% endblock %}'
    )
    _built(small)
    runs: list[Path] = []

    def noted(config: Any, **more: Any) -> None:
        runs.append(Path(config.site_dir))
        build(config, **more)

    build = site.build
    monkeypatch.setattr(site, "build", noted)
    beside = tmp_path / "anew"
    for number, (change, may_stand) in enumerate(CHANGES):
        change(small)
        runs.clear()
        after = _built(small)
        assert bool(runs) is not may_stand, number
        if number % 2:  # so is every other one, and holds what the one before it has changed
            _copy(small, beside, *DRAWN)
            assert after == _built(beside), number


def _forge(home: Path) -> None:
    """Change a page that the list of all files knows of."""
    page, manifest = (home / "site" / one for one in ("results/programme.html", MANIFEST))
    before = hashlib.sha256(page.read_bytes()).hexdigest()
    page.write_text("Mine")
    _replace(manifest, before, hashlib.sha256(b"Mine").hexdigest())


class Watch:
    """Which groups' pages were made, and which pages were written, since somebody looked."""

    def __init__(self, home: Path, patch: pytest.MonkeyPatch) -> None:
        self.home, self.made, self.written = home, set[str](), set[str]()
        render = EnginePage.render

        def made(shared: Outline, group: ReleasedGroup, around: Beside) -> Page:
            self.made.add(group.id)
            return group_page(shared, group, around)

        def written(page: EnginePage, *words: Any) -> None:
            self.written.add(page.file.dest_uri)
            render(page, *words)

        patch.setattr(site_pages, "group_page", made)
        patch.setattr(EnginePage, "render", written)

    def built(self) -> dict[str, bytes]:
        self.made.clear()
        self.written.clear()
        return _built(self.home)


def _pages(site: dict[str, bytes]) -> set[str]:
    return {one for one in site if one.startswith("results/") and one.endswith(".html")}


LISTED = "results/index.html"


def test_a_group_page_is_made_and_written_anew_only_where_it_would_be_another(
    large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers of one cohort change its page, and what others set beside theirs; its title, all."""
    watch = Watch(large, monkeypatch)
    before = watch.built()
    pages, everybody = _pages(before), {*watch.made}
    assert len(everybody) == 4
    assert pages <= watch.written
    for one in everybody - {"programme"}:
        assert group_pages.BESIDE.encode() in before[f"results/cohort-{one}.html"]
    alone = []
    for change in (_no_worries, _all_sure, _retitle):
        change(large)
        after = watch.built()
        alone.append({*watch.made})
        others = {one for one in pages if after[one] != before[one]}
        assert others <= watch.written & pages <= others | {LISTED}, change.__name__
        _copy(large, tmp_path / "anew", *DRAWN)
        assert after == _built(tmp_path / "anew"), change.__name__
        before = after
    assert len(alone[0]) == 2, "the cohort and the programme"
    assert len(alone[1]) > 2, "and a page that sets the programme beside"
    assert alone[2] == everybody


def test_a_page_that_stands_is_copied_only_where_it_is_as_we_wrote_it(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And under the same settings and code."""
    watch = Watch(large, monkeypatch)
    before = watch.built()
    pages = _pages(before)
    (large / "site/results/programme.html").unlink()
    assert watch.built() == before
    assert watch.written & pages == {LISTED, "results/programme.html"}
    _forge(large)
    assert watch.built() == before
    assert pages <= watch.written
    settings = (large / "mkdocs.yml").read_text()
    (large / "mkdocs.yml").write_text(f"{settings}extra: {{footer: [results/programme.md]}}\n")
    footed = watch.built()
    assert pages <= watch.written
    assert all(b'<ul class="foot">' in footed[one] for one in pages)
    monkeypatch.setattr(site_build, "CODE", large / "mkdocs.yml")
    assert watch.built() == footed
    assert pages <= watch.written


def test_pages_without_fault_are_looked_at_again_only_where_they_may_have_one(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page, a setting or our code may bring one; what was found once is told each time."""
    looked: list[str] = []

    def noted(page: page_safety.Page) -> tuple[Problem, ...]:
        looked.append(page.path)
        return page_problems(page)

    def faults() -> tuple[list[str], bool]:
        """Return where the faults are, and whether pages were looked at for them."""
        looked.clear()
        return [one.where.path for one in inputs.page_faults(small, None)], bool(looked)

    page_problems = page_safety.page_problems
    monkeypatch.setattr(page_safety, "page_problems", noted)
    assert faults() == ([], True)
    assert faults() == ([], False)
    _replace(small / "mkdocs.yml", "Trial", "Another")
    assert faults() == ([], True)
    _replace(small / "site_src/index.md", "# Trial", "# Trial\n\n<script>")
    for _ in range(2):
        assert faults() == (["site_src/index.md"], True)
    _replace(small / "site_src/index.md", "<script>", "")
    assert faults() == ([], True)
    monkeypatch.setattr(inputs, "CODE", small / "mkdocs.yml")
    assert faults() == ([], True)
    (small / "site_src/away.md").symlink_to(small / "mkdocs.yml")
    assert faults()[0] == ["site_src/away.md"]


@pytest.mark.parametrize(
    "settings",
    [
        "hooks: [hook.py]",
        "markdown_extensions: [pymdownx.snippets]",
        "site_author: !ENV [SOMEBODY, nobody]",
    ],
)
def test_a_site_whose_engine_may_read_anything_is_built_each_time(
    small: Path, settings: str
) -> None:
    name = _read_by_engine(small)
    assert name
    (small / "hook.py").write_text("")
    (small / "mkdocs.yml").write_text(f"{(small / 'mkdocs.yml').read_text()}{settings}\n")
    assert _read_by_engine(small) == ""


def test_the_shipped_settings_let_a_site_stand() -> None:
    assert _read_by_engine(ROOT)


def _read_by_engine(home: Path) -> str:
    return standing_site.reads(home, "code")


def test_a_site_that_stands_is_searched_for_what_came_in_since(small: Path) -> None:
    (small / "site_src/index.md").write_text("# Trial\n\nI learnt much that I had not known.\n")
    before = _built(small)
    path = next((small / "responses").rglob("mentor_after.csv"))
    header, *rows = _rows(path)
    rows[0][header.index("worries_text")] = "I learnt much that I had not known."
    _write(path, [header, *rows])
    with pytest.raises(RefusedError) as refused:
        _built(small)
    assert {problem.rule for problem in refused.value.problems} == {"leak"}
    assert (small / "site/index.html").read_bytes() == before["index.html"]


def test_a_long_file_is_kept_and_written_piece_by_piece(tmp_path: Path) -> None:
    table = LongFile()
    whole = [b"a,b\r\n" * n for n in (1, 0, 3_000_000, 2)]
    for piece in whole:
        table.add(piece)
    cache.keep(tmp_path, "one", [("files/table.csv", table), ("files/x", b"y"), ("n", "1")])
    entry = cache.recall(tmp_path, "one")
    assert entry is not None
    kept = Kept(entry, "files", bytes)
    assert list(kept) == ["table.csv", "x"]
    assert kept["table.csv"] == b"".join(whole) == bytes(table)
    assert (len(table), digest(table)) == (len(bytes(table)), digest(bytes(table)))
    for name, content in (("table.csv", b"".join(whole)), ("x", b"y")):
        written = BytesIO()
        cache.copy(kept, name, written)
        assert written.getvalue() == content
    written = BytesIO()
    cache.copy({"x": b"z"}, "x", written)
    assert written.getvalue() == b"z"
