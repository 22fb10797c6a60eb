"""``mentoring print``: each form as a PDF where people find it, and its layout for a scanner."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from generator.commands.console import (
    DONE,
    echo,
    folder,
    may_force,
    path,
    plural,
    runs,
    some,
    value_of,
)
from generator.running.paper import print_forms
from generator.survey.programme import MENTEE_PATTERN, MOST_MENTEES


def add(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    runs(parser, _run, tells_warnings=True)
    parser.add_argument(
        "form", nargs="*", metavar="FORM", help="form ids; all forms if you name none"
    )
    parser.add_argument("--large-print", action="store_true", help="18 point instead of 12 point")
    parser.add_argument("--language", metavar="L", help="a language of the programme, such as cy")
    parser.add_argument(
        "--mentees",
        type=_mentees,
        default=(),
        metavar="N",
        help="for the interview's notes: how many mentees, or their codes, such as A,B,C",
    )
    parser.add_argument("--output", metavar="DIR", default="printed", help="default: printed")
    may_force(parser)
    parser.add_argument("--json", action="store_true", help="list the files for scripts")


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


def _run(options: argparse.Namespace) -> int:
    outcome = print_forms(
        folder(options),
        options.form,
        size="large" if options.large_print else "standard",
        language=options.language,
        output=path(options, options.output),
        mentees=options.mentees,
        force=options.force,
    )
    made = value_of(options, outcome)
    if options.json:
        print(json.dumps([asdict(paper) for paper in made.papers], indent=2))
    else:
        files = [paper.file for paper in made.papers]
        print("\n".join(_printed(files, options.output, each=bool(options.form))))
    if made.removed:
        echo(f"Removed from an earlier run, as no form is called so now: {some(made.removed)}.")
    if made.left:
        echo(
            f"Left from an earlier run, though no form is called so now: {some(made.left)}. "
            "Delete what you do not need; mentoring print removes it when it prints all forms."
        )
    return DONE


def _printed(files: Sequence[str], output: str, *, each: bool) -> Iterator[str]:
    """Yield what was printed where: each file, or the folders of all."""
    begin = f"{plural(len(files), 'PDF')} in {output}"
    if each:
        yield f"{begin}:"
        yield from (f"  {file}" for file in files)
    else:
        people = dict.fromkeys(file.partition("/")[0] for file in files)
        yield f"{begin}, sorted by people, then by time: {', '.join(people)}."
    yield f"Print at 100%, on both sides. Only a scanner needs the files in {output}/layouts."
