"""What is said of answers that are not there, or wait: the same words in every command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

NO_ANSWERS = "There are no answers yet."
#: So many cohorts are named in a message, at the most.
MOST_NAMED = 5


def tables_in_words(count: int) -> str:
    """Return how many tables.

    >>> tables_in_words(1), tables_in_words(1200)
    ('1 table', '1,200 tables')
    """
    return "1 table" if count == 1 else f"{count:,} tables"


def waiting_words(waiting: Mapping[str, int]) -> Iterator[str]:
    """Yield how many people wait to be counted, and where.

    >>> list(waiting_words({"ward-a": 4, "ward-b": 1}))
    ['5 people wait until enough others have answered: ward-a 4, ward-b 1.']
    """
    people = sum(waiting.values())
    if not people:
        return
    named = [f"{cohort} {many:,}" for cohort, many in list(waiting.items())[:MOST_NAMED]]
    if len(waiting) > MOST_NAMED:
        named.append(f"and {len(waiting) - MOST_NAMED:,} more cohorts")
    who = "1 person waits" if people == 1 else f"{people:,} people wait"
    yield f"{who} until enough others have answered: {', '.join(named)}."


def gone_words(gone: int) -> Iterator[str]:
    """Yield what to do where people who were counted are no longer among the answers.

    >>> next(gone_words(1))[:54]
    '1 person counted in earlier releases is no longer amon'
    """
    if gone:
        who = "1 person" if gone == 1 else f"{gone:,} people"
        yield (
            f"{who} counted in earlier releases {'is' if gone == 1 else 'are'} no longer among the "
            "answers. If they withdrew, all is well. Otherwise files are missing: put them back."
        )
