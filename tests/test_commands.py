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
from generator.definitions.problem import format_problem
from generator.inputs import Choices
from generator.site_gate import leaks
from tests.once import fresh_programme, printed_small_programme

ROOT = Path(__file__).resolve().parents[1]
FEASIBILITY = ROOT / "tests" / "reference" / "feasibility"
SIMULATE = ("simulate", "--cohorts", "4", "--pairs", "5-20", "--seed", "tests")
BUILD = ("build", "--responses", "demo")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory) -> Path:
    """A new programme, as `mentoring init` makes it."""
    folder = tmp_path_factory.mktemp("new") / "my programme"
    fresh_programme(folder, tmp_path_factory)
    return folder


@pytest.fixture(scope="module")
def programme(tmp_path_factory) -> Path:
    """A programme of few forms."""
    return printed_small_programme(
        tmp_path_factory.mktemp("small") / "my programme", tmp_path_factory
    )


@pytest.fixture(scope="module")
def trust(programme) -> Path:
    """Invented responses of 4 cohorts in the new programme: 2 have a page, 2 are in a pool."""
    assert main(["-C", str(programme), *SIMULATE, "--output", "demo"]) == 0
    return programme / "demo"


@pytest.fixture(scope="module")
def site(programme, trust) -> Path:
    """The open site of them, which nobody changes."""
    assert main(["-C", str(programme), *BUILD, "--site-dir", "one"]) == 0
    return programme / "one"


@pytest.fixture
def run(programme, capsys):
    """Run a command in the small programme, or another: its exit code, its output, its errors."""

    def told(*words, home=programme):
        capsys.readouterr()
        code = main(["-C", str(home), *words])
        return (code, *capsys.readouterr())

    return told


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_init_leaves_local_names_blank_and_responses_empty(shipped, run):
    text = (shipped / "instruments" / "programme.yml").read_text(encoding="utf-8")
    local = text[text.index("\nlocal:") : text.index("\ndomains:")]
    assert "invented" not in local
    assert "example.org" not in local
    left = [path.name for path in (shipped / "responses").rglob("*") if path.is_file()]
    assert left == ["ledger.jsonl"]
    code, out, _ = run("check", home=shipped)
    assert code == 0
    assert "blank-local: warning" in out
    assert "0 errors" in out
    assert run("check", "--strict", home=shipped)[0] == 1


def test_init_refuses_a_folder_in_use(programme, capsys):
    assert main(["init", str(programme)]) == 1
    assert "There is something in this folder already." in capsys.readouterr().err


def test_check_lists_every_fault_with_its_place(programme, tmp_path, capsys):
    folder = tmp_path / "broken"
    shutil.copytree(ROOT / "instruments", folder / "instruments")
    path = folder / "instruments" / "session_record.yml"
    text = path.read_text(encoding="utf-8").replace("kind: unlinked", "kind: unlinkd", 1)
    path.write_text(text.replace("role: pair", "role: pare", 1), encoding="utf-8")
    assert main(["-C", str(folder), "check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    errors = [line for line in lines if "session_record.yml" in line and "warning" not in line]
    place = next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith("kind:"))
    assert any(line.startswith(f"instruments/session_record.yml:{place}:7: ") for line in errors)
    assert any("'unlinked'" in line for line in errors)


def test_check_as_json(shipped, run):
    code, out, _ = run("check", "--json", home=shipped)
    problems = json.loads(out)
    assert code == 0
    assert {"where", "severity", "rule", "fault", "remedy"} == set(problems[0])
    assert {problem["severity"] for problem in problems} == {"warning"}


def test_print_writes_pdf_and_layout_for_each_form(shipped, run):
    words = ("print", "session_record", "consent", "--output", "paper")
    code, out, _ = run(*words, home=shipped)
    assert code == 0
    said = out.splitlines()
    code, out, _ = run(*words, "--large-print", "--json", home=shipped)
    assert code == 0
    large = json.loads(out)
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
        {"form": form, "file": f"{name}.pdf", "layout": f"layouts/{form}-large-print.layout.json"}
        for form, name in (
            ("consent", f"{consent} form-large-print"),
            ("session_record", f"{record}-large-print"),
        )
    ]
    paper = shipped / "paper"
    written = {path.relative_to(paper).as_posix() for path in paper.rglob("*") if path.is_file()}
    standard = {f"{consent} form.pdf", f"{record}.pdf"}
    standard |= {f"layouts/{form}.layout.json" for form in ("consent", "session_record")}
    assert written == standard | {one[key] for one in large for key in ("file", "layout")}
    layout = json.loads((paper / "layouts/session_record.layout.json").read_text("utf-8"))
    assert layout["version"] == "1.0.0"


