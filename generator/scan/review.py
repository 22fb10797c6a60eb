"""The review page: all that a person must decide, as one HTML page with its pictures beside it.

It asks nothing of any other host, and runs one script that is the same for every batch; what it
is about stands in a block of data. Whatever a person decides is saved to a file by the browser.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.definitions.codebook import codebook
from generator.definitions.instrument import SeveralItem
from generator.definitions.load import Definitions
from generator.definitions.programme import in_language
from generator.definitions.templates import alone, template
from generator.questionnaire.symbol import PageId, page_text
from generator.scan.copies import Batch, Choice, Leaf, Task, page_number
from generator.scan.decisions import ASIDE, CODE, PAGE, Decisions, Key
from generator.scan.kept import Answer, Scanned
from generator.scan.page import Json
from generator.scan.papers import Papers

#: Rows that seem blank are shown so many at a time.
AT_A_TIME = 20
_SIZES = {"standard": "", "large": ", large print"}
#: Kinds whose choices are all that can be said; of the others an answer can be given.
_CHOICES_ONLY = ("same", "with", "lost")


@dataclass(frozen=True, slots=True)
class Words:
    """What people know forms, questions and answers by; ``answers`` are codes with labels.

    ``limits`` are the least and the most of numbers; the codes of ``checked`` forms end in a check
    sign.
    """

    titles: Mapping[str, str]
    questions: Mapping[tuple[str, str], str]
    answers: Mapping[tuple[str, str], Sequence[tuple[str, str]]] = field(default_factory=dict)
    limits: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    checked: frozenset[str] = frozenset()


def words_of(definitions: Definitions) -> Words:
    """Return the words of a programme's forms, in its first language."""
    programme = definitions.programme
    language = programme.languages[0]
    titles, questions, answers, limits = {}, {}, {}, {}
    for form in definitions.instruments:
        titles[form.id] = in_language(form.title, language)
        for column in codebook(programme, form).columns:
            questions[form.id, column.item if "___" in column.name else column.name] = (
                column.question
            )
            limits[form.id, column.name] = column.minimum, column.maximum
            answers[form.id, column.name] = list(zip(column.codes, column.labels, strict=True))
        for item in form.items:
            if isinstance(item, SeveralItem):
                questions[form.id, item.id] = programme.said(item.text)
                answers[form.id, item.id] = [
                    (str(point.code), programme.said(point.label)) for point in item.options
                ]
    linked = (form.id for form in definitions.instruments if form.kind == "linked")
    checked = frozenset(linked if programme.check_characters else ())
    return Words(titles, questions, answers, limits, checked)


def review_page(
    batch: Batch, decisions: Decisions, words: Words, papers: Papers, number: int = 1
) -> str:
    """Return the page's HTML; its pictures are named relative to the folder that it lies in.

    ``number`` is that of the file which it saves next.
    """
    data = {**review_data(batch, decisions, words, papers), "number": number}
    filled = alone(Path(__file__).with_name("review.js"), data, pictures=True)
    return template("scan/review.html.j2").render(total=len(data["tasks"]), **filled)


def review_data(batch: Batch, decisions: Decisions, words: Words, papers: Papers) -> Json:
    """Return what the script shows: tasks in order, pages of forms, decisions until now."""
    ordered = [task for task in batch.tasks if task.kind != "blank"]
    blank = [task for task in batch.tasks if task.kind == "blank"]
    blank.sort(key=lambda task: -_read(task).weight)
    place = next((n for n, one in enumerate(ordered) if one.kind == "writing"), len(ordered))
    tasks = [*ordered[:place], *blank, *ordered[place:]]
    return {
        "format": 1,
        "atATime": AT_A_TIME,
        "pages": list(_pages(words, papers)),
        "tasks": [_task(task, words, papers) for task in tasks],
        "decisions": [
            {"picture": p, "page": n, "item": i, "answer": one.answer}
            for (p, n, i), one in decisions.by_key.items()
        ],
    }


def _pages(words: Words, papers: Papers) -> Iterator[Json]:
    """Yield every page of the forms that a refused page may be."""
    for key, paper in sorted(papers.items(), key=lambda one: (*one[0][:3], one[0][3] == "large")):
        for number in range(1, len(paper.sides) + 1):
            page = PageId(*key, number)
            yield {"value": page_text(page), "label": _title(page, words, len(paper.sides))}


def _title(page: PageId, words: Words, pages: int = 0) -> str:
    of = f" of {pages}" if pages else ""
    more = f" ({page.language.lower()}{_SIZES.get(page.size, '')}, version {page.version})"
    return f"{words.titles.get(page.form, page.form)}, page {page.page}{of}{more if pages else ''}"


# --- tasks --------------------------------------------------------------------------------


