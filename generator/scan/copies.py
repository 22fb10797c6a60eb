"""Pages become copies of forms, and what a person must decide becomes a list of tasks.

Pages are joined by the number of their copy, by the code printed on them, or by the codes that a
person types from them. Their order only suggests what a person is asked. Nothing is taken twice,
and nothing that is missing is passed over in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from generator.questionnaire.symbol import PageId
from generator.scan.decisions import (
    ALONE,
    ASIDE,
    CODE,
    LOST,
    PAGE,
    SAME,
    USE,
    WITH,
    Decisions,
    Key,
)
from generator.scan.kept import Answer, Field, Scanned
from generator.scan.papers import Paper, PaperKey, Papers, key_of, page_of

#: In the order in which people meet them.
KINDS = ("page", "same", "code", "with", "lost", "doubt", "blank", "writing")
Kind = Literal["page", "same", "code", "with", "lost", "doubt", "blank", "writing"]
#: The most other pages that one may be said to belong to.
MOST_PARTNERS = 8
BY_EYE = "The page could not be read by the program: read it from its picture."


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page that is known: by itself, or because a person said what it is (``by_person``)."""

    scanned: Scanned
    id: PageId
    answers: tuple[Answer, ...]
    fields: tuple[Field, ...]
    by_person: bool = False

    @property
    def key(self) -> PaperKey:
        """Which form it belongs to."""
        return key_of(self.id)

    def field(self, item: str) -> Field | None:
        """Return one of its fields."""
        return next((one for one in self.fields if one.item == item), None)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a person may say: words, and the decisions that they stand for."""

    words: str
    sets: tuple[tuple[Key, str], ...]


@dataclass(frozen=True, slots=True)
class Task:
    """Something for a person to decide; ``pages`` are shown, and the first is what it is about.

    ``choices`` are given where they are no answers of the question itself; ``copy`` holds the pages
    of its copy, where they are known.
    """

    kind: Kind
    pages: tuple[Scanned, ...]
    page: int
    item: str
    is_open: bool
    reason: str = ""
    leaf: Leaf | None = None
    crops: tuple[tuple[Scanned, str], ...] = ()
    choices: tuple[Choice, ...] = ()
    copy: tuple[Scanned, ...] = ()

    @property
    def key(self) -> Key:
        """What it is about."""
        return self.pages[0].picture, self.page, self.item


@dataclass(frozen=True, slots=True)
class Copy:
    """One person's form: its pages by number, those that are lost, and its code.

    ``code`` is empty where none can be read.
    """

    paper: Paper
    pages: Mapping[int, Leaf]
    lost: frozenset[int]
    code: str
    code_from: Leaf

    @property
    def id(self) -> PageId:
        """What its first page says."""
        return self.pages[min(self.pages)].id


@dataclass(slots=True)
class Batch:
    """All that was scanned: copies, tasks, and what became of each page by its place."""

    copies: list[Copy] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    became: dict[tuple[str, int], tuple[str, str]] = field(default_factory=dict)

    @property
    def open(self) -> list[Task]:
        """What is still to be decided."""
        return [task for task in self.tasks if task.is_open]

    def counts(self) -> dict[str, int]:
        """Return how many tasks of each kind are open."""
        found = Counter[str](task.kind for task in self.open)
        return {kind: found[kind] for kind in KINDS if found[kind]}

    def note(self, page: Scanned, became: str, reason: str = "") -> None:
        """Note what became of a page."""
        self.became[page.file, page.number] = became, reason


def sort_out(pages: Sequence[Scanned], papers: Papers, decisions: Decisions) -> Batch:
    """Return the copies that some pages are, with everything that a person must decide.

    The decisions are checked ones: each fits the page that it is about.
    """
    batch = Batch()
    single = _one_of_each_picture(pages, decisions, batch)
    leaves = [leaf for page in single if (leaf := leaf_of(page, papers, decisions, batch))]
    groups = _groups(leaves, papers, decisions, batch)
    for group in groups:
        _copy(group, papers[group[0].key], decisions, batch)
    _clashes(batch)
    batch.tasks.sort(key=lambda task: KINDS.index(task.kind))
    return batch


# --- pages --------------------------------------------------------------------------------


def page_number(page: Scanned) -> int:
    """Return which page of a form it is; 0 where it was refused."""
    return page.id.page if page.is_read and page.id else 0


def _one_of_each_picture(
    pages: Sequence[Scanned], decisions: Decisions, batch: Batch
) -> Iterator[Scanned]:
    """Yield each page once; of the very same picture only what a person chose."""
    by_picture: dict[str, list[Scanned]] = {}
    for page in pages:
        if page.empty:
            batch.note(page, "blank back")
        else:
            by_picture.setdefault(page.picture, []).append(page)
    for first, *others in by_picture.values():
        number = page_number(first)
        said = decisions.answer(first.picture, number, SAME) if others else USE
        if others:
            batch.tasks.append(_same_picture((first, *others), number, said is None))
        for page in (first, *others):
            other = others[0] if page is first and others else first
            batch.note(page, "twice", f"the very same picture as {other.place}")
        if said == USE:
            yield first


def _same_picture(pages: tuple[Scanned, ...], number: int, is_open: bool) -> Task:
    key = (pages[0].picture, number, SAME)
    choices = (
        Choice("Use it once", ((key, USE),)),
        Choice("Do not use it at all", ((key, ASIDE),)),
    )
    reason = f"This is the very same picture: {_places(pages)}."
    return Task("same", pages, number, SAME, is_open, reason, choices=choices)


def _places(pages: Iterable[Scanned]) -> str:
    return "; ".join(page.place for page in pages)


def leaf_of(page: Scanned, papers: Papers, decisions: Decisions, batch: Batch) -> Leaf | None:
    """Return a page that is known; None of one that is set aside or still to be named."""
    number = page_number(page)
    said = decisions.answer(page.picture, number, PAGE)
    if not page.is_read:
        batch.tasks.append(Task("page", (page,), 0, PAGE, said is None, page.reason))
        batch.note(page, "refused", page.reason)
    if said == ASIDE:
        batch.note(page, "set aside", "a person decided so")
        return None
    if page.is_read and page.id:
        return Leaf(page, page.id, page.answers, page.fields)
    found = named_by_person(page, papers, decisions)
    return _by_eye(page, found, papers) if found else None


def named_by_person(page: Scanned, papers: Papers, decisions: Decisions) -> PageId | None:
    """Return what a person says that a refused page is; what its symbol told of its copy stays."""
    found = page_of(decisions.answer(page.picture, 0, PAGE) or "", papers)
    own = page.id
    if own and found and (key_of(own), own.page) == (key_of(found), found.page):
        return own
    return found


def _by_eye(page: Scanned, found: PageId, papers: Papers) -> Leaf:
    """Return a page that a person named: all that stands on it is for a person to read."""
    side = papers[key_of(found)].side(found.page)
    answers = tuple(Answer(item, "doubt", (), BY_EYE, page.whole) for item in side.ticks)
    fields = tuple(Field(item, kind, True, page.whole) for item, kind in side.fields.items())
    return Leaf(page, found, answers, fields, by_person=True)


# --- pages of one copy --------------------------------------------------------------------


def _groups(
    leaves: Sequence[Leaf], papers: Papers, decisions: Decisions, batch: Batch
) -> list[list[Leaf]]:
    """Return the pages of each copy; those that wait for a code or a partner are left out."""
    groups: dict[Hashable, list[Leaf]] = {}
    links = {leaf.scanned.picture: _link(leaf, papers, decisions) for leaf in leaves}
    for leaf in leaves:
        link = links[leaf.scanned.picture]
        if not leaf.id.copy and not leaf.id.code:
            batch.tasks.append(_code_task([leaf], decisions))
        if link == WITH:
            said = decisions.answer(leaf.scanned.picture, leaf.id.page, WITH)
            is_open = said != ALONE and said not in links  # the other page may be set aside since
            batch.tasks.append(_partner_task(leaf, leaves, is_open))
            link = _partner_link(leaf, links, decisions)
        if link is not None:
            groups.setdefault(link, []).append(leaf)
            continue
        batch.tasks.extend(_tasks_of(leaf, decisions))
        batch.note(leaf.scanned, "waiting", "it is not known which copy it belongs to")
    return list(groups.values())


def _link(leaf: Leaf, papers: Papers, decisions: Decisions) -> Hashable | None:
    """Return what the pages of one copy have in common; None where it is not known.

    `WITH` where a person says that there is no code: another decision is asked for.
    """
    if leaf.id.copy or leaf.id.code:
        return (*leaf.key, "copy" if leaf.id.copy else "code", leaf.id.copy or leaf.id.code)
    typed = decisions.answer(leaf.scanned.picture, leaf.id.page, CODE)
    if typed:
        return (*leaf.key, "typed", typed)
    if len(papers[leaf.key].sides) == 1:
        return leaf.scanned.picture
    return None if typed is None else WITH


def _partner_link(
    leaf: Leaf, links: Mapping[str, Hashable | None], decisions: Decisions
) -> Hashable | None:
    """Return the link of the page to which a person said that this one belongs."""
    said = {one.picture: one.answer for one in decisions.by_key.values() if one.item == WITH}
    here, seen = leaf.scanned.picture, list[str]()
    while links.get(here) == WITH:
        if here in seen:  # pages that name each other in a ring belong together
            return min(seen[seen.index(here) :])
        if here not in said:
            return None
        if said[here] == ALONE:
            return here
        seen.append(here)
        here = said[here]
    return links.get(here)


def _partner_task(leaf: Leaf, leaves: Sequence[Leaf], is_open: bool) -> Task:
    """Ask which page a page without a code belongs to: the nearest ones in the scan come first."""
    key = (leaf.scanned.picture, leaf.id.page, WITH)
    others = [one for one in leaves if one.key == leaf.key and one.id.page != leaf.id.page]
    nearest = sorted(others, key=lambda one: _apart(leaf, one))[:MOST_PARTNERS]
    choices = [
        Choice(f"Page {one.id.page}: {one.scanned.place}", ((key, one.scanned.picture),))
        for one in nearest
    ]
    choices.append(Choice("No other page of it is here", ((key, ALONE),)))
    reason = f"Page {leaf.id.page} has no code. Which page is of the same copy?"
    if nearest and _apart(leaf, nearest[0])[:2] == (False, 1):
        reason += " The first one lies next to it in the scan."
    pages = (leaf.scanned, *(one.scanned for one in nearest))
    return Task("with", pages, leaf.id.page, WITH, is_open, reason, leaf, choices=tuple(choices))


def _apart(one: Leaf, other: Leaf) -> tuple[bool, int, bool]:
    """Return how far two pages lie apart, in a form and in what was scanned."""
    gap = (other.scanned.number - other.id.page) - (one.scanned.number - one.id.page)
    here = one.scanned.file != other.scanned.file
    return here, abs(other.scanned.number - one.scanned.number), gap != 0


# --- a copy -------------------------------------------------------------------------------


def _copy(group: Sequence[Leaf], paper: Paper, decisions: Decisions, batch: Batch) -> None:
    """Make a copy of pages that belong together, and add what is to be decided of it."""
    by_page: dict[int, list[Leaf]] = {}
    for leaf in group:
        by_page.setdefault(leaf.id.page, []).append(leaf)
    tasks: list[Task] = []
    used: dict[int, Leaf] = {}
    for number, same in sorted(by_page.items()):
        if chosen := same[0] if len(same) == 1 else _chosen(same, decisions, tasks, batch):
            used[number] = chosen
    unsettled = {task.page for task in tasks if task.is_open}
    missing = {*range(1, len(paper.sides) + 1)} - used.keys() - unsettled
    if used or unsettled:
        tasks += (_lost_task(number, group, decisions) for number in sorted(missing))
    tasks += (task for leaf in used.values() for task in _tasks_of(leaf, decisions))
    made = _made(paper, used, frozenset(missing), decisions, tasks) if used else None
    together = tuple(leaf.scanned for leaf in group)
    batch.tasks += (replace(task, copy=together) for task in tasks)
    became = ("used", "")
    if any(task.is_open for task in tasks):
        became = ("waiting", "something of this copy is to be decided")
    elif all(_is_blank(leaf, decisions) for leaf in used.values()):
        made, became = None, ("blank form", "there is no answer on any of its pages")
    batch.copies += [made] if made else []
    for leaf in used.values():
        batch.note(leaf.scanned, *became)


def _is_blank(leaf: Leaf, decisions: Decisions) -> bool:
    """Tell whether a person found no answer on a page; a code is none."""
    picture, page = leaf.scanned.picture, leaf.id.page
    items = [*(one.item for one in leaf.answers), *(one.item for one in leaf.fields)]
    return all(decisions.answer(picture, page, item) == "" for item in items if item != CODE)


def _made(
    paper: Paper,
    used: Mapping[int, Leaf],
    lost: frozenset[int],
    decisions: Decisions,
    tasks: list[Task],
) -> Copy:
    """Return a copy with its code; where the copy is known by a number, its code is a task."""
    leaves = [used[number] for number in sorted(used)]
    if printed := next((leaf for leaf in leaves if leaf.id.code), None):
        return Copy(paper, used, lost, printed.id.code, printed)
    if leaves[0].id.copy:
        tasks.append(_code_task(leaves, decisions))
    said = [(leaf, code) for leaf in leaves if (code := _code_said(leaf, decisions))]
    code_from, code = said[0] if said else (leaves[0], "")
    return Copy(paper, used, lost, code, code_from)


def _chosen(
    same: Sequence[Leaf], decisions: Decisions, tasks: list[Task], batch: Batch
) -> Leaf | None:
    """Return the one of several pictures of a page that a person chose; None without one."""
    pages = tuple(leaf.scanned for leaf in same)
    number = same[0].id.page
    keys = [(page.picture, number, SAME) for page in pages]
    said = [decisions.answer(*key) for key in keys]
    uses = [leaf for leaf, word in zip(same, said, strict=True) if word == USE]
    is_open = None in said or len(uses) > 1
    reason = f"Page {number} of the same copy is here more than once: {_places(pages)}."
    choices = [
        Choice(f"Use {page.place}", tuple((key, USE if key is own else ASIDE) for key in keys))
        for page, own in zip(pages, keys, strict=True)
    ]
    choices.append(Choice("Use none of them", tuple((key, ASIDE) for key in keys)))
    crops = tuple((leaf.scanned, one.crop) for leaf in same if (one := leaf.field(CODE)))
    tasks.append(Task("same", pages, number, SAME, is_open, reason, same[0], crops, tuple(choices)))
    for leaf in same:
        others = _places(page for page in pages if page is not leaf.scanned)
        batch.note(leaf.scanned, "twice", f"the same page as {others}")
    return None if is_open or not uses else uses[0]


def _lost_task(number: int, group: Sequence[Leaf], decisions: Decisions) -> Task:
    """Ask for a page that is missing: it may still be scanned, or be given up."""
    first = min(group, key=lambda leaf: leaf.id.page)
    item = f"{LOST}{number}"
    said = [decisions.answer(leaf.scanned.picture, leaf.id.page, item) for leaf in group]
    reason = f"Page {number} of this copy is missing. Scan it, and run scan again with its file "
    reason += "as well. If it is lost, say so: its answers then stay empty."
    key = (first.scanned.picture, first.id.page, item)
    choice = Choice(f"Page {number} is lost", ((key, "lost"),))
    pages, is_open = (first.scanned,), not any(said)
    return Task("lost", pages, first.id.page, item, is_open, reason, first, choices=(choice,))


def _code_said(leaf: Leaf, decisions: Decisions) -> str | None:
    return decisions.answer(leaf.scanned.picture, leaf.id.page, CODE)


def _code_task(leaves: Sequence[Leaf], decisions: Decisions) -> Task:
    """Ask for the code on some pages of one copy; the first with writing is what it is about."""
    inked = [leaf for leaf in leaves if (one := leaf.field(CODE)) and one.inked]
    about = next(iter(inked), leaves[0])
    typed = {code for leaf in leaves if (code := _code_said(leaf, decisions))}
    said = any(_code_said(leaf, decisions) is not None for leaf in leaves)
    kind: Kind = "code" if inked else "blank"
    reason = "2 codes were typed for this copy: type the right one on each page."
    crops = tuple(
        (leaf.scanned, one.crop) for leaf in inked or [about] if (one := leaf.field(CODE))
    )
    pages = (about.scanned, *(leaf.scanned for leaf in inked if leaf is not about))
    is_open = not said or len(typed) > 1
    why = reason if len(typed) > 1 else ""
    return Task(kind, pages, about.id.page, CODE, is_open, why, about, crops)


def _tasks_of(leaf: Leaf, decisions: Decisions) -> Iterator[Task]:
    """Yield what a person must look at on a page: doubts, what seems blank, what is written."""
    page = leaf.id.page
    for one in leaf.answers:
        if one.verdict != "sure":
            is_open = decisions.answer(leaf.scanned.picture, page, one.item) is None
            kind: Kind = "doubt" if one.verdict == "doubt" else "blank"
            yield Task(kind, (leaf.scanned,), page, one.item, is_open, one.reason, leaf,
                       ((leaf.scanned, one.crop),))  # fmt: skip
    for written in leaf.fields:
        if written.item != CODE:
            is_open = decisions.answer(leaf.scanned.picture, page, written.item) is None
            kind = "writing" if written.inked else "blank"
            yield Task(kind, (leaf.scanned,), page, written.item, is_open, "", leaf,
                       ((leaf.scanned, written.crop),))  # fmt: skip


def _clashes(batch: Batch) -> None:
    """Open the codes again that stand on two copies of a form: nobody fills it in twice."""
    by_code: dict[tuple[str, str], list[Copy]] = {}
    for copy in batch.copies:
        if copy.code:
            by_code.setdefault((copy.id.form, copy.code), []).append(copy)
    clashing = {key: copies for key, copies in by_code.items() if len(copies) > 1}
    again = {id(one.code_from.scanned) for copies in clashing.values() for one in copies}
    batch.tasks[:] = (
        task for task in batch.tasks if task.item != CODE or id(task.pages[0]) not in again
    )
    for (_, code), copies in clashing.items():
        batch.tasks += (_clash_task(copy, code, copies) for copy in copies)


def _clash_task(copy: Copy, code: str, copies: Sequence[Copy]) -> Task:
    others = _places(one.code_from.scanned for one in copies if one is not copy)
    leaf = copy.code_from
    reason = f"The code {code} stands on another copy of this form, too: {others}. "
    reason += "Type the right one, or set this copy aside."
    crops = tuple((leaf.scanned, one.crop) for one in leaf.fields if one.item == CODE)
    pages = tuple(one.scanned for one in copy.pages.values())
    return Task("code", (leaf.scanned,), leaf.id.page, CODE, True, reason, leaf, crops, copy=pages)
