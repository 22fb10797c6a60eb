"""A map that people have edited: every line must fit the file, the form, and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import ValidationError
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from generator.definitions.codebook import GAPS
from generator.definitions.model_faults import located, worded
from generator.definitions.problem import Problem, refuse, tried
from generator.definitions.suggest import listed, quoted, suggestion
from generator.definitions.yaml_source import at, child, read_yaml
from generator.exchange.finished import completes
from generator.exchange.identity import identity_kind, is_no_heading, looks_personal
from generator.exchange.map_model import ALL, NUMBER, OPEN, ImportMap, Line
from generator.exchange.plain_words import folded, shown_heading
from generator.exchange.source import Heading, Source
from generator.exchange.taking import Kit

_SHAPE = "Run the import without --map, which writes a map."


def read_map(
    content: bytes,
    shown: str,
    source: Source,
    kit: Kit,
    found: list[Problem],
    cohort: str = "",
) -> ImportMap:
    """Return a map that fits a file and a form; ``cohort`` is what the command names.

    Raises RefusedError with every fault of it, each with its line and its remedy.
    """
    faults: list[Problem] = []
    root = read_yaml(content, shown, faults, _SHAPE)
    found += [one for one in faults if one.rule != "yaml-surprise"]  # all is read as text here
    refuse(found)
    node = child(root, "cohort")
    if cohort and node and node.value == OPEN:
        node.value = cohort
    chosen = _in_shape(root, shown, found)
    check = _Check(shown, root, chosen, source, kit, found)
    check.head(cohort)
    refuse(found)  # a map for another form is wrong in every line
    check.every_line()
    refuse(found)
    return chosen


def code_heading(content: bytes) -> str:
    """Return the heading that a map names for survey codes; nothing where it cannot be read."""
    root = tried([], partial(read_yaml, content, ""))
    line = child(root, "respondent") if root else None
    named = child(line, "column") if line else None
    return shown_heading(str(named.value)) if isinstance(named, ScalarNode) else ""


def _in_shape(root: MappingNode, shown: str, found: list[Problem]) -> ImportMap:
    try:
        return ImportMap.model_validate(_as_text(root))
    except ValidationError as error:
        faults = located(error.errors(include_url=False, include_input=False), root)
        found += worded(faults, ImportMap, shown)
        refuse(found)
        raise


def _as_text(node: Node) -> Any:
    """Return a tree in which each value is a text, however it is written."""
    if isinstance(node, MappingNode):
        return {key.value: _as_text(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [_as_text(one) for one in node.value]
    return node.value


@dataclass(frozen=True, slots=True)
class _Check:
    """A map beside what it is for; what is wrong with it is added to ``found``."""

    shown: str
    root: MappingNode
    map: ImportMap
    source: Source
    kit: Kit
    found: list[Problem]

    def fault(self, steps: Sequence[str], rule: str, fault: str, remedy: str) -> None:
        """Add a fault at the end of some steps, or as near to it as the map goes."""
        node: Node = self.root
        for step in steps:
            node = child(node, step) or node
        self.found.append(Problem(at(node, self.shown), rule, fault, remedy))

    def head(self, cohort: str) -> None:
        """Find that a map is for another form, or for others than the command names."""
        form = self.kit.form.book.instrument
        if self.map.form not in (form, OPEN):
            fault = f"The map is for the form {quoted(self.map.form)}, not for '{form}'."
            remedy = f"Name the form: --form; or write form: {form}."
            self.fault(["form"], "other-file", fault, remedy)
        if cohort and self.map.cohort != cohort:
            fault = f"--cohort says {quoted(cohort)}, and the map does not."
            remedy = "Leave --cohort out, or correct the map."
            self.fault(["cohort"], "two-cohorts", fault, remedy)

    def every_line(self) -> None:
        self.undecided(self.root, "")
        self.file()
        self.own()
        self.finished()
        for target, line in self.map.columns.items():
            self.known_column("columns", target)
            if isinstance(line, str) and line != OPEN:
                remedy = 'Write {column: "the heading"}.'
                self.fault(["columns", target], "wrong-type", f"'{target}' is no column.", remedy)
        headings = {target: self.line(target, line) for target, line in self.map.lines.items()}
        self.used_twice({name: one for name, one in headings.items() if one})
        self.said()
        self.answers()

    def undecided(self, node: Node, name: str) -> None:
        """Find each question mark; of a line that is not confirmed, ``line`` tells more."""
        if isinstance(node, MappingNode):
            for key, value in node.value:
                self.undecided(value, key.value)
        elif node.value == OPEN and name != "confirmed":
            fault, remedy = f"'{name}' is not decided yet.", 'Put an answer in place of the "?".'
            self.found.append(Problem(at(node, self.shown), "undecided", fault, remedy))

    def file(self) -> None:
        if self.map.file.sha256 != self.source.digest:
            remedy = (
                "Is it the right file? If it is a later export of the same survey, look at every "
                f"line, then write sha256: {self.source.digest}."
            )
            fault = "The map was made for another file."
            self.fault(["file", "sha256"], "other-file", fault, remedy)

    # --- what stands for every row ---

    def own(self) -> None:
        known = {
            "respondent": [NUMBER],
            "cohort": [cohort.id for cohort in self.kit.cohorts],
            "version": self.kit.form.book.accepts,
            "language": self.kit.languages,
        }
        for name, text in self.map.own.items():
            if isinstance(text, str) and text not in (*known[name], OPEN):
                remedy = f'{suggestion(text, known[name])} Or write {{column: "the heading"}}.'
                fault = f"{quoted(text)} is no {name} here."
                self.fault([name], "unknown-value", fault, remedy)

    def finished(self) -> None:
        source, line = self.source, self.map.finished
        states = completes(source, self.kit.form.book.instrument) if source.tool == "redcap" else ()
        names = listed([heading.name for heading in states])
        remedy = f'Write finished: {{column: "…"}}, of {names}; or finished: {ALL}.'
        if len(states) > 1 and not line:
            fault = "'finished' is missing: several columns may say whether a form is whole."
            self.fault([], "missing-key", fault, remedy)
        if isinstance(line, Line) and line.column not in [heading.name for heading in states]:
            fault = f"{quoted(line.column)} is no column of whether a form is complete."
            self.fault(["finished"], "no-column", fault, remedy)

    # --- lines that name a column ---

    def line(self, target: str, line: Line) -> Heading | None:
        """Return the column of a line; None where the file has no such one."""
        steps = ["columns", target] if target in self.map.columns else [target]
        heading = self.heading([*steps, "column"], line)
        if line.confirmed in (False, OPEN) or (line.by == "order" and not line.confirmed):
            fault = f"'{target}' was found by its order alone and is not confirmed."
            remedy = "Compare the grid with the form, line by line; then write confirmed: yes."
            self.fault([*steps, "confirmed"], "not-confirmed", fault, remedy)
        if heading:
            self.identity([*steps, "column"], target, line, heading)
        return heading

    def heading(self, steps: Sequence[str], line: Line) -> Heading | None:
        name = shown_heading(line.column)
        named = self.source.named(name)
        fits = [one for one in named if line.place in (None, one.place + 1)]
        if len(fits) == 1:
            return fits[0]
        if named:
            places = " or ".join(str(one.place + 1) for one in named)
            fault = f"The place of {quoted(name)} in the file is {places}."
            self.fault(steps, "column-moved", fault, f"Say which one: place: {places}.")
        else:
            known = {one.name for one in self.source.headings if not is_no_heading(one.name)}
            fault = f"The file has no column {quoted(name)}."
            self.fault(steps, "no-column", fault, suggestion(name, known - {""}))
        return None

    def identity(self, steps: Sequence[str], target: str, line: Line, heading: Heading) -> None:
        column = self.kit.form.by_name.get(target)
        is_text = column is not None and column.column.kind == "text"
        kind = identity_kind(heading.name)
        if not kind and is_text:
            kind = looks_personal(self.source.cells(heading.place))
        if kind and not line.identity:
            fault = f"{quoted(heading.name)} asks for or holds {kind}: it tells who somebody is."
            remedy = "Delete the line. If it may come in all the same, add identity: intended."
            self.fault(steps, "identity", fault, remedy)

    def used_twice(self, headings: dict[str, Heading]) -> None:
        first: dict[int, str] = {}
        for target, heading in headings.items():
            other = first.setdefault(heading.place, target)
            if other != target:
                fault = f"{quoted(heading.name)} is taken for '{other}' and for '{target}'."
                remedy = "A column answers 1 question: delete 1 of the 2 lines."
                steps = ["columns", target] if target in self.map.columns else [target]
                self.fault(steps, "column-used-twice", fault, remedy)

    # --- the form's columns ---

    def known_column(self, where: str, target: str, *more: str) -> bool:
        known = (*self.kit.form.targets, *more)
        if target not in known:
            fault = f"The form has no column {quoted(target)}."
            self.fault([where, target], "unknown-column", fault, suggestion(target, known))
        return target in known

    def said(self) -> None:
        """Find columns of the form of which nothing is said, or two things."""
        form, lines, given_up = self.kit.form, set(self.map.columns), set(self.map.not_found)
        for target in sorted(given_up):
            self.known_column("not_found", target)
        twice = given_up & lines
        for item, boxes in form.several.items():
            twice |= {item} if item in lines and any(one.name in lines for one in boxes) else set()
        for target in sorted(twice):
            fault = f"'{target}' is taken and not found, or taken as a whole and box by box."
            self.fault(["columns", target], "found-twice", fault, "Keep 1 of the 2.")
        said = lines | given_up
        joined = {one.name for item in said & set(form.several) for one in form.several[item]}
        for target in (one.name for one in form.asked if one.name not in said | joined):
            fault = f"Nothing is said of '{target}'."
            remedy = f"Add a line for it under columns, or write {target} into not_found."
            self.fault(["columns"], "missing-key", fault, remedy)

    # --- answers that are translated ---

    def answers(self) -> None:
        for target, given in self.map.answers.items():
            if not self.known_column("answers", target, "cohort", "completed_on"):
                continue
            known, seen = self.codes(target), dict[str, str]()
            for text, code in given.items():
                steps = ["answers", target, text]
                if known and code not in (*known, OPEN):
                    fault = f"{quoted(code)} is no code of '{target}'."
                    remedy = suggestion(code, filter(None, known))
                    self.fault(steps, "unknown-code", fault, remedy)
                if seen.setdefault(folded(text), code) != code:
                    fault = f"{quoted(text)} stands here twice, with 2 codes."
                    self.fault(steps, "answer-twice", fault, "Delete 1 of the 2.")

    def codes(self, target: str) -> Sequence[str]:
        """Return what a cell may be translated into; nothing where the kit's reading tells.

        Of texts only gaps are set: nobody's own words become others.
        """
        asked, codes = self.kit.form.by_name.get(target), self.kit.codes(target)
        if target == "cohort" or not (codes or (asked and asked.column.kind == "text")):
            return codes
        return (*codes, *GAPS)
