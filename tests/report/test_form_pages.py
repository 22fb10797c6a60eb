"""Parts of sheets on pages: the paper's own words, with links, and nothing that is markup."""

from __future__ import annotations

from generator.definitions.load import parse_definitions
from generator.report.form_pages import form_pages, sheet_parts, with_parts


def shipped():
    from pathlib import Path

    root = Path(__file__).parents[2] / "instruments"
    texts = {str(path): path.read_text("utf-8") for path in root.rglob("*.yml")}
    return parse_definitions(texts, [])


def with_note(text: str):
    definitions = shipped()
    sheet = definitions.instrument("session_agenda")
    assert sheet is not None
    section = sheet.sections[1]
    note = section.items[0].model_copy(update={"text": text})
    changed = section.model_copy(update={"items": (note,)})
    return definitions.programme, sheet.model_copy(update={"sections": (changed,)})


def test_a_link_leads_to_its_page_from_wherever_it_stands() -> None:
    programme, sheet = with_note("1. Read the [long name of the rules](ground-rules.md) first.")
    parts = sheet_parts(programme, [sheet])
    page = "<!-- sheet: session_agenda.before -->"
    words = "1. Read the [long name of the rules]({}ground-rules.md) first&#46;"
    assert with_parts(page, parts, "agenda.md") == words.format("")
    assert with_parts(page, parts, "a/b/agenda.md") == words.format("../../")


def test_nothing_in_a_sheet_is_markup() -> None:
    text = "<script>alert(1)</script> [x](javascript:alert) <!-- slot: a --> {{ local.nothing }}"
    programme, sheet = with_note(text)
    for markdown in (
        sheet_parts(programme, [sheet])["session_agenda.before"],
        form_pages(programme, [sheet], {})["forms/session_agenda.md"],
    ):
        assert "<script" not in markdown
        assert "](javascript" not in markdown
        assert "<!--" not in markdown
        assert "{{" not in markdown


def test_every_sheet_has_its_parts_and_no_form_has() -> None:
    definitions = shipped()
    parts = sheet_parts(definitions.programme, definitions.instruments)
    assert all(parts.values())
    assert {name.split(".")[0] for name in parts} == {
        form.id for form in definitions.instruments if form.kind == "sheet"
    }
    assert "](" in parts["timeline.steps"]
    assert parts["timeline.steps"].count("\n") == len(definitions.programme.timeline) + 1


def test_a_sheets_page_is_not_called_as_the_page_that_shows_its_words() -> None:
    definitions = shipped()
    pages = form_pages(definitions.programme, definitions.instruments, {})
    assert "# Session agenda (to print)\n" in pages["forms/session_agenda.md"]
    assert "# Consent form\n" in pages["forms/consent.md"]
