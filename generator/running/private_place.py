"""Where private output may go: never under a site, never over something else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.assembly import SITE_FOLDERS
from generator.files import writing
from generator.survey.problem import Problem, SourceLine


def folder_faults(folder: Path, output: Path) -> Iterator[Problem]:
    """Yield why a new private folder cannot be made here, in the programme of ``folder``."""
    yield from site_faults(folder, output)
    if output.exists() and (not output.is_dir() or writing.has_files(output)):
        fault = "There is something here already, and nothing is written over it."
        remedy = "Name a new folder: --output DIR."
        yield Problem(SourceLine(output.as_posix()), "folder-in-use", fault, remedy)


def site_faults(folder: Path, path: Path) -> Iterator[Problem]:
    """Yield a problem where a path lies in a site or among its sources, or is one."""
    places = [folder / name for name in ("site_src", *SITE_FOLDERS.values())]
    site = writing.site_around(path / "inside", *places)
    if site is not None:
        fault = f"This is private and must not be in the site {site.as_posix()}."
        where = SourceLine(path.as_posix())
        yield Problem(where, "under-the-site", fault, "Choose a folder outside every site.")
