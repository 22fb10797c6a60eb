"""Signs that turn the direction of writing are refused wherever text comes in, with their place."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from generator.definitions.problem import Problem
from generator.definitions.signs import TURNING, is_drawn, on_paper, turning_fault
from generator.definitions.yaml_source import read_yaml
from generator.files.private_texts import read_names
from generator.files.tables import tables_of
from generator.responses.cohorts import parse_cohorts
from generator.responses.table import Table, cells_of
from tests.outcome import Outcome, outcome

SIGNS = [chr(n) for n in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))]


@pytest.mark.parametrize("sign", SIGNS)
def test_every_such_sign_is_refused_in_yaml_bare_or_by_an_escape(sign: str) -> None:
    name = f"U+{ord(sign):04X}"
    for text in (sign, f'"\\u{ord(sign):04x}"'):
        for body in (f"title: a\nlabel: {text}\n", f"title: a\n{text}: b\n"):
            found: list[Problem] = []
            read_yaml(body, "f.yml", found)
            assert [(str(p.where)[:8], p.rule, name in p.fault) for p in found] == [
                ("f.yml:2:", "odd-character", True)
            ]


def csv(text: str) -> Outcome[tuple[Table, ...]]:
    return outcome(tables_of, text.encode("utf-8"), "f.csv", ".csv")


def xlsx(text: str) -> Outcome[tuple[Table, ...]]:
    book = Workbook()
    for line in text.splitlines():
        book.active.append(line.split(","))
    out = io.BytesIO()
    book.save(out)
    return outcome(tables_of, out.getvalue(), "f.xlsx", ".xlsx")


HEADS = "cohort,title,organisation,region,invited_mentors,invited_mentees"
PLACES = {csv: ("f.csv:2:2", "f.csv:3:4"), xlsx: ("f.xlsx:Sheet!B2", "f.xlsx:Sheet!D3")}


@pytest.mark.parametrize("read", [csv, xlsx])
def test_every_cell_is_named_once(read) -> None:
    table = read(f"{HEADS}\na,Ward \u202e7,O,R,1,1\nb,Ward 8,O,R\u2067x,1,1\n")
    found = outcome(parse_cohorts, table.value or (), ("mentor", "mentee")).problems
    assert tuple(str(problem.where) for problem in found) == PLACES[read]
    assert {problem.rule for problem in found} == {"odd-character"}


@pytest.mark.parametrize("read", [csv, xlsx])
def test_plain_tables_are_as_they_were(read) -> None:
    plain = read("ab,c\n1,Zoë ŵ\n")
    assert [text for _, text in cells_of(plain.value or ())] == ["1", "Zoë ŵ"]


def test_lists_of_names_are_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_text("Ada Okafor\nBen \u202eognoK\n", "utf-8")
    found: list[Problem] = []
    read_names(path, "names.txt", found)
    assert [str(p.where) for p in found] == ["names.txt:2:1"]


def test_letters_of_languages_written_from_the_right_are_no_fault() -> None:
    assert turning_fault("محمد עברית") is None
    assert not TURNING.search("".join(map(chr, range(0x620, 0x650))))


def test_on_paper_keeps_what_is_drawn_and_nothing_else() -> None:
    text = "a\u00adb\u200dc\ufe0fd e\u0301\u2011f\u2009g\nh\u200bi"
    assert on_paper(text) == "abcd é-f g\nh\u200bi"
    assert all(is_drawn(sign) for sign in "\ue000\U0001fac8\u0600ŵ🙂")
