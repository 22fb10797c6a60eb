"""Files with the administrative columns of exports that lie in public repositories come in whole.

Of each source stand here the headings that its tool put around the questions, with the cells of a
sent answer and of one that was only begun. The questions are the kit's, all answers invented.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from openpyxl import load_workbook

from generator.exchange.report import first_words
from tests.exchange.invented import CODE, TOOLS, Answer, Cell, answers, as_csv, columns
from tests.exchange.test_laws import table_of
from tests.exchange.test_round_trip import TINY, wanted
from tests.exchange.walk import Programme, first_step, imported

ROWS = 18
OF_TINY = Programme(TINY)
SENT = "2026-05-11 10:09:01"
NAMES, EMAILS, PHONES = "names", "email addresses", "telephones and addresses"
BIRTHS, PLACES = "births and staff numbers", "addresses on the internet and places"


@dataclass(frozen=True)
class Shape:
    """Columns before and after the questions, which are written as by a tool of ``invented``.

    ``begun`` are the cells of an answer that was never sent, none where the tool has none such.
    ``kinds`` are the filled identifying headings that the report must name, ``told`` the heading
    of which it must say that it really holds names or addresses.
    """

    like: str
    before: Mapping[str, str]
    after: Mapping[str, str] = field(default_factory=dict)
    begun: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    told: str = ""


SHAPES = {
    # msokol99/Wellbeing-data-analysis
    "LimeSurvey, codes and words": Shape(
        "limesurvey full",
        {"id. Response ID": "113", "submitdate. Date submitted": SENT, "lastpage. Last page": "4",
         "startlanguage. Start language": "en", "startdate. Date started": SENT},
        begun={"lastpage. Last page": "1"},
    ),
    # monsieurpapa/DRCInternet
    "LimeSurvey, French": Shape(
        "limesurvey full",
        {"ID de la réponse": "113", "Date de soumission": SENT, "Dernière page": "1",
         "Langue de départ": "fr", "Tête de série": "1503249853", "Date de lancement": SENT,
         "Adresse IP": "192.0.2.17", "URL référente": ""},
        begun={"ID de la réponse": "114", "Dernière page": "1", "Langue de départ": "fr"},
        kinds=(PLACES,),
        told="Adresse IP",
    ),
    # jerome-pfeiffer1/modeling-languages-for-digital-twins
    "LimeSurvey, German": Shape(
        "limesurvey full",
        {"Antwort ID": "113", "Datum Abgeschickt": SENT, "Letzte Seite": "6",
         "Start-Sprache": "de-informal", "Zufallsstartwert": "1852361099"},
        begun={"Antwort ID": "114", "Letzte Seite": "1", "Start-Sprache": "de-informal"},
    ),
    # crismz/EncuestasUNC
    "LimeSurvey, codes": Shape(
        "limesurvey codes",
        {"id": "113", "submitdate": SENT, "lastpage": "8", "startlanguage": "es",
         "seed": "1339942976", "startdate": SENT, "datestamp": SENT},
        begun={"id": "114", "lastpage": "1", "startlanguage": "es"},
    ),
    # XGar/Impact-of-context-familiarity-on-computational-design-logic-appropriation
    "Microsoft Forms, French quiz": Shape(
        "msforms full",
        {"ID": "1", "Heure de début": SENT, "Heure de fin": SENT,
         "Adresse de messagerie": "someone@trust.example", "Nom": "Someone", "Total points": "",
         "Quiz feedback": ""},
        {"Points - How long was it?": "", "Feedback - How long was it?": ""},
        kinds=(EMAILS, NAMES),
        told="Adresse de messagerie",
    ),
    # mariovid99/Parras_Dashboard
    "Microsoft Forms, Spanish": Shape(
        "msforms full",
        {"ID": "1", "Hora de inicio": "1/12/26 18:20:41", "Hora de finalización": SENT,
         "Correo electrónico": "anonymous", "Nombre": "", "Total de puntos": ""},
    ),
    # kaiTakenaka/carpool
    "Google Forms, British": Shape(
        "google", {"Timestamp": "23/05/2026 14:03:22", "Full Name": "Someone Else"}, kinds=(NAMES,)
    ),
    # FilipMilak/Integrationsseminar
    "Google Forms, German": Shape("google", {"Zeitstempel": "20.03.2026 15:13:33"}),
    # Guille-lg/Investigacion-Comercial
    "Google Forms, Spanish quiz": Shape(
        "google", {"Marca temporal": "4/30/2026 12:11:19", "Puntuación": "0"}
    ),
    # OuhscBbmc/REDCapR, inst/test-data/projects/survey
    "REDCap, surveys": Shape(
        "redcap raw",
        {"participant_id": "1", "redcap_survey_identifier": "", "dob": "1990-01-01",
         "prescreening_survey_timestamp": SENT, "email": "a@trust.example", "consent___1": "1",
         "prescreening_survey_complete": "2", "visit_timestamp": SENT},
        {"complete_study": "", "completion_data_complete": "0"},
        begun={"visit_complete": "0", "visit_timestamp": "[not completed]"},
        kinds=(BIRTHS, EMAILS),
        told="email",
    ),
    # OuhscBbmc/REDCapR, inst/test-data/projects/longitudinal; a row an event
    "REDCap, events": Shape(
        "redcap raw",
        {"study_id": "100", "redcap_event_name": "dose_1_arm_1", "redcap_repeat_instance": "",
         "redcap_data_access_group": "", "first_name": "", "telephone_1": "",
         "demographics_complete": ""},
        begun={"redcap_event_name": "enrollment_arm_1", "first_name": "Someone",
               "telephone_1": "(555) 555-1212", "demographics_complete": "2"},
        kinds=(NAMES, PHONES),
        told="telephone_1",
    ),
    # sdaps/sdaps, test/data/tex/ids_test_export.csv and sdaps/csvdata/buddies.py
    "SDAPS": Shape(
        "sdaps",
        {"questionnaire_id": "1hello", "global_id": "SDAPS", "empty": "0", "valid": "1",
         "recognized": "1", "review": "a remark (äöüß)", "verified": "1"},
        {"1_1_review": "", "1_1_1": "1", "1_1_2": "0"},
    ),
    # ACSPRI/queXF, functions/functions.output.php
    "queXF": Shape(
        "quexf", {}, {"formid": "1", "rpc_id": "", "filename": "scan_0001.pdf", "vstatus": "Single"}
    ),
}  # fmt: skip


def _asked(like: str, cells: list[Cell], rows: list[Answer]) -> list[list[str]]:
    """The questions' columns as a tool writes them, from the survey code on."""
    instrument = TINY.instrument("visit")
    assert instrument is not None
    content = TOOLS[like][1](instrument, cells, rows, "en").content
    table = table_of(content)
    if content.startswith(b"PK"):
        sheet = load_workbook(io.BytesIO(content)).active
        assert sheet is not None
        table = [[str(c or "") for c in row] for row in sheet.iter_rows(values_only=True)]
    start = next(n for n, heading in enumerate(table[0]) if heading in (CODE, "respondent"))
    return [row[start:] for row in table[: len(rows) + 1]]


