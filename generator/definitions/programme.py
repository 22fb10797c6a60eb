"""The programme: what every form shares.

One YAML file, ``instruments/programme.yml``, holds the domains, the
roles, the waves, the labelled scales, the measures and the comparisons. Forms
refer to them by id, so that a question is worded the same before and after.

These models say what a file may hold; ``rules`` says what makes sense. Both
the reader's errors and the JSON Schema for editors come from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

#: Ids become columns, file names and HTML ids; REDCap and SPSS must hold them.
ID_PATTERN = r"^[a-z][a-z0-9_]*$"

Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=48)]
Version = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
#: A mentee in the interview's notes: a number or a short code, never a name.
MENTEE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,7}$"
MenteeCode = Annotated[str, Field(pattern=MENTEE_PATTERN)]
MOST_MENTEES = 24
Status = Literal["draft", "ready", "retired"]
#: A text in the programme's first language, or one text for each language tag.
Text = str | dict[str, str]

#: So many domains a programme may have; the programme as supplied has seven.
FEWEST_DOMAINS, MOST_DOMAINS = 3, 12

TOTAL = "total"  # the domain of a measure's sum, and of a measure with one item

#: No programme may show a smaller group on open pages, whatever it asks for.
OPEN_LEAST = 11
#: The same on restricted pages, unless somebody approved it and said why.
RESTRICTED_LEAST = 5
#: … and where somebody did.
RESTRICTED_APPROVED_LEAST = 3


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
    """One of the areas that feedback is given on, with its words for each role."""

    id: Id = Field(description="Its name in columns, such as importance_<id>.")
    title: Text = Field(description="Its name on pages and charts.")
    phrases: dict[str, Text] = Field(description="The end of the question, by role id.")

    def phrase(self, role: str) -> Text:
        """Return the phrase for a role, or the first where the role has none."""
        return self.phrases.get(role) or next(iter(self.phrases.values()), "")


class Role(Model):
    """Who answers: mentor, mentee, or the pair (for the session record)."""

    id: Id = Field(description="The name that forms use as 'role'.")
    title: Text = Field(description="One of them, such as Mentor.")
    plural: Text = Field(description="Several of them, such as Mentors.")
    people: bool = Field(default=True, description="False where a row is no person.")


class Wave(Model):
    """A point in time at which forms are answered, in the programme's order."""

    id: Id = Field(description="The name that forms use as 'wave'.")
    title: Text = Field(description="Its name on pages and charts.")
    phrase: Text = Field(description="The wave inside a sentence, such as 'before the session'.")


class ScalePoint(Model):
    """One answer of a scale: the code that files hold and the label that people read."""

    code: int | str = Field(description="What files hold: a number, or a word such as online.")
    label: Text = Field(description="What people read beside the box.")
    apart: bool = Field(default=False, description="Counted and shown, but outside of the order.")


class Band(Model):
    """A group of codes that tables for small groups show as one category."""

    id: Id = Field(description="Its name in tables, such as high.")
    label: Text = Field(description="What people read, such as Very or extremely important.")
    codes: tuple[int | str, ...] = Field(min_length=1, description="Its codes; each is in 1 band.")


class Scale(Model):
    """A labelled set of answers. Every point has a label; bands cover every code once."""

    id: Id = Field(description="The name that items and measures use as 'scale'.")
    title: Text = Field(description="Its name on pages.")
    points: tuple[ScalePoint, ...] = Field(
        min_length=2, max_length=21, description="The answers, from low to high."
    )
    ordered: bool = Field(default=True, description="False for yes/no and other plain choices.")
    summed: bool = Field(default=False, description="Whether answers of all domains may be added.")
    bands: tuple[Band, ...] = Field(
        min_length=2, max_length=3, description="2 or 3 groups that hold every code once."
    )


class MissingRule(Model):
    """When a total is given although an item is missing."""

    rule: Literal["complete", "prorate"] = Field(
        default="complete",
        description=(
            "complete: a total needs all answers; prorate: mean of those given, times the number "
            "of domains."
        ),
    )
    answered: int | None = Field(
        default=None,
        ge=1,
        le=MOST_DOMAINS,
        description="With prorate: at least so many; more than half of the domains.",
    )


class Measure(Model):
    """A question asked of one or more roles, for each domain or once."""

    id: Id = Field(description="Its name in columns, such as confidence_<domain>.")
    title: Text = Field(description="Its name on pages and charts.")
    scale: Id = Field(description="The scale that answers it.")
    stems: dict[str, Text] = Field(description="The question's start, by role id.", min_length=1)
    items: Literal["domains", "single"] = Field(
        default="domains",
        description="domains: a question for each domain; single: one question.",
    )
    missing: MissingRule = Field(
        default=MissingRule(), description="When its total is given although an answer is missing."
    )

    def stem(self, role: str) -> Text:
        """Return the question's beginning for a role, or the first where the role has none."""
        return self.stems.get(role) or next(iter(self.stems.values()))


