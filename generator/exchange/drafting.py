"""The first run: what was found in a file becomes a map, with what is still to be decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.exchange.finished import Rows, completes, rows_of
from generator.exchange.identity import heading_in_words
from generator.exchange.map_model import NUMBER, OPEN, File, ImportMap, Line
from generator.exchange.match import Match, Matches, matched, near
from generator.exchange.other_form import fits_better
from generator.exchange.source import Heading, Source
from generator.exchange.taking import Kit, Taken, take
from generator.exchange.wording import Form

#: Headings under which tools tell in which language a form was answered.
_LANGUAGES = {
    "limesurvey": ("startlanguage", "Start language", "startlanguage. Start language"),
    "qualtrics": ("UserLanguage", "User Language"),
    "qualtrics_legacy": ("UserLanguage", "User Language"),
    "redcap": ("language",),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What was found: the map as it would be, what it takes, and what nobody decided yet.

    ``other`` is a form that the file fits better.
    """

    source: Source
    kit: Kit
    chosen: ImportMap
    matches: Matches
    rows: Rows
    taken: Taken
    other: str = ""

    @property
    def columns(self) -> dict[str, Line]:
        """The lines of the form's own columns, by target."""
        return {name: one for name, one in self.chosen.columns.items() if isinstance(one, Line)}

    @property
    def missing(self) -> tuple[str, ...]:
        """The form's columns that were not found."""
        form, held = self.kit.form, set(self.chosen.columns)
        joined = {one.name for item in held & set(form.several) for one in form.several[item]}
        return tuple(one.name for one in form.asked if one.name not in held | joined)

    @property
    def undecided(self) -> dict[str, str]:
        """What there is to say of columns for which a heading was found that nobody may choose."""
        form, missing = self.kit.form, self.missing
        found = {}
        for target, headings in self.matches.doubtful.items():
            if target in form.targets and target not in self.chosen.columns:
                names = ", ".join(heading_in_words(one) for one in headings)
                found[target] = f"more than 1 fits, or a name is asked for: {names}"
        alike = near(form, self.source, [name for name in missing if name not in found])
        return found | {name: f"perhaps {heading}" for name, heading in alike.items()}

    @property
    def not_found(self) -> tuple[str, ...]:
        """The form's columns of which the file has nothing."""
        form, open_ = self.kit.form, self.undecided
        boxes = {one.name for item in form.several if item in open_ for one in form.several[item]}
        return tuple(name for name in self.missing if name not in open_ and name not in boxes)

    @property
    def left_out(self) -> tuple[Heading, ...]:
        """The columns of the file that nothing is taken from."""
        used = {
            heading.place
            for line in self.chosen.lines.values()
            for heading in self.source.named(line.column)
            if line.place in (None, heading.place + 1)
        }
        return tuple(one for one in self.source.headings if one.place not in used)


def draft(
    source: Source,
    kit: Kit,
    cohort: str,
    *,
    unfinished: bool,
    others: Mapping[str, Form] | None = None,
) -> Draft:
    """Return what a file holds of a form; ``cohort`` is that of all rows where it is known.

    ``others`` are the programme's other forms, by their ids.
    """
    matches = matched(source, kit.form)
    other = fits_better(source, matches, kit.form, others or {})
    lines = {target: _line(source, match) for target, match in matches.taken.items()}
    chosen = _chosen(source, kit, lines, cohort)
    rows = rows_of(source, kit.form.book.instrument)
    every = sorted((*rows.whole, *(rows.unfinished if unfinished else ())))
    taken = take(source, kit, chosen, matches, every)
    return Draft(source, kit, chosen, matches, rows, taken, other)


def _line(source: Source, match: Match) -> Line:
    heading = match.heading
    alone = len(source.named(heading.name)) == 1 and match.by != "order"
    return Line(
        column=heading.name,
        place=None if alone else heading.place + 1,
        by=match.by,
        confirmed=OPEN if match.by == "order" else None,
    )


def _chosen(source: Source, kit: Kit, lines: Mapping[str, Line], cohort: str) -> ImportMap:
    """Return a map of what was found; what nobody knows is OPEN."""
    book = kit.form.book
    language = source.called(*_LANGUAGES.get(source.tool, ()))
    told = _line(source, Match(language, "hand")) if language else ""
    states = completes(source, book.instrument) if source.tool == "redcap" else ()
    return ImportMap(
        form=book.instrument,
        file=File(sha256=source.digest, tool=source.tool),
        respondent=lines.get("respondent", NUMBER if book.kind == "unlinked" else OPEN),
        cohort=cohort or lines.get("cohort", OPEN),
        version=lines.get("version", book.version),
        language=lines.get("language", told),
        completed_on=lines.get("completed_on"),
        finished=OPEN if len(states) > 1 else None,
        columns={name: lines[name] for name in kit.form.targets if name in lines},
    )
