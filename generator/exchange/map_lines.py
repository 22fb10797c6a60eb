"""Lines of a map that name a column of the file: which one it is, and whether it may come in."""

from __future__ import annotations

from dataclasses import dataclass

from yaml import MappingNode, Node, ScalarNode

from generator.definitions.suggest import nearest, quoted
from generator.definitions.yaml_source import at, child
from generator.exchange.identity import identity_kind, is_no_heading, looks_personal
from generator.exchange.map_model import OPEN, Line
from generator.exchange.map_shapes import Shapes
from generator.exchange.match import By, Matches
from generator.exchange.plain_words import shown_heading
from generator.exchange.source import Heading, Source
from generator.exchange.taking import Kit

_KEYS = ("column", "place", "by", "confirmed", "identity")
_BY: tuple[By, ...] = ("name", "words", "order", "hand")
_YES, _NO = ("yes", "true"), ("no", "false", OPEN)
_INTENDED = "intended"
#: How such a line is written.
COLUMN = 'Write {column: "the heading"}.'


@dataclass(frozen=True, slots=True)
class Lines(Shapes):
    """A map's file beside what it is for: a tool's file, a form, and what was found by itself."""

    source: Source
    kit: Kit
    matches: Matches

    def line(self, node: MappingNode, target: str) -> Line | None:
        """Return a line; None, and why, where it names no column of the file."""
        self.check_keys(node, _KEYS)
        named = child(node, "column")
        if named is None:
            self.fault(node, "missing-key", f"'{target}' names no column.", COLUMN)
            return None
        text, place = self.word(named, "column"), self._place(node)
        if text is None:
            return None
        heading = self._heading(named, shown_heading(text), place)
        by = self.one_of(node, "by", _BY) or "hand"
        confirmed = self._confirmed(node, target, by)
        intended = self.one_of(node, "identity", (_INTENDED,)) == _INTENDED
        if heading is None:
            return None
        where = at(node, self.shown)
        kept = heading.place if len(self.source.named(heading.name)) > 1 or place else None
        line = Line(heading.name, kept, _BY[_BY.index(by)], confirmed, intended, where)
        self._check_line(named, target, line, heading)
        return line

    def _confirmed(self, node: MappingNode, target: str, by: str) -> bool | None:
        value = child(node, "confirmed")
        said = str(value.value).casefold() if isinstance(value, ScalarNode) else ""
        if value is not None and said not in (*_YES, *_NO):
            fault = "'confirmed' is neither yes nor no."
            self.fault(value, "unknown-value", fault, "Write yes once the line is right.")
        elif said in _NO or (by == "order" and not said):
            fault = f"'{target}' was found by its order alone and is not confirmed."
            remedy = "Compare the grid with the form, line by line; then write confirmed: yes."
            self.fault(value or node, "not-confirmed", fault, remedy)
        return said in _YES if said else None

    def _place(self, node: MappingNode) -> int | None:
        value = child(node, "place")
        if value is None:
            return None
        text = str(value.value) if isinstance(value, ScalarNode) else ""
        most = len(self.source.headings)
        if text.isascii() and text.isdigit() and len(text) < 7 and 1 <= int(text) <= most:
            return int(text)
        fault = "'place' is not the number of a column of the file."
        self.fault(value, "out-of-range", fault, f"Write 1 to {most:,}.")
        return None

    def _heading(self, node: Node, name: str, place: int | None) -> Heading | None:
        """Return the column of a name, and of a place from 1 where there is one."""
        named = self.source.named(name)
        fits = [one for one in named if place in (None, one.place + 1)]
        if len(fits) == 1:
            return fits[0]
        places = " or ".join(str(one.place + 1) for one in named)
        if place is not None:
            fault = f"Column {place} of the file is not called {quoted(name)}."
            remedy = f"That is column {places}." if named else self._nearest(name)
            self.fault(node, "column-moved", fault, remedy)
        elif named:
            fault = f"{len(named)} columns are called {quoted(name)}."
            self.fault(node, "column-twice", fault, f"Add which one: place: {places}.")
        else:
            fault = f"The file has no column {quoted(name)}."
            self.fault(node, "no-column", fault, self._nearest(name))
        return None

    def _nearest(self, name: str) -> str:
        """Return the heading that is most like a name; none that looks like an answer."""
        headings = (one.name for one in self.source.headings)
        known = [name for name in headings if name and not is_no_heading(name)]
        alike = nearest(name, known, cutoff=0.6)
        if alike:
            return f"Did you mean {quoted(alike[0])}?"
        return "Copy the heading from the first row of the file."

    def _check_line(self, node: Node, target: str, line: Line, heading: Heading) -> None:
        kind = identity_kind(heading.name)
        if kind and not line.intended:
            fault = f"{quoted(heading.name)} is a heading of {kind}: it tells who somebody is."
            remedy = "Delete the line. If it holds none of that, add identity: intended."
            self.fault(node, "identity", fault, remedy)
        elif not line.intended and target in self.kit.form.by_name:
            self._check_cells(node, target, heading)
        how = self.matches.of(target, heading.place)
        if line.by != "hand" and how != line.by:
            fault = f"{quoted(heading.name)} was not found by {line.by} for '{target}'."
            remedy = f"Write by: {how or 'hand'}, if the line is right."
            self.fault(node, "other-match", fault, remedy)

    def _check_cells(self, node: Node, target: str, heading: Heading) -> None:
        kind = self.kit.form.by_name[target].column.kind
        what = looks_personal(self.source.cells(heading.place)) if kind == "text" else ""
        if what:
            fault = f"Most cells of {quoted(heading.name)} look like {what}."
            remedy = "Delete the line. If that is what the form asks for, add identity: intended."
            self.fault(node, "identity", fault, remedy)
