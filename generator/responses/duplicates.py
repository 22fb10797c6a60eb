"""Survey codes that stand where they may not: twice on a form, or in two cohorts at a wave.

A survey code is one person's in the whole programme. It stands once on a form, whatever the
cohort; and at a wave a person is in one cohort, on all forms of the role. So either a row was
typed twice, or a cohort wrongly, or two people have one code. What stands in a code's place is
its cohort's own, so that another cohort may have the same: a number such as UNLINKED-001, and
the numbers of forms that are not linked. From wave to wave people may move to another cohort.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from generator.definitions.problem import Problem, first_of
from generator.responses.answers import categorised, has_code
from generator.responses.rows import Rows

#: How many repeated responses of one form are listed, and how many shared codes of all.
LISTED = 100


def people_of(rows: Mapping[str, Rows]) -> pd.DataFrame:
    """Return who stands in which row of all forms, in order of role, wave and form.

    Returns
    -------
    DataFrame
        ``form``, ``role``, ``wave`` (categories), ``row`` (its place in the form's rows),
        ``respondent`` (a category), ``cohort`` (its place, -1 where unknown), ``faulty``,
        ``named`` (whether anything stands there), and ``person``: whether it is somebody's
        survey code.

    """
    forms = sorted(rows, key=lambda name: (rows[name].role, rows[name].wave, name))
    many = [len(rows[name].cohort) for name in forms]

    def column(values: Iterable[npt.NDArray[Any]], kind: str) -> npt.NDArray[Any]:
        return np.concatenate([np.zeros(0, kind), *values]).astype(kind)

    def constant(values: Iterable[str]) -> pd.Categorical:
        each = pd.Categorical([*values])
        return pd.Categorical.from_codes(np.repeat(each.codes, many), dtype=each.dtype)

    people = pd.DataFrame(
        {
            "form": constant(forms),
            "role": constant(rows[name].role for name in forms),
            "wave": constant(rows[name].wave for name in forms),
            "row": column(map(np.arange, many), "int32"),
            "respondent": categorised(
                np.concatenate([np.zeros(0, "S1"), *(rows[name].respondent for name in forms)])
            ),
            "cohort": column((rows[name].cohort for name in forms), "int32"),
            "faulty": column((rows[name].faulty for name in forms), "bool"),
        }
    )
    linked = np.repeat([rows[name].linked for name in forms], many).astype(bool)
    named = people["respondent"] != ""
    return people.assign(named=named, person=named & linked & has_code(people["respondent"]))


def repeated(people: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose respondent stands on the same form before, with where: ``first``.

    Rows whose respondent or cohort is unknown are passed over.
    """
    usable = people[people["named"] & (people["cohort"] >= 0)]
    home = usable["cohort"].where(~usable["person"], -1)
    return _again(usable.assign(home=home), ["form", "respondent", "home"])


def shared(people: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose code stands in another cohort on an earlier form at the same wave.

    ``first_form`` and ``first`` say where.
    """
    usable = people[people["person"] & (people["cohort"] >= 0)]
    found = _again(usable, ["role", "wave", "respondent"])
    return found[~found["same"] & (found["first_form"] != found["form"].astype(object))]


def _again(people: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return all but the first of the rows that are alike, with where the first one stands."""
    several = people[people.duplicated(keys, keep=False)]
    several = several.astype({"form": object}).reset_index(names="place")
    groups = several.groupby(keys, observed=True, sort=False)
    first = groups[["place", "row", "form", "cohort"]].transform("first")
    found = several.assign(
        first=first["row"], first_form=first["form"], same=first["cohort"] == several["cohort"]
    )
    return found[first["place"] != several["place"]]


def _remedy(code: str) -> str:
    """Say how two people of two cohorts who have one code are told apart."""
    both = f"wardA-{code} and wardB-{code}"
    return f"If they are 2 people, write {both} on every form from each of them."


def repeated_problems(rows: Mapping[str, Rows], again: pd.DataFrame) -> Iterator[Problem]:
    """Yield a problem for each repeated row, naming both places; the first of a form in full."""
    for name, mine in again.groupby("form", sort=True):
        problems = (_repeated(rows[name], one) for one in mine.itertuples())
        yield from first_of(problems, len(mine), LISTED)


def _repeated(form: Rows, row: Any) -> Problem:
    there, place = form.places([row.first, row.row])
    where = "this cohort" if row.same else "another cohort"
    fault = f"'{row.respondent}' has answered '{form.instrument}' in {where} already: {there}."
    check = "If both belong to 1 person, check the paper forms."
    remedy = f"Keep the row that is right. {check if row.same else _remedy(row.respondent)}"
    return Problem(place, "duplicate-response", fault, remedy)


def shared_problems(rows: Mapping[str, Rows], found: pd.DataFrame) -> Iterator[Problem]:
    """Yield a problem for each of the first shared codes, naming both places."""
    problems = (_shared(rows, one) for one in found.itertuples())
    yield from first_of(problems, len(found), LISTED)


def _shared(rows: Mapping[str, Rows], row: Any) -> Problem:
    (place,) = rows[row.form].places([row.row])
    (before,) = rows[row.first_form].places([row.first])
    fault = f"'{row.respondent}' is in another cohort on '{row.first_form}' at the same wave: "
    remedy = f"Correct the cohort that is wrong. {_remedy(row.respondent)}"
    return Problem(place, "shared-code", f"{fault}{before}.", remedy)
