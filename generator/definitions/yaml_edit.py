"""Texts put into a YAML file where they stand: comments, order and blank lines stay as they are.

Nothing is written anew but the texts themselves. PyYAML's marks say where each begins and ends;
what is not there yet comes behind its neighbours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from yaml import MappingNode, Node, ScalarNode

from generator.definitions.yaml_source import Step, child

Steps = tuple[Step, ...]
Tree = dict[str, "str | Tree"]
#: Keys that need no quotes, words that YAML takes for something else apart.
_PLAIN = re.compile(r"(?!(?:y|yes|n|no|on|off|true|false|null)$)[A-Za-z_][\w/-]*", re.IGNORECASE)
_INDENT = 2


def with_texts(text: str, values: Mapping[Steps, str]) -> str:
    r"""Return a YAML text with other texts at some places; missing mappings are made.

    Raises ValueError where a place is inside of something that is no mapping.

    >>> with_texts("a: x  # why\nb:\n  c: y\n", {("a",): "z", ("b", "d", "e"): "1: 2"})
    'a: "z"  # why\nb:\n  c: y\n  d:\n    e: "1: 2"\n'
    """
    ends = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n")
    if plain and not plain.endswith("\n"):
        plain += "\n"
    root = yaml.compose(plain, Loader=yaml.SafeLoader) or ScalarNode("", "")
    put: list[tuple[int, int, str]] = []
    new: dict[int, tuple[Node, int, Tree]] = {}
    for steps, value in values.items():
        node, indent, beyond = _nearest(root, steps)
        if beyond:
            _, _, tree = new.setdefault(id(node), (node, indent, {}))
            _plant(tree, beyond, value)
        elif node.value != value or not node.tag.endswith(":str"):
            # A block of lines ends where the next line begins.
            end = "\n" if node.style in ("|", ">") else ""
            put.append((node.start_mark.index, node.end_mark.index, quoted(value) + end))
    put += [_insertion(plain, *place) for place in new.values()]
    for start, end_, words in sorted(put, reverse=True):
        plain = plain[:start] + words + plain[end_:]
    return plain.replace("\n", ends)


def _nearest(root: Node, steps: Steps) -> tuple[Any, int, Steps]:
    """Return a text or the nearest mapping around it, how far in it is, and the steps beyond it."""
    node, indent = root, 0
    for depth, step in enumerate(steps):
        inner = child(node, step)
        if inner is None:
            if not isinstance(node, MappingNode) and node.value != "":
                raise ValueError(f"{step} cannot be put into a text or a list")
            return node, indent, steps[depth:]
        if isinstance(node, MappingNode):
            key = next(key for key, one in node.value if one is inner)
            indent = key.start_mark.column + _INDENT
        node = inner
    if not isinstance(node, ScalarNode):
        raise ValueError(f"{'/'.join(map(str, steps))} is no text")
    return node, indent, ()


def _plant(tree: Tree, steps: Steps, value: str) -> None:
    for step in steps[:-1]:
        inner = tree.setdefault(str(step), {})
        if isinstance(inner, str):
            raise ValueError(f"{step} is a text")
        tree = inner
    tree[str(steps[-1])] = value


def _insertion(text: str, node: Node, indent: int, tree: Tree) -> tuple[int, int, str]:
    """Return where new entries come, and their lines."""
    if isinstance(node, MappingNode) and node.flow_style:
        at = node.end_mark.index - 1
        return at, at, (", " if node.value else "") + _flow(tree)
    if isinstance(node, MappingNode) and node.value:
        indent = node.value[0][0].start_mark.column
    lines = "".join(f"{line}\n" for line in _block(tree, indent))
    last = _last(node)
    # Behind the last text's line, and what is remarked on it.
    behind = last.end_mark.index - (last.style in ("|", ">"))
    at = text.index("\n", behind) + 1
    return at, at, lines


def _last(node: Node) -> ScalarNode:
    """Return the last text inside of a node, by place."""
    while not isinstance(node, ScalarNode):
        if not node.value:
            return ScalarNode("", "", node.start_mark, node.end_mark)
        node = node.value[-1][1] if isinstance(node, MappingNode) else node.value[-1]
    return node


def _block(tree: Tree, indent: int) -> Iterator[str]:
    for key, value in tree.items():
        begin = f"{' ' * indent}{key_text(key)}:"
        if isinstance(value, str):
            yield f"{begin} {quoted(value)}"
        else:
            yield begin
            yield from _block(value, indent + _INDENT)


def _flow(tree: Tree) -> str:
    return ", ".join(
        f"{key_text(key)}: {quoted(value) if isinstance(value, str) else f'{{{_flow(value)}}}'}"
        for key, value in tree.items()
    )


def quoted(text: str) -> str:
    r"""Return a text in double quotes, as YAML and JSON both read it.

    >>> print(quoted('say "tŷ"'))
    "say \"tŷ\""
    """
    return json.dumps(text, ensure_ascii=False)


def key_text(key: str) -> str:
    """Return a key as it is written: in quotes where YAML would take it for something else.

    >>> key_text("cy"), key_text("no"), key_text("1/label")
    ('cy', '"no"', '"1/label"')
    """
    return key if _PLAIN.fullmatch(key) else quoted(key)