class Comparison(Model):
    """2 waves of 1 measure in 1 role that are compared."""

    role: Id = Field(description="Whose answers.")
    measure: Id = Field(description="Which measure.")
    from_: Id = Field(alias="from", description="The earlier wave.")
    to: Id = Field(description="The later wave.")
    primary: bool = Field(default=False, description="Headlines use primary comparisons only.")


class ReleaseRule(Model):
    """Who may be shown: the smallest group of people for each audience."""

    open_minimum: int = Field(
        default=OPEN_LEAST,
        ge=OPEN_LEAST,
        le=1000,
        description=f"The smallest group on open pages: {OPEN_LEAST} or more.",
    )
    restricted_minimum: int = Field(
        default=RESTRICTED_LEAST,
        ge=RESTRICTED_APPROVED_LEAST,
        le=1000,
        description=(
            f"The smallest group on restricted pages: {RESTRICTED_LEAST} or more; "
            f"{RESTRICTED_APPROVED_LEAST} or 4 with approval."
        ),
    )
    approved_by: str = Field(default="", description="Who approved a restricted minimum of 3 or 4.")
    reason: str = Field(default="", description="Why a restricted minimum of 3 or 4 is right here.")
    restricted_readers: tuple[Text, ...] = Field(
        default=(),
        description="Who may read restricted pages: names or roles, shown on each of them.",
    )


class Contact(Model):
    """A person or office that readers are told to turn to. Blank parts are warned about."""

    id: Id = Field(description="The name that pages use, such as organiser.")
    title: Text = Field(description="What they are, such as Organiser.")
    name: str = Field(default="", description="Who they are.")
    email: str = Field(default="", description="Their email address.")
    phone: str = Field(default="", description="Their telephone number.")
    note: Text = Field(default="", description="When to turn to them.")


class Retention(Model):
    """How long something is kept, and from when."""

    id: Id = Field(description="The name that pages use, such as paper_forms.")
    what: Text = Field(description="What is kept.")
    until: date | None = Field(default=None, description="Its last day, such as 2028-03-31.")


class Local(Model):
    """Names of the place where the programme runs."""

    organisation: str = Field(default="", description="The organisation's full name.")
    department: str = Field(default="", description="The department or service.")
    return_to: Text = Field(default="", description="Where filled-in forms go, on every form.")
    privacy: Text = Field(default="", description="One sentence on privacy, on every form.")
    issued_in: str = Field(default="", description="Month and year for printed sheets, if wanted.")


class Step(Model):
    """One step of the timeline; the mentors' interview is in week 1."""

    id: Id = Field(description="Its name, such as the_draw.")
    from_: int = Field(
        alias="from",
        ge=-52,
        le=104,
        description="Its first week: 1 is the interview's, -1 the week before it.",
    )
    to: int | None = Field(
        default=None, ge=-52, le=104, description="Its last week, where it takes several."
    )
    what: Text = Field(description="What happens, in a sentence.")
    who: Text = Field(description="Who does it.")
    form: Text = Field(default="", description="The form or sheet that it needs.")
    roles: tuple[Id, ...] = Field(default=(), description="Roles that have it in their calendar.")

    @property
    def last(self) -> int:
        """Its last week."""
        return self.from_ if self.to is None else self.to


#: What a language may be offered on: paper, data entry, the hand-written site, results.
Surface = Literal["forms", "entry", "site", "results"]
#: A fixed phrase; where a number stands in it, one for each plural form of its language.
Phrase = str | dict[str, str]


class Offer(Model):
    """A language in the making, and what it is offered on."""

    tag: str = Field(description="The language tag, such as cy.")
    for_: tuple[Surface, ...] = Field(
        alias="for",
        min_length=1,
        description="What it is offered on: forms, entry, site. Results are in English only.",
    )


class WordsFile(Model):
    """The words of one language: its fixed phrases, and translations of the definitions' texts.

    Each stands beside the English that it was made from; where that has changed since, the
    translation is not used until somebody has looked at it.
    """

    language: str = Field(description="The language tag, such as cy; the file is called the same.")
    name: str = Field(min_length=1, description="What its speakers call it, such as Cymraeg.")
    english: str = Field(min_length=1, description="Its name in English, such as Welsh.")
    region: str = Field(default="", description="Whose voice reads PDFs aloud, such as GB.")
    status: Literal["draft", "ready"] = Field(
        default="draft",
        description="draft: each sheet says so; ready: a translator has checked it.",
    )
    words: dict[str, dict[str, dict[str, Phrase]]] = Field(
        default={}, description="The fixed phrases, by surface and name, in English and translated."
    )
    texts: dict[str, dict[str, dict[str, str]]] = Field(
        default={}, description="The definitions' texts, by file and place, in both languages."
    )