def _table(shape: Shape, asked: list[list[str]]) -> list[list[str]]:
    head = [*shape.before, *asked[0], *shape.after]
    sent = [[*shape.before.values(), *row, *shape.after.values()] for row in asked[1:]]
    begun = [shape.begun.get(heading, "") for heading in head]
    return [head, *sent, *([begun] if shape.begun else [])]


@pytest.mark.parametrize("name", SHAPES)
def test_a_file_as_the_public_ones_are_comes_in_whole(name: str, tmp_path: Path) -> None:
    shape, path = SHAPES[name], tmp_path / "export.data"
    cells = columns(TINY.programme, TINY.instrument("visit"), "en")
    rows = answers(cells, ROWS, seed=3)
    path.write_bytes(as_csv(_table(shape, _asked(shape.like, cells, rows))))
    first, got = imported(OF_TINY, "visit", path)
    assert (first.source.tool, first.missing) == (TOOLS[shape.like][0], ())
    assert len(first.rows.unfinished) == bool(shape.begun)
    told = "\n".join(first_words(first))
    headings = re.search("Headings of (.*?) are among them", told)
    assert (headings[1] if headings else "") == ", ".join(shape.kinds)
    warned = re.search(r"These columns really hold them: (.*?) \(", told)
    assert (warned[1] if warned else "") == shape.told
    instrument = TINY.instrument("visit")
    expected = wanted(cells, rows, TOOLS[shape.like][1](instrument, cells, rows, "en"))
    assert sorted(row["respondent"] for row in got) == sorted(expected)
    for row in got:
        mine = expected[row["respondent"]]
        assert {c.name: row[c.name] for c in cells} == {c.name: mine[c.name] for c in cells}


def test_what_qualtrics_writes_for_spss_says_what_is_finished(tmp_path: Path) -> None:
    """As test_data/basic/test_width.sav of Roche/pyreadstat."""
    path = tmp_path / "answers.sav"
    held = {"Finished": [2.0, 1.0], "QID1": ["K1", "K2"], "QID2": [30.0, 40.0]}
    pyreadstat.write_sav(
        pd.DataFrame(held),
        str(path),
        column_labels={"Finished": "True", "QID1": CODE, "QID2": "How long was it?"},
        variable_value_labels={"Finished": {1.0: "False", 2.0: "True"}},
    )
    first = first_step(path, OF_TINY.kit("visit"))
    assert (first.rows.whole, first.rows.unfinished) == ((0,), (1,))
    assert first.columns["minutes"].column == "QID2"
    assert first.taken.cells["minutes"] == ["30"]
