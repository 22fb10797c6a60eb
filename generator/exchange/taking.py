"""What a map takes from a file: the kit's columns, cell by cell; nothing else is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from generator.definitions.cohort import Cohort
from generator.exchange import days, several
from generator.exchange.answers import BARE, UNKNOWN, Habits, gap, reader_of, ticked
from generator.exchange.map_model import BY_CODE, ImportMap, Line
from generator.exchange.match import Matches
from generator.exchange.plain_words import folded, norm, shown_heading
from generator.exchange.source import Source
from generator.exchange.tool import TOOLS
from generator.exchange.wording import Asked, Form


@dataclass(slots=True)
class Taken:
    """The cells of the kit's columns, a list a column, in the order of ``rows``.

    ``places`` are the columns of the file that they came from. ``unknown`` holds the cells that
    are no answer, with the first row of each, by target; ``bare`` the targets with numbers of
    which nobody has said what they mean. ``dates`` is the order in which the file's dates stand.
    """

    rows: Sequence[int]
    cells: dict[str, list[str]] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    unknown: dict[str, dict[str, int]] = field(default_factory=dict)
    bare: list[str] = field(default_factory=list)
    dates: str = ""
    other_languages: int = 0


@dataclass(frozen=True, slots=True)
class Kit:
    """What the kit knows: the form, its cohorts and the programme's languages."""

    form: Form
    cohorts: Sequence[Cohort]
    languages: Sequence[str]

    def codes(self, target: str) -> tuple[str, ...]:
        """Return the codes that an answer may have; nothing where it is written in words."""
        if target == "cohort":
            return tuple(cohort.id for cohort in self.cohorts)
        if target in self.form.several:
            return tuple(one.code for one in self.form.several[target])
        asked = self.form.by_name.get(target)
        return asked.column.codes if asked else ()


