"""Every name of a fault in reading is explained, and each that is explained is used."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2] / "generator"
FILES = [
    *ROOT.glob("responses/*.py"),
    *(ROOT / "files" / f"{name}.py" for name in (
        "csv_file", "forget", "other_files", "response_folder", "tables", "workbook",
        "typed_answers", "incoming",
    )),
    *ROOT.glob("data_entry/*.py"),
    *(ROOT / name for name in ("definitions/signs.py", "commands/forget.py")),
]  # fmt: skip
#: Texts of the same form that are no rules.
OTHERS = {"-form", "only-in-", "utf-8", "utf-8-sig", "forgotten-copies"}
#: What may stand in the way of any command that writes.
WRITING = {"changing", "file-in-use", "folder-in-use"}


def literals() -> set[str]:
    """All short texts of lower-case words with hyphens in the rooms that read responses."""
    found = set()
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_every_rule_is_explained_and_every_explained_rule_is_used() -> None:
    page = (ROOT.parent / "site_src/organisers/faults.md").read_text("utf-8")
    explained = set(re.findall(r"^\| `([a-z-]+)` \|", page, re.M))
    hyphened = {
        text
        for text in literals()
        if "-" in text.lstrip("-")
        and text.replace("-", "").isalpha()
        and text.islower()
        and " " not in text
    }
    assert hyphened - OTHERS <= explained
    # These are made from the form's kind, and from the one of two who typed a row.
    made = {"named-form", "sheet-form", "only-in-first", "only-in-second"}
    assert explained - literals() == made | WRITING
