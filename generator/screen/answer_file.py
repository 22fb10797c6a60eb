"""An answer file of the web form becomes one respondent's answers, or the reason why it cannot."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from generator.definitions.codebook import Codebook
from generator.definitions.json_text import strict_json
from generator.definitions.suggest import quoted
from generator.screen.answers import FORMAT, KIND, Answers, NotUsedError, book_of, plain_text

#: No form has so many answers.
LARGEST = 2_000_000
_AGAIN = "Ask for the file again, as the form saved it."


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
    if len(content) > LARGEST:
        fault = f"It is larger than {LARGEST // 1_000_000} MB, more than any form's answers."
        raise NotUsedError("too-large", fault, _AGAIN)
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
    _check_form(file, books)
    values = {column: plain_text(text) for column, text in file.answers.items()}
    of = (file.form, file.version, file.language, file.respondent.strip())
    return Answers(*of, values, file.copied)


def _check_form(file: _File, books: Mapping[str, Codebook]) -> None:
    book, name = book_of(file.programme, file.form, file.version, books), file.form
    known = {column.name for column in book.columns}
    if strange := sorted(set(file.answers) - known):
        fault = f"It answers a question that '{name}' does not have: {quoted(strange[0])}."
        raise NotUsedError("edited", fault, _AGAIN)
    if book.kind == "unlinked" and file.respondent:
        fault = f"It carries a survey code, which '{name}' must not."
        raise NotUsedError("edited", fault, "Delete it and ask for the form again.")
