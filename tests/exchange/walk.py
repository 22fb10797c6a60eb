"""The walk of an import in one call, as the command takes it, without a programme's folder."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generator.definitions.codebook import codebooks
from generator.definitions.cohort import Cohort
from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, refuse
from generator.exchange import checking
from generator.exchange.drafting import Draft, draft
from generator.exchange.finished import rows_of
from generator.exchange.map_reading import code_heading, read_map
from generator.exchange.map_writing import map_text
from generator.exchange.match import matched
from generator.exchange.plain_words import shown_heading
from generator.exchange.reading import read_source
from generator.exchange.source import Source
from generator.exchange.taking import Kit, take
from generator.exchange.wording import form_of
from generator.responses.schema import expected

COHORT = Cohort("ward-a", "Ward A", "Trust", "North")


@dataclass(frozen=True)
class Programme:
    """Definitions, and what a form of them is to the import."""

    definitions: Definitions

    def kit(self, form: str) -> Kit:
        instrument = self.definitions.instrument(form)
        assert instrument is not None
        programme = self.definitions.programme
        return Kit(form_of(programme, instrument), (COHORT,), programme.languages)


def decided(text: str) -> str:
    """What somebody writes who finds every line right."""
    text = text.replace('confirmed: "?"', "confirmed: yes")
    text = text.replace('numbers: "?"', "numbers: by code")
    text = text.replace('dates: "?"', "dates: day-first")
    return re.sub(r"(?m)^finished: \"\?\"", "finished: all", text)


def first_step(path: Path, kit: Kit, *, unfinished: bool = False) -> Draft:
    found: list[Problem] = []
    (source,) = read_source(path, path.name, found, lambda text: False)
    refuse(found)
    return draft(source, kit, COHORT.id, unfinished=unfinished)


def second_step(
    programme: Programme, path: Path, kit: Kit, map_: str
) -> tuple[Source, checking.KitTable]:
    found: list[Problem] = []
    heading = code_heading(map_.encode())
    (source,) = read_source(path, path.name, found, lambda text: shown_heading(text) == heading)
    matches = matched(source, kit.form)
    chosen = read_map(map_.encode(), "map.yml", source, kit, found)
    rows = rows_of(source, kit.form.book.instrument).whole
    taken = take(source, kit, chosen, matches, rows)
    found += checking.unsettled(source, chosen, taken, "map.yml")
    found += checking.cell_faults(source, taken)
    refuse(found)
    made = checking.kit_table(source, kit, taken, 0)
    definitions = programme.definitions
    books = codebooks(definitions.programme, definitions.instruments)
    against = expected(definitions.programme, books, kit.cohorts)
    checking.check(source, kit, made, taken, against, found)
    return source, made


def imported(
    programme: Programme,
    form: str,
    path: Path,
    decide: Callable[[str], str] = decided,
) -> tuple[Draft, list[dict[str, str]]]:
    """Both steps; returns what the first found, and the kit's rows by column."""
    kit = programme.kit(form)
    first = first_step(path, kit)
    _, made = second_step(programme, path, kit, decide(map_text(first, path.name)))
    return first, [dict(zip(made.header, row, strict=True)) for row in made.rows]
