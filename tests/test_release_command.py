"""Releases as the data holder makes them: preview, dry run, release, ledger and key, the build."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.cli import main
from generator.files.ledger_file import empty_ledger, locked
from tests.once import printed_small_programme
from tests.outcome import Screen

ROOT = Path(__file__).resolve().parents[1]
DAY = "1700000000"


@dataclass(frozen=True)
class Holder:
    """The data holder: a programme, responses with a ledger and a key, and a screen."""

    programme: Path
    place: Path
    capsys: Screen | None = None

    def run(self, *words: str, home: Path | None = None) -> int:
        """Run a command on the responses, with nothing on the screen before it."""
        if self.capsys:
            self.capsys.readouterr()
        start = ("-C", str(home or self.programme), words[0], "--responses", str(self.place))
        return main([*start, *words[1:]])

    def told(self, *words: str, home: Path | None = None) -> str:
        """Run a command that works, and return what it tells."""
        assert self.run(*words, home=home) == 0
        return self.capsys.readouterr().out

    def refused(self, *words: str, home: Path | None = None) -> str:
        """Run a command that is refused, and return what it tells."""
        assert self.run(*words, home=home) == 1
        return self.capsys.readouterr().err

    def build(self, site: str, *more: str) -> tuple[str, ...]:
        """Return the words that build a site beside the responses."""
        return ("build", "--site-dir", str(self.folder / site), *more)

    def status(self) -> tuple[str, ...]:
        """Return the words that write the page of status beside the responses."""
        return ("status", "--output", str(self.folder / "status.html"))

    @property
    def folder(self) -> Path:
        return self.place.parent

    @property
    def ledger(self) -> Path:
        return self.place / "releases" / "ledger.jsonl"

    @property
    def key(self) -> Path:
        return self.folder / "private" / "release.key"

    @property
    def cohorts(self) -> list[str]:
        return [row["cohort"] for row in rows(self.place / "cohorts.csv")]

    def form(self, name: str) -> Path:
        """Return the first file of a form."""
        return min(self.place.rglob(f"*{name}*.csv"))

    def late(self, count: int, serial: str) -> str:
        """Add so many new people of each role to the first cohort, who answer as some before them.

        Return the cohort.
        """
        cohort = self.cohorts[0]
        for path in sorted(self.place.rglob("*.csv")):
            there = rows(path)
            if path.name == "themes.csv" or not there or "instrument" not in there[0]:
                continue
            mine = sorted(
                (row for row in there if row["cohort"] == cohort), key=lambda row: row["respondent"]
            )
            with path.open("a", encoding="utf-8", newline="") as file:
                table = csv.DictWriter(file, there[0])
                for row in mine[:count]:
                    table.writerow({**row, "respondent": f"{row['respondent'][:20]}-{serial}"})
        return cohort


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def write(path: Path, table: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table[0])
        writer.writeheader()
        writer.writerows(table)


def results(site: Path) -> dict[str, bytes]:
    """Return the tables of a site."""
    return {path.name: path.read_bytes() for path in (site / "results" / "data").glob("*.csv")}


def begin(first: Path, folder: Path) -> Path:
    """Put the responses into a folder, with an empty ledger."""
    shutil.copytree(first, folder / "responses")
    (folder / "responses" / "releases").mkdir()
    ledger = folder / "responses" / "releases" / "ledger.jsonl"
    ledger.write_bytes(empty_ledger("tiny"))
    return folder / "responses"


@pytest.fixture(scope="module", autouse=True)
def _day() -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", DAY)
        yield


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small programme; beside it lie answers of 4 cohorts, which are said to be real."""
    folder = printed_small_programme(
        tmp_path_factory.mktemp("released") / "programme", tmp_path_factory
    )
    words = ["-C", str(folder), "simulate", "--cohorts", "4", "--pairs", "15-20"]
    assert main([*words, "--seed", "release", "--output", "first"]) == 0
    path = folder / "first" / "cohorts.csv"
    path.write_bytes(path.read_bytes().replace(b",yes", b",no"))
    (folder / "first" / "INVENTED.txt").unlink()
    return folder


