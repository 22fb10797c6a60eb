"""What the methods page explains of the way numbers are protected, in its order.

As with the statistics, the page is made from the functions' own docstrings.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generator.disclosure.rounding import rounded
from generator.disclosure.verdict import exact_verdict, margin, open_verdict

METHODS: tuple[Callable[..., Any], ...] = (rounded, margin, open_verdict, exact_verdict)
