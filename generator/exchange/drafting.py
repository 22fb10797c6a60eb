"""The first run: what was found in a file becomes a map, with what is still to be decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.exchange.answers import UNKNOWN
from generator.exchange.finished import Rows, completes, rows_of
from generator.exchange.identity import heading_in_words
from generator.exchange.map_model import NUMBER, OPEN, File, ImportMap, Line
from generator.exchange.match import Match, Matches, matched, near
from generator.exchange.other_form import fits_better
from generator.exchange.plain_words import shown_heading
from generator.exchange.source import Heading, Source
from generator.exchange.taking import Kit, Taken, place_of, take
from generator.exchange.tool import TOOLS
from generator.exchange.wording import Form

#: So many unknown answers of one question are listed, and so many columns that are left out.
MOST_ANSWERS, MOST_LEFT_OUT = 30, 300


@dataclass(frozen=True, slots=True)
class Draft:
    """What was found: the map as it is to be written, OPEN where somebody must decide.

    ``remarks`` say what there is to say of columns that are OPEN; ``missing`` are the form's
    columns without a line; ``left_out`` the file's columns that nothing is taken from. ``other``
    is a form that the file fits better.
    """

    source: Source
    kit: Kit
    map: ImportMap
    rows: Rows
    taken: Taken
    missing: tuple[str, ...]
    remarks: Mapping[str, str]
    left_out: tuple[Heading, ...]
    other: str

    @property
    def columns(self) -> dict[str, Line]:
        """The lines of the form's own columns, by target."""
        return {name: one for name, one in self.map.columns.items() if isinstance(one, Line)}


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
    form = kit.form
    matches = matched(source, form)
    other = fits_better(source, matches, form, others or {})
    lines = {target: _line(source, match) for target, match in matches.taken.items()}
    chosen = _chosen(source, kit, lines, cohort)
    rows = rows_of(source, form.book.instrument)
    every = sorted((*rows.whole, *(rows.unfinished if unfinished else ())))
    taken = take(source, kit, chosen, matches, every)
    joined = {name for item in form.several if item in lines for name in form.boxes(item)}
    missing = tuple(name for name in form.by_name if name not in lines and name not in joined)
    remarks = _remarks(source, form, matches, missing)
    open_ = {name for item in form.several if item in remarks for name in form.boxes(item)}
    used = {place_of(source, line) for line in chosen.lines.values()}
    left_out = tuple(one for one in source.headings if one.place not in used)
    whole = chosen.model_copy(update={
        "form": OPEN if other else form.book.instrument,
        "dates": OPEN if taken.dates == UNKNOWN else None,
        "numbers": OPEN if taken.bare else None,
        "columns": {**chosen.columns, **dict.fromkeys(remarks, OPEN)},
        "answers": {target: _unknown(cells) for target, cells in taken.unknown.items()},
        "not_found": tuple(name for name in missing if name not in remarks and name not in open_),
        "left_out": tuple(map(heading_in_words, left_out[:MOST_LEFT_OUT])),
    })  # fmt: skip
    return Draft(source, kit, whole, rows, taken, missing, remarks, left_out, other)


def _remarks(
    source: Source, form: Form, matches: Matches, missing: Sequence[str]
) -> dict[str, str]:
    """Return what there is to say of columns whose heading somebody has to choose."""
    found = {}
    for target, headings in matches.doubtful.items():
        if target in form.targets and target not in matches.taken:
            names = ", ".join(heading_in_words(one) for one in headings)
            found[target] = f"more than 1 fits, or a name is asked for: {names}"
    alike = near(form, source, [name for name in missing if name not in found])
    return found | {name: f"perhaps {heading}" for name, heading in alike.items()}


def _unknown(cells: Mapping[str, int]) -> dict[str, str]:
    """Return the first unknown answers of a question, to be translated."""
    texts = sorted(cells, key=lambda text: (cells[text], text))[:MOST_ANSWERS]
    return dict.fromkeys((" ".join(text.split()) for text in texts), OPEN)


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
    language = source.called(*TOOLS[source.tool].language)
    told = _line(source, Match(language, "hand")) if language else ""
    states = completes(source, book.instrument) if source.tool == "redcap" else ()
    return ImportMap(
        form=book.instrument,
        file=File(
            name=shown_heading(source.shown.rpartition("/")[2]),
            sha256=source.digest,
            tool=source.tool,
            rows=str(len(source.rows)),
            sheet=source.sheet,
        ),
        respondent=lines.get("respondent", NUMBER if book.kind == "unlinked" else OPEN),
        cohort=cohort or lines.get("cohort", OPEN),
        version=lines.get("version", book.version),
        language=lines.get("language", told),
        completed_on=lines.get("completed_on"),
        finished=OPEN if len(states) > 1 else None,
        columns={name: lines[name] for name in kit.form.targets if name in lines},
    )
