"""Which tool wrote a file: by what stands in it, never by its name; and that tool's habits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

Rows = Sequence[Sequence[str]]

_WHEN = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[ T,]+\d{1,2}[:.]\d{2}([:.]\d{2})?.*", re.ASCII)
#: LimeSurvey's first columns: number, when submitted, last page, language.
_LIME_CELLS = (
    r"\d+",
    r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|N/A)?",
    r"\d*|N/A",
    r"[a-z]{2,3}(-[A-Za-z-]+)?",
)
#: How Google calls the time of an answer.
_TIMESTAMPS = frozenset(
    text
    for line in (
        "timestamp,stamp amser,zeitstempel,horodateur,marca temporal,marca de tiempo",
        "carimbo de data/hora,informazioni cronologiche,tijdstempel,sygnatura czasowa",
        "tidsstämpel,tidsstempel,aikaleima,časové razítko,časová pečiatka,időbélyeg",
        "marcaj de timp,zaman damgası,отметка времени,позначка часу,χρονική σήμανση",
        "חותמת זמן,طابع زمني,टाइमस्टैम्प,タイムスタンプ,时间戳记,時間戳記,타임스탬프,dấu thời gian",
    )
    for text in line.split(",")
)
#: So many of the first rows must hold times.
_LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool and its habits.

    ``empty`` are cells that say nothing beside an empty one, ``empty_texts`` those of free
    text. ``gaps`` where it hands over the kit's own reasons. ``coded`` where columns under the
    kit's names hold the kit's codes, as ``mentoring export`` sets them up. ``ticks_only`` where
    nobody can tell a question without a tick from one that was passed over. ``between`` are
    what stands between several answers, ``own`` the names of its own columns, which answer no
    question whatever a form's columns are called. ``finished`` and ``none`` are the column and
    its words of answers that were sent off, and of trials, rejected or empty ones; ``language``
    the headings of the language in which a form was answered. ``no_day`` is what it writes in
    place of the day of anonymised answers. ``untyped`` stands for a box to write in of which
    nobody typed the text: with nothing in it, and with something.
    """

    id: str
    title: str
    heading_rows: int = 1
    empty: frozenset[str] = frozenset()
    empty_texts: frozenset[str] = frozenset()
    gaps: bool = False
    coded: bool = False
    ticks_only: bool = False
    mode: str = "screen"
    between: tuple[str, ...] = (";", ",")
    own: frozenset[str] = frozenset()
    finished: tuple[str, frozenset[str]] | None = None
    none: tuple[str, frozenset[str]] | None = None
    language: tuple[str, ...] = ()
    no_day: str = ""
    untyped: tuple[str, str] | None = None


_QUALTRICS = frozenset((
    *("StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)"),
    *("Finished", "RecordedDate", "ResponseId", "ResponseID", "ResponseSet", "Name"),
    *("RecipientLastName", "RecipientFirstName", "RecipientEmail", "EmailAddress"),
    *("ExternalReference", "ExternalDataReference", "DistributionChannel", "UserLanguage"),
    *("LocationLatitude", "LocationLongitude", "LocationAccuracy"),
))  # fmt: skip
_LIMESURVEY = frozenset(
    ["id", "submitdate", "lastpage", "startlanguage", "seed", "token", "ipaddr", "refurl"]
)
_SDAPS = frozenset(
    ["questionnaire_id", "global_id", "empty", "valid", "recognized", "review", "verified"]
)
_UNSEEN, _NA = frozenset({"-99"}), frozenset({"NA"})
_YES = frozenset(("1", "true", "yes"))
_TRIALS = frozenset(("1", "2", "survey preview", "survey test"))
TOOLS = {
    tool.id: tool
    for tool in (
        Tool(
            "qualtrics",
            "Qualtrics",
            3,
            _UNSEEN,
            _UNSEEN,
            between=(",",),
            own=_QUALTRICS,
            finished=("Finished", _YES),
            none=("Status", _TRIALS),
            language=("UserLanguage", "User Language"),
        ),
        Tool(
            "sdaps",
            "SDAPS",
            1,
            _NA,
            _NA,
            ticks_only=True,
            mode="scan",
            own=_SDAPS,
            none=("empty", frozenset({"1"})),
            untyped=("0", "1"),
        ),
        Tool("quexf", "queXF", ticks_only=True, mode="scan"),
        Tool(
            "odk",
            "ODK",
            coded=True,
            between=(" ",),
            none=("ReviewState", frozenset({"rejected"})),
        ),
        Tool("kobo", "KoboToolbox", coded=True, between=(" ",)),
        Tool(
            "limesurvey",
            "LimeSurvey",
            empty=frozenset({"N/A"}),
            coded=True,
            own=_LIMESURVEY,
            language=("startlanguage", "Start language", "startlanguage. Start language"),
            no_day="1980-01-01",
        ),
        Tool("redcap", "REDCap", gaps=True, coded=True, ticks_only=True, language=("language",)),
        Tool("msforms", "Microsoft Forms", between=(";",)),
        Tool("google", "Google Forms", between=(", ",)),
        # Qualtrics writes files for SPSS, too.
        Tool("spss", "SPSS", gaps=True, mode="", finished=("Finished", _YES)),
        Tool("table", "a table", mode=""),
    )
}


