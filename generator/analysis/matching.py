"""The same person at two waves: rows are matched by cohort and survey code.

Every person of a role gets one whole number, found by one sort over all of the
role's forms; matching two waves is then a look-up. A row whose form had no
code is never matched with another.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from generator.responses.answers import Answers
from generator.responses.same_person import Numbers, numbered
from generator.responses.spelling import UNLINKED

#: The number of a row that belongs to nobody in particular.
NOBODY = -1


def people(forms: Sequence[Answers]) -> list[Numbers]:
    """Return a number for each row of each form, the same for the same person.

    A person is a pair of cohort and respondent. Numbers run from 0; rows whose
    respondent starts with ``UNLINKED`` get NOBODY.
    """
    found = numbered(forms)
    for form, numbers in zip(forms, found, strict=True):
        numbers[np.strings.startswith(form.respondent, UNLINKED.encode())] = NOBODY
    return found


def match(before: Numbers, after: Numbers) -> tuple[Numbers, Numbers]:
    """Return the rows of the people who are in both forms, in step.

    >>> import numpy as np
    >>> match(np.array([4, 0, -1, 2]), np.array([2, -1, 4]))
    (array([0, 3]), array([2, 0]))
    """
    highest = max(before.max(initial=NOBODY), after.max(initial=NOBODY))
    place = np.full(highest + 1, NOBODY, dtype=np.int64)
    known = np.flatnonzero(after >= 0)
    place[after[known]] = known
    rows = np.flatnonzero(before >= 0)
    partners = place[before[rows]]
    return rows[partners >= 0], partners[partners >= 0]
