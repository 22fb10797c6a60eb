"""The shapes in a map's file: keys, texts, lists; each fault with its line and its remedy."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from generator.definitions.problem import Problem
from generator.definitions.suggest import quoted, suggestion
from generator.definitions.yaml_source import at, child
from generator.exchange.map_model import OPEN


@dataclass(frozen=True, slots=True)
class Shapes:
    """A map's file, as messages call it; what is wrong with it is added to ``found``."""

    shown: str
    found: list[Problem]

    def fault(self, node: Node, rule: str, fault: str, remedy: str) -> None:
        """Add a fault at a node."""
        self.found.append(Problem(at(node, self.shown), rule, fault, remedy))

    def fault_at(self, root: MappingNode, name: str, rule: str, fault: str, remedy: str) -> None:
        """Add a fault at a key of the map; at its beginning where the key is missing."""
        key = next((key for key, _ in root.value if key.value == name), root)
        self.fault(key, rule, fault, remedy)

    def check_keys(self, node: MappingNode, known: Iterable[str]) -> None:
        """Find keys that nobody knows."""
        known = tuple(known)
        for key, _ in node.value:
            if key.value not in known:
                fault = f"There is no key {quoted(key.value)} here."
                self.fault(key, "unknown-key", fault, suggestion(key.value, known))

    def is_column(self, node: Node, known: Collection[str]) -> bool:
        """Tell whether a text names a column of the form; add a fault where it does not."""
        if node.value in known:
            return True
        fault = f"The form has no column {quoted(node.value)}."
        self.fault(node, "unknown-column", fault, suggestion(node.value, known))
        return False

    def mapping(self, root: MappingNode, name: str) -> MappingNode | None:
        """Return a list of names with values, if there is one."""
        node = child(root, name)
        if node is None or isinstance(node, MappingNode):
            return node
        fault = f"'{name}' is not a list of names with values."
        self.fault(node, "wrong-type", fault, "Write it as the map that import wrote.")
        return None

    def texts(self, root: MappingNode, name: str) -> list[ScalarNode]:
        """Return the texts of a list; none where there is no such list."""
        node = child(root, name)
        if node is not None and not isinstance(node, SequenceNode):
            self.fault(node, "wrong-type", f"'{name}' is not a list.", f"Write {name}: [].")
        every = node.value if isinstance(node, SequenceNode) else ()
        return [one for one in every if isinstance(one, ScalarNode)]

    def word(self, node: Node, name: str) -> str | None:
        """Return a text; None, and why, where it is none or still open."""
        if not isinstance(node, ScalarNode):
            remedy = "Write 1 text after the colon."
            self.fault(node, "wrong-type", f"'{name}' needs a text.", remedy)
        elif node.value == OPEN:
            self.is_open(node, name)
        else:
            return str(node.value)
        return None

    def is_open(self, node: Node, name: str, remedy: str = "") -> None:
        """Add that nobody has decided something yet."""
        remedy = remedy or 'Put an answer in the place of the "?".'
        self.fault(node, "undecided", f"'{name}' is not decided yet.", remedy)

    def one_of(self, parent: MappingNode, name: str, known: Sequence[str]) -> str:
        """Return a text that must be one of some; nothing where it is missing or none of them."""
        node = child(parent, name)
        text = self.word(node, name) if node else None
        if node and text is not None and text not in known:
            fault = f"'{name}' cannot be {quoted(text)}."
            self.fault(node, "unknown-value", fault, f"Write {' or '.join(known)}.")
        return text if text in known and text else ""

    def check_is(
        self, node: MappingNode, name: str, wanted: str, remedy: str, fault: str = ""
    ) -> None:
        """Find a key whose text is not the only one that it can be."""
        value = child(node, name)
        if value is None:
            self.fault(node, "missing-key", f"'{name}' is missing.", f'Write {name}: "{wanted}".')
            return
        text = self.word(value, name)
        if text is not None and text != wanted:
            words = fault or f"'{name}' is {quoted(text)} here, not {quoted(wanted)}."
            self.fault(value, "other-file", words, remedy)