class Waiver(Model):
    """A wording warning that the authors have looked at and keep, with the reason."""

    rule: str = Field(description="The wording rule, such as two-ideas.")
    reason: str = Field(min_length=10, description="Why the wording stays: 10 characters or more.")
    item: str = Field(default="", description="The item or measure concerned; blank for the file.")


class Programme(Model):
    """Everything that the forms of one programme share."""

    id: Id = Field(description="The programme's name in files.")
    version: Version = Field(description='3 numbers in quotes, such as "1.0.0".')
    title: Text = Field(description="The programme's name on pages.")
    status: Status = Field(default="draft", description="draft, ready or retired.")
    stated: tuple[str | Offer, ...] = Field(
        default=("en",),
        alias="languages",
        min_length=1,
        description=(
            "Language tags; the first is the one of plain texts. A plain tag: every text has it. "
            "{tag: cy, for: [forms, entry]}: offered as far as it is translated."
        ),
    )
    local: Local = Field(default=Local(), description="The place, and words for every form.")
    contacts: tuple[Contact, ...] = Field(
        default=(), description="People and offices that readers are told to turn to."
    )
    retention: tuple[Retention, ...] = Field(default=(), description="How long each thing is kept.")
    mentees: tuple[MenteeCode, ...] = Field(
        default=("1", "2", "3", "4", "5"),
        min_length=1,
        max_length=MOST_MENTEES,
        description="Numbers or codes of the mentees on the interview's notes; never names.",
    )
    timeline: tuple[Step, ...] = Field(
        default=(), description="What happens in which week, for its sheet and for calendars."
    )
    check_characters: bool = Field(default=False, description="Whether survey codes end in one.")
    domains: tuple[Domain, ...] = Field(
        min_length=FEWEST_DOMAINS,
        max_length=MOST_DOMAINS,
        description=f"The areas of feedback, {FEWEST_DOMAINS} to {MOST_DOMAINS}, in their order.",
    )
    roles: tuple[Role, ...] = Field(min_length=1, description="Who answers.")
    waves: tuple[Wave, ...] = Field(min_length=1, description="Points in time, in their order.")
    scales: tuple[Scale, ...] = Field(min_length=1, description="What is ticked.")
    measures: tuple[Measure, ...] = Field(
        min_length=1, description="Questions that several forms ask in the same words."
    )
    comparisons: tuple[Comparison, ...] = Field(default=(), description="Which waves are compared.")
    release: ReleaseRule = Field(default=ReleaseRule(), description="The smallest groups shown.")
    waivers: tuple[Waiver, ...] = Field(
        default=(), description="Wording warnings of this file that are kept, with reasons."
    )

    _wordings: dict[str, WordsFile] = PrivateAttr(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        """The tags of all languages, the one of plain texts first."""
        return tuple(one if isinstance(one, str) else one.tag for one in self.stated)

    def offers(self, surface: Surface) -> tuple[str, ...]:
        """Return the languages that something is offered in, as far as they are complete.

        A plain tag is one of paper and of data entry; the first is one of everything.
        """
        plain = surface in ("forms", "entry")
        return tuple(
            tag
            for place, (tag, one) in enumerate(zip(self.languages, self.stated, strict=True))
            if place == 0 or (plain if isinstance(one, str) else surface in one.for_)
        )

    def spoken(self, language: str) -> Programme:
        """Return the programme with another language first, so that all is said in it."""
        named = zip(self.stated, self.languages, strict=True)
        others = (one for one, tag in named if tag != language)
        return self.model_copy(update={"stated": (language, *others)})

    def worded(self, wordings: Iterable[WordsFile]) -> Programme:
        """Return the programme with what is known of other languages."""
        self._wordings = {one.language: one for one in wordings}
        return self

    def wording(self, language: str) -> WordsFile | None:
        """Return what is known of a language, or of it without its region; None for nothing."""
        return self._wordings.get(language) or self._wordings.get(language.partition("-")[0])

    def said(self, text: Text) -> str:
        """Return a text in the programme's first language."""
        return in_language(text, self.languages[0])

    def scale(self, name: str) -> Scale:
        """Return the scale of an id; raises KeyError where there is none."""
        return {scale.id: scale for scale in self.scales}[name]

    def measure(self, name: str) -> Measure:
        """Return the measure of an id; raises KeyError where there is none."""
        return {measure.id: measure for measure in self.measures}[name]

    def coded(self, points: Iterable[ScalePoint]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the codes of some answers as files hold them, and their labels."""
        every = tuple(points)
        labels = tuple(self.said(point.label) for point in every)
        return tuple(str(point.code) for point in every), labels
