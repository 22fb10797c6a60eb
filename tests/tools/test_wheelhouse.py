"""The lock's lines for Windows are chosen by Windows' markers, not by this machine's."""

from __future__ import annotations

import hashlib
import importlib.util
import zipfile
from email.message import Message
from pathlib import Path

import pytest

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
    text = (ROOT / "requirements-all.lock").read_text(encoding="utf-8")
    names = [line.split("==")[0] for line in wheelhouse.windows_requirements(text, "3.12")]
    assert len(names) == len(set(names)) > 20
    assert "colorama" in names
    assert "://" not in text
    assert "--index" not in text


# ---- What is packed ----

OURS = "mentoring-0.1.0-py3-none-any.whl"


def metadata(**fields: object) -> Message:
    made = Message()
    for name, values in fields.items():
        for value in values if isinstance(values, list) else [values]:
            made[name.replace("_", "-")] = str(value)
    return made


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"License_Expression": "MIT OR Apache-2.0", "License": "x"}, "MIT OR Apache-2.0"),
        ({"License": "BSD-3-Clause"}, "BSD-3-Clause"),
        ({"License": "Copyright (c)\n\nPermission is hereby"}, ""),
        (
            {"License": "x\ny", "Classifier": ["License :: OSI Approved :: MIT License"]},
            "MIT License",
        ),
        ({"Classifier": ["License :: OSI Approved", "Topic :: Internet"]}, ""),
    ],
)
def test_a_licence_is_what_metadata_calls_it(fields: dict[str, object], named: str):
    assert wheelhouse.licence(metadata(**fields)) == named


def test_the_bill_names_every_line_of_the_lock(tmp_path: Path):
    own = tmp_path / OURS
    own.write_bytes(b"wheel")
    made = wheelhouse.bill_of_materials(
        LOCK, own, {"click": "BSD-3-Clause", "uvloop": "MIT License"}
    )
    assert (made["bomFormat"], made["specVersion"], made["version"]) == ("CycloneDX", "1.6", 1)
    ours = made["metadata"]["component"]
    assert (ours["type"], ours["purl"]) == ("application", "pkg:pypi/mentoring@0.1.0")
    assert ours["hashes"][0]["content"] == hashlib.sha256(b"wheel").hexdigest()
    parts = {part["bom-ref"]: part for part in made["components"]}
    assert list(parts) == [
        "pkg:pypi/colorama@0.4.6", "pkg:pypi/click@8.1.0", "pkg:pypi/numpy@2.4.6",
        "pkg:pypi/numpy@2.5.5", "pkg:pypi/uvloop@1.0",
    ]  # fmt: skip
    assert [one["content"] for one in parts["pkg:pypi/colorama@0.4.6"]["hashes"]] == ["aa", "bb"]
    assert parts["pkg:pypi/click@8.1.0"]["licenses"] == [{"expression": "BSD-3-Clause"}]
    assert parts["pkg:pypi/uvloop@1.0"]["licenses"] == [{"license": {"name": "MIT License"}}]
    assert "licenses" not in parts["pkg:pypi/numpy@2.4.6"]


def test_the_real_lock_gives_a_bill_with_hashes_throughout(tmp_path: Path):
    own = tmp_path / OURS
    own.write_bytes(b"wheel")
    text = (ROOT / "requirements-all.lock").read_text(encoding="utf-8")
    parts = wheelhouse.bill_of_materials(text, own, {})["components"]
    assert len(parts) > 40
    for part in parts:
        assert part["version"]
        assert all(len(one["content"]) == 64 for one in part["hashes"])
        assert part["hashes"]


def test_the_instructions_and_the_guide_install_by_hash():
    guide = (ROOT / "site_src" / "organisers" / "set-up.md").read_text(encoding="utf-8")
    for text in (wheelhouse.INSTALL, guide):
        assert f"pip install {wheelhouse.OPTIONS}" in text
        assert "certutil -hashfile wheelhouse.zip SHA256" in text
    assert "--require-hashes" in wheelhouse.OPTIONS


def test_everything_is_packed_with_its_hashes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The whole walk, but for the network: pip is stood in for by one that writes a wheel."""
    (tmp_path / "requirements-all.lock").write_text(LOCK)

    def pip(command: list[str], check: bool) -> None:
        place = Path(
            command[command.index("--dest" if "download" in command else "--wheel-dir") + 1]
        )
        name = "click-8.1.0" if "download" in command else "mentoring-0.1.0"
        with zipfile.ZipFile(place / f"{name}-py3-none-any.whl", "w") as archive:
            archive.writestr(
                f"{name}.dist-info/METADATA",
                f"Name: {name.split('-')[0]}\nLicense-Expression: MIT\n",
            )

    monkeypatch.setattr(wheelhouse.subprocess, "run", pip)
    monkeypatch.setattr(wheelhouse, "ROOT", tmp_path)
    assert wheelhouse.main(["3.11"]) == 0
    with zipfile.ZipFile(tmp_path / "wheelhouse.zip") as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert set(packed) == {
        "INSTALL.txt", "requirements.txt", "sbom.cdx.json",
        "wheels/click-8.1.0-py3-none-any.whl", f"wheels/{OURS}",
    }  # fmt: skip
    own = hashlib.sha256(packed[f"wheels/{OURS}"]).hexdigest()
    wanted = f"{LOCK}mentoring==0.1.0 \\\n    --hash=sha256:{own}\n"
    assert packed["requirements.txt"].decode() == wanted
    assert (tmp_path / "wheelhouse.cdx.json").read_bytes() == packed["sbom.cdx.json"]
    whole = hashlib.sha256((tmp_path / "wheelhouse.zip").read_bytes()).hexdigest()
    assert (tmp_path / "wheelhouse.zip.sha256").read_text() == f"{whole}  wheelhouse.zip\n"
