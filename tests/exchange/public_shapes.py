"""Files in the exact shape of exports that lie in public repositories, with invented answers.

Of each source stand here the administrative headings, their order, how its dates, quotation
marks and ends of lines are written, and what its tool puts between the questions. The questions
are the kit's, and all answers are invented.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from tests.exchange.invented import (
    CODE,
    Answer,
    Cell,
    Export,
    _joined,
    _label,
    _lime_name,
    _plain,
    _questions,
    _several_zero,
    as_xlsx,
)

#: A row with this code was begun and never sent: it must stay out.
BEGUN = "BEGUN"
Row = list[Any]


@dataclass(frozen=True)
class Shape:
    """What an export looks like: ``made`` writes it for a form's columns and some answers.

    ``tool`` is what the kit must call it. ``kinds`` are the kinds of filled identifying headings
    that the report must name, ``told`` the headings of which it must say that they really hold
    names or addresses. ``dates`` is the order that a person would write into the map.
    """

    tool: str
    made: Callable[[str, list[Cell], list[Answer]], Export]
    kinds: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    unfinished: int = 0
    dates: str = "day-first"


def _csv(
    table: Sequence[Row], *, bom: bool = False, crlf: bool = False, quoted: bool = False
) -> bytes:
    text = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(text, lineterminator="\r\n" if crlf else "\n", quoting=quoting).writerows(table)
    return text.getvalue().encode("utf-8-sig" if bom else "utf-8")


def _begun(cells: list[Cell]) -> Answer:
    return {"respondent": BEGUN} | {cell.name: "" for cell in cells}


# --- LimeSurvey --------------------------------------------------------------------------


def _lime_table(
    about: dict[str, str],
    head: Callable[[Cell], str],
    code: str,
    yes_no: tuple[str, str],
    cells: list[Cell],
    rows: list[Answer],
) -> list[Row]:
    """``about`` holds the administrative headings and a sent answer's cells, in their order."""
    boxes = {"1": yes_no[0], "0": yes_no[1], "": ""}
    table: list[Row] = [[*about, code, *map(head, cells)]]
    for number, row in enumerate([*rows, _begun(cells)]):
        own = [str(113 + number), *list(about.values())[1:]]
        if row["respondent"] == BEGUN:
            own[1:3] = ["", "1"]
        values = [
            boxes[row[cell.name]] if cell.kind == "several" else _lime_value(cell, row[cell.name])
            for cell in cells
        ]
        table.append([*own, row["respondent"], *values])
    return table


def _lime_value(cell: Cell, value: str) -> str:
    return f"{value} 00:00:00" if cell.kind == "date" and value else _label(cell, value)


def _lime_code(cell: Cell) -> str:
    return _lime_name(cell.item) + (f"[{_lime_name(cell.end)}]" if cell.end else "")


def _lime_words(cell: Cell) -> str:
    return f"{cell.stem} [{cell.words}]" if cell.words else cell.stem


def lime_both(form: str, cells: list[Cell], rows: list[Answer]) -> Export:
    about = {
        "id. Response ID": "",
        "submitdate. Date submitted": "2026-05-11 10:09:01",
        "lastpage. Last page": "4",
        "startlanguage. Start language": "en",
        "startdate. Date started": "2026-05-11 10:00:00",
        "datestamp. Date last action": "2026-05-11 10:09:01",
    }
    table = _lime_table(
        about,
        lambda cell: f"{_lime_code(cell)}. {_lime_words(cell)}",
        f"respondent. {CODE}",
        ("Yes", "No"),
        cells,
        rows,
    )
    return Export(_csv(table, quoted=True))


def lime_english(form: str, cells: list[Cell], rows: list[Answer]) -> Export:
    about = {
        "Response ID": "",
        "Date submitted": "2026-05-11 10:09:01",
        "Last page": "2",
        "Start language": "en",
        "Date started": "2026-05-11 10:00:00",
        "Date last action": "2026-05-11 10:09:01",
    }
    table = _lime_table(about, _lime_words, CODE, ("Yes", "No"), cells, rows)
    return Export(_csv(table, quoted=True))


