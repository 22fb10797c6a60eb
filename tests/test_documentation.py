"""The documentation keeps up with the program: what it names exists, and what exists is named.

The rules of definitions are held against ``instruments/README.md`` in
``definitions/test_instruments.py``; here stand the command line, the faults of
response files, and the columns and statistics of the files that analysts get.
"""

from __future__ import annotations

import argparse
import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from generator.analysis import analysis_table
from generator.analysis.results import ChangeResult, change_statistics
from generator.cli import _parser
from generator.definitions.codebook import codebook
from generator.definitions.rules import read_definitions as parsed_definitions
from generator.files.programme_folder import read_definitions
from generator.report.data_schema import STATISTICS

ROOT = Path(__file__).parents[1]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "generator/README.md")),
    ROOT / "instruments/README.md",
    *sorted((ROOT / "site_src").rglob("*.md")),
]
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in PAGES}
#: Where the documentation says how a machine's own copy of the program is called.
PROGRAM = re.compile(r"^(?:[%\w.\\/]*[\\/])?mentoring(?= )")
#: Words that stand for something in a line of usage, with something that they may stand for.
STANDS_FOR = {
    "DATE": "2027-01-11",
    "N": "3",
    "M": "4-25",
    "…": "",
    "open|restricted": "open",
    "redcap|xlsform|limesurvey|qualtrics|word|fhir": "redcap",
    "spss|csvw|frictionless|r|parquet": "spss",
}


known = cache(_parser)


