"""The papers around a pack's forms, as data for ``pack.typ``: all that a ward is told.

They are for staff, in English. Nothing in them is about 1 person: numbers of forms, days and
places. What a paper says of codes depends on whether they are printed on the forms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from generator.definitions.cohort import Cohort
from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.definitions.texts import TO_WRITE_ON, paper_values
from generator.definitions.timeline import day_in_words
from generator.files.typesetting import Design
from generator.packs.contents import Share
from generator.questionnaire.items import Asked
from generator.questionnaire.words import words_in

Json = dict[str, Any]

#: The page design of all of them, beside this file: the largest type with which 1 side holds it.
DESIGN = Design(
    Path(__file__).with_name("pack.typ"), "pack", tuple({"size": size} for size in (11, 10, 9, 8))
)
#: When everybody is reminded, in days after a form went out.
FIRST, LAST = 7, 14
#: Slips on a page.
SLIPS = 6
_LINE = "_" * 9


@dataclass(frozen=True, slots=True)
class Line:
    """One form of a pack: its copies, and the sheets of paper that each copy has."""

    share: Share
    sheets: int


@dataclass(frozen=True, slots=True)
class Pack:
    """What the papers are about."""

    programme: Programme
    cohort: Cohort
    lines: tuple[Line, ...]
    cards: int
    made: date
    coded: bool
    language: str = "en"

    def say(self, text: Any) -> str:
        """Return a text of the definitions as it stands on paper."""
        words, values = (
            words_in(self.language, self.programme),
            paper_values(self.programme, self.language),
        )
        return Asked(self.programme, "", self.language, words, values).say(text)

    def value(self, name: str) -> str:
        """Return a local name, place or contact; a line to write on where there is none."""
        return paper_values(self.programme, self.language).get(name, TO_WRITE_ON)

    def people(self, form: Instrument) -> str:
        """Return what a form's people are called."""
        roles = {role.id: role.plural for role in self.programme.roles}
        return self.say(roles.get(form.role, form.role))

    def time(self, form: Instrument) -> str:
        """Return when a form is filled in: its wave, or what its definition says."""
        waves = {wave.id: wave.title for wave in self.programme.waves}
        return self.say(waves[form.wave]) if form.wave in waves else self.say(form.when)


def papers(pack: Pack) -> dict[str, Json]:
    """Return the data of each paper by its file name, in the order in which they are read."""
    return {
        "1 Cover note": _paper(pack, "Cover note", _cover(pack)),
        "2 What to hand out when": _paper(pack, "What to hand out when", _clerk(pack)),
        "4 Reminders - day 7": _slips(pack, FIRST),
        "5 Reminders - day 14": _slips(pack, LAST),
        "6 Return log": _paper(pack, "Return log", _log(pack)),
    }


def _paper(pack: Pack, title: str, blocks: Sequence[Json]) -> Json:
    return {
        "title": title,
        "lead": f"{pack.say(pack.programme.title)}: {pack.cohort.title}",
        "foot": f"{pack.cohort.id} · made on {day_in_words(pack.made)}",
        "blocks": list(blocks),
        "slips": [],
        "size": 11,
    }


# --- blocks -------------------------------------------------------------------------------


def _heading(words: str) -> Json:
    return {"type": "heading", "words": words}


def _list(*points: str) -> Json:
    return {"type": "list", "points": [point for point in points if point]}


def _panel(*entries: tuple[str, str]) -> Json:
    return {"type": "panel", "entries": [list(entry) for entry in entries]}


def _table(
    columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]], high: float = 0
) -> Json:
    """Return a table; a column is its heading and its share of the width, ``high`` millimetres."""
    heads, shares = zip(*columns, strict=True)
    return {
        "type": "table",
        "heads": list(heads),
        "shares": list(shares),
        "rows": [list(row) for row in rows],
        "high": high,
    }


# --- the papers ---------------------------------------------------------------------------


def _cover(pack: Pack) -> list[Json]:
    organiser = f"{pack.value('contact.organiser.name')}, {pack.value('contact.organiser.phone')}"
    columns = (("Form", 6), ("Who", 3), ("People", 1.6), ("Spares", 1.6), ("Sheets each", 1.8))
    rows = [
        [
            pack.say(line.share.form.title),
            pack.people(line.share.form),
            f"{line.share.people:,}",
            f"{line.share.spares:,}",
            f"{line.sheets:,}",
        ]
        for line in pack.lines
    ]
    return [
        _panel(
            ("What this is.", "All forms on paper for these people, from first to last."),
            ("Who it is for.", "Whoever prints the forms and hands them out."),
            ("Questions.", organiser),
        ),
        _heading("What is in it"),
        _table(columns, rows),
        _heading("What to do first"),
        _list(
            "Print the file of each form once, at 100%, on both sides. Staple sheets that belong "
            "together: each copy begins on a new sheet.",
            f"Print the {pack.cards:,} code cards on 1 side of thick paper, and cut them.",
            _ENVELOPES if pack.coded else _SHUFFLE,
            "Then delete this pack's files: its codes stand together nowhere else.",
            "Lay the spares beside the locked box, with plain envelopes.",
        ),
        _heading("What nobody does"),
        _list(
            "Nobody writes down who was given which form, card or envelope, and nobody looks.",
            "The copy number at the foot of a form is random. It only joins the pages of that "
            "copy when they are scanned. No list of the numbers is kept.",
        ),
    ]