def lime_french(form: str, cells: list[Cell], rows: list[Answer]) -> Export:
    about = {
        "ID de la réponse": "",
        "Date de soumission": "2026-05-11 10:09:01",
        "Dernière page": "1",
        "Langue de départ": "fr",
        "Tête de série": "1503249853",
        "Date de lancement": "2026-05-11 10:00:00",
        "Date de la dernière action": "2026-05-11 10:09:01",
        "Adresse IP": "192.0.2.17",
        "URL référente": "",
    }
    table = _lime_table(about, _lime_words, CODE, ("Oui", "Non"), cells, rows)
    return Export(_csv(table))


def lime_german(form: str, cells: list[Cell], rows: list[Answer]) -> Export:
    about = {
        "Antwort ID": "",
        "Datum Abgeschickt": "2026-05-11 10:09:01",
        "Letzte Seite": "6",
        "Start-Sprache": "de-informal",
        "Zufallsstartwert": "1852361099",
    }
    table = _lime_table(about, _lime_words, CODE, ("Ja", "Nein"), cells, rows)
    return Export(_csv(table, bom=True, crlf=True, quoted=True))


def lime_codes(form: str, cells: list[Cell], rows: list[Answer]) -> Export:
    about = {
        "id": "",
        "submitdate": "2026-05-11 10:09:01",
        "lastpage": "8",
        "startlanguage": "es",
        "seed": "1339942976",
        "startdate": "2026-05-11 10:00:00",
        "datestamp": "2026-05-11 10:09:01",
    }
    table = _lime_table(about, _lime_code, "respondent", ("Sí", "No"), cells, rows)
    return Export(_csv(table, bom=True, crlf=True, quoted=True))


# --- Microsoft Forms ---------------------------------------------------------------------


def _full(group: list[Cell]) -> str:
    cell = group[0]
    return f"{cell.stem.rstrip('…')} {cell.words}" if cell.kind == "grid" else cell.stem


def _chosen(group: list[Cell], row: Answer, between: str) -> str:
    several = group[0].kind == "several"
    return _joined(group, row, between) if several else _label(group[0], row[group[0].name])


def forms_quiz_xlsx(form: str, cells: list[Cell], rows: list[Answer]) -> Export:
    head = ["ID", "Heure de début", "Heure de fin", "Adresse de messagerie", "Nom"]
    groups = list(_questions(cells))
    asked = [CODE, *map(_full, groups)]
    more = [[one, f"Points - {one}", f"Feedback - {one}"] for one in asked]
    table: list[Row] = [[*head, "Total points", "Quiz feedback", *chain(*more)]]
    for number, row in enumerate(rows, start=1):
        when = [datetime(2026, 5, 11, 14, 3, 22), datetime(2026, 5, 11, 14, 9, 1)]
        values: Row = [row["respondent"]]
        for group in groups:
            text = _chosen(group, row, ";")
            if group[0].kind == "several":
                values.append(text and f"{text};")
            else:
                values.append(_typed(group[0], text) if text else None)
        graded = chain(*([value, None, None] for value in values))
        who = [f"someone.{number}@trust.example", f"Someone {number}"]
        table.append([number, *when, *who, None, None, *graded])
    return Export(as_xlsx(table, "Sheet1"), zeros=False)


def _typed(cell: Cell, text: str) -> Any:
    if cell.kind == "date":
        return datetime.combine(date.fromisoformat(text), datetime.min.time())
    return int(text) if cell.kind == "number" else text


