"""A folder of responses: every table below it, read, checked and put together.

The lists of cohorts and of what was returned may stand in the organiser's records beside it.
The walk decides which files count; ``files.tables`` turns each into text and
``responses.read`` checks it. A large folder is shared out between two
processes; what they send back are arrays, never rows of text. The same files
give the same answer and the same messages, however the work was shared out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, groupby
from operator import itemgetter
from pathlib import Path, PurePosixPath

from generator.definitions.codebook import Codebook
from generator.definitions.cohort import Cohort
from generator.definitions.instrument import Instrument
from generator.definitions.problem import (
    Problem,
    RefusedError,
    SourceLine,
    errors_in,
    in_reading_order,
    tried,
)
from generator.definitions.programme import Programme, in_language
from generator.files import other_files, progress
from generator.files.incoming import incoming
from generator.files.pool import two_at_a_time
from generator.files.programme_folder import (
    RECORDS,
    RELEASES,
    RESPONSES,
    is_there,
    records_of,
)
from generator.files.tables import READ, Found, each_table, note_read, noted_reading, read_bytes
from generator.files.theme_files import read_themes
from generator.responses.answers import Responses
from generator.responses.cohorts import parse_cohorts, people_roles
from generator.responses.fault_log import of_column
from generator.responses.known_tables import (
    COHORTS,
    KNOWN,
    RETURN_LOG,
    THEME_BOOK,
    THEMES,
)
from generator.responses.read import parse_table, responses
from generator.responses.return_log import LogRow, parse_return_log
from generator.responses.rows import Rows, by_form
from generator.responses.schema import Expected, expected
from generator.responses.table import cells_of

#: Faults of a list of cohorts that leave a cohort's id known.
ID_IS_KNOWN = (
    "bad-organisation-code", "bad-title", "cohort-two-meanings", "organisation-two-meanings",
    "two-spellings", "unknown-code", "unknown-column", "wrong-type",
)  # fmt: skip
#: Where ``forget`` keeps copies until they are confirmed.
COPIES = "forgotten-copies"
#: Hidden folders that hold no answers.
NOBODYS = (".git", ".svn", ".venv")
#: How the folder ends in which ``compare`` keeps what was typed differently, and decided.
COMPARED = ".compared"
#: What ``scan`` keeps for people to look at, beside its final files; and what it is known by.
SCANNED, SCAN_NOTE = "review", "PRIVATE.txt"
#: A folder of several shares is read by copies of this process, where the system has such.
SHARE_BYTES, SHARE_FILES = 6 * 1024 * 1024, 400


@dataclass(frozen=True, slots=True)
class Walk:
    """What a responses folder holds, with the lists of the records beside it."""

    tables: tuple[Found, ...]
    cohorts: tuple[Found, ...]
    logs: tuple[Found, ...]
    themes: tuple[Found, ...]
    theme_books: tuple[Found, ...]
    problems: tuple[Problem, ...]


def walk(folder: Path, shown_as: str = "", *, compared: bool = False) -> Walk:
    """Return the files of a folder that count, in the order of their names.

    ``shown_as`` is what messages call the folder. What ``compare`` keeps is no
    response, and is passed over unless ``compared`` asks for it.
    The organiser's records beside the folder give their lists, and a problem for each table
    of answers among them.
    A spreadsheet's lock files (``~$…``) are passed over. Every other file is a table, is known
    by its name, or is looked at by ``other_files``; a link is a problem.
    """
    found: dict[str, list[Found]] = {name: [] for name in ("", *KNOWN)}
    problems: list[Problem] = []

    def enters(path: Path) -> bool:
        kept = path.name in NOBODYS or (path.name.endswith(COMPARED) and not compared)
        scanned = path.name == SCANNED and (path / SCAN_NOTE).is_file()
        return not (kept or scanned or path.name == COPIES or path == folder / RELEASES)

    every = incoming(folder, shown_as, problems, enters=enters, hidden=True)
    for path, shown in every if folder.is_dir() else ():
        name, other = path.name.casefold(), None
        known = f"{name.rpartition('.')[0]}.csv"
        if _is_hidden(path, folder):
            other = other_files.hidden_file(path, SourceLine(shown))
        elif other_files.are_preferences(path):
            other = other_files.preferences(SourceLine(shown))
        elif name.endswith(READ):
            found[known if known in KNOWN else ""].append(Found(path, shown, path.stat().st_size))
        else:
            other = other_files.other_file(path, SourceLine(shown))
        problems += [other] if other else []
    if beside := records_of(folder):
        _walk_records(beside, shown_records(shown_as), found, problems)
    kinds = ("", COHORTS, RETURN_LOG, THEMES, THEME_BOOK)
    tables, cohorts, logs, themes, books = (tuple(found[kind]) for kind in kinds)
    return Walk(tables, cohorts, logs, themes, books, tuple(problems))


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)


def shown_records(shown_as: str) -> str:
    """Return what messages call the records beside a folder that they call otherwise."""
    shown = PurePosixPath(shown_as)
    inside = shown.name.casefold() == RESPONSES
    return (shown.parent / RECORDS if inside else shown / ".." / RECORDS).as_posix()


def _walk_records(
    folder: Path, shown: str, found: Mapping[str, list[Found]], problems: list[Problem]
) -> None:
    """Add the organiser's lists to those found, and a problem for what must not stand there."""

    def enters(path: Path) -> bool:
        return path.name not in NOBODYS

    for path, called in incoming(folder, shown, problems, enters=enters, hidden=True):
        name = path.name.casefold()
        known = f"{name.rpartition('.')[0]}.csv"
        if _is_hidden(path, folder):
            hidden = other_files.hidden_file(path, SourceLine(called))
            problems += [hidden] if hidden else []
        elif name.endswith(READ) and known in (COHORTS, RETURN_LOG):
            found[known].append(Found(path, called, path.stat().st_size))
        elif problem := other_files.among_records(path, SourceLine(called)):
            problems.append(problem)


