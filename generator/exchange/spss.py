"""A file of SPSS, its values as the words that stand for them. Needs the extra ``spss``.

A value with a label becomes the label; missing values become empty, unless they are the
kit's own reasons under the kit's own words.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from generator.definitions.problem import RefusedError
from generator.exchange.answers import GAP_WORDS
from generator.exchange.plain_words import norm, shown_heading
from generator.exchange.source import Heading, Source

IS_SPSS = (b"$FL2", b"$FL3")


def read_spss(path: Path, shown: str, digest: str) -> Source:
    """Return an SPSS file's table; raises RefusedError where it cannot be read."""
    try:
        from pyreadstat import read_sav
    except ImportError as error:
        fault = "This is a file of SPSS, and what reads it is not installed."
        remedy = 'Install it: pip install "mentoring[spss]". Or save the file in SPSS as CSV.'
        raise RefusedError.at(shown, "needs-spss", fault, remedy) from error
    try:
        frame, about = read_sav(str(path), user_missing=True)
    except Exception as error:
        fault = "The SPSS file is broken: it cannot be read."
        remedy = "Save it in SPSS again, or as CSV."
        raise RefusedError.at(shown, "broken-spss", fault, remedy) from error
    names = list(frame.columns)
    columns = [_column(frame[name].tolist(), name, about) for name in names]
    headings = tuple(
        Heading(place, shown_heading(name), about.column_names_to_labels.get(name) or name)
        for place, name in enumerate(names)
    )
    rows = [list(row) for row in zip(*columns, strict=True)]
    return Source(shown, "", digest, "spss", headings, rows, range(1, len(rows) + 1))


def _column(values: Iterable[Any], name: str, about: Any) -> list[str]:
    labels = {
        _text(value): str(label)
        for value, label in about.variable_value_labels.get(name, {}).items()
    }
    ranges = about.missing_ranges.get(name, ())

    def shown(value: Any) -> str:
        text = _text(value)
        if text and GAP_WORDS.get(norm(labels.get(text, ""))) == text:
            return text
        missing = any(type(value) is type(r["lo"]) and r["lo"] <= value <= r["hi"] for r in ranges)
        return "" if missing else labels.get(text, text)

    return list(map(shown, values))


def _text(value: Any) -> str:
    """Return a value as text: whole numbers without a point, dates with the year first."""
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return str(value).strip()