def _task(task: Task, words: Words, papers: Papers) -> Json:
    leaf = task.leaf
    codes = _codes(task, leaf, papers)
    labels = dict(words.answers.get((leaf.id.form, task.item), ())) if leaf else {}
    return {
        "kind": task.kind,
        "key": list(task.key),
        "title": _title(leaf.id, words) if leaf else _unknown(task, words),
        "where": task.pages[0].place,
        "question": _question(task, leaf, words),
        "reason": task.reason,
        "mode": _mode(task, leaf, codes, papers),
        "options": [{"code": code, "label": labels.get(code) or code} for code in codes],
        "suggested": list(_read(task).codes if task.kind == "doubt" else ()),
        "typed": _typed(task, leaf, papers, words),
        "images": [{"src": src, "alt": alt} for src, alt in _images(task)],
        "boxes": [list(b) for b in _read(task).boxes if task.kind in ("doubt", "blank")],
        "choices": [_choice(one) for one in task.choices],
        "aside": [_choice(one) for one in _aside(task)],
        "open": task.is_open,
    }


def _read(task: Task) -> Answer:
    """Return what was read where a task is about; nothing where it is about something else."""
    answers = task.leaf.answers if task.leaf else ()
    nothing = Answer(task.item, "blank", ())
    return next((one for one in answers if one.item == task.item), nothing)


def _unknown(task: Task, words: Words) -> str:
    seen = task.pages[0].id
    return f"Perhaps: {_title(seen, words)}" if seen else "A page that is not known"


def _question(task: Task, leaf: Leaf | None, words: Words) -> str:
    asked = {
        "page": "Which page of which form is this?",
        "same": "Which picture is used?",
        "with": "Which page is of the same copy?",
        "lost": "Can the page still be found?",
    }
    if task.kind in asked:
        return asked[task.kind]
    if task.item == CODE:
        return "Which code is written here?"
    return words.questions.get((leaf.id.form, task.item), task.item) if leaf else task.item


def _codes(task: Task, leaf: Leaf | None, papers: Papers) -> tuple[str, ...]:
    if leaf is None or task.kind in _CHOICES_ONLY:
        return ()
    return papers[leaf.key].side(leaf.id.page).ticks.get(task.item, ())


def _mode(task: Task, leaf: Leaf | None, codes: Sequence[str], papers: Papers) -> str:
    """Return how it is answered: one of some codes, several, by typing, or by a choice alone."""
    if task.kind == "page":
        return "page"
    if leaf is None or task.kind in _CHOICES_ONLY or (task.item == CODE and leaf.id.code):
        return "choice"
    if not codes:
        return "type"
    return "several" if task.item in papers[leaf.key].side(leaf.id.page).several else "one"


def _typed(task: Task, leaf: Leaf | None, papers: Papers, words: Words) -> Json:
    """Return what may be typed: the kind of it, with its limits, and how a person is told so."""
    if leaf is None or task.kind in _CHOICES_ONLY:
        return {"kind": "", "hint": ""}
    if task.item == CODE:
        hint = "Type it as it is written, capitals as capitals. Gaps do not matter."
        return {"kind": "letter", "hint": hint, "checked": leaf.id.form in words.checked}
    kind = papers[leaf.key].side(leaf.id.page).fields.get(task.item, "")
    least, most = words.limits.get((leaf.id.form, task.item), (0, 0))
    hints = {
        "digit": f'A whole number from {least} to {most}. For "about 45", type 45. '
        '"45 to 60" is unreadable.',
        "date": "A date, such as 2027-01-31.",
        "text": "Type the words as they are, without any name of a person.",
    }
    return {"kind": kind, "hint": hints.get(kind, ""), "least": least, "most": most}


def _images(task: Task) -> Iterator[tuple[str, str]]:
    """Yield the pictures of a task, each with words for who cannot see it."""
    for page, crop in task.crops:
        if crop:
            yield _source(page, crop), f"{_seen(task)} as scanned: {page.place}"
    if task.kind in ("page", "same", "with", "lost"):
        for page in task.pages:
            if page.whole:
                yield _source(page, page.whole), f"The whole page: {page.place}"


def _seen(task: Task) -> str:
    return "The code" if task.item == CODE or task.kind == "same" else "The answer"


def _source(page: Scanned, name: str) -> str:
    return f"{page.folder}/{name}"


def _aside(task: Task) -> Iterator[Choice]:
    """Yield the choices to leave out the page that a task is about, and its whole copy.

    Of a page that is here twice the task's own choices say so.
    """
    if task.kind == "same":
        return
    yield Choice("Set this page aside: it does not count", _left_out(task.pages[:1]))
    if len(task.copy) > 1:
        words = f"Set aside all {len(task.copy)} pages of this copy"
        yield Choice(words, _left_out(task.copy))


def _left_out(pages: Sequence[Scanned]) -> tuple[tuple[Key, str], ...]:
    return tuple(((page.picture, page_number(page), PAGE), ASIDE) for page in pages)


def _choice(one: Choice) -> Json:
    return {"label": one.words, "sets": [[*key, answer] for key, answer in one.sets]}
