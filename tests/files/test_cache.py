"""Where builds keep things, on a share that others own too."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from generator.definitions.problem import RefusedError
from generator.files.cache import cache_folder
from generator.files.programme_folder import CACHE
from generator.files.site import build_site
from generator.report.site import GeneratedSite

HOME = "LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME"


def test_it_lies_in_the_programme_and_is_its_owners_alone(tmp_path: Path) -> None:
    (tmp_path / CACHE).mkdir(parents=True)
    found = cache_folder(tmp_path)
    assert found == tmp_path / CACHE
    if os.name == "posix":
        assert stat.S_IMODE(found.stat().st_mode) == 0o700


def test_a_programme_that_cannot_be_written_is_kept_in_the_users_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME, str(tmp_path / "mine"))
    places = []
    for name in ("one", "two"):
        programme = tmp_path / name
        programme.mkdir()
        (programme / ".cache").write_bytes(b"nothing can be made below a file")
        place = cache_folder(programme)
        assert place.is_dir()
        assert place.is_relative_to(tmp_path / "mine" / "mentoring")
        assert place == cache_folder(programme)
        places.append(place)
    assert places[0] != places[1]


def test_a_folder_that_others_own_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setenv(HOME, str(tmp_path / "mine"))
    place = cache_folder(tmp_path)
    assert place.is_relative_to(tmp_path / "mine")


def test_a_site_that_cannot_be_written_says_where_it_could_be(tmp_path: Path) -> None:
    (tmp_path / "share").write_bytes(b"nothing can be made below a file")
    made = GeneratedSite({}, {}, {}, {}, {})
    with pytest.raises(RefusedError) as refused:
        build_site(tmp_path / "programme", made, tmp_path / "share" / "site")
    (problem,) = refused.value.problems
    assert problem.rule == "no-place"
    assert "--site-dir" in problem.remedy
