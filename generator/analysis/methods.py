"""The statistics that the methods page explains, in the order in which it shows them.

The page is made from their docstrings, so that what it says stands beside the
code that does it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generator.analysis.agreement import kappa, krippendorff_alpha, pooled_kappa
from generator.analysis.effect import rank_biserial, superiority
from generator.analysis.hodges_lehmann import hodges_lehmann
from generator.analysis.holm import holm
from generator.analysis.proportion import proportion_interval
from generator.analysis.reliability import alpha
from generator.analysis.scores import prorated_totals, totals
from generator.analysis.signed_rank import asymptotic_p, exact_p, stratified_p
from generator.analysis.summary import summarise

METHODS: tuple[Callable[..., Any], ...] = (
    totals,
    prorated_totals,
    proportion_interval,
    summarise,
    exact_p,
    stratified_p,
    asymptotic_p,
    holm,
    rank_biserial,
    superiority,
    hodges_lehmann,
    alpha,
    kappa,
    krippendorff_alpha,
    pooled_kappa,
)
