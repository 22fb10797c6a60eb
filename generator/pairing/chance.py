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

#: Changes whenever the same seed and input could give another result.
ALGORITHM = "mentoring-draw-1"
_DIGEST_BITS = 256


def digest(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def clean_seed(text: str) -> str:
    """Return a seed as it is hashed: Unicode's composed form, single spaces, none at the ends.

    >>> clean_seed("  07 14   21 ")
    '07 14 21'
    """
    return unicodedata.normalize("NFC", " ".join(text.split()))


def number_below(limit: int, start: str) -> tuple[int, int]:
    r"""Return a number, and how many tries it took.

    Try t, counted from 0, joins the hashes of ``<start><t>.<block>`` and a line feed for block
    0, 1, ... until there are enough bits, and takes the first ones. A draw's ``start`` is the
    lines ``mentoring-draw-1 index``, the digest of the seed and that of the input.

    >>> number_below(1, ""), number_below(6, "example\n")
    ((0, 1), (0, 2))
    """
    if limit < 1:
        raise ValueError("There is nothing to choose from.")
    bits = (limit - 1).bit_length()
    blocks = -(-bits // _DIGEST_BITS)
    tries, value = 0, limit
    while value >= limit:
        hashes = (digest(f"{start}{tries}.{block}\n") for block in range(blocks))
        value = int("".join(hashes) or "0", 16) >> (blocks * _DIGEST_BITS - bits)
        tries += 1
    return value, tries


def commitment(salt: str, input_digest: str) -> str:
    """Return what is published beforehand: it binds to the input and tells nothing of it.

    Without the salt, a hash of so little could be found by trying every answer.
    The salt goes nowhere else: no number depends on it.
    """
    return digest(f"{ALGORITHM} commitment\n{salt}\n{input_digest}\n")
