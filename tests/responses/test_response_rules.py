"""Every name of a fault in reading is listed once, and each that is listed is used."""

from __future__ import annotations

import ast
from pathlib import Path

from generator.responses.response_rules import ACCEPTED, COMPARING, FORGETTING, REFUSED

ROOT = Path(__file__).parents[2] / "generator"
FILES = [
    *(path for path in ROOT.glob("responses/*.py") if path.stem != "response_rules"),
    *(ROOT / "files" / f"{name}.py" for name in (
        "csv_file", "forget", "other_files", "response_folder", "tables", "workbook",
        "typed_answers", "workbook_parts",
    )),
    *ROOT.glob("data_entry/*.py"),
    *(ROOT / name for name in ("definitions/signs.py", "commands/forget.py")),
]  # fmt: skip
#: Texts of the same form that are no rules.
OTHERS = {"-form", "only-in-", "utf-8", "utf-8-sig", "forgotten-copies"}


def literals() -> set[str]:
    """All short texts of lower-case words with hyphens in the rooms that read responses."""
    found = set()
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_every_rule_is_listed_and_every_listed_rule_is_used() -> None:
    listed = REFUSED | ACCEPTED | FORGETTING | COMPARING
    assert len(listed) == len(REFUSED) + len(ACCEPTED) + len(FORGETTING) + len(COMPARING)
    hyphened = {
        text
        for text in literals()
        if "-" in text.lstrip("-")
        and text.replace("-", "").isalpha()
        and text.islower()
        and " " not in text
    }
    assert hyphened - OTHERS <= listed.keys()
    # These are made from the form's kind, and from the one of two who typed a row.
    made = {"named-form", "sheet-form", "only-in-first", "only-in-second"}
    assert listed.keys() - literals() == made