def forms_quiz_csv(form: str, cells: list[Cell], rows: list[Answer]) -> Export:
    head = ["ID", "Hora de inicio", "Hora de finalización", "Correo electrónico", "Nombre"]
    head += ["Total de puntos", "Comentarios del cuestionario", "Hora de la última modificación"]
    groups = list(_questions(cells))
    more = [[_full(g), f"Puntos: {_full(g)}", f"Comentarios: {_full(g)}"] for g in groups]
    about = [CODE, f"Puntos: {CODE}", f"Comentarios: {CODE}"]
    table: list[Row] = [[*head, *about, *chain(*more)]]
    for number, row in enumerate(rows, start=1):
        values = []
        for group in groups:
            text = _chosen(group, row, ";")
            if group[0].kind == "several":
                text = text and f"{text};"
            elif group[0].kind == "date":
                text = _american(text)
            values += [text, "", ""]
        when = ["1/12/26 18:20:41", "1/12/26 18:24:59"]
        table.append(
            [number, *when, "anonymous", "", "", "", "", row["respondent"], "", "", *values]
        )
    return Export(_csv(table, bom=True), zeros=False)


def _american(day: str) -> str:
    year, month, day_ = map(int, day.split("-")) if day else (0, 0, 0)
    return f"{month}/{day_}/{year}" if day else ""


# --- Google Forms ------------------------------------------------------------------------


def _google(
    head: list[str], about: Row, day: Callable[[str], Any], cells: list[Cell], rows: list[Answer]
) -> list[Row]:
    groups = list(_questions(cells))
    asked = [f"{g[0].stem} [{g[0].words}]" if g[0].kind == "grid" else g[0].stem for g in groups]
    table: list[Row] = [[*head, CODE, *asked]]
    for row in rows:
        values: Row = []
        for group in groups:
            text = _chosen(group, row, ", ")
            values.append(day(text) if group[0].kind == "date" and text else text)
        table.append([*about, row["respondent"], *values])
    return table


def google_british(form: str, cells: list[Cell], rows: list[Answer]) -> Export:
    about = ["23/05/2026 14:03:22", "Someone Else"]
    table = _google(["Timestamp", "Full Name"], about, _european("/"), cells, rows)
    return Export(_csv(table, crlf=True), zeros=False)


def google_german(form: str, cells: list[Cell], rows: list[Answer]) -> Export:
    about = ["20.03.2026 15:13:33"]
    table = _google(["Zeitstempel"], about, _european("."), cells, rows)
    return Export(_csv(table), zeros=False)


def _european(between: str) -> Callable[[str], str]:
    return lambda day: between.join(reversed(day.split("-")))


def google_quiz(form: str, cells: list[Cell], rows: list[Answer]) -> Export:
    about = ["4/30/2026 12:11:19", "0"]
    table = _google(["Marca temporal", "Puntuación"], about, _american, cells, rows)
    return Export(_csv(table, bom=True), zeros=False)


def google_xlsx(form: str, cells: list[Cell], rows: list[Answer]) -> Export:
    about = [datetime(2026, 5, 11, 14, 3, 22, 514000)]
    table = _google(["Timestamp"], about, datetime.fromisoformat, cells, rows)
    return Export(as_xlsx(table, "Form Responses 1"), zeros=False)


# --- REDCap ------------------------------------------------------------------------------


def redcap_surveys(form: str, cells: list[Cell], rows: list[Answer]) -> Export:
    """Several surveys in one project: each has its time and its state."""
    head = ["participant_id", "redcap_survey_identifier", "prescreening_survey_timestamp"]
    names = [cell.name for cell in cells]
    head += ["dob", "email", "consent___1", "prescreening_survey_complete", f"{form}_timestamp"]
    head += ["respondent", *names, f"{form}_complete"]
    table: list[Row] = [[*head, "complete_study", "completion_data_complete"]]
    for number, row in enumerate([*rows, _begun(cells)], start=1):
        is_begun = row["respondent"] == BEGUN
        before = ["", "2026-05-11 15:52:43", "1990-01-01", f"a{number}@trust.example", "1", "2"]
        state = ["[not completed]", "0"] if is_begun else ["2026-05-11 15:58:01", "2"]
        values = [_several_zero(cell, cells, row) for cell in cells]
        own = [state[0], row["respondent"], *values, state[1]]
        table.append([str(number), *before, *own, "", "0"])
    return Export(_csv(table), zeros=False)


