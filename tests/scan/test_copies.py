"""Pages become copies: what went in comes out, whatever the order, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.definitions.codebook import codebooks
from generator.questionnaire.symbol import PageId
from generator.responses.schema import form_of_codebook
from generator.scan.copies import Batch, sort_out
from generator.scan.decisions import ASIDE, CODE, NONE, PAGE, WITH, Key
from generator.scan.papers import key_of
from generator.scan.rows import Setting, Tables, tables
from tests.scan.invented import (
    Person,
    Sheet,
    decided,
    open_kinds,
    tiny_definitions,
    tiny_papers,
)

LINKED = ("mentor_before", "1.0.0", "EN", "standard")
VISIT = ("visit", "1.1.0", "EN", "standard")
CODES = ["K7RM4WDX", "P3QJ8HTV", "W6NC9KXF", "BG47HJKM"]


def setting() -> Setting:
    definitions = tiny_definitions()
    books = codebooks(definitions.programme, definitions.instruments)
    return Setting({n: form_of_codebook(b) for n, b in books.items()}, ("en",), "ward")


def page(number: int, *, key: tuple[str, ...] = LINKED, copy: str = "", code: str = "") -> PageId:
    return PageId(*key, number, copy=copy, code=code)


def scans(sheets: Sequence[Sheet], file: str = "a.pdf") -> list[object]:
    return [sheet.scanned(file, number) for number, sheet in enumerate(sheets, start=1)]


def sides(key: tuple[str, ...] = LINKED) -> int:
    return len(tiny_papers()[key].sides)


def finished(
    sheets: Sequence[Sheet], copies: Sequence[frozenset[str]] = ()
) -> tuple[Batch, Tables]:
    """Let a person decide until nothing is open."""
    person = Person({sheet.hash: sheet for sheet in sheets}, copies)
    said: dict[Key, str] = {}
    for _ in range(6):
        batch = sort_out(scans(sheets), tiny_papers(), decided(said))
        if not batch.open:
            return batch, tables(batch.copies, decided(said), setting())
        for task in batch.open:
            said.update(person.decides(task))
    raise AssertionError(open_kinds(batch))


# --- the law ------------------------------------------------------------------------------


@st.composite
def one_copy(draw: st.DrawFn, number: int) -> list[Sheet]:
    """One person's form, page by page: any answers, any of them unsure."""
    key = draw(st.sampled_from(sorted(tiny_papers())))
    how = draw(st.sampled_from(["number", "printed", "typed", "none"]))
    code = "" if how == "none" else CODES[number] + "ABCD"[number]
    facts = {
        "copy": f"COPY{number}" if how == "number" else "",
        "code": code if how == "printed" else "",
    }
    made = []
    for place, side in enumerate(tiny_papers()[key].sides, start=1):
        says = {item: draw(answers(item, codes)) for item, codes in side.ticks.items()}
        says |= {item: draw(WRITTEN[kind]) for item, kind in side.fields.items()}
        says[CODE] = code
        unsure = draw(st.frozensets(st.sampled_from(sorted(side.ticks) or ["x"]), max_size=2))
        made.append(Sheet(PageId(*key, place, **facts), tuple(says.items()), unsure, mark=number))
    return made


def answers(item: str, codes: Sequence[str]) -> st.SearchStrategy[str]:
    if item == "drinks":
        return st.lists(st.sampled_from(codes), unique=True).map(" ".join)
    return st.sampled_from([*codes, "", "-99"])


WRITTEN = {
    "letter": st.just(""),
    "digit": st.sampled_from(["", "7", "600", "-99"]),
    "date": st.sampled_from(["", "2027-01-31"]),
    "text": st.sampled_from(["", "=1+1", "<script>alert(1)</script>", "more tea"]),
}


