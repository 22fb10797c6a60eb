"""The lock's lines for Windows are chosen by Windows' markers, not by this machine's."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("wheelhouse", ROOT / "tools" / "wheelhouse.py")
wheelhouse = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(wheelhouse)

LOCK = """\
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:aa \\
    --hash=sha256:bb
click==8.1.0 \\
    --hash=sha256:cc
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:dd
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:ee
uvloop==1.0 ; sys_platform == 'linux' \\
    --hash=sha256:ff
"""


def test_windows_lines_are_chosen_with_their_hashes():
    assert wheelhouse.windows_requirements(LOCK, "3.11") == [
        "colorama==0.4.6 --hash=sha256:aa --hash=sha256:bb",
        "click==8.1.0 --hash=sha256:cc",
        "numpy==2.4.6 --hash=sha256:dd",
    ]


def test_the_python_version_decides():
    assert "numpy==2.5.5 --hash=sha256:ee" in wheelhouse.windows_requirements(LOCK, "3.13")


def test_the_real_lock_gives_one_version_of_each_package_and_names_no_index():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    names = [line.split("==")[0] for line in wheelhouse.windows_requirements(text, "3.12")]
    assert len(names) == len(set(names)) > 20
    assert "colorama" in names
    assert "://" not in text
    assert "--index" not in text
