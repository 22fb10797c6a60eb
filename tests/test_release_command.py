"""Releases as the data holder makes them: preview, dry run, release, ledger and key, the build."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.cli import main

ROOT = Path(__file__).resolve().parents[1]
DAY = "1700000000"


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme with its contacts filled in, as it stands in this repository."""
    folder = tmp_path_factory.mktemp("released") / "programme"
    for name in ("instruments", "site_src"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    words = ["-C", str(folder), "simulate", "--cohorts", "6", "--pairs", "15-20"]
    assert main([*words, "--seed", "release", "--output", "first"]) == 0
    as_real(folder / "first")
    return folder


def as_real(place: Path) -> None:
    """Say of every cohort that its answers are real."""
    path = place / "cohorts.csv"
    path.write_bytes(path.read_bytes().replace(b",yes", b",no"))
    (place / "INVENTED.txt").unlink()


@pytest.fixture
def place(programme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Responses of their own with an empty ledger, and a place for a key of their own."""
    monkeypatch.setenv("MENTORING_KEY", str(tmp_path / "private" / "release.key"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    shutil.copytree(programme / "first", tmp_path / "responses")
    begin(tmp_path / "responses")
    return tmp_path / "responses"


def begin(place: Path) -> None:
    from generator.files.ledger_file import empty_ledger, ledger_path

    ledger_path(place).parent.mkdir()
    ledger_path(place).write_bytes(empty_ledger("reverse_mentoring"))


def release(programme: Path, place: Path, *more: str) -> int:
    return main(["-C", str(programme), "release", "--responses", str(place), *more])


def build(programme: Path, place: Path, site: str, *more: str) -> int:
    folder = str(place.parent / site)
    words = ["-C", str(programme), "build", "--responses", str(place), "--site-dir", folder]
    return main([*words, *more])


def results(place: Path, site: str) -> dict[str, bytes]:
    """Return the tables of a site."""
    folder = place.parent / site / "results" / "data"
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


def numbers(table: bytes) -> list[str]:
    """Return a group's lines without its name."""
    return [line.split(",", 2)[2] for line in table.decode("utf-8-sig").splitlines()]


def ledger(place: Path) -> Path:
    return place / "releases" / "ledger.jsonl"


def late(place: Path, cohort: str, count: int, serial: str) -> None:
    """Add so many new people of each role to a cohort, who answer as some did before them."""
    for path in sorted(place.rglob("*.csv")):
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
        if path.name == "themes.csv" or not rows or "instrument" not in rows[0]:
            continue
        mine = sorted(
            (row for row in rows if row["cohort"] == cohort), key=lambda row: row["respondent"]
        )
        with path.open("a", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, rows[0])
            for row in mine[:count]:
                table.writerow({**row, "respondent": f"{row['respondent'][:20]}-{serial}"})


def cohorts(place: Path) -> list[str]:
    rows = csv.DictReader((place / "cohorts.csv").read_text("utf-8-sig").splitlines())
    return [row["cohort"] for row in rows]


# --- the way from preview to site ----------------------------------------------------------


def test_preview_release_and_site_show_the_same_tables(
    programme: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(programme, place, "before") == 0
    told = capsys.readouterr().out
    assert "Nothing has been released yet" in told
    assert "A release would add" in told
    assert results(place, "before") == {}
    page = (place.parent / "before" / "results" / "index.html").read_text("utf-8")
    assert "not yet released" in page
    assert build(programme, place, "preview", "--preview") == 0
    assert "This is what a release would publish today" in capsys.readouterr().out
    assert release(programme, place, "--dry-run", "--json") == 0
    dry = json.loads(capsys.readouterr().out)
    assert dry["dry_run"]
    assert ledger(place).read_bytes().count(b"\n") == 2
    assert release(programme, place, "--json") == 0
    done = json.loads(capsys.readouterr().out)
    assert done["new_tables"] == dry["new_tables"] > 100
    assert done["cohorts"] == 6
    assert build(programme, place, "after") == 0
    assert "The results are those of release 1." in capsys.readouterr().out
    assert results(place, "after") == results(place, "preview") != {}
    assert (place.parent / "after" / "release.txt").read_text("utf-8") == "1\n"


def test_what_is_private_is_private(programme: Path, place: Path) -> None:
    assert release(programme, place) == 0
    key = place.parent / "private" / "release.key"
    for path in (ledger(place), key):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert build(programme, place, "site") == 0
    wanted = {key.read_text("ascii").strip()}
    for line in ledger(place).read_text("utf-8").splitlines():
        wanted |= set(json.loads(line).get("marks", ()))
    assert len(wanted) > 500
    files = [path for path in (place.parent / "site").rglob("*") if path.is_file()]
    text = b"\n".join([path.name.encode() + b"\n" + path.read_bytes() for path in files])
    assert [secret for secret in wanted if secret.encode() in text] == []


def test_the_ledger_holds_no_code_and_no_answer_in_words(programme: Path, place: Path) -> None:
    assert release(programme, place) == 0
    codes, texts = set(), set()
    for path in place.rglob("*.csv"):
        for row in csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()):
            codes.add(row.get("respondent") or "")
            texts |= {v for k, v in row.items() if k and k.endswith("_text") and len(v or "") > 10}
    codes = {code for code in codes if len(code) > 5}
    assert len(codes) > 100 < len(texts) + 100
    text = ledger(place).read_text("utf-8")
    assert [secret for secret in codes | texts if secret in text] == []


def test_a_second_release_without_news_changes_nothing(
    programme: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert release(programme, place) == 0
    before = ledger(place).read_bytes()
    assert release(programme, place) == 0
    assert "There is nothing new to publish. The latest is release 1." in capsys.readouterr().out
    assert ledger(place).read_bytes() == before


def waiting(
    programme: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[dict[str, int]]:
    """Yield who waits by cohort, as build, release and status tell it."""
    page = str(place.parent / "status.html")
    for words in (
        ["build", "--site-dir", str(place.parent / "waiting"), "--json"],
        ["release", "--dry-run", "--json"],
        ["status", "--output", page, "--json"],
    ):
        capsys.readouterr()
        assert main(["-C", str(programme), *words, "--responses", str(place)]) == 0
        told = json.loads(capsys.readouterr().out)
        yield told.get("published", told)["waiting"]


def test_a_late_batch_waits_until_enough_have_come(
    programme: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert release(programme, place) == 0
    assert build(programme, place, "one") == 0
    first = cohorts(place)[0]
    late(place, first, 3, "late")
    capsys.readouterr()
    assert build(programme, place, "two") == 0
    assert f"people wait until enough others have answered: {first} " in capsys.readouterr().out
    assert results(place, "one") == results(place, "two")
    assert main(["-C", str(programme), "status", "--responses", str(place), "--output",
                 str(place.parent / "status.html")]) == 0  # fmt: skip
    assert f"people wait until enough others have answered: {first} " in capsys.readouterr().out
    assert len({json.dumps(one, sort_keys=True) for one in waiting(programme, place, capsys)}) == 1
    late(place, first, 14, "enough")
    assert release(programme, place, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["release"] == 2
    assert told["new_tables"] > 0
    assert build(programme, place, "three") == 0
    one, three = results(place, "one"), results(place, "three")
    assert one[f"cohort-{first}.csv"] != three[f"cohort-{first}.csv"]
    others = [name for name in one if name.startswith("cohort-") and first not in name]
    assert others
    assert all(one[name] == three[name] for name in others)


def test_somebody_forgotten_leaves_the_answers_and_no_published_table(
    programme: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert release(programme, place) == 0
    assert build(programme, place, "one") == 0
    path = next(path for path in sorted(place.rglob("*mentor_before_session*.csv")))
    code = next(csv.DictReader(path.read_text("utf-8-sig").splitlines()))["respondent"]
    words = ["-C", str(programme), "forget", code, "--responses", str(place)]
    assert main(words) == 0
    assert main([*words, "--confirm"]) == 0
    assert "What is published stays as it was" in capsys.readouterr().out
    assert build(programme, place, "two") == 0
    assert "1 person counted in earlier releases is no longer" in capsys.readouterr().out
    assert results(place, "one") == results(place, "two")


def test_a_cohort_in_another_organisation_moves_sums_only(programme: Path, place: Path) -> None:
    assert release(programme, place) == 0
    assert build(programme, place, "one") == 0
    before = ledger(place).read_bytes()
    path = place / "cohorts.csv"
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    rows[0]["organisation"] = "Another Trust"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0])
        table.writeheader()
        table.writerows(rows)
    assert release(programme, place) == 0
    assert ledger(place).read_bytes() == before
    assert build(programme, place, "two") == 0
    one, two = results(place, "one"), results(place, "two")
    own = f"cohort-{rows[0]['cohort']}.csv"
    # The only cohort of an organisation is shown on the organisation's page.
    assert numbers(one[own]) == numbers(two["organisation-another-trust.csv"])


def test_two_machines_with_one_key_write_the_same_ledger(
    programme: Path, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert release(programme, place) == 0
    other = tmp_path / "other"
    shutil.copytree(programme / "first", other / "responses")
    begin(other / "responses")
    (other / "private").mkdir()
    shutil.copy(tmp_path / "private" / "release.key", other / "private" / "release.key")
    monkeypatch.setenv("MENTORING_KEY", str(other / "private" / "release.key"))
    assert release(programme, other / "responses") == 0
    assert ledger(place).read_bytes() == ledger(other / "responses").read_bytes()


def test_invented_answers_need_no_ledger_and_mixing_is_refused(
    programme: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = place / "cohorts.csv"
    text = path.read_text("utf-8-sig")
    path.write_text(text.replace(",no", ",yes"), encoding="utf-8")
    shutil.rmtree(place / "releases")
    assert build(programme, place, "site") == 0
    assert "Every answer is invented, so all results are shown" in capsys.readouterr().out
    assert results(place, "site") != {}
    assert not (place.parent / "private").exists()
    path.write_text(text.replace(",no", ",yes", 1), encoding="utf-8")
    for command in (build, release):
        assert command(programme, place, *(["other"] if command is build else [])) == 1
        assert "mixed: Invented and real answers are together" in capsys.readouterr().err


def test_restricted_pages_need_readers_and_no_ledger(
    programme: Path, place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(programme, place, "exact", "--audience", "restricted") == 1
    assert "no-readers: Nobody is named who may read restricted pages" in capsys.readouterr().err
    assert release(programme, place, "--audience", "restricted") == 1
    assert "restricted: There is no release for restricted readers" in capsys.readouterr().err
    other = tmp_path / "named"
    shutil.copytree(programme, other, ignore=shutil.ignore_patterns("first", ".cache"))
    path = other / "instruments" / "programme.yml"
    text = path.read_text("utf-8")
    assert "  restricted_readers: []" in text
    named = '  restricted_readers: ["Dr A. Reader, programme lead"]'
    path.write_text(text.replace("  restricted_readers: []", named), encoding="utf-8")
    shutil.rmtree(place / "releases")
    assert build(other, place, "exact", "--audience", "restricted") == 0
    site = place.parent / "exact"
    assert stat.S_IMODE(site.stat().st_mode) == 0o700
    page = (site / "results" / "index.html").read_text("utf-8")
    assert "Dr A. Reader, programme lead" in page
    assert '<meta name="robots" content="noindex">' in page
    assert not list(site.rglob("web.config"))


# --- bad input -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def released(programme: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Responses with a release, and their key, to be copied and harmed."""
    folder = tmp_path_factory.mktemp("done")
    shutil.copytree(programme / "first", folder / "responses")
    begin(folder / "responses")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MENTORING_KEY", str(folder / "private" / "release.key"))
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        assert release(programme, folder / "responses") == 0
    return folder


@pytest.fixture
def done(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the responses with a release."""
    shutil.copytree(released, tmp_path / "done")
    monkeypatch.setenv("MENTORING_KEY", str(tmp_path / "done" / "private" / "release.key"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    return tmp_path / "done" / "responses"


def _of_another(text: str) -> str:
    return _signed(text.replace('"reverse_mentoring"', '"another"', 1))


def _edited(text: str) -> str:
    return text.replace('"n":', '"n": ', 1)


def _later_format(text: str) -> str:
    return text.replace('"format":3', '"format":4', 1)


def _signed(text: str) -> str:
    """Return a ledger with the digest that fits it."""
    lines = text.splitlines(keepends=True)[:-1]
    found = hashlib.sha256("".join(lines).encode()).hexdigest()
    return "".join(lines) + json.dumps({"kind": "end", "digest": found}) + "\n"


HARMS = {
    "of another programme": (_of_another, "The ledger belongs to the programme “another”"),
    "edited": (_edited, "The ledger was changed by hand"),
    "cut off": (lambda text: text[: len(text) // 2], "The ledger is cut off"),
    "of a later format": (_later_format, "The ledger is of format 4"),
    "empty": (lambda text: "", "This is not a ledger"),
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_harmed_ledger_stops_build_and_release(
    programme: Path, done: Path, harm: str, capsys: pytest.CaptureFixture[str]
) -> None:
    change, fault = HARMS[harm]
    harmed = change(ledger(done).read_text("utf-8"))
    ledger(done).write_text(harmed, encoding="utf-8")
    assert build(programme, done, "site") == 1
    assert fault in capsys.readouterr().err
    assert release(programme, done) == 1
    assert fault in capsys.readouterr().err
    assert ledger(done).read_text("utf-8") == harmed
    assert not (done.parent / "site").exists()


def test_a_missing_ledger_is_always_an_error(
    programme: Path, done: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger(done).unlink()
    assert build(programme, done, "site") == 1
    assert "no-ledger: The ledger of releases is missing" in capsys.readouterr().err
    assert release(programme, done) == 1
    assert "no-ledger: The ledger of releases is missing" in capsys.readouterr().err
    assert release(programme, done, "--new-ledger") == 0
    assert release(programme, done, "--new-ledger") == 1
    assert "There is a ledger already." in capsys.readouterr().err


def test_a_ledger_of_the_older_format_is_refused_with_what_to_do(
    programme: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger(place).unlink()
    (place / "releases" / "release-0001.json").write_text("{}", encoding="utf-8")
    assert release(programme, place) == 1
    assert "older format, which nothing was published with. Delete" in capsys.readouterr().err


def test_a_site_newer_than_the_ledger_is_found_out(
    programme: Path, done: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = ledger(done).read_bytes()
    late(done, cohorts(done)[0], 14, "more")
    assert release(programme, done) == 0
    assert build(programme, done, "site") == 0
    ledger(done).write_bytes(before)
    assert build(programme, done, "site") == 1
    assert "The site shows release 2, but the ledger ends at release 1" in capsys.readouterr().err
    own = programme / "site"
    shutil.copytree(done.parent / "site", own)
    try:
        assert release(programme, done) == 1
        assert "ledger-rewound:" in capsys.readouterr().err
    finally:
        shutil.rmtree(own)


def test_a_release_dated_before_the_last_one_is_refused(
    programme: Path,
    done: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    assert release(programme, done) == 1
    assert "The last release is of 2023-11-14, and this computer says" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        ("gone", "The key to the ledger is missing."),
        ("empty", "This is not a key"),
        ("short", "This is not a key"),
        ("open", "Others on this computer can read the key"),
    ],
)
def test_a_harmed_key_stops_a_release_and_a_preview(
    programme: Path, done: Path, harm: str, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    key = done.parent / "private" / "release.key"
    if harm == "gone":
        key.unlink()
    elif harm == "open":
        key.chmod(0o644)
    else:
        key.write_text("" if harm == "empty" else "00" * 31, encoding="ascii")
    before = ledger(done).read_bytes()
    assert release(programme, done) == 1
    assert fault in capsys.readouterr().err
    assert build(programme, done, "site", "--preview") == 1
    assert fault in capsys.readouterr().err
    assert ledger(done).read_bytes() == before


def test_a_lost_key_closes_every_cohort_released_so_far(
    programme: Path, done: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert release(programme, done, "--new-key") == 1
    assert "key-fits:" in capsys.readouterr().err
    (done.parent / "private" / "release.key").unlink()
    late(done, cohorts(done)[0], 14, "more")
    assert release(programme, done, "--dry-run") == 1
    assert "no-key:" in capsys.readouterr().err
    assert release(programme, done, "--new-key") == 0
    assert "6 cohorts released so far closed for good" in capsys.readouterr().out
    assert release(programme, done, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["release"], told["new_tables"], told["closed"]) == (2, 0, 6)
    assert build(programme, done, "site") == 0  # and what is published stays


def test_another_key_is_never_taken_for_the_right_one(
    programme: Path, done: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = done.parent / "private" / "release.key"
    key.write_text("11" * 32 + "\n", encoding="ascii")
    late(done, cohorts(done)[0], 14, "more")
    for command in (
        lambda: release(programme, done),
        lambda: release(programme, done, "--dry-run"),
        lambda: build(programme, done, "site", "--preview"),
    ):
        assert command() == 1
        assert "wrong-key: This is not the key of release 1." in capsys.readouterr().err
    assert build(programme, done, "site") == 0
    assert "who waits cannot be known without the key" in capsys.readouterr().out


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


def test_two_releases_at_once_are_one(
    programme: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from generator.files.ledger_file import locked

    with locked(place, "responses"):
        assert release(programme, place) == 1
    assert "two-releases: Another release is running." in capsys.readouterr().err
    assert release(programme, place) == 0


def test_responses_that_shrank_are_pointed_out(
    programme: Path, done: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in sorted(done.rglob("*after_session*.csv")):
        path.unlink()
    assert release(programme, done) == 0
    told = capsys.readouterr().out
    assert "people counted in earlier releases are no longer among the answers" in told


def test_the_three_places_never_lie_inside_one_another(
    programme: Path, done: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(programme, done, "site") == 0
    (tmp_path / "link").symlink_to(done.parent / "site")
    for site, more in (
        ("site", "--preview"),
        ("site/preview", "--preview"),
    ):
        assert build(programme, done, site, more) == 1
        assert "cannot be written here" in capsys.readouterr().err
    words = ["-C", str(programme), "build", "--responses", str(done), "--preview", "--site-dir"]
    assert main([*words, str(tmp_path / "link" / "x")]) == 1
    assert "cannot be written here" in capsys.readouterr().err
    assert main([*words, str(programme / "site" / "x")]) == 1
    assert "cannot be written here" in capsys.readouterr().err


def test_blank_contacts_and_faulty_responses_are_refused(
    place: Path, tmp_path: Path, programme: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blank = tmp_path / "blank"
    assert main(["init", str(blank)]) == 0
    before = ledger(place).read_bytes()
    assert release(blank, place) == 1
    assert "blank-local: The" in capsys.readouterr().err
    path = next(path for path in sorted(place.rglob("*mentor_before_session*.csv")))
    path.write_text(path.read_text("utf-8-sig").replace(",3,", ",99,", 1), encoding="utf-8")
    assert release(programme, place) == 1
    assert "Nothing was written." in capsys.readouterr().err
    assert ledger(place).read_bytes() == before


def test_without_responses_there_is_nothing_to_release(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "instruments", tmp_path / "instruments")
    assert main(["-C", str(tmp_path), "release"]) == 1
    assert "There are no responses to release." in capsys.readouterr().err


def test_other_bands_for_released_answers_are_refused(
    programme: Path, done: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
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
    assert build(other, done, "site") == 1
    assert "released-otherwise:" in capsys.readouterr().err


# --- crashes -------------------------------------------------------------------------------


#: How a release ends that was over before its Nth change.
DONE = 50
MUTATING = {"open", "os.rename", "os.remove", "os.mkdir", "os.chmod", "os.rmdir", "fsync"}


class _Armed:
    """Ends this process, or refuses, at the Nth call that would change something below a folder."""

    def __init__(self, folder: Path, at: int, how: str) -> None:
        self.folder, self.at, self.how, self.seen = str(folder), at, how, 0

    def __call__(self, event: str, words: tuple[object, ...]) -> None:
        if event not in MUTATING or not self._ours(event, words):
            return
        self.seen += 1
        if self.seen == self.at:
            if self.how == "kill":
                os._exit(137)
            raise OSError(28, "No space left on device", str(words[0]))

    def _ours(self, event: str, words: tuple[object, ...]) -> bool:
        if event == "open":
            flags = words[2] if isinstance(words[2], int) else 0
            if not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                return False
        return any(str(word).startswith(self.folder) for word in words)


def _release_that_ends_at(programme: Path, place: Path, at: int, how: str) -> int:
    """Release in a copy of this process that is stopped at its Nth change; return how it ended."""
    import sys

    child = os.fork()
    if child == 0:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        armed = _Armed(place.parent, at, how)
        sys.addaudithook(armed)
        try:
            code = release(programme, place)
        except BaseException:  # noqa: BLE001 - a child must not return into the tests
            code = 99
        os._exit(code if armed.seen >= at else DONE)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


@pytest.mark.parametrize("how", ["kill", "disk full"])
def test_a_release_that_is_stopped_anywhere_is_there_or_not(
    programme: Path, place: Path, tmp_path: Path, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever call it ends at: build and release work after it, and nothing counts twice."""
    from generator.disclosure.ledger import read

    fresh = tmp_path / "fresh"
    shutil.copytree(place, fresh / "responses")
    ended, at = 1, 0
    while ended != DONE:
        at += 1
        shutil.rmtree(place.parent / "private", ignore_errors=True)
        shutil.rmtree(place / "releases")
        shutil.copytree(fresh / "responses" / "releases", place / "releases")
        ended = _release_that_ends_at(programme, place, at, how)
        found = read(ledger(place).read_bytes(), "reverse_mentoring")
        assert found.number in {0, 1}
        assert release(programme, place) == 0, capsys.readouterr().err
        whole = read(ledger(place).read_bytes(), "reverse_mentoring")
        assert whole.number == 1
        marks = [one for group in whole.groups for one in group.marks]
        assert len(marks) == len(set(marks))
        left = [path.name for path in (place / "releases").iterdir()]
        assert sorted(left) == [".lock", "ledger.jsonl"]
    assert at > 5
    assert build(programme, place, "site") == 0


# --- who else could read a private site ------------------------------------------------------


@pytest.mark.parametrize("private", [("--preview",), ("--audience", "restricted")])
@pytest.mark.parametrize("address", ["0.0.0.0:8000", "ward-7.example:80", "[::]:8000"])
def test_private_pages_are_shown_to_this_computer_only(
    programme: Path,
    place: Path,
    private: tuple[str, ...],
    address: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["-C", str(programme), "serve", "--responses", str(place), "--address", address]
    assert main([*words, *private]) == 1
    told = capsys.readouterr().err
    assert "Others could read a private site at this address." in told
    assert "--address 127.0.0.1:8000" in told


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights in lists of the folder above")
def test_what_a_private_build_keeps_is_its_owners_alone(programme: Path, place: Path) -> None:
    cache = programme / ".cache" / "mentoring"
    cache.mkdir(parents=True, exist_ok=True)
    cache.chmod(0o755)
    assert build(programme, place, "preview", "--preview") == 0
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700


def test_while_faults_stand_no_command_says_that_a_release_would_add_anything(
    programme: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A release is refused then; and a row that is left out may be somebody's who has not gone."""
    assert release(programme, place) == 0
    late(place, cohorts(place)[0], 14, "late")
    path = next(path for path in sorted(place.rglob("*mentor_before_session.csv")))
    header, first, *rest = path.read_text("utf-8-sig").splitlines()
    cells = first.split(",", 7)
    cells[6] = "Y"
    # The same person twice, once with a fault: leaving out that row would hide the second fault.
    path.write_text("\n".join([header, first, ",".join(cells), *rest]) + "\n", "utf-8")
    capsys.readouterr()
    words = ["-C", str(programme), "check", "--responses", str(place), "--json"]
    assert main(words) == 1
    errors = [one for one in json.loads(capsys.readouterr().out) if one["severity"] == "error"]
    assert [one["rule"] for one in errors] == ["duplicate-response", "unknown-code"]
    page = str(place.parent / "status.html")
    state = ["-C", str(programme), "status", "--responses", str(place), "--output", page]
    assert main(state) == 0
    told = capsys.readouterr().out
    assert "Published: release 1." in told
    assert "A release would add" not in told
    assert "no longer among" not in told
    assert "In the way of the next release:\n- 2 faults in the definitions or the answers." in told
    assert build(programme, place, "site", "--skip-faulty") == 0
    told = capsys.readouterr().out
    assert "A release is refused until every fault is corrected" in told
    assert "A release would add" not in told
    assert "no longer among" not in told


def test_with_blank_contacts_nothing_says_that_a_release_would_add_anything(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "blank"
    assert main(["init", str(home)]) == 0
    page = str(place.parent / "status.html")
    words = ["--responses", str(place)]
    capsys.readouterr()
    assert main(["-C", str(home), "status", *words, "--output", page]) == 0
    told = capsys.readouterr().out
    assert "A release would add" not in told
    assert "36 local names, contacts and dates are blank" in told
    assert main(["-C", str(home), "build", *words]) == 0
    told = capsys.readouterr().out
    assert "A release would add" not in told
    assert "A release is refused until" in told


def test_check_says_who_is_counted_together_once_somebody_has_answered(
    programme: Path, place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path / "new")]) == 0
    assert main(["-C", str(tmp_path / "new"), "check"]) == 0
    assert "Counted together" not in capsys.readouterr().out
    assert main(["-C", str(programme), "check", "--responses", str(place)]) == 0
    told = capsys.readouterr().out
    assert "Counted together on open pages:\n  mentor, before_interview (" in told
    assert "(0 people)" not in told


class Keyboard:
    """A terminal at which somebody types one line, or closes it."""

    def __init__(self, line: str) -> None:
        self.line = line

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        return self.line


@pytest.mark.parametrize(("typed", "more", "published"), [
    ("y\n", (), True), ("Yes\n", (), True), ("n\n", (), False), ("\n", (), False), ("", (), False),
    ("", ("--yes",), True),
])  # fmt: skip
def test_somebody_at_a_terminal_is_asked_before_anything_is_published(
    programme: Path,
    place: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    more: tuple[str, ...],
    published: bool,
) -> None:
    before = ledger(place).read_bytes()
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", Keyboard(typed))
    assert release(programme, place, *more) == 0
    told = capsys.readouterr()
    assert ("Publish? It cannot be taken back. [y/N]" in told.err) == (not more)
    assert ("On pages of their own: " in told.err) == (not more)
    assert (ledger(place).read_bytes() != before) == published
    assert ("Nothing was published." in told.out) == (not published)


def test_a_release_says_which_cohorts_are_shown_how(
    programme: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert release(programme, place, "--dry-run", "--json") == 0
    placed = json.loads(capsys.readouterr().out)["placed"]
    listed = [*placed["alone"], *(one for pool in placed["pools"] for one in pool)]
    assert sorted(listed) == sorted(cohorts(place))
    for words in (("--dry-run",), ()):
        assert release(programme, place, *words) == 0
        told = capsys.readouterr().out
        assert f"On pages of their own: {', '.join(placed['alone'])}." in told
        for pool in placed["pools"]:
            assert f"Together on 1 page: {', '.join(pool)}." in told
        assert "a cohort with enough people may be shown together with a small one" in told
    first = cohorts(place)[0]
    late(place, first, 14, "late")
    assert release(programme, place, "--dry-run") == 0
    told = capsys.readouterr().out
    assert f"More of cohorts that are published already: {first}." in told
    assert "Together on 1 page" not in told
