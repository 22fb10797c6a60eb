"""``mentoring print``: each form as a PDF where people find it, and its layout for a scanner."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from generator.commands.console import DONE, Options, Parser, report
from generator.definitions.instrument import Instrument
from generator.definitions.load import Definitions, unknown_form
from generator.definitions.problem import Problem, SourceLine, refuse
from generator.definitions.programme import MENTEE_PATTERN, MOST_MENTEES
from generator.definitions.signs import printable
from generator.definitions.suggest import plural
from generator.files.typst_compiler import render_all
from generator.inputs import load
from generator.questionnaire.complete import language_faults
from generator.questionnaire.file_names import Paper, ending, papers
from generator.questionnaire.form import Size


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(
        _run, "print", "print --large-print", "print consent mentor_before_session --output ward"
    )
    parser.takes("form", "--large-print", "--language", "--force", "--json")
    parser.flag("--draft", "print a language that is not complete yet, with DRAFT on each page")
    parser.value(
        "--mentees",
        "N",
        "for the interview's notes: how many mentees, or their codes, such as A,B,C",
        type=_mentees,
        default=(),
    )
    parser.value("--output", "DIR", "default: printed", default="printed")


def _mentees(text: str) -> tuple[str, ...]:
    """Return numbers from 1 on for a number, codes for a list."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_MENTEES:
        return tuple(str(number) for number in range(1, int(text) + 1))
    codes = tuple(part.strip() for part in text.split(","))
    fits = all(re.fullmatch(MENTEE_PATTERN, code) for code in codes) and not text.isdigit()
    if not fits or len(codes) > MOST_MENTEES or len({c.lower() for c in codes}) < len(codes):
        limits = f"a number from 1 to {MOST_MENTEES}, or so many different codes, such as A,B,C"
        raise argparse.ArgumentTypeError(f"'{text}' is not {limits}; never write names")
    return codes


def _run(options: Options) -> int:
    size: Size = "large" if options.large_print else "standard"
    output = options.path(options.output)
    found: list[Problem] = []
    definitions = load(options.home, found, warnings=True)
    if options.mentees:
        others = {"mentees": options.mentees}
        programme = definitions.programme.model_copy(update=others)
        definitions = replace(definitions, programme=programme)
    programme, forms = definitions.programme, definitions.instruments
    known = [form.id for form in forms]
    found += [unknown_form(name, known) for name in options.form if name not in known]
    language = options.language or programme.languages[0]
    chosen = [form for form in forms if not options.form or form.id in options.form]
    if not options.draft or language not in programme.languages:
        found += language_faults(
            definitions, chosen, language, each=bool(options.form), drafts=True
        )
    refuse(found)
    end = ending(programme, language, size, draft=options.draft)
    named = papers(programme, forms, end)
    made = _rendered(definitions, chosen, (size, language, options.draft), named, found)
    files = {output / name: content for name, content in made.items()}
    options.write(files, found)
    report(found)
    _tell(options, [named[form.id] for form in chosen])
    return DONE


def _rendered(
    definitions: Definitions,
    chosen: Sequence[Instrument],
    how: tuple[Size, str, bool],
    named: Mapping[str, Paper],
    found: Sequence[Problem],
) -> dict[str, bytes]:
    """Return all files by their names: what people fill in, and the layout of each.

    ``how`` is the size, the language, and whether they are drafts.
    """
    size, language, draft = how
    files = [named[form.id] for form in chosen]
    words = [
        f"{place} of {len(files)}: {Path(one.file).stem}"
        for place, one in enumerate(files, start=1)
    ]
    wanted = [(form, size) for form in chosen]
    with printable(definitions.texts(), SourceLine(definitions.programme_path), found):
        made = render_all(definitions.programme, wanted, language, words, draft=draft)
    contents = {}
    for paper, one in zip(files, made, strict=True):
        contents[paper.file] = one.pdf
        contents[paper.layout] = json.dumps(one.layout, indent=1, ensure_ascii=False).encode()
    return contents


def _tell(options: Options, made: Sequence[Paper]) -> None:
    """Tell what was printed where: each file that was asked for, or the folders of all."""
    if options.json:
        print(json.dumps([asdict(paper) for paper in made], indent=2))
        return
    output, files = options.output, [paper.file for paper in made]
    told = [f"  {file}" for file in files] if options.form else []
    people = ", ".join(dict.fromkeys(file.partition("/")[0] for file in files))
    sort = ":" if told else f", sorted by people, then by time: {people}."
    print("\n".join([f"{plural(len(files), 'PDF')} in {output}{sort}", *told]))
    print(f"Print at 100%, on both sides. Only a scanner needs the files in {output}/layouts.")
