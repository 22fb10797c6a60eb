"""Codes become scores: 1 to 5 for a domain, 7 to 35 for seven domains together.

A score is the number printed on the form. Nothing is imputed: whoever leaves
one domain unanswered has no total.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from generator.definitions.codebook import NOT_COLLECTED, Codebook
from generator.definitions.programme import TOTAL, Measure, Programme
from generator.definitions.variables import measure_scale

Scores = npt.NDArray[np.int32]

#: What a prorated total is called where domains are named; it stands beside the complete ``total``.
TOTAL_PRORATED = "total_prorated"
#: Prorated totals are kept in such parts of a point: any mean of up to twelve whole scores is a
#: whole number of them, so that equal totals are equal and counts can be added.
PARTS = 27_720

#: What stands where there is no score: a gap, or a code outside the scale's order.
NO_SCORE = -1


def variable_of(measure: str, domain: str) -> str:
    """Return the name of a measure in one domain, which is that of its column.

    >>> variable_of("confidence", "teaching"), variable_of("understanding", "total")
    ('confidence_teaching', 'understanding')
    """
    return measure if domain == TOTAL else f"{measure}_{domain}"


def code_column(answers: pd.DataFrame, name: str) -> npt.NDArray[np.int8]:
    """Return a form's coded column; one that is in no file is NOT_COLLECTED throughout."""
    if name in answers:
        found: npt.NDArray[np.int8] = answers[name].to_numpy()
        return found
    return np.full(len(answers), NOT_COLLECTED, np.int8)


def scores_of(
    programme: Programme, book: Codebook, answers: pd.DataFrame, measure: Measure, domain: str
) -> Scores:
    """Return (rows,) scores of a measure in one domain, NO_SCORE where there is none."""
    name = variable_of(measure.id, domain)
    if book.column(name) is None:
        return np.full(len(answers), NO_SCORE, np.int32)
    points = measure_scale(programme, measure.id).points
    values = np.array(
        [p.code if isinstance(p.code, int) and not p.apart else NO_SCORE for p in points], np.int32
    )
    codes = code_column(answers, name)  # places among the points, negative where there is no answer
    return np.where(codes >= 0, values[np.maximum(codes, 0)], NO_SCORE).astype(np.int32)


def has_block(programme: Programme, book: Codebook, measure: Measure) -> bool:
    """Tell whether a form asks for a measure in every domain."""
    first = variable_of(measure.id, programme.domains[0].id)
    return measure.items == "domains" and book.column(first) is not None


def block_of(
    programme: Programme, book: Codebook, answers: pd.DataFrame, measure: Measure
) -> Scores:
    """Return (rows, domains) scores of a measure, NO_SCORE where there is none."""
    domains = (scores_of(programme, book, answers, measure, one.id) for one in programme.domains)
    return np.stack([*domains], axis=1)


def prorated_from(programme: Programme, measure: str) -> int:
    """Return how many answers are enough for a prorated total; 0 where none is wanted."""
    rule = next(m.missing for m in programme.measures if m.id == measure)
    return (rule.answered or len(programme.domains)) if rule.rule == "prorate" else 0


def totals(block: Scores) -> Scores:
    """Total of the domains.

    Parameters
    ----------
    block : (rows, d) array of int
        One column a domain; -1 where a person did not answer.

    Returns
    -------
    (rows,) array of int
        d to 5d on scales from 1 to 5, such as 7 to 35, and -1 for whoever left an item out.

    Notes
    -----
    With the scores s_1 to s_d of the d domains:

        total = s_1 + s_2 + ... + s_d.

    *Assumptions*: each domain weighs the same, and the 5 answers are taken
    as equally far apart. That is a convention and not a finding, which is why
    totals are described by medians and compared by ranks.

    *Missing data*: nothing is imputed. A person with one domain missing has the
    other scores and no total, so a total's table may rest on fewer people than a
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


def prorated_totals(block: Scores, answered: int) -> Scores:
    """Prorated total of the domains.

    Parameters
    ----------
    block : (rows, d) array of int
        One column a domain; -1 where a person did not answer.
    answered : int
        How many answers are enough: more than half.

    Returns
    -------
    (rows,) array of int
        In parts of a point, and -1 for whoever answered fewer. Whoever answered
        all has 27,720 times their total: any mean of up to 12 answers is a whole
        number of such parts.

    Notes
    -----
    With m answers s_1 to s_m, at least as many as the programme says:

        prorated total = d * (s_1 + ... + s_m) / m.

    It is made only where programme.yml says ``missing: {rule: prorate}``, it is
    called ``total_prorated``, and it stands in the unprotected analysis beside
    the total of people who answered every domain. It is never published: 2 totals
    of nearly the same people, side by side, would show who left a question out.

    *Assumptions*: whoever leaves a domain out would have answered it as they
    answered the others. Nobody can check that, and it fails where one domain is
    harder than the rest, such as areas for improvement.

    *Missing data*: that is its purpose. Compare it with the complete total; where
    the 2 tell different stories, believe neither.

    *Small n*: one person let in by it can turn a result, so look at both.

    References
    ----------
    Fairclough DL, Cella DF. Functional Assessment of Cancer Therapy (FACT-G):
    non-response to individual questions. Qual Life Res 1996;5:321-9.
    doi:10.1007/BF00433916

    Examples
    --------
    6 answers of 7 with the sum 21 count as a total of 24.5 points:

    >>> import numpy as np
    >>> found = prorated_totals(np.array([[3, 4, 4, 5, 3, 2, -1], [3, 4, 4, -1, -1, -1, -1]]), 4)
    >>> found
    array([679140,     -1], dtype=int32)
    >>> float(found[0] / 27_720)
    24.5

    """
    given = block >= 0
    counts = given.sum(axis=1)
    sums = np.where(given, block, 0).sum(axis=1)
    points = sums * block.shape[1] * PARTS // np.maximum(counts, 1)
    return np.where(counts >= answered, points, NO_SCORE).astype(np.int32)
