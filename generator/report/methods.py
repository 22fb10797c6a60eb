"""The reference of methods: what the statistics' own documentation says, for analysts.

Every statistic's docstring gives its formula, its assumptions, what it does
with missing data and small groups, a reference and a worked example. This page
sets them one after the other, so that code and page cannot disagree. It reads
the numpydoc sections only: a heading underlined with hyphens. Types and shapes
of arrays are for programmers, and stay in the code. Readers without statistics
have a page of their own: ``site_src/analysts/methods-in-words.md``.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from textwrap import dedent

from generator.definitions.templates import plain, plain_between
from generator.report.site import front_matter

_SECTION = re.compile(r"^(\w+)\n-{3,}\n", re.MULTILINE)
#: A line that is not indented, and the text below it.
_DESCRIBED = re.compile(r"^(\S.*)((?:\n[ ]+\S.*)*)", re.MULTILINE)
_DOI = re.compile(r"doi:\s*(10\.\d{4,9}/[^\s,;]+(?:;[^\s,;]+)*[^\s,;.)])")
_INLINE = re.compile(r"``(?P<code>[^`]+)``|(?<![\w*])\*(?P<stress>[^*\s][^*\n]*?)\*(?![\w*])")
_RUN_IN = re.compile(r"(?<=[.!?)])\s+(?=\*[^*\n]+\*:)")
HEADINGS = {
    "Parameters": "What goes in",
    "Returns": "What comes out",
    "Raises": "When it is refused",
    "Notes": "How it is worked out",
    "References": "Source",
    "Examples": "Example",
}

INTRODUCTION = (
    "This reference is for analysts. It says how every number is worked out: the formula, what it "
    "assumes, what it does with missing answers and small groups, the source, and an example that "
    "runs. The texts are the documentation of the program itself. The page “Methods in plain "
    "words” explains the same numbers without formulas."
)


def methods_page(documented: Mapping[str, str]) -> str:
    """Return the methods page as Markdown with front matter.

    ``documented`` are the docstrings of statistics by their names in the code; the first line
    of each is its title.
    """
    about = "How every number on the results pages is worked out."
    lines = [front_matter("Methods", about), "# Methods", "", INTRODUCTION, ""]
    for name, docstring in documented.items():
        title, *sections = _SECTION.split(inspect.cleandoc(docstring))
        anchor = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        lines += [f"## {plain(title.strip().removesuffix('.'))} {{: #{anchor} }}", ""]
        for heading, body in zip(sections[::2], sections[1::2], strict=True):
            lines += [f"### {HEADINGS[heading]}", "", *_section(heading, body)]
        lines += [f"In the code: `{name}`", "{: .source }", ""]
    return "\n".join(lines)


def _section(heading: str, body: str) -> Iterator[str]:
    if heading == "Examples":
        yield from _as_typed(body)
    elif heading == "Parameters":
        for name, text in _DESCRIBED.findall(body):
            yield from (f"`{name.partition(' : ')[0]}`", f":   {_inline(text)}", "")
    elif heading in {"Returns", "Raises"}:
        yield from (_inline(" ".join(text for _, text in _DESCRIBED.findall(body))), "")
    elif heading == "References":
        yield from (*(f"- {_reference(text)}" for text in _blocks(body)), "")
    else:
        for block in _blocks(body):
            if block.startswith(" "):
                yield from _as_typed(block)
                continue
            for paragraph in _RUN_IN.split(" ".join(block.split())):
                yield from (_inline(paragraph), "")


def _blocks(body: str) -> list[str]:
    """Return what empty lines stand between."""
    return [block.strip("\n") for block in re.split(r"\n\s*\n", body) if block.strip()]


def _inline(text: str) -> str:
    """Return a docstring's text as Markdown: code and emphasis kept, the rest as it stands.

    >>> _inline("*Small n*: see ``exact``.")
    '**Small n**&#58; see `exact`&#46;'
    """
    pieces: list[str] = []
    done = 0
    text = " ".join(text.split())
    for found in _INLINE.finditer(text):
        code = found["code"]
        pieces.append(plain_between(text[done : found.start()]))
        pieces.append(f"`{code}`" if code else f"**{plain(found['stress'])}**")
        done = found.end()
    return "".join([*pieces, plain_between(text[done:])])


def _reference(text: str) -> str:
    """Return a source whose DOI leads to it."""
    before, *rest = _DOI.split(" ".join(text.split()))
    if not rest:
        return plain(before)
    doi, after = rest
    # What Markdown's links cannot hold is written as percentages.
    safe = "".join(f"%{ord(sign):02X}" if sign in "()<> []" else sign for sign in doi)
    return f"{plain(before)} [doi:{plain(doi)}](https://doi.org/{safe}){plain(after)}"


def _as_typed(text: str) -> Iterator[str]:
    """Yield a formula or an example as it is typed."""
    yield from ("```text", dedent(text).strip("\n"), "```", "")
