"""Fresh response files with planted oddities, analysed twice: by the command and by brute force.

``second_opinion`` shares nothing with the package. Every line of ``mentoring
analyse`` must be among its lines, and every one of its lines must be written.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from generator.cli import main
from generator.commands.init import new_programme
from tests.analysis.second_opinion import Lines, Programme, lines, read

COLUMNS = ["level", "unit", "role", "measure", "domain", "from", "to", "statistic"]
#: Two fits of one model stop at slightly different places.
LOOSE = {"omega": 1e-4}


def invented(folder: Path) -> Path:
    """Make a programme that prorates confidence, with invented answers and planted oddities."""
    new_programme(folder)
    many = "--cohorts 5 --pairs 4-26 --organisations 2 --regions 2 --output responses"
    seeded = ["simulate", "--seed", "second opinion", *many.split()]
    assert main(["-C", str(folder), *seeded]) == 0
    path = folder / "instruments" / "programme.yml"
    words = path.read_text(encoding="utf-8")
    line = "    title: Confidence in giving feedback\n"
    assert line in words
    prorating = line + "    missing: {rule: prorate, answered: 4}\n"
    path.write_text(words.replace(line, prorating), encoding="utf-8")
    plant(folder / "responses")
    return folder


def plant(responses: Path) -> None:
    """Make the files as odd as real ones are; every oddity is legal."""
    rng = np.random.default_rng(20260311)
    listed = _table(responses / "cohorts.csv")
    by_size = listed.assign(size=listed["invited_mentors"].astype(int)).sort_values("size")
    lone, gone, reused, other, *_, same = by_size["cohort"]
    nobody = listed.iloc[0].copy()
    nobody["cohort"], nobody["title"] = "nobody", "Nobody (invented)"
    listed.loc[len(listed)] = nobody
    listed.to_csv(responses / "cohorts.csv", index=False, encoding="utf-8-sig")
    (responses / "themes.csv").unlink(missing_ok=True)  # the second opinion knows none
    for path in sorted(responses.rglob("*.csv")):
        if path.name == "cohorts.csv":
            continue
        frame = _table(path)
        answers = [c for c in frame if c.startswith(("confidence_", "importance_", "awareness_"))]
        for gap in ("", "-97", "-98", "-99"):
            frame[answers] = frame[answers].mask(rng.random((len(frame), len(answers))) < 0.02, gap)
        linked = not path.stem.startswith(("about_you", "session_record"))
        inside = frame["cohort"]
        if linked:
            frame.loc[inside == same, answers] = "3"  # all the same, at every wave
            frame = frame[(inside != lone) | ~frame.duplicated("cohort")]
            if "after" in path.stem:
                frame = frame[frame["cohort"] != gone]  # all of them dropped out
            # Whoever moves to another cohort is somebody else there, and never joined.
            home = frame[frame["cohort"] == (other if "after" in path.stem else reused)]
            frame = pd.concat([frame, home.head(1).assign(respondent="ZZSAME")])
        if path.stem == "mentor_after_session" and answers:
            frame.loc[frame.index[:1], answers] = ""  # came back empty
        frame.to_csv(path, index=False, encoding="utf-8-sig")
    # A column that one file does not have: not collected there.
    some = next(iter(sorted(responses.rglob("mentor_before_session.csv"))))
    _table(some).drop(columns="confidence_time").to_csv(some, index=False, encoding="utf-8-sig")


def _table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return invented(tmp_path_factory.mktemp("second") / "programme")


@pytest.fixture(scope="module")
def second(folder: Path) -> Programme:
    return read(folder)


@pytest.fixture(scope="module")
def written(folder: Path) -> Lines:
    output = folder / "private.csv"
    assert main(["-C", str(folder), "analyse", "responses", "--output", "private.csv"]) == 0
    frame = _table(output)
    keys = frame[COLUMNS].itertuples(index=False, name=None)
    numbers = zip(frame["value"].astype(float), frame["n"].astype(int), strict=True)
    found = dict(zip(keys, numbers, strict=True))
    assert len(found) == len(frame)
    return found


def test_every_line_of_the_analysis(second: Programme, written: Lines) -> None:
    expected = lines(second)
    assert sorted(set(written) - set(expected)) == []
    assert sorted(set(expected) - set(written)) == []
    wrong = [
        (key, value, expected[key])
        for key, value in written.items()
        if value[1] != expected[key][1]
        or abs(value[0] - expected[key][0]) > LOOSE.get(key[-1], 1e-9 * max(1.0, abs(value[0])))
    ]
    assert wrong == []


def test_the_oddities_are_there(written: Lines) -> None:
    """What the test above compares holds every kind of line, and the extremes of each."""
    names = {key[-1].split(":")[0] for key in written}
    assert names >= {
        "not_answered", "not_applicable", "preferred_not_to_say", "unreadable", "not_collected",
        "alpha", "omega", "p_holm", "p_stratified", "shift_level", "rank_biserial_low",
    }  # fmt: skip
    changed = {key: value for key, value in written.items() if key[6] and key[3] != "forms"}
    sizes = {n for key, (_, n) in changed.items() if key[-1] == "n"}
    assert {0, 1} <= sizes
    assert max(sizes) > 30
    same = [key for key, (value, n) in changed.items() if key[-1] == "same" and value == n > 5]
    assert same
    assert all(written[(*key[:-1], "p_exact")][0] == 1 for key in same)
    assert any(key[4] == "total_prorated" for key in changed)