@settings(max_examples=60)
@given(st.data())
def test_answers_that_went_in_come_out(data: st.DataObject) -> None:
    """Over any copies, orders, lost, refused and repeated pages."""
    whole = [data.draw(one_copy(number)) for number in range(data.draw(st.integers(1, 4)))]
    kept, truth = [], []
    for sheets in whole:
        left = data.draw(st.sets(st.sampled_from(sheets), min_size=1))
        left = [sheet for sheet in sheets if sheet in left]
        truth.append({sheet.id.page: dict(sheet.says) for sheet in left})
        known_by = any((left[0].id.copy, dict(left[0].says)[CODE], len(left) > 1))
        again = data.draw(st.sets(st.sampled_from(left), max_size=int(known_by)))
        refused = data.draw(st.sets(st.sampled_from(left), max_size=1))
        pages = [
            Sheet(PageId(*key_of(s.id), s.id.page), s.says, s.unsure, "Too faint.", mark=s.mark)
            if s in refused and not (s.id.copy or s.id.code)
            else s
            for s in left
        ]
        pages += [Sheet(s.id, s.says, s.unsure, mark=s.mark + 100) for s in again]
        kept.append(pages)
    batch_order = data.draw(st.permutations([sheet for pages in kept for sheet in pages]))
    copies = [frozenset(sheet.hash for sheet in pages) for pages in kept]
    batch, made = finished(batch_order, copies)

    filled = [any(map(any_answer, known.values())) for known in truth]
    assert len(batch.copies) == sum(filled)
    rows = {}
    for form, (header, *body) in made.forms.items():
        for row in body:
            rows[form, row[0]] = dict(zip(header, row, strict=True))
    unlinked = [row for (_, code), row in rows.items() if code.startswith("UNLINKED")]
    for sheets, known in compress(zip(whole, truth, strict=True), filled):
        form = sheets[0].id.form
        code = dict(sheets[0].says)[CODE]
        found = [rows[form, code]] if code else [r for r in unlinked if r["instrument"] == form]
        wanted = expected_row(sheets, known)
        assert wanted in [{name: row[name] for name in wanted} for row in found]
    sourced = {tuple(row[i] for i in (0, 2, 3, 4)) for row in made.sources[1:]}
    for (form, code), row in rows.items():
        for name in setting().forms[form].columns:
            assert (code, form, name, row[name]) in sourced


def any_answer(says: dict[str, str]) -> bool:
    return any(answer for item, answer in says.items() if item != CODE)


def expected_row(sheets: Sequence[Sheet], known: dict[int, dict[str, str]]) -> dict[str, str]:
    wanted = {}
    for sheet in sheets:
        says = known.get(sheet.id.page, {})
        for item in dict(sheet.says):
            said = says.get(item, "")
            if item == "drinks":
                for code in ("tea", "coffee", "water"):
                    wanted[f"drinks___{code}"] = str(int(code in said.split())) if said else ""
            elif item != CODE:
                wanted[item] = said
    return wanted


# --- what waits for a person --------------------------------------------------------------


def full(
    number: int, *, copy: str = "", code: str = "", says: str = "K7RM4WDX", mark: int = 0
) -> Sheet:
    side = tiny_papers()[LINKED].side(number)
    answers = {item: codes[0] for item, codes in side.ticks.items()} | {CODE: says}
    return Sheet(page(number, copy=copy, code=code), tuple(answers.items()), mark=mark)


def all_pages(**facts: object) -> list[Sheet]:
    return [full(number, **facts) for number in range(1, sides() + 1)]


def test_pages_next_to_each_other_are_not_joined_by_their_order() -> None:
    batch = sort_out(scans(all_pages()), tiny_papers(), NONE)
    assert batch.copies == []
    assert {what for what, _ in batch.became.values()} == {"waiting"}
    assert open_kinds(batch).count("code") == sides()


def test_the_same_page_twice_is_named_and_neither_is_used() -> None:
    pages = [*all_pages(copy="AAAA"), full(1, copy="AAAA", mark=9)]
    batch = sort_out(scans(pages), tiny_papers(), NONE)
    assert batch.became["a.pdf", 1] == ("twice", f"the same page as a.pdf, page {len(pages)}")
    assert batch.became["a.pdf", len(pages)] == ("twice", "the same page as a.pdf, page 1")
    assert 1 not in batch.copies[0].pages
    assert "same" in open_kinds(batch)
    assert "lost" not in open_kinds(batch)


