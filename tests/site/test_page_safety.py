"""What may not stand on an author's page is found in every spelling, and in its place."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from generator.cli import main
from generator.definitions.problem import Problem, format_problem
from generator.inputs import look, page_faults
from tests.small_programme import ROOT, small_programme

#: A page's third line, and what is said of it.
LINES = {
    "<script>alert(1)</script>": "The page holds <script>",
    "<SCRIPT SRC=x.js></SCRIPT>": "The page holds <script>",
    "<script\n>1</script>": "The page holds <script>",
    "\\<script>1</script>": "The page holds <script>",
    "<svg/onload=alert(1)>": "<svg> has the attribute 'onload'",
    "<svg><script>1</script></svg>": "The page holds <script>",
    "<!--><script>1</script>-->": "The page holds <script>",
    "<div markdown>\n**a** <script>1</script>\n</div>": "The page holds <script>",
    "<iframe src='a.html'></iframe>": "The page holds <iframe>",
    "<IFRAME\nsrcdoc='x'>": "The page holds <iframe>",
    "<object data='a.pdf'></object>": "The page holds <object>",
    "<embed src='a.pdf'>": "The page holds <embed>",
    "<base href='https://host.example/'>": "The page holds <base>",
    "<style>p{color:red}</style>": "The page holds <style>",
    "<meta http-equiv=' ReFresh' content='0;url=x'>": "The page holds <meta> with 'refresh'",
    "<meta http-equiv='&#114;efresh' content=0>": "The page holds <meta> with 'refresh'",
    "<form action='a.html'><input></form>": "<form> has the attribute 'action'",
    "<button formaction=a>b</button>": "<button> has the attribute 'formaction'",
    "<p ONCLICK = 'a()'>x</p>": "<p> has the attribute 'onclick'",
    "<b\nonmouseover=a()>x</b>": "<b> has the attribute 'onmouseover'",
    "<div>\n<img src=a alt='x'onerror=a()>\n</div>": "<img> has the attribute 'onerror'",
    "<div>\n<img src=a onerror=a() ": "<img> has the attribute 'onerror'",
    '*a*{: onclick="b()" }': "<em> has the attribute 'onclick'",
    '<p style="background:url(a.png)">x</p>': "The style of <p> loads a file.",
    "<p style='a:&#117;rl&#40;b)'>": "The style of <p> loads a file.",
    '*a*{: style="background:image-set(b)" }': "The style of <em> loads a file.",
    "![a](https://host.example/a.png)": "<img> loads 'https://host.example/a.png' from elsewhere.",
    "![a](HTTP://host.example/a.png 'b')": "<img> loads 'HTTP://host.example/a.png'",
    "![a](//host.example/a.png)": "<img> loads '//host.example/a.png'",
    "![a][b]\n\n[b]: https://host.example/a.png": "<img> loads 'https://host.example/a.png'",
    "<img src='/\\host.example/a'>": "<img> loads '/\\host.example/a'",
    "<img src='\\\\host\\a.png'>": "<img> loads '\\\\host\\a.png'",
    "<img src='file://host/a'>": "<img> loads 'file://host/a'",
    "<img srcset='a.png 1x, https://host.example/a 2x'>": "<img> loads 'a.png 1x, https:",
    "<img src='&#104;ttps://host.example'>": "<img> loads 'https://host.example'",
    "<img src='ht\ntps://host.example'>": "<img> loads 'ht tps://host.example'",
    "<video poster='//host.example/a'></video>": "<video> loads '//host.example/a'",
    "<audio src=https://host.example/a></audio>": "<audio> loads",
    "<video><source src=https://host.example/a></video>": "<source> loads",
    "<link rel=stylesheet href=https://host.example/a>": "<link> loads",
    "<link rel=preload as=font href=//host.example/a>": "<link> loads",
    "<input type=image src=//host.example/a>": "<input> loads",
    "<table background=//host.example/a></table>": "<table> loads",
    "<svg><use xlink:href='https://host.example/#a'/></svg>": "<use> loads",
    "<svg><image href='https://host.example/a'/></svg>": "<image> loads",
    "<a href=b.html ping=https://host.example>x</a>": "<a> loads",
    "[a](javascript:alert(1))": "The link 'javascript:alert(1)' runs a script.",
    "[a](JaVaScRiPt:alert(1) 'b')": "The link 'JaVaScRiPt:alert(1)' runs a script.",
    "[a](<javascript:alert(1)>)": "The link 'javascript:alert(1)' runs a script.",
    "[a](&#106;avascript&#58;b)": "The link 'javascript:b' runs a script.",
    "[a](&#x6A;avascript&colon;b)": "The link 'javascript:b' runs a script.",
    "[a](\\javascript:b)": "",
    "[a][b]\n\n[b]: vbscript:c": "The link 'vbscript:c' runs a script.",
    "[b]\n\n[b]: <javascript:c>": "The link 'javascript:c' runs a script.",
    "<javascript:alert(1)>": "The link 'javascript:alert(1)' runs a script.",
    "<a href='java\nscript:b'>x</a>": "The link 'java script:b' runs a script.",
    "<a href='java&Tab;script:b'>x</a>": "The link 'java script:b' runs a script.",
    "<a href=' &#1;javascript:b'>x</a>": "The link 'javascript:b' runs a script.",
    "<svg><a xlink:href='javascript:b'>x</a></svg>": "The link 'javascript:b' runs a script.",
    "<svg><set attributeName=href to='javascript:b'/></svg>": "The link 'javascript:b'",
    "[a](data:text/html,b)": "The link 'data:text/html,b' holds a page of its own.",
    "[a](DATA:text/html;base64,YQ==)": "The link 'DATA:text/html;base64,YQ==' holds a page",
    "<a href='data:application/xhtml+xml,b'>x</a>": "The link 'data:application/xhtml+xml,b'",
    "[a](second.md '<script>b</script>')": "The page holds <script>",
    "![<iframe>](a.png)": "The page holds <iframe>",
    "[a](second.md \"x' onclick='b\")": "",
    "a[^1]\n\n[^1]: [b](javascript:c)": "The link 'javascript:c' runs a script.",
    "| a |\n|---|\n| <b onclick=c>d</b> |": "<b> has the attribute 'onclick'",
    "!!! note \"<b onclick='c'>\"\n    d": "<b> has the attribute 'onclick'",
    "[a]({{ local.department }})": "The link 'javascript:b' runs a script.",
    # Nothing is wrong with these.
    "[a](https://host.example) <https://host.example> <a.b@host.example>": "",
    "`<script>` and `onclick=` and `javascript:b`": "",
    "    <script>1</script>": "",
    "```\n<iframe src='https://host.example'>\n```": "",
    "<details><summary>a</summary>b</details>": "",
    "![a](data:image/png;base64,YQ==) ![b](images/b.png)": "",
    "<p style='color: red'>online on one = two</p>": "",
    "A script: javascript: the good parts; <b title='javascript: b'>c</b>": "",
    "&lt;script&gt;": "",
    "text <script\n>1</script>": "",
    "<img src=a onerror=a() ": "",
    '<img src=a alt="x"onerror=a()>': "",
    "<form><input></form>": "",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One page under the settings that we ship, and a value that runs a script."""
    folder = small_programme(tmp_path_factory.mktemp("safety") / "programme")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    (folder / "site_src/index.md").write_text("---\ntitle: Trial\n---\n# Trial\n", "utf-8")
    programme = folder / "instruments" / "programme.yml"
    text = programme.read_text("utf-8")
    assert "department: Tea room" in text
    text = text.replace("department: Tea room", 'department: "javascript:b"')
    programme.write_text(text, "utf-8")
    return folder


