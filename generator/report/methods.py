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
from collections.abc import Iterator, Mapping, Sequence
from textwrap import dedent

from generator.definitions.templates import plain, plain_between

_UNDERLINE = re.compile(r"^-{3,}\s*$")
_DOI = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)(10\.\d{4,9}/[^\s,;]+(?:;[^\s,;]+)*[^\s,;.)])", re.I
)
_INLINE = re.compile(r"``(?P<code>[^`]+)``|(?<![\w*])\*(?P<stress>[^*\s][^*\n]*?)\*(?![\w*])")
_RUN_IN = re.compile(r"(?<=[.!?)])\s+(?=\*[^*\n]+\*:)")
HEADINGS = {
    "Parameters": "What goes in",
    "Returns": "What comes out",
    "Yields": "What comes out",
    "Raises": "When it is refused",
    "Notes": "How it is worked out",
    "References": "Source",
    "Examples": "Example",
    "See Also": "See also",
    "Warnings": "Beware",
}

#: What readers call a statistic, by its name in the code.
TITLES = {
    "totals": "Total of the domains",
    "prorated_totals": "Prorated total",
    "proportion_interval": "Interval for a proportion",
    "summarise": "Median, quartiles and mean",
    "exact_p": "Signed-rank test, exact",
    "stratified_p": "Signed-rank test within cohorts",
    "asymptotic_p": "Signed-rank test, approximate",
    "holm": "Correction for several tests",
    "rank_biserial": "Rank-biserial correlation",
    "rank_biserial_interval": "Interval of the rank-biserial correlation",
    "superiority": "Probability of superiority",
    "hodges_lehmann": "Typical shift of totals",
    "alpha": "Cronbach's alpha",
    "omega": "McDonald's omega",
    "percent_agreement": "Percent agreement of coders",
    "kappa": "Cohen's kappa",
    "krippendorff_alpha": "Krippendorff's alpha",
    "pooled_kappa": "Kappa of all codes together",
    "rounded": "Random rounding of a table",
    "margin": "Margin of a number of people",
    "open_verdict": "Verdict on open pages",
    "exact_verdict": "Verdict on restricted pages",
}

INTRODUCTION = (
    "This reference is for analysts. It says how every number is worked out: the formula, what it "
    "assumes, what it does with missing answers and small groups, the source, and an example that "
    "runs. The texts are the documentation of the program itself. The page “Methods in plain "
    "words” explains the same numbers without formulas."
)


def methods_page(documented: Mapping[str, str]) -> str:
    """Return the methods page as Markdown with front matter.

    ``documented`` are the docstrings of statistics by their names in the code.
    """
    lines = [
        "---",
        "title: Methods",
        "description: How every number on the results pages is worked out.",
        "---",
        "# Methods",
        "",
        INTRODUCTION,
        "",
    ]
    for name, docstring in documented.items():
        lines += [f"## {plain(TITLES.get(name, name))} {{: #{_anchor(name)} }}", ""]
        lines.extend(_sections(docstring))
        lines += [f"In the code: `{name}`", "{: .source }", ""]
    return "\n".join(lines)


def _anchor(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _sections(docstring: str) -> Iterator[str]:
    for heading, lines in _parts(inspect.cleandoc(docstring).splitlines()):
        if heading:
            yield from (f"### {HEADINGS.get(heading, plain(heading))}", "")
        if heading == "Examples":
            yield from _as_typed(lines)
        elif heading == "Parameters":
            yield from _arguments(lines)
        elif heading in {"Returns", "Yields", "Raises"}:
            yield from _results(lines)
        elif heading == "References":
            yield from _references(lines)
        else:
            yield from _paragraphs(lines)


def _parts(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each section's heading with its lines; the beginning has no heading."""
    heading, body = "", list[str]()
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if line and not line[0].isspace() and _UNDERLINE.match(following):
            yield heading, body
            heading, body = line.strip(), []
        elif not (_UNDERLINE.match(line) and not body):
            body.append(line)
    yield heading, body


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    for block in _blocks(lines):
        if all(line.startswith("  ") for line in block):
            yield from _as_typed(block)
        elif all(line.lstrip().startswith(("- ", "* ")) or line[0] == " " for line in block):
            yield from ("\n".join(_bullet(line) for line in block), "")
        else:
            for paragraph in _RUN_IN.split(" ".join(line.strip() for line in block)):
                yield from (_inline(paragraph), "")


def _bullet(line: str) -> str:
    text = line.strip()
    return f"- {_inline(text[2:])}" if text.startswith(("- ", "* ")) else f"    {_inline(text)}"


def _inline(text: str) -> str:
    """Return a docstring's text as Markdown: code and emphasis kept, the rest as it stands.

    >>> _inline("*Small n*: see ``exact``.")
    '**Small n**&#58; see `exact`&#46;'
    """
    pieces: list[str] = []
    done = 0
    for found in _INLINE.finditer(text):
        pieces.append(plain_between(text[done : found.start()]))
        code = found["code"]
        pieces.append(f"`{code}`" if code else f"**{plain(found['stress'])}**")
        done = found.end()
    pieces.append(plain_between(text[done:]))
    return "".join(pieces)


def _arguments(lines: Sequence[str]) -> Iterator[str]:
    """Yield each name with what is indented below it as a definition list, without types."""
    for name, text in _described(lines):
        yield from (f"`{name.partition(' : ')[0]}`", f":   {_inline(text)}", "")


def _results(lines: Sequence[str]) -> Iterator[str]:
    """Yield what is indented below each type, as a list where there are several."""
    texts = [_inline(text) for _, text in _described(lines)]
    yield from ("\n".join(f"- {text}" for text in texts) if len(texts) > 1 else texts[0], "")


def _described(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each line that is not indented, with the text below it."""
    name, body = "", list[str]()
    for line in [*lines, "end"]:
        if line and not line[0].isspace():
            if name:
                yield name, " ".join(body)
            name, body = line.strip(), []
        elif line.strip():
            body.append(line.strip())


def _references(lines: Sequence[str]) -> Iterator[str]:
    for block in _blocks(lines):
        text = " ".join(line.strip() for line in block)
        text = re.sub(r"^\.\. \[\d+\]\s*|^\[\d+\]\s*", "", text)
        pieces = []
        done = 0
        for found in _DOI.finditer(text):
            doi = found[1]
            pieces += [plain(text[done : found.start()]), f" [doi:{plain(doi)}]({_address(doi)})"]
            done = found.end()
        pieces.append(plain(text[done:]))
        yield f"- {''.join(pieces)}"
    yield ""


def _address(doi: str) -> str:
    """Return a DOI's address, with what Markdown's links cannot hold written as percentages."""
    safe = "".join(f"%{ord(sign):02X}" if sign in "()<> []" else sign for sign in doi)
    return f"https://doi.org/{safe}"


def _as_typed(lines: Sequence[str]) -> Iterator[str]:
    """Yield a formula or an example as it is typed."""
    text = dedent("\n".join(lines)).strip("\n")
    yield from ("```text", text.replace("```", "'''"), "```", "")
