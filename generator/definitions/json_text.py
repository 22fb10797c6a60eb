"""JSON that came from elsewhere: read only where it can say one thing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any


def strict_json(content: str | bytes) -> Any:
    """Return what a text of JSON says; raises ValueError where it is none, or a key stands twice.

    >>> strict_json('{"a": 1, "a": 2}')
    Traceback (most recent call last):
    ValueError: a key stands twice
    """
    try:
        return json.loads(content, object_pairs_hook=_once)
    except RecursionError as error:
        raise ValueError("endlessly deep") from error


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found
