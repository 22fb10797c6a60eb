"""Before anybody has answered: every command says so, and nothing is said of protection."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.cli import main
from generator.files.ledger_file import empty_ledger
from tests.once import printed_small_programme
from tests.outcome import Screen

SAID = "There are no answers yet."
LIST = "cohort,title,organisation,region,invited_mentors\nc1,Cardiology,Example Hospitals,North,3\n"
HEAD = "respondent,cohort,instrument,version,understanding\n"
#: What may lie in the responses folder while nobody has answered.
FOLDERS = [
    {},
    {"cohorts.csv": LIST},
    {"cohorts.csv": LIST.replace("mentors", "mentors,invented").replace(",3", ",3,yes")},
    {"cohorts.csv": LIST, "april.csv": HEAD},
]
COMMANDS = ["build", "build --preview", "build --audience restricted", "release --dry-run",
            "release", "status"]  # fmt: skip


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = printed_small_programme(
        tmp_path_factory.mktemp("before") / "programme", tmp_path_factory
    )
    path = folder / "instruments" / "programme.yml"
    readers = 'release:\n  restricted_readers: ["Pat Tiny, organiser"]\n'
    path.write_text(path.read_text("utf-8") + readers, "utf-8")
    ledger = folder / "responses" / "releases" / "ledger.jsonl"
    ledger.parent.mkdir(parents=True)
    ledger.write_bytes(empty_ledger("tiny"))
    return folder


@pytest.mark.parametrize("files", FOLDERS)
def test_every_command_says_that_there_are_no_answers(
    programme: Path, files: dict[str, str], capsys: Screen
) -> None:
    responses = programme / "responses"
    for old in responses.glob("*.csv"):
        old.unlink()
    for name, text in files.items():
        (responses / name).write_text(text, "utf-8")
    ledger = (responses / "releases" / "ledger.jsonl").read_bytes()
    for words in COMMANDS:
        assert main(["-C", str(programme), *words.split()]) == 0, words
        assert SAID in capsys.readouterr().out, words
    assert (responses / "releases" / "ledger.jsonl").read_bytes() == ledger
    for site in ("site", "site-preview", "site-restricted"):
        pages = sorted((programme / site / "results").glob("*.html"))
        assert [page.name for page in pages] == ["index.html"]
        page = pages[0].read_text("utf-8")
        main_part = page[page.index("<h1") : page.index("</main>")]
        assert SAID in main_part
        assert not re.search("confidential|withheld|too few|released", main_part)


def test_an_emptied_folder_never_hides_what_was_released(programme: Path, capsys: Screen) -> None:
    site = programme / "shown"
    words = ["-C", str(programme), "build", "--site-dir", str(site)]
    assert main(words) == 0
    (site / "release.txt").write_text("3\n", "utf-8")
    assert main(words) == 1
    assert "The site shows release 3, but the ledger ends at release 0." in capsys.readouterr().err
