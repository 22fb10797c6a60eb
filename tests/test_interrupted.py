"""A command that is killed, or that the disk refuses, leaves the old state or the new one.

What it left half-made goes, and what it put aside comes back, with the next command, which says so.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from generator.cli import main
from generator.files import writing
from tests.crash import KILLED, How, Ran, Stopped, run, run_here, stopped, tree
from tests.once import once, shared
from tests.small_programme import small_programme

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are killed as POSIX does it")

#: Files of these folders are no output: what is kept, and the user's and the system's own.
OURS = ("own/.cache", "user/mentoring", "tmp")
#: No two of these are alike, as there is a time, a salt or a key in them: what is, nevertheless.
BY_CHANCE: dict[str, Callable[[bytes], bytes]] = {
    ".xlsx": lambda content: b"",
    "audit.json": lambda content: b"",
    ".commitment.json": lambda content: b"",
    "certificate.pdf": lambda content: b"",
    "ode-cards.pdf": lambda content: b"",
    "ode cards.pdf": lambda content: b"",
    " copies.pdf": lambda content: b"",
    "certificate.md": lambda content: b"",
    "ledger.jsonl": lambda content: b"%d" % content.count(b"\n"),
    "release.key": lambda content: content[:4] if content.startswith(b"lost") else b"a key",
}
TRANSLATED = (
    "place,English,Polish (polski),note,English changed since\n"
    "visit/title,The visit,Wizyta,,\n"
    "words/forms/day,Day,Dzień,,\n"
)
SIMULATE = ["simulate", "--cohorts", "3", "--pairs", "12", "--output"]


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small programme with one page, answers that say that they are real, and a release."""
    place = shared(tmp_path_factory) / "interrupted"
    once(place, lambda: _make(place / "home"))
    return place / "home"


def _make(home: Path) -> None:
    for name in ("user", "tmp"):
        (home / name).mkdir(parents=True)
    own = small_programme(home / "own")
    done(home, *SIMULATE, "responses", "--seed", "one")
    cohorts = own / "responses/cohorts.csv"
    cohorts.write_bytes(cohorts.read_bytes().replace(b",yes", b",no"))
    (own / "responses/INVENTED.txt").unlink()
    (home / "user/release.key").write_text("5a" * 32, "ascii")
    (home / "user/release.key").chmod(0o600)
    done(home, "release", "--new-ledger")
    done(home, "build")
    for name in ("export.csv", "other.csv"):
        (own / name).write_text(EXPORT, "utf-8")
    (own / "pl.csv").write_text(TRANSLATED, "utf-8")
    (own / "inbox").mkdir()
    (own / "inbox/visit-0a1b2c3d.json").write_text(FILLED, "utf-8")
    done(home, "import", "export.csv", "--form", "mentor_before", "--cohort", "cardiology-001")


FILLED = json.dumps(
    {
        "kind": "mentoring answers",
        "format": 1,
        "programme": "tiny",
        "form": "visit",
        "version": "1.1.0",
        "language": "en",
        "copy": "0a1b2c3d",
        "respondent": "",
        "answers": {"minutes": "45"},
    }
)
EXPORT = "record_id,respondent,grasp,mentor_before_complete\n1,ZZ01,3,2\n2,ZZ02,4,2\n"


def environ(home: Path) -> dict[str, str]:
    return {
        "XDG_CACHE_HOME": str(home / "user"),
        "MENTORING_KEY": str(home / "user/release.key"),
        "SOURCE_DATE_EPOCH": "1700000000",
        "TMPDIR": str(home / "tmp"),
    }


def done(home: Path, *command: str) -> Ran:
    ran = run(home, ["-C", "own", *command], environ=environ(home))
    assert ran.code == 0, ran.told
    return ran


def outputs(home: Path) -> dict[str, bytes]:
    """Return all files but our own, locks and what is put aside; some by name alone."""
    return {
        name: next(
            (told(content) for end, told in BY_CHANCE.items() if name.endswith(end)), content
        )
        for name, content in tree(home).items()
        if not name.startswith(OURS) and not name.endswith("/.lock") and "-old-" not in name
    }


def leftovers(home: Path) -> list[str]:
    """Return what is half-made or put aside, wherever it lies; notes of it, too."""
    return [
        path.relative_to(home).as_posix()
        for path in home.rglob("*")
        if "-new-" in path.name or "-old-" in path.name or path.parent.name == "unfinished"
        or (path.parent.name == "tmp" and path.name.startswith("mentoring-"))
    ]  # fmt: skip


