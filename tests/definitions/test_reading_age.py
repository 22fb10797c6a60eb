"""Counting words and syllables, and the Flesch–Kincaid grade made from them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.reading_age import FAMILIAR, reading_age, syllables, words

# Syllables as a dictionary divides them.
DIVIDED = (
    "the cat sat on a mat feel free did you say what thought way form box time asked looked",
    "made give lines stopped talks use there while whole makes rules a-gree a-greed",
    "ta-ble ta-bles set-tled wan-ted need-ed be-ing wor-ry wor-ries o-pen pa-per min-utes do-ing",
    "use-ful no-tice peo-ple ques-tion an-swer prac-tice box-es chang-es teach-es ra-di-o",
    "how-ev-er an-y-thing im-prove-ment to-geth-er de-part-ment his-tor-y ex-am-ple",
    "in-tel-li-gent ed-u-ca-tion ex-per-i-ment vid-e-o qui-et a-gree-ment care-less-ness",
)


def test_syllables_agree_with_a_dictionary() -> None:
    wrong = {
        w: syllables(w.replace("-", ""))
        for w in " ".join(DIVIDED).split()
        if _counted(w) != w.count("-") + 1
    }
    assert wrong == {}


def _counted(divided: str) -> int:
    return syllables(divided.replace("-", ""))


def test_familiar_words_count_two_also_with_an_apostrophe() -> None:
    assert {syllables(word) for word in FAMILIAR} == {2}
    assert syllables("consultant's") == syllables(words("consultants’ views")[0]) == 2


def test_the_formula_on_a_text_counted_by_hand() -> None:
    # 11 words, 2 sentences, 13 syllables (ta-ble and wa-ter have two).
    text = "The cat sat on the table. It had some cold water."
    assert len(words(text)) == 11
    assert reading_age(text) == pytest.approx(0.39 * 11 / 2 + 11.8 * 13 / 11 - 15.59 + 5)


def test_longer_sentences_and_longer_words_are_harder() -> None:
    easy = "We met. We had tea. We went home."
    joined = "We met, we had tea, we went home."
    assert reading_age(easy) < reading_age(joined)
    assert reading_age("We had a good talk.") < reading_age("We had a beneficial conversation.")


@given(st.text())
def test_any_text_has_an_age(text: str) -> None:
    assert reading_age(text) >= 0 or words(text)
