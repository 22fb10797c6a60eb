"""``mentoring scan``: pages from a copier become response files, what is doubtful by a person."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from generator.commands.console import (
    DONE,
    MISTAKE,
    STOPPED,
    Options,
    Parser,
    day,
    echo,
    list_found,
)
from generator.definitions.codebook import codebooks
from generator.definitions.problem import Problem, RefusedError, SourceLine, refuse
from generator.definitions.suggest import plural
from generator.files import own_outputs, progress, writing
from generator.files.output_guard import (
    NO_REPOSITORY,
    among_faults,
    is_taken,
    site_faults,
    who_can_open,
)
from generator.files.programme_folder import RESPONSES, shown
from generator.files.response_folder import SCAN_NOTE, SCANNED
from generator.files.tables import read_bytes
from generator.files.typed_answers import cohort_named, cohorts_of
from generator.inputs import load
from generator.responses.schema import expected
from generator.scan import batch, copies, decided, decisions, review
from generator.scan.decisions import ASIDE, PAGE
from generator.scan.kept import Scanned, without_picture
from generator.scan.papers import papers_of
from generator.scan.run import REVIEW, SCAN, SOURCES, Run, clear_earlier, outputs, paper_keys

#: Libraries of the extra ``scan``, as they are imported.
LIBRARIES = ("cv2", "zxingcpp")
#: Stands in the private folder, and says that it is one of ours.
_NOTE = """\
This folder was made by "mentoring scan". It holds pictures of what people wrote.
Keep it to yourself, and destroy it when the answers are checked.
"""
#: What is to be decided, one of it and several.
_OPEN = {
    "page": ("refused page", "refused pages"),
    "same": ("page that is here twice", "pages that are here twice"),
    "code": ("code", "codes"),
    "with": ("page without a code", "pages without a code"),
    "lost": ("missing page", "missing pages"),
    "doubt": ("doubtful answer", "doubtful answers"),
    "blank": ("row that seems blank", "rows that seem blank"),
    "writing": ("piece of handwriting", "pieces of handwriting"),
}


def add(parser: Parser) -> None:
    """Add what this command takes."""
    parser.runs(
        _run,
        "scan april.pdf --output scanned",
        "scan april.pdf --output scanned --decisions decisions.json",
    )
    parser.value("files", "FILES", "PDF, TIFF, JPEG or PNG files, or folders of them", nargs="+")
    parser.value("--output", "DIR", "a new folder, or that of an earlier run", required=True)
    parser.takes("--cohort", "--json")
    parser.value("--decisions", "FILE", "what you saved on the review page: decisions.json")
    parser.value("--completed-on", "DATE", "the day for all rows, such as 2027-01-11", type=day)


def _run(options: Options) -> int:
    _with_libraries()
    found: list[Problem] = []
    run = _prepared(options, found)
    said = decisions.NONE
    if options.decisions:
        file = options.path(options.decisions)
        said = decisions.parse(read_bytes(file, run.shown(file), found), run.shown(file), found)
    files = _files(options, run, found)
    refuse(found)
    try:
        pages = _read(run, files)
    except KeyboardInterrupt:
        echo("Stopped. The pages that were read are kept: run this again to go on.")
        return STOPPED
    known = papers_of(paper_keys(run, pages, said), reader_of(run.folder).blanks)
    faults = decided.faults(said, pages, known, run.against)
    found += faults.whole
    refuse(found)
    sorted_out = copies.sort_out(pages, known, said.without(faults.typed))
    if not sorted_out.open:  # until then, a person may look at it again and take that back
        pages = [_out_of_sight(run, page, said) for page in pages]
    sorted_out = copies.sort_out(pages, known, said.without(faults.typed))
    again = decided.asked_again(sorted_out, faults.typed)
    number = decisions.next_number(options.decisions)
    words = review.words_of(run.definitions)
    page = review.review_page(sorted_out, said, words, known, number)
    made = outputs(run, pages, sorted_out, said, page, found)
    # The review page holds nothing of anybody's: what they decide is in a file of their own.
    over = [run.review / REVIEW]
    own_outputs.write(run.folder, made, found, over=over)
    list_found([*found, *again])
    final = [one for one in made if one.name.endswith(SCAN)]
    if final:
        clear_earlier(run, final)
    _tell(options, run, pages, sorted_out, final)
    return MISTAKE if sorted_out.open else DONE


def _files(options: Options, run: Run, found: list[Problem]) -> Sequence[batch.Source]:
    """Return the files to read; that there is none is a fault."""
    named = [options.path(name) for name in options.files]
    files = batch.sources(named, run.folder, run.output, found)
    if not files and not found:
        fault, remedy = "There is no scan here.", f"Scans end in {', '.join(batch.ENDINGS)}."
        found.append(Problem(SourceLine(run.shown(named[0])), "no-file", fault, remedy))
    found += _answers_of_others(run, files)
    return files


def _answers_of_others(run: Run, files: Sequence[batch.Source]) -> Iterator[Problem]:
    """Yield what says that answers of other scans would be lost: these would take their place."""
    answers = sorted(run.output.glob(f"*{SCAN}"))
    if answers and batch.not_named(run.review / batch.PAGES, files):
        fault = "These answers come from scans that are not named now. They would be lost."
        remedy = "Move them to the responses first, or name a new folder, or name those scans too."
        yield Problem(SourceLine(run.shown(answers[0])), "answers-of-others", fault, remedy)


def _read(run: Run, files: Sequence[batch.Source]) -> Sequence[Scanned]:
    """Read all pages that are not kept in the private folder, and return all of them."""
    _make_private(run)
    store, digest = run.review / batch.PAGES, run.definitions.digest
    pages = list(batch.read_all(files, run.folder, digest, store, reader_of))
    progress.on("Putting pages together")
    return pages


def _out_of_sight(run: Run, page: Scanned, said: decisions.Decisions) -> Scanned:
    """Return a page; of one that is no form here and was set aside no picture stays.

    It may be a consent form, which has a name and no symbol.
    """
    aside = said.answer(page.picture, 0, PAGE) == ASIDE
    if page.is_read or not page.whole or not aside:
        return page
    return without_picture(run.review / page.folder, page)


def _with_libraries() -> None:
    """Refuse to begin where the optional libraries are not installed."""
    lacking = [name for name in LIBRARIES if find_spec(name) is None]
    if lacking:
        remedy = 'Install them: pip install "mentoring[scan]". '
        remedy += "A new wheelhouse.zip has them, for a computer that reaches no package index."
        raise RefusedError.at("scan", "not-installed", "Scanning needs 2 more libraries.", remedy)


@lru_cache(maxsize=1)
def reader_of(programme: Path) -> batch.Reader:
    """Return what reads the pages of a programme; it is made once in each process."""
    from generator.scan import blanks, pictures, reader

    known = blanks.Blanks(load(programme, []))
    facts = (pictures.count, pictures.pictures, reader.read_page, known)
    return batch.Reader(*facts, is_private=known.is_private)


# --- before pages are read ----------------------------------------------------------------


def _prepared(options: Options, found: list[Problem]) -> Run:
    """Return what the command works with; raises RefusedError where it cannot begin."""
    home, output = options.home, options.path(options.output)
    found += _place_faults(home, output)
    refuse(found)
    definitions = load(home, [])
    programme = definitions.programme
    cohorts = cohorts_of(home, (home / RESPONSES,), programme, found)
    refuse(found)
    cohort = cohort_named(options.cohort, cohorts)
    books = codebooks(programme, definitions.instruments)
    against = expected(programme, books, cohorts)
    return Run(home, output, definitions, against, cohorts, cohort, options.completed_on)


def _place_faults(home: Path, output: Path) -> Iterator[Problem]:
    yield from site_faults(home, output)
    yield from among_faults(home, output, home / RESPONSES)
    note = output / SCANNED / SCAN_NOTE
    ours = note.is_file() and note.stat().st_size < 1000 and note.read_text("utf-8") == _NOTE
    if is_taken(output) and not ours:
        fault = "There is something here already that scan did not write."
        remedy = "Name a new folder, or that of an earlier run: --output DIR."
        yield Problem(SourceLine(shown(output, home)), "folder-in-use", fault, remedy)


def _make_private(run: Run) -> None:
    """Make the folder, which only its owner may open, and say in it what it is."""
    writing.make_private(run.output)
    writing.make_private(run.review)
    kept_out = {run.output / name: content for name, content in NO_REPOSITORY.items()}
    for file, content in {run.review / SCAN_NOTE: _NOTE.encode(), **kept_out}.items():
        if not file.exists():
            writing.write_file(file, content, writing.OWNER)


# --- what is said -------------------------------------------------------------------------


def _tell(
    options: Options,
    run: Run,
    pages: Sequence[Scanned],
    sorted_out: copies.Batch,
    final: Sequence[Path],
) -> None:
    became = Counter(what for what, _ in sorted_out.became.values())
    names = [run.shown(one) for one in final]
    if options.json:
        facts = {
            "pages": len(pages),
            "became": dict(sorted(became.items())),
            "copies": len(sorted_out.copies),
            "open": sorted_out.counts(),
            "final": names,
            "review": run.shown(run.review / REVIEW),
            "refused": [
                {"file": page.file, "page": page.number, "reason": page.reason}
                for page in pages
                if page.reason and not page.empty
            ],
        }
        print(json.dumps(facts, indent=2))
        return
    progress.on("")
    for page in pages:
        what, reason = sorted_out.became[page.file, page.number]
        if what in ("refused", "twice"):
            print(f"{page.place}: {what}: {reason}")
    counted = ", ".join(f"{number:,} {what}" for what, number in became.most_common())
    print(f"{plural(len(pages), 'page')}: {counted}.")
    if became["blank form"]:
        print("Forms without any answer give no row: count them as spoiled in the return log.")
    if sorted_out.open:
        _ask(options, run, sorted_out.counts())
    elif names:
        told = "Nothing is open. " if sorted_out.tasks else ""
        echo(f"{told}Written: {', '.join(names)}. {who_can_open()}")
        echo(f"Where each answer came from is in {run.shown(run.output / SOURCES)}.")
    else:
        echo("There is no answer, so that there is nothing to write.")


def _ask(options: Options, run: Run, counts: Mapping[str, int]) -> None:
    told = ", ".join(f"{n:,} {_OPEN[kind][n != 1]}" for kind, n in counts.items())
    echo(f"{sum(counts.values()):,} to decide: {told}. No response file was written.")
    echo(f"Open {run.shown(run.review / REVIEW)} in a browser, decide, and save the decisions.")
    saved = decisions.file_name(decisions.next_number(options.decisions))
    echo(f"Then run this again with --decisions and the newest file that you saved ({saved}).")
    if counts.keys() & {"page", "same", "code", "with"}:
        echo("What you decide of pages and codes may bring up more: that run then asks for it.")