def commands() -> dict[str, argparse.ArgumentParser]:
    """Return each command's parser by its name."""
    (choices,) = (
        action.choices
        for action in known()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    return dict(choices)


def options(parser: argparse.ArgumentParser) -> list[str]:
    """Return the option that each of a parser's actions is best known by, ``--help`` apart."""
    named = [action.option_strings[-1] for action in parser._actions if action.option_strings]
    return [name for name in named if name != "--help"]


def command_lines() -> Iterator[tuple[str, str]]:
    """Yield every command line of the documentation with its page: in fences, and in the text."""
    for page, text in TEXTS.items():
        for fence in re.findall(r"^ *```(?:text|bat|sh)?\n(.*?)^ *```", text, re.S | re.M):
            for line in fence.splitlines():
                if PROGRAM.match(line.strip()):
                    yield page, line.strip().split("  #")[0].strip()
        for code in re.findall(r"`([^`\n]+)`", text):
            if PROGRAM.match(code):
                yield page, code


LINES = sorted(set(command_lines()))


@pytest.mark.parametrize("name", commands())
def test_every_command_and_option_is_documented(name: str) -> None:
    own = [line for _, line in LINES if re.search(rf"(?:^|[\\/ ])mentoring {name}\b", line)]
    assert own, f"no page shows 'mentoring {name}'"
    for option in options(commands()[name]):
        assert any(re.search(rf"{option}\b", line) for line in own), (name, option)


@pytest.mark.parametrize("name", commands())
def test_the_page_of_all_commands_lists_every_option(name: str) -> None:
    page = TEXTS["site_src/organisers/commands.md"]
    listed = " ".join(re.findall(rf"^- `mentoring {name}\b([^`]*)`", page, re.M))
    steps = [parser for step, parser in parsers().items() if f"{name} {step}" in parser.prog]
    taken = {one for parser in steps or [commands()[name]] for one in options(parser)}
    assert set(re.findall(r"--[a-z-]+", listed)) == taken


def test_the_programs_own_options_are_documented() -> None:
    for option in options(known()):
        assert re.search(rf"`(?:mentoring )?{option}\b", TEXTS["README.md"]), option


def as_typed(line: str) -> list[str]:
    """Return the words of a documented line as somebody could type them: every option taken.

    >>> as_typed("mentoring serve [--audience open\\\\|restricted]")
    ['serve', '--audience', 'open']
    """
    plain = line.replace("\\|", "|").replace("\\", "/")
    words = shlex.split(re.sub(r"[][]|(?<=[A-Z])…", "", plain))[1:]
    return [word for word in (STANDS_FOR.get(word, word) for word in words) if word]


@pytest.mark.parametrize(("page", "line"), LINES)
def test_every_documented_command_line_is_understood(page: str, line: str) -> None:
    words = as_typed(line)
    if len(words) == 1 and not words[0].startswith("-"):
        assert words[0] in commands(), page  # a command that is spoken of, not a line to type
    elif words not in (["--version"], ["--help"]):
        assert callable(known().parse_args(words).command), page


@pytest.mark.parametrize("page", [name for name in TEXTS if name.startswith("site_src/")])
def test_no_fence_stands_inside_a_list(page: str) -> None:
    """The site's Markdown would run its lines together, with the fence's name before them."""
    assert not re.findall(r"^[ \t]+```", TEXTS[page], re.M)


def parsers() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of every command, and of every step of ``themes``, by its name."""
    found = commands()
    steps = next(
        action
        for action in found["themes"]._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    return found | dict(steps.choices)


@pytest.mark.parametrize("name", parsers())
def test_help_says_in_a_sentence_what_a_command_does_and_shows_lines_that_work(name: str) -> None:
    parser = parsers()[name]
    assert re.fullmatch(r"[A-Z][^.;]{15,75}\.", parser.description or ""), parser.description
    for action in parser._actions:
        assert action.help or name == "themes", (name, action.dest)
    lines = re.findall(r"^  (mentoring .*)$", parser.format_help(), re.M)
    assert bool(lines) == (name != "themes")
    for line in lines:
        assert callable(known().parse_args(as_typed(line)).command), line


#: Numbers in words; "one" is more often a pronoun, as "first" to "third" are places in an order.
IN_WORDS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|twenty)\b", re.I
)


@pytest.mark.parametrize("page", [p for p in TEXTS if p.startswith(("README", "site_src/"))])
def test_numbers_stand_in_figures(page: str) -> None:
    plain = re.sub(
        r"`[^`\n]*`|\]\([^)]*\)|\btwo-sided\b|Five Safes|[\w-]+-(?:two|three)-[\w-]+",
        "",
        TEXTS[page],
    )
    assert not IN_WORDS.findall(plain)


def test_the_commands_that_take_force_are_named_where_it_is_explained() -> None:
    (line,) = re.findall(
        r"^.*do so with `--force`.$", TEXTS["site_src/organisers/commands.md"], re.M
    )
    named = re.findall(r"`(\w+)`", line)
    assert sorted(named) == sorted(n for n, one in commands().items() if "--force" in options(one))


def test_wrong_lines_would_be_noticed() -> None:
    for line in ("mentoring build --respones DIR", "mentoring simulate --cohorts 5 --seed a"):
        with pytest.raises(SystemExit):
            known().parse_args(as_typed(line))


def rows(page: str) -> list[list[str]]:
    """Return the cells of all table rows of a page."""
    lines = [line for line in TEXTS[page].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def test_every_fault_of_a_response_file_is_explained_once() -> None:
    explained = [row for row in rows("site_src/organisers/faults.md") if row[0].startswith("`")]
    assert all(len(row) == 3 and all(row) for row in explained)
    names = [row[0].strip("`") for row in explained]
    assert len(names) == len(set(names))
    assert "](faults.md)" in TEXTS["site_src/organisers/entering-answers.md"]


def first_cells(page: str) -> set[str]:
    """Return everything that stands as code in the first cells of a page's tables."""
    return {code for row in rows(page) for code in re.findall(r"`([^`]+)`", row[0])}


def statistics_of(function: str) -> set[str]:
    """Return the short lower-case texts that a function of the analysis table holds."""
    tree = ast.parse(Path(analysis_table.__file__).read_text("utf-8"))
    (body,) = (n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == function)
    texts = {n.value for n in ast.walk(body) if isinstance(n, ast.Constant)}
    return {text for text in texts if isinstance(text, str) and re.fullmatch("[a-z_]+", text)}


def test_every_column_and_statistic_of_the_analysis_is_explained() -> None:
    explained = first_cells("site_src/analysts/files.md")
    assert explained >= set(analysis_table.COLUMNS) | set(STATISTICS.columns)
    assert explained >= set(analysis_table.GAP_STATISTICS)
    found = set[str]()
    for function in ("_flow", "_coded", "_ordered", "_summary", "_total", "_two_waves"):
        found |= statistics_of(function)
    question: Any = None  # its statistics are named in the same way for each
    risen = ChangeResult(question, ((1, 9),), ((2, 9),), ((1, 9),), 0.5, summed=True)
    found |= {name for name, _ in change_statistics(risen)}
    assert len(found) > 30
    assert found - {"mentor", "mentee"} <= explained


def test_every_column_of_a_response_file_is_listed_for_those_who_type() -> None:
    definitions = parsed_definitions(read_definitions(ROOT, []), [])
    text = TEXTS["site_src/organisers/entering-answers.md"]
    for form in definitions.instruments:
        if form.kind not in ("linked", "unlinked"):
            continue
        (listed,) = re.findall(rf"^- `{form.id}` .*$", text, re.M)
        for column in codebook(definitions.programme, form).columns:
            name = f"{column.measure}_…" if column.domain not in ("", "total") else column.name
            assert f"`{name}`" in listed, (form.id, column.name)


def test_every_file_on_the_map_is_there() -> None:
    """A name without its room is in the room that was named before it on the line."""
    for line in TEXTS["generator/README.md"].splitlines():
        room = ""
        for name in re.findall(r"`([\w/]+\.(?:py|typ|j2|csv|txt|md))`", line):
            room = f"{name.rpartition('/')[0]}/" if "/" in name else room
            place = f"{room}{name.rpartition('/')[2]}"
            assert (ROOT / "generator" / place).is_file() or (ROOT / place).is_file(), name
