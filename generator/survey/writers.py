"""Who wrote anything: the people behind the categories of free text.

A person counts for a role at a wave if they answered at least one open
question of its forms in their own words. Those who left every open question
empty are no part of a denominator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from generator.survey.answers import Answers
from generator.survey.codebook import Codebook
from generator.survey.programme import Programme

Counts = npt.NDArray[np.int64]
#: How a paper form without a code is typed in: such a row is nobody else's.
_UNLINKED = b"UNLINKED"


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


def writers(forms: Sequence[Answers], cohorts: int) -> Counts:
    """Return how many people of each cohort wrote anything in some forms of one role and wave.

    >>> one = Answers("f", np.array([b"A1", b"A2", b"A3"]), np.array([0, 0, 1], np.int32), {}, {},
    ...               np.array([True, False, True]))
    >>> writers([one], 2).tolist()
    [1, 1]
    """
    people = {
        (cohort, code if not code.startswith(_UNLINKED) else form.instrument.encode() + b" " + code)
        for form in forms
        if len(form.wrote)
        for cohort, code in zip(
            form.cohort[form.wrote].tolist(), form.respondent[form.wrote].tolist(), strict=True
        )
    }
    return np.bincount([cohort for cohort, _ in people], minlength=cohorts).astype(np.int64)
