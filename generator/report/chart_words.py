"""How wide words are in a chart, and where they are broken.

Nothing here asks a font: a drawing must come out alike on every machine, so
the widths are those of Arial, which Arimo and Liberation Sans share.
"""

from __future__ import annotations

from generator.report.chart_frame import SIZE

#: How far each letter moves on, in thousandths of its size, in Arial and fonts of its widths.
_ADVANCE = {
    character: advance
    for advance, characters in (
        (222, "ijl’‘"), (260, "|"), (278, " ftI.,:;/!\\[]"), (333, "()-“”r`"), (355, '"'),
        (500, "cksvxyzJ"), (556, "abdeghnopqu0123456789L?_$#"), (584, "+<=>~"),
        (611, "FTZ"), (667, "ABEKPSVXY&"), (722, "CDHNRUw"), (778, "GOQ"), (833, "mM"),
        (889, "%"), (944, "W"), (1000, "…→—@"),
    )
    for character in characters
}  # fmt: skip


def text_width(words: str) -> float:
    """Return how wide words are at the charts' size, in pixels; unknown letters count as wide.

    >>> 70 < text_width("Use of technology") < 120
    True
    """
    return SIZE / 1000 * sum(_ADVANCE.get(character, 600) for character in words)


def lines_of(words: str, width: float) -> list[str]:
    """Return words broken into lines of at most a width; a longer single word is cut.

    >>> lines_of("one two", 30)
    ['one', 'two']
    """
    lines: list[str] = []
    for word in words.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(_cut(word, width))
    return lines


def _cut(word: str, width: float) -> str:
    if text_width(word) <= width:
        return word
    while len(word) > 1 and text_width(word + "…") > width:
        word = word[:-1]
    return word + "…"


def cut_words(words: str, width: float) -> str:
    """Return words cut to one line of at most a width."""
    if text_width(words) <= width:
        return words
    lines = lines_of(words, width - text_width("…"))
    return lines[0] + ("…" if len(lines) > 1 else "") if lines else ""
