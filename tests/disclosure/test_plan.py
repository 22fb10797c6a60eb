"""What could be shown is told from numbers of people invited alone, by the groups of a release."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cli import main
from generator.definitions.cohort import Cohort
from generator.disclosure.plan import expected, invited_for, plan

LIST = """\
cohort,title,organisation,region,invited_mentors,invited_mentees
card,Cardiology,Example Trust,North,24,22
gast,Gastroenterology,Example Trust,North,10,9
rena,Renal medicine,Example Trust,North,8,8
resp,Respiratory medicine,Example Trust,North,7,8
derm,Dermatology,Example Trust,North,5,5
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    assert main(["init", str(tmp_path / "p")]) == 0
    (tmp_path / "p/responses/cohorts.csv").write_text(LIST, "utf-8")
    return tmp_path / "p"


def test_groups_are_told_in_words(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["-C", str(home), "plan"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("If you invite 54 mentors and 52 mentees, and 60 in 100 of them answer")
    assert "  Cardiology: about 14 mentors and about 13 mentees\n" in told
    assert (
        "  Dermatology; Gastroenterology; Renal medicine; Respiratory medicine, 4 cohorts "
        "together: about 17 mentors and about 16 mentees\n"
    ) in told
    assert "about 31 mentors and about 29 mentees (too few)" in told
    assert "a cohort needs at least 19 people invited in each role, and 50 for percentages." in told
    assert main(["-C", str(home), "plan", "--rate", "5"]) == 0
    assert "None. The whole programme has fewer than 11 in a role." in capsys.readouterr().out


def test_scripts_read_the_same(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["-C", str(home), "plan", "--rate", "90%", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["open"]["groups"] == [["card"], ["derm", "gast"], ["rena", "resp"]]
    assert told["open"]["people"][0] == {"mentor": 21, "mentee": 19}


def test_a_number_that_is_missing_is_asked_for(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = home / "responses/cohorts.csv"
    place.write_text(LIST.replace("rena,Renal medicine,Example Trust,North,8,8", "rena,R,T,N,8,"))
    capsys.readouterr()
    assert main(["-C", str(home), "plan"]) == 0
    assert "The number of mentees invited is not given for every cohort." in capsys.readouterr().out
    place.write_text("cohort,title,organisation,region\na,A,T,N\n")
    assert main(["-C", str(home), "plan"]) == 1
    assert "Fill in invited_mentors, invited_mentees" in capsys.readouterr().err
    place.unlink()
    assert main(["-C", str(home), "plan"]) == 1
    assert "no-cohorts" in capsys.readouterr().err


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=12),
       st.integers(1, 100))  # fmt: skip
def test_no_group_is_smaller_than_its_rule(sizes: list[tuple[int, int]], rate: int) -> None:
    cohorts = [
        Cohort(f"c{n:02}", "", f"o{n % 3}", f"r{n % 2}", {"mentor": one, "mentee": other})
        for n, (one, other) in enumerate(sizes)
    ]
    people = expected(cohorts, ("mentor", "mentee"), rate)
    made = plan(cohorts, people, least=11, large=30, restricted=5)
    for part, least in ((made.open, 11), (made.large, 30), (made.restricted, 5)):
        deciding = [role for role, many in people.items() if sum(many.values()) >= least]
        assert all(each[role] >= least for each in part.people for role in deciding)
        named = [name for group in part.groups for name in group]
        assert sorted([*named, *part.left]) == sorted(one.id for one in cohorts)
        assert bool(part.groups) == bool(deciding)


@given(st.integers(1, 200), st.integers(1, 100))
def test_so_many_invitations_bring_so_many_people(people: int, rate: int) -> None:
    many = invited_for(people, rate)
    assert many * rate // 100 >= people > (many - 1) * rate // 100
