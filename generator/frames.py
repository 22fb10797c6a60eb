"""Answers and statistics as pandas tables, for analysts who work in Python.

What comes from here is not protected: it holds survey codes, single answers and people's own
words. Keep it where the response files are kept.

>>> after = load("examples/feasibility", "mentor_after_session")
>>> after[["respondent", "cohort", "understanding", "confidence_technology"]].head(2)
  respondent        cohort  understanding  confidence_technology
0        M01  gastro-pilot              4                      4
1        M02  gastro-pilot              3                      5
>>> load("examples/feasibility", "mentor_after_session", labels=True)["understanding"].max()
'Extremely well'
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, overload

import numpy as np
import numpy.typing as npt
import pandas as pd

from generator.analysis.analysis_table import COLUMNS, analysis_rows
from generator.analysis.tally import tally
from generator.definitions.codebook import (
    GAPS,
    NOT_COLLECTED,
    OPTIONAL_COLUMNS,
    Codebook,
    Column,
    codebooks,
)
from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, RefusedError, SourceLine, refuse
from generator.definitions.suggest import did_you_mean, listed
from generator.files.programme_folder import RESPONSES, shown
from generator.files.response_folder import read_responses
from generator.inputs import load as read_programme
from generator.responses.answers import Responses

Gaps = Literal["missing", "keep"]
#: The gaps that have a code of their own, from the second on: how they are held, and are typed.
KEPT = {-1 - place: code for place, code in enumerate(GAPS) if code}


@overload
def load(
    folder: str | Path, form: None = None, gaps: Gaps = "missing", labels: bool = False
) -> dict[str, pd.DataFrame]: ...


@overload
def load(
    folder: str | Path, form: str, gaps: Gaps = "missing", labels: bool = False
) -> pd.DataFrame: ...


def load(
    folder: str | Path, form: str | None = None, gaps: Gaps = "missing", labels: bool = False
) -> dict[str, pd.DataFrame] | pd.DataFrame:
    """Return checked answers, a table for each form with a row for each form that came back.

    Parameters
    ----------
    folder
        A programme's folder, whose own ``responses`` are read, or a folder of responses
        somewhere inside a programme.
    form
        The id of one form; by default all forms that came back.
    gaps
        ``missing`` makes everything that is no answer missing (``<NA>``). ``keep`` leaves -97
        (not applicable), -98 (preferred not to say) and -99 (unreadable) in numbers and codes,
        or their words. Dates have no such codes: there a gap is always missing.
    labels
        Gives the answers' words in place of their codes, as categories in the order of the
        scale, which can be compared where the scale has an order and no gaps are kept.

    Returns
    -------
    dict of str to DataFrame, or DataFrame
        By form id; one table where a form is named. The columns, in this order:

        - ``respondent``, ``cohort``, ``version``: categories
        - ``mode``, ``language`` (categories) and ``completed_on`` (a date), where any file has
          them
        - ``file`` (a category, with the sheet of a workbook) and ``line``: where the row stands
        - the form's own, as in its codebook: whole codes ``Int16``, numbers ``Int32``, dates,
          and codes that are words, and texts, as categories

        Not answered and not collected are both missing. They are told apart by
        ``table.attrs["not_collected"]``: the columns that each file does not have, by file.

    Raises
    ------
    RefusedError
        With every fault of definitions and answers.

    """
    definitions, responses = _read(Path(folder), everything=True)
    books = codebooks(definitions.programme, definitions.instruments)
    ordered = frozenset(scale.id for scale in definitions.programme.scales if scale.ordered)
    wanted = responses.answers if form is None else [form]
    if form is not None and form not in responses.answers:
        remedy = did_you_mean(form, responses.answers)
        fault = f"There are no answers to a form '{form}'."
        where = SourceLine(str(folder))
        remedy = remedy or f"There are answers to: {listed(responses.answers)}."
        raise RefusedError([Problem(where, "unknown-form", fault, remedy)])
    cohorts = [cohort.id for cohort in responses.cohorts]
    found = {
        name: _frame(responses.answers[name], books[name], cohorts, ordered, gaps, labels)
        for name in wanted
    }
    return found if form is None else found[form]


def statistics(folder: str | Path) -> pd.DataFrame:
    """Return every statistic, unprotected: the table that ``mentoring analyse`` writes.

    Parameters
    ----------
    folder
        As for ``load``.

    Returns
    -------
    DataFrame
        A row a statistic: ``level, unit, role, measure, domain, from, to, statistic`` (categories;
        ``to`` is empty for a single wave), ``value`` (not rounded) and ``n``.

    Raises
    ------
    RefusedError
        With every fault of definitions and answers.

    Examples
    --------
    >>> table = statistics("examples/feasibility")
    >>> wanted = "statistic == 'p_exact' and domain == 'total' and level == 'programme'"
    >>> table.query(wanted)[["measure", "value"]].head(1).to_string(index=False, header=False)
    'confidence 0.0625'

    """
    definitions, responses = _read(Path(folder), everything=False)
    programme, forms = definitions.programme, definitions.instruments
    books = codebooks(programme, forms)
    counted = tally(programme, books, responses)
    rows = analysis_rows(programme, forms, books, counted, responses.cohorts)
    names = dict.fromkeys(COLUMNS[:8], "category")
    return pd.DataFrame(list(rows), columns=list(COLUMNS)).astype({**names, "value": float})


def _read(folder: Path, *, everything: bool) -> tuple[Definitions, Responses]:
    """Return a programme's definitions and the answers of a folder in it."""
    places = [folder, *folder.absolute().parents]
    programme = next((place for place in places if (place / "instruments").is_dir()), folder)
    answers = folder / RESPONSES if programme == folder else folder
    found: list[Problem] = []
    definitions = read_programme(programme, found)
    responses = read_responses(
        answers,
        definitions.programme,
        codebooks(definitions.programme, definitions.instruments),
        found,
        shown_as=shown(answers, programme),
        everything=everything,
    )
    refuse(found)
    return definitions, responses


