"""The one engine of templates: values go in, and the engine guards every one of them.

A room keeps its templates beside its code and asks for them by their path in this
package. What a template writes is HTML, or Markdown where its name says so;
``private.html.j2`` holds what the organiser's own pages share.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

#: Everything that could mean something to HTML or to Markdown.
_SPECIAL = re.compile(r"[&<>\"'\\`*_{}\[\]()#+.!|~:=^@-]")

#: What any page may load, whatever serves it (``theme/web.config`` sends the same as a header).
_POLICY = Markup(
    "default-src 'none'; script-src 'self'; style-src 'self'{}; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
)
POLICY = _POLICY.format("")


def policy(style: str) -> Markup:
    """Return the policy of a page with one style element; ``style`` is the text of it."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _POLICY.format(Markup(" 'sha256-{}'").format(digest))


def plain(text: str) -> Markup:
    """Return Markdown that shows exactly this text, on one line.

    Special characters become character references: these mean the same in
    Markdown, in raw HTML and in attributes, which backslashes do not.

    >>> print(plain("A & B"))
    A &#38; B
    >>> print(plain("<b>*not bold*</b>"))
    &#60;b&#62;&#42;not bold&#42;&#60;/b&#62;
    """
    one_line = " ".join(text.split())
    return Markup(_SPECIAL.sub(lambda found: f"&#{ord(found[0])};", one_line))  # noqa: S704


def template(name: str) -> Template:
    """Return a template by its path in this package; a value that it lacks is an error."""
    return _engine(markdown=name.endswith(".md.j2")).get_template(name)


def macro(name: str, of: str) -> Callable[..., Markup]:
    """Return one macro of a template that is nothing but macros."""
    found: Callable[..., Markup] = getattr(template(of).module, name)
    return found


@cache
def _engine(*, markdown: bool) -> Environment:
    engine = Environment(
        loader=PackageLoader("generator", ""),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_guarded if markdown else None,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    engine.filters["plain"] = plain
    engine.globals["policy"] = policy
    return engine


def _guarded(value: object) -> Markup:
    return value if isinstance(value, Markup) else plain(str(value))
