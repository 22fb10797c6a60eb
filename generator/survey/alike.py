"""Survey codes that differ only in capitals: one person, very likely, counted as two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from generator.survey.problem import Problem, SourceLine
from generator.survey.rows import Rows, hashes

#: How many such codes are listed.
LISTED = 20


def alike(rows: Mapping[str, Rows]) -> Iterator[Problem]:
    """Yield a warning for each code that stands in one cohort in two spellings.

    ``rows`` are those of all forms by id. Whoever types "ab12" on one form and "AB12" on the
    next has made two people of one, and no answer of theirs is matched.
    """
    found = [rows[name] for name in sorted(rows)]
    if not any(_has_small_letters(one.respondent) for one in found):
        return
    spelt = np.concatenate([hashes(one.respondent, one.cohort) for one in found])
    plain = np.concatenate([hashes(_upper(one.respondent), one.cohort) for one in found])
    pairs = np.unique(np.column_stack([plain, spelt]), axis=0)
    names, spellings = np.unique(pairs[:, 0], return_counts=True)
    places = np.flatnonzero(np.isin(plain, names[spellings > 1]))
    yield from _problems(found, places, plain, spelt)


def _problems(
    found: list[Rows],
    places: npt.NDArray[np.intp],
    plain: npt.NDArray[np.uint64],
    spelt: npt.NDArray[np.uint64],
) -> Iterator[Problem]:
    starts = np.cumsum([0, *(len(one.respondent) for one in found)])
    first: dict[int, tuple[int, str, SourceLine]] = {}
    told: set[int] = set()
    for place in places.tolist():
        form = int(np.searchsorted(starts, place, side="right")) - 1
        row = place - int(starts[form])
        code = found[form].respondent[row].decode("ascii")
        if int(plain[place]) not in first:
            first[int(plain[place])] = int(spelt[place]), code, found[form].places([row])[0]
        spelling, before, there = first[int(plain[place])]
        if spelling == int(spelt[place]) or int(spelt[place]) in told or code == before:
            continue
        told.add(int(spelt[place]))
        where = found[form].places([row])[0]
        if len(told) > LISTED:
            fault = "More survey codes differ from others only in capitals."
            yield Problem(where, "code-in-capitals", fault, "Mend those above first.", "warning")
            return
        fault = (
            f"'{code}' differs from '{before}' in {there} only in capitals. "
            "They count as two people."
        )
        remedy = "If they are one person's, write the code in one way everywhere."
        yield Problem(where, "code-in-capitals", fault, remedy, "warning")


def _letters(codes: npt.NDArray[np.bytes_]) -> npt.NDArray[np.uint8]:
    return np.ascontiguousarray(codes).view(np.uint8)


def _has_small_letters(codes: npt.NDArray[np.bytes_]) -> bool:
    letters = _letters(codes)
    return bool(((letters >= ord("a")) & (letters <= ord("z"))).any())


def _upper(codes: npt.NDArray[np.bytes_]) -> npt.NDArray[np.bytes_]:
    letters = _letters(codes)
    small = (letters >= ord("a")) & (letters <= ord("z"))
    return (letters - 32 * small.astype(np.uint8)).view(codes.dtype)
