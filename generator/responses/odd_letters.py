"""Words that no language here writes: signs that a file was read in another encoding than its own.

A CSV file does not say how its letters are stored. What is no UTF-8 is read as
cp1252, Excel's own in Western Europe, and so are files of a Mac, of Welsh, Polish or
Chinese systems, whose letters then come out as others. Text that was once read
wrongly and saved so stays wrong in UTF-8 and in workbooks: ``MÃ´n``. No rule can find
all of it; these find what English, Welsh and the names of Western Europe never hold,
and are silent on what they do hold.
"""

from __future__ import annotations

import re
from functools import lru_cache

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
#: The letters beside a to z that one language writes; names of one word keep to one of them.
_LANGUAGES = tuple(
    map(
        frozenset,
        (
            "àâäçéèêëîïôöùûüÿœæ",  # French, Dutch
            "áéíóúüñçàèòïªº",  # Spanish, Catalan
            "áâãàçéêíóôõúüªº",  # Portuguese
            "äöüßé",  # German
            "åäöæøéèêóòôü",  # Danish, Norwegian, Swedish
            "áðéíóúýþæö",  # Icelandic
            "áéíóúýàèìòùâêîôûäëïöüÿ",  # Welsh, Irish, Gaelic, Italian
            "õäöüšž",  # Estonian, Finnish
            "áéíóúýšžäôöü",  # Czech, Slovak, Hungarian, Slovene, as far as cp1252 has them
        ),
    )
)
_WORD = re.compile(f"[{_LETTER}]+")


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
        mark = "" if word.isascii() else _odd(word, guessed=guessed)
        if mark and not (mark == "¿" and "?" in text):
            return word
    return ""


@lru_cache(maxsize=10_000)  # words come again and again
def _odd(word: str, *, guessed: bool) -> str:
    """Return what is odd about a word, or nothing."""
    found = _TWICE.search(word) or (_NEVER.search(word) or _mixed(word) if guessed else None)
    return found[0] if found else ""


def _mixed(text: str) -> re.Match[str] | None:
    """Return the first word whose letters belong to no one language."""
    for word in _WORD.finditer(text):
        strange = {letter for letter in word[0].lower() if letter > "\x7f"}
        if len(strange) > 1 and not any(strange <= letters for letters in _LANGUAGES):
            return word
    return None
