"""``mentoring pack``: everything on paper that a cohort needs, and what goes out in the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

from generator.commands.console import DONE, Options, Parser, echo, report, whole
from generator.definitions.cohort import Cohort
from generator.definitions.load import Definitions
from generator.definitions.problem import Problem, RefusedError, SourceLine, needed, tried
from generator.definitions.signs import printable
from generator.definitions.suggest import plural
from generator.files import clock, programme_folder
from generator.files.output_guard import NO_REPOSITORY, folder_faults, who_can_open
from generator.files.programme_folder import RECORDS, RESPONSES
from generator.files.response_folder import no_cohorts, read_lists, read_return_log
from generator.files.typed_answers import cohort_named
from generator.files.writing import OWNER, new_folder, write_new
from generator.inputs import codes_in_use, load
from generator.monitoring.calendar import start_faults
from generator.packs.contents import MOST_PEOPLE, Share, people_in, shares
from generator.packs.fill import fill, lines, prepared
from generator.packs.issue import Issued, to_issue, told, with_issued
from generator.packs.papers import Pack, Wanted
from generator.questionnaire.complete import language_faults
from generator.questionnaire.file_names import plain_name, printed_names
from generator.responses.known_tables import COHORTS, RETURN_LOG
from generator.responses.return_log import LogRow

#: Where packs go unless somebody names another folder.
PACKS = "packs"
_LOG = f"{RECORDS}/{RETURN_LOG}"


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(
        _run,
        "pack --cohort cardiology-spring",
        "pack --cohort cardiology-spring --start 2027-01-11 --with-codes",
        "pack --cohort cardiology-spring --mentors 12 --mentees 10 --output ward",
    )
    parser.takes("--cohort", required=True)
    parser.takes("--large-print", "--language", "--start")
    many = partial(whole, most=MOST_PEOPLE)
    for role in ("mentor", "mentee"):
        words = f"how many {role}s there are; default: those invited in cohorts.csv"
        parser.value(f"--{role}s", "N", words, type=many)
    parser.flag("--with-codes", "print each person's code on all their forms")
    parser.flag("--separate", "a file for each copy too, tagged for screens")
    parser.value("--output", "DIR", f"a new folder; default: {PACKS}/ and the cohort's id")


def _run(options: Options) -> int:
    home, found = options.home, list[Problem]()
    definitions = load(home, found)
    programme = definitions.programme
    language = options.language or programme.languages[0]
    counted_forms = [form for form in definitions.instruments if form.kind != "sheet"]
    found += language_faults(definitions, counted_forms, language, each=True)
    found += start_faults(options.start) if options.start else ()
    cohort, log = _known(home, definitions, options.cohort, found)
    output = options.path(options.output or f"{PACKS}/{plain_name(options.cohort)}")
    found += folder_faults(home, output)
    given = {role: n for role in ("mentor", "mentee") if (n := getattr(options, f"{role}s"))}
    people = people_in(programme, cohort, given, COHORTS, found) if cohort else {}
    cohort = needed(cohort, found)
    wanted = Wanted(
        "large" if options.large_print else "standard",
        language,
        options.with_codes,
        options.separate,
        codes_in_use(home, definitions),
    )
    counted = shares(programme, definitions.instruments, people, options.start)
    issued = to_issue(cohort.id, counted, log)
    wanted = replace(wanted, second=options.large_print and not issued)
    _write(home, output, definitions, cohort, people, counted, issued, wanted)
    report(found)
    _tell(options, output, counted, issued)
    return DONE


# --- what there is ------------------------------------------------------------------------


def _known(
    home: Path, definitions: Definitions, name: str, found: list[Problem]
) -> tuple[Cohort | None, tuple[LogRow, ...]]:
    """Return the cohort and the log; what is wrong with the lists is added to ``found``."""
    responses = home / RESPONSES
    shown = programme_folder.shown(responses, home)
    lists = read_lists(responses, shown, definitions.programme)
    found += lists.faults
    log = read_return_log(lists, definitions.instruments, found)
    if not lists.cohorts:
        found.append(no_cohorts())
    else:
        tried(found, lambda _: cohort_named(name, lists.cohorts))
    return next((one for one in lists.cohorts if one.id == name), None), log


# --- what is made -------------------------------------------------------------------------


def _write(
    home: Path,
    output: Path,
    definitions: Definitions,
    cohort: Cohort,
    people: dict[str, int],
    counted: Sequence[Share],
    issued: Sequence[Issued],
    wanted: Wanted,
) -> None:
    """Write the pack and the log: both, or neither."""
    programme = definitions.programme
    first = programme.languages[0]  # the papers are for staff, whatever their people read
    pack = Pack(programme, cohort, (), 0, clock.today(), wanted, first)
    names = printed_names(programme, definitions.instruments)
    before = _log_now(home)
    log = {home / RECORDS / RETURN_LOG: with_issued(before, _LOG, issued)} if issued else {}
    where = SourceLine(f"{RECORDS}/{COHORTS}")
    with printable(chain(definitions.texts(), [(where, cohort.title)]), where):
        made, codes = prepared(pack, counted, people)
        pack = replace(pack, lines=lines(made), cards=sum(map(len, codes.values())))
        with new_folder(output, 0o700, log) as beside:
            paths = {form: name.as_posix() for form, name in names.items()}
            fill(beside, pack, made, codes, paths)
            write_new(beside, NO_REPOSITORY, OWNER)
            if log and _log_now(home) != before:
                fault = "Another command has written into the return log meanwhile."
                raise RefusedError.at(_LOG, "log-changed", fault, "Run this again.")


def _log_now(home: Path) -> bytes | None:
    file = home / RECORDS / RETURN_LOG
    return file.read_bytes() if file.exists() else None


def _tell(
    options: Options, output: Path, counted: Sequence[Share], issued: Sequence[Issued]
) -> None:
    for one in counted:
        print(f"{one.form.id}: copies to print: {one.copies:,}, of which to spare: {one.spares:,}")
    named = options.output or output.relative_to(options.home).as_posix()
    echo(f"The pack is in {named}. Begin with its cover note. {who_can_open()}")
    echo("Print each form's file once, on both sides, at 100%, and code cards on 1 side.")
    echo("The cover note says how to print the rest. Then delete the folder.")
    echo(told(issued, {one.form.id: one.people for one in counted}))
    if undated := sum(row.day is None for row in issued):
        echo(f"{plural(undated, 'row')} of the log without a day: reminders are counted from it.")
        echo("Write it there when you hand these forms out. With --start, most have one.")
