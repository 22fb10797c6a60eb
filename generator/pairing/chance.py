"""From a seed to a number that anybody can work out again.

Everything that is hashed is a few lines of plain text, so that a witness can
repeat it with any SHA-256 program. A number below ``limit`` is found by
rejection: as many bits as the largest number needs are taken from the hashes;
if they make a number that is too large, the next try takes the next bits. So
every number is equally likely, whatever the limit, where dividing with
remainder would favour the small ones.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass

#: Changes whenever the same seed and input could give another result.
ALGORITHM = "mentoring-draw-1"
_DIGEST_BITS = 256


@dataclass(frozen=True, slots=True)
class Number:
    """A number by chance, and how many tries it took."""

    value: int
    tries: int


def digest(*lines: str) -> str:
    """Return the SHA-256 of lines, each with a line feed behind it, in hexadecimal."""
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def clean_seed(text: str) -> str:
    """Return a seed as it is hashed: Unicode's composed form, single spaces, none at the ends.

    >>> clean_seed("  07 14   21 ")
    '07 14 21'
    """
    return unicodedata.normalize("NFC", " ".join(text.split()))


def number_below(limit: int, seed_digest: str, input_digest: str) -> Number:
    """Return the number for a seed and an input, each given by its digest.

    Try t, counted from 0, joins the hashes of these lines for block 0, 1, ...
    until there are enough bits, and takes the first ones::

        mentoring-draw-1 index
        <digest of the seed>
        <digest of the input>
        <t>.<block>

    >>> number_below(1, "", "")
    Number(value=0, tries=1)
    """
    if limit < 1:
        raise ValueError("There is nothing to choose from.")
    bits = (limit - 1).bit_length()
    blocks = -(-bits // _DIGEST_BITS)
    tries = 0
    while True:
        joined = "".join(
            digest(f"{ALGORITHM} index", seed_digest, input_digest, f"{tries}.{block}")
            for block in range(blocks)
        )
        value = int(joined or "0", 16) >> (len(joined) * 4 - bits)
        tries += 1
        if value < limit:
            return Number(value, tries)


def commitment(salt: str, input_digest: str) -> str:
    """Return what is published beforehand: it binds to the input and tells nothing of it.

    Without the salt, a hash of so little could be found by trying every answer.
    The salt goes nowhere else: no number depends on it.
    """
    return digest(f"{ALGORITHM} commitment", salt, input_digest)
