"""``mentoring fillable``: each form to fill in on screen, as a PDF and as a web form."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from generator.commands.console import (
    DONE,
    echo,
    folder,
    may_force,
    path,
    plural,
    report,
    runs,
)
from generator.definitions.instrument import Instrument
from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, RefusedError, SourceLine, refuse
from generator.definitions.signs import UnprintableError, unprintable
from generator.definitions.suggest import did_you_mean, listed
from generator.files import own_outputs
from generator.inputs import look
from generator.questionnaire.complete import lacking_in_forms, unknown_language
from generator.questionnaire.file_names import ending, printed_names
from generator.questionnaire.words import untranslated
from generator.responses.schema import READABLE
from generator.screen.forms import ENDINGS, on_screen


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run, tells_warnings=True)
    parser.add_argument(
        "form", nargs="*", metavar="FORM", help="form ids; all that are collected if you name none"
    )
    parser.add_argument("--language", metavar="L", help="a language of the programme, such as cy")
    parser.add_argument("--output", metavar="DIR", default="on-screen", help="default: on-screen")
    may_force(parser)
    parser.add_argument("--json", action="store_true", help="list the files for scripts")


def _run(options: argparse.Namespace) -> int:
    found: list[Problem] = []
    definitions = look(folder(options), found)
    if definitions is None:
        raise RefusedError(found)
    language = options.language or definitions.programme.languages[0]
    found += _form_faults(definitions, options.form)
    chosen = [
        form
        for form in definitions.instruments
        if form.kind in READABLE and (not options.form or form.id in options.form)
    ]
    if language not in definitions.programme.languages:
        found.append(unknown_language(definitions, language))
    else:
        found += untranslated(language, definitions.programme)
        found += untranslated(language, definitions.programme, "screen")
        found += lacking_in_forms(definitions, chosen, language, each=bool(options.form))
    refuse(found)
    output = path(options, options.output)
    files = _files(definitions, chosen, language, output, found)
    over = files if options.force else ()
    found += own_outputs.write(folder(options), files, over=over, remedy=own_outputs.FORCE)
    refuse(found)
    report(options, found)
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
    try:
        made = on_screen(programme, chosen, language)
    except UnprintableError as signs:
        where = SourceLine(definitions.programme_path)
        lacking = unprintable(signs, definitions.texts(), where)
        raise RefusedError([*found, *lacking]) from None
    return {
        output / f"{names[form.id]}{end}{kind}": content
        for form, contents in zip(chosen, made, strict=True)
        for kind, content in zip(ENDINGS, contents, strict=True)
    }


def _tell(options: argparse.Namespace, chosen: Sequence[Instrument], files: Sequence[Path]) -> None:
    if options.json:
        pairs = zip(chosen, files[::2], files[1::2], strict=True)
        listing = [
            {"form": form.id, "pdf": pdf.as_posix(), "web_form": page.as_posix()}
            for form, pdf, page in pairs
        ]
        print(json.dumps({"files": listing}, indent=2, ensure_ascii=False))
        return
    where = path(options, options.output).as_posix()
    echo(f"{plural(len(chosen), 'form')} to fill in on screen in {where}, each in 2 files:")
    echo("a PDF with fields, and a web form (.html) that works without a network.")
    echo("Put what comes back into 1 folder. Then: mentoring collect FOLDER")


def _form_faults(definitions: Definitions, wanted: Sequence[str]) -> list[Problem]:
    kinds = {form.id: form.kind for form in definitions.instruments}
    known = [form for form, kind in kinds.items() if kind in READABLE]
    found = []
    for name in wanted:
        where = SourceLine(name)
        if name not in kinds:
            remedy = did_you_mean(name, known) or f"The forms are: {listed(known, 40)}."
            fault = f"There is no form '{name}'."
            found.append(Problem(where, "unknown-form", fault, remedy))
        elif name not in known:
            fault = f"'{name}' is on paper only: what is written on it is not collected."
            found.append(Problem(where, "not-collected", fault, f"Use: mentoring print {name}"))
    return found