def holds(
    one: Stopped, before: dict[str, bytes], after: dict[str, bytes], again: Sequence[str]
) -> None:
    """Hold a stopped command to the law, and to what it said; then do it ``again``, if given."""
    if one.how != "kill":
        assert one.ran.code in (0, 1), f"{one.at}: {one.ran.told}"
        assert "failed" not in one.ran.told, f"{one.at}: {one.ran.told}"
        if one.ran.code == 0:
            assert outputs(one.home) == after, one.at
        elif "was written before" not in one.ran.told:
            assert "othing was" in one.ran.told, f"{one.at}: {one.ran.told}"
            assert outputs(one.home) == before, one.at
    else:
        assert one.ran.code == KILLED, one.at
    left = [name for name in leftovers(one.home) if not name.startswith(OURS[0])]
    # Any command does; this one reads little.
    ran = run_here(one.home, ["-C", "own", *(again or ["plan"])], environ(one.home))
    assert ran.code == 0, ran.told
    told = ran.told
    assert leftovers(one.home) == [], one.at
    assert not left or "interrupted" in told, f"{one.at}: {left} {told}"
    assert outputs(one.home) in ([after] if again else [before, after]), one.at


EVERY = 100_000


def copied(programme: Path, place: Path) -> Path:
    home = place / "home"
    shutil.copytree(programme, home)
    return home


def another_page(home: Path) -> None:
    (home / "own/site_src/index.md").write_text("# Another trial\n", "utf-8")


def edited(home: Path) -> None:
    """Change a page, a question and the answers, so that everything made from them changes."""
    another_page(home)
    form = home / "own/instruments/visit.yml"
    form.write_bytes(form.read_bytes().replace(b"title: ", b"title: Another ", 1))
    max((home / "own/responses").rglob("mentor_after.csv")).unlink()


def law(
    home: Path, command: Sequence[str], *, most: Mapping[How, int | None], again: bool = False
) -> None:
    """Stop a command at some calls; with ``again`` it is done once more, and makes what it would.

    Nothing of it counts twice then, and nothing is in its way.
    """
    before = outputs(home)
    whole = copied(home, home.parent / "whole")
    line = ["-C", "own", *command]
    calls = done(whole, *command).calls
    after = outputs(whole)
    assert after != before
    for how, many in most.items():
        for one in stopped(home, line, how, many, environ=environ, calls=calls):
            holds(one, before, after, command if again else ())


def test_build_leaves_the_old_site_or_the_new(programme: Path, tmp_path: Path) -> None:
    home = copied(programme, tmp_path)
    another_page(home)
    law(home, ["build"], most={"kill": None, "ENOSPC": 3, "EACCES": 2})


#: At every call that changes a file where there is a ledger to lose; a new key goes the same way.
RELEASES: dict[str, dict[How, int | None]] = {
    "release": {"kill": EVERY, "ENOSPC": EVERY, "EACCES": 4},
    "release --new-key": {"kill": None, "ENOSPC": 2, "EACCES": 2},
}


@pytest.mark.parametrize("command", RELEASES)
def test_release_leaves_the_old_ledger_or_the_new(
    programme: Path, tmp_path: Path, command: str
) -> None:
    home = copied(programme, tmp_path)
    if "new-key" in command:
        done(home, "release")
        (home / "user/release.key").write_text("lost", "utf-8")
        (home / "user/release.key").chmod(0o600)
    law(home, command.split(), most=RELEASES[command], again=command == "release")


