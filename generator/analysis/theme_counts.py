"""Themes as counts: of those who wrote anything, how many mentioned a category.

The counts stand among a tally's answers, as those of a question with two
answers would. So whatever is done with questions is done with themes: they
add, they are released by the same rules, and the audit looks at them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from generator.analysis.forms import GAP_KINDS, Array
from generator.survey.answers import Responses
from generator.survey.codebook import Codebook
from generator.survey.programme import Programme
from generator.survey.themes import measure_of, source_of
from generator.survey.writers import stages, writers

#: What stands in the place of a form, and the category's measure.
Key = tuple[str, str]


def theme_answers(
    programme: Programme, codebooks: Mapping[str, Codebook], responses: Responses
) -> Iterator[tuple[Key, Array]]:
    """Yield each stage's categories with (cohorts, 2 + GAP_KINDS): mentioned it, did not, no gaps.

    People of a cohort whose texts were not coded are in neither.
    """
    themes, cohorts = responses.themes, len(responses.cohorts)
    for (role, wave), names in stages(codebooks, programme).items():
        if (role, wave) not in themes.people:
            continue
        forms = [responses.answers[name] for name in names if name in responses.answers]
        base = np.where(themes.coded[role, wave], writers(forms, cohorts), 0)
        for column, category in enumerate(themes.categories):
            mentioned = themes.people[role, wave][:, column]
            table = np.zeros((cohorts, 2 + GAP_KINDS), dtype=np.int64)
            table[:, 0], table[:, 1] = mentioned, base - mentioned
            yield (source_of(role, wave), measure_of(category.id)), table
