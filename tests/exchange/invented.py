"""Invented answers to a form, and what a tool's export of them would look like.

Written from what the tools' documentation and public samples show, apart from the reader: it
knows definitions and nothing of ``generator.exchange``.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from generator.definitions.codebook import Column, codebook
from generator.definitions.instrument import (
    ChoiceItem,
    DateItem,
    Instrument,
    Item,
    MeasureBlock,
    MeasureItem,
    NoteItem,
    NumberItem,
    ScaleItem,
    SeveralItem,
)
from generator.definitions.programme import Programme, in_language

Answer = dict[str, str]
_NONE = Column("", "", "text", "")
#: Every left-out column of every tool holds such a text.
MARK = "zqx"
GAPS = ("-97", "-98", "-99")


@dataclass(frozen=True)
class Cell:
    """One column of answers, as a designer of surveys sees it."""

    column: Column
    kind: str
    item: str
    end: str
    stem: str
    words: str
    labels: dict[str, str]

    @property
    def name(self) -> str:
        return self.column.name


def columns(programme: Programme, form: Instrument, language: str) -> list[Cell]:
    book = iter(codebook(programme, form).columns)
    parts = (part for item in form.items for part in _cells(programme, form.role, item, language))
    return [replace(part, column=next(book)) for part in parts]


def _labels(points: Any, language: str) -> dict[str, str]:
    return {str(point.code): in_language(point.label, language) for point in points}


def _cells(programme: Programme, role: str, item: Item, language: str) -> Iterator[Cell]:
    if isinstance(item, MeasureBlock | MeasureItem):
        yield from _measured(programme, role, item.measure, language)
        return
    if isinstance(item, NoteItem):
        return
    plain = Cell(_NONE, "text", item.id, "", in_language(item.text, language), "", {})
    if isinstance(item, SeveralItem):
        for code, label in _labels(item.options, language).items():
            yield replace(plain, kind="several", end=code, words=label)
    elif isinstance(item, ScaleItem | ChoiceItem):
        is_scale = isinstance(item, ScaleItem)
        points = programme.scale(item.scale).points if is_scale else item.options
        yield replace(plain, kind="one", labels=_labels(points, language))
    elif isinstance(item, NumberItem | DateItem):
        yield replace(plain, kind="number" if isinstance(item, NumberItem) else "date")
    else:
        yield plain


def _measured(programme: Programme, role: str, name: str, language: str) -> Iterator[Cell]:
    measure = programme.measure(name)
    stem = in_language(measure.stems.get(role) or next(iter(measure.stems.values())), language)
    points = _labels(programme.scale(measure.scale).points, language)
    plain = Cell(_NONE, "one", name, "", stem, "", points)
    if measure.items == "single":
        yield plain
        return
    for domain in programme.domains:
        phrase = in_language(domain.phrases[role], language)
        yield replace(plain, kind="grid", end=domain.id, words=phrase)


def answers(
    cells: Sequence[Cell], count: int, seed: int = 1, *, gaps: bool = False
) -> list[Answer]:
    """Invented rows: each column's code or nothing, and a survey code under ``respondent``."""
    dice = random.Random(seed)
    rows = []
    for number in range(count):
        row = {"respondent": f"K{seed}M{number:03}"}
        for cell in cells:
            row[cell.name] = "" if dice.random() < 0.1 else _one(cell, dice)
            if gaps and cell.kind in ("one", "grid", "number", "date") and dice.random() < 0.1:
                row[cell.name] = dice.choice(GAPS)
        for item in {cell.item for cell in cells if cell.kind == "several"}:
            own = [cell.name for cell in cells if cell.item == item]
            chosen = "" if dice.random() < 0.2 else "0"
            for name in own:
                row[name] = chosen and dice.choice("01")
            if chosen and "1" not in {row[name] for name in own}:
                row[own[0]] = "1"
        rows.append(row)
    return rows


TEXTS = ("Nothing.", "N/A", 'I said "no", twice', "Two\nlines; and, more", "=1+1", "Größe, tŷ 🙂")


def _one(cell: Cell, dice: random.Random) -> str:
    if cell.labels:
        return dice.choice(list(cell.labels))
    if cell.kind == "number":
        return str(dice.randint(cell.column.minimum, cell.column.maximum))
    if cell.kind == "date":
        return f"2026-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
    return dice.choice(TEXTS)


