"""``mentoring export``: forms for other survey tools, answers for other programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.commands.console import DONE, Options, Parser, echo
from generator.data_entry.template import read_back
from generator.definitions.problem import RefusedError, errors_in, refuse
from generator.definitions.suggest import plural
from generator.files import progress
from generator.files.output_guard import among_faults, site_faults
from generator.inputs import load, read

#: The forms for each of these; the answers for each of those below.
FOR_FORMS = {
    "redcap": "REDCap",
    "xlsform": "KoboToolbox, ODK and other tools for XLSForm",
    "limesurvey": "LimeSurvey",
    "qualtrics": "Qualtrics",
    "word": "Microsoft Forms",
    "fhir": "FHIR R4",
}
FOR_ANSWERS = {
    "spss": "SPSS",
    "csvw": "CSV on the Web",
    "frictionless": "Frictionless",
    "r": "R",
    "parquet": "Parquet",
}
BY_HAND, READ_ME = "by-hand.txt", "read-me-first.txt"


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(
        _run,
        "export --to redcap mentor_before_session --output for-redcap",
        "export --to xlsform --output for-kobo",
        "export --to spss --output ../private/spss",
    )
    parser.takes("form", help="form ids; all that are read back if you name none")
    parser.takes("--responses", "--force")
    parser.add_argument(
        "--to",
        required=True,
        choices=(*FOR_FORMS, *FOR_ANSWERS),
        help="the forms: redcap, xlsform, limesurvey, qualtrics, word (for Microsoft Forms), fhir; "
        "the answers: spss, csvw, frictionless, r, parquet",
    )
    parser.value("--output", "DIR", "the folder to write into", required=True)


def _run(options: Options) -> int:
    return _forms(options) if options.to in FOR_FORMS else _answers(options)


# Forms


def _forms(options: Options) -> int:
    from generator.exchange.definitions.survey_making import survey_of
    from generator.exchange.definitions.targets import TARGETS
    from generator.files.response_folder import read_lists

    definitions, output = load(options.home, []), options.path(options.output)
    responses = options.path(options.responses)
    lists = read_lists(responses, options.shown(responses), definitions.programme)
    found = [*errors_in(lists.faults), *among_faults(options.home, output, responses)]
    chosen = read_back(definitions, options.form, found)
    refuse(found)
    cohorts = [cohort.id for cohort in lists.cohorts]
    forms = progress.each(chosen, "Writing forms")
    surveys = (survey_of(form, definitions.programme, cohorts) for form in forms)
    made = [TARGETS[options.to](survey) for survey in surveys]
    told, page = _told({export.file: export.notes for export in made})
    files = {output / export.file: export.content for export in made}
    files[output / f"{options.to}-{BY_HAND}"] = page
    options.write(files, [])
    print(f"{plural(len(made), 'form')} for {FOR_FORMS[options.to]} in {options.output}:")
    print("\n".join(f"  {export.file}" for export in made))
    _say(told, f"{options.to}-{BY_HAND}")
    return DONE


# Answers


def _answers(options: Options) -> int:
    from generator.exchange.data.records import records
    from generator.exchange.data.targets import made_for

    output, place = options.path(options.output), options.path(options.responses)
    definitions = load(options.home, [])
    found = [*site_faults(options.home, output), *among_faults(options.home, output, place)]
    read_back(definitions, options.form, found)
    refuse(found)
    programme = definitions.programme
    responses = read(options.home, definitions, place, found, themes=False, everything=True)
    every = records(definitions, responses, options.form)
    if not every:
        fault = "No answers came back to these forms."
        remedy = "Name other forms, or another --responses DIR."
        raise RefusedError.at(options.responses, "no-answers", fault, remedy)
    progress.on(f"Writing answers for {FOR_ANSWERS[options.to]}")
    made = made_for(options.to, every, programme.id, programme.languages[0])
    told, page = _told({"": made.notes})
    files = {output / name: content for name, content in made.files.items()}
    files[output / READ_ME] = page
    options.write(files, [], public=False)
    rows = plural(sum(len(one.cells) for one in every), "answered form")
    of, to = plural(len(every), "form"), FOR_ANSWERS[options.to]
    print(f"{rows} of {of} for {to} in {options.output}:")
    print("\n".join(f"  {name}" for name in made.files))
    _say(told, READ_ME)
    return DONE


# What is written, and said


def _told(notes: Mapping[str, Sequence[str]]) -> tuple[list[str], bytes]:
    """Return what is true of all files; and, as a text, this and what else of each, by its name."""
    first = next(iter(notes.values()), ())
    of_all = [line for line in first if all(line in lines for lines in notes.values())]
    page = ["What these files cannot hold, and what to set by hand", "", *of_all]
    for name, lines in notes.items():
        if more := [f"- {line}" for line in lines if line not in of_all]:
            page += ["", name, *more]
    return of_all, "\r\n".join([*page, ""]).encode("utf-8-sig")


def _say(of_all: Sequence[str], file: str) -> None:
    echo(f"\nWhat is lost, and what to set by hand (the whole of it is in {file}):")
    echo("\n".join(of_all))
