"""LibreOffice opens workbooks and saves them again, as hospitals do."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest


@cache
def _profile() -> tempfile.TemporaryDirectory[str]:
    """Return the folder of its settings, one for all tests of a process: new ones take long."""
    return tempfile.TemporaryDirectory()


def saved_again(workbooks: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return workbooks by their names as LibreOffice saves them, all at once: it starts slowly."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("needs LibreOffice Calc (Debian package libreoffice-calc-nogui)")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, content in workbooks.items():
            (folder / f"{name}.xlsx").write_bytes(content)
        words = [
            program,
            f"-env:UserInstallation={Path(_profile().name).as_uri()}",
            *("--headless", "--norestore", "--convert-to", "xlsx:Calc MS Excel 2007 XML"),
            *("--outdir", str(folder / "out")),
            *(str(path) for path in sorted(folder.glob("*.xlsx"))),
        ]
        subprocess.run(words, check=True, capture_output=True, timeout=400)
        return {path.stem: path.read_bytes() for path in (folder / "out").iterdir()}
