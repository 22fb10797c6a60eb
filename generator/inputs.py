"""What stands in a programme's folder, read and checked: definitions, pages, answers, records.

What is wrong is added to the caller's list, ``found``; what cannot be read at all raises
``RefusedError`` with everything on that list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from os import environ
from os.path import relpath
from pathlib import Path
from typing import TYPE_CHECKING

from generator.definitions.codebook import codebooks
from generator.definitions.load import Definitions
from generator.definitions.problem import (
    Problem,
    SourceLine,
    errors_in,
    in_reading_order,
    needed,
    tried,
)
from generator.definitions.rules import read_definitions
from generator.definitions.rules_words import past_dates
from generator.definitions.signs import unprintable
from generator.definitions.texts import page_values
from generator.files import programme_folder, progress
from generator.files.programme_folder import Kind

if TYPE_CHECKING:
    from datetime import date

    from generator.definitions.cohort import Cohort
    from generator.disclosure.rule import Audience
    from generator.files.author_pages import AuthorFile
    from generator.responses.answers import Responses
    from generator.responses.return_log import LogRow

#: All of the program: with other code, nothing is as it was.
CODE = Path(__file__).resolve().parent
#: Below the cache: a name for the hand-written pages that last held no fault.
FAULTLESS = "faultless.sealed"
CHANGING = (
    "changing",
    "The answers changed while the site was made from them.",
    "Wait until nobody is saving them, then build again.",
)


def load(folder: Path, found: list[Problem], *, warnings: bool = False) -> Definitions:
    """Return a programme's definitions; raises RefusedError where any error was or is ``found``.

    ``warnings`` are added to that list where a command's readers will see what they are about.
    """
    looked: list[Problem] = []
    definitions = look(folder, looked)
    found += looked if warnings else errors_in(looked)
    return needed(definitions, found)


def look(folder: Path, told: list[Problem]) -> Definitions | None:
    """Return a programme's definitions, or None where any error stands in them.

    What is wrong with them is added to ``told``.
    """
    progress.on("Reading the programme")
    found: list[Problem] = []
    definitions, texts = None, tried(found, partial(programme_folder.read_definitions, folder))
    if texts is not None:
        unread = [one.where.path for one in found if one.rule in programme_folder.UNREAD]
        definitions = tried(found, lambda found: read_definitions(texts, found, unread))
    told += found
    if definitions is None or texts is None or errors_in(found):
        return None
    return replace(definitions, digest=programme_folder.digest_of(sorted(texts.items())))


def read(
    programme: Path,
    definitions: Definitions,
    folder: Path,
    found: list[Problem],
    *,
    skip_faulty: bool = False,
    partly: bool = False,
    themes: bool = True,
    everything: bool = False,
) -> Responses:
    """Read and check every response below a folder; ``themes`` too, unless they are made anew.

    With ``everything`` texts, dates and places come along. Raises RefusedError where any error
    stands in them, unless ``partly`` asks for the rest.
    """
    from generator.files.response_folder import read_responses

    books = codebooks(definitions.programme, definitions.instruments)
    return read_responses(
        folder,
        definitions.programme,
        books,
        found,
        skip_faulty=skip_faulty,
        partly=partly,
        themes=themes,
        everything=everything,
        shown_as=programme_folder.shown(folder, programme),
    )


def codes_in_use(folder: Path, definitions: Definitions) -> frozenset[str]:
    """Return the codes among the programme's answers, in capitals and without hyphens.

    None where there are no answers, as on an organiser's computer. What is wrong with them is
    not told here: files without an error count.
    """
    responses = folder / programme_folder.RESPONSES
    if not programme_folder.is_there(responses):
        return frozenset()
    answers = read(folder, definitions, responses, [], partly=True, skip_faulty=True).answers
    named = (str(code) for form in answers.values() for code in form["respondent"].unique())
    return frozenset("".join(filter(str.isalnum, code)).upper() for code in named)


@dataclass(frozen=True, slots=True)
class Examined:
    """All that there is to check of a programme, read once; what is wrong is counted here alone.

    ``problems`` are those of everything, ``of_answers`` and ``of_log`` some of them, and
    ``of_cohorts`` those of the lists of cohorts. In spite of errors ``answers`` are there: what
    the files without one say. ``coded`` tells whether free text was.
    """

    problems: tuple[Problem, ...]
    answers: Responses | None = None
    of_answers: Sequence[Problem] = ()
    cohorts: tuple[Cohort, ...] = ()
    of_cohorts: Sequence[Problem] = ()
    log: tuple[LogRow, ...] = ()
    of_log: Sequence[Problem] = ()
    coded: bool = False

    @property
    def faults(self) -> int:
        """How many errors there are."""
        return len(errors_in(self.problems))

    @property
    def blank(self) -> int:
        """How many blank local names, contacts and dates a release refuses: none of a trial."""
        if self.cohorts and all(cohort.invented for cohort in self.cohorts):
            return 0
        return sum(problem.rule == "blank-local" for problem in self.problems)


def examined(
    folder: Path,
    loaded: Sequence[Problem],
    definitions: Definitions,
    responses: Path | None,
    day: date,
) -> Examined:
    """Check pages, dates and a folder of responses; ``loaded`` are the definitions' own faults."""
    from generator.files.response_folder import read_lists, read_return_log
    from generator.responses.cohorts import mixed

    pages, past = page_faults(folder, definitions), past_dates(definitions, day)
    signs = _unprintable_forms(definitions)
    prepared = in_reading_order((*loaded, *pages, *past, *signs))
    if responses is None:
        return Examined(prepared)
    of_answers: list[Problem] = []
    answers = tried(of_answers, partial(read, folder, definitions, responses, partly=True))
    shown = programme_folder.shown(responses, folder)
    lists, of_log = read_lists(responses, shown, definitions.programme), list[Problem]()
    log = read_return_log(lists, definitions.instruments, of_log)
    of_answers += (*_unprintable_names(responses, shown), *mixed(lists.cohorts, shown))
    return Examined(
        (*prepared, *of_answers, *of_log),
        answers,
        of_answers,
        lists.cohorts,
        lists.faults,
        log,
        of_log,
        bool(lists.files.themes),
    )


