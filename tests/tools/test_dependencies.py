"""What is imported is declared, what is declared is used, and no licence binds who ships it."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
import tomllib
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
#: Run as commands or by other tools, and imported by nothing of ours.
COMMANDS = {
    "coverage", "editables", "hatchling", "import-linter", "mypy", "pytest-xdist", "ruff",
    "scipy-stubs", "types-defusedxml", "types-html5lib", "types-openpyxl", "types-pyyaml",
}  # fmt: skip
#: Named in mkdocs.yml as the theme, and imported by the site engine.
THEME = {"mkdocs-material"}
_spec = importlib.util.spec_from_file_location("wheelhouse", ROOT / "tools" / "wheelhouse.py")
wheelhouse = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(wheelhouse)


def imported(*folders: str) -> set[str]:
    """Return the packages of others that our modules import, by their names in the index."""
    ours = {"generator", "tests", *(path.stem for path in (ROOT / "tools").iterdir())}
    packages = packages_distributions()
    found: set[str] = set()
    for path in (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            tops = {name.partition(".")[0] for name in names} - ours - sys.stdlib_module_names
            found |= {canonicalize_name(one) for top in tops for one in packages[top]}
    return found


def declared(*extras: str) -> set[str]:
    """Return what pyproject.toml asks for under some extras, or to run where none is named."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    asked = [one for extra in extras for one in optional[extra]] or project["dependencies"]
    return {canonicalize_name(Requirement(one).name) for one in asked}


def test_what_the_program_imports_is_declared_and_nothing_else() -> None:
    extras = declared("scan", "spss", "parquet")
    assert declared() | extras == imported("generator") | THEME


def test_what_tests_and_tools_import_is_declared_and_nothing_else() -> None:
    develop = declared("dev")
    assert develop == (imported("tests", "tools") - declared()) | COMMANDS


def test_the_locks_hold_what_is_declared() -> None:
    locks = {
        "requirements.lock": declared(),
        "requirements-all.lock": declared() | declared("scan", "spss"),
        "requirements-dev.lock": declared() | declared("dev"),
    }
    for name, wanted in locks.items():
        lock = (ROOT / name).read_text(encoding="utf-8")
        entries = list(wheelhouse.entries(lock))
        assert wanted <= {canonicalize_name(one.name) for one, _ in entries}, name
        assert all(hashes for _, hashes in entries), name


def shares_alike(terms: str) -> bool:
    """Tell whether a licence asks whoever ships the work to put all of it under the same terms.

    Libraries under the LGPL, and GCC's own with their exception, do not.
    """
    plain = re.sub(r"GPL-[0-9.]+(?:-or-later|-only)? WITH GCC-exception-[0-9.]+", "", terms)
    plain = re.sub(r"GPL-[0-9.]+-with-GCC-exception", "", plain)
    return bool(re.search(r"(?<!L)GPL|(?<!Lesser )General Public Licen[cs]e|Affero", plain))


def test_the_question_is_answered_right() -> None:
    named = "GNU General Public License v3", "GNU Affero General Public License v3"
    for terms in ("GPL-3.0-only", "AGPL-3.0", "MIT AND GPL-2.0-or-later", "GPLv3", *named):
        assert shares_alike(terms)
    for terms in ("MIT", "LGPL-3.0", "MPL-2.0", "GPL-3.0-or-later WITH GCC-exception-3.1",
                  "GPL-3.0-with-GCC-exception"):  # fmt: skip
        assert not shares_alike(terms)


def test_nothing_that_we_ship_is_under_the_gpl() -> None:
    lock = (ROOT / "requirements-all.lock").read_text(encoding="utf-8")
    for requirement, _ in wheelhouse.entries(lock):
        if requirement.marker is not None and not requirement.marker.evaluate():
            continue  # for another system or another Python; the same project under one licence
        terms = wheelhouse.licence(distribution(requirement.name).metadata)
        assert terms, f"{requirement.name} names no licence"
        assert not shares_alike(terms), f"{requirement.name}: {terms}"
