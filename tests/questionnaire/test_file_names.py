"""What printed forms are called: plain words, safe on Windows, no two alike."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.inputs import load
from generator.questionnaire.file_names import LONGEST, ending, plain_name, printed_names


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Mentors: before the session", "Mentors - before the session"),
        ("Before/after “tea” at 12:30?", "Before-after tea at 12-30"),
        ("Ffurflen Siân ŵ – café", "Ffurflen Sian w - cafe"),
        ("Έντυπο", "Έντυπο"),
        ("  Two\n lines.\t", "Two lines"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\temp", "C--temp"),
        ("Full width：colon", "Full width-colon"),
        ("a\u202egpj.exe\x00\u200b", "agpj.exe"),
        ("nul", "_nul"),
        ("Aux .now", "_Aux .now"),
        ("COM1", "_COM1"),
        ("Consent", "Consent"),
        ("[draft]", "(draft)"),
        ("???", ""),
        (". . .", ""),
        ("word " * 30, "word " * 11 + "word"),
        ("x" * 300, "x" * LONGEST),
    ],
)
def test_a_name_stands_on_any_disk(title: str, name: str) -> None:
    assert plain_name(title) == name


def _names(programme: Programme, form: Instrument, *changes: dict[str, object]) -> list[str]:
    forms = [form.model_copy(update=change) for change in changes]
    return [str(name) for name in printed_names(programme, forms).values()]


def test_a_form_lies_with_its_people_at_its_time(
    programme: Programme, every_type: Instrument
) -> None:
    role, first = programme.roles[0], programme.waves[0]
    second = first.model_copy(update={"id": "later", "title": "Later: perhaps"})
    made = _names(
        programme.model_copy(update={"waves": (first, second)}),
        every_type,
        {"id": "a", "title": "A", "role": role.id, "wave": second.id},
        {"id": "b", "title": "B", "role": role.id, "wave": None, "kind": "named"},
        {"id": "c", "title": "C", "role": "nobody", "wave": None, "kind": "sheet"},
    )
    assert made == [
        f"{role.plural}/1 Later - perhaps/A",
        f"{role.plural}/Other forms/B",
        "nobody/Sheets/C",
    ]


def test_numbers_sort_where_there_are_many_waves(
    programme: Programme, every_type: Instrument
) -> None:
    wave = programme.waves[0]
    many = tuple(wave.model_copy(update={"id": f"w{n}"}) for n in range(12))
    longer = programme.model_copy(update={"waves": many})
    made = _names(longer, every_type, *({"id": f"a{n}", "wave": f"w{n}"} for n in range(12)))
    assert PurePosixPath(made[0]).parent.name == f"01 {wave.title}"
    assert PurePosixPath(made[-1]).parent.name == f"12 {wave.title}"


def test_the_shipped_folders_are_numbered_without_a_gap() -> None:
    loaded = load(Path(__file__).parents[2], [])
    numbers: dict[str, set[str]] = {}
    for name in printed_names(loaded.programme, loaded.instruments).values():
        people, time = name.parts[:2]
        if time[0].isdigit():
            numbers.setdefault(people, set()).add(time.partition(" ")[0])
    assert len(numbers) > 1
    for people, found in numbers.items():
        assert sorted(found) == [str(n + 1) for n in range(len(found))], people


def test_no_two_names_are_alike(programme: Programme, every_type: Instrument) -> None:
    """Nor differ in capitals alone, nor are alike once a size has been added."""
    titles = ("Tea", "TEA", "Téa", "Tea [a]", "Milk", "Milk-large-print", "??", "d{{ local.x }}")
    changes = [{"id": f"f{n}", "title": title} for n, title in enumerate(titles)]
    made = [PurePosixPath(name).name for name in _names(programme, every_type, *changes)]
    assert made == [
        "Tea [f0]", "TEA [f1]", "Tea [f2]", "Tea (a)",
        "Milk [f4]", "Milk-large-print [f5]", "f6", "d",
    ]  # fmt: skip


def test_a_language_that_is_not_the_first_is_in_the_name(programme: Programme) -> None:
    two = programme.model_copy(update={"languages": ("en", "cy")})
    assert ending(two, "en", "standard") == ""
    assert ending(two, "cy", "large") == "-cy-large-print"
    assert "/" not in ending(two, "../cy", "large")
