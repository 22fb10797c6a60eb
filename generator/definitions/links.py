"""Links in texts: on pages they lead somewhere, on paper only their words stand.

They are written ``[ground rules](ground-rules.md)``, with the page's address from
``site_src`` on. Anything else in brackets is just text.
"""

from __future__ import annotations

import re

LINK = re.compile(r"\[([^\[\]]+)\]\(([a-z0-9_][a-z0-9_/-]*\.md(?:#[a-z0-9-]+)?)\)")


def without_links(text: str) -> str:
    """Return a text with the words of its links alone.

    >>> without_links("See the [ground rules](ground-rules.md), [x](https://example.org).")
    'See the ground rules, [x](https://example.org).'
    """
    return LINK.sub(lambda found: found[1], text)