@pytest.fixture(scope="module")
def released(programme: Path, tmp_path_factory: pytest.TempPathFactory) -> Holder:
    """Responses with a release, their key, and ``site``, which nobody changes."""
    folder = tmp_path_factory.mktemp("done")
    holder = Holder(programme, begin(programme / "first", folder))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MENTORING_KEY", str(holder.key))
        assert holder.run("release") == 0
        assert holder.run(*holder.build("site")) == 0
    return holder


@pytest.fixture
def new(
    programme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: Screen,
) -> Holder:  # fmt: skip
    """Responses without a release, and a place for a key of their own."""
    holder = Holder(programme, begin(programme / "first", tmp_path / "new"), capsys)
    monkeypatch.setenv("MENTORING_KEY", str(holder.key))
    return holder


@pytest.fixture
def done(
    released: Holder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: Screen,
) -> Holder:  # fmt: skip
    """A copy of the responses with a release and their key, to be changed and harmed."""
    for name in ("responses", "private"):
        shutil.copytree(released.folder / name, tmp_path / "done" / name)
    holder = Holder(released.programme, tmp_path / "done" / "responses", capsys)
    monkeypatch.setenv("MENTORING_KEY", str(holder.key))
    return holder


@pytest.fixture(scope="module")
def shown(released: Holder) -> dict[str, bytes]:
    """The tables of the site of the release."""
    return results(released.folder / "site")


# --- the way from preview to site ----------------------------------------------------------


def test_preview_release_and_site_show_the_same_tables(new: Holder) -> None:
    told = new.told(*new.build("before"))
    assert "Nothing has been released yet" in told
    assert "Look at them: mentoring build --preview. Publish them: mentoring release." in told
    assert results(new.folder / "before") == {}
    page = (new.folder / "before" / "results" / "index.html").read_text("utf-8")
    assert "not yet released" in page
    cache = new.programme / ".cache" / "mentoring"
    cache.chmod(0o755)
    told = new.told(*new.build("preview", "--preview"))
    assert "This is what a release would publish." in told
    assert "tables.\nPublish them: mentoring release.\n" in told
    if os.name == "posix":  # Windows keeps rights in lists of the folder above
        assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    dry = json.loads(new.told("release", "--dry-run", "--json"))
    assert dry["dry_run"]
    assert new.ledger.read_bytes().count(b"\n") == 2
    made = json.loads(new.told("release", "--json"))
    assert made["new_tables"] == dry["new_tables"] > 100
    assert made["cohorts"] == 4
    assert "Published: release 1." in new.told(*new.build("after"))
    assert results(new.folder / "after") == results(new.folder / "preview") != {}
    assert (new.folder / "after" / "release.txt").read_text("utf-8") == "1\n"


def test_what_is_private_is_private(released: Holder) -> None:
    for path in (released.ledger, released.key):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    wanted = {released.key.read_text("ascii").strip()}
    for line in released.ledger.read_text("utf-8").splitlines():
        wanted |= set(json.loads(line).get("marks", ()))
    assert len(wanted) > 200
    files = [path for path in (released.folder / "site").rglob("*") if path.is_file()]
    text = b"\n".join([path.name.encode() + b"\n" + path.read_bytes() for path in files])
    assert [secret for secret in wanted if secret.encode() in text] == []


def test_the_ledger_holds_no_code_and_no_answer_in_words(released: Holder) -> None:
    codes, texts = set(), set()
    for path in released.place.rglob("*.csv"):
        for row in rows(path):
            codes.add(row.get("respondent") or "")
            texts |= {v for k, v in row.items() if k and k.endswith("_text") and len(v or "") > 10}
    codes = {code for code in codes if len(code) > 5}
    assert len(codes) > 100 < len(texts) + 100
    text = released.ledger.read_text("utf-8")
    assert [secret for secret in codes | texts if secret in text] == []


def test_a_second_release_without_news_changes_nothing(done: Holder) -> None:
    before = done.ledger.read_bytes()
    told = done.told("release")
    assert "There is nothing new to publish. The latest is release 1." in told
    assert done.ledger.read_bytes() == before


