"""A small programme with one cohort, in which tests run ``scan``."""

from __future__ import annotations

from pathlib import Path

from tests.scan import invented
from tests.small_programme import small_programme

COHORTS = "cohort,title,organisation,region\nward,Ward 7,Tiny Trust,North\n"


def programme_in(folder: Path) -> Path:
    """Make a programme whose mentors' form before tea has two pages."""
    home = small_programme(folder)
    form = home / "instruments/mentor_before.yml"
    form.write_text(invented.on_two_pages(form.read_text("utf-8")), "utf-8")
    (home / "records").mkdir()
    (home / "records/cohorts.csv").write_text(COHORTS, "utf-8")
    return home
