"""YAML text becomes a tree that remembers where everything stands.

YAML is full of surprises: a plain ``No`` turns into false, ``1.10`` into 1.1, and the second of
two equal keys silently wins. Here a plain value is only ever null, true, false, a plain number or
text, and the rest of YAML's cleverness is refused with a line and a column. The tree is PyYAML's
own. It is composed only after the parser's events have shown that size, depth and count are
within limits, so that a hostile file costs little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from generator.definitions.problem import Problem, RefusedError, SourceLine
from generator.definitions.signs import turning_fault

MAXIMUM_CHARACTERS = 1_000_000
MAXIMUM_NODES = 50_000
MAXIMUM_DEPTH = 24

#: The way to a value: keys and places in lists.
Step = str | int
Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ODD = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
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
_HINTS = (
    ("mapping values are not allowed", "A text that holds a colon and a space needs quotes."),
    ("could not find expected ':'", "A key needs a colon and a space; check the line above too."),
    ("did not find expected key", "Check the spaces at the start of this line, and its quotes."),
    ("did not find expected '-'", "Check the spaces at the start of this line."),
    ("cannot start any token", "Put quotes round a text that begins with this character."),
    ("did not find expected ',' or", "Close the bracket, or put quotes round the text."),
)


def read_yaml(
    content: str | bytes, path: str, found: list[Problem], shape: str = ""
) -> MappingNode:
    r"""Return a file's tree; raise RefusedError where the text is not a single YAML mapping.

    ``shape`` says, as a remedy, how to begin a file that is to be something else than a form.

    >>> found = []
    >>> tree = read_yaml("id: tea\nlabel: No\n", "tea.yml", found)
    >>> child(tree, "label").value, found[0].where.line
    ('No', 2)
    """
    faults: list[Problem] = []
    text = decoded(content, path, faults)
    root = None if faults else _composed(text, path, shape, faults)
    if root is not None:
        faults += _oddities(root, path)
    found += faults
    if root is None:
        raise RefusedError(found)
    return root


def at(node: Node, path: str) -> SourceLine:
    """Return the place of a node in its file; a translation's is in a file of words."""
    return _place(node.start_mark, getattr(node.start_mark, "path", path))


def _place(mark: Any, path: str) -> SourceLine:
    return SourceLine(path, mark.line + 1, mark.column + 1) if mark else SourceLine(path)


def child(node: Node, step: Step) -> Node | None:
    """Return the value under a key or at an index, or None; of repeated keys the first counts."""
    if isinstance(node, SequenceNode):
        held = range(len(node.value))
        return node.value[step] if isinstance(step, int) and step in held else None
    pairs = node.value if isinstance(node, MappingNode) else ()
    return next((value for key, value in pairs if key.value == step), None)


def nearest_to(node: Node, steps: Iterable[Step]) -> tuple[Node, bool]:
    """Return the value that some steps lead to, or as near to it as they lead; and if it is it."""
    for step in steps:
        inner = child(node, step)
        if inner is None:
            return node, False
        node = inner
    return node, True


def children(node: Node) -> list[Node]:
    """Return a list's elements or a mapping's values."""
    if isinstance(node, MappingNode):
        return [value for _, value in node.value]
    return list(node.value) if isinstance(node, SequenceNode) else []


def plain_value(node: Node) -> Plain:
    r"""Return a tree's values as Python's; of repeated keys the first counts.

    >>> plain_value(read_yaml("a: 1\nb: [x, '2', null]\n", "t.yml", []))
    {'a': 1, 'b': ['x', '2', None]}
    """
    if isinstance(node, SequenceNode):
        return [plain_value(part) for part in node.value]
    if isinstance(node, MappingNode):
        values: dict[str, Plain] = {}
        for key, part in node.value:
            if isinstance(key, ScalarNode):
                values.setdefault(key.value, plain_value(part))
        return values
    return node.value if _is_quoted(node) else _scalar(node.value)


def _is_quoted(node: Node) -> bool:
    return isinstance(node, ScalarNode) and bool(node.style)


def _scalar(text: str) -> str | int | float | bool | None:
    if text in _NULL:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


# From bytes to text


def decoded(content: str | bytes, path: str, found: list[Problem]) -> str:
    """Return a file's text, from UTF-8 with or without a byte order mark.

    It is empty, and ``found`` says why, where the file is no text, too long, or holds tabs:
    YAML counts spaces, and a tab looks like some.
    """
    try:
        text = content if isinstance(content, str) else content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8", "replace").removeprefix("\ufeff")
        fault = f"The byte 0x{error.object[error.start]:02x} is not UTF-8 text."
        where = _line(path, before, len(before))
        found.append(Problem(where, "not-utf-8", fault, "Save the file as UTF-8."))
        return ""
    text = text.removeprefix("\ufeff")
    faults = list(_faults_of_text(text, path))
    found += faults
    return "" if faults else text


def _faults_of_text(text: str, path: str) -> Iterator[Problem]:
    if len(text) > MAXIMUM_CHARACTERS:
        fault = f"The file has {len(text):,} characters; at most {MAXIMUM_CHARACTERS:,} are read."
        remedy = "Is this the right file? A form is a few pages long."
        yield Problem(SourceLine(path), "too-large", fault, remedy)
        return
    if odd := _ODD.search(text):  # the first only: the rest of a binary file adds nothing
        yield _unreadable(_line(path, text, odd.start()), odd[0])
    for number, line in enumerate(text.split("\n") if "\t" in text else (), start=1):
        if "\t" in line:
            where = SourceLine(path, number, line.index("\t") + 1)
            fault = "There is a tab here. YAML needs spaces."
            yield Problem(where, "tab", fault, "Replace each tab with 2 spaces.")