def test_print_names_an_unknown_form_and_language(shipped, run):
    code, _, err = run("print", "sesion_record", "--language", "xx", home=shipped)
    assert code == 1
    assert "Did you mean 'session_record'?" in err
    assert "unknown-language" in err


def test_analyse_gives_the_published_comparison(shipped, tmp_path, run):
    out = tmp_path / "numbers.csv"
    assert run("analyse", str(FEASIBILITY), "--output", str(out), home=shipped)[0] == 0
    rows = table(out)
    keys = ["level", "unit", "role", "measure", "domain", "from", "to"]
    assert list(rows[0]) == [*keys, "statistic", "value", "n"]
    wanted = ["programme", "programme", "mentor", "confidence", "total"]
    wanted += ["before_session", "after_session"]
    found = {
        row["statistic"]: float(row["value"])
        for row in rows
        if [row[name] for name in keys] == wanted
    }
    assert found["p_exact"] == 0.0625
    assert found["p_asymptotic"] == pytest.approx(0.043114, abs=5e-7)
    assert (found["median_from"], found["median_to"]) == (23, 29)


def test_definitions_of_any_case_are_read_and_hidden_files_are_not(tmp_path, run):
    folder = tmp_path / "named"
    instruments = folder / "instruments"
    shutil.copytree(ROOT / "instruments", instruments)
    (instruments / "consent.yml").rename(instruments / "consent.YML")
    (instruments / "._consent.yml").write_bytes(b"\0 left behind by another system")
    assert "13 forms, 13 sheets: 0 errors" in run("check", home=folder)[1]


def test_simulate_is_repeatable_and_never_overwrites_real_files(run, trust, tmp_path):
    again = tmp_path / "again"
    assert run(*SIMULATE, "--output", str(again))[0] == 0
    ours = {path.relative_to(trust): path.read_bytes() for path in trust.rglob("*.csv")}
    assert ours == {path.relative_to(again): path.read_bytes() for path in again.rglob("*.csv")}
    real = tmp_path / "real"
    real.mkdir()
    (real / "mentor.csv").write_text("precious", encoding="utf-8")
    assert run(*SIMULATE, "--output", str(real))[0] == 1
    assert (real / "mentor.csv").read_text(encoding="utf-8") == "precious"


def test_build_makes_an_open_site_twice_the_same(programme, site, run):
    code, out, _ = run(*BUILD, "--site-dir", "two")
    assert code == 0
    assert "in a named pool" in out
    assert "Every answer is invented, so all results are shown" in out
    one = _bytes(site)
    assert one == _bytes(programme / "two")
    assert "results/programme.html" in one
    assert "results/data/statistics.csv" in one
    assert b"open" in one["audience.txt"]


def _bytes(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def gate(programme, trust, tmp_path):
    """Search a site of one file, and return its leaks.

    ``wrote`` is what the first people of one form wrote into a column.
    """

    def leaking(name, page, column="worries_text", wrote=(), answers=tmp_path / "answers"):
        if not answers.exists():
            shutil.copytree(trust, answers)
            path = answers / _form(trust)
            rows = table(path)
            for row, text in zip(rows, wrote, strict=False):
                row[column] = text
            write(path, rows)
        file = tmp_path / "site" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, "utf-8")
        return leaks(programme, Choices(answers), tmp_path / "site")

    return leaking


def _form(trust: Path) -> str:
    return next(trust.rglob("mentor_after.csv")).relative_to(trust).as_posix()


def test_an_answer_that_is_a_suggested_categorys_name_stops_no_build(gate, trust):
    """`Not enough time` is what people write, and what the results call it."""
    wrote = ["Not enough time"]
    assert gate("results/codebook.csv", "theme:time,Not enough time\n", wrote=wrote) == ()
    code = table(trust / _form(trust))[1]["respondent"]
    found = gate("results/page.html", f"<p>{code}</p>")
    assert [one.rule for one in found] == ["leak"]


