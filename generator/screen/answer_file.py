"""An answer file of the web form becomes one respondent's answers, or the reason why it cannot."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from generator.definitions.codebook import Codebook
from generator.screen.answers import FORMAT, KEYS, KIND, Answers, book_of, plain_text, shortened
from generator.screen.refusal import NotUsedError

#: No form has so many answers.
LARGEST = 2_000_000
_AGAIN = "Ask for the file again, as the form saved it."


def answer_file(content: bytes, books: Mapping[str, Codebook]) -> Answers:
    """Return what an answer file says; raises NotUsedError with the reason and the remedy.

    ``books`` are those of all forms by id. The answers themselves are checked elsewhere.
    """
    if len(content) > LARGEST:
        fault = f"It is larger than {LARGEST // 1_000_000} MB, more than any form's answers."
        raise NotUsedError("too-large", fault, _AGAIN)
    whole = _parsed(content)
    if not isinstance(whole, dict) or whole.get("kind") != KIND:
        fault = "It is no answer file of a form of ours."
        raise NotUsedError("not-ours", fault, "Take it out of the folder.")
    if whole.get("format") != FORMAT:
        fault = "It comes from a form of another edition of this program."
        raise NotUsedError("other-version", fault, "Ask for the form from the site.")
    answers = whole.get("answers")
    texts = [whole.get(key) for key in KEYS if key not in ("format", "answers")]
    shaped = isinstance(answers, dict) and set(whole) == set(KEYS)
    cells = [*answers.items()] if isinstance(answers, dict) else []
    if not shaped or not all(isinstance(text, str) for pair in cells for text in pair):
        raise NotUsedError("edited", "Somebody has changed the file.", _AGAIN)
    if not all(isinstance(text, str) for text in texts):
        raise NotUsedError("edited", "Somebody has changed the file.", _AGAIN)
    _check_form(whole, books)
    values = {column: plain_text(text) for column, text in cells}
    of = (whole["form"], whole["version"], whole["language"], whole["respondent"].strip())
    return Answers(*of, values, whole["copy"])


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_int=_short_number,
        )
    except (UnicodeDecodeError, json.JSONDecodeError, ValueError, RecursionError) as error:
        fault = "It cannot be read: it is cut off, or somebody has changed it."
        raise NotUsedError("broken", fault, _AGAIN) from error


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _short_number(digits: str) -> int:
    if len(digits) > 9:
        raise ValueError("too long a number")
    return int(digits)


def _check_form(whole: Mapping[str, Any], books: Mapping[str, Codebook]) -> None:
    book, name = book_of(whole["programme"], whole["form"], whole["version"], books), whole["form"]
    known = {column.name for column in book.columns}
    if strange := sorted(set(whole["answers"]) - known):
        fault = f"It answers a question that '{name}' does not have: {shortened(strange[0])}."
        raise NotUsedError("edited", fault, _AGAIN)
    if book.kind == "unlinked" and whole["respondent"]:
        fault = f"It carries a survey code, which '{name}' must not."
        raise NotUsedError("edited", fault, "Delete it and ask for the form again.")
