"""The smallest programme that can do everything: a page, a few forms, preferences."""

from __future__ import annotations

import shutil
from pathlib import Path

from generator.definitions.load import Definitions, parse_definitions

ROOT = Path(__file__).parents[1]
TINY = ROOT / "tests/cases/tiny/instruments"
SITE = """\
site_name: Trial
docs_dir: site_src
use_directory_urls: false
theme: {name: material}
plugins: [mentoring]
"""


def definitions_in(folder: Path) -> Definitions:
    """Return the definitions that lie in a folder."""
    paths = sorted(folder.glob("*.yml"))
    return parse_definitions({f"instruments/{p.name}": p.read_text("utf-8") for p in paths}, [])


def small_programme(folder: Path) -> Path:
    """Make it, and return its folder."""
    shutil.copytree(TINY, folder / "instruments")
    shutil.copy(ROOT / "examples/feasibility/preferences.csv", folder)
    (folder / "site_src").mkdir()
    (folder / "site_src/index.md").write_text("# Trial\n", "utf-8")
    (folder / "mkdocs.yml").write_text(SITE, "utf-8")
    return folder
