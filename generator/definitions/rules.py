"""What makes sense: every rule that definitions must keep, as a list to read top to bottom.

The models say what a file may hold; these rules say what goes together. Each is
a small function from all definitions to the problems it finds, named as the
rule is (``unknown_scale`` reports ``unknown-scale``), with a good and a bad
example in its docstring. ``instruments/README.md`` lists them for authors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from generator.definitions import (
    rules_answers,
    rules_forms,
    rules_ids,
    rules_people,
    rules_references,
    rules_wording,
    rules_words,
)
from generator.definitions.load import FOLDER_RULES, Definitions, parse_definitions
from generator.definitions.model_faults import MODEL_RULES
from generator.definitions.problem import Parsed, Problem, in_reading_order
from generator.definitions.yaml_source import YAML_RULES

Rule = Callable[[Definitions], Iterable[Problem]]

RULES: tuple[Rule, ...] = (
    rules_references.unknown_scale,
    rules_references.unknown_measure,
    rules_references.unknown_role,
    rules_references.unknown_wave,
    rules_references.measure_type,
    rules_references.unused,
    rules_references.duplicate_id,
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
    rules_words.unknown_value_name,
    rules_words.blank_local,
    rules_people.email_shape,
    rules_people.person_name,
    rules_people.doubled_role,
    rules_people.supervising_reader,
    rules_wording.wording,
)

#: Every name that a problem of a definition may carry, from the first byte to the wording.
RULE_NAMES: tuple[str, ...] = (
    *YAML_RULES,
    *FOLDER_RULES,
    *MODEL_RULES,
    *(rule.__name__.replace("_", "-") for rule in RULES[:-1]),
    "past-date",  # need the day, so that only `check` and calendars look for them
    "kept-too-short",
    *rules_wording.WORDING_RULES,
    "unknown-waiver",
    "unused-waiver",
)


def check(definitions: Definitions) -> tuple[Problem, ...]:
    """Return every problem that the rules find, in reading order."""
    return in_reading_order(problem for rule in RULES for problem in rule(definitions))


def read_definitions(
    files: Mapping[str, str | bytes], unread: Sequence[str] = ()
) -> Parsed[Definitions]:
    """Return a folder's definitions with all problems: reading them, then the rules.

    ``files`` maps relative paths to contents, as ``parse_definitions`` takes them and ``unread``.
    """
    parsed = parse_definitions(files, unread)
    if parsed.value is None:
        return parsed
    return Parsed(parsed.value, in_reading_order((*parsed.problems, *check(parsed.value))))
