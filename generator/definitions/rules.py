"""What makes sense: every rule that definitions must keep, as a list to read top to bottom.

The models say what a file may hold; these rules say what goes together. Each is a small function
that yields a place, a fault and a remedy, and is called as the rule is (``same_label`` finds
``same-label``); one with several names, or with faults and warnings, yields whole problems.
``instruments/README.md`` lists them for authors, each with a bad example.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from generator.definitions import (
    rules_answers,
    rules_forms,
    rules_ids,
    rules_languages,
    rules_wording,
    rules_words,
)
from generator.definitions.load import Broken, Definitions, parse_definitions
from generator.definitions.problem import Problem, RefusedError, Severity, in_reading_order, tried

Rule = Callable[[Definitions], Iterable[Broken | Problem]]

#: What stops every command.
FAULTS: tuple[Rule, ...] = (
    rules_ids.unknown_name,
    rules_ids.measure_type,
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
    rules_words.unknown_value_name,
)
#: What an author should look at again.
WARNINGS: tuple[Rule, ...] = (
    rules_ids.unused,
    rules_forms.free_text_lines,
    rules_languages.stale_translation,
    rules_words.blank_local,
    rules_words.email_shape,
    rules_words.person_name,
    rules_words.doubled_role,
    rules_words.supervising_reader,
    rules_wording.wording,
)


def _told(definitions: Definitions, rules: Iterable[Rule], severity: Severity) -> Iterator[Problem]:
    for rule in rules:
        name = rule.__name__.replace("_", "-")
        for one in rule(definitions):
            if isinstance(one, Problem):
                yield one
            else:
                where, fault, remedy = one
                yield Problem(definitions.at(*where), name, fault, remedy, severity)


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
        faults += _told(definitions, FAULTS, "error")
        faults += _told(definitions, WARNINGS, "warning")
    found += in_reading_order(faults)
    if definitions is None:
        raise RefusedError(found)
    return definitions
