"""Codes become scores: 1 to 5 for a domain, 7 to 35 for the seven together.

A score is the number printed on the form. Nothing is imputed: whoever leaves
one of the seven unanswered has no total.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from generator.survey.programme import Scale

Scores = npt.NDArray[np.int32]

#: What stands where there is no score: a gap, or a code outside the scale's order.
NO_SCORE = -1


def scale_values(scale: Scale) -> tuple[int, ...]:
    """Return the score of each point of a scale, NO_SCORE for points that stand apart.

    >>> from generator.survey.programme import Band, ScalePoint
    >>> points = (ScalePoint(code=0, label="None"), ScalePoint(code=9, label="Never", apart=True))
    >>> scale_values(Scale(id="s", title="S", points=points, bands=(
    ...     Band(id="a", label="A", codes=(0,)), Band(id="b", label="B", codes=(9,)))))
    (0, -1)
    """
    return tuple(
        int(point.code) if isinstance(point.code, int) and not point.apart else NO_SCORE
        for point in scale.points
    )


def domain_scores(codes: npt.NDArray[np.int8], values: Sequence[int]) -> Scores:
    """Return the score of each answer to one item, NO_SCORE where there is none.

    ``codes`` are indices into the scale's points, negative where there is no
    answer; ``values`` are the points' scores, as ``scale_values`` gives them.
    """
    table = np.asarray(values, dtype=np.int32)
    return np.where(codes >= 0, table[np.maximum(codes, 0)], NO_SCORE).astype(np.int32)


def totals(block: Scores) -> Scores:
    """Sum the scores of the seven domains, for people who answered all seven.

    Parameters
    ----------
    block : (rows, 7) array of int
        One column a domain; -1 where a person did not answer.

    Returns
    -------
    (rows,) array of int
        7 to 35 on scales from 1 to 5, and -1 for whoever left an item out.

    Notes
    -----
    total = s1 + s2 + s3 + s4 + s5 + s6 + s7.

    *Assumptions*: each domain weighs the same, and the five answers are taken
    as equally far apart. That is a convention and not a finding, which is why
    totals are described by medians and compared by ranks.

    *Missing data*: nothing is imputed. A person with one domain missing has six
    domain scores and no total, so a total's table may rest on fewer people than a
    domain's.

    *Small n*: a total is one person's own number and is never published for one
    person.

    References
    ----------
    Norman G. Likert scales, levels of measurement and the "laws" of
    statistics. Adv Health Sci Educ 2010;15:625-32.
    doi:10.1007/s10459-010-9222-y

    Examples
    --------
    >>> import numpy as np
    >>> totals(np.array([[3, 4, 2, 5, 3, 3, 4], [3, 4, 2, 5, 3, 3, -1]]))
    array([24, -1], dtype=int32)

    """
    complete = (block >= 0).all(axis=1)
    return np.where(complete, block.sum(axis=1), NO_SCORE).astype(np.int32)
