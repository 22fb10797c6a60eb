"""R: a CSV for each form, and a script that reads it into a data frame with factors.

The script needs nothing but R. Gaps are missing; why they are stands in an attribute.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from generator.exchange.data.records import CODED_GAPS, DataExport, Field, Records, csv_files

_READER = """\
  file <- file.path(folder, {csv})
  answers <- read.csv(file, colClasses = "character", na.strings = "",
                      encoding = "UTF-8", check.names = FALSE, strip.white = FALSE)
  gaps <- list()
  gap_words <- c({gaps})
  asked <- function(name) {{
    gaps[[name]] <<- factor(gap_words[answers[[name]]], levels = unname(gap_words))
    answers[[name]][answers[[name]] %in% names(gap_words)] <<- NA
  }}
  coded <- function(name, codes, labels, ordered) {{
    asked(name)
    answers[[name]] <<- factor(answers[[name]], levels = codes, labels = labels,
                               ordered = ordered)
  }}
"""


def r(every: Sequence[Records]) -> DataExport:
    """Return the tables and a script for each."""
    files, notes = csv_files(every)
    for one in every:
        files[f"read_{one.form}.R"] = _script(one).encode("ascii")
    notes.append(
        'In R: source("read_FORM.R"), then FORM <- read_FORM(). Why answers are missing: '
        'attr(FORM, "gaps"); the questions: attr(FORM, "questions").'
    )
    return DataExport(files, tuple(notes))


def _script(one: Records) -> str:
    """Return a script in plain ASCII, so that no locale reads it otherwise."""
    gaps = ", ".join(f"{text(code)} = {text(words)}" for code, words in CODED_GAPS.items())
    reader = _READER.format(csv=text(f"{one.form}.csv"), gaps=gaps)
    lines = [
        f"# Reads {one.form}.csv, version {one.version}, with its codes as factors.",
        "# Not protected: keep it private.",
        f"read_{one.form} <- function(folder = '.') {{",
        *reader.splitlines(),
        *(f"  {line}" for field in one.fields for line in _lines(field)),
        '  attr(answers, "gaps") <- gaps',
        '  attr(answers, "questions") <- c(',
        ",\n".join(f"    {text(f.name)} = {text(f.question)}" for f in one.fields),
        "  )",
        "  answers",
        "}",
    ]
    return "\n".join(lines) + "\n"


def _lines(field: Field) -> Iterator[str]:
    name = text(field.name)
    column = f"answers[[{name}]]"
    if field.kind == "code":
        yield f"coded({name},"
        yield f"      codes = {_vector(field.codes)},"
        yield f"      labels = {_vector(field.labels)},"
        yield f"      ordered = {'TRUE' if field.ordered else 'FALSE'})"
        return
    if not field.own or field.kind == "date":
        yield f"asked({name})"
    if field.kind == "number":
        yield f"{column} <- as.integer({column})"
    elif field.kind == "date":
        yield f"{column} <- as.Date({column})"


def _vector(texts: Sequence[str]) -> str:
    return f"c({', '.join(map(text, texts))})"


def text(words: str) -> str:
    r"""Return a text as R writes it, in ASCII.

    >>> text('a "b"\\'), text("ŵ\n😀")
    ('"a \\"b\\"\\\\"', '"\\u0175\\n\\U0001f600"')
    """
    signs = (
        json.dumps(sign)[1:-1] if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}" for sign in words
    )
    return f'"{"".join(signs)}"'
