"""Definition files become a programme and its instruments; nothing here reads a disk.

A file with a fault is read as far as it can be: what its model refuses is taken out of the tree
and its names are remembered as *broken*, so that the rest can be checked in the same run and a
broken scale is not also reported as unknown wherever it is used.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Generic, TypeVar

from pydantic import ValidationError
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from generator.definitions.instrument import AnyItem, Instrument
from generator.definitions.model_faults import Fault, located, worded
from generator.definitions.problem import Problem, RefusedError, SourceLine
from generator.definitions.programme import Model, Programme, WordsFile
from generator.definitions.suggest import did_you_mean, listed
from generator.definitions.translations import Laid, is_words, lay_over
from generator.definitions.yaml_source import (
    Step,
    at,
    child,
    children,
    nearest_to,
    plain_value,
    read_yaml,
)

PROGRAMME_FILE = "programme.yml"

M = TypeVar("M", bound=Model)
Kind = TypeVar("Kind", bound=AnyItem)


@dataclass(slots=True)
class File(Generic[M]):
    """One definition file: its tree, and what its model made of it.

    Both are None where nothing usable could be read; ``broken`` are the names in what
    was taken out.
    """

    path: str
    root: MappingNode | None = None
    model: M | None = None
    broken: set[str] = field(default_factory=set)


AnyFile = File[Programme] | File[Instrument] | File[WordsFile]
#: A model, and the steps from it to a value that its file holds or might hold.
Where = tuple[Model, *tuple[Step, ...]]
#: What a rule finds: where, the fault and the remedy.
Broken = tuple[Where, str, str]


@dataclass(frozen=True, slots=True)
class Definitions:
    """A programme, its instruments, its words and where each word of them stands.

    ``roots`` are the trees of the files by path, ``nodes`` the path and the node of
    each model by its identity. ``broken`` holds names that exist but could not be read,
    ``unread`` the files of which nothing could be: rules say nothing about what they
    might contain. ``digest`` is that of the very texts that were read.
    """

    programme: Programme
    instruments: tuple[Instrument, ...]
    programme_path: str
    roots: Mapping[str, Node]
    nodes: Mapping[int, tuple[str, Node]]
    broken: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()
    digest: str = ""
    laid: tuple[Laid, ...] = ()

    @property
    def complete(self) -> bool:
        """True where every file was read whole, so that absence means something."""
        return not self.broken and not self.unread

    def instrument(self, form_id: str) -> Instrument | None:
        """Return the instrument of an id, or None."""
        return next((form for form in self.instruments if form.id == form_id), None)

    def items(self, kind: type[Kind]) -> Iterator[tuple[Instrument, Kind]]:
        """Yield each item of a kind with its form, in reading order."""
        for form in self.instruments:
            yield from ((form, item) for item in form.items if isinstance(item, kind))

    def at(self, model: Model, *steps: Step) -> SourceLine:
        """Return the place of a value in a model that was read from a file.

        It is that of the nearest value around it where the file does not have it. A model
        that was made in another way has no line.
        """
        if id(model) not in self.nodes:
            return SourceLine(self.programme_path)
        path, node = self.nodes[id(model)]
        return at(nearest_to(node, steps)[0], path)

    def files(self) -> Iterator[tuple[Programme | Instrument, tuple[str, Node]]]:
        """Yield each model of a whole file with its path and its tree."""
        models: tuple[Programme | Instrument, ...] = (self.programme, *self.instruments)
        for model in models:
            if id(model) in self.nodes:
                yield model, self.nodes[id(model)]

    def texts(self) -> Iterator[tuple[SourceLine, str]]:
        """Yield every text of every file with its place."""
        todo = list(self.roots.items())
        while todo:
            path, node = todo.pop()
            if isinstance(node, ScalarNode):
                yield at(node, path), node.value
            todo += [(path, inner) for inner in children(node)]


def parse_definitions(
    files: Mapping[str, str | bytes], found: list[Problem], unread: Sequence[str] = ()
) -> Definitions:
    """Return all definitions of a folder, given as relative path → content.

    The file named ``programme.yml`` is the programme, any other ``.yml`` or
    ``.yaml`` a form; other files are passed over. The problems of all files are added
    to ``found``; RefusedError is raised where there is no readable programme. ``unread``
    are files that are there and could not be read, which was told.
    """
    paths = sorted(p for p in files if PurePosixPath(p).suffix.lower() in {".yml", ".yaml"})
    words = [read_file(files[p], p, WordsFile, found) for p in paths if is_words(p)]
    paths = [path for path in paths if not is_words(path)]
    programmes = [p for p in paths if PurePosixPath(p).name == PROGRAMME_FILE]
    found += _folder_problems(programmes, unread)
    forms = [read_file(files[p], p, Instrument, found) for p in paths if p not in programmes]
    programme = File[Programme](PROGRAMME_FILE)
    if programmes:
        programme = read_file(files[programmes[0]], programmes[0], Programme, found)
    if programme.model is None:
        raise RefusedError(found)
    laid = tuple(
        Laid(file.path, file.model, file.root) for file in words if file.model and file.root
    )
    asked = [one for one in laid if one.words.language in programme.model.languages]
    first = programme.model.languages[0]
    _translate(programme, Programme, first, asked)
    for form in forms:
        _translate(form, Instrument, first, asked)
    every: list[File[Programme] | File[Instrument]] = [programme, *forms]
    return Definitions(
        programme.model.worded(one.words for one in laid),
        tuple(form.model for form in forms if form.model is not None),
        programme.path,
        {file.path: file.root for file in every if file.root is not None},
        {key: place for file in (*every, *words) for key, place in _nodes(file)},
        frozenset().union(*(file.broken for file in every)),
        (*unread, *(form.path for form in forms if form.model is None)),
        laid=laid,
    )


def _translate(file: File[M], model: type[M], first: str, laid: Sequence[Laid]) -> None:
    """Lay translations over a file and read it again, where it has any."""
    if file.model is None or file.root is None:
        return
    if lay_over(file.root, file.model, file.path, first, laid):
        file.model = _validated(file.root, model)


def _validated(root: MappingNode, model: type[M]) -> M:
    return model.model_validate_json(json.dumps(plain_value(root)), strict=True)


def _folder_problems(programmes: Sequence[str], unread: Sequence[str]) -> Iterator[Problem]:
    if PROGRAMME_FILE not in (PurePosixPath(path).name for path in (*programmes, *unread)):
        place = SourceLine(f"instruments/{PROGRAMME_FILE}")
        fault = "There is no programme.yml among the definitions."
        remedy = "Run the command in a programme's folder, or make one with 'mentoring init'."
        yield Problem(place, "no-programme", fault, remedy)
    for path in programmes[1:]:
        fault = f"There is a second programme file. {programmes[0]} is the one that is used."
        yield Problem(SourceLine(path), "second-programme", fault, "Delete or rename one of them.")


def _nodes(file: AnyFile) -> Iterator[tuple[int, tuple[str, Node]]]:
    """Yield each model that was read from a file, by its identity, with its place."""
    todo: list[tuple[object, Node | None]] = [(file.model, file.root)]
    while todo:
        value, node = todo.pop()
        if node is None:
            continue
        if isinstance(value, Model):
            yield id(value), (file.path, node)
            for name, info in type(value).model_fields.items():
                todo.append((getattr(value, name), child(node, info.alias or name)))
        elif isinstance(value, tuple):
            todo += zip(value, children(node), strict=False)


#: Stand-ins for a form's own faulty words, so that the rest of it is still checked.
_STAND_INS = {
    **dict.fromkeys(("title", "purpose", "when"), "?"),
    "version": "0.0.0", "status": "draft", "minutes": "1",
}  # fmt: skip


def read_file(content: str | bytes, path: str, model: type[M], found: list[Problem]) -> File[M]:
    """Read one file: its tree, then its model, taking out what the model refuses.

    Its problems are added to ``found``; rules between definitions are not checked here.
    """
    file: File[M] = File(path)
    try:
        file.root = root = read_yaml(content, path, found)
    except RefusedError:  # which is told; the other files are read all the same
        return file
    for attempt in range(3):
        try:
            file.model = _validated(root, model)
            break
        except ValidationError as error:
            faults = located(error.errors(include_url=False, include_input=False), root)
            if attempt == 0:
                found += worded(faults, model, path)
            if not _take_out(faults, root, file, model):
                break
    return file


def _take_out(faults: Sequence[Fault], root: MappingNode, file: File[M], model: type[M]) -> bool:
    """Take faulty elements out of the tree; False where a form without them is no form."""
    unknown_keys = {fault.steps for fault in faults if fault.kind == "extra_forbidden"}
    for steps in sorted({_target(fault) for fault in faults}, key=_deepest_and_last_first):
        info = model.model_fields.get(str(steps[0]))
        if len(steps) > 1 or info is None or not info.is_required():
            names = _names_in(_removed(root, steps))
            # Under an unknown key too: it is a known one, misspelt.
            file.broken |= names or (set() if steps in unknown_keys else {str(steps[0])})
        elif not _stand_in(root, file.path, str(steps[0])):
            return False
    return True


def _target(fault: Fault) -> tuple[Step, ...]:
    """Return the steps to the element to take out: a key, an item, or an entry of a list."""
    steps = fault.steps
    if fault.kind == "extra_forbidden":
        return steps
    if not steps:
        return fault.error["loc"][:1] or ("",)
    if len(steps) > 3 and steps[0] == "sections" and steps[2] == "items":
        return steps[:4]
    first = next((n for n, step in enumerate(steps) if isinstance(step, int)), 0)
    return steps[: first + 1]


def _deepest_and_last_first(steps: tuple[Step, ...]) -> tuple[int, list[int], str]:
    return -len(steps), [-s if isinstance(s, int) else 0 for s in steps], str(steps)


def _removed(root: Node, steps: tuple[Step, ...]) -> Node | None:
    """Take a value out of the tree and return it; None where it is gone with another."""
    parent, there = nearest_to(root, steps[:-1])
    last, removed = steps[-1], child(parent, steps[-1]) if there else None
    if isinstance(parent, SequenceNode) and removed is not None:
        parent.value.remove(removed)
    elif isinstance(parent, MappingNode) and there:
        parent.value = [(key, value) for key, value in parent.value if key.value != last]
    return removed


def _names_in(node: Node | None) -> set[str]:
    """Return what an element is called, or calls on: its ids and measures, at any depth."""
    if node is None:
        return set()
    named = (child(node, key) for key in ("id", "measure"))
    own = {name.value for name in named if isinstance(name, ScalarNode)}
    return own.union(*map(_names_in, children(node)))


def _stand_in(root: MappingNode, path: str, key: str) -> bool:
    value = PurePosixPath(path).stem if key == "id" else _STAND_INS.get(key)
    if value is None:
        return False
    accepts = child(root, "accepts")
    if key == "version" and accepts is not None and (versions := children(accepts)):
        value = str(versions[0].value)
    old = child(root, key) or root
    _removed(root, (key,))
    style = None if key == "minutes" else '"'
    name = ScalarNode("", key, old.start_mark)
    root.value.append((name, ScalarNode("", value, old.start_mark, style=style)))
    return True


def unknown_form(name: str, known: Sequence[str]) -> Problem:
    """Return what is told where somebody names a form that is none of those known."""
    fault, remedy = f"There is no form '{name}'.", did_you_mean(name, known)
    remedy = remedy or f"The forms are: {listed(known, 40)}."
    return Problem(SourceLine(name), "unknown-form", fault, remedy)
