"""Letters that were read in another encoding are found, and those that people write are not."""

# ruff: noqa: E501 - words stand in lines of their kind

from __future__ import annotations

import pytest

from generator.responses.odd_letters import odd_word

#: What people in and around hospitals write: names, signs, marks, words of other languages.
RIGHT = (
    "José Muñoz, Zoë, François, Øystein, Siân, Ó Briain, Núñez, Ångström, Müller, Straße",
    "Sigurðsson, Guðmundsdóttir, Þórður, Arnþór, Ísafjörður, góðæri, Æthelred, Håkon, Kjær, Ærø",
    "Guimarães, São Paulo, “IRMÃ”, SEÑOR MUÑOZ, MÜLLER, FRANÇOIS, CAFÉ’S, École, D’Agostino, Îles",
    "hÉigeartaigh, Ní Shúilleabháin, Tír na nÓg, McÉlroy, Dún Laoghaire, Caffè perché, L’Haÿ",
    "Tomáš, Miloš, Žižek, Vršovice, Mañé, Évariste Übermensch, Íñigo, Jürgen Großmann, Ünal",
    "œdema, fœtus, manœuvre, diarrhœa, cœur, résumé, naïve, façade, piñata, déjà vu, Brontë",
    "£5, £million, £pounds, €20–€30, 10 °C, 37°, 5 µg, 10 m², m³, ½ hour, 1½ hours, ¼, § 4, © 2026",
    "¿Qué tal?, ¡Hola!, Nescafé®, Nestlé™, Häagen-Dazs®, col·legi, Nº 5, 1º, «oui», † note, word¹ two²",
    "it´s, O´Brien, O‘Brien, mentor‘s, London–Oxford, well—no, said“hello”and, A•B, a × b ÷ c ± 1, …",
)
#: Right in UTF-8 and in workbooks, and not to be had in cp1252.
WIDE = (
    "Łukasz, Zażółć gęślą jaźń, Dvořák, Jiří, Llŷn, Dŵr, Tŷ Hafan, Gŵyl, Şahin, Yıldız",
    "Αθήνα, Привет мир, 你好, العربية, हिन्दी, 😀 👩‍🔬 ❤️‍🔥, ①, “quoted” ‘so’ …",
)
WRONG = {
    "cp1250": "Łódź Michał Wałęsa Paweł Łukasz Żaneta książka świat Śląsk źródło",
    "iso8859_2": "Łódź Michał Wałęsa książka źródło świat",
    "iso8859_14": "Tŵr Gŵyr Dŵr tŷ Llŷn Gwŷr cŵn Gŵyl stŵr hŷn",
    "mac_roman": "Môn Café José Müller Björn Göteborg Schröder Köln Häagen",
    "gbk": "心脏病科 护士 内科",
    "big5": "心臟內科 護士",
    "euc_kr": "간호사 심장",
    "cp1251": "Анна Кардиология",
    "cp1253": "Γιώργος Μαρία Καρδιολογία",
    "cp1255": "שלום רופא",
    "cp1256": "قلب القلب ممرضة",
    "cp850": "José Gómez Muñoz García",
    "koi8_r": "Анна Кардиология",
}
TWICE = "José Zoë François Môn Tŷ Dŵr Łódź Östersund Éire Øystein “quote” it’s £5 €5 😀 Ü À Šimon Анна 心脏 قلب"


@pytest.mark.parametrize("text", RIGHT)
def test_what_people_write_is_right(text: str) -> None:
    assert text.encode("cp1252")
    for part in (text, *text.split(", ")):
        assert [odd_word(part, guessed=guessed) for guessed in (True, False)] == ["", ""]


@pytest.mark.parametrize("text", WIDE)
def test_letters_of_other_writings_are_right_where_the_encoding_is_known(text: str) -> None:
    assert odd_word(text, guessed=False) == ""


@pytest.mark.parametrize(
    ("encoding", "word"), [(name, word) for name, words in WRONG.items() for word in words.split()]
)
def test_another_encoding_read_as_cp1252_is_odd(encoding: str, word: str) -> None:
    read = word.encode(encoding).decode("cp1252")
    assert odd_word(f"Ward 7, {read} – café", guessed=True) == read


@pytest.mark.parametrize("word", TWICE.split())
def test_utf8_that_was_read_as_cp1252_once_is_odd_for_ever(word: str) -> None:
    read = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in word.encode())
    assert odd_word(f"Ward 7 {read}", guessed=False)


def test_letters_that_are_none_are_odd() -> None:
    assert odd_word("caf\ufffd noir", guessed=False) == "caf\ufffd"
    assert odd_word("caf\x8e", guessed=False) == "caf\x8e"
