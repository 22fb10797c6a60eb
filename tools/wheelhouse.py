"""Pack wheelhouse.zip: every wheel that a Windows machine without a package index needs.

    python tools/wheelhouse.py [PYTHON_VERSION ...]

The pinned lock holds requirements for every system. pip's own ``--platform``
picks Windows wheels but judges the lock's markers by the machine that it runs
on, so the lines for Windows are chosen here, for each version of Python asked
for (by default 3.11 to 3.13), and downloaded with their hashes checked.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = ("3.11", "3.12", "3.13")

INSTALL = """\
mentoring, for a Windows machine without a package index
========================================================
You need Python 3.11, 3.12 or 3.13 (64 bit) from your software centre. No admin rights.

1. Unpack this zip, for example into  %USERPROFILE%\\mentoring-wheels
2. Open a command prompt in that folder and type:

   py -m venv %USERPROFILE%\\mentoring
   %USERPROFILE%\\mentoring\\Scripts\\python -m pip install --no-index --find-links wheels mentoring

3. Then, and from now on:

   %USERPROFILE%\\mentoring\\Scripts\\mentoring init %USERPROFILE%\\Documents\\my-programme
"""


def windows_requirements(lock: str, python: str) -> list[str]:
    """Return the lock's entries that hold for Windows and a Python version, markers removed.

    ``lock`` is the text of a requirements file in which each entry starts a
    line and carries its hashes on continued lines. ``python`` is such as 3.12.
    """
    environment = {
        "implementation_name": "cpython",
        "os_name": "nt",
        "platform_machine": "AMD64",
        "platform_python_implementation": "CPython",
        "platform_system": "Windows",
        "python_full_version": f"{python}.9",
        "python_version": python,
        "sys_platform": "win32",
    }
    entries = []
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        words, *hashes = (part.strip() for part in entry.split("\\\n"))
        if words.startswith("#"):
            continue
        requirement = Requirement(words)
        if requirement.marker is None or requirement.marker.evaluate(environment):
            entries.append(" ".join([f"{requirement.name}{requirement.specifier}", *hashes]))
    return entries


def main(versions: list[str]) -> int:
    """Download, build our own wheel, and zip; return an exit code."""
    house = ROOT / "wheelhouse"
    shutil.rmtree(house, ignore_errors=True)
    wheels = house / "wheels"
    wheels.mkdir(parents=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for version in versions:
        with tempfile.TemporaryDirectory() as folder:
            chosen = Path(folder, "requirements.txt")
            chosen.write_text("\n".join(windows_requirements(lock, version)), encoding="utf-8")
            platform = ["--platform", "win_amd64", "--python-version", version]
            only = ["--require-hashes", "--no-deps", "--only-binary=:all:", *platform]
            places = ["--dest", str(wheels), "--requirement", str(chosen)]
            subprocess.run([*pip, "download", *only, *places], check=True)
    own = [
        *pip,
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(wheels),
        str(ROOT),
    ]
    subprocess.run(own, check=True)
    (house / "INSTALL.txt").write_text(INSTALL, encoding="utf-8", newline="\r\n")
    target = ROOT / "wheelhouse.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(house.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(house).as_posix())
    count = len(list(wheels.glob("*.whl")))
    print(f"wheelhouse.zip: {count} wheels, {target.stat().st_size / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(VERSIONS)))