# --- tables ------------------------------------------------------------------------------

Table = list[list[str]]


def as_csv(table: Table, delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(table)
    return text.getvalue().encode(encoding)


def as_xlsx(table: Table, name: str = "Sheet") -> bytes:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in table:
        sheet.append(row)
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                cell.data_type = "s"
    book.save(out)
    return out.getvalue()


@dataclass(frozen=True)
class Export:
    """A file of one tool; ``keeps`` tells whether the tool holds gaps and ``zeros`` (no tick)."""

    content: bytes
    keeps: bool = False
    zeros: bool = True


Simulate = Callable[[Instrument, list[Cell], list[Answer], str], Export]


def _plain(cell: Cell, code: str) -> str:
    """What a tool without gaps holds: codes."""
    return "" if code in GAPS else code


def _label(cell: Cell, code: str) -> str:
    if cell.kind == "several":
        return code
    return "" if code in GAPS else cell.labels.get(code, code)


def _joined(cells: list[Cell], row: Answer, between: str, *, codes: bool = False) -> str:
    ticked = [cell for cell in cells if row[cell.name] == "1"]
    return between.join(cell.end if codes else cell.words for cell in ticked)


def _questions(cells: list[Cell]) -> Iterator[list[Cell]]:
    """Each question once: the boxes of one with several answers together."""
    seen = set()
    for cell in cells:
        if cell.kind != "several":
            yield [cell]
        elif cell.item not in seen:
            seen.add(cell.item)
            yield [other for other in cells if other.item == cell.item]


CODE = "Survey code"


def redcap_raw(form: Instrument, cells: list[Cell], rows: list[Answer], language: str) -> Export:
    head = ["record_id", "redcap_survey_identifier", "respondent", "instrument"]
    table = [[*head, *(cell.name for cell in cells), f"{form.id}_complete"]]
    for number, row in enumerate(rows):
        values = [_several_zero(cell, cells, row) for cell in cells]
        table.append([str(number), MARK, row["respondent"], form.id, *values, "2"])
    return Export(as_csv(table, encoding="utf-8"), keeps=True, zeros=False)


def _several_zero(cell: Cell, cells: list[Cell], row: Answer) -> str:
    return (row[cell.name] or "0") if cell.kind == "several" else row[cell.name]


def redcap_label(form: Instrument, cells: list[Cell], rows: list[Answer], language: str) -> Export:
    reasons = dict(zip(GAPS, ("Not applicable", "Preferred not to say", "Unreadable"), strict=True))
    heads = []
    for cell in cells:
        if cell.kind == "several":
            heads.append(f"{cell.stem} (choice={cell.words})")
        else:
            heads.append(cell.words if cell.kind == "grid" else cell.stem)
    table = [["Record ID", "Survey Identifier", CODE, *heads, "Complete?"]]
    for number, row in enumerate(rows):
        values = []
        for cell in cells:
            if cell.kind == "several":
                values.append("Checked" if row[cell.name] == "1" else "Unchecked")
            else:
                code = row[cell.name]
                values.append(reasons.get(code, cell.labels.get(code, code)))
        table.append([str(number), MARK, row["respondent"], *values, "Complete"])
    return Export(as_csv(table), keeps=True, zeros=False)


_QUALTRICS = ("StartDate", "Status", "IPAddress", "Finished", "RecipientLastName", "UserLanguage")


def _qualtrics(cells: list[Cell], rows: list[Answer], language: str, values: Any) -> Table:
    names, words, ids = list(_QUALTRICS), list(_QUALTRICS), list(_QUALTRICS)
    own: list[list[Cell | None]] = [[None], *_questions(cells)]  # type: ignore[list-item]
    for number, group in enumerate(own):
        cell = group[0]
        names.append(f"Q{number}_{cell.end}" if cell and cell.kind == "grid" else f"Q{number}")
        text = CODE if cell is None else cell.stem
        words.append(f"{text} - {cell.words}" if cell and cell.kind == "grid" else text)
        ids.append(f"QID{number}")
    table = [names, words, [f'{{"ImportId":"{one}"}}' for one in ids]]
    for row in rows:
        about = ["2026-05-11 10:00:00", "0", "10.0.0.1", "1", MARK, language.upper()]
        table.append([*about, row["respondent"], *values(row)])
    return table


def qualtrics_label(
    form: Instrument, cells: list[Cell], rows: list[Answer], language: str
) -> Export:
    def values(row: Answer) -> list[str]:
        return [
            _joined(group, row, ",") if len(group) > 1 else _label(group[0], row[group[0].name])
            for group in _questions(cells)
        ]

    return Export(as_csv(_qualtrics(cells, rows, language, values)), zeros=False)


def qualtrics_codes(
    form: Instrument, cells: list[Cell], rows: list[Answer], language: str
) -> Export:
    def values(row: Answer) -> list[str]:
        return [
            _joined(group, row, ",", codes=True)
            if len(group) > 1
            else _plain(group[0], row[group[0].name]) or "-99"
            for group in _questions(cells)
        ]

    table = _qualtrics(cells, rows, language, values)
    return Export(as_csv(table, "\t", "utf-16"), zeros=False)


def _lime_name(text: str) -> str:
    return text.replace("_", "")


def limesurvey_codes(
    form: Instrument, cells: list[Cell], rows: list[Answer], language: str
) -> Export:
    heads = ["id", "submitdate", "lastpage", "startlanguage", "ipaddr", "respondent"]
    for cell in cells:
        part = f"[{_lime_name(cell.end)}]" if cell.end else ""
        heads.append(_lime_name(cell.item) + part)
    table = [heads]
    for number, row in enumerate(rows):
        values = []
        for cell in cells:
            code = _plain(cell, row[cell.name])
            if cell.kind == "several":
                code = "Y" if code == "1" else ""
            elif code and any(len(one) > 5 or "_" in one for one in cell.labels):
                code = f"A{list(cell.labels).index(code) + 1}"
            elif not code and cell.labels:
                code = "N/A"
            values.append(f"{code}.0000000000" if cell.kind == "number" and code else code)
        about = [str(number), "2026-05-11 10:00:00", "3", language, "10.0.0.1"]
        table.append([*about, row["respondent"], *values])
    return Export(as_csv(table), zeros=False)


def limesurvey_full(
    form: Instrument, cells: list[Cell], rows: list[Answer], language: str
) -> Export:
    heads = ["Response ID", "Date submitted", "Start language", "IP address", CODE]
    heads += [f"{c.stem} [{c.words}]" if c.words else f"<p>{c.stem}</p>" for c in cells]
    table = [heads]
    for number, row in enumerate(rows):
        values = []
        for cell in cells:
            code = row[cell.name]
            several = {"1": "Yes", "0": "No", "": ""}
            values.append(several[code] if cell.kind == "several" else _label(cell, code))
        about = [str(number), "2026-05-11 10:00:00", language, "10.0.0.1"]
        table.append([*about, row["respondent"], *values])
    return Export(as_csv(table, ";"))


_HEADS = {
    "en": ("Start time", "Completion time", "Email", "Name"),
    "cy": ("開始", "完了", "メール", "名前"),
}


def _msforms(cells: list[Cell], rows: list[Answer], language: str, heads: list[str]) -> Export:
    table = [["ID", *_HEADS[language], CODE, *heads]]
    for number, row in enumerate(rows):
        values = []
        for group in _questions(cells):
            several = _joined(group, row, ";")
            single = _label(group[0], row[group[0].name])
            values.append((several and f"{several};") if group[0].kind == "several" else single)
        when = ["5/11/26 14:03:22", "5/11/26 14:09:01"]
        table.append([str(number), *when, f"{MARK}@a.example", MARK, row["respondent"], *values])
    return Export(as_xlsx(table), zeros=False)


def msforms_full(form: Instrument, cells: list[Cell], rows: list[Answer], language: str) -> Export:
    heads = []
    for cell, *_ in _questions(cells):
        heads.append(f"{cell.stem.rstrip('…')} {cell.words}" if cell.kind == "grid" else cell.stem)
    return _msforms(cells, rows, language, heads)


def msforms_likert(
    form: Instrument, cells: list[Cell], rows: list[Answer], language: str
) -> Export:
    heads: list[str] = []
    for cell, *_ in _questions(cells):
        head = cell.words if cell.kind == "grid" else cell.stem
        again = sum(other.rstrip("0123456789") == head for other in heads)
        heads.append(f"{head}{again + 1}" if again else head)
    return _msforms(cells, rows, language, heads)


def google(form: Instrument, cells: list[Cell], rows: list[Answer], language: str) -> Export:
    heads = ["Timestamp" if language == "en" else "Stamp Amser", "Username", CODE]
    groups = list(_questions(cells))
    heads += [f"{g[0].stem} [{g[0].words}]" if g[0].kind == "grid" else g[0].stem for g in groups]
    table = [heads]
    for row in rows:
        values = [
            _joined(group, row, ", ")
            if group[0].kind == "several"
            else _label(group[0], row[group[0].name])
            for group in groups
        ]
        table.append(
            ["2026/05/11 2:03:22 pm GMT+1", f"{MARK}@a.example", row["respondent"], *values]
        )
    return Export(as_csv(table, encoding="utf-8"), zeros=False)


def kobo(form: Instrument, cells: list[Cell], rows: list[Answer], language: str) -> Export:
    heads, makers = ["start", "end", "respondent"], []
    for group in _questions(cells):
        several = group[0].kind == "several"
        heads.append(f"main/{group[0].item if several else group[0].name}")
        makers.append(_of_all(group, " ") if several else _of_one(group[0]))
        for cell in group if several else ():
            heads.append(f"main/{cell.item}/{cell.end}")
            makers.append(_of_one(cell))
    table = [[*heads, "_uuid", "_submitted_by", "_geolocation"]]
    for row in rows:
        values = [make(row) for make in makers]
        when = ["2026-05-11T10:00:00.000+01:00"] * 2
        table.append([*when, row["respondent"], *values, "uuid:1", MARK, "51.5 -3.2"])
    return Export(as_csv(table, ";"))


def _of_all(group: list[Cell], between: str) -> Callable[[Answer], str]:
    return lambda row: _joined(group, row, between, codes=True)


def _of_one(cell: Cell) -> Callable[[Answer], str]:
    return lambda row: _plain(cell, row[cell.name])


def kobo_label(form: Instrument, cells: list[Cell], rows: list[Answer], language: str) -> Export:
    heads, makers = [CODE], []
    for group in _questions(cells):
        cell = group[0]
        if cell.kind == "several":
            heads.append(cell.stem)
            makers.append(lambda row, group=group: _joined(group, row, " "))
            for one in group:
                heads.append(f"{cell.stem}/{one.words}")
                makers.append(_of_one(one))
        else:
            heads.append(f"Section/{cell.stem}/{cell.words}" if cell.words else cell.stem)
            makers.append(lambda row, cell=cell: _label(cell, row[cell.name]))
    table = [[*heads, "_id", "_uuid", "_submission_time"]]
    for row in rows:
        values = [make(row) for make in makers]
        table.append([row["respondent"], *values, "1", MARK, "2026-05-11T10:00:00"])
    return Export(as_csv(table, ";"))


def odk(form: Instrument, cells: list[Cell], rows: list[Answer], language: str) -> Export:
    heads, makers = [], []
    for group in _questions(cells):
        several = group[0].kind == "several"
        heads.append(f"section_a-{group[0].item if several else group[0].name}")
        makers.append(_of_all(group, " ") if several else _of_one(group[0]))
    about = ["meta-instanceID", "KEY", "SubmitterID", "SubmitterName", "DeviceID", "ReviewState"]
    table = [["SubmissionDate", "own-respondent", *heads, *about]]
    for number, row in enumerate(rows):
        end = ["uuid:1", f"uuid:{number}", "7", MARK, MARK, ""]
        when = "2026-05-11T10:00:00.000Z"
        table.append([when, row["respondent"], *[make(row) for make in makers], *end])
    end = ["uuid:1", "uuid:x", "7", MARK, MARK, "rejected"]
    table.append(["2026-05-11T10:00:00.000Z", "REJECTED", *["" for _ in makers], *end])
    return Export(as_csv(table, encoding="utf-8"), zeros=False)


def _scanned(about: Sequence[str], cells: list[Cell], rows: list[Answer], empty: str) -> Table:
    table = [[*about, "respondent", *(cell.name for cell in cells)]]
    for number, row in enumerate(rows):
        values = [_plain(cell, _several_zero(cell, cells, row)) or empty for cell in cells]
        table.append([str(number), MARK, "0", row["respondent"], *values])
    return table


def sdaps(form: Instrument, cells: list[Cell], rows: list[Answer], language: str) -> Export:
    about = ("questionnaire_id", "global_id", "empty")
    table = _scanned(about, cells, rows, "NA")
    table.append(["9", MARK, "1", "EMPTY", *["NA" for _ in cells]])
    return Export(as_csv(table, encoding="utf-8"), zeros=False)


def quexf(form: Instrument, cells: list[Cell], rows: list[Answer], language: str) -> Export:
    table = _scanned(("formid", "rpc_id", "vstatus"), cells, rows, "")
    return Export(as_csv(table, encoding="cp1252" if _fits(table) else "utf-8"), zeros=False)


def _fits(table: Table) -> bool:
    try:
        as_csv(table, encoding="cp1252")
    except UnicodeEncodeError:
        return False
    return True


def table_labels(form: Instrument, cells: list[Cell], rows: list[Answer], language: str) -> Export:
    heads = [f"{c.stem} [{c.words}]" if c.words else c.stem for c in cells]
    table = [["Your name", CODE, *heads]]
    table += [
        [MARK, row["respondent"], *(_label(cell, row[cell.name]) for cell in cells)] for row in rows
    ]
    return Export(as_csv(table, "\t", "utf-16"))


def spss(folder: Path, cells: list[Cell], rows: list[Answer], *, labels: bool = True) -> Export:
    import pandas as pd
    import pyreadstat

    frame: dict[str, Any] = {"staff": [MARK] * len(rows)}
    frame["respondent"] = [row["respondent"] for row in rows]
    words, missing, names = {}, {}, {}
    reasons = {-97: "not applicable", -98: "preferred not to say", -99: "unreadable"}
    for cell in cells:
        values = [row[cell.name] for row in rows]
        if cell.kind in ("text", "date"):
            frame[cell.name] = ["" if v in GAPS else v for v in values]
            continue
        codes = list(cell.labels) if cell.kind != "several" else []
        words_only = any(not code.isdecimal() for code in codes)
        place = {code: (codes.index(code) + 1 if words_only else int(code)) for code in codes}
        place |= {gap: int(gap) for gap in GAPS}
        numbers = [None if v == "" else float(place.get(v, v)) for v in values]
        frame[cell.name] = pd.array(numbers, dtype="Float64").to_numpy(float, na_value=float("nan"))
        if labels or words_only:
            words[cell.name] = {place[code]: label for code, label in _named(cell, place)} | reasons
        missing[cell.name] = [-97, -98, -99]
        names[cell.name] = f"{cell.stem} {cell.words}"
    target = folder / "answers.sav"
    pyreadstat.write_sav(
        pd.DataFrame(frame),
        str(target),
        column_labels=[names.get(name, "") for name in frame],
        variable_value_labels=words,
        missing_ranges=missing,
    )
    return Export(target.read_bytes(), keeps=True)


def _named(cell: Cell, place: dict[str, Any]) -> list[tuple[str, str]]:
    return [] if cell.kind == "several" else list(cell.labels.items())


TOOLS: dict[str, tuple[str, Simulate]] = {
    "redcap raw": ("redcap", redcap_raw),
    "redcap label": ("redcap", redcap_label),
    "qualtrics label": ("qualtrics", qualtrics_label),
    "qualtrics codes": ("qualtrics", qualtrics_codes),
    "limesurvey codes": ("limesurvey", limesurvey_codes),
    "limesurvey full": ("limesurvey", limesurvey_full),
    "msforms full": ("msforms", msforms_full),
    "msforms likert": ("msforms", msforms_likert),
    "google": ("google", google),
    "kobo": ("kobo", kobo),
    "kobo label": ("kobo", kobo_label),
    "odk": ("odk", odk),
    "sdaps": ("sdaps", sdaps),
    "quexf": ("quexf", quexf),
    "table": ("table", table_labels),
}
