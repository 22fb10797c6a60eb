"""The one engine of templates: values go in, and the engine guards every one of them.

A room keeps its templates beside its code and asks for them by their path in this
package. What a template writes is HTML, or Markdown where its name says so;
``private.html.j2`` holds what the organiser's own pages share.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

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


#: What a page may load that is one file, or has nothing but pictures beside it.
_ALONE = Markup(
    "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; {}"
    "base-uri 'none'; form-action 'none'"
)


def policy(style: str) -> Markup:
    """Return the policy of a page with one style element; ``style`` is the text of it."""
    return _POLICY.format(Markup(" 'sha256-{}'").format(_digest(style)))


def alone(script: Path, facts: object, *, pictures: bool = False) -> dict[str, Markup]:
    """Return what a page is filled with that stands alone: policy, style, script and data.

    ``script`` is a constant file of ours, its style beside it under the same name; nothing else
    runs. ``facts`` are what it knows, as JSON that no text in it can break out of. With
    ``pictures`` it shows those beside it.
    """
    code, style = (script.with_suffix(end).read_text("utf-8") for end in (".js", ".css"))
    images = Markup("img-src 'self' file: data:; ") if pictures else ""
    data = json.dumps(facts, ensure_ascii=False, indent=1)
    for sign in "<>&\u2028\u2029":
        data = data.replace(sign, f"\\u{ord(sign):04x}")
    return {
        "policy": _ALONE.format(_digest(code), _digest(style), images),
        "style": Markup(style),  # noqa: S704 - our own
        "script": Markup(code),  # noqa: S704 - our own
        "data": Markup(data),  # noqa: S704 - without any sign that HTML knows
    }


def _digest(text: str) -> Markup:
    made = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(made)  # noqa: S704 - letters, digits and signs that HTML does not know


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


def plain_between(text: str) -> Markup:
    """Return ``plain`` text that stands between other Markdown, with the blanks at its ends.

    >>> plain_between(" see A ")
    Markup(' see A ')
    """
    first = " " if text[:1].isspace() else ""
    last = " " if text[-1:].isspace() and text.strip() else ""
    return Markup("{}{}{}").format(first, plain(text), last)


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
