"""``mentoring print``: each form as a PDF where people find it, and its layout for a scanner."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator.assembly import load
from generator.files import own_outputs
from generator.questionnaire.file_names import all_endings, ending, printed_names
from generator.survey.definition import Definitions
from generator.survey.instrument import Instrument
from generator.survey.nearest import did_you_mean, listed
from generator.survey.problem import Parsed, Problem, SourceLine
from generator.survey.signs import UnprintableError, unprintable

if TYPE_CHECKING:
    from generator.files.typst_compiler import PrintedForm
    from generator.questionnaire.form import Size

#: The folder of what only a scanner reads, and what the names in it end in.
LAYOUTS, LAYOUT = "layouts", ".layout.json"


@dataclass(frozen=True, slots=True)
class Paper:
    """One form's files, as paths from the output folder."""

    form: str
    file: str
    layout: str


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed, and what an earlier run had printed under names that no form has now."""

    papers: tuple[Paper, ...]
    removed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def print_forms(
    folder: Path,
    wanted: Sequence[str],
    *,
    size: Size,
    language: str | None,
    output: Path,
    mentees: Sequence[str] = (),
    force: bool = False,
) -> Parsed[Printed]:
    """Write each wanted form's PDF and layout; all forms where none is named.

    ``mentees`` are numbers or codes for what is printed once for each, instead of the programme's.
    """
    loaded = load(folder)
    if loaded.value is None:
        return Parsed(None, (*loaded.problems, *_phrase_faults(language or "")))
    definitions = _with_mentees(loaded.value, mentees)
    faults = [*_form_faults(definitions, wanted), *_language_faults(definitions, language)]
    if faults:
        return Parsed(None, (*faults, *loaded.problems))
    spoken = language or definitions.programme.languages[0]
    papers = _papers(definitions, ending(definitions.programme, spoken, size))
    chosen = [form for form in definitions.instruments if not wanted or form.id in wanted]
    names = [Path(papers[form.id].file).stem for form in chosen]
    made = _rendered(definitions, [(form, size) for form in chosen], spoken, names)
    if made.value is None:
        return Parsed(None, (*made.problems, *loaded.problems))
    files: dict[Path, bytes] = {}
    for form, one in zip(chosen, made.value, strict=True):
        layout = json.dumps(one.layout, indent=1, ensure_ascii=False)
        files[output / papers[form.id].file] = one.pdf
        files[output / papers[form.id].layout] = layout.encode()
    refused = own_outputs.write(
        folder, files, over=files if force else (), remedy=own_outputs.FORCE
    )
    if refused:
        return Parsed(None, (*refused, *loaded.problems))
    stale = _stale(folder, output, definitions, ending(definitions.programme, spoken, size))
    removed = () if wanted else own_outputs.remove(stale, output)
    left = [path for path in stale if path not in removed]
    made_now = tuple(papers[form.id] for form in chosen)
    return Parsed(
        Printed(made_now, _inside(removed, output), _inside(left, output)), loaded.problems
    )


def _inside(paths: Sequence[Path], output: Path) -> tuple[str, ...]:
    return tuple(path.relative_to(output.resolve()).as_posix() for path in paths)


def _papers(definitions: Definitions, end: str) -> dict[str, Paper]:
    names = printed_names(definitions.programme, definitions.instruments)
    return {
        form: Paper(form, f"{name}{end}.pdf", f"{LAYOUTS}/{form}{end}{LAYOUT}")
        for form, name in names.items()
    }


def _stale(folder: Path, output: Path, definitions: Definitions, end: str) -> list[Path]:
    """Return our own files of this size and language that no form of the programme is called.

    They are looked for where ``print`` writes now, and where it wrote before it sorted.
    """
    others = [one for one in all_endings(definitions.programme) if len(one) > len(end)]
    now = {path for one in _papers(definitions, end).values() for path in (one.file, one.layout)}

    def printed(inside: Path) -> bool:
        steps, name = len(inside.parts), inside.name
        stem = name.removesuffix(LAYOUT).removesuffix(".pdf")
        places = {".pdf": (1, 3), ".json": (1, 2) if name.endswith(LAYOUT) else ()}
        same = stem.endswith(end) and not any(stem.endswith(one) for one in others)
        return same and steps in places.get(inside.suffix, ()) and inside.as_posix() not in now

    whole = output.resolve()
    return [path for path in own_outputs.ours(folder, whole) if printed(path.relative_to(whole))]


def _with_mentees(definitions: Definitions, mentees: Sequence[str]) -> Definitions:
    if not mentees:
        return definitions
    programme = definitions.programme.model_copy(update={"mentees": tuple(mentees)})
    return replace(definitions, programme=programme)


def _form_faults(definitions: Definitions, wanted: Sequence[str]) -> list[Problem]:
    known = [form.id for form in definitions.instruments]
    return [
        Problem(
            SourceLine(name),
            "unknown-form",
            f"There is no form '{name}'.",
            did_you_mean(name, known) or f"The forms are: {listed(known, 40)}.",
        )
        for name in wanted
        if name not in known
    ]


def _language_faults(definitions: Definitions, language: str | None) -> list[Problem]:
    known = definitions.programme.languages
    if language is None or language in known:
        return _phrase_faults(language or known[0])
    fault = f"The programme has no language '{language}'."
    remedy = f"It has: {', '.join(known)}."
    return [Problem(SourceLine(definitions.programme_path), "unknown-language", fault, remedy)]


def _phrase_faults(language: str) -> list[Problem]:
    """Refuse paper in a language that has no fixed words: it would be half in English."""
    from generator.questionnaire.words import lacking, words_in

    words = words_in("en")
    phrases = [f"“{words[name]}”" for name in lacking(language)]
    if not phrases:
        return []
    fault = (
        f"{len(phrases)} fixed phrases of every form exist in English only, so that nothing is "
        f"printed in '{language}': {', '.join(phrases)}."
    )
    remedy = "Print the forms in English, or hand out your own translation beside them."
    return [Problem(SourceLine("--language"), "untranslated", fault, remedy)]


def _rendered(
    definitions: Definitions,
    wanted: Sequence[tuple[Instrument, Size]],
    language: str,
    names: Sequence[str],
) -> Parsed[list[PrintedForm]]:
    from generator.files.typst_compiler import render_all

    words = [f"{place} of {len(names)}: {name}" for place, name in enumerate(names, start=1)]
    try:
        return Parsed(render_all(definitions.programme, wanted, language, words))
    except UnprintableError as found:
        where = SourceLine(definitions.programme_path)
        return Parsed(None, unprintable(found, definitions.marks.texts(), where))