def redcap_events(form: str, cells: list[Cell], rows: list[Answer]) -> Export:
    """A study over time: of each record a row an event, the form in one of them alone."""
    head = ["study_id", "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance"]
    names = [cell.name for cell in cells]
    head += ["redcap_data_access_group", "first_name", "telephone_1", "demographics_complete"]
    head += ["respondent", *names, f"{form}_complete"]
    table: list[Row] = [head]
    for number, row in enumerate(rows, start=100):
        empty = ["" for _ in head[8:]]
        first = ["enrollment_arm_1", "", "", "", "Someone", "(555) 555-1212", "2", *empty]
        second = ["dose_1_arm_1", "", "", "", "", "", "", row["respondent"]]
        values = [_several_zero(cell, cells, row) for cell in cells]
        table += [[str(number), *first], [str(number), *second, *values, "2"]]
    return Export(_csv(table), zeros=False)


# --- scanned paper -----------------------------------------------------------------------


def sdaps_rows(form: str, cells: list[Cell], rows: list[Answer]) -> Export:
    """SDAPS with variables' names: remarks before each question, its single boxes behind it.

    A text that somebody typed stands in its column; 0 where nothing was written.
    """
    head = ["questionnaire_id", "global_id", "empty", "valid", "recognized", "review", "verified"]
    for place, cell in enumerate(cells, start=1):
        head += [f"1_{place}_review", cell.name]
        head += [f"1_{place}_{box}" for box, _ in enumerate(cell.labels, start=1)]
    table: list[Row] = [[*head, "respondent_review", "respondent"]]
    for number, row in enumerate(rows, start=1):
        table.append([f"{number}hello", "SDAPS", "0", "1", "1", "a remark (äöüß)", "1"])
        for cell in cells:
            value = _plain(cell, _several_zero(cell, cells, row))
            none = "NA" if cell.labels else "0"
            table[-1] += ["", value or none, *(str(int(value == one)) for one in cell.labels)]
        table[-1] += ["", row["respondent"]]
    none = ["" if name.endswith("_review") else "0" for name in head[7:]]
    table.append(["12345", "SDAPS", "1", "1", "1", "", "0", *none, "", "0"])
    return Export(_csv(table, crlf=True), zeros=False)


def quexf_rows(form: str, cells: list[Cell], rows: list[Answer]) -> Export:
    """queXF writes its own columns behind the answers, and a box that is not ticked as nothing."""
    head = ["respondent", *(cell.name for cell in cells), "formid", "rpc_id", "filename", "vstatus"]
    table: list[Row] = [head]
    for number, row in enumerate(rows, start=1):
        values = [_plain(cell, row[cell.name]) for cell in cells]
        values = [
            "" if cell.kind == "several" and value == "0" else value
            for cell, value in zip(cells, values, strict=True)
        ]
        table.append([row["respondent"], *values, number, "", "scan_0001.pdf", "Single"])
    return Export(_csv(table), zeros=False)


# --- SPSS --------------------------------------------------------------------------------


