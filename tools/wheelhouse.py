"""Pack wheelhouse.zip: every wheel that a Windows machine without a package index needs.

The libraries for scanning and for SPSS are in it, so that nobody has to ask twice.

Beside it stand its SHA-256 and a bill of materials (CycloneDX), which is in it, too.

    python tools/wheelhouse.py [PYTHON_VERSION ...]

The pinned lock holds requirements for every system. pip's own ``--platform``
picks Windows wheels but judges the lock's markers by the machine that it runs
on, so the lines for Windows are chosen here, for each version of Python asked
for (by default 3.11 to 3.13), and downloaded with their hashes checked.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = ("3.11", "3.12", "3.13")

OPTIONS = "--no-index --find-links wheels --require-hashes --requirement requirements.txt"
INSTALL = f"""\
mentoring, for a Windows machine without a package index
========================================================
You need Python 3.11, 3.12 or 3.13 (64 bit) from your software centre. No admin rights.

1. Check that the zip is the one that was made for you: open a command prompt beside it and type

   certutil -hashfile wheelhouse.zip SHA256

   The number must be the one in wheelhouse.zip.sha256, which you got by another way.
2. Unpack the zip, for example into  %USERPROFILE%\\mentoring-wheels
3. Open a command prompt in that folder and type:

   py -m venv %USERPROFILE%\\mentoring
   %USERPROFILE%\\mentoring\\Scripts\\python -m pip install {OPTIONS}

   Nothing is installed unless the hash of every file is the one in requirements.txt.
   What the files are, from whom and under which licence: sbom.cdx.json.
4. Then, and from now on:

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
    return [
        " ".join([f"{one.name}{one.specifier}", *(f"--hash=sha256:{h}" for h in hashes)])
        for one, hashes in entries(lock)
        if one.marker is None or one.marker.evaluate(environment)
    ]


def entries(lock: str) -> Iterator[tuple[Requirement, list[str]]]:
    """Yield each requirement of a lock with the SHA-256 hashes of its files."""
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        words, *hashes = (part.strip() for part in entry.split("\\\n"))
        if not words.startswith("#"):
            yield Requirement(words), [part.removeprefix("--hash=sha256:") for part in hashes]


def licence(metadata: Message) -> str:
    """Return the licence that a package's metadata names, as an SPDX expression where it does.

    A text in place of a name is left out; the classifiers then say it.
    """
    if metadata["License-Expression"]:
        return str(metadata["License-Expression"])
    named = [
        line.rpartition(" :: ")[2]
        for line in metadata.get_all("Classifier", [])
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    written = str(metadata["License"] or "").strip()
    return " AND ".join(named) or (written if "\n" not in written and len(written) < 80 else "")


def bill_of_materials(lock: str, own: Path, licences: Mapping[str, str]) -> dict[str, Any]:
    """Return what a wheelhouse holds, as CycloneDX 1.6: a component for each line of the lock.

    ``own`` is our own wheel; ``licences`` are by normalised name. Hashes are
    those of all files that the lock accepts.
    """
    name, version = own.name.split("-")[:2]
    about = _component(name, version, [hashlib.sha256(own.read_bytes()).hexdigest()], "MIT")
    parts = []
    for requirement, hashes in entries(lock):
        called = canonicalize_name(requirement.name)
        pinned = str(requirement.specifier).removeprefix("==")
        parts.append(_component(called, pinned, hashes, licences.get(called, "")))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**about, "type": "application"}},
        "components": parts,
    }


def _component(name: str, version: str, hashes: list[str], terms: str) -> dict[str, Any]:
    purl = f"pkg:pypi/{name}@{version}"
    spdx = re.fullmatch(r"[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*", terms)
    named = {"expression": terms} if spdx else {"license": {"name": terms}}
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "hashes": [{"alg": "SHA-256", "content": content} for content in hashes],
        **({"licenses": [named]} if terms else {}),
    }


def _licences(wheels: Path) -> dict[str, str]:
    """Return the licence of each wheel by its package's normalised name."""
    found: dict[str, str] = {}
    for path in wheels.glob("*.whl"):
        with zipfile.ZipFile(path) as archive:
            name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
            metadata = message_from_bytes(archive.read(name))
        found[canonicalize_name(str(metadata["Name"]))] = licence(metadata)
    return found


def main(versions: list[str]) -> int:
    """Download, build our own wheel, and zip; return an exit code."""
    house = ROOT / "wheelhouse"
    shutil.rmtree(house, ignore_errors=True)
    wheels = house / "wheels"
    wheels.mkdir(parents=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    lock = (ROOT / "requirements-all.lock").read_text(encoding="utf-8")
    for version in versions:
        with tempfile.TemporaryDirectory() as folder:
            chosen = Path(folder, "requirements.txt")
            chosen.write_text("\n".join(windows_requirements(lock, version)), encoding="utf-8")
            platform = ["--platform", "win_amd64", "--python-version", version]
            only = ["--require-hashes", "--no-deps", "--only-binary=:all:", *platform]
            places = ["--dest", str(wheels), "--requirement", str(chosen)]
            subprocess.run([*pip, "download", *only, *places], check=True)
    own = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels), str(ROOT)]
    subprocess.run([*pip, *own], check=True)
    (made,) = wheels.glob("mentoring-*.whl")
    version = made.name.split("-")[1]
    digest = hashlib.sha256(made.read_bytes()).hexdigest()
    line = f"mentoring=={version} \\\n    --hash=sha256:{digest}\n"
    (house / "requirements.txt").write_text(lock + line, encoding="utf-8", newline="\n")
    (house / "INSTALL.txt").write_text(INSTALL, encoding="utf-8", newline="\r\n")
    bill = json.dumps(bill_of_materials(lock, made, _licences(wheels)), indent=1) + "\n"
    for place in (house / "sbom.cdx.json", ROOT / "wheelhouse.cdx.json"):
        place.write_text(bill, encoding="utf-8", newline="\n")
    target = ROOT / "wheelhouse.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(house.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(house).as_posix())
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    beside = ROOT / "wheelhouse.zip.sha256"
    beside.write_text(f"{digest}  wheelhouse.zip\n", encoding="utf-8", newline="\n")
    count = len(list(wheels.glob("*.whl")))
    print(f"wheelhouse.zip: {count} wheels, {target.stat().st_size / 1e6:.0f} MB, SHA-256 {digest}")
    print(
        "Copy it and wheelhouse.zip.sha256 to the Windows machine; INSTALL.txt in it says the rest."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(VERSIONS)))
