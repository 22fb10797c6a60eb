"""One respondent's answers, as a filled form or an answer file holds them.

An answer file is what the web form saves: JSON, all texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from generator.definitions.codebook import Codebook
from generator.definitions.json_text import strict_json
from generator.definitions.suggest import quoted
from generator.responses.schema import READABLE

#: What every answer file says of itself, and the version of its shape.
KIND, FORMAT = "mentoring answers", 1
_AGAIN = "Ask for the file again, as the form saved it."


class NotUsedError(Exception):
    """One file is not used; the others go on. ``fault`` and ``remedy`` are sentences."""

    def __init__(self, rule: str, fault: str, remedy: str) -> None:
        super().__init__(fault)
        self.rule, self.fault, self.remedy = rule, fault, remedy


@dataclass(frozen=True, slots=True)
class Answers:
    """What one filled form says.

    ``values`` are cells of the response file by column: codes, whole numbers, ISO dates, words;
    a column without an answer may be left out. ``respondent`` is empty where no code was given,
    ``copy`` names the opened web form that was saved. ``notes`` say what could not be read, and
    stands as -99.
    """

    form: str
    version: str
    language: str
    respondent: str
    values: Mapping[str, str]
    copy: str = ""
    notes: tuple[str, ...] = ()


def plain_text(text: str) -> str:
    r"""Return what was typed on one line, without signs that cannot be seen.

    >>> plain_text(" Tea,\r\nplease\x07 ")
    'Tea, please'
    """
    kept = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(kept.split())


def book_of(programme: str, form: str, version: str, books: Mapping[str, Codebook]) -> Codebook:
    """Return the codebook of a form that is read back; raises NotUsedError where there is none."""
    book = books.get(form)
    if book is None or book.kind not in READABLE:
        fault = f"This programme collects no form {quoted(form)}."
        raise NotUsedError("unknown-form", fault, "Take it out of the folder.")
    if programme != book.programme:
        fault = f"It is a form of another programme: {quoted(programme)}."
        raise NotUsedError("other-programme", fault, "Collect it there, or take it out.")
    if version not in book.accepts:
        fault = f"It is version {quoted(version)} of '{form}', which is not accepted."
        remedy = f"Accepted: {', '.join(book.accepts)}. Ask for the form from the site."
        raise NotUsedError("other-version", fault, remedy)
    return book


class _File(BaseModel):
    """An answer file as the web form saves it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kind: str
    format: int
    programme: str
    form: str
    version: str
    language: str
    copied: str = Field(alias="copy")
    respondent: str
    answers: dict[str, str]


def answer_file(content: bytes, books: Mapping[str, Codebook]) -> Answers:
    """Return what an answer file says; raises NotUsedError with the reason and the remedy.

    ``books`` are those of all forms by id. The answers themselves are checked elsewhere.
    """
    try:
        whole = strict_json(content.decode("utf-8-sig"))
    except ValueError as error:
        fault = "It cannot be read: it is cut off, or somebody has changed it."
        raise NotUsedError("broken", fault, _AGAIN) from error
    if not isinstance(whole, dict) or whole.get("kind") != KIND:
        fault = "It is no answer file of a form of ours."
        raise NotUsedError("not-ours", fault, "Take it out of the folder.")
    if whole.get("format") != FORMAT:
        fault = "It comes from a form of another edition of this program."
        raise NotUsedError("other-version", fault, "Ask for the form from the site.")
    try:
        file = _File.model_validate(whole)
    except ValidationError as error:
        raise NotUsedError("edited", "Somebody has changed the file.", _AGAIN) from error
    book = book_of(file.programme, file.form, file.version, books)
    if strange := sorted(set(file.answers) - {column.name for column in book.columns}):
        fault = f"It answers a question that '{file.form}' does not have: {quoted(strange[0])}."
        raise NotUsedError("edited", fault, _AGAIN)
    if book.kind == "unlinked" and file.respondent:
        fault = f"It carries a survey code, which '{file.form}' must not."
        raise NotUsedError("edited", fault, "Delete it and ask for the form again.")
    values = {column: plain_text(text) for column, text in file.answers.items()}
    of = (file.form, file.version, file.language, file.respondent.strip())
    return Answers(*of, values, file.copied)
