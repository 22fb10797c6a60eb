"""What the methods page explains of the way numbers are protected, in its order.

As with the statistics, the page is made from the functions' own docstrings.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generator.disclosure.figures import p_class, sign_test_verdict
from generator.disclosure.rounding import lr5

METHODS: tuple[Callable[..., Any], ...] = (lr5, p_class, sign_test_verdict)
