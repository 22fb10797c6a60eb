"""The papers around a pack's forms, as data for ``pack.typ``: all that a ward is told.

They are for staff, in English. Nothing in them is about 1 person: numbers of forms, days and
places. What a paper says of codes depends on whether they are printed on the forms.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from generator.definitions.cohort import Cohort
from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.definitions.texts import TO_WRITE_ON, paper_values
from generator.definitions.timeline import day_in_words
from generator.definitions.words import words_in
from generator.files.typesetting import Design
from generator.packs.contents import Share
from generator.questionnaire.form import Size
from generator.questionnaire.items import Asked

Json = dict[str, Any]

#: The page design of all of them, beside this file: the largest type with which 1 side holds it.
DESIGN = Design(
    Path(__file__).with_name("pack.typ"), tuple({"size": size} for size in (11, 10, 9, 8))
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
class Wanted:
    """How a pack's forms are made, beside what is in it.

    ``taken`` are codes that there are already; ``separate`` asks for a file for each copy, too.
    The forms of a ``second`` pack are in place of ordinary ones, for those who asked for large
    print: unless they carry codes, their people have cards.
    """

    size: Size = "standard"
    language: str = "en"
    coded: bool = False
    separate: bool = False
    taken: Container[str] = frozenset()
    second: bool = False


@dataclass(frozen=True, slots=True)
class Pack:
    """What the papers are about."""

    programme: Programme
    cohort: Cohort
    lines: tuple[Line, ...]
    cards: int
    made: date
    wanted: Wanted
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
    size = ", large print" if pack.wanted.size == "large" else ""
    return {
        "title": title,
        "lead": f"{pack.say(pack.programme.title)}: {pack.cohort.title}{size}",
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
            *([("Large print.", _large(pack.wanted))] if pack.wanted.size == "large" else ()),
            ("Questions.", organiser),
        ),
        _heading("What is in it"),
        _table(columns, rows),
        _heading("What to do first"),
        _list(
            "Print the file of each form once, at 100%, on both sides. Staple sheets that belong "
            "together: each copy begins on a new sheet.",
            *_card_steps(pack),
            "Then delete this pack's files"
            + (": its codes stand together nowhere else." if pack.cards else "."),
            "Lay the spares beside the locked box, with plain envelopes.",
        ),
        _heading("What nobody does"),
        _list(
            "Nobody writes down who was given which form, card or envelope, and nobody looks.",
            "The copy number at the foot of a form is random. It only joins the pages of that "
            "copy when they are scanned. No list of the numbers is kept.",
        ),
    ]


def _large(wanted: Wanted) -> str:
    if not wanted.second:
        return "All forms in this pack are in large print."
    return (
        "These forms are only for people who asked for large print, each in place of the ordinary "
        "form. The numbers are those of these people. Nobody writes down who asked."
    )


def _card_steps(pack: Pack) -> Iterator[str]:
    """Yield what to do with the cards and the piles."""
    if not pack.cards:
        yield (
            "There are no code cards in this pack: these people draw theirs with everybody else. "
            "Shuffle the pile of each form."
        )
        return
    yield f"Print the {pack.cards:,} code cards on 1 side of thick paper, and cut them."
    yield from _ENVELOPES if pack.wanted.coded else (_SHUFFLE,)
    if pack.wanted.coded and pack.wanted.second:
        yield (
            "Whoever draws an envelope of this pack draws none of the ordinary ones. As many of "
            "those are left over: destroy them unopened."
        )


_SHUFFLE = "Shuffle the cards, and shuffle the pile of each form. Put the cards into an envelope."
_ENVELOPES = (
    (
        "The codes are printed on the forms. Make 1 envelope for each card that is not marked as "
        "spare, with all forms of the same code: every pile is in the order of the codes. Close "
        "the envelopes and shuffle them. Each person draws 1 and keeps it until the last form."
    ),
    (
        "No form carries the code of a spare card. Keep spare cards with the spare forms: whoever "
        "joins late, or has lost everything, draws 1 and writes its code on spare forms."
    ),
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
            _large(pack.wanted) if pack.wanted.second else "",
            *(_CODED if pack.wanted.coded else _PLAIN),
            "Where there is a line, write the day on which you hand the form out, and those of the "
            f"reminders, {FIRST} and {LAST} days later.",
            "Remind everybody, even those who have answered: you cannot know who has. Never more "
            "than twice, and never 1 person.",
            "The return log has the forms for all people already: do not count these again. "
            "Count only spares that you really hand out, on the sheet 'Return log'. Write no "
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


_NEW_ROWS = (
    "Each count in a row of its own: spares that were really handed out, under issued; forms that "
    "came back, under returned; of those, blank or useless ones under spoiled. The organiser types "
    "these rows into records/return_log.csv, which has the same columns."
)
_IN_THE_LOG = (
    "The forms for all people. Never write them again below. Tell the organiser if fewer were "
    "handed out, or on another day: they correct that row."
)
_SECOND = (
    "All forms of this pack: they are in place of ordinary ones, which are counted already. "
    "Never write them again below."
)
#: Rows to write in, which leave the sheet on 1 side.
_EMPTY_ROWS = 12


def _log(pack: Pack) -> list[Json]:
    heads = ("date", "cohort", "instrument", "issued", "returned", "spoiled")
    columns = tuple(zip(heads, (2.2, 3.6, 4.4, 1.4, 1.6, 1.5), strict=True))
    return [
        _panel(
            ("What is counted.", "Forms, never people. Write no names, codes or copy numbers."),
            ("Came back, spoiled.", "The data holder counts these."),
        ),
        _heading("Already in the log"),
        _list(_SECOND if pack.wanted.second else _IN_THE_LOG),
        *(() if pack.wanted.second else [_logged(pack)]),
        _heading("To be added"),
        _list(_NEW_ROWS),
        _table(columns, [["", pack.cohort.id, *[""] * 4]] * _EMPTY_ROWS, 7.5),
    ]


def _logged(pack: Pack) -> Json:
    """Return what the pack has written into the log, or found there."""
    columns = tuple(zip(("date", "instrument", "Form", "issued"), (2.2, 4, 5, 1.4), strict=True))
    shares = [line.share for line in pack.lines]
    days = [_short(share.day) if share.day else _LINE for share in shares]
    rows = [
        [day, share.form.id, pack.say(share.form.title), f"{share.people:,}"]
        for day, share in zip(days, shares, strict=True)
    ]
    return _table(columns, rows)