def read_responses(
    folder: Path,
    programme: Programme,
    codebooks: Mapping[str, Codebook],
    found: list[Problem],
    *,
    skip_faulty: bool = False,
    partly: bool = False,
    themes: bool = True,
    shown_as: str | None = None,
    everything: bool = False,
) -> Responses:
    """Read and check everything below a responses folder.

    ``codebooks`` are those of all forms by id, named forms and sheets
    included. Raises RefusedError where there is any error, unless ``partly`` asks for what the
    files without one say. With ``skip_faulty`` faulty rows are
    left out and counted, and their faults become warnings; faults of a whole
    file stay errors. Without ``themes`` what was coded of them is not looked at.
    ``shown_as`` is what messages call
    the folder, by default its name. With ``everything`` texts, dates and places come along.
    """
    shown = folder.name if shown_as is None else shown_as
    if not is_there(folder):
        found.append(no_folder(folder, shown))
        raise RefusedError(found)
    lists = read_lists(folder, shown.rstrip("/\\") if shown != "." else "", programme)
    files, known = lists.files, lists.cohorts
    problems = [*files.problems, *lists.faults]
    against = expected(programme, codebooks, known, everything=everything, skip_faulty=skip_faulty)
    shares = _read_all(files.tables, against)
    for share in shares:
        note_read(share.read)
        problems.extend(share.problems)
    progress.on("Checking responses")
    rows = by_form(part for share in shares for part in share.rows.values())
    del shares  # their rows are copied
    language = programme.languages[0]
    waves = {wave.id: in_language(wave.phrase, language) for wave in programme.waves}
    value = responses(rows, known, len(files.tables), problems, waves, skip_faulty=skip_faulty)
    if themes and (files.themes or files.theme_books):
        complete = not value.skipped and not errors_in(problems)
        found_in = (files.themes, files.theme_books, programme, codebooks, value)
        value = replace(value, themes=read_themes(*found_in, problems, complete=complete))
    if lists.are_lost(problems):
        problems = [one for one in problems if not of_column(one, "cohort", "unknown-cohort")]
    elif not known and files.tables:
        problems.append(no_cohorts(shown or "."))
    found += in_reading_order(problems)
    if errors_in(problems) and not partly:
        raise RefusedError(found)
    return value


def no_cohorts(where: str = f"{RECORDS}/{COHORTS}") -> Problem:
    """Return what is told where cohorts are needed, and no list has any."""
    remedy = (
        f"Write 1 row for each cohort into {RECORDS}/{COHORTS}. That list goes with the folder "
        f"{RESPONSES} alone: for answers in another one, put {COHORTS} there."
    )
    return Problem(SourceLine(where), "no-cohorts", f"No {COHORTS} lists a cohort.", remedy)


def no_folder(folder: Path, shown: str) -> Problem:
    """Return what is wrong with a path that leads to no folder of responses."""
    fault, remedy = "There is no such folder.", "Name the folder that holds the responses."
    if folder.exists():
        fault, remedy = "This is a file, not a folder.", "Name the folder that it is in."
    return Problem(SourceLine(shown or "."), "no-folder", fault, remedy)