def faults(home: Path) -> list[Problem]:
    definitions = look(home, [])
    assert definitions is not None
    return [one for one in page_faults(home, definitions) if one.rule == "unsafe-page"]


def test_the_pages_that_we_ship_hold_nothing_of_the_kind() -> None:
    assert page_faults(ROOT, look(ROOT, [])) == ()


def test_every_spelling_is_found_in_its_place(home: Path) -> None:
    pages = home / "site_src" / "trial"
    pages.mkdir()
    for number, line in enumerate(LINES):
        text = f"# Trial `{' '.join(line.split())}`\n\n{line}\n"
        (pages / f"p{number:03}.md").write_text(text, "utf-8")
    (pages / "second.md").write_text("# Second\n")
    found: dict[str, list[Problem]] = {}
    for one in faults(home):
        found.setdefault(Path(one.where.path).name, []).append(one)
    wrong = {}
    for number, (line, expected) in enumerate(LINES.items()):
        told = found.get(f"p{number:03}.md", [])
        last = 2 + line.count("\n") + 1
        good = (
            bool(told) and expected in told[0].fault and 3 <= told[0].where.line <= last
            and len(told) == 1 and told[0].severity == "warning" and told[0].remedy
        ) if expected else not told  # fmt: skip
        if not good:
            wrong[line] = [format_problem(one) for one in told]
    for path in pages.iterdir():
        path.unlink()
    pages.rmdir()
    assert not wrong, wrong


