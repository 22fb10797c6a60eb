"""Themes as counts: of everybody who returned the form, how many mentioned a category.

The counts stand among a tally's answers, as those of a question with two
answers would. So whatever is done with questions is done with themes: they
add, they are released by the same rules, and the audit looks at them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from generator.analysis.forms import GAP_KINDS, Array
from generator.definitions.codebook import Codebook, stages
from generator.definitions.programme import Programme
from generator.responses.answers import Responses
from generator.responses.same_person import among
from generator.responses.themes import measure_of, source_of

#: What stands in the place of a form, and the category's measure.
Key = tuple[str, str]


def theme_answers(
    programme: Programme, codebooks: Mapping[str, Codebook], responses: Responses
) -> Iterator[tuple[Key, Array]]:
    """Yield each stage's categories with (cohorts, 2 + GAP_KINDS): mentioned it, did not, no gaps.

    Of the people over whom the texts were coded those count who are among the
    answers to the stage's forms: without somebody's answers, their categories
    are gone too. Who returned the form after the coding is in neither count.
    """
    themes, cohorts = responses.themes, len(responses.cohorts)
    for (role, wave), names in stages(codebooks, programme).items():
        if (role, wave) not in themes.people:
            continue
        people = themes.people[role, wave]
        here = among(
            people, [responses.answers[name] for name in names if name in responses.answers]
        )
        everybody = np.bincount(people.cohort[here], minlength=cohorts)
        for column, category in enumerate(themes.categories):
            said = here & people.mentioned[:, column]
            mentioned = np.bincount(people.cohort[said], minlength=cohorts)
            table = np.zeros((cohorts, 2 + GAP_KINDS), dtype=np.int64)
            table[:, 0], table[:, 1] = mentioned, everybody - mentioned
            yield (source_of(role, wave), measure_of(category.id)), table