def spss_from_qualtrics(folder: Path, cells: list[Cell], rows: list[Answer]) -> Path:
    """Qualtrics' file for SPSS: labels for values and for variables, states among them."""
    import pandas as pd
    import pyreadstat

    every = [*rows, _begun(cells)]
    frame: dict[str, Any] = {
        "ResponseId": [f"R_000{number}" for number in range(len(every))],
        "StartDate": ["2026-07-13 23:19:55"] * len(every),
        "Duration__in_seconds_": [944.0] * len(every),
        "Finished": [2.0] * len(rows) + [1.0],
        "QID1": [row["respondent"] for row in every],
    }
    labels = {"ResponseId": "Response ID", "StartDate": "Start Date", "QID1": CODE}
    labels |= {"Duration__in_seconds_": "Duration (in seconds)", "Finished": "True"}
    values: dict[str, dict[float, str]] = {"Finished": {1.0: "False", 2.0: "True"}}
    for number, cell in enumerate(cells, start=2):
        name, held = f"QID{number}", [row[cell.name] for row in every]
        labels[name] = f"{cell.stem} - {cell.words}" if cell.words else cell.stem
        if cell.labels:
            place = {code: float(at) for at, code in enumerate(cell.labels, start=1)}
            frame[name] = [place.get(value) for value in held]
            values[name] = {place[code]: words for code, words in cell.labels.items()}
        elif cell.kind in ("number", "several"):
            frame[name] = [float(value) if value not in ("", "0") else None for value in held]
        else:
            frame[name] = held
    for name, column in frame.items():
        if column and not any(isinstance(one, str) for one in column):
            frame[name] = pd.Series(column, dtype="float64")
    target = folder / "answers.sav"
    pyreadstat.write_sav(
        pd.DataFrame(frame), str(target), column_labels=labels, variable_value_labels=values
    )
    return target


_NAMES, _EMAILS, _PHONES = "names", "email addresses", "telephones and addresses"
_BIRTHS, _PLACES = "births and staff numbers", "addresses on the internet and places"

SHAPES = {
    # msokol99/Wellbeing-data-analysis
    "LimeSurvey, codes and words": Shape("limesurvey", lime_both, unfinished=1),
    # andreldm/cpp-survey
    "LimeSurvey, English": Shape("limesurvey", lime_english, (_PLACES,), unfinished=1),
    # monsieurpapa/DRCInternet
    "LimeSurvey, French": Shape("limesurvey", lime_french, (_PLACES,), ("Adresse IP",), 1),
    # jerome-pfeiffer1/modeling-languages-for-digital-twins, with the columns that it leaves out
    "LimeSurvey, German": Shape("limesurvey", lime_german, unfinished=1),
    # crismz/EncuestasUNC
    "LimeSurvey, codes": Shape("limesurvey", lime_codes, unfinished=1),
    # XGar/Impact-of-context-familiarity-on-computational-design-logic-appropriation
    "Microsoft Forms, French quiz": Shape(
        "msforms", forms_quiz_xlsx, (_EMAILS, _NAMES), ("Adresse de messagerie",)
    ),
    # mariovid99/Parras_Dashboard
    "Microsoft Forms, Spanish quiz": Shape("msforms", forms_quiz_csv, dates="month-first"),
    # kaiTakenaka/carpool
    "Google Forms, British": Shape("google", google_british, (_NAMES,)),
    # FilipMilak/Integrationsseminar
    "Google Forms, German": Shape("google", google_german),
    # Guille-lg/Investigacion-Comercial
    "Google Forms, Spanish quiz": Shape("google", google_quiz, dates="month-first"),
    # GitsSaikat/Women-s-Transportation-Safety
    "Google Forms, workbook": Shape("google", google_xlsx),
    # OuhscBbmc/REDCapR, inst/test-data/projects/survey
    "REDCap, surveys": Shape("redcap", redcap_surveys, (_BIRTHS, _EMAILS), ("email",), 1),
    # OuhscBbmc/REDCapR, inst/test-data/projects/longitudinal; its rows of other events stay out
    "REDCap, events": Shape("redcap", redcap_events, (_NAMES, _PHONES), ("telephone_1",), 18),
    # sdaps/sdaps, test/data/tex/ids_test_export.csv and sdaps/csvdata/buddies.py
    "SDAPS": Shape("sdaps", sdaps_rows),
    # ACSPRI/queXF, functions/functions.output.php
    "queXF": Shape("quexf", quexf_rows),
}
