"""YAML text becomes a tree that remembers where everything stands.

YAML is pleasant to write and full of surprises: a plain ``No`` turns into
false, ``1.10`` into 1.1, ``12:30`` into 750, and the second of two equal keys
silently wins. Here a plain value is only ever null, true, false, a plain number
or text, and the rest of YAML's cleverness is refused with a line and a column:
repeated keys, anchors and aliases, tags of one's own, several documents, tabs.

The tree is built from the parser's events, not by recursion, and limits on
size, depth and count stand before it, so a hostile file costs little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import yaml

from generator.definitions.file_text import decoded
from generator.definitions.problem import Parsed, Problem, SourceLine
from generator.definitions.signs import turning_fault

MAXIMUM_NODES = 50_000
MAXIMUM_DEPTH = 24

#: What reading YAML may say, before any model is asked.
YAML_RULES = (
    "alias",
    "custom-tag",
    "duplicate-key",
    "empty-file",
    "key-not-text",
    "not-utf-8",
    "odd-character",
    "several-documents",
    "tab",
    "too-deep",
    "too-large",
    "yaml-surprise",
    "yaml-syntax",
)

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?[0-9]{1,15}\.[0-9]{1,15}")
_SURPRISES = (
    (re.compile(r"(?i:y|yes|on)"), "true"),
    (re.compile(r"(?i:n|no|off)"), "false"),
    (re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"), "a number of seconds or minutes"),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?"), "a date"),
    (re.compile(r"[-+]?0(o?[0-7_]+|x[0-9a-fA-F_]+|b[01_]+)"), "a number in another base"),
    (re.compile(r"[-+]?[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|[-+]?\.[0-9]+"), "a number"),
    (re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"), "a number"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_HINTS = (
    ("mapping values are not allowed", "A text that holds a colon and a space needs quotes."),
    ("could not find expected ':'", "A key needs a colon and a space; check the line above too."),
    ("did not find expected key", "Check the spaces at the start of this line, and its quotes."),
    ("did not find expected '-'", "Check the spaces at the start of this line."),
    ("cannot start any token", "Put quotes round a text that begins with this character."),
    ("did not find expected ',' or", "Close the bracket, or put quotes round the text."),
)


@dataclass(slots=True)
class Node:
    """One value of a file with its place (line and column from 1).

    ``children`` are a list's elements or a mapping's values; ``keys`` are a
    mapping's keys, in the same order. ``plain`` is True for unquoted text.
    """

    kind: Literal["text", "list", "map"]
    line: int
    column: int
    text: str = ""
    plain: bool = False
    keys: list[Node] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def child(self, key: str | int) -> Node | None:
        """Return the value under a key or at an index, or None."""
        if isinstance(key, int):
            return self.children[key] if 0 <= key < len(self.children) else None
        if self.kind != "map":
            return None
        return next(
            (v for k, v in zip(self.keys, self.children, strict=True) if k.text == key), None
        )

    def key(self, name: str) -> Node | None:
        """Return the node of a key itself, or None."""
        return next((k for k in self.keys if k.text == name), None)


class _Stop(Exception):  # noqa: N818 - it stops reading; it is caught a few lines below
    """Reading a file cannot go on; carries the reason."""

    def __init__(self, line: int, column: int, rule: str, fault: str, remedy: str) -> None:
        super().__init__(fault)
        self.place = (line, column)
        self.words = (rule, fault, remedy)


def read_yaml(content: str | bytes, path: str) -> Parsed[Node]:
    r"""Return a file's tree; ``value`` is None where the text is not a single YAML mapping.

    >>> tree = read_yaml("id: tea\nlabel: No\n", "tea.yml")
    >>> tree.value.child("label").text, tree.problems[0].where.line
    ('No', 2)
    """
    text = decoded(content, path)
    if text.value is None:
        return Parsed(None, text.problems)
    try:
        root = _tree(_LOADER(text.value))
    except _Stop as stop:
        return Parsed(None, (Problem(SourceLine(path, *stop.place), *stop.words),))
    except yaml.YAMLError as error:
        return Parsed(None, (_syntax_problem(error, text.value, path),))
    problems = tuple(_odd_mappings(root, path))
    return Parsed(root, problems)


def _tree(loader: yaml.SafeLoader) -> Node:
    try:
        return _built(iter(loader.get_event, None))
    finally:
        loader.dispose()


def _built(events: Iterable[yaml.Event]) -> Node:
    """Build the tree from the parser's events; an explicit stack instead of recursion."""
    roots: list[Node] = []
    stack: list[Node] = []
    count = 0
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            node = _node(event)
            count += 1
            _check_limits(node, count, len(stack))
            (_slot(stack[-1]) if stack else roots).append(node)
            if node.kind != "text":
                stack.append(node)
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and roots:
            raise _Stop(
                *_mark(event), "several-documents", "A second YAML document begins here.",
                "Keep 1 form in each file, and delete this line of 3 hyphens.",
            )  # fmt: skip
    return _only_mapping(roots)


