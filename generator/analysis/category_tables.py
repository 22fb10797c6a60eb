"""The true tables of a variable, by cohort: functions of a tally, never shown as they are."""

from __future__ import annotations

import numpy as np

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
    """Return (cohorts, bands); who gave a number outside all bands is in none."""
    table = np.zeros((len(tally.cohorts), len(variable.limits)), dtype=np.int64)
    rows = tally.of(variable.instrument, variable.measure)
    for place, limits in enumerate(variable.limits):
        inside = rows[rows["code"].between(*limits)]
        np.add.at(table[:, place], inside["cohort"], inside["n"])
    return table


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
        ordered = [at for at, code in enumerate(variable.codes) if code not in variable.apart]
        joint = joint_table(variable, tally)[:, ordered][:, :, ordered]
        ways = (np.triu(joint, 1), joint.diagonal(axis1=1, axis2=2), np.tril(joint, -1))
        return np.stack([way.reshape(len(way), -1).sum(axis=1) for way in ways], axis=1)
    codes = code_table(variable, tally)
    columns = [
        codes[:, [variable.codes.index(code) for code in category.codes]].sum(axis=1)
        for category in variable.categories
    ]
    return np.stack(columns, axis=1)