def test_a_late_batch_waits_until_enough_have_come(done: Holder, shown: dict[str, bytes]) -> None:
    first = done.late(3, "late")
    waits = f"people wait until enough others have answered: {first} "
    assert waits in done.told(*done.build("two"))
    assert results(done.folder / "two") == shown
    assert waits in done.told(*done.status())
    told = [
        json.loads(done.told(*words, "--json"))
        for words in (done.build("waiting"), ("release", "--dry-run"), done.status())
    ]
    waiting = [one.get("published", one)["waiting"] for one in told]
    assert waiting[0] == waiting[1] == waiting[2]
    done.late(14, "enough")
    made = json.loads(done.told("release", "--json"))
    assert made["release"] == 2
    assert made["new_tables"] > 0
    assert done.run(*done.build("three")) == 0
    three = results(done.folder / "three")
    assert shown[f"cohort-{first}.csv"] != three[f"cohort-{first}.csv"]
    others = [name for name in shown if name.startswith("cohort-") and first not in name]
    assert others
    assert all(shown[name] == three[name] for name in others)


def test_somebody_forgotten_leaves_the_answers_and_no_published_table(
    done: Holder, shown: dict[str, bytes]
) -> None:
    code = rows(done.form("mentor_before"))[0]["respondent"]
    assert "What is published stays as it was" in done.told("forget", code)
    assert done.run("forget", code, "--confirm") == 0
    told = done.told(*done.build("two"))
    assert "no longer among the answers: 1." in told
    assert results(done.folder / "two") == shown


def test_before_the_first_release_nobody_hears_that_what_is_published_stays(new: Holder) -> None:
    code = rows(new.form("mentor_before"))[0]["respondent"]
    assert "What is published stays" not in new.told("forget", code)


def test_a_cohort_in_another_organisation_moves_sums_only(
    done: Holder, shown: dict[str, bytes]
) -> None:
    before = done.ledger.read_bytes()
    listed = rows(done.place / "cohorts.csv")
    listed[0]["organisation"] = "Another Trust"
    write(done.place / "cohorts.csv", listed)
    assert done.run("release") == 0
    assert done.ledger.read_bytes() == before
    assert done.run(*done.build("two")) == 0

    def numbers(table: bytes) -> list[str]:
        """Return a group's lines without its name."""
        return [line.split(",", 2)[2] for line in table.decode("utf-8-sig").splitlines()]

    # The only cohort of an organisation is shown on the organisation's page.
    two = results(done.folder / "two")["organisation-another-trust.csv"]
    assert numbers(shown[f"cohort-{listed[0]['cohort']}.csv"]) == numbers(two)


def test_two_machines_with_one_key_write_the_same_ledger(released: Holder, new: Holder) -> None:
    shutil.copytree(released.folder / "private", new.folder / "private")
    assert new.run("release") == 0
    assert new.ledger.read_bytes() == released.ledger.read_bytes()


def test_invented_answers_need_no_ledger_and_mixing_is_refused(new: Holder) -> None:
    path = new.place / "cohorts.csv"
    text = path.read_text("utf-8-sig")
    path.write_text(text.replace(",no", ",yes"), encoding="utf-8")
    shutil.rmtree(new.place / "releases")
    told = new.told(*new.build("site"))
    assert "Every answer is invented, so all results are shown" in told
    assert results(new.folder / "site") != {}
    assert not (new.folder / "private").exists()
    path.write_text(text.replace(",no", ",yes", 1), encoding="utf-8")
    for words in (new.build("other"), ("release",)):
        assert "mixed: Invented and real answers are together" in new.refused(*words)
    assert new.run("check") == 1
    assert "mixed: Invented and real answers are together" in new.capsys.readouterr().out


