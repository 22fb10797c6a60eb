"""Pages as text: forms, methods, values, slots, tables and search entries."""

from __future__ import annotations

import html
import string

import markdown
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.definitions.instrument import Instrument
from generator.definitions.programme import Programme
from generator.definitions.templates import plain
from generator.report.form_pages import PRINTS, Download, form_pages
from generator.report.methods import methods_page
from generator.report.page_html import search_entries, with_scrolling_tables
from generator.report.site import front_matter, with_slots, with_values

SIGNS = st.text(alphabet=string.printable + "éŵ–“”<>&{}[]|", min_size=1, max_size=40)


@given(SIGNS)
def test_plain_text_comes_out_of_markdown_as_it_went_in(text: str) -> None:
    """Whatever an organiser types shows as typed, and is never markup."""
    shown = markdown.markdown(f"x{plain(text)}x", extensions=["attr_list", "footnotes", "tables"])
    words = html.unescape(shown.removeprefix("<p>").removesuffix("</p>"))
    assert words == f"x{' '.join(text.split())}x"


@given(SIGNS)
def test_plain_text_is_safe_in_raw_html_and_attributes(text: str) -> None:
    shown = markdown.markdown(f'<div title="{plain(text)}">a</div>')
    assert shown.count("<") == 2
    assert html.unescape(shown) == f'<div title="{" ".join(text.split())}">a</div>'


def test_unknown_value_stays_for_the_check_to_find() -> None:
    assert with_values("{{ a }} {{b}}", {"a": "1"}) == "1 {{b}}"


def test_a_slot_is_not_filled_inside_a_slot() -> None:
    slots = {"a": "<!-- slot: b -->", "b": "secret"}
    assert with_slots("<!--slot:a-->", slots) == "<!-- slot: b -->"


# ---- Tables and search ----


def test_tables_are_labelled_by_caption_then_heading_then_page() -> None:
    table = "<table><tr><td>1</td></tr></table>"
    captioned = "<table><caption>C &amp; D</caption></table>"
    made = with_scrolling_tables(f"{table}<h2>H</h2>{table}{table}{captioned}", "Page")
    labels = [part.split('"')[0] for part in made.split('aria-label="')[1:]]
    assert labels == ["Table: Page", "Table: H", "Table: H (2)", "Table: C &amp; D"]


def test_a_wrapped_table_is_not_wrapped_again() -> None:
    once = with_scrolling_tables("<table></table>", "P")
    assert with_scrolling_tables(once, "P") == once


def test_alignment_becomes_a_class() -> None:
    made = with_scrolling_tables(markdown.markdown("|a|\n|--:|\n|1|", extensions=["tables"]), "P")
    assert "style=" not in made
    assert '<th scope="col" class="align-right">a</th>' in made
    assert '<td class="align-right">1</td>' in made


def test_search_leaves_out_drawings_and_headings_without_an_address() -> None:
    page = '<h1>T</h1><svg><text>no</text></svg><h2>no id</h2>a<h3 id="b">B <em>c</em></h3>d'
    found = [(e.address, e.title, e.text) for e in search_entries("p.html", "P", page)]
    assert found == [("p.html", "P", "no id a"), ("p.html#b", "B c", "d")]


# ---- Forms ----


def test_form_page_says_what_a_reader_asks(
    tiny_programme: Programme, tiny_forms: list[Instrument]
) -> None:
    downloads = {"before": [Download(PRINTS[0], "before.pdf", 84_200, 2)]}
    page = form_pages(tiny_programme, tiny_forms, downloads)["forms/before.md"]
    shown = html.unescape(page)
    for expected in (
        '# Mentors: "before"',
        "To learn <how> you see it.",
        "<dt>Who fills it in</dt><dd>Mentors</dd>",
        "<dt>When</dt><dd>In the week before.</dd>",
        "<dt>Time</dt><dd>6 minutes</dd>",
        "<dt>Version</dt><dd>1.2.0</dd>",
        "[Standard print](before.pdf){: .button } PDF, 84 KB, 2 pages",
        "- **How important is it to talk about…**",
        "    - what they do in 7",
        "One answer: Not at all / Very",
        "**What, if anything, about?** (only if the answer to “How worried are you?” is “Very”)",
        "A number from 0 to 600",
    ):
        assert expected in shown
    assert "Large print" not in shown


def test_forms_are_listed_by_role_and_time(
    tiny_programme: Programme, tiny_forms: list[Instrument]
) -> None:
    pages = form_pages(tiny_programme, tiny_forms, {})
    assert list(pages) == ["forms/index.md", "forms/before.md", "forms/after.md"]
    index = pages["forms/index.md"]
    assert "## Mentors" in index
    assert index.index("(before.md)") < index.index("(after.md)")
    row = next(line for line in index.splitlines() if "(before.md)" in line)
    form, minutes = row.strip("| ").split(" | ")[:2]
    assert form.startswith("[")
    assert form.endswith("<br>Joined by survey code")
    assert minutes.isdigit()


# ---- Methods ----

DOCSTRING = """Add two & more numbers.

    Parameters
    ----------
    a : int
        The *first* number.
    b : int

    Returns
    -------
    int
        Their sum.

    Notes
    -----
        total = a + b

    It holds for ``a < b`` too. *Small n*: nothing special.

    References
    ----------
    Peano G. Arithmetices principia. doi:10.1000/x(1)y_z.

    Examples
    --------
    >>> 1 + 1
    2
    """


@pytest.fixture(scope="module")
def methods() -> str:
    page = methods_page({"Sums & more": DOCSTRING})
    return markdown.markdown(
        page.split("---\n")[-1], extensions=["attr_list", "def_list", "fenced_code"]
    )


@pytest.mark.parametrize(
    "expected",
    [
        '<h2 id="sums-more">Add two &amp; more numbers</h2>',
        "<dt><code>a</code></dt>",
        "<p>Their sum.</p>",
        "The <strong>first</strong> number.",
        '<code class="language-text">total = a + b',
        "<code>a &lt; b</code> too.",
        "<p><strong>Small n</strong>: nothing special.</p>",
        '<a href="https://doi.org/10.1000/x%281%29y_z">doi:10.1000/x(1)y_z</a>.',
        "&gt;&gt;&gt; 1 + 1\n2",
    ],
)
def test_methods_page_keeps_what_the_docstring_says(methods: str, expected: str) -> None:
    assert html.unescape(expected) in html.unescape(methods)


@pytest.mark.parametrize(
    "title",
    [
        "😀 <script>alert(1)</script>",
        "<!-- slot: x -->",
        'a" \\ b\nc: d',
        "---\n# no",
        "{{ local.organisation }} &amp; &lt;b&gt;",
        "\x7f\u2028\ufeff\ufffe end",
    ],
)
def test_a_title_is_shown_as_it_is_and_never_as_markup(title: str) -> None:
    """YAML, Markdown, slots and HTML stand between a title and its reader."""
    text = front_matter(title, title)
    found = yaml.safe_load(text.removeprefix("---\n").removesuffix("\n---"))
    assert found == {"title": title, "description": title}
    assert "<" not in text
    assert text.isascii()
