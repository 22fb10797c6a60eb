"""The same person at two waves: rows are matched by cohort and survey code.

Every person of a role gets one whole number, found by one sort over all of the
role's forms; matching two waves is then a look-up. A row whose form had no
code is never matched with another.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from generator.survey.answers import Answers

#: How a paper form without a code is typed in; such rows are never matched.
UNLINKED = b"UNLINKED"

#: The number of a row that belongs to nobody in particular.
NOBODY = -1

Numbers = npt.NDArray[np.int64]


def people(forms: Sequence[Answers]) -> list[Numbers]:
    """Return a number for each row of each form, the same for the same person.

    A person is a pair of cohort and respondent. Numbers run from 0; rows whose
    respondent starts with ``UNLINKED`` get NOBODY.
    """
    if not forms:
        return []
    codes = np.concatenate([form.respondent.astype("S32") for form in forms])
    cohort = np.concatenate([form.cohort for form in forms])
    # Four 64-bit words sort far faster than 32 bytes; most codes fill only the first.
    words = codes.view(np.uint64).reshape(-1, 4)
    keys = [cohort, *(words[:, word] for word in range(4) if words[:, word].any())]
    order = np.lexsort(keys)
    new = np.zeros(len(order), dtype=bool)
    for key in keys:
        sorted_key = key[order]
        new[1:] |= sorted_key[1:] != sorted_key[:-1]
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.cumsum(new)
    numbers[np.strings.startswith(codes, UNLINKED)] = NOBODY
    return np.split(numbers, np.cumsum([form.rows for form in forms])[:-1])


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
