"""``mentoring init``: a new programme in an empty folder."""

from __future__ import annotations

from pathlib import Path

from generator.commands.console import DONE, Options, Parser
from generator.definitions.problem import RefusedError
from generator.files import starter, writing
from generator.files.output_guard import is_taken
from generator.inputs import load

_THEN = {
    "check": "names every fault, and what is still blank",
    "plan": "tells which groups could be shown",
    "print": "makes the questionnaires",
}


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(_run, "init my-programme")
    parser.value("folder", "FOLDER", "a new or empty folder")


def _run(options: Options) -> int:
    files = new_programme(options.path(options.folder))
    place = f'"{options.folder}"' if " " in options.folder else options.folder
    print(f"A new programme is in {place} ({files} files).")
    print(
        "Next: write your cohorts into records/cohorts.csv, and the local names and contacts into\n"
        "instruments/programme.yml. Then:"
    )
    for then, why in _THEN.items():
        print(f"  mentoring -C {place} {then:<6} {why}")
    print("Answers go into the folder responses, which only the data holder may open.")
    return DONE


def new_programme(folder: Path) -> int:
    """Make a new programme in an empty folder; return how many files were written.

    Raises RefusedError where something is in it.
    """
    if is_taken(folder):
        fault = "There is something in this folder already."
        remedy = "Name a new folder, or an empty one."
        raise RefusedError.at(str(folder), "folder-in-use", fault, remedy)
    files = starter.starter_files()
    own = "instruments/programme.yml"
    files[own] = starter.blank_local(files[own].decode()).encode()
    files[".gitignore"] = starter.GITIGNORE
    with writing.new_folder(folder) as beside:
        writing.write_new(beside, files)
        private = starter.private_files(load(beside, []))
        writing.write_new(beside, private, writing.OWNER)
    return len(files) + len(private)
