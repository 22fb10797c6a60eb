"""The true tables of a variable, by cohort: functions of a tally, never shown as they are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from generator.analysis.scores import variable_of
from generator.analysis.tally import Counts, Tally, over
from generator.definitions.variables import Variable


def code_table(variable: Variable, tally: Tally) -> Counts:
    """Return how many people of each cohort gave each code, in the variable's population.

    Returns
    -------
    (cohorts, codes)
        Zeros where nothing was collected. For a variable whose population is
        a pair of waves, only people who answered at both are counted. For a
        number, how many are in each of its bands. Not for changes, whose
        categories are no codes.

    """
    if variable.limits:
        return _band_table(variable, tally)
    if len(variable.population) == 2:
        joint = joint_table(variable, tally)
        before = variable.from_ == variable.population[0]
        return np.asarray(joint.sum(axis=2 if before else 1), dtype=np.int64)
    codes, name = len(variable.codes), variable_of(variable.measure, variable.domain)
    return tally.table(variable.instrument, name, codes)[:, :codes]


def _band_table(variable: Variable, tally: Tally) -> Counts:
    table = np.zeros((len(tally.cohorts), len(variable.limits)), dtype=np.int64)
    rows = tally.of(variable.instrument, variable.measure)
    places = band_places(variable, rows["code"].to_numpy())
    inside = places >= 0
    np.add.at(table, (rows["cohort"][inside], places[inside]), rows["n"][inside])
    return table


def band_places(variable: Variable, values: npt.NDArray[np.signedinteger]) -> Counts:
    """Return the place of each number's band, (values,); -1 for a gap, or outside all bands."""
    places = np.full(values.shape, -1, dtype=np.int64)
    for place, (low, high) in enumerate(variable.limits):
        places[(values >= low) & (values <= high)] = place
    return places


def joint_table(variable: Variable, tally: Tally) -> Counts:
    """Return before by after for people who answered at both waves.

    Returns
    -------
    (cohorts, codes, codes)
        For the variable's population, which must be a pair of waves.

    """
    form = over(variable.role, *variable.population)
    name = variable_of(variable.measure, variable.domain)
    return tally.joint(form, name, len(variable.codes))


def category_table(variable: Variable, tally: Tally) -> Counts:
    """Return how many people of each cohort are in each of the variable's categories.

    Returns
    -------
    (cohorts, categories)
        For a change: higher, same and lower. Codes that stand apart have no
        place in an order, so that nobody changes to or from one.

    """
    if variable.kind == "change":
        return change_table(variable, joint_table(variable, tally))
    codes = code_table(variable, tally)
    columns = [
        codes[:, [variable.codes.index(code) for code in category.codes]].sum(axis=1)
        for category in variable.categories
    ]
    return np.stack(columns, axis=1)


def change_table(variable: Variable, joint: Counts) -> Counts:
    """Return higher, same and lower of tables of before by after, (cohorts, 3)."""
    ordered = [place for place, code in enumerate(variable.codes) if code not in variable.apart]
    joint = joint[:, ordered][:, :, ordered]
    places = np.arange(len(ordered))
    rose = places[:, None] < places[None, :]
    fell = places[:, None] > places[None, :]
    everyone = joint.sum(axis=(1, 2))
    higher = (joint * rose).sum(axis=(1, 2))
    lower = (joint * fell).sum(axis=(1, 2))
    return np.stack([higher, everyone - higher - lower, lower], axis=1)
