"""Every text of a definition, with the steps that lead to it.

A model's fields say which of them are texts (``Text``, or a text for each
role), so one walk serves every rule about words and languages.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Literal

from generator.definitions.model_faults import Step
from generator.definitions.programme import Model, Text

Sort = Literal["text", "texts", "inside"]


@cache
def _fields(model: type[Model]) -> tuple[tuple[str, str, Sort, bool], ...]:
    """Return the fields worth walking: name, key in the file, sort, whether required."""
    found: list[tuple[str, str, Sort, bool]] = []
    for name, info in model.model_fields.items():
        sort: Sort = "inside"
        if info.annotation == Text:
            sort = "text"
        elif info.annotation == dict[str, Text] or info.annotation == tuple[Text, ...]:
            sort = "texts"
        found.append((name, info.alias or name, sort, info.is_required()))
    return tuple(found)


def texts(
    model: Model, steps: tuple[Step, ...] = ()
) -> Iterator[tuple[tuple[Step, ...], Text, bool]]:
    """Yield each text that a model holds: its steps, the text, and whether it must not be blank."""
    for name, key, sort, required in _fields(type(model)):
        value = getattr(model, name)
        here = (*steps, key)
        if sort == "text":
            yield here, value, required
        elif sort == "texts":
            pairs = value.items() if isinstance(value, dict) else enumerate(value)
            yield from (((*here, part), text, True) for part, text in pairs)
        elif isinstance(value, Model):
            yield from texts(value, here)
        elif isinstance(value, tuple):
            for n, part in enumerate(value):
                if isinstance(part, Model):
                    yield from texts(part, (*here, n))
