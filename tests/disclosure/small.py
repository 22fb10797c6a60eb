"""A small programme for tests of the five steps, and people who answer it.

Two roles, three waves; the third wave's form is returned by few. ``Crowd`` holds rows as
files would, by form and survey code, so that tests can move, correct and delete them.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from generator.definitions.codebook import codebooks
from generator.definitions.cohort import Cohort
from generator.definitions.load import Definitions, parse_definitions
from generator.definitions.variables import Variable, variables
from generator.disclosure.ledger import Ledger
from generator.disclosure.newcomers import Source
from generator.disclosure.release import Made, make
from generator.disclosure.rule import Rule
from generator.responses.answers import Responses, answers_of
from generator.responses.themes import Category, Themes, theme_variables

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "instruments"
KEY = b"an invented key of 32 bytes, yes"
RULE = Rule("open", 11, 30)
DOMAINS = ("tea", "cake", "milk", "cups", "talk", "songs", "jokes")
SEVEN = tuple(f"sureness_{domain}" for domain in DOMAINS)
#: The columns of each form.
FORMS = {
    "mentor_before": ("grasp", *SEVEN, "worries"),
    "mentor_after": ("grasp", *SEVEN, "worries"),
    "mentor_later": ("grasp", "worries"),
    "mentee_before": (*SEVEN, "worries"),
    "mentee_after": (*SEVEN, "worries"),
}
CATEGORIES = (Category("milk", "Not enough milk"), Category("cake", "More cake"))
#: What a person answers: the place of a code on its scale, or -1 for a gap.
Row = dict[str, int]


@cache
def definitions() -> Definitions:
    """The tiny programme with a third wave, whose form only mentors get."""
    texts = {f"instruments/{p.name}": p.read_text("utf-8") for p in sorted(TINY.glob("*.yml"))}
    programme = texts["instruments/programme.yml"]
    after = "  - {id: after, title: After tea, phrase: after tea}\n"
    later = "  - {id: later, title: Later on, phrase: later on}\n"
    texts["instruments/programme.yml"] = programme.replace(after, after + later)
    form = texts["instruments/mentor_after.yml"].replace("mentor_after", "mentor_later")
    form = form.replace("wave: after", "wave: later")
    measure = "      - {type: measure, measure: sureness}\n"
    texts["instruments/mentor_later.yml"] = form.replace(measure, "")
    return parse_definitions(texts, [])


@cache
def questions() -> tuple[Variable, ...]:
    """Its questions, of two domains only."""
    found = variables(definitions().programme, definitions().instruments)
    return tuple(one for one in found if one.domain in {"total", "tea", "cake"})


@dataclass
class Crowd:
    """Who answered what. ``forms`` lead a form and a survey code to a cohort's id and answers.

    ``coded`` leads a mentor's code to the cohort and to which categories of text they mentioned;
    None where no text was coded.
    """

    cohorts: list[Cohort]
    forms: dict[str, dict[str, tuple[str, Row]]] = field(default_factory=dict)
    coded: dict[str, tuple[str, tuple[bool, bool]]] | None = None
    #: Without mentees a release takes half the time.
    roles: tuple[str, ...] = ("mentor", "mentee")

    def copy(self) -> Crowd:
        return deepcopy(self)

    def source(self) -> Source:
        programme, forms = definitions().programme, definitions().instruments
        ids = [one.id for one in self.cohorts]
        themes = Themes()
        if self.coded is not None:
            themes = Themes(CATEGORIES, {("mentor", "after"): _coded(self.coded, ids)})
        mine = [name for name, rows in self.forms.items() if rows and name[:6] in self.roles]
        answers = {name: _answers(name, self.forms[name], ids) for name in mine}
        responses = Responses(tuple(self.cohorts), answers, frozenset(), {}, 0, themes=themes)
        asked = (one for one in questions() if one.role in self.roles)
        asked = (*asked, *theme_variables(programme, themes))
        return Source(programme, asked, codebooks(programme, forms), responses)

    def release(self, ledger: Ledger | None = None, key: bytes = KEY) -> Made:
        ledger = Ledger("tiny") if ledger is None else ledger
        return make(self.source(), RULE, ledger, key, "2026-01-01")


def _answers(name: str, rows: dict[str, tuple[str, Row]], ids: list[str]) -> pd.DataFrame:
    codes = {
        column: np.array([row.get(column, -1) for _, row in rows.values()], dtype=np.int8)
        for column in FORMS[name]
    }
    cohort = np.array([ids.index(cohort) for cohort, _ in rows.values()], dtype=np.int32)
    return answers_of(_names(rows), cohort, codes)


def _names(rows: dict[str, tuple[str, object]]) -> np.ndarray:
    # A sheet without a code is told apart by its cohort: "UNLINKED-001@ward" stands for it here.
    return np.array([code.split("@")[0].encode() for code in rows], dtype="S32")


def _coded(rows: dict[str, tuple[str, tuple[bool, bool]]], ids: list[str]) -> pd.DataFrame:
    cohort = np.array([ids.index(cohort) for cohort, _ in rows.values()], dtype=np.int32)
    said = np.array([one for _, one in rows.values()], dtype=bool).reshape(-1, 2)
    mentioned = {one.id: said[:, place] for place, one in enumerate(CATEGORIES)}
    return answers_of(_names(rows), cohort, mentioned)


def cohort(number: int, place: int = 0, regions: int = 1, invited: int = 30) -> Cohort:
    """A cohort; ``place`` says which organisation it is in, and so which region."""
    home, region = f"Trust {place}", f"Region {place % regions}"
    return Cohort(
        f"w{number:02}", f"Ward {number}", home, region, {"mentor": invited, "mentee": invited}
    )


def answered(name: str, rng: np.random.Generator, lean: float = 0.5, gaps: float = 0.03) -> Row:
    """One person's answers to a form; ``lean`` 0 to 1 is how many say the same."""
    row = {}
    for column in FORMS[name]:
        most = 2 if column == "worries" else 5
        usual = most - 1 if name.endswith("after") else most // 2
        drawn = usual if rng.random() < lean else int(rng.integers(most))
        row[column] = -1 if rng.random() < gaps else drawn
    return row


def crowd(
    sizes: list[int],
    rng: np.random.Generator,
    *,
    places: list[int] | None = None,
    regions: int = 1,
    present: float = 1.0,
    lean: float = 0.5,
    gaps: float = 0.03,
    optional: float = 0.3,
) -> Crowd:
    """Cohorts of so many mentors and mentees, of whom a share returned each form."""
    places = places or [0] * len(sizes)
    cohorts = [cohort(n, place, regions) for n, place in enumerate(places)]
    found = Crowd(cohorts, {name: {} for name in FORMS})
    for one, size in zip(cohorts, sizes, strict=True):
        for name in FORMS:
            share = optional if name == "mentor_later" else present
            for person in range(size):
                if rng.random() < share:
                    code = f"{name[:6]}-{one.id}-{person:02}"
                    found.forms[name][code] = (one.id, answered(name, rng, lean, gaps))
    return found
