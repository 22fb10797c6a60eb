"""What the tests of the screen share: a form with every kind of question, ready to fill in."""

from __future__ import annotations

import random

import pytest

from generator.definitions.codebook import Codebook, codebooks
from generator.definitions.cohort import Cohort
from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.definitions.words import words_in
from generator.files.typst_compiler import PrintedForm, render
from generator.responses.schema import Expected, expected
from generator.screen.fillable import fillable
from tests.questionnaire.conftest import EVERY_TYPE, invented_form, invented_programme

COHORT = "ward"


@pytest.fixture(scope="session")
def programme() -> Programme:
    return invented_programme()


@pytest.fixture(scope="session")
def form() -> Instrument:
    return invented_form(EVERY_TYPE)


@pytest.fixture(scope="session")
def books(programme: Programme, form: Instrument) -> dict[str, Codebook]:
    return codebooks(programme, [form])


@pytest.fixture(scope="session")
def against(programme: Programme, books: dict[str, Codebook]) -> Expected:
    return expected(programme, books, [Cohort(COHORT, "Ward", "Trust", "North")])


@pytest.fixture(scope="session")
def printed(programme: Programme, form: Instrument) -> PrintedForm:
    return render(programme, form, "standard", on_screen=True)


@pytest.fixture(scope="session")
def pdf(printed: PrintedForm) -> bytes:
    return fillable(printed.pdf, printed.layout, words_in("en"), invented_programme().id)


def answers_of(book: Codebook, seed: int) -> dict[str, str]:
    """Return answers to a form as a response file holds them; about a third is left empty.

    What an earlier answer says to skip is left out, and so is a list without a tick.
    """
    dice = random.Random(seed)
    texts = (
        "=1+1",
        "<script>alert(1)</script>",
        "café, “tea” & cake",
        "-97",
        'a;b,"c"',
        "@SUM(A1)",
    )
    said: dict[str, str] = {}
    for column in book.columns:
        if dice.random() < 0.33:
            continue
        if column.kind == "code":
            said[column.name] = dice.choice(column.codes)
        elif column.kind == "number":
            said[column.name] = str(dice.randint(column.minimum, column.maximum))
        elif column.kind == "date":
            said[column.name] = f"20{dice.randint(10, 40)}-{dice.randint(1, 12):02}-28"
        else:
            said[column.name] = dice.choice(texts)
    if said.get("worries") != "yes":
        said.pop("worries_text", None)
    several = [c.name for c in book.columns if c.name.startswith("places___")]
    ticked = any(said.get(name) == "1" for name in several)
    for name in several:
        said.pop(name, None) if not ticked else said.setdefault(name, "0")
    return said


def as_typed(answers: dict[str, str]) -> dict[str, str]:
    """Return answers as they are put into the fields of a PDF."""
    put = {name: value for name, value in answers.items() if not name.startswith("places___")}
    put |= {n: "1" for n, value in answers.items() if n.startswith("places___") and value == "1"}
    if day := put.pop("day", ""):
        year, month, date = day.split("-")
        put |= {"day/year": year, "day/month": month, "day/day": date}
    return put
