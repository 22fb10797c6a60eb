"""Where people answer in their own words: the forms behind the categories of free text."""

from __future__ import annotations

from collections.abc import Mapping

from generator.definitions.codebook import Codebook
from generator.definitions.programme import Programme


def open_questions(codebook: Codebook) -> tuple[str, ...]:
    """Return a form's columns that take words; none where it is not joined over waves."""
    if codebook.kind != "linked" or not codebook.wave:
        return ()
    return tuple(column.name for column in codebook.columns if column.kind == "text")


def stages(
    codebooks: Mapping[str, Codebook], programme: Programme
) -> dict[tuple[str, str], list[str]]:
    """Return the forms with open questions by role and wave, in the programme's order."""
    found: dict[tuple[str, str], list[str]] = {}
    for role in programme.roles:
        for wave in programme.waves:
            names = [
                name
                for name, book in sorted(codebooks.items())
                if (book.role, book.wave) == (role.id, wave.id) and open_questions(book)
            ]
            if names and role.people:
                found[role.id, wave.id] = names
    return found
