"""One fault, one message: whatever is broken, ``check`` names that and nothing that follows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli import main
from tests.outcome import Screen
from tests.small_programme import small_programme

VISIT, MENTOR, PROGRAMME = "visit.yml", "mentor_before.yml", "programme.yml"


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")

    return edit


def not_text(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(b"\xff" + (folder / name).read_bytes())


def copied(folder: Path) -> None:
    (folder / "visit (1).yml").write_bytes((folder / VISIT).read_bytes())


#: What is done to the definitions, and how the only line of ``check`` begins and what it names.
BROKEN: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "a form's role": (
        replaced(MENTOR, "role: mentor", "role: mentr"),
        "instruments/mentor_before.yml:",
        "unknown-role: There is no role 'mentr'. Did you mean 'mentor'?",
    ),
    "a form's wave": (
        replaced(MENTOR, "wave: before", "wave: befor"),
        "instruments/mentor_before.yml:",
        "unknown-wave: There is no wave 'befor'. Did you mean 'before'?",
    ),
    "a form's id": (
        replaced(VISIT, "id: visit", "id: visitt"),
        "instruments/visit.yml:",
        "file-name: The form 'visitt' is in a file named 'visit'.",
    ),
    "a wave renamed": (
        replaced(PROGRAMME, "{id: before, title", "{id: first, title"),
        "instruments/mentee_before.yml:",
        "unknown-wave: There is no wave 'before'. Known: first, after. The same stands in ",
    ),
    "a role renamed": (
        replaced(PROGRAMME, "{id: mentor, title", "{id: mentors, title"),
        "instruments/mentor_after.yml:",
        "unknown-role: There is no role 'mentor'. Did you mean 'mentors'? The same stands in ",
    ),
    "a key that must be there": (
        replaced(PROGRAMME, "\nroles:", "\nrolls:"),
        "instruments/programme.yml:",
        "unknown-key: There is no key 'rolls' here. Did you mean 'roles'?",
    ),
    "a key that may be there": (
        replaced(PROGRAMME, "\ncontacts:", "\ncontact:"),
        "instruments/programme.yml:",
        "unknown-key: There is no key 'contact' here. Did you mean 'contacts'?",
    ),
    "a form in another encoding": (
        not_text(MENTOR),
        "instruments/mentor_before.yml:1:1: ",
        "not-utf-8: The file is not UTF-8 text.",
    ),
    "a programme in another encoding": (
        not_text(PROGRAMME),
        "instruments/programme.yml:1:1: ",
        "not-utf-8: The file is not UTF-8 text.",
    ),
    "a form that is no YAML": (
        replaced(MENTOR, "sections:", "sections: ["),
        "instruments/mentor_before.yml:",
        "yaml-syntax: This is not valid YAML",
    ),
    "a copy of a form": (copied, "instruments/visit.yml:", "duplicate-id: 'visit' is here twice"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_one_fault_is_one_message(tmp_path: Path, capsys: Screen, what: str) -> None:
    home = small_programme(tmp_path / "own")
    assert main(["-C", str(home), "check"]) == 0
    before = capsys.readouterr().out.splitlines()[:-1]
    edit, place, said = BROKEN[what]
    edit(home / "instruments")
    assert main(["-C", str(home), "check"]) == 1
    lines = capsys.readouterr().out.splitlines()[:-1]
    new = [line for line in lines if line not in before and not line.startswith(" ")]
    assert len(new) == 1, new
    assert new[0].startswith(place)
    assert said in new[0]


def test_the_same_in_many_places_is_one_line_with_a_count(tmp_path: Path, capsys: Screen) -> None:
    """A language that no text has yet; JSON lists each place all the same."""
    home = small_programme(tmp_path / "own")
    replaced(PROGRAMME, "status: ready", "status: ready\nlanguages: [en, cy]")(home / "instruments")
    assert main(["-C", str(home), "check"]) == 1
    *lines, last = capsys.readouterr().out.splitlines()
    assert len(lines) < 40
    title = next(line for line in lines if "'title' has no text in cy" in line)
    assert "The same stands in " in title
    assert " more places: instruments/" in title
    assert main(["-C", str(home), "check", "--json"]) == 1
    assert capsys.readouterr().out.count("'title' has no text in cy") > 20
    assert " errors, " in last
