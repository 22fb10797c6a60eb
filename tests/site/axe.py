"""axe-core in a page: every rule of WCAG 2.2 A and AA, and best practice."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: axe leaves this rule of WCAG 2.2 out unless it is asked for by name.
OPTIONS: dict[str, object] = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}


#: The rules that colours can break, for a page whose other scheme was read with all rules.
COLOURS: dict[str, object] = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
}
ALL_BUT_COLOURS: dict[str, object] = {
    **OPTIONS,
    "rules": {"target-size": {"enabled": True}, "color-contrast": {"enabled": False}},
}


def axe_faults(page: Page, options: dict[str, object] = OPTIONS) -> list[str]:
    """Return each fault that axe finds on a page as it stands, with its first element.

    A page answers a new width or an opened part when it next draws, so axe waits for that.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_script())
    found: list[str] = page.evaluate(
        """async (options) => {
             const drawn = () => new Promise((done) => requestAnimationFrame(done));
             await drawn();
             await drawn();
             return (await axe.run(options)).violations.map(
             (fault) => fault.id + " (" + fault.nodes.length + "): " + fault.nodes[0].html);
           }""",
        options,
    )
    return found


@cache
def _script() -> str:
    from axe_playwright_python import base

    return (Path(base.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
