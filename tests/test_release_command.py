"""Releases as the data holder makes them: the command, its ledger and key, and the build after."""

from __future__ import annotations

import csv
import json
import shutil
import stat
from pathlib import Path

import pytest

from generator.cli import main
from generator.disclosure.audit import Finding

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme with its contacts filled in, as it stands in this repository."""
    folder = tmp_path_factory.mktemp("released") / "programme"
    for name in ("instruments", "site_src"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    words = ["-C", str(folder), "simulate", "--cohorts", "6", "--pairs", "15-20"]
    assert main([*words, "--seed", "release", "--output", "first"]) == 0
    return folder


@pytest.fixture
def place(programme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Responses of their own, and a key of their own."""
    monkeypatch.setenv("MENTORING_KEY", str(tmp_path / "private" / "release.key"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    shutil.copytree(programme / "first", tmp_path / "responses")
    return tmp_path / "responses"


def release(programme: Path, place: Path, *more: str) -> int:
    return main(["-C", str(programme), "release", "--responses", str(place), *more])


def build(programme: Path, place: Path, site: str, *more: str) -> int:
    folder = str(place.parent / site)
    words = ["-C", str(programme), "build", "--responses", str(place), "--site-dir", folder]
    return main([*words, *more])


def results(place: Path, site: str) -> dict[str, bytes]:
    """Return the results of a site: tables and charts, without the day of the build."""
    folder = place.parent / site / "results" / "data"
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


def late(place: Path, cohort: str, count: int, serial: str) -> None:
    """Add so many new people of each role to a cohort, who answer as some did before them."""
    for path in sorted(place.rglob("*.csv")):
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
        if not rows or "respondent" not in rows[0]:
            continue
        mine = sorted(
            (row for row in rows if row["cohort"] == cohort), key=lambda row: row["respondent"]
        )
        with path.open("a", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, rows[0])
            for row in mine[:count]:
                table.writerow({**row, "respondent": f"{row['respondent'][:20]}-{serial}"})


@pytest.fixture(scope="module")
def released(programme: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Responses with two releases, and their key, to be copied and harmed."""
    folder = tmp_path_factory.mktemp("two")
    shutil.copytree(programme / "first", folder / "responses")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MENTORING_KEY", str(folder / "private" / "release.key"))
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        assert release(programme, folder / "responses") == 0
        assert release(programme, folder / "responses", "--audience", "restricted") == 0
    return folder


@pytest.fixture
def two(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the responses with two releases."""
    shutil.copytree(released, tmp_path / "two")
    monkeypatch.setenv("MENTORING_KEY", str(tmp_path / "two" / "private" / "release.key"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    return tmp_path / "two" / "responses"


def test_a_release_is_written_once_privately_and_built_as_it_is(
    programme: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(programme, place, "before") == 0
    assert "Nothing has been released to these readers yet" in capsys.readouterr().out
    assert release(programme, place) == 0
    out = capsys.readouterr().out
    assert "Release 1, for the open audience" in out
    assert f'mentoring build --responses "{place.as_posix()}"' in out
    entry = place / "releases" / "release-0001.json"
    key = place.parent / "private" / "release.key"
    for path in (entry, key, key.with_name("release.key.head")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = entry.read_bytes()
    assert release(programme, place) == 0
    assert "Nothing new may be published: release 1 stands." in capsys.readouterr().out
    assert [path.name for path in entry.parent.iterdir()] == ["release-0001.json"]
    assert entry.read_bytes() == before
    assert build(programme, place, "after") == 0
    assert "last in release 1" in capsys.readouterr().out
    assert results(place, "before") == results(place, "after")
    nothing_of_it_is_in(place.parent / "after", place, key)
    key.unlink()
    assert build(programme, place, "after") == 1  # what was built before is no way round it
    assert "no-key:" in capsys.readouterr().err


def nothing_of_it_is_in(site: Path, place: Path, key: Path) -> None:
    wanted = {key.read_text("ascii").strip()}
    for path in (place / "releases").iterdir():
        entry = json.loads(path.read_bytes())
        wanted |= {entry["seal"], path.name}
        for population in entry["people"].values():
            versions = population["versions"]
            wanted |= {versions[at : at + 32] for at in range(0, len(versions), 32)}
    files = [path for path in site.rglob("*") if path.is_file()]
    text = b"\n".join([path.name.encode() + b"\n" + path.read_bytes() for path in files])
    assert len(wanted) > 200
    assert [secret for secret in wanted if secret.encode() in text] == []


def test_the_ledger_holds_no_code_and_no_answer_in_words(two: Path) -> None:
    codes, texts = set(), set()
    for path in two.rglob("*.csv"):
        for row in csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()):
            codes.add(row.get("respondent") or "")
            texts |= {v for k, v in row.items() if k and k.endswith("_text") and len(v or "") > 10}
    codes = {code for code in codes if len(code) > 5}
    entries = [path.read_text("utf-8") for path in sorted((two / "releases").iterdir())]
    assert len(entries) == 2
    assert len(codes) > 100
    assert len(texts) > 10
    assert [secret for secret in codes | texts if any(secret in text for text in entries)] == []


def tables_in(content: bytes) -> dict[tuple[str, ...], list[str]]:
    """Return the lines of each table by whose and what it is."""
    found: dict[tuple[str, ...], list[str]] = {}
    for line in content.decode("utf-8-sig").splitlines():
        found.setdefault(tuple(line.split(",")[:7]), []).append(line)
    return found


def test_a_late_batch_waits_and_is_published_with_enough_others(
    programme: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert release(programme, place) == 0
    assert build(programme, place, "one") == 0
    own = next(name for name in results(place, "one") if name.startswith("cohort-"))
    cohort = own.removeprefix("cohort-").removesuffix(".csv")
    late(place, cohort, 3, "late")
    capsys.readouterr()
    assert build(programme, place, "two") == 0
    out = capsys.readouterr().out
    assert "A late batch is waiting in" in out
    one, two = results(place, "one"), results(place, "two")
    assert one[own] == two[own]
    late(place, cohort, 20, "enough")
    assert release(programme, place, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["release"] == 2
    assert told["new_tables"] > 0
    assert build(programme, place, "three") == 0
    three = results(place, "three")
    assert three[own] != one[own]
    withdraw(programme, place)
    assert build(programme, place, "four") == 0
    assert "A late batch is waiting in" in capsys.readouterr().out
    four = results(place, "four")
    # What release 2 brought stays; a table that it left as release 1 had it may still follow.
    first, second, third = (tables_in(found["statistics.csv"]) for found in (one, three, four))
    changed = [table for table in second if third[table] != second[table]]
    assert all(second[table] == first[table] for table in changed)
    assert len(changed) < 5 < len([table for table in second if second[table] != first[table]])


def test_somebody_forgotten_leaves_with_the_next_release(
    programme: Path, two: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is published stays so, and both commands tell the organiser what to expect."""
    withdraw(programme, two)
    told = capsys.readouterr().out
    assert "Releases 1 to 2 stay as they were: where they were counted" in told
    assert release(programme, two) == 0
    told = capsys.readouterr().out
    assert "Nothing new may be published: release 1 stands." in told
    assert "A late batch is waiting in" in told
    assert "group: “Cohorts Cardiology" in told  # which they are
    assert "gather what is missing in these groups, and release again." in told


def test_a_cohort_in_another_organisation_stops_no_release(
    programme: Path, two: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = two / "cohorts.csv"
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    rows[0]["organisation"] = "Another Trust"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0])
        table.writeheader()
        table.writerows(rows)
    assert release(programme, two) == 0
    assert "gives-away" not in capsys.readouterr().err


def withdraw(programme: Path, place: Path) -> None:
    path = next(path for path in sorted(place.rglob("*mentor_before_session*.csv")))
    code = next(csv.DictReader(path.read_text("utf-8-sig").splitlines()))["respondent"]
    words = ["-C", str(programme), "forget", code, "--responses", str(place)]
    assert main(words) == 0
    assert main([*words, "--confirm"]) == 0


def test_two_machines_write_the_same_ledger(
    programme: Path, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert release(programme, place) == 0
    other = tmp_path / "other"
    shutil.copytree(programme / "first", other / "responses")
    (other / "private").mkdir()
    shutil.copy(tmp_path / "private" / "release.key", other / "private" / "release.key")
    monkeypatch.setenv("MENTORING_KEY", str(other / "private" / "release.key"))
    assert release(programme, other / "responses") == 0
    name = "releases/release-0001.json"
    assert (place / name).read_bytes() == (other / "responses" / name).read_bytes()


@pytest.mark.parametrize(
    ("harm", "rule"),
    [
        ("key gone", "no-key"),
        ("key changed", "ledger-broken"),
        ("head gone", "ledger-head"),
        ("entry changed", "ledger-broken"),
        ("entry cut off", "ledger-rewound"),
        ("ledger gone", "ledger-rewound"),
    ],
)
def test_a_harmed_ledger_stops_build_and_release(
    programme: Path, two: Path, harm: str, rule: str, capsys: pytest.CaptureFixture[str]
) -> None:
    key, folder = two.parent / "private" / "release.key", two / "releases"
    first, second = sorted(folder.iterdir())
    if harm == "key gone":
        key.unlink()
    elif harm == "key changed":
        key.write_text("00" * 32 + "\n", encoding="ascii")
    elif harm == "head gone":
        key.with_name("release.key.head").unlink()
    elif harm == "entry changed":
        first.write_bytes(first.read_bytes().replace(b'"minimum":10', b'"minimum":11'))
    elif harm == "entry cut off":
        second.unlink()
    else:
        assert release(programme, two) == 0  # the folder was copied: let it be known here
        shutil.rmtree(folder)
    files = sorted(folder.iterdir()) if folder.exists() else []
    capsys.readouterr()
    assert build(programme, two, "site") == 1
    assert f"{rule}:" in capsys.readouterr().err
    assert not (two.parent / "site").exists()
    assert release(programme, two) == 1
    assert f"{rule}:" in capsys.readouterr().err
    assert (sorted(folder.iterdir()) if folder.exists() else []) == files


def test_a_key_inside_the_programme_or_the_responses_is_refused(
    programme: Path,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for folder in (programme / "secret", place, programme / "site"):
        monkeypatch.setenv("MENTORING_KEY", str(folder / "release.key"))
        assert release(programme, place) == 1
        assert "key-place:" in capsys.readouterr().err
        assert not (folder / "release.key").exists()
    assert not (place / "releases").exists()


def test_blank_contacts_and_faulty_responses_are_refused(
    place: Path, tmp_path: Path, programme: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blank = tmp_path / "blank"
    assert main(["init", str(blank)]) == 0
    assert release(blank, place) == 1
    assert "blank-local: The" in capsys.readouterr().err
    path = next(path for path in sorted(place.rglob("*mentor_before_session*.csv")))
    path.write_text(path.read_text("utf-8-sig").replace(",3,", ",99,", 1), encoding="utf-8")
    assert release(programme, place) == 1
    assert "Nothing was written." in capsys.readouterr().err
    assert not (place / "releases").exists()


def test_without_responses_there_is_nothing_to_release(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "instruments", tmp_path / "instruments")
    assert main(["-C", str(tmp_path), "release"]) == 1
    assert "There are no responses to release." in capsys.readouterr().err


def test_other_bands_for_released_answers_are_refused(
    programme: Path, two: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    shutil.copytree(programme, other, ignore=shutil.ignore_patterns("first", ".cache"))
    path = other / "instruments" / "programme.yml"
    text = path.read_text("utf-8")
    assert "codes: [1, 2]" in text
    changed = text.replace("codes: [1, 2]", "codes: [1]", 1).replace(
        "codes: [3]", "codes: [2, 3]", 1
    )
    path.write_text(changed, encoding="utf-8")
    assert build(other, two, "site") == 1
    assert "released-otherwise:" in capsys.readouterr().err


def test_what_gives_somebody_away_stops_build_and_release(
    programme: Path,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It is named as a mistake that the organiser can act on, and nothing is written."""
    shutil.rmtree(programme / ".cache", ignore_errors=True)  # other tests build the same site
    finding = Finding("given-away", ("mentor", "q", "", "after", ""), 0, "Cohort A", 12, 11, 12)

    def given_away(shelf: object, *_: object, **__: object) -> tuple[object, tuple[Finding, ...]]:
        return shelf, (finding,)

    monkeypatch.setattr("generator.disclosure.release.proved", given_away)
    assert build(programme, place, "site") == 1
    assert release(programme, place) == 1
    told = capsys.readouterr().err
    assert "12 people of “Cohort A”: category 1 can only be from 11 to 12." in told
    assert not (place.parent / "site").exists()
    assert not (place / "releases").exists()
