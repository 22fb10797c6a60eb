"""What any page of ours may load: the policy that a browser holds it to, wherever it is opened.

A web server sends it as a header (``theme/web.config``). A file share sends
nothing, so it also stands in every page, before anything that it governs.
"""

from __future__ import annotations

import base64
import hashlib
import re

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
)
#: How pages look that stay with the organiser and have no other file beside them.
PRIVATE_STYLE = """
body { font: 16px/1.5 Arial, sans-serif; color: #212b32; max-width: 60rem; margin: 2rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.75rem; } h2 { font-size: 1.35rem; margin-top: 2rem; } h3 { font-size: 1.1rem; }
a { color: #005eb8; } a:focus { outline: 3px solid #212b32; background: #ffeb3b; }
.private { border: 2px solid #005eb8; padding: 0.5rem 1rem; }
@media print { tr, li, article { break-inside: avoid; } h2, h3, caption { break-after: avoid; } }
"""
#: Where the tag is put: after the first of these that a page has.
_STARTS = tuple(re.compile(tag, re.IGNORECASE) for tag in (r"<head\b[^>]*>", r"<html\b[^>]*>",
                                                           r"<!doctype\b[^>]*>"))  # fmt: skip


def policy_meta(style: str = "") -> str:
    """Return the policy as a tag; ``style`` is the text of the one style element allowed."""
    allowed = POLICY
    if style:
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        allowed = POLICY.replace("style-src 'self'", f"style-src 'self' 'sha256-{digest}'")
    return f'<meta http-equiv="Content-Security-Policy" content="{allowed}">'


def with_policy(html: str) -> str:
    """Return a page that carries the policy first in its head.

    >>> with_policy("<html><head><title>A</title>")[:58]
    '<html><head><meta http-equiv="Content-Security-Policy" con'
    """
    found = next((match for start in _STARTS if (match := start.search(html))), None)
    at = found.end() if found else 0
    return html[:at] + policy_meta() + html[at:]
