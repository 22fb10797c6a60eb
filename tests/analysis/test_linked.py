"""The linked file: its rows, put together, are the lines of the unprotected analysis."""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import median

import pytest

from generator.cli import main
from generator.commands.init import new_programme

ROOT = Path(__file__).parents[2]
KEY = ("role", "measure", "domain", "from", "to")
Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def grouped(linked: Iterable[Row], *more: str) -> Mapping[tuple[str, ...], list[Row]]:
    found = defaultdict(list)
    for row in linked:
        found[tuple(row[name] for name in (*more, *KEY))].append(row)
    return found


def counted(people: list[Row]) -> dict[str, float]:
    """Return what the analysis says of some people, worked out from their rows alone."""
    differences = [float(row["difference"]) for row in people]
    return {
        "n": len(people),
        "median_from": median(float(row["before"]) for row in people),
        "median_to": median(float(row["after"]) for row in people),
        "higher": sum(one > 0 for one in differences),
        "same": sum(one == 0 for one in differences),
        "lower": sum(one < 0 for one in differences),
    }


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme with random answers, gaps among them, that wants a prorated total."""
    folder = tmp_path_factory.mktemp("linked") / "programme"
    new_programme(folder)
    own = folder / "instruments/programme.yml"
    text = own.read_text("utf-8")
    scale = "    scale: confidence\n"
    assert scale in text
    prorated = f"{scale}    missing: {{rule: prorate, answered: 4}}\n"
    own.write_text(text.replace(scale, prorated, 1), "utf-8")
    many = "--cohorts 9 --pairs 3-9 --organisations 3 --regions 2"
    run(folder, f"simulate {many} --seed linked --output responses")
    return folder


def run(home: Path, line: str) -> None:
    assert main(["-C", str(home), *line.split()]) == 0


@pytest.fixture(scope="module")
def both(home: Path) -> tuple[list[Row], list[Row]]:
    run(home, "analyse responses --output all.csv --linked linked.csv")
    return rows(home / "all.csv"), rows(home / "linked.csv")


def test_the_published_comparison_comes_out_of_the_rows(tmp_path: Path) -> None:
    new_programme(tmp_path / "own")
    linked = tmp_path / "linked.csv"
    words = ["-C", str(tmp_path / "own"), "analyse", str(ROOT / "examples/feasibility")]
    assert main([*words, "--linked", str(linked)]) == 0
    found = grouped(rows(linked))
    expected = rows(ROOT / "tests/reference/expected_change.csv")
    assert {tuple(line[name] for name in KEY) for line in expected} <= found.keys()
    for line in expected:
        people = counted(found[tuple(line[name] for name in KEY)])
        assert people == {name: float(line[name]) for name in people}, line


def test_counts_agree_with_the_analysis(both: tuple[list[Row], list[Row]]) -> None:
    """Of every cohort and of the programme: neither has a comparison that the other has not."""
    analysis, linked = both
    said: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
    wanted = counted([{"before": "1", "after": "1", "difference": "0"}])
    for line in analysis:
        if line["to"] and line["level"] in {"cohort", "programme"} and line["statistic"] in wanted:
            key = (line["unit"], *(line[name] for name in KEY))
            said[key][line["statistic"]] = float(line["value"])
    found = {key: counted(people) for key, people in grouped(linked, "cohort").items()}
    found |= {("programme", *key): counted(people) for key, people in grouped(linked).items()}
    assert {key[3] for key in found} >= {"total", "total_prorated", "technology"}
    assert {key for key, line in said.items() if line["n"]} == found.keys()
    for key, line in found.items():
        assert said[key] == pytest.approx(line), key


def test_a_row_is_one_person_and_subtracts_their_two_answers(
    both: tuple[list[Row], list[Row]],
) -> None:
    _, linked = both
    people = [(row["cohort"], row["respondent"], *(row[name] for name in KEY)) for row in linked]
    assert len(set(people)) == len(people)
    for row in linked:
        change = float(row["after"]) - float(row["before"])
        assert float(row["difference"]) == pytest.approx(change)


def test_a_form_without_a_code_is_in_no_row(
    both: tuple[list[Row], list[Row]], home: Path, tmp_path: Path
) -> None:
    responses, linked = tmp_path / "responses", tmp_path / "linked.csv"
    shutil.copytree(home / "responses", responses)
    gone = next(row["respondent"] for row in both[1] if row["from"] == "before_session")
    for form in responses.rglob("*_before_session.csv"):
        text = form.read_text("utf-8")
        form.write_text(text.replace(f"{gone},", "UNLINKED-999,"), "utf-8")
    run(home, f"analyse {responses} --linked {linked}")
    left = {(row["respondent"], row["from"]) for row in rows(linked)}
    assert {(row["respondent"], row["from"]) for row in both[1]} - left == {
        (gone, "before_session")
    }
    assert not any(code.startswith("UNLINKED") for code, _ in left)


def test_a_file_has_to_be_named_and_each_its_own(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start = ["-C", str(home), "analyse", "responses"]
    with pytest.raises(SystemExit) as ended:
        main(start)
    assert ended.value.code == 2
    assert "--output FILE.csv, --linked FILE.csv, or both" in capsys.readouterr().err
    assert main([*start, "--output", "one.csv", "--linked", "one.csv"]) == 1
    assert capsys.readouterr().err.count("Name 2 different files.") == 1
    assert not (home / "one.csv").exists()
    assert main([*start, "--linked", "responses/one.csv"]) == 1
    assert "responses/one.csv:1:1: among-responses: " in capsys.readouterr().err
    assert not (home / "responses/one.csv").exists()