def test_a_page_that_is_missing_beside_one_that_is_here_twice_is_asked_for_at_once() -> None:
    sheets = [full(1, copy="AAAA"), full(1, copy="AAAA", mark=9)]
    batch = sort_out(scans(sheets), tiny_papers(), NONE)
    assert {"same", "lost"} <= set(open_kinds(batch))
    said = {key: answer for task in batch.open for key, answer in task.choices[-1].sets}
    [lost] = [task for task in batch.open if task.kind == "lost"]
    said |= dict(lost.choices[0].sets)
    assert sort_out(scans(sheets), tiny_papers(), decided(said)).open == []


def test_the_very_same_picture_twice_is_named_and_not_used() -> None:
    one = full(1, copy="AAAA")
    batch = sort_out(scans([one, one]), tiny_papers(), NONE)
    assert batch.copies == []
    assert [what for what, _ in batch.became.values()] == ["twice", "twice"]


def test_a_missing_page_is_named_and_its_copy_waits() -> None:
    batch = sort_out(scans(all_pages(code="K7RM4WDX")[:-1]), tiny_papers(), NONE)
    assert "lost" in open_kinds(batch)
    assert batch.became["a.pdf", 1][0] == "waiting"


def test_a_blank_row_is_never_accepted_in_silence() -> None:
    side = tiny_papers()[LINKED].side(1)
    sheets = [Sheet(page(1, code="K7RM4WDX"))]
    batch = sort_out(scans(sheets), tiny_papers(), NONE)
    assert {task.item for task in batch.open if task.kind == "blank"} >= set(side.ticks)


def test_one_code_on_two_copies_is_asked_again() -> None:
    sheets = [*all_pages(copy="AAAA"), *all_pages(copy="BBBB", mark=2)]
    person = Person({sheet.hash: sheet for sheet in sheets})
    said = dict(
        one
        for task in sort_out(scans(sheets), tiny_papers(), NONE).open
        for one in person.decides(task)
    )
    batch = sort_out(scans(sheets), tiny_papers(), decided(said))
    assert open_kinds(batch) == ["code", "code"]
    assert "another copy" in batch.open[0].reason


def test_a_refused_page_that_a_person_names_keeps_the_number_of_its_copy() -> None:
    faint = Sheet(page(1, copy="AAAA"), full(1).says, refused="Too faint.")
    batch, made = finished([faint, full(2, copy="AAAA")])
    assert [sorted(copy.pages) for copy in batch.copies] == [[1, 2]]
    assert made.forms["mentor_before"][1][0] == "K7RM4WDX"


def test_a_form_without_any_answer_is_counted_and_gives_no_row() -> None:
    sheets = [Sheet(page(number, code="K7RM4WDX"), mark=number) for number in (1, 2)]
    batch, made = finished(sheets)
    assert {what for what, _ in batch.became.values()} == {"blank form"}
    assert made.forms == {}


def test_a_blank_back_is_counted_and_asks_nothing() -> None:
    batch = sort_out(scans([Sheet(page(1), empty=True)]), tiny_papers(), NONE)
    assert batch.tasks == []
    assert batch.became["a.pdf", 1][0] == "blank back"


def test_a_page_whose_partner_is_set_aside_since_is_asked_again() -> None:
    first, second = full(1, mark=1), full(2, mark=2)
    said: dict[Key, str] = {
        (first.hash, 1, CODE): "",
        (second.hash, 2, CODE): "",
        (first.hash, 1, WITH): second.hash,
        (second.hash, 2, PAGE): ASIDE,
    }
    batch = sort_out(scans([first, second]), tiny_papers(), decided(said))
    assert [task.item for task in batch.open] == [WITH]
    assert batch.became["a.pdf", 2][0] == "set aside"


def test_tasks_of_a_copy_know_all_its_pages() -> None:
    sheets = [Sheet(page(n, copy="AAAA"), mark=n) for n in range(1, sides() + 1)]
    batch = sort_out(scans(sheets), tiny_papers(), NONE)
    assert batch.tasks
    assert {tuple(one.picture for one in task.copy) for task in batch.tasks} == {
        tuple(sheet.hash for sheet in sheets)
    }
