"""What the organiser is told of a private text in a finished site: where it came from, no words.

The terminal is the organiser's own, but may be shown or copied: a file, a row and a
column say enough to find an answer, and nothing to anybody else. An ordinary short
answer ("It went well") may stand on a page by right; the organiser, who has looked at
both, lists it in ``ordinary_words.txt`` beside the responses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from generator.definitions.problem import Problem, SourceLine, in_reading_order, refuse
from generator.definitions.yaml_source import decoded
from generator.disclosure.leak_gate import LONG_ANSWER, Finding, said
from generator.files.other_files import ORDINARY
from generator.files.private_texts import texts_by_file
from generator.files.response_folder import walk
from generator.files.tables import read_bytes, read_tables
from generator.responses.spelling import without_gaps
from generator.responses.table import Table

_TOO_LONG = (
    "These words are too long to be ordinary.",
    (
        f"Only answers under {LONG_ANSWER} characters can be: nobody else writes a longer one. "
        "Take it off the list, and out of the page."
    ),
)

#: Where a text was found first.
Places = Mapping[bytes, str]


def ordinary_words(responses: Path, shown: str) -> frozenset[bytes]:
    """Return the short answers that are not looked for, as they are spoken.

    Raises RefusedError with every fault of their list.
    """
    path, name = responses / ORDINARY, f"{shown}/{ORDINARY}"
    found: list[Problem] = []
    if not path.is_file():
        return frozenset()
    text = decoded(read_bytes(path, name, found), name, found)
    lines = [line.strip() for line in text.splitlines()]
    found += (
        Problem(SourceLine(name, number), "long-ordinary", *_TOO_LONG)
        for number, line in enumerate(lines, 1)
        if len(line) >= LONG_ANSWER
    )
    refuse(found)
    return frozenset(map(said, lines))


def ordinary_fingerprint(responses: Path) -> str:
    """Return a digest of the list, so that a site that passed by it is searched without it."""
    path = responses / ORDINARY
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.is_file() else ""


def without_ordinary(texts: frozenset[str], ordinary: frozenset[bytes]) -> frozenset[str]:
    """Return the texts that are to be looked for."""
    return frozenset(t for t in texts if said(t) not in ordinary) if ordinary else texts


def told(
    findings: Sequence[Finding], responses: Path | None, shown: str, folder: Path, cache: Path
) -> tuple[Problem, ...]:
    """Return each finding as a problem that says where the text came from."""
    if not findings:
        return ()
    wanted = frozenset(finding.secret for finding in findings if finding.secret)
    places: dict[bytes, str] = {}
    if responses is not None:
        for secret, place in _in_responses(responses, shown, wanted):
            places.setdefault(secret, place)
    for path, texts in texts_by_file(folder, cache):
        for text in texts:
            secret = said(text)
            if secret in wanted:
                places.setdefault(secret, path.name)
    return in_reading_order(_problem(finding, places, shown) for finding in findings)


def _problem(finding: Finding, places: Places, shown: str) -> Problem:
    where = places.get(finding.secret)
    source = f" (it begins with {finding.hint}…)" if finding.hint else ""
    if where:
        source = f": that of {where}"
    stands = "in the name of this file" if finding.in_name else "in the finished site"
    fault = f"There is a private {finding.kind} {stands}{source}."
    return Problem(SourceLine(finding.path), "leak", fault, _remedy(finding, shown))


def _remedy(finding: Finding, shown: str) -> str:
    if finding.kind == "code":
        return (
            "Nothing was published. Take it out of the pages; if it is an ordinary word, "
            "give that person another code in every file."
        )
    if finding.kind == "answer" and finding.short:
        return (
            "Nothing was published. If a page quotes the answer, take it out of the page. If "
            "anybody could have written these words and they are there for another reason, write "
            f"them on a line of {shown or 'responses'}/{ORDINARY}."
        )
    return (
        "Nothing was published. Take it out of the pages, or say the same there in other words: "
        "nobody's own words may be told from a quote."
    )


def _in_responses(
    responses: Path, shown: str, wanted: frozenset[bytes]
) -> Iterator[tuple[bytes, str]]:
    """Yield the places of private texts: file, row and column."""
    for file in walk(responses, shown).tables:
        for table in read_tables(file.path, file.shown, []):
            yield from _in_table(table, wanted)


def _in_table(table: Table, wanted: frozenset[bytes]) -> Iterator[tuple[bytes, str]]:
    for line, row in table.rows():
        for column, cell in enumerate(row):
            name = table.header[column] if column < len(table.header) else ""
            code = without_gaps(cell).lower().encode("utf-8", "replace")
            secret = code if name == "respondent" else said(cell)
            if secret in wanted:
                yield secret, f"{table.place(line, column)} (column '{name}')"
