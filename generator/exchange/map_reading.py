"""A map that people have edited: every line must fit the file, the form, and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from generator.definitions.codebook import GAPS, Column
from generator.definitions.problem import Problem, refuse, tried
from generator.definitions.suggest import listed, nearest, quoted, suggestion
from generator.definitions.yaml_source import at, child, read_yaml
from generator.exchange import days
from generator.exchange.finished import completes
from generator.exchange.identity import identity_kind, is_no_heading, looks_personal
from generator.exchange.map_model import ALL, BY_CODE, DATES, NUMBER, OPEN, ImportMap, Line
from generator.exchange.match import By, Matches
from generator.exchange.plain_words import folded, shown_heading
from generator.exchange.source import Heading, Source
from generator.exchange.taking import Kit, place_of
from generator.exchange.wording import OWN

_KEYS = (
    *("form", "file", *OWN, "finished", "dates", "numbers", "columns", "answers"),
    *("not_found", "left_out"),
)
_LINE_KEYS = ("column", "place", "by", "confirmed", "identity")
_BY: tuple[By, ...] = ("name", "words", "order", "hand")
_YES, _NO = ("yes", "true"), ("no", "false", OPEN)
_INTENDED = "intended"
#: Columns that every map has to say something about.
_NEEDED = ("respondent", "cohort", "version")
Choices = tuple[str, ...]


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
    reader = _Reader(shown, source, kit, matches, found, cohort)
    chosen = reader.read(root)
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
class _Reader:
    shown: str
    source: Source
    kit: Kit
    matches: Matches
    found: list[Problem]
    cohort: str

    def fault(self, node: Node, rule: str, fault: str, remedy: str) -> None:
        self.found.append(Problem(at(node, self.shown), rule, fault, remedy))

    def read(self, root: MappingNode) -> ImportMap:
        self._check_form(root)
        refuse(self.found)  # a map for another form is wrong in every line
        self._check_keys(root, _KEYS)
        self._check_file(root)
        own = {name: one for name in OWN if (one := self._own(root, name))}
        columns = self._columns(root)
        answers = self._answers(root)
        finished = self._finished(root)
        dates = self._choice(root, "dates", DATES)
        numbers = self._choice(root, "numbers", (BY_CODE,))
        wheres = {key.value: at(key, self.shown) for key, _ in root.value}
        chosen = ImportMap(own, columns, finished, dates, numbers, answers, wheres)
        self._check_whole(root, chosen)
        return chosen

    # --- shapes ---

    def _check_keys(self, node: MappingNode, known: Iterable[str]) -> None:
        known = tuple(known)
        for key, _ in node.value:
            if key.value not in known:
                fault = f"There is no key {quoted(key.value)} here."
                self.fault(key, "unknown-key", fault, suggestion(key.value, known))

    def _mapping(self, root: MappingNode, name: str) -> MappingNode | None:
        node = child(root, name)
        if node is None or isinstance(node, MappingNode):
            return node
        fault = f"'{name}' is not a list of names with values."
        self.fault(node, "wrong-type", fault, "Write it as the map that import wrote.")
        return None

    def _word(self, node: Node, name: str) -> str | None:
        """Return a text; None, and why, where it is none or still open."""
        if not isinstance(node, ScalarNode):
            remedy = "Write 1 text after the colon."
            self.fault(node, "wrong-type", f"'{name}' needs a text.", remedy)
            return None
        if node.value == OPEN:
            self._is_open(node, name)
            return None
        return str(node.value)

    def _is_open(self, node: Node, name: str) -> None:
        fault = f"'{name}' is not decided yet."
        self.fault(node, "undecided", fault, 'Put an answer in the place of the "?".')

    def _choice(self, root: MappingNode, name: str, known: Choices) -> str:
        node = child(root, name)
        text = self._word(node, name) if node else ""
        if node and text is not None and text not in known:
            fault = f"'{name}' cannot be {quoted(text)}."
            self.fault(node, "unknown-value", fault, f"Write {' or '.join(known)}.")
        return text if text in known and text else ""

    # --- what file it is for ---

    def _check_form(self, root: MappingNode) -> None:
        form = self.kit.form.book.instrument
        self._check_is(root, "form", form, f"Name the form: --form; or write form: {form}.")

    def _check_file(self, root: MappingNode) -> None:
        file = self._mapping(root, "file")
        if file is None:
            remedy = "Run import without --map: it writes a map with this line."
            self.fault(root, "missing-key", "The line 'file' is missing.", remedy)
            return
        self._check_keys(file, ("name", "sha256", "tool", "rows", "sheet"))
        digest = self.source.digest
        again = (
            "Is it the right file? If it is a later export of the same survey, look at every "
            f"line, then write sha256: {digest}."
        )
        self._check_is(file, "sha256", digest, again, "The map was made for another file.")
        self._check_is(file, "tool", self.source.tool, f"Write tool: {self.source.tool}.")

    def _check_is(
        self, node: MappingNode, name: str, wanted: str, remedy: str, fault: str = ""
    ) -> None:
        value = child(node, name)
        if value is None:
            self.fault(node, "missing-key", f"'{name}' is missing.", f'Write {name}: "{wanted}".')
            return
        text = self._word(value, name)
        if text is not None and text != wanted:
            words = fault or f"'{name}' is {quoted(text)} here, not {quoted(wanted)}."
            self.fault(value, "other-file", words, remedy)

    # --- lines that name a column of the file ---

    def _line(self, node: MappingNode, target: str) -> Line | None:
        self._check_keys(node, _LINE_KEYS)
        named = child(node, "column")
        if named is None:
            remedy = 'Write {column: "the heading"}.'
            self.fault(node, "missing-key", f"'{target}' names no column.", remedy)
            return None
        text, place = self._word(named, "column"), self._place(node)
        if text is None:
            return None
        heading = self._heading(named, shown_heading(text), place)
        by = self._word_of(node, "by", _BY) or "hand"
        confirmed = self._confirmed(node, target, by)
        intended = self._word_of(node, "identity", (_INTENDED,)) == _INTENDED
        if heading is None:
            return None
        where = at(node, self.shown)
        kept = heading.place if len(self.source.named(heading.name)) > 1 or place else None
        line = Line(heading.name, kept, _BY[_BY.index(by)], confirmed, intended, where)
        self._check_line(named, target, line, heading)
        return line

    def _word_of(self, node: MappingNode, name: str, known: Iterable[str]) -> str:
        value = child(node, name)
        text = self._word(value, name) if value else ""
        if value and text is not None and text not in known:
            fault = f"'{name}' cannot be {quoted(text)}."
            self.fault(value, "unknown-value", fault, f"Write {' or '.join(known)}.")
            return ""
        return text or ""

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
        if place is not None:
            heading = self.source.headings[place - 1]
            if heading.name == name:
                return heading
            fault = f"Column {place} of the file is not called {quoted(name)}."
            places = [str(one.place + 1) for one in named]
            remedy = f"That is column {' or '.join(places)}." if places else _nearest(
                name, self.source
            )  # fmt: skip
            self.fault(node, "column-moved", fault, remedy)
            return None
        if len(named) == 1:
            return named[0]
        if named:
            places = [str(one.place + 1) for one in named]
            fault = f"{len(named)} columns are called {quoted(name)}."
            remedy = f"Add which one: place: {' or '.join(places)}."
            self.fault(node, "column-twice", fault, remedy)
        else:
            fault = f"The file has no column {quoted(name)}."
            self.fault(node, "no-column", fault, _nearest(name, self.source))
        return None

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

    # --- what stands for every row ---

    def _own(self, root: MappingNode, name: str) -> Line | str | None:
        node = child(root, name)
        if node is None:
            if name in _NEEDED:
                remedy = "Write it as in the map that import wrote."
                self.fault(root, "missing-key", f"'{name}' is missing.", remedy)
            return None
        if isinstance(node, MappingNode):
            if name == "cohort" and self.cohort:
                fault = f"The map names a column, and --cohort says {quoted(self.cohort)}."
                self.fault(node, "two-cohorts", fault, "Leave --cohort out, or correct the map.")
            return self._line(node, name)
        if name == "cohort" and self.cohort and getattr(node, "value", "") == OPEN:
            return self.cohort
        text = self._word(node, name)
        if text is None:
            return None
        self._check_own(node, name, text)
        if name == "cohort" and self.cohort not in ("", text):
            fault = f"The map says {quoted(text)}, and --cohort says {quoted(self.cohort)}."
            self.fault(node, "two-cohorts", fault, "Leave --cohort out, or correct the map.")
        return text

    def _check_own(self, node: Node, name: str, text: str) -> None:
        cohorts = [cohort.id for cohort in self.kit.cohorts]
        if name == "respondent" and text != NUMBER:
            remedy = 'Write respondent: number, or respondent: {column: "the heading"}.'
            self.fault(node, "unknown-value", f"{quoted(text)} is no column.", remedy)
        elif name == "cohort" and text not in cohorts:
            remedy = suggestion(text, cohorts) + " Or add it to cohorts.csv."
            self.fault(node, "unknown-cohort", f"There is no cohort {quoted(text)}.", remedy)
        elif name == "version" and text not in self.kit.form.book.accepts:
            fault = f"Version {quoted(text)} of the form is not accepted."
            remedy = f"Accepted: {listed(self.kit.form.book.accepts)}."
            self.fault(node, "version-not-accepted", fault, remedy)
        elif name == "language" and text not in self.kit.languages:
            remedy = f"The programme's are: {listed(self.kit.languages)}."
            self.fault(node, "unknown-value", f"{quoted(text)} is no language here.", remedy)
        elif name == "completed_on" and days.day_in(text, "") != text:
            remedy = "Write year, month and day, such as 2026-05-11."
            self.fault(node, "wrong-type", f"{quoted(text)} is not a date.", remedy)

    def _finished(self, root: MappingNode) -> Line | str:
        node = child(root, "finished")
        several = self._states()
        if node is None:
            if len(several) > 1:
                names = listed([heading.name for heading in several])
                fault = "'finished' is missing: several columns may say whether a form is whole."
                remedy = f'Write finished: {{column: "…"}}, of {names}; or finished: all.'
                self.fault(root, "missing-key", fault, remedy)
            return ""
        if not isinstance(node, MappingNode):
            return self._choice(root, "finished", (ALL,))
        line = self._line(node, "finished")
        if line and place_of(self.source, line) not in [heading.place for heading in several]:
            fault = f"{quoted(line.column)} is no column of whether a form is complete."
            remedy = f"Those are: {listed([h.name for h in several])}; or write finished: all."
            self.fault(node, "no-column", fault, remedy)
        return line or ""

    def _states(self) -> list[Heading]:
        if self.source.tool != "redcap":
            return []
        return list(completes(self.source, self.kit.form.book.instrument))

    # --- columns and answers ---

    def _columns(self, root: MappingNode) -> dict[str, Line]:
        found: dict[str, Line] = {}
        node = self._mapping(root, "columns")
        if node is None:
            remedy = "Run import without --map: it writes a map with these lines."
            self.fault(root, "missing-key", "The lines of 'columns' are missing.", remedy)
            return found
        for key, value in node.value:
            if key.value not in self.kit.form.targets:
                fault = f"The form has no column {quoted(key.value)}."
                remedy = suggestion(key.value, self.kit.form.targets)
                self.fault(key, "unknown-column", fault, remedy)
            elif isinstance(value, MappingNode):
                line = self._line(value, key.value)
                if line:
                    found[key.value] = replace(line, where=at(key, self.shown))
            elif value.value == OPEN:
                fault = f"'{key.value}' is not decided yet."
                remedy = f'Write {{column: "the heading"}}; or move {key.value} to not_found.'
                self.fault(value, "undecided", fault, remedy)
            else:
                remedy = 'Write {column: "the heading"}.'
                self.fault(value, "wrong-type", f"'{key.value}' names no column.", remedy)
        return found

    def _answers(self, root: MappingNode) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        node = self._mapping(root, "answers")
        for key, value in node.value if node else ():
            known = (*self.kit.form.targets, "cohort", "completed_on")
            if key.value not in known:
                fault = f"The form has no column {quoted(key.value)}."
                self.fault(key, "unknown-column", fault, suggestion(key.value, known))
            elif not isinstance(value, MappingNode):
                remedy = 'Write "what the file holds": code, a line for each.'
                self.fault(value, "wrong-type", f"'{key.value}' holds no answers.", remedy)
            else:
                found[key.value] = self._given(key.value, value)
        return found

    def _given(self, target: str, node: MappingNode) -> dict[str, str]:
        given: dict[str, str] = {}
        seen: dict[str, str] = {}
        for key, value in node.value:
            text = str(key.value)
            if not isinstance(value, ScalarNode):
                self.fault(value, "wrong-type", f"{quoted(text)} needs 1 code.", "Write a code.")
            elif value.value == OPEN:
                self._is_open(value, text)
            elif reason := self._no_code(target, str(value.value)):
                fault = f"{quoted(str(value.value))} is no code of '{target}'."
                self.fault(value, "unknown-code", fault, reason)
            elif seen.setdefault(folded(text), str(value.value)) != value.value:
                fault = f"{quoted(text)} stands here twice, with 2 codes."
                self.fault(key, "answer-twice", fault, "Delete 1 of the 2.")
            else:
                given[text] = str(value.value)
        return given

    def _no_code(self, target: str, code: str) -> str:
        """Return what would be a code, where this is none."""
        form = self.kit.form
        if target == "cohort":
            ids = [cohort.id for cohort in self.kit.cohorts]
            return "" if code in ids else suggestion(code, ids)
        if code in GAPS:
            return ""
        if target in form.several:
            codes = [one.code for one in form.several[target]]
            return "" if code in codes else suggestion(code, codes)
        column = form.by_name[target].column if target in form.by_name else None
        return _no_code_of(column, code)

    # --- the map as a whole ---

    def _check_whole(self, root: MappingNode, chosen: ImportMap) -> None:
        self._check_places(chosen)
        tried = {key.value for key, _ in getattr(child(root, "columns"), "value", ())}
        missing = self._list(root, "not_found", self.kit.form.targets)
        self._list(root, "left_out", ())
        for target in sorted(missing & tried):
            fault = f"'{target}' stands under columns and under not_found."
            where = chosen.wheres.get("not_found", at(root, self.shown))
            remedy = "Delete it from not_found, or its line under columns."
            self.found.append(Problem(where, "found-twice", fault, remedy))
        for target in self._unsaid(tried | missing):
            fault = f"Nothing is said of '{target}'."
            remedy = f"Add a line for it under columns, or write {target} into not_found."
            where = chosen.wheres.get("columns", at(root, self.shown))
            self.found.append(Problem(where, "missing-key", fault, remedy))
        for item, boxes in self.kit.form.several.items():
            if item in tried and any(one.name in tried for one in boxes):
                fault = f"'{item}' is taken as a whole and box by box."
                where = chosen.wheres.get("columns", at(root, self.shown))
                remedy = "Keep 1 of the 2."
                self.found.append(Problem(where, "found-twice", fault, remedy))

    def _check_places(self, chosen: ImportMap) -> None:
        """Find columns of the file that are taken twice."""
        first: dict[int, str] = {}
        for target, line in chosen.lines.items():
            place = place_of(self.source, line)
            other = first.setdefault(place, target)
            if other != target:
                fault = f"{quoted(line.column)} is taken for '{other}' and for '{target}'."
                remedy = "A column answers 1 question: delete 1 of the 2 lines."
                self.found.append(Problem(line.where, "column-used-twice", fault, remedy))

    def _list(self, root: MappingNode, name: str, known: Choices) -> set[str]:
        node = child(root, name)
        if node is None:
            return set()
        if not isinstance(node, SequenceNode):
            fault = f"'{name}' is not a list."
            self.fault(node, "wrong-type", fault, f"Write {name}: [].")
            return set()
        names = [one for one in node.value if isinstance(one, ScalarNode)]
        for one in names if known else ():
            if one.value not in known:
                fault = f"The form has no column {quoted(one.value)}."
                self.fault(one, "unknown-column", fault, suggestion(one.value, known))
        return {one.value for one in names}

    def _unsaid(self, said: set[str]) -> list[str]:
        """Return the form's columns of which a map says nothing."""
        form = self.kit.form
        whole = {one.name for item in said & set(form.several) for one in form.several[item]}
        return [one.name for one in form.asked if one.name not in said | whole]


def _no_code_of(column: Column | None, code: str) -> str:
    if column is None or column.kind == "date":
        return "" if days.day_in(code, "") == code else "Write a date such as 2026-05-11, or a gap."
    if column.kind == "text":
        return 'Of a text only gaps are set: "", -97, -98 or -99.'
    if column.kind == "number":
        whole = code.isascii() and code.isdigit() and len(code) < 20
        fits = whole and column.minimum <= int(code) <= column.maximum
        return "" if fits else f"Write a whole number from {column.minimum} to {column.maximum}."
    return "" if code in column.codes else f"Use one of: {listed(column.codes)}; or a gap."


def _nearest(name: str, source: Source) -> str:
    """Return the headings that are most like a name; none that looks like somebody's answer."""
    known = [one.name for one in source.headings if one.name and not is_no_heading(one.name)]
    alike = nearest(name, known, cutoff=0.6)
    if alike:
        return f"Did you mean {quoted(alike[0])}?"
    return "Copy the heading from the first row of the file."