def tool_of(rows: Rows) -> str:
    """Return the id of the tool that wrote some first rows, headings included.

    >>> tool_of([["ID", "開始時刻", "完了時刻"], ["1", "5/11/26 14:03:22", "5/11/26 14:09:01"]])
    'msforms'
    >>> tool_of([["record_id", "importance_time", "form_complete"]]), tool_of([["Code", "Tea"]])
    ('redcap', 'table')
    """
    names = [cell.strip().casefold() for cell in rows[0]] if rows else []
    held, third = set(names), [cell for row in rows[2:3] for cell in row if cell.strip()]
    signs = {
        "qualtrics": bool(third) and all(c.lstrip().startswith('{"ImportId"') for c in third),
        "sdaps": {"questionnaire_id", "global_id"} <= held,
        "quexf": {"formid", "rpc_id", "vstatus"} <= held,
        "odk": {"submissiondate", "key"} <= held,
        "kobo": bool({"_uuid", "_submission_time"} & held) or names[:2] == ["start", "end"],
        "limesurvey": _is_limesurvey(rows, names),
        "redcap": any(name.endswith("_complete") for name in names)
        or "complete?" in held
        or names[:1] in (["record_id"], ["record id"]),
        "msforms": names[:1] == ["id"] and _holds_times(rows, 1) and _holds_times(rows, 2),
        "google": bool(_TIMESTAMPS.intersection(names[:1])) and _holds_times(rows, 0),
    }
    return next((tool for tool, is_it in signs.items() if is_it), "table")


def _is_limesurvey(rows: Rows, names: Sequence[str]) -> bool:
    """Tell by the headings, or by the cells: headings are in the language of whoever exported."""
    codes = [name.partition(". ")[0] for name in names[:2]]
    if codes == ["id", "submitdate"] or names[:2] == ["response id", "date submitted"]:
        return True
    first = [row[: len(_LIME_CELLS)] for row in rows[1 : _LOOKED_AT + 1]]
    fit = all(all(map(re.fullmatch, _LIME_CELLS, map(str.strip, row))) for row in first)
    wide = all(len(row) == len(_LIME_CELLS) for row in first)
    return names[:1] == ["id. response id"] or (fit and wide and any(r[1].strip() for r in first))


def _holds_times(rows: Rows, place: int) -> bool:
    cells = [row[place].strip() for row in rows[1 : _LOOKED_AT + 1] if len(row) > place]
    return bool(cells) and all(map(is_time, cells))


def is_time(cell: str) -> bool:
    """Tell whether a cell holds a day with a time of day.

    >>> is_time("2026-05-11 14:03"), is_time("11/05/2026")
    (True, False)
    """
    return bool(_WHEN.fullmatch(cell))
