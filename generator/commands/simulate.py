"""``mentoring simulate``: invented answers to try things out."""

from __future__ import annotations

import argparse
import shutil

from generator.commands.console import DONE, Options, Parser, whole
from generator.definitions.problem import RefusedError, refuse
from generator.definitions.suggest import listed, plural
from generator.files import writing
from generator.files.output_guard import site_faults
from generator.files.programme_folder import RELEASES
from generator.inputs import load


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(_run, "simulate --cohorts 10 --pairs 7-30 --seed trial --output trial-responses")
    parser.value("--cohorts", "N", "how many cohorts", type=_many, required=True)
    parser.value(
        "--pairs", "M", "pairs in each cohort: a number, or 7-30", type=_pairs, required=True
    )
    parser.value("--seed", "S", "any text; the same text gives the same files", required=True)
    parser.value("--organisations", "N", "default: 1", type=_many, default=1)
    parser.value("--regions", "N", "default: 1", type=_many, default=1)
    parser.value("--output", "DIR", "a new folder", required=True)


def _many(text: str) -> int:
    return whole(text, 100_000)


def _pairs(text: str) -> tuple[int, int]:
    low, _, high = text.partition("-")
    pair = (_many(low), _many(high or low))
    if pair[0] > pair[1]:
        raise argparse.ArgumentTypeError(f"'{text}' runs downwards; write the smaller number first")
    return pair


def _run(options: Options) -> int:
    from generator.files.simulated import not_simulated, write_simulated
    from generator.simulation.simulate import simulate

    home, output = options.home, options.path(options.output)
    definitions = load(home, [])
    if theirs := not_simulated(output) if output.is_dir() else []:
        fault = "There are files here that were not simulated, or have changed since: "
        fault += f"{listed(theirs, 3)}."
        raise RefusedError.at(str(output), "folder-in-use", fault, "Name a new folder.")
    refuse(tuple(site_faults(home, output)))
    files = simulate(
        definitions.programme,
        definitions.instruments,
        cohorts=options.cohorts,
        pairs=options.pairs,
        seed=options.seed,
        organisations=options.organisations,
        regions=options.regions,
    )
    with writing.new_folder(output, 0o700) as beside:
        number = write_simulated(beside, files)
        if (output / RELEASES).is_dir():  # a new programme's empty ledger
            shutil.copytree(output / RELEASES, beside / RELEASES)
    print(f"{plural(number, 'file')} of invented responses in {options.output}.")
    site = "" if options.output == "responses" else " --site-dir trial-site"
    print(f'To see their results: mentoring build --responses "{options.output}"{site}')
    return DONE