def test_an_ordinary_answer_on_a_results_page_is_told_by_its_place(gate, trust, tmp_path):
    """The organiser can find the answer, and say that its words stand there by right."""
    page = ("results/page.html", "<p>They say it went well here.</p>")
    (told,) = gate(*page, wrote=["", "It went well.", "it went WELL"])
    assert told.where.path == "results/page.html"
    assert f"answers/{_form(trust)}:3:" in told.fault
    assert "(column 'worries_text')." in told.fault
    assert "ordinary_words.txt" in told.remedy
    assert "went" not in format_problem(told).lower()
    ordinary = tmp_path / "answers" / "ordinary_words.txt"
    ordinary.write_text("It went well!\n", "utf-8")
    assert gate(*page) == ()
    ordinary.unlink()
    assert [one.rule for one in gate(*page)] == ["leak"]


def test_a_long_answer_is_no_ordinary_one(gate, trust, tmp_path):
    words = "The rota was never shared with any of us before"
    page = ("page.html", f"<p>{words}</p>")
    (told,) = gate(*page, wrote=[words])
    assert f"answers/{_form(trust)}:2:" in told.fault
    assert "ordinary_words.txt" not in told.remedy
    ordinary = tmp_path / "answers" / "ordinary_words.txt"
    ordinary.write_text(f"It went well\n{words}\n", "utf-8")
    (told,) = gate(*page)
    assert (told.rule, told.where.line) == ("long-ordinary", 2)
    assert "rota" not in format_problem(told)


def test_a_code_is_told_by_its_place(gate, trust):
    (told,) = gate("photo-qxw-4821.png", "", column="respondent", wrote=["QXW-4821"])
    assert told.fault.startswith("There is a private code in the name of this file: that of ")
    assert f"answers/{_form(trust)}:2:1 (column 'respondent')" in told.fault
    assert "4821" not in told.fault + told.remedy


def test_words_of_the_facilitators_notes_are_told_by_the_file(gate, programme, trust):
    notes = programme / "notes.yml"
    notes.write_text(
        "names: [Ada Okafor]\npoints:\n  - mentee: M01\n    domain: strengths\n"
        "    observation: You began before the others had come in\n"
        "    effect: Some came late.\n    suggestion: Wait for all.\n    contributors: 3\n",
        "utf-8",
    )
    page = "<p>You began before the others had come in.</p>"
    try:
        (told,) = gate("page.html", page, answers=trust)
    finally:
        notes.unlink()
    assert "that of notes.yml" in told.fault


def test_a_code_in_a_page_stops_the_build_and_keeps_the_old_site(programme, site, trust, run):
    before = _bytes(site)
    code = table(next(trust.rglob("mentor_before.csv")))[0]["respondent"]
    page = programme / "site_src" / "index.md"
    text = page.read_text(encoding="utf-8")
    try:
        page.write_text(f"{text}\n\nOur mentor {code} said so.\n", encoding="utf-8")
        ended, _, err = run(*BUILD, "--site-dir", site.name)
    finally:
        page.write_text(text, encoding="utf-8")
    assert ended == 1
    assert "index.html" in err
    assert "leak" in err
    assert code not in err
    assert _bytes(site) == before


def test_a_table_among_the_pages_stops_the_build(programme, trust, run):
    stray = programme / "site_src" / "numbers.CSV"
    stray.write_text("level,unit,value\n", encoding="utf-8")
    try:
        code, _, err = run(*BUILD, "--site-dir", "stray")
    finally:
        stray.unlink()
    assert code == 1
    assert "numbers.CSV:1:1: stray-table" in err
    assert not (programme / "stray").exists()


def test_the_two_audiences_never_share_a_folder(site, run):
    for place in (site.name, f"{site.name}/inside"):
        code, _, err = run(*BUILD, "--audience", "restricted", "--site-dir", place)
        assert code == 1
        assert "cannot be written here" in err
    assert not (site / "inside").exists()


