"""Other languages: a file of words beside the definitions, laid over them where it is asked for.

``instruments/words/cy.yml`` holds the fixed words in Welsh, and the Welsh of any text of the
definitions, each beside the English that it was made from. Where that English has changed since,
the translation is *stale*: it is told, and not used. The definitions themselves stay as they are,
so that a language can lie ready in a programme and be switched on by one line of ``programme.yml``.

The fixed words in English are part of the program (``en.yml`` beside this module).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from babel.core import Locale, UnknownLocaleError
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from generator.definitions.programme import Model, Phrase, Programme, Surface, WordsFile
from generator.definitions.texts import texts
from generator.definitions.yaml_source import Step, child

#: The folder of such files, below the definitions.
FOLDER = "words"
#: What the first column of a sheet for translators is called.
PLACE = "place"
#: The language that the fixed words are written in first.
SOURCE = "en"
#: Languages written from right to left (CLDR's, where it knows them).
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
#: Numbers up to this one may stand in a phrase.
_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Wording:
    """What is known of a language: its names, whether a translator has checked it, its phrases.

    ``phrases`` are by surface and name, and none of them is stale.
    """

    language: str
    name: str
    english: str
    ready: bool
    region: str = ""
    phrases: Mapping[str, Mapping[str, Phrase]] = field(default_factory=dict)


@cache
def source_phrases() -> Mapping[str, Mapping[str, Phrase]]:
    """Return the fixed words in English, by surface and name."""
    text = Path(__file__).with_name("en.yml").read_text("utf-8")
    read: dict[str, dict[str, Phrase]] = yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe one
    return read


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(base(language)) if base(language) != language else None


def base(language: str) -> str:
    """Return a tag's language without its region.

    >>> base("cy-GB")
    'cy'
    """
    return language.partition("-")[0]


def plural_form(language: str, number: int) -> str:
    """Return CLDR's name for the form that a number asks for.

    >>> [plural_form("cy", n) for n in (0, 1, 2, 3, 6, 10)]
    ['zero', 'one', 'two', 'few', 'many', 'other']
    >>> [plural_form("pl", n) for n in (1, 2, 5, 12, 22)]
    ['one', 'few', 'many', 'many', 'few']
    """
    locale = _locale(language)
    return str(locale.plural_form(number)) if locale else "other"


@cache
def plural_forms(language: str) -> tuple[str, ...]:
    """Return the forms that whole numbers ask for, as numbers come to them.

    >>> plural_forms("cy"), plural_forms("en")
    (('zero', 'one', 'two', 'few', 'other', 'many'), ('other', 'one'))
    """
    return tuple(dict.fromkeys(plural_form(language, n) for n in range(_COUNTED)))


def names_of(tag: str) -> tuple[str, str]:
    """Return a language's own name and its English one; the tag where nobody knows it.

    >>> names_of("cy"), names_of("pl"), names_of("xx-odd")
    (('Cymraeg', 'Welsh'), ('polski', 'Polish'), ('xx-odd', 'xx-odd'))
    """
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return tag, tag
    return locale.get_display_name() or tag, locale.english_name or tag


def from_right_to_left(language: str) -> bool:
    """Say whether a language is written from right to left.

    >>> from_right_to_left("ur"), from_right_to_left("pl")
    (True, False)
    """
    locale = _locale(language)
    return base(language) in _RIGHT_TO_LEFT or bool(locale and locale.text_direction == "rtl")


# --- places -------------------------------------------------------------------------------


def is_words(path: str) -> bool:
    """Say whether a definition's path is that of a file of words.

    >>> is_words("instruments/words/cy.yml"), is_words("words.yml")
    (True, False)
    """
    return PurePosixPath(path).parent.name == FOLDER


def place(root: Node, steps: Iterable[Step]) -> str:
    """Return the name of a text's place: keys, and what the entries of lists are called.

    An entry is called by its id, code or measure; one that has none, by its number from 1.
    """
    names: list[str] = []
    node: Node | None = root
    for step in steps:
        inner = child(node, step) if node is not None else None
        names.append(_called(inner, step) if isinstance(step, int) else step)
        node = inner
    return "/".join(names)


def _called(node: Node | None, number: int) -> str:
    for key in ("id", "code", "measure"):
        name = child(node, key) if isinstance(node, MappingNode) else None
        if isinstance(name, ScalarNode):
            return str(name.value)
    return str(number + 1)


@dataclass(frozen=True, slots=True)
class Place:
    """A text's place in a file: its name, the steps to it, its node and what it says first."""

    name: str
    steps: tuple[Step, ...]
    node: Node
    source: str


