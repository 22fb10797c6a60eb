"""What commands write: over nobody's file, for their owner alone, and out of version control."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from generator.cli import main
from generator.files.starter import GITIGNORE
from tests.once import printed_small_programme
from tests.outcome import Screen


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A programme with answers; every command of the guidance has run once, with its names."""
    place = tmp_path_factory.mktemp("outputs")
    home = printed_small_programme(place / "own", tmp_path_factory)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(place / "user"))
        patch.setenv("MENTORING_KEY", str(home / "release.key"))
        before = os.umask(0o022)
        (home / "records").mkdir()
        shutil.move(home / "preferences.csv", home / "records")
        (home / ".gitignore").write_bytes(GITIGNORE)
        for line in SETTING_UP:
            assert run(home, line) == 0, line
        yield home
        os.umask(before)


SETTING_UP = (
    "simulate --cohorts 2 --pairs 8 --seed a --output responses",
    "export --to redcap --output forms",
    "export visit --to r --output private",
    "analyse responses --output statistics.csv --linked people.csv",
    "template --output entry",
    "template --output entry/first",
    "status",
    "print visit",
    "draw records/preferences.csv --commit",
    "draw records/preferences.csv --seed 4-2-6 --output draw/drawn",
    "feedback --template notes.yml",
    "feedback --template notes.xlsx",
    "themes units --output themes",
    "themes units --output themes-2",
    "build --preview",
    "build --audience restricted",
)


def run(home: Path, line: str) -> int:
    return main(["-C", str(home), *line.split()])


def copied(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "own")
    return tmp_path / "own"


REPEATED = (
    "export --to redcap --output forms",
    "export visit --to r --output private",
    "analyse responses --output statistics.csv",
    "template --output entry",
    "status",
    "print visit",
    "simulate --cohorts 2 --pairs 8 --seed a --output responses",
    "build --preview",
)


@pytest.mark.parametrize("line", REPEATED)
def test_a_command_may_write_over_what_it_wrote(made: Path, tmp_path: Path, line: str) -> None:
    """Wherever its programme has been moved to."""
    assert run(copied(made, tmp_path), line) == 0


#: A command, and a file that it would write.
TAKEN = {
    "analyse responses --output records/preferences.csv": "records/preferences.csv",
    "analyse responses --output statistics.csv": "statistics.csv",
    "analyse responses --linked linked.csv": "linked.csv",
    "export --to redcap --output forms": "forms/visit-redcap.csv",
    "export visit --to r --output private": "private/read_visit.R",
    "export visit --to r --output records": "records/visit.csv",
    "status --output status.html": "status.html",
    "status --output records/preferences.csv": "records/preferences.csv",
    "print visit": "printed/Pairs/1 After tea/The visit.pdf",
    "print visit --output instruments": "instruments/layouts/visit.layout.json",
    "template --output entry": "entry/data-entry.xlsx",
    "template --output themes": "themes/codebook.csv",
    "feedback --template notes.yml": "notes.yml",
    "simulate --cohorts 2 --pairs 8 --seed b --output responses": "responses/april.csv",
    "build --preview": "site-preview/index.html",
}
WITHOUT_FORCE = ("template", "feedback", "simulate", "build")


@pytest.mark.parametrize("line", TAKEN)
def test_no_command_writes_over_somebody_elses_file(
    made: Path, tmp_path: Path, capsys: Screen, line: str
) -> None:
    home = copied(made, tmp_path)
    theirs = home / TAKEN[line]
    if theirs.exists() and theirs.suffix == ".xlsx":
        book = load_workbook(theirs)
        book.worksheets[-1].cell(6, 1).value = "V1"
        book.save(theirs)
    elif not line.startswith("analyse responses --output r"):
        theirs.parent.mkdir(parents=True, exist_ok=True)
        theirs.write_bytes(b"precious")
    before = {path: path.read_bytes() for path in home.rglob("*") if _output(path, home)}
    assert run(home, line) == 1
    told = capsys.readouterr().err
    assert theirs.name in told
    assert {path: path.read_bytes() for path in home.rglob("*") if _output(path, home)} == before
    if line.startswith(WITHOUT_FORCE):
        assert "--force" not in told
    else:
        assert f"{TAKEN[line]}:1:1: file-in-use" in told
        assert "--force" in told
        assert run(home, f"{line} --force") == 0
        assert theirs.read_bytes() != before[theirs]


