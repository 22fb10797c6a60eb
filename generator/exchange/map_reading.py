"""A map that people have edited: every line must fit the file, the form, and what was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from generator.definitions.problem import Problem, refuse, tried
from generator.definitions.suggest import listed, quoted, suggestion
from generator.definitions.yaml_source import at, child, read_yaml
from generator.exchange import days
from generator.exchange.finished import completes
from generator.exchange.map_answers import answers_in
from generator.exchange.map_lines import COLUMN, Lines
from generator.exchange.map_model import ALL, BY_CODE, DATES, NUMBER, OPEN, ImportMap, Line
from generator.exchange.match import Matches
from generator.exchange.plain_words import shown_heading
from generator.exchange.source import Heading, Source
from generator.exchange.taking import Kit, place_of
from generator.exchange.wording import OWN

_KEYS = (
    *("form", "file", *OWN, "finished", "dates", "numbers", "columns", "answers"),
    *("not_found", "left_out"),
)
#: Columns that every map has to say something about.
_NEEDED = ("respondent", "cohort", "version")


def read_map(
    content: bytes,
    shown: str,
    source: Source,
    kit: Kit,
    matches: Matches,
    found: list[Problem],
    cohort: str = "",
) -> ImportMap:
    """Return a map that fits a file and a form; ``cohort`` is what the command names.

    Raises RefusedError with every fault of it, each with its line and its remedy.
    """
    faults: list[Problem] = []
    root = read_yaml(content, shown, faults)
    confirmed = {at(node, shown) for node in _all_under(root, "confirmed")}
    found += [p for p in faults if p.rule != "yaml-surprise" or p.where not in confirmed]
    refuse(found)
    chosen = _Reader(shown, found, source, kit, matches, cohort).read(root)
    refuse(found)
    return chosen


def code_heading(content: bytes) -> str:
    """Return the heading that a map names for survey codes; nothing where it cannot be read."""
    root = tried([], partial(read_yaml, content, ""))
    line = child(root, "respondent") if root else None
    named = child(line, "column") if line else None
    return shown_heading(str(named.value)) if isinstance(named, ScalarNode) else ""


def _all_under(root: Node, name: str) -> Iterator[Node]:
    """Yield the values of a key, wherever it stands."""
    todo = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, MappingNode):
            yield from (value for key, value in node.value if key.value == name)
            todo += [value for _, value in node.value]
        elif isinstance(node, SequenceNode):
            todo += node.value


@dataclass(frozen=True, slots=True)
class _Reader(Lines):
    """Reads the map from top to bottom; ``cohort`` is what the command names."""

    cohort: str

    def read(self, root: MappingNode) -> ImportMap:
        form = self.kit.form.book.instrument
        self.check_is(root, "form", form, f"Name the form: --form; or write form: {form}.")
        refuse(self.found)  # a map for another form is wrong in every line
        self.check_keys(root, _KEYS)
        self._check_file(root)
        own = {name: one for name in OWN if (one := self._own(root, name))}
        chosen = ImportMap(
            own,
            self._columns(root),
            answers=answers_in(root, self, self.kit),
            finished=self._finished(root),
            dates=self.one_of(root, "dates", DATES),
            numbers=self.one_of(root, "numbers", (BY_CODE,)),
            wheres={key.value: at(key, self.shown) for key, _ in root.value},
        )
        self._check_places(chosen)
        self._check_said(root)
        return chosen

    def _check_file(self, root: MappingNode) -> None:
        file = self.mapping(root, "file")
        if file is None:
            remedy = "Run import without --map: it writes a map with this line."
            self.fault(root, "missing-key", "The line 'file' is missing.", remedy)
            return
        self.check_keys(file, ("name", "sha256", "tool", "rows", "sheet"))
        digest = self.source.digest
        again = (
            "Is it the right file? If it is a later export of the same survey, look at every "
            f"line, then write sha256: {digest}."
        )
        self.check_is(file, "sha256", digest, again, "The map was made for another file.")
        self.check_is(file, "tool", self.source.tool, f"Write tool: {self.source.tool}.")

    # --- what stands for every row ---

    def _own(self, root: MappingNode, name: str) -> Line | str | None:
        node = child(root, name)
        if node is None:
            if name in _NEEDED:
                remedy = "Write it as in the map that import wrote."
                self.fault(root, "missing-key", f"'{name}' is missing.", remedy)
            return None
        given = self.cohort if name == "cohort" else ""
        if isinstance(node, MappingNode):
            if given:
                self._two_cohorts(node, "names a column")
            return self.line(node, name)
        if given and node.value == OPEN:
            return given
        text = self.word(node, name)
        if text is None:
            return None
        if fault := self._own_fault(name, text):
            self.fault(node, *fault)
        if given not in ("", text):
            self._two_cohorts(node, f"says {quoted(text)}")
        return text

    def _two_cohorts(self, node: Node, said: str) -> None:
        fault = f"The map {said}, and --cohort says {quoted(self.cohort)}."
        self.fault(node, "two-cohorts", fault, "Leave --cohort out, or correct the map.")

    def _own_fault(self, name: str, text: str) -> tuple[str, str, str] | None:
        """Return the rule, the fault and the remedy of a text that is nothing of the kind."""
        kit, said = self.kit, quoted(text)
        if name == "respondent" and text != NUMBER:
            remedy = 'Write respondent: number, or respondent: {column: "the heading"}.'
            return "unknown-value", f"{said} is no column.", remedy
        cohorts = [cohort.id for cohort in kit.cohorts]
        if name == "cohort" and text not in cohorts:
            remedy = suggestion(text, cohorts) + " Or add it to cohorts.csv."
            return "unknown-cohort", f"There is no cohort {said}.", remedy
        if name == "version" and text not in kit.form.book.accepts:
            fault = f"Version {said} of the form is not accepted."
            return "version-not-accepted", fault, f"Accepted: {listed(kit.form.book.accepts)}."
        if name == "language" and text not in kit.languages:
            remedy = f"The programme's are: {listed(kit.languages)}."
            return "unknown-value", f"{said} is no language here.", remedy
        if name == "completed_on" and days.day_in(text, "") != text:
            remedy = "Write year, month and day, such as 2026-05-11."
            return "wrong-type", f"{said} is not a date.", remedy
        return None

    def _finished(self, root: MappingNode) -> Line | str:
        node, several = child(root, "finished"), self._states()
        names = listed([heading.name for heading in several])
        if node is None and len(several) > 1:
            fault = "'finished' is missing: several columns may say whether a form is whole."
            remedy = f'Write finished: {{column: "…"}}, of {names}; or finished: all.'
            self.fault(root, "missing-key", fault, remedy)
        if not isinstance(node, MappingNode):
            return self.one_of(root, "finished", (ALL,))
        line = self.line(node, "finished")
        if line and place_of(self.source, line) not in [heading.place for heading in several]:
            fault = f"{quoted(line.column)} is no column of whether a form is complete."
            remedy = f"Those are: {names}; or write finished: all."
            self.fault(node, "no-column", fault, remedy)
        return line or ""

    def _states(self) -> list[Heading]:
        if self.source.tool != "redcap":
            return []
        return list(completes(self.source, self.kit.form.book.instrument))

    # --- the form's columns ---

    def _columns(self, root: MappingNode) -> dict[str, Line]:
        found: dict[str, Line] = {}
        node = self.mapping(root, "columns")
        if node is None:
            remedy = "Run import without --map: it writes a map with these lines."
            self.fault(root, "missing-key", "The lines of 'columns' are missing.", remedy)
            return found
        for key, value in node.value:
            name = key.value
            if not self.is_column(key, self.kit.form.targets):
                continue
            if isinstance(value, MappingNode):
                if line := self.line(value, name):
                    found[name] = replace(line, where=at(key, self.shown))
            elif value.value == OPEN:
                self.is_open(value, name, f"{COLUMN[:-1]}; or move {name} to not_found.")
            else:
                self.fault(value, "wrong-type", f"'{name}' names no column.", COLUMN)
        return found

    # --- the map as a whole ---

    def _check_said(self, root: MappingNode) -> None:
        """Find columns of the form of which nothing is said, or two things."""
        form = self.kit.form
        lines = {key.value for key, _ in getattr(child(root, "columns"), "value", ())}
        missing = self.texts(root, "not_found")
        missing = [one for one in missing if self.is_column(one, form.targets)]
        self.texts(root, "left_out")
        given_up = {one.value for one in missing}
        for target in sorted(given_up & lines):
            fault = f"'{target}' stands under columns and under not_found."
            remedy = "Delete it from not_found, or its line under columns."
            self.fault_at(root, "not_found", "found-twice", fault, remedy)
        said = lines | given_up
        joined = {one.name for item in said & set(form.several) for one in form.several[item]}
        for target in (one.name for one in form.asked if one.name not in said | joined):
            fault = f"Nothing is said of '{target}'."
            remedy = f"Add a line for it under columns, or write {target} into not_found."
            self.fault_at(root, "columns", "missing-key", fault, remedy)
        for item, boxes in form.several.items():
            if item in lines and any(one.name in lines for one in boxes):
                fault = f"'{item}' is taken as a whole and box by box."
                self.fault_at(root, "columns", "found-twice", fault, "Keep 1 of the 2.")

    def _check_places(self, chosen: ImportMap) -> None:
        """Find columns of the file that are taken twice."""
        first: dict[int, str] = {}
        for target, line in chosen.lines.items():
            other = first.setdefault(place_of(self.source, line), target)
            if other != target:
                fault = f"{quoted(line.column)} is taken for '{other}' and for '{target}'."
                remedy = "A column answers 1 question: delete 1 of the 2 lines."
                self.found.append(Problem(line.where, "column-used-twice", fault, remedy))
