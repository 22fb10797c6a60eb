"""Programmes with other numbers of domains: totals, bands, words, forms and pages follow."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from generator.cli import main
from generator.definitions.problem import Problem, RefusedError, format_problem
from generator.definitions.rules import read_definitions
from generator.definitions.variables import variables
from tests.small_programme import small_programme

ROOT = Path(__file__).parents[1]
TINY = ROOT / "tests" / "cases" / "tiny" / "instruments"
DOMAIN = (
    "  - {{id: more{0}, title: More {0}, phrases: {{mentor: how they {0}, mentee: how you {0}}}}}\n"
)


def tiny(count: int) -> dict[str, str]:
    """The tiny programme with so many domains; it has seven."""
    files = {path.name: path.read_text("utf-8") for path in TINY.glob("*.yml")}
    own = re.findall(r"(?m)^  - \{id: \w+, title: \w+, phrases.*\n", files["programme.yml"])
    assert len(own) == 7
    wanted = [*own, *(DOMAIN.format(chr(97 + n)) for n in range(6))][:count]
    files["programme.yml"] = files["programme.yml"].replace("".join(own), "".join(wanted))
    return files


@pytest.mark.parametrize(
    ("count", "bands"),
    [
        (3, ["3 to 7", "8 to 10", "11 to 15"]),
        (4, ["4 to 9", "10 to 14", "15 to 20"]),
        (7, ["7 to 17", "18 to 24", "25 to 35"]),
        (12, ["12 to 29", "30 to 42", "43 to 60"]),
    ],
)
def test_totals_and_bands_follow_the_number_of_domains(count: int, bands: list[str]) -> None:
    found: list[Problem] = []
    read = read_definitions(tiny(count), found)
    assert found == []
    asked = variables(read.programme, read.instruments)
    total = next(one for one in asked if one.domain == "total" and len(one.codes) > 5)
    assert [total.codes[0], total.codes[-1]] == [str(count), str(5 * count)]
    assert [one.label.partition(":")[0] for one in total.categories] == bands


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (2, "'domains' has 2 entries. It takes at least 3."),
        (13, "'domains' has 13 entries. It takes at most 12."),
    ],
)
def test_too_few_or_too_many_domains(count: int, said: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_definitions(tiny(count), [])
    found = [format_problem(one) for one in refused.value.problems]
    assert [line.partition(": ")[2] for line in found] == [f"wrong-length: {said}"]


@pytest.mark.parametrize(
    ("count", "rule", "least"),
    [(4, "answered: 2", 3), (4, "answered: 5", 3), (12, "answered: 6", 7)],
)
def test_a_prorated_total_needs_more_than_half(count: int, rule: str, least: int) -> None:
    files = tiny(count)
    start = "    scale: sureness\n    stems:\n"
    assert start in files["programme.yml"]
    files["programme.yml"] = files["programme.yml"].replace(
        start, f"    scale: sureness\n    missing: {{rule: prorate, {rule}}}\n    stems:\n", 1
    )
    found: list[Problem] = []
    read_definitions(files, found)
    (problem,) = found
    assert problem.remedy == f"Write 'answered: {least}' or more, up to {count}."


def test_four_domains_from_definitions_to_pages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small_programme(tmp_path / "four")
    for name, text in tiny(4).items():
        (folder / "instruments" / name).write_text(text, "utf-8")
    start = ["-C", str(folder)]
    simulate = [*start, "simulate", "--cohorts", "2", "--pairs", "16", "--seed", "four"]
    assert main([*simulate, "--output", "demo"]) == 0
    assert main([*start, "check", "--responses", "demo"]) == 0
    assert "0 errors" in capsys.readouterr().out
    assert main([*start, "analyse", "demo", "--output", "all.csv"]) == 0
    rows = list(csv.DictReader((folder / "all.csv").read_text("utf-8-sig").splitlines()))
    mine = [row for row in rows if row["measure"] == "sureness"]
    assert {row["domain"] for row in mine} == {"tea", "cake", "milk", "cups", "total"}
    ends = [row for row in mine if row["statistic"] in ("minimum", "maximum")]
    totals = [float(row["value"]) for row in ends if row["domain"] == "total"]
    assert totals
    assert all(4 <= total <= 20 for total in totals)
    assert main([*start, "feedback", "--template", "notes.yml"]) == 0
    begun = (folder / "notes.yml").read_text("utf-8").splitlines()
    body = [line.removeprefix("# ") for line in begun if line.startswith("#   ")][2:]
    said = ("Explains", "Juniors", "Keep", "Replies", "Discharge", "A fixed")
    for words in said:  # an example that is left as it was is refused
        body = [line.replace(words, f"Mostly {words.lower()}") for line in body]
    points = "\n".join(["names:", "  - Ada Okafor", "points:", *body, ""])
    (folder / "notes.yml").write_text(points, "utf-8")
    assert main([*start, "feedback", "notes.yml", "--output", "feedback"]) == 0
    assert "no-strength" not in capsys.readouterr().err
    for audience, site in (("open", "site"), ("restricted", "site-restricted")):
        assert main([*start, "build", "--responses", "demo", "--audience", audience]) == 0
        page = (folder / site / "results" / "programme.html").read_text("utf-8")
        shown = re.sub(r"<[^>]*>", " ", page[page.index("<h1") : page.index("</main>")])
        assert "All 4 together" in shown
        assert "15 to 20: on average above" in shown
        assert not re.search(r"\bseven\b|All 7|7 to 35", shown)