def test_a_released_trial_says_on_every_page_that_it_is_invented(new: Holder) -> None:
    path = new.place / "cohorts.csv"
    path.write_text(path.read_text("utf-8-sig").replace(",no", ",yes"), encoding="utf-8")
    home = other_programme(new, ("Tiny Trust", '""'))
    assert new.run("release", home=home) == 0
    built = new.told(*new.build("site"), home=home)
    state = new.told(*new.status(), home=home)
    for told in (built, state):
        assert "Published: release 1.\nA release would add nothing." in told
        assert "blank" not in told.casefold()
    pages = list((new.folder / "site" / "results").glob("*.html"))
    assert pages
    assert [page.name for page in pages if "Invented data" not in page.read_text("utf-8")] == []


def other_programme(holder: Holder, *edits: tuple[str, str]) -> Path:
    """Return a copy of the programme with other words in its definitions."""
    home = holder.folder / "programme"
    shutil.copytree(holder.programme, home, ignore=shutil.ignore_patterns("first"))
    path = home / "instruments" / "programme.yml"
    text = path.read_text("utf-8")
    for old, changed in edits:
        assert old in text
        text = text.replace(old, changed, 1)
    path.write_text(text, encoding="utf-8")
    return home


def test_restricted_pages_need_readers_and_no_ledger(new: Holder) -> None:
    restricted = ("--audience", "restricted")
    told = new.refused(*new.build("exact", *restricted))
    assert "no-readers: Nobody is named who may read restricted pages" in told
    told = new.refused("release", *restricted)
    assert "restricted: There is no release for restricted readers" in told
    readers = 'release:\n  restricted_readers: ["Dr A. Reader, programme lead"]\ncontacts:'
    home = other_programme(new, ("contacts:", readers))
    shutil.rmtree(new.place / "releases")
    assert new.run(*new.build("exact", *restricted), home=home) == 0
    site = new.folder / "exact"
    assert stat.S_IMODE(site.stat().st_mode) == 0o700
    page = (site / "results" / "index.html").read_text("utf-8")
    assert "Dr A. Reader, programme lead" in page
    assert '<meta name="robots" content="noindex">' in page
    assert not list(site.rglob("web.config"))


# --- bad input -----------------------------------------------------------------------------


def signed(text: str) -> str:
    """Return a ledger with the digest that fits it."""
    whole = "".join(text.splitlines(keepends=True)[:-1])
    digest = hashlib.sha256(whole.encode()).hexdigest()
    return whole + json.dumps({"kind": "end", "digest": digest}) + "\n"