class _Taker:
    """Takes the columns of one file by one map."""

    def __init__(
        self, source: Source, kit: Kit, chosen: ImportMap, matches: Matches, rows: Sequence[int]
    ) -> None:
        self.source, self.kit, self.map, self.matches = source, kit, chosen, matches
        self.lines = chosen.lines
        self.tool = TOOLS[source.tool]
        self.made = Taken(rows)

    def column(self, line: Line) -> list[str]:
        """Return the cells of a line's column, of the rows that count."""
        cells = self.source.cells(place_of(self.source, line))
        return [cells[row] for row in self.made.rows]

    def habits(self, target: str) -> Habits:
        by_name = self.matches.of(target, place_of(self.source, self.lines[target])) == "name"
        given = {folded(text): code for text, code in self.map.answers.get(target, {}).items()}
        numbers = self.map.numbers == BY_CODE
        return Habits(self.tool, self.tool.coded and by_name, numbers, given)

    def note(self, target: str, texts: Sequence[str], cells: Sequence[str]) -> None:
        """Note what is unknown, and whether bare numbers are among it."""
        for row, (text, cell) in enumerate(zip(texts, cells, strict=True)):
            if cell == UNKNOWN:
                self.made.unknown.setdefault(target, {}).setdefault(text, row)
            elif cell == BARE and target not in self.made.bare:
                self.made.bare.append(target)

    def put(self, name: str, line: Line, cells: list[str]) -> None:
        self.made.cells[name] = cells
        self.made.places[name] = place_of(self.source, line)

    # --- answers ---

    def take_answers(self) -> None:
        options = self.kit.form.several
        self.made.dates = self.map.dates or days.order_of(self._dates())
        for asked in self.kit.form.asked:
            if asked.shape != "option" and asked.name in self.lines:
                self.take_single(asked)
        for item, boxes in options.items():
            if item in self.lines:
                self.take_joined(item, boxes)
            else:
                self.take_boxes([one for one in boxes if one.name in self.lines])

    def take_single(self, asked: Asked) -> None:
        line = self.lines[asked.name]
        texts = self.column(line)
        if asked.column.kind == "date":
            cells = self.days_of(asked.name, texts)
        else:
            read = reader_of(asked, self.habits(asked.name))
            known = {text: read(text) for text in set(texts)}
            cells = [known[text] for text in texts]
            self.note(asked.name, texts, cells)
        self.put(asked.name, line, cells)

    def take_joined(self, item: str, boxes: Sequence[Asked]) -> None:
        line, habits = self.lines[item], self.habits(item)
        texts = self.column(line)
        known = {text: several.joined(text, boxes, habits) for text in set(texts)}
        for text in sorted(known):
            if UNKNOWN in known[text]:
                for part in several.unknown_parts(text, boxes, habits):
                    self.made.unknown.setdefault(item, {}).setdefault(part, texts.index(text))
            elif BARE in known[text] and item not in self.made.bare:
                self.made.bare.append(item)
        for place, one in enumerate(boxes):
            self.put(one.name, line, [known[text][place] for text in texts])

    def take_boxes(self, boxes: Sequence[Asked]) -> None:
        columns = []
        for one in boxes:
            texts, habits = self.column(self.lines[one.name]), self.habits(one.name)
            cells = [ticked(text, one, habits) for text in texts]
            self.note(one.name, texts, cells)
            columns.append(cells)
        rows = list(zip(*columns, strict=True)) if columns else []
        made = several.together(rows, ticks_only=self.tool.ticks_only)
        for place, one in enumerate(boxes):
            self.put(one.name, self.lines[one.name], [row[place] for row in made])

    # --- dates ---

    def _dates(self) -> Iterator[str]:
        """Yield every cell that is to be a date: all of a file are written in one order."""
        names = [a.name for a in self.kit.form.asked if a.column.kind == "date"]
        for name in (*names, "completed_on"):
            if name in self.lines:
                yield from self.column(self.lines[name])

    def days_of(self, target: str, texts: Sequence[str]) -> list[str]:
        habits = self.habits(target)
        cells = [_day(text, self.made.dates, habits) for text in texts]
        if self.made.dates != UNKNOWN:
            self.note(target, texts, cells)
        return cells

    # --- columns that every form has ---

    def take_own(self) -> None:
        for name, one in self.map.own.items():
            if isinstance(one, str):
                self.made.cells[name] = [one] * len(self.made.rows)
                continue
            texts = self.column(one)
            if name == "completed_on":
                self.put(name, one, self.days_of(name, texts))
            elif name == "language":
                self.put(name, one, self._languages(texts))
            elif name == "cohort":
                self.put(name, one, self._cohorts(texts))
            else:
                self.put(name, one, texts)

    def _languages(self, texts: Sequence[str]) -> list[str]:
        """Return the programme's languages; another one is left empty."""
        known = {tag.casefold(): tag for tag in self.kit.languages}
        cells = [known.get(text.casefold(), "") for text in texts]
        self.made.other_languages = sum(
            bool(t) and not c for t, c in zip(texts, cells, strict=True)
        )
        return cells

    def _cohorts(self, texts: Sequence[str]) -> list[str]:
        """Return cohorts' ids, also for titles that are one cohort's alone."""
        given = {folded(t): code for t, code in self.map.answers.get("cohort", {}).items()}
        titles = [norm(cohort.title) for cohort in self.kit.cohorts]
        by_title = {
            title: cohort.id
            for title, cohort in zip(titles, self.kit.cohorts, strict=True)
            if titles.count(title) == 1
        }
        known = {"": ""} | {cohort.id: cohort.id for cohort in self.kit.cohorts}
        cells = [
            given.get(folded(text), known.get(text, by_title.get(norm(text), UNKNOWN)))
            for text in texts
        ]
        self.note("cohort", texts, cells)
        return cells


def _day(text: str, order: str, habits: Habits) -> str:
    if (said := habits.said(text)) is not None:
        return said
    if text == (habits.tool.untyped or ("",))[0]:
        return ""
    return days.day_in(text, order) or gap(text, text, habits)


def place_of(source: Source, line: Line) -> int:
    """Return the column of the file that a line names, from 0."""
    return line.place - 1 if line.place else source.named(shown_heading(line.column))[0].place


def take(
    source: Source, kit: Kit, chosen: ImportMap, matches: Matches, rows: Sequence[int]
) -> Taken:
    """Return what a map takes from some rows of a file; every line must fit the file."""
    taker = _Taker(source, kit, chosen, matches, rows)
    taker.take_answers()
    taker.take_own()
    return taker.made
