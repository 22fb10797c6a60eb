"""``mentoring fillable``: each form to fill in on screen, as a PDF and as a web form."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from generator.commands.console import DONE, Options, Parser, echo, report
from generator.data_entry.template import read_back
from generator.definitions.instrument import Instrument
from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, SourceLine, refuse
from generator.definitions.signs import printable
from generator.definitions.suggest import plural
from generator.inputs import load
from generator.questionnaire.complete import language_faults
from generator.questionnaire.file_names import ending, printed_names
from generator.screen.forms import ENDINGS, on_screen


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(_run, "fillable", "fillable mentor_before_session --output on-screen")
    parser.takes("form", help="form ids; all that are collected if you name none")
    parser.takes("--language", "--force", "--json")
    parser.value("--output", "DIR", "default: on-screen", default="on-screen")


def _run(options: Options) -> int:
    found: list[Problem] = []
    definitions = load(options.home, found, warnings=True)
    language = options.language or definitions.programme.languages[0]
    chosen = read_back(definitions, options.form, found)
    found += language_faults(
        definitions, chosen, language, each=bool(options.form), words=("forms", "screen")
    )
    refuse(found)
    output = options.path(options.output)
    files = _files(definitions, chosen, language, output, found)
    options.write(files, found)
    report(found)
    _tell(options, chosen, list(files))
    return DONE


def _files(
    definitions: Definitions,
    chosen: Sequence[Instrument],
    language: str,
    output: Path,
    found: Sequence[Problem],
) -> dict[Path, bytes]:
    """Return both files of each form by their places, called as paper is."""
    programme = definitions.programme
    names = printed_names(programme, definitions.instruments)
    end = ending(programme, language, "standard")
    with printable(definitions.texts(), SourceLine(definitions.programme_path), found):
        made = on_screen(programme, chosen, language)
    return {
        output / f"{names[form.id]}{end}{kind}": content
        for form, contents in zip(chosen, made, strict=True)
        for kind, content in zip(ENDINGS, contents, strict=True)
    }


def _tell(options: Options, chosen: Sequence[Instrument], files: Sequence[Path]) -> None:
    if options.json:
        pairs = zip(chosen, files[::2], files[1::2], strict=True)
        listing = [
            {"form": form.id, "pdf": pdf.as_posix(), "web_form": page.as_posix()}
            for form, pdf, page in pairs
        ]
        print(json.dumps({"files": listing}, indent=2, ensure_ascii=False))
        return
    where = options.path(options.output).as_posix()
    echo(f"{plural(len(chosen), 'form')} to fill in on screen in {where}, each in 2 files:")
    echo("a PDF with fields, and a web form (.html) that works without a network.")
    echo("Put what comes back into 1 folder. Then: mentoring collect FOLDER")
