"""The program as its users run it: commands, words, exit codes, files."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.cli import main
from generator.commands.check import check
from generator.commands.init import new_programme
from generator.definitions.problem import format_problem
from generator.inputs import Choices
from generator.site_gate import leaks

ROOT = Path(__file__).resolve().parents[1]
FEASIBILITY = ROOT / "tests" / "reference" / "feasibility"
EXAMPLE = ROOT / "examples" / "feasibility"


@pytest.fixture(scope="module")
def programme(tmp_path_factory) -> Path:
    """A new programme, as `mentoring init` makes it."""
    folder = tmp_path_factory.mktemp("new") / "my programme"
    assert main(["init", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def trust(programme) -> Path:
    """Invented responses of twelve cohorts in the new programme."""
    out = "demo"
    words = ["-C", str(programme), "simulate", "--cohorts", "12", "--pairs", "6-20"]
    assert main([*words, "--seed", "tests", "--output", out]) == 0
    return programme / out


def test_init_leaves_local_names_blank_and_responses_empty(programme, capsys):
    text = (programme / "instruments" / "programme.yml").read_text(encoding="utf-8")
    local = text[text.index("\nlocal:") : text.index("\ndomains:")]
    assert "invented" not in local
    assert "example.org" not in local
    left = [path.name for path in (programme / "responses").rglob("*") if path.is_file()]
    assert left == ["ledger.jsonl"]
    assert main(["-C", str(programme), "check"]) == 0
    out = capsys.readouterr().out
    assert "blank-local: warning" in out
    assert "0 errors" in out
    assert main(["-C", str(programme), "check", "--strict"]) == 1


def test_init_refuses_a_folder_in_use(programme, capsys):
    assert main(["init", str(programme)]) == 1
    assert "There is something in this folder already." in capsys.readouterr().err


def test_check_lists_every_fault_with_its_place(programme, tmp_path, capsys):
    folder = tmp_path / "broken"
    new_programme(folder)
    path = folder / "instruments" / "session_record.yml"
    text = path.read_text(encoding="utf-8").replace("kind: unlinked", "kind: unlinkd", 1)
    path.write_text(text.replace("role: pair", "role: pare", 1), encoding="utf-8")
    assert main(["-C", str(folder), "check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    errors = [line for line in lines if "session_record.yml" in line and "warning" not in line]
    place = next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith("kind:"))
    assert any(line.startswith(f"instruments/session_record.yml:{place}:7: ") for line in errors)
    assert any("'unlinked'" in line for line in errors)


def test_check_as_json(programme, capsys):
    assert main(["-C", str(programme), "check", "--json"]) == 0
    problems = json.loads(capsys.readouterr().out)
    assert {"where", "severity", "rule", "fault", "remedy"} == set(problems[0])
    assert {problem["severity"] for problem in problems} == {"warning"}


def test_print_writes_pdf_and_layout_for_each_form(programme, capsys):
    words = ["-C", str(programme), "print", "session_record", "consent", "--output", "paper"]
    assert main(words) == 0
    said = capsys.readouterr().out.splitlines()
    assert main([*words, "--large-print", "--json"]) == 0
    large = json.loads(capsys.readouterr().out)
    record, consent = (
        "Pairs/1 The session/Session record",
        "Mentors and mentees/Other forms/Consent",
    )
    assert said == [
        "2 PDFs in paper:",
        f"  {consent} form.pdf",
        f"  {record}.pdf",
        "Print at 100%, on both sides. Only a scanner needs the files in paper/layouts.",
    ]
    assert large == [
        {
            "form": form,
            "file": f"{name}.pdf",
            "layout": f"layouts/{form}-large-print.layout.json",
        }
        for form, name in (
            ("consent", f"{consent} form-large-print"),
            ("session_record", f"{record}-large-print"),
        )
    ]
    paper = programme / "paper"
    written = {path.relative_to(paper).as_posix() for path in paper.rglob("*") if path.is_file()}
    standard = {f"{consent} form.pdf", f"{record}.pdf"}
    standard |= {f"layouts/{form}.layout.json" for form in ("consent", "session_record")}
    assert written == standard | {one[key] for one in large for key in ("file", "layout")}
    layout = json.loads((paper / "layouts/session_record.layout.json").read_text("utf-8"))
    assert layout["version"] == "1.0.0"


def test_print_names_an_unknown_form_and_language(programme, capsys):
    words = ["-C", str(programme), "print", "sesion_record", "--language", "xx"]
    assert main(words) == 1
    err = capsys.readouterr().err
    assert "Did you mean 'session_record'?" in err
    assert "unknown-language" in err


def test_analyse_gives_the_published_comparison(programme, tmp_path):
    out = tmp_path / "numbers.csv"
    words = ["-C", str(programme), "analyse", str(FEASIBILITY), "--output", str(out)]
    assert main(words) == 0
    rows = list(csv.DictReader(out.open(encoding="utf-8", newline="")))
    assert list(rows[0]) == [
        "level",
        "unit",
        "role",
        "measure",
        "domain",
        "from",
        "to",
        "statistic",
        "value",
        "n",
    ]
    wanted = {
        "level": "programme",
        "role": "mentor",
        "measure": "confidence",
        "domain": "total",
        "from": "before_session",
        "to": "after_session",
    }
    found = {
        row["statistic"]: float(row["value"])
        for row in rows
        if all(row[name] == value for name, value in wanted.items())
    }
    assert found["p_exact"] == 0.0625
    assert found["p_asymptotic"] == pytest.approx(0.043114, abs=5e-7)
    assert (found["median_from"], found["median_to"]) == (23, 29)


@pytest.mark.parametrize(
    "place", ["site/numbers.csv", "site-restricted/deep/numbers.csv", "site_src/numbers.csv"]
)
def test_analyse_refuses_to_write_under_a_site(programme, place, capsys):
    words = ["-C", str(programme), "analyse", str(FEASIBILITY), "--output", place]
    assert main(words) == 1
    assert "must not be in the site" in capsys.readouterr().err
    assert not (programme / place).exists()


@pytest.mark.parametrize("place", ["site/demo", "site_src/demo"])
def test_simulate_refuses_to_write_under_a_site(programme, place, capsys):
    words = ["-C", str(programme), "simulate", "--cohorts", "2", "--pairs", "4", "--seed", "1"]
    assert main([*words, "--output", place]) == 1
    assert "must not be in the site" in capsys.readouterr().err
    assert not (programme / place).exists()


def test_definitions_of_any_case_are_read_and_hidden_files_are_not(tmp_path):
    folder = tmp_path / "named"
    new_programme(folder)
    instruments = folder / "instruments"
    (instruments / "consent.yml").rename(instruments / "consent.YML")
    (instruments / "._consent.yml").write_bytes(b"\0 left behind by another system")
    assert check(folder, None).what == "13 forms, 13 sheets"
    assert all(one.severity != "error" for one in check(folder, None).problems)


def test_simulate_is_repeatable_and_never_overwrites_real_files(programme, trust, tmp_path, capsys):
    words = ["-C", str(programme), "simulate", "--cohorts", "12", "--pairs", "6-20"]
    again = tmp_path / "again"
    assert main([*words, "--seed", "tests", "--output", str(again)]) == 0
    ours = {path.relative_to(trust): path.read_bytes() for path in trust.rglob("*.csv")}
    assert ours == {path.relative_to(again): path.read_bytes() for path in again.rglob("*.csv")}
    real = tmp_path / "real"
    real.mkdir()
    (real / "mentor.csv").write_text("precious", encoding="utf-8")
    assert main([*words, "--seed", "tests", "--output", str(real)]) == 1
    assert (real / "mentor.csv").read_text(encoding="utf-8") == "precious"


def test_build_makes_an_open_site_twice_the_same(programme, trust, capsys):
    words = ["-C", str(programme), "build", "--responses", "demo"]
    assert main([*words, "--site-dir", "one"]) == 0
    out = capsys.readouterr().out
    assert "in a named pool" in out
    assert "Every answer is invented, so all results are shown" in out
    assert main([*words, "--site-dir", "two"]) == 0
    one, two = (_bytes(programme / name) for name in ("one", "two"))
    assert one == two
    assert "results/programme.html" in one
    assert "results/data/statistics.csv" in one
    assert b"open" in one["audience.txt"]


def _bytes(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_an_answer_that_is_a_suggested_categorys_name_stops_no_build(programme, trust, tmp_path):
    """`Not enough time` is what people write, and what the results call it."""
    answers, site = tmp_path / "answers", tmp_path / "site"
    shutil.copytree(trust, answers)
    path = next(answers.rglob("mentor_after_session.csv"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        first, *rest = csv.DictReader(file)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(first))
        table.writeheader()
        table.writerows([first | {"useful_text": "Not enough time"}, *rest])
    (site / "results").mkdir(parents=True)
    (site / "results" / "codebook.csv").write_text("theme:time,Not enough time\n", "utf-8")
    choices = Choices(answers)
    assert leaks(programme, choices, site) == ()
    (site / "results" / "page.html").write_text(f"<p>{rest[0]['respondent']}</p>", "utf-8")
    assert [found.rule for found in leaks(programme, choices, site)] == ["leak"]


def _answers_with(trust: Path, tmp_path: Path, column: str, *words: str) -> tuple[Path, str]:
    """Return a copy of the trust's responses in which the first people wrote these words."""
    answers = tmp_path / "answers"
    shutil.copytree(trust, answers)
    path = next(answers.rglob("mentor_after_session.csv"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, text in zip(rows, words, strict=False):
        row[column] = text
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    return answers, path.relative_to(tmp_path).as_posix()


def test_an_ordinary_answer_on_a_results_page_is_told_by_its_place(programme, trust, tmp_path):
    """The organiser can find the answer, and say that its words stand there by right."""
    answers, name = _answers_with(
        trust, tmp_path, "useful_text", "", "It went well.", "it went WELL"
    )
    site = tmp_path / "site"
    (site / "results").mkdir(parents=True)
    (site / "results" / "page.html").write_text("<p>They say it went well here.</p>", "utf-8")
    choices = Choices(answers)
    (told,) = leaks(programme, choices, site)
    said = format_problem(told)
    assert told.where.path == "results/page.html"
    assert f"{name}:3:" in told.fault
    assert "(column 'useful_text') and 1 other place." in told.fault
    assert "ordinary_words.txt" in told.remedy
    assert "went" not in said.lower()

    (answers / "ordinary_words.txt").write_text("It went well!\n", "utf-8")
    assert leaks(programme, choices, site) == ()
    (answers / "ordinary_words.txt").unlink()
    assert [one.rule for one in leaks(programme, choices, site)] == ["leak"]


def test_a_long_answer_is_no_ordinary_one(programme, trust, tmp_path):
    words = "The rota was never shared with any of us before"
    answers, name = _answers_with(trust, tmp_path, "useful_text", words)
    site = tmp_path / "site"
    site.mkdir()
    (site / "page.html").write_text(f"<p>{words}</p>", "utf-8")
    choices = Choices(answers)
    (told,) = leaks(programme, choices, site)
    assert f"{name}:2:" in told.fault
    assert "ordinary_words.txt" not in told.remedy
    (answers / "ordinary_words.txt").write_text(f"It went well\n{words}\n", "utf-8")
    (told,) = leaks(programme, choices, site)
    assert (told.rule, told.where.line) == ("long-ordinary", 2)
    assert "rota" not in format_problem(told)


def test_a_code_is_told_by_its_place(programme, trust, tmp_path):
    answers, name = _answers_with(trust, tmp_path, "respondent", "QXW-4821")
    site = tmp_path / "site"
    site.mkdir()
    (site / "photo-qxw-4821.png").write_bytes(b"")
    (told,) = leaks(programme, Choices(answers), site)
    assert told.fault.startswith("There is a private code in the name of this file: that of ")
    assert f"{name}:2:1 (column 'respondent')" in told.fault
    assert "4821" not in told.fault + told.remedy


def test_words_of_the_facilitators_notes_are_told_by_the_file(programme, trust, tmp_path):
    notes = programme / "notes.yml"
    notes.write_text(
        "names: [Ada Okafor]\npoints:\n  - mentee: M01\n    domain: strengths\n"
        "    observation: You began before the others had come in\n"
        "    effect: Some came late.\n    suggestion: Wait for all.\n    contributors: 3\n",
        "utf-8",
    )
    site = tmp_path / "site"
    site.mkdir()
    (site / "page.html").write_text("<p>You began before the others had come in.</p>", "utf-8")
    try:
        (told,) = leaks(programme, Choices(trust), site)
    finally:
        notes.unlink()
    assert "that of notes.yml" in told.fault


def test_no_code_and_no_free_text_reaches_the_site(programme, trust):
    assert main(["-C", str(programme), "build", "--responses", "demo", "--site-dir", "seen"]) == 0
    site = b"\n".join(_bytes(programme / "seen").values())
    secrets = set()
    for path in trust.rglob("*.csv"):
        for row in csv.DictReader(path.open(encoding="utf-8-sig", newline="")):
            secrets.add(row.get("respondent", ""))
            secrets.update(value for name, value in row.items() if name.endswith("_text"))
    secrets = {secret for secret in secrets if len(secret) > 7 and not secret.startswith("-")}
    assert len(secrets) > 100
    assert [secret for secret in secrets if secret.encode() in site] == []


def test_a_code_in_a_page_stops_the_build_and_keeps_the_old_site(programme, trust, capsys):
    words = ["-C", str(programme), "build", "--responses", "demo", "--site-dir", "kept"]
    assert main(words) == 0
    before = _bytes(programme / "kept")
    path = next(path for path in trust.rglob("mentor_before_session.csv"))
    code = next(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))["respondent"]
    page = programme / "site_src" / "overview.md"
    text = page.read_text(encoding="utf-8")
    try:
        page.write_text(f"{text}\n\nOur mentor {code} said so.\n", encoding="utf-8")
        assert main(words) == 1
    finally:
        page.write_text(text, encoding="utf-8")
    err = capsys.readouterr().err
    assert "overview.html" in err
    assert "leak" in err
    assert code not in err
    assert _bytes(programme / "kept") == before


def test_a_table_among_the_pages_stops_the_build(programme, trust, capsys):
    stray = programme / "site_src" / "analysts" / "numbers.CSV"
    stray.write_text("level,unit,value\n", encoding="utf-8")
    try:
        words = ["-C", str(programme), "build", "--responses", "demo", "--site-dir", "stray"]
        assert main(words) == 1
    finally:
        stray.unlink()
    assert "analysts/numbers.CSV:1:1: stray-table" in capsys.readouterr().err
    assert not (programme / "stray").exists()


def test_the_two_audiences_never_share_a_folder(programme, trust, capsys):
    words = ["-C", str(programme), "build", "--responses", "demo"]
    assert main([*words, "--site-dir", "shared"]) == 0
    private = ["--audience", "restricted", "--site-dir"]
    assert main([*words, *private, "shared"]) == 1
    assert main([*words, *private, "shared/inside"]) == 1
    assert "cannot be written here" in capsys.readouterr().err
    assert not (programme / "shared" / "inside").exists()


def test_the_feasibility_pilot_as_restricted_pages(programme, capsys):
    words = ["-C", str(programme), "build", "--responses", str(EXAMPLE)]
    assert main([*words, "--audience", "restricted"]) == 0
    page = (programme / "site-restricted" / "results" / "programme.html").read_text("utf-8")
    assert "6 mentors were invited. 5 (83%) answered before the session" in page
    assert "Only for named readers" in page
    start = (programme / "site-restricted" / "index.html").read_text(encoding="utf-8")
    assert "for named readers only" in start
    assert main(words) == 0
    opened = (programme / "site" / "results" / "index.html").read_text(encoding="utf-8")
    assert "83%" not in opened


def test_faulty_rows_stop_a_build_unless_they_may_be_skipped(programme, trust, tmp_path, capsys):
    responses = tmp_path / "responses"
    for path in trust.rglob("*.csv"):
        target = responses / path.relative_to(trust)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    broken = next(responses.rglob("mentor_before_session.csv"))
    lines = broken.read_text(encoding="utf-8-sig").splitlines()
    at = lines[0].split(",").index("importance_clinical")
    cells = next(csv.reader([lines[3]]))
    cells[at] = "17"
    lines[3] = ",".join(f'"{cell}"' for cell in cells)
    broken.write_text("\n".join(lines), encoding="utf-8")
    words = ["-C", str(programme), "build", "--responses", str(responses), "--site-dir", "skip"]
    assert main(words) == 1
    err = capsys.readouterr().err
    assert "mentor_before_session.csv:4:" in err
    assert "17" in err
    assert not (programme / "skip").exists()
    assert main([*words, "--skip-faulty"]) == 0
    assert "Faulty rows left out: 1." in capsys.readouterr().out
    page = (programme / "skip" / "results" / "programme.html").read_text(encoding="utf-8")
    assert "left out" not in page  # an open page says nothing that is not in the ledger


def test_forget_removes_a_respondent_and_keeps_a_copy_until_confirmed(programme, trust, capsys):
    path = next(trust.rglob("mentor_before_session.csv"))
    before = path.read_text(encoding="utf-8-sig")
    code = next(csv.DictReader(before.splitlines()))["respondent"]
    words = ["-C", str(programme), "forget", code, "--responses", "demo"]
    assert main(words) == 0
    assert code not in path.read_text(encoding="utf-8-sig")
    out = capsys.readouterr().out
    assert "--confirm" in out
    kept = [p for p in programme.rglob("*.csv") if code in p.read_text("utf-8-sig", "replace")]
    assert kept
    assert main([*words, "--confirm"]) == 0
    assert not any(p.exists() for p in kept)
    assert main(words) == 1


def test_usage_faults_end_with_2_and_ours_with_70(programme, capsys, monkeypatch):
    with pytest.raises(SystemExit) as stop:
        main(["simulate", "--cohorts", "none"])
    assert stop.value.code == 2

    def breaks(*_words, **_more):
        raise RuntimeError("boom")

    monkeypatch.setattr("generator.commands.check.look", breaks)
    assert main(["-C", str(programme), "check"]) == 70
    assert "mentoring itself has failed" in capsys.readouterr().err


def test_help_loads_nothing_of_weight():
    code = (
        "import sys, generator.cli; print(sorted(set(sys.modules) & {'numpy','pandas','mkdocs'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_programme_that_is_not_there_is_said_plainly(tmp_path, capsys):
    assert main(["-C", str(tmp_path), "check"]) == 1
    assert "There is no folder 'instruments' here." in capsys.readouterr().out


@pytest.mark.parametrize("output", ["taken", "taken/below"])
@pytest.mark.parametrize(
    "words", ["simulate --cohorts 1 --pairs 5 --seed a", "template", "print session_record"]
)
def test_a_file_in_the_place_of_a_folder_is_named(programme, capsys, words, output):
    """And no name of our own making beside it."""
    (programme / "taken").write_text("mine", "utf-8")
    assert main(["-C", str(programme), *words.split(), "--output", output]) == 1
    said = capsys.readouterr().err
    assert "taken: This is a file, not a folder." in said
    assert ".taken" not in said
    assert (programme / "taken").read_text("utf-8") == "mine"


def test_forget_asks_about_other_spellings_before_anything_is_written(
    programme, trust, capsys, monkeypatch
):
    path = next(trust.rglob("mentor_before_session.csv"))
    later = path.with_name("mentor_after_session.csv")
    code = next(csv.DictReader(path.read_text("utf-8-sig").splitlines()))["respondent"]
    other = f"{code[:3]}-{code[3:]}".lower()
    later.write_text(later.read_text("utf-8-sig").replace(code, other), "utf-8-sig")
    old = {file: file.read_bytes() for file in (path, later)}
    words = ["-C", str(programme), "forget", code, "--responses", "demo"]
    assert main(words) == 1
    err = capsys.readouterr().err
    assert f"other-spelling: '{other}' differs from '{code}' only in hyphens and capitals" in err
    assert f"add --also {other}" in err
    assert "No answers were removed." in err
    assert {file: file.read_bytes() for file in old} == old
    assert main([*words, "--only"]) == 0
    assert f"Left in place, because they are another person's: {other}." in capsys.readouterr().out
    assert main([*words, "--also", other]) == 0
    assert other not in later.read_text("utf-8-sig")
    assert main([*words, "--confirm"]) == 0
    assert "No file below demo holds the code any more." in capsys.readouterr().out


def test_forget_removes_nothing_while_a_file_by_another_name_holds_the_code(
    programme, trust, capsys
):
    path = next(trust.rglob("mentor_before_session.csv"))
    code = next(csv.DictReader(path.read_text("utf-8-sig").splitlines()))["respondent"]
    hidden = trust / ".notes"
    hidden.write_text(f"Somebody says that {code.lower()} is away.\n")
    words = ["-C", str(programme), "forget", code, "--responses", "demo"]
    assert main(words) == 1
    assert f"demo/{hidden.name}:1:1: code-elsewhere: " in capsys.readouterr().err
    assert code in path.read_text("utf-8-sig")
    hidden.unlink()
    assert main(words) == 0
