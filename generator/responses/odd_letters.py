"""Signs that nobody sees, and words that no language here writes.

A CSV file does not say how its letters are stored. What is no UTF-8 is read as
cp1252, Excel's own in Western Europe, and so are files of a Mac, of Welsh, Polish or
Chinese systems, whose letters then come out as others. Text that was once read
wrongly and saved so stays wrong in UTF-8 and in workbooks: ``MÃ´n``. No rule can find
all of it; these find what English, Welsh and the names of Western Europe never hold,
and are silent on what they do hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from generator.definitions.problem import Problem
from generator.definitions.suggest import quoted
from generator.responses.table import Table

#: What to do about a file whose letters are not stored as UTF-8.
AS_UTF8 = "Open it in the program that wrote it and save it as 'CSV UTF-8' (comma delimited)."
#: What turns whole runs of text (U+202A to U+202E and so on) is refused elsewhere, not taken out.
_SIGNS = "\u00ad\u200b-\u200f\u2060-\u2064\ufeff"
#: Latin letters with their accents, and punctuation.
_PLAIN = "\0-\u00ac\u00ae-\u036f\u2010-\u2027\u2030-\u205e"
_ANY = re.compile(f"[{_SIGNS}]")
_UNSEEN = re.compile(f"(?<![^{_PLAIN}])[{_SIGNS}]++|(?<![{_SIGNS}])[{_SIGNS}]++(?![^{_PLAIN}])")
#: A letter as UTF-8 stores it, read byte for byte as cp1252: a capital, then signs. Marks that
#: may end a quotation or a word are not counted after letters that may end one.
_SIGN = "\u0080-\u009f€‚ƒ„†‡ˆ‰Š‹ŒŽ˜™š›œžŸ¡-¿"
_TWICE = re.compile(
    "[\ufffd\u0080-\u009f]"
    f"|[ÂÃ][\\xa0{_SIGN}]|Ã[‘’“”–—•…](?=\\w)"
    f"|Å\xa0|[ÄÅÐÑØÙ][€‚ƒ„†‡ˆ‰‹˜›¡-©«-¹»-¿]|â[€‚„ˆ‰œ][\\w\\W]|ðŸ"
    f"|[à-ï][€‚ƒ„†‡ˆ‰Š‹ŒŽ˜š›œžŸ\\xa0-¨«-\\xad¯-¿]{{2}}"
)
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿŠšŽžŒœŸƒ"
#: What stands inside no word: signs, a capital with an accent after a small letter, ð and þ
#: after the consonants that begin a word (ŵ and ŷ of the Welsh encoding), and so on.
_NEVER = re.compile(
    f"[{_LETTER}][¡¢£¥¦§¨¬¯°±µ¶¸¹²³¼½¾¿€‚ƒ„†‡ˆ‰‹›˜™][{_LETTER}]"
    r"|(?<=[a-zß-öø-ÿ])(?<![Mm]c)(?<!Mac)(?<!\b[bdghnt])[À-ÖØ-ÞŠŽŒŸ]"
    "|Ÿ[a-zß-öø-ÿ]|(?<![a-zA-Z])[A-Z][À-ÖØ-ÞŠŽŒŸ][a-z]"
    r"|(?i:(?<!\w)[b-df-hj-np-tv-xz]+[ðþ])"
    r"|[a-z]¿|¿(?=\w)|¯(?=\w)|[a-zß-öø-ÿ]{3}³(?!\w)"
    r"|£(?!mill|bill|thou|ster|poun|per)[a-zà-öø-ÿ]{4}|£[À-ÖØ-öø-ÿ]|¤|¶(?=[a-z])"
    r"|(?i:œ[wzkmjgq])|(?<!\w)(?i:œl)|(?<=\w)œ(?!\w)"
    "|(?i:[b-df-hj-np-tv-z]š[b-df-hj-np-tv-z])"
    f"|[{_LETTER}][‚‰ˆ˜](?!\\w)"
    "|[À-ÏÑ-ÖØ-Ýß-ïñ-öø-ýÿ]{3}"
)


def seen(text: str) -> str:
    r"""Return a text without signs that are not seen and mean nothing where they stand.

    Copying brings zero-width signs, marks of direction and soft hyphens along. Beside Latin
    letters, digits and the edges of a cell they only make two equal codes differ; between letters
    of other writings, and inside emoji, they mean something and stay.

    >>> seen("\ufeffK7RM\u200b,4"), len(seen("\U0001f469\u200d\U0001f52c"))
    ('K7RM,4', 3)
    """
    return text if text.isascii() or not _ANY.search(text) else _UNSEEN.sub("", text)


def odd_word(text: str, *, guessed: bool) -> str:
    """Return the first word that was hardly written so; nothing where all may be right.

    ``guessed`` is True for text of a file that does not say its encoding.

    >>> odd_word("Ynys MÃ´n", guessed=False), odd_word("Wa³êsa, £5", guessed=True)
    ('MÃ´n', 'Wa³êsa,')
    >>> odd_word("José Muñoz – “naïve” £5", guessed=True)
    ''
    """
    if text.isascii():
        return ""
    for word in text.split(" "):
        found = _TWICE.search(word) or (_NEVER.search(word) if guessed else None)
        if found and not (found[0] == "¿" and "?" in text):
            return word
    return ""


def odd_letters(
    table: Table, rows: Iterable[tuple[int, Sequence[str]]], *, guessed: bool = False
) -> Iterator[Problem]:
    """Yield a warning at the first cell that looks as if another encoding had been meant.

    ``rows`` are those of the ``table`` with their lines, its heading included.
    """
    for line, row in rows:
        if word := odd_word(" ".join(row), guessed=guessed):
            column = next(place for place, cell in enumerate(row) if word in cell)
            fault = f"Letters look wrong here: {quoted(word)} is what pages would show."
            remedy = f"{AS_UTF8} If it is right, leave it."
            yield Problem(table.place(line, column), "odd-letters", fault, remedy, "warning")
            return
