"""Other languages: a file of words beside the definitions, laid over them where it is asked for.

``instruments/words/cy.yml`` holds the fixed words in Welsh, and the Welsh of any text of the
definitions, each beside the English that it was made from. Where that English has changed since,
the translation is *stale*: it is told, and not used. The definitions themselves stay as they are,
so that a language can lie ready in a programme and be switched on by one line of ``programme.yml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from generator.definitions.programme import Model, WordsFile
from generator.definitions.texts import texts
from generator.definitions.yaml_source import Step, child, nearest_to

#: The folder of such files, below the definitions.
FOLDER = "words"
#: What the first column of a sheet for translators is called.
PLACE = "place"


def is_words(path: str) -> bool:
    """Say whether a definition's path is that of a file of words.

    >>> is_words("instruments/words/cy.yml"), is_words("words.yml")
    (True, False)
    """
    return PurePosixPath(path).parent.name == FOLDER


@dataclass(frozen=True, slots=True)
class Place:
    """A text's place in a file: its name, the steps to it, its node and what it says first."""

    name: str
    steps: tuple[Step, ...]
    node: Node
    source: str


def places(root: Node, model: Model, language: str) -> Iterator[Place]:
    """Yield each text of a file that its first ``language`` has words for, and where it stands.

    An entry of a list is called by its id, code or measure; one that has none, by its number.
    """
    for steps, _, _ in texts(model):
        names: list[str] = []
        node = root
        for step in steps:
            node, there = nearest_to(node, [step])
            names.append(_called(node, step) if isinstance(step, int) else step)
            if not there:
                break
        else:
            if said := said_in(node, language):
                yield Place("/".join(names), steps, node, said)


def _called(node: Node, number: int) -> str:
    names = (child(node, key) for key in ("id", "code", "measure"))
    return next((str(one.value) for one in names if isinstance(one, ScalarNode)), str(number + 1))


def said_in(node: Node, language: str) -> str:
    """Return what a text's node says in a language; nothing where it has none."""
    if isinstance(node, MappingNode):
        inner = child(node, language)
        return str(inner.value).strip() if isinstance(inner, ScalarNode) else ""
    return str(node.value).strip() if isinstance(node, ScalarNode) else ""


class Elsewhere:
    """A mark in another file than the tree's own."""

    def __init__(self, path: str, mark: Any) -> None:
        self.path, self.line, self.column = path, mark.line, mark.column


@dataclass(frozen=True, slots=True)
class Laid:
    """A file of words with its tree, ready to be laid over definitions."""

    path: str
    words: WordsFile
    root: Node

    def translations(self, file: str, first: str) -> Translations:
        """Return what it holds for one file of definitions, by its name without an ending."""
        here = self.words.texts.get(file, {})
        return Translations(
            {name: (pair[first], pair[self.words.language]) for name, pair in here.items()
             if pair.get(first, "").strip() and pair.get(self.words.language, "").strip()}
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Translations:
    """The translations for one file by place, each with the text that it was made from."""

    pairs: Mapping[str, tuple[str, str]]

    def found(self, name: str, source: str) -> str:
        """Return the place whose translation a text takes; nothing where none is of its words.

        That is its own, or where a text has moved, or is called otherwise, that of the same
        words, if all who have them are translated alike.
        """
        own = self.pairs.get(name)
        if own is not None and own[0].strip() == source:
            return name
        alike = {to.strip(): at for at, (of, to) in self.pairs.items() if of.strip() == source}
        return next(iter(alike.values())) if len(alike) == 1 else ""

    def stale(self, name: str, source: str) -> bool:
        """Say whether a text's own translation was made from other words."""
        return name in self.pairs and not self.found(name, source)


def lay_over(root: Node, model: Model, path: str, first: str, laid: Iterable[Laid]) -> bool:
    """Put translations beside the texts of a file's tree; True where any was put there.

    Texts that have the language already keep theirs.
    """
    changed = False
    file = PurePosixPath(path).stem
    for one in laid:
        known, tag = one.translations(file, first), one.words.language
        for text in list(places(root, model, first)) if known.pairs else ():
            if said_in_mapping(text.node, tag) or not (at := known.found(text.name, text.source)):
                continue
            there, _ = nearest_to(one.root, ("texts", file, at, tag))
            mark: Any = Elsewhere(one.path, there.start_mark)
            _put(root, text, first, tag, ScalarNode("", known.pairs[at][1], mark, style='"'))
            changed = True
    return changed


def said_in_mapping(node: Node, language: str) -> str:
    """Return what a text in several languages says in one."""
    return said_in(node, language) if isinstance(node, MappingNode) else ""


def _put(root: Node, text: Place, first: str, tag: str, new: ScalarNode) -> None:
    node = text.node
    if isinstance(node, MappingNode):
        node.value = [pair for pair in node.value if pair[0].value != tag]
        node.value.append((ScalarNode("", tag, new.start_mark), new))
        return
    pairs = [
        (ScalarNode("", first, node.start_mark), node),
        (ScalarNode("", tag, new.start_mark), new),
    ]
    both = MappingNode("", pairs, node.start_mark, node.end_mark)
    parent, _ = nearest_to(root, text.steps[:-1])
    if isinstance(parent, MappingNode):
        parent.value = [(k, both if v is node else v) for k, v in parent.value]
    elif isinstance(parent, SequenceNode):
        parent.value = [both if v is node else v for v in parent.value]
