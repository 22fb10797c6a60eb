"""What paper cannot show stops it: signs, languages; every fault at once, nothing written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from generator import site_build
from generator.cli import main
from generator.definitions.instrument import Instrument
from generator.definitions.load import read_file
from generator.definitions.problem import RefusedError, SourceLine
from generator.definitions.programme import Programme
from generator.definitions.signs import UnprintableError, unprintable
from generator.definitions.texts import texts
from generator.definitions.words import lacking, words_in
from generator.inputs import Choices
from tests.outcome import Screen
from tests.small_programme import SITE

TINY = Path(__file__).parent / "cases" / "tiny" / "instruments"


def in_welsh(path: Path) -> str:
    """Return a definition with each of its texts in English and in what stands for Welsh."""
    text = path.read_text("utf-8")
    programme = path.name == "programme.yml"
    kind: type[Programme] | type[Instrument] = Programme if programme else Instrument
    model = read_file(text, path.name, kind, []).model
    assert model is not None
    raw = yaml.safe_load(text)
    if programme:
        raw["languages"] = ["en", "cy"]
    for steps, words, _ in texts(model):
        parent = raw
        for step in steps[:-1]:
            parent = parent[step] if isinstance(step, int) or step in parent else {}
        if words and (isinstance(steps[-1], int) or steps[-1] in parent):
            parent[steps[-1]] = {"en": words, "cy": f"{words} ŵ"}
    return json.dumps(raw, default=str, indent=1, ensure_ascii=False)


@pytest.fixture
def welsh(tmp_path: Path) -> Path:
    """A whole programme in two languages."""
    assert main(["init", str(tmp_path / "p")]) == 0
    for path in (tmp_path / "p/instruments").rglob("*.yml"):
        path.unlink()
    for path in TINY.glob("*.yml"):
        (tmp_path / "p/instruments" / path.name).write_text(in_welsh(path), "utf-8")
    return tmp_path / "p"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("paper") / "p"
    assert main(["init", str(folder)]) == 0
    return folder


@pytest.fixture
def edited(home: Path) -> Iterator[Path]:
    """The same programme, whose definitions a test may change."""
    kept = {path: path.read_bytes() for path in (home / "instruments").rglob("*.yml")}
    yield home
    for path, content in kept.items():
        path.write_bytes(content)


def told(capsys: Screen) -> list[str]:
    return capsys.readouterr().err.splitlines()


def change(folder: Path, name: str, old: str, new: str) -> int:
    """Put a text into a definition and return its line."""
    path = folder / "instruments" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


# ---- Languages ----------------------------------------------------------------------------


def test_paper_in_half_a_language_is_refused_with_every_phrase(welsh: Path, capsys: Screen) -> None:
    assert main(["-C", str(welsh), "check"]) == 0
    capsys.readouterr()
    assert main(["-C", str(welsh), "print", "--language", "cy"]) == 1
    first, *_ = told(capsys)
    missing = [words_in("en")[name] for name in lacking("cy")]
    assert first.startswith(f"--language:1:1: untranslated: {len(missing)} fixed phrases")
    assert all(f"“{phrase}”" in first for phrase in missing)
    assert not (welsh / "printed").exists()
    assert main(["-C", str(welsh), "print", "--language", "en"]) == 0


@pytest.mark.parametrize("blank", [False, True])
def test_what_a_form_itself_lacks_is_told_at_its_place(
    welsh: Path, capsys: Screen, blank: bool
) -> None:
    path = welsh / "instruments/visit.yml"
    form = json.loads(path.read_text("utf-8"))
    item = next(i for s in form["sections"] for i in s["items"] if "text" in i)
    item["text"] = {"en": "Only this?", **({"cy": " "} if blank else {})}
    form["purpose"].pop("cy")
    path.write_text(json.dumps(form, indent=1), "utf-8")
    lines = path.read_text("utf-8").splitlines()
    assert main(["-C", str(welsh), "print", "visit", "--language", "cy"]) == 1
    found = told(capsys)
    for key in ("text", "purpose"):
        at = next(n for n, line in enumerate(lines, 1) if f'"{key}": {{' in line and n > 1)
        assert any(
            line.startswith(f"instruments/visit.yml:{at}:") and f"'{key}' has no text in cy" in line
            for line in found
        ), key


def test_a_programme_in_another_language_first_is_refused_too(welsh: Path, capsys: Screen) -> None:
    path = welsh / "instruments/programme.yml"
    path.write_text(path.read_text("utf-8").replace('"en",\n  "cy"', '"cy",\n  "en"'), "utf-8")
    assert json.loads(path.read_text("utf-8"))["languages"] == ["cy", "en"]
    assert main(["-C", str(welsh), "print", "visit"]) == 1
    assert "untranslated" in told(capsys)[0]
    small_site(welsh)
    for line in ("check", "build"):
        assert main(["-C", str(welsh), line]) == 0
        said = "".join(capsys.readouterr())
        assert said.count("The first language is 'cy', and results pages are in English.") == 1


def small_site(home: Path, language: str = "en-GB") -> None:
    """Give a programme a site of 1 page, which asks for nothing that it has not."""
    shutil.rmtree(home / "site_src")
    (home / "site_src").mkdir()
    (home / "site_src/index.md").write_text("# Treial\n", "utf-8")
    (home / "mkdocs.yml").write_text(
        SITE.replace("{name: material}", f"{{name: material, language: {language}}}"), "utf-8"
    )


def test_our_own_pages_are_tagged_as_english_on_a_site_in_another_language(welsh: Path) -> None:
    small_site(welsh, "cy")
    assert main(["-C", str(welsh), "build"]) == 0
    methods = (welsh / "site/methods.html").read_text("utf-8")
    assert '<html lang="cy"' in methods
    assert '<div lang="en-GB">\n<h1' in methods
    assert '<div lang="en-GB">' not in (welsh / "site/index.html").read_text("utf-8")


# ---- The real fault first -------------------------------------------------------------------


def test_the_fault_stands_first_and_blanks_are_one_line(home: Path, capsys: Screen) -> None:
    assert main(["-C", str(home), "print", "consnt"]) == 1
    first, second, last = told(capsys)
    assert first == "consnt:1:1: unknown-form: There is no form 'consnt'. Did you mean 'consent'?"
    assert second.startswith("instruments/programme.yml:13:17: blank-local: warning: The ")
    assert " blank too: lines 14, 15, " in second
    assert last == "1 error. Nothing was written."
    assert main(["-C", str(home), "print", "consent", "--output", "one"]) == 0
    assert told(capsys) == [second]


# ---- Signs ------------------------------------------------------------------------------------


def test_print_names_each_sign_with_its_place_and_writes_nothing(
    edited: Path, capsys: Screen
) -> None:
    title = change(edited, "consent.yml", "title: Consent form", "title: Consent 同意書 form")
    trust = change(edited, "programme.yml", 'organisation: ""', 'organisation: "مستشفى Trust"')
    label = change(edited, "session_record.yml", "title: ", "title: 🙂 ")
    assert main(["-C", str(edited), "print", "--output", "none"]) == 1
    found = [line for line in told(capsys) if ": missing-character: " in line]
    assert [line.split(": ")[0] for line in found] == [
        f"instruments/consent.yml:{title}:8",
        f"instruments/programme.yml:{trust}:17",
        f"instruments/session_record.yml:{label}:8",
    ]
    assert "同 (U+540C), 意 (U+610F), 書 (U+66F8) in 'Consent 同意書 form'" in found[0]
    assert found[0].endswith("Write it in Latin, Greek or Cyrillic letters, without emoji.")
    assert not (edited / "none").exists()
    assert main(["-C", str(edited), "check"]) == 1
    assert [
        line for line in capsys.readouterr().out.splitlines() if "missing-char" in line
    ] == found


def test_check_warns_of_a_cohort_that_no_summary_can_show(home: Path, capsys: Screen) -> None:
    folder = home / "answers"
    folder.mkdir(exist_ok=True)
    heads = "cohort,title,organisation,region,invited_mentors,invited_mentees,invented"
    (folder / "cohorts.csv").write_text(f"{heads}\na-1,Ward שלום,T,R,1,1,yes\n", "utf-8")
    assert main(["-C", str(home), "check", "--responses", "answers"]) == 0
    (line,) = [one for one in capsys.readouterr().out.splitlines() if "missing-character" in one]
    assert line.startswith("answers/cohorts.csv:2:2: missing-character: warning: The typeface does")
    shutil.rmtree(folder)


def test_a_sign_in_another_form_does_not_stop_this_one(edited: Path) -> None:
    change(edited, "consent.yml", "title: Consent form", "title: Consent 🙂")
    assert main(["-C", str(edited), "print", "session_record", "--output", "other"]) == 0


def test_a_draw_refuses_names_before_a_hash_is_published(tmp_path: Path, capsys: Screen) -> None:
    pairs = [(a, b) for a in ("李 雷", "Siân Ŵyn") for b in ("Dr محمد", "Ünal")]
    rows = "".join(f"{mentor},{mentee},yes\n" for mentor, mentee in pairs)
    (tmp_path / "preferences.csv").write_text(f"mentor,mentee,willing\n{rows}", "utf-8")
    for more in (["--commit"], ["--seed", "🎲 4", "--output", "drawn"]):
        assert main(["-C", str(tmp_path), "draw", "preferences.csv", *more]) == 1
        found = told(capsys)
        places = [line.split(": ")[0] for line in found if "missing-character" in line]
        seed = ["--seed:1:1"] if "--seed" in more else []
        assert places == ["preferences.csv:2:1", "preferences.csv:2:2", *seed]
        assert not any("Ŵyn" in line for line in found)
    assert [path.name for path in tmp_path.iterdir()] == ["preferences.csv"]


def test_feedback_names_signs_in_the_notes_of_every_page(home: Path, capsys: Screen) -> None:
    point = (
        "  - mentee: {}\n    domain: strengths\n    observation: {}\n"
        "    effect: Patients feel welcome.\n    suggestion: Keep doing this.\n"
        "    contributors: 3\n"
    )
    text = (
        "names: [Ada Okafor]\npoints:\n"
        + point.format("M01", "Says 你好.")
        + point.format("M02", "Smiles 🙂.")
    )
    (home / "notes.yml").write_text(text, "utf-8")
    assert main(["-C", str(home), "feedback", "notes.yml", "--output", "fb"]) == 1
    found = told(capsys)
    said = "missing-character: The typeface does not have"
    assert found[0].startswith(f"notes.yml:5:18: {said} 你")
    assert found[1].startswith(f"notes.yml:11:18: {said} 🙂")
    assert not (home / "fb").exists()


def test_a_build_names_the_cell_of_a_title_that_no_summary_can_show(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = "Ward 病房"
    folder = home / "answers"
    folder.mkdir()
    heads = "cohort,title,organisation,region,invited_mentors,invited_mentees,invented"
    (folder / "cohorts.csv").write_text(f"{heads}\na-1,{title},T,R,1,1,yes\n", "utf-8")

    def contents(*_: object, **__: object) -> Iterator[object]:
        raise UnprintableError((f"Results: {title}",), frozenset("病房"))
        yield

    monkeypatch.setattr(site_build, "contents", contents)
    with pytest.raises(RefusedError) as refused:
        site_build.generated_site(home, Choices(folder), [])
    errors = [one for one in refused.value.problems if one.severity == "error"]
    assert str(errors[0].where).endswith("cohorts.csv:2:2")
    assert not list((home / ".cache").rglob("site-*.zip"))


def test_what_no_file_explains_is_told_all_the_same() -> None:
    found = UnprintableError(("From 你 to 好",), frozenset("你好"))
    where = SourceLine("x.yml", 3, 4)
    problems = unprintable(found, [(where, "你")], SourceLine("somewhere"))
    assert [problem.where.path for problem in problems] == ["somewhere", "x.yml"]
