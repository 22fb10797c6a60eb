"""The programme: what every form shares.

One YAML file, ``instruments/programme.yml``, holds the seven domains, the
roles, the waves, the labelled scales, the measures and the comparisons. Forms
refer to them by id, so that a question is worded the same before and after.

These models say what a file may hold; ``rules`` says what makes sense. Both
the reader's errors and the JSON Schema for editors come from them.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

#: Ids become columns, file names and HTML ids; REDCap and SPSS must hold them.
ID_PATTERN = r"^[a-z][a-z0-9_]*$"

Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=48)]
#: A text in the programme's first language, or one text for each language tag.
Text = str | dict[str, str]

TOTAL = "total"  # the domain of a measure's sum, and of a measure with one item


class Model(BaseModel):
    """A frozen definition that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def in_language(text: Text, language: str) -> str:
    """Return a text in a language, or in its first language where it has no other.

    >>> in_language({"en": "Yes", "cy": "Ydw"}, "cy")
    'Ydw'
    >>> in_language("Yes", "cy")
    'Yes'
    """
    if isinstance(text, str):
        return text
    return text.get(language) or next(iter(text.values()), "")


class Domain(Model):
    """One of the seven areas that feedback is given on, with its words for each role."""

    id: Id
    title: Text
    phrases: dict[str, Text] = Field(description="The end of the question, by role id.")


class Role(Model):
    """Who answers: mentor, mentee, or the pair (for the session record)."""

    id: Id
    title: Text
    plural: Text
    people: bool = Field(
        default=True, description="False where a row is not a person, such as a session record."
    )


class Wave(Model):
    """A point in time at which forms are answered, in the programme's order."""

    id: Id
    title: Text
    phrase: Text = Field(description="The wave inside a sentence, such as 'before the session'.")


class ScalePoint(Model):
    """One answer of a scale: the code that files hold and the label that people read."""

    code: int | str
    label: Text
    apart: bool = Field(
        default=False, description="Counted and shown, but not part of the scale's order."
    )


class Band(Model):
    """A group of codes that tables for small groups show as one category."""

    id: Id
    label: Text
    codes: tuple[int | str, ...] = Field(min_length=1)


class Scale(Model):
    """A labelled set of answers. Every point has a label; bands cover every code once."""

    id: Id
    title: Text
    points: tuple[ScalePoint, ...] = Field(min_length=2, max_length=11)
    ordered: bool = Field(default=True, description="False for yes/no and other plain choices.")
    summed: bool = Field(default=False, description="True where seven answers may be added.")
    bands: tuple[Band, ...] = Field(min_length=2, max_length=3)


class MissingRule(Model):
    """When a total is given although an item is missing."""

    rule: Literal["complete", "prorate"] = "complete"
    answered: int = Field(default=7, ge=1, le=7, description="With prorate: at least so many.")


class Measure(Model):
    """A question asked of one or more roles, for seven domains or once."""

    id: Id
    title: Text
    scale: Id
    stems: dict[str, Text] = Field(
        description="The question's beginning, by role id.", min_length=1
    )
    items: Literal["domains", "single"] = "domains"
    missing: MissingRule = MissingRule()


class Comparison(Model):
    """Two waves of one measure in one role that are set against each other."""

    role: Id
    measure: Id
    from_: Id = Field(alias="from", description="The earlier wave.")
    to: Id = Field(description="The later wave.")
    primary: bool = Field(default=False, description="Headlines use primary comparisons only.")


class ReleaseRule(Model):
    """Who may be shown: the smallest group of people for each audience."""

    open_minimum: int = Field(default=10, ge=8, le=1000)
    restricted_minimum: int = Field(default=5, ge=3, le=1000)
    approved_by: str = Field(default="", description="Who approved a restricted minimum of 3 or 4.")
    reason: str = ""


class Contact(Model):
    """A person or office that readers are told to turn to. Blank parts are warned about."""

    id: Id
    title: Text
    name: str = ""
    email: str = ""
    phone: str = ""
    note: Text = ""


class Retention(Model):
    """How long something is kept, and from when."""

    id: Id
    what: Text
    until: date | None = None


class Local(Model):
    """Names of the place where the programme runs."""

    organisation: str = ""
    department: str = ""
    return_to: Text = Field(default="", description="Where filled-in forms go, on every form.")
    privacy: Text = Field(default="", description="One sentence on privacy, on every form.")
    issued_in: str = Field(default="", description="Month and year for printed sheets, if wanted.")


class Waiver(Model):
    """A wording warning that the authors have looked at and keep, with the reason."""

    rule: str
    reason: str = Field(min_length=10)
    item: str = Field(default="", description="The item or measure concerned; blank for the file.")


class Programme(Model):
    """Everything that the forms of one programme share."""

    id: Id
    version: str
    title: Text
    status: Literal["draft", "ready", "retired"] = "draft"
    languages: tuple[str, ...] = Field(default=("en",), min_length=1)
    local: Local = Local()
    contacts: tuple[Contact, ...] = ()
    retention: tuple[Retention, ...] = ()
    check_characters: bool = Field(
        default=False, description="True where survey codes end in a check character."
    )
    domains: tuple[Domain, ...] = Field(min_length=7, max_length=7)
    roles: tuple[Role, ...] = Field(min_length=1)
    waves: tuple[Wave, ...] = Field(min_length=1)
    scales: tuple[Scale, ...] = Field(min_length=1)
    measures: tuple[Measure, ...] = Field(min_length=1)
    comparisons: tuple[Comparison, ...] = ()
    release: ReleaseRule = ReleaseRule()
    waivers: tuple[Waiver, ...] = ()