_SHUFFLE = "Shuffle the cards, and shuffle the pile of each form. Put the cards into an envelope."
_ENVELOPES = (
    "The codes are printed on the forms. Make 1 envelope for each card with all forms of the same "
    "code: every pile is in the order of the codes. Close the envelopes and shuffle them. Each "
    "person draws 1 and keeps it until the last form."
)


_EMPTY = "Somebody who does not want to answer can return it empty."
_PLAIN = (
    f"Hand each form to everybody in the role, with a plain envelope to return it in. {_EMPTY}",
    "Ask people to write the code from their card on each form that asks for it, alone.",
)
_CODED = (
    (
        "Forms with a code are in each person's own envelope: when it is time for one, tell "
        f"everybody which to take out, and give them a plain envelope to return it in. {_EMPTY}"
    ),
    "Hand the other forms, which carry no code, to everybody in the role.",
)


def _clerk(pack: Pack) -> list[Json]:
    reminders = (f"Remind, day\u00a0{FIRST}", f"Remind, day\u00a0{LAST}")
    heads = ("When", "Form", "Who", "People", "Hand out from", *reminders)
    columns = tuple(zip(heads, (4.2, 4.4, 2.2, 1.5, 2.7, 2.7, 2.7), strict=True))
    return [
        _panel(
            ("The box.", pack.value("local.return_to")),
            ("Questions.", _contact(pack, "organiser")),
            ("A lost form, card, key or box.", _contact(pack, "information_governance")),
        ),
        _table(columns, [_when(pack, line.share) for line in pack.lines]),
        _list(
            *(_CODED if pack.coded else _PLAIN),
            "Remind everybody, even those who have answered: you cannot know who has. Never more "
            "than twice, and never 1 person.",
            "Count what you hand out, spares too, and write it into the return log. Write no "
            "names, codes or copy numbers.",
            "Do not open the box. The data holder empties it once a week.",
        ),
    ]  # fmt: skip


def _contact(pack: Pack, who: str) -> str:
    return f"{pack.value(f'contact.{who}.name')}, {pack.value(f'contact.{who}.phone')}"


def _when(pack: Pack, share: Share) -> list[str]:
    """Return a form's row; days that nobody knows yet are left to be written."""
    form, day = share.form, share.day
    reminded = form.kind in ("linked", "unlinked")
    days = [day + timedelta(days) if day else None for days in (0, FIRST, LAST)]
    written = [_short(one) if one else _LINE for one in days]
    facts = [pack.time(form), pack.say(form.title), pack.people(form), f"{share.people:,}"]
    return [*facts, written[0], *(written[1:] if reminded else ("–", "–"))]


def _short(day: date) -> str:
    return f"{day.day}\u00a0{day:%b}\u00a0{day:%Y}"


def _slips(pack: Pack, days: int) -> Json:
    last = days == LAST
    title = "A last reminder to everybody" if last else "A reminder to everybody"
    words = (
        "Thank you if you have already returned the form. If not, there is still time until the "
        "day above. You do not have to answer, and nobody can see who has. "
        "Spare forms are beside the box."
    )
    after = " Nobody will remind you again." if last else ""
    slip = {
        "title": title,
        "blanks": ["Form", "Until"],
        "words": words + after,
        "foot": f"Questions: {_contact(pack, 'organiser')}",
    }
    paper = _paper(pack, f"Reminders for day {days}", [])
    return {**paper, "slips": [slip] * SLIPS, "size": 12}


_IN_THE_LOG = (
    "The forms for people. Tell the organiser where you handed out more or fewer, and on which day."
)


def _log(pack: Pack) -> list[Json]:
    heads = ("Form", "For people", "Day", "Handed out", "Spares used", "Came back", "Spoiled")
    columns = tuple(zip(heads, (6, 1.7, 2.2, 1.9, 1.8, 1.8, 1.8), strict=True))
    rows = [
        [pack.say(line.share.form.title), f"{line.share.people:,}", *[""] * 5]
        for line in pack.lines
    ]
    return [
        _panel(
            ("What is counted.", "Forms, never people. Write no names, codes or copy numbers."),
            ("Already in the log.", _IN_THE_LOG),
            ("Came back, spoiled.", "The data holder counts these."),
        ),
        _table(columns, [*rows, *[[""] * 7] * 4], 9),
    ]  # fmt: skip
