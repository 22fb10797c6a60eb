"""Where private things may be written: never in a site, nor among its pages."""

from __future__ import annotations

from pathlib import Path

from generator.assembly import site_around
from generator.survey.problem import Problem, SourceLine


def place_faults(folder: Path, output: Path) -> tuple[Problem, ...]:
    """Return what is wrong with a place for something private; nothing where it is fit."""
    site = site_around(folder, output)
    if site is None:
        return ()
    fault = f"This is private and must not lie in the site {site}."
    return (
        Problem(SourceLine(output.as_posix()), "output", fault, "Name a place outside every site."),
    )
