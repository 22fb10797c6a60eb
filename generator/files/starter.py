"""What a new programme starts from: shipped instruments, pages and mkdocs.yml, and lists."""

from __future__ import annotations

import re
from pathlib import Path

from generator.definitions.csv_text import csv_bytes
from generator.definitions.load import Definitions
from generator.files.ledger_file import empty_ledger, ledger_path
from generator.files.programme_folder import PREFERENCES, RECORDS, RESPONSES
from generator.pairing import preferences
from generator.responses import cohorts, return_log
from generator.responses.cohorts import invited_column, people_roles

#: Keys below ``local:`` and ``contacts:`` whose values belong to one place.
_PLACE_KEYS = ("organisation", "department", "return_to", "name", "email", "phone", "until")
_LINE = re.compile(r"^(\s+(?:- )?)([a-z_]+):\s+\S.*$")
_PACKAGE = Path(__file__).resolve().parent.parent
STARTS = ("instruments", "site_src", "mkdocs.yml")
#: What a new programme keeps out of version control, by the names that the guidance gives.
GITIGNORE = b"""\
# Private: answers, names, keys, and what is made from them. Keep them out of every repository.
*.csv
*.tsv
*.xls*
*.sav
*.zsav
*.map.yml
*.ods
*.key
*.key.*
responses*/
*-responses/
records*/
preferences*
practice*/
private/
draw*/
*.commitment.json
audit.json
slips.pdf
feedback*/
feedback-*.pdf
notes*.yml
notes*.yaml
names*.txt
everybody*.txt
themes*/
in-context.html
coreq.md
entry*/
cards*/
packs*/
*.compared/
/first*
/second*
/final*
/draft*
/analysis*
status*.html
site-preview/
site-restricted/
.cache/
# What an interrupted command leaves behind, and what spreadsheets do while they are open.
.*-new-*
.*-old-*
.~lock.*
# Pictures of what people wrote, and what was decided of them.
scanned*/
decisions*.json
# Made anew by a command.
site/
site-*/
*-site/
printed*/
calendars*/
# Definitions are never private, whatever they are called.
!/instruments/**/*.yml
!/instruments/**/*.yaml
!/site_src/**/*.md
"""


def private_files(definitions: Definitions) -> dict[str, bytes]:
    """Return what only the owner of a new programme may open: its lists, and an empty ledger."""
    ledger = ledger_path(Path(RESPONSES)).as_posix()
    return {ledger: empty_ledger(definitions.programme.id), **records(definitions)}


def records(definitions: Definitions) -> dict[str, bytes]:
    """Return the organiser's lists of a new programme: headings, and an example that is a remark.

    They open in Excel on Windows as they are, and say nothing as they are.
    """
    programme, cohort = definitions.programme, "cardiology-spring"
    waves = [wave.id for wave in programme.waves]
    forms = {form.id: waves.index(form.wave) for form in definitions.instruments if form.wave}
    invited = dict.fromkeys(map(invited_column, people_roles(programme)), "12")
    lists = {
        "cohorts": (
            (*cohorts.REQUIRED, *invited),
            (cohort, "Cardiology, spring 2027", "Example Hospitals", "North", *invited.values()),
        ),
        "return_log": (
            ("date", *return_log.REQUIRED, "spoiled"),
            ("2027-03-02", cohort, min(forms, key=forms.__getitem__, default=""), "12", "", ""),
        ),
        PREFERENCES: (preferences.COLUMNS, ("Mentor A", "Consultant P", "yes", "no")),
    }
    return {
        f"{RECORDS}/{name}.csv": csv_bytes([heading, (f"# Example: {example[0]}", *example[1:])])
        for name, (heading, example) in lists.items()
    }


def starter_files() -> dict[str, bytes]:
    """Return the shipped sources by their path in a new programme's folder.

    They lie inside an installed package, or in the clone.
    """
    installed = _PACKAGE / "starter"
    root = installed if installed.is_dir() else _PACKAGE.parent
    files: dict[str, bytes] = {}
    for start in STARTS:
        top = root / start
        paths = sorted(top.rglob("*")) if top.is_dir() else [top]
        for path in paths:
            if path.is_file() and "__pycache__" not in path.parts:
                files[path.relative_to(root).as_posix()] = path.read_bytes()
    return files


def blank_local(text: str) -> str:
    r"""Return programme.yml with the values of local names, contacts and dates removed.

    Comments and order stay, so that the organiser fills in what is left open.

    >>> print(blank_local('local:\n  organisation: "Example"\nroles:\n  - id: a'))
    local:
      organisation: ""
    roles:
      - id: a
    """
    lines, block = [], ""
    for line in text.splitlines():
        top = re.match(r"^([a-z_]+):", line)
        block = top.group(1) if top else block
        found = _LINE.match(line)
        if block in {"local", "contacts", "retention"} and found and found.group(2) in _PLACE_KEYS:
            blank = "" if found.group(2) == "until" else ' ""'
            line = f"{found.group(1)}{found.group(2)}:{blank}"
        lines.append(line)
    return "\n".join(lines) + ("\n" if text.endswith("\n") else "")
