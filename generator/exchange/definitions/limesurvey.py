"""LimeSurvey's tab-separated survey structure: a row a group, question, line and answer.

The first language comes as a whole, then each other one with the same rows. Read against the
program's own importer; no LimeSurvey was at hand. Its importer takes a backslash before a quote
for an escape, and a brace for an expression: both are written as HTML, so no cell needs quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.exchange.definitions.survey import (
    CODE_PATTERN,
    COHORT,
    RESPONDENT,
    Answer,
    Asked,
    Condition,
    Export,
    Survey,
    Words,
)
from generator.exchange.definitions.telling import short, told_of_all

COLUMNS = (
    *("class", "type/scale", "name", "relevance", "text", "help", "language", "validation"),
    *("mandatory", "other", "default", "same_default", "hidden"),
    *("min_num_value_n", "max_num_value_n", "num_value_int_only"),
)
LONGEST_NAME, LONGEST_ANSWER = 20, 5
_ANSWER = re.compile(rf"[A-Za-z0-9]{{1,{LONGEST_ANSWER}}}")
_TYPES = {
    "note": "X",
    "grid": "F",
    "one": "L",
    "several": "M",
    "number": "N",
    "date": "D",
    "short": "S",
    "long": "T",
    "code": "S",
    "menu": "!",
}
_COMPARED = {"is": "==", "is_not": "!=", "at_least": ">=", "at_most": "<="}
#: Signs that are something to LimeSurvey, or to a file of tabs; a text shows them as they were.
_SIGNS = str.maketrans({
    "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\\": "&#92;",
    "{": "&#123;", "}": "&#125;", "\n": "<br />", "\t": " ",
})  # fmt: skip
#: The same where no HTML is read: in titles.
_IN_TITLES = str.maketrans({'"': "”", "\\": "/", "{": "(", "}": ")", "<": "‹", ">": "›"})
_SETTINGS = {
    "anonymized": "Y",
    "datestamp": "N",
    "ipaddr": "N",
    "ipanonymize": "Y",
    "refurl": "N",
    "savetimings": "N",
    "allowsave": "N",
    "format": "G",
}

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Codes:
    """What our names and answers' codes are called in LimeSurvey.

    ``names`` are of questions; ``parts`` of a grid's lines and of boxes, and ``answers`` of
    answers, both by question.
    """

    names: Mapping[str, str]
    parts: Mapping[str, Mapping[str, str]]
    answers: Mapping[str, Mapping[str, str]]


def limesurvey(survey: Survey) -> Export:
    """Return the structure of one form, and what LimeSurvey cannot hold or has to be told."""
    codes = codes_of(survey)
    rows: list[Cells] = list(_settings(survey))
    for language in survey.languages:
        rows += _in_language(survey, codes, language)
    lines = [COLUMNS, *([row.get(name, "") for name in COLUMNS] for row in rows)]
    text = "".join("\t".join(line) + "\r\n" for line in lines)
    content = text.encode("utf-8-sig")
    return Export(f"{survey.name}-limesurvey.txt", content, tuple(_notes(survey, codes)))


# Names


def short_names(names: Sequence[str], first: str = "Q") -> dict[str, str]:
    """Return what each of some ids is called where only letters and digits are taken.

    >>> short_names(["worries_text", "worriestext", "1st", "a" * 22, "a" * 23])
    {'worries_text': 'worriestext', 'worriestext': 'worriestext2', '1st': 'Q1st',
     'aaaaaaaaaaaaaaaaaaaaaa': 'aaaaaaaaaaaaaaaaaaaa',
     'aaaaaaaaaaaaaaaaaaaaaaa': 'aaaaaaaaaaaaaaaaaaa2'}
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        plain = name.replace("_", "")
        plain = plain if plain[:1].isalpha() else first + plain
        code, number = plain[:LONGEST_NAME], 1
        while code.lower() in taken:
            number += 1
            code = f"{plain[: LONGEST_NAME - len(str(number))]}{number}"
        taken.add(code.lower())
        found[name] = code
    return found


def codes_of(survey: Survey) -> Codes:
    """Return what all that a survey asks is called in LimeSurvey."""
    own = (RESPONDENT, COHORT, "instrument", "version")
    asked = [*survey.own, *survey.asked]
    parts = {one.name: short_names(_parts(one), "L") for one in asked if _parts(one)}
    lists = {one.name: answer_codes(one.codes) for one in asked if one.answers}
    names = short_names([*own, *(one.name for one in survey.asked)])
    return Codes(names, parts, lists)


def _parts(one: Asked) -> list[str]:
    if one.kind == "grid":
        return [line.domain for line in one.lines]
    return one.codes if one.kind == "several" else []


def answer_codes(codes: Sequence[str]) -> dict[str, str]:
    """Return what some answers' codes are there: the same if each fits, or A1, A2 and so on.

    >>> answer_codes(["yes", "no"]), answer_codes(["in_person", "online"])
    ({'yes': 'yes', 'no': 'no'}, {'in_person': 'A1', 'online': 'A2'})
    """
    if all(_ANSWER.fullmatch(code) for code in codes):
        return {code: code for code in codes}
    return {code: f"A{place}" for place, code in enumerate(codes, start=1)}


# Rows


def _settings(survey: Survey) -> Iterator[Cells]:
    others = " ".join(survey.languages[1:])
    chosen = {"language": survey.first, "additional_languages": others, **_SETTINGS}
    for name, value in chosen.items():
        yield {"class": "S", "name": name, "text": value}
    for language in survey.languages:
        title = _title(survey.title.get(language) or survey.name)
        row = {"class": "SL", "name": "surveyls_title", "text": title}
        yield {**row, "language": language}