HARMS: dict[str, tuple[Callable[[str], str], str]] = {
    "of another programme": (
        lambda text: signed(text.replace('"tiny"', '"another"', 1)),
        "The ledger belongs to the programme “another”",
    ),
    "edited": (lambda text: text.replace('"n":', '"n": ', 1), "The ledger was changed by hand"),
    "cut off": (lambda text: text[: len(text) // 2], "The ledger is cut off"),
    "of a later format": (
        lambda text: text.replace('"format":3', '"format":4', 1),
        "The ledger is of format 4",
    ),
    "empty": (lambda text: "", "This is not a ledger"),
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_harmed_ledger_stops_build_and_release(done: Holder, harm: str) -> None:
    change, fault = HARMS[harm]
    harmed = change(done.ledger.read_text("utf-8"))
    done.ledger.write_text(harmed, encoding="utf-8")
    assert fault in done.refused(*done.build("site"))
    assert fault in done.refused("release")
    assert done.ledger.read_text("utf-8") == harmed
    assert not (done.folder / "site").exists()


def test_a_missing_ledger_is_always_an_error(done: Holder) -> None:
    done.ledger.unlink()
    for words in (done.build("site"), ("release",)):
        assert "no-ledger: The ledger of releases is missing" in done.refused(*words)
    assert done.run("release", "--new-ledger") == 0
    assert "There is a ledger already." in done.refused("release", "--new-ledger")


def test_a_site_newer_than_the_ledger_is_found_out(done: Holder) -> None:
    before = done.ledger.read_bytes()
    done.late(14, "more")
    assert done.run("release") == 0
    assert done.run(*done.build("site")) == 0
    done.ledger.write_bytes(before)
    told = done.refused(*done.build("site"))
    assert "The site shows release 2, but the ledger ends at release 1" in told
    own = done.programme / "site"
    shutil.copytree(done.folder / "site", own)
    try:
        assert "ledger-rewound:" in done.refused("release")
    finally:
        shutil.rmtree(own)


def test_a_release_dated_before_the_last_one_is_refused(
    done: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    told = done.refused("release")
    assert "The last release is of 2023-11-14, and this computer says" in told


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (lambda key: key.unlink(), "The key to the ledger is missing."),
        (lambda key: key.write_text("", "ascii"), "This is not a key"),
        (lambda key: key.write_text("00" * 31, "ascii"), "This is not a key"),
        (lambda key: key.chmod(0o644), "Others on this computer can read the key"),
    ],
    ids=["gone", "empty", "short", "open"],
)
def test_a_harmed_key_stops_a_release_and_a_preview(
    done: Holder, harm: Callable[[Path], object], fault: str
) -> None:
    harm(done.key)
    before = done.ledger.read_bytes()
    assert fault in done.refused("release")
    assert fault in done.refused(*done.build("site", "--preview"))
    assert done.ledger.read_bytes() == before


def test_a_lost_key_closes_every_cohort_released_so_far(done: Holder) -> None:
    assert "key-fits:" in done.refused("release", "--new-key")
    done.key.unlink()
    done.late(14, "more")
    assert "no-key:" in done.refused("release", "--dry-run")
    assert "4 cohorts released so far closed for good" in done.told("release", "--new-key")
    told = json.loads(done.told("release", "--json"))
    assert (told["release"], told["new_tables"], told["closed"]) == (2, 0, 4)
    assert done.run(*done.build("site")) == 0  # and what is published stays


def test_another_key_is_never_taken_for_the_right_one(done: Holder) -> None:
    done.key.write_text("11" * 32 + "\n", encoding="ascii")
    done.late(14, "more")
    for words in (("release",), ("release", "--dry-run"), done.build("site", "--preview")):
        assert "wrong-key: This is not the key of release 1." in done.refused(*words)
    assert "who waits, cannot be known without the key" in done.told(*done.build("site"))


def test_a_key_inside_the_programme_or_the_responses_is_refused(
    new: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in (new.programme / "secret", new.place, new.programme / "site"):
        monkeypatch.setenv("MENTORING_KEY", str(folder / "release.key"))
        assert "key-place:" in new.refused("release")
        assert not (folder / "release.key").exists()


def test_two_releases_at_once_are_one(new: Holder) -> None:
    with locked(new.place, "responses"):
        assert "two-releases: Another release is running." in new.refused("release")
    assert new.run("release") == 0


def test_responses_that_shrank_are_pointed_out(done: Holder) -> None:
    for path in done.place.rglob("*_after.csv"):
        path.unlink()
    told = done.told("release")
    assert "Counted in earlier releases, and no longer among the answers: " in told


def test_the_three_places_never_lie_inside_one_another(released: Holder, done: Holder) -> None:
    shutil.copytree(released.folder / "site", done.folder / "site")
    (done.folder / "link").symlink_to(done.folder / "site")
    for site in ("site", "site/preview", "link/x", str(done.programme / "site" / "x")):
        told = done.refused(*done.build(site, "--preview"))
        assert "cannot be written here" in told


def test_blank_contacts_and_faulty_responses_are_refused(new: Holder) -> None:
    names = ("Tiny Trust", "Tea room", "Pat Tiny", "pat@example.org", "020 7946 0000")
    blank = other_programme(new, *((name, '""') for name in names))
    before = new.ledger.read_bytes()
    assert "blank-local: The" in new.refused("release", home=blank)
    for words in (new.status(), ("build",)):
        told = new.told(*words, home=blank)
        assert "A release would add" not in told
        stands = "A release is refused until"
        if words[0] == "status":
            stands = "Blank local names, contacts and dates in instruments/programme.yml: 5."
        assert stands in told
    path = new.form("mentor_before")
    path.write_text(path.read_text("utf-8-sig").replace(",3,", ",99,", 1), encoding="utf-8")
    assert "Nothing was written." in new.refused("release")
    assert new.ledger.read_bytes() == before


def test_without_responses_there_is_nothing_to_release(tmp_path: Path, capsys: Screen) -> None:
    shutil.copytree(ROOT / "instruments", tmp_path / "instruments")
    assert main(["-C", str(tmp_path), "release"]) == 1
    assert "There are no responses to release." in capsys.readouterr().err


def test_other_bands_for_released_answers_are_refused(done: Holder) -> None:
    edits = (("codes: [1, 2]", "codes: [1]"), ("codes: [3]", "codes: [2, 3]"))
    home = other_programme(done, *edits)
    assert "released-otherwise:" in done.refused(*done.build("site"), home=home)


# --- who else could read a private site ------------------------------------------------------


@pytest.mark.parametrize("private", [("--preview",), ("--audience", "restricted")])
@pytest.mark.parametrize("address", ["0.0.0.0:8000", "ward-7.example:80", "[::]:8000"])
def test_private_pages_are_shown_to_this_computer_only(
    new: Holder, private: tuple[str, ...], address: str
) -> None:
    told = new.refused("serve", "--address", address, *private)
    assert "Others on this network can open the site at this address" in told
    assert "--address 127.0.0.1:8000" in told


def test_while_faults_stand_no_command_says_that_a_release_would_add_anything(done: Holder) -> None:
    """A release is refused then; and a row that is left out may be somebody's who has not gone."""
    done.late(14, "late")
    path = done.form("mentor_before")
    header, first, *rest = path.read_text("utf-8-sig").splitlines()
    cells = first.split(",", 7)
    cells[6] = "Y"
    # The same person twice, once with a fault: leaving out that row would hide the second fault.
    path.write_text("\n".join([header, first, ",".join(cells), *rest]) + "\n", "utf-8")
    assert done.run("check", "--json") == 1
    found = json.loads(done.capsys.readouterr().out)
    errors = [one["rule"] for one in found if one["severity"] == "error"]
    assert errors == ["duplicate-response", "unknown-code"]
    state, built = done.told(*done.status()), done.told(*done.build("site", "--skip-faulty"))
    assert "Published: release 1." in state
    assert "In the way of the next release:\n- 2 faults in the definitions or the answers." in state
    assert "A release is refused until every fault is corrected" in built
    for told in (state, built):
        assert "A release would add" not in told
        assert "no longer among" not in told


def test_check_says_who_is_counted_together_once_somebody_has_answered(new: Holder) -> None:
    home = new.folder / "programme"
    assert main(["init", str(home)]) == 0
    new.capsys.readouterr()
    assert main(["-C", str(home), "check"]) == 0
    assert "Counted together" not in new.capsys.readouterr().out
    told = new.told("check")
    assert "Counted together on open pages:\n  mentor, before and after (" in told
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
    new: Holder, monkeypatch: pytest.MonkeyPatch,
    typed: str, more: tuple[str, ...], published: bool,
) -> None:  # fmt: skip
    before = new.ledger.read_bytes()
    monkeypatch.setattr("sys.stdin", Keyboard(typed))
    assert new.run("release", *more) == 0
    told = new.capsys.readouterr()
    assert ("Publish? It cannot be taken back. [y/N]" in told.err) == (not more)
    assert ("On pages of their own: " in told.err) == (not more)
    assert (new.ledger.read_bytes() != before) == published
    assert ("Nothing was published." in told.out) == (not published)


def test_a_release_says_which_cohorts_are_shown_how(new: Holder) -> None:
    placed = json.loads(new.told("release", "--dry-run", "--json"))["placed"]
    listed = [*placed["alone"], *(one for pool in placed["pools"] for one in pool)]
    assert sorted(listed) == sorted(new.cohorts)
    for words in (("--dry-run",), ()):
        told = new.told("release", *words)
        assert f"On pages of their own: {', '.join(placed['alone'])}." in told
        for pool in placed["pools"]:
            assert f"Together on 1 page: {', '.join(pool)}." in told
        assert "a cohort with enough people may be shown together with a small one" in told
    first = new.late(14, "late")
    told = new.told("release", "--dry-run")
    assert f"More of cohorts that are published already: {first}." in told
    assert "Together on 1 page" not in told