def told(home: Path, files: dict[str, str]) -> list[str]:
    """Return what is said of files beside the pages, which are taken away again."""
    for name, text in files.items():
        (home / "site_src" / name).write_text(text, "utf-8")
    found = [format_problem(one) for one in faults(home)]
    for name in files:
        (home / "site_src" / name).unlink()
    shown = (one.removeprefix("site_src/").replace(" unsafe-page: warning:", "") for one in found)
    return [re.split(" (?:Delete|Copy|Write)", one)[0] for one in shown]


def test_the_front_matter_counts_and_moves_the_lines_below_it(home: Path) -> None:
    page = (
        '---\n\ntitle: "A <ScRiPt>b</script>"\nmore:\n  - &x\n    go: JAVA\\\n      script:c\n'
        "  - *x\nlink: 'javascript:alert(1)'\n---\n\n\n# Trial\n\n<b onclick=c>d</b>\n"
    )
    assert told(home, {"trial.md": page}) == [
        "trial.md:3:11: The page holds <script>, which runs a program.",
        "trial.md:9:8: The link 'javascript:alert(1)' runs a script.",
        "trial.md:15:4: <b> has the attribute 'onclick', which runs a script.",
    ]


def test_front_matter_that_refers_to_itself_is_read_once(home: Path) -> None:
    assert told(home, {"trial.md": "---\na: &a\n  b: *a\n---\n# T\n"}) == []


def test_a_word_that_is_only_shown_is_not_taken_for_the_fault(home: Path) -> None:
    page = (
        "# Trial\n\n`<script>` and onclick= in words\n\n```\n<script>\n```\n\n"
        "<script>1</script>\n\n<b onclick=c>d</b>\n\n<script>2</script>\n"
    )
    assert [one.split(": ")[0] for one in told(home, {"trial.md": page})] == [
        "trial.md:9:1", "trial.md:11:4", "trial.md:13:1",
    ]  # fmt: skip


def test_files_beside_the_pages_count(home: Path) -> None:
    files = {
        "own.HTML": "<!doctype html>\n<title>a</title>\n<body\nonload=b()>\n",
        "own.svg": '<svg xmlns="http://www.w3.org/2000/svg">\n<script>1</script></svg>',
        "own.css": "p{a:url(b.png)}\n@import 'https://host.example/a';\nb{c:URL( //d.example )}\n",
        "fine.svg": '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>',
    }
    assert told(home, files) == [
        "own.HTML:4:1: <body> has the attribute 'onload', which runs a script.",
        "own.css:2:10: The style sheet loads 'https://host.example/a' from elsewhere.",
        "own.css:3:10: The style sheet loads '//d.example' from elsewhere.",
        "own.svg:2:1: The page holds <script>, which runs a program.",
    ]


def test_the_menu_and_styles_from_elsewhere_count(home: Path) -> None:
    settings = home / "mkdocs.yml"
    before = settings.read_text("utf-8")
    text = before.replace("\nnav:\n", "\nextra_css: [https://host.example/a.css]\nnav:\n"
                          "  - More: javascript:b\n  - Else: https://host.example/\n")  # fmt: skip
    settings.write_text(text, "utf-8")
    lines = text.split("\n")
    found = {(one.where.path, lines[one.where.line - 1].strip()) for one in faults(home)}
    settings.write_text(before, "utf-8")
    assert found == {
        ("mkdocs.yml", "extra_css: [https://host.example/a.css]"),
        ("mkdocs.yml", "- More: javascript:b"),
    }