def _unreadable(where: SourceLine, sign: str) -> Problem:
    fault = f"A character that cannot be read, U+{ord(sign):04X}."
    return Problem(where, "odd-character", fault, "Delete it, and type what was meant.")


def _line(path: str, text: str, index: int) -> SourceLine:
    start = text.rfind("\n", 0, index) + 1
    return SourceLine(path, text.count("\n", 0, index) + 1, index - start + 1)


# From text to a tree


def _composed(text: str, path: str, shape: str, found: list[Problem]) -> MappingNode | None:
    """Return the tree of a text; None, and why in ``found``, where it is no single mapping."""
    try:
        fault = next(_refused(text, path), None)
        root = None if fault else yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        fault, root = _syntax_problem(error, text, path, shape), None
    if isinstance(root, MappingNode):
        return root
    found.append(fault or _no_mapping(root, path, shape))
    return None


def _no_mapping(root: Node | None, path: str, shape: str) -> Problem:
    if root is None or root.value == "":
        remedy = shape or "Write a definition, or delete it."
        return Problem(SourceLine(path), "empty-file", "The file is empty.", remedy)
    fault = "The file is not a set of keys with values."
    form = "Begin with lines such as 'id: my_form'; README.md shows a whole form."
    return Problem(at(root, path), "yaml-syntax", fault, shape or form)


def _refused(text: str, path: str) -> Iterator[Problem]:
    """Yield a problem for each event of the parser that no definition may have."""
    depth = count = documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        count += isinstance(event, yaml.NodeEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if words := _odd_event(event, documents, depth, count):
            yield Problem(_place(event.start_mark, path), *words)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)


def _odd_event(
    event: yaml.Event, documents: int, depth: int, count: int
) -> tuple[str, str, str] | None:
    """Return rule, fault and remedy of an event that no definition may have."""
    tag, anchor = getattr(event, "tag", None), getattr(event, "anchor", None)
    if isinstance(event, yaml.DocumentStartEvent) and documents > 1:
        remedy = "Keep 1 form in each file, and delete this line of 3 hyphens."
        return "several-documents", "A second YAML document begins here.", remedy
    if anchor:
        fault = f"An anchor or alias, '{str(anchor)[:40]}'."
        return "alias", fault, "Write the values out; shared words belong in programme.yml."
    if tag is not None:
        remedy = "Delete it; for text, put quotes round the value."
        return "custom-tag", f"A YAML tag, '{str(tag)[:60]}'.", remedy
    if depth > MAXIMUM_DEPTH:
        fault = f"Lists and keys are nested more than {MAXIMUM_DEPTH} deep."
        return "too-deep", fault, "A form needs fewer than 10."
    fault = f"The file holds more than {MAXIMUM_NODES:,} values."
    return ("too-large", fault, "Is this the right file?") if count > MAXIMUM_NODES else None


def _syntax_problem(error: yaml.YAMLError, text: str, path: str, shape: str) -> Problem:
    opened = _opened(error, text)
    if opened is not None:
        fault = "This is not valid YAML: a text in quotation marks runs over the end of its line."
        remedy = "Close the quotation mark on this line."
        return Problem(_place(opened, path), "yaml-syntax", fault, remedy)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    words = str(getattr(error, "problem", None) or getattr(error, "reason", "") or "unreadable")
    hints = (hint for key, hint in _HINTS if key in words)
    remedy = next(hints, shape or "Compare with README.md.")
    fault = f"This is not valid YAML: {words[:200]}."
    return Problem(_place(mark, path), "yaml-syntax", fault, remedy)


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


# What is odd in a tree


def _oddities(root: Node, path: str) -> Iterator[Problem]:
    """Yield repeated keys, keys that are no text, and texts that are not what they look like."""
    todo: list[tuple[Node, str]] = [(root, "")]
    while todo:
        node, name = todo.pop()
        if isinstance(node, ScalarNode):
            yield from _odd_text(node, name, path)
        elif isinstance(node, MappingNode):
            yield from _odd_keys(node, path)
            todo += [pair for key, value in node.value for pair in ((key, ""), (value, key.value))]
        else:
            todo += [(part, name) for part in node.value]


def _odd_keys(node: MappingNode, path: str) -> Iterator[Problem]:
    first: dict[str, Node] = {}
    for key, _ in node.value:
        if not isinstance(key, ScalarNode) or (not _is_quoted(key) and key.value in _NULL):
            remedy = "A key is a word before a colon; put quotes round a text with brackets."
            yield Problem(at(key, path), "key-not-text", "This key is not a word.", remedy)
        elif key.value in first:
            line = at(first[key.value], path).line
            fault = f"The key '{key.value[:60]}' is here twice; the first is in line {line}."
            remedy = "Delete 1 of the 2. Otherwise only the last one counts."
            yield Problem(at(key, path), "duplicate-key", fault, remedy)
        else:
            first[key.value] = key


def _odd_text(node: ScalarNode, name: str, path: str) -> Iterator[Problem]:
    """Yield what is wrong with a text: hidden or unreadable signs, or another meaning elsewhere."""
    text, where = node.value, at(node, path)
    if turning := turning_fault(text):
        yield Problem(where, *turning)
    if control := _CONTROL.search(text):  # no page or paper can show an escaped NUL
        yield _unreadable(where, control[0])
    if _is_quoted(node) or len(text) > 40 or not isinstance(_scalar(text), str):
        return
    meaning = next((words for pattern, words in _SURPRISES if pattern.fullmatch(text)), None)
    if meaning is not None and not (meaning == "a date" and name == "until"):
        fault = f"Without quotes many programs read {text} as {meaning}."
        yield Problem(where, "yaml-surprise", fault, f'Put quotes round it: "{text}".')