def _in_language(survey: Survey, codes: Codes, language: str) -> Iterator[Cells]:
    for place, part in enumerate(survey.parts):
        title = _title(part.title.get(language) or str(place + 1))
        yield {"class": "G", "type/scale": f"G{place}", "name": title, "language": language}
        if place == 0:
            yield from _own_rows(survey, codes, language)
        for one in part.asked:
            yield from _question(one, codes, language)


def _own_rows(survey: Survey, codes: Codes, language: str) -> Iterator[Cells]:
    """Yield what a response file has besides answers; no day, as one can point to a person."""
    plain = {"class": "Q", "type/scale": "S", "language": language, "relevance": "1"}
    for name, value in (("instrument", survey.name), ("version", survey.version)):
        yield {**plain, "name": codes.names[name], "text": name, "default": value, "hidden": "1"}
    for one in survey.own:
        yield from _question(one, codes, language)


def _question(one: Asked, codes: Codes, language: str) -> Iterator[Cells]:
    row = {
        "class": "Q",
        "type/scale": _TYPES[one.kind],
        "name": codes.names[one.name],
        "relevance": relevance(one.condition, codes),
        "text": _html(one.with_unit.get(language, "")),
        "help": _html(one.hint.get(language, "")),
        "language": language,
        "mandatory": "Y" if one.required else "N",
        "other": "N",
    }
    if one.kind == "code":
        row["validation"] = f"/^{CODE_PATTERN}$/"
    if one.kind == "number":
        row |= {"min_num_value_n": str(one.minimum), "max_num_value_n": str(one.maximum)}
        row |= {"num_value_int_only": "1"}
    yield row
    yield from _lines(one, codes, language)
    if one.kind in ("grid", "one", "menu"):
        yield from _answers(one.answers, codes.answers[one.name], language)


def _lines(one: Asked, codes: Codes, language: str) -> Iterator[Cells]:
    """Yield a grid's lines, or the boxes of several."""
    lines: list[tuple[str, Words]] = [(line.domain, line.phrase) for line in one.lines]
    if one.kind == "several":
        lines = [(answer.code, answer.label) for answer in one.answers]
    for name, words in lines:
        code = codes.parts[one.name][name]
        row = {"class": "SQ", "type/scale": "0", "name": code, "relevance": "1"}
        yield {**row, "text": _html(words.get(language, "")), "language": language}


def _answers(answers: Sequence[Answer], codes: Mapping[str, str], language: str) -> Iterator[Cells]:
    for answer in answers:
        row = {"class": "A", "type/scale": "0", "name": codes[answer.code], "language": language}
        yield {**row, "text": _html(answer.label.get(language, ""))}


def _html(text: str) -> str:
    r"""Return words as LimeSurvey shows them, in a cell that needs no quotes.

    >>> _html('a "b"\t{c}\\d')
    'a &quot;b&quot; &#123;c&#125;&#92;d'
    """
    return text.translate(_SIGNS)


def _title(text: str) -> str:
    return " ".join(text.translate(_IN_TITLES).split())


def relevance(condition: Condition | None, codes: Codes) -> str:
    """Return when a question is asked, as an expression; 1 where it always is."""
    if condition is None:
        return "1"
    name, value = codes.names[condition.item], condition.value
    if condition.operator == "answered":
        return " or ".join(_answered(condition, codes))
    if condition.kind == "one":
        known = codes.answers[condition.item]
        return " or ".join(f"{name}.NAOK == '{known[code]}'" for code in condition.codes)
    if condition.kind == "several":
        box = codes.parts[condition.item][value]
        return f"{name}_{box}.NAOK {'==' if condition.operator == 'is' else '!='} 'Y'"
    compared = f"{name}.NAOK {_COMPARED[condition.operator]} {value}"
    return f"!is_empty({name}.NAOK) and {compared}"


def _answered(condition: Condition, codes: Codes) -> Iterator[str]:
    name = codes.names[condition.item]
    for code in codes.parts.get(condition.item, {}).values():
        yield f"!is_empty({name}_{code}.NAOK)"
    if condition.item not in codes.parts:
        yield f"!is_empty({name}.NAOK)"


# What is lost, and what is left to do


def _notes(survey: Survey, codes: Codes) -> Iterator[str]:
    yield "Check before you activate: anonymised responses on; IP address and referrer off."
    yield "No day is kept: anonymised responses all have the date 1 January 1980."
    yield "The gaps -97, -98 and -99 cannot be answered: what somebody leaves out is empty."
    yield "Bring answers back with question codes as headings, and full answers or answer codes."
    renamed = [f"{name} is {code}" for name, code in codes.names.items() if _cut(name, code)]
    parts = ((f"{one}_{name}", code) for one, p in codes.parts.items() for name, code in p.items())
    renamed += [f"{name} is {code}" for name, code in parts if _cut(name, code)]
    if renamed:
        yield f"Shorter names, as LimeSurvey takes {LONGEST_NAME} letters: {'; '.join(renamed)}."
    for one in (*survey.own, *survey.asked):
        known = codes.answers.get(one.name, {}) if one.kind != "several" else {}
        changed = [f"{code} is {own}" for code, own in known.items() if code != own]
        if changed:
            words = short(survey.said(one.text))
            yield f"Other codes for the answers to “{words}”: {', '.join(changed)}."
    yield from told_of_all(survey)


def _cut(name: str, code: str) -> bool:
    """Tell whether more than underscores is gone."""
    return not name.replace("_", "").endswith(code)
