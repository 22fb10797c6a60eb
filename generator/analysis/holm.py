"""Several domains are several chances of a fluke: Holm's adjustment."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def holm(ps: Sequence[float]) -> tuple[float, ...]:
    """Correction for several tests.

    Parameters
    ----------
    ps : sequence of float
        The p of each of the m tests of one family: here the domains of
        one measure, one role and one pair of waves.

    Returns
    -------
    tuple of float
        The adjusted p in the same order, none smaller than before.

    Notes
    -----
    With the m values in rising order, p_1 to p_m:

        adjusted p_i = min(1, the largest of m * p_1, (m - 1) * p_2, ..., (m - i + 1) * p_i).

    If nothing changed in any domain, the chance that any adjusted p falls
    below 0.05 is at most 0.05.

    *Assumptions*: none about how the tests depend on each other.

    *Missing data*: a domain without people has p = 1 and still counts as a test.

    *Small n*: with exact tests of few pairs nearly every adjusted p is 1; that is
    right, for such data cannot tell so many questions apart. The unadjusted p
    always stands beside it.

    References
    ----------
    Holm S. A simple sequentially rejective multiple test procedure. Scand J
    Stat 1979;6:65-70.

    Wright SP. Adjusted p-values for simultaneous inference. Biometrics
    1992;48:1005-13. doi:10.2307/2532694

    Examples
    --------
    >>> holm([0.0625, 0.5, 0.0625, 1.0])
    (0.25, 1.0, 0.25, 1.0)

    """
    order = np.argsort(ps, kind="stable")
    rising = np.array(ps, dtype=np.float64)[order] * np.arange(len(ps), 0, -1)
    adjusted = np.empty(len(ps))
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(rising))
    return tuple(adjusted.tolist())