def test_scripts_from_elsewhere_and_hooks_are_told(home: Path) -> None:
    settings = home / "mkdocs.yml"
    before = settings.read_text("utf-8")
    (home / "own_hook.py").write_text("", "utf-8")
    extra = "\nextra_javascript:\n  - https://host.example/a.js\n  - {path: //host.example/b.js}\n"
    extra += "  - own.js\nhooks:\n  - own_hook.py\nnav:\n"
    settings.write_text(before.replace("\nnav:\n", extra), "utf-8")
    found = [format_problem(one).partition(": ") for one in faults(home)]
    settings.write_text(before, "utf-8")
    (home / "own_hook.py").unlink()
    first = before.partition("\nnav:\n")[0].count("\n") + 3
    copy = "from elsewhere. Copy the file into site_src and name it there."
    assert [(place.split(":")[:2], said) for place, _, said in found] == [
        (["mkdocs.yml", str(first + 4)], (
            "unsafe-page: warning: The hook 'own_hook.py' is code. It runs at each build and can "
            "change every page. Delete it, unless you know what it does.")),
        (["mkdocs.yml", str(first)],
         f"unsafe-page: warning: <link> loads 'https://host.example/a.js' {copy}"),
        (["mkdocs.yml", str(first + 1)],
         f"unsafe-page: warning: <link> loads '//host.example/b.js' {copy}"),
    ]  # fmt: skip


def test_a_page_in_another_writing_is_an_error_with_its_line(home: Path) -> None:
    page = home / "site_src" / "trial.md"
    page.write_bytes(b"# Trial\n\ncaf\xe9\n")
    (fault,) = page_faults(home, None)
    page.unlink()
    assert format_problem(fault) == (
        "site_src/trial.md:3:1: not-utf-8: The page is not UTF-8 text. Save it as UTF-8 in your "
        "editor."
    )


@pytest.mark.parametrize(
    "name",
    ["CON.md", "nul", "aux.tar.gz", "com1.md", "a?b.md", '"x.md', "<b>.md", "a:b.png", "a..", "a ",
     "new\nline.md", "esc\x1b[2J.md", "\udcff.md", "back\\slash.md", "lpt9/a.md", "a./b.md"],
)  # fmt: skip
def test_a_name_that_windows_cannot_hold_is_refused(home: Path, name: str) -> None:
    path = home / "site_src" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("# Trial\n")
    (fault,) = page_faults(home, None)
    path.unlink()
    if path.parent.name != "site_src":
        path.parent.rmdir()
    assert (fault.rule, fault.severity) == ("file-name", "error")
    assert fault.where.path.isprintable()
    assert fault.where.path.startswith("site_src/")


def test_ordinary_names_are_fine(home: Path) -> None:
    for name in ("a b.md", "é.md", "a.b.md", "console.md", "a&b.md", "it's (1).md"):
        (home / "site_src" / name).write_text("# Trial\n", "utf-8")
        assert page_faults(home, None) == ()
        (home / "site_src" / name).unlink()


def test_a_page_that_nests_too_deep_is_told(home: Path) -> None:
    page = home / "site_src" / "trial.md"
    page.write_text("".join(f"{'    ' * depth}- a\n" for depth in range(300)), "utf-8")
    (fault,) = page_faults(home, None)
    page.unlink()
    assert (fault.where.path, fault.rule) == ("site_src/trial.md", "too-deep")


def test_check_and_build_tell_and_strict_refuses(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    home = small_programme(tmp_path / "own")
    page = home / "site_src" / "index.md"
    before = page.read_text("utf-8")
    assert main(["-C", str(home), "check"]) == 0
    assert "unsafe-page" not in capsys.readouterr().out
    page.write_text(f"{before}\n<iframe src='a.html'></iframe>\n", "utf-8")
    line = before.count("\n") + 2
    wanted = f"site_src/index.md:{line}:1: unsafe-page: warning: The page holds <iframe>"
    assert main(["-C", str(home), "check"]) == 0
    assert wanted in capsys.readouterr().out
    assert main(["-C", str(home), "check", "--strict"]) == 1
    for _ in range(2):  # the second one from what the first has kept
        assert main(["-C", str(home), "build", "--site-dir", str(tmp_path / "site")]) == 0
        assert wanted in capsys.readouterr().err
    page.write_text(before, "utf-8")


def test_signs_that_turn_the_writing_are_refused_on_pages_and_in_the_settings(home: Path) -> None:
    for name, old, new in (
        ("site_src/index.md", "title: ", "title: \u202e"),
        ("mkdocs.yml", "site_name: ", "site_name: x\u2067"),
        ("mkdocs.yml", "- Start: ", "- \u202dStart: "),
    ):
        path = home / name
        before = path.read_text("utf-8")
        path.write_text(before.replace(old, new, 1), "utf-8")
        found = [one for one in page_faults(home, look(home, [])) if one.severity == "error"]
        path.write_text(before, "utf-8")
        assert [f"{one.where.path} {one.rule}" for one in found] == [f"{name} odd-character"]
