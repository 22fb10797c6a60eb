"""Random survey codes and copy numbers, in signs that a hand writes and a reader tells apart.

A code is 7 signs by chance and the check character of ``responses.check_character``. The
alphabet has no vowels, so that no code is a word, and no signs that look alike. The kit's
check character finds each single wrong sign; a few codes would hide a swap of 2 neighbours,
or would end in a sign outside the alphabet. Those are thrown away.

Everything is drawn by ``secrets``: nobody can work out one code from others, or from a seed.
"""

from __future__ import annotations

import secrets
from collections.abc import Container, Iterator

from generator.responses.check_character import check_character, has_valid_check_character

#: Capitals and digits without vowels, and without those that look alike.
ALPHABET = "346789BCDFGHJKMNPQRTVWXY"
#: A code is written into 2 groups of so many boxes on each form.
GROUP = 4
#: Signs of a copy number: enough for 191 million copies.
COPY_LENGTH = 6


def is_good(code: str) -> bool:
    """Tell whether a code's check character finds every slip of 1 sign and each swap of 2.

    ``code`` is 8 signs without a hyphen.

    >>> is_good("3333333T"), is_good("34333333")
    (False, False)
    """
    if not set(code) <= set(ALPHABET) or not has_valid_check_character(code):
        return False
    swapped = (code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(len(code) - 1))
    return not any(other != code and has_valid_check_character(other) for other in swapped)


def new_codes(count: int, taken: Container[str] = ()) -> Iterator[str]:
    """Yield ``count`` new codes such as ``K7MQ-3XPF``, none of them twice.

    ``taken`` are codes that there are already, in capitals and without hyphens.
    """
    made: set[str] = set()
    while len(made) < count:
        signs = _drawn(2 * GROUP - 1)
        code = signs + check_character(signs)
        if is_good(code) and code not in made and code not in taken:
            made.add(code)
            yield f"{code[:GROUP]}-{code[GROUP:]}"


def new_copies(count: int) -> tuple[str, ...]:
    """Return ``count`` copy numbers, none of them twice, in no order that tells anything."""
    made: dict[str, None] = {}
    while len(made) < count:
        made[_drawn(COPY_LENGTH)] = None
    return tuple(made)


def _drawn(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
