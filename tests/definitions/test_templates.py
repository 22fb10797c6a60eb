"""Templates: what they lack is an error, what they are given is guarded, and Python writes none."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import UndefinedError

import generator
from generator.definitions.templates import macro, template

ROOT = Path(generator.__file__).parent
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.j2"))
#: Those that are macros, or what other templates are put into.
FRAMES = {
    "files/parts.html.j2",
    "report/templates/parts.html.j2",
    "definitions/policy.html.j2",
    "definitions/private.html.j2",
}
#: Files that read HTML or mend it, the one that draws, and those that other tools read.
READERS = {
    "exchange/definitions/limesurvey.py",
    "exchange/definitions/qualtrics.py",
    "exchange/definitions/redcap.py",
    "files/live_site.py",
    "files/svg.py",
    "mkdocs_plugin.py",
    "report/page_html.py",
    "report/page_safety.py",
    "report/page.py",
    "theme/__init__.py",
}
TAG = re.compile(
    r"(?<!\?P)</?(?:a|article|b|body|br|caption|code|dd|div|dl|dt|em|figure|h[1-6]|head|html|i|img"
    r"|li|link|main|meta|nav|ol|p|pre|script|section|span|strong|style|sub|summary|sup|svg|table"
    r"|tbody|td|th|thead|title|tr|ul)(?=[\s>/])"
)


def texts(tree: ast.AST) -> Iterator[str]:
    """Yield every text in a file's code, what is said of the code apart."""
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in said else None
        if isinstance(text, str | bytes):
            yield text if isinstance(text, str) else text.decode("latin-1")


def test_no_html_is_written_in_python() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): sorted(tag)
        for path in ROOT.rglob("*.py")
        if (tag := {t for t in texts(ast.parse(path.read_text("utf-8"))) if TAG.search(t)})
    }
    assert {name: tags for name, tags in found.items() if name not in READERS} == {}
    assert found.keys() >= READERS


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_without_its_values_is_an_error(name: str) -> None:
    """One that is nothing but macros makes nothing by itself; what lacks a value is no page."""
    if name in FRAMES:
        assert "{{" not in template(name).render()
    else:
        with pytest.raises(UndefinedError):
            template(name).render()


def test_what_a_template_is_given_is_guarded() -> None:
    assert macro("title", "report/templates/parts.html.j2")("<b>*x*") == "<h1>&lt;b&gt;*x*</h1>\n"