def _only_mapping(roots: list[Node]) -> Node:
    if not roots or (roots[0].kind == "text" and not roots[0].text):
        raise _Stop(1, 1, "empty-file", "The file is empty.", "Write a definition, or delete it.")
    root = roots[0]
    if root.kind != "map":
        fault = "The file is not a set of keys with values."
        remedy = "Begin with lines such as 'id: my_form'; README.md shows a whole form."
        raise _Stop(root.line, root.column, "yaml-syntax", fault, remedy)
    return root


def _slot(parent: Node) -> list[Node]:
    """Return the list for a parent's next node: a mapping's keys and values alternate."""
    if parent.kind == "map" and len(parent.keys) == len(parent.children):
        return parent.keys
    return parent.children


def _mark(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _node(event: yaml.NodeEvent) -> Node:
    line, column = _mark(event)
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        fault = f"An anchor or alias, '{str(event.anchor)[:40]}'."
        remedy = "Write the values out; shared words belong in programme.yml."
        raise _Stop(line, column, "alias", fault, remedy)
    tag = getattr(event, "tag", None)
    if tag is not None:
        remedy = "Delete it; for text, put quotes round the value."
        raise _Stop(line, column, "custom-tag", f"A YAML tag, '{str(tag)[:60]}'.", remedy)
    if isinstance(event, yaml.ScalarEvent):
        plain = not event.style
        return Node("text", line, column, str(event.value), plain)
    kind: Literal["list", "map"] = "map" if isinstance(event, yaml.MappingStartEvent) else "list"
    return Node(kind, line, column)


def _check_limits(node: Node, count: int, depth: int) -> None:
    if depth > MAXIMUM_DEPTH:
        fault = f"Lists and keys are nested more than {MAXIMUM_DEPTH} deep."
        raise _Stop(node.line, node.column, "too-deep", fault, "A form needs fewer than 10.")
    if count > MAXIMUM_NODES:
        fault = f"The file holds more than {MAXIMUM_NODES:,} values."
        raise _Stop(node.line, node.column, "too-large", fault, "Is this the right file?")


def _syntax_problem(error: yaml.YAMLError, text: str, path: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    words = str(getattr(error, "problem", None) or getattr(error, "reason", "") or "unreadable")
    opened = _opened(error, text)
    if opened is not None:
        place = SourceLine(path, opened.line + 1, opened.column + 1)
        fault = "This is not valid YAML: a text in quotation marks runs over the end of its line."
        return Problem(place, "yaml-syntax", fault, "Close the quotation mark on this line.")
    place = SourceLine(path, mark.line + 1, mark.column + 1) if mark else SourceLine(path)
    remedy = next((hint for key, hint in _HINTS if key in words), "Compare with README.md.")
    return Problem(place, "yaml-syntax", f"This is not valid YAML: {words[:200]}.", remedy)


def _opened(error: yaml.YAMLError, text: str) -> yaml.Mark | None:
    """Return where a quotation mark was opened that was probably forgotten to be closed.

    The next one, lines below, closes it, so that only what comes after that is wrong.
    """
    if not isinstance(error, yaml.MarkedYAMLError):
        return None
    mark = error.problem_mark
    if error.context and "quoted scalar" in error.context:
        return error.context_mark
    try:
        for token in yaml.scan(text, Loader=_LOADER):
            if mark is None or token.start_mark.line > mark.line:
                break
            start: yaml.Mark = token.start_mark
            quoted = isinstance(token, yaml.ScalarToken) and token.style in ("'", '"')
            if quoted and start.line < token.end_mark.line == mark.line:
                return start
    except yaml.YAMLError:
        return None
    return None


def _odd_mappings(root: Node, path: str) -> Iterator[Problem]:
    """Yield repeated keys, keys that are no text, and texts that are not what they look like."""
    todo: list[tuple[Node, str]] = [(root, "")]
    while todo:
        node, name = todo.pop()
        if node.kind == "text":
            yield from _turning(node, path)
            yield from _surprise(node, name, path)
            yield from _controls(node, path)
        elif node.kind == "list":
            todo.extend((child, name) for child in node.children)
        else:
            yield from _odd_keys(node, path)
            for key, child in zip(node.keys, node.children, strict=True):
                todo += [(key, ""), (child, key.text)]


def _odd_keys(node: Node, path: str) -> Iterator[Problem]:
    first: dict[str, Node] = {}
    for key in node.keys:
        place = SourceLine(path, key.line, key.column)
        if key.kind != "text" or (key.plain and key.text in _NULL):
            remedy = "A key is a word before a colon; put quotes round a text with brackets."
            yield Problem(place, "key-not-text", "This key is not a word.", remedy)
        elif key.text in first:
            fault = f"The key '{key.text[:60]}' is here twice; the first is in line "
            remedy = "Delete 1 of the 2. Otherwise only the last one counts."
            fault += f"{first[key.text].line}."
            yield Problem(place, "duplicate-key", fault, remedy)
        else:
            first[key.text] = key


def _turning(node: Node, path: str) -> Iterator[Problem]:
    """Yield a problem for a text that turns the direction of writing, by an escape or bare."""
    if fault := turning_fault(node.text):
        yield Problem(SourceLine(path, node.line, node.column), *fault)


def _controls(node: Node, path: str) -> Iterator[Problem]:
    """Yield a problem for signs that no page or paper can show, such as an escaped NUL."""
    found = _CONTROL.search(node.text)
    if found:
        fault = f"A character that cannot be read, U+{ord(found[0]):04X}."
        place = SourceLine(path, node.line, node.column)
        yield Problem(place, "odd-character", fault, "Delete it, and type what was meant.")


def _surprise(node: Node, name: str, path: str) -> Iterator[Problem]:
    """Yield a problem for a plain text that other YAML programs read as something else."""
    text = node.text
    if not node.plain or len(text) > 40 or isinstance(plain_value(node), bool | int | float | None):
        return
    meaning = next((words for pattern, words in _SURPRISES if pattern.fullmatch(text)), None)
    if meaning is None or (meaning == "a date" and name == "until"):
        return
    fault = f"Without quotes many programs read {text} as {meaning}."
    place = SourceLine(path, node.line, node.column)
    yield Problem(place, "yaml-surprise", fault, f'Put quotes round it: "{text}".')


def plain_value(node: Node) -> Plain:
    r"""Return a tree's values as Python's; of repeated keys the first counts.

    >>> plain_value(read_yaml("a: 1\nb: [x, '2', null]\n", "t.yml").value)
    {'a': 1, 'b': ['x', '2', None]}
    """
    if node.kind == "list":
        return [plain_value(child) for child in node.children]
    if node.kind == "map":
        values: dict[str, Plain] = {}
        for key, child in zip(node.keys, node.children, strict=True):
            if key.kind == "text":
                values.setdefault(key.text, plain_value(child))
        return values
    return _scalar(node.text) if node.plain else node.text


def _scalar(text: str) -> str | int | float | bool | None:
    if text in _NULL:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