def test_faulty_rows_stop_a_build_unless_they_may_be_skipped(programme, trust, tmp_path, run):
    responses = tmp_path / "responses"
    shutil.copytree(trust, responses)
    broken = next(responses.rglob("mentor_before.csv"))
    rows = table(broken)
    rows[2]["sureness_tea"] = "17"
    write(broken, rows)
    words = ("build", "--responses", str(responses), "--site-dir", "skip")
    code, _, err = run(*words)
    assert code == 1
    assert "mentor_before.csv:4:" in err
    assert "17" in err
    assert not (programme / "skip").exists()
    code, out, _ = run(*words, "--skip-faulty")
    assert code == 0
    assert "Faulty rows left out: 1." in out
    page = (programme / "skip" / "results" / "programme.html").read_text(encoding="utf-8")
    assert "left out" not in page  # an open page says nothing that is not in the ledger


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
    "words", ["simulate --cohorts 1 --pairs 5 --seed a", "template", "print visit"]
)
def test_a_file_in_the_place_of_a_folder_is_named(programme, run, words, output):
    """And no name of our own making beside it."""
    (programme / "taken").write_text("mine", "utf-8")
    code, _, err = run(*words.split(), "--output", output)
    assert code == 1
    assert "taken: This is a file, not a folder." in err
    assert ".taken" not in err
    assert (programme / "taken").read_text("utf-8") == "mine"


# --- forget: each takes somebody away -------------------------------------------------------


@pytest.fixture
def somebody(trust) -> tuple[str, Path]:
    """A respondent's code, and a file that holds it."""
    path = next(trust.rglob("mentor_before.csv"))
    return table(path)[0]["respondent"], path


FORGET = ("forget", "--responses", "demo")


def test_forget_removes_a_respondent_and_keeps_a_copy_until_confirmed(programme, somebody, run):
    code, path = somebody
    ended, out, _ = run(*FORGET, code)
    assert ended == 0
    assert code not in path.read_text(encoding="utf-8-sig")
    assert f'mentoring forget {code} --confirm --responses "demo"' in out
    kept = [p for p in programme.rglob("*.csv") if code in p.read_text("utf-8-sig", "replace")]
    assert kept
    assert run(*FORGET, code, "--confirm")[0] == 0
    assert not any(p.exists() for p in kept)
    assert run(*FORGET, code)[0] == 1


def test_forget_asks_about_other_spellings_before_anything_is_written(somebody, run):
    code, path = somebody
    later = path.with_name("mentor_after.csv")
    other = f"{code[:3]}-{code[3:]}".lower()
    later.write_text(later.read_text("utf-8-sig").replace(code, other), "utf-8-sig")
    old = {file: file.read_bytes() for file in (path, later)}
    ended, _, err = run(*FORGET, code)
    assert ended == 1
    assert f"other-spelling: '{other}' differs from '{code}' only in hyphens, capitals" in err
    assert f"add --also {other}" in err
    assert "Nothing was written." in err
    assert {file: file.read_bytes() for file in old} == old
    ended, out, _ = run(*FORGET, code, "--only")
    assert ended == 0
    assert f"Left in place, because they are another person's: {other}." in out
    assert run(*FORGET, code, "--also", other)[0] == 0
    assert other not in later.read_text("utf-8-sig")
    ended, out, _ = run(*FORGET, code, "--confirm")
    assert ended == 0
    assert "No file below demo holds the code any more." in out


def test_forget_never_says_that_nothing_holds_a_code_where_one_is_lost(somebody, run):
    """A spreadsheet has made a date of it: nobody can tell whose row it is but by the paper."""
    code, path = somebody
    later = path.with_name("mentor_after.csv")
    later.write_text(later.read_text("utf-8-sig").replace(code, "04-Mar"), "utf-8-sig")
    assert run(*FORGET, code)[0] == 0
    ended, out, err = run(*FORGET, code, "--confirm")
    assert ended == 0
    assert "No file that can be searched below demo holds the code any more." in out
    assert "code-lost: warning: A code is lost in 1 row here." in err


def test_forget_removes_nothing_while_a_file_by_another_name_holds_the_code(somebody, trust, run):
    code, path = somebody
    hidden = trust / ".notes"
    hidden.write_text(f"Somebody says that {code.lower()} is away.\n")
    ended, _, err = run(*FORGET, code)
    assert ended == 1
    assert f"demo/{hidden.name}:1:1: code-elsewhere: " in err
    assert code in path.read_text("utf-8-sig")
    hidden.unlink()
    assert run(*FORGET, code)[0] == 0
