"""A small programme with a cohort whose numbers are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_programme import small_programme

COHORTS = """\
cohort,title,organisation,region,invited_mentors,invited_mentees
ward-a,Ward A (invented),Example Hospitals,North,6,5
ward-b,Ward B (invented),Example Hospitals,North,,4
ward-c,Ward C (invented),Example Hospitals,North,0,0
ward-d,Ward D (invented),Example Hospitals,North,99999,3
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return home_in(tmp_path)


def home_in(folder: Path) -> Path:
    """Make the programme with its list of cohorts."""
    small_programme(folder)
    (folder / "records").mkdir()
    (folder / "records/cohorts.csv").write_text(COHORTS, "utf-8")
    return folder
