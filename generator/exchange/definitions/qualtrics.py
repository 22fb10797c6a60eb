"""Qualtrics' "Advanced Format": a text file that its survey builder imports.

It holds questions, answers and their codes; no conditions and no second language. Written to
its documentation; no Qualtrics account was at hand. Its own .QSF is undocumented: not written.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from generator.exchange.definitions.survey import Asked, Export, Survey
from generator.exchange.definitions.telling import in_words, short, told_of_all

_KINDS = {
    "note": "DB",
    "grid": "Matrix",
    "one": "MC:SingleAnswer:Vertical",
    "several": "MC:MultipleAnswer:Vertical",
    "number": "TE:SingleLine",
    "date": "TE:SingleLine",
    "short": "TE:SingleLine",
    "long": "TE:Essay",
    "code": "TE:SingleLine",
    "menu": "MC:SingleAnswer:Vertical",
}


def qualtrics(survey: Survey) -> Export:
    """Return one form as text, and what Qualtrics cannot hold or has to be told."""
    lines = ["[[AdvancedFormat]]", "", *_lines(survey)]
    content = "".join(f"{line}\n" for line in lines).encode("utf-8")
    return Export(f"{survey.name}-qualtrics.txt", content, tuple(_notes(survey)))


def _lines(survey: Survey) -> Iterator[str]:
    for name, value in (("instrument", survey.name), ("version", survey.version)):
        yield f"[[ED:{name}:{value}]]"
    yield ""
    for place, part in enumerate(survey.parts):
        yield f"[[Block:{_title(survey.said(part.title)) or place + 1}]]"
        yield ""
        for one in (*(survey.own if place == 0 else ()), *part.asked):
            yield from _question(survey, one)


def _question(survey: Survey, one: Asked) -> Iterator[str]:
    words = survey.said(one.text)
    unit, hint = survey.said(one.unit), survey.said(one.hint)
    below = [f"({unit})"] if unit else []
    below += [hint] if hint else []
    yield f"[[Question:{_KINDS[one.kind]}]]"
    yield f"[[ID:{one.name}]]"
    yield _html("\n".join([words, *below]))
    if one.kind == "grid":
        yield "[[AdvancedChoices]]"
        for line in one.lines:
            yield "[[Choice]]"
            yield _html(survey.said(line.phrase))
        yield "[[AdvancedAnswers]]"
        yield from _coded("Answer", survey, one)
    elif one.answers:
        yield "[[AdvancedChoices]]"
        yield from _coded("Choice", survey, one)
    yield ""


def _coded(tag: str, survey: Survey, one: Asked) -> Iterator[str]:
    """Yield answers with our codes, if all are numbers: Qualtrics recodes into nothing else."""
    for answer in one.answers:
        yield f"[[{tag}:{answer.code}]]" if one.numbered else f"[[{tag}]]"
        yield _html(survey.said(answer.label))


def _plain(text: str) -> str:
    """Return words that hold no tag of this format, and no sign that puts an answer in.

    >>> _plain("[[Block]] ${q://QID1}")
    '[ [Block]] $ {q://QID1}'
    """
    return text.replace("[[", "[ [").replace("${", "$ {")


def _title(text: str) -> str:
    """Return the name of a block: nothing in it ends the tag that it stands in."""
    return short(_plain(text).translate(str.maketrans("[]<>", "()‹›")))


def _html(text: str) -> str:
    """Return words on one line, as HTML, which is how Qualtrics reads them."""
    return escape(_plain(text), quote=False).replace("\n", "<br>")


def _notes(survey: Survey) -> Iterator[str]:
    yield (
        "Set by hand, under Survey options, Security: Anonymise responses, "
        "so that no IP address or place is kept."
    )
    yield from told_of_all(survey, several_languages=False)
    by_hand = [
        f"Display logic: show “{short(survey.said(one.text))}” only where "
        f"{in_words(survey, one.condition)}."
        for one in survey.asked
        if one.condition
    ]
    if by_hand:
        yield f"The file holds no conditions. Set by hand: {len(by_hand)}."
        yield from by_hand
    yield from _limits(survey)
    coded = [one for one in survey.asked if one.kind == "one" and not one.numbered]
    if coded:
        names = ", ".join(f"“{short(survey.said(one.text))}”" for one in coded)
        yield f"Answers whose codes are words have Qualtrics' own numbers: {names}."
    yield "Bring answers back as choice text, so that words and not Qualtrics' numbers decide."
    if changed := survey.holding("[[", "${"):
        yield f"“[[” and “${{” got a blank, as they are signs of the format: {', '.join(changed)}."


def _limits(survey: Survey) -> Iterator[str]:
    """Yield what a field takes, which this format cannot say."""
    own = ["the survey code"] * bool(survey.code) + ["the group"] * bool(survey.cohorts)
    if own:
        yield f"Set by hand: require an answer to {' and to '.join(own)}."
    for one in survey.asked:
        words = f"“{short(survey.said(one.text))}”"
        if one.kind == "number":
            yield f"Set by hand, {words}: a number from {one.minimum} to {one.maximum}."
        elif one.kind == "date":
            yield f"Set by hand, {words}: a date, day first."