def read_cohorts(
    files: Iterable[Found], programme: Programme, found: list[Problem]
) -> tuple[Cohort, ...]:
    """Return the cohorts of some ``cohorts.csv``, merged."""
    return parse_cohorts(each_table(files, found), people_roles(programme), found)


@dataclass(frozen=True, slots=True)
class Lists:
    """A folder's files, the cohorts that are listed in some of them, what is wrong with these."""

    files: Walk
    cohorts: tuple[Cohort, ...]
    faults: tuple[Problem, ...]

    def are_lost(self, problems: Iterable[Problem] = ()) -> bool:
        """Tell whether a list could not be read, so that known cohorts seem unknown.

        That is one fault, and told once: at the list, not at every answer of its cohorts.
        ``problems`` are those of the answers.
        """
        faults = (one for one in self.faults if one.rule not in ID_IS_KNOWN)
        lists = errors_in((*faults, *self.files.problems))
        named = any("cohorts" in one.where.path.rpartition("/")[2].casefold() for one in lists)
        return named or any(one.rule == "copied-file" for one in problems)


def read_lists(folder: Path, shown_as: str, programme: Programme) -> Lists:
    """Return the lists of cohorts in a folder and in the records; ``shown_as`` names it."""
    files, faults = walk(folder, shown_as), list[Problem]()
    cohorts = read_cohorts(files.cohorts, programme, faults)
    return Lists(files, cohorts, tuple(faults))


def named_cells(
    folder: Path, shown_as: str, *, coded: bool = True
) -> Iterator[tuple[SourceLine, str]]:
    """Yield every cell of a folder's cohorts and themes with its place: what names its results.

    Without ``coded`` the rows of people are left out, which may be many and hold no names.
    """
    files = walk(folder, shown_as)
    themes = files.themes if coded else ()
    return cells_of(each_table((*files.cohorts, *themes, *files.theme_books), []))


def read_return_log(
    lists: Lists, forms: Iterable[Instrument], found: list[Problem]
) -> tuple[LogRow, ...]:
    """Return the rows of every ``return_log.csv`` of a folder; none where there is no log.

    They name cohorts of its ``lists`` and some of the ``forms``.
    """
    problems: list[Problem] = []
    logs, cohorts = lists.files.logs, [one.id for one in lists.cohorts]
    rows = parse_return_log(
        each_table(logs, problems), cohorts, [form.id for form in forms], problems
    )
    problems += _counted_twice(logs if rows else ())
    if lists.are_lost():
        problems = [one for one in problems if not of_column(one, "cohort", "unknown-cohort")]
    found += in_reading_order(problems)
    return rows


def _counted_twice(logs: Iterable[Found]) -> Iterator[Problem]:
    """Yield a problem for each log that is a copy of an earlier one, among the records, say."""
    known: dict[bytes, str] = {}
    for found in logs:
        content = tried([], partial(read_bytes, found.path, found.shown)) or b""
        first = known.setdefault(content, found.shown)
        if first != found.shown:
            fault = f"This is the same log as {first}: its forms would count twice."
            remedy = "Delete the copy. The organiser's is the one to keep."
            yield Problem(SourceLine(found.shown), "copied-file", fault, remedy)


@dataclass(frozen=True, slots=True)
class Share:
    """What came of some of the files: rows by form, faults, and the files' digests."""

    rows: Mapping[str, Rows]
    problems: tuple[Problem, ...]
    read: Mapping[Path, str]


def read_share(files: Sequence[Found], against: Expected) -> Share:
    """Read and check some files, one after the other."""
    parts: list[Rows] = []
    problems: list[Problem] = []
    with noted_reading() as read:
        for file in files:
            for table in each_table([file], problems):
                rows = parse_table(table, against, problems)
                parts += [rows] if rows else []
    return Share(by_form(parts), tuple(problems), read)


def _read_all(files: Sequence[Found], against: Expected) -> list[Share]:
    """Read all files, by two processes where there is much to read."""
    shares = _shares(files)
    work = partial(read_share, against=against)
    read = two_at_a_time(work, shares, least=2, copies=True)
    words = "Reading responses"
    several = len(shares) > 1
    parts = progress.numbered(f"{words}, part", len(shares)) if several else [words]
    return list(progress.coming(read, parts))


def _shares(files: Iterable[Found]) -> list[tuple[Found, ...]]:
    """Return the files in order, in shares of a few megabytes; many small ones weigh more."""
    files = list(files)
    weights = accumulate(max(file.size, SHARE_BYTES // SHARE_FILES) for file in files)
    numbered = zip((weight // SHARE_BYTES for weight in weights), files, strict=True)
    return [tuple(file for _, file in share) for _, share in groupby(numbered, itemgetter(0))]
