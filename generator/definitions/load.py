"""Definition files become a programme and its instruments.

Text goes in, values come out; nothing here reads a disk. Each file's tree is
kept beside the models (``Marks``), so that every later rule can say in which
line and column its fault stands.

A file with a fault is read as far as it can be: an element that its model
refuses is taken out of the tree and its names are remembered as *broken*, so
that the rest can be checked in the same run and a broken scale is not also
reported as unknown wherever it is used.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Generic, TypeVar

from pydantic import ValidationError

from generator.definitions.instrument import Instrument, Item
from generator.definitions.model_faults import Fault, Step, located, worded
from generator.definitions.problem import Parsed, Problem, SourceLine, in_reading_order
from generator.definitions.programme import Model, Programme
from generator.definitions.yaml_source import Node, plain_value, read_yaml

PROGRAMME_FILE = "programme.yml"

#: What looking at the folder as a whole may say.
FOLDER_RULES = ("no-programme", "second-programme")

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Marks:
    """Where everything stands: the tree of each file, by its path."""

    roots: Mapping[str, Node]

    def at(self, path: str, *steps: Step) -> SourceLine:
        """Return the place of a value; of the nearest value around it where it is absent."""
        node = self.roots.get(path)
        if node is None:
            return SourceLine(path)
        for step in steps:
            child = node.child(step)
            if child is None:
                break
            node = child
        return SourceLine(path, node.line, node.column)

    def texts(self) -> Iterator[tuple[SourceLine, str]]:
        """Yield every text of every file with its place."""
        todo = list(self.roots.items())
        while todo:
            path, node = todo.pop()
            if node.kind == "text":
                yield SourceLine(path, node.line, node.column), node.text
            todo += [(path, child) for child in node.children]


@dataclass(frozen=True, slots=True)
class Definitions:
    """A programme, its instruments and where each word of them stands.

    ``paths`` are the files of ``instruments``, in the same order. ``broken``
    holds names that exist but could not be read, ``unread`` the files of which
    nothing could be: rules say nothing about what they might contain.
    ``digest`` is that of the very texts that were read.
    """

    programme: Programme
    instruments: tuple[Instrument, ...]
    marks: Marks
    programme_path: str
    paths: tuple[str, ...]
    broken: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()
    digest: str = ""

    @property
    def forms(self) -> tuple[tuple[str, Instrument], ...]:
        """Each instrument with its path."""
        return tuple(zip(self.paths, self.instruments, strict=True))

    @property
    def complete(self) -> bool:
        """True where every file was read whole, so that absence means something."""
        return not self.broken and not self.unread

    def instrument(self, form_id: str) -> Instrument | None:
        """Return the instrument of an id, or None."""
        return next((form for form in self.instruments if form.id == form_id), None)


def items_with_steps(instrument: Instrument) -> Iterator[tuple[tuple[Step, ...], Item]]:
    """Yield each item in reading order with the steps that lead to it in its file."""
    for s, section in enumerate(instrument.sections):
        for i, item in enumerate(section.items):
            yield ("sections", s, "items", i), item


def parse_programme(text: str | bytes, path: str) -> Parsed[Programme]:
    """Return the programme of a text; rules between definitions are not checked here."""
    read = _read(text, path, Programme)
    return Parsed(read.model, in_reading_order(read.problems))


def parse_instrument(text: str | bytes, path: str) -> Parsed[Instrument]:
    """Return the form of a text; rules between definitions are not checked here."""
    read = _read(text, path, Instrument)
    return Parsed(read.model, in_reading_order(read.problems))


def parse_definitions(
    files: Mapping[str, str | bytes], unread: Sequence[str] = ()
) -> Parsed[Definitions]:
    """Return all definitions of a folder, given as relative path → content.

    The file named ``programme.yml`` is the programme, any other ``.yml`` or
    ``.yaml`` a form; other files are passed over. All problems of all files
    are listed. ``value`` is None where there is no readable programme. ``unread`` are files
    that are there and could not be read, which was told.
    """
    paths = sorted(p for p in files if PurePosixPath(p).suffix.lower() in {".yml", ".yaml"})
    programmes = [p for p in paths if PurePosixPath(p).name == PROGRAMME_FILE]
    problems = list(_folder_problems(programmes, unread))
    forms = {p: _read(files[p], p, Instrument) for p in paths if p not in programmes}
    for read_form in forms.values():
        problems += read_form.problems
    if not programmes:
        return Parsed(None, in_reading_order(problems))
    programme = _read(files[programmes[0]], programmes[0], Programme)
    problems += programme.problems
    if programme.model is None:
        return Parsed(None, in_reading_order(problems))
    readable = {p: r.model for p, r in forms.items() if r.model is not None}
    reads: list[_Read[Programme] | _Read[Instrument]] = [programme, *forms.values()]
    definitions = Definitions(
        programme.model,
        tuple(readable.values()),
        Marks({r.path: r.root for r in reads if r.root is not None}),
        programmes[0],
        tuple(readable),
        frozenset().union(*(r.broken for r in reads)),
        (*unread, *(p for p in forms if p not in readable)),
    )
    return Parsed(definitions, in_reading_order(problems))


def _folder_problems(programmes: Sequence[str], unread: Sequence[str]) -> Iterator[Problem]:
    if PROGRAMME_FILE not in (PurePosixPath(path).name for path in (*programmes, *unread)):
        place = SourceLine(f"instruments/{PROGRAMME_FILE}")
        fault = "There is no programme.yml among the definitions."
        remedy = "Run the command in a programme's folder, or make one with 'mentoring init'."
        yield Problem(place, "no-programme", fault, remedy)
    for path in programmes[1:]:
        fault = f"There is a second programme file. {programmes[0]} is the one that is used."
        yield Problem(SourceLine(path), "second-programme", fault, "Delete or rename one of them.")


@dataclass(slots=True)
class _Read(Generic[M]):
    """One file: its tree, what its model made of it, and everything that was wrong."""

    path: str
    root: Node | None = None
    model: M | None = None
    problems: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)


#: Stand-ins for a form's own faulty words, so that the rest of it is still checked.
_STAND_INS = {
    "version": "0.0.0",
    "title": "?",
    "purpose": "?",
    "when": "?",
    "status": "draft",
    "minutes": "1",
}


def _read(content: str | bytes, path: str, model: type[M]) -> _Read[M]:
    """Read one file: its tree, then its model, taking out what the model refuses."""
    tree = read_yaml(content, path)
    read: _Read[M] = _Read(path, tree.value, problems=list(tree.problems))
    if read.root is None:
        return read
    for attempt in range(3):
        try:
            text = json.dumps(plain_value(read.root))
            read.model = model.model_validate_json(text, strict=True)
            break
        except ValidationError as error:
            faults = located(error.errors(include_url=False, include_input=False), read.root)
            if attempt == 0:
                read.problems += worded(faults, model, read.root, path)
            if not _take_out(faults, read, model):
                break
    return read


def _take_out(faults: Sequence[Fault], read: _Read[M], model: type[M]) -> bool:
    """Take faulty elements out of the tree; False where a form without them is no form."""
    assert read.root is not None  # noqa: S101 - for the type checker
    targets = {_target(fault) for fault in faults}
    unknown_keys = {fault.steps for fault in faults if fault.unknown_key}
    for steps in sorted(targets, key=_deepest_and_last_first):
        if len(steps) > 1 or _is_optional(steps[0], model):
            removed = _remove(read.root, steps)
            names = _names_in(removed)  # under an unknown key too: it is a known one, misspelt
            read.broken |= names or (set() if steps in unknown_keys else {str(steps[0])})
        elif not _stand_in(read, str(steps[0])):
            return False
    return True


def _target(fault: Fault) -> tuple[Step, ...]:
    """Return the steps to the element to take out: a key, an item, or an entry of a list."""
    steps = fault.steps
    if fault.unknown_key:
        return steps
    if not steps:
        return (fault.error["loc"][0],) if fault.error["loc"] else ("",)
    if len(steps) > 3 and steps[0] == "sections" and steps[2] == "items":
        return steps[:4]
    first = next((n for n, step in enumerate(steps) if isinstance(step, int)), 0)
    return steps[: first + 1]


def _deepest_and_last_first(steps: tuple[Step, ...]) -> tuple[int, list[int]]:
    return -len(steps), [-s if isinstance(s, int) else 0 for s in steps]


def _is_optional(key: Step, model: type[Model]) -> bool:
    field_info = model.model_fields.get(str(key))
    return field_info is None or not field_info.is_required()


def _remove(root: Node, steps: tuple[Step, ...]) -> Node | None:
    parent = root
    for step in steps[:-1]:
        child = parent.child(step)
        if child is None:
            return None
        parent = child
    last, removed = steps[-1], parent.child(steps[-1])
    if isinstance(last, int):
        if removed is not None:
            del parent.children[last]
        return removed
    kept = [(k, v) for k, v in zip(parent.keys, parent.children, strict=True) if k.text != last]
    parent.keys = [k for k, _ in kept]
    parent.children = [v for _, v in kept]
    return removed


def _names_in(node: Node | None) -> set[str]:
    """Return what an element is called, or calls on: its ids and measures, at any depth."""
    names: set[str] = set()
    todo = [node] if node is not None else []
    while todo:
        here = todo.pop()
        names |= {c.text for k in ("id", "measure") if (c := here.child(k)) and c.kind == "text"}
        todo += here.children
    return names


def _stand_in(read: _Read[M], key: str) -> bool:
    root = read.root
    value = PurePosixPath(read.path).stem if key == "id" else _STAND_INS.get(key)
    if value is None or root is None:
        return False
    accepts = root.child("accepts")
    if key == "version" and accepts is not None and accepts.children:
        value = accepts.children[0].text
    old = root.child(key) or Node("text", root.line, root.column)
    _remove(root, (key,))
    root.keys.append(Node("text", old.line, old.column, key))
    root.children.append(Node("text", old.line, old.column, value, plain=key == "minutes"))
    return True