#: ``scan`` keeps pages as they are read, so it has a law of its own: scan/test_scan_stopped.py.
COMMANDS: dict[str, str] = {
    "simulate": f"{' '.join(SIMULATE)} made --seed 2",
    "print": "print visit mentee_before",
    "fillable": "fillable visit mentee_before",
    "collect": "collect inbox --cohort cardiology-001",
    "template": "template --output entry",
    "translate": "translate --language pl --output pl.xlsx",
    "taken": "translate pl.csv",
    "preferences": "template --mentors 3 --mentees 2",
    "draw": "draw preferences.csv --seed 4-2-6 --output drawn",
    "commit": "draw --commit preferences.csv",
    "cards": "cards --count 3",
    "pack": "pack --cohort {cohort} --mentors 2 --mentees 2",
    "status": "status",
    "analyse": "analyse responses --output a.csv --linked b.csv",
    "forms": "export --to limesurvey --output forms",
    "answers": "export --to csvw --output answers",
    "units": "themes units --output coding",
    "preview": "build --preview",
    "map": "import other.csv --form mentor_before --cohort cardiology-001",
    "import": "import export.csv --form mentor_before --map export.csv.map.yml",
    "init": "init another",
}
#: Calls at which a command is stopped; a preview takes long, and writes as a build does.
MOST: dict[How, int | None] = {"kill": 3, "ENOSPC": 2, "EACCES": 1}
FEWER: dict[str, dict[How, int | None]] = {"preview": {"kill": 2}}
#: These refuse to write over what is there.
ONCE = (
    "collect",
    "template",
    "translate",
    "taken",
    "preferences",
    "cards",
    "pack",
    "draw",
    "commit",
    "units",
    "map",
    "import",
    "init",
)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_leaves_the_old_or_the_new(
    programme: Path, tmp_path: Path, name: str
) -> None:
    home = copied(programme, tmp_path)
    (cohort, *_) = (
        (home / "own/responses/cohorts.csv").read_text("utf-8-sig").splitlines()[1].split(",")
    )
    command = COMMANDS[name].format(cohort=cohort).split()
    if name not in ONCE:
        done(home, *[{"2": "1"}.get(word, word) for word in command])
        another_page(home) if name == "preview" else edited(home)
    law(home, command, most=FEWER.get(name, MOST))


def test_a_note_that_somebody_else_wrote_moves_nothing(programme: Path, tmp_path: Path) -> None:
    home = copied(programme, tmp_path)
    target = home / "own/mkdocs.yml"
    said = json.dumps([[str(target), str(home / "own/none"), ""]]).encode()
    notes = home / "own/.cache/mentoring/unfinished"
    notes.mkdir(parents=True, exist_ok=True)
    for number, seal in enumerate((b"", hashlib.sha256(said).digest(), bytes(32))):
        (notes / f"{number}").write_bytes(seal + said + b"+")
    done(home, "check")
    assert target.exists()
    assert not list(notes.iterdir())


def test_what_a_running_command_writes_is_left_alone(tmp_path: Path) -> None:
    with writing.new_folder(tmp_path / "site") as unnoted:
        pass
    writing.begin(lambda: tmp_path)
    try:
        with writing.new_folder(tmp_path / "site") as beside:
            assert list(writing.settle_unfinished(tmp_path)) == []
            assert beside.is_dir()
    finally:
        writing.begin(lambda: tmp_path)
    assert unnoted.parent == beside.parent
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_was_written_is_told_when_a_command_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stops(*_words: object, **_more: object) -> None:
        writing.write_file(tmp_path / "one.txt", b"1")
        raise KeyboardInterrupt

    monkeypatch.setattr("generator.commands.timeline.load", stops)
    line = ["-C", str(tmp_path), "timeline", "--start", "2027-01-11"]
    assert main(line) == 130
    said = capsys.readouterr().err
    assert "one.txt" in said
    assert "Nothing was changed" not in said


def test_a_programme_that_can_only_be_read_can_be_built_elsewhere(
    programme: Path, tmp_path: Path
) -> None:
    home = copied(programme, tmp_path)
    own = home / "own"
    shutil.rmtree(own / ".cache")  # else the system would have to say that it cannot be written
    shutil.rmtree(own / "site")  # a site that stands as it should needs no writing
    before = tree(own)
    given = {
        "check": "0 errors",
        "status": "Name a place that you may write.",
        "status --output ../s.html": "in ../s.html",
        "print visit --output ../printed": "1 PDF in",
        "build --site-dir ../out/site": "pages (",
        "build": "--site-dir",
        "print visit": "Name a place that you may write.",
    }
    for line, said in given.items():
        ran = run(own, line.split(), at=1, how="EROFS", environ=environ(home))
        assert said in ran.told, f"{line}: {ran.told}"
        assert ran.code == (line in ("build", "print visit", "status")), f"{line}: {ran.told}"
    nowhere = {**environ(home), "XDG_CACHE_HOME": str(own / "none")}
    ran = run(own, ["print", "visit", "--output", "../more"], at=1, how="EROFS", environ=nowhere)
    assert (ran.code, "Nothing was kept for the next command" in ran.told) == (0, True), ran.told
    assert tree(own) == before
