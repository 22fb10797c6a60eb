"""What makes sense: every rule that definitions must keep, as a list to read top to bottom.

The models say what a file may hold; these rules say what goes together. Each is
a small function from all definitions to the problems it finds, named as the
rule is (``unknown_scale`` reports ``unknown-scale``). ``instruments/README.md`` lists them for
authors, each with a bad example.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from generator.definitions import (
    rules_answers,
    rules_forms,
    rules_ids,
    rules_languages,
    rules_wording,
    rules_words,
)
from generator.definitions.load import Definitions, parse_definitions
from generator.definitions.problem import Problem, RefusedError, in_reading_order, tried

Rule = Callable[[Definitions], Iterable[Problem]]

RULES: tuple[Rule, ...] = (
    rules_ids.unknown_scale,
    rules_ids.unknown_measure,
    rules_ids.unknown_role,
    rules_ids.unknown_wave,
    rules_ids.measure_type,
    rules_ids.unused,
    rules_ids.duplicate_id,
    rules_ids.file_name,
    rules_ids.reserved_id,
    rules_ids.column_name,
    rules_ids.column_clash,
    rules_ids.code_shape,
    rules_answers.unlabelled_point,
    rules_answers.same_label,
    rules_answers.bands,
    rules_answers.scale_order,
    rules_answers.measure_scale,
    rules_answers.number_limits,
    rules_answers.show_if,
    rules_forms.accepts,
    rules_forms.linked_wave,
    rules_forms.hand_table,
    rules_forms.table_words,
    rules_forms.each_mentee,
    rules_forms.timeline,
    rules_forms.empty_section,
    rules_forms.asks_nothing,
    rules_forms.free_text_lines,
    rules_forms.missing_words,
    rules_forms.asked_twice,
    rules_forms.comparison,
    rules_forms.comparison_measure,
    rules_forms.release_rule,
    rules_words.blank_text,
    rules_words.language,
    rules_languages.language_offer,
    rules_languages.words_file,
    rules_languages.words_phrase,
    rules_languages.translation_values,
    rules_languages.stale_translation,
    rules_words.unknown_value_name,
    rules_words.blank_local,
    rules_words.email_shape,
    rules_words.person_name,
    rules_words.doubled_role,
    rules_words.supervising_reader,
    rules_wording.wording,
)


def read_definitions(
    files: Mapping[str, str | bytes], found: list[Problem], unread: Sequence[str] = ()
) -> Definitions:
    """Return a folder's definitions; what is wrong with them is added to ``found``.

    That is what reading them and then the rules say, in reading order. ``files`` map
    relative paths to contents, as ``parse_definitions`` takes them and ``unread``.
    Raises RefusedError where there is no readable programme.
    """
    faults: list[Problem] = []
    definitions = tried(faults, partial(parse_definitions, files, unread=unread))
    if definitions is not None:
        faults += (problem for rule in RULES for problem in rule(definitions))
    found += in_reading_order(faults)
    if definitions is None:
        raise RefusedError(found)
    return definitions