def _frame(
    answers: pd.DataFrame,
    book: Codebook,
    cohorts: Sequence[str],
    ordered: frozenset[str],
    gaps: Gaps,
    labels: bool,
) -> pd.DataFrame:
    columns: dict[str, Any] = {
        "respondent": answers["respondent"].cat.remove_unused_categories(),
        "cohort": pd.Categorical.from_codes(answers["cohort"], cohorts),
    }
    absent: dict[str, npt.NDArray[np.bool_]] = {}
    for name in ("version", *OPTIONAL_COLUMNS):
        typed = answers[name]
        if typed.notna().any():
            columns[name] = _dates(typed) if name == "completed_on" else _texts(typed, gaps)
    columns |= {"file": pd.Categorical(answers["file"]), "line": answers["line"]}
    for column in book.columns:
        columns[column.name], absent[column.name] = _column(column, answers, ordered, gaps, labels)
    frame = pd.DataFrame(columns)
    frame.attrs["not_collected"] = _not_collected(frame["file"], absent)
    return frame


def _not_collected(
    file: pd.Series, absent: dict[str, npt.NDArray[np.bool_]]
) -> dict[str, list[str]]:
    """Return the columns that each file does not have; files that have all are left out."""
    found: dict[str, list[str]] = {}
    for name, rows in absent.items():
        for path in file[rows].unique():
            found.setdefault(path, []).append(name)
    return found


def _column(
    column: Column, answers: pd.DataFrame, ordered: frozenset[str], gaps: Gaps, labels: bool
) -> tuple[Any, npt.NDArray[np.bool_]]:
    """Return a column as analysts get it, and which of its rows were not collected."""
    name = column.name
    if column.kind in ("date", "text"):
        typed = answers[name]
        values = _dates(typed) if column.kind == "date" else _texts(typed, gaps)
        return values, typed.isna().to_numpy()
    if column.kind == "number":
        numbers = answers[name].to_numpy()
        return _numbers(numbers, numbers.clip(min=0), gaps, "int32"), numbers == NOT_COLLECTED
    codes = answers[name].to_numpy()
    if labels or not all(code.isdecimal() for code in column.codes):
        words = column.labels if labels else column.codes
        kept = () if gaps == "missing" else [GAPS[c] if labels else c for c in KEPT.values()]
        in_order = column.scale in ordered and not column.apart and not kept
        return _words(codes, words, kept, in_order), codes == NOT_COLLECTED
    points = np.array([int(code) for code in column.codes])
    return _numbers(codes, points[codes.clip(min=0)], gaps, "int16"), codes == NOT_COLLECTED


def _numbers(
    held: npt.NDArray[np.signedinteger], values: npt.NDArray[Any], gaps: Gaps, kind: str
) -> pd.arrays.IntegerArray:
    """Return values where something was answered; ``held`` has the gaps."""
    missing = held < 0
    if gaps == "keep":
        for gap, code in KEPT.items():
            values = np.where(held == gap, int(code), values)
            missing &= held != gap
    return pd.arrays.IntegerArray(values.astype(kind), missing)


def _words(
    codes: npt.NDArray[np.int8], words: Sequence[str], kept: Sequence[str], in_order: bool
) -> pd.Categorical:
    """Return a category for each code; the words of the gaps that are ``kept`` come last."""
    places = codes.clip(min=-1).astype(np.int16)
    for place, gap in enumerate(KEPT if kept else ()):
        places[codes == gap] = len(words) + place
    return pd.Categorical.from_codes(places, [*words, *kept], ordered=in_order)


def _texts(typed: pd.Series, gaps: Gaps) -> pd.Categorical:
    nothing = list(GAPS) if gaps == "missing" else [""]
    return pd.Categorical(typed.mask(typed.isin(nothing)))


def _dates(typed: pd.Series) -> pd.Series:
    """Return days; what a spreadsheet rewrote is day/month/year, as checking reads it."""
    texts = typed.astype("str")
    days = pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce")
    return days.fillna(pd.to_datetime(texts, format="%d/%m/%Y", errors="coerce"))