def _unprintable_forms(definitions: Definitions) -> tuple[Problem, ...]:
    """Return what print would refuse, with its places."""
    from generator.files.typst_compiler import unprintable_forms

    found = unprintable_forms(definitions.programme, definitions.instruments)
    where = SourceLine(definitions.programme_path)
    return unprintable(found, definitions.texts(), where) if found else ()


def _unprintable_names(responses: Path, shown: str) -> Iterator[Problem]:
    """Yield a warning for each name of results that a printed summary could not show."""
    from generator.files.response_folder import named_cells
    from generator.files.typesetting import lacking_faults

    cells = list(named_cells(responses, shown, coded=False))
    for problem in lacking_faults((text for _, text in cells), cells, SourceLine(shown)):
        yield replace(problem, severity="warning")


def page_faults(folder: Path, definitions: Definitions | None) -> tuple[Problem, ...]:
    """Return what is wrong with the hand-written pages: what no page may hold is a warning.

    Rendering them takes as long as all else of a build that changes nothing, so pages that held
    no fault are known again.
    """
    from generator.definitions.rules_words import results_in_english
    from generator.files.author_pages import author_files
    from generator.files.cache import cache_folder, read_sealed, write_sealed
    from generator.files.standing_site import reads

    if not (folder / "mkdocs.yml").is_file():
        return ()  # the site engine says so where it is asked for a site
    values = page_values(definitions.programme) if definitions else {}
    known, name = cache_folder(folder) / FAULTLESS, reads(folder, _checks(values))
    found: list[Problem] = []
    files = tried(found, partial(author_files, folder)) or ()
    found += results_in_english(definitions) if definitions else ()
    if name and read_sealed(known) == name.encode():
        return tuple(found)
    on_pages = [fault for file in files for fault in _page_faults(file, values)]
    if name and not on_pages and name == reads(folder, _checks(values)):
        write_sealed(known, name.encode())
    return (*found, *on_pages)


def _checks(values: Mapping[str, str]) -> str:
    """Return a name for our code, and for what stands for names on pages."""
    return programme_folder.digest_of([(programme_folder.fingerprint(CODE), ""), *values.items()])


def _page_faults(file: AuthorFile, values: Mapping[str, str]) -> Iterator[Problem]:
    from generator.definitions.signs import turning_lines
    from generator.files.author_pages import STYLES
    from generator.report.page_safety import Page, page_problems, strings_of, style_problems
    from generator.report.site import with_values

    yield from turning_lines(file.path, file.front + file.text)
    if file.path.lower().endswith(STYLES):
        yield from style_problems(file.path, file.text)
        return
    strings = tuple(with_values(text, values) for text in strings_of(file.settings))
    text = with_values(file.text, values) if file.rendered else file.text
    yield from page_problems(Page(file.path, file.front, file.text, text, strings, file.render))


# --- what a site is made from -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choices:
    """What one site is made from, and for whom."""

    responses: Path | None = None
    audience: Audience = "open"
    skip_faulty: bool = False
    preview: bool = False

    @property
    def kind(self) -> Kind:
        """Which of the three places it is for."""
        return "preview" if self.preview else self.audience


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a site is made from: a digest of each file of answers and records, and of all the rest.

    That is the definitions as they were read, code and choices, the ledger and its key.
    """

    rest: str
    where: Path | None
    answers: Mapping[Path, str]

    @classmethod
    def of(cls, definitions: Definitions, choices: Choices) -> Inputs:
        """Return them as they are now; the definitions, as they were read."""
        from generator.files.ledger_file import key_path, ledger_path

        rest = [definitions.digest, choices.kind, str(choices.skip_faulty)]
        rest.append(environ.get("SOURCE_DATE_EPOCH", ""))
        files = [CODE]
        if choices.responses is not None:
            files += [ledger_path(choices.responses), key_path()]
        rest.append(programme_folder.fingerprint(*files))
        where = choices.responses
        answers = programme_folder.answer_digests(where) if where else {}
        return cls(programme_folder.digest_of((word, "") for word in rest), where, answers)

    @property
    def key(self) -> str:
        """Name all of it."""
        named = [(relpath(p, self.where), digest) for p, digest in self.answers.items()]
        return programme_folder.digest_of([(self.rest, ""), *named])[:32]

    def hold(self, read: Mapping[Path, str]) -> bool:
        """Tell whether what was read is what these are a digest of; other folders do not count."""
        roots = {self.where, programme_folder.records_of(self.where) if self.where else None}
        return all(
            self.answers.get(path) == digest
            for path, digest in read.items()
            if roots.intersection(path.parents)
        )
