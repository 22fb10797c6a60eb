"""A full disk is told with the place that was named, and leaves nothing half-made."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from generator.cli import main
from generator.files import writing


class Full:
    """A file on a disk without room; such a disk does not say which file it was."""

    def __init__(self, path: Path) -> None:
        path.touch()

    def __enter__(self) -> Full:
        return self

    def __exit__(self, *gone: object) -> None:
        pass

    def fileno(self) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def write(self, content: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_files_are_named_and_the_folders_made_for_them_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_created", Full)
    (tmp_path / "there").mkdir()
    places = [tmp_path / "a/b/one.txt", tmp_path / "there/two.txt"]
    with pytest.raises(OSError, match="No space left") as refused:
        writing.write_files(dict.fromkeys(places, b"x"))
    assert refused.value.filename == str(places[0])
    assert [path.name for path in tmp_path.rglob("*")] == ["there"]


@pytest.mark.parametrize("ours", [True, False])
def test_a_new_folder_is_named_not_what_is_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ours: bool
) -> None:
    def write() -> None:
        with writing.new_folder(tmp_path / "a/packs") as beside:
            if not ours:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            monkeypatch.setattr(writing, "_created", Full)
            writing.write_new(beside, {"inside/one.txt": b"x"})

    with pytest.raises(OSError, match="No space left") as refused:
        write()
    assert refused.value.filename == str(tmp_path / "a/packs")
    assert list(tmp_path.iterdir()) == []


def test_the_remedy_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(writing, "_created", Full)
    assert main(["init", str(tmp_path / "own")]) == 1
    said = capsys.readouterr().err
    assert f"{tmp_path / 'own'}" in said
    assert said.endswith("No space left on device. Nothing was changed. "
                         "Make room there, and run this again.\n")  # fmt: skip
