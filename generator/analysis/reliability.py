"""Do the answers hang together? Alpha and omega, from sums of products."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from generator.analysis.tally import Counts

Floats = npt.NDArray[np.float64]

#: With fewer people neither coefficient is given.
FEWEST = 30

#: The smallest part of an item's variance that the one-factor model leaves to the item itself.
_LEAST_OWN = 0.005

#: Below this smallest root of the correlations, one item follows from the others.
_SINGULAR = 1e-9

#: The fit has settled when no own variance moves further in one round.
_SETTLED = 1e-8
_MOST_ROUNDS = 1000


def alpha(products: Counts) -> float | None:
    """Cronbach's alpha and McDonald's omega.

    Parameters
    ----------
    products : (1 + d + d(d + 1) / 2,) array of int
        People who answered all d items, the d sums of their scores, and the
        sums of products of 2 scores (upper triangle, row by row).

    Returns
    -------
    float or None
        Alpha is at most 1, omega from 0 to 1. None with fewer than 30 people, or
        where all totals are the same. No omega either where some item has the same
        answer from everybody, where one item follows from the others, or where the
        fit does not settle, as the answers have no common factor.

    Notes
    -----
    With k items:

        alpha = k / (k - 1) * (1 - sum of the items' variances / variance of the total).

    For omega, a model with one factor is fitted to the items' correlations by
    maximum likelihood; each item i has a loading l_i and a variance of its own u_i:

        omega = (sum of l_i)^2 / ((sum of l_i)^2 + sum of u_i).

    *Assumptions*: for alpha, the items measure one thing equally well; if they
    measure it unequally, alpha is a lower bound. For omega, one thing underlies
    all answers, though not equally strongly. Answers are treated as equal steps. A
    high value does not show that there is only one thing.

    *Missing data*: people with every answer.

    *Small n*: not given below 30 people, where alpha may be off by a tenth or more
    either way. An own variance is kept at 0.005 or more, so that a perfect item
    does not break the fit.

    References
    ----------
    Cronbach LJ. Coefficient alpha and the internal structure of tests.
    Psychometrika 1951;16:297-334. doi:10.1007/BF02310555

    McDonald RP. Test Theory: A Unified Treatment. Mahwah: Erlbaum, 1999.

    Joreskog KG. Some contributions to maximum likelihood factor analysis.
    Psychometrika 1967;32:443-82.

    Revelle W, Zinbarg RE. Coefficients alpha, beta, omega, and the glb:
    comments on Sijtsma. Psychometrika 2009;74:145-54.
    doi:10.1007/s11336-008-9102-z

    Examples
    --------
    81 people, each item with the variance 1, any 2 with the correlation 0.5:

    >>> import numpy as np
    >>> triangle = [809 if i == j else 769 for i in range(7) for j in range(i, 7)]
    >>> alpha(np.array([81] + [243] * 7 + triangle))
    0.875

    """
    matrix = _covariances(products)
    if matrix is None or matrix.sum() <= 0:
        return None
    k = len(matrix)
    return float(k / (k - 1) * (1 - np.trace(matrix) / matrix.sum()))


def omega(products: Counts) -> float | None:
    """Return McDonald's omega of the items of a measure; formula and limits under ``alpha``.

    >>> triangle = [809 if i == j else 769 for i in range(7) for j in range(i, 7)]
    >>> round(omega(np.array([81] + [243] * 7 + triangle)), 3)
    0.875
    """
    matrix = _covariances(products)
    if matrix is None or (np.diag(matrix) <= 0).any():
        return None
    spread = np.sqrt(np.diag(matrix))
    correlations: Floats = matrix / np.outer(spread, spread)
    if np.linalg.eigvalsh(correlations)[0] < _SINGULAR:
        return None
    own = _own_variances(correlations)
    if own is None:
        return None
    common = float(np.abs(_loadings(correlations, own).sum()) ** 2)
    return common / (common + float(own.sum()))


def _covariances(products: Counts) -> Floats | None:
    """Return the (d, d) covariances of a measure's items; None with too few people.

    ``products`` is one row of ``Tally.products``: people with every answer, the
    sums, the sums of products.
    """
    items = int((np.sqrt(8 * len(products) + 1) - 3) / 2)
    n, sums = int(products[0]), products[1 : items + 1].astype(np.float64)
    if n < FEWEST:
        return None
    upper = np.triu_indices(items)
    cross = np.zeros((items, items))
    cross[upper] = cross.T[upper] = products[items + 1 :]
    result: Floats = (cross - np.outer(sums, sums) / n) / (n - 1)
    return result


def _own_variances(correlations: Floats) -> Floats | None:
    """Return the items' own variances under one factor, by maximum likelihood.

    At the maximum each item's own variance is what its loading leaves of 1, and the
    loadings follow from the own variances: the two are worked out in turn until
    they settle. None where they do not: then no one factor underlies the answers.
    """
    inverse = np.diag(np.linalg.inv(correlations))
    own = np.clip((1 - 0.5 / len(correlations)) / inverse, _LEAST_OWN, 1.0)
    for _ in range(_MOST_ROUNDS):
        before = own
        own = np.clip(1 - _loadings(correlations, own) ** 2, _LEAST_OWN, 1.0)
        if np.abs(own - before).max() < _SETTLED:
            return own
    return None


def _loadings(correlations: Floats, own: Floats) -> Floats:
    roots, vectors = np.linalg.eigh(correlations / np.sqrt(np.outer(own, own)))
    result: Floats = np.sqrt(own) * vectors[:, -1] * np.sqrt(max(0.0, float(roots[-1]) - 1))
    return result
