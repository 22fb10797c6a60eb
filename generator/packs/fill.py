"""A pack's folder, written file after file: forms by their people and time, papers, cards.

Whatever chance draws, codes and copy numbers, is drawn here, once, and stands nowhere but on
the paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.files import progress
from generator.files.typesetting import Design, on_one_side, typeset
from generator.files.writing import OWNER, write_new
from generator.packs import cards
from generator.packs.codes import new_codes, new_copies
from generator.packs.contents import Share, spares
from generator.packs.copies import Base, Copy, base, separate, write_bulk
from generator.packs.papers import DESIGN, Line, Pack, papers
from generator.questionnaire.file_names import ending, plain_name

CARDS = "3 Code cards"


@dataclass(frozen=True, slots=True)
class Cards:
    """The codes of cards: those that stand on forms, and the others."""

    on_forms: tuple[str, ...]
    others: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.on_forms) + len(self.others)


@dataclass(frozen=True, slots=True)
class Sheets:
    """One form of a pack, ready to be copied: bases with and without a code, and its copies."""

    share: Share
    bases: tuple[Base, ...]
    copies: tuple[Copy, ...]


def prepared(
    pack: Pack, shares: Sequence[Share], people: Mapping[str, int]
) -> tuple[tuple[Sheets, ...], dict[str, Cards]]:
    """Return each form ready to be copied, and the codes of all cards by their role.

    Codes come in their order, so that every pile of 1 role is in the same. With codes on the
    forms each role has cards of its own; otherwise they are for everybody, under no role.
    Raises ``UnprintableError`` with the first text of which the typeface lacks a sign.
    """
    wanted = pack.wanted
    everybody = {} if wanted.second else {"": sum(people.values())}
    groups = people if wanted.coded else everybody
    codes = new_codes(sum(n + spares(n) for n in groups.values()), wanted.taken)
    cards_of: dict[str, Cards] = {}
    for role, number in groups.items():
        drawn = [next(codes) for _ in range(number + spares(number))]
        printed = number if wanted.coded else 0
        cards_of[role] = Cards(tuple(sorted(drawn[:printed])), tuple(drawn[printed:]))
    numbers = iter(new_copies(sum(one.copies for one in shares)))
    made = []
    for share in progress.each(shares, "Printing forms"):
        bases = tuple(_bases(pack, share))
        own = cards_of.get(share.form.role)
        given = own.on_forms if own and bases[0].coded else ()
        made.append(Sheets(share, bases, tuple(_copies(share, bases, given, numbers))))
    return tuple(made), {role: one for role, one in cards_of.items() if one}


def _bases(pack: Pack, share: Share) -> Iterator[Base]:
    """Yield the base of the people's copies, and of spares where theirs is another."""
    facts = (pack.programme, share.form, pack.wanted.size, pack.wanted.language)
    first = base(*facts, coded=pack.wanted.coded)
    yield first
    if first.coded:
        yield base(*facts, coded=False)


def _copies(
    share: Share, bases: Sequence[Base], codes: Sequence[str], numbers: Iterator[str]
) -> Iterator[Copy]:
    """Yield each copy: those of people first, then spares, which never carry a code."""
    scanned = bases[0].stamps[0] is not None
    for place in range(share.copies):
        number = next(numbers) if scanned else ""
        code = codes[place] if place < len(codes) else ""
        yield (0 if code or len(bases) == 1 else 1), number, code


def fill(folder: Path, pack: Pack, made: Sequence[Sheets], codes: Mapping[str, Cards],
         names: Mapping[str, str]) -> None:  # fmt: skip
    """Write a pack into a new folder; ``names`` are the forms' paths without an ending.

    Raises OSError where the disk refuses, and what ``typeset`` raises.
    """
    for name, data in papers(pack).items():
        fitted = None if data["slips"] else on_one_side(DESIGN, data)
        write_new(folder, {f"{name}.pdf": fitted or typeset(DESIGN, data)}, OWNER)
    write_new(folder, dict(_card_sheets(pack, codes)), OWNER)
    for sheets in progress.each(made, "Writing forms"):
        _write_form(folder, pack, sheets, names[sheets.share.form.id])


def _card_sheets(pack: Pack, codes: Mapping[str, Cards]) -> Iterator[tuple[str, bytes]]:
    roles = {role.id: role.plural for role in pack.programme.roles}
    for role, own in codes.items():
        who = f" - {plain_name(pack.say(roles[role]))}" if role else ""
        data = cards.cards(own.others, own.on_forms)
        yield f"{CARDS}{who}.pdf", typeset(Design(cards.DESIGN), data)


def _write_form(folder: Path, pack: Pack, sheets: Sheets, name: str) -> None:
    end = ending(pack.programme, pack.wanted.language, pack.wanted.size)
    title = f"{pack.say(sheets.share.form.title)} ({pack.cohort.title})"
    path = f"{name} - {sheets.share.copies} copies{end}.pdf"
    write_new(folder, {path: b""}, OWNER)
    with (folder / path).open("r+b") as out:
        write_bulk(out, title, sheets.bases, sheets.copies)
    if pack.wanted.separate:
        for place, copy in enumerate(separate(sheets.bases, sheets.copies), start=1):
            write_new(folder, {f"{name} - separate{end}/{place:03}.pdf": copy}, OWNER)


def lines(made: Sequence[Sheets]) -> tuple[Line, ...]:
    """Return what the papers say of each form: its copies, and how many sheets each has."""
    return tuple(Line(one.share, -(-one.bases[0].pages // 2)) for one in made)