def _output(path: Path, home: Path) -> bool:
    return path.is_file() and ".cache" not in path.relative_to(home).parts


#: Commands that write something private, each into a site, or among what one is made from.
INTO_A_SITE = (
    "analyse responses --output site/numbers.csv",
    "analyse responses --linked site_src/linked.csv",
    "build --audience restricted --site-dir site-preview",
    "cards --count 2 --output site/cards",
    "collect forms --output site-restricted",
    "compare statistics.csv entry --output site/final",
    "draw records/preferences.csv --seed 4 --output old/drawn",
    "export visit --to r --output site",
    "feedback notes.yml --output site_src/feedback",
    "feedback --template site/notes.yml",
    "import statistics.csv --form visit --responses site",
    "pack --cohort cardiology-001 --output site/pack",
    "simulate --cohorts 2 --pairs 8 --seed a --output site/deep/inside",
    "status --output site/status.html",
    "template --output site_src",
    "template --mentors 2 --mentees 2 --output site-restricted/a",
    "themes agree themes/coder-1.xlsx themes/coder-2.xlsx --output site",
    "themes table themes/coder-1.xlsx --output site_src",
    "themes units --output site/themes",
)


def test_nothing_private_goes_into_a_site(made: Path, tmp_path: Path, capsys: Screen) -> None:
    home = copied(made, tmp_path)
    (home / "old").mkdir()
    (home / "old/manifest.sha256").write_text("")  # as every finished site has it
    before = {path for path in home.rglob("*") if _output(path, home)}
    for line in INTO_A_SITE:
        assert run(home, line) == 1, line
        told = capsys.readouterr().err
        assert "must not be in the site" in told or "cannot be written here" in told, line
    assert {path for path in home.rglob("*") if _output(path, home)} == before


def test_git_shows_nothing_private(made: Path, tmp_path: Path) -> None:
    home = copied(made, tmp_path)
    for name in DOCUMENTED:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(b"private")
    subprocess.run(["git", "init", "-q"], cwd=home, check=True)
    shown = subprocess.run(
        ["git", "status", "--porcelain", "-uall"], cwd=home, check=True, text=True,
        capture_output=True,
    ).stdout  # fmt: skip
    found = {line[3:] for line in shown.splitlines()}
    assert {name.partition("/")[0] for name in found} == {
        ".gitignore", "forms", "instruments", "mkdocs.yml", "site_src",
    }  # fmt: skip


#: Private names in the guidance that no command of the fixture writes.
DOCUMENTED = (
    "records/return_log.csv", "responses/themes.csv", "responses/releases/ledger.jsonl",
    "responses/forgotten-copies/0a/1/april.csv", "responses/ordinary_words.txt", "decided.xlsx",
    "final/visit.csv", "final.compared/history.csv", "final.compared/record.json",
    "first.csv", "second.csv", "first/visit.csv", "entry/second/visit.xlsx", "draft.csv",
    "everybody.txt", "names.txt", "release.key", "release.key.old-1", "themes/in-context.html",
    "coreq.md", "private/statistics.csv", "analysis.csv", "feedback/feedback-A.pdf",
    "draw/drawn/private/slips.pdf", ".statistics.csv-new-1a2b3c4d", ".site-old-1a2b3c4d/index.html",
    "preferences.csv", "preferences.xlsx", "trial-responses/april.csv", "practice/INVENTED.txt",
    "status-april.html", "trial.key",
)  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights in lists")
def test_what_is_private_is_its_owners_alone(made: Path) -> None:
    """Every file and folder that a command has made, blank forms apart: on paper or for a tool."""
    made_by_hand = ("instruments", "site_src", "mkdocs.yml", ".gitignore", "records")
    open_to_all = {
        path.relative_to(made).as_posix(): oct(stat.S_IMODE(path.stat().st_mode))
        for path in made.rglob("*")
        if path.stat().st_mode & 0o077
        and path.suffix != ".ttf"  # fonts for typesetting, while this process lives
        and not path.relative_to(made).as_posix().startswith((*made_by_hand, "printed", "forms"))
    }
    assert set(open_to_all) <= {".cache"}, open_to_all
    commitment = made / "records/preferences.csv.commitment.json"
    assert stat.S_IMODE(commitment.stat().st_mode) == 0o600