def places(root: Node, model: Model, language: str) -> Iterator[Place]:
    """Yield each text of a file that its first ``language`` has words for, and where it stands."""
    for steps, _, _ in texts(model):
        node: Node | None = root
        for step in steps:
            node = child(node, step) if node is not None else None
        if node is not None and (said := said_in(node, language)):
            yield Place(place(root, steps), steps, node, said)


def said_in(node: Node, language: str) -> str:
    """Return what a text's node says in a language; nothing where it has none."""
    if isinstance(node, MappingNode):
        inner = child(node, language)
        return str(inner.value).strip() if isinstance(inner, ScalarNode) else ""
    return str(node.value).strip() if isinstance(node, ScalarNode) else ""


# --- laying over --------------------------------------------------------------------------


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

    def node(self, file: str, name: str) -> Node:
        """Return where a translation stands."""
        node: Node = self.root
        for step in ("texts", file, name, self.words.language):
            inner = child(node, step)
            node = inner if inner is not None else node
        return node


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
            node = one.node(file, at)
            mark: Any = Elsewhere(one.path, node.start_mark)
            new = ScalarNode("", known.pairs[at][1], mark, style='"')
            _put(root, text, first, tag, new)
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
    parent: Node | None = root
    for step in text.steps[:-1]:
        parent = child(parent, step) if parent is not None else None
    if isinstance(parent, MappingNode):
        parent.value = [(k, both if v is node else v) for k, v in parent.value]
    elif isinstance(parent, SequenceNode):
        parent.value = [both if v is node else v for v in parent.value]


# --- fixed words --------------------------------------------------------------------------


def wording(words: WordsFile) -> Wording:
    """Return what a file of words says of its language, without what is stale."""
    return Wording(
        words.language,
        words.name,
        words.english,
        words.status == "ready",
        words.region,
        {
            surface: {
                name: pair[words.language]
                for name, pair in words.words.get(surface, {}).items()
                if pair.get(SOURCE) == source.get(name) and _said(pair.get(words.language))
            }
            for surface, source in source_phrases().items()
        },
    )


def fixed_words(programme: Programme, language: str, surface: Surface) -> dict[str, str]:
    """Return the fixed words of a surface by name, in English where a programme has no others.

    A phrase with plural forms stands under its name (the form of most numbers), and each form
    under the name, a point and CLDR's name of the form.
    """
    known = programme.wording(language)
    own = known.phrases.get(surface, {}) if known else {}
    return flat({**source_phrases()[surface], **own})


def flat(phrases: Mapping[str, Phrase]) -> dict[str, str]:
    """Return phrases as texts; see ``fixed_words``.

    >>> flat({"tea": {"one": "A tea", "other": "{n} teas"}})
    {'tea': '{n} teas', 'tea.one': 'A tea', 'tea.other': '{n} teas'}
    """
    found: dict[str, str] = {}
    for name, phrase in phrases.items():
        if isinstance(phrase, str):
            found[name] = phrase
        else:
            found[name] = phrase.get("other") or next(iter(phrase.values()))
            found |= {f"{name}.{form}": text for form, text in phrase.items()}
    return found


def _said(phrase: Phrase | None) -> bool:
    """Say whether a phrase has words, in each of its forms."""
    if isinstance(phrase, str):
        return bool(phrase.strip())
    return bool(phrase and all(form.strip() for form in phrase.values()))
