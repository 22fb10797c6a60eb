"""What any page of ours may load: the policy that a browser holds it to, wherever it is opened.

A web server sends it as a header (``theme/web.config``). A file share sends
nothing, so it also stands in every page, before anything that it governs.
"""

from __future__ import annotations

import base64
import hashlib

from markupsafe import Markup

_POLICY = Markup(
    "default-src 'none'; script-src 'self'; style-src 'self'{}; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
)
POLICY = _POLICY.format("")


def policy(style: str) -> Markup:
    """Return the policy of a page with one style element; ``style`` is the text of it."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _POLICY.format(Markup(" 'sha256-{}'").format(digest))
